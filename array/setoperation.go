// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"github.com/arraygen/arraygen/array/internal/sets"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ufunc"
)

// NumPy's functions of sets. Other than in those of the standard, a NaN equals
// another one, unless a function says otherwise.

// UniqueElements returns the distinct elements of x in ascending order as NumPy's
// unique, where each stands first, which one each element is, and how often each
// stands. With Axis it compares the parts of x along that axis, which it sorts by
// their first elements, then by their second ones, and so on; no NaN equals another
// there.
//
// Keywords: Axis, EqualNaN.
func UniqueElements(x any, opts ...Option) (Unique, error) {
	var k keywords
	if err := k.read("unique", keyAxis|keyEqualNaN, opts); err != nil {
		return Unique{}, err
	}
	y := operand(k.fn, x)
	if err := y.Err(); err != nil {
		return Unique{}, err
	}
	if k.has&keyAxis != 0 && !k.all {
		axis, err := k.axis(&y, 0)
		if err != nil {
			return Unique{}, err
		}
		if y.NDim() > 1 {
			return k.uniqueParts(y, axis)
		}
	}
	shape := y.Shape()
	found, err := sets.Unique(k.fn, y.Ravel(), sets.Wanted{Indices: true, Inverse: true, Counts: true})
	if err != nil {
		return Unique{}, err
	}
	all := Unique(found)
	if k.has&keyEqualNaN != 0 {
		if all, err = joinNaNs(all); err != nil {
			return Unique{}, err
		}
	}
	all.Inverse = all.Inverse.Reshape(shape...)
	return all, all.Inverse.Err()
}

// joinNaNs makes one of all NaNs, which are last.
func joinNaNs(u Unique) (Unique, error) {
	if !holdsNaN(u.Values) || u.Values.Len() < 2 {
		return u, nil
	}
	nans := ufunc.Isnan.Call(u.Values)
	n := u.Values.Len()
	first := n - nans.CountNonzero()
	if nans.Err() != nil || first >= n-1 {
		return u, nans.Err()
	}
	tail := func(x *Array) *Array { return part(x, 0, first, n-first) }
	if err := part(u.Counts, 0, first, 1).Assign(Sum(tail(u.Counts), KeepDims())); err != nil {
		return u, err
	}
	if err := part(u.Indices, 0, first, 1).Assign(Min(tail(u.Indices), KeepDims())); err != nil {
		return u, err
	}
	u.Inverse = ufunc.Minimum.Call(u.Inverse, first)
	for _, x := range []**Array{&u.Values, &u.Indices, &u.Counts} {
		*x = part(*x, 0, 0, first+1)
	}
	return u, u.Inverse.Err()
}

// uniqueParts is UniqueElements of the parts of x along an axis.
func (k *keywords) uniqueParts(x *Array, axis int) (Unique, error) {
	y := x.MoveAxis(axis, 0)
	shape := y.Shape()
	n := shape[0]
	rows := y.Reshape(n, product(shape[1:]))
	width := length(rows, 1)
	order := Arange(0, n, 1)
	for column := width - 1; column >= 0 && n > 1; column-- {
		keys := part(rows, 1, column, 1).Reshape(n).Take(order, 0)
		order = order.Take(Argsort(keys), 0)
	}
	if bad := failure(rows, order); bad != nil {
		return Unique{}, bad.Err()
	}
	sorted := rows.Take(order, 0)
	starts := Ones(Shape{n}, DType(dtype.Bool))
	if n > 1 {
		differ := Zeros(Shape{n - 1}, DType(dtype.Bool))
		if width > 0 {
			differ = Any(NotEqual(part(sorted, 0, 1, n-1), part(sorted, 0, 0, n-1)), Axis(1))
		}
		if err := part(starts, 0, 1, n-1).Assign(differ); err != nil {
			return Unique{}, err
		}
	}
	places := Flatnonzero(starts)
	if bad := failure(sorted, places); bad != nil {
		return Unique{}, bad.Err()
	}
	group := Subtract(Cumsum(cast(starts, dtype.Int64)), 1)
	inverse := ndarray.Empty(dtype.Int64, n)
	if err := inverse.SetIndex(group, order); err != nil {
		return Unique{}, err
	}
	count := places.Len()
	parts := append([]int{count}, shape[1:]...)
	u := Unique{
		Values:  sorted.Take(places, 0).Reshape(parts...).MoveAxis(0, axis),
		Indices: order.Take(places, 0),
		Inverse: inverse,
		Counts:  Diff(places, Appended(ndarray.FromSlice([]int64{int64(n)}))),
	}
	if bad := failure(u.Values, u.Indices, u.Inverse, u.Counts); bad != nil {
		return Unique{}, bad.Err()
	}
	return u, nil
}

// distinct returns the elements of x in ascending order, each once, NaN too.
func distinct(fn string, x *Array) *Array {
	if err := x.Err(); err != nil {
		return failed(err)
	}
	values, err := sets.Values(fn, x.Ravel())
	if err != nil {
		return failed(err)
	}
	if !holdsNaN(values) || values.Len() < 2 {
		return values
	}
	nans := ufunc.Isnan.Call(values).CountNonzero()
	return part(values, 0, 0, values.Len()-max(nans-1, 0))
}

// Union1D returns the distinct elements of two arrays in ascending order.
func Union1D(x1, x2 any) *Array {
	const fn = "union1d"
	return distinct(fn, concat(fn, []any{x1, x2}, []Option{AllAxes()}))
}

