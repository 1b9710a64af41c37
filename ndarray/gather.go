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

func (a *Array) selectParts(fn string, parts []part) (*selection, error) {
	sh, st := a.shape(), a.strides()
	used, ellipsis := 0, false
	for i := range parts {
		switch p := &parts[i]; p.kind {
		case partInt, partRange:
			used++
		case partEllipsis:
			if ellipsis {
				return nil, fault.New(fn, ErrIndex, "an index can have only one ellipsis")
			}
			ellipsis = true
		case partArray:
			switch v := p.array; {
			case v.Err() != nil:
				return nil, v.Err()
			case v.dtype == dtype.Bool:
				used += int(v.ndim)
			case v.dtype.Kind() == dtype.KindInt, v.dtype.Kind() == dtype.KindUint:
				used++
			default:
				return nil, fault.New(fn, ErrIndex, "an array of %v is no index: integers or bools are needed", v.dtype)
			}
		}
	}
	if used > len(sh) {
		return nil, fault.New(fn, ErrIndex, "%d indices for an array of shape %s", used, shapeText(sh))
	}

	var restShape, restStrides []int
	var picks []picker
	s := &selection{at: -1}
	offset, axis := 0, 0
	last, apart := -1, false
	keepAxes := func(n int) {
		restShape = append(restShape, sh[axis:axis+n]...)
		restStrides = append(restStrides, st[axis:axis+n]...)
		axis += n
	}
	pick := func(i int, p picker, axes int) {
		p.axis = axis
		if !p.mask {
			p.length, p.stride = sh[axis], st[axis]
		}
		picks = append(picks, p)
		axis += axes
		if s.at < 0 {
			s.at = len(restShape)
		} else if last != i && last != i-1 {
			apart = true
		}
		last = i
	}
	for i := range parts {
		switch p := &parts[i]; p.kind {
		case partInt:
			pick(i, picker{index: []int{p.at}}, 1)
		case partRange:
			start, count, step, ok := p.r.bounds(sh[axis])
			if !ok {
				return nil, fault.New(fn, ErrIndex, "the step of a range can't be 0")
			}
			offset += start * st[axis]
			restShape = append(restShape, count)
			restStrides = append(restStrides, step*st[axis])
			axis++
		case partNewAxis:
			restShape = append(restShape, 1)
			restStrides = append(restStrides, 0)
		case partEllipsis:
			keepAxes(len(sh) - used)
		case partArray:
			v := p.array
			if v.dtype == dtype.Bool {
				for k, n := range v.shape() {
					// As in NumPy, a mask without elements picks nothing of an axis of any length.
					if n != sh[axis+k] && n != 0 {
						return nil, fault.New(fn, ErrIndex, "an array of bools of shape %s is no index of shape %s: axis %d has length %d, not %d",
							shapeText(v.shape()), shapeText(sh), axis+k, sh[axis+k], n)
					}
				}
				at, err := v.offsetsWhereTrue(fn, st[axis:axis+int(v.ndim)])
				if err != nil {
					return nil, err
				}
				pick(i, picker{index: at, shape: []int{len(at)}, mask: true}, int(v.ndim))
				continue
			}
			index, err := v.integers(fn)
			if err != nil {
				return nil, err
			}
			pick(i, picker{index: index, shape: v.shape()}, 1)
		}
	}
	keepAxes(len(sh) - axis)
	if apart {
		s.at = 0
	}

	shapes := make([][]int, len(picks))
	for i := range picks {
		shapes[i] = picks[i].shape
	}
	var err error
	if s.points, err = BroadcastShapes(fn, shapes...); err != nil {
		return nil, fault.New(fn, ErrIndex, "shape mismatch: the arrays of an index don't broadcast: %v", err)
	}
	if len(restShape)+len(s.points) > MaxDims {
		return nil, fault.New(fn, ErrIndex, "the result would have %d axes, the most is %d", len(restShape)+len(s.points), MaxDims)
	}
	n, ok := sizeOf(s.points, 1)
	if !ok {
		return nil, badShape(fn, s.points, dtype.Uint8).err
	}
	for _, d := range restShape {
		if d == 0 {
			offset = 0
		}
	}
	rest, rs, rt := a.view(a.at(offset), len(restShape))
	copy(rs, restShape)
	copy(rt, restStrides)
	s.rest = rest.seal()
	for i := range picks {
		// As in NumPy, integers are always checked, arrays of them only where
		// they pick something.
		if p := &picks[i]; n > 0 || len(p.shape) == 0 {
			if err := p.toOffsets(fn); err != nil {
				return nil, err
			}
		}
	}
	if n == 0 {
		return s, nil
	}
	for i := range picks {
		p := &picks[i]
		if s.offsets == nil && slices.Equal(p.shape, s.points) {
			s.offsets = p.index
			picks[i].index = nil
		}
	}
	if s.offsets == nil {
		if s.offsets, err = MakeSlice[int](fn, n); err != nil {
			return nil, err
		}
	}
	for i := range picks {
		if err := picks[i].add(fn, s); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// toOffsets turns indices into offsets in bytes.
func (p *picker) toOffsets(fn string) error {
	if p.mask {
		return nil
	}
	for i, at := range p.index {
		if at < 0 {
			at += p.length
		}
		if uint(at) >= uint(p.length) {
			return outOfBounds(fn, p.index[i], p.axis, p.length).err
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

// gather copies what an index with arrays picks.
func (a *Array) gather(fn string, parts []part) *Array {
	s, err := a.selectParts(fn, parts)
	if err != nil {
		return Failed(err)
	}
	out := create(fn, a.dtype, s.shape(), nil, uncleared)
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
		keep(a)
		return out
	}
	var m mover
	m.plan(rest, dst, s.rest.strides(), a.dtype.Size(), s.rest.flags&flagAligned != 0 && a.flags&flagAligned != 0)
	for i, offset := range s.offsets {
		m.move(out.at(i*step), s.rest.at(offset))
	}
	keep(a)
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
	s, err := a.selectParts(fn, parts)
	if err != nil {
		return err
	}
	if a.overlaps(src) {
		if src = src.Copy(); src.err != nil {
			return src.err
		}
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
