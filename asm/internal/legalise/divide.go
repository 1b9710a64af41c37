// SPDX-License-Identifier: BSD-3-Clause

package legalise

import "github.com/arraygen/arraygen/internal/ir"

// div: by a constant see divideBy, else integers up to 16 bits through float32, 32-bit ones through float64,
// 64-bit ones see divide64.
//
// The rounded quotient never reaches the next integer: the distance of
// x/y from it is at least 1/y, relative to the quotient at least 2^-17 for
// 16 bits and 2^-33 for 32 bits, against roundings of 2^-24 and 2^-53.
func div(b *Builder, n Node) *ir.Value {
	t := n.Type
	if t.Is(ir.KindFloat) {
		return nil
	}
	x, y := n.Args[0], n.Args[1]
	if y.Op == ir.Const && y.Imm != 0 {
		_, q, _ := b.divideBy(x, y)
		return b.Convert(t, q)
	}
	var q *ir.Value
	if t.Size() == 8 {
		q, _ = b.divide64(x, y)
	} else {
		// The quotient of MinInt and -1 wraps to MinInt here.
		q = b.Convert(t, b.quotient(t, x, y))
	}
	zero := b.Int(t, 0)
	return b.Select(b.Compare(ir.Eq, y, zero), zero, q)
}

// rem: x - x/y*y, in the type in which the quotient is found.
func rem(b *Builder, n Node) *ir.Value {
	t := n.Type
	x, y := n.Args[0], n.Args[1]
	if y.Op == ir.Const && y.Imm != 0 {
		wide, _, product := b.divideBy(x, y)
		return b.Convert(t, b.Sub(wide, product))
	}
	var r *ir.Value
	if t.Size() == 8 {
		_, r = b.divide64(x, y)
	} else {
		q, i := b.quotient(t, x, y), ir.I32
		if t.Size() == 4 {
			i = t
			q = b.Convert(i, q)
		}
		r = b.Convert(t, b.Sub(b.Convert(i, x), b.Mul(q, b.Convert(i, y))))
	}
	zero := b.Int(t, 0)
	return b.Select(b.Compare(ir.Eq, y, zero), zero, r)
}

// quotient returns x/y as an integer of at least twice the width, correct
// where y is not 0.
func (b *Builder) quotient(t ir.Type, x, y *ir.Value) *ir.Value {
	f := ir.F32
	if t.Size() == 4 {
		f = ir.F64
	}
	return b.truncSmall(b.Op(ir.Div, b.Convert(f, x), b.Convert(f, y)))
}

// truncSmall returns x without its fraction as a signed integer of the same
// width: for float64, of at most 2^51 in size.
func (b *Builder) truncSmall(x *ir.Value) *ir.Value {
	if x.Type == ir.F32 || b.Has(ir.TruncToInt, ir.I64, ir.F64) {
		return b.TruncToInt(x)
	}
	// The sum has the bits of the magic number plus the integer.
	const magic = 0x1.8p52
	m := b.Float(ir.F64, magic)
	return b.Sub(b.signed(b.Add(b.Op(ir.Trunc, x), m)), b.signed(m))
}
