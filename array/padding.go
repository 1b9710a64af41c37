// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"slices"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// SlidingWindowView returns a read-only view of all windows of a shape along axes,
// all by default: their places are the axes of x, and the windows the last axes.
//
// Keywords: Axis.
func SlidingWindowView(x any, window []int, opts ...Option) *Array {
	var k keywords
	if err := k.read("sliding_window_view", keyAxis, opts); err != nil {
		return failed(err)
	}
	y := operand(k.fn, x)
	if err := y.Err(); err != nil {
		return failed(err)
	}
	axes := k.axes.list()
	if k.has&keyAxis == 0 || k.all {
		if len(window) != y.NDim() {
			return reject(k.fn, fault.Value, "a window of %d axes for an array of %d; name the axes", len(window), y.NDim())
		}
		axes = others(nil, y.NDim())
	}
	if len(window) != len(axes) {
		return reject(k.fn, fault.Value, "a window of %d axes for %d", len(window), len(axes))
	}
	r := y.Raw()
	shape, strides := slices.Clone(r.Shape), slices.Clone(r.Strides)
	for i, axis := range axes {
		at, err := normalize(k.fn, axis, y)
		if err != nil {
			return failed(err)
		}
		if window[i] < 0 || window[i] > shape[at] {
			return reject(k.fn, fault.Value, "a window of length %d on axis %d of length %d", window[i], at, shape[at])
		}
		shape[at] -= max(window[i], 1) - 1
		if window[i] == 0 {
			shape[at]++
		}
		shape, strides = append(shape, window[i]), append(strides, r.Strides[at])
	}
	if len(shape) > ndarray.MaxDims {
		return reject(k.fn, fault.Shape, "the view would have %d axes, the most is %d", len(shape), ndarray.MaxDims)
	}
	r.Shape, r.Strides, r.ReadOnly = shape, strides, true
	return ndarray.FromRaw(r)
}

// Insert returns x with values before the given places of an axis; by default, of
// the elements in C order. places is one place, or several with as many values, which become
// elements of the type of x; an integer without a type of its own must be one.
//
// Keywords: Axis.
func Insert(x, places, values any, opts ...Option) *Array {
	var k keywords
	if err := k.read("insert", keyAxis, opts); err != nil {
		return failed(err)
	}
	y := operand(k.fn, x)
	k.all = k.all || k.has&keyAxis == 0
	axis, err := k.axis(&y, 0)
	if err != nil {
		return failed(err)
	}
	n := length(y, axis)
	p := operand(k.fn, places)
	if p.Err() == nil && p.DType() == dtype.Bool {
		p = Flatnonzero(p)
	}
	if err := p.Err(); err != nil {
		return failed(err)
	}
	list, err := ndarray.ToSlice[int64](cast(p, dtype.Int64))
	if err != nil {
		return failed(err)
	}
	at := make([]int, len(list))
	for i, v := range list {
		if at[i] = int(v); at[i] < 0 {
			at[i] += n
		}
		if at[i] < 0 || at[i] > n {
			return reject(k.fn, fault.Index, "index %d is out of bounds for axis %d with size %d", v, axis, n)
		}
	}
	if err := holds(k.fn, y.DType(), values); err != nil {
		return failed(err)
	}
	v := cast(operand(k.fn, values), y.DType())
	if err := v.Err(); err != nil {
		return failed(err)
	}
	count := len(at)
	if count == 1 { // as many as there are values
		v = atLeast(v, y.NDim())
		if p.NDim() == 0 && operand(k.fn, values).NDim() < y.NDim() || p.NDim() == 0 && y.NDim() > 1 {
			v = v.MoveAxis(0, axis)
		}
		count = length(v, axis)
		at = slices.Repeat(at, count)
	}
	order := make([]int, count)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return at[i] - at[j] })
	shape := y.Shape()
	shape[axis] += count
	z := k.newAlike(y, shape)
	if z.Err() != nil {
		return z
	}
	// The places of the values in the result, and between them the rest of x.
	to, err := ndarray.MakeSlice[int64](k.fn, count)
	if err != nil {
		return failed(err)
	}
	from, next := 0, 0
	for i, which := range order {
		if m := at[which] - from; m > 0 {
			if err := lentPart(z, axis, next, m).Assign(lentPart(y, axis, from, m)); err != nil {
				return failed(err)
			}
			from, next = from+m, next+m
		}
		to[which] = int64(at[which] + i)
		next++
	}
	if err := lentPart(z, axis, next, n-from).Assign(lentPart(y, axis, from, n-from)); err != nil {
		return failed(err)
	}
	index := make([]ndarray.Index, axis+1)
	for i := range axis {
		index[i] = ndarray.All
	}
	index[axis] = ndarray.FromSlice(to)
	if count > 0 {
		if err := z.SetIndex(v, index...); err != nil {
			return failed(err)
		}
	}
	return z
}

// Delete returns x without the given places of an axis; by default, of the elements
// in C order. places is an integer, several, or an array of bools.
//
// Keywords: Axis.
func Delete(x, places any, opts ...Option) *Array {
	var k keywords
	if err := k.read("delete", keyAxis, opts); err != nil {
		return failed(err)
	}
	y := operand(k.fn, x)
	k.all = k.all || k.has&keyAxis == 0
	axis, err := k.axis(&y, 0)
	if err != nil {
		return failed(err)
	}
	n := length(y, axis)
	p := operand(k.fn, places)
	if err := p.Err(); err != nil {
		return failed(err)
	}
	if p.DType() == dtype.Bool {
		if p.NDim() != 1 || p.Len() != n {
			return reject(k.fn, fault.Value, "boolean array argument to delete must be one dimensional and match the axis length of %d", n)
		}
		p = Flatnonzero(p)
	}
	list, err := ndarray.ToSlice[int64](cast(p, dtype.Int64))
	if err != nil {
		return failed(err)
	}
	for i, v := range list {
		if v < 0 {
			list[i] += int64(n)
		}
		if list[i] < 0 || list[i] >= int64(n) {
			return reject(k.fn, fault.Index, "index %d is out of bounds for axis %d with size %d", v, axis, n)
		}
	}
	slices.Sort(list)
	list = slices.Compact(list)
	if len(list) > mostCuts || len(list) > 1 && (axis > 0 || !y.IsC()) {
		return k.without(y, axis, list)
	}
	shape := y.Shape()
	shape[axis] -= len(list)
	z := k.newAlike(y, shape)
	if z.Err() != nil {
		return z
	}
	// What lies between two places is copied at once.
	from, to := 0, 0
	for _, v := range append(list, int64(n)) {
		if m := int(v) - from; m > 0 {
			if err := lentPart(z, axis, to, m).Assign(lentPart(y, axis, from, m)); err != nil {
				return failed(err)
			}
			to += m
		}
		from = int(v) + 1
	}
	return z
}

// mostCuts is the number of places from which it is cheaper to name what is left of an
// axis than to copy what lies between them.
const mostCuts = 32

// without returns x without the given places of an axis, which rise.
func (k *keywords) without(x *Array, axis int, gone []int64) *Array {
	n := int64(length(x, axis))
	kept, err := ndarray.MakeSlice[int64](k.fn, int(n)-len(gone))
	if err != nil {
		return failed(err)
	}
	next := 0
	for i := range n {
		if next < len(gone) && gone[next] == i {
			next++
			continue
		}
		kept[int(i)-next] = i
	}
	items := slices.Repeat([]ndarray.Index{ndarray.All}, axis+1)
	items[axis] = ndarray.FromSlice(kept)
	return x.IndexTo(k.place(), items...)
}
