package amd64

import (
	"fmt"

	"github.com/arraygen/arraygen/asm/ir"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
	"github.com/mmcloughlin/avo/x86"
)

// Many rows that are no longer than two vectors have loops of their own, in
// which a row costs little but the body: what the general loop finds out and
// keeps in memory for each row is held in registers. Rows of up to one vector
// go under a mask that is made once; rows of one to two vectors as two whole
// vectors that overlap. All loads of a row come before its stores, so that
// the elements in both vectors may be in place.

// shortOps is the most operations of a body that has loops for short rows. They
// save 1 to 1.5 ns a row; larger bodies take several times that.
const shortOps = 12

// shortOperands is the most operands of such a body: pointers and strides of
// all of them are in registers.
const shortOperands = 4

// shortAhead is how many rows ahead the loop under a mask fetches: loads under
// a mask do not make the processor do so.
const shortAhead = 8

// short says which loops for short rows a kernel has.
type short struct {
	masked, overlapping bool
	outer               []reg.Register // by operand: bytes to the next row
}

func (w *writer) planShort() short {
	ops := 0
	for _, v := range w.body.Order {
		if v.Op != ir.Param {
			ops++
		}
	}
	n, large := 0, false
	w.operands(func(k int) {
		n++
		large = large || w.operand(k).Size() > 8 // no scale of an address
	})
	if ops > shortOps || n > shortOperands || w.plan.Spill || w.body.Func.HasRare() {
		return short{}
	}
	s := short{masked: w.masks, overlapping: w.plan.Unroll > 1 && !large}
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
	s.outer = make([]reg.Register, len(w.gp.ptrs))
	w.operands(func(k int) {
		s.outer[k] = free[0]
		free = free[1:]
	})
	return s
}

// shortRows writes the loops for short rows, and jumps to label row where the
// general loop must do. AX holds the rows, SI the elements of a row, DX the
// Args.
func (w *writer) shortRows() {
	s := w.planShort()
	if !s.masked && !s.overlapping {
		return
	}
	w.emit(in(x86.CMPQ), w.gp.rows, imm(1))
	w.jump(in(x86.JEQ), "row")
	most := w.lanes
	if s.overlapping {
		most *= 2
	}
	w.emit(in(x86.CMPQ), count, num(most))
	w.jump(in(x86.JGT), "row")
	if !s.masked {
		w.emit(in(x86.CMPQ), count, num(w.lanes))
		w.jump(in(x86.JLT), "row")
	}
	a := w.args()
	w.operands(func(k int) {
		w.emit(in(x86.MOVQ), operandField(a, k, kernel.OffPtr), w.gp.ptrs[k])
	})
	w.operands(func(k int) {
		if k < len(w.gp.strides) {
			w.emit(in(x86.CMPQ), operandField(a, k, kernel.OffInner), imm(0))
			w.jump(in(x86.JEQ), fmt.Sprint("still", k))
			w.at(fmt.Sprint("stands", k))
		}
	})
	if s.masked {
		w.setMasks(w.plan.Unroll)
		w.args()
	}
	w.operands(func(k int) {
		w.emit(in(x86.MOVQ), operandField(a, k, kernel.OffOuter), s.outer[k])
	})
	if s.masked {
		if s.overlapping {
			w.emit(in(x86.CMPQ), count, num(w.lanes))
			w.jump(in(x86.JGT), "twovectors")
		}
		w.align()
		w.at("shortrow")
		w.operands(func(k int) {
			w.emit(in(x86.PREFETCHT0), operand.Mem{Base: w.pointer(k), Index: s.outer[k], Scale: shortAhead})
		})
		w.copyBody(masked, 1, "")
		w.unpinMasks()
		w.nextRow(s, "shortrow")
	}
	if s.overlapping {
		w.at("twovectors")
		w.emit(in(x86.SUBQ), num(w.lanes), count)
		w.align()
		w.at("overlap")
		w.overlapping = true
		w.copyBody(whole, 2, "")
		w.overlapping = false
		w.nextRow(s, "overlap")
	}
	w.operands(func(k int) {
		if k < len(w.gp.strides) {
			w.fillInvariant(k)
		}
	})
}

// nextRow moves the pointers on by a row and jumps to label unless there is
// none.
func (w *writer) nextRow(s short, label string) {
	w.operands(func(k int) {
		w.emit(in(x86.ADDQ), s.outer[k], w.gp.ptrs[k])
	})
	w.emit(in(x86.DECQ), w.gp.rows)
	w.jump(in(x86.JNE), label)
	w.jump(in(x86.JMP), "done")
}

// fillInvariant writes the code, outside the loop, that fills scratch memory
// with the one element of an input with Inner and Outer 0, two vectors of it.
func (w *writer) fillInvariant(k int) {
	w.at(fmt.Sprint("still", k))
	p := w.pointer(k)
	w.emit(in(x86.CMPQ), operandField(reg.RDX, k, kernel.OffOuter), imm(0))
	w.jump(in(x86.JNE), "row")
	v := w.vec.Temp()
	w.broadcast(k, p, v)
	w.emit(in(x86.MOVQ), field(reg.RDX, kernel.OffScratch), p)
	if k > 0 {
		w.emit(in(x86.ADDQ), num(k*kernel.ScratchSize), p)
	}
	for off := 0; off < 2*w.block(k); off += w.bytes {
		w.emit(w.transfer(ir.U8, w.bytes), vector(v, w.bytes), operand.Mem{Base: p, Disp: off})
	}
	w.vec.End(0)
	w.jump(in(x86.JMP), fmt.Sprint("stands", k))
}
