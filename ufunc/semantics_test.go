// SPDX-License-Identifier: BSD-3-Clause

package ufunc_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ufunc"
)

func slice[T dtype.Element](t *testing.T, a *ndarray.Array) []T {
	t.Helper()
	require.NoError(t, a.Err())
	s, err := ndarray.ToSlice[T](a)
	require.NoError(t, err)
	return s
}

func TestCallErrors(t *testing.T) {
	f := ndarray.Zeros(dtype.Float64, 2, 3)
	i8 := ndarray.Zeros(dtype.Int8, 3)
	failed := ndarray.Zeros(dtype.Float64, -1)
	for _, c := range []struct {
		y    *ndarray.Array
		kind error
		text string
	}{
		{ufunc.Add.Call(f, ndarray.Zeros(dtype.Float64, 4)), ndarray.ErrShape,
			"add: operands could not be broadcast together with shapes (2, 3) (4,); each length must be the same, or 1, counted from the last axis"},
		{ufunc.Add.Out(ndarray.Zeros(dtype.Float64, 3)).Call(f, 1), ndarray.ErrShape,
			"add: non-broadcastable output operand with shape (3,) doesn't match the broadcast shape (2, 3)"},
		{ufunc.Add.Out(f.ReadOnly()).Call(f, f), ndarray.ErrReadOnly, "add: output array is read-only; copy it, or write to another"},
		{ufunc.Add.Out(i8).Call(i8, 1.5), ndarray.ErrCast,
			"add: cannot cast output y from float64 to int8 with casting rule same_kind; set a wider rule with Casting, or an Out of a type that fits"},
		{ufunc.Add.DType(dtype.Int64).Call(f, f), ndarray.ErrCast,
			"add: cannot cast input x1 from float64 to int64 with casting rule same_kind; set a wider rule with Casting, or convert it with AsType"},
		{ufunc.Add.Call(i8, 300), ndarray.ErrOverflow, "add: 300 is out of bounds for int8, whose values are -128 to 127"},
		{ufunc.Add.Call(f), ndarray.ErrValue, "add: takes 2 operands, not 1; outputs are given by Out"},
		{ufunc.Add.Call(f, "1"), ndarray.ErrValue, "add: operand 2 is a string; an operand is an array, a Go scalar or a slice of an element type"},
		{ufunc.Add.Call(nil, f), ndarray.ErrValue, "add: operand 1 is nil; an operand is an array, a Go scalar or a slice of an element type"},
		{ufunc.Add.Out(f, f).Call(f, f), ndarray.ErrValue, "add: Out takes 1 arrays, one for each output (nil for a new one), not 2"},
		{ufunc.Add.Where(i8).Call(i8, i8), ndarray.ErrCast, "add: the mask given to Where is of type int8, it must be bool; compare it with 0 to make one"},
		{ufunc.Add.Axis(0).Call(f, f), ndarray.ErrValue, "add: Axis, Axes, AllAxes, KeepDims and Initial are for reductions and functions with a signature, not for a call element by element"},
		{ufunc.LeftShift.Call(f, 1), ndarray.ErrDType, ""},
		{ufunc.Negative.Call(true), ndarray.ErrDType, ""},
		{ufunc.Less.DType(dtype.Float64).Call(f, f), ndarray.ErrDType, ""},
		{ufunc.Exp.Call(ufunc.Add.Call(failed, 1)), ndarray.ErrShape, failed.Err().Error()},
		{ufunc.Add.Out(failed).Call(f, f), ndarray.ErrShape, failed.Err().Error()},
		{ufunc.Add.Where(failed).Call(f, f), ndarray.ErrShape, failed.Err().Error()},
		{ufunc.AsType(f, dtype.Int32, dtype.Safe), ndarray.ErrCast, "AsType: cannot cast from float64 to int32 with casting rule safe; dtype.Unsafe allows all casts"},
	} {
		require.Error(t, c.y.Err(), c.text)
		assert.ErrorIs(t, c.y.Err(), c.kind)
		if c.text != "" {
			assert.EqualError(t, c.y.Err(), c.text)
		}
	}
	assert.ErrorIs(t, ufunc.Copyto(i8, 1.5, dtype.SameKind, nil), ndarray.ErrCast)
	assert.ErrorIs(t, ufunc.Copyto(i8, 1000, dtype.SameKind, nil), ndarray.ErrOverflow)
	assert.ErrorIs(t, ufunc.Copyto(i8.ReadOnly(), 1, dtype.SameKind, nil), ndarray.ErrReadOnly)
	assert.ErrorIs(t, ufunc.Copyto(i8, f, dtype.Unsafe, nil), ndarray.ErrShape)
}

