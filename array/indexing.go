// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// Take returns the elements of x at indices along an axis; by default, of all
// elements in C order. Mode says what an index out of range is, as in [Put].
//
// Keywords: Axis, Out, Casting, Mode.
func Take(x, indices any, opts ...Option) *Array {
	var k keywords
	if err := k.read("take", keyAxis|keyOut|keyCasting|keyMode, opts); err != nil {
		return failed(err)
	}
	y := operand(k.fn, x)
	k.all = k.all || k.has&keyAxis == 0
	axis, err := k.axis(&y, 0)
	if err != nil {
		return failed(err)
	}
	at := operand(k.fn, indices)
	if k.has&keyMode != 0 {
		n := 1
		if y.NDim() > 0 {
			n = length(y, axis)
		}
		at = k.within(at, n)
	}
	return k.result(y.TakeTo(k.place(), at, axis))
}

// Index returns the part of x that the items pick, NumPy's x[item, …]; see
// [ndarray.Array.Index].
func Index(x any, items []ndarray.Index, opts ...Option) *Array {
	var k keywords
	if err := k.read("index", 0, opts); err != nil {
		return failed(err)
	}
	return operand(k.fn, x).IndexTo(k.place(), items...)
}

// place returns what makes results in C order, nil for Go's memory.
func (k *keywords) place() ndarray.Make {
	if k.make == nil || k.outs[0] != nil {
		return nil
	}
	own := keywords{fn: k.fn, make: k.make} // the others stay on the stack
	return func(d dtype.DType, shape []int) *Array { return own.new(d, shape...) }
}

// TakeAlongAxis returns the elements of x at indices along an axis, the last by
// default, where each place of the other axes has its own indices.
//
// Keywords: Axis, Out, Casting.
func TakeAlongAxis(x, indices any, opts ...Option) *Array {
	var k keywords
	if err := k.read("take_along_axis", keyAxis|keyOut|keyCasting, opts); err != nil {
		return failed(err)
	}
	y := operand(k.fn, x)
	axis, err := k.axis(&y, -1)
	if err != nil {
		return failed(err)
	}
	return k.result(k.alongAxis(y, operand(k.fn, indices), axis))
}

// alongAxis returns the elements of x that indices name along an axis.
func (k *keywords) alongAxis(x, indices *Array, axis int) *Array {
	if bad := failure(x, indices); bad != nil {
		return bad
	}
	z := x.TakeAlongTo(k.place(), indices, axis)
	if err := z.Err(); err != nil {
		return failed(fault.As(k.fn, err))
	}
	return z
}
