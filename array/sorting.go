package array

import (
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// Sort returns a sorted copy of x along an axis, the last by default; with
// AllAxes, of all elements in C order. Equal elements keep their order, NaN is
// last, and first if the order is Descending.
//
// Keywords: Axis, Descending.
func Sort(x any, opts ...Option) *Array { return sorted("sort", x, false, opts) }

// Argsort returns the indices that sort x along an axis, the last by default; with
// AllAxes, those of all elements in C order. Equal elements keep their order.
//
// Keywords: Axis, Descending.
func Argsort(x any, opts ...Option) *Array { return sorted("argsort", x, true, opts) }

func sorted(fn string, v any, indices bool, opts []Option) *Array {
	var k keywords
	if err := k.read(fn, keyAxis|keyDescending, opts); err != nil {
		return failed(err)
	}
	x := operand(fn, v)
	axis, err := k.axis(&x, -1)
	if err != nil {
		return failed(err)
	}
	moved := x.MoveAxis(axis, x.NDim()-1).AsC()
	if moved.Size() == 0 {
		if indices {
			return ndarray.Zeros(dtype.Int64, x.Shape()...)
		}
		return k.copyLike(x)
	}
	list, err := indicesOf(fn, moved, k.has&keyDescending != 0)
	if err != nil {
		return failed(err)
	}
	if indices {
		return k.copy(list.MoveAxis(x.NDim()-1, axis))
	}
	taken := alongAxis(fn, moved, list, x.NDim()-1)
	return fill(k.newLike(x, x.DType()), taken.MoveAxis(x.NDim()-1, axis))
}
