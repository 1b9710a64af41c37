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

// Methods raise an element to the next ones: only those are exponents.
func TestNegativeExponentsOfMethods(t *testing.T) {
	base := ndarray.FromSlice([]int16{-2, 3, 1, 5, 2, 0}, 2, 3)
	bad := ndarray.FromSlice([]int16{2, 3, 1, 5, -1, 0}, 2, 3)
	alongColumns := ufunc.Power.Axis(1)
	require.Equal(t, "[-8  1]", alongColumns.Reduce(base).String())
	require.NoError(t, alongColumns.Accumulate(base).Err())
	for _, y := range []*ndarray.Array{
		alongColumns.Reduce(bad), alongColumns.Accumulate(bad), ufunc.Power.Axis(0).Reduce(bad), ufunc.Power.Axis(0).Accumulate(bad),
		ufunc.Power.Axis(1).Initial(2).Reduce(base), ufunc.Power.Outer(base, bad),
	} {
		require.ErrorContains(t, y.Err(), "negative integer powers")
	}
	require.NoError(t, alongColumns.Reduce(ndarray.FromSlice([]float32{2, 3, 1, 5, -1, 0}, 2, 3)).Err())
	mask := ndarray.FromSlice([]bool{true, true, true, true, false, true}, 2, 3)
	require.Equal(t, "[64  1]", ufunc.Power.Axis(1).Initial(2).Where(mask).Reduce(bad).String())

	x := ndarray.FromSlice([]int64{1, 2, 3})
	at := ndarray.FromSlice([]int64{0, 1})
	require.ErrorContains(t, ufunc.Power.At(x, at, ndarray.FromSlice([]int64{2, -1})), "negative integer powers")
	require.Equal(t, "[1 2 3]", x.String())
}
