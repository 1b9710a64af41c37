// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"math"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ufunc"
)

// reduction are the keywords of reductions by a ufunc.
const reduction = keyAxis | keyKeepDims | keyOut | keyMask | keyInitial

func reduce(fn string, u *ufunc.Ufunc, x any, takes keyword, opts []Option) *Array {
	var k keywords
	if err := k.read(fn, takes, opts); err != nil {
		return failed(err)
	}
	return k.reduce(u, x)
}

// Sum returns the sum of elements over axes. Small integers are summed as int64
// or uint64.
//
// Keywords: Axis, KeepDims, DType, Out, Mask, Initial, Errors.
func Sum(x any, opts ...Option) *Array {
	return reduce("sum", ufunc.Add, x, reduction|keyDType|keyErrors, opts)
}

// Prod returns the product of elements over axes. Small integers are multiplied
// as int64 or uint64.
//
// Keywords: Axis, KeepDims, DType, Out, Mask, Initial, Errors.
func Prod(x any, opts ...Option) *Array {
	return reduce("prod", ufunc.Multiply, x, reduction|keyDType|keyErrors, opts)
}

// Max returns the largest element over axes; NaN if there is one.
//
// Keywords: Axis, KeepDims, Out, Mask, Initial.
func Max(x any, opts ...Option) *Array { return reduce("max", ufunc.Maximum, x, reduction, opts) }

// Min returns the smallest element over axes; NaN if there is one.
//
// Keywords: Axis, KeepDims, Out, Mask, Initial.
func Min(x any, opts ...Option) *Array { return reduce("min", ufunc.Minimum, x, reduction, opts) }

// Ptp returns the distance from the smallest to the largest element over axes.
//
// Keywords: Axis, KeepDims, Out.
func Ptp(x any, opts ...Option) *Array {
	var k keywords
	if err := k.read("ptp", keyAxis|keyKeepDims|keyOut, opts); err != nil {
		return failed(err)
	}
	ends := keywords{fn: k.fn, has: k.has &^ keyOut, axes: k.axes, all: k.all}
	lo := ends.reduce(ufunc.Minimum, x)
	ends.make = k.make
	y := ends.reduce(ufunc.Maximum, x)
	if y.Err() != nil {
		return y
	}
	if differences(y.DType()) != y.DType() {
		return k.result(ufunc.Subtract.Call(y, lo))
	}
	return k.result(ufunc.Subtract.Out(y).Call(y, lo))
}

// Mean returns the arithmetic mean of elements over axes. Integers count as
// float64; float16 is summed in float32.
//
// Keywords: Axis, KeepDims, DType, Out, Mask.
func Mean(x any, opts ...Option) *Array {
	var k keywords
	if err := k.read("mean", keyAxis|keyKeepDims|keyDType|keyOut|keyMask, opts); err != nil {
		return failed(err)
	}
	k.rule = dtype.Unsafe // as NumPy's
	return k.result(k.mean(operand(k.fn, x)))
}

// mean sums in float64 for integers and in float32 for the half types, and
// divides once.
func (k *keywords) mean(x *Array) *Array {
	if err := x.Err(); err != nil {
		return failed(err)
	}
	result := k.d
	if result == dtype.Invalid {
		result = x.DType()
		if result.Kind() < dtype.KindFloat {
			result = dtype.Float64
		}
	}
	sum := k.inner(result.Wide())
	n := k.count(x)
	if f, ok := n.(float64); ok && result.Kind() == dtype.KindTimedelta {
		n = int(f) // a duration is divided by an integer without a loss
	}
	return k.quotient(sum.reduce(ufunc.Add, x), n, result)
}

// inner are the keywords of a reduction in the type d, a step of k's.
func (k *keywords) inner(d dtype.DType) *keywords {
	return &keywords{fn: k.fn, has: k.has&(keyAxis|keyKeepDims|keyMask) | keyCasting, axes: k.axes, all: k.all, mask: k.mask, d: d, rule: dtype.Unsafe}
}

// quotient returns sum / n as a result of type d, in the allocator's memory
// where there is one.
func (k *keywords) quotient(sum *Array, n any, d dtype.DType) *Array {
	last := keywords{fn: k.fn, make: k.make, rule: dtype.SameKind}
	if sum.Err() == nil && sum.DType() != d {
		return cast(ufunc.Divide.Call(sum, n), d)
	}
	y := last.call(ufunc.Divide, sum, n)
	return cast(y, d)
}

