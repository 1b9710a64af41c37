// SPDX-License-Identifier: BSD-3-Clause

package sorting_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/array/internal/reference"
	"github.com/arraygen/arraygen/array/internal/sorting"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

func TestPartition(t *testing.T) {
	for _, d := range dtype.All() {
		t.Run(d.String(), func(t *testing.T) {
			r := rand.New(rand.NewPCG(6, uint64(d)))
			for _, l := range layouts {
				for _, n := range lengths {
					if n == 0 || n > 300 && (l.name != "row" || testing.Short()) {
						continue
					}
					for _, pattern := range reference.Patterns {
						if n > 3100 && pattern != "random" && pattern != "special" {
							continue
						}
						x := l.make(d, n)
						from := ndarray.Empty(d, x.Shape()...)
						reference.Fill(from, pattern, r)
						require.NoError(t, x.Assign(from))
						kth := []int{r.IntN(n)}
						if r.IntN(2) == 0 {
							kth = append(kth, r.IntN(n), r.IntN(n), n-1)
							slices.Sort(kth)
						}
						checkPartition(t, x, l.axis, kth, fmt.Sprint(l.name, n, pattern, kth))
					}
				}
			}
		})
	}
}

func checkPartition(t *testing.T, x *ndarray.Array, axis int, kth []int, what string) {
	indices := ndarray.EmptyLike(x, dtype.Int64)
	require.NoError(t, sorting.Argpartition("argpartition", indices, x, axis, kth), what)
	parted := x.CopyLike()
	require.NoError(t, sorting.Partition("partition", parted, axis, kth), what)
	n := x.Shape()[axis]
	for i := range x.Size() / n {
		values, bytes := row(x, axis, i)
		sorted := order(values, false)
		got, gotBytes := row(parted, axis, i)
		at, _ := row(indices, axis, i)
		byIndex := make([]any, n)
		seen := make([]bool, n)
		for k, j := range at {
			if seen[j.(int64)] {
				require.Fail(t, "an index twice", what)
			}
			seen[j.(int64)] = true
			byIndex[k] = values[j.(int64)]
		}
		slices.Sort(bytes)
		slices.Sort(gotBytes)
		require.True(t, slices.Equal(bytes, gotBytes), "%s: other elements", what)
		for _, list := range [][]any{got, byIndex} {
			for _, k := range kth {
				require.Zero(t, reference.Compare(values[sorted[k]], list[k]), "%s: place %d", what, k)
				for j, v := range list {
					if c := reference.Compare(v, list[k]); j < k && c > 0 || j > k && c < 0 {
						require.Failf(t, "on the wrong side", "%s: place %d against %d", what, j, k)
					}
				}
			}
		}
	}
}
