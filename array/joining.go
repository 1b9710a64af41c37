// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"runtime"
	"unsafe"

	"slices"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ufunc"
)

// ColumnStack returns arrays joined as the columns of a matrix: those of one axis as
// one column, matrices as they are.
func ColumnStack(arrays []any, opts ...Option) *Array {
	list := make([]any, len(arrays))
	for i, x := range operands("column_stack", arrays) {
		x = x.Lent()
		switch x.NDim() {
		case 0:
			x = x.Reshape(1, 1)
		case 1:
			x = x.ExpandDims(1)
		}
		list[i] = x
	}
	return concatAlong("column_stack", list, 1, opts)
}

// Dstack returns arrays joined along the third axis, after they were given three.
func Dstack(arrays []any, opts ...Option) *Array {
	list := make([]any, len(arrays))
	for i, x := range arrays {
		list[i] = Atleast3D(x)
	}
	return concatAlong("dstack", list, 2, opts)
}

// concatAlong joins along an axis and takes no keyword.
func concatAlong(fn string, list []any, axis int, opts []Option) *Array {
	var k keywords
	if err := k.read(fn, 0, opts); err != nil {
		return failed(err)
	}
	return concat(fn, list, []Option{Axis(axis), Allocate(k.make)})
}

// Block returns arrays joined as nested slices arrange them, []any in []any: those of
// the innermost along the last axis, those around them along the axis before it, and so
// on. Arrays of fewer axes than there are levels get axes in front.
func Block(nested any, opts ...Option) *Array {
	var k keywords
	if err := k.read("block", 0, opts); err != nil {
		return failed(err)
	}
	levels, axes, err := depths(k.fn, nested)
	if err != nil {
		return failed(err)
	}
	ndim := max(levels, axes)
	y := k.block(nested, levels, ndim, ndim)
	if levels == 0 {
		return k.copy(y)
	}
	return y
}

// depths returns how deep slices are nested, the same everywhere, and the most axes
// of the arrays in them.
func depths(fn string, nested any) (levels, axes int, err error) {
	list, is := nested.([]any)
	if !is {
		x := operand(fn, nested)
		return 0, x.NDim(), x.Err()
	}
	if len(list) == 0 {
		return 0, 0, fault.New(fn, fault.Value, "List at arrays cannot be empty")
	}
	for i, part := range list {
		l, a, err := depths(fn, part)
		if err != nil {
			return 0, 0, err
		}
		if i > 0 && l+1 != levels {
			return 0, 0, fault.New(fn, fault.Value, "List depths are mismatched. First element was at depth %d, but there is an element at depth %d", levels, l+1)
		}
		levels, axes = l+1, max(axes, a)
	}
	return levels, axes, nil
}

func (k *keywords) block(nested any, levels, ndim, top int) *Array {
	list, is := nested.([]any)
	if !is {
		x := operand(k.fn, nested)
		if missing := top - x.NDim(); missing > 0 {
			x = x.Reshape(append(slices.Repeat([]int{1}, missing), x.Shape()...)...)
		}
		return x
	}
	parts := make([]any, len(list))
	for i, v := range list {
		parts[i] = k.block(v, levels-1, ndim, top)
	}
	o := []Option{Axis(top - levels)}
	if levels == min(ndim, top) && k.make != nil {
		o = append(o, Allocate(k.make))
	}
	return concat(k.fn, parts, o)
}

// RollAxis returns a view of x with an axis moved before another one, or with start
// the number of axes, behind the last.
func RollAxis(x any, axis, start int) *Array {
	const fn = "rollaxis"
	y := operand(fn, x)
	axis, err := normalize(fn, axis, y)
	if err != nil {
		return failed(err)
	}
	n := y.NDim()
	if start < 0 {
		start += n
	}
	if start < 0 || start > n {
		return reject(fn, fault.Axis, "'start' arg requires %d <= start < %d, but %d was passed in", -n, n+1, start)
	}
	if axis < start {
		start--
	}
	return y.MoveAxis(axis, start)
}

