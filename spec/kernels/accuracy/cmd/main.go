// SPDX-License-Identifier: BSD-3-Clause

// Command cmd measures the elementary functions over their whole range and
// writes docs/accuracy.md, where a row that was measured at more inputs stays. It runs at the root of the repository:
//
//	go run ./spec/kernels/accuracy/cmd
//
// The functions are evaluated by the generated kernels; with -go, by the
// kernel functions themselves, which have the same bits and take ten times as
// long. It exits with status 1 if a function breaks its promise.
package main

import (
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"time"

	"github.com/arraygen/arraygen/internal/atomicfile"
	"github.com/arraygen/arraygen/spec/kernels/accuracy"
)

func main() {
	out := flag.String("o", "docs/accuracy.md", "file to write the table to; - is standard output")
	only := flag.String("only", "", "measure this function alone, by its name")
	dtype := flag.String("dtype", "", "measure this dtype alone: float32 or float64")
	full := flag.Bool("full", false, "measure all float32 numbers and more samples of the others, and keep no row of the file but those of functions that -only and -dtype leave out")
	pairs := flag.Int("pairs", 0, "measure the functions of two arguments at so many random pairs more, in each dtype; with -full 10^9 unless it says another number")
	plain := flag.Bool("go", false, "evaluate the kernel functions as plain Go")
	flag.Parse()
	effort := accuracy.Usual
	if *full {
		effort = accuracy.Full
		if *pairs == 0 {
			*pairs = 1e9
		}
	}
	f32, f64 := generated32(), generated64()
	if *plain {
		f32, f64 = accuracy.Functions32(), accuracy.Functions64()
	}
	f32 = pick(f32, func(f accuracy.Func32) bool {
		return (*only == "" || f.Name == *only) && (*dtype == "" || *dtype == "float32")
	})
	f2 := pick(accuracy.Functions2(), func(f accuracy.Func2) bool {
		return (*only == "" || f.Name == *only) && (*dtype == "" || f.Dtype == *dtype)
	})
	f64 = pick(f64, func(f accuracy.Func64) bool {
		return (*only == "" || f.Name == *only) && (*dtype == "" || *dtype == "float64")
	})
	complexes := pick(accuracy.FunctionsComplex(), func(f accuracy.FuncComplex) bool {
		return (*only == "" || f.Name == *only) && (*dtype == "" || *dtype == "complex128")
	})
	keep := !*full || *only != "" || *dtype != ""
	if err := run(*out, f32, f64, f2, complexes, effort, *pairs, keep); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func pick[F any](fs []F, keep func(F) bool) []F {
	var kept []F
	for _, f := range fs {
		if keep(f) {
			kept = append(kept, f)
		}
	}
	return kept
}

func run(out string, f32 []accuracy.Func32, f64 []accuracy.Func64, f2 []accuracy.Func2, complexes []accuracy.FuncComplex, effort accuracy.Effort, more int, keep bool) error {
	var results []accuracy.Result
	var failures int
	start := time.Now()
	done := func(r accuracy.Result) {
		results = append(results, r)
		fmt.Fprintf(os.Stderr, "%-6s %s %-8s %.4f ULP at %x, %d inexact (%.0f s)\n",
			r.Name, r.Dtype, r.Grade, r.Max, r.At, r.Inexact, time.Since(start).Seconds())
		if what := r.Failure(); what != "" {
			failures++
			fmt.Fprintln(os.Stderr, what)
		}
	}
	accuracy.Measure(f32, f64, f2, effort, done)
	if more > 0 {
		for _, p := range pairs() {
			for i, r := range results {
				if r.Name == p.Name && r.Dtype == p.Dtype {
					r.Join(accuracy.HuntPairs(p, more))
					done(r)
					results = slices.Delete(results, i, i+1)
					break
				}
			}
		}
	}
	points, err := complexPoints()
	if err != nil {
		return err
	}
	for _, f := range complexes {
		done(accuracy.Compare(f, points[f.Name]))
	}
	rows := accuracy.Rows(results)
	if page, err := os.ReadFile(out); err == nil && keep {
		rows = accuracy.Merge(string(page), rows)
	}
	if err := write(out, rows); err != nil {
		return err
	}
	if failures > 0 {
		return fmt.Errorf("%d functions break their promise", failures)
	}
	return nil
}

// complexPoints returns the points of every complex function.
func complexPoints() (map[string]accuracy.Points, error) {
	all := map[string]accuracy.Points{}
	for file, name := range map[string]string{"complex_mpmath.csv": "", "complex_power.csv": "power"} {
		f, err := os.Open("spec/kernels/testdata/" + file)
		if err != nil {
			return nil, err
		}
		points, err := accuracy.ReadPoints(f, name)
		if err := errors.Join(err, f.Close()); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		maps.Copy(all, points)
	}
	return all, nil
}

func write(out string, rows []accuracy.Row) error {
	if out == "-" {
		return accuracy.Write(os.Stdout, rows)
	}
	f, err := atomicfile.Create(out)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := accuracy.Write(f, rows); err != nil {
		return err
	}
	return f.Commit()
}
