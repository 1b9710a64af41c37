// SPDX-License-Identifier: BSD-3-Clause

package amd64

import (
	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/plan"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
	"github.com/mmcloughlin/avo/x86"
)

// transfer returns the instruction that moves bytes bytes between memory and
// a register.
func (w *writer) transfer(t ir.Type, bytes int) inst {
	switch {
	case bytes == 4:
		return in(x86.VMOVD)
	case bytes == 8:
		return in(x86.VMOVQ)
	case t == ir.F64:
		return in(x86.VMOVUPD)
	case t == ir.F32:
		return in(x86.VMOVUPS)
	case w.masks:
		return in(x86.VMOVDQU64)
	}
	return in(x86.VMOVDQU)
}

// zeroing and merging are the moves under a mask, by the size of a lane: of a
// load, which clears the lanes left out, and of a store.
var (
	zeroing = []inst{1: in(x86.VMOVDQU8_Z), 2: in(x86.VMOVDQU16_Z), 4: in(x86.VMOVDQU32_Z), 8: in(x86.VMOVDQU64_Z)}
	merging = []inst{1: in(x86.VMOVDQU8), 2: in(x86.VMOVDQU16), 4: in(x86.VMOVDQU32), 8: in(x86.VMOVDQU64)}
)

// An input that one operation reads, once, is not loaded before it: the operation
// reads it from memory, where the instruction can, or loads it then. All operations of
// a block come before its stores.

// noteOnce notes which parameters a single operation reads, once, as whole lanes.
func (w *writer) noteOnce() {
	reads := map[*ir.Value]int{}
	for _, v := range w.body.Order {
		for _, a := range plan.Operands(v) {
			reads[a]++
		}
	}
	w.once = map[*ir.Value]bool{}
	for _, v := range w.body.Order {
		if v.Op == ir.Param && !w.body.Func.In[v.Imm>>1].Pair && reads[v] == 1 && !w.body.IsResult(v) {
			w.once[v] = true
		}
	}
}

// waits reports whether root is a parameter that waits for its operation.
func (w *writer) waits(root *ir.Value) bool {
	return w.once[root] && (w.block.Access == plan.Whole || w.block.Access == plan.Overlapping) && !w.vec.Has(w.of(root))
}

// waitingAt returns where argument a is in memory if it waits for its operation. An
// address that is not in a register itself would be in one only until the next load.
func (w *writer) waitingAt(a *ir.Value) (m operand.Mem, ok bool) {
	root := plan.Root(a)
	if !w.waits(root) {
		return m, false
	}
	k := int(root.Imm >> 1)
	if _, ok = w.gp.ptrs[k].(reg.Register); ok {
		m = w.wholeAt(k, w.lane*w.size(root.Type))
	}
	return m, ok
}

// Load loads parameter v for every vector of the block, and with the first lane
// of a pair the other.
func (w *writer) Load(v *ir.Value) {
	if w.waits(v) {
		return
	}
	w.value = v
	k := int(v.Imm >> 1)
	o := w.body.Func.In[k]
	w.each(func() {
		if o.Pair {
			w.loadPair(k, o.Lane)
		} else {
			w.loadPlain(v, w.def(v))
		}
	})
	w.value = nil
}

func (w *writer) loadPlain(v *ir.Value, d reg.Register) {
	k, bytes := int(v.Imm>>1), w.size(v.Type)
	w.loadVector(k, v.Type, w.lane*bytes, 0, d)
}

// loadVector loads the vector at byte disp of operand k, which is the given
// part of the operand's block.
func (w *writer) loadVector(k int, t ir.Type, disp int, half half, d reg.Register) {
	if w.element {
		w.loadElements(k, t.Size(), d)
		return
	}
	switch w.block.Access {
	case plan.Masked:
		w.emit(zeroing[t.Size()], operand.Mem{Base: w.pointer(k), Disp: disp}, opmasks[w.kmask[half]], d)
	case plan.Partial:
		w.gather(k, t.Size(), w.size(t), int(d.(reg.Physical).PhysicalIndex()))
	default:
		w.emit(w.transfer(t, w.size(t)), w.wholeAt(k, disp), d)
	}
}

func (w *writer) storeVector(k int, t ir.Type, disp int, half half, s reg.Register) {
	if w.element {
		w.storeElements(k, t.Size(), s)
		return
	}
	if w.block.Access == plan.Masked {
		w.emit(merging[t.Size()], s, opmasks[w.kmask[half]], operand.Mem{Base: w.pointer(k), Disp: disp})
	} else {
		w.emit(w.transfer(t, w.size(t)), s, w.wholeAt(k, disp))
	}
}

