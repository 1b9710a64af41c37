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
		q = b.Convert(t, b.quotient(t, x, y, false))
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
		r = b.remainder(x, y, false)
	}
	zero := b.Int(t, 0)
	return b.Select(b.Compare(ir.Eq, y, zero), zero, r)
}

// remainder returns x less the product of y and the quotient of at most 32 bits, correct where y is not 0.
func (b *Builder) remainder(x, y *ir.Value, down bool) *ir.Value {
	t := x.Type
	q, i := b.quotient(t, x, y, down), ir.I32
	if t.Size() == 4 {
		i = t
		q = b.Convert(i, q)
	}
	return b.Convert(t, b.Sub(b.Convert(i, x), b.Mul(q, b.Convert(i, y))))
}

// quotient returns x/y, rounded down or towards zero, as an integer of at least twice the width, correct
// where y is not 0. As a float it is so close to the exact one that there is no other integer between them.
func (b *Builder) quotient(t ir.Type, x, y *ir.Value, down bool) *ir.Value {
	f := ir.F32
	if t.Size() == 4 {
		f = ir.F64
	}
	q := b.Op(ir.Div, b.Convert(f, x), b.Convert(f, y))
	if down {
		q = b.Op(ir.Floor, q)
	}
	return b.truncSmall(q)
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
