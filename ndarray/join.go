// SPDX-License-Identifier: BSD-3-Clause

package ndarray

import (
	"unsafe"

	"slices"

	"github.com/arraygen/arraygen/ndarray/fault"
)

// Concatenate returns a new array that joins arrays along an axis that they
// have. Their types must be equal, and so must their shapes but for that axis.
func Concatenate(axis int, arrays ...*Array) *Array { return concatenate("Concatenate", axis, arrays) }

func concatenate(fn string, axis int, arrays []*Array) *Array {
	if err := sameType(fn, arrays); err != nil {
		return Failed(err)
	}
	first := arrays[0].shape()
	if len(first) == 0 {
		return fail(fn, ErrShape, "arrays without axes can't be joined: use Stack")
	}
	at, err := NormalizeAxis(fn, axis, len(first))
	if err != nil {
		return Failed(err)
	}
	total := 0
	for i, a := range arrays {
		sh := a.shape()
		for k := range first {
			if len(sh) != len(first) || k != at && sh[k] != first[k] {
				return fail(fn, ErrShape, "array %d has shape %s, array 0 has %s: all lengths but that of axis %d must be equal", i, shapeText(sh), shapeText(first), at)
			}
		}
		if total += sh[at]; total < 0 {
			return fail(fn, ErrShape, "the lengths of axis %d overflow", at)
		}
	}
	shape := append([]int(nil), first...)
	shape[at] = total
	out := create(fn, arrays[0].dtype, shape, nil, uncleared)
	if out.err != nil {
		return out
	}
	from, parts := 0, out.Lent()
	for _, a := range arrays {
		n := a.shape()[at]
		if a.Size() > 0 {
			parts.cut(at, from, n).copyElements(a)
		}
		from += n
	}
	return out
}

// cut returns the view of n elements along an axis.
func (a *Array) cut(axis, from, n int) *Array {
	st := a.strides()
	offset := from * st[axis]
	if n == 0 || a.Size() == 0 {
		offset = 0
	}
	v, shape, strides := a.view(a.at(offset), int(a.ndim))
	copy(shape, a.shape())
	copy(strides, st)
	shape[axis] = n
	return v.seal()
}

func sameType(fn string, arrays []*Array) error {
	if len(arrays) == 0 {
		return fault.New(fn, ErrValue, "there is no array to join")
	}
	for i, a := range arrays {
		if err := a.Err(); err != nil {
			return err
		}
		if a.dtype != arrays[0].dtype {
			return fault.New(fn, ErrDType, "array %d is of %v, array 0 of %v: convert them to one type, with AsType", i, a.dtype, arrays[0].dtype)
		}
	}
	return nil
}

// Stack returns a new array that joins arrays of equal type and shape along a
// new axis, whose place in the result is given.
func Stack(axis int, arrays ...*Array) *Array {
	const fn = "Stack"
	if err := sameType(fn, arrays); err != nil {
		return Failed(err)
	}
	views := make([]*Array, len(arrays))
	for i, a := range arrays {
		if !slices.Equal(a.shape(), arrays[0].shape()) {
			return fail(fn, ErrShape, "array %d has shape %s, array 0 has %s: they must be equal", i, shapeText(a.shape()), shapeText(arrays[0].shape()))
		}
		if views[i] = a.Lent().ExpandDims(axis); views[i].err != nil {
			return views[i]
		}
	}
	return concatenate(fn, axis, views)
}

// Split returns views of parts of equal length along an axis, whose length
// must be a multiple of their number.
func Split(a *Array, parts, axis int) ([]*Array, error) {
	if err := a.Err(); err != nil {
		return nil, err
	}
	at, err := NormalizeAxis("Split", axis, int(a.ndim))
	if err != nil {
		return nil, err
	}
	n := a.shape()[at]
	if parts <= 0 || n%parts != 0 {
		return nil, fault.New("Split", ErrShape, "axis %d of length %d can't be cut into %d equal parts: SplitAt takes any places", at, n, parts)
	}
	out := make([]*Array, parts)
	for i := range out {
		out[i] = a.cut(at, i*(n/parts), n/parts)
	}
	return out, nil
}

// SplitAt returns views of the parts between the given places along an axis:
// SplitAt(a, 0, 2, 5) has the elements before 2, those from 2 to 4, and those
// from 5 on. The places are cut to the axis as the ends of a [Range] are.
func SplitAt(a *Array, axis int, places ...int) ([]*Array, error) {
	if err := a.Err(); err != nil {
		return nil, err
	}
	at, err := NormalizeAxis("SplitAt", axis, int(a.ndim))
	if err != nil {
		return nil, err
	}
	n := a.shape()[at]
	out := make([]*Array, 0, len(places)+1)
	r := All
	for _, p := range places {
		start, count, _, _ := r.To(p).bounds(n)
		out = append(out, a.cut(at, start, count))
		r = From(p)
	}
	start, count, _, _ := r.bounds(n)
	return append(out, a.cut(at, start, count)), nil
}

// Repeat returns a new array with each element along an axis given times in a
// row.
func (a *Array) Repeat(times, axis int) *Array {
	const fn = "Repeat"
	if a.Err() != nil {
		return a.failed()
	}
	at, err := NormalizeAxis(fn, axis, int(a.ndim))
	if err != nil {
		return Failed(err)
	}
	if times < 0 {
		return fail(fn, ErrValue, "elements can't be repeated %d times", times)
	}
	v := a.Lent().ExpandDims(at + 1)
	if v.err != nil {
		return v
	}
	wide := v.Shape()
	wide[at+1] = times
	v, err = v.broadcastTo(fn, wide)
	if err != nil {
		return Failed(err)
	}
	shape := a.Shape()
	shape[at] *= times
	return v.Copy().Reshaped(shape...)
}

