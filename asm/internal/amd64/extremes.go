// SPDX-License-Identifier: BSD-3-Clause

package amd64

import (
	"slices"

	"github.com/arraygen/arraygen/asm/internal/legalise"
	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/plan"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
	"github.com/mmcloughlin/avo/x86"
)

// numbers is what a reducer, as a [plan.ExtremesWriter], writes the loop of extremes with.
type numbers struct {
	*plan.Extremes
	elements, best, join, signs, joinSigns *plan.Body

	anyZero bool        // see legalise.ForExtremes
	writing bool        // of the loop: until that of the whole body begins
	zero    operand.Mem // what is kept while signs are looked for, by extreme

	accumulators [][]int       // by vector and extreme; the first are those of the reducer
	found        []operand.Mem // of an index: the best so far in every lane, by extreme
	block        []operand.Mem // and the count at its block
	equal        int           // vector register of the best that is looked for
}

// General registers of the loop: the count at the beginning of a block, and that at which it ends.
var (
	blockBegin = leftRegister
	blockLimit = stackTop
)

// withNumbers has r write the loop of x.
func (r *reducer) withNumbers(x *plan.Extremes) {
	n := &numbers{Extremes: x}
	lower := func(f *ir.Func, err error) *plan.Body {
		if err != nil {
			panic(&plan.Unfit{Kernel: r.name, Reason: err})
		}
		return plan.Lay(f)
	}
	t := Level{r.level}.Operations()
	best, anyZero, err := legalise.ForExtremes(t, x.Best)
	if best == nil && err == nil {
		r.unfit("extremes of numbers are no cheaper")
	}
	n.best, n.anyZero = lower(best, err), anyZero
	join, _, err := legalise.ForExtremes(t, x.Join)
	n.join = lower(join, err)
	n.elements = lower(legalise.For(t, x.Elements))
	for k, i := range x.Of {
		r.shape.AnyZero = r.shape.AnyZero || anyZero && x.Best.Out[k].Lane.Is(ir.KindFloat) && !r.kernel.Reductions[i].ForIndex
	}
	if r.shape.AnyZero {
		n.signs, n.joinSigns = lower(legalise.For(t, x.Signs)), lower(legalise.For(t, x.JoinSigns))
		n.zero = r.fn.AllocLocal(8 * len(x.Of))
	}
	for _, i := range x.Index {
		var best, block operand.Mem
		if i >= 0 {
			best, block = r.fn.AllocLocal(r.bytes), r.fn.AllocLocal(8)
		}
		n.found, n.block = append(n.found, best), append(n.block, block)
	}
	r.numbers = n
	r.shape.Extremes, r.shape.Short = x, !slices.ContainsFunc(x.Best.Out, func(o ir.Operand) bool { return o.Lane.Is(ir.KindFloat) })
}

// ofNumbers reports whether r is writing the loop of extremes.
func (r *reducer) ofNumbers() bool { return r.numbers != nil && r.numbers.writing }

// accumulatesFrom says from which input on those of the body at hand are accumulators.
func (r *reducer) accumulatesFrom(first int) {
	r.writer.accumulates = func(input int) bool { return input >= first }
}

// eachOfBody calls f for the registers of the loop of the whole body that are free in that of extremes.
func (r *reducer) eachOfBody(f func(register int)) {
	for v, list := range r.Accumulators {
		for i, x := range list {
			if v > 0 || !slices.Contains(r.numbers.Of, i) {
				f(x)
			}
		}
	}
	if r.index >= 0 {
		f(r.index)
	}
}

func (r *reducer) StartNumbers(vectors int) {
	n := r.numbers
	n.writing = true
	r.eachOfBody(r.vec.Unpin)
	for v := range vectors {
		var list []int
		for _, i := range n.Of {
			x := r.Accumulators[0][i]
			if v > 0 {
				x = r.vec.Pin()
			}
			list = append(list, x)
		}
		n.accumulators = append(n.accumulators, list)
	}
	for k, i := range n.Of {
		t := r.body.Func.Out[i].Lane
		r.loadConst(constantOf(r.kernel.Reductions[i].Identity(ir.New(""), t)), n.accumulators[0][k], r.bytes)
		for v := range vectors - 1 {
			r.Move(n.accumulators[v+1][k], n.accumulators[0][k])
		}
		if n.Index[k] >= 0 {
			r.emit(r.transfer(ir.U8, r.bytes), vector(n.accumulators[0][k], r.bytes), n.found[k])
			r.emit(in(x86.MOVQ), count, n.block[k])
		}
	}
}

