// SPDX-License-Identifier: BSD-3-Clause

package legalise

import (
	"math"

	"github.com/arraygen/arraygen/internal/ir"
)

// convert is the rule of Convert, by the kinds of the types.
func convert(b *Builder, n Node) *ir.Value {
	x, t := n.Args[0], n.Type
	from := x.Type
	switch {
	case from.Is(ir.KindInteger) && t.Is(ir.KindInteger):
		return b.resize(t, x)
	case from.Is(ir.KindInteger):
		return b.intToFloat(t, x)
	case t.Is(ir.KindInteger) && n.Imm == ir.InRange:
		return b.floatInRange(t, x)
	case t.Is(ir.KindInteger):
		return b.floatToInt(t, x)
	}
	return nil
}

// resize widens or narrows an integer by factors of two, and takes the
// signedness of the result from that of x: it is only bits.
func (b *Builder) resize(t ir.Type, x *ir.Value) *ir.Value {
	from := x.Type
	like := func(size int) ir.Type {
		if from.Is(ir.KindInt) {
			return ir.Int(size)
		}
		return ir.Uint(size)
	}
	if t != like(t.Size()) {
		return b.Bitcast(t, b.Convert(like(t.Size()), x))
	}
	size := 2 * from.Size()
	if t.Size() < from.Size() {
		size = from.Size() / 2
	}
	if size == t.Size() {
		return nil
	}
	return b.Convert(t, b.Convert(like(size), x))
}

// intToFloat rounds an integer once.
func (b *Builder) intToFloat(t ir.Type, x *ir.Value) *ir.Value {
	from := x.Type
	switch {
	case from.Size() < 4:
		return b.Convert(t, b.Convert(ir.I32, x))
	case from == ir.U32 && t == ir.F64:
		return b.magicAdd(b.Convert(ir.U64, x), 0x1p52)
	case from == ir.I32 && t == ir.F64:
		return b.Convert(t, b.Convert(ir.I64, x))
	case from == ir.U32:
		hi := b.Convert(ir.F32, b.signed(b.Shift(ir.Shr, x, 16)))
		lo := b.Convert(ir.F32, b.signed(b.And(x, b.Const(from, 0xffff))))
		return b.Add(b.Mul(hi, b.Float(t, 0x1p16)), lo)
	case from.Size() == 8 && t == ir.F64:
		return b.int64ToFloat64(x)
	case from.Size() == 8:
		return b.Convert(t, b.Convert(ir.F64, b.roundToOdd(x)))
	}
	return nil
}

// magicAdd returns the unsigned 64-bit x < 2^52 as float64: set into the
// fraction of 2^52, which is then taken away.
func (b *Builder) magicAdd(x *ir.Value, magic float64) *ir.Value {
	m := b.Float(ir.F64, magic)
	return b.Sub(b.Bitcast(ir.F64, b.Or(x, b.unsigned(m))), m)
}

// int64ToFloat64 sets the halves of x into the fractions of 2^84 and 2^52.
// Taking 2^84 + 2^52 from the high one is exact, so the sum rounds once. The high half
// of a signed x is moved up by 2^31, and back in the same constant.
func (b *Builder) int64ToFloat64(x *ir.Value) *ir.Value {
	off, top := 0x1p84+0x1p52, math.Float64bits(0x1p84)
	u := b.unsigned(x)
	if x.Type.Is(ir.KindInt) {
		top |= 1 << 31
		off += 0x1p63
	}
	hi := b.Bitcast(ir.F64, b.Xor(b.Shift(ir.Shr, u, 32), b.Const(ir.U64, top)))
	lo := b.Bitcast(ir.F64, b.Or(b.And(u, b.Const(ir.U64, 1<<32-1)), b.Const(ir.U64, math.Float64bits(0x1p52))))
	return b.Add(b.Sub(hi, b.Float(ir.F64, off)), lo)
}

// roundToOdd returns a 64-bit integer of at most 53 significant bits that
// rounds to the same float32 as x: where x has more, its lowest 11 bits are
// cut off and their union kept in bit 11. See Boldo and Melquiond, "Emulation
// of a FMA and correctly rounded sums: proved algorithms using rounding to
// odd", IEEE Trans. Computers 57 (2008).
func (b *Builder) roundToOdd(x *ir.Value) *ir.Value {
	u := b.unsigned(x)
	low := b.Const(ir.U64, 1<<11-1)
	cut := b.AndNot(b.Or(u, b.Add(b.And(u, low), low)), low)
	// |x| < 2^53 where the bits above 53 are all equal to the sign.
	top := b.Shift(ir.Shr, u, 53)
	if x.Type.Is(ir.KindInt) {
		top = b.Shift(ir.Shr, b.Add(u, b.Const(ir.U64, 1<<53)), 54)
	}
	small := b.Compare(ir.Eq, top, b.Const(ir.U64, 0))
	return b.Bitcast(x.Type, b.Select(small, u, cut))
}

