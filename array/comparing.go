// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"slices"

	"github.com/arraygen/arraygen/generated/comparison"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ufunc"
)

// Tolerance sets how far elements may be apart that [IsClose] takes for equal:
// absolute + relative·|x2|. They are numbers, or arrays that are broadcast with those that are compared, 1e-5
// and 1e-8 by default. Durations want a duration as the absolute one.
func Tolerance(relative, absolute any) Option {
	return Option{key: keyTolerance, value: relative, also: absolute}
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
	c, err := k.closeness(x1, x2)
	if err != nil {
		return failed(err)
	}
	return c.of(&keywords{fn: k.fn, make: k.make}, c.x, c.y)
}

// closeness compares two arrays within a tolerance.
type closeness struct {
	x, y               *Array
	d                  dtype.DType // in which they are compared
	relative, absolute any         // numbers or arrays
	nan                bool        // is equal to NaN
}

// closeness returns the comparison that the keywords ask for.
func (k *keywords) closeness(x1, x2 any) (c closeness, err error) {
	c = closeness{relative: 1e-5, absolute: 1e-8, nan: k.has&keyEqualNaN != 0}
	if k.has&keyTolerance != 0 {
		o := k.option(keyTolerance)
		c.relative, c.absolute = tolerance(k.fn, o.value), tolerance(k.fn, o.also)
	}
	if y := operand(k.fn, x2); y.Err() == nil && y.DType().Kind() == dtype.KindTimedelta {
		c.x, c.y, c.d = operand(k.fn, x1), y, y.DType()
		return c, c.x.Err()
	}
	if c.d, err = resultType(k.fn, x1, x2, 1.0, c.relative, c.absolute); err != nil {
		return c, err
	}
	for i, to := range []**Array{&c.x, &c.y} {
		v := []any{x1, x2}[i]
		if weakKind(v) != 0 || c.d.Kind() != dtype.KindFloat {
			*to = elementsOf(k.fn, v, c.d)
		} else {
			*to = operand(k.fn, v) // cast block by block
		}
		if err := (*to).Err(); err != nil {
			return c, err
		}
	}
	return c, nil
}

// tolerance returns a number as it is, and all else as an array.
func tolerance(fn string, v any) any {
	if weakKind(v) != 0 {
		return v
	}
	return operand(fn, v)
}

// broadcasts reports whether a tolerance has more than one element.
func (c *closeness) broadcasts() bool {
	for _, v := range []any{c.relative, c.absolute} {
		if x, is := v.(*Array); is && x.NDim() > 0 {
			return true
		}
	}
	return false
}

// of returns which elements of x and y are close, with the keywords of a ufunc: floats in
// one pass.
func (c *closeness) of(k *keywords, x, y *Array) *Array {
	if c.d.Kind() == dtype.KindFloat {
		u := isCloseUfunc
		if c.nan {
			u = isCloseOrNaNUfunc
		}
		if x.DType() == c.d && y.DType() == c.d {
			return k.call(u, x, y, c.relative, c.absolute)
		}
		// Tolerances of the type decide in which the others are compared.
		return k.call(u, x, y, elementsOf(k.fn, c.relative, c.d), elementsOf(k.fn, c.absolute, c.d))
	}
	limit := ufunc.Add.Call(ufunc.Multiply.Call(ufunc.Absolute.Call(y), c.relative), c.absolute)
	near := ufunc.LessEqual.Call(ufunc.Absolute.Call(ufunc.Subtract.Call(x, y)), limit)
	near = ufunc.LogicalAnd.Call(near, ufunc.Isfinite.Call(y))
	if c.nan {
		near = ufunc.LogicalOr.Call(near, ufunc.LogicalAnd.Call(ufunc.Isnan.Call(x), ufunc.Isnan.Call(y)))
	}
	return k.call(ufunc.LogicalOr, near, ufunc.Equal.Call(x, y))
}

// The ufuncs of the rows is_close and is_close_or_nan.
var (
	isCloseUfunc = &ufunc.Ufunc{
		Name: "isclose", Inputs: closeOperands, Outputs: []string{"y"},
		Loops: []ufunc.Loop{
			closeLoop(dtype.Float16, &comparison.IsCloseFloat16),
			closeLoop(dtype.BFloat16, &comparison.IsCloseBFloat16),
			closeLoop(dtype.Float32, &comparison.IsCloseFloat32),
			closeLoop(dtype.Float64, &comparison.IsCloseFloat64),
		},
	}
	isCloseOrNaNUfunc = &ufunc.Ufunc{
		Name: "isclose", Inputs: closeOperands, Outputs: []string{"y"},
		Loops: []ufunc.Loop{
			closeLoop(dtype.Float16, &comparison.IsCloseOrNanFloat16),
			closeLoop(dtype.BFloat16, &comparison.IsCloseOrNanBFloat16),
			closeLoop(dtype.Float32, &comparison.IsCloseOrNanFloat32),
			closeLoop(dtype.Float64, &comparison.IsCloseOrNanFloat64),
		},
	}
	closeOperands = []string{"x1", "x2", "rtol", "atol"}
)

