// SPDX-License-Identifier: BSD-3-Clause

package ufunc_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
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

// What a call or a reduction doesn't compute is no exponent, as in NumPy: what a mask
// leaves out, and what begins a segment.
func TestNegativeExponentsLeftOut(t *testing.T) {
	const refused = "negative integer powers"
	x := ndarray.FromSlice([]int64{2, 3, 2, -1, 2, 0})
	some := ndarray.FromSlice([]bool{true, false, true, true, true, true})
	zeros := func(shape ...int) *ndarray.Array { return ndarray.Zeros(dtype.Int64, shape...) }
	exponents := ndarray.FromSlice([]int64{1, -1, 2, 3, 1, 1})
	require.Equal(t, "[ 2  0  4 -1  2  0]", ufunc.Power.Out(zeros(6)).Where(some).Call(x, exponents).String())
	require.ErrorContains(t, ufunc.Power.Out(zeros(6)).Where(ndarray.FromSlice([]bool{true})).Call(x, exponents).Err(), refused)
	require.Equal(t, "[0 0 0 0 0 0]", ufunc.Power.Out(zeros(6)).Where(ndarray.FromSlice([]bool{false})).Call(x, -1).String())
	require.ErrorContains(t, ufunc.Power.Out(zeros(6)).Where(some).Call(x, -1).Err(), refused)
	// The exponent is broadcast, and so is the mask.
	column := x.Reshape(6, 1)
	pair := ndarray.FromSlice([]int8{2, -1})
	first := ndarray.FromSlice([]bool{true, false})
	require.Equal(t, "[4 9 4 1 4 0]", ufunc.Power.Out(zeros(6, 2)).Where(first).Call(column, pair).Slice(":, 0").String())
	require.ErrorContains(t, ufunc.Power.Out(zeros(6, 2)).Where(first.Slice("::-1")).Call(column, pair).Err(), refused)
	for range 2 {
		require.NoError(t, ufunc.Power.Call(zeros(0, 3), ndarray.FromSlice([]int64{-1, -1, -1})).Err())
	}

	mask := ndarray.FromSlice([]bool{true, true, true, false, true, true})
	not := ndarray.FromSlice([]bool{false, false, false, true, false, false})
	require.Equal(t, "1", ufunc.Power.Initial(2).Where(mask).Reduce(x).String())
	require.ErrorContains(t, ufunc.Power.Initial(2).Where(not).Reduce(x).Err(), refused)

	require.Equal(t, "[64  1]", ufunc.Power.ReduceAt(x, []int{0, 3}).String())
	require.Equal(t, "[64 -1  1]", ufunc.Power.ReduceAt(x, []int{0, 3, 4}).String())
	require.Equal(t, "[-1  9  1]", ufunc.Power.ReduceAt(x, []int{3, 1, 3}).String())
	require.ErrorContains(t, ufunc.Power.ReduceAt(x, []int{0, 2}).Err(), refused)
	square := ndarray.FromSlice([]int32{2, -1, 3, 2}, 2, 2)
	require.Equal(t, "[[8 1]]", ufunc.Power.ReduceAt(square, []int{0}).String())
	require.ErrorContains(t, ufunc.Power.Axis(1).ReduceAt(square, []int{0}).Err(), refused)
}
