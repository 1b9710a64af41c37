// SPDX-License-Identifier: BSD-3-Clause

package plan

import (
	"fmt"
	"math/bits"

	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/ndarray/kernel"
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
	// Leaves is the most leaves that are reduced side by side, each in Vectors accumulators of
	// its own, so that one needn't wait for the results of another: a power of two.
	Leaves int
	// Pairs says that a vector of accumulators takes two vectors of elements at once, see
	// Reducing.Pairs. There are two vectors of accumulators at least.
	Pairs bool
	// Quads says that it takes four first, where the machine can, see Reducing.Quads.
	Quads bool
	// Extremes, if not nil, takes rows of numbers by a loop of their own, of an ExtremesWriter; the loop of the whole
	// body is then for the others: for rows shorter than a vector alone, if Short is set. AnyZero says that one of them may be
	// a zero of the wrong sign.
	Extremes *Extremes
	Short    bool
	// Parts is how often a leaf is gone over, if its accumulators are more than there are registers for: part p
	// of it takes every vector whose number is p modulo Parts, a power of two. Each has two vectors at least.
	Parts int
}

// Shape returns the shape of the loop for accumulators of the given bytes, with so many
// elements in a vector, and so many vectors where the order does not say it; where it does,
// so many leaves side by side, or parts.
func (r *Reducing) Shape(size, lanes, unroll int) ReductionLoop {
	parts := 1
	switch r.Order() {
	case ir.Pairwise:
		return ReductionLoop{Fold: Series(ir.Operand{}, Pairwise, lanes, 0), Leaves: unroll, Parts: 1}
	case ir.Wide:
		parts, unroll = unroll, ir.WideBytes/size/lanes
	}
	l := ReductionLoop{Fold: Fold{Lanes: lanes, Vectors: unroll}, Whole: true, Leaves: 1, Parts: parts}
	if r.Order() == ir.Wide {
		l.Leaf = ir.WideLeaf
	}
	for n := unroll / parts / 2; n > 0; n /= 2 {
		for v := range n {
			l.Joins = append(l.Joins, Join{Into: v, From: v + n})
		}
	}
	for n := lanes / 2; n > 0; n /= 2 {
		l.Joins = append(l.Joins, Join{Down: n})
	}
	return l
}

// StackEntries is the room of the stack of halves of a row of kernel.Chunk elements, 0 for none. The
// last of each half is a little longer.
func (l ReductionLoop) StackEntries() int {
	if l.Leaf == 0 {
		return 0
	}
	return bits.Len(kernel.Chunk/uint(l.Leaf)) + 2
}