// load returns registers of the elements of a vector, which are pinned.
func (r *reducer) load(at int) (elements []int) {
	r.Apply(r, r.numbers.elements, nil, r.lanes, at, func(results []int) {
		for _, x := range results {
			if slices.Contains(elements, x) { // the same bits
				y := r.vec.Temp()
				r.Move(y, x)
				x = y
			}
			r.vec.Keep(x)
			elements = append(elements, x)
		}
	})
	return elements
}

// take lets accumulators take what b has besides.
func (r *reducer) take(b *plan.Body, with, acc []int) {
	r.accumulatesFrom(len(with))
	r.ApplyTo(r, b, slices.Concat(with, acc), acc)
	r.accumulatesFrom(len(r.from))
}

func (r *reducer) StepNumbers(v, n, at int, label string) {
	var loaded [][]int
	for i := range n {
		loaded = append(loaded, r.load(at+i*r.lanes))
	}
	var list []plan.Suspect
	for _, elements := range loaded {
		for i, x := range elements {
			if t := r.numbers.Elements.Out[i].Lane; t.Is(ir.KindFloat) {
				list = append(list, plan.Suspect{Type: t, Register: x, NaN: -1})
			}
		}
	}
	if len(list) > 0 {
		r.IfNaN(list, 0, label)
		r.classes().End(0)
	}
	for i, elements := range loaded {
		r.take(r.numbers.best, elements, r.numbers.accumulators[v+i])
	}
}

func (r *reducer) JoinNumbers(j plan.Join, lanes int) { r.joinBy(r.numbers.join, j, lanes) }

// joinBy performs j by a body.
func (r *reducer) joinBy(b *plan.Body, j plan.Join, lanes int) {
	acc := r.numbers.accumulators
	var with []int
	for k, i := range r.numbers.Of {
		x := r.vec.Pin()
		if j.Down > 0 {
			r.down(x, acc[j.From][k], lanes, j.Down, r.body.Func.Out[i].Lane.Size())
		} else {
			r.Move(x, acc[j.From][k])
		}
		with = append(with, x)
	}
	r.take(b, with, acc[j.Into])
}

func (r *reducer) SkipCount() {
	for k, p := range r.from {
		if p != nil {
			r.emit(in(x86.LEAQ), operand.Mem{Base: p, Index: count, Scale: uint8(r.body.Func.In[k].Lane.Size())}, p)
		}
	}
	r.emit(in(x86.XORL), count.As32(), count.As32())
}

// IfWrongZero shifts the sign out: what is left of a zero is none.
func (r *reducer) IfWrongZero(label string) {
	n := r.numbers
	for k, i := range n.Of {
		t := r.body.Func.Out[i].Lane
		if !n.anyZero || !t.Is(ir.KindFloat) || r.kernel.Reductions[i].ForIndex {
			continue
		}
		r.emit(floating(t, x86.VMOVD, x86.VMOVQ), vector(n.accumulators[0][k], 16), sized(reg.RAX, t.Size()))
		r.emit(floating(t, x86.ADDL, x86.ADDQ), sized(reg.RAX, t.Size()), sized(reg.RAX, t.Size()))
		r.jump(in(x86.JEQ), label)
	}
}

// sized is r as a register of 4 or 8 bytes.
func sized(r reg.GPPhysical, bytes int) reg.Register {
	if bytes == 4 {
		return r.As32()
	}
	return r
}

// zeroOf is where the first element of extreme k is kept.
func (r *reducer) zeroOf(k int) operand.Mem { return r.numbers.zero.Offset(8 * k) }

func (r *reducer) StartSigns(vectors int) {
	n := r.numbers
	for k, i := range n.Of {
		t := r.body.Func.Out[i].Lane
		first := n.accumulators[0][k]
		r.storeFirst(t, t.Size(), first, r.zeroOf(k))
		identity := constant{t.Size(), 0}
		if r.kernel.Reductions[i].Kind == ir.Greatest {
			identity.bits = ^uint64(0) >> (64 - t.Bits())
		}
		for v := range vectors {
			r.loadConst(identity, n.accumulators[v][k], r.bytes)
		}
	}
}

func (r *reducer) StepSigns(v, n, at int) {
	for i := range n {
		r.take(r.numbers.signs, r.load(at+i*r.lanes), r.numbers.accumulators[v+i])
	}
}

func (r *reducer) JoinSigns(j plan.Join, lanes int) { r.joinBy(r.numbers.joinSigns, j, lanes) }

