// SPDX-License-Identifier: BSD-3-Clause

package arrowarray

import (
	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/arrow/tensor"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// FromTensor returns an array over the elements of an Arrow tensor.
func FromTensor(t tensor.Interface) *ndarray.Array {
	const fn = "arrowarray.FromTensor"
	if t == nil {
		return ndarray.Failed(fault.New(fn, fault.Value, "the tensor is nil"))
	}
	data := t.Data()
	if data == nil {
		return ndarray.Failed(fault.New(fn, fault.Released, "the tensor was released"))
	}
	d := DTypeOf(data.DataType())
	if !d.Valid() || d == dtype.Bool {
		return ndarray.Failed(fault.New(fn, fault.DType, "elements of Arrow's type %v have no element type; integers and floats have", data.DataType()))
	}
	shape := make([]int, t.NumDims())
	strides := make([]int, t.NumDims())
	for i := range shape {
		shape[i], strides[i] = int(t.Shape()[i]), int(t.Strides()[i])
	}
	buffers := data.Buffers()
	if t.Len() == 0 {
		return ndarray.Zeros(d, shape...)
	}
	if len(buffers) != 2 || buffers[1] == nil {
		return ndarray.Failed(fault.New(fn, fault.Layout, "the tensor of %d elements has no buffer of values", t.Len()))
	}
	return over(fn, buffers[1], data, d, shape, strides)
}

// ToTensor returns an Arrow tensor over the elements of an array. Strides must
// be positive multiples of the element's size; names, one for each axis, may be
// left out. Release it when it is no longer used.
func ToTensor(a *ndarray.Array, names ...string) (tensor.Interface, error) {
	const fn = "arrowarray.ToTensor"
	if err := a.Err(); err != nil {
		return nil, err
	}
	t, ok := arrowTypes[a.DType()]
	if !ok || a.DType() == dtype.Bool || a.DType() == dtype.Float16 {
		return nil, fault.New(fn, fault.DType, "Arrow has no tensor of %v", a.DType())
	}
	if a.NDim() == 0 {
		return nil, fault.New(fn, fault.Shape, "Arrow has no tensor without axes: give the array one, with Reshape(1)")
	}
	if len(names) > 0 && len(names) != a.NDim() {
		return nil, fault.New(fn, fault.Value, "%d names for %d axes", len(names), a.NDim())
	}
	shape := make([]int64, a.NDim())
	strides := make([]int64, a.NDim())
	size := a.ItemSize()
	raw := a.Raw()
	for i, n := range raw.Shape {
		s := raw.Strides[i]
		if a.Size() > 0 && n > 1 && (s < 0 || s%size != 0) || !a.Aligned() {
			return nil, fault.New(fn, fault.Layout, "strides %s must be positive multiples of the %d bytes of %v, and the elements aligned: copy the array first, with Copy", fault.ShapeText(a.Strides()), size, a.DType())
		}
		shape[i], strides[i] = int64(n), int64(s)
	}
	lo, hi := a.Bounds()
	buf := lend(a, int(hi-lo))
	defer buf.Release()
	data := array.NewData(t, int(hi-lo)/size, []*memory.Buffer{nil, buf}, nil, 0, 0)
	defer data.Release()
	if len(names) == 0 {
		names = nil
	}
	return tensor.New(arrow.ArrayData(data), shape, strides, names), nil
}
