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
)

// Any number of short rows, in several blocks too, has the indices that its rows have by themselves.
func TestArgsortOfManyRows(t *testing.T) {
	for _, d := range dtype.All() {
		r := rand.New(rand.NewPCG(12, uint64(d)))
		for _, n := range []int{1, 2, 3, 5, 7, 10, 13, 16, 17, 31, 32, 33, 64, 65} {
			for _, count := range []int{1, 40, 67, 1001, 2500} {
				if count > 67 && (n > 10 || testing.Short()) {
					continue
				}
				for _, pattern := range reference.Patterns {
					x := ndarray.Empty(d, count, n)
					reference.Fill(x, pattern, r)
					for _, descending := range []bool{false, true} {
						together, apart := ndarray.Empty(dtype.Int64, count, n), ndarray.Empty(dtype.Int64, count, n)
						require.NoError(t, sorting.Argsort("argsort", together, x, 1, descending))
						for i := range count {
							require.NoError(t, sorting.Argsort("argsort", apart.Index(ndarray.Int(i)), x.Index(ndarray.Int(i)), 0, descending))
						}
						got, err := ndarray.Data[int64](together)
						require.NoError(t, err)
						want, err := ndarray.Data[int64](apart)
						require.NoError(t, err)
						require.True(t, slices.Equal(want, got), "%v %d %d %s %v", d, n, count, pattern, descending)
					}
				}
			}
		}
	}
}
