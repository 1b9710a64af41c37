// SPDX-License-Identifier: BSD-3-Clause

package amd64

import (
	"github.com/arraygen/arraygen/asm/internal/legalise"
	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/plan"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
	"github.com/mmcloughlin/avo/x86"
)

// A fold keeps accumulator vectors in registers and applies the body to them and
// what it loads. The state of its loop fits the general registers.
var fold = struct{ src, row, inStep, out, outStep, rows, stack, bottom, exact reg.Register }{
	src: reg.R8, row: reg.R9, inStep: reg.R10, out: reg.R11, outStep: reg.R12, rows: reg.R13, stack: reg.RDI, bottom: reg.RBX, exact: reg.RCX,
}

// What the register exact says of the result of a row: whether it may be a zero of the wrong sign, is exact, or has to be.
const (
	wrongZero = iota
	exact
	mustBeExact
)

// folder writes folds; it is a [plan.FoldWriter] and a [plan.NumbersWriter].
type folder struct {
	*writer
	plan.Apply
	numbers      plan.Apply // of elements that are no NaN, if there is one
	element      ir.Operand
	vectors      int // of accumulators
	accumulators []plan.Parts
}

// writeFold writes a whole fold.
func (w *writer) writeFold(k plan.Kernel) {
	e := k.Func.In[0]
	packed := e.Size() / w.body.Func.In[0].Size() // lanes of an element in a register
	p := plan.Series(e, k.Order, w.lanes/packed, w.plan.Unroll)
	w.lanes = p.Lanes * packed
	w.gp.rows = fold.rows
	if w.plan.Spill {
		w.gp.scratch = fold.bottom
	}
	f := &folder{writer: w, Apply: plan.Apply{Body: w.body, Registers: w.classes(), Lanes: w.lanes, Annotate: k.Annotate}, element: e, vectors: p.Vectors}
	if k.Order == plan.Any {
		anyZero := !w.masks // AVX-512 has instructions that tell the zeros
		numbers, err := legalise.ForNumbers(Level{w.level}.Operations(), k.Func, anyZero)
		if err != nil {
			panic(&plan.Unfit{Kernel: k.Name, Reason: err})
		}
		if numbers != nil {
			f.numbers = f.Apply
			f.numbers.Body = plan.Lay(numbers)
			p.Numbers, p.AnyZero = f, anyZero
		}
	}
	p.Write(f)
}

// frame is the bytes of an entry of the stack of halves: a count, and an
// element at half of it. Values that spill begin after 16 entries; Chunk
// elements in leaves of 64, the last of each half a little longer, are no more
// than 11 deep.
const frame = 32

// top is the entry on top of the stack, at byte disp.
func top(disp int) operand.Mem { return operand.Mem{Base: fold.stack, Disp: disp - frame} }

func (f *folder) Prepare() {
	f.emit(in(x86.MOVQ), field(reg.RDX, kernel.OffScratch), fold.bottom)
	f.emit(in(x86.MOVQ), operandField(reg.RDX, 0, kernel.OffPtr), fold.row)
	f.emit(in(x86.MOVQ), operandField(reg.RDX, 0, kernel.OffOuter), fold.inStep)
	f.emit(in(x86.MOVQ), operandField(reg.RDX, 1, kernel.OffPtr), fold.out)
	f.emit(in(x86.MOVQ), operandField(reg.RDX, 1, kernel.OffOuter), fold.outStep)
	f.hoist()
	for range f.vectors {
		f.accumulators = append(f.accumulators, f.Pin())
	}
}

func (f *folder) StartRow() {
	f.args()
	f.emit(in(x86.MOVQ), fold.row, fold.src)
}

func (f *folder) NextRow(row, done string) {
	f.emit(in(x86.ADDQ), fold.inStep, fold.row)
	f.emit(in(x86.ADDQ), fold.outStep, fold.out)
	f.emit(in(x86.DECQ), fold.rows)
	f.jump(in(x86.JNE), row)
	f.Jump(done)
}

func (f *folder) Load(v, n, at int) {
	f.loadElements(f.accumulators[v], n, fold.src, at*f.element.Size())
}

func (f *folder) With(v, n, at int) {
	t := f.Pin()
	f.loadElements(t, n, fold.src, at*f.element.Size())
	f.Apply.Write(f, f.accumulators[v], f.accumulators[v], t)
}

func (f *folder) IfAccumulatedNaN(label string) { f.ifNaN(f.accumulators, label) }

