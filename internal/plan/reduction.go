// SPDX-License-Identifier: BSD-3-Clause

package plan

import (
	"fmt"

	"github.com/arraygen/arraygen/internal/ir"
)

// Reducing makes a kernel one that reduces: each row of its inputs becomes one element
// of each output. The last inputs of its body are accumulators, one for each reduction,
// and its outputs what they become with the elements at hand.
type Reducing struct {
	Reductions []ir.Reduction
	// Join makes one accumulator of two, for each reduction: its inputs are those of
	// elements before, then those of elements after.
	Join *ir.Func
	// Index is the input that is the number of the element in the row, -1 for none:
	// that in memory is the number of the first element.
	Index int
}

// Order is the order of all reductions.
func (r *Reducing) Order() ir.Order { return r.Reductions[0].Order }

// ReductionLoop is the shape of the loop of a kernel that reduces.
type ReductionLoop struct {
	Fold
	// Whole says that the elements left at the end of a row are a vector of their own
	// series; else they are taken one by one when the series are joined.
	Whole bool
}

// Shape returns the shape of the loop for accumulators of the given bytes, with so many
// elements in a vector, and so many vectors where the order does not say it.
func (r *Reducing) Shape(size, lanes, unroll int) ReductionLoop {
	switch r.Order() {
	case ir.Pairwise:
		return ReductionLoop{Fold: Series(ir.Operand{}, Pairwise, lanes, 0)}
	case ir.Wide:
		unroll = ir.WideBytes / size / lanes
	}
	l := ReductionLoop{Fold: Fold{Lanes: lanes, Vectors: unroll}, Whole: true}
	if r.Order() == ir.Wide {
		l.Leaf = ir.WideLeaf
	}
	for n := unroll / 2; n > 0; n /= 2 {
		for v := range n {
			l.Joins = append(l.Joins, Join{Into: v, From: v + n})
		}
	}
	for n := lanes / 2; n > 0; n /= 2 {
		l.Joins = append(l.Joins, Join{Down: n})
	}
	return l
}

// ReductionWriter is what a back end writes the loop of a kernel that reduces with. The
// machine has accumulator vectors, a position in the row, a count of elements, and a stack
// of pending halves, each with room for an element of each reduction.
type ReductionWriter interface {
	RowWriter

	// Start sets all accumulators to the identity.
	Start()
	// Step lets vector v of the accumulators take the n elements that begin at elements
	// after the position.
	Step(v, n, at int)
	// Rest loads the elements that are left after whole vectors, by the count, which it
	// leaves as it is. StepRest lets vector v of the accumulators take them, at the
	// given number of elements after the position; it jumps to label if there are none.
	Rest(lanes int)
	StepRest(v, at int, label string)
	// Skip advances the position by n elements.
	Skip(n int)
	// Join performs j on vectors of so many lanes.
	Join(j Join, lanes int)

	// Empty, Halve, Done, Pending, Save and Both are those of the stack of a fold.
	Empty()
	Halve(n int)
	Done(label string)
	Pending(label string)
	Save()
	Both()

	// Reduced returns the registers of the results whose NaNs are to be mended.
	// StoreReduced stores the results.
	Reduced() []Suspect
	StoreReduced()
}

// Write writes the kernel: the loop over the rows.
func (l ReductionLoop) Write(w ReductionWriter) {
	var cold coldCode
	w.Args()
	w.CountRow()
	w.CountRows("done")
	w.Prepare()
	w.Align()
	w.Label("row")
	w.StartRow()
	w.CountRow()
	series := l.Vectors * l.Lanes
	if l.Leaf > 0 {
		w.Empty()
		w.Label("cut")
		w.Compare(l.Leaf, NotPositive, "leaf")
		w.Halve(series)
		w.Jump("cut")
		w.Label("leaf")
	}
	w.Start()
	if l.Whole {
		l.whole(w, series)
	} else {
		l.single(w, series)
	}
	if l.Leaf > 0 {
		w.Label("joined")
		w.Done("reduced")
		w.Pending("both")
		w.Save()
		w.Jump("cut")
		w.Label("both")
		w.Both()
		w.Jump("joined")
		w.Label("reduced")
	}
	cold.mend(w, w.Reduced(), 1, nil, nil)
	w.StoreReduced()
	w.NextRow("row", "done")
	cold.write(w)
	w.Label("done")
	w.Return()
}

// steps lets every vector of accumulators take its elements, from those at on.
func (l ReductionLoop) steps(w ReductionWriter, at int) {
	for v := range l.Vectors {
		w.Step(v, l.Lanes, at+v*l.Lanes)
	}
}

func (l ReductionLoop) join(w ReductionWriter) {
	for _, j := range l.Joins {
		w.Join(j, l.Lanes)
	}
}

// whole reduces a leaf, whose last elements are in series as all others.
func (l ReductionLoop) whole(w ReductionWriter, series int) {
	w.Count(-series, Negative, "tail")
	w.Align()
	w.Label("loop")
	l.steps(w, 0)
	w.Skip(series)
	w.Count(-series, NotNegative, "loop")
	w.Label("tail")
	w.Count(series, Zero, "join")
	if l.Lanes > 1 {
		w.Rest(l.Lanes)
	}
	rest := func(v int) string { return fmt.Sprint("rest", v) }
	for v := range l.Vectors {
		w.Count(-l.Lanes, Negative, rest(v))
		w.Step(v, l.Lanes, v*l.Lanes)
	}
	w.Jump("join")
	for v := range l.Vectors {
		w.Label(rest(v))
		if l.Lanes > 1 {
			w.StepRest(v, v*l.Lanes, "join")
		}
		w.Jump("join")
	}
	w.Label("join")
	l.join(w)
}

// single reduces a leaf, whose last elements follow one by one when its series are
// joined.
func (l ReductionLoop) single(w ReductionWriter, series int) {
	w.Count(-series, Negative, "few")
	w.Count(-(seriesUnroll-1)*series, Negative, "steps")
	w.Align()
	w.Label("loop")
	for n := range seriesUnroll {
		l.steps(w, n*series)
	}
	w.Skip(seriesUnroll * series)
	w.Count(-seriesUnroll*series, NotNegative, "loop")
	w.Label("steps")
	w.Count((seriesUnroll-1)*series, Negative, "join")
	w.Label("step")
	l.steps(w, 0)
	w.Skip(series)
	w.Count(-series, NotNegative, "step")
	w.Label("join")
	l.join(w)
	w.Count(series, Zero, "joined")
	w.Label("one")
	w.Step(0, 1, 0)
	w.Skip(1)
	w.Count(-1, NotZero, "one")
	w.Jump("joined")
	w.Label("few")
	w.Add(series)
	w.Jump("one")
}

// ChooseReduction is Choose for a kernel that reduces: Unroll is the number of vectors of
// accumulators, where the order does not say it.
func ChooseReduction(b *Body, r *Reducing, l Limits, in func(*ir.Value) bool) []Plan {
	most := 1
	if r.Order() == ir.AnyOrder {
		most = manyAccumulators
	}
	for most > 1 && most*len(r.Reductions) > manyAccumulators {
		most /= 2
	}
	var plans []Plan
	for u := most; u >= 1; u /= 2 {
		hoist := max(0, min(l.Registers-l.Temps-b.MaxLive(in)-u*len(r.Reductions), l.MaxHoist, len(b.Consts)))
		for _, h := range []int{hoist, hoist / 2, 0} {
			plans = append(plans, Plan{Unroll: u, Hoist: b.Consts[:h]})
		}
	}
	return plans
}
