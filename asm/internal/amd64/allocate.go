// SPDX-License-Identifier: BSD-3-Clause

package amd64

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
	"github.com/mmcloughlin/avo/x86"
)

// general says where the loop keeps its state. AX, CX and DX are for passing
// use; BP, R14 and R15 belong to Go.
type general struct {
	ptrs    []operand.Op // by operand: a register or a stack slot; nil if unused
	strides []operand.Op // by input: bytes to the next vector, 0 for a broadcast element
	rows    operand.Op   // rows left
	rare    reg.Register // union of the rare conditions of an iteration
	scratch reg.Register // base of the scratch memory where values spill
}

// stateRegisters hold the state of the loop.
var stateRegisters = []reg.Register{reg.R8, reg.R9, reg.R10, reg.R11, reg.RDI, reg.RBX, reg.R12, reg.R13}

// allocate deals out the general registers, what is used most first.
func (w *writer) allocate() {
	free := stateRegisters
	get := func() (reg.Register, bool) {
		if len(free) == 0 {
			return nil, false
		}
		r := free[0]
		free = free[1:]
		return r, true
	}
	alloc := func() operand.Op {
		if r, ok := get(); ok {
			return r
		}
		return w.fn.AllocLocal(8)
	}
	f := w.body.Func
	if w.plan.Spill {
		w.gp.scratch, _ = get()
	}
	if f.HasRare() {
		w.gp.rare, _ = get()
	}
	w.gp.ptrs = make([]operand.Op, len(f.In)+len(f.Out))
	w.gp.strides = make([]operand.Op, len(f.In))
	for _, k := range w.body.Operands() {
		w.gp.ptrs[k] = alloc()
	}
	for _, k := range w.body.Inputs() {
		w.gp.strides[k] = alloc()
	}
	w.gp.rows = alloc()
}

// blockBytes returns the bytes of a vector's elements of operand k.
func (w *writer) blockBytes(k int) int { return w.lanes * w.body.Operand(k).Size() }

// address returns the register that pointer leaves the address in operand k in.
func (w *writer) address(k int) reg.Register {
	if r, ok := w.gp.ptrs[k].(reg.Register); ok {
		return r
	}
	return reg.RAX
}

// pointer returns a register with the address in operand k.
func (w *writer) pointer(k int) reg.Register {
	if r, ok := w.gp.ptrs[k].(reg.Register); ok {
		return r
	}
	w.emit(in(x86.MOVQ), w.gp.ptrs[k], reg.RDX)
	return reg.RDX
}

// moveTo moves register r to p.
func (w *writer) moveTo(r reg.Register, p operand.Op) {
	if p != operand.Op(r) {
		w.emit(in(x86.MOVQ), r, p)
	}
}
