// SPDX-License-Identifier: BSD-3-Clause

package narrow

import "github.com/arraygen/arraygen/internal/ir"

// Saturate returns f with the operations of narrow integers that saturate, average or give a distance, where it
// has them by way of wider ones, as in uint8(min(uint16(a)+uint16(b), 255)); f itself where it has none.
func Saturate(f *ir.Func) *ir.Func {
	s := saturating{ranges: f.Ranges(), to: ir.New(f.Name), made: make([]*ir.Value, len(f.Values))}
	s.to.In, s.to.Out, s.to.NaNsCanonical = append(s.to.In, f.In...), append(s.to.Out, f.Out...), f.NaNsCanonical
	for i, v := range f.Values {
		if m := s.match(v); m != nil {
			s.made[i], s.found = s.to.Convert(v.Type, m), true
			continue
		}
		args := make([]*ir.Value, len(v.Args))
		for k, a := range v.Args {
			args[k] = s.made[a.ID]
		}
		s.made[i] = s.to.Copy(v, args...)
	}
	if !s.found {
		return f
	}
	for _, res := range f.Results {
		res.Value = s.made[res.Value.ID]
		if res.NaN != nil {
			res.NaN = s.made[res.NaN.ID]
		}
		s.to.Results = append(s.to.Results, res)
	}
	s.to.Prune()
	return s.to
}

type saturating struct {
	ranges *ir.Ranges
	to     *ir.Func
	made   []*ir.Value // by number of the old value
	found  bool
}

// match returns what v is, in a narrower type, or nil.
func (s *saturating) match(v *ir.Value) *ir.Value {
	if !v.Type.Is(ir.KindInteger) || v.Type.Size() < 2 {
		return nil
	}
	for size := 1; size < v.Type.Size() && size <= 2; size *= 2 {
		for _, t := range []ir.Type{ir.Uint(size), ir.Int(size)} {
			if m := s.saturated(v, t); m != nil {
				return m
			}
		}
		if m := s.averaged(v, ir.Uint(size)); m != nil {
			return m
		}
		if v.Op == ir.Abs {
			if x, y := s.operands(v.Args[0], ir.Sub, ir.Uint(size)); x != nil {
				return s.to.Binary(ir.AbsDiff, x, y)
			}
		}
	}
	return nil
}

// operands returns what v adds or subtracts, which v holds without wrapping, where both are widened from type t
// or constants of it.
func (s *saturating) operands(v *ir.Value, op ir.Op, t ir.Type) (x, y *ir.Value) {
	if v.Op != op || !s.ranges.Of(v).Within(v.Type) {
		return nil, nil
	}
	x, y = s.narrow(v.Args[0], t), s.narrow(v.Args[1], t)
	if x == nil || y == nil || x.Op == ir.Const && y.Op == ir.Const {
		return nil, nil
	}
	return x, y
}

// narrow returns v in type t at no cost, or nil.
func (s *saturating) narrow(v *ir.Value, t ir.Type) *ir.Value {
	if v.Op == ir.Const && s.ranges.Exact(v).Within(t) || v.Op == ir.Convert && v.Args[0].Type == t {
		return s.to.Convert(t, s.made[v.ID])
	}
	return nil
}

// saturated returns the sum or difference, in type t, that v limits to what t holds.
func (s *saturating) saturated(v *ir.Value, t ir.Type) *ir.Value {
	low, high := int64(0), int64(1)<<t.Bits()-1
	if t.Is(ir.KindInt) {
		high >>= 1
		low = -high - 1
	}
	limited, atLow, atHigh := v, false, false
	for range 2 {
		op, x, c := s.limit(limited)
		switch {
		case op == ir.Min && c == high && !atHigh:
			limited, atHigh = x, true
		case op == ir.Max && c == low && !atLow:
			limited, atLow = x, true
		}
	}
	for op, saturates := range map[ir.Op]ir.Op{ir.Add: ir.AddSat, ir.Sub: ir.SubSat} {
		r := s.ranges.Of(limited)
		if limited == v || r.Low < low && !atLow || r.High > high && !atHigh {
			continue
		}
		if x, y := s.operands(limited, op, t); x != nil {
			return s.to.Binary(saturates, x, y)
		}
	}
	return nil
}

// limit returns x and the constant c of v, which is the lesser or the greater of them, and 0 if it is neither.
func (s *saturating) limit(v *ir.Value) (op ir.Op, x *ir.Value, c int64) {
	x, y := (*ir.Value)(nil), (*ir.Value)(nil)
	switch {
	case v.Op == ir.Min || v.Op == ir.Max:
		op, x, y = v.Op, v.Args[0], v.Args[1]
	case v.Op == ir.Select && (v.Args[0].Op == ir.Lt || v.Args[0].Op == ir.Le):
		switch p, q := v.Args[0].Args[0], v.Args[0].Args[1]; {
		case v.Args[1] == p && v.Args[2] == q:
			op, x, y = ir.Min, p, q
		case v.Args[1] == q && v.Args[2] == p:
			op, x, y = ir.Max, p, q
		}
	}
	if x == nil {
		return 0, nil, 0
	}
	if x.Op == ir.Const {
		x, y = y, x
	}
	if y.Op != ir.Const || !s.ranges.Of(y).Within(y.Type) {
		return 0, nil, 0
	}
	return op, x, s.ranges.Of(y).Low
}

// averaged returns half of a sum of two integers of type t, rounded up if 1 is added.
func (s *saturating) averaged(v *ir.Value, t ir.Type) *ir.Value {
	one := func(c *ir.Value, n uint64) bool { return c.Op == ir.Const && c.Imm == n }
	switch {
	case v.Op == ir.Shr && v.Imm == 1:
	case v.Op == ir.Div && one(v.Args[1], 2) && s.ranges.Exact(v.Args[0]).Low >= 0:
	default:
		return nil
	}
	sum := v.Args[0]
	if sum.Op == ir.Add && one(sum.Args[1], 1) && s.ranges.Of(sum).Within(sum.Type) {
		if x, y := s.operands(sum.Args[0], ir.Add, t); x != nil {
			return s.to.Binary(ir.Avg, x, y)
		}
	}
	x, y := s.operands(sum, ir.Add, t)
	if x == nil {
		return nil
	}
	odd := s.to.Binary(ir.And, s.to.Binary(ir.Xor, x, y), s.to.Int(t, 1))
	return s.to.Binary(ir.Sub, s.to.Binary(ir.Avg, x, y), odd)
}
