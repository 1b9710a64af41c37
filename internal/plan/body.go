// SPDX-License-Identifier: BSD-3-Clause

// Package plan lays out a kernel body for a back end: the order of
// operations, how many vectors an iteration of the loop takes, which constants stay
// in registers, and which register holds which value.
//
// Bodies are straight-line code, so taking the lowest free register at a
// definition and giving it back after the last use is exact; where there are
// not enough, the value whose next use is furthest away goes to memory.
package plan

import (
	"slices"
	"sort"

	"github.com/arraygen/arraygen/internal/ir"
)

// Body is the order of operations of a kernel body.
type Body struct {
	Func *ir.Func
	// Order holds the values that need code: no constants, no Bitcast, and
	// parameters just before their first use. It is that of the function or
	// one with fewer values alive at once. Rare is where its condition
	// is known; its value is that of its second argument.
	Order []*ir.Value
	// Consts holds the constants, those with most uses first.
	Consts []*ir.Value

	// becomes holds, by what a variable of a loop is in the next iteration, the variable.
	becomes map[*ir.Value]*ir.Value

	uses [][]int // by value ID: ascending positions in Order; after it, those of the outputs
}

// Root returns the value whose register holds v: v itself but for Bitcast
// and Rare, which only rename.
func Root(v *ir.Value) *ir.Value {
	for {
		switch v.Op {
		case ir.Bitcast:
			v = v.Args[0]
		case ir.Rare:
			v = v.Args[1]
		default:
			return v
		}
	}
}

// resultRoots returns the roots of what results are made of.
func resultRoots(results []ir.Result) (roots []*ir.Value) {
	for _, r := range results {
		roots = append(roots, Root(r.Value))
		if r.NaN != nil {
			roots = append(roots, Root(r.NaN))
		}
	}
	return roots
}

// Operands returns the roots of the values that the code of v reads.
func Operands(v *ir.Value) []*ir.Value {
	args := v.Args
	switch v.Op {
	case ir.Rare:
		args = args[:1]
	case ir.Repeat: // a condition, and what the variables become; the other was read when the loop began
		_, next := v.Variables()
		args = append([]*ir.Value{v.Args[0]}, next...)
	}
	roots := make([]*ir.Value, len(args))
	for i, a := range args {
		roots[i] = Root(a)
	}
	return roots
}

// Lay returns the body of f, which must be pruned.
func Lay(f *ir.Func) *Body {
	b := &Body{Func: f, uses: make([][]int, len(f.Values)), becomes: map[*ir.Value]*ir.Value{}}
	needed := make([]bool, len(f.Values))
	for _, v := range resultRoots(f.Results) {
		needed[v.ID] = true
	}
	for i := len(f.Values) - 1; i >= 0; i-- {
		v := f.Values[i]
		if v.Op == ir.Bitcast || v.Op == ir.Leave || !needed[i] && v.Op != ir.Rare && v.Op != ir.Repeat {
			continue
		}
		for _, a := range Operands(v) {
			needed[a.ID] = true
		}
		if v.Op == ir.Repeat {
			enters, next := v.Variables()
			for j, e := range enters {
				needed[e.ID] = true
				b.becomes[Root(next[j])] = e
			}
			needed[Root(v.Args[1]).ID] = true
		}
	}
	for i, v := range f.Values {
		if v.Op == ir.Const && needed[i] {
			b.Consts = append(b.Consts, v)
		}
	}
	s := newScheduler(f, needed)
	b.setOrder(s.inSourceOrder())
	source, live := b.Order, b.MaxLive(nil)
	if live > fewLive && !f.HasLoops() {
		for _, order := range [][]*ir.Value{s.depthFirst(), s.greedy()} {
			b.setOrder(order)
			if l := b.MaxLive(nil); l < live {
				source, live = order, l
			}
		}
		b.setOrder(source)
	}
	sort.SliceStable(b.Consts, func(i, j int) bool { return b.Uses(b.Consts[i]) > b.Uses(b.Consts[j]) })
	return b
}

// fewLive is how many values alive at once are no reason to look for another
// order of operations: every machine has the registers.
const fewLive = 3

