// SPDX-License-Identifier: BSD-3-Clause

package lang

import (
	"math"
	"unsafe"

	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// samePath is the scalar function of lanes that are rare only because somebody looks for
// them: it returns them.
const samePath = "github.com/arraygen/arraygen/internal/convert.Same"

// lacks reports whether there are numbers of type from that type to has no value for:
// those that an integer type is too small for, NaN and infinities among them, and finite
// ones that a floating type rounds to infinity.
func lacks(to, from dtype.DType) bool {
	f, t := from.Kind(), to.Kind()
	fromFloat, toFloat := f == dtype.KindFloat || f == dtype.KindComplex, t == dtype.KindFloat || t == dtype.KindComplex
	switch {
	case t == dtype.KindInt || t == dtype.KindUint:
		return fromFloat
	case fromFloat && toFloat:
		return greatest(from) >= firstRounded(to)
	case toFloat && f != dtype.KindBool:
		return !f.Time() && greatest(from) >= firstRounded(to)
	}
	return false
}

// within is x where to has a value for it. The other lanes are rare, of complex numbers
// where a part that is converted is.
func within(f *ir.Func, to, from dtype.DType, v val) val {
	both := v.im != nil && to.Kind() == dtype.KindComplex
	cond := lacking(f, to, from, v.re)
	if both {
		cond = f.Binary(ir.Or, cond, lacking(f, to, from, v.im))
	}
	same := func(x *ir.Value) *ir.Value { return f.Rare(cond, x, samePath, ir.RareResult(0, 1), x) }
	if bits := (half{f: f, d: from}).loaded(v.re); from.Short() && bits != nil {
		return loadParts(f, from, func(int) *ir.Value { return same(bits) })
	}
	r := val{re: same(v.re), im: v.im}
	if both {
		r.im = same(v.im)
	}
	return r
}

// isWithin reports whether a float was made by within.
func isWithin(x *ir.Value) bool {
	for x.Op == ir.HalfToF32 || x.Op == ir.Bitcast || x.Op == ir.Shl || x.Op == ir.Convert {
		x = x.Args[0]
	}
	return x.Op == ir.Rare && x.Slow == samePath
}

// lacking reports whether type to has no value for x.
func lacking(f *ir.Func, to, from dtype.DType, x *ir.Value) *ir.Value {
	if x.Type.Is(ir.KindInteger) {
		first := int64(firstRounded(to))
		over := f.Binary(ir.Lt, f.Int(x.Type, first-1), x)
		if x.Type.Is(ir.KindInt) {
			over = f.Binary(ir.Or, over, f.Binary(ir.Lt, x, f.Int(x.Type, 1-first)))
		}
		return over
	}
	bits := (half{f: f, d: from}).loaded(x)
	if !from.Short() {
		bits = x
	}
	t := ir.Int(bits.Type.Size())
	return lackingBits(f, to, from, f.Bitcast(t, bits))
}

// lackingBits is lacking of the bits of a float. Of bits as integers with a sign, those of
// negative floats are below all others, and with the sign turned over they are in the
// order of their magnitudes.
func lackingBits(f *ir.Func, to, from dtype.DType, s *ir.Value) *ir.Value {
	t := s.Type
	sign := uint64(1) << (t.Bits() - 1)
	constant := func(bits uint64) *ir.Value { return f.Const(t, bits) }
	above := func(s *ir.Value, first uint64) *ir.Value { return f.Binary(ir.Lt, constant(first-1), s) }
	inf := bitsOf(from, math.Inf(1))
	if k := to.Kind(); k == dtype.KindInt || k == dtype.KindUint {
		low, high := 0.0, math.Ldexp(1, 8*to.Size())
		if k == dtype.KindInt {
			high /= 2
			low = -high
		}
		positive := firstBits(from, inf, func(x float64) bool { return x >= high })
		negative := firstBits(from, inf, func(x float64) bool { return math.Trunc(-x) < low })
		if positive == negative {
			return above(f.Binary(ir.And, s, constant(sign-1)), positive)
		}
		return f.Binary(ir.Or, above(s, positive), above(f.Binary(ir.Xor, s, constant(sign)), negative))
	}
	// Infinities and NaNs are themselves: from the first number on to infinity is one
	// comparison, where that is moved to the least integer.
	first := firstBits(from, inf, func(x float64) bool { return x >= firstRounded(to) })
	moved := f.Binary(ir.Add, f.Binary(ir.And, s, constant(sign-1)), constant(sign-first))
	return f.Binary(ir.Lt, moved, constant(sign+inf-first))
}

// firstBits returns the bits of the least positive number of a type that is lacked, or
// those of infinity.
func firstBits(d dtype.DType, inf uint64, lacked func(float64) bool) uint64 {
	low, high := uint64(0), inf
	for low < high {
		if middle := low + (high-low)/2; lacked(numberOf(d, middle)) {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return low
}

// bitsOf returns the bits of a number of a type, or of the parts of a complex one.
func bitsOf(d dtype.DType, x float64) (bits uint64) {
	dtype.Cast(unsafe.Pointer(&bits), d.Part(), unsafe.Pointer(&x), dtype.Float64)
	return bits
}

// numberOf returns the number that bits are.
func numberOf(d dtype.DType, bits uint64) (x float64) {
	dtype.Cast(unsafe.Pointer(&x), dtype.Float64, unsafe.Pointer(&bits), d.Part())
	return x
}

// firstRounded returns the least number that a floating type, or the parts of a complex
// one, rounds to infinity.
func firstRounded(d dtype.DType) float64 {
	switch d {
	case dtype.Float16:
		return 65520
	case dtype.BFloat16:
		return 0x1.ffp127
	case dtype.Float32, dtype.Complex64:
		return 0x1.ffffffp127
	}
	return math.Inf(1)
}

// greatest returns the greatest magnitude of the numbers of a type.
func greatest(d dtype.DType) float64 {
	switch d.Kind() {
	case dtype.KindInt:
		return math.Ldexp(1, 8*d.Size()-1)
	case dtype.KindUint:
		return math.Ldexp(1, 8*d.Size()) - 1
	}
	switch d {
	case dtype.Float16:
		return 65504
	case dtype.BFloat16:
		return 0x1.fep127
	case dtype.Float32, dtype.Complex64:
		return 0x1.fffffep127
	}
	return math.MaxFloat64
}
