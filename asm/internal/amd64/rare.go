// SPDX-License-Identifier: BSD-3-Clause

package amd64

import (
	"math/bits"

	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/plan"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
	"github.com/mmcloughlin/avo/x86"
)

// Rare adds the condition, in any vector of the block, to the union.
func (w looper) Rare(cond *ir.Value, first bool) {
	acc := w.gp.rare.(reg.GPPhysical)
	to := acc
	if !first {
		to = reg.RAX
	}
	w.any(cond, to)
	if to != acc {
		w.emit(in(x86.ORQ), to, acc)
	}
}

// any sets to to zero unless cond holds in a lane of a vector of the block that is in the row.
func (w *writer) any(cond *ir.Value, to reg.GPPhysical) {
	union := w.join(cond, in(x86.KORQ), in(x86.VPOR))
	if w.masks {
		if w.block.Access == plan.Masked {
			t := opmasks[w.mask.Temp()]
			w.emit(in(x86.KANDQ), opmasks[w.kmask[all]], union, t)
			union = t
		}
		w.lanesOf(union, to)
		return
	}
	w.emit(in(x86.VPMOVMSKB), union, to.As32())
	w.cutLanes(cond.Type.Size(), to)
}

// notAll sets to to zero if cond holds in all lanes of the vectors of the block that are in the row.
func (w *writer) notAll(cond *ir.Value, to reg.GPPhysical) {
	cut := w.join(cond, in(x86.KANDQ), in(x86.VPAND))
	if w.masks {
		t := opmasks[w.mask.Temp()]
		if w.block.Access == plan.Masked {
			w.emit(in(x86.KANDNQ), opmasks[w.kmask[all]], cut, t)
		} else {
			w.emit(in(x86.KNOTQ), cut, t)
		}
		w.lanesOf(t, to)
		return
	}
	w.emit(in(x86.VPMOVMSKB), cut, to.As32())
	w.emit(in(x86.XORL), operand.U32(1<<min(32, max(16, w.size(cond.Type)))-1), to.As32())
	w.cutLanes(cond.Type.Size(), to)
}

// join returns a register with what f, of masks, or g, of vectors, makes of cond in all vectors of the block.
func (w *writer) join(cond *ir.Value, f, g inst) reg.Register {
	r := w.reg(cond)
	n := w.block.Vectors
	if n == 1 {
		return r
	}
	var t reg.Register
	if w.masks {
		t = opmasks[w.mask.Temp()]
	} else {
		f, t = g, w.temp(w.size(cond.Type))
	}
	for w.lane = 1; w.lane < n; w.lane++ {
		w.emit(f, w.reg(cond), r, t)
		r = t
	}
	w.lane = 0
	return r
}

// lanesOf moves the lanes of mask k to to.
func (w *writer) lanesOf(k reg.Register, to reg.GPPhysical) {
	kmov := map[int]inst{8: in(x86.KMOVB), 16: in(x86.KMOVW), 32: in(x86.KMOVD), 64: in(x86.KMOVQ)}[w.lanes]
	if w.lanes == 64 {
		w.emit(kmov, k, to)
	} else {
		w.emit(kmov, k, to.As32())
	}
}

// cutLanes clears what to, with a bit for each byte of lanes of size bytes, has of lanes that are not in the row.
func (w *writer) cutLanes(size int, to reg.GPPhysical) {
	if w.block.Access == plan.Partial {
		w.emit(in(x86.MOVQ), count, reg.RCX)
		if size > 1 {
			w.emit(in(x86.SHLQ), imm(bits.TrailingZeros(uint(size))), reg.RCX)
		}
		w.emit(in(x86.BZHIL), reg.ECX, to.As32(), to.As32())
	} else if bytes := w.lanes * size; bytes < 16 {
		w.emit(in(x86.ANDL), operand.U32(1<<bytes-1), to.As32())
	}
}

func (w looper) IfRare(label string) {
	w.emit(in(x86.TESTQ), w.gp.rare, w.gp.rare)
	w.jump(in(x86.JNE), label)
}

func (w looper) AllDone() { w.emit(in(x86.MOVQ), count, field(reg.RDX, kernel.OffDone)) }

func (w looper) DoneBefore() {
	a := w.args()
	w.emit(in(x86.MOVQ), field(a, kernel.OffN), reg.RAX)
	w.emit(in(x86.SUBQ), count, reg.RAX)
	w.emit(in(x86.MOVQ), reg.RAX, field(a, kernel.OffDone))
}