// setOrder sets the order of operations and notes who reads what where.
func (b *Body) setOrder(order []*ir.Value) {
	b.Order = order
	clear(b.uses)
	from := 0 // of the iteration that the operation is in
	for i, v := range b.Order {
		for _, a := range Operands(v) {
			b.use(a, i)
		}
		switch v.Op {
		case ir.Enter:
			from = i + 1
			if none := b.noneOf(i); none != nil {
				b.use(Root(none), i)
			}
		case ir.Repeat: // the next iteration reads again what is not of this one
			in := b.Func.Changing(v)
			for _, w := range b.Order[from:i] {
				for _, a := range Operands(w) {
					if !in[a.ID] {
						b.use(a, i)
					}
				}
			}
			enters, _ := v.Variables()
			for _, e := range enters {
				if b.Uses(e) == 0 { // it is where the variable is behind the loop
					b.use(e, i)
				}
			}
		}
	}
	for o := range b.Func.Out {
		for _, v := range resultRoots(b.ResultsOf(o)) {
			b.use(v, len(b.Order)+o)
		}
	}
}

func (b *Body) use(v *ir.Value, at int) {
	if u := b.uses[v.ID]; len(u) == 0 || u[len(u)-1] != at {
		b.uses[v.ID] = append(u, at)
	}
}

// Uses returns the number of operations and outputs that read v.
func (b *Body) Uses(v *ir.Value) int { return len(b.uses[v.ID]) }

// IsResult reports whether the root v is stored.
func (b *Body) IsResult(v *ir.Value) bool {
	u := b.uses[v.ID]
	return len(u) > 0 && u[len(u)-1] >= len(b.Order)
}

// Inputs lists the inputs that the body reads, Operands these and the outputs,
// which are numbered after all inputs.
func (b *Body) Inputs() (ks []int) {
	for k := range b.Func.In {
		if slices.ContainsFunc(b.Order, func(v *ir.Value) bool { return v.Op == ir.Param && int(v.Imm>>1) == k }) {
			ks = append(ks, k)
		}
	}
	return ks
}

// Operands lists the operands that the kernel uses, see Inputs.
func (b *Body) Operands() []int {
	ks := b.Inputs()
	for o := range b.Func.Out {
		ks = append(ks, len(b.Func.In)+o)
	}
	return ks
}

// ResultsOf returns the results that output o is made of, in the order of parts.
func (b *Body) ResultsOf(o int) (results []ir.Result) {
	for _, r := range b.Func.Results {
		if r.Operand == o {
			results = append(results, r)
		}
	}
	slices.SortFunc(results, func(x, y ir.Result) int { return x.Part - y.Part })
	return results
}

// Operand returns operand k.
func (b *Body) Operand(k int) ir.Operand {
	if n := len(b.Func.In); k >= n {
		return b.Func.Out[k-n]
	}
	return b.Func.In[k]
}

// LastUse returns the position after which no operation reads the root v: that of
// the last operation, or of the last output, see Registers.At; -1 if it is not used.
func (b *Body) LastUse(v *ir.Value) int {
	if u := b.uses[v.ID]; len(u) > 0 {
		return u[len(u)-1]
	}
	return -1
}

// Becomes returns the variable of a loop that is v in the next iteration, or nil: the register of the one is the
// best for the other.
func (b *Body) Becomes(v *ir.Value) *ir.Value { return b.becomes[v] }

// noneOf returns the condition under which lanes need no iteration of the loop whose first Enter is at position i, or
// nil; so it is elsewhere.
func (b *Body) noneOf(i int) *ir.Value {
	if b.Order[i].Op != ir.Enter || i > 0 && b.Order[i-1].Op == ir.Enter {
		return nil
	}
	end := slices.IndexFunc(b.Order[i:], func(v *ir.Value) bool { return v.Op == ir.Repeat })
	return b.Order[i+end].None()
}

// leaves lists the variables of the loop that r ends which are read behind it.
func (b *Body) leaves(r *ir.Value) (list []*ir.Value) {
	for _, v := range b.Func.Values[r.ID:] {
		if v.Op == ir.Leave && v.Args[0] == r && b.Uses(v) > 0 {
			list = append(list, v)
		}
	}
	return list
}

// MaxLive returns the most values for which in holds that are alive between
// two operations: the registers that one vector needs, without constants and
// temporaries. A nil in counts all.
func (b *Body) MaxLive(in func(*ir.Value) bool) int {
	live, most := 0, 0
	ends := make([]int, len(b.Order)+1)
	begin := func(v *ir.Value, i int) {
		if in == nil || in(v) {
			live++
			ends[min(max(b.LastUse(v), i), len(b.Order))]++
		}
	}
	for i, v := range b.Order {
		switch v.Op {
		case ir.Rare:
		case ir.Repeat:
			for _, l := range b.leaves(v) {
				begin(l, i)
			}
		default:
			begin(v, i)
		}
		live -= ends[i]
		// The result may take the register of an argument that ends here.
		most = max(most, live)
	}
	return most
}
