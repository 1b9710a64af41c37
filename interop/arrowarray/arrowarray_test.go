// SPDX-License-Identifier: BSD-3-Clause

package arrowarray_test

import (
	"fmt"
	"math"
	"testing"
	"unsafe"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/arrow/tensor"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/interop/arrowarray"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

func build(t *testing.T, mem memory.Allocator, vals []float64, valid []bool) *array.Float64 {
	t.Helper()
	b := array.NewFloat64Builder(mem)
	defer b.Release()
	b.AppendValues(vals, valid)
	return b.NewFloat64Array()
}

func TestFrom(t *testing.T) {
	mem := memory.NewCheckedAllocator(memory.NewGoAllocator())
	arr := build(t, mem, []float64{1, 2, 3, 4, 5}, nil)
	part := array.NewSlice(arr, 1, 4)
	arr.Release()
	a := arrowarray.From(part)
	v, err := ndarray.ToSlice[float64](a)
	require.NoError(t, err)
	assert.Equal(t, []float64{2, 3, 4}, v)
	assert.Equal(t, unsafe.Pointer(&part.(*array.Float64).Float64Values()[0]), a.Pointer())
	assert.False(t, a.Writeable())
	part.Release()
	v, err = ndarray.ToSlice[float64](a)
	require.NoError(t, err, "the array holds a reference of its own")
	assert.Equal(t, []float64{2, 3, 4}, v)
	a.Owner().Release()
	mem.AssertSize(t, 0)
}

func TestNulls(t *testing.T) {
	arr := build(t, memory.NewGoAllocator(), []float64{1, 2, 3, 4}, []bool{true, false, true, false})
	assert.EqualError(t, arrowarray.From(arr).Err(), "arrowarray.From: 2 of the 4 values are null: take them with FromMasked, or fill them first")
	part := array.NewSlice(arr, 1, 4)
	vals, valid := arrowarray.FromMasked(part)
	m, err := ndarray.ToSlice[bool](valid)
	require.NoError(t, err)
	assert.Equal(t, []bool{false, true, false}, m)
	x, err := ndarray.At[float64](vals, 1)
	require.NoError(t, err)
	assert.Equal(t, 3.0, x)
	_, valid = arrowarray.FromMasked(array.NewSlice(arr, 0, 1))
	assert.Nil(t, valid)

	back, err := arrowarray.ToMasked(vals, ndarray.FromSlice([]bool{false, true, false}))
	require.NoError(t, err)
	assert.True(t, array.Equal(part, back))
	assert.Equal(t, 2, back.NullN())
	_, err = arrowarray.ToMasked(vals, ndarray.FromSlice([]bool{true}))
	assert.EqualError(t, err, "arrowarray.ToMasked: the mask of shape (1,) is not for an array of shape (3,)")
}

func TestEveryType(t *testing.T) {
	for _, d := range dtype.All() {
		a := ndarray.Zeros(d, 10)
		require.NoError(t, a.Slice("3, ...").Fill(1))
		arr, err := arrowarray.To(a)
		switch d {
		case dtype.Float8E4M3FN, dtype.Float8E5M2, dtype.BFloat16, dtype.Complex64, dtype.Complex128, dtype.Datetime64, dtype.Timedelta64:
			assert.EqualError(t, err, fmt.Sprintf("arrowarray.To: Arrow has no type for %v", d))
			continue
		}
		require.NoError(t, err, d)
		back := arrowarray.From(arr)
		require.NoError(t, back.Err())
		assert.Equal(t, d, back.DType())
		if d != dtype.Bool {
			assert.Equal(t, a.Pointer(), back.Pointer(), d)
		}
		v, err := back.Item(3)
		require.NoError(t, err)
		w, err := a.Item(3)
		require.NoError(t, err)
		assert.Equal(t, w, v)
		arr.Release()
		empty, err := arrowarray.To(ndarray.Zeros(d, 0))
		require.NoError(t, err)
		assert.Equal(t, []int{0}, arrowarray.From(empty).Shape())
	}
}

func TestToKeepsForeignMemory(t *testing.T) {
	store := []int32{1, 2, 3}
	released := make(chan bool, 1)
	a := ndarray.FromForeign(ndarray.Foreign{Base: unsafe.Pointer(&store[0]), Len: 12, Release: func() { released <- true }}, dtype.Int32, []int{3}, nil, 0)
	arr, err := arrowarray.To(a)
	require.NoError(t, err)
	assert.Equal(t, []int32{1, 2, 3}, arr.(*array.Int32).Int32Values())
	assert.Empty(t, released)
	arr.Release()
	a.Owner().Release()
	assert.Len(t, released, 1)
}

func TestTensors(t *testing.T) {
	mem := memory.NewCheckedAllocator(memory.NewGoAllocator())
	arr := build(t, mem, []float64{9, 1, 2, 3, 4, 5, 6}, nil)
	part := array.NewSlice(arr, 1, 7)
	tt := tensor.NewFloat64(part.Data(), []int64{2, 3}, []int64{8, 16}, []string{"x", "y"})
	part.Release()
	arr.Release()
	a := arrowarray.FromTensor(tt)
	v, err := ndarray.ToSlice[float64](a)
	require.NoError(t, err)
	assert.Equal(t, []float64{1, 3, 5, 2, 4, 6}, v)
	assert.Equal(t, tt.Value([]int64{1, 2}), v[5])
	tt.Release()
	a.Owner().Release()
	mem.AssertSize(t, 0)

	x := ndarray.FromSlice([]int16{1, 2, 3, 4, 5, 6}, 2, 3)
	back, err := arrowarray.ToTensor(x.T(), "col", "row")
	require.NoError(t, err)
	assert.Equal(t, []int64{3, 2}, back.Shape())
	assert.Equal(t, "row", back.DimName(1))
	assert.Equal(t, int16(6), back.(*tensor.Int16).Value([]int64{2, 1}))
	assert.Equal(t, x.Pointer(), arrowarray.FromTensor(back).Pointer())
	assert.True(t, back.IsColMajor())
	back.Release()
	assert.EqualError(t, arrowarray.FromTensor(back).Err(), "arrowarray.FromTensor: the tensor was released")
	part2, err := arrowarray.ToTensor(x.Slice(":, 1:"))
	require.NoError(t, err)
	assert.Equal(t, int16(6), part2.(*tensor.Int16).Value([]int64{1, 1}))
	empty, err := arrowarray.ToTensor(ndarray.Zeros(dtype.Int16, 0, 3))
	require.NoError(t, err)
	assert.Equal(t, []int{0, 3}, arrowarray.FromTensor(empty).Shape())
}

func TestRefusals(t *testing.T) {
	x := ndarray.Zeros(dtype.Int32, 4, 4)
	for want, a := range map[string]*ndarray.Array{
		"arrowarray.To: an Arrow array has one axis, not 2: use Ravel, or ToTensor":                          x,
		"arrowarray.To: stride 16 has gaps, or the elements are misaligned: copy the array first, with Copy": x.Slice(":, 0"),
		"arrowarray.To: stride -4 has gaps, or the elements are misaligned: copy the array first, with Copy": x.Slice("0, ::-1"),
	} {
		_, err := arrowarray.To(a)
		assert.EqualError(t, err, want)
	}
	for want, a := range map[string]*ndarray.Array{
		"arrowarray.ToTensor: Arrow has no tensor of float16":                                                                                                 ndarray.Zeros(dtype.Float16, 2),
		"arrowarray.ToTensor: Arrow has no tensor without axes: give the array one, with Reshape(1)":                                                          ndarray.Zeros(dtype.Int32),
		"arrowarray.ToTensor: strides (-16, 4) must be positive multiples of the 4 bytes of int32, and the elements aligned: copy the array first, with Copy": x.Slice("::-1"),
	} {
		_, err := arrowarray.ToTensor(a)
		assert.EqualError(t, err, want)
	}
	_, err := arrowarray.ToTensor(x, "only one")
	assert.EqualError(t, err, "arrowarray.ToTensor: 1 names for 2 axes")
	b := array.NewStringBuilder(memory.NewGoAllocator())
	b.Append("a")
	assert.EqualError(t, arrowarray.From(b.NewStringArray()).Err(), "arrowarray.From: values of Arrow's type utf8 have no element type; integers, floats and booleans have")
	assert.Error(t, arrowarray.From(nil).Err())
	assert.Error(t, arrowarray.FromTensor(nil).Err())
}

// A column of Arrow with nulls becomes an array and a mask.
func Example() {
	b := array.NewFloat64Builder(memory.NewGoAllocator())
	b.AppendValues([]float64{1, 0, 3}, []bool{true, false, true})
	column := b.NewFloat64Array()

	fmt.Println(arrowarray.From(column).Err())
	values, valid := arrowarray.FromMasked(column)
	v, _ := ndarray.ToSlice[float64](values)
	m, _ := ndarray.ToSlice[bool](valid)
	fmt.Println(v, m)
	// Output:
	// arrowarray.From: 1 of the 3 values are null: take them with FromMasked, or fill them first
	// [1 0 3] [true false true]
}

// told is an Arrow array that tells of data which it doesn't have.
type told struct {
	arrow.Array
	data arrow.ArrayData
}

func (t told) Data() arrow.ArrayData { return t.data }
func (t told) Len() int              { return t.data.Len() }

// What an array says of its data is checked against the buffers before they
// are read.
func TestHostileData(t *testing.T) {
	mem := memory.NewGoAllocator()
	arr := build(t, mem, []float64{1, 2, 3, 4}, []bool{true, false, true, true})
	defer arr.Release()
	values, nulls := arr.Data().Buffers()[1], arr.Data().Buffers()[0]
	short := memory.NewBufferBytes([]byte{})
	for name, c := range map[string]struct {
		of             arrow.DataType
		length, offset int
		nulls          *memory.Buffer
	}{
		"length":                  {arrow.PrimitiveTypes.Float64, 1 << 20, 0, nulls},
		"length, most":            {arrow.PrimitiveTypes.Float64, math.MaxInt, 0, nulls},
		"length, negative":        {arrow.PrimitiveTypes.Float64, -1, 0, nulls},
		"offset":                  {arrow.PrimitiveTypes.Float64, 1, 1 << 20, nulls},
		"offset, wraps to 0":      {arrow.PrimitiveTypes.Float64, 1, 1 << 61, nulls},
		"offset, negative":        {arrow.PrimitiveTypes.Float64, 1, -1, nulls},
		"bits, length":            {arrow.FixedWidthTypes.Boolean, 1 << 20, 0, nulls},
		"bits, length, most":      {arrow.FixedWidthTypes.Boolean, math.MaxInt, 0, nulls},
		"bits, offset, overflows": {arrow.FixedWidthTypes.Boolean, 1, math.MaxInt, nulls},
		"bits, offset, negative":  {arrow.FixedWidthTypes.Boolean, 1, -9, nulls},
		"no bits of nulls":        {arrow.PrimitiveTypes.Float64, 4, 0, short},
		"no buffer of nulls":      {arrow.PrimitiveTypes.Float64, 4, 0, nil},
	} {
		data := array.NewData(c.of, c.length, []*memory.Buffer{c.nulls, values}, nil, 1, c.offset)
		x := told{arr, data}
		vals, valid := arrowarray.FromMasked(x)
		assert.True(t, vals.Err() != nil || valid.Err() != nil, name)
		if name[:2] != "no" {
			assert.ErrorIs(t, vals.Err(), ndarray.ErrLayout, name)
		}
		data.Release()
	}
}

// TestArrowTypes: every name in the table of element types is one of Arrow's,
// for elements of the same size.
func TestArrowTypes(t *testing.T) {
	for _, d := range dtype.All() {
		name := d.Descriptor().Arrow
		if name == "" {
			continue
		}
		values := ndarray.Zeros(d, 3)
		a, err := arrowarray.To(values)
		require.NoError(t, err, d)
		assert.Equal(t, name, a.DataType().Name())
		assert.Equal(t, d, arrowarray.DTypeOf(a.DataType()))
		a.Release()
	}
}