// ReductionWriter is what a back end writes the loop of a kernel that reduces with. The
// machine has accumulator vectors, a position in the row, a count of elements, and a stack
// of pending halves, each with room for an element of each reduction.
type ReductionWriter interface {
	RowWriter

	// Start sets so many accumulator vectors to the identity.
	Start(vectors int)
	// Step lets vector v of the accumulators take the n elements that begin at elements
	// after the position.
	Step(v, n, at int)
	// StepPairs is Step by the step of pairs, StepQuads by that of quads. WithoutByteDots jumps to
	// label if the machine has no instruction for the latter.
	StepPairs(v, n, at int)
	StepQuads(v, n, at int)
	WithoutByteDots(label string)

	// CutLeaves cuts the elements of the count, by halves at multiples of n, into so many
	// leaves. The count becomes what Shortest sets it to: the elements of the shortest leaf,
	// less those that are left after n at a time. StepLeaf is Step for a leaf: its elements begin as
	// far after the position as it begins after the first leaf.
	CutLeaves(leaves, n int)
	Shortest(leaves, n int)
	StepLeaf(leaf, v, n, at int)
	// IfShort jumps to label unless a leaf, of so many, has n elements more than the count. It
	// is called for the last leaf, then the one before …; the first has no more.
	IfShort(leaf, leaves, n int, label string)
	// Left advances the position, which is the count after the beginning of the first leaf, to
	// the elements that are left of the last one after n at a time, and sets the count to their number.
	Left(n int)

	// Rest loads the elements that are left after whole vectors, by the count, which it
	// leaves as it is. StepRest lets vector v of the accumulators take them, at the
	// given number of elements after the position; it jumps to label if there are none.
	Rest(lanes int)
	StepRest(v, at int, label string)
	// Skip advances the position by n elements.
	Skip(n int)
	// Join performs j on vectors of so many lanes.
	Join(j Join, lanes int)

	// Mark notes the count and the position, and Again goes back there from where n elements at
	// a time were taken. SavePart stores the first vector of accumulators, JoinPart joins that which was stored
	// of a part to it.
	Mark()
	Again(n int)
	SavePart(part int)
	JoinPart(part int)

	// OneBlock says that no block of a leaf has been taken. TakeBlock sets the count to the n elements of a
	// block, of a count that is greater, and BlockTaken to what it was more. IfOneBlock jumps to label unless
	// there was a block.
	OneBlock()
	TakeBlock(n int)
	BlockTaken()
	IfOneBlock(label string)
	// FetchAhead may fetch what is n elements after the position into the first-level cache: a part, of so many, of
	// an element of each series.
	FetchAhead(n, part, parts int)
	// SaveSeries stores the accumulators, of so many vectors, as those of a part; LoadSeries loads them.
	SaveSeries(part, vectors int)
	LoadSeries(part, vectors int)

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
	if l.Extremes != nil {
		l.Extremes.numbers(w.(ExtremesWriter), l.Lanes, l.AnyZero)
	}
	series := l.Vectors * l.Lanes
	if l.Leaf > 0 {
		w.Empty()
		w.Label("cut")
		w.Compare(l.Leaf, NotPositive, "leaf")
		for n := 2; n <= l.Leaves; n *= 2 {
			w.Compare(n*l.Leaf, NotPositive, sideBySide("leaves", n))
		}
		w.Label("halve")
		w.Halve(series)
		w.Jump("cut")
		w.Label("leaf")
	}
	switch {
	case l.Parts > 1:
		l.parts(w, series)
	case l.Whole:
		w.Start(l.Vectors)
		l.whole(w, series)
	default:
		w.Start(l.Vectors)
		l.single(w, series)
	}
	for n := 2; n <= l.Leaves; n *= 2 {
		if n > 2 {
			w.Jump("joined")
		}
		l.sideBySide(w, n, series)
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
	if l.Extremes != nil {
		w.Label("store")
	}
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
	last := l.Vectors // that the end of a row may need
	if l.Pairs {
		l.pairs(w)
		last = 2
	} else if !l.Short {
		w.Count(-series, Negative, "tail")
		w.Align()
		w.Label("loop")
		l.steps(w, 0)
		w.Skip(series)
		w.Count(-series, NotNegative, "loop")
		w.Label("tail")
		w.Count(series, Zero, "join")
	}
	l.rest(w, last, 0, "")
	l.join(w)
}

// rest lets the vectors of a part, of so many in all, take the elements left at the end of a row.
func (l ReductionLoop) rest(w ReductionWriter, vectors, part int, suffix string) {
	if l.Lanes > 1 {
		w.Rest(l.Lanes)
	}
	rest := func(v int) string { return fmt.Sprint("rest", v, suffix) }
	for v := range vectors {
		w.Count(-l.Lanes, Negative, rest(v))
		if v%l.Parts == part {
			w.Step(v/l.Parts, l.Lanes, v*l.Lanes)
		}
	}
	w.Jump("join" + suffix)
	for v := range vectors {
		w.Label(rest(v))
		if l.Lanes > 1 && v%l.Parts == part {
			w.StepRest(v/l.Parts, v*l.Lanes, "join"+suffix)
		}
		w.Jump("join" + suffix)
	}
	w.Label("join" + suffix)
}

// partBlock is how many elements of each series are taken by one part before the next one takes its own: of two
// operands, with the block after it that is fetched meanwhile, they are half of the first-level cache.
const partBlock = 16

// parts is whole for a leaf that is gone over part by part. They come in the order in which their results
// are joined: by halves, as those of all vectors at once would be. Of a leaf of more than two blocks every part takes
// what it has in the first block, then in the next …, so that the first-level cache has what the second part reads.
func (l ReductionLoop) parts(w ReductionWriter, series int) {
	vectors := l.Vectors / l.Parts
	w.OneBlock()
	w.Compare(2*partBlock*series, NotPositive, "last") // the cache has it, and blocks cost loads and stores of accumulators
	w.Start(vectors)
	for part := range l.Parts {
		w.SaveSeries(part, vectors)
	}
	w.Label("block")
	w.TakeBlock(partBlock * series)
	w.Mark()
	for part := range l.Parts {
		if part > 0 {
			w.Again(series)
		}
		w.LoadSeries(part, vectors)
		w.Align()
		w.Label(fmt.Sprint("block", part))
		w.FetchAhead(partBlock*series, part, l.Parts)
		l.partSteps(w, part)
		w.Skip(series)
		w.Count(-series, Positive, fmt.Sprint("block", part))
		w.SaveSeries(part, vectors)
	}
	w.BlockTaken()
	w.Compare(partBlock*series, Positive, "block")
	w.Label("last")
	w.Mark()
	for i := l.Parts - 1; i >= 0; i-- {
		part := int(bits.Reverse64(uint64(i)) >> (64 - bits.TrailingZeros(uint(l.Parts))))
		suffix := fmt.Sprint("of", part)
		w.Start(vectors)
		w.IfOneBlock("begin" + suffix)
		w.LoadSeries(part, vectors)
		w.Label("begin" + suffix)
		w.Count(-series, Negative, "tail"+suffix)
		w.Align()
		w.Label("loop" + suffix)
		l.partSteps(w, part)
		w.Skip(series)
		w.Count(-series, NotNegative, "loop"+suffix)
		w.Label("tail" + suffix)
		w.Count(series, Zero, "join"+suffix)
		l.rest(w, l.Vectors, part, suffix)
		for _, j := range l.Joins {
			if j.Down == 0 {
				w.Join(j, l.Lanes)
			}
		}
		for n := l.Parts / 2; n > part; n /= 2 {
			w.JoinPart(part + n)
		}
		if part > 0 {
			w.SavePart(part)
			w.Again(series)
		}
	}
	for _, j := range l.Joins {
		if j.Down > 0 {
			w.Join(j, l.Lanes)
		}
	}
}

// partSteps lets the accumulators of a part take one element of each of their series.
func (l ReductionLoop) partSteps(w ReductionWriter, part int) {
	for v := part; v < l.Vectors; v += l.Parts {
		w.Step(v/l.Parts, l.Lanes, v*l.Lanes)
	}
}

// pairs takes elements four vectors at once, where the machine can, then two, and leaves fewer
// than that.
func (l ReductionLoop) pairs(w ReductionWriter) {
	if l.Quads {
		w.WithoutByteDots("pairs")
		l.several(w, 4, w.StepQuads, [...]string{"quads", "four", "nextfour", "quadstail"})
		w.Label("pairs")
	}
	l.several(w, 2, w.StepPairs, [...]string{"loop", "two", "next", "tail"})
}

// several takes n vectors of elements at once, and leaves fewer. It jumps to join if there are
// none.
func (l ReductionLoop) several(w ReductionWriter, n int, step func(v, n, at int), labels [4]string) {
	one := n * l.Lanes
	all := l.Vectors * one
	w.Count(-all, Negative, labels[1])
	w.Align()
	w.Label(labels[0])
	for v := range l.Vectors {
		step(v, one, v*one)
	}
	w.Skip(all)
	w.Count(-all, NotNegative, labels[0])
	w.Label(labels[1])
	w.Count(all-one, Negative, labels[3])
	w.Label(labels[2])
	step(0, one, 0)
	w.Skip(one)
	w.Count(-one, NotNegative, labels[2])
	w.Label(labels[3])
	w.Count(one, Zero, "join")
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

// sideBySide is a label of the loop over so many leaves.
func sideBySide(name string, leaves int) string { return fmt.Sprint(name, leaves) }

// sideBySide reduces so many leaves side by side, if the elements of the count are as many
// leaves, no less deep in the tree and no deeper; else it jumps to "halve".
//
// Halves at a multiple of the series differ by one element of each series, and what is left
// after whole series is in the last leaf.
func (l ReductionLoop) sideBySide(w ReductionWriter, leaves, series int) {
	label := func(name string) string { return sideBySide(name, leaves) }
	w.Label(label("leaves"))
	if leaves > 2 {
		w.Compare(leaves/2*(l.Leaf+series), Negative, "halve")
	}
	w.Compare(leaves*(l.Leaf-series)+series, Negative, label("fit"))
	for n := 1; n < series; n *= 2 { // a leaf that is full has nothing left
		none := label(fmt.Sprintf("none%dof", n))
		w.WithoutBit(n, none)
		w.Jump("halve")
		w.Label(none)
	}
	w.Label(label("fit"))
	w.CutLeaves(leaves, series)
	w.Start(leaves * l.Vectors)
	step := func(leaf int) {
		for v := range l.Vectors {
			w.StepLeaf(leaf, leaf*l.Vectors+v, l.Lanes, v*l.Lanes)
		}
	}
	w.Align()
	w.Label(label("steps"))
	for leaf := range leaves {
		step(leaf)
	}
	w.Skip(series)
	w.Count(-series, Positive, label("steps"))
	w.Shortest(leaves, series)
	for leaf := leaves - 1; leaf > 0; leaf-- {
		short := label(fmt.Sprintf("short%dof", leaf))
		w.IfShort(leaf, leaves, series, short)
		step(leaf)
		w.Label(short)
	}
	w.Left(series)
	for leaf := range leaves {
		for _, j := range l.Joins {
			w.Join(Join{Into: leaf*l.Vectors + j.Into, From: leaf*l.Vectors + j.From, Down: j.Down}, l.Lanes)
		}
	}
	w.Compare(0, Zero, label("all"))
	w.Label(label("each"))
	w.Step((leaves-1)*l.Vectors, 1, 0)
	w.Skip(1)
	w.Count(-1, NotZero, label("each"))
	w.Label(label("all"))
	for n := 1; n < leaves; n *= 2 {
		for leaf := 0; leaf < leaves; leaf += 2 * n {
			w.Join(Join{Into: leaf * l.Vectors, From: (leaf + n) * l.Vectors}, l.Lanes)
		}
	}
}

// mostLeaves is the most leaves side by side: with fewer, additions wait for each other, with more
// the loads are waited for.
const mostLeaves = 8

// ChooseReduction is Choose for a kernel that reduces, with so many lanes in a vector: Unroll is
// that of Shape.
func ChooseReduction(b *Body, r *Reducing, l Limits, lanes int, in func(*ir.Value) bool) []Plan {
	most, vectors := 1, len(r.Reductions) // in each of Unroll
	switch r.Order() {
	case ir.AnyOrder:
		for most = manyAccumulators; most > 1 && most*vectors > manyAccumulators; {
			most /= 2
		}
	case ir.Pairwise:
		vectors *= r.Shape(0, lanes, 1).Vectors
		if r.Index < 0 {
			for most = mostLeaves; most > 1 && 2*most*vectors > l.Registers; {
				most /= 2
			}
		}
	case ir.Wide:
		return choosePart(b, r, l, lanes, in)
	}
	var plans []Plan
	for u := most; u >= 1; u /= 2 {
		plans = append(plans, r.hoists(b, l, u, u*vectors, in)...)
	}
	return plans
}

// hoists are the plans of an unroll that has so many vectors of accumulators: what is one element for a row
// is held in registers if there are enough, then constants.
func (r *Reducing) hoists(b *Body, l Limits, unroll, vectors int, in func(*ir.Value) bool) (plans []Plan) {
	scalars := 0
	for i, o := range b.Func.In[:len(b.Func.In)-len(r.Reductions)] {
		if !o.Row && i != r.Index {
			scalars++
		}
	}
	for _, held := range []int{scalars, 0} {
		hoist := max(0, min(l.Registers-l.Temps-b.MaxLive(in)-vectors-held, l.MaxHoist, len(b.Consts)))
		for _, h := range []int{hoist, hoist / 2, 0} {
			plans = append(plans, Plan{Unroll: unroll, Hoist: b.Consts[:h], Hold: held > 0})
		}
		if scalars == 0 {
			break
		}
	}
	return plans
}

// choosePart is ChooseReduction of the order Wide: as few parts as there are registers for.
func choosePart(b *Body, r *Reducing, l Limits, lanes int, in func(*ir.Value) bool) (plans []Plan) {
	all := r.Shape(r.Join.Out[0].Lane.Size(), lanes, 1).Vectors
	for parts := 1; parts == 1 || all/parts >= 2; parts *= 2 {
		plans = append(plans, r.hoists(b, l, parts, len(r.Reductions)*all/parts, in)...)
	}
	return plans
}
