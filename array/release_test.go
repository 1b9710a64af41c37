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

// TestViewsHold holds that memory of which a result is a view is not used again, whatever is released.
func TestViewsHold(t *testing.T) {
	const n = 2000
	first := func(list []*array.Array, err error) *array.Array {
		require.NoError(t, err)
		return list[0]
	}
	for name, f := range map[string]func(x *array.Array) *array.Array{
		"diff, order 0":       func(x *array.Array) *array.Array { return array.Diff(x, array.Order(0), array.AllAxes()) },
		"split":               func(x *array.Array) *array.Array { return first(array.Split(x, 2)) },
		"split, all axes":     func(x *array.Array) *array.Array { return first(array.Split(x, 2, array.AllAxes())) },
		"array_split":         func(x *array.Array) *array.Array { return first(array.ArraySplit(x, 3, array.AllAxes())) },
		"unstack":             func(x *array.Array) *array.Array { return first(array.Unstack(x)) },
		"unstack, all axes":   func(x *array.Array) *array.Array { return first(array.Unstack(x, array.AllAxes())) },
		"ravel":               func(x *array.Array) *array.Array { return array.Ravel(x) },
		"reshape":             func(x *array.Array) *array.Array { return array.Reshape(x, array.Shape{n}) },
		"squeeze":             func(x *array.Array) *array.Array { return array.Squeeze(array.ExpandDims(x, 0), 0) },
		"trim_zeros":          func(x *array.Array) *array.Array { return array.TrimZeros(array.Ravel(x), true, true) },
		"atleast_3d":          func(x *array.Array) *array.Array { return array.Atleast3D(x) },
		"broadcast_to":        func(x *array.Array) *array.Array { return array.BroadcastTo(x, 2, 40, 50) },
		"diagonal":            func(x *array.Array) *array.Array { return array.Diagonal(x, 0, 0, 1) },
		"meshgrid":            func(x *array.Array) *array.Array { return first(array.Meshgrid(true, array.Ravel(x))) },
		"unwrap":              func(x *array.Array) *array.Array { return array.Unwrap(x, 6.0, array.AllAxes()) },
		"delete of nothing":   func(x *array.Array) *array.Array { return array.Delete(x, []int64{}) },
		"insert of nothing":   func(x *array.Array) *array.Array { return array.Insert(x, []int64{}, []float64{}) },
		"roll by nothing":     func(x *array.Array) *array.Array { return array.Roll(x, []int{0}) },
		"concat of one":       func(x *array.Array) *array.Array { return array.Concat([]any{x}, array.AllAxes()) },
		"vstack of one":       func(x *array.Array) *array.Array { return array.Vstack([]any{x}) },
		"column_stack of one": func(x *array.Array) *array.Array { return array.ColumnStack([]any{x}) },
		"take":                func(x *array.Array) *array.Array { return array.Take(x, []int64{1, 2}) },
		"compress":            func(x *array.Array) *array.Array { return array.Compress([]bool{true, true}, x) },
		"unique_values":       func(x *array.Array) *array.Array { return array.UniqueValues(x) },
		"sort":                func(x *array.Array) *array.Array { return array.Sort(x, array.AllAxes()) },
		"cumulative":          func(x *array.Array) *array.Array { return array.Cumsum(x, array.AllAxes()) },
		"resize to the same":  func(x *array.Array) *array.Array { return array.Resize(x, array.Shape{40, 50}) },
		"tile once":           func(x *array.Array) *array.Array { return array.Tile(x, []int{1}) },
		"repeat once":         func(x *array.Array) *array.Array { return array.Repeat(x, 1) },
		"pad by nothing":      func(x *array.Array) *array.Array { return array.Pad(x, [][2]int{{0, 0}, {0, 0}}) },
		"polyint no times":    func(x *array.Array) *array.Array { return array.Polyint(array.Ravel(x), 0, 0) },
		"polyder no times":    func(x *array.Array) *array.Array { return array.Polyder(array.Ravel(x), 0) },
	} {
		t.Run(name, func(t *testing.T) {
			x := array.Reshape(array.Arange(1.0, n+1, 1.0), array.Shape{40, 50})
			x = array.Copy(x)
			z := f(x)
			require.NoError(t, z.Err())
			want := array.Copy(z)
			x.Release()
			for range 3 {
				require.NoError(t, ndarray.Empty(dtype.Float64, n).Fill(-7))
			}
			same, err := array.ArrayEqual(want, z)
			require.NoError(t, err)
			require.True(t, same)
		})
	}
}
