// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ufunc"
)

// All returns whether all elements are true, over axes.
//
// Keywords: Axis, KeepDims, Out, Mask.
func All(x any, opts ...Option) *Array {
	return reduce("all", ufunc.LogicalAnd, x, reduction&^keyInitial, opts)
}

// Any returns whether any element is true, over axes.
//
// Keywords: Axis, KeepDims, Out, Mask.
func Any(x any, opts ...Option) *Array {
	return reduce("any", ufunc.LogicalOr, x, reduction&^keyInitial, opts)
}

// Diff returns the differences of neighbours along an axis, the last by default,
// as many times as Order says. Of bools, whether neighbours differ. Of order 0 it is x.
//
// Keywords: Axis, Order, Prepend, Appended.
func Diff(x any, opts ...Option) *Array {
	var k keywords
	if err := k.read("diff", keyAxis|keyOrder|keyPrepend|keyAppended, opts); err != nil {
		return failed(err)
	}
	n := 1
	if k.has&keyOrder != 0 {
		n = k.option(keyOrder).n
	}
	if n < 0 {
		return reject(k.fn, fault.Value, "the order is %d, it can't be negative", n)
	}
	y := operand(k.fn, x)
	axis, err := k.axisOfView(&y, -1)
	if err != nil {
		return failed(err)
	}
	if n == 0 { // without what is put before it and behind it, as NumPy's
		return y
	}
	if k.has&(keyPrepend|keyAppended) != 0 {
		if y = k.extended(y, axis); y.Err() != nil {
			return y
		}
	}
	if length(y, axis) == 0 {
		return k.copy(y)
	}
	for i := range n {
		if err := y.Err(); err != nil {
			return failed(err)
		}
		m := length(y, axis)
		if m == 0 {
			break
		}
		last := keywords{fn: k.fn}
		if i == n-1 || m == 1 {
			last.make = k.make
		}
		u := ufunc.Subtract
		if y.DType() == dtype.Bool {
			u = ufunc.NotEqual
		}
		y = last.call(u, lentPart(y, axis, 1, m-1), lentPart(y, axis, 0, m-1))
	}
	return y
}

// extended returns x between what Prepend and Appended give. A value without axes
// stands at the end of each row.
func (k *keywords) extended(x *Array, axis int) *Array {
	edge := func(key keyword) *Array {
		v := operand(k.fn, k.option(key).value)
		if v.Err() == nil && v.NDim() == 0 {
			shape := x.Shape()
			shape[axis] = 1
			v = v.BroadcastTo(shape...)
		}
		return v
	}
	list := []*Array{x}
	if k.has&keyPrepend != 0 {
		list = []*Array{edge(keyPrepend), x}
	}
	if k.has&keyAppended != 0 {
		list = append(list, edge(keyAppended))
	}
	list, err := oneType(k.fn, list)
	if err != nil {
		return failed(err)
	}
	return ndarray.Concatenate(axis, list...)
}
