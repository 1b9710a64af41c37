// SPDX-License-Identifier: BSD-3-Clause

// Command cc compares the loops of package loops with what C compilers make of the
// same loops: AVX2, one thread, operands in the first-level cache, in turn. Each
// compiler's program is a process that runs a loop when it is asked to.
//
//	go run ./bench/cc [--docs docs/performance.md]
package main

import (
	"flag"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/arraygen/arraygen/bench/measure"
	"github.com/arraygen/arraygen/internal/atomicfile"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// flags are those of both compilers.
var flags = []string{"-O3", "-march=haswell", "-ffp-contract=off", "-x", "c"}

func main() {
	docs := flag.String("docs", "", "the page that gets the table, between its marks")
	flag.Parse()
	log.SetFlags(0)
	if err := compare(os.Stdout, *docs); err != nil {
		log.Fatal(err)
	}
}

func compare(w io.Writer, docs string) error {
	level, err := kernel.ParseLevel("avx2")
	if err != nil {
		return err
	}
	if _, err := kernel.SetLevel(level); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "bench-cc")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	var compilers []*compiler
	for _, name := range []string{"clang", "gcc"} {
		c, err := start(name, dir)
		if err != nil {
			return err
		}
		if c == nil {
			fmt.Fprintf(w, "%s is not installed: its column is missing.\n\n", name)
		} else {
			compilers = append(compilers, c)
			defer c.stop()
		}
	}
	if len(compilers) == 0 {
		return fmt.Errorf("neither clang nor gcc is installed")
	}
	table, err := measureAll(compilers)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(w, table); err != nil || docs == "" {
		return err
	}
	return write(docs, table)
}

// measureAll returns the table of all loops.
func measureAll(compilers []*compiler) (string, error) {
	var b strings.Builder
	b.WriteString("| loop | ours, ns |")
	for _, c := range compilers {
		fmt.Fprintf(&b, " %s / ours |", c.title)
	}
	b.WriteString("\n|---|---:|" + strings.Repeat("---:|", len(compilers)) + "\n")
	plan := measure.Plan{Rounds: 41, Slice: 200 * time.Microsecond, Rand: rand.New(rand.NewPCG(1, 2))}
	for i := range cases {
		c := &cases[i]
		ours := newOurs(c)
		ours.run(1)
		work := []measure.Work{{Name: "ours", Run: ours.run}}
		for _, cc := range compilers {
			if err := cc.check(c, ours); err != nil {
				return "", err
			}
			work = append(work, measure.Work{Name: cc.name, Run: func(reps int) (time.Duration, error) { return cc.run(c.name, reps) }})
		}
		samples := plan.Time(work)
		for _, s := range samples {
			if s.Err != nil {
				return "", s.Err
			}
		}
		fmt.Fprintf(&b, "| %s | %.0f |", c.name, measure.Median(samples[0].Nanos))
		for _, s := range samples[1:] {
			fmt.Fprintf(&b, " %.2f |", measure.Rounds{len(s.Nanos)}.Ratio(s.Nanos, samples[0].Nanos).Mid)
		}
		b.WriteString("\n")
	}
	return b.String(), nil
}

// The marks between which the table stands in a page.
const begin, end = "<!-- compilers: begin, written by make bench-cc -->\n", "<!-- compilers: end -->\n"

func write(path, table string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	before, rest, ok := strings.Cut(string(text), begin)
	_, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		return fmt.Errorf("%s has no marks %q and %q", path, strings.TrimSpace(begin), strings.TrimSpace(end))
	}
	return atomicfile.WriteFile(path, []byte(before+begin+table+end+after))
}

// title names a compiler with its version.
func title(name string) string {
	out, err := exec.Command(name, "-dumpfullversion", "-dumpversion").Output()
	if err != nil {
		return name
	}
	return name + " " + strings.TrimSpace(string(out))
}
