// SPDX-License-Identifier: BSD-3-Clause

package lang

import (
	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// Stored returns how an element of type d lies in memory.
func Stored(name string, d dtype.DType) ir.Operand {
	t, ok := ir.ParseType(d.Descriptor().Lane.String())
	if !ok {
		panic("lang: no lane type for " + d.String())
	}
	return ir.Operand{Name: name, Lane: t, Pair: d.Part() != d}
}

// val is a value of the language: one lane, or two for a complex number.
type val struct{ re, im *ir.Value }

// load reads input i, of type d, as lanes.
func load(f *ir.Func, i int, d dtype.DType) val {
	return loadParts(f, d, func(part int) *ir.Value { return f.Param(i, part) })
}

// loadParts reads an element of type d as lanes; part returns those of it in memory.
func loadParts(f *ir.Func, d dtype.DType, part func(int) *ir.Value) val {
	p := part(0)
	switch d {
	case dtype.Bool:
		return val{re: f.Binary(ir.Ne, p, f.Const(ir.U8, 0))}
	case dtype.Float16:
		return val{re: f.Emit(ir.HalfToF32, ir.F32, 0, p)}
	case dtype.BFloat16:
		return val{re: f.Bitcast(ir.F32, f.Shift(ir.Shl, f.Convert(ir.U32, p), 16))}
	case dtype.Complex64, dtype.Complex128:
		return val{p, part(1)}
	}
	own(d)
	return val{re: p}
}

// store writes v as output i of type d. cast says that v was made by Cast, whose
// NaNs need no more care.
func store(f *ir.Func, i int, d dtype.DType, v val, cast bool) {
	switch d {
	case dtype.Bool:
		v.re = f.Select(v.re, f.Const(ir.U8, 1), f.Const(ir.U8, 0))
	case dtype.Float16, dtype.BFloat16:
		v.re = half{f, d, cast, map[*ir.Value]stored{}}.store(v.re).bits
	case dtype.Complex64, dtype.Complex128:
		f.Return(i, 1, v.im)
	default:
		own(d)
	}
	f.Return(i, 0, v.re)
}

// own stops the compiler unless elements of type d are lanes as they are: another
// type needs a case of its own in load and store.
func own(d dtype.DType) {
	if d.Descriptor().Lane != d && !d.Kind().Time() { // whose elements are counts
		panic("lang: load and store don't know elements of " + d.String())
	}
}

// half writes float32 lanes as elements of type d, float16 or bfloat16.
type half struct {
	f    *ir.Func
	d    dtype.DType
	cast bool
	done map[*ir.Value]stored
}

// stored is the bits of an element, and whether those of an operand's are among
// them.
type stored struct {
	bits  *ir.Value
	moved bool
}

// store returns the bits of the element that x becomes. What is an operand's
// element, or one of those chosen or with another sign, is not rounded: the bits of
// its NaN, a signalling one too, stay what they are.
func (h half) store(x *ir.Value) stored {
	s, ok := h.done[x]
	if !ok {
		s = h.move(x)
		if s.bits == nil {
			s.bits = h.round(x)
		}
		h.done[x] = s
	}
	return s
}

// round rounds x to the type. The operations make a NaN quiet; one that is made of
// bits stays as it is.
func (h half) round(x *ir.Value) *ir.Value {
	var r *ir.Value
	if h.d == dtype.Float16 {
		r = h.f.Emit(ir.F32ToHalf, ir.U16, 0, x)
	} else {
		r = toBFloat16(h.f, x)
	}
	if h.cast || !h.fromBits(x, map[*ir.Value]bool{}) {
		return r
	}
	return h.f.Select(h.f.Binary(ir.Ne, x, x), h.nan(x), r)
}

// nan returns the bits of the element that a NaN becomes: sign and the upper bits
// of the payload, or the quiet bit where that leaves none.
func (h half) nan(x *ir.Value) *ir.Value {
	f := h.f
	u := f.Bitcast(ir.U32, x)
	u32 := func(c uint64) *ir.Value { return f.Const(ir.U32, c) }
	and := func(v *ir.Value, c uint64) *ir.Value { return f.Binary(ir.And, v, u32(c)) }
	shift, fraction, quiet := 16, uint64(0x7f), uint64(0x40)
	if h.d == dtype.Float16 {
		shift, fraction, quiet = 13, 0x3ff, 0x200
	}
	payload := and(f.Shift(ir.Shr, u, shift), fraction)
	payload = f.Select(f.Binary(ir.Eq, payload, u32(0)), u32(quiet), payload)
	top := f.Binary(ir.Or, and(f.Shift(ir.Shr, u, 16), 0x8000), u32(0x7fff&^fraction))
	return f.Convert(ir.U16, f.Binary(ir.Or, top, payload))
}

// fromBits reports whether a NaN of x may be one that no operation of floats made. seen are variables of loops that
// are being looked at.
func (h half) fromBits(x *ir.Value, seen map[*ir.Value]bool) bool {
	if seen[x] {
		return false
	}
	switch x.Op {
	case ir.Bitcast, ir.Param, ir.Window, ir.HalfToF32:
		return true
	case ir.Lookup:
		return x.Table.FromInput
	case ir.Neg, ir.Abs:
		return h.fromBits(x.Args[0], seen)
	case ir.Select:
		return h.fromBits(x.Args[1], seen) || h.fromBits(x.Args[2], seen)
	case ir.Enter:
		seen[x] = true
		return h.fromBits(x.Args[0], seen) || h.fromBits(h.f.Next(x), seen)
	case ir.Leave:
		return h.fromBits(x.Args[2], seen)
	}
	return false
}

// move returns the bits of an x that is made of elements of operands by moving
// bits, or none.
func (h half) move(x *ir.Value) stored {
	f := h.f
	sign := f.Const(ir.U16, 0x8000)
	if bits := h.loaded(x); bits != nil {
		return stored{bits, true}
	}
	switch x.Op {
	case ir.Neg:
		if a := h.store(x.Args[0]); a.moved {
			return stored{f.Binary(ir.Xor, a.bits, sign), true}
		}
	case ir.Abs:
		if a := h.store(x.Args[0]); a.moved {
			return stored{f.Binary(ir.AndNot, a.bits, sign), true}
		}
	case ir.Select:
		a, b := h.store(x.Args[1]), h.store(x.Args[2])
		if a.moved || b.moved {
			return stored{f.Select(x.Args[0], a.bits, b.bits), true}
		}
	case ir.Bitcast:
		if m, s := x.Copysign(); m != nil {
			if a := h.store(m); a.moved {
				b := f.Binary(ir.And, h.store(s).bits, sign)
				return stored{f.Binary(ir.Or, f.Binary(ir.AndNot, a.bits, sign), b), true}
			}
		}
	}
	return stored{}
}

// loaded returns the bits of the element that load made x of, or nil.
func (h half) loaded(x *ir.Value) *ir.Value {
	if h.d == dtype.Float16 {
		if x.Op == ir.HalfToF32 {
			return x.Args[0]
		}
		return nil
	}
	if x.Op != ir.Bitcast || x.Args[0].Op != ir.Shl || x.Args[0].Imm != 16 {
		return nil
	}
	if w := x.Args[0].Args[0]; w.Op == ir.Convert && w.Args[0].Type == ir.U16 {
		return w.Args[0]
	}
	return nil
}

// toBFloat16 rounds a float32 to the bits of the nearest bfloat16, ties to
// even: it adds half a unit, less one where the kept part is even, and cuts.
// A NaN is made quiet, so that the cut leaves one.
func toBFloat16(f *ir.Func, x *ir.Value) *ir.Value {
	u := f.Bitcast(ir.U32, x)
	odd := f.Binary(ir.And, f.Shift(ir.Shr, u, 16), f.Const(ir.U32, 1))
	up := f.Binary(ir.Add, f.Binary(ir.Add, u, f.Const(ir.U32, 0x7fff)), odd)
	nan := f.Binary(ir.Or, u, f.Const(ir.U32, 0x400000))
	r := f.Select(f.Binary(ir.Ne, x, x), nan, up)
	return f.Convert(ir.U16, f.Shift(ir.Shr, r, 16))
}

// toOdd rounds a float64 to float32 by rounding to odd: an inexact result
// gets an odd last bit. A later rounding to half precision, with two bits
// less or more, then rounds as if it were the only one (Boldo and Melquiond,
// "When double rounding is odd", 2005).
func toOdd(f *ir.Func, x *ir.Value) *ir.Value {
	y := f.Convert(ir.F32, x)
	back := f.Convert(ir.F64, y)
	u := f.Bitcast(ir.U32, y)
	one, zero := f.Const(ir.U32, 1), f.Const(ir.U32, 0)
	over := f.Binary(ir.Lt, f.Unary(ir.Abs, x), f.Unary(ir.Abs, back))
	inexact := f.Binary(ir.Ne, back, x)
	u = f.Binary(ir.Sub, u, f.Select(over, one, zero))
	u = f.Binary(ir.Or, u, f.Select(inexact, one, zero))
	return f.Bitcast(ir.F32, u)
}

// cast converts v between any two element types: numbers to bool are x != 0,
// complex to real drops the imaginary part, float to integer truncates,
// saturates and takes NaN to 0, everything else rounds once. NaN becomes the
// canonical one, except between equal types, which only moves bits.
func cast(f *ir.Func, to, from dtype.DType, v val) val {
	if from == dtype.Bool {
		if to == dtype.Bool {
			return v
		}
		t := laneOf(to)
		one := f.Int(t, 1)
		if t.Is(ir.KindFloat) {
			one = f.Float(t, 1)
		}
		r := val{re: f.Select(v.re, one, f.Const(t, 0))}
		if to.Kind() == dtype.KindComplex {
			r.im = f.Const(t, 0)
		}
		return r
	}
	if to == dtype.Bool {
		r := f.Binary(ir.Ne, v.re, f.Const(v.re.Type, 0))
		if v.im != nil {
			r = f.Binary(ir.Or, r, f.Binary(ir.Ne, v.im, f.Const(v.im.Type, 0)))
		}
		return val{re: r}
	}
	t := laneOf(to)
	r := val{re: castLane(f, to, from, v.re)}
	if to.Kind() == dtype.KindComplex {
		r.im = f.Const(t, 0)
		if v.im != nil {
			r.im = f.Convert(t, v.im)
		}
	}
	return r
}

// castLane converts a lane of an element of type from.
func castLane(f *ir.Func, to, from dtype.DType, x *ir.Value) *ir.Value {
	t := laneOf(to)
	if from != to && t.Is(ir.KindFloat) && x.Type == t {
		return f.Unary(ir.Canonical, x) // as complex to its parts' type
	}
	if to.Short() {
		switch x.Type {
		case ir.F64:
			return toOdd(f, x)
		case ir.I32, ir.U32:
			return toOdd(f, f.Convert(ir.F64, x))
		case ir.I64, ir.U64:
			return toOdd(f, sticky(f, x))
		}
	}
	if x.Type.Is(ir.KindFloat) && t.Is(ir.KindInteger) && isWithin(x) {
		return f.Emit(ir.Convert, t, ir.InRange, x)
	}
	return f.Convert(t, x)
}

// sticky converts a 64-bit integer to float64 so that nothing below its 53
// bits is lost to a tie: the bits cut are gathered in the last one kept.
func sticky(f *ir.Func, x *ir.Value) *ir.Value {
	const cut = 1<<11 - 1
	t := x.Type
	low := f.Binary(ir.And, x, f.Const(t, cut))
	bit := f.Select(f.Binary(ir.Ne, low, f.Const(t, 0)), f.Const(t, cut+1), f.Const(t, 0))
	r := f.Binary(ir.Or, f.Binary(ir.AndNot, x, f.Const(t, cut)), bit)
	// Small numbers are exact as they are.
	small := f.Binary(ir.Lt, f.Shift(ir.Shr, f.Bitcast(ir.U64, magnitude(f, x)), 53), f.Const(ir.U64, 1))
	return f.Convert(ir.F64, f.Select(small, x, r))
}

func magnitude(f *ir.Func, x *ir.Value) *ir.Value {
	if x.Type.Is(ir.KindInt) {
		return f.Unary(ir.Abs, x)
	}
	return x
}

// laneOf is the lane type that a body sees for d; the part's for complex.
func laneOf(d dtype.DType) ir.Type {
	switch {
	case d == dtype.Bool:
		return ir.Bool
	case d.Short():
		return ir.F32
	}
	return Stored("", d).Lane
}
