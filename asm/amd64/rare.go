package amd64

import (
	"math/bits"

	"github.com/arraygen/arraygen/asm/ir"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
	"github.com/mmcloughlin/avo/x86"
)

// rareTest adds the condition of v, in any of n vectors, to the union.
func (w *writer) rareTest(v *ir.Value, n int) {
	cond := v.Args[0]
	acc := w.gp.rare.(reg.GPPhysical)
	to := acc
	if w.rares > 0 {
		to = reg.RAX
	}
	w.rares++
	w.lane = 0
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
		if w.mode == masked {
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
		if w.mode == tail {
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

// rareEnds writes what follows a rare lane: Done is what the row has less
// what remains.
func (w *writer) rareEnds(u int) {
	used := map[string]bool{}
	for _, n := range w.fn.Instructions() {
		if l := n.TargetLabel(); l != nil {
			used[string(*l)] = true
		}
	}
	for _, e := range []struct {
		label string
		n     int
	}{{"rareturn", u}, {"rareone", 1}} {
		if used[e.label] {
			w.at(e.label)
			w.emit(in(x86.ADDQ), num(e.n*w.lanes), count)
			w.jump(in(x86.JMP), "rare")
		}
	}
	w.at("rare")
	a := w.args()
	w.emit(in(x86.MOVQ), field(a, kernel.OffN), reg.RAX)
	w.emit(in(x86.SUBQ), count, reg.RAX)
	w.emit(in(x86.MOVQ), reg.RAX, field(a, kernel.OffDone))
	w.jump(in(x86.JMP), "done")
}
