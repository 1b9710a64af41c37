// SPDX-License-Identifier: BSD-3-Clause

package plan

import "github.com/arraygen/arraygen/internal/ir"

// Lanewise returns the body of a lane of f if f does to the first lanes of
// pairs what it does to the second ones, and mixes nothing: a sum of complex
// numbers is two sums. Else it returns nil.
func Lanewise(f *ir.Func) *ir.Func {
	g := ir.New(f.Name)
	g.NaNsCanonical = f.NaNsCanonical
	for _, o := range append(append([]ir.Operand{}, f.In...), f.Out...) {
		if !o.Pair {
			return nil
		}
	}
	for _, o := range f.In {
		g.In = append(g.In, ir.Operand{Name: o.Name, Lane: o.Lane})
	}
	for _, o := range f.Out {
		g.Out = append(g.Out, ir.Operand{Name: o.Name, Lane: o.Lane})
	}
	// Equal values are one value, so both parts become the same, if they are.
	var parts [2]map[int]*ir.Value
	mend := map[int]bool{}
	for part := range parts {
		parts[part] = map[int]*ir.Value{}
		copied := map[*ir.Value]*ir.Value{}
		for _, r := range f.Results {
			if r.Part != part {
				continue
			}
			v := lane(g, r.Value, uint64(part), copied)
			if v == nil {
				return nil
			}
			parts[part][r.Operand] = v
			mend[r.Operand] = mend[r.Operand] || r.Mend
		}
	}
	for i := range g.Out {
		if parts[0][i] == nil || parts[0][i] != parts[1][i] {
			return nil
		}
		g.Results = append(g.Results, ir.Result{Operand: i, Value: parts[0][i], Mend: mend[i]})
	}
	return g
}

// lane copies v, a value of the given part of pairs, to g; nil if it is not of
// that part alone.
func lane(g *ir.Func, v *ir.Value, part uint64, copied map[*ir.Value]*ir.Value) *ir.Value {
	if c, ok := copied[v]; ok {
		return c
	}
	if v.Op == ir.Param {
		if v.Imm&1 != part {
			return nil
		}
		copied[v] = g.Param(int(v.Imm>>1), 0)
		return copied[v]
	}
	args := make([]*ir.Value, len(v.Args))
	for i, a := range v.Args {
		if args[i] = lane(g, a, part, copied); args[i] == nil {
			return nil
		}
	}
	copied[v] = g.Copy(v, args...)
	return copied[v]
}
