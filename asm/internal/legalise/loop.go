// SPDX-License-Identifier: BSD-3-Clause

package legalise

import "github.com/arraygen/arraygen/internal/ir"

// loop emits a value of a loop that is kept. A bool that is a variable is a mask as wide as the widest lane
// where there are no mask registers, since what it becomes has any width.
func (b *Builder) loop(v *ir.Value, args []*ir.Value) *ir.Value {
	mask := func(was, x *ir.Value) *ir.Value {
		if was.Type == ir.Bool && !b.level.MaskRegisters {
			return b.widthOf(x, ir.Int(b.maxLane))
		}
		return x
	}
	switch v.Op {
	case ir.Enter:
		return b.out.Enter(int(v.Imm>>16), int(v.Imm&0xffff), mask(v, args[0]))
	case ir.Leave:
		return b.out.Leave(args[0], int(v.Imm))
	}
	enters, next := v.Variables()
	n := len(enters)
	for j, x := range next {
		args[2+n+j] = mask(x, args[2+n+j])
	}
	return b.out.Repeat(int(v.Imm>>32), v.Times(), args[0], args[1], args[2:2+n], args[2+n:])
}
