package plan

import "math/bits"

// Copy is a kernel that moves elements from one layout to another: its
// kernel.Args have an input and an output, both of any steps. Numbers and
// their meaning play no part, so there is one for each size of element.
type Copy struct {
	Name string // of the Go function, less the suffix of the instruction set
	Size int    // bytes of an element: 1, 2, 4, 8 or 16
	Doc  string // the comment of the function: the loop that it equals
}

// Steps are the steps of a Copy's input and output, counted in elements. For
// some of them vectors do what would else be done one element at a time.
type Steps struct{ In, Out int }

// The steps that a back end may have a way for.
var (
	Line     = Steps{1, 1}  // both without gaps
	Spread   = Steps{0, 1}  // one element for all
	Reverse  = Steps{-1, 1} // from the end on
	Backward = Steps{1, -1} // to the end first
	Even     = Steps{2, 1}  // every second element
	Apart    = Steps{1, 2}  // to every second element
)

// Transposition is how a Copy whose rows lie side by side in its input, and
// whose elements do so in its output, goes by squares: from as many columns as
// fill a register, Rows elements of each, in pieces of 16 bytes or all if they
// are fewer. Registers of 16 bytes then hold the elements by columns, and
// interleaving the first half of them with the second, Stages times, leaves
// them by rows: each time moves the highest bit of an element's place to the
// lowest, until the bits of the column stand below those of the row.
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
