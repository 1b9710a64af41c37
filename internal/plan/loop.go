// SPDX-License-Identifier: BSD-3-Clause

package plan

import (
	"fmt"

	"github.com/arraygen/arraygen/internal/ir"
)

// Loop is the shape of an elementwise kernel: a loop over the rows, in it loops
// over the blocks of a row.
type Loop struct {
	Body      *Body
	Plan      Plan
	Registers Classes
	Lanes     int // elements of a vector
	Tail      Tail
	Short     ShortRows
	// InTurn is the most operations of a body of which an iteration computes and stores
	// one vector after the other, see inTurn; 0 says that it always computes all first.
	InTurn int
	// ByElement says that every operand has a stride, which Prepare makes known: the loop
	// over vectors is written for each of its layouts, and no input is a case of its own for
	// being one element for the whole row.
	ByElement bool
	// SetsDone says that the kernel sets Args.Done, as one with rare lanes must,
	// even if legalising has found that no lane is rare.
	SetsDone bool
	// Annotate puts each value of the body before its instructions, as a comment.
	Annotate bool
}

// LoopWriter is what a back end writes an elementwise kernel with. The machine
// has for each operand that the kernel uses an address, which moves along the
// row, and where its next row begins; for each input whether it stands still,
// being one element for the whole row; a count of elements, and one of rows.
// Operands are numbered from the first input to the last output.
type LoopWriter interface {
	RowWriter
	BodyWriter

	// MoveAlong says that input k moves along the row. IfScalar jumps to label
	// if it is one element for the whole row instead; StandStill sets its address
	// to its scratch memory, for the whole row.
	MoveAlong(k int)
	IfScalar(k int, label string)
	StandStill(k int)
	// IfBroadcast jumps to label if the scratch memory has the element of input
	// k since an earlier row. Broadcast fills that memory with it, as much as an
	// iteration reads; it may jump to label when it has as much as a row reads.
	IfBroadcast(k int, label string)
	Broadcast(k int, label string)

	// Load loads a parameter for all vectors of the block, and ends with
	// Registers.End.
	Load(v *ir.Value)
	// Rare notes whether lanes of the block that are in the row are rare: those for
	// which cond holds. first says that no others were noted before. IfRare
	// jumps to label if there are any.
	Rare(cond *ir.Value, first bool)
	IfRare(label string)
	// Store stores output o, made of results, for all vectors of the block, and
	// ends with Registers.End.
	Store(o int, results []ir.Result)
	// Advance moves the addresses past a block.
	Advance(b Block)

	// AllDone sets Args.Done to the elements of a row, DoneBefore to those before
	// the last ones that the count says.
	AllDone()
	DoneBefore()
}

// MaskWriter is what a back end writes Masked blocks with.
type MaskWriter interface {
	// Remaining makes the masks that such a block needs of the count; release
	// gives their registers back.
	Remaining(unroll int) (release func())
	// TouchRow loads a byte of each input: loads under a mask do not make the
	// processor fetch ahead, which short rows of a long array need.
	TouchRow()
}

// BodyWriter is what a back end writes a copy of the body with.
type BodyWriter interface {
	// Begin begins the copy.
	Begin(b Block)
	// Comment adds a comment to the text.
	Comment(text string)
	// Operation computes a value for all vectors of the block, and ends with
	// Registers.End.
	Operation(v *ir.Value)
	// Register returns the register of a value in one of the vectors, until the
	// registers are released.
	Register(v *ir.Value, vector int) int
}

// label returns the name of the label of operand or block n.
func label(name string, n int) string { return fmt.Sprint(name, n) }

// Write writes the kernel.
func (l Loop) Write(w LoopWriter) {
	var cold coldCode
	w.Args()
	w.CountRow()
	if l.SetsDone {
		w.AllDone()
	}
	w.CountRows("done")
	w.Prepare()
	l.shortRows(w, &cold)

	w.Label("row")
	w.StartRow()
	for _, k := range l.scalars() {
		w.MoveAlong(k)
		w.IfScalar(k, label("scalar", k))
		w.Label(label("ready", k))
	}
	w.CountRow()
	blocks := l.row(w, &cold)
	w.Label("rowend")
	w.NextRow("row", "done")

	l.rare(w, blocks)
	for _, k := range l.scalars() {
		l.broadcast(w, k)
	}
	cold.write(w)
	w.Label("done")
	w.Return()
}

// scalars lists the inputs that have code for being one element for the whole row.
func (l Loop) scalars() []int {
	if l.ByElement {
		return nil
	}
	return l.Body.Inputs()
}

