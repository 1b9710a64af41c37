// SPDX-License-Identifier: BSD-3-Clause

package passes

import (
	"slices"

	"github.com/arraygen/arraygen/internal/ir"
)

// Counted is a body whose sum that counts the elements of a row is an input: the number of elements, where
// none is NaN.
type Counted struct {
	Func *ir.Func
	// Input is the input, which the body has more than the one that it is made of; the outputs are behind it.
	Input int
	// Witness is a sum of the elements, which is NaN if one is.
	Witness *ir.Value
}

// CountOf returns f with the sum of Select(x == x, 1, 0) as an input, nil if f has none, or no sum of x by
// itself.
func CountOf(f *ir.Func) *Counted {
	g := f.Clone()
	for _, v := range g.Values {
		x := countedElement(v)
		if x == nil {
			continue
		}
		i := slices.IndexFunc(g.Values, func(w *ir.Value) bool {
			return w.Op == ir.Reduce && w.Reduction().Kind == ir.Sum && w.Args[0] == x && w.Type == x.Type
		})
		if i < 0 {
			continue
		}
		c := &Counted{Func: g, Input: len(g.In), Witness: g.Values[i]}
		g.In = append(g.In, ir.Operand{Name: "n", Lane: v.Type})
		v.Op, v.Imm, v.Args = ir.Param, uint64(c.Input)<<1, nil
		return c
	}
	return nil
}

// countedElement returns x of the sum of Select(x == x, 1, 0), else nil.
func countedElement(v *ir.Value) *ir.Value {
	if v.Op != ir.Reduce || v.Reduction().Kind != ir.Sum || !v.Type.Is(ir.KindFloat) {
		return nil
	}
	s := v.Args[0]
	if s.Op != ir.Select || s.Args[0].Op != ir.Eq || s.Args[0].Args[0] != s.Args[0].Args[1] || !s.Args[0].Args[0].Type.Is(ir.KindFloat) {
		return nil
	}
	one := ir.New("").Float(v.Type, 1)
	if a, b := s.Args[1], s.Args[2]; a.Op != ir.Const || b.Op != ir.Const || a.Imm != one.Imm || b.Imm != 0 {
		return nil
	}
	return s.Args[0].Args[0]
}
