// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"errors"
	"runtime"
	"slices"
	"unsafe"

	"github.com/arraygen/arraygen/array/internal/repeating"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ufunc"
)

// Reshape returns the elements of x in C order in another shape; one length may be
// -1. It is a view where the strides allow it, else a copy. With the Layout FOrder
// the elements are read and placed with the first index changing fastest.
//
// Keywords: Layout, AlwaysCopy, NeverCopy.
func Reshape(x any, shape Shape, opts ...Option) *Array {
	var k keywords
	if err := k.read("reshape", keyLayout|keyAlwaysCopy|keyNeverCopy, opts); err != nil {
		return failed(err)
	}
	y := operand(k.fn, x)
	if err := y.Err(); err != nil {
		return failed(err)
	}
	if !k.fortran(y) {
		return k.reshape(y, shape)
	}
	shape = slices.Clone(shape)
	slices.Reverse(shape)
	return k.reshape(y.T(), shape).T()
}

// fortran reports whether the Layout of a call stands for Fortran order.
func (k *keywords) fortran(x *Array) bool {
	if k.has&keyLayout == 0 {
		return false
	}
	l := k.layout
	return l == ufunc.FOrder || l == ufunc.AnyOrder && x.IsF() && !x.IsC()
}

func (k *keywords) reshape(x *Array, shape Shape) *Array {
	if k.has&keyNeverCopy != 0 {
		return x.ReshapeView(shape...)
	}
	if k.has&keyAlwaysCopy == 0 {
		if k.make == nil {
			return x.Reshape(shape...)
		}
		if v := x.ReshapeView(shape...); v.Err() == nil || !errors.Is(v.Err(), fault.Layout) {
			return v
		}
	}
	return k.copy(x).Reshaped(shape...)
}

// AlwaysCopy has [Reshape] copy where a view would do.
func AlwaysCopy() Option { return Option{key: keyAlwaysCopy} }

// NeverCopy has [Reshape] fail where it would have to copy.
func NeverCopy() Option { return Option{key: keyNeverCopy} }

// Ravel returns the elements of x along one axis in C order, or in the order of
// Layout: KeepOrder takes them as they lie in memory. It is a view where they lie
// so without gaps, else a copy.
//
// Keywords: Layout.
func Ravel(x any, opts ...Option) *Array {
	var k keywords
	if err := k.read("ravel", keyLayout, opts); err != nil {
		return failed(err)
	}
	y := k.ravel(operand(k.fn, x))
	if y.Err() != nil || y.IsC() {
		return y
	}
	return k.copy(y)
}

func (k *keywords) ravel(x *Array) *Array {
	switch {
	case x.Err() != nil:
		return failed(x.Err())
	case k.fortran(x):
		x = x.T()
	case k.has&keyLayout != 0 && k.layout == ufunc.KeepOrder && x.NDim() > 1:
		strides := x.Strides()
		axes := make([]int, len(strides))
		for i := range axes {
			axes[i] = i
			strides[i] = max(strides[i], -strides[i])
		}
		slices.SortStableFunc(axes, func(i, j int) int { return strides[j] - strides[i] })
		x = x.Transpose(axes...)
	}
	return k.reshape(x, Shape{-1})
}

// Flatten returns a copy of the elements of x along one axis in C order, or in the
// order of Layout.
//
// Keywords: Layout.
func Flatten(x any, opts ...Option) *Array {
	var k keywords
	if err := k.read("flatten", keyLayout, opts); err != nil {
		return failed(err)
	}
	k.has |= keyAlwaysCopy
	return k.ravel(operand(k.fn, x))
}

// PermuteDims returns a view of x whose axis i is axis axes[i] of x; without axes
// (nil, not an empty list) they are reversed.
func PermuteDims(x any, axes ...int) *Array {
	const fn = "permute_dims"
	y := operand(fn, x)
	if err := y.Err(); err != nil {
		return failed(err)
	}
	if n := y.NDim(); axes != nil && len(axes) != n {
		return reject(fn, fault.Value, "%d axes for an array of %d dimensions", len(axes), n)
	}
	return y.Transpose(axes...)
}

// ExpandDims returns a view of x with new axes of length 1 at the given places of
// the result.
func ExpandDims(x any, axes ...int) *Array { return operand("expand_dims", x).ExpandDims(axes...) }

