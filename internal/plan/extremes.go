// SPDX-License-Identifier: BSD-3-Clause

package plan

import (
	"fmt"
	"slices"

	"github.com/arraygen/arraygen/internal/ir"
)

// Extremes is a kernel that reduces a row to extremes, each of them alone or with the index of its first
// element: a minimum, a maximum, both, an ArgMin. To take an element that is no NaN costs one operation, where one that
// sees NaN, the signs of zeros and the index costs three to ten. So a row is taken as numbers, in two steps.
//
// The first finds the extremes. It tests several vectors of elements at once for NaN, and notes in which block of
// the row each extreme last became another. The second looks for the first element of that block which is equal to the extreme.
// A row with a NaN and one shorter than a vector are for the loop of the whole body. Where an extreme is a zero that may have
// the wrong sign, the signs of all elements are combined: the others have the other sign than what would be before a zero, so that
// there is a -0 where any sign is set, and a +0 where one is not. An extreme does not change if it meets an element again, so
// that the last vector of a row may begin before those that are left.
type Extremes struct {
	// Elements are the elements that are compared, each once, made of the inputs. Best are the accumulators of the
	// extremes, behind the elements, as they become. Join makes one accumulator of two, as that of Reducing.
	// Signs is Best, and JoinSigns Join, for the signs of zeros: or for a minimum, and for a maximum.
	Elements, Best, Join, Signs, JoinSigns *ir.Func
	// Of are the reductions that are extremes. Index has, by extreme, the reduction that is its index, -1 for none.
	// Element has, by extreme, which element it is of.
	Of, Index, Element []int
}

// Extremes returns the extremes that r reduces a row to by the body f, nil if that does something else.
func (r *Reducing) Extremes(f *ir.Func) *Extremes {
	inputs := len(f.In) - len(r.Reductions)
	x := &Extremes{}
	indexed := false
	for i, of := range r.Reductions {
		switch {
		case of == ir.Reduction{Kind: ir.Least, ForIndex: of.ForIndex}, of == ir.Reduction{Kind: ir.Greatest, ForIndex: of.ForIndex}:
			x.Of, x.Index = append(x.Of, i), append(x.Index, -1)
		case of.Kind == ir.First && len(x.Of) > 0 && x.Index[len(x.Of)-1] < 0:
			x.Index[len(x.Of)-1] = i
			indexed = true
		default:
			return nil
		}
	}
	results := make([]*ir.Value, len(f.Out))
	for _, v := range f.Results {
		results[v.Operand] = v.Value
	}
	x.Elements = f.Clone()
	var elements []*ir.Value
	for _, i := range x.Of {
		e := elementOf(results[i], inputs, inputs+i)
		if e == nil || readsFrom(e, inputs) || !variesOver(f, e, r.Index) || !e.Type.Is(ir.KindFloat) && !indexed {
			return nil
		}
		if !slices.Contains(elements, e) {
			elements = append(elements, e)
		}
	}
	x.Elements.Results, x.Elements.Out = nil, nil
	for i, e := range elements {
		x.Elements.Out = append(x.Elements.Out, ir.Operand{Name: fmt.Sprint("e", i), Lane: e.Type})
		x.Elements.Return(i, 0, x.Elements.Values[e.ID])
	}
	x.Elements.Prune()
	var ops, signs []ir.Op
	var accumulators []ir.Operand
	var same []int
	for k, i := range x.Of {
		op := results[i].Op
		ops, signs = append(ops, op), append(signs, map[ir.Op]ir.Op{ir.Min: ir.Or, ir.Max: ir.And}[op])
		accumulators = append(accumulators, f.Out[i])
		x.Element = append(x.Element, slices.Index(elements, elementOf(results[i], inputs, inputs+i)))
		same = append(same, k)
	}
	asBits := func(list []ir.Operand) []ir.Operand {
		list = slices.Clone(list)
		for i := range list {
			list[i].Lane = ir.Uint(list[i].Lane.Size())
		}
		return list
	}
	x.Best, x.Join = combining(f.Name, ops, x.Elements.Out, accumulators, x.Element), combining(f.Name, ops, accumulators, accumulators, same)
	x.Signs = combining(f.Name, signs, asBits(x.Elements.Out), asBits(accumulators), x.Element)
	x.JoinSigns = combining(f.Name, signs, asBits(accumulators), asBits(accumulators), same)
	return x
}

// combining is the body of which each accumulator becomes what ops make of it and of the element, of those before it, that
// has the given number.
func combining(name string, ops []ir.Op, elements, accumulators []ir.Operand, number []int) *ir.Func {
	f := ir.New(name)
	f.In, f.Out = slices.Concat(elements, accumulators), accumulators
	for k, op := range ops {
		f.Return(k, 0, f.Binary(op, f.Param(number[k], 0), f.Param(len(elements)+k, 0)))
	}
	return f
}

