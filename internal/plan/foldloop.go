// SPDX-License-Identifier: BSD-3-Clause

package plan

import "fmt"

// FoldWriter is what a back end writes the loop of a fold with. The machine has
// the accumulator vectors, a position in the row, a count of elements, and for
// the order Pairwise a stack of pending halves, each with room for an element.
type FoldWriter interface {
	RowWriter

	// Load sets accumulator v to the n elements that begin at elements after
	// the position; With sets it to the body of it and of those elements.
	Load(v, n, at int)
	With(v, n, at int)
	// Skip advances the position by n elements.
	Skip(n int)
	// Join performs j. Of an accumulator that it moves down only the first
	// lanes are used.
	Join(j Join, lanes int)

	// Empty empties the stack. Halve halves the count, to a multiple of n, and
	// pushes the rest.
	Empty()
	Halve(n int)
	// Done jumps to label if the stack is empty.
	Done(label string)
	// Rest sets the count to the rest on top of the stack, and jumps to label
	// if it was taken before. Save takes it, and stores the first element of
	// accumulator 0 there.
	Rest(label string)
	Save()
	// Both sets the first element of accumulator 0 to the body of the saved
	// element and itself, and drops the top of the stack.
	Both()

	// Folded returns the registers of the first element of accumulator 0 whose
	// NaNs are to be mended, and how many lanes of the element each has.
	// StoreFolded stores that element as the row's.
	Folded() (s []Suspect, lanes int)
	StoreFolded()
}

// NumbersWriter is what a back end writes iterations with that take numbers alone,
// by a body that need not hold for NaN. With Fold.AnyZero it need not tell the signs of zeros either; the machine has
// a note of a row then: whether its result is exact, may be a zero of the wrong sign, or has to be exact.
type NumbersWriter interface {
	// BeginExact notes that the result of the row is exact. BeginNumbers notes that it may be a zero of the wrong sign, or
	// jumps to label if it has to be exact.
	BeginExact()
	BeginNumbers(label string)
	// IfWrongZero jumps to label if the first element of accumulator 0 is a zero that may have the wrong sign.
	// BeginAgain notes that the result has to be exact.
	IfWrongZero(label string)
	BeginAgain()
	// IfAccumulatedNaN jumps to label if there is a NaN in the accumulators.
	IfAccumulatedNaN(label string)
	// WithNumbers is With for the n vectors from v on, of which the first begins
	// at elements after the position. It jumps to label, and has set nothing, if
	// there is a NaN in them.
	WithNumbers(v, n, at int, label string)
}

// Write writes the kernel: the loop over the rows.
func (p Fold) Write(w FoldWriter) {
	var cold coldCode
	w.Args()
	w.CountRow()
	w.CountRows("done")
	w.Prepare()
	w.Align()
	w.Label("row")
	w.StartRow()
	w.CountRow()
	if p.AnyZero {
		p.Numbers.BeginExact()
		w.Label("again")
	}
	if p.Leaf == 0 {
		p.any(w)
	} else {
		p.pairwise(w)
	}
	if p.AnyZero {
		// Few rows have an extreme that is zero: such a row is folded once more.
		p.Numbers.IfWrongZero("zero")
	}
	// A row of one element is that element, whatever its bits.
	s, lanes := w.Folded()
	cold.mend(w, s, lanes, func(clean string) { w.IfRowWithin(1, clean) }, nil)
	w.StoreFolded()
	w.NextRow("row", "done")
	cold.write(w)
	if p.AnyZero {
		w.Label("zero")
		p.Numbers.BeginAgain()
		w.StartRow()
		w.CountRow()
		w.Jump("again")
	}
	w.Label("done")
	w.Return()
}

// numbersTested is how many vectors are tested for NaN at once: they are in
// registers besides the accumulators.
const numbersTested = 4

