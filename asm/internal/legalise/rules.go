// SPDX-License-Identifier: BSD-3-Clause

package legalise

import "github.com/arraygen/arraygen/internal/ir"

// rules holds, for each operation that some level lacks for some type, how
// it is put together. An operation or type that has no rule here
// leaves its kernels to the Go loop.
//
// It is filled by init because the rules emit through it.
var rules map[ir.Op]Rule

func init() {
	rules = map[ir.Op]Rule{
		ir.Ne:         ne,
		ir.Lt:         lt,
		ir.Le:         le,
		ir.Neg:        neg,
		ir.Abs:        abs,
		ir.Not:        not,
		ir.AndNot:     andNot,
		ir.Select:     selectBits,
		ir.Min:        minimum,
		ir.Max:        maximum,
		ir.MinLT:      minLT,
		ir.MaxGT:      maxGT,
		ir.Mul:        mul,
		ir.Div:        div,
		ir.Rem:        rem,
		ir.FloorDiv:   floorDiv,
		ir.FloorRem:   floorRem,
		ir.Shl:        shl,
		ir.Shr:        shr,
		ir.ShlV:       shl,
		ir.ShrV:       shr,
		ir.Convert:    convert,
		ir.TruncToInt: truncToInt,
		ir.Canonical:  canonical,

		ir.LeadingZeros:  leadingZeros,
		ir.TrailingZeros: trailingZeros,
		ir.RotL:          rotL,
		ir.RotLV:         rotLV,
		ir.MulHi:         mulHi,
		ir.AddSat:        addSat,
		ir.SubSat:        subSat,
		ir.Avg:           avg,
		ir.AbsDiff:       absDiff,
	}
}

// ne: x != y is not x == y, for NaN too.
func ne(b *Builder, n Node) *ir.Value {
	return b.Not(b.Compare(ir.Eq, n.Args[0], n.Args[1]))
}

// lt: unsigned x < y by signed comparison with the top bits flipped, and of
// any integers by the opposite of y <= x.
func lt(b *Builder, n Node) *ir.Value {
	x, y := n.Args[0], n.Args[1]
	t := x.Type
	i := ir.Int(t.Size())
	switch {
	case t.Is(ir.KindUint) && b.Has(ir.Min, t, t):
		return b.Not(b.Compare(ir.Le, y, x))
	case t.Is(ir.KindUint):
		s := b.signBit(t)
		return b.Compare(ir.Lt, b.Bitcast(i, b.Xor(x, s)), b.Bitcast(i, b.Xor(y, s)))
	}
	return nil
}

// le: integers x <= y where x is the minimum, or not y < x.
func le(b *Builder, n Node) *ir.Value {
	x, y := n.Args[0], n.Args[1]
	t := x.Type
	switch {
	case t.Is(ir.KindUint) && b.Has(ir.Min, t, t):
		return b.Compare(ir.Eq, b.Op(ir.Min, x, y), x)
	case t.Is(ir.KindInteger):
		return b.Not(b.Compare(ir.Lt, y, x))
	}
	return nil
}

func neg(b *Builder, n Node) *ir.Value {
	x := n.Args[0]
	if x.Type.Is(ir.KindFloat) {
		u := b.unsigned(x)
		return b.Bitcast(x.Type, b.Xor(u, b.signBit(u.Type)))
	}
	return b.Sub(b.Int(x.Type, 0), x)
}

func abs(b *Builder, n Node) *ir.Value {
	x := n.Args[0]
	if x.Type.Is(ir.KindFloat) {
		u := b.unsigned(x)
		return b.Bitcast(x.Type, b.And(u, b.Const(u.Type, 1<<(u.Type.Bits()-1)-1)))
	}
	s := b.signFill(x)
	return b.Sub(b.Xor(x, s), s)
}

func not(b *Builder, n Node) *ir.Value {
	x := n.Args[0]
	if !x.Type.Is(ir.KindInteger) {
		return nil
	}
	if y := inverted(x); y != nil {
		return y
	}
	return b.Xor(x, b.ones(x.Type))
}

