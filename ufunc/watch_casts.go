// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"math"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// castConditions returns the conditions that conversions from one type to another meet.
func castConditions(from, to dtype.DType) Conditions {
	number := func(k dtype.Kind) bool { return k == dtype.KindFloat || k == dtype.KindComplex }
	switch f, t := from.Kind(), to.Kind(); {
	case number(f) && (t == dtype.KindInt || t == dtype.KindUint):
		return InvalidValue
	case number(f) && number(t) && !dtype.CanCast(from, to, dtype.Safe) || (f == dtype.KindInt || f == dtype.KindUint) && number(t) && t != dtype.KindComplex && to.Size() <= 2:
		if (1<<from|1<<to)&storedTypes == 0 && checkedCast(from, to) == nil {
			return Underflow // to has values for all
		}
		return Overflow | Underflow
	}
	return 0
}

// castCondition returns the condition of the conversion of one element.
func castCondition(from, to dtype.DType, src, dst unsafe.Pointer) (found Conditions) {
	x := load(src, from)
	if k := to.Kind(); k == dtype.KindInt || k == dtype.KindUint {
		bits := 8 * to.Size()
		low, high := 0.0, math.Ldexp(1, bits)
		if k == dtype.KindInt {
			high /= 2
			low = -high
		}
		if v := math.Trunc(real(x)); !(v >= low && v < high) {
			return InvalidValue
		}
		return 0
	}
	if to.Kind() == dtype.KindFloat {
		x = complex(real(x), 0)
	}
	if special(dst, to) && isFinite(x) {
		return Overflow
	}
	if y := load(dst, to); tiny(dst, to) && (tinyDiffers(real(x), real(y), to) || tinyDiffers(imag(x), imag(y), to)) {
		return Underflow
	}
	return 0
}

// tinyDiffers reports whether the part y of a number of type d is below the least
// normal number and another than x.
func tinyDiffers(x, y float64, d dtype.DType) bool {
	return x != y && math.Abs(y) < leastNormal(d)
}

// castRows returns those of the conditions left that the conversion of rows of n
// elements met.
func castRows(from, to dtype.DType, src, dst block, rows, n int, left Conditions, skip func(r, i int) bool) (found Conditions) {
	if left &= castConditions(from, to); left == 0 {
		return 0
	}
	for r := range rows {
		for i := range n {
			c := castCondition(from, to, addr(src.ptr, r*src.outer+i*src.inner), addr(dst.ptr, r*dst.outer+i*dst.inner))
			if c&left == 0 || skip != nil && skip(r, i) {
				continue
			}
			if found |= c & left; found == left {
				return found
			}
		}
	}
	return found
}

// convert is of lookout.
func (s *watch) convert(w *worker, set *kernel.Set, from, to dtype.DType, src, dst block, rows, n int, masked bool) {
	left := s.left() & castConditions(from, to)
	if left != 0 && left&Underflow == 0 {
		if checked := stopping(from, to, s.level, left); checked != nil && w.convertChecked(checked.At(s.level), src, dst, rows, n) {
			return
		}
	}
	w.convert(set, src, dst, rows, n)
	if left != 0 {
		var skip func(r, i int) bool
		if masked && w.mask.ptr != nil {
			skip = func(r, i int) bool { return !w.taken(r, i) }
		}
		s.add(castRows(from, to, src, dst, rows, n, left, skip))
	}
}

// convertChecked runs a cast that may stop, and reports whether it did not.
func (w *worker) convertChecked(f kernel.Func, src, dst block, rows, n int) bool {
	a := &w.cast
	a.Rows, a.N = rows, n
	a.Op[0].Ptr, a.Op[0].Inner, a.Op[0].Outer = src.ptr, src.inner, src.outer
	a.Op[1].Ptr, a.Op[1].Inner, a.Op[1].Outer = dst.ptr, dst.inner, dst.outer
	return complete(f, a)
}

// once is of lookout.
func (s *watch) once(o *operand) {
	if o.cast == nil || castConditions(o.dtype, o.to)&s.left() == 0 {
		return
	}
	var cell [2]uint64
	dtype.Cast(unsafe.Pointer(&cell), o.to, o.ptr, o.dtype)
	s.add(castRows(o.dtype, o.to, block{o.ptr, 0, 0}, block{unsafe.Pointer(&cell), 0, 0}, 1, 1, s.left(), nil))
}