// any folds in an order of its own: into all accumulators in parallel, then it
// joins the upper half of their lanes to the lower half, again and again, down
// to one lane. After each join the remaining half takes in as many elements as
// it has lanes, if so many are left. So a missing element is never replaced by
// an identity, which a function need not have, and the dependency chain is short.
func (p Fold) any(w FoldWriter) {
	perIteration := p.Vectors * p.Lanes
	// take does f for n elements: with whole vectors, or a part of the first.
	take := func(f func(v, n, at int), n int) {
		for v := range max(1, n/p.Lanes) {
			f(v, min(n, p.Lanes), v*p.Lanes)
		}
		w.Skip(n)
	}
	w.Count(-perIteration, Negative, "few")
	take(w.Load, perIteration)
	w.Count(-perIteration, Negative, "halves")
	if p.Numbers != nil {
		// From the first NaN on, whose iteration begins anew, elements are taken by
		// the body that holds for all.
		p.Numbers.IfAccumulatedNaN("loop")
		if p.AnyZero {
			p.Numbers.BeginNumbers("loop")
		}
		w.Align()
		w.Label("numbers")
		for v := 0; v < p.Vectors; v += numbersTested {
			p.Numbers.WithNumbers(v, min(numbersTested, p.Vectors), v*p.Lanes, "loop")
		}
		w.Skip(perIteration)
		w.Count(-perIteration, NotNegative, "numbers")
		w.Jump("halves")
	}
	w.Align()
	w.Label("loop")
	take(w.With, perIteration)
	w.Count(-perIteration, NotNegative, "loop")
	// The count is below zero by at most one iteration: its low bits are the
	// number of elements left.
	w.Label("halves")
	for n := perIteration / 2; n > 0; n /= 2 {
		if n < p.Lanes {
			w.Join(Join{Down: n}, 2*n)
		}
		for v := range n / p.Lanes {
			w.Join(Join{Into: v, From: v + n/p.Lanes}, p.Lanes)
		}
		after := fmt.Sprint("after", n)
		w.WithoutBit(n, after)
		take(w.With, n)
		w.Label(after)
	}
	w.Jump("folded")

	w.Label("few")
	for n := perIteration / 2; n > 0; n /= 2 {
		without := fmt.Sprint("without", n)
		w.WithoutBit(n, without)
		take(w.Load, n)
		w.Jump(fmt.Sprint("after", n))
		w.Label(without)
	}
	w.Label("folded")
}

// seriesUnroll is how many elements of each series an iteration takes.
const seriesUnroll = 4

// pairwise folds in the pairwise order. It visits the leaves from left to right,
// so that the position in the row only advances.
func (p Fold) pairwise(w FoldWriter) {
	series := p.Vectors * p.Lanes
	accumulate := func(at int) {
		for v := range p.Vectors {
			w.With(v, p.Lanes, at*series+v*p.Lanes)
		}
	}
	w.Empty()
	w.Label("cut")
	w.Compare(p.Leaf, NotPositive, "leaf")
	w.Halve(series)
	w.Jump("cut")

	w.Label("leaf")
	w.Count(-series, Negative, "few")
	for v := range p.Vectors {
		w.Load(v, p.Lanes, v*p.Lanes)
	}
	w.Skip(series)
	w.Count(-seriesUnroll*series, Negative, "steps")
	w.Align()
	w.Label("loop")
	for at := range seriesUnroll {
		accumulate(at)
	}
	w.Skip(seriesUnroll * series)
	w.Count(-seriesUnroll*series, NotNegative, "loop")
	w.Label("steps")
	w.Count((seriesUnroll-1)*series, Negative, "join")
	w.Label("step")
	accumulate(0)
	w.Skip(series)
	w.Count(-series, NotNegative, "step")
	w.Label("join")
	p.join(w)
	w.Count(series, Zero, "joined")
	w.Label("one")
	w.With(0, 1, 0)
	w.Skip(1)
	w.Count(-1, NotZero, "one")

	w.Label("joined")
	w.Done("folded")
	w.Rest("both")
	w.Save()
	w.Jump("cut")
	w.Label("both")
	w.Both()
	w.Jump("joined")

	w.Label("few")
	w.Load(0, 1, 0)
	w.Skip(1)
	w.Count(series-1, NotZero, "one")
	w.Jump("joined")
	w.Label("folded")
}

func (p Fold) join(w FoldWriter) {
	for _, j := range p.Joins {
		w.Join(j, p.Lanes)
	}
}
