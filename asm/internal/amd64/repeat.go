// SPDX-License-Identifier: BSD-3-Clause

package amd64

import (
	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/plan"
	"github.com/mmcloughlin/avo/reg"
	"github.com/mmcloughlin/avo/x86"
)

// Loops of a body, see plan.RepeatWriter. AX has the note; the count is on the stack, where it delays nothing.

func (w looper) Enter(v *ir.Value) {
	w.value = v
	w.each(func() {
		a := plan.Root(v.Args[0])
		switch {
		case a.Op == ir.Const && a.Type == ir.Bool:
			d := w.def(v)
			f := in(x86.KXORQ)
			if a.Imm != 0 {
				f = in(x86.KXNORQ)
			}
			w.emit(f, d, d, d)
		case a.Op == ir.Const && !w.inReg(a), w.waits(a):
			w.loadInto(a, w.def(v))
		case w.dies(a):
			w.take(v, a)
		default:
			from := w.reg(a)
			if to := w.def(v); w.isMask(v) {
				w.emit(in(x86.KMOVQ), from, to)
			} else {
				w.move(from, to)
			}
		}
	})
	w.value = nil
}

// moveWhole copies a register of a class.
func (w *writer) moveWhole(from, to int, c *plan.Registers) {
	if c == w.mask {
		w.emit(in(x86.KMOVQ), opmasks[from], opmasks[to])
	} else {
		w.move(vector(from, w.bytes), vector(to, w.bytes))
	}
}

func (w looper) Times(n int) {
	if w.times.Base == nil {
		w.times = w.fn.AllocLocal(8)
	}
	w.emit(in(x86.MOVQ), num(n), w.times)
}

func (w looper) NoteAll(cond *ir.Value) { w.notAll(cond, reg.RAX) }

func (w looper) Again(noted bool, label string) {
	w.emit(in(x86.DECQ), w.times)
	if !noted {
		w.jump(in(x86.JNE), label)
		return
	}
	end := w.fresh("left")
	w.jump(in(x86.JEQ), end)
	w.emit(in(x86.TESTQ), reg.RAX, reg.RAX)
	w.jump(in(x86.JNE), label)
	w.at(end)
}

func (w looper) IfAll(label string) {
	w.emit(in(x86.TESTQ), reg.RAX, reg.RAX)
	w.jump(in(x86.JEQ), label)
}
