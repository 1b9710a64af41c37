// SPDX-License-Identifier: BSD-3-Clause

// Package arrowarray passes arrays and tensors of Apache Arrow to and from
// arrays, without a copy where both sides have the type: integers, float16,
// float32 and float64. Arrow keeps bools eight to a byte, so those are
// copied.
//
// Memory of Arrow is immutable: an array over it is read-only. It holds a
// reference, which it gives back (Release) when its last view is gone. Memory
// of an array that is handed to Arrow is kept until Arrow releases it; it must
// not be written in the meantime.
package arrowarray

import (
	"unsafe"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/bitutil"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// arrowTypes are Arrow's types of numbers, by the names in the table of element
// types.
var arrowTypes = func() map[dtype.DType]arrow.DataType {
	byName := map[string]arrow.DataType{}
	p := arrow.PrimitiveTypes
	for _, t := range []arrow.DataType{arrow.FixedWidthTypes.Boolean, arrow.FixedWidthTypes.Float16, p.Int8, p.Int16, p.Int32, p.Int64,
		p.Uint8, p.Uint16, p.Uint32, p.Uint64, p.Float32, p.Float64} {
		byName[t.Name()] = t
	}
	types := map[dtype.DType]arrow.DataType{}
	for _, d := range dtype.All() {
		if name := d.Descriptor().Arrow; name != "" {
			types[d] = byName[name]
		}
	}
	return types
}()

// DTypeOf returns the element type for a type of Arrow, [dtype.Invalid] where
// there is none.
func DTypeOf(t arrow.DataType) dtype.DType {
	for d, a := range arrowTypes {
		if t != nil && a.ID() == t.ID() {
			return d
		}
	}
	return dtype.Invalid
}

// From returns an array over the values of an Arrow array of numbers, or a copy
// of the values of one of bools. Nulls are refused: [FromMasked] takes
// them.
func From(arr arrow.Array) *ndarray.Array {
	const fn = "arrowarray.From"
	if arr == nil {
		return ndarray.Failed(fault.New(fn, fault.Value, "the Arrow array is nil"))
	}
	if n := arr.NullN(); n > 0 {
		return ndarray.Failed(fault.New(fn, fault.Value, "%d of the %d values are null: take them with FromMasked, or fill them first", n, arr.Len()))
	}
	return values(fn, arr.Data())
}

// FromMasked returns the values of an Arrow array and a mask, an array of bool
// of the same length that is false where a value is null. Values that are null
// are whatever lies in memory. The values are shared, the mask is new; it is
// nil where there are no nulls.
func FromMasked(arr arrow.Array) (vals, valid *ndarray.Array) {
	const fn = "arrowarray.FromMasked"
	if arr == nil {
		err := ndarray.Failed(fault.New(fn, fault.Value, "the Arrow array is nil"))
		return err, err
	}
	vals = values(fn, arr.Data())
	if arr.NullN() == 0 || vals.Err() != nil {
		return vals, nil
	}
	nulls := arr.Data().Buffers()[0]
	if nulls == nil || !bitsWithin(nulls.Bytes(), arr.Data().Offset(), arr.Len()) {
		err := ndarray.Failed(fault.New(fn, fault.Layout, "the bits of %d values from the value %d on leave the buffer that tells the nulls", arr.Len(), arr.Data().Offset()))
		return err, err
	}
	mask, err := ndarray.MakeSlice[bool](fn, arr.Len())
	if err != nil {
		return ndarray.Failed(err), ndarray.Failed(err)
	}
	for i := range mask {
		mask[i] = arr.IsValid(i)
	}
	return vals, ndarray.FromSlice(mask)
}

func values(fn string, data arrow.ArrayData) *ndarray.Array {
	d := DTypeOf(data.DataType())
	if !d.Valid() {
		return ndarray.Failed(fault.New(fn, fault.DType, "values of Arrow's type %v have no element type; integers, floats and booleans have", data.DataType()))
	}
	n := data.Len()
	if n == 0 {
		return ndarray.Zeros(d, 0)
	}
	buffers := data.Buffers()
	if len(buffers) != 2 || buffers[1] == nil {
		return ndarray.Failed(fault.New(fn, fault.Layout, "the Arrow array of %d values has no buffer of values", n))
	}
	bytes := buffers[1].Bytes()
	if d == dtype.Bool {
		if !bitsWithin(bytes, data.Offset(), n) {
			return ndarray.Failed(fault.New(fn, fault.Layout, "%d values from the value %d on leave the buffer of %d bytes", n, data.Offset(), len(bytes)))
		}
		flags, err := ndarray.MakeSlice[bool](fn, n)
		if err != nil {
			return ndarray.Failed(err)
		}
		for i := range flags {
			flags[i] = bitutil.BitIsSet(bytes, data.Offset()+i)
		}
		return ndarray.FromSlice(flags).ReadOnly()
	}
	return over(fn, buffers[1], data, d, []int{n}, nil)
}

// bitsWithin reports whether n bits from an offset on lie in bytes.
func bitsWithin(bytes []byte, offset, n int) bool {
	return offset >= 0 && n >= 0 && offset <= 8*len(bytes) && n <= 8*len(bytes)-offset
}

// over returns an array over a buffer of data, which it retains.
func over(fn string, buffer *memory.Buffer, data arrow.ArrayData, d dtype.DType, shape, strides []int) *ndarray.Array {
	bytes := buffer.Bytes()
	if data.Offset() < 0 || data.Offset() > len(bytes)/d.Size() {
		return ndarray.Failed(fault.New(fn, fault.Layout, "the value %d lies outside the buffer of %d bytes", data.Offset(), len(bytes)))
	}
	data.Retain()
	a := ndarray.FromForeign(ndarray.Foreign{
		Base: unsafe.Pointer(unsafe.SliceData(bytes)), Len: len(bytes), ReadOnly: true, Release: data.Release,
	}, d, shape, strides, data.Offset()*d.Size())
	if err := a.Err(); err != nil {
		return ndarray.Failed(fault.Wrap(fn, fault.Layout, err))
	}
	return a
}

// To returns an Arrow array over the elements of an array of one axis without
// gaps, or over a copy of bools. Release it when it is no longer used.
func To(a *ndarray.Array) (arrow.Array, error) { return to("arrowarray.To", a, nil) }

// ToMasked is [To] for an array of which some elements are null: those where
// valid, an array of bool of the same length, is false.
func ToMasked(a, valid *ndarray.Array) (arrow.Array, error) {
	const fn = "arrowarray.ToMasked"
	if err := a.Err(); err != nil {
		return nil, err
	}
	mask, err := ndarray.ToSlice[bool](valid)
	if err != nil {
		return nil, err
	}
	if valid.NDim() != 1 || len(mask) != a.Len() {
		return nil, fault.New(fn, fault.Shape, "the mask of shape %s is not for an array of shape %s", fault.ShapeText(valid.Shape()), fault.ShapeText(a.Shape()))
	}
	return to(fn, a, mask)
}

func to(fn string, a *ndarray.Array, valid []bool) (arrow.Array, error) {
	if err := a.Err(); err != nil {
		return nil, err
	}
	if a.NDim() != 1 {
		return nil, fault.New(fn, fault.Shape, "an Arrow array has one axis, not %d: use Ravel, or ToTensor", a.NDim())
	}
	t, ok := arrowTypes[a.DType()]
	if !ok {
		return nil, fault.New(fn, fault.DType, "Arrow has no type for %v", a.DType())
	}
	var buf *memory.Buffer
	if a.DType() == dtype.Bool {
		flags, err := ndarray.ToSlice[bool](a)
		if err != nil {
			return nil, err
		}
		buf = memory.NewBufferBytes(bits(flags))
	} else {
		if !a.IsC() || !a.Aligned() {
			return nil, fault.New(fn, fault.Layout, "stride %d has gaps, or the elements are misaligned: copy the array first, with Copy", a.Strides()[0])
		}
		buf = lend(a, a.NBytes())
	}
	defer buf.Release()
	var nulls *memory.Buffer
	count := 0
	if valid != nil {
		for _, v := range valid {
			if !v {
				count++
			}
		}
		nulls = memory.NewBufferBytes(bits(valid))
		defer nulls.Release()
	}
	data := array.NewData(t, a.Len(), []*memory.Buffer{nulls, buf}, nil, count, 0)
	defer data.Release()
	return array.MakeFromData(data), nil
}

func bits(flags []bool) []byte {
	b := make([]byte, (len(flags)+7)/8)
	for i, v := range flags {
		if v {
			bitutil.SetBit(b, i)
		}
	}
	return b
}

// lend returns a buffer over the first n bytes of an array, which keeps it.
func lend(a *ndarray.Array, n int) *memory.Buffer {
	return memory.NewBufferWithAllocator(unsafe.Slice((*byte)(a.Pointer()), n), &keeper{array: a})
}

// keeper keeps an array for a buffer: buffers know whom to tell that they are
// done as an allocator.
type keeper struct{ array *ndarray.Array }

// Free lets the array go.
func (k *keeper) Free([]byte) { k.array = nil }

// Allocate is there for the interface: a buffer that is not mutable doesn't
// grow.
func (k *keeper) Allocate(size int) []byte { return make([]byte, size) }

// Reallocate is there for the interface.
func (k *keeper) Reallocate(size int, b []byte) []byte {
	return append(make([]byte, 0, size), b...)[:size]
}