// wholeAt returns the address of the whole vector at byte disp of an iteration. Of
// two vectors that overlap, the second begins SI elements after the first.
func (w *writer) wholeAt(k, disp int) operand.Mem {
	m := operand.Mem{Base: w.pointer(k), Disp: disp}
	if w.block.Access == plan.Overlapping && w.lane == 1 {
		m.Disp -= w.blockBytes(k)
		m.Index, m.Scale = count, uint8(w.body.Operand(k).Size())
	}
	return m
}

// half is which part of an operand's block a vector is.
type half uint8

const (
	all   half = iota // the vector of an operand of plain elements
	lower             // the first vector of pairs
	upper             // the second
)

// gather loads the remaining elements, SI of them, of the given bytes each,
// into vector register i, and zeros: from the end on, so that each piece
// pushes up what came before. Of SI times size, it takes what is below total
// bytes. (VPMASKMOV would do for the wider types, but some emulators read
// the whole vector, and it is no faster.)
func (w *writer) gather(k, size, total, i int) {
	end, acc, piece := reg.RDX, reg.RAX, reg.RCX
	x := vector(i, 16)
	t := 0
	if total > 16 {
		t = w.vec.Temp() // here, as a spill must not come after a branch
	}
	from := operand.Op(count)
	scale := size
	if size == 16 {
		w.emit(in(x86.LEAQ), operand.Mem{Base: count, Index: count, Scale: 1}, reg.RCX)
		from, scale = reg.RCX, 8
	}
	w.emit(in(x86.LEAQ), operand.Mem{Base: w.pointer(k), Index: from.(reg.Register), Scale: uint8(scale)}, end)
	m := operand.Mem{Base: end}
	back := func(bytes int) string {
		skip := w.pieceTest(bytes, size)
		w.emit(in(x86.SUBQ), imm(bytes), end)
		return skip
	}
	if size < 4 {
		w.emit(in(x86.XORL), acc.As32(), acc.As32())
		for bytes := size; bytes <= 4 && bytes < total; bytes *= 2 {
			skip := back(bytes)
			if bytes > size {
				w.emit(in(x86.SHLQ), imm(8*bytes), acc)
			}
			f := map[int]inst{1: in(x86.MOVBLZX), 2: in(x86.MOVWLZX), 4: in(x86.MOVL)}[bytes]
			w.emit(f, m, piece.As32())
			w.emit(in(x86.ORQ), piece, acc)
			w.at(skip)
		}
		w.emit(in(x86.VMOVQ), acc, x)
	} else {
		w.emit(in(x86.VPXOR), x, x, x)
	}
	if size == 4 {
		skip := back(4)
		w.emit(in(x86.VMOVD), m, x)
		w.at(skip)
	}
	if size <= 8 && total > 8 {
		skip := back(8)
		if size == 8 {
			w.emit(in(x86.VMOVQ), m, x)
		} else {
			w.emit(in(x86.VPSLLDQ), imm(8), x, x)
			w.emit(in(x86.VPINSRQ), imm(0), m, x, x)
		}
		w.at(skip)
	}
	if total > 16 {
		skip := back(16)
		w.emit(in(x86.VMOVDQU), m, vector(t, 16))
		w.emit(in(x86.VINSERTI128), imm(1), x, vector(t, 32), vector(i, 32))
		w.at(skip)
	}
}

// gatherPairs loads the remaining pairs of lanes of the given bytes into two
// registers of bytes bytes.
func (w *writer) gatherPairs(k, size, bytes, lo, hi int) {
	l, h := vector(lo, bytes), vector(hi, bytes)
	w.gather(k, 2*size, bytes, hi)
	p := w.pointer(k)
	half, whole := w.pieceTest(bytes, 2*size), w.fresh("piece")
	w.emit(w.transfer(ir.U8, bytes), operand.Mem{Base: p}, l)
	w.jump(in(x86.JMP), whole)
	w.at(half)
	w.emit(in(x86.VMOVDQA), h, l)
	w.emit(in(x86.VPXOR), h, h, h)
	w.at(whole)
}

// pieceTest writes a jump to the label that it returns unless the remaining
// elements of size bytes hold a piece of the given bytes.
func (w *writer) pieceTest(bytes, size int) string {
	skip := w.fresh("piece")
	w.emit(in(x86.TESTL), operand.U32(bytes/size), count.As32())
	w.jump(in(x86.JEQ), skip)
	return skip
}