// count returns the number of elements that are reduced to one: a float64, or
// with a mask an array of them.
func (k *keywords) count(x *Array) any {
	if k.mask != nil {
		c := k.inner(dtype.Int64)
		c.has &^= keyMask
		mask := k.mask
		if !sameShape(mask, x) {
			mask = mask.BroadcastTo(x.Shape()...)
		}
		c.mask = nil
		return c.reduce(ufunc.Add, mask)
	}
	n, err := k.countOf(x)
	if err != nil {
		return failed(err)
	}
	return n
}

// countOf returns the product of the lengths of the axes of the keywords.
func (k *keywords) countOf(x *Array) (float64, error) {
	if err := x.Err(); err != nil {
		return 0, err
	}
	if k.has&keyAxis == 0 || k.all {
		return float64(x.Size()), nil
	}
	if x.NDim() == 0 && k.axes.n == 1 && (k.axes.inline[0] == 0 || k.axes.inline[0] == -1) {
		return 1, nil
	}
	set, err := ndarray.NormalizeAxes(k.fn, k.axes.list(), x.NDim())
	if err != nil {
		return 0, err
	}
	n := 1.0
	for i, d := range shapeOf(x) {
		if set>>i&1 != 0 {
			n *= float64(d)
		}
	}
	return n, nil
}

// Size returns the number of elements of x, or of those along some axes.
//
// Keywords: Axis.
func Size(x any, opts ...Option) (int, error) {
	var k keywords
	if err := k.read("size", keyAxis, opts); err != nil {
		return 0, err
	}
	n, err := k.countOf(operand(k.fn, x))
	return int(n), err
}

func sameShape(x, y *Array) bool {
	return fault.ShapeText(x.Shape()) == fault.ShapeText(y.Shape())
}

// variation are the keywords of [Var] and [Std].
const variation = keyAxis | keyKeepDims | keyDType | keyOut | keyMask | keyCorrection | keyAbout

// Var returns the mean of the squared distances from the mean over axes.
// Correction is taken off the number of elements.
//
// Keywords: Axis, KeepDims, DType, Out, Mask, Correction, About.
func Var(x any, opts ...Option) *Array {
	var k keywords
	if err := k.read("var", variation, opts); err != nil {
		return failed(err)
	}
	k.rule = dtype.Unsafe // as NumPy's
	return k.result(k.variance(operand(k.fn, x)))
}

// Std returns the square root of the variance of elements over axes.
//
// Keywords: Axis, KeepDims, DType, Out, Mask, Correction, About.
func Std(x any, opts ...Option) *Array {
	var k keywords
	if err := k.read("std", variation, opts); err != nil {
		return failed(err)
	}
	return k.result(root(k.variance(operand(k.fn, x))))
}

// root takes the square root in place of a new array.
func root(v *Array) *Array {
	if v.Err() != nil {
		return v
	}
	return ufunc.Sqrt.Out(v).Call(v)
}

// variance is the mean of |x - mean(x)|², in two passes. Where the elements lie so that
// they can be taken block by block, it takes no memory for the distances.
func (k *keywords) variance(x *Array) *Array {
	if k.d != dtype.Invalid {
		x = cast(x, k.d)
	}
	if err := x.Err(); err != nil {
		return failed(err)
	}
	of := x.DType()
	wide := of.Wide()
	if wide.Kind() < dtype.KindFloat {
		wide = dtype.Float64
	}
	result := realType(wide)
	if of.Kind() == dtype.KindFloat {
		result = of
	}
	if k.summedWhole(x) && k.takesSquares(x) && !x.IsC() {
		var held *Array
		x, held = inOrder(x) // transposed once, not by each of the two passes
		defer ordered.Put(held)
	}
	middle := k.middle(x, wide)
	sums := k.squaredDistances(x, middle, wide)
	if sums == nil {
		d := k.distances(cast(x, wide), middle)
		if d.Err() != nil {
			return d
		}
		sums = k.inner(dtype.Invalid).reduce(ufunc.Add, d)
		d.Release()
	}
	correction := 0.0
	if k.has&keyCorrection != 0 {
		correction = k.correction
	}
	var left any
	switch n := k.count(x).(type) {
	case float64:
		left = math.Max(n-correction, 0)
	case *Array:
		left = ufunc.Maximum.Call(ufunc.Subtract.Call(n, correction), 0.0)
	}
	return k.quotient(sums, left, result)
}

