// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"math/bits"
	"slices"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// checkExponent refuses negative exponents where integers are raised to integers,
// as NumPy does: in a call over n, and of At, whose n is nil, all of them. What a
// mask leaves out is no exponent.
func (u *Ufunc) checkExponent(in []operand, l *Loop, n *space, mask *operand) error {
	if len(in) != 2 || !u.integerPower(l, &in[1]) {
		return nil
	}
	o := &in[1]
	if !anyNegative(o, nil, o.ptr, nil, o.shape(), o.ownStrides[:], nil) || n != nil && n.size == 0 {
		return nil
	}
	if mask != nil && !anyNegative(o, mask, o.ptr, mask.ptr, n.shape[:n.ndim], o.strides[:], mask.strides[:]) {
		return nil
	}
	return negativeExponent(u.Name, "operand 2", o)
}

// checkExponentsAlong is checkExponent for a method that raises what it has to the
// elements of x along an axis, from one of them up to another.
func (u *Ufunc) checkExponentsAlong(fn string, x *operand, l *Loop, axis, from, to int) error {
	if !u.integerPower(l, x) || to <= from {
		return nil
	}
	shape := slices.Clone(x.shape())
	shape[axis] = to - from
	if !anyNegative(x, nil, unsafe.Add(x.ptr, from*x.ownStrides[axis]), nil, shape, x.ownStrides[:], nil) {
		return nil
	}
	return negativeExponent(fn, "the operand", x)
}

// checkExponentsReduced is checkExponent for a reduction of x along one axis: all but the first
// element are exponents, and with an initial value, which a mask asks for, that too.
func (u *Ufunc) checkExponentsReduced(fn string, x, mask *operand, p *plan) error {
	if !u.integerPower(p.loop, x) {
		return nil
	}
	if p.reduction.masked {
		n := &p.space
		if anyNegative(x, mask, x.ptr, mask.ptr, n.shape[:n.ndim], x.strides[:], mask.strides[:]) {
			return negativeExponent(fn, "the operand", x)
		}
		return nil
	}
	axis, from := bits.TrailingZeros64(p.axes), 1
	if p.reduction.hasStart {
		from = 0
	}
	return u.checkExponentsAlong(fn, x, p.loop, axis, from, x.own[axis])
}

// integerPower reports whether u raises integers to the signed integers of o.
func (u *Ufunc) integerPower(l *Loop, o *operand) bool {
	return u.Promotion == PromotePower && l.In[1].Kind() == dtype.KindInt && o.dtype.Kind() == dtype.KindInt
}

func negativeExponent(fn, which string, o *operand) error {
	return fault.New(fn, fault.Value, "Integers to negative integer powers are not allowed: %s of type %v has a negative element; convert an operand to float64 first", which, o.dtype)
}

// anyNegative reports whether an element of o, of a signed type, is below 0; with a
// mask, one that the mask has. The elements begin at p, those of the mask at m.
func anyNegative(o, mask *operand, p, m unsafe.Pointer, shape, strides, maskStrides []int) bool {
	n, stride, maskStride := 1, 0, 0
	if len(shape) > 0 {
		n, stride = shape[0], strides[0]
		if mask != nil {
			maskStride = maskStrides[0]
		}
	}
	if len(shape) > 1 {
		for i := range n {
			rest := maskStrides
			if mask != nil {
				rest = maskStrides[1:]
			}
			if anyNegative(o, mask, unsafe.Add(p, i*stride), unsafe.Add(m, i*maskStride), shape[1:], strides[1:], rest) {
				return true
			}
		}
		return false
	}
	if mask != nil {
		for i := range n {
			if *(*bool)(unsafe.Add(m, i*maskStride)) && anyNegative(o, nil, unsafe.Add(p, i*stride), nil, nil, nil, nil) {
				return true
			}
		}
		return false
	}
	switch o.dtype.Size() {
	case 1:
		return negativeIn[int8](p, n, stride)
	case 2:
		return negativeIn[int16](p, n, stride)
	case 4:
		return negativeIn[int32](p, n, stride)
	}
	return negativeIn[int64](p, n, stride)
}

func negativeIn[T int8 | int16 | int32 | int64](p unsafe.Pointer, n, stride int) bool {
	if size := int(unsafe.Sizeof(T(0))); stride == size && uintptr(p)%uintptr(size) == 0 {
		// What is negative shows in the sign bits of all of them together.
		var all T
		s := unsafe.Slice((*T)(p), n)
		for ; len(s) >= 8; s = s[8:] {
			all |= (s[0] | s[1] | s[2] | s[3]) | (s[4] | s[5] | s[6] | s[7])
		}
		for _, x := range s {
			all |= x
		}
		return all < 0
	}
	for i := range n {
		if *(*T)(unsafe.Add(p, i*stride)) < 0 {
			return true
		}
	}
	return false
}