// scatter stores SI elements of size bytes from registers, which it shifts
// away: the largest piece first. total is the bytes of a whole block; blocks
// of pairs have two registers.
func (w *writer) scatter(p reg.Register, size, total int, regs ...int) {
	to := reg.RDX
	if p != reg.Register(to) {
		w.emit(in(x86.MOVQ), p, to)
	}
	m := operand.Mem{Base: to}
	i := regs[0]
	x := vector(i, 16)
	advance := func(bytes int) { w.emit(in(x86.ADDQ), imm(bytes), to) }
	if len(regs) == 2 {
		v := total / 2
		skip := w.pieceTest(v, size)
		w.emit(w.transfer(ir.U8, v), vector(i, v), m)
		w.emit(in(x86.VMOVDQA), vector(regs[1], v), vector(i, v))
		advance(v)
		w.at(skip)
		total = v
	}
	for bytes := total / 2; bytes >= size; bytes /= 2 {
		skip := w.pieceTest(bytes, size)
		last := bytes == size
		switch bytes {
		case 16:
			w.emit(in(x86.VMOVDQU), x, m)
			if !last {
				w.emit(in(x86.VEXTRACTI128), imm(1), vector(i, 32), x)
			}
		case 8:
			w.emit(in(x86.VMOVQ), x, m)
		case 4:
			w.emit(in(x86.VMOVD), x, m)
		case 2:
			w.emit(in(x86.VPEXTRW), imm(0), x, m)
		case 1:
			w.emit(in(x86.VPEXTRB), imm(0), x, m)
		}
		if !last {
			if bytes < 16 {
				w.emit(in(x86.VPSRLDQ), imm(bytes), x, x)
			}
			advance(bytes)
		}
		w.at(skip)
	}
}

// Store stores an output for every vector of the block.
func (w *writer) Store(o int, results []ir.Result) {
	k := len(w.body.Func.In) + o
	t := w.body.Operand(k).Lane
	if n, ok := w.cut[o]; ok {
		w.storeNarrow(k, t, results[0].Value, n)
		return
	}
	w.each(func() {
		switch {
		case len(results) == 2:
			w.storePair(k, t, w.reg(results[0].Value), w.reg(results[1].Value))
		case w.block.Access == plan.Partial:
			x, piece := w.reg(results[0].Value), w.vec.Temp()
			w.move(x, w.typed(piece, t))
			w.scatter(w.pointer(k), t.Size(), w.size(t), piece)
		default:
			w.storeVector(k, t, w.lane*w.size(t), all, w.reg(results[0].Value))
		}
	})
}

// spillAddr returns the address of a memory slot: the scratch memory that the
// operands leave. A kernel that spills takes one vector per iteration.
func (w *writer) spillAddr(slot int) operand.Mem {
	ops := len(w.body.Func.In) + len(w.body.Func.Out)
	const per = kernel.ScratchSize
	free := (kernel.MaxOperands - ops) * per / w.bytes
	if slot < free {
		return operand.Mem{Base: w.gp.scratch, Disp: ops*per + slot*w.bytes}
	}
	slot -= free
	gap := (per - 2*w.bytes) / w.bytes
	if slot >= gap*ops {
		w.unfit("more values would go to memory than the %d that it has room for", free+gap*ops)
	}
	return operand.Mem{Base: w.gp.scratch, Disp: slot/gap*per + (2+slot%gap)*w.bytes}
}

// spilling makes the registers spill to scratch memory, or load plain
// parameters again.
func (w *writer) spilling() {
	move := func(v plan.Var) inst { return w.transfer(ir.U64, max(16, w.size(v.Value.Type))) }
	w.vec.Spill = func(v plan.Var, r, slot int) {
		w.emit(move(v), w.typed(r, v.Value.Type), w.spillAddr(slot))
	}
	w.vec.Reload = func(v plan.Var, r, slot int) {
		w.emit(move(v), w.spillAddr(slot), w.typed(r, v.Value.Type))
	}
	w.vec.Remat = func(v plan.Var, r int) bool {
		p := v.Value
		// A result may have been stored over it, in place.
		if p.Op != ir.Param || w.body.Func.In[p.Imm>>1].Pair || w.body.IsResult(p) || w.block.Access == plan.Partial {
			return false
		}
		if r >= 0 {
			w.loadPlain(p, w.typed(r, p.Type))
		}
		return true
	}
	if w.mask != nil {
		// Masks have their slots above those of vectors.
		w.mask.Spill = func(v plan.Var, r, slot int) {
			w.emit(in(x86.KMOVQ), opmasks[r], w.maskSlot(slot))
		}
		w.mask.Reload = func(v plan.Var, r, slot int) {
			w.emit(in(x86.KMOVQ), w.maskSlot(slot), opmasks[r])
		}
	}
}

// maxMaskSlots is how many masks go to the stack: the function does not check
// that there is room, and may take 800 bytes (NOSPLIT), its other state included.
const maxMaskSlots = 64

// maskSlot returns the address of a memory slot for a mask: on the stack.
func (w *writer) maskSlot(slot int) operand.Mem {
	if slot >= maxMaskSlots {
		w.unfit("more than %d masks would go to the stack", maxMaskSlots)
	}
	for len(w.maskSlots) <= slot {
		w.maskSlots = append(w.maskSlots, w.fn.AllocLocal(8))
	}
	return w.maskSlots[slot]
}
