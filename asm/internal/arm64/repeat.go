// SPDX-License-Identifier: BSD-3-Clause

package arm64

import (
	"fmt"

	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/plan"
)

// Loops of a body, see plan.RepeatWriter. regTemp has the note.

func (w *looper) Enter(v *ir.Value) {
	a := plan.Root(v.Args[0])
	for vector := range w.block.Vectors {
		out := plan.Var{Value: v, Lane: vector}
		switch {
		case w.inMemory(a):
			w.loadConst(a, w.regs.Def(out))
		case w.dies(a, vector):
			w.regs.Take(out, plan.Var{Value: a, Lane: vector})
		default:
			from := w.Register(a, vector)
			w.move(w.regs.Def(out), from)
		}
		w.regs.End(vector)
	}
	w.dropConstants()
}

func (w *looper) Times(n int) {
	if w.times < 0 {
		panic(&plan.Unfit{Kernel: w.f.Name, Reason: fmt.Errorf("neon: no general register is left to count the iterations of a loop")})
	}
	w.ins("MOVD $%d, R%d", n, w.times)
}

func (w *looper) NoteAll(cond *ir.Value) { w.notAll(cond, regTemp) }

func (w *looper) Again(noted bool, label string) {
	w.ins("SUBS $1, R%d, R%d", w.times, w.times)
	if !noted {
		w.ins("BNE %s", label)
		return
	}
	w.ins("BEQ left%s", label)
	w.ins("CBNZ R%d, %s", regTemp, label)
	w.Label("left" + label)
}

func (w *looper) IfAll(label string) { w.ins("CBZ R%d, %s", regTemp, label) }
