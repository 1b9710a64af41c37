// SPDX-License-Identifier: BSD-3-Clause

package ndarray

import (
	"math"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// Take returns the elements that indices pick along an axis, NumPy's take: the
// axis gives way to the axes of indices.
func (a *Array) Take(indices *Array, axis int) *Array { return a.TakeTo(nil, indices, axis) }

// TakeTo is [Array.Take] with a place for the result.
func (a *Array) TakeTo(to Make, indices *Array, axis int) *Array {
	if a.Err() != nil {
		return a.failed()
	}
	at, err := NormalizeAxis("Take", axis, int(a.ndim))
	if err != nil {
		return Failed(err)
	}
	if indices.Err() != nil {
		return indices.failed()
	}
	if indices.dtype == dtype.Bool {
		return fail("Take", ErrDType, "the indices are bools, integers are needed: Index takes a mask")
	}
	parts := make([]part, at+1)
	for i := range at {
		parts[i].kind = partRange
	}
	parts[at] = part{kind: partArray, array: indices}
	return a.gather("Take", parts, to, inC)
}

// TakeAlong returns for each index the element that it names along an axis,
// all other indices being equal: NumPy's take_along_axis. The shapes of a and
// indices, without that axis, are broadcast together.
func (a *Array) TakeAlong(indices *Array, axis int) *Array { return a.TakeAlongTo(nil, indices, axis) }

// TakeAlongTo is [Array.TakeAlong] with a place for the result.
func (a *Array) TakeAlongTo(to Make, indices *Array, axis int) *Array {
	const fn = "TakeAlong"
	if a.Err() != nil {
		return a.failed()
	}
	if a.flags&flagAligned == 0 { // words are read where they are aligned
		if a = a.Copy(); a.err != nil {
			return a
		}
	}
	g, err := a.alongGrid(fn, indices, axis)
	if err != nil {
		return Failed(err)
	}
	out := to.result(fn, a.dtype, g.shape)
	if out.err != nil || out.Size() == 0 {
		return out
	}
	inner := len(g.shape) - 1
	row := g.row(a)
	row.out = out.strides()[inner]
	var src, index, dst walker
	more := src.points(g.outer(), g.from)
	index.points(g.outer(), g.places)
	dst.points(g.outer(), out.strides())
	for ; more; more = src.next() {
		bad := row.take(out.at(dst.offset), a.at(src.offset), g.indices.at(index.offset), a.dtype.Size())
		if bad >= 0 {
			wrong := row.index(unsafe.Add(g.indices.at(index.offset), bad*row.step))
			out.Release()
			return outOfBounds(fn, wrong, g.axis, row.n)
		}
		index.next()
		dst.next()
	}
	keep(a, indices, out)
	return out
}

// PutAlong sets the element that each index names along an axis, all other indices
// being equal, to that of values: NumPy's put_along_axis. The shapes of a and indices,
// without that axis, are broadcast together, and values to what comes of it; its type is that of a.
// An index that is not on the axis is an error, before anything is written.
func (a *Array) PutAlong(values, indices *Array, axis int) error {
	const fn = "PutAlong"
	if err := a.canWrite(fn); err != nil {
		return err
	}
	if err := values.Err(); err != nil {
		return err
	}
	if a.dtype != values.dtype {
		return fault.New(fn, ErrDType, "elements of %v can't be assigned to an array of %v: convert them first, with AsType", values.dtype, a.dtype)
	}
	if a.flags&flagAligned == 0 {
		b := a.Copy()
		if err := b.PutAlong(values, indices, axis); err != nil {
			return err
		}
		return a.Assign(b)
	}
	if indices.Err() == nil && a.overlaps(indices) {
		indices = indices.Copy()
	}
	if a.overlaps(values) || values.flags&flagAligned == 0 {
		if values = values.Copy(); values.err != nil {
			return values.err
		}
	}
	g, err := a.alongGrid(fn, indices, axis)
	if err != nil {
		return err
	}
	v, err := values.Lent().assignedTo(fn, g.shape)
	if err != nil {
		return err
	}
	if v.Size() == 0 {
		return nil
	}
	row := g.row(a)
	row.out = v.strides()[len(g.shape)-1]
	var src, index, dst walker
	for more := index.points(g.outer(), g.places); more; more = index.next() {
		if bad := row.outside(g.indices.at(index.offset)); bad >= 0 {
			return outOfBounds(fn, row.index(unsafe.Add(g.indices.at(index.offset), bad*row.step)), g.axis, row.n).err
		}
	}
	index = walker{}
	more := dst.points(g.outer(), g.from)
	index.points(g.outer(), g.places)
	src.points(g.outer(), v.strides())
	for ; more; more = dst.next() {
		row.put(a.at(dst.offset), v.at(src.offset), g.indices.at(index.offset), a.dtype.Size())
		index.next()
		src.next()
	}
	keep(a, values, indices)
	return nil
}

// alongGrid is what indices along an axis of an array come to: the shape of both together without that axis, and the
// strides of both along the others, 0 for what is broadcast.
type alongGrid struct {
	axis                int
	shape, from, places []int
	indices             *Array // aligned
}

func (a *Array) alongGrid(fn string, indices *Array, axis int) (g alongGrid, err error) {
	if err := indices.Err(); err != nil {
		return g, err
	}
	if g.axis, err = NormalizeAxis(fn, axis, int(a.ndim)); err != nil {
		return g, err
	}
	if indices.ndim != a.ndim {
		return g, fault.New(fn, ErrShape, "the indices have shape %s, the array %s: as many axes are needed", shapeText(indices.shape()), shapeText(a.shape()))
	}
	if k := indices.dtype.Kind(); k != dtype.KindInt && k != dtype.KindUint {
		kind := ErrDType
		if indices.dtype == dtype.Bool { // as a selection it would be one
			kind = ErrIndex
		}
		return g, fault.New(fn, kind, "an array of %v is no index: integers are needed", indices.dtype)
	}
	if indices.flags&flagAligned == 0 {
		if indices = indices.Copy(); indices.err != nil {
			return g, indices.err
		}
	}
	g.indices = indices
	g.shape = append(g.shape, indices.shape()...)
	g.from, g.places = make([]int, a.ndim), make([]int, a.ndim)
	for i, n := range a.shape() {
		g.from[i], g.places[i] = a.strides()[i], indices.strides()[i]
		switch m := indices.shape()[i]; {
		case i == g.axis:
			g.from[i] = 0
		case m == 1:
			g.shape[i], g.places[i] = n, 0
		case n == 1:
			g.from[i] = 0
		case n != m:
			return g, fault.New(fn, ErrShape, "indices of length %d at axis %d for an array of length %d", m, i, n)
		}
	}
	return g, nil
}

// outer returns the shape of the rows.
func (g *alongGrid) outer() []int {
	outer := append([]int(nil), g.shape...)
	outer[len(outer)-1] = 1
	return outer
}

// row returns what the rows have in common, without that of the result.
func (g *alongGrid) row(a *Array) along {
	inner := len(g.shape) - 1
	return along{n: a.shape()[g.axis], stride: a.strides()[g.axis], src: g.from[inner], step: g.places[inner], count: g.shape[inner], dtype: g.indices.dtype}
}

// along is a row of indices, what they name, and where that goes.
type along struct {
	n, stride int // of the axis that is indexed
	count     int
	src, step int // bytes from one index to the next, beside what the index says, and in the indices
	out       int // and in the result, or in what is put there
	dtype     dtype.DType
}

// index returns the index at p; one beyond an int is one that no axis is long
// enough for.
func (r *along) index(p unsafe.Pointer) int {
	switch r.dtype {
	case dtype.Int8:
		return int(*(*int8)(p))
	case dtype.Int16:
		return int(*(*int16)(p))
	case dtype.Int32:
		return int(*(*int32)(p))
	case dtype.Uint8:
		return int(*(*uint8)(p))
	case dtype.Uint16:
		return int(*(*uint16)(p))
	case dtype.Uint32:
		return int(*(*uint32)(p))
	case dtype.Uint64:
		return int(min(*(*uint64)(p), math.MaxInt64))
	}
	return int(*(*int64)(p))
}

// outside returns the place of the first index of a row that is not on the axis, or -1.
func (r *along) outside(index unsafe.Pointer) int {
	for i := range r.count {
		if k := r.index(unsafe.Add(index, i*r.step)); k < -r.n || k >= r.n {
			return i
		}
	}
	return -1
}

// put copies a row to the elements that its indices name, which are on the axis.
func (r *along) put(dst, src, index unsafe.Pointer, size int) {
	switch size {
	case 1:
		putRow[uint8](r, dst, src, index)
	case 2:
		putRow[uint16](r, dst, src, index)
	case 4:
		putRow[uint32](r, dst, src, index)
	case 8:
		putRow[uint64](r, dst, src, index)
	default:
		putRow[[2]uint64](r, dst, src, index)
	}
}

func putRow[T word](r *along, dst, src, index unsafe.Pointer) {
	for i := range r.count {
		k := r.index(unsafe.Add(index, i*r.step))
		if k < 0 {
			k += r.n
		}
		if uint(k) < uint(r.n) { // others may have written to the indices
			*(*T)(unsafe.Add(dst, k*r.stride+i*r.src)) = *(*T)(unsafe.Add(src, i*r.out))
		}
	}
}

// take copies the elements of a row that indices name. It returns the place of the
// first index that is not on the axis, or -1.
func (r *along) take(dst, src, index unsafe.Pointer, size int) int {
	switch size {
	case 1:
		return takeRow[uint8](r, dst, src, index)
	case 2:
		return takeRow[uint16](r, dst, src, index)
	case 4:
		return takeRow[uint32](r, dst, src, index)
	case 8:
		return takeRow[uint64](r, dst, src, index)
	}
	return takeRow[[2]uint64](r, dst, src, index)
}

func takeRow[T word](r *along, dst, src, index unsafe.Pointer) int {
	for i := range r.count {
		var k int
		if r.dtype == dtype.Int64 {
			k = int(*(*int64)(unsafe.Add(index, i*r.step)))
		} else {
			k = r.index(unsafe.Add(index, i*r.step))
		}
		if k < 0 {
			k += r.n
		}
		if uint(k) >= uint(r.n) {
			return i
		}
		*(*T)(unsafe.Add(dst, i*r.out)) = *(*T)(unsafe.Add(src, k*r.stride+i*r.src))
	}
	return -1
}