// distances returns |x - middle|².
func (k *keywords) distances(x, middle *Array) *Array {
	d := ufunc.Subtract.Call(x, middle)
	if d.Err() != nil {
		return d
	}
	if !sameShape(d, x) {
		return reject(k.fn, fault.Shape, "the mean must broadcast to the shape %s of the operand; with it they have %s", fault.ShapeText(x.Shape()), fault.ShapeText(d.Shape()))
	}
	if d.DType().Kind() == dtype.KindComplex {
		return ufunc.Add.Call(ufunc.Square.Call(d.Real()), ufunc.Square.Call(d.Imag()))
	}
	return ufunc.Square.Out(d).Call(d)
}

// middle is what a variance takes distances from: a mean of type d, with the axes that
// are reduced.
func (k *keywords) middle(x *Array, d dtype.DType) *Array {
	if k.has&keyAbout != 0 {
		return operand(k.fn, k.option(keyAbout).value)
	}
	mean := keywords{fn: k.fn, has: k.has&(keyAxis|keyMask) | keyKeepDims, axes: k.axes, all: k.all, mask: k.mask, rule: dtype.SameKind, d: d}
	return mean.mean(x)
}

// CumulativeSum returns the sums of each element along an axis and all before
// it; with IncludeInitial, a zero comes first. An array of one axis needs no Axis.
//
// Keywords: Axis, DType, Out, IncludeInitial, Errors.
func CumulativeSum(x any, opts ...Option) *Array {
	return cumulate("cumulative_sum", ufunc.Add, x, 0, opts)
}

// CumulativeProd returns the products of each element along an axis and all
// before it; with IncludeInitial, a one comes first. An array of one axis needs no Axis.
//
// Keywords: Axis, DType, Out, IncludeInitial, Errors.
func CumulativeProd(x any, opts ...Option) *Array {
	return cumulate("cumulative_prod", ufunc.Multiply, x, 1, opts)
}

func cumulate(fn string, u *ufunc.Ufunc, v any, first int, opts []Option) *Array {
	var k keywords
	if err := k.read(fn, keyAxis|keyDType|keyOut|keyIncludeInitial|keyErrors, opts); err != nil {
		return failed(err)
	}
	x := operand(fn, v)
	if err := x.Err(); err != nil {
		return failed(err)
	}
	if (k.has&keyAxis == 0 || k.all) && x.NDim() != 1 {
		return reject(fn, fault.Value, "axis may be left out for arrays of one dimension only, not %d", x.NDim())
	}
	axis := 0
	if k.has&keyAxis != 0 && !k.all {
		if k.axes.n != 1 {
			return reject(fn, fault.Value, "works along one axis, not %d", k.axes.n)
		}
		axis = k.axes.inline[0]
	}
	if k.has&keyIncludeInitial == 0 {
		return k.accumulate(u, x, axis)
	}
	at, err := normalize(fn, axis, x)
	if err != nil {
		return failed(err)
	}
	c := u.Axis(axis).Errors(k.errors())
	if k.d != dtype.Invalid {
		c = c.DType(k.d)
	}
	// The sums go into the result behind its first elements.
	in := k.d
	if in == dtype.Invalid {
		types, err := c.ResolveReduceDTypes(x.DType())
		if err != nil {
			return failed(err)
		}
		in = types[len(types)-1]
	}
	shape := x.Shape()
	shape[at]++
	y := k.dst(in, shape, x)
	if y.Err() != nil {
		return y
	}
	if err := lentPart(y, at, 0, 1).Fill(first); err != nil {
		return failed(err)
	}
	if z := c.Out(part(y, at, 1, shape[at]-1)).Accumulate(x); z.Err() != nil {
		return z
	}
	return k.result(y)
}

// Cumsum returns the sums of each element along an axis and all before it;
// without an axis, of all elements in C order.
//
// Keywords: Axis, DType, Out, Errors.
func Cumsum(x any, opts ...Option) *Array { return accumulate("cumsum", ufunc.Add, x, opts) }

// Cumprod returns the products of each element along an axis and all before it;
// without an axis, of all elements in C order.
//
// Keywords: Axis, DType, Out, Errors.
func Cumprod(x any, opts ...Option) *Array { return accumulate("cumprod", ufunc.Multiply, x, opts) }

func accumulate(fn string, u *ufunc.Ufunc, v any, opts []Option) *Array {
	var k keywords
	if err := k.read(fn, keyAxis|keyDType|keyOut|keyErrors, opts); err != nil {
		return failed(err)
	}
	x := operand(fn, v)
	k.all = k.all || k.has&keyAxis == 0
	axis, err := k.axis(&x, 0)
	if err != nil {
		return failed(err)
	}
	return k.accumulate(u, x, axis)
}