// elementOf returns what v, a minimum or maximum, is of besides input acc, which is an accumulator; nil if v is none.
func elementOf(v *ir.Value, inputs, acc int) *ir.Value {
	if v == nil || v.Op != ir.Min && v.Op != ir.Max {
		return nil
	}
	for i, a := range v.Args {
		if a.Op == ir.Param && int(a.Imm>>1) == acc {
			return v.Args[1-i]
		}
	}
	return nil
}

// readsFrom reports whether v is computed from an input from the given one on.
func readsFrom(v *ir.Value, input int) bool {
	return v.Op == ir.Param && int(v.Imm>>1) >= input || slices.ContainsFunc(v.Args, func(a *ir.Value) bool { return readsFrom(a, input) })
}

// variesOver reports whether v differs from element to element by rows in memory alone: not by the input index,
// the number of the element.
func variesOver(f *ir.Func, v *ir.Value, index int) bool {
	varies := f.VariesOverRow()
	var counts func(v *ir.Value) bool
	counts = func(v *ir.Value) bool {
		return v.Op == ir.Param && int(v.Imm>>1) == index || slices.ContainsFunc(v.Args, counts)
	}
	return varies[v.ID] && v.Op != ir.Lookup && !counts(v)
}

// Indexed reports whether there is an index.
func (x *Extremes) Indexed() bool {
	return slices.ContainsFunc(x.Index, func(i int) bool { return i >= 0 })
}

// plans returns plans with the loop of x, if it is not nil, before those without: the loop of the whole body is then
// for few rows, and has no more accumulators than it must.
func (x *Extremes) plans(list []Plan) []Plan {
	if x == nil {
		return list
	}
	var plans []Plan
	for _, p := range list {
		p.Extremes, p.Unroll = x, 1
		plans = append(plans, p)
	}
	return append(plans, list...)
}

// extremeVectors is how many accumulator vectors all extremes have at most, and extremeTested how many vectors of
// elements are tested for NaN at once.
const (
	extremeVectors = 8
	extremeTested  = 4
	// extremeBlock is how many vectors of elements a block has in which an index is looked for.
	extremeBlock = 32
)

// Vectors returns how many accumulator vectors each extreme has, and how many vectors of elements are loaded at
// once.
func (x *Extremes) Vectors() (vectors, tested int) {
	most := extremeVectors
	if x.Indexed() { // their accumulators are joined after every block
		most /= 2
	}
	for vectors = most; vectors > 1 && vectors*len(x.Of) > extremeVectors; {
		vectors /= 2
	}
	for tested = extremeTested; tested > 1 && (tested > vectors || tested*len(x.Elements.Out) > extremeTested); {
		tested /= 2
	}
	return vectors, tested
}

// ExtremesWriter is what a back end writes the loop over numbers of extremes with. The machine has accumulators of
// them besides a position and a count; for an index, of each extreme the best so far, in every lane, and the count that was left
// at the block in which it became that, and a limit of the count.
type ExtremesWriter interface {
	ReductionWriter

	// StartNumbers sets so many vectors of accumulators to the identity, and with an index the best to it, at the count.
	StartNumbers(vectors int)
	// StepNumbers lets the n vectors of accumulators from v on take whole vectors of elements, of which the first begins at
	// elements after the position. It jumps to label, and has set nothing, if there is a NaN in them.
	StepNumbers(v, n, at int, label string)
	// JoinNumbers is Join for accumulators of numbers.
	JoinNumbers(j Join, lanes int)
	// SkipCount advances the position by the count, which may be negative, and sets that to 0.
	SkipCount()
	// IfWrongZero jumps to label if the first element of an accumulator of vector 0 is a zero that may have the wrong sign.
	IfWrongZero(label string)
	// StartSigns keeps these elements, and sets the vectors of accumulators to the identity of the signs. StepSigns and
	// JoinSigns are StepNumbers and JoinNumbers for them. SetSigns sets the first elements of vector 0 to those that were kept,
	// zeros with the sign that was found.
	StartSigns(vectors int)
	StepSigns(v, n, at int)
	JoinSigns(j Join, lanes int)
	SetSigns()
	// BeginRow sets the position to the beginning of the row. BeginExact follows before the loop of the whole body.
	BeginRow()
	BeginExact()

	// BeginBlock notes the count as that of a block, and makes the limit the count less n, but not below least. It
	// jumps to label unless the count is beyond that. IfBeyondLimit jumps to label if the count is beyond the limit.
	BeginBlock(n, least int, label string)
	IfBeyondLimit(label string)
	// EndBlock makes what vector 0 of the accumulators has the best, of those extremes that it is better for. It jumps to label
	// if the block is the whole row.
	EndBlock(label string)
	// ToBlock sets the position and the count to those at the block of an extreme, which is the first element of vector 0
	// of the accumulators. IfBest jumps to label if
	// an element of the vector at the position is the best one; StoreIndex makes the first such, the count being what is left
	// behind the vector, the index. Each is called for one extreme after the other.
	ToBlock(extreme int)
	IfBest(extreme int, label string)
	StoreIndex(extreme int)
}