// ifNaN jumps to label if there is a NaN in vectors.
func (f *folder) ifNaN(vectors []plan.Parts, label string) {
	var list []plan.Suspect
	for _, v := range vectors {
		list = append(list, plan.Suspect{Type: f.element.Lane, Register: v[0], NaN: -1})
	}
	f.IfNaN(list, 0, label)
	f.classes().End(0)
}

func (f *folder) WithNumbers(v, n, at int, label string) {
	var loaded []plan.Parts
	for i := range n {
		t := f.Pin()
		f.loadElements(t, f.Lanes, fold.src, (at+i*f.Lanes)*f.element.Size())
		loaded = append(loaded, t)
	}
	f.ifNaN(loaded, label)
	body := f.body
	f.body = f.numbers.Body
	for i, t := range loaded {
		f.numbers.Write(f, f.accumulators[v+i], f.accumulators[v+i], t)
	}
	f.body = body
}

func (f *folder) BeginExact() {
	f.emit(in(x86.MOVL), operand.U32(exact), fold.exact.(reg.GPPhysical).As32())
}
func (f *folder) BeginAgain() {
	f.emit(in(x86.MOVL), operand.U32(mustBeExact), fold.exact.(reg.GPPhysical).As32())
}

func (f *folder) BeginNumbers(label string) {
	f.emit(in(x86.CMPQ), fold.exact, imm(mustBeExact))
	f.jump(in(x86.JEQ), label)
	f.emit(in(x86.MOVL), operand.U32(wrongZero), fold.exact.(reg.GPPhysical).As32())
}

// IfWrongZero shifts the sign out: what is left of a zero is none.
func (f *folder) IfWrongZero(label string) {
	after := f.fresh("exact")
	f.emit(in(x86.CMPQ), fold.exact, imm(wrongZero))
	f.jump(in(x86.JNE), after)
	x := vector(f.accumulators[0][0], 16)
	if f.element.Lane.Size() == 8 {
		f.emit(in(x86.VMOVQ), x, reg.RAX)
		f.emit(in(x86.ADDQ), reg.RAX, reg.RAX)
	} else {
		f.emit(in(x86.VMOVD), x, reg.EAX)
		f.emit(in(x86.ADDL), reg.EAX, reg.EAX)
	}
	f.jump(in(x86.JEQ), label)
	f.at(after)
}

func (f *folder) Skip(n int) { f.emit(in(x86.ADDQ), num(n*f.element.Size()), fold.src) }

func (f *folder) Join(j plan.Join, lanes int) {
	v, x := f.accumulators[j.Into], f.accumulators[j.From]
	if j.Down > 0 {
		x = f.Pin()
		f.downParts(x, v, lanes, j.Down)
	}
	f.Apply.Write(f, v, v, x)
}

func (f *folder) Empty() { f.emit(in(x86.MOVQ), fold.bottom, fold.stack) }

func (f *folder) Halve(n int) {
	f.emit(in(x86.MOVQ), count, reg.RAX)
	f.emit(in(x86.SHRQ), imm(1), reg.RAX)
	f.emit(in(x86.ANDQ), num(-n), reg.RAX)
	f.emit(in(x86.SUBQ), reg.RAX, count)
	f.emit(in(x86.MOVQ), count, operand.Mem{Base: fold.stack})
	f.emit(in(x86.ADDQ), num(frame), fold.stack)
	f.emit(in(x86.MOVQ), reg.RAX, count)
}

func (f *folder) Done(label string) {
	f.emit(in(x86.CMPQ), fold.stack, fold.bottom)
	f.jump(in(x86.JEQ), label)
}

func (f *folder) Rest(label string) {
	f.emit(in(x86.MOVQ), top(0), count)
	f.emit(in(x86.TESTQ), count, count)
	f.jump(in(x86.JEQ), label)
}

func (f *folder) Save() {
	f.emit(in(x86.MOVQ), num(0), top(0))
	f.storeElement(f.accumulators[0], fold.stack, -frame/2)
}

func (f *folder) Both() {
	x := f.Pin()
	f.loadElements(x, 1, fold.stack, -frame/2)
	f.Apply.Write(f, f.accumulators[0], x, f.accumulators[0])
	f.emit(in(x86.SUBQ), num(frame), fold.stack)
}

// Folded returns the first element, for mending.
func (f *folder) Folded() (list []plan.Suspect, lanes int) {
	of := f.accumulators[0]
	for _, r := range f.body.Func.Results {
		if r.Mend {
			list = append(list, plan.Suspect{Type: f.element.Lane, Register: of[r.Part], NaN: -1})
		}
	}
	return list, f.element.Size() / f.element.Lane.Size() / len(of)
}

func (f *folder) StoreFolded() { f.storeElement(f.accumulators[0], fold.out, 0) }
