// SPDX-License-Identifier: BSD-3-Clause

package legalise

import "github.com/arraygen/arraygen/internal/ir"

// leadingZeros: in a wider type that has it; 32-bit ones from the exponent of a
// float; else the ones that are left when all bits below the highest are set.
func leadingZeros(b *Builder, n Node) *ir.Value {
	t := n.Type
	x := b.unsigned(n.Args[0])
	if w := b.wider(ir.LeadingZeros, x.Type, 4); w != ir.Invalid {
		more := b.Int(w, int64(w.Bits()-t.Bits()))
		return b.Convert(t, b.Sub(b.Op(ir.LeadingZeros, b.Convert(w, x)), more))
	}
	if t.Size() == 4 && b.Has(ir.Convert, ir.F32, ir.I32) {
		return b.leadingZeros32(t, x)
	}
	for k := 1; k < t.Bits(); k *= 2 {
		x = b.Or(x, b.Shift(ir.Shr, x, k))
	}
	return b.Bitcast(t, b.Op(ir.OnesCount, b.Op(ir.Not, x)))
}

// leadingZeros32 converts x, without the second of any two adjacent ones so that
// nothing is rounded up to the next power of two, to float32, whose exponent is
// the place of the highest bit. Numbers from 2^31, which are negative there, have
// none.
func (b *Builder) leadingZeros32(t ir.Type, x *ir.Value) *ir.Value {
	const exponent, bias = 23, 127
	negative := b.unsigned(b.Shift(ir.Shr, b.signed(x), 31))
	x = b.AndNot(x, b.Shift(ir.Shr, x, 1))
	bits := b.unsigned(b.Convert(ir.F32, b.signed(x)))
	zeros := b.Sub(b.Int(x.Type, bias+31), b.Shift(ir.Shr, bits, exponent)) // 158 for x = 0
	return b.Bitcast(t, b.AndNot(b.Op(ir.Min, zeros, b.Int(x.Type, 32)), negative))
}

// trailingZeros: all bits below the lowest one, counted.
func trailingZeros(b *Builder, n Node) *ir.Value {
	t := n.Type
	x := b.unsigned(n.Args[0])
	below := b.AndNot(b.Sub(x, b.Int(x.Type, 1)), x)
	if t.Size() >= 4 && b.Has(ir.LeadingZeros, x.Type, x.Type) { // one instruction, which OnesCount is for bytes at best
		return b.Bitcast(t, b.Sub(b.Int(x.Type, int64(t.Bits())), b.Op(ir.LeadingZeros, below)))
	}
	return b.Bitcast(t, b.Op(ir.OnesCount, below))
}

// rotL: 8- and 16-bit integers twice side by side in a wider one, of which the
// upper copy is shifted out; wider ones by two shifts.
func rotL(b *Builder, n Node) *ir.Value {
	t, k := n.Type, int(n.Imm)
	x := b.unsigned(n.Args[0])
	if w := b.wider(ir.Shl, x.Type, 4); w != ir.Invalid && !b.Has(ir.Shl, x.Type, x.Type) {
		x = b.Convert(w, x)
		twice := b.Or(x, b.Shift(ir.Shl, x, t.Bits()))
		return b.Convert(t, b.Shift(ir.Shr, twice, t.Bits()-k))
	}
	return b.Bitcast(t, b.Or(b.Shift(ir.Shl, x, k), b.Shift(ir.Shr, x, t.Bits()-k)))
}

// rotLV likewise. A count of 0 leaves x in one part of the sum, and a shift by
// the whole width nothing in the other.
func rotLV(b *Builder, n Node) *ir.Value {
	t := n.Type
	x, k := b.unsigned(n.Args[0]), b.unsigned(n.Args[1])
	k = b.And(k, b.Const(k.Type, uint64(t.Bits()-1)))
	bits := b.Int(k.Type, int64(t.Bits()))
	if w := b.wider(ir.ShlV, x.Type, 4); w != ir.Invalid && !b.Has(ir.ShlV, x.Type, x.Type) {
		x = b.Convert(w, x)
		twice := b.Or(x, b.Shift(ir.Shl, x, t.Bits()))
		return b.Convert(t, b.Shift(ir.Shr, b.Op(ir.ShlV, twice, b.Convert(w, k)), t.Bits()))
	}
	return b.Bitcast(t, b.Or(b.Op(ir.ShlV, x, k), b.Op(ir.ShrV, x, b.Sub(bits, k))))
}

