// SPDX-License-Identifier: BSD-3-Clause

package legalise

import "github.com/arraygen/arraygen/internal/ir"

// shl is the rule of Shl and ShlV: in a wider type, whose excess is cut off
// again. Counts from the width up leave nothing in either type.
func shl(b *Builder, n Node) *ir.Value {
	if n.Type.Size() == 8 {
		return nil
	}
	return b.shiftWide(n, ir.Uint(n.Type.Size()))
}

// shr is the rule of Shr and ShrV: in a wider type, filled with zeros or the
// sign; of narrow signed integers by a constant as the unsigned shift of x plus half of
// the range, less what that half becomes; and of 64-bit signed integers by the unsigned shift of x or, for
// negative x, of its complement.
func shr(b *Builder, n Node) *ir.Value {
	if u := ir.Uint(n.Type.Size()); n.Op == ir.Shr && n.Type.Is(ir.KindInt) && n.Type.Size() < 8 && b.Has(ir.Shr, u, u) {
		half := b.signBit(u)
		shifted := b.Shift(ir.Shr, b.Xor(b.unsigned(n.Args[0]), half), int(n.Imm))
		return b.Bitcast(n.Type, b.Sub(shifted, b.Shift(ir.Shr, half, int(n.Imm))))
	}
	if n.Type.Size() < 8 {
		return b.shiftWide(n, n.Type)
	}
	if !n.Type.Is(ir.KindInt) {
		return nil
	}
	x := n.Args[0]
	s := b.signFill(x)
	if n.Op == ir.Shr && int(n.Imm) == n.Type.Bits()-1 {
		return s
	}
	args := append([]*ir.Value{b.unsigned(b.Xor(x, s))}, n.Args[1:]...)
	r := b.emit(Node{n.Op, args[0].Type, n.Imm, args})
	return b.Xor(b.Bitcast(n.Type, r), s)
}

// shiftWide shifts in the next wider type with that shift; as is the type
// that says how to widen.
func (b *Builder) shiftWide(n Node, as ir.Type) *ir.Value {
	w := b.wider(n.Op, as, 4)
	if w == ir.Invalid {
		return nil
	}
	args := []*ir.Value{b.Convert(w, b.Bitcast(as, n.Args[0]))}
	if len(n.Args) == 2 {
		count := b.Convert(ir.Uint(w.Size()), b.unsigned(n.Args[1]))
		args = append(args, count)
	}
	return b.Convert(n.Type, b.emit(Node{n.Op, w, n.Imm, args}))
}
