// SPDX-License-Identifier: BSD-3-Clause

package ufunc_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ufunc"
)

// TestArrayWithoutElementsStays: a sum over no elements has outputs, and no pointer goes on behind its operand with
// them: Go's collector stops the program where one points to memory that nobody has.
func TestArrayWithoutElementsStays(t *testing.T) {
	x := ndarray.Zeros(dtype.Float64, 30, 4)
	require.Equal(t, []int{32, 8}, ufunc.OperandStrides(x))
	empty := x.Index(ndarray.To(0))
	require.Equal(t, []int{0, 0}, ufunc.OperandStrides(empty))
	require.Equal(t, []int{0, 0}, ufunc.OperandStrides(empty.T()))
	y := ufunc.Add.Axis(0).Reduce(empty)
	require.NoError(t, y.Err())
	require.Equal(t, []int{4}, y.Shape())
	y = ufunc.Add.Axis(-1).Reduce(ndarray.Zeros(dtype.Float64, 3, 0))
	require.Equal(t, []int{3}, y.Shape())
}

// TestAtOfNoElementsIsChecked: At refuses what it can't do of no elements too.
func TestAtOfNoElementsIsChecked(t *testing.T) {
	x := ndarray.Ones(dtype.Float64, 3)
	none := ndarray.Zeros(dtype.Int64, 0)
	require.NoError(t, ufunc.Add.At(x, none, 1))
	require.NoError(t, ufunc.Add.At(x, none, ndarray.Ones(dtype.Float64, 0)))
	require.Error(t, ufunc.BitwiseAnd.At(x, none, 1))
	require.Error(t, ufunc.Add.At(x, none, ndarray.Ones(dtype.Float64, 2)))
	require.NoError(t, ufunc.Negative.At(ndarray.Ones(dtype.Float64, 0, 2), ndarray.Zeros(dtype.Bool, 0)))
}
