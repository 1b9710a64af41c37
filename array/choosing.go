// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"runtime"
	"slices"

	"github.com/arraygen/arraygen/array/internal/choosing"
	"github.com/arraygen/arraygen/array/internal/coordinates"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ufunc"
)

// Choose returns for each element of indices that of choices[index] at the same
// place, all of them broadcast together. Mode says what an index out of range is, as
// in [Put]; here a negative one is out of range.
//
// Keywords: Out, Mode.
func Choose(indices any, choices []any, opts ...Option) *Array {
	var k keywords
	if err := k.read("choose", keyOut|keyMode, opts); err != nil {
		return failed(err)
	}
	k.rule = dtype.Unsafe
	n := len(choices)
	if n == 0 {
		return reject(k.fn, fault.Value, "at least one choice is needed")
	}
	at := k.within(operand(k.fn, indices), n)
	list := make([]*Array, n)
	d, err := resultType(k.fn, choices...)
	if err != nil {
		return failed(err)
	}
	for i, c := range choices {
		list[i] = elementsOf(k.fn, c, d)
	}
	if bad := failure(append(slices.Clone(list), at)...); bad != nil {
		return bad
	}
	if err := k.eachBelow(at, n); err != nil {
		return failed(err)
	}
	shapes := [][]int{shapeOf(at)}
	for _, c := range list {
		shapes = append(shapes, shapeOf(c))
	}
	shape, err := ndarray.BroadcastShapes(k.fn, shapes...)
	if err != nil {
		return failed(err)
	}
	rows := make([]choosing.Row, n)
	for i, c := range list {
		if list[i] = inRow(c, shape); list[i].Err() != nil {
			return list[i]
		}
		rows[i].Ptr, _, _ = list[i].Lend()
		rows[i].One = list[i].NDim() == 0
	}
	x, at64, err := numbers(at.BroadcastTo(shape...))
	if err != nil {
		return failed(err)
	}
	defer runtime.KeepAlive(list)
	defer runtime.KeepAlive(x)
	z := k.dst(d, shape, append(slices.Clone(list), at)...)
	if z.Err() == nil && !(z.IsC() && z.Aligned()) {
		z = k.new(d, shape...)
	}
	if z.Err() != nil {
		return z
	}
	p, _, _ := z.Lend()
	if !choosing.Choose(p, d.Size(), at64, rows) {
		if err := k.eachBelow(x, n); err != nil {
			return failed(err)
		}
		return reject(k.fn, fault.Value, "the indices have changed during the call")
	}
	return k.result(z)
}

// inRow returns an array of one element as one without axes, and another one in a shape that it broadcasts to, in C order.
func inRow(x *Array, shape []int) *Array {
	switch {
	case x.Size() == 1:
		x = x.Reshape()
	case !slices.Equal(shapeOf(x), shape):
		x = x.BroadcastTo(shape...)
	}
	x = x.AsC()
	if x.Err() == nil && !x.Aligned() {
		return x.Copy()
	}
	return x
}

// eachBelow returns an error unless all indices are from 0 to n-1.
func (k *keywords) eachBelow(indices *Array, n int) error {
	if x, row, err := numbers(indices); err != nil || coordinates.Below(row, n) {
		runtime.KeepAlive(x)
		return err
	}
	lo, err := ndarray.Item[int64](Min(indices))
	if err != nil {
		return err
	}
	hi, err := ndarray.Item[int64](Max(indices))
	if err != nil {
		return err
	}
	if lo < 0 || hi >= int64(n) {
		return fault.New(k.fn, fault.Value, "invalid entry in choice array: the indices are from %d to %d, they must be from 0 to %d", lo, hi, n-1)
	}
	return nil
}

// Select returns at each place the element of the first choice whose condition is
// true there, and initial where none is; all of them are broadcast together.
func Select(conditions, choices []any, initial any, opts ...Option) *Array {
	var k keywords
	if err := k.read("select", 0, opts); err != nil {
		return failed(err)
	}
	switch n := len(conditions); {
	case n != len(choices):
		return reject(k.fn, fault.Value, "list of cases must be same length as list of conditions: %d and %d", len(choices), n)
	case n == 0:
		return reject(k.fn, fault.Value, "select with an empty condition list is not possible")
	}
	masks := operands(k.fn, conditions)
	if bad := failure(masks...); bad != nil {
		return bad
	}
	for i, m := range masks {
		if m.DType() != dtype.Bool {
			return reject(k.fn, fault.DType, "invalid entry %d in condlist: should be boolean ndarray, not %v", i, m.DType())
		}
	}
	all := append(slices.Clone(choices), initial)
	d, err := resultType(k.fn, all...)
	if err != nil {
		return failed(err)
	}
	values := make([]*Array, len(all))
	for i, v := range all {
		values[i] = operand(k.fn, v)
		if weakKind(v) != 0 {
			values[i] = elementsOf(k.fn, v, d)
		}
	}
	if bad := failure(values...); bad != nil {
		return bad
	}
	z := k.emptyFor(d, append(slices.Clone(masks), values...)...)
	if z.Err() != nil {
		return z
	}
	if err := assign(z, values[len(choices)]); err != nil {
		return failed(err)
	}
	for i := len(choices) - 1; i >= 0; i-- { // so that the first one stays
		if err := ufunc.Copyto(z, values[i], dtype.Unsafe, masks[i]); err != nil {
			return failed(err)
		}
	}
	return z
}

// Compress returns the parts of x along an axis at which condition, of one axis, is
// true; by default, of all elements in C order. A condition may be shorter than the
// axis: what is behind it is left out.
//
// Keywords: Axis, Out.
func Compress(condition, x any, opts ...Option) *Array {
	var k keywords
	if err := k.read("compress", keyAxis|keyOut, opts); err != nil {
		return failed(err)
	}
	k.rule = dtype.Unsafe
	c, y := operand(k.fn, condition), operand(k.fn, x)
	if bad := failure(c, y); bad != nil {
		return bad
	}
	if c.NDim() != 1 {
		return reject(k.fn, fault.Value, "condition must be a 1-d array, it has %d dimensions", c.NDim())
	}
	k.all = k.all || k.has&keyAxis == 0
	axis, err := k.axis(&y, 0)
	if err != nil {
		return failed(err)
	}
	if y.NDim() == 1 && c.DType() == dtype.Bool && c.Size() <= y.Size() {
		return k.result(k.masked(y, c))
	}
	return k.result(y.TakeTo(k.place(), Flatnonzero(c), axis))
}

// masked returns the elements of x, of one axis, at which a mask is true; it may be shorter.
func (k *keywords) masked(x, mask *Array) *Array {
	if n := mask.Size(); n < x.Size() {
		x = part(x, 0, 0, n)
	}
	return x.IndexTo(k.place(), mask)
}

// Extract returns the elements of x, in C order, at which condition is true.
func Extract(condition, x any, opts ...Option) *Array {
	var k keywords
	if err := k.read("extract", 0, opts); err != nil {
		return failed(err)
	}
	c, y := operand(k.fn, condition), operand(k.fn, x)
	if bad := failure(c, y); bad != nil {
		return bad
	}
	if y = y.Ravel(); y.Err() == nil && c.DType() == dtype.Bool && c.Size() <= y.Size() {
		return k.masked(y, c.Ravel())
	}
	return y.TakeTo(k.place(), Flatnonzero(c), 0)
}
