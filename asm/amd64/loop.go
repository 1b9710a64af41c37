package amd64

import (
	"fmt"

	"github.com/arraygen/arraygen/asm/ir"
	"github.com/arraygen/arraygen/asm/plan"
	"github.com/arraygen/arraygen/ndarray/kernel"
	avo "github.com/mmcloughlin/avo/ir"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
	"github.com/mmcloughlin/avo/x86"
)

// count holds the remaining elements of the row, less those of the iteration being
// done in the whole loops.
var count = reg.RSI

// args loads the address of the kernel.Args into DX.
func (w *writer) args() reg.Register {
	w.emit(in(x86.MOVQ), operand.NewParamAddr("a", 0), reg.RDX)
	return reg.RDX
}

func field(a reg.Register, off int) operand.Mem { return operand.Mem{Base: a, Disp: off} }

func operandField(a reg.Register, k, off int) operand.Mem {
	return field(a, kernel.OffOp+k*kernel.OperandLen+off)
}

// write writes the whole function: the loop over rows, in it the loop of
// iterations of Unroll vectors, of single vectors, and the remaining elements.
func (w *writer) write() {
	w.allocate()
	rare := w.body.Func.HasRare()
	u := w.plan.Unroll

	a := w.args()
	w.emit(in(x86.MOVQ), field(a, kernel.OffN), count)
	if w.setsDone {
		w.emit(in(x86.MOVQ), count, field(a, kernel.OffDone))
	}
	w.emit(in(x86.TESTQ), count, count)
	w.jump(in(x86.JLE), "done")
	w.emit(in(x86.MOVQ), field(a, kernel.OffRows), reg.RAX)
	w.emit(in(x86.TESTQ), reg.RAX, reg.RAX)
	w.jump(in(x86.JLE), "done")
	w.moveTo(reg.RAX, w.gp.rows)
	if w.plan.Spill {
		w.emit(in(x86.MOVQ), field(a, kernel.OffScratch), w.gp.scratch)
	}
	w.operands(func(k int) {
		w.emit(in(x86.MOVQ), operandField(a, k, kernel.OffPtr), reg.RAX)
		w.emit(in(x86.MOVQ), reg.RAX, operandField(a, k, kernel.OffRow))
	})
	w.hoist()
	w.shortRows()

	w.at("row")
	a = w.args()
	w.operands(func(k int) {
		p, inRegister := w.gp.ptrs[k].(reg.Register)
		if !inRegister {
			p = reg.RAX
		}
		w.emit(in(x86.MOVQ), operandField(a, k, kernel.OffRow), p)
		w.moveTo(p, w.gp.ptrs[k])
	})
	w.operands(func(k int) {
		if k < len(w.gp.strides) {
			w.emit(in(x86.MOVQ), num(w.block(k)), w.gp.strides[k])
			w.emit(in(x86.CMPQ), operandField(a, k, kernel.OffInner), imm(0))
			w.jump(in(x86.JEQ), fmt.Sprint("spread", k))
			w.at(fmt.Sprint("ready", k))
		}
	})
	w.emit(in(x86.MOVQ), field(a, kernel.OffN), count)

	if w.masks {
		w.maskedLoops(u)
	} else {
		w.tailLoops(u)
	}

	w.at("rowend")
	w.emit(in(x86.DECQ), w.gp.rows)
	w.jump(in(x86.JEQ), "done")
	a = w.args()
	w.operands(func(k int) {
		w.emit(in(x86.MOVQ), operandField(a, k, kernel.OffOuter), reg.RAX)
		w.emit(in(x86.ADDQ), reg.RAX, operandField(a, k, kernel.OffRow))
	})
	w.jump(in(x86.JMP), "row")

	if rare {
		w.rareEnds(u)
	}
	w.operands(func(k int) {
		if k < len(w.gp.strides) {
			w.fillBroadcast(k)
		}
	})
	w.writeCold()
	w.at("done")
	w.emit(in(x86.VZEROUPPER))
	w.emit(in(x86.RET))
}

// maskedLoops writes the loops of AVX-512: iterations of u vectors, then single
// vectors under a mask, which take the last elements too.
func (w *writer) maskedLoops(u int) {
	if u > 1 {
		w.emit(in(x86.SUBQ), num(u*w.lanes), count)
		w.jump(in(x86.JLT), "single")
		w.align()
		w.at("turn")
		w.copyBody(whole, u, "rareturn")
		w.advance(u)
		w.emit(in(x86.SUBQ), num(u*w.lanes), count)
		w.jump(in(x86.JGE), "turn")
		w.at("single")
		w.emit(in(x86.ADDQ), num(u*w.lanes), count)
		w.jump(in(x86.JEQ), "rowend")
	}
	w.at("last")
	w.setMasks(u)
	// Loads under a mask do not make the processor fetch ahead, which short
	// rows of a long array need; a load of their first byte does.
	w.operands(func(k int) {
		if k < len(w.gp.strides) {
			w.emit(in(x86.MOVB), operand.Mem{Base: w.pointer(k)}, reg.AL)
		}
	})
	w.copyBody(masked, 1, "rare")
	w.advance(1)
	w.emit(in(x86.SUBQ), num(w.lanes), count)
	w.jump(in(x86.JGT), "last")
	w.unpinMasks()
}

