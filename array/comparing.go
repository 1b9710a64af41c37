package array

import (
	"slices"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ufunc"
)

// Tolerance sets how far numbers may be apart that [IsClose] takes for equal:
// absolute + relative·|x2|. They are 1e-5 and 1e-8 by default.
func Tolerance(relative, absolute float64) Option {
	return Option{key: keyTolerance, float: relative, second: absolute}
}

// EqualNaN has a NaN equal another one in [IsClose], [AllClose] and [ArrayEqual].
func EqualNaN() Option { return Option{key: keyEqualNaN} }

// IsClose returns whether elements are equal within a tolerance, and infinities of
// one sign. It is relative to x2.
//
// Keywords: Tolerance, EqualNaN.
func IsClose(x1, x2 any, opts ...Option) *Array {
	var k keywords
	if err := k.read("isclose", keyTolerance|keyEqualNaN, opts); err != nil {
		return failed(err)
	}
	return k.isClose(x1, x2)
}

func (k *keywords) isClose(x1, x2 any) *Array {
	relative, absolute := 1e-5, 1e-8
	if k.has&keyTolerance != 0 {
		o := k.option(keyTolerance)
		relative, absolute = o.float, o.second
	}
	d, err := resultType(k.fn, x1, x2, 1.0)
	if err != nil {
		return failed(err)
	}
	x, y := elementsOf(k.fn, x1, d), elementsOf(k.fn, x2, d)
	limit := ufunc.Add.Call(ufunc.Multiply.Call(ufunc.Absolute.Call(y), relative), absolute)
	near := ufunc.LessEqual.Call(ufunc.Absolute.Call(ufunc.Subtract.Call(x, y)), limit)
	near = ufunc.LogicalAnd.Call(near, ufunc.Isfinite.Call(y))
	last := keywords{fn: k.fn, make: k.make}
	if k.has&keyEqualNaN != 0 {
		near = ufunc.LogicalOr.Call(near, ufunc.LogicalAnd.Call(ufunc.Isnan.Call(x), ufunc.Isnan.Call(y)))
	}
	return last.call(ufunc.LogicalOr, near, ufunc.Equal.Call(x, y))
}

// AllClose returns whether all elements are equal within a tolerance, see
// [IsClose].
//
// Keywords: Tolerance, EqualNaN.
func AllClose(x1, x2 any, opts ...Option) (bool, error) {
	var k keywords
	if err := k.read("allclose", keyTolerance|keyEqualNaN, opts); err != nil {
		return false, err
	}
	k.make = nil
	return ndarray.Item[bool](All(k.isClose(x1, x2)))
}

// ArrayEqual returns whether two arrays have one shape and equal elements.
//
// Keywords: EqualNaN.
func ArrayEqual(x1, x2 any, opts ...Option) (bool, error) {
	var k keywords
	if err := k.read("array_equal", keyEqualNaN, opts); err != nil {
		return false, err
	}
	x, y := operand(k.fn, x1), operand(k.fn, x2)
	if bad := failure(x, y); bad != nil {
		return false, bad.Err()
	}
	if !slices.Equal(x.Raw().Shape, y.Raw().Shape) {
		return false, nil
	}
	same := ufunc.Equal.Call(x, y)
	if k.has&keyEqualNaN != 0 {
		if inexact(x) && inexact(y) {
			same = ufunc.LogicalOr.Call(same, ufunc.LogicalAnd.Call(ufunc.Isnan.Call(x), ufunc.Isnan.Call(y)))
		}
	}
	return ndarray.Item[bool](All(same))
}

// inexact reports whether x has elements that may be NaN.
func inexact(x *Array) bool {
	k := x.DType().Kind()
	return k == dtype.KindFloat || k == dtype.KindComplex
}
