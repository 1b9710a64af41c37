// SPDX-License-Identifier: BSD-3-Clause

package array_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// TestResultsAreReleased holds that no function keeps a view of its result, or of what it was given: the next array
// of the size then lies where the released one was.
func TestResultsAreReleased(t *testing.T) {
	const n = 2000
	x := array.Arange(0.0, float64(n), 1.0)
	w := array.Reshape(array.Copy(x), array.Shape{40, 50})
	mask := array.Greater(x, 5.0)
	at := array.Arange(0, n, 1)
	few := array.Arange(0.0, 30.0, 1.0)
	reused := func(t *testing.T, z *array.Array) {
		t.Helper()
		require.NoError(t, z.Err())
		before, _, _ := z.Lend()
		d, size := z.DType(), z.Size()
		require.GreaterOrEqual(t, size*d.Size(), 4096, "below are no blocks")
		z.Release()
		next := ndarray.Empty(d, size)
		after, _, _ := next.Lend()
		require.True(t, before == after)
	}
	for name, f := range map[string]func() *array.Array{
		"zeros":           func() *array.Array { return array.Zeros(array.Shape{n}) },
		"ones":            func() *array.Array { return array.Ones(array.Shape{n}) },
		"full":            func() *array.Array { return array.Full(array.Shape{n}, 3.0) },
		"zeros_like":      func() *array.Array { return array.ZerosLike(x) },
		"arange":          func() *array.Array { return array.Arange(0, n, 1) },
		"arange of float": func() *array.Array { return array.Arange(0.0, float64(n), 1.0) },
		"linspace":        func() *array.Array { return array.Linspace(0.0, 1.0, n) },
		"tri":             func() *array.Array { return array.Tri(50, 60, 0) },
		"tril":            func() *array.Array { return array.Tril(w, 0) },
		"diag":            func() *array.Array { return array.Diag(array.Copy(array.Linspace(0.0, 1.0, 40)), 0) },
		"copy":            func() *array.Array { return array.Copy(x) },
		"flatten":         func() *array.Array { return array.Flatten(w) },
		"ravel":           func() *array.Array { return array.Ravel(w.T()) },
		"concat":          func() *array.Array { return array.Concat([]any{x, x}) },
		"concat, axis 1":  func() *array.Array { return array.Concat([]any{w, w}, array.Axis(1)) },
		"stack":           func() *array.Array { return array.Stack([]any{x, x}) },
		"stack, axis 1":   func() *array.Array { return array.Stack([]any{x, x}, array.Axis(1)) },
		"column_stack":    func() *array.Array { return array.ColumnStack([]any{x, x}) },
		"vstack":          func() *array.Array { return array.Vstack([]any{x, x}) },
		"block":           func() *array.Array { return array.Block([]any{x, x}) },
		"append":          func() *array.Array { return array.Append(x, x) },
		"tile":            func() *array.Array { return array.Tile(x, []int{3}) },
		"repeat":          func() *array.Array { return array.Repeat(x, 2) },
		"repeat, counts":  func() *array.Array { return array.Repeat(x, array.Ones(array.Shape{n}, array.DType(dtype.Int64))) },
		"roll":            func() *array.Array { return array.Roll(x, []int{3}) },
		"resize":          func() *array.Array { return array.Resize(x, array.Shape{3 * n}) },
		"insert":          func() *array.Array { return array.Insert(x, 3, 1.0) },
		"delete":          func() *array.Array { return array.Delete(x, 3) },
		"pad":             func() *array.Array { return array.Pad(x, [][2]int{{3, 3}}) },
		"pad, edge":       func() *array.Array { return array.Pad(w, [][2]int{{2, 2}}, array.Mode("edge")) },
		"take":            func() *array.Array { return array.Take(x, at) },
		"index":           func() *array.Array { return x.Index(at) },
		"mask":            func() *array.Array { return x.Index(mask) },
		"compress":        func() *array.Array { return array.Compress(mask, x) },
		"choose":          func() *array.Array { return array.Choose(array.Remainder(at, 2), []any{x, x}) },
		"where":           func() *array.Array { return array.Where(mask, x, x) },
		"astype":          func() *array.Array { return array.AsType(x, dtype.Float32) },
		"sort":            func() *array.Array { return array.Sort(x) },
		"sort, axis 0":    func() *array.Array { return array.Sort(w, array.Axis(0)) },
		"argsort":         func() *array.Array { return array.Argsort(x) },
		"unique_values":   func() *array.Array { return array.UniqueValues(x) },
		"searchsorted":    func() *array.Array { return array.Searchsorted(x, x) },
		"digitize":        func() *array.Array { return array.Digitize(x, array.Linspace(0.0, 9.0, 5)) },
		"cumulative_sum":  func() *array.Array { return array.CumulativeSum(x) },
		"nancumsum":       func() *array.Array { return array.NanCumsum(x) },
		"diff":            func() *array.Array { return array.Diff(x) },
		"ediff1d":         func() *array.Array { return array.Ediff1D(x, nil, nil) },
		"interp":          func() *array.Array { return array.Interp(x, x, x) },
		"round":           func() *array.Array { return array.Round(x, 1) },
		"clip":            func() *array.Array { return array.Clip(x, 1, 100) },
		"nan_to_num":      func() *array.Array { return array.NanToNum(x, 0.0) },
		"matmul":          func() *array.Array { return array.Matmul(w, w.T()) },
		"outer":           func() *array.Array { return array.Outer(few, few) },
		"convolve":        func() *array.Array { return array.Convolve(x, array.Linspace(0.0, 1.0, 10)) },
		"fft":             func() *array.Array { return array.FFT(x) },
		"rfft":            func() *array.Array { return array.RFFT(x) },
		"unpackbits":      func() *array.Array { return array.Unpackbits(array.AsType(at, dtype.Uint8), nil) },
		"unwrap":          func() *array.Array { return array.Unwrap(x, 6.0) },
		"vander":          func() *array.Array { return array.Vander(x, 3, false) },
		"polyval":         func() *array.Array { return array.Polyval(array.Linspace(0.0, 1.0, 10), x) },
	} {
		t.Run(name, func(t *testing.T) {
			x = array.Arange(0.0, float64(n), 1.0)
			reused(t, f())
			reused(t, x)
		})
	}
}

// TestAlongNamesTheFunction holds that an error names the function that was called.
func TestAlongNamesTheFunction(t *testing.T) {
	x := array.Zeros(array.Shape{2, 3})
	at := [][]int64{{5}, {0}}
	require.ErrorContains(t, array.TakeAlongAxis(x, at, array.Axis(1)).Err(), "take_along_axis: index 5")
	require.ErrorContains(t, array.PutAlongAxis(x, at, 1.0, array.Axis(1)), "put_along_axis: index 5")
	require.NoError(t, array.PutAlongAxis(x, [][]int64{{2}, {0}}, 1.0, array.Axis(1)))
	require.Equal(t, "[[0. 0. 1.]\n [1. 0. 0.]]", x.String())
}
