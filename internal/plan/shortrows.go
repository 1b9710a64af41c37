// SPDX-License-Identifier: BSD-3-Clause

package plan

import "github.com/arraygen/arraygen/internal/ir"

// Rows that are no longer than two vectors have loops of their own, in
// which a row costs little but the body: what the general loop finds out and
// keeps in memory for each row is held in registers. Many rows of up to one vector
// go under a mask that is made once; rows of one to two vectors, a single one too, as two whole
// vectors that overlap: no load reaches over the end of an operand, where a store may be under way. All loads of a row come before its stores, so that
// the elements in both vectors may be in place.

// ShortRows says which loops for short rows a machine has.
type ShortRows struct {
	Masked bool // for rows of up to one vector, too
	// Operands is the most that have their addresses and strides in registers;
	// 0 says that there are no such loops.
	Operands int
	// MaxSize is the largest element whose vectors may overlap.
	MaxSize int
}

// shortOps is the most operations of a body that has loops for short rows. They
// save 1 to 1.5 ns a row; larger bodies take several times that.
const shortOps = 12

// ShortRowWriter is what a back end writes the loops for short rows with. The
// machine has in registers for each operand the address and the stride from row
// to row.
type ShortRowWriter interface {
	// IfOneRow jumps to label if there is one row.
	IfOneRow(label string)
	// StartShortRows sets the addresses to the first row, ShortRowStrides the
	// strides.
	StartShortRows()
	ShortRowStrides()
	// BroadcastOnce fills two vectors of scratch memory with the element of input
	// k, and sets its address to them. It jumps to label if every row has an
	// element of its own.
	BroadcastOnce(k int, label string)
	// FetchAhead makes the processor fetch a row to come.
	FetchAhead()
	// NextShortRow goes on to the next row, at label, if there is one.
	NextShortRow(label string)
}

// short returns which loops for short rows the kernel has: under a mask, and of
// two vectors.
func (l Loop) short() (masked, overlapping bool) {
	ops, size := 0, 0
	for _, v := range l.Body.Order {
		if v.Op != ir.Param {
			ops++
		}
	}
	operands := l.Body.Operands()
	for _, k := range operands {
		size = max(size, l.Body.Operand(k).Size())
	}
	if ops > shortOps || len(operands) > l.Short.Operands || l.Plan.Spill || l.Body.Func.HasRare() {
		return false, false
	}
	return l.Short.Masked, l.Plan.Unroll > 1 && size <= l.Short.MaxSize
}

// shortRows writes the loops for short rows, and jumps to label row where the
// general loop must do.
func (l Loop) shortRows(w LoopWriter, cold *coldCode) {
	masked, overlapping := l.short()
	if !masked && !overlapping {
		return
	}
	s := w.(ShortRowWriter)
	most := l.Lanes
	if overlapping {
		most *= 2
	}
	w.Compare(most, Positive, "row")
	switch {
	case !masked:
		w.Compare(l.Lanes, Negative, "row")
	case overlapping: // a single row of more than one vector needs no mask
		w.Compare(l.Lanes, Positive, "short")
		s.IfOneRow("row")
		w.Label("short")
	default:
		s.IfOneRow("row")
	}
	w.Args()
	s.StartShortRows()
	for _, k := range l.Body.Inputs() {
		w.IfScalar(k, label("invariant", k))
		w.Label(label("started", k))
	}
	release := func() {}
	if masked {
		release = w.(MaskWriter).Remaining(l.Plan.Unroll)
		w.Args()
	}
	s.ShortRowStrides()
	if masked {
		if overlapping {
			w.Compare(l.Lanes, Positive, "twovectors")
		}
		w.Align()
		w.Label("shortrow")
		s.FetchAhead()
		l.block(w, cold, Block{Vectors: 1, Lanes: l.Lanes, Access: Masked})
		release()
		s.NextShortRow("shortrow")
		w.Jump("done")
	}
	if overlapping {
		w.Label("twovectors")
		w.Add(-l.Lanes)
		w.Align()
		w.Label("overlap")
		l.block(w, cold, Block{Vectors: 2, Lanes: l.Lanes, Access: Overlapping})
		s.NextShortRow("overlap")
		w.Jump("done")
	}
	for _, k := range l.Body.Inputs() {
		w.Label(label("invariant", k))
		s.BroadcastOnce(k, "row")
		w.Jump(label("started", k))
	}
}
