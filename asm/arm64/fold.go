package arm64

import (
	"fmt"
	"math/bits"

	"github.com/arraygen/arraygen/asm/ir"
	"github.com/arraygen/arraygen/asm/plan"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// The general registers of a fold besides those of every kernel.
const (
	foldSrc     = 6
	foldRow     = 7
	foldInStep  = 8
	foldOut     = 9
	foldOutStep = 10
	foldStack   = 11
	foldBottom  = 12
	foldTemp    = 13
)

// The stack of halves to come: an entry is a count, and at half of it an
// element. 16 entries are enough for the rows that a fold takes, see package
// kernel: Chunk elements in leaves of 64, the last of each half a little longer, are
// no more than 11 deep. It lies in the scratch memory of the last two operands,
// which a fold does not have.
const (
	frame      = 32
	stackStart = (kernel.MaxOperands - 2) * kernel.ScratchSize
)

// folder writes a fold; it is a [plan.FoldWriter].
type folder struct {
	*code
	element      ir.Operand
	accumulators []parts
}

// parts is a vector of elements: its register, or of pairs that the body mixes
// the registers of the first and second lanes.
type parts []int

// fold writes a whole fold: the loop over rows round that of a row.
func (k *kernelWriter) fold(e ir.Operand, o plan.Order, unroll int) {
	packed := e.Size() / k.f.In[0].Size() // lanes of an element in a register
	p := plan.Series(e, o, k.width/packed, unroll)
	k.width = p.Lanes * packed
	f := folder{element: e, code: &code{kernelWriter: k, level: level{vectors: 1, lanes: k.width}, consts: map[*ir.Value]int{}}}
	k.regs.Spill = func(_ plan.Var, reg, slot int) { k.text.ins("FMOVQ F%d, %s", reg, spillAddress(slot)) }
	k.regs.Reload = func(_ plan.Var, reg, slot int) { k.text.ins("FMOVQ %s, F%d", spillAddress(slot), reg) }
	for range p.Vectors {
		f.accumulators = append(f.accumulators, f.pin())
	}
	t := &k.text
	t.ins("MOVD a+0(FP), R%d", regArgs)
	t.ins("MOVD %s, R%d", at(regArgs, kernel.OffN), regCount)
	t.ins("MOVD %s, R%d", at(regArgs, kernel.OffRows), regRows)
	for _, r := range []int{regCount, regRows} {
		t.ins("CMP $0, R%d", r)
		t.ins("BLE done")
	}
	t.ins("MOVD %s, R%d", at(regArgs, kernel.OffScratch), regScratch)
	t.ins("ADD $%d, R%d, R%d", stackStart-frame, regScratch, foldBottom)
	t.ins("MOVD %s, R%d", field(0, kernel.OffPtr), foldRow)
	t.ins("MOVD %s, R%d", field(0, kernel.OffOuter), foldInStep)
	t.ins("MOVD %s, R%d", field(1, kernel.OffPtr), foldOut)
	t.ins("MOVD %s, R%d", field(1, kernel.OffOuter), foldOutStep)
	k.hoist()
	t.label("row")
	t.ins("MOVD %s, R%d", at(regArgs, kernel.OffN), regCount)
	t.ins("MOVD R%d, R%d", foldRow, foldSrc)
	p.Write(f)
	f.mendFold(f.accumulators[0])
	f.storeElement(f.accumulators[0], foldOut, 0)
	t.ins("ADD R%d, R%d, R%d", foldInStep, foldRow, foldRow)
	t.ins("ADD R%d, R%d, R%d", foldOutStep, foldOut, foldOut)
	t.ins("SUBS $1, R%d, R%d", regRows, regRows)
	t.ins("BNE row")
	t.label("done")
	t.ins("RET")
	k.writeCold()
}

// saved is where the element is in an entry. The stack's register has the
// entry on top, or if there is none where the one below the first would be:
// loads and stores of bytes take no offset below zero.
const saved = frame / 2

func (f folder) Label(name string) { f.text.label(name) }
func (f folder) Align()            {}
func (f folder) Jump(label string) { f.text.ins("B %s", label) }

func (f folder) Count(n int, c plan.Condition, label string) {
	if n < 0 {
		f.text.ins("SUBS $%d, R%d, R%d", -n, regCount, regCount)
	} else {
		f.text.ins("ADDS $%d, R%d, R%d", n, regCount, regCount)
	}
	f.text.ins("%s %s", map[plan.Condition]string{plan.Negative: "BLT", plan.NotNegative: "BGE", plan.Zero: "BEQ", plan.NotZero: "BNE"}[c], label)
}

func (f folder) AtMost(n int, label string) {
	f.text.ins("CMP $%d, R%d", n, regCount)
	f.text.ins("BLE %s", label)
}

func (f folder) WithoutBit(n int, label string) {
	f.text.ins("TBZ $%d, R%d, %s", bits.TrailingZeros(uint(n)), regCount, label)
}

func (f folder) Load(v, n, at int) {
	f.loadElements(f.accumulators[v], n, foldSrc, at*f.element.Size())
}

func (f folder) With(v, n, at int) {
	x := f.pin()
	f.loadElements(x, n, foldSrc, at*f.element.Size())
	f.apply(f.accumulators[v], f.accumulators[v], x)
}

func (f folder) Skip(n int) { f.text.ins("ADD $%d, R%d, R%d", n*f.element.Size(), foldSrc, foldSrc) }

func (f folder) Join(j plan.Join, _ int) {
	v, x := f.accumulators[j.Into], f.accumulators[j.From]
	if j.Down > 0 {
		x = f.pin()
		f.down(x, v, j.Down)
	}
	f.apply(v, v, x)
}

func (f folder) Empty() { f.text.ins("MOVD R%d, R%d", foldBottom, foldStack) }

func (f folder) Halve(n int) {
	t := &f.text
	t.ins("LSR $1, R%d, R%d", regCount, foldTemp)
	t.ins("AND $%d, R%d, R%d", -n, foldTemp, foldTemp)
	t.ins("SUB R%d, R%d, R%d", foldTemp, regCount, regCount)
	t.ins("ADD $%d, R%d, R%d", frame, foldStack, foldStack)
	t.ins("MOVD R%d, (R%d)", regCount, foldStack)
	t.ins("MOVD R%d, R%d", foldTemp, regCount)
}

func (f folder) Done(label string) {
	f.text.ins("CMP R%d, R%d", foldBottom, foldStack)
	f.text.ins("BEQ %s", label)
}

func (f folder) Rest(label string) {
	f.text.ins("MOVD (R%d), R%d", foldStack, regCount)
	f.text.ins("CBZ R%d, %s", regCount, label)
}

func (f folder) Save() {
	f.text.ins("MOVD ZR, (R%d)", foldStack)
	f.storeElement(f.accumulators[0], foldStack, saved)
}

func (f folder) Both() {
	x := f.pin()
	f.loadElements(x, 1, foldStack, saved)
	f.apply(f.accumulators[0], x, f.accumulators[0])
	f.text.ins("SUB $%d, R%d, R%d", frame, foldStack, foldStack)
}

// maxFoldSpilled is how many values of a fold may be in memory.
const maxFoldSpilled = (kernel.MaxOperands - 2) * spillRows

// foldFits returns an error if the fold has too many values in memory.
func (k *kernelWriter) foldFits() error {
	if k.spilled > maxFoldSpilled {
		return fmt.Errorf("neon: more values of a fold would go to memory than the %d that it has room for", maxFoldSpilled)
	}
	return nil
}
