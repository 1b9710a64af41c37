// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"slices"

	"github.com/arraygen/arraygen/array/internal/searching"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ufunc"
)

// Argmax returns the index of the largest element along an axis, the first one of
// several; by default, of all elements in C order. NaN is the largest.
//
// Keywords: Axis, KeepDims, Out, Casting.
func Argmax(x any, opts ...Option) *Array { return extreme("argmax", x, true, opts) }

// Argmin returns the index of the smallest element along an axis, the first one of
// several; by default, of all elements in C order. NaN is the smallest here.
//
// Keywords: Axis, KeepDims, Out, Casting.
func Argmin(x any, opts ...Option) *Array { return extreme("argmin", x, false, opts) }

func extreme(fn string, v any, largest bool, opts []Option) *Array {
	var k keywords
	if err := k.read(fn, keyAxis|keyKeepDims|keyOut|keyCasting, opts); err != nil {
		return failed(err)
	}
	x := operand(fn, v)
	if err := x.Err(); err != nil {
		return failed(err)
	}
	n := x.NDim()
	k.all = k.all || k.has&keyAxis == 0
	axis, err := k.axis(&x, -1)
	if err != nil {
		return failed(err)
	}
	if x.NDim() > 0 && length(x, axis) == 0 {
		return reject(fn, fault.Value, "an empty sequence has no such element")
	}
	shape := x.Shape()
	z := k.new(dtype.Int64, slices.Delete(shape, axis, axis+1)...)
	if z.Err() != nil {
		return z
	}
	if err := searching.Extreme(fn, z, x, axis, largest); err != nil {
		return failed(err)
	}
	switch {
	case k.has&keyKeepDims == 0:
	case k.all:
		z = z.Reshape(slices.Repeat([]int{1}, n)...)
	default:
		z = z.Reshape(slices.Insert(z.Shape(), axis, 1)...)
	}
	return k.result(z)
}

// CountNonzero returns the number of elements that are not zero, over axes.
//
// Keywords: Axis, KeepDims, Out, Casting.
func CountNonzero(x any, opts ...Option) *Array {
	var k keywords
	if err := k.read("count_nonzero", keyAxis|keyKeepDims|keyOut|keyCasting, opts); err != nil {
		return failed(err)
	}
	y := operand(k.fn, x)
	if k.all || k.has&keyAxis == 0 {
		n, err := searching.Count(y)
		if err != nil {
			return failed(err)
		}
		z := k.new(dtype.Int64)
		if err := ndarray.SetAt(z, int64(n)); err != nil {
			return failed(err)
		}
		if k.has&keyKeepDims != 0 {
			z = z.Reshape(slices.Repeat([]int{1}, y.NDim())...)
		}
		return k.result(z)
	}
	k.d = dtype.Int64
	return k.reduce(ufunc.Add, cast(y, dtype.Bool))
}

// Nonzero returns the indices of the elements that are not zero: an array for each
// axis.
func Nonzero(x any, opts ...Option) ([]*Array, error) {
	var k keywords
	if err := k.read("nonzero", 0, opts); err != nil {
		return nil, err
	}
	y := operand(k.fn, x)
	if err := y.Err(); err != nil {
		return nil, err
	}
	if y.NDim() == 0 {
		return nil, fault.New("nonzero", fault.Value, "an array without axes has no indices; use reshape(x, -1)")
	}
	return y.NonzeroTo(k.place())
}

// Flatnonzero returns the indices in C order of the elements that are not zero.
func Flatnonzero(x any, opts ...Option) *Array {
	var k keywords
	if err := k.read("flatnonzero", 0, opts); err != nil {
		return failed(err)
	}
	list, err := operand(k.fn, x).Ravel().NonzeroTo(k.place())
	if err != nil {
		return failed(err)
	}
	return list[0]
}

