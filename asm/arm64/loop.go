package arm64

import (
	"fmt"
	"math/bits"

	"github.com/arraygen/arraygen/asm/ir"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// The general registers of a kernel. R18 and R26 to R30 belong to others: the
// platform, the assembler (R27), the goroutine (R28), frame and link.
const (
	regArgs    = 0 // *kernel.Args
	regCount   = 1 // elements left in the row, see level
	regTable   = 2 // the constants
	regScratch = 3 // Args.Scratch
	regRows    = 4 // rows left
	regTemp    = 5
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

// boundOperand is an operand while the kernel runs.
type boundOperand struct {
	ir.Operand
	index   int
	pointer int // register
	stride  int // register: bytes per iteration of the main loop, or -1 if it is in memory
}

// level is one size of block that a row is cut into: vectors of lanes
// elements. The levels of a kernel have ever fewer elements: the unrolled
// main loop, single vectors, then halves down to one element.
type level struct {
	vectors, lanes int
	count          int // elements
	loop           bool
}

// levels returns the levels of a kernel.
func levels(unroll, lanes int) []level {
	ls := []level{{unroll, lanes, unroll * lanes, true}}
	if unroll > 1 {
		ls = append(ls, level{1, lanes, lanes, true})
	}
	for n := lanes / 2; n > 0; n /= 2 {
		ls = append(ls, level{1, n, n, false})
	}
	return ls
}

// bindOperands assigns registers to the operands that the body uses.
func (k *kernelWriter) bindOperands() {
	used := make([]bool, len(k.f.In))
	for _, v := range k.body.Order {
		if v.Op == ir.Param {
			used[v.Imm>>1] = true
		}
	}
	free := operandRegs
	take := func() int {
		if len(free) == 0 {
			return -1
		}
		r := free[0]
		free = free[1:]
		return r
	}
	for i, o := range k.f.In {
		if used[i] {
			k.in = append(k.in, boundOperand{o, i, take(), -1})
		}
	}
	for i, o := range k.f.Out {
		k.out = append(k.out, boundOperand{o, len(k.f.In) + i, take(), -1})
	}
	for i := range k.in {
		k.in[i].stride = take()
	}
}

// input returns the operand that a parameter is a part of.
func (k *kernelWriter) input(v *ir.Value) boundOperand {
	for _, p := range k.in {
		if p.index == int(v.Imm>>1) {
			return p
		}
	}
	panic("arm64: " + v.Long() + " is not used")
}

func field(operand, off int) string {
	return at(regArgs, kernel.OffOp+operand*kernel.OperandLen+off)
}

// function writes the whole kernel: a loop over the rows, in it the blocks of
// each level.
func (k *kernelWriter) function() {
	t := &k.text
	t.ins("MOVD a+0(FP), R%d", regArgs)
	t.ins("MOVD %s, R%d", at(regArgs, kernel.OffN), regCount)
	t.ins("MOVD %s, R%d", at(regArgs, kernel.OffRows), regRows)
	if k.setsDone {
		t.ins("MOVD R%d, %s", regCount, at(regArgs, kernel.OffDone))
	}
	for _, r := range []int{regCount, regRows} {
		t.ins("CMP $0, R%d", r)
		t.ins("BLE done")
	}
	t.ins("MOVD %s, R%d", at(regArgs, kernel.OffScratch), regScratch)
	k.begin()
	k.rowStart()
	for i, l := range k.levels {
		k.blocks(i, l)
	}
	t.ins("SUBS $1, R%d, R%d", regRows, regRows)
	t.ins("BNE row")
	t.label("done")
	t.ins("RET")
	k.rareExits()
	k.writeCold()
}

// begin does what is done once: where the rows begin, the strides, the
// constants that stay in registers.
func (k *kernelWriter) begin() {
	t := &k.text
	for _, p := range append(append([]boundOperand{}, k.in...), k.out...) {
		t.ins("MOVD %s, R%d", field(p.index, kernel.OffPtr), regTemp)
		t.ins("MOVD R%d, %s", regTemp, field(p.index, kernel.OffRow))
	}
	shift := bits.TrailingZeros(uint(k.levels[0].count))
	for _, p := range k.in {
		stride := p.stride
		if stride < 0 {
			stride = regTemp
		}
		t.ins("MOVD %s, R%d", field(p.index, kernel.OffInner), stride)
		t.ins("LSL $%d, R%d, R%d", shift, stride, stride)
		if p.stride < 0 {
			t.ins("MOVD R%d, %s", stride, at(regScratch, p.index*kernel.ScratchSize+strideSlot))
		}
	}
	k.hoist()
}

// rowStart begins a row: it sets the addresses of the operands, and broadcasts the
// inputs that are one element for the whole row into the scratch memory.
func (k *kernelWriter) rowStart() {
	t := &k.text
	t.label("row")
	for _, p := range append(append([]boundOperand{}, k.in...), k.out...) {
		t.ins("MOVD %s, R%d", field(p.index, kernel.OffRow), p.pointer)
		t.ins("MOVD %s, R%d", field(p.index, kernel.OffOuter), regTemp)
		t.ins("ADD R%d, R%d, R%d", p.pointer, regTemp, regTemp)
		t.ins("MOVD R%d, %s", regTemp, field(p.index, kernel.OffRow))
	}
	v := k.spare()
	for _, p := range k.in {
		stride, label := p.stride, fmt.Sprintf("vector%d", p.index)
		if stride < 0 {
			stride = regTemp
			t.ins("MOVD %s, R%d", at(regScratch, p.index*kernel.ScratchSize+strideSlot), stride)
		}
		t.ins("CBNZ R%d, %s", stride, label)
		t.broadcast(p.Size(), v, p.pointer)
		t.ins("ADD $%d, R%d, R%d", p.index*kernel.ScratchSize, regScratch, p.pointer)
		for off := 0; off < k.levels[0].count*p.Size(); off += 16 {
			t.store(16, v, p.pointer, off)
		}
		t.label(label)
	}
	t.ins("MOVD %s, R%d", at(regArgs, kernel.OffN), regCount)
}

// blocks writes the code of a level. In the loops regCount is less by the
// level's elements than what is left; below, its low bits are what is left.
func (k *kernelWriter) blocks(i int, l level) {
	t := &k.text
	after := fmt.Sprintf("after%d", i)
	if !l.loop {
		t.ins("TBZ $%d, R%d, %s", bits.TrailingZeros(uint(l.count)), regCount, after)
		k.block(i, l)
		t.label(after)
		return
	}
	t.ins("SUBS $%d, R%d, R%d", l.count, regCount, regCount)
	t.ins("BLT %s", after)
	t.label(fmt.Sprintf("loop%d", i))
	k.block(i, l)
	t.ins("SUBS $%d, R%d, R%d", l.count, regCount, regCount)
	t.ins("BGE loop%d", i)
	t.label(after)
	t.ins("ADD $%d, R%d, R%d", l.count, regCount, regCount)
}

// advance moves the addresses of the operands past a block.
func (k *kernelWriter) advance(l level) {
	t := &k.text
	shift := bits.TrailingZeros(uint(k.levels[0].count / l.count))
	for _, p := range k.in {
		stride := p.stride
		if stride < 0 {
			stride = regTemp
			t.ins("MOVD %s, R%d", at(regScratch, p.index*kernel.ScratchSize+strideSlot), stride)
		}
		if shift == 0 {
			t.ins("ADD R%d, R%d, R%d", stride, p.pointer, p.pointer)
		} else {
			t.ins("ADD R%d>>%d, R%d, R%d", stride, shift, p.pointer, p.pointer)
		}
	}
	for _, p := range k.out {
		t.ins("ADD $%d, R%d, R%d", l.count*p.Size(), p.pointer, p.pointer)
	}
}

// rareExits writes where a block goes that met a rare lane: it sets Args.Done
// to the elements finished before the block.
func (k *kernelWriter) rareExits() {
	if !k.f.HasRare() {
		return
	}
	t := &k.text
	for i, l := range k.levels {
		t.label(fmt.Sprintf("rare%d", i))
		if l.loop {
			t.ins("ADD $%d, R%d, R%d", l.count, regCount, regCount)
		} else {
			t.ins("AND $%d, R%d, R%d", 2*l.count-1, regCount, regCount)
		}
		if i < len(k.levels)-1 {
			t.ins("B rare")
		}
	}
	t.label("rare")
	t.ins("MOVD %s, R%d", at(regArgs, kernel.OffN), regTemp)
	t.ins("SUB R%d, R%d, R%d", regCount, regTemp, regTemp)
	t.ins("MOVD R%d, %s", regTemp, at(regArgs, kernel.OffDone))
	t.ins("RET")
}
