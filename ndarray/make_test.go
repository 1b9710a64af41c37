// SPDX-License-Identifier: BSD-3-Clause

package ndarray_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// Results are made once, where the caller wants them.
func TestResultsToAPlace(t *testing.T) {
	x := ndarray.Arange(0.0, 12, 1).Reshape(3, 4)
	mask := ndarray.FromSlice([]bool{true, false, true})
	whole := ndarray.FromSlice([]bool{true, false, false, true, false, false, true, false, false, true, false, false}, 3, 4)
	at := ndarray.FromSlice([]int64{2, -1, 0})
	small := ndarray.FromSlice([]uint8{2, 2, 0})
	var made []*ndarray.Array
	place := func(d dtype.DType, shape []int) *ndarray.Array {
		made = append(made, ndarray.Empty(d, shape...))
		return made[len(made)-1]
	}
	for _, items := range [][]ndarray.Index{{at}, {small}, {mask}, {whole}, {ndarray.All, at}, {at, small}} {
		made = nil
		got := x.IndexTo(place, items...)
		require.NoError(t, got.Err())
		require.Len(t, made, 1)
		assert.Same(t, made[0], got)
		assert.Equal(t, x.Index(items...).String(), got.String())
	}
	made = nil
	assert.Equal(t, x.Take(at, 1).String(), x.TakeTo(place, at, 1).String())
	assert.Len(t, made, 1)
	made = nil
	lists, err := whole.NonzeroTo(place)
	require.NoError(t, err)
	assert.Equal(t, made, lists)
	// Views and elements need no place, and a failure shows.
	made = nil
	require.NoError(t, x.IndexTo(place, ndarray.Int(1)).Err())
	require.NoError(t, x.IndexTo(place, ndarray.Int(1), ndarray.Int(1)).Err())
	assert.Empty(t, made)
	failing := func(dtype.DType, []int) *ndarray.Array { return ndarray.Failed(ndarray.ErrMemory) }
	assert.ErrorIs(t, x.IndexTo(failing, at).Err(), ndarray.ErrMemory)
	assert.ErrorIs(t, x.IndexTo(failing, whole).Err(), ndarray.ErrMemory)
	_, err = whole.NonzeroTo(failing)
	assert.ErrorIs(t, err, ndarray.ErrMemory)
}
