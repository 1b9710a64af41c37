// SPDX-License-Identifier: BSD-3-Clause

package legalise

import (
	"math/big"
	"math/bits"

	"github.com/arraygen/arraygen/internal/ir"
)

// Division by a constant is a multiplication by its reciprocal in fixed point,
// of which the upper half of the product is the quotient. Granlund and
// Montgomery, "Division by Invariant Integers using Multiplication", PLDI 1994;
// Warren, Hacker's Delight, 2nd edition (2013), chapter 10.

// divideBy returns x/c of integers for a constant c that is not 0, and the
// product of both, to be taken from x for the remainder. They are in the type in which they
// are found, which is that of x or, for bytes, the next wider one: so is x.
func (b *Builder) divideBy(x *ir.Value, c *ir.Value) (wide, q, product *ir.Value) {
	t := x.Type
	n := t.Bits()
	d, negative := c.Imm, false
	if t.Is(ir.KindInt) {
		if s := int64(c.Imm<<(64-n)) >> (64 - n); s < 0 {
			d, negative = uint64(-s), true
		}
	}
	switch k := bits.TrailingZeros64(d); {
	case d&(d-1) == 0: // the least signed number is its own magnitude
		up := b.roundUp(x, k)
		q = b.Shift(ir.Shr, up, k)
		product = b.And(up, b.Const(t, -d))
	case t.Size() == 1:
		x, q = b.divideByte(x, d)
		product = b.Mul(q, b.Int(q.Type, int64(d)))
	case t.Is(ir.KindUint):
		q = b.divideUnsigned(x, d)
		product = b.Mul(q, b.Const(t, d))
	default:
		q = b.divideSigned(x, d)
		product = b.Mul(q, b.Const(t, d))
	}
	if negative {
		q = b.Op(ir.Neg, q)
	}
	return x, q, product
}

// roundUp returns an x that is shifted by k for the quotient of 2^k, which is
// rounded towards zero: a negative one is moved up by 2^k-1.
func (b *Builder) roundUp(x *ir.Value, k int) *ir.Value {
	t := x.Type
	if t.Is(ir.KindUint) || k == 0 {
		return x
	}
	return b.Add(x, b.Bitcast(t, b.Shift(ir.Shr, b.unsigned(b.signFill(x)), t.Bits()-k)))
}

// divideByte returns x and x/d in 16 bits. The reciprocal is too great by less
// than d/2^16 of 1/d, and x by it by less than 1/d, so that it reaches no other
// integer: for a negative x, the one below.
func (b *Builder) divideByte(x *ir.Value, d uint64) (wide, q *ir.Value) {
	w := ir.Uint(2)
	if x.Type.Is(ir.KindInt) {
		w = ir.Int(2)
	}
	wide = b.Convert(w, x)
	q = b.Op(ir.MulHi, wide, b.Const(w, (1<<16+d-1)/d))
	if w.Is(ir.KindInt) {
		q = b.Sub(q, b.signFill(wide))
	}
	return wide, q
}

// reciprocal returns 2^(n+s) / d, rounded up.
func reciprocal(n, s int, d uint64) *big.Int {
	m := new(big.Int).Lsh(big.NewInt(1), uint(n+s))
	divisor := new(big.Int).SetUint64(d)
	return m.Add(m, divisor).Sub(m, big.NewInt(1)).Div(m, divisor)
}

// low returns the lowest 64 bits of m.
func low(m *big.Int) uint64 {
	return new(big.Int).And(m, new(big.Int).SetUint64(^uint64(0))).Uint64()
}

// divideUnsigned returns x/d for a d that is no power of two. With s the bits of
// d, the reciprocal has one bit more than x. Where the last one is 0, or that of
// d, a bit is shifted out; else the product with the highest bit is added by an
// average, which has no overflow.
func (b *Builder) divideUnsigned(x *ir.Value, d uint64) *ir.Value {
	t, n := x.Type, x.Type.Bits()
	s := bits.Len64(d - 1)
	m := reciprocal(n, s, d)
	switch {
	case m.Bit(0) == 0:
		return b.Shift(ir.Shr, b.Op(ir.MulHi, x, b.Const(t, low(m.Rsh(m, 1)))), s-1)
	case d%2 == 0:
		half := m.Rsh(m.Add(m, big.NewInt(1)), 1)
		return b.Shift(ir.Shr, b.Op(ir.MulHi, b.Shift(ir.Shr, x, 1), b.Const(t, low(half))), s-2)
	}
	p := b.Op(ir.MulHi, x, b.Const(t, low(m))) // the highest bit is cut off
	return b.Shift(ir.Shr, b.Add(p, b.Shift(ir.Shr, b.Sub(x, p), 1)), s-1)
}

// divideSigned returns x/d, rounded towards zero, for a d that is no power of
// two. The reciprocal has as many bits as x; as a signed number it is 2^n too
// small where it is odd, so that x is added to the product.
func (b *Builder) divideSigned(x *ir.Value, d uint64) *ir.Value {
	t, n := x.Type, x.Type.Bits()
	s := bits.Len64(d-1) - 1
	m := reciprocal(n, s, d)
	var q *ir.Value
	if m.Bit(0) == 0 {
		q = b.Shift(ir.Shr, b.Op(ir.MulHi, x, b.Const(t, low(m.Rsh(m, 1)))), s-1)
	} else {
		q = b.Shift(ir.Shr, b.Add(b.Op(ir.MulHi, x, b.Const(t, low(m))), x), s)
	}
	return b.Sub(q, b.signFill(x))
}
