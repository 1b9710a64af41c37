package ufunc

import (
	"slices"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// checkExponent refuses negative exponents where integers are raised to integers,
// as NumPy does.
func (u *Ufunc) checkExponent(in []operand, l *Loop) error {
	if len(in) != 2 {
		return nil
	}
	o := &in[1]
	return u.checkExponents(u.Name, "operand 2", o, l, o.shape(), o.ptr)
}

// checkExponentsAlong is checkExponent for a method that raises what it has to the
// elements of x along an axis, from one of them on.
func (u *Ufunc) checkExponentsAlong(fn string, x *operand, l *Loop, axis, from int) error {
	if u.Promotion != PromotePower || x.shape()[axis] <= from {
		return nil
	}
	shape := slices.Clone(x.shape())
	shape[axis] -= from
	return u.checkExponents(fn, "the operand", x, l, shape, unsafe.Add(x.ptr, from*x.ownStrides[axis]))
}

func (u *Ufunc) checkExponents(fn, which string, o *operand, l *Loop, shape []int, p unsafe.Pointer) error {
	if u.Promotion != PromotePower || l.In[1].Kind() != dtype.KindInt || o.dtype.Kind() != dtype.KindInt {
		return nil
	}
	if !anyNegative(p, o.dtype.Size(), shape, o.ownStrides[:len(shape)]) {
		return nil
	}
	return fault.New(fn, fault.Value, "Integers to negative integer powers are not allowed: %s of type %v has a negative element; convert an operand to float64 first", which, o.dtype)
}

// anyNegative reports whether an element of a signed type of so many bytes is
// below 0.
func anyNegative(p unsafe.Pointer, size int, shape, strides []int) bool {
	n, stride := 1, 0
	switch len(shape) {
	case 0:
	case 1:
		n, stride = shape[0], strides[0]
	default:
		for i := range shape[0] {
			if anyNegative(unsafe.Add(p, i*strides[0]), size, shape[1:], strides[1:]) {
				return true
			}
		}
		return false
	}
	switch size {
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
	for i := range n {
		if *(*T)(unsafe.Add(p, i*stride)) < 0 {
			return true
		}
	}
	return false
}
