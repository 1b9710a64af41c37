// Command cmd measures the elementary functions over their whole range and
// writes docs/accuracy.md. It runs at the root of the repository:
//
//	go run ./spec/kernels/accuracy/cmd
//
// The functions are evaluated by the generated kernels; with -go, by the
// kernel functions themselves, which have the same bits and take ten times as
// long. It exits with status 1 if a function breaks its promise.
package main

import (
	"flag"
	"fmt"
	"os"
	"time"

	"github.com/arraygen/arraygen/internal/atomicfile"
	"github.com/arraygen/arraygen/spec/kernels/accuracy"
)

func main() {
	out := flag.String("o", "docs/accuracy.md", "file to write the table to; - is standard output")
	only := flag.String("only", "", "measure this function alone, by its name")
	dtype := flag.String("dtype", "", "measure this dtype alone: float32 or float64")
	quick := flag.Bool("quick", false, "measure samples only")
	plain := flag.Bool("go", false, "evaluate the kernel functions as plain Go")
	flag.Parse()
	effort := accuracy.Full
	if *quick {
		effort = accuracy.Quick
	}
	f32, f64 := generated32(), generated64()
	if *plain {
		f32, f64 = accuracy.Functions32(), accuracy.Functions64()
	}
	f32 = pick(f32, func(f accuracy.Func32) bool { return (*only == "" || f.Name == *only) && *dtype != "float64" })
	f2 := pick(accuracy.Functions2(), func(f accuracy.Func2) bool {
		return (*only == "" || f.Name == *only) && (*dtype == "" || f.Dtype == *dtype)
	})
	f64 = pick(f64, func(f accuracy.Func64) bool { return (*only == "" || f.Name == *only) && *dtype != "float32" })
	if err := run(*out, f32, f64, f2, effort); err != nil {
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

func run(out string, f32 []accuracy.Func32, f64 []accuracy.Func64, f2 []accuracy.Func2, effort accuracy.Effort) error {
	var results []accuracy.Result
	var failures int
	start := time.Now()
	accuracy.Measure(f32, f64, f2, effort, func(r accuracy.Result) {
		results = append(results, r)
		fmt.Fprintf(os.Stderr, "%-6s %s %-8s %.4f ULP at %x, %d inexact (%.0f s)\n",
			r.Name, r.Dtype, r.Grade, r.Max, r.At, r.Inexact, time.Since(start).Seconds())
		if what := r.Failure(); what != "" {
			failures++
			fmt.Fprintln(os.Stderr, what)
		}
	})
	if err := write(out, results); err != nil {
		return err
	}
	if failures > 0 {
		return fmt.Errorf("%d functions break their promise", failures)
	}
	return nil
}

func write(out string, results []accuracy.Result) error {
	if out == "-" {
		return accuracy.Write(os.Stdout, results)
	}
	f, err := atomicfile.Create(out)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := accuracy.Write(f, results); err != nil {
		return err
	}
	return f.Commit()
}