// Where returns the elements of x1 where condition is true, of x2 elsewhere, all
// three broadcast together.
//
// Keywords: Out, Casting.
func Where(condition, x1, x2 any, opts ...Option) *Array {
	var k keywords
	if err := k.read("where", keyOut|keyCasting, opts); err != nil {
		return failed(err)
	}
	c := cast(operand(k.fn, condition), dtype.Bool)
	if err := c.Err(); err != nil {
		return failed(err)
	}
	d, err := resultType(k.fn, x1, x2)
	if err != nil {
		return failed(err)
	}
	var choices [2]*Array // arrays are cast on their way
	for i, v := range []any{x1, x2} {
		if weakKind(v) != 0 {
			choices[i] = elementsOf(k.fn, v, d)
		} else {
			choices[i] = operand(k.fn, v)
		}
	}
	if bad := failure(choices[:]...); bad != nil {
		return bad
	}
	z := k.emptyFor(d, c, choices[0], choices[1])
	if err := z.Err(); err != nil {
		return failed(err)
	}
	if choices[0].DType() == d && choices[1].DType() == d {
		if err := choose(z, c, choices[0], choices[1]); err != nil {
			return failed(err)
		}
		return k.result(z)
	}
	if err := assign(z, choices[1]); err != nil {
		return failed(err)
	}
	if err := ufunc.Copyto(z, choices[0], dtype.SameKind, c); err != nil {
		return failed(err)
	}
	return k.result(z)
}

// emptyFor returns a new array of type d, of the shape to which arrays broadcast
// and in the memory order that a ufunc would give its result.
func (k *keywords) emptyFor(d dtype.DType, arrays ...*Array) *Array {
	list := make([]any, len(arrays))
	for i, x := range arrays {
		list[i] = x
	}
	o, err := ufunc.OutputFor(k.fn, d, ufunc.KeepOrder, list...)
	if err != nil {
		return failed(err)
	}
	return k.newStrided(d, o.Shape, o.Strides)
}

// Sides of equal elements, see [Side].
const (
	Left = iota
	Right
)

// Side tells [Searchsorted] and [Digitize] on which side of equal elements a
// place is: Left, the default, or Right.
func Side(side int) Option { return Option{key: keySide, n: side} }

// Sorter gives [Searchsorted] the indices that sort its first operand.
func Sorter(indices any) Option { return Option{key: keySorter, value: indices} }

// Searchsorted returns the places in the sorted x1, of one axis, at which the
// elements of x2 keep it sorted: before equal ones, or behind them with
// Side(Right).
//
// Keywords: Side, Sorter.
func Searchsorted(x1, x2 any, opts ...Option) *Array {
	var k keywords
	if err := k.read("searchsorted", keySide|keySorter, opts); err != nil {
		return failed(err)
	}
	x := operand(k.fn, x1)
	if err := x.Err(); err != nil {
		return failed(err)
	}
	if x.NDim() != 1 {
		return reject(k.fn, fault.Shape, "x1 has %d dimensions, one is needed", x.NDim())
	}
	var sorter *Array
	if k.has&keySorter != 0 {
		sorter = operand(k.fn, k.option(keySorter).value)
		if kind := sorter.DType().Kind(); kind != dtype.KindInt && kind != dtype.KindUint && kind != dtype.KindBool {
			return reject(k.fn, fault.DType, "sorter must only contain integers, not %v", sorter.DType())
		}
		if sorter.NDim() != 1 || sorter.Size() != x.Size() {
			return reject(k.fn, fault.Value, "sorter has shape %s, it must have an index for each of the %d elements of x1", fault.ShapeText(sorter.Shape()), x.Size())
		}
		sorter = cast(sorter, dtype.Int64).AsC()
	}
	d, err := resultType(k.fn, x1, x2)
	if err != nil {
		return failed(err)
	}
	switch beyond(x2, d) {
	case -1:
		return ndarray.Scalar[int64](0)
	case 1:
		return ndarray.Scalar(int64(x.Size()))
	}
	return k.search(cast(x, d), sorter, elementsOf(k.fn, x2, d), k.option(keySide).n == Right)
}

// search returns the places in x at which the elements of y, of the same type, go.
func (k *keywords) search(x, sorter, y *Array, right bool) *Array {
	if bad := failure(x, y); bad != nil {
		return bad
	}
	z := k.new(dtype.Int64, shapeOf(y)...)
	if z.Err() != nil {
		return z
	}
	if err := searching.Sorted(k.fn, z, x, sorter, y, right); err != nil {
		return failed(err)
	}
	return z
}

// beyond returns 1 for an integer that is above all values of the type d, -1 for
// one below, 0 for other numbers and for arrays.
func beyond(v any, d dtype.DType) int {
	if weakKind(v) != dtype.KindInt {
		return 0
	}
	n := integer(v)
	if s, _ := dtype.ScalarOf(n); s.Fits(d) {
		return 0
	}
	return n.Sign()
}