// numbers writes the loop of extremes. It jumps to "exact" where the whole body has to take the row, else to "store". AnyZero
// says that a zero may have the wrong sign.
func (x *Extremes) numbers(w ExtremesWriter, lanes int, anyZero bool) {
	vectors, _ := x.Vectors()
	signs := anyZero && !x.Indexed()
	w.Compare(lanes, Negative, "exact")
	w.StartNumbers(vectors)
	if x.Indexed() {
		x.blocks(w, lanes)
	} else {
		x.row(w, lanes, "", func(v, n, at int) { w.StepNumbers(v, n, at, "exact") })
		joinVectors(vectors, lanes, w.JoinNumbers)
	}
	w.Label("extremes")
	joinLanes(lanes, w.JoinNumbers)
	switch {
	case signs:
		w.IfWrongZero("zero")
	case anyZero:
		w.IfWrongZero("exact")
	}
	for k, i := range x.Index {
		if i >= 0 {
			x.search(w, lanes, k)
		}
	}
	w.Jump("store")
	if signs {
		w.Label("zero")
		w.BeginRow()
		w.CountRow()
		w.StartSigns(vectors)
		x.row(w, lanes, "ofsigns", w.StepSigns)
		joinVectors(vectors, lanes, w.JoinSigns)
		joinLanes(lanes, w.JoinSigns)
		w.SetSigns()
		w.Jump("store")
	}
	w.Label("exact")
	w.BeginRow()
	w.BeginExact()
	w.CountRow()
}

// joinVectors joins vectors to the first, and joinLanes lanes to the first, by a Join of a writer.
func joinVectors(vectors, lanes int, join func(j Join, lanes int)) {
	for n := vectors / 2; n > 0; n /= 2 {
		for v := range n {
			join(Join{Into: v, From: v + n}, lanes)
		}
	}
}

func joinLanes(lanes int, join func(j Join, lanes int)) {
	for n := lanes / 2; n > 0; n /= 2 {
		join(Join{Down: n}, 2*n)
	}
}

// iteration lets step take n vectors of elements, as many at a time as it can.
func (x *Extremes) iteration(n int, lanes int, step func(v, n, at int)) {
	_, tested := x.Vectors()
	for v := 0; v < n; v += tested {
		step(v, min(tested, n), v*lanes)
	}
}

// row lets step take the elements of a row, which is a vector at least. Labels end in suffix.
func (x *Extremes) row(w ExtremesWriter, lanes int, suffix string, step func(v, n, at int)) {
	vectors, _ := x.Vectors()
	w.Compare(vectors*lanes, Negative, "halves"+suffix)
	w.Align()
	w.Label("numbers" + suffix)
	x.iteration(vectors, lanes, step)
	w.Skip(vectors * lanes)
	w.Add(-vectors * lanes)
	w.Compare(vectors*lanes, NotNegative, "numbers"+suffix)
	x.halves(w, lanes, suffix, "all"+suffix, step)
	w.Label("all" + suffix)
}

// halves lets step take what is left after whole iterations. It jumps to label if that are whole vectors.
func (x *Extremes) halves(w ExtremesWriter, lanes int, suffix, label string, step func(v, n, at int)) {
	vectors, _ := x.Vectors()
	w.Label("halves" + suffix)
	for n := vectors / 2; n > 0; n /= 2 {
		without := fmt.Sprint("without", n, suffix)
		w.WithoutBit(n*lanes, without)
		x.iteration(n, lanes, step)
		w.Skip(n * lanes)
		w.Label(without)
	}
	w.Modulo(lanes)
	w.Compare(0, Zero, label)
	w.SkipCount()
	step(0, 1, -lanes)
}

// blocks is row for extremes with an index: block by block. It jumps to "extremes" at the end.
func (x *Extremes) blocks(w ExtremesWriter, lanes int) {
	vectors, _ := x.Vectors()
	step := func(v, n, at int) { w.StepNumbers(v, n, at, "exact") }
	w.Label("block")
	w.BeginBlock(extremeBlock*lanes, vectors*lanes-1, "halves")
	w.Align()
	w.Label("numbers")
	x.iteration(vectors, lanes, step)
	w.Skip(vectors * lanes)
	w.Add(-vectors * lanes)
	w.IfBeyondLimit("numbers")
	w.Label("endblock")
	joinVectors(vectors, lanes, w.JoinNumbers)
	w.EndBlock("extremes")
	w.Compare(0, NotZero, "block")
	w.Jump("extremes")
	x.halves(w, lanes, "", "endblock", step)
	w.Jump("endblock")
}

// search finds the index of an extreme, in the block in which it became what it is.
func (x *Extremes) search(w ExtremesWriter, lanes, extreme int) {
	search, whole, found := fmt.Sprint("search", extreme), fmt.Sprint("whole", extreme), fmt.Sprint("found", extreme)
	w.ToBlock(extreme)
	w.Label(search)
	w.Count(-lanes, NotNegative, whole)
	w.SkipCount()
	w.Label(whole)
	w.IfBest(extreme, found)
	w.Skip(lanes)
	w.Jump(search)
	w.Label(found)
	w.StoreIndex(extreme)
}
