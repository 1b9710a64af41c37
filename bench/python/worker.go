// SPDX-License-Identifier: BSD-3-Clause

// Package python runs the Python peers of the comparisons in one long-lived
// process, which shares the operands with this one.
package python

import (
	"bufio"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"github.com/arraygen/arraygen/bench"
)

//go:embed worker.py fused.py
var scripts embed.FS

// Worker is the Python process.
type Worker struct {
	// Version is the version of Python.
	Version string
	// Absent tells which peers could not be imported, and why.
	Absent map[string]string

	cmd    *exec.Cmd
	in     io.WriteCloser
	out    *bufio.Reader
	dir    string
	nextID int
	peers  []bench.Peer
}

type request struct {
	Op    string     `json:"op"`
	Path  string     `json:"path"`
	ID    int        `json:"id"`
	Peer  string     `json:"peer"`
	Job   *bench.Job `json:"job"`
	Reps  int        `json:"reps"`
	Count int        `json:"count"`
}

type answer struct {
	Peers      map[string]string `json:"peers"`
	Absent     map[string]string `json:"absent"`
	Python     string            `json:"python"`
	Nanos      int64             `json:"nanos"`
	Hi         []float64         `json:"hi"`
	Lo         []float64         `json:"lo"`
	NotOffered string            `json:"not_offered"`
	Error      string            `json:"error"`
}

// Start starts a worker with the given interpreter. arenaPath is the file of
// the shared memory; messages of Python go to log.
func Start(interpreter, arenaPath string, log io.Writer) (*Worker, error) {
	if arenaPath == "" {
		return nil, errors.New("python: this system has no shared memory for the Python peers")
	}
	dir, err := os.MkdirTemp("", "arraygen-bench")
	if err != nil {
		return nil, err
	}
	w := &Worker{dir: dir}
	if err := w.start(interpreter, arenaPath, log); err != nil {
		w.Close()
		return nil, fmt.Errorf("python: %s: %w", interpreter, err)
	}
	return w, nil
}

func (w *Worker) start(interpreter, arenaPath string, log io.Writer) (err error) {
	for _, name := range []string{"worker.py", "fused.py"} {
		text, err := scripts.ReadFile(name)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(w.dir, name), text, 0o600); err != nil {
			return err
		}
	}
	// The script is imported by its module name from fused.py: run it so that
	// there is one copy of it. An interrupt is for this process, which then
	// ends the other.
	w.cmd = exec.Command(interpreter, "-c", "import worker, os, signal, sys\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nworker.OUT = os.fdopen(os.dup(1), 'w')\nos.dup2(2, 1)\nworker.serve(sys.stdin)")
	w.cmd.Env = append(os.Environ(), "PYTHONPATH="+w.dir, "PYTHONDONTWRITEBYTECODE=1")
	w.cmd.Stderr = log
	if w.in, err = w.cmd.StdinPipe(); err != nil {
		return err
	}
	out, err := w.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	w.out = bufio.NewReaderSize(out, 1<<20)
	if err := w.cmd.Start(); err != nil {
		w.cmd = nil
		return err
	}
	a, err := w.ask(request{Op: "hello", Path: arenaPath})
	if err != nil {
		return err
	}
	w.Version, w.Absent = a.Python, a.Absent
	var names []string
	for name := range a.Peers {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		w.peers = append(w.peers, peer{w, name, a.Peers[name]})
	}
	return nil
}

// Peers returns the peers that the process could import.
func (w *Worker) Peers() []bench.Peer { return w.peers }

// Reference returns the first count values of the first output of a fused
// kernel in high precision, as sums of two numbers.
func (w *Worker) Reference(j *bench.Job, count int) (hi, lo []float64, err error) {
	a, err := w.ask(request{Op: "reference", Job: j, Count: count})
	return a.Hi, a.Lo, err
}

// Close ends the process.
func (w *Worker) Close() {
	if w.cmd != nil {
		w.in.Close()
		_ = w.cmd.Wait()
	}
	os.RemoveAll(w.dir)
}

func (w *Worker) ask(r request) (answer, error) {
	var a answer
	text, err := json.Marshal(r)
	if err != nil {
		return a, err
	}
	if _, err := w.in.Write(append(text, '\n')); err != nil {
		return a, fmt.Errorf("the Python process has ended: %w", err)
	}
	line, err := w.out.ReadBytes('\n')
	if err != nil {
		return a, fmt.Errorf("the Python process has ended: %w", err)
	}
	if err := json.Unmarshal(line, &a); err != nil {
		return a, fmt.Errorf("the Python process said %.100q: %w", line, err)
	}
	switch {
	case a.NotOffered != "":
		return a, bench.NotOffered(a.NotOffered)
	case a.Error != "":
		return a, errors.New(a.Error)
	}
	return a, nil
}

// peer is a library in the process.
type peer struct {
	w             *Worker
	name, version string
}

// Name implements bench.Peer.
func (p peer) Name() string { return p.name }

// Version implements bench.Peer.
func (p peer) Version() string { return p.version }

// Prepare implements bench.Peer.
func (p peer) Prepare(j *bench.Job) (*bench.Prepared, error) {
	w := p.w
	w.nextID++
	id := w.nextID
	if _, err := w.ask(request{Op: "prepare", ID: id, Peer: p.name, Job: j}); err != nil {
		return nil, err
	}
	return &bench.Prepared{
		Run: func(reps int) (time.Duration, error) {
			a, err := w.ask(request{Op: "run", ID: id, Reps: reps})
			return time.Duration(a.Nanos), err
		},
		Store: func() error {
			_, err := w.ask(request{Op: "store", ID: id})
			return err
		},
		Close: func() { _, _ = w.ask(request{Op: "drop", ID: id}) },
	}, nil
}
