// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"github.com/arraygen/arraygen/array/internal/sorting"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// Sort returns a sorted copy of x along an axis, the last by default; with
// AllAxes, of all elements in C order. Equal elements keep their order. NaN counts
// as larger than every number.
//
// Keywords: Axis, Descending.
func Sort(x any, opts ...Option) *Array {
	var k keywords
	if err := k.read("sort", keyAxis|keyDescending, opts); err != nil {
		return failed(err)
	}
	y := operand(k.fn, x)
	axis, err := k.axis(&y, -1)
	if err != nil {
		return failed(err)
	}
	z := k.copyLike(y)
	if z.Err() != nil {
		return z
	}
	if err := sorting.Sort(k.fn, z, axis, k.has&keyDescending != 0); err != nil {
		return failed(err)
	}
	return z
}

// Argsort returns the indices that sort x along an axis, the last by default; with
// AllAxes, those of all elements in C order. The indices of equal elements rise.
//
// Keywords: Axis, Descending.
func Argsort(x any, opts ...Option) *Array {
	var k keywords
	if err := k.read("argsort", keyAxis|keyDescending, opts); err != nil {
		return failed(err)
	}
	y := operand(k.fn, x)
	axis, err := k.axis(&y, -1)
	if err != nil {
		return failed(err)
	}
	z := k.new(dtype.Int64, shapeOf(y)...)
	if z.Err() != nil {
		return z
	}
	if err := sorting.Argsort(k.fn, z, y, axis, k.has&keyDescending != 0); err != nil {
		return failed(err)
	}
	return z
}

// Smallest has [TopK] look for the smallest elements.
func Smallest() Option { return Option{key: keySmallest} }

// TopK returns the n largest elements along an axis, the last by default, the largest
// first, and their indices. Of equal elements the first ones are taken.
//
// Keywords: Axis, Smallest.
func TopK(x any, n int, opts ...Option) (values, indices *Array) {
	var k keywords
	if err := k.read("top_k", keyAxis|keySmallest, opts); err != nil {
		return failed(err), failed(err)
	}
	y := operand(k.fn, x)
	axis, err := k.axis(&y, -1)
	if err != nil {
		return failed(err), failed(err)
	}
	if n < 0 || n > length(y, axis) {
		bad := reject(k.fn, fault.Value, "there are no %d elements along axis %d of length %d", n, axis, length(y, axis))
		return bad, bad
	}
	order := ndarray.Empty(dtype.Int64, y.Shape()...)
	if order.Err() != nil {
		return order, order
	}
	if err := sorting.Argsort(k.fn, order, y, axis, k.has&keySmallest == 0); err != nil {
		return failed(err), failed(err)
	}
	indices = k.copy(part(order, axis, 0, n))
	return k.alongAxis(y, indices, axis), indices
}