// floatToInt saturates and takes NaN to 0.
func (b *Builder) floatToInt(t ir.Type, x *ir.Value) *ir.Value {
	f := x.Type
	switch {
	case t.Size() > f.Size():
		return b.Convert(t, b.Convert(ir.F64, x))
	case t.Size() < f.Size():
		return b.Convert(t, b.truncSmall(b.clampTo(t, x)))
	case t.Is(ir.KindUint):
		return b.floatToUint(t, x)
	}
	// The limit 2^(bits-1) is a float, the largest integer is not.
	over := b.Float(f, math.Ldexp(1, t.Bits()-1))
	y := b.TruncToInt(b.Op(ir.MaxGT, x, b.Float(f, -math.Ldexp(1, t.Bits()-1))))
	y = b.Select(b.Compare(ir.Lt, x, over), y, b.Const(t, 1<<(t.Bits()-1)-1))
	return b.Select(b.Compare(ir.Eq, x, x), y, b.Int(t, 0))
}

// floatInRange converts what the integer type has.
func (b *Builder) floatInRange(t ir.Type, x *ir.Value) *ir.Value {
	f := x.Type
	trunc := func(t ir.Type) *ir.Value { return b.emit(Node{ir.TruncToInt, t, 0, []*ir.Value{x}}) }
	within := func(t ir.Type, x *ir.Value) *ir.Value { return b.emit(Node{ir.Convert, t, ir.InRange, []*ir.Value{x}}) }
	switch {
	case b.Has(ir.TruncToInt, t, f):
		return trunc(t)
	case t.Size() > f.Size():
		return within(t, b.Convert(ir.F64, x))
	case t.Size() < 4 && b.Has(ir.TruncToInt, ir.I32, f):
		return b.Convert(t, trunc(ir.I32))
	case t.Size() < f.Size():
		return b.Convert(t, b.truncSmall(x))
	case t.Is(ir.KindInt):
		return trunc(t)
	}
	// The upper half of the range is moved down by half of it.
	half := b.Float(f, math.Ldexp(1, t.Bits()-1))
	big := b.Compare(ir.Le, half, x)
	r := b.TruncToInt(b.Select(big, b.Sub(x, half), x))
	return b.Xor(b.Bitcast(t, r), b.Select(big, b.signBit(t), b.Const(t, 0)))
}

// clampTo returns x limited to what t holds, which its float type must hold,
// and 0 for NaN.
func (b *Builder) clampTo(t ir.Type, x *ir.Value) *ir.Value {
	f := x.Type
	lo, hi := 0.0, math.Ldexp(1, t.Bits())-1
	if t.Is(ir.KindInt) {
		hi = math.Ldexp(1, t.Bits()-1) - 1
		lo = -hi - 1
		x = b.Select(b.Compare(ir.Eq, x, x), x, b.Float(f, 0))
	}
	// MaxGT gives its second argument for NaN.
	return b.Op(ir.MinLT, b.Op(ir.MaxGT, x, b.Float(f, lo)), b.Float(f, hi))
}

// floatToUint converts to the unsigned integer of the same width: the upper
// half of the range is moved down by half of it.
func (b *Builder) floatToUint(t ir.Type, x *ir.Value) *ir.Value {
	f := x.Type
	y := b.Op(ir.MaxGT, x, b.Float(f, 0)) // NaN gives 0
	half := b.Float(f, math.Ldexp(1, t.Bits()-1))
	big := b.Compare(ir.Le, half, y)
	r := b.TruncToInt(b.Select(big, b.Sub(y, half), y))
	u := b.Xor(b.Bitcast(t, r), b.Select(big, b.signBit(t), b.Const(t, 0)))
	over := b.Compare(ir.Le, b.Float(f, math.Ldexp(1, t.Bits())), y)
	return b.Select(over, b.ones(t), u)
}

// truncToInt of float64 decomposes the number: the integer with the implicit
// bit is shifted by the exponent. A count below 0 is above 63 when read as
// unsigned and gives 0, so one of the two shifts gives the number.
func truncToInt(b *Builder, n Node) *ir.Value {
	x := n.Args[0]
	if x.Type != ir.F64 {
		return nil
	}
	const fraction = 1<<52 - 1
	u := b.unsigned(x)
	konst := func(c uint64) *ir.Value { return b.Const(ir.U64, c) }
	e := b.And(b.Shift(ir.Shr, u, 52), konst(0x7ff))
	m := b.Or(b.And(u, konst(fraction)), konst(fraction+1))
	down := b.Op(ir.ShrV, m, b.Sub(konst(1023+52), e))
	up := b.Op(ir.ShlV, m, b.Sub(e, konst(1023+52)))
	r := b.Bitcast(ir.I64, b.Or(down, up))
	s := b.signFill(b.signed(x))
	return b.Sub(b.Xor(r, s), s)
}
