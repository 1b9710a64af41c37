// SPDX-License-Identifier: BSD-3-Clause

// Package narrow computes integers in lanes that are as narrow as their values: a sum of two bytes,
// written in 32 bits, fits 16. A vector then has more of them. What comes out has the same bits.
package narrow

import "github.com/arraygen/arraygen/internal/ir"

// Rewriter writes values of a function in lanes of at most so many bytes. A value is nil where that cannot be.
type Rewriter struct {
	ranges *ir.Ranges
	to     *ir.Func
	size   int
	made   map[*ir.Value]*ir.Value
}

// New returns a writer of values of from to function to, in lanes of size bytes.
func New(ranges *ir.Ranges, to *ir.Func, size int) *Rewriter {
	return &Rewriter{ranges, to, size, map[*ir.Value]*ir.Value{}}
}

// Func returns f in lanes that are narrower than its widest, nil where it has values that need these.
func Func(f *ir.Func) *ir.Func {
	most := f.MaxLane()
	least := 1
	for _, v := range f.Values {
		switch {
		case v.Op == ir.Rare || v.Op == ir.Repeat: // a variable of a loop may be anything
			return nil
		case v.Op == ir.Param || v.Type.Is(ir.KindFloat):
			least = max(least, v.Type.Size())
		}
	}
	for _, o := range f.Out {
		least = max(least, o.Lane.Size())
	}
	if least >= most {
		return nil
	}
	ranges := f.Ranges()
	for size := least; size < most; size *= 2 {
		if g := inLanes(f, ranges, size); g != nil {
			return g
		}
	}
	return nil
}

// inLanes returns f in lanes of at most size bytes, or nil.
func inLanes(f *ir.Func, ranges *ir.Ranges, size int) *ir.Func {
	g := ir.New(f.Name)
	g.In, g.Out, g.NaNsCanonical = append(g.In, f.In...), append(g.Out, f.Out...), f.NaNsCanonical
	r := New(ranges, g, size)
	for _, res := range f.Results {
		if res.Value = r.Value(res.Value); res.Value == nil {
			return nil
		}
		if res.NaN != nil {
			if res.NaN = r.Value(res.NaN); res.NaN == nil {
				return nil
			}
		}
		g.Results = append(g.Results, res)
	}
	g.Prune()
	return g
}

// Value returns v; of an integer of more bytes an integer of as many as the lanes, congruent to it, with a sign.
func (r *Rewriter) Value(v *ir.Value) *ir.Value {
	m, ok := r.made[v]
	if !ok {
		switch {
		case v.Type.Size() <= r.size:
			m = r.copy(v)
		case v.Type.Is(ir.KindInteger):
			if m = r.cut(v); m != nil {
				m = r.to.Bitcast(ir.Int(r.size), m)
			}
		}
		r.made[v] = m
	}
	return m
}

// values returns the values of v's arguments, or nil.
func (r *Rewriter) values(v *ir.Value) []*ir.Value {
	args := make([]*ir.Value, len(v.Args))
	for i, a := range v.Args {
		if args[i] = r.Value(a); args[i] == nil {
			return nil
		}
	}
	return args
}

// exactly returns the arguments of v in one type that holds what they are, or nil.
func (r *Rewriter) exactly(v *ir.Value) []*ir.Value {
	t := ir.Int(r.size)
	for _, a := range v.Args {
		if !r.ranges.Exact(a).Within(t) {
			t = ir.Uint(r.size)
		}
	}
	for _, a := range v.Args {
		if !r.ranges.Exact(a).Within(t) {
			return nil
		}
	}
	args := r.values(v)
	for i := range args {
		args[i] = r.to.Bitcast(t, args[i])
	}
	return args
}

// cut returns the integer v, which has more bytes than the lanes.
func (r *Rewriter) cut(v *ir.Value) *ir.Value {
	t := ir.Int(r.size)
	switch v.Op {
	case ir.Const:
		return r.to.Const(t, v.Imm)
	case ir.Convert, ir.Bitcast:
		x := v.Args[0]
		if !x.Type.Is(ir.KindInteger) {
			return nil
		}
		if x = r.Value(x); x == nil || x.Type.Size() == r.size {
			return x
		}
		return r.to.Convert(t, x)
	case ir.Add, ir.Sub, ir.Mul, ir.Neg, ir.Not, ir.And, ir.Or, ir.Xor, ir.AndNot:
		if args := r.values(v); args != nil {
			return r.to.Emit(v.Op, t, 0, args...)
		}
	case ir.Select:
		if args := r.values(v); args != nil {
			return r.to.Select(args[0], args[1], args[2])
		}
	case ir.Shl:
		if args := r.values(v); args != nil && v.Imm < uint64(t.Bits()) {
			return r.to.Emit(ir.Shl, t, v.Imm, args...)
		}
	case ir.Shr:
		if args := r.exactly(v); args != nil && v.Imm < uint64(t.Bits()) {
			return r.to.Emit(ir.Shr, args[0].Type, v.Imm, args...)
		}
	case ir.Abs:
		if args := r.exactly(v); args != nil && args[0].Type == t {
			return r.to.Unary(ir.Abs, args[0])
		}
	case ir.Min, ir.Max, ir.Avg, ir.AbsDiff:
		if args := r.exactly(v); args != nil {
			return r.to.Binary(v.Op, args[0], args[1])
		}
	case ir.Div, ir.Rem, ir.FloorDiv, ir.FloorRem:
		if d := v.Args[1]; d.Op == ir.Const && r.ranges.Exact(d).Low > 0 {
			if args := r.exactly(v); args != nil {
				return r.to.Binary(v.Op, args[0], args[1])
			}
		}
	}
	return nil
}

// copy returns v, which has no more bytes than the lanes.
func (r *Rewriter) copy(v *ir.Value) *ir.Value {
	wide := false
	for _, a := range v.Args {
		wide = wide || a.Type.Size() > r.size
	}
	switch {
	case v.Op == ir.Rare || v.Op == ir.Lookup:
		return nil
	case !wide:
		if args := r.values(v); args != nil {
			return r.to.Copy(v, args...)
		}
	case v.Op.Compares():
		if args := r.exactly(v); args != nil {
			return r.to.Binary(v.Op, args[0], args[1])
		}
	case v.Op == ir.Convert && v.Type.Is(ir.KindInteger):
		if x := r.Value(v.Args[0]); x != nil && v.Args[0].Type.Is(ir.KindInteger) {
			return r.to.Convert(v.Type, x)
		}
	case v.Op == ir.Convert && v.Args[0].Type.Is(ir.KindInteger):
		if args := r.exactly(v); args != nil {
			return r.to.Convert(v.Type, args[0])
		}
	}
	return nil
}
