// SPDX-License-Identifier: BSD-3-Clause

package ndarray

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/fault"
)

// Index is one part of an index, see [Array.Index]: an [Int], a [Range], an
// [*Array] of integers or bools, [NewAxis] or [Ellipsis].
type Index interface{ indexItem() }

// Int is an index that picks one element of an axis, which goes. A negative
// one counts from the end.
type Int int

// Range is an index that picks a part of an axis. Its ends are Python's: the
// start is in it, the stop is not, negative ones count from the end, and ends
// beyond the axis are cut to it.
type Range struct {
	start, stop, step int
	hasStart, hasStop bool
}

type marker uint8

const (
	// NewAxis is an index that makes a new axis of length 1.
	NewAxis marker = iota
	// Ellipsis stands for all axes that the other parts of an index leave over.
	Ellipsis
)

func (Int) indexItem()    {}
func (Range) indexItem()  {}
func (marker) indexItem() {}
func (*Array) indexItem() {}

// All is the range of a whole axis.
var All Range

// From returns the range from start to the end of an axis.
func From(start int) Range { return Range{start: start, hasStart: true} }

// To returns the range from the beginning of an axis up to stop, without it.
func To(stop int) Range { return Range{stop: stop, hasStop: true} }

// To returns r with a stop.
func (r Range) To(stop int) Range {
	r.stop, r.hasStop = stop, true
	return r
}

// Step returns r with a step; a negative one walks backwards.
func (r Range) Step(step int) Range {
	r.step = step
	if step == 0 {
		r.step = badStep
	}
	return r
}

// badStep marks a step of 0: the field is 0 in a Range without a step.
const badStep = math.MinInt

// bounds returns where the range begins in an axis of length n, its length and
// its step, by Python's rules. ok is false where the step is 0.
func (r Range) bounds(n int) (start, count, step int, ok bool) {
	step = r.step
	switch step {
	case 0:
		step = 1
	case badStep:
		return 0, 0, 0, false
	}
	low, high := 0, n // where start and stop are cut
	if step < 0 {
		low, high = -1, n-1
	}
	start, stop := low, high
	if step < 0 {
		start, stop = high, low
	}
	if r.hasStart {
		start = cut(r.start, n, low, high)
	}
	if r.hasStop {
		stop = cut(r.stop, n, low, high)
	}
	switch {
	case step > 0 && start < stop:
		count = (stop-start-1)/step + 1
	case step < 0 && stop < start:
		count = (start-stop-1)/-step + 1
	default:
		start = 0
	}
	return start, count, step, true
}

func cut(at, n, low, high int) int {
	if at < 0 {
		if at += n; at < 0 {
			return low
		}
	}
	return min(at, high)
}

// part is a part of an index in one form for both notations.
type part struct {
	kind  partKind
	at    int // of an integer
	r     Range
	array *Array
}

type partKind uint8

const (
	partInt partKind = iota
	partRange
	partNewAxis
	partEllipsis
	partArray
)

// Index returns the part of a that the items pick, NumPy's a[item, …]: a view
// with Int, Range, NewAxis and Ellipsis alone, a copy where there is an array
// among them. Axes that are left over are taken whole.
//
// An Int for each axis picks an element, which is a copy too, see [Array.At].
//
// An array of integers picks elements along an axis; several are broadcast
// together and pick points. An array of bools picks the points at which it is
// true, over as many axes as it has; without axes it picks all of a or nothing.
// The axes of what they pick stand where
// the arrays stood, or first where the arrays were not side by side.
func (a *Array) Index(items ...Index) *Array { return a.IndexTo(nil, items...) }

// IndexTo is [Array.Index] with a place for the result, unless that is a view or
// an element.
func (a *Array) IndexTo(to Make, items ...Index) *Array {
	if a.Err() != nil {
		return a.failed()
	}
	var buf [8]part
	parts, arrays, err := partsOf(buf[:0], items)
	if err != nil {
		return Failed(err)
	}
	if arrays {
		return a.gather("Index", parts, to, pointByPoint)
	}
	return a.pick("Index", parts)
}

