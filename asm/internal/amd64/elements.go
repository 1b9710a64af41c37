// SPDX-License-Identifier: BSD-3-Clause

package amd64

import (
	"errors"
	"slices"

	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
	"github.com/mmcloughlin/avo/x86"

	"github.com/arraygen/arraygen/internal/plan"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// A kernel of operands of any strides computes by vectors, and loads and stores them
// element by element. All operands are at work at once, so that the misses of one
// overlap with those of the others and with the computation, where a kernel whose
// operands are packed first waits for each by itself. Operands whose elements are
// adjacent are loaded and stored as vectors here too, in loops of their own: a jump for
// each vector and operand takes as long as the loads.

// elementer writes such a kernel: a looper whose operands have strides of their own.
type elementer struct{ looper }

// writeByElement writes a whole kernel of operands of any strides.
func (w *writer) writeByElement(k plan.Kernel) {
	w.allocateByElement()
	plan.Loop{
		Body: w.body, Plan: w.plan, Registers: w.classes(), Lanes: w.lanes, Tail: plan.ByElements,
		ByElement: true, Annotate: k.Annotate,
	}.Write(elementer{looper{w}})
}

// allocateByElement deals out the general registers: an address and a stride for each
// operand, and the rows. It refuses what it has no registers or no instructions for.
func (w *writer) allocateByElement() {
	f := w.body.Func
	operands := w.body.Operands()
	if w.plan.Spill || f.HasRare() || 2*len(operands) > len(stateRegisters) {
		panic(&plan.Unfit{Kernel: w.name, Reason: errors.New("too few registers to load it by elements")})
	}
	w.gp.ptrs = make([]operand.Op, len(f.In)+len(f.Out))
	w.gp.strides = make([]operand.Op, len(f.In)+len(f.Out))
	for i, k := range operands {
		if o := w.body.Operand(k); o.Pair || w.size(o.Lane) != w.bytes || o.Size() < 4 {
			panic(&plan.Unfit{Kernel: w.name, Reason: errors.New("elements of unlike sizes, or of fewer than 4 bytes, are not loaded one by one")})
		}
		w.gp.ptrs[k], w.gp.strides[k] = stateRegisters[2*i], stateRegisters[2*i+1]
	}
	w.gp.rows = w.fn.AllocLocal(8)
}

// Prepare is that of a looper, and loads the strides.
func (w elementer) Prepare() {
	w.looper.Prepare()
	for _, k := range w.body.Operands() {
		w.emit(in(x86.MOVQ), operandField(reg.RDX, k, kernel.OffInner), w.gp.strides[k])
	}
}

// StartRow is that of a looper, and broadcasts inputs of one element: their addresses are
// those of scratch memory, from which a stride of 0 does not move them.
func (w elementer) StartRow() {
	w.looper.StartRow()
	for _, k := range w.body.Inputs() {
		moves, r, p := w.fresh("moves"), w.spare(), w.address(k)
		w.emit(in(x86.TESTQ), w.gp.strides[k], w.gp.strides[k])
		w.jump(in(x86.JNE), moves)
		w.broadcast(k, p, r)
		w.StandStill(k)
		w.emit(in(x86.VMOVUPD), vector(r, w.bytes), operand.Mem{Base: p})
		w.at(moves)
	}
}

// Advance is that of a looper, by elements.
func (w elementer) Advance(b plan.Block) {
	for _, k := range w.body.Operands() {
		p := w.address(k)
		w.emit(in(x86.LEAQ), operand.Mem{Base: p, Index: w.gp.strides[k].(reg.Register), Scale: uint8(b.Elements())}, p)
	}
}

// IfApart jumps if the stride of an input is neither the size of an element nor 0, or that
// of an output is another than that size.
func (w elementer) IfApart(k int, label string) {
	size := w.body.Operand(k).Size()
	if k < len(w.body.Func.In) {
		w.emit(in(x86.TESTQ), operand.I32(^size), w.gp.strides[k])
	} else {
		w.emit(in(x86.CMPQ), w.gp.strides[k], imm(size))
	}
	w.jump(in(x86.JNE), label)
}

// Layout notes which operands are loaded and stored as whole vectors.
func (w elementer) Layout(adjacent []int) { w.adjacent = adjacent }

// eachElement calls f with the place of each element of operand k in the vector, first
// to last: half of the elements are in its lower 16 bytes.
func (w *writer) eachElement(k int, f func(i int, m operand.Mem)) {
	stride := w.gp.strides[k].(reg.Register)
	base := w.address(k)
	for i := 0; i < w.lanes; i += 2 {
		if i > 0 {
			w.emit(in(x86.LEAQ), operand.Mem{Base: base, Index: stride, Scale: 2}, reg.RAX)
			base = reg.RAX
		}
		f(i, operand.Mem{Base: base})
		f(i+1, operand.Mem{Base: base, Index: stride, Scale: 1})
	}
}

// loadElements loads a vector of operand k, of elements of size bytes; the one
// element of a block of one goes to all lanes, so that no lane computes what is none.
func (w *writer) loadElements(k, size int, d reg.Register) {
	from := operand.Mem{Base: w.address(k)}
	if w.block.Lanes == 1 {
		w.emit(map[int]inst{4: in(x86.VBROADCASTSS), 8: in(x86.VBROADCASTSD)}[size], from, d)
		return
	}
	if slices.Contains(w.adjacent, k) {
		w.emit(in(x86.VMOVUPD), from, d)
		return
	}
	i := int(d.(reg.Physical).PhysicalIndex())
	halves := [2]reg.Register{vector(i, 16), w.temp(16)}
	half := w.lanes / 2
	w.eachElement(k, func(i int, m operand.Mem) {
		x := halves[i/half]
		switch at := i % half; {
		case size == 8 && at == 0:
			w.emit(in(x86.VMOVSD), m, x)
		case size == 8:
			w.emit(in(x86.VMOVHPD), m, x, x)
		case at == 0:
			w.emit(in(x86.VMOVSS), m, x)
		default:
			w.emit(in(x86.VINSERTPS), imm(at<<4), m, x, x)
		}
	})
	w.emit(in(x86.VINSERTF128), imm(1), halves[1], vector(i, 32), d)
}

// storeElements stores the vector s of elements of size bytes to operand k.
func (w *writer) storeElements(k, size int, s reg.Register) {
	i := int(s.(reg.Physical).PhysicalIndex())
	to := operand.Mem{Base: w.address(k)}
	if w.block.Lanes == 1 {
		w.emit(map[int]inst{4: in(x86.VMOVSS), 8: in(x86.VMOVSD)}[size], vector(i, 16), to)
		return
	}
	if slices.Contains(w.adjacent, k) {
		w.emit(in(x86.VMOVUPD), s, to)
		return
	}
	halves := [2]reg.Register{vector(i, 16), w.temp(16)}
	w.emit(in(x86.VEXTRACTF128), imm(1), s, halves[1])
	half := w.lanes / 2
	w.eachElement(k, func(i int, m operand.Mem) {
		x := halves[i/half]
		switch at := i % half; {
		case size == 8 && at == 0:
			w.emit(in(x86.VMOVSD), x, m)
		case size == 8:
			w.emit(in(x86.VMOVHPD), x, m)
		case at == 0:
			w.emit(in(x86.VMOVSS), x, m)
		default:
			w.emit(in(x86.VEXTRACTPS), imm(at), x, m)
		}
	})
}
