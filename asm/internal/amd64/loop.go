// SPDX-License-Identifier: BSD-3-Clause

package amd64

import (
	"fmt"
	"slices"

	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/plan"
	"github.com/arraygen/arraygen/ndarray/kernel"
	avo "github.com/mmcloughlin/avo/ir"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
	"github.com/mmcloughlin/avo/x86"
)

// looper writes elementwise kernels; it is a [plan.LoopWriter] and a
// [plan.ShortRowWriter].
type looper struct{ *writer }

// writeLoop writes a whole elementwise kernel.
func (w *writer) writeLoop(k plan.Kernel) {
	w.allocate()
	w.noteOnce()
	l := plan.Loop{
		Body: w.body, Plan: w.plan, Registers: w.classes(), Lanes: w.lanes, Tail: w.tail,
		Short:    plan.ShortRows{Masked: w.masks, Operands: shortOperands, MaxSize: maxScale},
		InTurn:   w.inTurn(),
		SetsDone: k.Func.HasRare(), Annotate: k.Annotate,
	}
	l.Write(looper{w})
}

// inTurn is the most operations of a body of which an iteration stores one vector
// before it computes the next.
const inTurn = 6

// inTurn is plan.Loop.InTurn: vectors that are packed for one store are computed first.
func (w *writer) inTurn() int {
	if len(w.cut) > 0 {
		return 0
	}
	return inTurn
}

// maxScale is the largest factor of an index in an address.
const maxScale = 8

func (w looper) Prepare() {
	if w.plan.Spill {
		w.emit(in(x86.MOVQ), field(reg.RDX, kernel.OffScratch), w.gp.scratch)
	}
	for _, k := range w.body.Operands() {
		w.emit(in(x86.MOVQ), operandField(reg.RDX, k, kernel.OffPtr), reg.RAX)
		w.emit(in(x86.MOVQ), reg.RAX, operandField(reg.RDX, k, kernel.OffRow))
	}
	w.hoist()
}

func (w looper) StartRow() {
	a := w.args()
	for _, k := range w.body.Operands() {
		p, inRegister := w.gp.ptrs[k].(reg.Register)
		if !inRegister {
			p = reg.RAX
		}
		w.emit(in(x86.MOVQ), operandField(a, k, kernel.OffRow), p)
		w.moveTo(p, w.gp.ptrs[k])
	}
}

func (w looper) NextRow(row, done string) {
	w.emit(in(x86.DECQ), w.gp.rows)
	w.jump(in(x86.JEQ), done)
	a := w.args()
	for _, k := range w.body.Operands() {
		w.emit(in(x86.MOVQ), operandField(a, k, kernel.OffOuter), reg.RAX)
		w.emit(in(x86.ADDQ), reg.RAX, operandField(a, k, kernel.OffRow))
	}
	w.Jump(row)
}

func (w looper) MoveAlong(k int) { w.emit(in(x86.MOVQ), num(w.blockBytes(k)), w.gp.strides[k]) }

func (w looper) IfScalar(k int, label string) {
	w.emit(in(x86.CMPQ), operandField(reg.RDX, k, kernel.OffInner), imm(0))
	w.jump(in(x86.JEQ), label)
}

func (w looper) StandStill(k int) {
	p := w.address(k)
	w.emit(in(x86.MOVQ), field(reg.RDX, kernel.OffScratch), p)
	if k > 0 {
		w.emit(in(x86.ADDQ), num(k*kernel.ScratchSize), p)
	}
	w.moveTo(p, w.gp.ptrs[k])
	w.emit(in(x86.MOVQ), num(0), w.gp.strides[k])
}

func (w looper) IfBroadcast(k int, label string) {
	other := fmt.Sprint("fill", k)
	w.emit(in(x86.CMPQ), operandField(reg.RDX, k, kernel.OffOuter), imm(0))
	w.jump(in(x86.JNE), other)
	w.emit(in(x86.MOVQ), w.gp.rows, reg.RCX)
	w.emit(in(x86.CMPQ), reg.RCX, field(reg.RDX, kernel.OffRows))
	w.jump(in(x86.JNE), label)
	w.at(other)
}

// spare returns a vector register that no constant stays in.
func (w looper) spare() int {
	r := w.vec.Temp()
	w.vec.End(0)
	return r
}

func (w looper) Broadcast(k int, label string) {
	r, from := w.spare(), w.address(k)
	if from == reg.RAX {
		w.emit(in(x86.MOVQ), w.gp.ptrs[k], from)
	}
	w.broadcast(k, from, r)
	w.emit(in(x86.MOVQ), field(reg.RDX, kernel.OffScratch), reg.RCX)
	for off := 0; off < w.plan.Unroll*w.blockBytes(k); off += w.bytes {
		if off == w.blockBytes(k) {
			w.IfRowWithin(w.lanes, label)
		}
		w.emit(w.transfer(ir.U8, w.bytes), vector(r, w.bytes), operand.Mem{Base: reg.RCX, Disp: k*kernel.ScratchSize + off})
	}
}

// broadcast fills vector register i with the element of operand k at from.
func (w *writer) broadcast(k int, from reg.Register, i int) {
	size := w.body.Operand(k).Size()
	f := broadcasts[size]
	switch {
	case size == 16 && w.masks:
		f = in(x86.VBROADCASTI64X2)
	case size == 16:
		f = in(x86.VBROADCASTI128)
	}
	w.emit(f, operand.Mem{Base: from}, vector(i, w.bytes))
}