// pick applies an index without arrays: an element is copied.
func (a *Array) pick(fn string, parts []part) *Array {
	if len(parts) != int(a.ndim) {
		return a.basic(fn, parts)
	}
	offset := 0
	for axis := range parts {
		p := &parts[axis]
		if p.kind != partInt {
			return a.basic(fn, parts)
		}
		at, ok := position(p.at, a.shape()[axis])
		if !ok {
			return outOfBounds(fn, p.at, axis, a.shape()[axis])
		}
		offset += at * a.strides()[axis]
	}
	return a.elementCopy(offset)
}

// elementCopy returns a copy of the element at an offset in bytes, in the memory
// of its own header. It is read-only: a write that is meant for a would be lost.
func (a *Array) elementCopy(offset int) *Array {
	e, _, _ := header(nil, a.dtype, nil, flagReadOnly, 0)
	e.ptr = unsafe.Pointer(&e.dims)
	n := a.dtype.Size()
	copy(unsafe.Slice((*byte)(e.ptr), n), unsafe.Slice((*byte)(a.at(offset)), n))
	keep(a)
	return e.seal()
}

func partsOf(parts []part, items []Index) (_ []part, arrays bool, err error) {
	for i, item := range items {
		switch item := item.(type) {
		case Int:
			parts = append(parts, part{kind: partInt, at: int(item)})
		case Range:
			parts = append(parts, part{kind: partRange, r: item})
		case marker:
			if item == NewAxis {
				parts = append(parts, part{kind: partNewAxis})
			} else {
				parts = append(parts, part{kind: partEllipsis})
			}
		case *Array:
			// A copy of the header, so that the boxes of the other items needn't
			// go to the heap with the arrays.
			arrays = true
			parts = append(parts, part{kind: partArray, array: item.copyHeader()})
		default:
			return nil, false, fault.New("Index", ErrIndex, "part %d of the index is nil", i)
		}
	}
	return parts, arrays, nil
}

// At returns what integers pick on the first axes of a, NumPy's a[i, j]: a view
// of the other axes, or, where there is an integer for each axis, a copy of the
// element. Like NumPy's scalars it has no axes and never changes, so that an
// element that was read is not overwritten with the array; it is read-only.
// [SetAt] and [Array.SetIndex] write elements; an index with Ellipsis is a view.
func (a *Array) At(index ...int) *Array {
	if a.Err() != nil {
		return a.failed()
	}
	n := int(a.ndim)
	if len(index) > n {
		return fail("At", ErrIndex, "%d indices for an array of shape %s", len(index), shapeText(a.shape()))
	}
	offset, bad := a.offset(index)
	if bad >= 0 {
		return outOfBounds("At", index[bad], bad, a.shape()[bad])
	}
	if len(index) == n {
		return a.elementCopy(offset)
	}
	v, shape, strides := a.view(a.at(offset), n-len(index))
	copy(shape, a.shape()[len(index):])
	copy(strides, a.strides()[len(index):])
	return v.seal()
}

// offset returns the offset of an index on the first axes in bytes, or the
// axis on which it is out of bounds, else -1.
func (a *Array) offset(index []int) (offset, bad int) {
	sh, st := a.shape(), a.strides()
	for i, at := range index {
		at, ok := position(at, sh[i])
		if !ok {
			return 0, i
		}
		offset += at * st[i]
	}
	return offset, -1
}

// position returns the element that an index on an axis of length n means, which
// from -1 down counts from the end; ok is false if there is none.
func position(index, n int) (at int, ok bool) {
	if index < 0 {
		index += n
	}
	return index, uint(index) < uint(n)
}

func outOfBounds(fn string, at, axis, n int) *Array {
	return fail(fn, ErrIndex, "index %d is out of bounds for axis %d with length %d", at, axis, n)
}

// Slice returns the view that an index in NumPy's notation picks: integers,
// ranges start:stop:step, ... and None (or newaxis), separated by commas. An
// integer for each axis picks an element, which is copied, see [Array.At].
//
//	a.Slice("1:-1:2, ..., ::-1, None, 3")
func (a *Array) Slice(index string) *Array {
	if a.Err() != nil {
		return a.failed()
	}
	var buf [8]part
	parts, ok := parseIndex(buf[:0], index)
	if !ok {
		return fail("Slice", ErrIndex, "%q is no index; write integers, start:stop:step, ... or None, separated by commas", index)
	}
	return a.pick("Slice", parts)
}