// SetSigns has nothing but the sign of what was found.
func (r *reducer) SetSigns() {
	n := r.numbers
	for k, i := range n.Of {
		t := r.body.Func.Out[i].Lane
		kept, sign, other := sized(reg.RAX, t.Size()), sized(reg.RCX, t.Size()), r.fresh("nozero")
		x := vector(n.accumulators[0][k], 16)
		move, add := floating(t, x86.VMOVD, x86.VMOVQ), floating(t, x86.ADDL, x86.ADDQ)
		shift, back := floating(t, x86.SHRL, x86.SHRQ), floating(t, x86.SHLL, x86.SHLQ)
		r.emit(floating(t, x86.MOVL, x86.MOVQ), r.zeroOf(k), kept)
		r.emit(move, x, sign)
		r.emit(move, kept, x)
		r.emit(add, kept, kept)
		r.jump(in(x86.JNE), other)
		r.emit(shift, imm(t.Bits()-1), sign)
		r.emit(back, imm(t.Bits()-1), sign)
		r.emit(move, sign, x)
		r.at(other)
	}
}

func (r *reducer) BeginRow() {
	r.args()
	for k, p := range r.from {
		if p != nil {
			r.emit(in(x86.MOVQ), operandField(reg.RDX, k, kernel.OffRow), p)
		}
	}
}

// freeNumbers gives the registers of the body back.
func (r *reducer) freeNumbers() {
	for _, list := range r.numbers.accumulators[1:] {
		for _, x := range list {
			r.vec.Unpin(x)
		}
	}
	r.numbers.accumulators = r.numbers.accumulators[:1]
	r.eachOfBody(r.vec.Keep)
}

func (r *reducer) BeginExact() {
	r.freeNumbers()
	r.numbers.writing = false
	if r.kernel.Index >= 0 {
		r.startIndex()
	}
}

func (r *reducer) BeginBlock(n, least int, label string) {
	r.emit(in(x86.MOVQ), count, blockBegin)
	r.emit(in(x86.MOVL), operand.U32(least), blockLimit.As32())
	r.emit(in(x86.LEAQ), operand.Mem{Base: count, Disp: -n}, reg.RAX)
	r.emit(in(x86.CMPQ), reg.RAX, blockLimit)
	r.emit(in(x86.CMOVQGT), reg.RAX, blockLimit)
	r.emit(in(x86.CMPQ), count, blockLimit)
	r.jump(in(x86.JLE), label)
}

func (r *reducer) IfBeyondLimit(label string) {
	r.emit(in(x86.CMPQ), count, blockLimit)
	r.jump(in(x86.JGT), label)
}

// equalLanes compares vector register x with y, and sets a bit of AX for each lane that is equal.
func (r *reducer) equalLanes(t ir.Type, x int, y operand.Op) {
	a, bytes := vector(x, r.bytes), r.bytes
	var compare inst
	float := t.Is(ir.KindFloat)
	switch {
	case float:
		compare = floating(t, x86.VCMPPS, x86.VCMPPD)
	case t.Size() == 4:
		compare = in(x86.VPCMPEQD)
	default:
		compare = in(x86.VPCMPEQQ)
	}
	ops := []operand.Op{y, a}
	if float {
		ops = slices.Insert(ops, 0, imm(0))
	}
	if r.masks {
		k := opmasks[r.mask.Temp()]
		r.emit(compare, append(ops, k)...)
		r.emit(in(x86.KMOVW), k, reg.EAX)
	} else {
		d := vector(r.vec.Temp(), bytes)
		r.emit(compare, append(ops, d)...)
		move := in(x86.VMOVMSKPS)
		if t.Size() == 8 {
			move = in(x86.VMOVMSKPD)
		}
		r.emit(move, d, reg.EAX)
	}
	// Elements made of wider ones fill the low part of the register: the bits of the other part mean nothing.
	if r.lanes*t.Size() < r.bytes {
		r.emit(in(x86.ANDL), operand.U32(1<<r.lanes-1), reg.EAX)
	}
	r.classes().End(0)
}