// Squeeze returns a view of x without the given axes, whose length must be 1;
// without any, all axes of length 1 go.
func Squeeze(x any, axes ...int) *Array { return operand("squeeze", x).Squeeze(axes...) }

// Flip returns a view of x with the given axes in reverse; without any, all.
func Flip(x any, axes ...int) *Array { return operand("flip", x).Flip(axes...) }

// Flipud returns a view of x with its first axis in reverse.
func Flipud(x any) *Array { return flipAxis("flipud", x, 0) }

// Fliplr returns a view of x with its second axis in reverse.
func Fliplr(x any) *Array { return flipAxis("fliplr", x, 1) }

func flipAxis(fn string, x any, axis int) *Array {
	y := operand(fn, x)
	if y.Err() == nil && y.NDim() <= axis {
		return reject(fn, fault.Value, "an array of at least %d dimensions is needed, not %d", axis+1, y.NDim())
	}
	return y.Flip(axis)
}

// Rot90 returns a view of x turned by times quarter turns in the plane of two
// axes, from the first to the second.
func Rot90(x any, times, axis1, axis2 int) *Array {
	const fn = "rot90"
	y := operand(fn, x)
	i, err := normalize(fn, axis1, y)
	if err != nil {
		return failed(err)
	}
	j, err := normalize(fn, axis2, y)
	if err != nil {
		return failed(err)
	}
	if i == j {
		return reject(fn, fault.Value, "the two axes are both %d, they must be different", i)
	}
	switch (times%4 + 4) % 4 {
	case 0:
		return y.SwapAxes(i, i)
	case 1:
		return y.Flip(j).SwapAxes(i, j)
	case 2:
		return y.Flip(i, j)
	}
	return y.SwapAxes(i, j).Flip(j)
}

// SwapAxes returns a view of x with two axes exchanged.
func SwapAxes(x any, axis1, axis2 int) *Array { return operand("swapaxes", x).SwapAxes(axis1, axis2) }

// MoveAxis returns a view of x with the axes from moved to the places to; the
// others keep their order.
func MoveAxis(x any, from, to []int) *Array {
	const fn = "moveaxis"
	y := operand(fn, x)
	if err := y.Err(); err != nil {
		return failed(err)
	}
	if len(from) != len(to) {
		return reject(fn, fault.Value, "%d axes to move to %d places", len(from), len(to))
	}
	n := y.NDim()
	order := make([]int, n)
	for i := range order {
		order[i] = -1
	}
	taken, err := ndarray.NormalizeAxes(fn, from, n)
	if err != nil {
		return failed(err)
	}
	if _, err := ndarray.NormalizeAxes(fn, to, n); err != nil {
		return failed(err)
	}
	for i := range from {
		order[(to[i]+n)%n] = (from[i] + n) % n
	}
	axis := 0
	for i := range order {
		if order[i] >= 0 {
			continue
		}
		for taken>>axis&1 != 0 {
			axis++
		}
		order[i] = axis
		axis++
	}
	return y.Transpose(order...)
}

// BroadcastTo returns a read-only view of x in a larger shape.
func BroadcastTo(x any, shape ...int) *Array { return operand("broadcast_to", x).BroadcastTo(shape...) }

// BroadcastArrays returns read-only views of arrays in the shape that they have
// together.
func BroadcastArrays(arrays ...any) ([]*Array, error) {
	return ndarray.Broadcast(operands("broadcast_arrays", arrays)...)
}

// BroadcastShapes returns the shape that shapes have together.
func BroadcastShapes(shapes ...Shape) (Shape, error) {
	const fn = "broadcast_shapes"
	for _, shape := range shapes {
		for _, n := range shape {
			if n < 0 {
				return nil, fault.New(fn, fault.Shape, "the length %d is negative", n)
			}
		}
	}
	return ndarray.BroadcastShapes(fn, shapes...)
}

// joining are the keywords of the functions that join arrays.
const joining = keyAxis | keyDType | keyOut | keyCasting

// Concat returns arrays joined along an axis, the first by default. With AllAxes
// their elements are joined in C order, and numbers may be among them.
//
// Keywords: Axis, DType, Out, Casting.
func Concat(arrays []any, opts ...Option) *Array { return concat("concat", arrays, opts) }

