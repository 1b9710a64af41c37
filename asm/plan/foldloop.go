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
// the running vectors, a place in the row, a count of elements, and for the
// order Pairwise a stack of halves to come, each with room for an element.
type FoldWriter interface {
	Label(name string)
	Align()
	Jump(label string)
	// Count adds n to the count, and jumps to label if the sum is so.
	Count(n int, c Condition, label string)
	// AtMost jumps to label if the count is n or less.
	AtMost(n int, label string)
	// WithoutBit jumps to label if bit n, a power of two, of the count is clear.
	WithoutBit(n int, label string)

	// Load makes running vector v the n elements that begin at elements after
	// the place; With makes it the body of it and of those.
	Load(v, n, at int)
	With(v, n, at int)
	// Skip moves the place on by n elements.
	Skip(n int)
	// Join makes a join; of the running vectors that it moves down only the
	// first lanes count.
	Join(j Join, lanes int)

	// Empty empties the stack. Halve halves the count, to a multiple of n, and
	// pushes the rest.
	Empty()
	Halve(n int)
	// Done jumps to label if the stack is empty.
	Done(label string)
	// Rest makes the count the rest on top of the stack, and jumps to label if
	// it was taken before. Save takes it, and puts the first element of running
	// vector 0 there.
	Rest(label string)
	Save()
	// Both makes the first element of running vector 0 the body of the saved
	// element and itself, and drops the top of the stack.
	Both()
}

// Write writes the fold of one row, whose elements the count has, to the first
// element of running vector 0.
func (p Fold) Write(w FoldWriter) {
	if p.Leaf == 0 {
		p.any(w)
	} else {
		p.pairwise(w)
	}
}

// any folds in whatever order: all running vectors side by side, then half of
// them, and half of those, down to one lane. At each step the upper half is
// joined to the lower one, which then takes in as many elements as it has lanes if
// so many are left. So no element stands for an absent one, no function needs an
// identity, and the longest chain is short.
func (p Fold) any(w FoldWriter) {
	turn := p.Vectors * p.Lanes
	// take does f for n elements: with whole vectors, or a part of the first.
	take := func(f func(v, n, at int), n int) {
		for v := range max(1, n/p.Lanes) {
			f(v, min(n, p.Lanes), v*p.Lanes)
		}
		w.Skip(n)
	}
	w.Count(-turn, Negative, "few")
	take(w.Load, turn)
	w.Count(-turn, Negative, "halves")
	w.Align()
	w.Label("turn")
	take(w.With, turn)
	w.Count(-turn, NotNegative, "turn")
	// Below zero by at most one turn, the count has what is left in its low
	// bits.
	w.Label("halves")
	for n := turn / 2; n > 0; n /= 2 {
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
	for n := turn / 2; n > 0; n /= 2 {
		without := fmt.Sprint("without", n)
		w.WithoutBit(n, without)
		take(w.Load, n)
		w.Jump(fmt.Sprint("after", n))
		w.Label(without)
	}
	w.Label("folded")
}

// seriesTurn is how many elements of each series a turn of the loop takes.
const seriesTurn = 4

// pairwise folds in the pairwise order. Leaves are met from left to right, so
// that the place in the row only moves on.
func (p Fold) pairwise(w FoldWriter) {
	series := p.Vectors * p.Lanes
	step := func(at int) {
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
	w.Count(-seriesTurn*series, Negative, "steps")
	w.Align()
	w.Label("turn")
	for at := range seriesTurn {
		step(at)
	}
	w.Skip(seriesTurn * series)
	w.Count(-seriesTurn*series, NotNegative, "turn")
	w.Label("steps")
	w.Count((seriesTurn-1)*series, Negative, "join")
	w.Label("step")
	step(0)
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