// hoist loads the constants that stay in registers.
func (w *writer) hoist() {
	w.hoisted = map[constant]int{}
	for _, v := range w.plan.Hoist {
		if v.Type == ir.Bool {
			continue
		}
		c := constantOf(v)
		if _, ok := w.hoisted[c]; ok {
			continue
		}
		i := w.vec.Pin()
		w.loadConst(c, i, w.bytes)
		w.hoisted[c] = i
	}
}

// Remaining sets the mask registers of the remaining elements. Moves of as
// many bits as a vector has lanes cut off what is more.
func (w looper) Remaining(unroll int) (release func()) {
	kmov := map[int]inst{8: in(x86.KMOVB), 16: in(x86.KMOVW), 32: in(x86.KMOVD), 64: in(x86.KMOVQ)}[w.lanes]
	move := func(r reg.GPPhysical, h half) {
		var from operand.Op = r.As32()
		if w.lanes == 64 {
			from = r
		}
		w.kmask[h] = w.mask.Pin()
		w.emit(kmov, from, opmasks[w.kmask[h]])
	}
	w.kmask = [3]int{-1, -1, -1}
	plain, pairs := w.body.Func.HasRare() || w.body.Func.HasLoops(), false
	for _, k := range w.body.Operands() {
		if w.body.Operand(k).Pair {
			pairs = true
		} else {
			plain = true
		}
	}
	from := count
	if unroll == 1 {
		// BZHI reads eight bits of the count, which has more here.
		from = reg.RCX
		w.emit(in(x86.MOVL), operand.U32(w.lanes), reg.ECX)
		w.emit(in(x86.CMPQ), count, reg.RCX)
		w.emit(in(x86.CMOVQLT), count, reg.RCX)
	}
	w.emit(in(x86.MOVQ), num(-1), reg.RAX)
	if plain {
		w.emit(in(x86.BZHIQ), from, reg.RAX, reg.RDX)
		move(reg.RDX, all)
	}
	if pairs {
		w.emit(in(x86.LEAQ), operand.Mem{Base: from, Index: from, Scale: 1}, reg.RCX)
		w.emit(in(x86.BZHIQ), reg.RCX, reg.RAX, reg.RAX)
		move(reg.RAX, lower)
		w.emit(in(x86.SHRQ), imm(w.lanes), reg.RAX)
		move(reg.RAX, upper)
	}
	return func() {
		for _, i := range w.kmask {
			if i >= 0 {
				w.mask.Unpin(i)
			}
		}
	}
}

func (w looper) TouchRow() {
	for _, k := range w.body.Inputs() {
		w.emit(in(x86.MOVB), operand.Mem{Base: w.pointer(k)}, reg.AL)
	}
}

// Advance moves the pointers on.
func (w looper) Advance(b plan.Block) {
	n := b.Vectors
	for _, k := range w.body.Operands() {
		p := w.gp.ptrs[k]
		if k >= len(w.gp.strides) {
			w.emit(in(x86.ADDQ), num(n*w.blockBytes(k)), p)
			continue
		}
		stride, ok := w.gp.strides[k].(reg.Register)
		if !ok {
			w.emit(in(x86.MOVQ), w.gp.strides[k], reg.RAX)
			stride = reg.RAX
		}
		if r, ok := p.(reg.Register); ok {
			w.emit(in(x86.LEAQ), operand.Mem{Base: r, Index: stride, Scale: uint8(n)}, r)
			continue
		}
		w.emit(in(x86.MOVQ), p, reg.RDX)
		w.emit(in(x86.LEAQ), operand.Mem{Base: reg.RDX, Index: stride, Scale: uint8(n)}, reg.RDX)
		w.emit(in(x86.MOVQ), reg.RDX, p)
	}
}

// Operation writes the operation of v for every vector of the block.
func (w *writer) Operation(v *ir.Value) {
	w.value = v
	t, from := ir.LaneTypes(v.Op, v.Type, v.Args)
	e := w.table[key{v.Op, t, from}]
	if e == nil {
		w.fail("%s has no %s of %s from %s", w.level.name, v.Op, t, from)
	}
	w.each(func() { e(w, v) })
	w.value = nil
}

// each calls f for every vector of the block, and ends the operation on it.
func (w *writer) each(f func()) {
	for n := range w.block.Vectors {
		w.lane = w.block.First + n
		f()
		w.vec.End(w.lane)
		if w.mask != nil {
			w.mask.End(w.lane)
		}
	}
	w.lane = 0
}

// Record returns a function that writes the instructions of write again.
func (w looper) Record(write func()) (again func()) {
	from := len(w.fn.Nodes)
	write()
	nodes := slices.Clone(w.fn.Nodes[from:])
	return func() {
		for _, n := range nodes {
			i := *n.(*avo.Instruction)
			w.fn.AddInstruction(&i)
		}
	}
}

// Begin begins a copy of the body.
func (w *writer) Begin(b plan.Block) { w.block = b }

// Register returns the number of the register of a value in a vector.
func (w *writer) Register(v *ir.Value, vector int) int {
	w.lane = vector
	r := w.reg(v)
	w.lane = 0
	if i := slices.Index(opmasks, r); i >= 0 {
		return i
	}
	return int(r.(reg.Physical).PhysicalIndex())
}
