// SPDX-License-Identifier: BSD-3-Clause

package legalise

import (
	"math/bits"

	"github.com/arraygen/arraygen/internal/ir"
)

// floorDiv: by way of floats, which are rounded down; of 64 bits and by constants the quotient rounded towards zero,
// less one where the remainder is of the other sign than the divisor. By a constant above 0 it is that of x or, for a
// negative x, the complement of that of its complement.
func floorDiv(b *Builder, n Node) *ir.Value {
	x, y := n.Args[0], n.Args[1]
	t := n.Type
	if t.Is(ir.KindUint) {
		return b.Op(ir.Div, x, y)
	}
	if d, ok := positive(y); ok {
		return b.floorBy(x, d)
	}
	zero := b.Int(t, 0)
	if t.Size() < 8 && y.Op != ir.Const {
		q := b.Convert(t, b.quotient(t, x, y, true))
		return b.Select(b.Compare(ir.Eq, y, zero), zero, q)
	}
	q := b.Op(ir.Div, x, y)
	r := b.Sub(x, b.Mul(q, y))
	down := b.Mask(ir.And, b.otherSign(r, y), b.Compare(ir.Ne, y, zero))
	return b.Sub(q, b.Select(down, b.Int(t, 1), zero))
}

// floorRem: what the quotient rounded down leaves; of 64 bits and by constants the remainder of the one rounded towards
// zero, and y more where it is of the other sign than y.
func floorRem(b *Builder, n Node) *ir.Value {
	x, y := n.Args[0], n.Args[1]
	t := n.Type
	if t.Is(ir.KindUint) {
		return b.Op(ir.Rem, x, y)
	}
	if d, ok := positive(y); ok {
		if d&(d-1) == 0 {
			return b.And(x, b.Const(t, d-1))
		}
		return b.Sub(x, b.Mul(b.floorBy(x, d), y))
	}
	zero := b.Int(t, 0)
	if t.Size() < 8 && y.Op != ir.Const {
		return b.Select(b.Compare(ir.Eq, y, zero), zero, b.remainder(x, y, true))
	}
	r := b.Op(ir.Rem, x, y)
	return b.Add(r, b.Select(b.otherSign(r, y), y, zero))
}

// positive returns the constant y if it is above 0.
func positive(y *ir.Value) (d uint64, ok bool) {
	d = y.Imm
	return d, y.Op == ir.Const && d != 0 && d>>(y.Type.Bits()-1) == 0
}

// otherSign reports whether the remainder r is not 0 and has another sign than y.
func (b *Builder) otherSign(r, y *ir.Value) *ir.Value {
	zero := b.Int(r.Type, 0)
	return b.Mask(ir.And, b.Compare(ir.Ne, r, zero), b.Compare(ir.Lt, b.Xor(r, y), zero))
}

// floorBy returns x/d, rounded down, for a constant d > 0. What is divided has one bit less than x, so that
// the reciprocal has no more bits than x.
func (b *Builder) floorBy(x *ir.Value, d uint64) *ir.Value {
	t := x.Type
	if d&(d-1) == 0 {
		return b.Shift(ir.Shr, x, bits.TrailingZeros64(d))
	}
	sign := b.signFill(x)
	magnitude := b.unsigned(b.Xor(x, sign))
	var q *ir.Value
	if t.Size() == 1 {
		_, q = b.divideByte(magnitude, d)
		q = b.Convert(magnitude.Type, q)
	} else {
		s := bits.Len64(d - 1)
		q = b.Shift(ir.Shr, b.Op(ir.MulHi, magnitude, b.Const(magnitude.Type, low(reciprocal(t.Bits(), s-1, d)))), s-1)
	}
	return b.Xor(b.Bitcast(t, q), sign)
}