func concat(fn string, list []any, opts []Option) *Array {
	var k keywords
	if err := k.read(fn, joining, opts); err != nil {
		return failed(err)
	}
	if err := k.joinedType(list); err != nil {
		return failed(err)
	}
	arrays := make([]*Array, len(list))
	for i, v := range list {
		if k.all && weakKind(v) != 0 { // it must fit, whatever the rule
			arrays[i] = elementsOf(fn, v, k.d)
		} else {
			arrays[i] = operand(fn, v)
		}
		if k.all {
			arrays[i] = arrays[i].Ravel()
		}
	}
	return k.concat(arrays)
}

// joinedType sets the type of the result: DType, that of Out, or what all operands
// promote to. Numbers are weak only where the elements are joined.
func (k *keywords) joinedType(list []any) error {
	switch {
	case len(list) == 0:
		return fault.New(k.fn, fault.Value, "at least one array is needed")
	case k.has&keyOut != 0 && k.outs[0] != nil:
		if k.d != dtype.Invalid {
			return fault.New(k.fn, fault.DType, "%s() only takes `out` or `dtype` as an argument, but both were provided.", k.fn)
		}
		if err := k.outs[0].Err(); err != nil {
			return err
		}
		k.d = k.outs[0].DType()
	case k.d == dtype.Invalid && k.all:
		var err error
		k.d, err = resultType(k.fn, list...)
		return err
	}
	return nil
}

// concat joins arrays along the axis of the keywords; they are cast to k.d or to
// what they promote to.
func (k *keywords) concat(arrays []*Array) *Array {
	first := arrays[0]
	if err := first.Err(); err != nil {
		return failed(err)
	}
	var types dtype.Types
	for i, x := range arrays {
		if err := x.Err(); err != nil {
			return failed(err)
		}
		types = types.With(x.DType())
		if k.d != dtype.Invalid && !dtype.CanCast(x.DType(), k.d, k.rule) {
			return reject(k.fn, fault.Cast, "cannot cast array %d from %v to %v with casting rule %v", i, x.DType(), k.d, k.rule)
		}
	}
	d := types.Promote()
	if k.d != dtype.Invalid {
		d = k.d
	}
	if d == dtype.Invalid {
		_, err := oneType(k.fn, arrays)
		return failed(err)
	}
	if first.NDim() == 0 {
		return reject(k.fn, fault.Shape, "arrays without axes can't be joined: use Stack")
	}
	axis := 0
	if k.has&keyAxis != 0 && !k.all {
		if k.axes.n != 1 {
			return reject(k.fn, fault.Value, "joins along one axis, not %d", k.axes.n)
		}
		axis = k.axes.inline[0]
	}
	at, err := normalize(k.fn, axis, first)
	if err != nil {
		return failed(err)
	}
	shape, total := first.Shape(), 0
	for i, x := range arrays {
		own := shapeOf(x)
		for j := range shape {
			if len(own) != len(shape) || j != at && own[j] != shape[j] {
				return reject(k.fn, fault.Shape, "array %d has shape %s, array 0 has %s: all lengths but that of axis %d must be equal",
					i, fault.ShapeText(own), fault.ShapeText(first.Shape()), at)
			}
		}
		if total += own[at]; total < 0 {
			return reject(k.fn, fault.Shape, "the lengths of axis %d overflow", at)
		}
	}
	shape[at] = total
	var z *Array
	if k.has&keyOut != 0 && k.outs[0] != nil {
		z = k.dst(d, shape, arrays...)
	} else {
		z = k.newOrdered(d, shape, arrays...)
	}
	from := 0
	for _, x := range arrays {
		n := length(x, at)
		if n > 0 {
			if err := assign(lentPart(z, at, from, n), x); err != nil {
				return failed(err)
			}
		}
		from += n
	}
	return k.result(z)
}

// assign copies the elements of src to dst, with any cast.
func assign(dst, src *Array) error {
	if src.DType() == dst.DType() {
		return dst.Assign(src)
	}
	return ufunc.Copyto(dst, src, dtype.Unsafe, nil)
}

