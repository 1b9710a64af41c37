// SPDX-License-Identifier: BSD-3-Clause

package plan

import (
	"slices"

	"github.com/arraygen/arraygen/internal/ir"
)

// AccumulateWriter is what a back end writes a body with that is applied to accumulators
// and elements in memory.
type AccumulateWriter interface {
	ApplyWriter
	// Input loads parameter v of n elements that begin at elements after the position.
	Input(v *ir.Value, n, at int)
	// Blend replaces the elements of register to that are left in the row by those of
	// register from, of accumulators of type t.
	Blend(to, from int, t ir.Type)
}

// Accumulate is the body of a kernel that reduces, applied to registers.
type Accumulate struct {
	Step, Join *Body
	// Pairs, if not nil, is the step for twice as many elements, see Reducing.Pairs.
	Pairs *Body
	// Quads, if not nil, is that for four times as many, see Reducing.Quads.
	Quads     *Body
	Registers Classes // the first are those of vectors
	Annotate  bool
	// Accumulators are the registers, by vector and reduction.
	Accumulators [][]int
	// Rest are the registers of inputs that have the elements left at the end of a row.
	Rest map[int]int
}

// inputs is how many inputs Step has before its accumulators.
func (a *Accumulate) inputs() int { return len(a.Step.Func.In) - len(a.Step.Func.Out) }

// Pin pins a register for each reduction.
func (a *Accumulate) Pin() (regs []int) {
	for range a.Join.Func.Out {
		regs = append(regs, a.Registers[0].Pin())
	}
	return regs
}

// Take writes that accumulators take n elements that begin at elements after the position.
func (a *Accumulate) Take(w AccumulateWriter, acc []int, n, at int) { a.take(w, a.Step, acc, n, at) }

// TakePairs is Take by the step of pairs.
func (a *Accumulate) TakePairs(w AccumulateWriter, acc []int, n, at int) {
	a.take(w, a.Pairs, acc, n, at)
}

// TakeQuads is Take by the step of quads.
func (a *Accumulate) TakeQuads(w AccumulateWriter, acc []int, n, at int) {
	a.take(w, a.Quads, acc, n, at)
}

func (a *Accumulate) take(w AccumulateWriter, step *Body, acc []int, n, at int) {
	given := map[uint64]int{}
	for i, r := range acc {
		given[uint64(a.inputs()+i)<<1] = r
	}
	a.write(w, step, given, n, at, func(results []int) { a.moves(w, acc, results) })
	a.keep(acc)
}

// TakeRest writes that accumulators take the elements of Rest, which are at elements after
// the position.
func (a *Accumulate) TakeRest(w AccumulateWriter, acc []int, n, at int) {
	given := map[uint64]int{}
	copies := a.Pin()
	for i, r := range acc {
		w.Move(copies[i], r)
		given[uint64(a.inputs()+i)<<1] = copies[i]
	}
	for k, r := range a.Rest {
		given[uint64(k)<<1] = r
	}
	a.write(w, a.Step, given, n, at, func(results []int) {
		for i, r := range acc {
			w.Blend(r, results[i], a.Step.Func.Out[i].Lane)
		}
	})
	for _, r := range a.Rest {
		a.Registers[0].Keep(r)
	}
}

// Combine writes that the accumulators into become the join of x and y, of which one
// may be into itself; the other's registers are free afterwards.
func (a *Accumulate) Combine(w AccumulateWriter, into, x, y []int) {
	given := map[uint64]int{}
	for i := range into {
		given[uint64(i)<<1], given[uint64(len(into)+i)<<1] = x[i], y[i]
	}
	a.write(w, a.Join, given, 0, 0, func(results []int) { a.moves(w, into, results) })
	a.keep(into)
}

// Apply writes a body of n elements that begin at elements after the position. Its parameters are in the registers given,
// by their Imm, which it may write to, and else loaded. done gets the registers of the results.
func (a *Accumulate) Apply(w AccumulateWriter, b *Body, given map[uint64]int, n, at int, done func(results []int)) {
	a.write(w, b, given, n, at, done)
}

// ApplyTo writes a body whose parameters are in registers, which are free afterwards but for those of its results.
func (a *Accumulate) ApplyTo(w AccumulateWriter, b *Body, params, into []int) {
	given := map[uint64]int{}
	for i, r := range params {
		given[uint64(i)<<1] = r
	}
	a.write(w, b, given, 0, 0, func(results []int) { a.moves(w, into, results) })
	a.keep(into)
}

func (a *Accumulate) keep(regs []int) {
	for _, r := range regs {
		a.Registers[0].Keep(r)
	}
}

// write writes a body. Its parameters are in the registers given, by their Imm, which it
// may write to, and else loaded. done gets the registers of the results.
func (a *Accumulate) write(w AccumulateWriter, b *Body, given map[uint64]int, n, at int, done func(results []int)) {
	regs := a.Registers
	regs.Reset()
	for _, r := range regs {
		r.body = b
	}
	w.Begin(Block{Vectors: 1, Lanes: n})
	for _, r := range given {
		regs[0].Unpin(r)
	}
	for _, v := range b.Order {
		if r, ok := given[v.Imm]; ok && v.Op == ir.Param {
			regs[0].Give(Var{Value: v}, r)
		}
	}
	for i, v := range b.Order {
		regs.At(i)
		if a.Annotate {
			w.Comment(v.Long())
		}
		if v.Op != ir.Param {
			w.Operation(v)
		} else if _, ok := given[v.Imm]; !ok {
			w.Input(v, n, at)
		}
	}
	regs.At(len(b.Order))
	results := make([]int, len(b.Func.Out))
	for _, r := range b.Func.Results {
		results[r.Operand] = w.Register(r.Value, 0)
	}
	done(results)
	regs.Reset()
}

// moves moves results to the registers into, all at once.
func (a *Accumulate) moves(w AccumulateWriter, into, results []int) {
	for i, r := range results {
		if r != into[i] && slices.Contains(into, r) {
			results[i] = a.tempBeside(into)
			w.Move(results[i], r)
		}
	}
	for i, r := range results {
		if r != into[i] {
			w.Move(into[i], r)
		}
	}
}

// tempBeside returns a temporary register that is none of regs, of which some may be free.
func (a *Accumulate) tempBeside(regs []int) int {
	for {
		if r := a.Registers[0].Temp(); !slices.Contains(regs, r) {
			return r
		}
	}
}
