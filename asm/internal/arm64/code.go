// SPDX-License-Identifier: BSD-3-Clause

package arm64

import (
	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/plan"
)

// Begin begins a copy of the body.
func (w *writer) Begin(b plan.Block) {
	w.block = b
	clear(w.loaded)
	w.dropConstants()
}

// lanes returns the arrangement of a full vector of type t.
func (w *writer) lanes(t ir.Type) arrangement { return fits(t.Size(), w.width*t.Size()) }

// bytes returns the arrangement of the bytes of a full vector of type t.
func (w *writer) bytes(t ir.Type) arrangement { return fits(1, w.width*t.Size()) }

// temp returns a register that is free until the end of the operation.
func (w *writer) temp() int { return w.regs.Temp() }

// end ends the operation at hand for all vectors.
func (w *writer) end() {
	for vector := range w.block.Vectors {
		w.regs.End(vector)
	}
}

// Register returns the register of v until the end of the operation.
func (w *writer) Register(v *ir.Value, vector int) int {
	v = plan.Root(v)
	if v.Op != ir.Const {
		return w.regs.Use(plan.Var{Value: v, Lane: vector})
	}
	if r, ok := w.hoisted[v]; ok {
		return r
	}
	r, ok := w.consts[v]
	if !ok {
		r = w.regs.Pin()
		w.consts[v] = r
		w.loadConst(v, r)
	}
	return r
}

// dropConstants frees the registers of the operation's constants.
func (w *writer) dropConstants() {
	for _, r := range w.consts {
		w.regs.Unpin(r)
	}
	clear(w.consts)
}

// loadConst brings a constant into register r.
func (w *writer) loadConst(v *ir.Value, r int) {
	if v.Imm == 0 {
		w.vec("movi", b16, r, 0, 0)
		return
	}
	w.ins("FMOVQ %s, F%d", at(regTable, w.table.offset(v)), r)
}

// Operation computes v in all vectors.
func (w *writer) Operation(v *ir.Value) {
	e := emitters[keyOf(v)]
	args := plan.Operands(v)
	x := make([]int, len(args))
	for vector := range w.block.Vectors {
		out := plan.Var{Value: v, Lane: vector}
		tied := -1
		if e.ties != nil {
			tied = w.tie(e.ties, args, vector)
		}
		for i, a := range args {
			if i != tied || !w.inMemory(a) {
				x[i] = w.Register(a, vector)
			}
		}
		var d int
		switch {
		case tied < 0:
			d = w.regs.Def(out)
		case w.dies(args[tied], vector):
			d = w.regs.Take(out, plan.Var{Value: args[tied], Lane: vector})
		case w.inMemory(args[tied]):
			d = w.regs.Def(out)
			w.loadConst(args[tied], d)
			x[tied] = d
		default:
			d = w.regs.Def(out)
			w.move(d, x[tied])
		}
		e.emit(w, v, d, tied, x)
		w.regs.End(vector)
	}
	w.dropConstants()
}

// tie picks the argument that the result takes the register of: one that is
// used no more, if there is one.
func (w *writer) tie(ties []int, args []*ir.Value, vector int) int {
	for _, i := range ties {
		if w.dies(args[i], vector) {
			return i
		}
	}
	return ties[0]
}

// dies reports whether the operation at hand is the last to use a, in a
// register of its own.
func (w *writer) dies(a *ir.Value, vector int) bool {
	return a.Op != ir.Const && w.regs.Dies(plan.Var{Value: a, Lane: vector})
}

// inMemory reports whether v is a constant that is in no register.
func (w *writer) inMemory(v *ir.Value) bool {
	if v.Op != ir.Const {
		return false
	}
	_, hoisted := w.hoisted[v]
	_, here := w.consts[v]
	return !hoisted && !here
}
