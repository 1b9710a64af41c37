// SPDX-License-Identifier: BSD-3-Clause

package plan

import (
	"math"

	"github.com/arraygen/arraygen/internal/ir"
)

// Pairs returns the step of a reduction for twice as many elements, nil where it has none: every
// reduction is a sum of 32-bit integers whose terms are products of two factors that fit 16 bits,
// or fit them by themselves. Machines multiply 16 bits and add two products to a 32-bit sum in one
// instruction or two, see ir.MulAddPairs; a sum of integers wraps, so that no order shows.
//
// Its accumulators are named by 16-bit lanes, of which two hold one sum.
func (r *Reducing) Pairs(f *ir.Func) *ir.Func {
	p := r.groups(f, ir.I16)
	if p == nil {
		return nil
	}
	inputs := len(f.In) - len(f.Out)
	for _, res := range f.Results {
		term := p.term(res.Value, inputs+res.Operand)
		if term == nil {
			return nil
		}
		a, b := term, (*ir.Value)(nil)
		if _, fits := p.range16(term); !fits {
			if term.Op != ir.Mul {
				return nil
			}
			a, b = term.Args[0], term.Args[1]
		} else if term.Op == ir.Mul {
			a, b = term.Args[0], term.Args[1]
		}
		x := p.narrow(a)
		y := p.to.Int(ir.I16, 1)
		if b != nil {
			y = p.narrow(b)
		}
		if x == nil || y == nil {
			return nil
		}
		p.to.Return(res.Operand, 0, p.to.Emit(ir.MulAddPairs, ir.I16, 0, p.to.Param(inputs+res.Operand, 0), x, y))
	}
	p.to.Prune()
	return p.to
}

// Quads is Pairs for four times as many elements: the terms are products of two bytes, or
// bytes, see ir.MulAddQuads. Its accumulators are named by 8-bit lanes, of which four hold one sum.
func (r *Reducing) Quads(f *ir.Func) *ir.Func {
	p := r.groups(f, ir.I8)
	if p == nil {
		return nil
	}
	inputs := len(f.In) - len(f.Out)
	for _, res := range f.Results {
		term := p.term(res.Value, inputs+res.Operand)
		if term == nil {
			return nil
		}
		a, b := term, (*ir.Value)(nil)
		if term.Op == ir.Mul {
			a, b = term.Args[0], term.Args[1]
		}
		x := p.byteOf(a)
		if x == nil {
			return nil
		}
		y := p.to.Int(x.Type, 1)
		if b != nil {
			if y = p.byteOf(b); y == nil {
				return nil
			}
		}
		if x.Type == ir.I8 && y.Type == ir.U8 {
			x, y = y, x
		}
		p.to.Return(res.Operand, 0, p.to.Emit(ir.MulAddQuads, ir.I8, 0, p.to.Param(inputs+res.Operand, 0), x, y))
	}
	p.to.Prune()
	return p.to
}

// pairing makes the step of Pairs, or of Quads.
type pairing struct {
	from, to *ir.Func
	lane     ir.Type // of the accumulators: factors are no wider
	made     map[*ir.Value]*ir.Value
}

// groups begins a step whose 32-bit sums are several lanes each, nil where f has others, or an
// order that shows.
func (r *Reducing) groups(f *ir.Func, lane ir.Type) *pairing {
	if r.Order() != ir.AnyOrder || r.Index >= 0 {
		return nil
	}
	inputs := len(f.In) - len(f.Out)
	p := &pairing{from: f, to: ir.New(f.Name), lane: lane, made: map[*ir.Value]*ir.Value{}}
	p.to.In = append(p.to.In, f.In...)
	for i, o := range f.Out {
		if o.Lane.Size() != 4 || !o.Lane.Is(ir.KindInteger) {
			return nil
		}
		o.Lane = lane
		p.to.Out = append(p.to.Out, o)
		p.to.In[inputs+i].Lane = lane
	}
	return p
}

// byteOf emits v, of 32 bits, as the byte that it is converted from, nil if it is none.
func (p *pairing) byteOf(v *ir.Value) *ir.Value {
	if v.Op != ir.Convert || v.Args[0].Type.Size() != 1 {
		return nil
	}
	return p.copy(v.Args[0])
}