// EndBlock asks whether the better of the accumulator and of the best is another than the best. Few blocks make one so:
// then it is brought into all lanes.
func (r *reducer) EndBlock(label string) {
	n := r.numbers
	several := r.fresh("several")
	r.emit(in(x86.TESTQ), count, count)
	r.jump(in(x86.JNE), several)
	r.emit(in(x86.CMPQ), blockBegin, field(reg.RDX, kernel.OffN))
	r.jump(in(x86.JEQ), label)
	r.at(several)
	acc := n.accumulators[0]
	all := operand.U32(1<<r.lanes - 1)
	improved, done := r.fresh("improved"), r.fresh("notimproved")
	with := func(x []int) []int {
		var list []int
		for _, from := range x {
			to := r.vec.Pin()
			r.Move(to, from)
			list = append(list, to)
		}
		return list
	}
	better := with(acc)
	var best []int
	for k, i := range n.Index {
		b := r.vec.Pin()
		if i >= 0 {
			r.emit(r.transfer(ir.U8, r.bytes), n.found[k], vector(b, r.bytes))
		} else {
			r.Move(b, acc[k])
		}
		best = append(best, b)
	}
	r.take(n.join, best, better)
	for k, i := range n.Index {
		if i < 0 {
			continue
		}
		r.equalLanes(r.body.Func.Out[n.Of[k]].Lane, better[k], n.found[k])
		r.emit(in(x86.CMPL), reg.EAX, all)
		r.jump(in(x86.JNE), improved)
	}
	r.Jump(done)
	r.at(improved)
	for step := r.lanes / 2; step > 0; step /= 2 {
		var down []int
		for k, i := range n.Of {
			x := r.vec.Pin()
			r.down(x, better[k], 2*step, step, r.body.Func.Out[i].Lane.Size())
			down = append(down, x)
		}
		r.take(n.join, down, better)
	}
	for k, i := range n.Index {
		if i >= 0 {
			t := r.body.Func.Out[n.Of[k]].Lane
			r.emit(r.broadcastFrom(t.Size()), vector(better[k], 16), vector(better[k], r.bytes))
			same := r.fresh("same")
			r.equalLanes(t, better[k], n.found[k])
			r.emit(in(x86.CMPL), reg.EAX, all)
			r.jump(in(x86.JEQ), same)
			r.emit(r.transfer(ir.U8, r.bytes), vector(better[k], r.bytes), n.found[k])
			r.emit(in(x86.MOVQ), blockBegin, n.block[k])
			r.at(same)
		}
	}
	for _, x := range better {
		r.vec.Unpin(x)
	}
	r.at(done)
}

// behind is how many elements of the row are before the count.
func (r *reducer) behind() {
	r.args()
	r.emit(in(x86.MOVQ), field(reg.RDX, kernel.OffN), reg.RAX)
	r.emit(in(x86.SUBQ), count, reg.RAX)
}

func (r *reducer) ToBlock(extreme int) {
	n := r.numbers
	r.freeNumbers()
	r.emit(in(x86.MOVQ), n.block[extreme], count)
	r.behind()
	for k, p := range r.from {
		if p != nil {
			r.emit(in(x86.MOVQ), operandField(reg.RDX, k, kernel.OffRow), p)
			r.emit(in(x86.LEAQ), operand.Mem{Base: p, Index: reg.RAX, Scale: uint8(r.body.Func.In[k].Lane.Size())}, p)
		}
	}
	n.equal = r.vec.Pin()
	x := n.accumulators[0][extreme]
	r.emit(r.broadcastFrom(r.body.Func.Out[n.Of[extreme]].Lane.Size()), vector(x, 16), vector(n.equal, r.bytes))
}

func (r *reducer) IfBest(extreme int, label string) {
	n := r.numbers
	elements := r.load(0)
	r.equalLanes(r.body.Func.Out[n.Of[extreme]].Lane, elements[n.Element[extreme]], vector(n.equal, r.bytes))
	for _, x := range elements {
		r.vec.Unpin(x)
	}
	r.emit(in(x86.TESTL), reg.EAX, reg.EAX)
	r.jump(in(x86.JNE), label)
}

func (r *reducer) StoreIndex(extreme int) {
	i := r.numbers.Index[extreme]
	r.vec.Unpin(r.numbers.equal)
	r.emit(in(x86.BSFL), reg.EAX, reg.ECX)
	r.behind()
	r.emit(in(x86.LEAQ), operand.Mem{Base: reg.RAX, Index: reg.RCX, Scale: 1, Disp: -r.lanes}, reg.RAX)
	r.emit(in(x86.MOVQ), operandField(reg.RDX, r.kernel.Index, kernel.OffRow), reg.RCX)
	t := r.body.Func.Out[i].Lane
	r.emit([]inst{4: in(x86.ADDL), 8: in(x86.ADDQ)}[t.Size()], operand.Mem{Base: reg.RCX}, sized(reg.RAX, t.Size()))
	r.emit([]inst{4: in(x86.VMOVD), 8: in(x86.VMOVQ)}[t.Size()], sized(reg.RAX, t.Size()), vector(r.Accumulators[0][i], 16))
}