// mulHi: the upper half of a product in a wider type; of 64-bit integers from
// products of halves.
func mulHi(b *Builder, n Node) *ir.Value {
	t := n.Type
	x, y := n.Args[0], n.Args[1]
	if t.Size() == 8 {
		return b.mulHi64(x, y)
	}
	// Both halves of the product are in the wider type.
	w, op := b.wider(ir.Mul, t, 4), ir.Mul
	if w == ir.Invalid {
		w, op = b.wider(ir.MulLo32, t, 8), ir.MulLo32
	}
	if w == ir.Invalid {
		return nil
	}
	p := b.unsigned(b.Op(op, b.Convert(w, x), b.Convert(w, y)))
	return b.Convert(t, b.Shift(ir.Shr, p, t.Bits()))
}

// mulHi64 is long multiplication in digits of 32 bits. (Warren, Hacker's
// Delight, 2nd edition (2013), sections 8-2 and 8-3.)
func (b *Builder) mulHi64(x, y *ir.Value) *ir.Value {
	low := b.Const(ir.U64, 1<<32-1)
	x0, y0 := b.unsigned(x), b.unsigned(y)
	x1, y1 := b.Shift(ir.Shr, x0, 32), b.Shift(ir.Shr, y0, 32)
	product := func(x, y *ir.Value) *ir.Value { return b.Op(ir.MulLo32, x, y) }
	t := b.Add(product(x1, y0), b.Shift(ir.Shr, product(x0, y0), 32))
	u := b.Add(product(x0, y1), b.And(t, low))
	hi := b.Add(b.Add(product(x1, y1), b.Shift(ir.Shr, t, 32)), b.Shift(ir.Shr, u, 32))
	hi = b.Bitcast(x.Type, hi)
	if x.Type.Is(ir.KindInt) { // a negative number is 2^64 more read as unsigned
		hi = b.Sub(hi, b.Add(b.And(b.signFill(x), y), b.And(b.signFill(y), x)))
	}
	return hi
}

// addSat: an unsigned x is cut to what y leaves room for; the signed sum has
// overflowed where its sign is that of neither operand.
func addSat(b *Builder, n Node) *ir.Value {
	x, y := n.Args[0], n.Args[1]
	if n.Type.Is(ir.KindUint) {
		return b.Add(b.Op(ir.Min, x, b.Op(ir.Not, y)), y)
	}
	sum := b.Add(x, y)
	return b.saturate(sum, x, b.And(b.Xor(x, sum), b.Xor(y, sum)))
}

// subSat likewise: of unlike signs, and the difference has not the sign of x.
func subSat(b *Builder, n Node) *ir.Value {
	x, y := n.Args[0], n.Args[1]
	if n.Type.Is(ir.KindUint) {
		return b.Sub(b.Op(ir.Max, x, y), y)
	}
	d := b.Sub(x, y)
	return b.saturate(d, x, b.And(b.Xor(x, y), b.Xor(x, d)))
}

// saturate returns r, or where overflow is negative the end of the range with
// the sign of x.
func (b *Builder) saturate(r, x, overflow *ir.Value) *ir.Value {
	greatest := b.Op(ir.Not, b.signBit(r.Type))
	end := b.Xor(b.signFill(x), greatest)
	return b.Select(b.Compare(ir.Lt, overflow, b.Int(r.Type, 0)), end, r)
}

// avg: x | y has a half too much for each bit in which they differ. Signed
// integers where the level has unsigned averages are those with the sign bit
// flipped.
func avg(b *Builder, n Node) *ir.Value {
	x, y := n.Args[0], n.Args[1]
	t := n.Type
	if u := ir.Uint(t.Size()); t != u && b.Has(ir.Avg, u, u) {
		s := b.signBit(u)
		r := b.Op(ir.Avg, b.Xor(b.unsigned(x), s), b.Xor(b.unsigned(y), s))
		return b.Bitcast(t, b.Xor(r, s))
	}
	return b.Sub(b.Or(x, y), b.Shift(ir.Shr, b.Xor(x, y), 1))
}

// absDiff: the greater less the lesser.
func absDiff(b *Builder, n Node) *ir.Value {
	x, y := n.Args[0], n.Args[1]
	if b.Has(ir.Min, n.Type, n.Type) {
		return b.Sub(b.Op(ir.Max, x, y), b.Op(ir.Min, x, y))
	}
	return b.Select(b.Compare(ir.Lt, x, y), b.Sub(y, x), b.Sub(x, y))
}