func TestKeywords(t *testing.T) {
	ones := ndarray.FromSlice([]float64{1, 1, 1})
	// Out may be larger than the inputs, never smaller.
	z := ndarray.Zeros(dtype.Float64, 2, 3)
	assert.Equal(t, []float64{3, 3, 3, 3, 3, 3}, slice[float64](t, ufunc.Add.Out(z).Call(ones, 2)))
	// Where leaves other elements alone; without Out they are zero.
	mask := ndarray.FromSlice([]bool{true, false, true})
	assert.Equal(t, []float64{2, 3, 2, 2, 3, 2}, slice[float64](t, ufunc.Add.Out(z).Where(mask).Call(ones, 1)))
	assert.Equal(t, []float64{2, 0, 2}, slice[float64](t, ufunc.Add.Where(mask).Call(ones, 1)))
	assert.Equal(t, []int{2, 3}, ufunc.Add.Where(ndarray.Zeros(dtype.Bool, 2, 1)).Call(ones, 1).Shape())
	// DType chooses the loop.
	x := ndarray.FromSlice([]int64{1, 4})
	assert.Equal(t, []float32{1, 2}, slice[float32](t, ufunc.Sqrt.DType(dtype.Float32).Call(x)))
	assert.Equal(t, []int8{2, 8}, slice[int8](t, ufunc.Add.DType(dtype.Int8).Call(x, x)))
	assert.Equal(t, []bool{false, false}, slice[bool](t, ufunc.Less.DType(dtype.Bool).Call(x, x)))
	assert.Equal(t, []int64{1, 3}, slice[int64](t, ufunc.Add.DType(dtype.Int64).Casting(dtype.Unsafe).Call([]float64{0.5, 2.5}, 1)))
	// Scalars: Go's general types are weak, sized ones are not.
	f32 := ndarray.FromSlice([]float32{1})
	assert.Equal(t, dtype.Float32, ufunc.Add.Call(f32, 2.5).DType())
	assert.Equal(t, dtype.Float32, ufunc.Add.Call(f32, 1<<30).DType())
	assert.Equal(t, dtype.Complex64, ufunc.Add.Call(f32, 1i).DType())
	assert.Equal(t, dtype.Float64, ufunc.Add.Call(f32, int64(1)).DType())
	assert.Equal(t, dtype.Float32, ufunc.Add.Call(f32, float32(1)).DType())
	assert.Equal(t, dtype.Float64, ufunc.Add.Call(x, 1.5).DType())
	assert.Equal(t, dtype.Int64, ufunc.Add.Call(true, 1).DType())
	assert.Equal(t, []uint64{math.MaxInt + 1}, slice[uint64](t, ufunc.Add.Call(uint(math.MaxInt), ndarray.FromSlice([]uint64{1}))))
	assert.Equal(t, []int{3}, ufunc.Add.Call([]int{1, 2, 3}, 1).Shape())
	assert.Equal(t, []int{}, ufunc.Exp.Call(1).Shape())
	// A function of two outputs.
	outs := ufunc.Add.CallN(1, 2)
	assert.Equal(t, []int64{3}, slice[int64](t, outs[0]))
}

