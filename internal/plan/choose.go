// SPDX-License-Identifier: BSD-3-Clause

package plan

import "github.com/arraygen/arraygen/internal/ir"

// Limits bounds the choice of a Plan.
type Limits struct {
	Registers int // of the machine
	Temps     int // that an operation may need
	MaxUnroll int // a power of two
	MaxOps    int // operations in an iteration of the loop, so that code stays in the cache
	MaxHoist  int // constants that are worth a register
}

// Plan is the shape of the loop round a body.
type Plan struct {
	Unroll int         // vectors per iteration, a power of two
	Hoist  []*ir.Value // constants that stay in registers
	Spill  bool        // values may go to memory
	// Hold says that a kernel that reduces holds what is one element for a row in registers.
	Hold bool
	// Extremes, if not nil, says that a kernel that reduces takes rows of numbers by their loop.
	Extremes *Extremes
}

// manyAccumulators is how many accumulator vectors hide the latency of a
// body of several operations; one of a single operation needs half of them.
const manyAccumulators = 8

// ChooseFold is Choose for a fold in the given order: Unroll is the number of
// accumulator vectors, where the order does not say it.
func ChooseFold(b *Body, o Order, l Limits, in func(*ir.Value) bool) []Plan {
	most, ops := 1, 0
	for _, v := range b.Order {
		if v.Op != ir.Param {
			ops++
		}
	}
	if o == Any {
		most = manyAccumulators
		if ops == 1 {
			most /= 2
		}
	}
	if o == Prefix {
		return []Plan{{Unroll: 1}}
	}
	var plans []Plan
	for u := most; u >= 1; u /= 2 {
		hoist := max(0, min(l.Registers-l.Temps-b.MaxLive(in)-u, l.MaxHoist, len(b.Consts)))
		for _, h := range []int{hoist, hoist / 2, 0} {
			plans = append(plans, Plan{Unroll: u, Hoist: b.Consts[:h]})
		}
	}
	return append(plans, Plan{Unroll: 1, Spill: true})
}

// Choose returns the plans for b, best first. A back end takes the first that
// its emitters manage: the number of temporaries is known only to them.
func Choose(b *Body, l Limits, in func(*ir.Value) bool) []Plan {
	live := b.MaxLive(in)
	var plans []Plan
	for u := l.MaxUnroll; u >= 1; u /= 2 {
		if u > 1 && len(b.Order)*u > l.MaxOps {
			continue
		}
		rest := l.Registers - l.Temps - live*u
		if rest < 0 && u > 1 {
			continue
		}
		hoist := max(0, min(rest, l.MaxHoist, len(b.Consts)))
		plans = append(plans, Plan{Unroll: u, Hoist: b.Consts[:hoist]})
		if hoist > 0 {
			plans = append(plans, Plan{Unroll: u, Hoist: b.Consts[:hoist/2]}, Plan{Unroll: u})
		}
	}
	return append(plans, Plan{Unroll: 1, Spill: true})
}
