// SPDX-License-Identifier: BSD-3-Clause

package plan

// Condition is one on the sign of a number.
type Condition uint8

// The conditions.
const (
	Negative Condition = iota
	NotNegative
	Zero
	NotZero
	Positive
	NotPositive
)

// Control is what a back end writes the control flow of every loop with. The
// machine has a count of elements.
type Control interface {
	Label(name string)
	// Align lets the next instruction begin where the processor fetches best.
	Align()
	Jump(label string)
	// Add adds n to the count; Count jumps to label, too, if the sum meets c.
	Add(n int)
	Count(n int, c Condition, label string)
	// Compare jumps to label if the count less n meets c.
	Compare(n int, c Condition, label string)
	// WithoutBit jumps to label if bit n, a power of two, of the count is clear.
	// Modulo keeps only the bits of the count below n.
	WithoutBit(n int, label string)
	Modulo(n int)
}

// RowWriter is what a back end writes the loop over the rows of a kernel with.
// The machine has a count of rows, too.
type RowWriter interface {
	Control
	MendWriter

	// Args makes the kernel.Args known. CountRow sets the count to the elements
	// of a row, CountRows that of rows; it jumps to label if there are none of
	// either.
	Args()
	CountRow()
	CountRows(label string)
	// IfRowWithin jumps to label if a row has n elements or fewer.
	IfRowWithin(n int, label string)
	// Prepare brings into registers what stays there: strides, constants.
	Prepare()
	// StartRow sets the addresses to the beginning of the row, and makes the
	// kernel.Args known. NextRow goes on to the next row, at label row, or to
	// label done if there is none.
	StartRow()
	NextRow(row, done string)
	// Return returns from the kernel.
	Return()
}
