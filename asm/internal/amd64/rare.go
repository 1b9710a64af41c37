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
	n := w.block.Vectors
	acc := w.gp.rare.(reg.GPPhysical)
	to := acc
	if !first {
		to = reg.RAX
	}
	union := w.reg(cond)
	join := func(f inst, t reg.Register) {
		for w.lane = 1; w.lane < n; w.lane++ {
			w.emit(f, w.reg(cond), union, t)
			union = t
		}
	}
	if w.masks {
		if n > 1 {
			join(in(x86.KORQ), opmasks[w.mask.Temp()])
		}
		if w.block.Access == plan.Masked {
			t := opmasks[w.mask.Temp()]
			w.emit(in(x86.KANDQ), opmasks[w.kmask[all]], union, t)
			union = t
		}
		kmov := map[int]inst{8: in(x86.KMOVB), 16: in(x86.KMOVW), 32: in(x86.KMOVD), 64: in(x86.KMOVQ)}[w.lanes]
		if w.lanes == 64 {
			w.emit(kmov, union, to)
		} else {
			w.emit(kmov, union, to.As32())
		}
	} else {
		size := cond.Type.Size()
		bytes := w.lanes * size
		if n > 1 {
			join(in(x86.VPOR), w.temp(bytes))
		}
		w.emit(in(x86.VPMOVMSKB), union, to.As32())
		if w.block.Access == plan.Partial {
			// One bit a byte: keep those of the remaining lanes.
			w.emit(in(x86.MOVQ), count, reg.RCX)
			if size > 1 {
				w.emit(in(x86.SHLQ), imm(bits.TrailingZeros(uint(size))), reg.RCX)
			}
			w.emit(in(x86.BZHIL), reg.ECX, to.As32(), to.As32())
		} else if bytes < 16 {
			w.emit(in(x86.ANDL), operand.U32(1<<bytes-1), to.As32())
		}
	}
	if to != acc {
		w.emit(in(x86.ORQ), to, acc)
	}
	w.lane = 0
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
