// SPDX-License-Identifier: BSD-3-Clause

package ndarray

import (
	"slices"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// order is the memory order of what an index with arrays picks.
type order bool

const (
	// inC is C order, that of take.
	inC order = false
	// pointByPoint is NumPy's order of x[index]: the parts lie one after the other,
	// each in the memory order of what it is a copy of.
	pointByPoint order = true
)

// gather copies what an index with arrays picks.
func (a *Array) gather(fn string, parts []part, to Make, in order) *Array {
	if m := a.masked(parts); m != nil {
		return a.compressed(fn, m, to)
	}
	if axes := a.orderOfIndices(parts); in == pointByPoint && axes != nil {
		back := make([]int, len(axes))
		turned := make([]part, len(parts))
		for i := range parts {
			turned[i] = part{kind: partArray, array: parts[i].array.Transpose(axes...)}
		}
		for i, axis := range axes {
			back[axis] = i
		}
		return a.gather(fn, turned, to, inC).Transpose(back...)
	}
	if l, ok := a.lookup(parts); ok && (in == inC || l.axis == 0 || a.IsC() && l.points > l.leading()) {
		return l.gather(fn, to, in)
	}
	s, err := a.selectParts(fn, parts)
	if err != nil {
		return Failed(err)
	}
	out := to.result(fn, a.dtype, s.shape())
	if out.err != nil || out.Size() == 0 {
		return out
	}
	rest := s.rest.shape()
	step := a.dtype.Size()
	if in == pointByPoint {
		step *= s.rest.Size()
		out.relayout(slices.Concat(s.rest.DenseStrides()[:s.at], stridesOf(s.points, step), s.rest.DenseStrides()[s.at:]))
	} else {
		for _, n := range rest[s.at:] {
			step *= n
		}
	}
	outStrides := out.strides()
	dst := append(append([]int(nil), outStrides[:s.at]...), outStrides[s.at+len(s.points):]...)
	if len(rest) == 0 && pick(out.ptr, s.rest.ptr, s.offsets, a.dtype.Size(), a.flags&flagAligned != 0) {
		keep(a, out)
		return out
	}
	var m mover
	m.plan(rest, dst, s.rest.strides(), a.dtype.Size(), s.rest.flags&flagAligned != 0 && a.flags&flagAligned != 0)
	for i, offset := range s.offsets {
		m.move(out.at(i*step), s.rest.at(offset))
	}
	keep(a, out)
	return out
}

// orderOfIndices returns the axes of indices in the order in which they lie in
// memory, nil for C order. It is that of the result where indices name single
// elements, and all lie alike.
func (a *Array) orderOfIndices(parts []part) []int {
	if len(parts) != int(a.ndim) {
		return nil
	}
	var axes []int
	for i := range parts {
		x := parts[i].array
		if parts[i].kind != partArray || x.Err() != nil || x.dtype == dtype.Bool || x.ndim < 2 || x.flags&flagC != 0 {
			return nil
		}
		order := memoryOrder(nil, x.strides())
		if i > 0 && !slices.Equal(order, axes) {
			return nil
		}
		axes = order
	}
	return axes
}

// stridesOf returns the strides in C order of a shape whose elements are some bytes
// apart.
func stridesOf(shape []int, step int) []int {
	strides := make([]int, len(shape))
	for i := len(shape) - 1; i >= 0; i-- {
		strides[i] = step
		step *= max(shape[i], 1)
	}
	return strides
}

// relayout gives a new array, which nothing else refers to, other strides over the
// same memory.
func (a *Array) relayout(strides []int) {
	copy(a.strides(), strides)
	a.flags &^= flagC | flagF | flagAligned
	a.seal()
}

// SetIndex copies the elements of src to the part of a that the items pick,
// NumPy's a[item, …] = src. src is broadcast to the shape of that part, its
// leading axes of length 1 more than that has left out; the element types must
// be equal. Where an array of indices names an element
// twice, the last one stays.
func (a *Array) SetIndex(src *Array, items ...Index) error {
	const fn = "SetIndex"
	if err := a.canWrite(fn); err != nil {
		return err
	}
	if err := src.Err(); err != nil {
		return err
	}
	parts, arrays, err := partsOf(nil, items)
	if err != nil {
		return err
	}
	if !arrays {
		part := a.basic(fn, parts)
		if part.err != nil {
			return part.err
		}
		return part.assign(fn, src)
	}
	if a.dtype != src.dtype {
		return fault.New(fn, ErrDType, "elements of %v can't be assigned to an array of %v: convert them first, with AsType", src.dtype, a.dtype)
	}
	if a.overlaps(src) {
		if src = src.Copy(); src.err != nil {
			return src.err
		}
	}
	if m := a.masked(parts); m != nil {
		return a.setMasked(fn, src, m)
	}
	if l, ok := a.lookup(parts); ok {
		if ok, err := l.scatter(fn, src); ok {
			return err
		}
	}
	s, err := a.selectParts(fn, parts)
	if err != nil {
		return err
	}
	from, err := src.assignedTo(fn, s.shape())
	if err != nil {
		return err
	}
	if from.Size() == 0 {
		return nil
	}
	st := from.strides()
	ends := s.at + len(s.points)
	rest := append(append([]int(nil), st[:s.at]...), st[ends:]...)
	var m mover
	m.plan(s.rest.shape(), s.rest.strides(), rest, a.dtype.Size(), s.rest.flags&from.flags&a.flags&flagAligned != 0)
	places, err := offsets(fn, s.points, st[s.at:ends])
	if err != nil {
		return err
	}
	for i, offset := range places {
		m.move(s.rest.at(s.offsets[i]), from.at(offset))
	}
	keep(a, src)
	return nil
}
