// SPDX-License-Identifier: BSD-3-Clause

package legalise

import "github.com/arraygen/arraygen/internal/ir"

// Builder is what a rule writes with. Every method emits through the rules,
// so a rule may use operations that the level lacks too.
type Builder struct {
	level *Operations
	out   *ir.Func
	name  string
	depth int
	made  []*ir.Value // by number of the old value
	// maxLane is the widest lane of the old function, in bytes.
	maxLane int
}

// Has reports whether the level has op, see Operations.Has.
func (b *Builder) Has(op ir.Op, t, from ir.Type) bool { return b.level.Has(op, t, from) }

// MaskRegisters reports whether bools are of a type of their own, not integers.
func (b *Builder) MaskRegisters() bool { return b.level.MaskRegisters }

// Op emits an operation whose result has the type of the first argument.
func (b *Builder) Op(op ir.Op, x ...*ir.Value) *ir.Value {
	return b.emit(Node{op, x[0].Type, 0, x})
}

// Shift emits Shl or Shr by n.
func (b *Builder) Shift(op ir.Op, x *ir.Value, n int) *ir.Value {
	if n == 0 {
		return x
	}
	return b.emit(Node{op, x.Type, uint64(n), []*ir.Value{x}})
}

// Convert emits a conversion to t.
func (b *Builder) Convert(t ir.Type, x *ir.Value) *ir.Value {
	return b.to(ir.Convert, t, x)
}

// TruncToInt emits the conversion of a float that fits.
func (b *Builder) TruncToInt(x *ir.Value) *ir.Value {
	return b.to(ir.TruncToInt, ir.Int(x.Type.Size()), x)
}

func (b *Builder) to(op ir.Op, t ir.Type, x *ir.Value) *ir.Value {
	if x.Type == t {
		return x
	}
	return b.emit(Node{op, t, 0, []*ir.Value{x}})
}

// Bitcast reads x as t, of the same width.
func (b *Builder) Bitcast(t ir.Type, x *ir.Value) *ir.Value { return b.out.Bitcast(t, x) }

// Compare emits Eq, Ne, Lt or Le. The result is a bool.
func (b *Builder) Compare(op ir.Op, x, y *ir.Value) *ir.Value {
	return b.emit(Node{op, ir.Bool, 0, []*ir.Value{x, y}})
}

// Mask emits And, Or, Xor or AndNot of two bools.
func (b *Builder) Mask(op ir.Op, x, y *ir.Value) *ir.Value {
	return b.emit(Node{op, ir.Bool, 0, []*ir.Value{x, y}})
}

// Not emits the opposite of a bool.
func (b *Builder) Not(c *ir.Value) *ir.Value {
	return b.emit(Node{ir.Not, ir.Bool, 0, []*ir.Value{c}})
}

// Select emits c ? x : y.
func (b *Builder) Select(c, x, y *ir.Value) *ir.Value {
	return b.emit(Node{ir.Select, x.Type, 0, []*ir.Value{c, x, y}})
}

// Const returns the constant of type t with the given bits.
func (b *Builder) Const(t ir.Type, bits uint64) *ir.Value { return b.out.Const(t, bits) }

// Int returns the integer constant n.
func (b *Builder) Int(t ir.Type, n int64) *ir.Value { return b.out.Int(t, n) }

// Float returns x rounded to t.
func (b *Builder) Float(t ir.Type, x float64) *ir.Value { return b.out.Float(t, x) }

// Add emits x + y.
func (b *Builder) Add(x, y *ir.Value) *ir.Value { return b.Op(ir.Add, x, y) }

// Sub emits x - y.
func (b *Builder) Sub(x, y *ir.Value) *ir.Value { return b.Op(ir.Sub, x, y) }

// Mul emits x * y.
func (b *Builder) Mul(x, y *ir.Value) *ir.Value { return b.Op(ir.Mul, x, y) }

// And emits x & y of integers.
func (b *Builder) And(x, y *ir.Value) *ir.Value { return b.Op(ir.And, x, y) }

// Or emits x | y of integers.
func (b *Builder) Or(x, y *ir.Value) *ir.Value { return b.Op(ir.Or, x, y) }

// Xor emits x ^ y of integers.
func (b *Builder) Xor(x, y *ir.Value) *ir.Value { return b.Op(ir.Xor, x, y) }

// AndNot emits x &^ y of integers.
func (b *Builder) AndNot(x, y *ir.Value) *ir.Value { return b.Op(ir.AndNot, x, y) }

// unsigned reads an integer or float as the unsigned integer of its width.
func (b *Builder) unsigned(x *ir.Value) *ir.Value { return b.Bitcast(ir.Uint(x.Type.Size()), x) }

// signed reads an integer or float as the signed integer of its width.
func (b *Builder) signed(x *ir.Value) *ir.Value { return b.Bitcast(ir.Int(x.Type.Size()), x) }

// signBit returns the constant of t with only its highest bit set.
func (b *Builder) signBit(t ir.Type) *ir.Value { return b.Const(t, 1<<(t.Bits()-1)) }

// ones returns the constant of t with all bits set.
func (b *Builder) ones(t ir.Type) *ir.Value { return b.Const(t, ^uint64(0)) }

// signFill returns 0 or -1 by the sign of the signed integer x.
func (b *Builder) signFill(x *ir.Value) *ir.Value {
	zero := b.Int(x.Type, 0)
	return b.Select(b.Compare(ir.Lt, x, zero), b.ones(x.Type), zero)
}
