// SPDX-License-Identifier: BSD-3-Clause

// Command namespace measures functions of package array: it reads a list of [name, dtype, elements, layout] from standard input, in
// JSON, and writes the same with the nanoseconds of a call. bench/python/namespace.py holds them against NumPy's.
package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"

	"github.com/arraygen/arraygen/ndarray/dtype"
)

// timed returns the least nanoseconds of a call, of the CPU.
func timed(f call, o *operands) (float64, error) {
	best := math.Inf(1)
	repeat := 1
	for range 6 {
		start := nanoseconds()
		for range repeat {
			if err := f(o); err != nil {
				return 0, err
			}
		}
		best = min(best, float64(nanoseconds()-start)/float64(repeat))
		repeat = max(1, min(20000, int(2e6/max(best, 1))))
	}
	return best, nil
}

func run() error {
	var wanted [][4]any
	if err := json.NewDecoder(os.Stdin).Decode(&wanted); err != nil {
		return err
	}
	list := [][]any{}
	var o *operands
	for _, w := range wanted {
		f := calls[w[0].(string)]
		if f == nil {
			continue
		}
		d, err := dtype.Parse(w[1].(string))
		if err != nil {
			return err
		}
		if n, layout := int(w[2].(float64)), w[3].(string); o == nil || o.d != d || o.n != n || o.layout != layout {
			if o, err = newOperands(d, n, layout); err != nil {
				return err
			}
		}
		t, err := timed(f, o)
		if err != nil {
			return fmt.Errorf("%s of %d %v in layout %s: %w", w[0], o.n, o.d, o.layout, err)
		}
		list = append(list, append(w[:], t))
	}
	return json.NewEncoder(os.Stdout).Encode(list)
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
