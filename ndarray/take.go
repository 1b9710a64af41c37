// SPDX-License-Identifier: BSD-3-Clause

package ndarray

import (
	"math"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/dtype"
)

// Take returns the elements that indices pick along an axis, NumPy's take: the
// axis gives way to the axes of indices.
func (a *Array) Take(indices *Array, axis int) *Array { return a.TakeTo(nil, indices, axis) }

// TakeTo is [Array.Take] with a place for the result.
func (a *Array) TakeTo(to Make, indices *Array, axis int) *Array {
	if a.Err() != nil {
		return a.failed()
	}
	at, err := NormalizeAxis("Take", axis, int(a.ndim))
	if err != nil {
		return Failed(err)
	}
	if indices.Err() != nil {
		return indices.failed()
	}
	if indices.dtype == dtype.Bool {
		return fail("Take", ErrDType, "the indices are bools, integers are needed: Index takes a mask")
	}
	parts := make([]part, at+1)
	for i := range at {
		parts[i].kind = partRange
	}
	parts[at] = part{kind: partArray, array: indices}
	return a.gather("Take", parts, to, inC)
}

// TakeAlong returns for each index the element that it names along an axis,
// all other indices being equal: NumPy's take_along_axis. The shapes of a and
// indices, without that axis, are broadcast together.
func (a *Array) TakeAlong(indices *Array, axis int) *Array { return a.TakeAlongTo(nil, indices, axis) }

// TakeAlongTo is [Array.TakeAlong] with a place for the result.
func (a *Array) TakeAlongTo(to Make, indices *Array, axis int) *Array {
	const fn = "TakeAlong"
	if a.Err() != nil {
		return a.failed()
	}
	if indices.Err() != nil {
		return indices.failed()
	}
	at, err := NormalizeAxis(fn, axis, int(a.ndim))
	if err != nil {
		return Failed(err)
	}
	if indices.ndim != a.ndim {
		return fail(fn, ErrShape, "the indices have shape %s, the array %s: as many axes are needed", shapeText(indices.shape()), shapeText(a.shape()))
	}
	if k := indices.dtype.Kind(); k != dtype.KindInt && k != dtype.KindUint {
		kind := ErrDType
		if indices.dtype == dtype.Bool { // as a selection it would be one
			kind = ErrIndex
		}
		return fail(fn, kind, "an array of %v is no index: integers are needed", indices.dtype)
	}
	// Words are read where they are aligned.
	if indices.flags&flagAligned == 0 {
		indices = indices.Copy()
	}
	if a.flags&flagAligned == 0 {
		a = a.Copy()
	}
	if a.err != nil {
		return a
	}
	if indices.err != nil {
		return indices
	}
	// The lengths of the other axes, and the strides along them: 0 for what is broadcast.
	shape := append([]int(nil), indices.shape()...)
	from, places := make([]int, a.ndim), make([]int, a.ndim)
	for i, n := range a.shape() {
		from[i], places[i] = a.strides()[i], indices.strides()[i]
		switch m := indices.shape()[i]; {
		case i == at:
			from[i] = 0
		case m == 1:
			shape[i], places[i] = n, 0
		case n == 1:
			from[i] = 0
		case n != m:
			return fail(fn, ErrShape, "indices of length %d at axis %d for an array of length %d", m, i, n)
		}
	}
	out := to.result(fn, a.dtype, shape)
	if out.err != nil || out.Size() == 0 {
		return out
	}
	inner := int(a.ndim) - 1
	row := along{n: a.shape()[at], stride: a.strides()[at], src: from[inner], step: places[inner], count: shape[inner], dtype: indices.dtype, out: out.strides()[inner]}
	outer := append([]int(nil), shape...)
	outer[inner] = 1
	var src, index, dst walker
	more := src.points(outer, from)
	index.points(outer, places)
	dst.points(outer, out.strides())
	for ; more; more = src.next() {
		bad := row.take(out.at(dst.offset), a.at(src.offset), indices.at(index.offset), a.dtype.Size())
		if bad >= 0 {
			wrong := row.index(unsafe.Add(indices.at(index.offset), bad*row.step))
			out.Release()
			return outOfBounds(fn, wrong, at, row.n)
		}
		index.next()
		dst.next()
	}
	keep(a, indices, out)
	return out
}

// along is a row of indices, what they name, and where that goes.
type along struct {
	n, stride int // of the axis that is indexed
	count     int
	src, step int // bytes from one index to the next, beside what the index says, and in the indices
	out       int // and in the result
	dtype     dtype.DType
}

// index returns the index at p; one beyond an int is one that no axis is long
// enough for.
func (r *along) index(p unsafe.Pointer) int {
	switch r.dtype {
	case dtype.Int8:
		return int(*(*int8)(p))
	case dtype.Int16:
		return int(*(*int16)(p))
	case dtype.Int32:
		return int(*(*int32)(p))
	case dtype.Uint8:
		return int(*(*uint8)(p))
	case dtype.Uint16:
		return int(*(*uint16)(p))
	case dtype.Uint32:
		return int(*(*uint32)(p))
	case dtype.Uint64:
		return int(min(*(*uint64)(p), math.MaxInt64))
	}
	return int(*(*int64)(p))
}

// take copies the elements of a row that indices name. It returns the place of the
// first index that is not on the axis, or -1.
func (r *along) take(dst, src, index unsafe.Pointer, size int) int {
	switch size {
	case 1:
		return takeRow[uint8](r, dst, src, index)
	case 2:
		return takeRow[uint16](r, dst, src, index)
	case 4:
		return takeRow[uint32](r, dst, src, index)
	case 8:
		return takeRow[uint64](r, dst, src, index)
	}
	return takeRow[[2]uint64](r, dst, src, index)
}

func takeRow[T word](r *along, dst, src, index unsafe.Pointer) int {
	for i := range r.count {
		var k int
		if r.dtype == dtype.Int64 {
			k = int(*(*int64)(unsafe.Add(index, i*r.step)))
		} else {
			k = r.index(unsafe.Add(index, i*r.step))
		}
		if k < 0 {
			k += r.n
		}
		if uint(k) >= uint(r.n) {
			return i
		}
		*(*T)(unsafe.Add(dst, i*r.out)) = *(*T)(unsafe.Add(src, k*r.stride+i*r.src))
	}
	return -1
}
