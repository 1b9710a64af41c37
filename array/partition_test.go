// SPDX-License-Identifier: BSD-3-Clause

package array_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

func TestPartitionOfNothing(t *testing.T) {
	for axis := range 3 {
		x := ndarray.Zeros(dtype.Float64, 2, 0, 3)
		for _, y := range []*ndarray.Array{array.Partition(x, []int{0}, array.Axis(axis)), array.Argpartition(x, []int{7}, array.Axis(axis))} {
			require.NoError(t, y.Err())
			assert.Equal(t, x.Shape(), y.Shape())
		}
	}
}

func TestPartitionOfPlaces(t *testing.T) {
	x := []float64{9, 1, 8, 2, 7, 3, 6, 4, 5, 0}
	sorted := slices.Sorted(slices.Values(x))
	for k := -10; k < 10; k++ {
		y := array.Partition(x, []int{k})
		require.NoError(t, y.Err())
		at, err := array.Argpartition(x, []int{k}).Item((k + 10) % 10)
		require.NoError(t, err)
		got, err := y.Item((k + 10) % 10)
		require.NoError(t, err)
		assert.Equal(t, sorted[(k+10)%10], got)
		assert.Equal(t, got, x[at.(int64)])
	}
	for _, k := range []int{10, -11} {
		err := array.Partition(x, []int{k}).Err()
		assert.ErrorIs(t, err, ndarray.ErrValue)
		assert.ErrorContains(t, err, "out of bounds for axis 0 with length 10")
	}
	columns := array.Partition([][]int64{{3, 1}, {1, 3}, {2, 2}}, []int{0, 1}, array.Axis(0))
	assert.Equal(t, "[[1 1]\n [2 2]\n [3 3]]", columns.String())
	assert.Equal(t, "[1 1 2 2 3 3]", array.Partition([][]int64{{3, 1}, {1, 3}, {2, 2}}, []int{0, 1, 2, 3}, array.AllAxes()).String())
}