// row writes the code for one row, and returns its blocks. While blocks repeat,
// the count is that of the elements left less those of a block, and so below zero
// after the last.
func (l Loop) row(w LoopWriter, cold *coldCode) []Block {
	blocks, repeat := l.Tail.blocks(l.Plan.Unroll, l.Lanes)
	less := 0 // than the elements left is the count
	for i := range blocks {
		b := &blocks[i]
		b.rare = label("rare", i)
		n := b.Elements()
		loop, after := label("loop", i), label("after", i)
		switch {
		case i < repeat:
			w.Count(less-n, Negative, after)
			if less = n; i == 0 {
				if l.ByElement {
					l.otherLayouts(w, cold, *b, after)
				} else {
					w.Align()
				}
			}
			w.Label(loop)
			l.block(w, cold, *b)
			w.Advance(*b)
			w.Count(-n, NotNegative, loop)
			w.Label(after)
		case b.Access == Masked:
			if b.rare = "rare"; less > 0 {
				w.Count(less, Zero, "rowend")
			}
			w.Label(loop)
			m := w.(MaskWriter)
			release := m.Remaining(l.Plan.Unroll)
			m.TouchRow()
			l.block(w, cold, *b)
			w.Advance(*b)
			w.Count(-n, Positive, loop)
			release()
		case b.Access == Partial:
			b.rare = "rare"
			w.Count(less, Zero, "rowend")
			l.block(w, cold, *b)
		default:
			// The count is below zero by at most one vector: its low bits are the
			// number of elements left.
			w.WithoutBit(n, after)
			l.block(w, cold, *b)
			if n > 1 {
				w.Advance(*b)
			}
			w.Label(after)
		}
	}
	return blocks
}

// block writes a copy of the body. A rare lane leads to b.rare before anything is
// stored.
func (l Loop) block(w LoopWriter, cold *coldCode, b Block) {
	if l.takesTurns(b) {
		l.inTurn(w, cold, b)
		return
	}
	regs, f := l.Registers, l.Body.Func
	regs.Reset()
	w.Begin(b)
	rare := map[*ir.Value]bool{} // conditions noted
	var repeats repeats
	for i, v := range l.Body.Order {
		regs.At(i)
		if l.Annotate {
			w.Comment(v.Long())
		}
		switch v.Op {
		case ir.Param:
			w.Load(v)
		case ir.Rare:
			if cond := Root(v.Args[0]); !rare[cond] {
				w.Rare(v.Args[0], len(rare) == 0)
				rare[cond] = true
			}
			for vector := range b.Vectors {
				regs.End(vector)
			}
		case ir.Enter:
			repeats.enter(w, l, i)
			if l.Body.Order[i+1].Op != ir.Enter {
				repeats.begin(w, cold, l, i)
			}
		case ir.Repeat:
			repeats.end(w, l.Body, v, b.Vectors)
		default:
			w.Operation(v)
		}
	}
	if len(rare) > 0 {
		w.IfRare(b.rare)
	}
	regs.At(len(l.Body.Order))
	if !l.Plan.Spill {
		cold.mend(w, suspects(w, f.Results, b.Vectors), 0, nil, nil)
		regs.Release()
	}
	for o := range f.Out {
		regs.At(len(l.Body.Order) + o)
		results := l.Body.ResultsOf(o)
		// A kernel that spills has no registers for all results at once.
		if l.Plan.Spill {
			cold.mend(w, suspects(w, results, b.Vectors), 0, nil, nil)
			regs.Release()
		}
		w.Store(o, results)
	}
}

// rare writes where the blocks go that met a rare lane: there the count is made
// that of the elements from the block on.
func (l Loop) rare(w LoopWriter, blocks []Block) {
	if !l.Body.Func.HasRare() {
		return
	}
	for i, b := range blocks {
		if b.rare == "rare" {
			continue
		}
		w.Label(b.rare)
		if b.Vectors*b.Lanes >= l.Lanes {
			w.Add(b.Elements())
		} else {
			w.Modulo(2 * b.Lanes)
		}
		if i < len(blocks)-1 {
			w.Jump("rare")
		}
	}
	w.Label("rare")
	w.DoneBefore()
	w.Jump("done")
}

// broadcast writes, outside the loop, what is done where input k is one element
// for the whole row: the scratch memory gets it as often as an iteration reads it.
func (l Loop) broadcast(w LoopWriter, k int) {
	filled := label("filled", k)
	w.Label(label("scalar", k))
	w.IfBroadcast(k, filled)
	w.Broadcast(k, filled)
	w.Label(filled)
	w.StandStill(k)
	w.Jump(label("ready", k))
}
