// SPDX-License-Identifier: BSD-3-Clause

package amd64

import (
	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
	"github.com/mmcloughlin/avo/x86"
)

// shortOperands is the most operands of a body with loops for short rows: pointers
// and strides of all of them are in registers.
const shortOperands = 4

// shortAhead is how many rows ahead the loop under a mask fetches: loads under
// a mask do not make the processor do so.
const shortAhead = 8

// rowStrides returns the registers of the bytes from row to row, by operand: those
// that the addresses and the count of rows leave.
func (w looper) rowStrides() map[int]reg.Register {
	free := []reg.Register{reg.RCX}
	taken := map[operand.Op]bool{w.gp.rows: true}
	for _, p := range w.gp.ptrs {
		taken[p] = true
	}
	for _, r := range stateRegisters {
		if !taken[r] {
			free = append(free, r)
		}
	}
	strides := map[int]reg.Register{}
	for i, k := range w.body.Operands() {
		strides[k] = free[i]
	}
	return strides
}

func (w looper) IfOneRow(label string) {
	w.emit(in(x86.CMPQ), w.gp.rows, imm(1))
	w.jump(in(x86.JEQ), label)
}

func (w looper) StartShortRows() {
	for _, k := range w.body.Operands() {
		w.emit(in(x86.MOVQ), operandField(reg.RDX, k, kernel.OffPtr), w.gp.ptrs[k])
	}
}

func (w looper) ShortRowStrides() {
	strides := w.rowStrides()
	for _, k := range w.body.Operands() {
		w.emit(in(x86.MOVQ), operandField(reg.RDX, k, kernel.OffOuter), strides[k])
	}
}

func (w looper) FetchAhead() {
	strides := w.rowStrides()
	for _, k := range w.body.Operands() {
		w.emit(in(x86.PREFETCHT0), operand.Mem{Base: w.pointer(k), Index: strides[k], Scale: shortAhead})
	}
}

func (w looper) NextShortRow(label string) {
	strides := w.rowStrides()
	for _, k := range w.body.Operands() {
		w.emit(in(x86.ADDQ), strides[k], w.gp.ptrs[k])
	}
	w.emit(in(x86.DECQ), w.gp.rows)
	w.jump(in(x86.JNE), label)
}

func (w looper) BroadcastOnce(k int, label string) {
	p, v := w.pointer(k), w.spare()
	w.emit(in(x86.CMPQ), operandField(reg.RDX, k, kernel.OffOuter), imm(0))
	w.jump(in(x86.JNE), label)
	w.broadcast(k, p, v)
	w.emit(in(x86.MOVQ), field(reg.RDX, kernel.OffScratch), p)
	if k > 0 {
		w.emit(in(x86.ADDQ), num(k*kernel.ScratchSize), p)
	}
	for off := 0; off < 2*w.blockBytes(k); off += w.bytes {
		w.emit(w.transfer(ir.U8, w.bytes), vector(v, w.bytes), operand.Mem{Base: p, Disp: off})
	}
}
