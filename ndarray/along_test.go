// SPDX-License-Identifier: BSD-3-Clause

package ndarray_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// TestPutAlong compares with a loop over all indices: every size of elements, order of axes, broadcast operands and
// memory that overlaps.
func TestPutAlong(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	random := func(n int, shape ...int) *ndarray.Array {
		x := make([]int64, n)
		for i := range x {
			x[i] = r.Int64N(100)
		}
		return ndarray.FromSlice(x, shape...)
	}
	for _, axis := range []int{0, 1, -1} {
		for _, turned := range []bool{false, true} {
			for _, shape := range [][2]int{{5, 7}, {1, 7}, {5, 1}, {3, 4}} {
				x := random(35, 5, 7)
				at := axis
				if at < 0 {
					at += 2
				}
				places := [2]int{shape[0], shape[1]}
				if other := 1 - at; places[other] != 1 {
					places[other] = x.Shape()[other]
				}
				lengths := x.Shape()
				index := make([]int64, places[0]*places[1])
				for i := range index {
					index[i] = r.Int64N(int64(2*lengths[at])) - int64(lengths[at])
				}
				indices := ndarray.FromSlice(index, places[0], places[1])
				if turned {
					x, indices = x.CopyF(), indices.Flip(1)
				}
				whole := places
				whole[1-at] = lengths[1-at]
				values := random(whole[0]*whole[1], whole[0], whole[1])
				want := x.Copy()
				for i := range whole[0] {
					for j := range whole[1] {
						k, err := ndarray.Item[int64](indices.At(i%places[0], j%places[1]))
						require.NoError(t, err)
						if k < 0 {
							k += int64(lengths[at])
						}
						to := []int{i, j}
						to[at] = int(k)
						v, err := ndarray.Item[int64](values.At(i, j))
						require.NoError(t, err)
						require.NoError(t, ndarray.SetAt(want, v, to...))
					}
				}
				require.NoError(t, x.PutAlong(values, indices, axis))
				require.Equal(t, want.String(), x.String())
			}
		}
	}
}

func TestPutAlongRefuses(t *testing.T) {
	x := ndarray.FromSlice([]int64{1, 2, 3, 4}, 2, 2)
	for _, c := range []struct {
		values, indices *ndarray.Array
		axis            int
		says            string
	}{
		{ndarray.FromSlice([]int64{9}, 1, 1), ndarray.FromSlice([]int64{0, 2}, 2, 1), 1, "index 2 is out of bounds for axis 1"},
		{ndarray.FromSlice([]int64{9}, 1, 1), ndarray.FromSlice([]int64{0, -3}, 2, 1), 1, "index -3 is out of bounds"},
		{ndarray.FromSlice([]float64{9}, 1, 1), ndarray.FromSlice([]int64{0, 1}, 2, 1), 1, "float64"},
		{ndarray.FromSlice([]int64{9}, 1, 1), ndarray.FromSlice([]float64{0, 1}, 2, 1), 1, "is no index"},
		{ndarray.FromSlice([]int64{9}, 1, 1), ndarray.FromSlice([]int64{0, 1}), 1, "as many axes"},
		{ndarray.FromSlice([]int64{9, 9, 9}), ndarray.FromSlice([]int64{0, 1}, 2, 1), 1, "shape"},
		{ndarray.FromSlice([]int64{9}, 1, 1), ndarray.FromSlice([]int64{0, 1}, 2, 1), 2, "axis 2"},
	} {
		require.ErrorContains(t, x.PutAlong(c.values, c.indices, c.axis), c.says)
	}
	require.Equal(t, "[[1 2]\n [3 4]]", x.String())
	require.Error(t, x.ReadOnly().PutAlong(ndarray.Scalar(int64(1)), ndarray.FromSlice([]int64{0, 1}, 2, 1), 1))
	// The array is its own source, and its own indices.
	y := ndarray.FromSlice([]int64{1, 0, 1, 0}, 2, 2)
	require.NoError(t, y.PutAlong(y.Flip(0), y, 1))
	require.Equal(t, "[[0 1]\n [0 1]]", y.String())
	odd := ndarray.Empty(dtype.Uint8, 17).Index(ndarray.From(1)).View(dtype.Int64)
	require.NoError(t, odd.Assign(ndarray.FromSlice([]int64{5, 6})))
	require.NoError(t, odd.PutAlong(ndarray.FromSlice([]int64{7}), ndarray.FromSlice([]int64{-1}), 0))
	require.Equal(t, "[5 7]", odd.String())
}
