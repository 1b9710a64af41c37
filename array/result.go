// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"cmp"
	"math"
	"slices"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ndarray/protocol"
	"github.com/arraygen/arraygen/ufunc"
)

// Allocator makes the array of a result: of element type d, with the given shape
// and strides in bytes, which leave no gaps and are there until it returns. zero says that its elements must be
// zero; else they may be anything. An error is a failed array. fn is the function
// whose result it is.
type Allocator func(fn string, d dtype.DType, shape, strides []int, zero bool) *Array

// Allocate has the memory of results come from an allocator: that of an arena, of
// a mapped file, of another language. Every function takes it. Temporary arrays,
// and results that are views, don't come from it.
func Allocate(f Allocator) Option { return Option{key: keyAllocate, alloc: f} }

// allocation is the keyword that has another function make its result where this
// one does.
func (k *keywords) allocation() []Option {
	if k.make == nil {
		return nil
	}
	return []Option{Allocate(k.make)}
}

// new returns a new array in C order for a result.
func (k *keywords) new(d dtype.DType, shape ...int) *Array {
	if k.make == nil {
		return ndarray.Empty(d, shape...)
	}
	return k.allocate(d, shape, nil, false)
}

// zeros returns a new array of zeros in C order.
func (k *keywords) zeros(d dtype.DType, shape ...int) *Array {
	if k.make == nil {
		return ndarray.Zeros(d, shape...)
	}
	return k.allocate(d, shape, nil, true)
}

// newStrided returns a new array with strides that leave no gaps.
func (k *keywords) newStrided(d dtype.DType, shape, strides []int) *Array {
	if k.make != nil {
		return k.allocate(d, shape, strides, false)
	}
	order := make([]int, len(shape))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(strides[j], strides[i]) })
	return ndarray.EmptyOrder(d, shape, order)
}

// newLike returns a new array of type d and the shape of x, with the axes in the
// memory order of those of x.
func (k *keywords) newLike(x *Array, d dtype.DType) *Array {
	if k.make == nil || x.Err() != nil {
		return ndarray.EmptyLike(x, d)
	}
	shape := x.Shape()
	strides := x.DenseStrides()
	for i := range strides {
		strides[i] = strides[i] / x.ItemSize() * d.Size()
	}
	return k.allocate(d, shape, strides, false)
}

// newOrdered returns a new array of a shape, with the axes in the memory order that
// some arrays of as many axes have.
func (k *keywords) newOrdered(d dtype.DType, shape []int, like ...*Array) *Array {
	order := memoryOrder(like)
	if slices.IsSorted(order) {
		return k.new(d, shape...)
	}
	lies, back := make([]int, len(order)), make([]int, len(order))
	for i, axis := range order {
		lies[i], back[axis] = shape[axis], i
	}
	return k.new(d, lies...).Transpose(back...)
}

// memoryOrder returns the axes of arrays from that of the largest strides to that of
// the smallest; where the arrays differ, C order wins. It is how NumPy sorts the axes
// of what it joins (PyArray_CreateMultiSortedStridePerm).
func memoryOrder(arrays []*Array) []int {
	order := make([]int, 0, arrays[0].NDim())
	for axis := range arrays[0].NDim() {
		at := axis
		for i := axis - 1; i >= 0; i-- {
			known, larger := false, false
			for _, x := range arrays {
				own, other := magnitude(stridesOf(x)[axis]), magnitude(stridesOf(x)[order[i]])
				if own == 0 || other == 0 {
					continue
				}
				larger = own > other && (larger || !known)
				known = true
			}
			if known && !larger {
				break
			}
			if known {
				at = i
			}
		}
		order = slices.Insert(order, at, axis)
	}
	return order
}

func magnitude(x int) int { return max(x, -x) }

// newAlike returns a new array of a shape in Fortran order if x is in that alone, else
// in C order: NumPy's order "A".
func (k *keywords) newAlike(x *Array, shape []int) *Array {
	if x.IsF() && !x.IsC() {
		return k.newOrdered(x.DType(), shape, x)
	}
	return k.new(x.DType(), shape...)
}

// newInLayout is newLike in the memory order of the keyword Layout.
func (k *keywords) newInLayout(x *Array, d dtype.DType) *Array {
	switch {
	case k.has&keyLayout == 0 || k.layout == ufunc.KeepOrder:
		return k.newLike(x, d)
	case k.fortran(x):
		return k.new(d, shapeOf(x.T())...).T()
	}
	return k.new(d, shapeOf(x)...)
}

// allocate asks the allocator; nil strides are those of C order. A shape that no
// array has is refused as everywhere.
func (k *keywords) allocate(d dtype.DType, shape, strides []int, zero bool) *Array {
	size := d.Size()
	for _, n := range shape {
		if n < 0 || n > 0 && size > math.MaxInt/2/n {
			return ndarray.Empty(d, shape...)
		}
		size *= n
	}
	if strides == nil {
		strides = make([]int, len(shape))
		stride := d.Size()
		for i := len(shape) - 1; i >= 0; i-- {
			strides[i] = stride
			stride *= max(shape[i], 1)
		}
	}
	return k.make(k.fn, d, slices.Clone(shape), strides, zero)
}

// dst returns the array that a result of type d is written to, and where it goes
// from there: Out itself if it can be written in place, else a new array. sources
// are the operands that are read meanwhile.
func (k *keywords) dst(d dtype.DType, shape []int, sources ...*Array) *Array {
	z := k.outs[0]
	if k.has&keyOut == 0 || z == nil {
		return k.new(d, shape...)
	}
	if z.Err() == nil && z.DType() == d && z.Writeable() && slices.Equal(shapeOf(z), shape) {
		for _, x := range sources {
			if ndarray.MayShareMemory(x, z) {
				return ndarray.Empty(d, shape...)
			}
		}
		return z
	}
	return ndarray.Empty(d, shape...)
}

