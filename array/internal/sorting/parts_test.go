// SPDX-License-Identifier: BSD-3-Clause

package sorting_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/array/internal/reference"
	"github.com/arraygen/arraygen/array/internal/sorting"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// The indices at one place are those of the lesser elements, of the equal ones and of the greater ones, each in rising order,
// at every level: no machine has others.
func TestArgpartitionAt(t *testing.T) {
	for _, d := range dtype.All() {
		if d.Part() != d || d.Size() == 1 {
			continue // sorted
		}
		t.Run(d.String(), func(t *testing.T) {
			for level := range kernel.NumLevels {
				restore, err := kernel.SetLevel(level)
				if err != nil { // this machine lacks it
					continue
				}
				r := rand.New(rand.NewPCG(8, uint64(d)))
				for _, n := range []int{33, 64, 100, 255, 1000, 4100, 9000} {
					for _, pattern := range reference.Patterns {
						x := ndarray.Empty(d, n)
						reference.Fill(x, pattern, r)
						checkParts(t, x, r.IntN(n))
						checkParts(t, x, n-1) // a NaN, where there is one
					}
				}
				restore()
			}
		})
	}
}

func checkParts(t *testing.T, x *ndarray.Array, kth int) {
	n := x.Size()
	indices := ndarray.Empty(dtype.Int64, n)
	require.NoError(t, sorting.Argpartition("argpartition", indices, x, 0, []int{kth}))
	got, _ := row(indices, 0, 0)
	values, _ := row(x, 0, 0)
	pivot := values[order(values, false)[kth]]
	var parts [3][]any
	for i, v := range values {
		at := 1 + reference.Compare(v, pivot)
		parts[at] = append(parts[at], int64(i))
	}
	require.Equal(t, slices.Concat(parts[:]...), got, "%v: place %d of %d", x.DType(), kth, n)
}
