// SPDX-License-Identifier: BSD-3-Clause

package amd64

import (
	"github.com/arraygen/arraygen/internal/plan"
	"github.com/arraygen/arraygen/ndarray/kernel"
	avo "github.com/mmcloughlin/avo/ir"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
	"github.com/mmcloughlin/avo/x86"
)

// The vector registers of sortSpecials apart from those of vectors.
const (
	specialsFound = 15 - iota
	specialsInfinity
	specialsSign
)

// sortSpecials writes the kernel that looks for NaNs, whose magnitude is beyond infinity, and for -0, whose
// sign is its only bit. It compares integers, which raises no exception.
func (t Level) sortSpecials(k plan.Sort, data *constants) (fn *avo.Function, err error) {
	defer faultAsError(&err)
	l := avx2 // memory is what it waits for
	l.suffix = t.suffix
	w := &writer{level: &l, fn: avo.NewFunction(k.Specials() + t.suffix), data: data, name: k.Specials(), lanes: l.bytes / k.Size}
	v := func(i int) reg.Register { return vector(i, l.bytes) }
	here, end := reg.RDI, reg.R8
	greater, equal := in(x86.VPCMPGTQ), in(x86.VPCMPEQQ)
	if k.Size == 4 {
		greater, equal = in(x86.VPCMPGTD), in(x86.VPCMPEQD)
	}
	w.emit(in(x86.MOVQ), operand.NewParamAddr("s", 0), reg.RDX)
	w.emit(in(x86.MOVQ), field(reg.RDX, kernel.SortKeys), here)
	w.emit(in(x86.MOVQ), field(reg.RDX, kernel.SortN), count)
	w.emit(in(x86.LEAQ), operand.Mem{Base: here, Index: count, Scale: uint8(k.Size), Disp: -l.bytes}, end)
	w.loadConst(constant{k.Size, k.Greatest()}, specialsInfinity, l.bytes)
	w.loadConst(constant{k.Size, 1 << (k.Bits() - 1)}, specialsSign, l.bytes)
	w.emit(in(x86.VPXOR), v(specialsFound), v(specialsFound), v(specialsFound))
	find := func(at reg.GPPhysical) {
		w.emit(in(x86.VMOVDQU), operand.Mem{Base: at}, v(0))
		w.emit(in(x86.VPANDN), v(0), v(specialsSign), v(1))
		w.emit(equal, v(specialsSign), v(0), v(0))
		w.emit(greater, v(specialsInfinity), v(1), v(1))
		w.emit(in(x86.VPOR), v(0), v(1), v(1))
		w.emit(in(x86.VPOR), v(1), v(specialsFound), v(specialsFound))
	}
	w.jump(in(x86.JMP), "next")
	w.Align()
	w.at("vector")
	find(here)
	w.emit(in(x86.ADDQ), num(l.bytes), here)
	w.at("next")
	w.emit(in(x86.CMPQ), here, end)
	w.jump(in(x86.JCS), "vector")
	find(end)
	w.emit(in(x86.VPMOVMSKB), v(specialsFound), reg.EAX)
	w.emit(in(x86.MOVQ), reg.RAX, field(reg.RDX, kernel.SortBelow))
	w.Return()
	return Level{&l}.finish(w.fn, sortArgs)
}
