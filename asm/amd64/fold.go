package amd64

import (
	"github.com/arraygen/arraygen/asm/ir"
	"github.com/arraygen/arraygen/asm/plan"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
	"github.com/mmcloughlin/avo/x86"
)

// A fold keeps accumulator vectors in registers and applies the body to them and
// what it loads. The state of its loop fits the general registers.
var fold = struct{ src, row, inStep, out, outStep, rows, stack, bottom reg.Register }{
	src: reg.R8, row: reg.R9, inStep: reg.R10, out: reg.R11, outStep: reg.R12, rows: reg.R13, stack: reg.RDI, bottom: reg.RBX,
}

// folder writes folds; it is a [plan.FoldWriter].
type folder struct {
	*writer
	element      ir.Operand
	accumulators []parts
}

// parts is a vector of elements: its register, or of pairs that the body mixes
// the registers of the first and second lanes.
type parts []int

// writeFold writes a whole fold: the loop over rows round that of a row.
func (w *writer) writeFold(e ir.Operand, o plan.Order) {
	packed := e.Size() / w.body.Func.In[0].Size() // lanes of an element in a register
	p := plan.Series(e, o, w.lanes/packed, w.plan.Unroll)
	w.lanes = p.Lanes * packed
	f := folder{writer: w, element: e}
	a := w.args()
	w.emit(in(x86.CMPQ), field(a, kernel.OffN), imm(0))
	w.jump(in(x86.JLE), "done")
	w.emit(in(x86.MOVQ), field(a, kernel.OffRows), fold.rows)
	w.emit(in(x86.TESTQ), fold.rows, fold.rows)
	w.jump(in(x86.JLE), "done")
	w.emit(in(x86.MOVQ), field(a, kernel.OffScratch), fold.bottom)
	if w.plan.Spill {
		w.gp.scratch = fold.bottom
	}
	w.emit(in(x86.MOVQ), operandField(a, 0, kernel.OffPtr), fold.row)
	w.emit(in(x86.MOVQ), operandField(a, 0, kernel.OffOuter), fold.inStep)
	w.emit(in(x86.MOVQ), operandField(a, 1, kernel.OffPtr), fold.out)
	w.emit(in(x86.MOVQ), operandField(a, 1, kernel.OffOuter), fold.outStep)
	w.hoist()

	w.align()
	w.at("row")
	w.emit(in(x86.MOVQ), field(w.args(), kernel.OffN), count)
	w.emit(in(x86.MOVQ), fold.row, fold.src)
	for range p.Vectors {
		f.accumulators = append(f.accumulators, f.pinParts())
	}
	p.Write(f)
	f.mendFold(f.accumulators[0])
	f.storeElement(f.accumulators[0], fold.out, 0)
	w.emit(in(x86.ADDQ), fold.inStep, fold.row)
	w.emit(in(x86.ADDQ), fold.outStep, fold.out)
	w.emit(in(x86.DECQ), fold.rows)
	w.jump(in(x86.JNE), "row")
	w.jump(in(x86.JMP), "done")
	w.writeCold()
	w.at("done")
	w.emit(in(x86.VZEROUPPER))
	w.emit(in(x86.RET))
}

// frame is the bytes of an entry of the stack of halves: a count, and an
// element at half of it. Values that spill begin after 16 entries; Chunk
// elements in leaves of 64, the last of each half a little longer, are no more
// than 11 deep.
const frame = 32

// top is the entry on top of the stack, at byte disp.
func top(disp int) operand.Mem { return operand.Mem{Base: fold.stack, Disp: disp - frame} }

func (f folder) Label(name string) { f.at(name) }
func (f folder) Align()            { f.align() }
func (f folder) Jump(label string) { f.jump(in(x86.JMP), label) }

func (f folder) Count(n int, c plan.Condition, label string) {
	f.emit(in(x86.ADDQ), num(n), count)
	f.jump(map[plan.Condition]inst{plan.Negative: in(x86.JLT), plan.NotNegative: in(x86.JGE), plan.Zero: in(x86.JEQ), plan.NotZero: in(x86.JNE)}[c], label)
}

func (f folder) AtMost(n int, label string) {
	f.emit(in(x86.CMPQ), count, num(n))
	f.jump(in(x86.JLE), label)
}

func (f folder) WithoutBit(n int, label string) {
	f.emit(in(x86.TESTL), num(n), count.As32())
	f.jump(in(x86.JEQ), label)
}

func (f folder) Load(v, n, at int) {
	f.loadElements(f.accumulators[v], n, fold.src, at*f.element.Size())
}

func (f folder) With(v, n, at int) {
	t := f.pinParts()
	f.loadElements(t, n, fold.src, at*f.element.Size())
	f.apply(f.accumulators[v], f.accumulators[v], t)
}

func (f folder) Skip(n int) { f.emit(in(x86.ADDQ), num(n*f.element.Size()), fold.src) }

func (f folder) Join(j plan.Join, lanes int) {
	v, x := f.accumulators[j.Into], f.accumulators[j.From]
	if j.Down > 0 {
		x = f.pinParts()
		f.down(x, v, lanes, j.Down)
	}
	f.apply(v, v, x)
}

func (f folder) Empty() { f.emit(in(x86.MOVQ), fold.bottom, fold.stack) }

func (f folder) Halve(n int) {
	f.emit(in(x86.MOVQ), count, reg.RAX)
	f.emit(in(x86.SHRQ), imm(1), reg.RAX)
	f.emit(in(x86.ANDQ), num(-n), reg.RAX)
	f.emit(in(x86.SUBQ), reg.RAX, count)
	f.emit(in(x86.MOVQ), count, operand.Mem{Base: fold.stack})
	f.emit(in(x86.ADDQ), num(frame), fold.stack)
	f.emit(in(x86.MOVQ), reg.RAX, count)
}

func (f folder) Done(label string) {
	f.emit(in(x86.CMPQ), fold.stack, fold.bottom)
	f.jump(in(x86.JEQ), label)
}

func (f folder) Rest(label string) {
	f.emit(in(x86.MOVQ), top(0), count)
	f.emit(in(x86.TESTQ), count, count)
	f.jump(in(x86.JEQ), label)
}

func (f folder) Save() {
	f.emit(in(x86.MOVQ), num(0), top(0))
	f.storeElement(f.accumulators[0], fold.stack, -frame/2)
}

func (f folder) Both() {
	x := f.pinParts()
	f.loadElements(x, 1, fold.stack, -frame/2)
	f.apply(f.accumulators[0], x, f.accumulators[0])
	f.emit(in(x86.SUBQ), num(frame), fold.stack)
}
