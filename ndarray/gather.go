package ndarray

import "github.com/arraygen/arraygen/ndarray/fault"

// gather copies what an index with arrays picks.
func (a *Array) gather(fn string, parts []part, to Make) *Array {
	if m := a.masked(parts); m != nil {
		return a.compressed(fn, m, to)
	}
	if l, ok := a.lookup(parts); ok {
		return l.gather(fn, to)
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
	for _, n := range rest[s.at:] {
		step *= n
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
