package plan

import "fmt"

// Condition is one on a number that an operation has just changed.
type Condition uint8

// The conditions.
const (
	Negative Condition = iota
	NotNegative
	Zero
	NotZero
)

// FoldWriter is what a back end writes the loop of a fold with. The machine has
// the accumulator vectors, a position in the row, a count of elements, and for
// the order Pairwise a stack of pending halves, each with room for an element.
type FoldWriter interface {
	Label(name string)
	Align()
	Jump(label string)
	// Count adds n to the count, and jumps to label if the sum meets c.
	Count(n int, c Condition, label string)
	// AtMost jumps to label if the count is n or less.
	AtMost(n int, label string)
	// WithoutBit jumps to label if bit n, a power of two, of the count is clear.
	WithoutBit(n int, label string)

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
}

// Write writes the fold of one row to the first element of accumulator 0. The
// count is the number of elements of the row.
func (p Fold) Write(w FoldWriter) {
	if p.Leaf == 0 {
		p.any(w)
	} else {
		p.pairwise(w)
	}
}

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
	w.Align()
	w.Label("turn")
	take(w.With, perIteration)
	w.Count(-perIteration, NotNegative, "turn")
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
	w.AtMost(p.Leaf, "leaf")
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
	w.Label("turn")
	for at := range seriesUnroll {
		accumulate(at)
	}
	w.Skip(seriesUnroll * series)
	w.Count(-seriesUnroll*series, NotNegative, "turn")
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