// Stack returns arrays of one shape joined along a new axis, the first by default.
//
// Keywords: Axis, DType, Out, Casting.
func Stack(arrays []any, opts ...Option) *Array {
	var k keywords
	if err := k.read("stack", joining, opts); err != nil {
		return failed(err)
	}
	if err := k.joinedType(arrays); err != nil {
		return failed(err)
	}
	axis := 0
	if k.axes.n == 1 {
		axis = k.axes.inline[0]
	}
	list := operands(k.fn, arrays)
	views := make([]*Array, len(list))
	for i, x := range list {
		if bad := failure(x); bad != nil {
			return bad
		}
		if !slices.Equal(shapeOf(x), shapeOf(list[0])) {
			return reject(k.fn, fault.Shape, "all input arrays must have the same shape: array %d has %s, array 0 has %s",
				i, fault.ShapeText(x.Shape()), fault.ShapeText(list[0].Shape()))
		}
		views[i] = x.Lent().ExpandDims(axis)
	}
	k.axes, k.has = axesOf(axis), k.has|keyAxis
	return k.concat(views)
}

// Vstack returns arrays joined along the first axis; those of one axis are rows.
//
// Keywords: DType, Casting.
func Vstack(arrays []any, opts ...Option) *Array {
	return joinAtLeast("vstack", arrays, 0, 2, opts)
}

// Hstack returns arrays joined along the second axis, those of one axis along it.
//
// Keywords: DType, Casting.
func Hstack(arrays []any, opts ...Option) *Array {
	axis := 1
	if len(arrays) > 0 && operand("hstack", arrays[0]).NDim() < 2 {
		axis = 0
	}
	return joinAtLeast("hstack", arrays, axis, 1, opts)
}

func joinAtLeast(fn string, arrays []any, axis, ndim int, opts []Option) *Array {
	var k keywords
	if err := k.read(fn, keyDType|keyCasting, opts); err != nil {
		return failed(err)
	}
	if err := k.joinedType(arrays); err != nil {
		return failed(err)
	}
	list := operands(fn, arrays)
	for i := range list {
		list[i] = atLeast(list[i].Lent(), ndim)
	}
	k.axes, k.has = axesOf(axis), k.has|keyAxis
	return k.concat(list)
}

// Append returns x with the elements of values behind it: along an axis, or all
// in C order along one axis.
//
// Keywords: Axis.
func Append(x, values any, opts ...Option) *Array {
	var k keywords
	if err := k.read("append", keyAxis, opts); err != nil {
		return failed(err)
	}
	list := []*Array{operand(k.fn, x), operand(k.fn, values)}
	if k.has&keyAxis == 0 || k.all {
		k.all = true
		list[0], list[1] = list[0].Lent().Ravel(), list[1].Lent().Ravel()
	}
	return k.concat(list)
}

// Atleast1D returns x with at least one axis, a view.
func Atleast1D(x any) *Array { return atLeast(operand("atleast_1d", x), 1) }

// Atleast2D returns x with at least two axes, a view; one axis is the last.
func Atleast2D(x any) *Array { return atLeast(operand("atleast_2d", x), 2) }

// Atleast3D returns x with at least three axes, a view; one axis becomes the
// middle one, two the first two.
func Atleast3D(x any) *Array {
	y := operand("atleast_3d", x)
	switch y.NDim() {
	case 0:
		return atLeast(y, 3)
	case 1:
		return y.ExpandDims(0, 2)
	case 2:
		return y.ExpandDims(2)
	}
	return y
}

func atLeast(x *Array, ndim int) *Array {
	for x.Err() == nil && x.NDim() < ndim {
		x = x.ExpandDims(0)
	}
	return x
}

// Unstack returns views of the parts of x along an axis, the first by default.
//
// Keywords: Axis.
func Unstack(x any, opts ...Option) ([]*Array, error) {
	var k keywords
	if err := k.read("unstack", keyAxis, opts); err != nil {
		return nil, err
	}
	y := operand(k.fn, x)
	axis, err := k.axisOfView(&y, 0)
	if err != nil {
		return nil, err
	}
	y = y.MoveAxis(axis, 0)
	parts := make([]*Array, y.Len())
	for i := range parts {
		parts[i] = y.At(i)
	}
	return parts, nil
}

// Split returns views of equal parts of x along an axis, the first by default.
//
// Keywords: Axis.
func Split(x any, parts int, opts ...Option) ([]*Array, error) {
	y, axis, err := splitting("split", x, opts)
	if err != nil {
		return nil, err
	}
	if n := length(y, axis); parts <= 0 || n%parts != 0 {
		return nil, fault.New("split", fault.Value, "array split does not result in an equal division: axis %d of length %d in %d parts; ArraySplit takes any number", axis, n, parts)
	}
	return ndarray.Split(y, parts, axis)
}

