// SPDX-License-Identifier: BSD-3-Clause

package plan

import (
	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/narrow"
)

// Pairs returns the step of a reduction for twice as many elements, nil where it has none: every
// reduction is a sum of 32-bit integers whose terms are products of two factors that fit 16 bits,
// or fit them by themselves. Machines multiply 16 bits and add two products to a 32-bit sum in one
// instruction or two, see ir.MulAddPairs; a sum of integers wraps, so that no order shows.
//
// Its accumulators are named by 16-bit lanes, of which two hold one sum.
func (r *Reducing) Pairs(f *ir.Func) *ir.Func {
	ranges := f.Ranges()
	return r.groups(f, ranges, ir.MulAddPairs, ir.I16, func(lanes *narrow.Rewriter, v *ir.Value) *ir.Value {
		// Of an unsigned factor a congruent number does: sums and products don't know the sign.
		if !ranges.Of(v).Within(ir.I16) {
			return nil
		}
		return lanes.Value(v)
	})
}

// Quads is Pairs for four times as many elements: the terms are products of two bytes, or
// bytes, see ir.MulAddQuads. Its accumulators are named by 8-bit lanes, of which four hold one sum.
func (r *Reducing) Quads(f *ir.Func) *ir.Func {
	return r.groups(f, f.Ranges(), ir.MulAddQuads, ir.I8, func(lanes *narrow.Rewriter, v *ir.Value) *ir.Value {
		if v.Op != ir.Convert || v.Args[0].Type.Size() != 1 {
			return nil
		}
		return lanes.Value(v.Args[0])
	})
}

// groups returns a step whose 32-bit sums are several lanes each, of which op takes two factors in; factor writes
// one in such lanes. It is nil where f has other sums, a factor that is nil, or an order that shows.
func (r *Reducing) groups(f *ir.Func, ranges *ir.Ranges, op ir.Op, lane ir.Type, factor func(*narrow.Rewriter, *ir.Value) *ir.Value) *ir.Func {
	if r.Order() != ir.AnyOrder || r.Index >= 0 {
		return nil
	}
	inputs := len(f.In) - len(f.Out)
	to := ir.New(f.Name)
	to.In = append(to.In, f.In...)
	for i, o := range f.Out {
		if o.Lane.Size() != 4 || !o.Lane.Is(ir.KindInteger) {
			return nil
		}
		o.Lane = lane
		to.Out = append(to.Out, o)
		to.In[inputs+i].Lane = lane
	}
	lanes := narrow.New(ranges, to, lane.Size())
	for _, res := range f.Results {
		term := termOf(res.Value, inputs+res.Operand)
		if term == nil {
			return nil
		}
		factors := []*ir.Value{term}
		if term.Op == ir.Mul {
			factors = term.Args
		}
		x := factor(lanes, factors[0])
		if x == nil {
			return nil
		}
		y := to.Int(x.Type, 1)
		if len(factors) == 2 {
			if y = factor(lanes, factors[1]); y == nil {
				return nil
			}
		}
		if x.Type == ir.I8 && y.Type == ir.U8 {
			x, y = y, x
		}
		to.Return(res.Operand, 0, to.Emit(op, lane, 0, to.Param(inputs+res.Operand, 0), x, y))
	}
	to.Prune()
	return to
}

// termOf returns what v adds to accumulator i, nil if v is no such sum.
func termOf(v *ir.Value, i int) *ir.Value {
	if v.Op != ir.Add {
		return nil
	}
	for k, a := range v.Args {
		if a.Op == ir.Param && int(a.Imm>>1) == i {
			return v.Args[1-k]
		}
	}
	return nil
}
