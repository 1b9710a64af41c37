package ufunc

import (
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// checkExponent refuses negative exponents where integers are raised to integers,
// as NumPy does.
func (u *Ufunc) checkExponent(in []operand, l *Loop) error {
	if u.Promotion != PromotePower || len(in) != 2 || l.In[1].Kind() != dtype.KindInt || in[1].dtype.Kind() != dtype.KindInt {
		return nil
	}
	o := &in[1]
	if anyNegative(o.ptr, o.dtype.Size(), o.shape(), o.ownStrides[:o.ndim]) {
		return fault.New(u.Name, fault.Value, "Integers to negative integer powers are not allowed: operand 2 of type %v has a negative element; convert an operand to float64 first", o.dtype)
	}
	return nil
}

// anyNegative reports whether an element of a signed type of so many bytes is
// below 0.
func anyNegative(p unsafe.Pointer, size int, shape, strides []int) bool {
	if len(shape) == 0 {
		switch size {
		case 1:
			return *(*int8)(p) < 0
		case 2:
			return *(*int16)(p) < 0
		case 4:
			return *(*int32)(p) < 0
		}
		return *(*int64)(p) < 0
	}
	for i := range shape[0] {
		if anyNegative(unsafe.Add(p, i*strides[0]), size, shape[1:], strides[1:]) {
			return true
		}
	}
	return false
}
