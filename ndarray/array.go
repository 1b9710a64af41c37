// SPDX-License-Identifier: BSD-3-Clause

// Package ndarray is the n-dimensional array: elements of one type, laid out
// over memory by a shape and a stride in bytes for each axis, as in NumPy.
//
// Arrays are views. [FromSlice], [Array.Slice], [Array.Transpose],
// [Array.Reshape] and their like share the memory of what they are made from;
// what copies says so; an element, which has an index for each axis, is a copy
// ([Array.At]). Memory is Go's or foreign (see [Foreign]). What the
// collector finds unused serves new arrays again, and [Array.Release] spares
// the wait.
//
// Functions that make an array return an *Array alone. If one fails, the array
// carries the error, its methods hand it on, and [Array.Err] tells it: an
// expression of many steps needs one check.
package ndarray

import (
	"sync/atomic"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// MaxDims is the most axes that an array has.
const MaxDims = 64

// inlineDims is the number of axes that an array keeps in itself, so that
// making a view is one allocation.
const inlineDims = 4

// Array is an n-dimensional array, or an error. Its methods don't change the
// shape, the strides or the type of an array, so an Array may be read from
// many goroutines; elements may be written as those of a slice.
type Array struct {
	ptr   unsafe.Pointer // the element at index 0, 0, …
	owner *Owner         // of foreign memory; Go memory is kept by ptr alone
	big   *int           // shape, then strides, where ndim > inlineDims
	err   error
	dtype dtype.DType
	flags flags
	ndim  uint8
	// sole is the ticket of the block of memory that a holds alone, 0 where
	// there may be other holders; see Release.
	sole atomic.Uint32
	dims [2 * inlineDims]int // shape, then strides, where ndim <= inlineDims
}

type flags uint8

const (
	flagReadOnly flags = 1 << iota
	flagC
	flagF
	flagAligned
)

// header returns a new array without its shape and strides, and the places to
// write them to; seal finishes it.
func header(ptr unsafe.Pointer, d dtype.DType, owner *Owner, readOnly flags, ndim int) (a *Array, shape, strides []int) {
	a = &Array{ptr: ptr, owner: owner, dtype: d, flags: readOnly & flagReadOnly, ndim: uint8(ndim)}
	if ndim <= inlineDims {
		return a, a.dims[:ndim], a.dims[inlineDims : inlineDims+ndim]
	}
	dims := make([]int, 2*ndim)
	a.big = &dims[0]
	return a, dims[:ndim], dims[ndim:]
}

// view returns a new array over the memory of a, see header.
func (a *Array) view(ptr unsafe.Pointer, ndim int) (v *Array, shape, strides []int) {
	a.share()
	return header(ptr, a.dtype, a.owner, a.flags, ndim)
}

// take makes a the array n, which is not used any more. Views of what a was stay
// as they are.
func (a *Array) take(fn string, n *Array) error {
	if a == nil {
		return fault.New(fn, fault.Value, "the array is nil; give a pointer to a zero Array")
	}
	if err := n.Err(); err != nil {
		return err
	}
	a.ptr, a.owner, a.big, a.err = n.ptr, n.owner, n.big, nil
	a.dtype, a.flags, a.ndim, a.dims = n.dtype, n.flags, n.ndim, n.dims
	a.sole.Store(n.sole.Load())
	return nil
}

// copyHeader returns an array that is all that a is, except that it doesn't
// hold the memory alone. The compiler knows that a itself stays where it is.
func (a *Array) copyHeader() *Array {
	if a == nil {
		return new(Array)
	}
	v, shape, strides := header(a.ptr, a.dtype, a.owner, 0, int(a.ndim))
	copy(shape, a.shape())
	copy(strides, a.strides())
	v.flags, v.err = a.flags, a.err
	return v
}

// seal works out the flags of a new array from its shape and strides.
func (a *Array) seal() *Array {
	shape, strides := a.shape(), a.strides()
	size := a.dtype.Size()
	align := uintptr(a.dtype.Align() - 1)
	bits := uintptr(a.ptr)
	c, f := true, true
	want := size
	for i := len(shape) - 1; i >= 0; i-- {
		n := shape[i]
		if n == 1 {
			continue
		}
		if n == 0 {
			a.flags |= flagC | flagF | flagAligned
			return a
		}
		bits |= uintptr(strides[i])
		c = c && strides[i] == want
		want *= n
	}
	if c {
		a.flags |= flagC
	}
	want = size
	for i, n := range shape {
		if n == 1 {
			continue
		}
		f = f && strides[i] == want
		want *= n
	}
	if f {
		a.flags |= flagF
	}
	if bits&align == 0 {
		a.flags |= flagAligned
	}
	return a
}

func (a *Array) shape() []int {
	if a.big == nil {
		return a.dims[:a.ndim&7]
	}
	return unsafe.Slice(a.big, int(a.ndim))
}

func (a *Array) strides() []int {
	if a.big == nil {
		return a.dims[inlineDims : inlineDims+a.ndim&7]
	}
	return unsafe.Slice(a.big, 2*int(a.ndim))[a.ndim:]
}

// DType returns the element type.
func (a *Array) DType() dtype.DType {
	if a == nil {
		return dtype.Invalid
	}
	return a.dtype
}

// NDim returns the number of axes.
func (a *Array) NDim() int {
	if a == nil {
		return 0
	}
	return int(a.ndim)
}

// Shape returns a copy of the shape: the length of each axis. [Array.Raw] has
// it without a copy.
func (a *Array) Shape() []int {
	if a == nil {
		return nil
	}
	return append(make([]int, 0, a.ndim), a.shape()...)
}

// Strides returns a copy of the strides: for each axis the step from one
// element to the next in bytes, of either sign or 0.
func (a *Array) Strides() []int {
	if a == nil {
		return nil
	}
	return append(make([]int, 0, a.ndim), a.strides()...)
}

// Size returns the number of elements; a failed array has none.
func (a *Array) Size() int {
	if a == nil || a.dtype == 0 {
		return 0
	}
	n := 1
	for _, d := range a.shape() {
		n *= d
	}
	return n
}

// Len returns the length of the first axis, 0 for an array without axes.
func (a *Array) Len() int {
	if a == nil || a.ndim == 0 {
		return 0
	}
	return a.shape()[0]
}

// ItemSize returns the bytes of an element.
func (a *Array) ItemSize() int { return a.DType().Size() }

// NBytes returns the bytes of all elements: Size times ItemSize.
func (a *Array) NBytes() int { return a.Size() * a.ItemSize() }

// Pointer returns the address of the element at index 0, 0, …; see [Raw] on
// how to use it.
func (a *Array) Pointer() unsafe.Pointer {
	if a == nil {
		return nil
	}
	a.share()
	return a.ptr
}

// Owner returns the owner of foreign memory, nil for Go memory.
func (a *Array) Owner() *Owner {
	if a == nil {
		return nil
	}
	return a.owner
}

// Writeable reports whether the elements may be written.
func (a *Array) Writeable() bool { return a.Err() == nil && a.flags&flagReadOnly == 0 }

// IsC reports whether the elements lie without gaps in C order: the last index
// changes fastest.
func (a *Array) IsC() bool { return a != nil && a.flags&flagC != 0 }

// IsF reports whether the elements lie without gaps in Fortran order: the
// first index changes fastest.
func (a *Array) IsF() bool { return a != nil && a.flags&flagF != 0 }

// Aligned reports whether every element lies at a multiple of the alignment
// of its type.
func (a *Array) Aligned() bool { return a != nil && a.flags&flagAligned != 0 }

// ReadOnly returns a view of a that cannot be written.
func (a *Array) ReadOnly() *Array {
	if a.Err() != nil {
		return a.failed()
	}
	a.share()
	v := a.copyHeader()
	v.flags |= flagReadOnly
	return v
}

// Raw describes an array to code that works on memory.
type Raw struct {
	// Ptr is the address of the element at index 0, 0, …. Where it points to
	// foreign memory it doesn't keep that memory alive: keep the array, or the
	// owner, with [runtime.KeepAlive] until the last access.
	Ptr unsafe.Pointer
	// DType is the element type.
	DType dtype.DType
	// ReadOnly says that the memory must not be written.
	ReadOnly bool
	// Owner is the owner of foreign memory, nil for Go memory.
	Owner *Owner
	// Shape and Strides (in bytes) have one entry for each axis. They belong
	// to the array: they must not be changed.
	Shape, Strides []int
}

// Raw returns the description of a, without a copy. A failed array has DType
// Invalid.
func (a *Array) Raw() Raw {
	if a == nil {
		return Raw{}
	}
	a.share()
	return Raw{
		Ptr: a.ptr, DType: a.dtype, ReadOnly: a.flags&flagReadOnly != 0,
		Owner: a.owner, Shape: a.shape(), Strides: a.strides(),
	}
}

// Lend returns what [Raw] has of a for the time of a call: the caller is done
// with all of it before whoever has a may release it, see [Array.Release].
func (a *Array) Lend() (ptr unsafe.Pointer, shape, strides []int) {
	if a == nil {
		return nil, nil, nil
	}
	return a.ptr, a.shape(), a.strides()
}

// Lent returns a view of a for the time of a call, as [Array.Lend] does: it is no second holder of the memory,
// and neither are the views of it. The caller is done with them before whoever has a may release it, see
// [Array.Release]; to write the parts of a result is what it is for.
func (a *Array) Lent() *Array {
	if a.Err() != nil {
		return a.failed()
	}
	return a.copyHeader()
}

// FromRaw returns the array that r describes. Nothing is checked but that
// it is well formed: the memory must be there. [FromForeign] and [FromBytes] are
// the checked ways. Shape and strides are copied.
func FromRaw(r Raw) *Array { return new(Array).SetRaw(r) }

// SetRaw makes a, which is not used any more and has no memory of its own, the
// array that r describes, as [FromRaw] does, and returns it; an array that failed
// instead if r is not well formed.
func (a *Array) SetRaw(r Raw) *Array {
	if len(r.Shape) > MaxDims || len(r.Strides) != len(r.Shape) {
		return fail("FromRaw", ErrShape, "%d lengths and %d strides; there can be at most %d of each, one for each axis",
			len(r.Shape), len(r.Strides), MaxDims)
	}
	if !r.DType.Valid() {
		return fail("FromRaw", ErrDType, "%v is no element type", r.DType)
	}
	for _, n := range r.Shape {
		if n < 0 {
			return badShape("FromRaw", r.Shape, r.DType)
		}
	}
	var ro flags
	if r.ReadOnly {
		ro = flagReadOnly
	}
	a.ptr, a.owner, a.dtype, a.flags, a.err, a.big = r.Ptr, r.Owner, r.DType, ro, nil, nil
	a.ndim = uint8(len(r.Shape))
	a.sole.Store(0)
	if len(r.Shape) > inlineDims {
		a.big = &make([]int, 2*len(r.Shape))[0]
	}
	copy(a.shape(), r.Shape)
	copy(a.strides(), r.Strides)
	return a.seal()
}
