package array

import (
	"github.com/arraygen/arraygen/ndarray/dtype"
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
	x := operand(fn, v)
	k.skip(x)
	return k.reduce(u, x)
}

// skip has the mask leave out what is NaN in x.
func (k *keywords) skip(x *Array) {
	if kind := x.DType().Kind(); x.Err() != nil || kind != dtype.KindFloat && kind != dtype.KindComplex {
		return
	}
	numbers := ufunc.LogicalNot.Call(ufunc.Isnan.Call(x))
	if k.mask != nil {
		numbers = ufunc.LogicalAnd.Call(numbers, k.mask)
	}
	k.mask, k.has = numbers, k.has|keyMask
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
	y := operand(k.fn, x)
	k.skip(y)
	return k.result(k.mean(y))
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
	k.skip(x)
	return k.variance(x)
}
