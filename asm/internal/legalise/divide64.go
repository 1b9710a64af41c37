// SPDX-License-Identifier: BSD-3-Clause

package legalise

import "github.com/arraygen/arraygen/internal/ir"

// divide64 returns quotient and remainder of 64-bit integers, correct where y
// is not 0.
func (b *Builder) divide64(x, y *ir.Value) (q, r *ir.Value) {
	if x.Type.Is(ir.KindInt) {
		sx, sy := b.signFill(x), b.signFill(y)
		q, r = b.divideMagnitudes(b.negateBy(sx, x), b.negateBy(sy, y))
		return b.negateBy(b.Xor(sx, sy), q), b.negateBy(sx, r)
	}
	// Half of x fits a signed integer. Twice its quotient is that of x or one
	// less; a y that fits none goes into x once or not at all. Warren, Hacker's
	// Delight, 2nd edition (2013), section 9-3.
	t, one := x.Type, b.Int(x.Type, 1)
	half, _ := b.divideMagnitudes(b.signed(b.Shift(ir.Shr, x, 1)), b.signed(y))
	q = b.Shift(ir.Shl, b.Bitcast(t, half), 1)
	q = b.Select(b.Compare(ir.Lt, b.signed(y), b.Int(ir.I64, 0)), b.Int(t, 0), q)
	r = b.Sub(x, b.Mul(q, y))
	more := b.Compare(ir.Le, y, r)
	return b.Select(more, b.Add(q, one), q), b.Select(more, b.Sub(r, y), r)
}

// negateBy returns x, or -x where sign is -1 and not 0.
func (b *Builder) negateBy(sign, x *ir.Value) *ir.Value { return b.Sub(b.Xor(x, sign), sign) }

// divideMagnitudes divides x by y, which are from 0 to 2^63 read as unsigned
// (the signed type has an end at 2^63, the magnitude of its least number).
//
// The quotient in float64, from the reciprocal of y, is wrong by at most 2^-50
// of itself, so that what it leaves of x is less than y + 2^13 in size and
// fits a signed integer: only x = 2^63 could not, and then the product is
// exact and not below 1. That rest is divided likewise. Where y is at least
// 2^38, which is where a second rounding can matter, the rest lies from -2^13 to
// y + 2^13, elsewhere its quotient is right but for its rounding towards zero;
// so either way it ends within y of where it should be, and one step back or
// forth corrects it.
func (b *Builder) divideMagnitudes(x, y *ir.Value) (q, r *ir.Value) {
	t := ir.I64
	float := func(v *ir.Value) *ir.Value { return b.Convert(ir.F64, v) }
	inverse := b.Op(ir.Div, b.Float(ir.F64, 1), float(b.Bitcast(ir.U64, y)))
	limit := b.Float(ir.F64, 0x1.fffffffffffffp62) // the greatest that fits
	q = b.TruncToInt(b.Op(ir.MinLT, b.Mul(float(b.Bitcast(ir.U64, x)), inverse), limit))
	r = b.Sub(x, b.Mul(q, y))
	rest := b.truncSmall(b.Mul(float(r), inverse))
	q = b.Add(q, rest)
	r = b.Sub(r, b.Mul(rest, y))

	zero, one := b.Int(t, 0), b.Int(t, 1)
	below := b.Compare(ir.Lt, r, zero)
	q, r = b.Select(below, b.Sub(q, one), q), b.Select(below, b.Add(r, y), r)
	above := b.Compare(ir.Le, b.unsigned(y), b.unsigned(r))
	return b.Select(above, b.Add(q, one), q), b.Select(above, b.Sub(r, y), r)
}