// term returns what v adds to accumulator i, nil if v is no such sum.
func (p *pairing) term(v *ir.Value, i int) *ir.Value {
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

// interval is the least and the greatest value that an operation has, as integers
// that don't wrap.
type interval struct{ low, high int64 }

// range16 returns the values that v, of 32 bits, may have, and whether they fit 16 bits with a sign.
// An unsigned v is what is congruent to it: sums and products don't know the sign.
func (p *pairing) range16(v *ir.Value) (interval, bool) {
	r, ok := p.interval(v)
	return r, ok && math.MinInt16 <= r.low && r.high <= math.MaxInt16
}

func (p *pairing) interval(v *ir.Value) (r interval, ok bool) {
	if v.Type.Size() != 4 || !v.Type.Is(ir.KindInteger) {
		return r, false
	}
	var x []interval
	switch v.Op {
	case ir.Const:
		c := int64(int32(v.Imm))
		return interval{c, c}, true
	case ir.Convert:
		switch v.Args[0].Type {
		case ir.I8:
			return interval{math.MinInt8, math.MaxInt8}, true
		case ir.U8:
			return interval{0, math.MaxUint8}, true
		case ir.I16:
			return interval{math.MinInt16, math.MaxInt16}, true
		}
		return r, false
	case ir.Add, ir.Sub, ir.Mul, ir.Neg:
	case ir.Abs:
		if v.Type != ir.I32 {
			return r, false
		}
	default:
		return r, false
	}
	for _, a := range v.Args {
		s, ok := p.range16(a)
		if !ok {
			return r, false
		}
		x = append(x, s)
	}
	switch v.Op {
	case ir.Add:
		return interval{x[0].low + x[1].low, x[0].high + x[1].high}, true
	case ir.Sub:
		return interval{x[0].low - x[1].high, x[0].high - x[1].low}, true
	case ir.Neg:
		return interval{-x[0].high, -x[0].low}, true
	case ir.Abs:
		return interval{0, max(-x[0].low, x[0].high)}, true
	}
	a, b, c, d := x[0].low*x[1].low, x[0].low*x[1].high, x[0].high*x[1].low, x[0].high*x[1].high
	return interval{min(a, b, c, d), max(a, b, c, d)}, true
}

// narrow emits v, of 32 bits, in 16, nil if its values don't fit them.
func (p *pairing) narrow(v *ir.Value) *ir.Value {
	if m := p.made[v]; m != nil {
		return m
	}
	if _, fits := p.range16(v); !fits {
		return nil
	}
	var m *ir.Value
	switch v.Op {
	case ir.Const:
		m = p.to.Int(ir.I16, int64(int32(v.Imm)))
	case ir.Convert:
		a := p.copy(v.Args[0])
		if a == nil {
			return nil
		}
		if m = a; a.Type != ir.I16 {
			m = p.to.Emit(ir.Convert, ir.I16, 0, a)
		}
	default:
		var args []*ir.Value
		for _, a := range v.Args {
			args = append(args, p.narrow(a))
		}
		m = p.to.Emit(v.Op, ir.I16, v.Imm, args...)
	}
	p.made[v] = m
	return m
}

// copy emits v, no wider than a lane, as it is; nil where it is made of wider values.
func (p *pairing) copy(v *ir.Value) *ir.Value {
	if m := p.made[v]; m != nil {
		return m
	}
	if v.Type.Size() > p.lane.Size() || !v.Type.Is(ir.KindInteger) || v.Op == ir.Lookup || v.Op == ir.Rare {
		return nil
	}
	var m *ir.Value
	switch v.Op {
	case ir.Param:
		m = p.to.Param(int(v.Imm>>1), int(v.Imm&1))
	case ir.Const:
		m = p.to.Const(v.Type, v.Imm)
	default:
		var args []*ir.Value
		for _, a := range v.Args {
			x := p.copy(a)
			if x == nil {
				return nil
			}
			args = append(args, x)
		}
		m = p.to.Emit(v.Op, v.Type, v.Imm, args...)
	}
	p.made[v] = m
	return m
}
