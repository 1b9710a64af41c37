// SPDX-License-Identifier: BSD-3-Clause

package ndarray

import (
	"slices"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/internal/block"
)

// FromSlice returns an array over the elements of s, without a copy: writes to
// one are seen in the other. The shape must have as many elements as s; no
// shape means one axis. One length may be -1, it is worked out from the rest.
func FromSlice[T dtype.Element](s []T, shape ...int) *Array {
	ptr := unsafe.Pointer(unsafe.SliceData(s))
	return fromSlice(ptr, len(s), dtype.Of[T](), shape)
}

// FromPointer returns an array with one axis over n elements of type d at p, in
// Go's memory, or nil where n is 0.
func FromPointer(p unsafe.Pointer, d dtype.DType, n int) *Array { return fromSlice(p, n, d, nil) }

func fromSlice(ptr unsafe.Pointer, n int, d dtype.DType, shape []int) *Array {
	if ptr == nil {
		ptr = unsafe.Pointer(&nothing)
	}
	size := d.Size()
	if len(shape) == 0 {
		a := &Array{ptr: ptr, dtype: d, flags: flagC | flagF, ndim: 1}
		a.dims[0], a.dims[inlineDims] = n, size
		if uintptr(ptr)&uintptr(d.Align()-1) == 0 || n == 0 {
			a.flags |= flagAligned
		}
		return a
	}
	if len(shape) > MaxDims {
		return badShape("FromSlice", shape, d)
	}
	a, sh, st := header(ptr, d, nil, 0, len(shape))
	if !resolve(sh, shape, n) {
		return fail("FromSlice", ErrShape, "shape %s doesn't fit a slice of %d elements", shapeText(shape), n)
	}
	fillC(st, sh, size)
	return a.seal()
}

// resolve copies shape to dst with a length of -1 replaced by what makes n
// elements. It reports whether the shape has n elements.
func resolve(dst, shape []int, n int) bool {
	unknown := -1
	for i, d := range shape {
		if d == -1 && unknown < 0 {
			unknown = i
			dst[i] = 1
			continue
		}
		dst[i] = d
	}
	size, ok := sizeOf(dst, 1)
	if !ok {
		return false
	}
	if unknown >= 0 {
		if size == 0 || n%size != 0 {
			return false
		}
		dst[unknown] = n / size
		return true
	}
	return size == n
}

// Scalar returns an array without axes that holds v.
func Scalar[T dtype.Element](v T) *Array {
	d := dtype.Of[T]()
	a := &Array{dtype: d, flags: flagC | flagF | flagAligned}
	p := new(T)
	*p = v
	a.ptr = unsafe.Pointer(p)
	return a
}

// Empty returns a new array in C order whose elements have arbitrary values.
func Empty(d dtype.DType, shape ...int) *Array { return create("Empty", d, shape, nil, uncleared) }

// Zeros returns a new array in C order of zeros.
func Zeros(d dtype.DType, shape ...int) *Array { return create("Zeros", d, shape, nil, cleared) }

// EmptyOrder returns a new array like Empty whose axes lie in memory in a
// given order: the stride of axis order[0] is the largest, that of the last
// one the element size. A nil order is C order.
func EmptyOrder(d dtype.DType, shape, order []int) *Array {
	if order != nil {
		var seen uint64
		for _, axis := range order {
			if axis >= 0 && axis < len(shape) && axis < MaxDims {
				seen |= 1 << axis
			}
		}
		if len(order) != len(shape) || seen != 1<<len(shape)-1 {
			return fail("EmptyOrder", ErrAxis, "order %s is no permutation of the axes of shape %s", shapeText(order), shapeText(shape))
		}
	}
	return create("EmptyOrder", d, shape, order, uncleared)
}

func create(fn string, d dtype.DType, shape, order []int, alloc func(int) (unsafe.Pointer, block.Ticket, bool)) *Array {
	if len(shape) > MaxDims || !d.Valid() {
		return badShape(fn, shape, d)
	}
	size := d.Size()
	n, ok := sizeOf(shape, size)
	if !ok {
		return badShape(fn, shape, d)
	}
	ptr, ticket, ok := alloc(n * size)
	if !ok {
		return &Array{err: noMemory(fn, shape, d, n*size)}
	}
	a, sh, st := header(ptr, d, nil, 0, len(shape))
	a.own(ticket)
	copy(sh, shape)
	if order == nil {
		fillC(st, sh, size)
		a.flags |= flagAligned | flagC
		if len(shape) > 1 {
			return a.seal()
		}
		a.flags |= flagF
		return a
	}
	step := size
	for i := len(order) - 1; i >= 0; i-- {
		st[order[i]] = step
		step *= max(sh[order[i]], 1)
	}
	return a.seal()
}

// EmptyLike returns a new array of the shape of a with the element type d, or
// that of a if d is Invalid. The axes lie in memory in the order of those of a
// (NumPy's order K). Its elements have arbitrary values.
func EmptyLike(a *Array, d dtype.DType) *Array {
	if a.Err() != nil {
		return a.failed()
	}
	if d == dtype.Invalid {
		d = a.dtype
	}
	if a.flags&flagC != 0 {
		return create("EmptyLike", d, a.shape(), nil, uncleared)
	}
	var buf [MaxDims]int
	return create("EmptyLike", d, a.shape(), memoryOrder(buf[:0], a.strides()), uncleared)
}

// ZerosLike is EmptyLike with elements of zero.
func ZerosLike(a *Array, d dtype.DType) *Array {
	if a.Err() != nil {
		return a.failed()
	}
	if d == dtype.Invalid {
		d = a.dtype
	}
	var buf [MaxDims]int
	return create("ZerosLike", d, a.shape(), memoryOrder(buf[:0], a.strides()), cleared)
}

// DenseStrides returns the strides, in bytes, of a copy of a without gaps whose
// axes lie in memory as those of a (NumPy's order K): those of [EmptyLike].
func (a *Array) DenseStrides() []int {
	strides := make([]int, a.NDim())
	if a.Err() != nil {
		return strides
	}
	var buf [MaxDims]int
	order := memoryOrder(buf[:0], a.strides())
	step := a.ItemSize()
	for i := len(order) - 1; i >= 0; i-- {
		strides[order[i]] = step
		step *= max(a.shape()[order[i]], 1)
	}
	return strides
}

// memoryOrder appends the axes to order, from the largest to the smallest
// magnitude of their strides; axes of equal strides keep their order. This is
// how NumPy sorts the axes of a new array like another
// (PyArray_CreateSortedStridePerm).
func memoryOrder(order, strides []int) []int {
	for i, s := range strides {
		at := i
		for at > 0 && magnitude(strides[order[at-1]]) < magnitude(s) {
			at--
		}
		order = slices.Insert(order, at, i)
	}
	return order
}

func magnitude(x int) int {
	if x < 0 {
		return -x
	}
	return x
}