// result returns a finished result, after it was written to Out if there is one.
// Nothing is broadcast into Out.
func (k *keywords) result(y *Array) *Array {
	z := k.outs[0]
	if k.has&keyOut == 0 || z == nil || z == y || y.Err() != nil {
		return y
	}
	if err := z.Err(); err != nil {
		return failed(err)
	}
	if !slices.Equal(shapeOf(z), shapeOf(y)) {
		return reject(k.fn, fault.Shape, "output array has shape %s, but the result has %s: they must be equal", fault.ShapeText(z.Shape()), fault.ShapeText(y.Shape()))
	}
	if err := ufunc.Copyto(z, y, k.rule, nil); err != nil {
		return failed(err)
	}
	return z
}

// copy returns a new array in C order, or Out, with the elements of x.
func (k *keywords) copy(x *Array) *Array {
	if err := x.Err(); err != nil {
		return failed(err)
	}
	if k.has&keyOut != 0 && k.outs[0] != nil {
		return k.result(x)
	}
	return fill(k.new(x.DType(), shapeOf(x)...), x)
}

// copyLike is copy in the memory order of x.
func (k *keywords) copyLike(x *Array) *Array {
	if err := x.Err(); err != nil {
		return failed(err)
	}
	return fill(k.newLike(x, x.DType()), x)
}

// fill returns z with the elements of x, which is of the same type and is
// broadcast.
func fill(z, x *Array) *Array {
	if z.Err() != nil {
		return z
	}
	if err := z.Assign(x); err != nil {
		return failed(err)
	}
	return z
}

// config returns u with the keywords Out, Mask, DType and Casting.
func (k *keywords) config(u *ufunc.Ufunc) ufunc.Keywords {
	c := u.Out(k.outs[:]...)
	if k.has&keyMask != 0 && k.mask != nil {
		c = c.Where(k.mask)
	}
	if k.d != dtype.Invalid {
		c = c.DType(k.d)
	}
	if k.has&keyCasting != 0 {
		c = c.Casting(k.rule)
	}
	if k.has&keyErrors != 0 {
		look, found := k.errors()
		c = c.Errors(look, found)
	}
	return c.Keywords()
}

// errors returns what Errors was given, or nothing to look for.
func (k *keywords) errors() (look ufunc.Conditions, found *ufunc.Conditions) {
	o := k.option(keyErrors)
	found, _ = o.value.(*ufunc.Conditions)
	return ufunc.Conditions(o.n), found
}

// call applies a ufunc of one output. All element-wise functions come here.
func call(u *ufunc.Ufunc, opts []Option, args ...any) *Array {
	if len(opts) == 0 {
		return u.Call(args...)
	}
	var k keywords
	if err := k.read(u.Name, keyOut|keyMask|keyDType|keyCasting|keyLayout, opts); err != nil {
		return failed(err)
	}
	return k.call(u, args...)
}

func (k *keywords) call(u *ufunc.Ufunc, args ...any) *Array {
	if k.make != nil && k.outs[0] == nil {
		return k.planned(u, protocol.Call, args...)
	}
	w := k.config(u)
	c := w.Config()
	if k.has&keyLayout != 0 {
		c = c.Layout(k.layout)
	}
	return c.Call(args...)
}

// reduce reduces x by a ufunc over the axes of the keywords, all by default.
func (k *keywords) reduce(u *ufunc.Ufunc, x any) *Array {
	if k.make != nil && k.outs[0] == nil {
		return k.planned(u, protocol.Reduce, x)
	}
	w := k.reducing(k.config(u))
	return w.Config().Reduce(x)
}

// reducing adds the keywords of reductions.
func (k *keywords) reducing(w ufunc.Keywords) ufunc.Keywords {
	c := w.Config()
	if k.has&keyKeepDims != 0 {
		c = c.KeepDims()
	}
	if k.has&keyInitial != 0 {
		c = c.Initial(k.option(keyInitial).value)
	}
	if k.has&keyAxis != 0 && !k.all {
		return c.Axis(k.axes.list()...).Keywords()
	}
	return c.AllAxes().Keywords()
}

// planned runs a method whose result the allocator makes.
func (k *keywords) planned(u *ufunc.Ufunc, m protocol.Method, args ...any) *Array {
	w := k.config(u)
	switch {
	case m == protocol.Reduce:
		w = k.reducing(w)
	case m == protocol.Accumulate:
		w = w.Config().Axis(k.axes.list()...).Keywords()
	case k.has&keyLayout != 0:
		w = w.Config().Layout(k.layout).Keywords()
	}
	var results [1]*Array
	zero := k.has&keyMask != 0 && m == protocol.Call
	err := w.Config().RunMethod(m, results[:], func(_ int, o ufunc.Output) *Array {
		return k.make(k.fn, o.DType, o.Shape, o.Strides, zero)
	}, nil, args...)
	if err != nil {
		return failed(err)
	}
	return results[0]
}

// accumulate combines each element along an axis with all before it.
func (k *keywords) accumulate(u *ufunc.Ufunc, x any, axis int) *Array {
	if k.make != nil && k.outs[0] == nil {
		k.axes = axesOf(axis)
		return k.planned(u, protocol.Accumulate, x)
	}
	w := k.config(u)
	return w.Config().Axis(axis).Accumulate(x)
}