// ArraySplit returns views of parts of x along an axis, of which the first are
// longer by one where its length is no multiple of their number.
//
// Keywords: Axis.
func ArraySplit(x any, parts int, opts ...Option) ([]*Array, error) {
	y, axis, err := splitting("array_split", x, opts)
	if err != nil {
		return nil, err
	}
	if parts <= 0 {
		return nil, fault.New("array_split", fault.Value, "number sections must be larger than 0.")
	}
	each, extra := length(y, axis)/parts, length(y, axis)%parts
	places := make([]int, parts-1)
	for i := range places {
		places[i] = (i+1)*each + min(i+1, extra)
	}
	return ndarray.SplitAt(y, axis, places...)
}

// SplitAt returns views of the parts of x between places along an axis, the first
// by default.
//
// Keywords: Axis.
func SplitAt(x any, places []int, opts ...Option) ([]*Array, error) {
	y, axis, err := splitting("split", x, opts)
	if err != nil {
		return nil, err
	}
	return ndarray.SplitAt(y, axis, places...)
}

func splitting(fn string, x any, opts []Option) (*Array, int, error) {
	var k keywords
	if err := k.read(fn, keyAxis, opts); err != nil {
		return nil, 0, err
	}
	y := operand(fn, x)
	axis, err := k.axisOfView(&y, 0)
	return y, axis, err
}

// Repeat returns each element of x several times along an axis, or by default all
// elements in C order: repeats is one number, or one for each place of the axis.
//
// Keywords: Axis.
func Repeat(x, repeats any, opts ...Option) *Array {
	var k keywords
	if err := k.read("repeat", keyAxis, opts); err != nil {
		return failed(err)
	}
	y := operand(k.fn, x)
	k.all = k.all || k.has&keyAxis == 0
	axis, err := k.axis(&y, 0)
	if err != nil {
		return failed(err)
	}
	n := length(y, axis)
	times, isInt := repeats.(int)
	if !isInt {
		counts := operand(k.fn, repeats)
		if counts.Err() == nil && counts.DType() != dtype.Int64 {
			counts = ufunc.AsType(counts, dtype.Int64, dtype.SameKind)
		}
		list, err := ndarray.ToSlice[int64](counts) // a copy, which nobody changes meanwhile
		if err != nil {
			return failed(err)
		}
		if counts.NDim() > 0 && len(list) != 1 {
			if counts.NDim() != 1 || len(list) != n {
				return reject(k.fn, fault.Shape, "%d counts for an axis of length %d", len(list), n)
			}
			return k.repeatEach(y, axis, list)
		}
		times = int(list[0])
	}
	if times < 0 {
		return reject(k.fn, fault.Value, "elements can't be repeated %d times", times)
	}
	shape := y.Shape()
	shape[axis] *= times
	wide := slices.Insert(y.Shape(), axis+1, times)
	if n > 0 && shape[axis]/n != times {
		return reject(k.fn, fault.Shape, "an axis of length %d repeated %d times is too long", n, times)
	}
	z := k.new(y.DType(), shape...)
	if z.Err() != nil || z.Size() == 0 {
		return z
	}
	if axis == y.NDim()-1 && y.IsC() {
		from, _, _ := y.Lend()
		to, _, _ := z.Lend()
		done := repeating.Times(to, from, y.ItemSize(), y.Size(), times)
		runtime.KeepAlive(y)
		if done {
			return z
		}
	}
	if v := fill(z.Lent().Reshape(wide...), y.ExpandDims(axis+1)); v.Err() != nil {
		return v
	}
	return z
}

