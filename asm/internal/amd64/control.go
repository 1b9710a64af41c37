// SPDX-License-Identifier: BSD-3-Clause

package amd64

import (
	"github.com/arraygen/arraygen/internal/plan"
	"github.com/arraygen/arraygen/ndarray/kernel"
	avo "github.com/mmcloughlin/avo/ir"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
	"github.com/mmcloughlin/avo/x86"
)

// count is the count of elements of every loop.
var count = reg.RSI

// jumps are the jumps after a comparison, or an addition, by what they ask of the
// difference or sum.
var jumps = map[plan.Condition]inst{
	plan.Negative: in(x86.JLT), plan.NotNegative: in(x86.JGE), plan.Zero: in(x86.JEQ),
	plan.NotZero: in(x86.JNE), plan.Positive: in(x86.JGT), plan.NotPositive: in(x86.JLE),
}

func (w *writer) Label(name string) { w.at(name) }
func (w *writer) Jump(label string) { w.jump(in(x86.JMP), label) }

// Align begins the next instruction at a multiple of 32 bytes, in which the
// processor fetches. avo has no name for it.
func (w *writer) Align() {
	w.fn.AddInstruction(&avo.Instruction{Opcode: "PCALIGN", Operands: []operand.Op{operand.U8(32)}})
}

func (w *writer) Add(n int) {
	if n < 0 {
		w.emit(in(x86.SUBQ), num(-n), count)
	} else {
		w.emit(in(x86.ADDQ), num(n), count)
	}
}

func (w *writer) Count(n int, c plan.Condition, label string) {
	w.Add(n)
	w.jump(jumps[c], label)
}

func (w *writer) Compare(n int, c plan.Condition, label string) {
	w.emit(in(x86.CMPQ), count, num(n))
	w.jump(jumps[c], label)
}

func (w *writer) WithoutBit(n int, label string) {
	w.emit(in(x86.TESTL), num(n), count.As32())
	w.jump(in(x86.JEQ), label)
}

func (w *writer) Modulo(n int) { w.emit(in(x86.ANDQ), num(n-1), count) }

func (w *writer) Comment(text string) { w.fn.AddComment(text) }

// args loads the address of the kernel.Args into DX.
func (w *writer) args() reg.Register { return w.argsIn(reg.RDX) }

// argsIn loads the address of the kernel.Args into r.
func (w *writer) argsIn(r reg.Register) reg.Register {
	w.emit(in(x86.MOVQ), operand.NewParamAddr("a", 0), r)
	return r
}

func field(a reg.Register, off int) operand.Mem { return operand.Mem{Base: a, Disp: off} }

func operandField(a reg.Register, k, off int) operand.Mem {
	return field(a, kernel.OffOp+k*kernel.OperandLen+off)
}

// Args loads the address of the kernel.Args into DX, where the other steps that
// need it expect it.
func (w *writer) Args()     { w.args() }
func (w *writer) CountRow() { w.emit(in(x86.MOVQ), field(reg.RDX, kernel.OffN), count) }

func (w *writer) CountRows(label string) {
	w.emit(in(x86.TESTQ), count, count)
	w.jump(in(x86.JLE), label)
	rows, inRegister := w.gp.rows.(reg.Register)
	if !inRegister {
		rows = reg.RAX
	}
	w.emit(in(x86.MOVQ), field(reg.RDX, kernel.OffRows), rows)
	w.emit(in(x86.TESTQ), rows, rows)
	w.jump(in(x86.JLE), label)
	w.moveTo(rows, w.gp.rows)
}

func (w *writer) IfRowWithin(n int, label string) {
	w.emit(in(x86.CMPQ), field(reg.RDX, kernel.OffN), num(n))
	w.jump(in(x86.JLE), label)
}

func (w *writer) Return() {
	w.emit(in(x86.VZEROUPPER))
	w.emit(in(x86.RET))
}