// Tile returns a new array that repeats a along each axis: reps has a number
// for each, aligned at the last one as in broadcasting.
func (a *Array) Tile(reps ...int) *Array {
	const fn = "Tile"
	if a.Err() != nil {
		return a.failed()
	}
	n := max(len(reps), int(a.ndim))
	if 2*n > MaxDims {
		return fail(fn, ErrShape, "%d axes, the most to tile is %d", n, MaxDims/2)
	}
	v, shape, strides := a.Lent().view(a.ptr, 2*n)
	whole := make([]int, n)
	for i := range n {
		rep, length, step := 1, 1, 0
		if k := i - (n - len(reps)); k >= 0 {
			rep = reps[k]
		}
		if k := i - (n - int(a.ndim)); k >= 0 {
			length, step = a.shape()[k], a.strides()[k]
		}
		shape[2*i], shape[2*i+1] = rep, length
		strides[2*i+1] = step
		whole[i] = rep * length
	}
	if _, ok := sizeOf(shape, a.dtype.Size()); !ok {
		return badShape(fn, shape, a.dtype)
	}
	return v.seal().Copy().Reshaped(whole...)
}

// Tri returns a copy of a with zeros outside of a triangle of its matrices, which
// are the last two axes: above diagonal k if lower is set, else below it.
func (a *Array) Tri(k int, lower bool) *Array { return a.TriTo(nil, k, lower) }

// TriTo is [Array.Tri] with a new array for the result, of the shape and type of a;
// nil stands for one of Go's.
func (a *Array) TriTo(out *Array, k int, lower bool) *Array {
	if a.Err() != nil {
		return a.failed()
	}
	if a.ndim < 2 {
		return fail("Tri", ErrShape, "an array of at least two axes is needed, not shape %s", shapeText(a.shape()))
	}
	if out == nil {
		out = create("Tri", a.dtype, a.shape(), nil, uncleared)
	}
	if out.err != nil || out.Size() == 0 {
		return out
	}
	z, n := out, int(a.ndim)
	if st := z.strides(); magnitude(st[n-2]) < magnitude(st[n-1]) { // the columns lie together
		z, a, k, lower = z.SwapAxes(n-2, n-1), a.SwapAxes(n-2, n-1), -k, !lower
	}
	sh, st := z.shape(), z.strides()
	rows, cols, size := sh[n-2], sh[n-1], z.dtype.Size()
	// Rows that lie in one piece are written once: what is kept of them, and the zeros.
	once := st[n-1] == size && a.strides()[n-1] == size && slices.Equal(a.strides()[:n-2], st[:n-2]) && !MayShareMemory(a, out)
	if !once {
		z.copyElements(a)
	}
	k = min(max(k, -rows), cols) // beyond, nothing changes any more
	var matrix walker
	for more := matrix.points(sh[:n-2], st[:n-2]); more; more = matrix.next() {
		for i := range rows {
			from, to := 0, cols // what becomes zero
			if lower {
				from = min(max(i+k+1, 0), cols)
			} else {
				to = min(max(i+k, 0), cols)
			}
			if keptFrom, keptTo := keptOf(from, to, cols); once && keptFrom < keptTo {
				at := matrix.offset + keptFrom*size
				copy(bytesAt(z.at(at+i*st[n-2]), (keptTo-keptFrom)*size), bytesAt(a.at(at+i*a.strides()[n-2]), (keptTo-keptFrom)*size))
			}
			if from == to {
				continue // a pointer to column cols would be one behind the memory
			}
			row := z.at(matrix.offset + i*st[n-2])
			if st[n-1] == size {
				clear(bytesAt(unsafe.Add(row, from*size), (to-from)*size))
				continue
			}
			for j := from; j < to; j++ {
				clear(bytesAt(unsafe.Add(row, j*st[n-1]), size))
			}
		}
	}
	keep(a, out)
	return out
}

// keptOf returns the columns of a row that are not cleared, of which one end is.
func keptOf(from, to, cols int) (int, int) {
	if from == 0 {
		return to, cols
	}
	return 0, from
}

// Meshgrid returns the coordinates of a grid: for one-dimensional arrays of
// lengths n1, n2, … as many read-only views of shape (n1, n2, …), NumPy's
// meshgrid with indexing "ij".
func Meshgrid(axes ...*Array) ([]*Array, error) {
	views := make([]*Array, len(axes))
	for i, a := range axes {
		if err := a.Err(); err != nil {
			return nil, err
		}
		if a.ndim > 1 {
			return nil, fault.New("Meshgrid", ErrShape, "array %d has shape %s, one axis is needed", i, shapeText(a.shape()))
		}
		shape := make([]int, len(axes))
		for k := range shape {
			shape[k] = 1
		}
		shape[i] = a.Size()
		if views[i] = a.Reshape(shape...); views[i].err != nil {
			return nil, views[i].err
		}
	}
	return Broadcast(views...)
}

// Roll returns a copy of a whose elements are moved along an axis by a number
// of places; those that leave it at one end come in at the other.
func (a *Array) Roll(shift, axis int) *Array {
	if a.Err() != nil {
		return a.failed()
	}
	at, err := NormalizeAxis("Roll", axis, int(a.ndim))
	if err != nil {
		return Failed(err)
	}
	n := a.shape()[at]
	if n == 0 {
		return a.Copy()
	}
	if shift %= n; shift < 0 {
		shift += n
	}
	a = a.Lent()
	return concatenate("Roll", at, []*Array{a.cut(at, n-shift, shift), a.cut(at, 0, n-shift)})
}