func closeLoop(d dtype.DType, k *kernel.Set) ufunc.Loop {
	return ufunc.Loop{In: []dtype.DType{d, d, d, d}, Out: []dtype.DType{dtype.Bool}, Kernel: k}
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
	c, err := k.closeness(x1, x2)
	if err != nil {
		return false, err
	}
	if c.broadcasts() {
		return atOnce(k.fn, c.x, c.y, c.of)
	}
	return everywhere(k.fn, c.x, c.y, c.of)
}

// comparedBlock is the number of elements that are compared at once where only one
// bool is asked for: their bools stay in the second level of cache.
const comparedBlock = 1 << 16

// everywhere reports whether a comparison of elements is true for all of x and y. It
// ends with the first block of elements for which it is not.
func everywhere(fn string, x, y *Array, compare func(k *keywords, x, y *Array) *Array) (bool, error) {
	if !sameOrder(x, y) {
		return atOnce(fn, x, y, compare)
	}
	block := ndarray.Empty(dtype.Bool, min(x.Size(), comparedBlock))
	if err := block.Err(); err != nil {
		return false, err
	}
	defer block.Release()
	return inBlocks(comparedBlock, x, y, func(x, y *Array) (bool, error) {
		k := keywords{fn: fn, has: keyOut}
		if k.outs[0] = block; x.Size() < block.Size() {
			k.outs[0] = lentPart(block, 0, 0, x.Size())
		}
		return ndarray.Item[bool](ufunc.LogicalAnd.Reduce(compare(&k, x, y)))
	})
}

// atOnce is everywhere with a bool for each element.
func atOnce(fn string, x, y *Array, compare func(k *keywords, x, y *Array) *Array) (bool, error) {
	bools := compare(&keywords{fn: fn}, x, y)
	defer bools.Release()
	return ndarray.Item[bool](All(bools))
}

// sameOrder reports whether the elements of x and y, of one shape, lie in one run each, in one order.
func sameOrder(x, y *Array) bool {
	return (x.IsC() && y.IsC() || x.IsF() && y.IsF()) && slices.Equal(shapeOf(x), shapeOf(y))
}

// inBlocks calls f with blocks of so many elements of x and of y, of which sameOrder is true, until it returns
// false or an error, which it returns.
func inBlocks(block int, x, y *Array, f func(x, y *Array) (bool, error)) (bool, error) {
	if !x.IsC() || !y.IsC() {
		x, y = x.T(), y.T()
	}
	n := x.Size()
	x, y = x.Reshape(n), y.Reshape(n)
	for first := 0; first < n; first += block {
		xs, ys := x, y
		if m := min(block, n-first); m < n {
			xs, ys = lentPart(x, 0, first, m), lentPart(y, 0, first, m)
		}
		if on, err := f(xs, ys); err != nil || !on {
			return false, err
		}
	}
	return true, nil
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
	if !slices.Equal(shapeOf(x), shapeOf(y)) {
		return false, nil
	}
	return everywhere(k.fn, x, y, func(to *keywords, x, y *Array) *Array {
		if k.has&keyEqualNaN == 0 || !holdsNaN(x) || !holdsNaN(y) {
			return to.call(ufunc.Equal, x, y)
		}
		nans := ufunc.LogicalAnd.Call(ufunc.Isnan.Call(x), ufunc.Isnan.Call(y))
		return to.call(ufunc.LogicalOr, nans, ufunc.Equal.Call(x, y))
	})
}

// holdsNaN reports whether x has elements that may be NaN or NaT, of which Isnan tells.
func holdsNaN(x *Array) bool { return inexact(x) || x.DType().Kind().Time() }

// differences is the type of differences of elements of d: between moments lie
// durations.
func differences(d dtype.DType) dtype.DType {
	if d.Kind() == dtype.KindDatetime {
		return dtype.Timedelta64.UnitLike(d)
	}
	return d
}

// inexact reports whether x has elements that may be NaN.
func inexact(x *Array) bool {
	k := x.DType().Kind()
	return k == dtype.KindFloat || k == dtype.KindComplex
}
