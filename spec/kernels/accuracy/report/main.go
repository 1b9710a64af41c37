// Command report measures the elementary functions and writes docs/accuracy.md:
//
//	go run ./spec/kernels/accuracy/report -o docs/accuracy.md
//
// It exits with status 1 if a function breaks its promise.
package main

import (
	"flag"
	"fmt"
	"os"
	"time"

	"github.com/arraygen/arraygen/spec/kernels/accuracy"
)

func main() {
	out := flag.String("o", "", "file to write the table to; standard output if empty")
	only := flag.String("only", "", "measure this function alone, by its name")
	dtype := flag.String("dtype", "", "measure this dtype alone: float32 or float64")
	quick := flag.Bool("quick", false, "measure samples only")
	flag.Parse()
	effort := accuracy.Full
	if *quick {
		effort = accuracy.Quick
	}
	if err := run(*out, *only, *dtype, effort); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(out, only, dtype string, effort accuracy.Effort) error {
	var f32 []accuracy.Func32
	var f64 []accuracy.Func64
	for _, f := range accuracy.Functions32() {
		if (only == "" || only == f.Name) && dtype != "float64" {
			f32 = append(f32, f)
		}
	}
	for _, f := range accuracy.Functions64() {
		if (only == "" || only == f.Name) && dtype != "float32" {
			f64 = append(f64, f)
		}
	}
	var results []accuracy.Result
	var failures int
	start := time.Now()
	accuracy.Measure(f32, f64, effort, func(r accuracy.Result) {
		results = append(results, r)
		fmt.Fprintf(os.Stderr, "%-6s %s %-8s %.4f ULP at %x, %d inexact (%.0f s)\n",
			r.Name, r.Dtype, r.Grade, r.Max, r.At, r.Inexact, time.Since(start).Seconds())
		if what := r.Failure(); what != "" {
			failures++
			fmt.Fprintln(os.Stderr, what)
		}
	})
	w := os.Stdout
	if out != "" {
		f, err := os.Create(out)
		if err != nil {
			return err
		}
		defer f.Close()
		w = f
	}
	if err := accuracy.Write(w, results); err != nil {
		return err
	}
	if failures > 0 {
		return fmt.Errorf("%d functions break their promise", failures)
	}
	return nil
}
