// SPDX-License-Identifier: BSD-3-Clause

package searching_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sort"
	"testing"

	"github.com/arraygen/arraygen/array/internal/reference"
	"github.com/arraygen/arraygen/array/internal/searching"
	"github.com/arraygen/arraygen/array/internal/sorting"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/stretchr/testify/require"
)

func TestSorted(t *testing.T) {
	lengths := []int{0, 1, 2, 3, 10, 700}
	if testing.Short() {
		lengths = []int{0, 1, 10, 300}
	}
	for _, d := range reference.Types() {
		t.Run(d.String(), func(t *testing.T) {
			r := rand.New(rand.NewPCG(3, uint64(d)))
			for _, pattern := range reference.Patterns {
				for _, n := range lengths {
					given := ndarray.Empty(d, n)
					reference.Fill(given, pattern, r)
					sorter := ndarray.Empty(dtype.Int64, n)
					require.NoError(t, sorting.Argsort("", sorter, given, 0, false))
					sorted := given.Copy()
					require.NoError(t, sorting.Sort("", sorted, 0, false))
					wide := ndarray.Empty(d, 3*n)
					strided := wide.Slice("::-3")
					require.NoError(t, strided.Assign(sorted))
					elements := values(sorted)

					some := ndarray.Empty(d, 5, 30)
					reference.Fill(some, pattern, r)
					rising := some.Copy()
					require.NoError(t, sorting.Sort("", rising, 1, false))
					long := ndarray.Empty(d, 300) // so many that the elements' keys are made
					reference.Fill(long, pattern, r)
					for _, v := range []*ndarray.Array{some, rising, some.T(), some.Slice("0, 0"), long} {
						for _, right := range []bool{false, true} {
							for what, x := range map[string]*ndarray.Array{"row": sorted, "strided": strided, "sorter": given} {
								var by *ndarray.Array
								if what == "sorter" {
									by = sorter
								}
								out := ndarray.Empty(dtype.Int64, v.Shape()...)
								require.NoError(t, searching.Sorted("", out, x, by, v, right))
								got, err := ndarray.ToSlice[int64](out)
								require.NoError(t, err)
								for i, e := range values(v) {
									want := sort.Search(n, func(k int) bool {
										c := reference.Compare(elements[k], e)
										return c > 0 || c == 0 && !right
									})
									require.EqualValues(t, want, got[i], fmt.Sprint(pattern, n, what, right, e))
								}
							}
						}
					}
				}
			}
		})
	}
}

func TestSorterOutOfBounds(t *testing.T) {
	x := ndarray.FromSlice([]float64{1, 2, 3})
	out := ndarray.Empty(dtype.Int64)
	for _, index := range []int64{3, -4} {
		err := searching.Sorted("searchsorted", out, x, ndarray.FromSlice([]int64{0, index, 2}), ndarray.Scalar(2.0), false)
		require.ErrorContains(t, err, fmt.Sprintf("searchsorted: the sorter has the index %d, x1 has 3 elements", index))
		require.True(t, errors.Is(err, fault.Index))
	}
}
