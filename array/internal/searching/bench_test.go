// SPDX-License-Identifier: BSD-3-Clause

package searching_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/arraygen/arraygen/array/internal/reference"
	"github.com/arraygen/arraygen/array/internal/searching"
	"github.com/arraygen/arraygen/array/internal/sorting"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

func BenchmarkSearching(b *testing.B) {
	for _, d := range []dtype.DType{dtype.Bool, dtype.Uint8, dtype.Int32, dtype.Float64, dtype.Complex128} {
		for _, n := range []int{1000, 100_000} {
			x := ndarray.Empty(d, n)
			reference.Fill(x, "random", rand.New(rand.NewPCG(1, 2)))
			sorted := x.Copy()
			if err := sorting.Sort("", sorted, 0, false); err != nil {
				b.Fatal(err)
			}
			out, one := ndarray.Empty(dtype.Int64, n), ndarray.Empty(dtype.Int64)
			for name, f := range map[string]func() error{
				"argmax":               func() error { return searching.Extreme("", one, x, 0, true) },
				"searchsorted, random": func() error { return searching.Sorted("", out, sorted, nil, x, false) },
				"searchsorted, sorted": func() error { return searching.Sorted("", out, sorted, nil, sorted, false) },
			} {
				b.Run(fmt.Sprintf("%s/%v/%d", name, d, n), func(b *testing.B) {
					for b.Loop() {
						if err := f(); err != nil {
							b.Fatal(err)
						}
					}
					b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/element")
				})
			}
		}
	}
}
