// SPDX-License-Identifier: BSD-3-Clause

package arm64

import (
	"fmt"
	"math/bits"

	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/plan"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// operandRegs are the registers for the addresses of operands and their strides.
var operandRegs = []int{6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 19, 20, 21, 22, 23, 24, 25}

// How the scratch memory of each operand is used: an input broadcast over a row
// at its beginning, which takes at most four vectors of pairs; then spilled
// values; then the stride of an input if there are not registers enough.
const (
	spillStart = maxUnroll * 2 * vectorBytes
	strideSlot = kernel.ScratchSize - 8
	spillRows  = (strideSlot - spillStart) / vectorBytes
	maxSpilled = kernel.MaxOperands * spillRows
)

// spillAddress prints the address of a spilled value.
func spillAddress(slot int) string {
	return at(regScratch, slot/spillRows*kernel.ScratchSize+spillStart+slot%spillRows*vectorBytes)
}

// looper writes elementwise kernels; it is a [plan.LoopWriter].
type looper struct {
	*writer
	address []int // registers, by operand
	stride  []int // by input: registers of the bytes per iteration, or -1 if they are in memory
	rare    int   // register of the union of rare conditions
	times   int   // register of the iterations left of a loop of the body
}

// writeLoop writes a whole elementwise kernel.
func (w *writer) writeLoop(k plan.Kernel) {
	l := &looper{writer: w, address: make([]int, len(w.f.In)+len(w.f.Out)), stride: make([]int, len(w.f.In))}
	l.bindOperands()
	w.regs.Remat = l.readAgain
	plan.Loop{
		Body: w.body, Plan: w.plan, Registers: plan.Classes{w.regs}, Lanes: w.width, Tail: plan.ByHalves,
		SetsDone: k.Func.HasRare(), Annotate: k.Annotate,
	}.Write(l)
}

// bindOperands assigns registers to the operands that the body uses.
func (w *looper) bindOperands() {
	free := operandRegs
	take := func() int {
		if len(free) == 0 {
			return -1
		}
		r := free[0]
		free = free[1:]
		return r
	}
	if w.f.HasRare() {
		w.rare = take()
	}
	if w.f.HasLoops() {
		w.times = take()
	}
	for _, k := range w.body.Operands() {
		w.address[k] = take()
	}
	for _, k := range w.body.Inputs() {
		w.stride[k] = take()
	}
}

func field(operand, off int) string {
	return at(regArgs, kernel.OffOp+operand*kernel.OperandLen+off)
}

func (w *looper) Prepare() {
	w.ins("MOVD %s, R%d", at(regArgs, kernel.OffScratch), regScratch)
	for _, k := range w.body.Operands() {
		w.ins("MOVD %s, R%d", field(k, kernel.OffPtr), regTemp)
		w.ins("MOVD R%d, %s", regTemp, field(k, kernel.OffRow))
	}
	shift := bits.TrailingZeros(uint(w.plan.Unroll * w.width))
	for _, k := range w.body.Inputs() {
		stride := w.stride[k]
		if stride < 0 {
			stride = regTemp
		}
		w.ins("MOVD %s, R%d", field(k, kernel.OffInner), stride)
		w.ins("LSL $%d, R%d, R%d", shift, stride, stride)
		if w.stride[k] < 0 {
			w.ins("MOVD R%d, %s", stride, w.strideInMemory(k))
		}
	}
	w.hoist()
}

// strideInMemory is where the stride of input k is if it is in no register.
func (w *looper) strideInMemory(k int) string { return at(regScratch, k*kernel.ScratchSize+strideSlot) }

// strideOf returns a register with the stride of input k.
func (w *looper) strideOf(k int) int {
	if w.stride[k] >= 0 {
		return w.stride[k]
	}
	w.ins("MOVD %s, R%d", w.strideInMemory(k), regTemp)
	return regTemp
}

func (w *looper) StartRow() {
	for _, k := range w.body.Operands() {
		w.ins("MOVD %s, R%d", field(k, kernel.OffRow), w.address[k])
		w.ins("MOVD %s, R%d", field(k, kernel.OffOuter), regTemp)
		w.ins("ADD R%d, R%d, R%d", w.address[k], regTemp, regTemp)
		w.ins("MOVD R%d, %s", regTemp, field(k, kernel.OffRow))
	}
}

func (w *looper) NextRow(row, done string) {
	w.ins("SUBS $1, R%d, R%d", regRows, regRows)
	w.ins("BNE %s", row)
	w.Jump(done)
}

// MoveAlong does nothing: the strides, from the kernel.Args, are 0 for an input that
// stands still.
func (w *looper) MoveAlong(int) {}

func (w *looper) IfScalar(k int, label string) { w.ins("CBZ R%d, %s", w.strideOf(k), label) }

func (w *looper) StandStill(k int) {
	w.ins("ADD $%d, R%d, R%d", k*kernel.ScratchSize, regScratch, w.address[k])
}

func (w *looper) IfBroadcast(k int, label string) {
	other := fmt.Sprint("fill", k)
	w.ins("MOVD %s, R%d", field(k, kernel.OffOuter), regTemp)
	w.ins("CBNZ R%d, %s", regTemp, other)
	w.ins("MOVD %s, R%d", at(regArgs, kernel.OffRows), regTemp)
	w.ins("CMP R%d, R%d", regTemp, regRows)
	w.ins("BNE %s", label)
	w.Label(other)
}

func (w *looper) Broadcast(k int, label string) {
	size, v := w.body.Operand(k).Size(), w.spare()
	w.broadcast(size, v, w.address[k])
	for off := 0; off < w.plan.Unroll*w.width*size; off += vectorBytes {
		w.store(vectorBytes, v, regScratch, k*kernel.ScratchSize+off)
	}
}

func (w *looper) Advance(b plan.Block) {
	shift := bits.TrailingZeros(uint(w.plan.Unroll * w.width / b.Elements()))
	for _, k := range w.body.Inputs() {
		stride := w.strideOf(k)
		if shift == 0 {
			w.ins("ADD R%d, R%d, R%d", stride, w.address[k], w.address[k])
		} else {
			w.ins("ADD R%d>>%d, R%d, R%d", stride, shift, w.address[k], w.address[k])
		}
	}
	for o, out := range w.f.Out {
		p := w.address[len(w.f.In)+o]
		w.ins("ADD $%d, R%d, R%d", b.Elements()*out.Size(), p, p)
	}
}

// Rare adds the condition, in any vector of the block, to the union.
func (w *looper) Rare(cond *ir.Value, first bool) {
	to := regTemp
	if first {
		to = w.rare
	}
	w.any(cond, to)
	if !first {
		w.ins("ORR R%d, R%d, R%d", to, w.rare, w.rare)
	}
}

// any sets register to to zero unless cond holds in a lane of a vector of the block. A block of
// part of a vector has its elements repeated in the rest.
func (w *looper) any(cond *ir.Value, to int) {
	w.bitsOf(w.join(cond, "orr"), w.width*cond.Type.Size(), to)
}

// notAll sets register to to zero if cond holds in all lanes of the vectors of the block.
func (w *looper) notAll(cond *ir.Value, to int) {
	all, rest := w.join(cond, "and"), w.temp()
	w.vec("mvn", b16, rest, all, 0)
	w.bitsOf(rest, w.width*cond.Type.Size(), to)
}

// join returns a register with what an operation makes of cond in all vectors of the block.
func (w *looper) join(cond *ir.Value, op string) int {
	joined := w.Register(cond, 0)
	if w.block.Vectors > 1 {
		t := w.temp()
		for vector := 1; vector < w.block.Vectors; vector++ {
			w.vec(op, b16, t, joined, w.Register(cond, vector))
			joined = t
		}
	}
	return joined
}

// bitsOf sets register to to zero if the lowest n bytes of vector register v are.
func (w *looper) bitsOf(v, n, to int) {
	switch n {
	case 16:
		sum := w.temp()
		w.vec("umaxp", s4, sum, v, v)
		w.ins("FMOVD F%d, R%d", sum, to)
	case 8:
		w.ins("FMOVD F%d, R%d", v, to)
	case 4:
		w.ins("FMOVS F%d, R%d", v, to)
	default:
		w.ins("VMOV V%d.H[0], R%d", v, to)
	}
	w.dropConstants()
}

func (w *looper) IfRare(label string) { w.ins("CBNZ R%d, %s", w.rare, label) }

func (w *looper) AllDone() { w.ins("MOVD R%d, %s", regCount, at(regArgs, kernel.OffDone)) }

func (w *looper) DoneBefore() {
	w.ins("MOVD %s, R%d", at(regArgs, kernel.OffN), regTemp)
	w.ins("SUB R%d, R%d, R%d", regCount, regTemp, regTemp)
	w.ins("MOVD R%d, %s", regTemp, at(regArgs, kernel.OffDone))
}
