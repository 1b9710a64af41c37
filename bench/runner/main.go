// SPDX-License-Identifier: BSD-3-Clause

// Command runner measures the library against its peers. `arraygen bench` and
// `make bench` run it; its flags are theirs.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/pflag"

	"github.com/arraygen/arraygen/bench"
	"github.com/arraygen/arraygen/bench/arena"
	"github.com/arraygen/arraygen/bench/options"
	"github.com/arraygen/arraygen/bench/python"
	"github.com/arraygen/arraygen/bench/runner/peers"
	"github.com/arraygen/arraygen/bench/runner/plots"
)

// errWorse says that a comparison found something worse.
var errWorse = errors.New("worse than before")

func main() {
	var o options.Options
	o.Register(pflag.CommandLine)
	pflag.Parse()
	err := o.Check()
	if err == nil {
		err = run(o)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(o options.Options) error {
	var old *bench.Report
	var err error
	if o.Compare != "" {
		// Read first: a wrong name must not cost an hour.
		if old, err = bench.Load(o.Compare); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(o.Dir, 0o755); err != nil {
		return err
	}
	report, err := results(o)
	if err != nil {
		return err
	}
	name := o.Name
	if name == "" {
		name = o.Mode()
	}
	if o.Report == "" {
		path, err := report.Save(o.Dir, name)
		if err != nil {
			return err
		}
		fmt.Println("results: ", path)
	}
	drawn, err := plots.Draw(report, o.Dir, name)
	if err != nil {
		return err
	}
	files, err := bench.Write(report, o.Dir, name, drawn)
	if err != nil {
		return err
	}
	for _, f := range append(files, drawn...) {
		fmt.Println("written: ", f)
	}
	if o.Docs != "" {
		if err := bench.WriteDocs(o.Docs, report, drawn); err != nil {
			return err
		}
	}
	bench.Summary(os.Stdout, report)
	if old == nil {
		return nil
	}
	if c := bench.Compare(os.Stdout, old, report); c.Worse() {
		return fmt.Errorf("%w: %d cells take longer, %d verdicts turned from faster to slower", errWorse, c.Slower, c.Lost)
	}
	return nil
}

// results measures, or reads what was measured.
func results(o options.Options) (*bench.Report, error) {
	if o.Report != "" {
		return bench.Load(o.Report)
	}
	size := 256 << 20
	if !o.Quick {
		size = 1 << 30
	}
	mem, err := arena.New(size)
	if err != nil {
		return nil, err
	}
	defer mem.Close()
	c := bench.Config{Mem: mem, Rounds: 25, Slice: 300 * time.Microsecond, Budget: 500 * time.Millisecond}
	c.Selection.Quick = o.Quick
	if o.Quick {
		c.Rounds, c.Slice, c.Budget = 15, 150*time.Microsecond, 400*time.Millisecond
	}
	if o.Budget > 0 {
		c.Budget = o.Budget
	}
	if o.Filter != "" {
		c.Selection.Filter = regexp.MustCompile(o.Filter)
	}
	absent := map[string]string{}
	var version string
	all := peers.All()
	var log tail
	w, err := startPython(o, mem, &log)
	if err != nil {
		absent["Python peers"] = err.Error() + log.last()
	} else {
		defer w.Close()
		version = w.Version
		c.Reference = w.Reference
		all = append(all, w.Peers()...)
		for name, why := range w.Absent {
			absent[name] = why
		}
	}
	for _, p := range all {
		if o.Wants(p.Name()) {
			c.Peers = append(c.Peers, p)
		}
	}
	for name, why := range absent {
		fmt.Fprintf(os.Stderr, "absent: %s: %s\n", name, why)
	}
	if !o.Quiet {
		c.Progress = bar(os.Stderr)
	}
	// An interrupt ends the run after the cell at hand, and keeps what is there.
	interrupted, restore := signal.NotifyContext(context.Background(), os.Interrupt)
	defer restore()
	c.Stop = interrupted.Done()
	report, err := bench.Run(c)
	if err != nil {
		return nil, err
	}
	report.Meta.Mode, report.Meta.Python = o.Mode(), version
	for name, why := range absent {
		report.Meta.Absent[name] = why
	}
	return report, nil
}

// startPython starts the Python peers with the interpreter of the options.
func startPython(o options.Options, mem *arena.Arena, log io.Writer) (*python.Worker, error) {
	if o.Peers == "none" {
		return nil, errors.New("not wanted")
	}
	interpreter := o.Python
	if interpreter == "" {
		interpreter = "python3"
		if venv := filepath.Join(".venv-bench", "bin", "python"); exists(venv) {
			interpreter = venv
		}
	}
	if _, err := exec.LookPath(interpreter); err != nil {
		return nil, err
	}
	return python.Start(interpreter, mem.Path, log)
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// bar returns a progress function that draws a bar with an estimate of the
// time left.
func bar(to *os.File) func(float64, string) {
	const steps = 1000
	b := progressbar.NewOptions(steps,
		progressbar.OptionSetWriter(to), progressbar.OptionSetWidth(30), progressbar.OptionSetPredictTime(true),
		progressbar.OptionSetElapsedTime(true), progressbar.OptionThrottle(200*time.Millisecond),
		progressbar.OptionShowElapsedTimeOnFinish(), progressbar.OptionOnCompletion(func() { fmt.Fprintln(to) }))
	return func(share float64, what string) {
		b.Describe(fmt.Sprintf("%-48.48s", what))
		_ = b.Set(min(steps, int(share*steps)))
	}
}

// tail keeps the end of what is written to it.
type tail struct{ text []byte }

func (t *tail) Write(p []byte) (int, error) {
	t.text = append(t.text, p...)
	if len(t.text) > 2000 {
		t.text = t.text[len(t.text)-2000:]
	}
	return len(p), nil
}

func (t *tail) last() string {
	if len(t.text) == 0 {
		return ""
	}
	return ": " + string(t.text)
}
