// SPDX-License-Identifier: BSD-3-Clause

package plan

import (
	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// Order is how a kernel combines the elements of a row.
type Order uint8

const (
	// Elementwise kernels don't: every element has its own result.
	Elementwise Order = iota
	// Any is for bodies that are exactly associative and commutative.
	Any
	// Pairwise is the order that package kernel describes with its folds.
	Pairwise
	// Prefix kernels are scans, see package kernel: each element has as its result what
	// those up to it are combined to. It is for bodies as those of Any whose identity is zero.
	Prefix
)

// Fold is the shape of the loop of a fold: accumulator vectors, each
// combined with every so many-th vector of the row, and what becomes of them.
type Fold struct {
	Lanes   int // elements of a vector
	Vectors int // accumulator vectors
	// Leaf is the most elements that are combined in series, 0 for all.
	Leaf int
	// Joins turn the series of a leaf into one lane.
	Joins []Join
	// Numbers, if not nil, writes the loop of the order Any for elements without NaN.
	Numbers NumbersWriter
	// AnyZero says that where what Numbers takes comes to zero, it may have the wrong sign.
	AnyZero bool
}

// Join makes accumulator Into the body of itself and of another one, From,
// or if Down is not 0 of its own lanes, each moved down by Down lanes. Lanes
// that a join moves nothing to hold anything afterwards.
type Join struct{ Into, From, Down int }

// Series returns the plan of a fold of elements e in the given order on a machine
// with vectors of so many of them. unroll is the number of accumulator vectors
// where the order does not say it.
func Series(e ir.Operand, o Order, lanes, unroll int) Fold {
	if o == Any {
		return Fold{Lanes: lanes, Vectors: unroll}
	}
	series, leaf := kernel.FoldSeries, kernel.FoldLeaf
	if e.Pair {
		series, leaf = series/2, leaf/2
	}
	p := Fold{Lanes: min(lanes, series), Leaf: leaf}
	p.Vectors = series / p.Lanes
	// Neighbours first: series i and i+step become one.
	for step := 1; step < series; step *= 2 {
		if step < p.Lanes {
			for v := range p.Vectors {
				p.Joins = append(p.Joins, Join{Into: v, From: v, Down: step})
			}
			continue
		}
		step := step / p.Lanes
		for v := 0; v < p.Vectors; v += 2 * step {
			p.Joins = append(p.Joins, Join{Into: v, From: v + step})
		}
	}
	return p
}