func TestCasts(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	x := ndarray.FromSlice([]float64{-1.9, 300.7, nan, inf, -inf, 1e300, 65519.999999999, 65520, 1 + 0x1p-11 + 0x1p-40})
	assert.Equal(t, []int8{-1, 127, 0, 127, -128, 127, 127, 127, 1}, slice[int8](t, ufunc.AsType(x, dtype.Int8, dtype.Unsafe)))
	assert.Equal(t, []uint16{0, 300, 0, 65535, 0, 65535, 65519, 65520, 1}, slice[uint16](t, ufunc.AsType(x, dtype.Uint16, dtype.Unsafe)))
	assert.Equal(t, []bool{true, true, true, true, true, true, true, true, true}, slice[bool](t, ufunc.AsType(x, dtype.Bool, dtype.Unsafe)))
	h := slice[dtype.F16](t, ufunc.AsType(x, dtype.Float16, dtype.Unsafe))
	assert.Equal(t, dtype.F16(0x7bff), h[6], "largest float16, rounded once")
	assert.Equal(t, dtype.F16(0x7c00), h[7])
	assert.Equal(t, dtype.F16(0x3c01), h[8], "rounded once, not by way of float32")
	assert.Equal(t, []int8{-1, 0}, slice[int8](t, ufunc.AsType(ndarray.FromSlice([]int32{255, 256}), dtype.Int8, dtype.Unsafe)))
	assert.Equal(t, []float64{1}, slice[float64](t, ufunc.AsType(ndarray.FromSlice([]complex64{1 + 2i}), dtype.Float64, dtype.Unsafe)))
	d := ndarray.Zeros(dtype.Int16, 2, 2)
	require.NoError(t, ufunc.Copyto(d, []int8{5, 6}, dtype.Safe, ndarray.FromSlice([]bool{true, false})))
	assert.Equal(t, []int16{5, 0, 5, 0}, slice[int16](t, d))
	// A copy onto itself.
	r := ndarray.FromSlice([]int16{1, 2, 3, 4})
	require.NoError(t, ufunc.Copyto(r.Slice("1:"), r.Slice(":-1"), dtype.No, nil))
	assert.Equal(t, []int16{1, 1, 2, 3}, slice[int16](t, r))
}

func TestIdentities(t *testing.T) {
	negZero := ndarray.FromSlice([]float64{math.Copysign(0, -1)})
	assert.False(t, math.Signbit(slice[float64](t, ufunc.Add.Reduce(negZero))[0]))
	assert.True(t, math.Signbit(slice[float64](t, ufunc.Add.Initial(nil).Reduce(negZero))[0]))
	assert.Equal(t, []uint8{255}, slice[uint8](t, ufunc.BitwiseAnd.Reduce(ndarray.Zeros(dtype.Uint8, 0))))
	assert.Equal(t, []int64{3}, slice[int64](t, ufunc.Add.DType(dtype.Int64).Reduce([]float64{1.5, 2.5})))
	assert.Equal(t, []bool{true}, slice[bool](t, ufunc.LogicalAnd.Reduce([]float64{1, 2})))
	assert.Equal(t, []int64{5}, slice[int64](t, ufunc.Add.Reduce(5)), "a scalar reduces to itself")
	assert.Equal(t, []int64{2, 3}, slice[int64](t, ufunc.Add.Axis().Reduce([]int64{2, 3})))
}

