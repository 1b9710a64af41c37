// SPDX-License-Identifier: BSD-3-Clause

// Command chunkworker reduces one chunk of float64 as Python's arraygen.chunks does, so
// that a worker of another architecture can be run under an emulator:
//
//	chunkworker add start total < elements > spans-and-values
//
// It reads little-endian elements and writes the number of spans, the spans, and the
// value of each, as 64-bit words. It says on standard error where it runs.
package main

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"os"
	"runtime"
	"strconv"

	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ufunc"
)

func main() {
	if err := run(os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "chunkworker:", err)
		os.Exit(1)
	}
}

func run(args []string, in io.Reader, out io.Writer) error {
	if len(args) != 3 {
		return fmt.Errorf("usage: chunkworker add|multiply start total")
	}
	u := map[string]*ufunc.Ufunc{"add": ufunc.Add, "multiply": ufunc.Multiply}[args[0]]
	start, err := strconv.Atoi(args[1])
	if err != nil {
		return err
	}
	total, err := strconv.Atoi(args[2])
	if err != nil {
		return err
	}
	if u == nil {
		return fmt.Errorf("no reduction %q; there are add and multiply", args[0])
	}
	b, err := io.ReadAll(in)
	if err != nil {
		return err
	}
	elements := make([]float64, len(b)/8)
	for i := range elements {
		elements[i] = math.Float64frombits(binary.LittleEndian.Uint64(b[8*i:]))
	}
	c, err := array.ReduceChunk(u, ndarray.FromSlice(elements), start, total)
	if err != nil {
		return err
	}
	values, err := ndarray.ToSlice[float64](c.Values)
	if err != nil {
		return err
	}
	fmt.Fprint(os.Stderr, runtime.GOARCH)
	for _, words := range []any{int64(len(values)), int64s(c.Spans), values} {
		if err := binary.Write(out, binary.LittleEndian, words); err != nil {
			return err
		}
	}
	return nil
}

func int64s(list []int) []int64 {
	words := make([]int64, len(list))
	for i, v := range list {
		words[i] = int64(v)
	}
	return words
}
