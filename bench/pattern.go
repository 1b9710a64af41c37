// SPDX-License-Identifier: BSD-3-Clause

package bench

import (
	"fmt"
	"math"

	"github.com/arraygen/arraygen/bench/arena"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ufunc"
)

// Pattern is how the operands of a case lie in memory.
type Pattern string

// The patterns.
const (
	Contiguous   Pattern = "contiguous"       // one axis without gaps, with Out
	InPlace      Pattern = "in-place"         // the output is the first input
	ScalarArg    Pattern = "scalar"           // the last input has no axes
	RowBroadcast Pattern = "row-broadcast"    // the last input is a row that every row uses
	ColBroadcast Pattern = "column-broadcast" // the last input has one element for each row
	Stride2      Pattern = "stride-2"         // the inputs are every second element
	Reversed     Pattern = "reversed"         // the inputs run backwards
	Transposed   Pattern = "transposed"       // the first input is a transposed matrix, the output is not
	OutStrided   Pattern = "out-strided"      // the output is every second element
	ReduceAll    Pattern = "reduce-all"       // a matrix to one element
	ReduceFirst  Pattern = "reduce-axis-0"    // a matrix to a row
	ReduceLast   Pattern = "reduce-axis-1"    // a matrix to a column: the last axis
	Allocating   Pattern = "allocating"       // contiguous, without Out: the result is new memory
)

// Patterns lists all patterns in the order of the tables.
func Patterns() []Pattern {
	return []Pattern{Contiguous, InPlace, Allocating, ScalarArg, RowBroadcast, ColBroadcast, Stride2, Reversed, Transposed, OutStrided, ReduceAll, ReduceFirst, ReduceLast}
}

// Reduces reports whether p is a reduction.
func (p Pattern) Reduces() bool { return p == ReduceAll || p == ReduceFirst || p == ReduceLast }

// Excluded returns why a loop of u has no case of pattern p, or "".
func (p Pattern) Excluded(u *ufunc.Ufunc, l *ufunc.Loop) string {
	switch {
	case p.Reduces() && len(l.In) != 2:
		return "only functions of two inputs reduce"
	case p == ReduceAll && u.Identity.Kind == ufunc.IdentityNone:
		return "not reorderable: one axis at a time"
	case p.Reduces() && l.Reduce == ufunc.NoReduce:
		return "the row has no reduction for these types"
	case p == InPlace && u == casts:
		return "a cast makes a copy"
	case p == InPlace && l.In[0] != l.Out[0]:
		return "the result has another type than the input"
	case (p == ScalarArg || p == RowBroadcast || p == ColBroadcast) && len(l.In) < 2:
		return "one input: nothing to broadcast against"
	}
	return ""
}

// grid returns rows and columns of a matrix of about n elements.
func grid(n int) (rows, cols int) {
	rows = int(math.Sqrt(float64(n)))
	for n%rows != 0 {
		rows--
	}
	return rows, n / rows
}

// layouts lays out the operands of a loop over n elements: the inputs, then
// the outputs.
func (p Pattern) layouts(l *ufunc.Loop, n int, mem *arena.Arena) (ins, outs []arena.Layout, err error) {
	rows, cols := grid(n)
	place := func(d dtype.DType, shape, strides []int, span, first int) arena.Layout {
		at, e := mem.Cut(d, span)
		if e != nil {
			err = e
		}
		bytes := make([]int, len(strides))
		for i, s := range strides {
			bytes[i] = s * d.Size()
		}
		return arena.Layout{DType: d.String(), Shape: shape, Strides: bytes, Offset: at + first*d.Size(), Base: at, Bytes: span * d.Size()}
	}
	line := func(d dtype.DType) arena.Layout { return place(d, []int{n}, []int{1}, n, 0) }
	matrix := func(d dtype.DType) arena.Layout {
		return place(d, []int{rows, cols}, []int{cols, 1}, n, 0)
	}
	for i, d := range l.In {
		last := i == len(l.In)-1
		var a arena.Layout
		switch p {
		case Contiguous, InPlace, Allocating, OutStrided:
			a = line(d)
		case ScalarArg:
			if a = line(d); last {
				a = place(d, []int{}, []int{}, 1, 0)
			}
		case RowBroadcast:
			if a = matrix(d); last {
				a = place(d, []int{cols}, []int{1}, cols, 0)
			}
		case ColBroadcast:
			if a = matrix(d); last {
				a = place(d, []int{rows, 1}, []int{1, 1}, rows, 0)
			}
		case Stride2:
			a = place(d, []int{n}, []int{2}, 2*n, 0)
		case Reversed:
			a = place(d, []int{n}, []int{-1}, n, n-1)
		case Transposed:
			if a = matrix(d); i == 0 {
				a = place(d, []int{rows, cols}, []int{1, rows}, n, 0)
			}
		case ReduceAll, ReduceFirst, ReduceLast:
			if i == 0 {
				ins = append(ins, matrix(d))
			}
			continue
		default:
			return nil, nil, fmt.Errorf("bench: no pattern %q", p)
		}
		ins = append(ins, a)
	}
	for _, d := range l.Out {
		var a arena.Layout
		switch p {
		case InPlace:
			a = ins[0]
		case RowBroadcast, ColBroadcast, Transposed:
			a = matrix(d)
		case OutStrided:
			a = place(d, []int{n}, []int{2}, 2*n, 0)
		case ReduceAll:
			a = place(d, []int{}, []int{}, 1, 0)
		case ReduceFirst:
			a = place(d, []int{cols}, []int{1}, cols, 0)
		case ReduceLast:
			a = place(d, []int{rows}, []int{1}, rows, 0)
		default:
			a = line(d)
		}
		outs = append(outs, a)
	}
	return ins, outs, err
}
