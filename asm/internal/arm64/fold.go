// SPDX-License-Identifier: BSD-3-Clause

package arm64

import (
	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/plan"
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
	*writer
	plan.Apply
	element      ir.Operand
	vectors      int // of accumulators
	accumulators []plan.Parts
}

// writeFold writes a whole fold.
func (w *writer) writeFold(k plan.Kernel) {
	e := k.Func.In[0]
	packed := e.Size() / w.f.In[0].Size() // lanes of an element in a register
	p := plan.Series(e, k.Order, w.width/packed, w.plan.Unroll)
	w.width = p.Lanes * packed
	p.Write(&folder{
		writer: w, element: e, vectors: p.Vectors,
		Apply: plan.Apply{Body: w.body, Registers: plan.Classes{w.regs}, Lanes: w.width, Annotate: k.Annotate},
	})
}

func (f *folder) Prepare() {
	f.ins("MOVD %s, R%d", at(regArgs, kernel.OffScratch), regScratch)
	f.ins("ADD $%d, R%d, R%d", stackStart-frame, regScratch, foldBottom)
	f.ins("MOVD %s, R%d", field(0, kernel.OffPtr), foldRow)
	f.ins("MOVD %s, R%d", field(0, kernel.OffOuter), foldInStep)
	f.ins("MOVD %s, R%d", field(1, kernel.OffPtr), foldOut)
	f.ins("MOVD %s, R%d", field(1, kernel.OffOuter), foldOutStep)
	f.hoist()
	for range f.vectors {
		f.accumulators = append(f.accumulators, f.Pin())
	}
}

func (f *folder) StartRow() { f.ins("MOVD R%d, R%d", foldRow, foldSrc) }

func (f *folder) NextRow(row, done string) {
	f.ins("ADD R%d, R%d, R%d", foldInStep, foldRow, foldRow)
	f.ins("ADD R%d, R%d, R%d", foldOutStep, foldOut, foldOut)
	f.ins("SUBS $1, R%d, R%d", regRows, regRows)
	f.ins("BNE %s", row)
	f.Jump(done)
}

// saved is where the element is in an entry. The stack's register has the
// entry on top, or if there is none where the one below the first would be:
// loads and stores of bytes take no offset below zero.
const saved = frame / 2

func (f *folder) Load(v, n, at int) {
	f.loadElements(f.accumulators[v], n, foldSrc, at*f.element.Size())
}

func (f *folder) With(v, n, at int) {
	x := f.Pin()
	f.loadElements(x, n, foldSrc, at*f.element.Size())
	f.Apply.Write(f, f.accumulators[v], f.accumulators[v], x)
}

func (f *folder) Skip(n int) { f.ins("ADD $%d, R%d, R%d", n*f.element.Size(), foldSrc, foldSrc) }

func (f *folder) Join(j plan.Join, _ int) {
	v, x := f.accumulators[j.Into], f.accumulators[j.From]
	if j.Down > 0 {
		x = f.Pin()
		f.downParts(x, v, j.Down)
	}
	f.Apply.Write(f, v, v, x)
}

func (f *folder) Empty() { f.ins("MOVD R%d, R%d", foldBottom, foldStack) }

func (f *folder) Halve(n int) {
	f.ins("LSR $1, R%d, R%d", regCount, foldTemp)
	f.ins("AND $%d, R%d, R%d", -n, foldTemp, foldTemp)
	f.ins("SUB R%d, R%d, R%d", foldTemp, regCount, regCount)
	f.ins("ADD $%d, R%d, R%d", frame, foldStack, foldStack)
	f.ins("MOVD R%d, (R%d)", regCount, foldStack)
	f.ins("MOVD R%d, R%d", foldTemp, regCount)
}

func (f *folder) Done(label string) {
	f.ins("CMP R%d, R%d", foldBottom, foldStack)
	f.ins("BEQ %s", label)
}

func (f *folder) Rest(label string) {
	f.ins("MOVD (R%d), R%d", foldStack, regCount)
	f.ins("CBZ R%d, %s", regCount, label)
}

func (f *folder) Save() {
	f.ins("MOVD ZR, (R%d)", foldStack)
	f.storeElement(f.accumulators[0], foldStack, saved)
}

func (f *folder) Both() {
	x := f.Pin()
	f.loadElements(x, 1, foldStack, saved)
	f.Apply.Write(f, f.accumulators[0], x, f.accumulators[0])
	f.ins("SUB $%d, R%d, R%d", frame, foldStack, foldStack)
}

// maxFoldSpilled is how many values of a fold may be in memory.
const maxFoldSpilled = (kernel.MaxOperands - 2) * spillRows

// Folded returns the first element, for mending.
func (f *folder) Folded() (list []plan.Suspect, lanes int) {
	of := f.accumulators[0]
	for _, r := range f.f.Results {
		if r.Mend {
			list = append(list, plan.Suspect{Type: f.element.Lane, Register: of[r.Part], NaN: -1})
		}
	}
	return list, f.element.Size() / f.element.Lane.Size() / len(of)
}

func (f *folder) StoreFolded() { f.storeElement(f.accumulators[0], foldOut, 0) }
