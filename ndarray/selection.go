// SPDX-License-Identifier: BSD-3-Clause

package ndarray

import (
	"math"
	"slices"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// selection is what an index with arrays picks: at each of its points, the
// part of an array on the axes that no array indexes.
type selection struct {
	rest    *Array // those axes, at the point of offset 0
	points  []int  // the shape of the points
	offsets []int  // of the points in bytes, in C order
	at      int    // where the axes of the points stand among those of rest
}

// shape returns the shape of all that is picked.
func (s *selection) shape() []int {
	rest := s.rest.shape()
	sh := append([]int(nil), rest[:s.at]...)
	sh = append(sh, s.points...)
	return append(sh, rest[s.at:]...)
}

// picker is an array of indices or a lone integer on one axis, or an array of
// bools on any number of axes, of which the offsets are known at once.
type picker struct {
	index  []int // becomes the offsets in bytes
	shape  []int
	mask   bool
	length int // of the axis
	stride int // of the axis
	axis   int
}

// selectParts returns what an index with arrays picks of a.
func (a *Array) selectParts(fn string, parts []part) (*selection, error) {
	used, _, err := a.axesIndexed(fn, parts)
	if err != nil {
		return nil, err
	}
	s := selector{fn: fn, a: a, selection: selection{at: -1}}
	for i := range parts {
		if err := s.add(i, &parts[i], int(a.ndim)-used); err != nil {
			return nil, err
		}
	}
	s.keepAxes(int(a.ndim) - s.axis)
	if s.apart {
		s.at = 0
	}
	n, err := s.broadcast()
	if err != nil {
		return nil, err
	}
	s.setRest()
	if err := s.checkIndices(n); err != nil {
		return nil, err
	}
	if n > 0 {
		err = s.setOffsets(n)
	}
	return &s.selection, err
}

// axesIndexed returns how many axes of a the parts of an index take, all but those
// of the ellipsis, and how many axes the view of an index without arrays has more
// than a.
func (a *Array) axesIndexed(fn string, parts []part) (used, added int, err error) {
	ellipsis := false
	for i := range parts {
		switch p := &parts[i]; p.kind {
		case partInt:
			used++
			added--
		case partRange:
			used++
		case partNewAxis:
			added++
		case partEllipsis:
			if ellipsis {
				return 0, 0, fault.New(fn, ErrIndex, "an index can have only one ellipsis")
			}
			ellipsis = true
		case partArray:
			n, err := p.array.axesAsIndex(fn)
			if err != nil {
				return 0, 0, err
			}
			used += n
		}
	}
	if used > int(a.ndim) {
		return 0, 0, fault.New(fn, ErrIndex, "%d indices for an array of shape %s", used, shapeText(a.shape()))
	}
	return used, added, nil
}

// axesAsIndex returns how many axes a takes where it is a part of an index.
func (a *Array) axesAsIndex(fn string) (int, error) {
	if a.Err() != nil {
		return 0, a.Err()
	}
	switch a.dtype.Kind() {
	case dtype.KindBool:
		return int(a.ndim), nil
	case dtype.KindInt, dtype.KindUint:
		return 1, nil
	}
	return 0, fault.New(fn, ErrIndex, "an array of %v is no index: integers or bools are needed", a.dtype)
}

// selector makes a selection of the parts of an index, one after the other.
type selector struct {
	selection
	fn             string
	a              *Array
	axis           int   // of a, that the next part is for
	offset         int   // of rest in bytes
	shape, strides []int // of rest
	picks          []picker
	last           int  // the part that picked last
	apart          bool // not all that pick stand side by side
}

// add adds part i. The ellipsis stands for so many axes.
func (s *selector) add(i int, p *part, ellipsis int) error {
	switch p.kind {
	case partInt:
		s.pick(i, picker{index: []int{p.at}}, 1)
	case partRange:
		return s.addRange(p.r)
	case partNewAxis:
		s.shape = append(s.shape, 1)
		s.strides = append(s.strides, 0)
	case partEllipsis:
		s.keepAxes(ellipsis)
	case partArray:
		if p.array.dtype == dtype.Bool {
			return s.addMask(i, p.array)
		}
		index, err := p.array.integers(s.fn)
		if err != nil {
			return err
		}
		s.pick(i, picker{index: index, shape: p.array.shape()}, 1)
	}
	return nil
}

// keepAxes adds the next n axes to the rest.
func (s *selector) keepAxes(n int) {
	s.shape = append(s.shape, s.a.shape()[s.axis:s.axis+n]...)
	s.strides = append(s.strides, s.a.strides()[s.axis:s.axis+n]...)
	s.axis += n
}

// addRange adds the part of the next axis that a range picks to the rest.
func (s *selector) addRange(r Range) error {
	start, count, step, ok := r.bounds(s.a.shape()[s.axis])
	if !ok {
		return fault.New(s.fn, ErrIndex, "the step of a range can't be 0")
	}
	stride := s.a.strides()[s.axis]
	s.offset += start * stride
	s.shape = append(s.shape, count)
	s.strides = append(s.strides, step*stride)
	s.axis++
	return nil
}

// addMask has an array of bools pick of the next axes.
func (s *selector) addMask(i int, mask *Array) error {
	sh := s.a.shape()
	for k, n := range mask.shape() {
		// As in NumPy, a mask without elements picks nothing of an axis of any length.
		if n != sh[s.axis+k] && n != 0 {
			return fault.New(s.fn, ErrIndex, "an array of bools of shape %s is no index of shape %s: axis %d has length %d, not %d",
				shapeText(mask.shape()), shapeText(sh), s.axis+k, sh[s.axis+k], n)
		}
	}
	n := int(mask.ndim)
	at, err := mask.offsetsWhereTrue(s.fn, s.a.strides()[s.axis:s.axis+n])
	if err != nil {
		return err
	}
	s.pick(i, picker{index: at, shape: []int{len(at)}, mask: true}, n)
	return nil
}

// pick has part i pick of the next axes.
func (s *selector) pick(i int, p picker, axes int) {
	p.axis = s.axis
	if !p.mask {
		p.length, p.stride = s.a.shape()[s.axis], s.a.strides()[s.axis]
	}
	s.picks = append(s.picks, p)
	s.axis += axes
	if s.at < 0 {
		s.at = len(s.shape)
	} else if s.last != i-1 {
		s.apart = true
	}
	s.last = i
}

// broadcast sets the shape of the points, to which the indices broadcast, and
// returns their number.
func (s *selector) broadcast() (int, error) {
	shapes := make([][]int, len(s.picks))
	for i := range s.picks {
		shapes[i] = s.picks[i].shape
	}
	var err error
	if s.points, err = BroadcastShapes(s.fn, shapes...); err != nil {
		return 0, fault.New(s.fn, ErrIndex, "shape mismatch: the arrays of an index don't broadcast: %v", err)
	}
	if n := len(s.shape) + len(s.points); n > MaxDims {
		return 0, fault.New(s.fn, ErrIndex, "the result would have %d axes, the most is %d", n, MaxDims)
	}
	n, ok := sizeOf(s.points, 1)
	if !ok {
		return 0, badShape(s.fn, s.points, dtype.Uint8).err
	}
	return n, nil
}

// setRest makes the view of the axes that no array indexes.
func (s *selector) setRest() {
	if slices.Contains(s.shape, 0) {
		s.offset = 0 // an array without elements may have no room for it
	}
	rest, shape, strides := s.a.view(s.a.at(s.offset), len(s.shape))
	copy(shape, s.shape)
	copy(strides, s.strides)
	s.rest = rest.seal()
}

// checkIndices turns the indices of n points into offsets. As in NumPy, integers
// are always checked, arrays of them only where they pick something.
func (s *selector) checkIndices(n int) error {
	for i := range s.picks {
		if p := &s.picks[i]; n > 0 || len(p.shape) == 0 {
			if err := p.toOffsets(s.fn); err != nil {
				return err
			}
		}
	}
	return nil
}

// setOffsets adds up the offsets of n points. Those of an index that has the shape
// of the points become the sum.
func (s *selector) setOffsets(n int) error {
	whole := slices.IndexFunc(s.picks, func(p picker) bool { return slices.Equal(p.shape, s.points) })
	if whole >= 0 {
		s.offsets, s.picks[whole].index = s.picks[whole].index, nil
	} else {
		var err error
		if s.offsets, err = MakeSlice[int](s.fn, n); err != nil {
			return err
		}
	}
	for i := range s.picks {
		if err := s.picks[i].add(s.fn, &s.selection); err != nil {
			return err
		}
	}
	return nil
}

// toOffsets turns indices into offsets in bytes.
func (p *picker) toOffsets(fn string) error {
	if p.mask {
		return nil
	}
	for i, index := range p.index {
		at, ok := position(index, p.length)
		if !ok {
			return outOfBounds(fn, index, p.axis, p.length).err
		}
		p.index[i] = at * p.stride
	}
	return nil
}

// add adds the offsets of one picker to those of the points.
func (p *picker) add(fn string, s *selection) error {
	if p.index == nil {
		return nil
	}
	if slices.Equal(p.shape, s.points) {
		for i, offset := range p.index {
			s.offsets[i] += offset
		}
		return nil
	}
	strides := make([]int, len(s.points))
	lead := len(s.points) - len(p.shape)
	step := 1
	for i := len(p.shape) - 1; i >= 0; i-- {
		if p.shape[i] != 1 {
			strides[lead+i] = step
		}
		step *= p.shape[i]
	}
	places, err := offsets(fn, s.points, strides)
	if err != nil {
		return err
	}
	for i, from := range places {
		s.offsets[i] += p.index[from]
	}
	return nil
}

// integers returns the elements of an array of integers in C order. A uint64
// beyond an int becomes one, which no axis is long enough for.
func (a *Array) integers(fn string) ([]int, error) {
	out, err := MakeSlice[int](fn, a.Size())
	if err != nil {
		return nil, err
	}
	out = out[:0]
	var w walker
	for more := w.rows(a.shape(), a.strides()); more; more = w.next() {
		p := a.at(w.offset)
		switch a.dtype {
		case dtype.Int8:
			out = appendInts[int8](out, p, w.n, w.step)
		case dtype.Int16:
			out = appendInts[int16](out, p, w.n, w.step)
		case dtype.Int32:
			out = appendInts[int32](out, p, w.n, w.step)
		case dtype.Int64:
			out = appendInts[int64](out, p, w.n, w.step)
		case dtype.Uint8:
			out = appendInts[uint8](out, p, w.n, w.step)
		case dtype.Uint16:
			out = appendInts[uint16](out, p, w.n, w.step)
		case dtype.Uint32:
			out = appendInts[uint32](out, p, w.n, w.step)
		case dtype.Uint64:
			out = appendInts[uint64](out, p, w.n, w.step)
		}
	}
	keep(a)
	return out, nil
}

func appendInts[T int8 | int16 | int32 | int64 | uint8 | uint16 | uint32 | uint64](out []int, p unsafe.Pointer, n, step int) []int {
	for i := range n {
		v := *(*T)(unsafe.Add(p, i*step))
		at := int(v)
		switch {
		case T(at) == v && (at < 0) == (v < 0):
		case v < 0:
			at = math.MinInt
		default:
			at = math.MaxInt
		}
		out = append(out, at)
	}
	return out
}
