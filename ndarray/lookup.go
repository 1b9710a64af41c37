// SPDX-License-Identifier: BSD-3-Clause

package ndarray

import (
	"slices"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/dtype"
)

// lookup is an index that is one array of integers on one axis of an array, all
// other axes being whole: NumPy's take. The indices are read as they are.
type lookup struct {
	a      *Array
	axis   int
	index  *Array // of int32 or int64, in C order
	block  int    // the bytes of the axes behind, which lie together
	points int    // the number of indices
}

// lookup returns the index in this form, if it is of it.
func (a *Array) lookup(parts []part) (l lookup, ok bool) {
	l.a = a
	axes, at := 0, -1 // of the parts so far, and of the array
	behind := false   // an ellipsis stands before the array
	for i := range parts {
		switch p := &parts[i]; p.kind {
		case partRange:
			if p.r != All {
				return l, false
			}
			axes++
		case partEllipsis:
			behind = behind || at < 0
		case partArray:
			if at >= 0 || p.array.Err() != nil || p.array.dtype != dtype.Int64 && p.array.dtype != dtype.Int32 {
				return l, false
			}
			at, l.index = axes, p.array
			axes++
		default:
			return l, false
		}
	}
	n := int(a.ndim)
	if at < 0 || axes > n || a.flags&flagAligned == 0 || n-1+int(l.index.ndim) > MaxDims {
		return l, false
	}
	if l.axis = at; behind {
		l.axis += n - axes
	}
	sh, st := a.shape(), a.strides()
	l.block = a.dtype.Size()
	for i := n - 1; i > l.axis; i-- {
		if sh[i] != 1 && st[i] != l.block {
			return l, false
		}
		l.block *= sh[i]
	}
	if l.index.flags&flagC == 0 || l.index.flags&flagAligned == 0 {
		return l, false
	}
	l.points = l.index.Size()
	return l, l.points > 0 && a.Size() > 0
}

// leading returns the number of places of the axes in front. Where these are more than
// the points, it is cheaper to copy a part for each point.
func (l *lookup) leading() int {
	n := 1
	for _, d := range l.a.shape()[:l.axis] {
		n *= d
	}
	return n
}

// shape returns the shape of what is picked.
func (l *lookup) shape() []int {
	sh := l.a.shape()
	return slices.Concat(sh[:l.axis], l.index.shape(), sh[l.axis+1:])
}

// gather copies what is picked to a new array.
func (l *lookup) gather(fn string, to Make, in order) *Array {
	out := to.result(fn, l.a.dtype, l.shape())
	if out.err != nil {
		return out
	}
	step, row := l.block, l.points*l.block // bytes from point to point, and from row to row
	if in == pointByPoint && l.axis > 0 {
		row, step = l.block, l.block*l.leading()
		lead := l.a.shape()[:l.axis]
		out.relayout(slices.Concat(stridesOf(lead, row), stridesOf(l.index.shape(), step), stridesOf(l.a.shape()[l.axis+1:], l.a.dtype.Size())))
	}
	bad := -1
	if l.index.dtype == dtype.Int32 {
		bad = gatherAll[int32](l, out.ptr, step, row)
	} else {
		bad = gatherAll[int64](l, out.ptr, step, row)
	}
	keep(l.a, l.index, out)
	if bad >= 0 {
		out.Release()
		return Failed(l.outside(fn, bad))
	}
	return out
}

// outside is the error of an index that is not on the axis.
func (l *lookup) outside(fn string, bad int) error {
	at := 0
	if l.index.dtype == dtype.Int32 {
		at = int(elementsAt[int32](l.index.ptr, l.points)[bad])
	} else {
		at = int(elementsAt[int64](l.index.ptr, l.points)[bad])
	}
	return outOfBounds(fn, at, l.axis, l.a.shape()[l.axis]).err
}