// repeatEach repeats each place of an axis by its own count.
func (k *keywords) repeatEach(x *Array, axis int, counts []int64) *Array {
	total := 0
	for _, n := range counts {
		if n < 0 {
			return reject(k.fn, fault.Value, "the count %d is negative", n)
		}
		if total += int(n); total < 0 {
			return reject(k.fn, fault.Memory, "the counts have a sum beyond an address")
		}
	}
	shape := x.Shape()
	block := x.ItemSize()
	for _, n := range shape[axis+1:] {
		block *= n
	}
	shape[axis] = total
	z := k.new(x.DType(), shape...)
	if z.Err() != nil || z.Size() == 0 {
		return z
	}
	if !x.IsC() {
		c := x.Copy()
		if c.Err() != nil {
			return c
		}
		defer c.Release()
		x = c
	}
	from, _, _ := x.Lend()
	to, _, _ := z.Lend()
	for i := range z.Size() * z.ItemSize() / (total * block) {
		repeating.Row(unsafe.Add(to, i*total*block), unsafe.Add(from, i*len(counts)*block), block, counts)
	}
	runtime.KeepAlive(x)
	return z
}

// Tile returns x side by side with itself, so many times along each axis; the
// numbers are aligned at the last axis.
func Tile(x any, repetitions []int, opts ...Option) *Array {
	var k keywords
	if err := k.read("tile", 0, opts); err != nil {
		return failed(err)
	}
	y := operand(k.fn, x)
	if err := y.Err(); err != nil {
		return failed(err)
	}
	n := max(len(repetitions), y.NDim())
	if k.make == nil || 2*n > ndarray.MaxDims {
		return y.Tile(repetitions...)
	}
	y = atLeast(y, n)
	times := slices.Concat(slices.Repeat([]int{1}, n-len(repetitions)), repetitions)
	var wide, narrow, shape []int
	for i, d := range shapeOf(y) {
		if times[i] < 0 || d > 0 && times[i]*d/d != times[i] {
			return y.Tile(repetitions...) // refused there
		}
		wide = append(wide, times[i], d)
		narrow = append(narrow, 1, d)
		shape = append(shape, times[i]*d)
	}
	z := k.new(y.DType(), shape...)
	if z.Err() != nil || z.Size() == 0 {
		return z
	}
	if v := fill(z.Lent().Reshape(wide...), y.Reshape(narrow...)); v.Err() != nil {
		return v
	}
	return z
}

// Roll returns the elements of x moved by shifts along axes; what leaves at one
// end comes in at the other. One shift serves several axes. Without an axis the
// elements are moved in C order.
//
// Keywords: Axis.
func Roll(x any, shifts []int, opts ...Option) *Array {
	var k keywords
	if err := k.read("roll", keyAxis, opts); err != nil {
		return failed(err)
	}
	y := operand(k.fn, x)
	if err := y.Err(); err != nil {
		return failed(err)
	}
	axes := k.axes.list()
	if k.all || k.has&keyAxis == 0 {
		total := 0
		for _, s := range shifts {
			total += s
		}
		return k.roll(y.Lent().Ravel(), []int{total}, []int{0}).Reshaped(y.Shape()...)
	}
	if len(shifts) == 1 {
		shifts = slices.Repeat(shifts, len(axes))
	}
	if len(axes) == 1 {
		axes = slices.Repeat(axes, len(shifts))
	}
	if len(shifts) != len(axes) {
		return reject(k.fn, fault.Value, "%d shifts for %d axes", len(shifts), len(axes))
	}
	return k.roll(y, shifts, axes)
}

// roll copies the parts of x, two along each axis, to their new places.
func (k *keywords) roll(x *Array, shifts, axes []int) *Array {
	total := make([]int, x.NDim())
	for i := range axes {
		axis, err := normalize(k.fn, axes[i], x)
		if err != nil {
			return failed(err)
		}
		if n := length(x, axis); n > 0 {
			total[axis] = ((total[axis]+shifts[i])%n + n) % n
		}
	}
	z := k.newLike(x, x.DType())
	if err := rollInto(z, x, total, 0); err != nil {
		return failed(err)
	}
	return z
}

// rollInto copies x to z, moved along the axes from one on.
func rollInto(z, x *Array, shifts []int, axis int) error {
	for axis < len(shifts) && shifts[axis] == 0 {
		axis++
	}
	if axis == len(shifts) {
		return z.Assign(x)
	}
	n, s := length(x, axis), shifts[axis]
	if err := rollInto(lentPart(z, axis, s, n-s), lentPart(x, axis, 0, n-s), shifts, axis+1); err != nil {
		return err
	}
	return rollInto(lentPart(z, axis, 0, s), lentPart(x, axis, n-s, s), shifts, axis+1)
}