func andNot(b *Builder, n Node) *ir.Value {
	if n.Type == ir.Bool {
		return b.Mask(ir.And, n.Args[0], b.Not(n.Args[1]))
	}
	return b.And(n.Args[0], b.Op(ir.Not, n.Args[1]))
}

// selectBits: the choice between bools on levels with mask registers.
func selectBits(b *Builder, n Node) *ir.Value {
	if n.Type != ir.Bool {
		return nil
	}
	c, x, y := n.Args[0], n.Args[1], n.Args[2]
	return b.Mask(ir.Or, b.Mask(ir.And, c, x), b.Mask(ir.AndNot, y, c))
}

// canonical: x, and the canonical NaN where x is not itself.
func canonical(b *Builder, n Node) *ir.Value {
	x := n.Args[0]
	return b.Select(b.Compare(ir.Eq, x, x), x, b.Const(x.Type, ir.CanonicalNaN(x.Type)))
}

func minLT(b *Builder, n Node) *ir.Value {
	x, y := n.Args[0], n.Args[1]
	return b.Select(b.Compare(ir.Lt, x, y), x, y)
}

func maxGT(b *Builder, n Node) *ir.Value {
	x, y := n.Args[0], n.Args[1]
	return b.Select(b.Compare(ir.Lt, y, x), x, y)
}

// minimum of floats: MinLT gives its second argument for NaN and for zeros of
// either sign. In both orders, the two results differ only there, and their
// union is NaN, or -0 if either is.
func minimum(b *Builder, n Node) *ir.Value {
	x, y := n.Args[0], n.Args[1]
	if n.Type.Is(ir.KindInteger) {
		return b.Select(b.Compare(ir.Lt, x, y), x, y)
	}
	p, q := b.unsigned(b.Op(ir.MinLT, x, y)), b.unsigned(b.Op(ir.MinLT, y, x))
	return b.Bitcast(n.Type, b.Or(p, q))
}

// maximum of floats: where the two orders of MaxGT differ, by zeros of unlike
// sign or a NaN, -0 - -0 is +0 and NaN - anything is NaN; elsewhere d is +0
// and the subtraction changes nothing.
func maximum(b *Builder, n Node) *ir.Value {
	x, y := n.Args[0], n.Args[1]
	if n.Type.Is(ir.KindInteger) {
		return b.Select(b.Compare(ir.Lt, x, y), y, x)
	}
	p, q := b.unsigned(b.Op(ir.MaxGT, x, y)), b.unsigned(b.Op(ir.MaxGT, y, x))
	d := b.Xor(p, q)
	return b.Sub(b.Bitcast(n.Type, b.Or(p, d)), b.Bitcast(n.Type, d))
}

// wider returns the next wider integer types, up to limit bytes, for which
// the level has op itself, or Invalid.
func (b *Builder) wider(op ir.Op, t ir.Type, limit int) ir.Type {
	for size := 2 * t.Size(); size <= limit; size *= 2 {
		w := ir.Uint(size)
		if t.Is(ir.KindInt) {
			w = ir.Int(size)
		}
		if b.Has(op, w, w) {
			return w
		}
	}
	return ir.Invalid
}

// mul: 8-bit (and 16-bit) integers in a wider type, 64-bit ones from products
// of 32-bit halves.
func mul(b *Builder, n Node) *ir.Value {
	x, y := n.Args[0], n.Args[1]
	t := n.Type
	switch {
	case !t.Is(ir.KindInteger):
		return nil
	case t.Size() == 8:
		x, y := b.unsigned(x), b.unsigned(y)
		cross := b.Add(b.Op(ir.MulLo32, b.Shift(ir.Shr, x, 32), y), b.Op(ir.MulLo32, x, b.Shift(ir.Shr, y, 32)))
		return b.Bitcast(t, b.Add(b.Op(ir.MulLo32, x, y), b.Shift(ir.Shl, cross, 32)))
	}
	w := b.wider(ir.Mul, t, 4)
	if w == ir.Invalid {
		return nil
	}
	return b.Convert(t, b.Mul(b.Convert(w, x), b.Convert(w, y)))
}