// Intersect1D returns in ascending order the elements that two arrays have in
// common, and where each stands first in both. distinctGiven says that no element of
// either stands twice.
func Intersect1D(x1, x2 any, distinctGiven bool) (values, indices1, indices2 *Array, err error) {
	const fn = "intersect1d"
	x, y := operand(fn, x1).Ravel(), operand(fn, x2).Ravel()
	if bad := failure(x, y); bad != nil {
		return nil, nil, nil, bad.Err()
	}
	var first [2]*Array
	if !distinctGiven {
		for i, v := range []**Array{&x, &y} {
			u, err := UniqueElements(*v, EqualNaN())
			if err != nil {
				return nil, nil, nil, err
			}
			*v, first[i] = u.Values, u.Indices
		}
	}
	all := Concat([]any{x, y})
	order := Argsort(all)
	all = all.Take(order, 0)
	if bad := failure(all, order); bad != nil {
		return nil, nil, nil, bad.Err()
	}
	n := max(all.Len()-1, 0)
	places := ndarray.Empty(dtype.Int64, 0)
	if n > 0 {
		places = Flatnonzero(Equal(part(all, 0, 1, n), part(all, 0, 0, n)))
	}
	values = all.Take(places, 0)
	indices1 = order.Take(places, 0)
	indices2 = Subtract(order.Take(Add(places, 1), 0), x.Len())
	if !distinctGiven {
		indices1, indices2 = first[0].Take(indices1, 0), first[1].Take(indices2, 0)
	}
	if bad := failure(values, indices1, indices2); bad != nil {
		return nil, nil, nil, bad.Err()
	}
	return values, indices1, indices2, nil
}

// SetDiff1D returns the elements of x1 that are none of x2: in ascending order and
// each once, or with distinctGiven, which says that none stands twice, in the order in
// which they stand.
func SetDiff1D(x1, x2 any, distinctGiven bool) *Array {
	const fn = "setdiff1d"
	x, y := operand(fn, x1).Ravel(), operand(fn, x2).Ravel()
	if !distinctGiven {
		x, y = distinct(fn, x), distinct(fn, y)
	}
	if bad := failure(x, y); bad != nil {
		return bad
	}
	return x.Take(Flatnonzero(Isin(x, y, Inverted())), 0)
}

// SetXor1D returns in ascending order the elements that are in one of two arrays
// and not in the other. distinctGiven says that no element of either stands twice.
func SetXor1D(x1, x2 any, distinctGiven bool) *Array {
	const fn = "setxor1d"
	x, y := operand(fn, x1).Ravel(), operand(fn, x2).Ravel()
	if !distinctGiven {
		x, y = distinct(fn, x), distinct(fn, y)
	}
	all := Sort(Concat([]any{x, y}))
	if bad := failure(all); bad != nil {
		return bad
	}
	n := all.Len()
	if n < 2 {
		return all
	}
	differs := NotEqual(part(all, 0, 1, n-1), part(all, 0, 0, n-1))
	yes := Ones(Shape{1}, DType(dtype.Bool))
	before, behind := Concat([]any{yes, differs}), Concat([]any{differs, yes})
	return all.Take(Flatnonzero(LogicalAnd(before, behind)), 0)
}

// Lexsort returns the indices that sort by several keys along an axis, the last by
// default: by the last key, where it is the same by the one before it, and so on. All
// keys have one shape. The indices of what is the same in all keys rise.
//
// Keywords: Axis.
func Lexsort(keys []any, opts ...Option) *Array {
	var k keywords
	if err := k.read("lexsort", keyAxis, opts); err != nil {
		return failed(err)
	}
	list := operands(k.fn, keys)
	if bad := failure(list...); bad != nil {
		return bad
	}
	if len(list) == 0 {
		return reject(k.fn, fault.DType, "need sequence of keys with len > 0 in lexsort")
	}
	for _, x := range list {
		if !sameShape(x, list[0]) {
			return reject(k.fn, fault.Value, "all keys need to be the same shape: %s and %s", fault.ShapeText(x.Shape()), fault.ShapeText(list[0].Shape()))
		}
	}
	if list[0].NDim() == 0 {
		return ndarray.Scalar[int64](0)
	}
	axis, err := k.axis(&list[0], -1)
	if err != nil {
		return failed(err)
	}
	if k.all {
		for i := range list {
			list[i] = list[i].Ravel()
		}
	}
	temporary := keywords{fn: k.fn}
	order := Argsort(list[0], Axis(axis), Allocate(k.make))
	for _, x := range list[1:] {
		next := Argsort(temporary.alongAxis(x, order, axis), Axis(axis))
		order = k.alongAxis(order, next, axis)
	}
	return order
}

// SortComplex returns the elements of x sorted along the last axis, by their real
// and then by their imaginary parts, as complex numbers: complex64 for integers of at
// most 16 bits, complex128 for other types.
func SortComplex(x any, opts ...Option) *Array {
	var k keywords
	if err := k.read("sort_complex", 0, opts); err != nil {
		return failed(err)
	}
	y := Sort(x, Allocate(k.make))
	if y.Err() != nil || y.DType().Kind() == dtype.KindComplex {
		return y
	}
	d := dtype.Complex128
	if kind := y.DType().Kind(); y.DType().Size() <= 2 && (kind == dtype.KindInt || kind == dtype.KindUint) {
		d = dtype.Complex64
	}
	return AsType(y, d, Allocate(k.make))
}