// gatherAll copies what is picked to dst, where the points and the rows are some bytes
// apart. It returns the place of the first index that is not on the axis, or -1.
func gatherAll[I int32 | int64](l *lookup, dst unsafe.Pointer, step, apart int) int {
	a := l.a
	index := elementsAt[I](l.index.ptr, l.points)
	n, stride := a.shape()[l.axis], a.strides()[l.axis]
	size := l.block
	if size != a.dtype.Size() {
		size = 0 // several elements, as bytes
	}
	row := 0
	var lead walker
	for more := lead.points(a.shape()[:l.axis], a.strides()[:l.axis]); more; more = lead.next() {
		// Only here: after the last row it would leave the memory.
		dst := unsafe.Add(dst, row*apart)
		row++
		src := a.at(lead.offset)
		bad := -1
		switch size {
		case 1:
			bad = gatherOf[uint8](dst, src, index, n, stride, step)
		case 2:
			bad = gatherOf[uint16](dst, src, index, n, stride, step)
		case 4:
			bad = gatherOf[uint32](dst, src, index, n, stride, step)
		case 8:
			bad = gatherOf[uint64](dst, src, index, n, stride, step)
		case 16:
			bad = gatherOf[[2]uint64](dst, src, index, n, stride, step)
		default:
			for i, at := range index {
				at := onAxis(at, n)
				if at < 0 {
					bad = i
					break
				}
				copy(bytesAt(unsafe.Add(dst, i*step), l.block), bytesAt(unsafe.Add(src, at*stride), l.block))
			}
		}
		if bad >= 0 {
			return bad
		}
	}
	return -1
}

// onAxis returns an index of an axis of length n counted from its beginning, or a
// negative number if it is not on it.
func onAxis[I int32 | int64](i I, n int) int {
	at := int64(i)
	at += at >> 63 & int64(n)
	if uint64(at) >= uint64(n) {
		return -1
	}
	return int(at)
}

func gatherOf[T word, I int32 | int64](dst, src unsafe.Pointer, index []I, n, stride, step int) int {
	if step != int(unsafe.Sizeof(*new(T))) {
		for i, at := range index {
			at := onAxis(at, n)
			if at < 0 {
				return i
			}
			*(*T)(unsafe.Add(dst, i*step)) = *(*T)(unsafe.Add(src, at*stride))
		}
		return -1
	}
	out := elementsAt[T](dst, len(index))
	if stride == int(unsafe.Sizeof(*new(T))) {
		row := elementsAt[T](src, n)
		for i, v := range index {
			at := int(v)
			if at < 0 {
				at += len(row)
			}
			if uint(at) >= uint(len(row)) {
				return i
			}
			out[i] = row[at]
		}
		return -1
	}
	for i, at := range index {
		at := onAxis(at, n)
		if at < 0 {
			return i
		}
		out[i] = *(*T)(unsafe.Add(src, at*stride))
	}
	return -1
}

// scatter copies the elements of src, which are broadcast, to what is picked. All
// indices are looked at before the first element is written. ok is false where
// the layout of src asks for more.
func (l *lookup) scatter(fn string, src *Array) (ok bool, err error) {
	from, err := src.assignedTo(fn, l.shape())
	if err != nil {
		return true, l.firstError(fn, err)
	}
	step := l.block // in from, for each index
	if from.flags&flagC == 0 {
		st, sh := from.strides(), from.shape()
		for i, n := range sh[:l.axis+int(l.index.ndim)] {
			if n != 1 && st[i] != 0 {
				return false, nil
			}
		}
		size := l.a.dtype.Size()
		for i := len(sh) - 1; i >= l.axis+int(l.index.ndim); i-- {
			if sh[i] != 1 && st[i] != size {
				return false, nil
			}
			size *= sh[i]
		}
		step = 0
	}
	if from.flags&flagAligned == 0 {
		return false, nil
	}
	if l.a.overlaps(l.index) {
		if l.index = l.index.Copy(); l.index.err != nil {
			return true, l.index.err
		}
	}
	if err := l.firstError(fn, nil); err != nil {
		return true, err
	}
	bad := -1
	if l.index.dtype == dtype.Int32 {
		bad = scatterAll[int32](l, from.ptr, step)
	} else {
		bad = scatterAll[int64](l, from.ptr, step)
	}
	keep(l.a, l.index, from)
	if bad >= 0 { // the indices have changed meanwhile
		return true, l.outside(fn, bad)
	}
	return true, nil
}

