// SPDX-License-Identifier: BSD-3-Clause

package ndarray

import (
	"math"
	"math/bits"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/dtype"
)

// sizeOf returns the number of elements of a shape. ok is false where a length
// is negative, or where the bytes overflow an int. As in NumPy, an axis of
// length 0 doesn't excuse the others: their product must not overflow.
func sizeOf(shape []int, itemSize int) (size int, ok bool) {
	n, empty := uint64(itemSize), false
	for _, d := range shape {
		if d < 0 {
			return 0, false
		}
		if d == 0 {
			empty = true
			continue
		}
		hi, lo := bits.Mul64(n, uint64(d))
		if hi != 0 || lo > math.MaxInt {
			return 0, false
		}
		n = lo
	}
	if empty {
		return 0, true
	}
	return int(n) / itemSize, true
}

// badShape explains why sizeOf refused a shape, or a shape has too many axes.
func badShape(fn string, shape []int, d dtype.DType) *Array {
	if len(shape) > MaxDims {
		return fail(fn, ErrShape, "%d axes, the most is %d", len(shape), MaxDims)
	}
	if !d.Valid() {
		return fail(fn, ErrDType, "%v is no element type", d)
	}
	for _, n := range shape {
		if n < 0 {
			return fail(fn, ErrShape, "negative length in shape %s", shapeText(shape))
		}
	}
	return fail(fn, ErrShape, "an array of %v of shape %s is larger than the address space", d, shapeText(shape))
}

// fillC writes the strides of a C-ordered array. Where an axis has length 0 it
// counts as 1, as in NumPy.
func fillC(strides, shape []int, itemSize int) {
	step := itemSize
	for i := len(shape) - 1; i >= 0; i-- {
		strides[i] = step
		step *= max(shape[i], 1)
	}
}

// extent returns the offsets of the lowest byte of an array and of the one
// after its highest, from its first element; both 0 where there are no
// elements. ok is false where an offset overflows.
func extent(shape, strides []int, itemSize int) (lo, hi int, ok bool) {
	for _, n := range shape {
		if n == 0 {
			return 0, 0, true
		}
	}
	hi = itemSize
	for i, n := range shape {
		s := strides[i]
		mag := uint64(s)
		if s < 0 {
			mag = -mag
		}
		over, span := bits.Mul64(uint64(n-1), mag)
		if over != 0 || span > math.MaxInt/2 {
			return 0, 0, false
		}
		if s < 0 {
			lo -= int(span)
		} else {
			hi += int(span)
		}
		if lo < math.MinInt/2 || hi > math.MaxInt/2 {
			return 0, 0, false
		}
	}
	return lo, hi, true
}

// Bounds returns the addresses of the lowest byte of a and of the one after
// its highest. They are equal for an array without elements.
func (a *Array) Bounds() (lo, hi uintptr) {
	if a == nil || a.dtype == 0 {
		return 0, 0
	}
	at := uintptr(a.ptr)
	if a.flags&flagC != 0 {
		return at, at + uintptr(a.NBytes())
	}
	l, h, _ := extent(a.shape(), a.strides(), a.dtype.Size())
	return at + uintptr(l), at + uintptr(h)
}

// at returns the address of an element.
func (a *Array) at(offset int) unsafe.Pointer { return unsafe.Add(a.ptr, offset) }
