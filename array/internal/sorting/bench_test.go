// SPDX-License-Identifier: BSD-3-Clause

package sorting_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/arraygen/arraygen/array/internal/reference"
	"github.com/arraygen/arraygen/array/internal/sorting"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

func BenchmarkSorting(b *testing.B) {
	for _, d := range []dtype.DType{dtype.Uint8, dtype.Int16, dtype.Int32, dtype.Float64, dtype.Complex128} {
		for _, shape := range [][]int{{1000}, {100_000}, {4_000_000}, {10_000, 10}, {2000, 40}} {
			x := ndarray.Empty(d, shape...)
			reference.Fill(x, "random", rand.New(rand.NewPCG(1, 2)))
			y, out := x.Copy(), ndarray.Empty(dtype.Int64, shape...)
			axis := len(shape) - 1
			for _, f := range []struct {
				name string
				call func() error
			}{
				{"sort", func() error { return sorting.Sort("", y, axis, false) }},
				{"argsort", func() error { return sorting.Argsort("", out, x, axis, false) }},
				{"partition", func() error { return sorting.Partition("", y, axis, []int{shape[axis] / 2}) }},
				{"argpartition", func() error { return sorting.Argpartition("", out, x, axis, []int{shape[axis] / 2}) }},
			} {
				b.Run(fmt.Sprintf("%s/%v/%v", f.name, d, shape), func(b *testing.B) {
					for b.Loop() {
						if err := y.Assign(x); err != nil {
							b.Fatal(err)
						}
						if err := f.call(); err != nil {
							b.Fatal(err)
						}
					}
					b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*x.Size()), "ns/element")
				})
			}
		}
	}
}
