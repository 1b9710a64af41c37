package ufunc_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ufunc"
)

// TestNegativeExponents: integers have no negative powers, whatever the path of the call.
func TestNegativeExponents(t *testing.T) {
	x := ndarray.FromSlice([]int64{1, 2, 3})
	for range 2 { // planned, and remembered
		require.Equal(t, "[1 8 9]", ufunc.Power.Call(x, ndarray.FromSlice([]int64{0, 3, 2})).String())
		require.ErrorContains(t, ufunc.Power.Call(x, ndarray.FromSlice([]int64{0, 3, -2})).Err(), "negative integer powers")
		require.ErrorContains(t, ufunc.Power.Call(x, -1).Err(), "negative integer powers")
		require.ErrorContains(t, ufunc.Power.Call(x, ndarray.FromSlice([]int8{-1, 0, 0}).Slice("::-1")).Err(), "negative integer powers")
		require.NoError(t, ufunc.Power.Call(x, -1.0).Err())
		require.NoError(t, ufunc.Power.Call(x, ndarray.FromSlice([]float32{-1, 0, 2})).Err())
	}
}