func (w *writer) unpinMasks() {
	for _, i := range w.kmask {
		if i >= 0 {
			w.mask.Unpin(i)
		}
	}
}

// setMasks sets the mask registers of the remaining elements. Moves of as
// many bits as a vector has lanes cut off what is more.
func (w *writer) setMasks(u int) {
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
	plain, pairs := w.body.Func.HasRare(), false
	w.operands(func(k int) {
		if w.operand(k).Pair {
			pairs = true
		} else {
			plain = true
		}
	})
	from := count
	if u == 1 {
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
}

// tailLoops writes the loops of AVX2: iterations of u vectors, single vectors, and
// the remaining elements.
func (w *writer) tailLoops(u int) {
	w.emit(in(x86.SUBQ), num(u*w.lanes), count)
	w.jump(in(x86.JLT), "single")
	w.align()
	w.at("turn")
	w.copyBody(whole, u, "rareturn")
	w.advance(u)
	w.emit(in(x86.SUBQ), num(u*w.lanes), count)
	w.jump(in(x86.JGE), "turn")
	w.at("single")
	if u > 1 {
		w.emit(in(x86.ADDQ), num((u-1)*w.lanes), count)
		w.jump(in(x86.JLT), "tail")
		w.at("one")
		w.copyBody(whole, 1, "rareone")
		w.advance(1)
		w.emit(in(x86.SUBQ), num(w.lanes), count)
		w.jump(in(x86.JGE), "one")
		w.at("tail")
	}
	w.emit(in(x86.ADDQ), num(w.lanes), count)
	w.jump(in(x86.JEQ), "rowend")
	w.copyBody(tail, 1, "rare")
}

// align begins the next instruction at a multiple of 32 bytes, in which the
// processor fetches. avo has no name for it.
func (w *writer) align() {
	w.fn.AddInstruction(&avo.Instruction{Opcode: "PCALIGN", Operands: []operand.Op{operand.U8(32)}})
}

// advance moves the pointers on by n vectors.
func (w *writer) advance(n int) {
	w.operands(func(k int) {
		p := w.gp.ptrs[k]
		if k >= len(w.gp.strides) {
			w.emit(in(x86.ADDQ), num(n*w.block(k)), p)
			return
		}
		stride, ok := w.gp.strides[k].(reg.Register)
		if !ok {
			w.emit(in(x86.MOVQ), w.gp.strides[k], reg.RAX)
			stride = reg.RAX
		}
		if r, ok := p.(reg.Register); ok {
			w.emit(in(x86.LEAQ), operand.Mem{Base: r, Index: stride, Scale: uint8(n)}, r)
			return
		}
		w.emit(in(x86.MOVQ), p, reg.RDX)
		w.emit(in(x86.LEAQ), operand.Mem{Base: reg.RDX, Index: stride, Scale: uint8(n)}, reg.RDX)
		w.emit(in(x86.MOVQ), reg.RDX, p)
	})
}

// fillBroadcast writes the code, outside the loop, that fills scratch memory with
// the one element of an input with Inner 0, as much as an iteration reads. DX is
// the Args.
func (w *writer) fillBroadcast(k int) {
	w.at(fmt.Sprint("spread", k))
	r := w.vec.Temp()
	from, inRegister := w.gp.ptrs[k].(reg.Register)
	if !inRegister {
		from = reg.RAX
		w.emit(in(x86.MOVQ), w.gp.ptrs[k], from)
	}
	// What is there since the first row need not be done again.
	fill, filled := fmt.Sprint("fill", k), fmt.Sprint("filled", k)
	w.emit(in(x86.CMPQ), operandField(reg.RDX, k, kernel.OffOuter), imm(0))
	w.jump(in(x86.JNE), fill)
	w.emit(in(x86.MOVQ), w.gp.rows, reg.RCX)
	w.emit(in(x86.CMPQ), reg.RCX, field(reg.RDX, kernel.OffRows))
	w.jump(in(x86.JNE), filled)
	w.at(fill)
	w.broadcast(k, from, r)
	w.emit(in(x86.MOVQ), field(reg.RDX, kernel.OffScratch), reg.RCX)
	for off := 0; off < w.plan.Unroll*w.block(k); off += w.bytes {
		if off == w.block(k) {
			w.emit(in(x86.CMPQ), field(reg.RDX, kernel.OffN), num(w.lanes))
			w.jump(in(x86.JLE), filled)
		}
		w.emit(w.transfer(ir.U8, w.bytes), vector(r, w.bytes), operand.Mem{Base: reg.RCX, Disp: k*kernel.ScratchSize + off})
	}
	w.at(filled)
	w.emit(in(x86.MOVQ), field(reg.RDX, kernel.OffScratch), from)
	if k > 0 {
		w.emit(in(x86.ADDQ), num(k*kernel.ScratchSize), from)
	}
	w.moveTo(from, w.gp.ptrs[k])
	w.emit(in(x86.MOVQ), num(0), w.gp.strides[k])
	w.vec.End(0)
	w.jump(in(x86.JMP), fmt.Sprint("ready", k))
}

// broadcast fills vector register i with the element of operand k at from.
func (w *writer) broadcast(k int, from reg.Register, i int) {
	size := w.operand(k).Size()
	f := map[int]inst{1: in(x86.VPBROADCASTB), 2: in(x86.VPBROADCASTW), 4: in(x86.VPBROADCASTD), 8: in(x86.VPBROADCASTQ), 16: in(x86.VBROADCASTI128)}[size]
	if w.masks && size == 16 {
		f = in(x86.VBROADCASTI64X2)
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

// copyBody writes the body for n vectors and the stores of their results. A
// rare lane leads to label, before anything is stored.
func (w *writer) copyBody(m mode, n int, label string) {
	w.mode, w.rares = m, 0
	w.vec.Reset()
	if w.mask != nil {
		w.mask.Reset()
	}
	for i, v := range w.body.Order {
		w.setPosition(i)
		w.value = v
		if w.annotate {
			w.fn.AddComment(v.Long())
		}
		if v.Op == ir.Rare {
			w.rareTest(v, n)
			for w.lane = range n {
				w.endOp()
			}
			continue
		}
		for w.lane = range n {
			switch v.Op {
			case ir.Param:
				w.loadParam(v)
			default:
				w.operation(v)
			}
			w.endOp()
		}
	}
	w.value = nil
	if w.rares > 0 {
		w.emit(in(x86.TESTQ), w.gp.rare, w.gp.rare)
		w.jump(in(x86.JNE), label)
	}
	w.setPosition(len(w.body.Order))
	w.mendResults(n)
	for w.lane = range n {
		w.storeResults()
		w.endOp()
	}
	w.lane = 0
}

// operation writes the operation of v for one vector.
func (w *writer) operation(v *ir.Value) {
	w.value = v
	t, from := v.Type, v.Type
	switch v.Op {
	case ir.Eq, ir.Ne, ir.Lt, ir.Le, ir.Unordered:
		t, from = v.Args[0].Type, v.Args[0].Type
	case ir.Convert, ir.TruncToInt, ir.HalfToF32, ir.F32ToHalf:
		from = v.Args[0].Type
	}
	e := w.table[key{v.Op, t, from}]
	if e == nil {
		w.fail("%s has no %s of %s from %s", w.tier.name, v.Op, t, from)
	}
	e(w, v)
}

func (w *writer) setPosition(i int) {
	w.vec.At(i)
	if w.mask != nil {
		w.mask.At(i)
	}
}

func (w *writer) endOp() {
	w.vec.End(w.lane)
	if w.mask != nil {
		w.mask.End(w.lane)
	}
}

// try writes kernel k by plan p.
func (t *tier) try(k plan.Kernel, f *ir.Func, b *plan.Body, p plan.Plan, data *constants) (fn *avo.Function, err error) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case *plan.OutOfRegisters:
			err = &plan.Unfit{Kernel: k.Name, Reason: r}
		case *plan.Unfit:
			err = r
		case fault:
			err = r.error
		default:
			panic(r)
		}
	}()
	w := &writer{tier: t, fn: avo.NewFunction(k.Name + t.suffix), data: data, body: b, plan: p, name: k.Name, annotate: k.Annotate,
		setsDone: k.Func.HasRare(),
		lanes:    t.bytes / f.MaxLane(), ordered: needsOrder(f)}
	w.vec = plan.NewRegisters(b, t.name+" vector", t.regs)
	if t.masks {
		w.mask = plan.NewRegisters(b, t.name+" mask", maskRegisters)
	}
	if p.Spill {
		w.spilling()
	}
	if k.Order != plan.Elementwise {
		w.vec.Remat = nil // what a parameter was is in no memory
		w.writeFold(k.Func.In[0], k.Order)
	} else {
		w.write()
	}
	return w.fn, nil
}
