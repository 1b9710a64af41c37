// SPDX-License-Identifier: BSD-3-Clause

package arm64

import (
	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/plan"
)

// IfNaN looks for a NaN in the maximum of all lanes, which is NaN if one of them is.
func (w *writer) IfNaN(list []plan.Suspect, lanes int, label string) (mend func()) {
	for _, t := range []ir.Type{ir.F32, ir.F64} {
		var regs []int
		for _, s := range list {
			if s.Type == t {
				regs = append(regs, s.Register)
			}
		}
		switch {
		case len(regs) == 0:
		case lanes == 0:
			w.ifNaN(t, w.most(t, regs), label)
		default:
			w.ifFirstNaN(t, regs, lanes, label)
		}
	}
	mask, nan := w.temp(), w.temp()
	return func() {
		loaded := ir.Type(0)
		w.ins("MOVD $%s(SB), R%d", tableSymbol, regTemp)
		for i, s := range list {
			if t := s.Type; i == 0 || t != loaded {
				w.ins("FMOVQ %s, F%d", at(regTemp, w.table.offset(&ir.Value{Op: ir.Const, Type: t, Imm: ir.CanonicalNaN(t)})), nan)
				loaded = t
			}
			w.vec("fcmeq", fits(s.Type.Size(), vectorBytes), mask, s.Register, s.Register)
			w.vec("bif", b16, s.Register, nan, mask)
		}
	}
}

// most returns a register whose first lane of type t is the maximum of all lanes of
// registers.
func (w *writer) most(t ir.Type, regs []int) int {
	most, a := w.temp(), w.lanes(t)
	n := regs[0]
	for _, m := range regs[1:] {
		w.vec("fmax", a, most, n, m)
		n = most
	}
	for lanes := w.width; lanes > 1; lanes /= 2 {
		w.vec("fmaxp", a, most, n, n)
		n = most
	}
	return n
}

// ifFirstNaN jumps to label if one of the first lanes, one or two, is NaN.
func (w *writer) ifFirstNaN(t ir.Type, regs []int, lanes int, label string) {
	second := w.temp()
	for _, r := range regs {
		w.ifNaN(t, r, label)
		if lanes == 2 {
			w.vec("uzp2", fits(t.Size(), vectorBytes), second, r, r)
			w.ifNaN(t, second, label)
		}
	}
}

// ifNaN jumps to label if the first lane of type t of a register is NaN.
func (w *writer) ifNaN(t ir.Type, r int, label string) {
	if t == ir.F32 {
		w.ins("FCMPS F%d, F%d", r, r)
	} else {
		w.ins("FCMPD F%d, F%d", r, r)
	}
	w.ins("BVS %s", label)
}
