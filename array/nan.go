// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"math"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ufunc"
)

// The reductions that leave NaN out.

// NanSum returns the sum of elements over axes that are not NaN, 0 of none.
//
// Keywords: Axis, KeepDims, DType, Out, Mask, Initial.
func NanSum(x any, opts ...Option) *Array { return skipping("nansum", ufunc.Add, x, opts) }

// NanProd returns the product of elements over axes that are not NaN, 1 of none.
//
// Keywords: Axis, KeepDims, DType, Out, Mask, Initial.
func NanProd(x any, opts ...Option) *Array { return skipping("nanprod", ufunc.Multiply, x, opts) }

func skipping(fn string, u *ufunc.Ufunc, v any, opts []Option) *Array {
	var k keywords
	if err := k.read(fn, reduction|keyDType, opts); err != nil {
		return failed(err)
	}
	return k.skip(operand(fn, v), func(k *keywords, x *Array) *Array { return k.reduce(u, x) })
}

// skip returns what f returns of x where the mask leaves out what is NaN in it.
func (k *keywords) skip(x *Array, f func(k *keywords, x *Array) *Array) *Array {
	if kind := x.DType().Kind(); x.Err() != nil || kind != dtype.KindFloat && kind != dtype.KindComplex {
		return f(k, x)
	}
	nans := ufunc.Isnan.Call(x)
	defer nans.Release()
	numbers := ufunc.LogicalNot.Out(nans).Call(nans)
	if k.mask != nil {
		numbers = ufunc.LogicalAnd.Call(numbers, k.mask)
		defer numbers.Release()
	}
	k.mask, k.has = numbers, k.has|keyMask
	return f(k, x)
}

// NanMax returns the largest element over axes that is not NaN; NaN of none.
//
// Keywords: Axis, KeepDims, Out, Mask, Initial.
func NanMax(x any, opts ...Option) *Array { return reduce("nanmax", ufunc.Fmax, x, reduction, opts) }

// NanMin returns the smallest element over axes that is not NaN; NaN of none.
//
// Keywords: Axis, KeepDims, Out, Mask, Initial.
func NanMin(x any, opts ...Option) *Array { return reduce("nanmin", ufunc.Fmin, x, reduction, opts) }

// NanMean returns the arithmetic mean of elements over axes that are not NaN; NaN
// of none.
//
// Keywords: Axis, KeepDims, DType, Out, Mask.
func NanMean(x any, opts ...Option) *Array {
	var k keywords
	if err := k.read("nanmean", keyAxis|keyKeepDims|keyDType|keyOut|keyMask, opts); err != nil {
		return failed(err)
	}
	return k.result(k.skip(operand(k.fn, x), (*keywords).mean))
}

// NanVar returns the mean of the squared distances from the mean over axes, both of
// the elements that are not NaN. Correction is taken off their number.
//
// Keywords: Axis, KeepDims, DType, Out, Mask, Correction, About.
func NanVar(x any, opts ...Option) *Array {
	var k keywords
	if err := k.read("nanvar", variation, opts); err != nil {
		return failed(err)
	}
	return k.result(k.nanVariance(operand(k.fn, x)))
}

// NanStd returns the square root of the variance over axes of the elements that are
// not NaN.
//
// Keywords: Axis, KeepDims, DType, Out, Mask, Correction, About.
func NanStd(x any, opts ...Option) *Array {
	var k keywords
	if err := k.read("nanstd", variation, opts); err != nil {
		return failed(err)
	}
	return k.result(root(k.nanVariance(operand(k.fn, x))))
}

func (k *keywords) nanVariance(x *Array) *Array {
	return k.skip(x, (*keywords).variance)
}

// NanArgmax returns the index of the largest element along an axis that is not NaN,
// the first one of several; by default, of all elements in C order. Where all are NaN
// there is none, an error.
//
// Keywords: Axis, KeepDims, Out, Casting.
func NanArgmax(x any, opts ...Option) *Array { return nanExtreme("nanargmax", x, true, opts) }

// NanArgmin returns the index of the smallest element along an axis that is not NaN,
// the first one of several; by default, of all elements in C order. Where all are NaN
// there is none, an error.
//
// Keywords: Axis, KeepDims, Out, Casting.
func NanArgmin(x any, opts ...Option) *Array { return nanExtreme("nanargmin", x, false, opts) }

func nanExtreme(fn string, v any, largest bool, opts []Option) *Array {
	var k keywords
	if err := k.read(fn, keyAxis|keyKeepDims|keyOut|keyCasting, opts); err != nil {
		return failed(err)
	}
	x := operand(fn, v)
	if bad := failure(x); bad != nil {
		return bad
	}
	if !inexact(x) || x.Size() == 0 {
		return extreme(fn, x, largest, opts)
	}
	over := AllAxes()
	if k.has&keyAxis != 0 && !k.all {
		over = Axis(k.axes.list()...)
	}
	none, err := ndarray.Item[bool](Any(ufunc.Isnan.Call(NanMax(x, over))))
	if err != nil {
		return failed(err)
	}
	if none {
		return reject(fn, fault.Value, "All-NaN slice encountered: there is no such element")
	}
	least := math.Inf(1)
	if largest {
		least = math.Inf(-1)
	}
	numbers := withoutNaN(fn, x, least)
	defer numbers.Release()
	return extreme(fn, numbers, largest, opts)
}

// withoutNaN returns a copy of x, which may have NaN, with a number in place of it.
func withoutNaN(fn string, x *Array, by float64) *Array {
	if x.DType().Kind() == dtype.KindComplex {
		return Where(ufunc.Isnan.Call(x), by, x)
	}
	d := x.DType()
	return replaceSpecial.Call(x, elementsOf(fn, by, d), elementsOf(fn, math.Inf(1), d), elementsOf(fn, math.Inf(-1), d))
}

// NanCumsum returns the sums of the elements up to each one along an axis; by
// default, of all elements in C order. NaN counts as 0.
//
// Keywords: Axis, DType, Out, Errors.
func NanCumsum(x any, opts ...Option) *Array { return nanScan("nancumsum", ufunc.Add, x, 0, opts) }

// NanCumprod returns the products of the elements up to each one along an axis; by
// default, of all elements in C order. NaN counts as 1.
//
// Keywords: Axis, DType, Out, Errors.
func NanCumprod(x any, opts ...Option) *Array {
	return nanScan("nancumprod", ufunc.Multiply, x, 1, opts)
}

func nanScan(fn string, u *ufunc.Ufunc, v any, neutral float64, opts []Option) *Array {
	x := operand(fn, v)
	if bad := failure(x); bad != nil {
		return bad
	}
	if inexact(x) {
		x = withoutNaN(fn, x, neutral)
		defer x.Release()
	}
	return accumulate(fn, u, x, opts)
}
