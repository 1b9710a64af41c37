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

// Wanted says which parts of a [Unique] are made besides its values; by default all are.
func Wanted(indices, inverse, counts bool) Option {
	o := Option{key: keyWanted}
	for i, is := range []bool{indices, inverse, counts} {
		if is {
			o.n |= 1 << i
		}
	}
	return o
}

func (k *keywords) wanted() sets.Wanted {
	if k.has&keyWanted == 0 {
		return sets.Wanted{Indices: true, Inverse: true, Counts: true}
	}
	n := k.option(keyWanted).n
	return sets.Wanted{Indices: n&1 != 0, Inverse: n&2 != 0, Counts: n&4 != 0, Join: k.has&keyEqualNaN != 0}
}

// UniqueElements returns the distinct elements of x in ascending order as NumPy's
// unique, and what is Wanted of where each stands first, which one each element is, and how often each
// stands. With Axis it compares the parts of x along that axis, which it sorts by
// their first elements, then by their second ones, and so on; no NaN equals another
// there.
//
// Keywords: Axis, EqualNaN, Wanted.
func UniqueElements(x any, opts ...Option) (Unique, error) {
	var k keywords
	if err := k.read("unique", keyAxis|keyEqualNaN|keyWanted, opts); err != nil {
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
	found, err := sets.Unique(k.fn, k.place(), y.Ravel(), k.wanted())
	if err != nil {
		return Unique{}, err
	}
	all := Unique(found)
	if k.has&keyEqualNaN != 0 {
		if all, err = k.joinNaNs(all); err != nil {
			return Unique{}, err
		}
	}
	if all.Inverse == nil {
		return all, nil
	}
	all.Inverse = all.Inverse.Reshape(shape...)
	return all, all.Inverse.Err()
}

// joinNaNs makes one of all NaNs, which are last.
func (k *keywords) joinNaNs(u Unique) (Unique, error) {
	if !holdsNaN(u.Values) || u.Values.Len() < 2 {
		return u, nil
	}
	n := u.Values.Len()
	first := n - sets.NaNs(u.Values)
	if first >= n-1 {
		return u, nil
	}
	tail := func(x *Array) *Array { return part(x, 0, first, n-first) }
	if u.Counts != nil {
		if err := part(u.Counts, 0, first, 1).Assign(Sum(tail(u.Counts), KeepDims())); err != nil {
			return u, err
		}
	}
	if u.Indices != nil {
		if err := part(u.Indices, 0, first, 1).Assign(Min(tail(u.Indices), KeepDims())); err != nil {
			return u, err
		}
	}
	if u.Inverse != nil {
		if err := ufunc.Minimum.Out(u.Inverse).Call(u.Inverse, first).Err(); err != nil {
			return u, err
		}
	}
	for _, x := range []**Array{&u.Values, &u.Indices, &u.Counts} {
		if *x != nil {
			*x = part(*x, 0, 0, first+1)
		}
	}
	return u, nil
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
	inverse := k.new(dtype.Int64, n)
	if err := inverse.SetIndex(group, order); err != nil {
		return Unique{}, err
	}
	count := places.Len()
	parts := append([]int{count}, shape[1:]...)
	u := Unique{
		Values:  sorted.TakeTo(k.place(), places, 0).Reshape(parts...).MoveAxis(0, axis),
		Indices: order.TakeTo(k.place(), places, 0),
		Inverse: inverse,
		Counts:  Diff(places, Appended(ndarray.FromSlice([]int64{int64(n)})), Allocate(k.make)),
	}
	if bad := failure(u.Values, u.Indices, u.Inverse, u.Counts); bad != nil {
		return Unique{}, bad.Err()
	}
	want := k.wanted()
	for x, is := range map[**Array]bool{&u.Indices: want.Indices, &u.Inverse: want.Inverse, &u.Counts: want.Counts} {
		if !is {
			*x = nil
		}
	}
	return u, nil
}

// distinct returns the elements of x in ascending order, each once, NaN too.
func distinct(fn string, result ndarray.Make, x *Array) *Array {
	if err := x.Err(); err != nil {
		return failed(err)
	}
	values, err := sets.Values(fn, result, x.Ravel(), true)
	if err != nil {
		return failed(err)
	}
	return values
}

// merged returns, in rising order, the elements of an operation of two arrays in the type of both.
func (k *keywords) merged(op sets.Operation, x, y *Array) *Array {
	d, err := resultType(k.fn, x, y)
	if err != nil {
		return failed(err)
	}
	x, y = distinct(k.fn, nil, cast(x, d)), distinct(k.fn, nil, cast(y, d))
	if bad := failure(x, y); bad != nil {
		return bad
	}
	z, err := sets.Merge(k.fn, k.place(), op, x, y)
	if err != nil {
		return failed(err)
	}
	return z
}

// Union1D returns the distinct elements of two arrays in ascending order.
func Union1D(x1, x2 any, opts ...Option) *Array {
	var k keywords
	if err := k.read("union1d", 0, opts); err != nil {
		return failed(err)
	}
	return distinct(k.fn, k.place(), concat(k.fn, []any{x1, x2}, []Option{AllAxes()}))
}

// Intersect1D returns in ascending order the elements that two arrays have in
// common, and where each stands first in both, unless no indices are Wanted. distinctGiven says that no element of
// either stands twice.
//
// Keywords: Wanted.
func Intersect1D(x1, x2 any, distinctGiven bool, opts ...Option) (values, indices1, indices2 *Array, err error) {
	var k keywords
	if err := k.read("intersect1d", keyWanted, opts); err != nil {
		return nil, nil, nil, err
	}
	x, y := operand(k.fn, x1).Ravel(), operand(k.fn, x2).Ravel()
	if bad := failure(x, y); bad != nil {
		return nil, nil, nil, bad.Err()
	}
	want := k.wanted().Indices
	if !want && !distinctGiven {
		values = k.merged(sets.Intersection, x, y)
		return values, nil, nil, values.Err()
	}
	var first [2]*Array
	if !distinctGiven {
		for i, v := range []**Array{&x, &y} {
			u, err := UniqueElements(*v, EqualNaN(), Wanted(true, false, false))
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
	values = all.TakeTo(k.place(), places, 0)
	if !want {
		return values, nil, nil, values.Err()
	}
	if distinctGiven {
		indices1 = order.TakeTo(k.place(), places, 0)
		indices2 = Subtract(order.Take(Add(places, 1), 0), x.Len(), k.allocation()...)
	} else {
		indices1 = first[0].TakeTo(k.place(), order.Take(places, 0), 0)
		indices2 = first[1].TakeTo(k.place(), Subtract(order.Take(Add(places, 1), 0), x.Len()), 0)
	}
	if bad := failure(values, indices1, indices2); bad != nil {
		return nil, nil, nil, bad.Err()
	}
	return values, indices1, indices2, nil
}

// SetDiff1D returns the elements of x1 that are none of x2: in ascending order and
// each once, or with distinctGiven, which says that none stands twice, in the order in
// which they stand.
func SetDiff1D(x1, x2 any, distinctGiven bool, opts ...Option) *Array {
	var k keywords
	if err := k.read("setdiff1d", 0, opts); err != nil {
		return failed(err)
	}
	x, y := operand(k.fn, x1).Ravel(), operand(k.fn, x2).Ravel()
	if bad := failure(x, y); bad != nil {
		return bad
	}
	if !distinctGiven {
		if d, err := resultType(k.fn, x, y); err == nil && d == x.DType() {
			return k.merged(sets.Difference, x, y)
		}
		x = distinct(k.fn, nil, x)
	}
	return x.TakeTo(k.place(), Flatnonzero(Isin(x, y, Inverted())), 0)
}

// SetXor1D returns in ascending order the elements that are in one of two arrays
// and not in the other. distinctGiven says that no element of either stands twice.
func SetXor1D(x1, x2 any, distinctGiven bool, opts ...Option) *Array {
	var k keywords
	if err := k.read("setxor1d", 0, opts); err != nil {
		return failed(err)
	}
	x, y := operand(k.fn, x1).Ravel(), operand(k.fn, x2).Ravel()
	if bad := failure(x, y); bad != nil {
		return bad
	}
	if !distinctGiven {
		return k.merged(sets.Exclusive, x, y)
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
	return all.TakeTo(k.place(), Flatnonzero(LogicalAnd(before, behind)), 0)
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