// firstError is the error of the first index that is not on the axis, or else the
// one given.
func (l *lookup) firstError(fn string, other error) error {
	bad := -1
	if l.index.dtype == dtype.Int32 {
		bad = firstOutside[int32](l)
	} else {
		bad = firstOutside[int64](l)
	}
	if bad >= 0 {
		return l.outside(fn, bad)
	}
	return other
}

// firstOutside returns the place of the first index that is not on the axis, or -1.
func firstOutside[I int32 | int64](l *lookup) int {
	n := l.a.shape()[l.axis]
	index := elementsAt[I](l.index.ptr, l.points)
	low, high := index[0], index[0]
	for _, i := range index {
		low, high = min(low, i), max(high, i)
	}
	if onAxis(low, n) >= 0 && onAxis(high, n) >= 0 {
		return -1
	}
	return slices.IndexFunc(index, func(i I) bool { return onAxis(i, n) < 0 })
}

// scatterAll copies elements of src, step bytes apart, to what is picked.
func scatterAll[I int32 | int64](l *lookup, src unsafe.Pointer, step int) int {
	a := l.a
	index := elementsAt[I](l.index.ptr, l.points)
	n, stride := a.shape()[l.axis], a.strides()[l.axis]
	size := l.block
	if size != a.dtype.Size() {
		size = 0
	}
	var lead walker
	row := 0
	for more := lead.points(a.shape()[:l.axis], a.strides()[:l.axis]); more; more = lead.next() {
		// Only here: after the last row it would leave the memory.
		src := unsafe.Add(src, row*l.points*step)
		row++
		dst := a.at(lead.offset)
		bad := -1
		switch size {
		case 1:
			bad = scatterOf[uint8](dst, src, index, n, stride, step)
		case 2:
			bad = scatterOf[uint16](dst, src, index, n, stride, step)
		case 4:
			bad = scatterOf[uint32](dst, src, index, n, stride, step)
		case 8:
			bad = scatterOf[uint64](dst, src, index, n, stride, step)
		case 16:
			bad = scatterOf[[2]uint64](dst, src, index, n, stride, step)
		default:
			for i, at := range index {
				at := onAxis(at, n)
				if at < 0 {
					bad = i
					break
				}
				copy(bytesAt(unsafe.Add(dst, at*stride), l.block), bytesAt(unsafe.Add(src, i*step), l.block))
			}
		}
		if bad >= 0 {
			return bad
		}
	}
	return -1
}

func scatterOf[T word, I int32 | int64](dst, src unsafe.Pointer, index []I, n, stride, step int) int {
	values := elementsAt[T](src, 1) // one for all
	if step != 0 {
		values = elementsAt[T](src, len(index))
	}
	if stride == int(unsafe.Sizeof(*new(T))) {
		return scatterRow(elementsAt[T](dst, n), values, index)
	}
	for i, at := range index {
		at := onAxis(at, n)
		if at < 0 {
			return i
		}
		*(*T)(unsafe.Add(dst, at*stride)) = values[min(i, len(values)-1)]
	}
	return -1
}

// scatterRow is scatterOf for elements that lie side by side.
func scatterRow[T word, I int32 | int64](row, values []T, index []I) int {
	if len(values) < len(index) {
		value := values[0]
		for i, v := range index {
			at := int(v)
			if at < 0 {
				at += len(row)
			}
			if uint(at) >= uint(len(row)) {
				return i
			}
			row[at] = value
		}
		return -1
	}
	values = values[:len(index)]
	for i, v := range index {
		at := int(v)
		if at < 0 {
			at += len(row)
		}
		if uint(at) >= uint(len(row)) {
			return i
		}
		row[at] = values[i]
	}
	return -1
}
