// SPDX-License-Identifier: BSD-3-Clause

package array_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// TestCrossAlongAxes: vectors along any axis, broadcast, of several types, against the formula.
func TestCrossAlongAxes(t *testing.T) {
	x, y := []int64{1, 2, 3, 4, 5, 6, 7, 8, 10}, []int64{3, 1, 4, 1, 5, 9, 2, 6, 5}
	want := make([]int64, 9)
	for r := 0; r < 9; r += 3 {
		for i := range 3 {
			j, k := r+(i+1)%3, r+(i+2)%3
			want[r+i] = x[j]*y[k] - x[k]*y[j]
		}
	}
	rows := func(v []int64) *ndarray.Array { return ndarray.FromSlice(v, 3, 3) }
	same := func(want []int64, got *array.Array) {
		t.Helper()
		require.NoError(t, got.Err())
		require.Equal(t, rows(want).String(), got.String())
	}
	same(want, array.Cross(rows(x), rows(y)))
	same(want, array.Cross(rows(x).T(), rows(y).T(), array.Axis(0)).T())
	first := []int64{}
	for r := 0; r < 9; r += 3 {
		for i := range 3 {
			j, k := (i+1)%3, (i+2)%3
			first = append(first, x[j]*y[r+k]-x[k]*y[r+j])
		}
	}
	same(first, array.Cross(ndarray.FromSlice(x[:3]), rows(y)))
	z := array.Cross(array.AsType(rows(x), dtype.Float32), rows(y))
	require.Equal(t, dtype.Float64, z.DType())
	require.True(t, z.IsDense())
	require.ErrorContains(t, array.Cross(rows(x), ndarray.FromSlice(y[:2])).Err(), "3-dimensional vectors")
}
