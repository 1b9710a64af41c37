// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"slices"

	"github.com/arraygen/arraygen/array/internal/sorting"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// Partition returns a copy of x that is partly sorted along an axis, the last by
// default; with AllAxes, of all elements in C order: at each of the places kth is
// the element that Sort would put there, none before it is larger, and none behind
// it is smaller. Negative places count from the end.
//
// Keywords: Axis.
func Partition(x any, kth []int, opts ...Option) *Array {
	return partition("partition", x, kth, false, opts)
}

// Argpartition returns the indices that partition x along an axis, see [Partition].
//
// Keywords: Axis.
func Argpartition(x any, kth []int, opts ...Option) *Array {
	return partition("argpartition", x, kth, true, opts)
}

func partition(fn string, x any, kth []int, indices bool, opts []Option) *Array {
	var k keywords
	if err := k.read(fn, keyAxis, opts); err != nil {
		return failed(err)
	}
	y := operand(fn, x)
	axis, err := k.axis(&y, -1)
	if err != nil {
		return failed(err)
	}
	n := length(y, axis)
	places := slices.Clone(kth)
	for i, at := range places {
		if at < 0 {
			places[i] += n
		}
		if uint(places[i]) >= uint(n) && y.Size() != 0 {
			return reject(fn, fault.Value, "the place %d is out of bounds for axis %d with length %d", at, axis, n)
		}
	}
	slices.Sort(places)
	if y.Size() == 0 {
		places = nil // there is nothing to put at a place
	}
	if indices {
		z := k.new(dtype.Int64, shapeOf(y)...)
		if z.Err() == nil {
			err = sorting.Argpartition(fn, z, y, axis, places)
		}
		if err != nil {
			return failed(err)
		}
		return z
	}
	z := k.copyLike(y)
	if z.Err() == nil {
		err = sorting.Partition(fn, z, axis, places)
	}
	if err != nil {
		return failed(err)
	}
	return z
}
