// SPDX-License-Identifier: BSD-3-Clause

package legalise

import "github.com/arraygen/arraygen/internal/ir"

// boolConst returns the constant bool c. Without mask registers it has
// one byte, until an operation with another mask gives it a width.
func (b *Builder) boolConst(c bool) *ir.Value {
	t, bits := ir.I8, uint64(0)
	if b.level.MaskRegisters {
		t = ir.Bool
	}
	if c {
		bits = ^uint64(0)
	}
	return b.out.Const(t, bits)
}

// mask emits what levels without mask registers do for an operation on bools,
// or returns nil.
func (b *Builder) mask(n Node) *ir.Value {
	if b.level.MaskRegisters {
		return nil
	}
	switch n.Op {
	case ir.And, ir.Or, ir.Xor, ir.AndNot:
		if n.Type == ir.Bool {
			x, y := b.sameWidth(n.Args[0], n.Args[1])
			return b.emit(Node{n.Op, x.Type, 0, []*ir.Value{x, y}})
		}
	case ir.Not:
		if n.Type == ir.Bool {
			return b.invert(n.Args[0])
		}
	case ir.Select:
		return b.selectMask(n)
	}
	return nil
}

// invert returns the opposite of a bool.
func (b *Builder) invert(c *ir.Value) *ir.Value {
	if d := inverted(c); d != nil {
		return d
	}
	return b.emit(Node{ir.Not, c.Type, 0, []*ir.Value{c}})
}

// inverted returns the integer of which x is the complement, or nil.
func inverted(x *ir.Value) *ir.Value {
	switch x.Op {
	case ir.Not:
		return x.Args[0]
	case ir.Xor:
		for i, c := range x.Args {
			if isOnes(c) {
				return x.Args[1-i]
			}
		}
	}
	return nil
}

// isOnes reports whether c is an integer constant of all bits set.
func isOnes(c *ir.Value) bool {
	return c.Op == ir.Const && c.Type.Is(ir.KindInteger) && c.Imm == ^uint64(0)>>(64-c.Type.Bits())
}

// sameWidth returns two bools in the width of the narrower, or of the
// one that is not a constant.
func (b *Builder) sameWidth(x, y *ir.Value) (*ir.Value, *ir.Value) {
	t := x.Type
	if x.Op == ir.Const || y.Op != ir.Const && y.Type.Size() < t.Size() {
		t = y.Type
	}
	return b.widthOf(x, t), b.widthOf(y, t)
}

// widthOf returns bool c as a mask for lanes of type t.
func (b *Builder) widthOf(c *ir.Value, t ir.Type) *ir.Value {
	m := ir.Int(t.Size())
	switch {
	case c.Type == m:
		return c
	case c.Op == ir.Const:
		return b.out.Const(m, -(c.Imm & 1))
	}
	return b.emit(Node{ir.Convert, m, 0, []*ir.Value{c}})
}

func (b *Builder) selectMask(n Node) *ir.Value {
	c, x, y := n.Args[0], n.Args[1], n.Args[2]
	if c.Op == ir.Const {
		return n.Args[2-c.Imm&1]
	}
	if n.Type == ir.Bool {
		return b.Mask(ir.Or, b.Mask(ir.And, c, x), b.Mask(ir.AndNot, y, c))
	}
	if x == y {
		return x
	}
	// The opposite mask costs an operation, the exchange nothing.
	if d := inverted(c); d != nil {
		c, x, y = d, y, x
	}
	c = b.widthOf(c, n.Type)
	i := ir.Int(n.Type.Size())
	switch {
	case y.Op == ir.Const && y.Imm == 0:
		return b.Bitcast(n.Type, b.And(c, b.Bitcast(i, x)))
	case x.Op == ir.Const && x.Imm == 0:
		return b.Bitcast(n.Type, b.AndNot(b.Bitcast(i, y), c))
	}
	n = Node{ir.Select, n.Type, 0, []*ir.Value{c, x, y}}
	if b.Has(ir.Select, n.Type, n.Type) {
		return b.out.Emit(ir.Select, n.Type, 0, n.Args...)
	}
	if n.Type != i {
		return b.Bitcast(n.Type, b.Select(c, b.Bitcast(i, x), b.Bitcast(i, y)))
	}
	return b.Or(b.And(c, x), b.AndNot(y, c))
}