// parseIndex appends the parts of an index to parts. It is a scanner by hand
// because it stands on the way of every view.
func parseIndex(parts []part, s string) ([]part, bool) {
	for at := 0; ; {
		at = skipSpace(s, at)
		if at == len(s) {
			return parts, len(parts) > 0 // a comma at the end is allowed, as in Python
		}
		parts = append(parts, part{})
		p := &parts[len(parts)-1]
		switch {
		case strings.HasPrefix(s[at:], "..."):
			p.kind = partEllipsis
			at += 3
		case strings.HasPrefix(s[at:], "newaxis"):
			p.kind = partNewAxis
			at += 7
		default:
			v, next, given, ok := parseEnd(s, at)
			if !ok {
				return nil, false
			}
			none := !given && next > at // the word None
			at = skipSpace(s, next)
			if at == len(s) || s[at] != ':' {
				switch {
				case none:
					p.kind = partNewAxis
				case given:
					p.at = v
				default:
					return nil, false
				}
				break
			}
			p.kind = partRange
			p.r.start, p.r.hasStart = v, given
			if p.r.stop, at, p.r.hasStop, ok = parseEnd(s, skipSpace(s, at+1)); !ok {
				return nil, false
			}
			if at = skipSpace(s, at); at < len(s) && s[at] == ':' {
				if v, at, given, ok = parseEnd(s, skipSpace(s, at+1)); !ok {
					return nil, false
				}
				if given {
					p.r = p.r.Step(v)
				}
			}
		}
		if at = skipSpace(s, at); at == len(s) {
			return parts, true
		}
		if s[at] != ',' {
			return nil, false
		}
		at++
	}
}

func skipSpace(s string, at int) int {
	for at < len(s) && (s[at] == ' ' || s[at] == '\t') {
		at++
	}
	return at
}

// parseEnd reads an integer, or None, or nothing. given tells whether it was
// an integer.
func parseEnd(s string, at int) (v, next int, given, ok bool) {
	if at == len(s) {
		return 0, at, false, true
	}
	switch c := s[at]; {
	case c == ':' || c == ',':
		return 0, at, false, true
	case c == 'N':
		return 0, at + 4, false, strings.HasPrefix(s[at:], "None")
	}
	start := at
	if s[at] == '-' || s[at] == '+' {
		at++
	}
	digits := at
	for at < len(s) && s[at]-'0' <= 9 {
		v = v*10 + int(s[at]-'0')
		at++
	}
	switch {
	case at == digits:
		return 0, at, false, false
	case at-digits > 9: // it may not fit an int
		v, err := strconv.Atoi(s[start:at])
		return v, at, true, err == nil
	case s[start] == '-':
		v = -v
	}
	return v, at, true, true
}

// basic applies an index without arrays.
func (a *Array) basic(fn string, parts []part) *Array {
	used, added, err := a.axesIndexed(fn, parts)
	if err != nil {
		return Failed(err)
	}
	n := int(a.ndim)
	if n+added > MaxDims {
		return fail(fn, ErrIndex, "the result would have %d axes, the most is %d", n+added, MaxDims)
	}
	v, shape, strides := a.view(a.ptr, n+added)
	sh, st := a.shape(), a.strides()
	offset, from, to := 0, 0, 0 // from and to are the next axes of a and of the view
	for i := range parts {
		switch p := &parts[i]; p.kind {
		case partInt:
			at, ok := position(p.at, sh[from])
			if !ok {
				return outOfBounds(fn, p.at, from, sh[from])
			}
			offset += at * st[from]
			from++
		case partRange:
			start, count, step, ok := p.r.bounds(sh[from])
			if !ok {
				return fail(fn, ErrIndex, "the step of a range can't be 0")
			}
			offset += start * st[from]
			shape[to], strides[to] = count, st[from]
			if count > 1 {
				strides[to] *= step
			}
			from++
			to++
		case partNewAxis:
			shape[to] = 1
			to++
		case partEllipsis:
			whole := n - used
			copy(shape[to:], sh[from:from+whole])
			copy(strides[to:], st[from:from+whole])
			from += whole
			to += whole
		}
	}
	copy(shape[to:], sh[from:])
	copy(strides[to:], st[from:])
	if slices.Contains(shape, 0) {
		offset = 0 // an array without elements may have no room for it
	}
	v.ptr = a.at(offset)
	return v.seal()
}
