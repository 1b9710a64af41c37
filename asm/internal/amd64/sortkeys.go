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

// The vector registers of floatKeys apart from those of two vectors.
const (
	keysLast = 15 - iota // the last vector, as it was
	keysSpecial
	keysInfinity
	keysOnes
	keysRest // of the bits, without the sign
	keysZero
)

// floatKeys writes the kernel that makes keys of floats: of those whose sign is set, all other bits are
// inverted. A float that is NaN or -0 shows in its key: the magnitude is beyond infinity, or all bits are
// set.
func (t Level) floatKeys(k plan.Sort, data *constants) (fn *avo.Function, err error) {
	defer faultAsError(&err)
	l := avx2 // memory is what it waits for
	l.suffix = t.suffix
	w := &writer{level: &l, fn: avo.NewFunction(k.FloatKeys() + t.suffix), data: data, name: k.FloatKeys(), lanes: l.bytes / k.Size}
	v := func(i int) reg.Register { return vector(i, l.bytes) }
	here, end, one := reg.RDI, reg.R8, operand.Mem{Base: reg.RDI}
	greater, equal, right := in(x86.VPCMPGTQ), in(x86.VPCMPEQQ), in(x86.VPSRLQ)
	if k.Size == 4 {
		greater, equal, right = in(x86.VPCMPGTD), in(x86.VPCMPEQD), in(x86.VPSRLD)
	}
	w.emit(in(x86.MOVQ), operand.NewParamAddr("s", 0), reg.RDX)
	w.emit(in(x86.MOVQ), field(reg.RDX, kernel.SortKeys), here)
	w.emit(in(x86.MOVQ), field(reg.RDX, kernel.SortN), count)
	w.emit(in(x86.LEAQ), operand.Mem{Base: here, Index: count, Scale: uint8(k.Size), Disp: -l.bytes}, end)
	w.emit(in(x86.VMOVDQU), operand.Mem{Base: end}, v(keysLast))
	w.emit(broadcasts[k.Size], field(reg.RDX, kernel.SortPivot), v(keysInfinity))
	w.emit(in(x86.VPXOR), v(keysSpecial), v(keysSpecial), v(keysSpecial))
	w.emit(in(x86.VPXOR), v(keysZero), v(keysZero), v(keysZero))
	w.emit(in(x86.VPCMPEQD), v(keysOnes), v(keysOnes), v(keysOnes))
	w.emit(right, imm(1), v(keysOnes), v(keysRest))
	// one turns vector x into its key in a, and marks what is special.
	convert := func(x, a, b int) {
		w.emit(greater, v(x), v(keysZero), v(a))
		w.emit(in(x86.VPAND), v(keysRest), v(x), v(b))
		w.emit(right, imm(1), v(a), v(a))
		w.emit(greater, v(keysInfinity), v(b), v(b))
		w.emit(in(x86.VPXOR), v(x), v(a), v(a))
		w.emit(in(x86.VPOR), v(b), v(keysSpecial), v(keysSpecial))
		w.emit(equal, v(keysOnes), v(a), v(b))
		w.emit(in(x86.VPOR), v(b), v(keysSpecial), v(keysSpecial))
	}
	w.jump(in(x86.JMP), "next")
	w.Align()
	w.at("vector")
	w.emit(in(x86.VMOVDQU), one, v(0))
	convert(0, 1, 2)
	w.emit(in(x86.VMOVDQU), v(1), one)
	w.emit(in(x86.ADDQ), num(l.bytes), here)
	w.at("next")
	w.emit(in(x86.CMPQ), here, end)
	w.jump(in(x86.JCS), "vector")
	convert(keysLast, 1, 2)
	w.emit(in(x86.VMOVDQU), v(1), operand.Mem{Base: end})
	w.emit(in(x86.VPMOVMSKB), v(keysSpecial), reg.EAX)
	w.emit(in(x86.MOVQ), reg.RAX, field(reg.RDX, kernel.SortBelow))
	w.Return()
	return Level{&l}.finish(w.fn, sortArgs)
}