// Resize returns an array of a shape with the elements of x, in C order and begun
// anew at their end; zeros where x has none.
func Resize(x any, shape Shape, opts ...Option) *Array {
	var k keywords
	if err := k.read("resize", 0, opts); err != nil {
		return failed(err)
	}
	y := operand(k.fn, x)
	if bad := failure(y); bad != nil {
		return bad
	}
	for _, n := range shape {
		if n < 0 {
			return reject(k.fn, fault.Value, "all elements of `new_shape` must be non-negative, not %s", fault.ShapeText(shape))
		}
	}
	z := k.new(y.DType(), shape...)
	if z.Err() != nil || z.Size() == 0 {
		return z
	}
	if y.Size() == 0 {
		if err := z.Fill(0); err != nil {
			return failed(err)
		}
		return z
	}
	if bad := failure(fillOver(z.Lent().Reshape(-1), y.Lent().Ravel())); bad != nil {
		return bad
	}
	return z
}

// Diagflat returns a matrix with the elements of x, in C order, on diagonal k and
// zeros elsewhere.
func Diagflat(x any, k int, opts ...Option) *Array {
	return diag("diagflat", operand("diagflat", x).Ravel(), k, opts)
}

// TrimZeros returns a view of x without the parts at the ends of axes, all by
// default, that are zero: at the start where front is true, and at the end where back
// is.
//
// Keywords: Axis.
func TrimZeros(x any, front, back bool, opts ...Option) *Array {
	var k keywords
	if err := k.read("trim_zeros", keyAxis, opts); err != nil {
		return failed(err)
	}
	y := operand(k.fn, x)
	if bad := failure(y); bad != nil {
		return bad
	}
	axes := k.axes.list()
	if k.all || k.has&keyAxis == 0 {
		axes = others(nil, y.NDim())
	}
	axes, err := k.namedOnce(axes, y.NDim())
	if err != nil {
		return failed(err)
	}
	if y.NDim() == 0 {
		return y
	}
	if y.NDim() == 1 && y.IsC() && y.Aligned() {
		if len(axes) == 0 {
			return y
		}
		from, to := nonzeroSpan(y)
		if !front && to > 0 {
			from = 0
		}
		if !back && to > 0 {
			to = y.Len()
		}
		return part(y, 0, from, to-from)
	}
	places, err := Nonzero(y)
	if err != nil {
		return failed(err)
	}
	for _, axis := range axes {
		lo, hi := 0, 0
		if places[axis].Len() > 0 {
			first, err := ndarray.Item[int64](Min(places[axis]))
			if err != nil {
				return failed(err)
			}
			last, err := ndarray.Item[int64](Max(places[axis]))
			if err != nil {
				return failed(err)
			}
			lo, hi = 0, length(y, axis)
			if front {
				lo = int(first)
			}
			if back {
				hi = int(last) + 1
			}
		}
		y = part(y, axis, lo, hi-lo)
	}
	return y
}

// nonzeroSpan returns where the elements of a row begin and end that are not zero, 0 and 0 where there are none. It looks
// at the row from both ends, and at nothing in between.
func nonzeroSpan(x *Array) (from, to int) {
	const most = 256 // elements that are looked at in one piece
	var found [most]int64
	d, n := x.DType(), x.Size()
	p, _, _ := x.Lend()
	defer runtime.KeepAlive(x)
	if n == 0 || ndarray.NonzeroRow(found[:1], d, p, n) == 0 {
		return 0, 0
	}
	from = int(found[0])
	for end := n; end > from; end -= most {
		begin := max(end-most, from)
		if m := ndarray.NonzeroRow(found[:end-begin], d, unsafe.Add(p, begin*d.Size()), end-begin); m > 0 {
			return from, begin + int(found[m-1]) + 1
		}
	}
	return from, from + 1
}

// ArrayEquiv returns whether two arrays broadcast together and have equal elements
// then.
func ArrayEquiv(x1, x2 any) (bool, error) {
	const fn = "array_equiv"
	x, y := operand(fn, x1), operand(fn, x2)
	if bad := failure(x, y); bad != nil {
		return false, bad.Err()
	}
	if _, err := ndarray.BroadcastShapes(fn, x.Shape(), y.Shape()); err != nil {
		return false, nil
	}
	return everywhere(fn, x, y, func(to *keywords, x, y *Array) *Array { return to.call(ufunc.Equal, x, y) })
}