// What NumPy treats apart in choosing a loop; the results are NumPy 2.4's.
func TestPromotionsOfTheirOwn(t *testing.T) {
	// Operands of logical functions count as true or false, whatever they are.
	u := ndarray.FromSlice([]uint32{0, 5})
	require.Equal(t, []bool{true, false}, slice[bool](t, ufunc.LogicalXor.Call(u, -129)))
	require.Equal(t, []bool{false, true}, slice[bool](t, ufunc.LogicalAnd.Call(300, ndarray.FromSlice([]int8{0, -1}))))
	require.ErrorIs(t, ufunc.LogicalOr.DType(dtype.Float32).Reduce(u).Err(), ndarray.ErrDType)
	require.Equal(t, []bool{true}, slice[bool](t, ufunc.LogicalOr.DType(dtype.Bool).Reduce(u)))

	// A loop made for just the inputs comes before one that they are cut to.
	z := ndarray.FromSlice([]complex128{3 + 4i})
	require.Equal(t, []float64{5}, slice[float64](t, ufunc.Absolute.DType(dtype.Float64).Casting(dtype.Unsafe).Call(z)))

	z64 := ndarray.FromSlice([]complex64{3 + 4i})
	require.Equal(t, []float64{5}, slice[float64](t, ufunc.Absolute.DType(dtype.Float64).Casting(dtype.Unsafe).Call(z64)))

	// The identity takes part in a reduction.
	require.Equal(t, []float64{3}, slice[float64](t, ufunc.Hypot.Reduce([]float64{-3})))
	require.Equal(t, []float64{13}, slice[float64](t, ufunc.Hypot.AllAxes().Reduce(ndarray.FromSlice([]float64{3, 4, 12, 0}).Reshape(2, 2))))
	require.Equal(t, []float64{0}, slice[float64](t, ufunc.Hypot.Reduce([]float64{})))

	require.Equal(t, []int64{254}, slice[int64](t, ufunc.Add.Reduce([]int8{127, 127})))
	require.Equal(t, []bool{true}, slice[bool](t, ufunc.Less.Call(ndarray.FromSlice([]uint8{7}), 1000)))
	require.ErrorIs(t, ufunc.Subtract.Call(ndarray.FromSlice([]bool{true}), true).Err(), ndarray.ErrDType)
}

func TestCopytoLeavesOutLeadingAxes(t *testing.T) {
	a := ndarray.FromSlice([]int16{1, 2})
	require.NoError(t, ufunc.Copyto(a, ndarray.FromSlice([]float64{3, 4}).Reshape(1, 1, 2), dtype.Unsafe, nil))
	require.NoError(t, ufunc.Copyto(a.Index(ndarray.Int(0), ndarray.Ellipsis), []int16{9}, dtype.Safe, nil))
	require.Equal(t, []int16{9, 4}, slice[int16](t, a))
	require.Error(t, ufunc.Copyto(a, ndarray.Zeros(dtype.Int16, 2, 2), dtype.Safe, nil))
}

func TestReductionOfAnEmptyAxis(t *testing.T) {
	for _, c := range []struct {
		shape []int
		axis  int
		fails bool
	}{{[]int{0, 0}, 0, true}, {[]int{0, 3}, 0, true}, {[]int{0, 3}, 1, false}, {[]int{3, 0}, 0, false}} {
		y := ufunc.Minimum.Axis(c.axis).Reduce(ndarray.Zeros(dtype.Float32, c.shape...))
		require.Equal(t, c.fails, y.Err() != nil, c)
	}
	require.ErrorContains(t, ufunc.Minimum.Reduce(ndarray.Zeros(dtype.Float32, 0, 0)).Err(), "zero-size array to reduction operation minimum which has no identity")
}

// Elements that Where leaves out change nothing, not even the sign of a zero.
func TestReductionLeavesOutByTheIdentity(t *testing.T) {
	x := ndarray.FromSlice([]float64{3, -5})
	mask := ndarray.FromSlice([]bool{false, false})
	require.Equal(t, []float64{1}, slice[float64](t, ufunc.Multiply.Where(mask).Reduce(x)))
	require.Equal(t, []float64{7}, slice[float64](t, ufunc.Multiply.Initial(7).Where(mask).Reduce(x)))
	require.Equal(t, []complex64{1}, slice[complex64](t, ufunc.Multiply.Where(mask).Reduce(ndarray.FromSlice([]complex64{3, 4}))))
	some := ndarray.FromSlice([]bool{true, false})
	require.Equal(t, []float64{3}, slice[float64](t, ufunc.Multiply.Where(some).Reduce(x)))
	zero := ufunc.Add.Initial(nil).Where(some).Reduce(ndarray.FromSlice([]float64{math.Copysign(0, -1), 1}))
	require.Error(t, zero.Err())
	zero = ufunc.Add.Initial(math.Copysign(0, -1)).Where(some).Reduce(ndarray.FromSlice([]float64{math.Copysign(0, -1), 1}))
	require.True(t, math.Signbit(slice[float64](t, zero)[0]))
}
