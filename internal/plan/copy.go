// SPDX-License-Identifier: BSD-3-Clause

package plan

import "math/bits"

// Copy is a kernel that moves elements from one layout to another: its
// kernel.Args have an input and an output, both of any strides. A copy does not
// interpret the bits, so there is one for each size of element.
type Copy struct {
	Name string // of the Go function, less the suffix of the level
	Size int    // bytes of an element: 1, 2, 4, 8 or 16
	Doc  string // the comment of the function: the loop that it equals
}

// Strides are the strides of a Copy's input and output, counted in elements.
// A back end copies rows of some strides by vectors, all others one element at
// a time.
type Strides struct{ In, Out int }

// The strides for which a back end may have a strategy.
var (
	Contiguous    = Strides{1, 1}
	Broadcast     = Strides{0, 1}
	LoadReversed  = Strides{-1, 1}
	StoreReversed = Strides{1, -1}
	LoadStride2   = Strides{2, 1}
	StoreStride2  = Strides{1, 2}
)

// Transposition describes how a Copy transposes a matrix square by square: its
// rows are adjacent in the input, its elements in the output. A square has as
// many columns as fill a register, and Rows elements of each, loaded in pieces
// of 16 bytes (or in one piece if they are fewer). The registers then hold the
// elements by columns. Interleaving their first half with their second, Stages
// times, leaves the elements by rows: each stage rotates the index of an
// element by one bit, the highest bit to the lowest position, until the bits of
// the column are below those of the row.
type Transposition struct {
	Rows    int // of a square
	Columns int // that fill 16 bytes
	Stages  int
}

// TranspositionOf returns the squares for elements of size bytes: of eight
// rows if these fit a cache line.
func TranspositionOf(size int) Transposition {
	columns := 16 / size
	return Transposition{Rows: min(8, 64/size), Columns: columns, Stages: bits.Len(uint(columns)) - 1}
}

// Interleave does one stage on registers: it calls f with each register of the
// first half of regs and its counterpart in the second, and returns the
// registers in their new order. f leaves the lower halves of a and b,
// interleaved, in a free register that it returns, and the upper halves in b;
// a is free then.
func Interleave(regs []int, f func(a, b int) (low int)) []int {
	half := len(regs) / 2
	var out []int
	for i := range half {
		low := f(regs[i], regs[half+i])
		out = append(out, low, regs[half+i])
	}
	return out
}
