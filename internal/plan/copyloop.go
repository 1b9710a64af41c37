// SPDX-License-Identifier: BSD-3-Clause

package plan

// CopyLoop is the shape of a copy: a loop over the rows, which are copied by the
// strategy for their strides, or by single elements. W writes it.
type CopyLoop[W CopyWriter] struct {
	Size       int // bytes of an element
	Lanes      int // elements of a vector
	Unroll     int // vectors per iteration
	Singles    int // single elements per iteration
	Strategies []Strategy[W]
}

// Strategy is how a copy with certain strides is done by vectors.
type Strategy[W any] struct {
	Strides Strides
	// SetUp brings what Block needs into registers, once per row.
	SetUp func(w W)
	// Block copies a vector's elements, at the given bytes past the addresses.
	Block func(w W, in, out int)
	// Last copies the last vector, at the addresses, where Block reads past the
	// elements that it copies; else it is nil.
	Last func(w W)
}

// CopyWriter is what a back end writes a copy with. The machine has for the input,
// operand 0, and the output, operand 1, where their row begins, an address, which
// moves along the row, and the stride between elements; a count of elements, and one
// of rows.
type CopyWriter interface {
	Control

	// Args, CountRow, CountRows, Prepare, StartRow, NextRow and Return are those of
	// a RowWriter, but that StartRow needs no kernel.Args and does not keep them.
	Args()
	CountRow()
	CountRows(label string)
	Prepare()
	StartRow()
	NextRow(row, done string)
	Return()

	// Transpose copies a matrix whose rows are adjacent in the input, and whose
	// elements are in the output, by squares; others go on to label.
	Transpose(label string)
	// IfStride jumps to label if the stride of operand k is so many bytes or, with
	// NotZero, if it is not.
	IfStride(k, bytes int, c Condition, label string)
	// One copies the element that is n strides past the addresses, Skip moves these
	// by n strides.
	One(n int)
	Skip(n int)
	// Move moves the address of operand k by so many bytes, MoveByCount by so many,
	// which are its stride, for each element of the count.
	Move(k, bytes int)
	MoveByCount(k, bytes int)
}

// Write writes the copy.
func (c CopyLoop[W]) Write(w W) {
	w.Args()
	w.CountRow()
	w.CountRows("done")
	w.Prepare()
	w.Transpose("row")
	w.Label("row")
	w.Args()
	w.CountRow()
	w.StartRow()
	w.Compare(c.Lanes, Negative, "single")
	for i, s := range c.Strategies {
		other := label("other", i)
		w.IfStride(0, s.Strides.In*c.Size, NotZero, other)
		w.IfStride(1, s.Strides.Out*c.Size, Zero, label("strategy", i))
		w.Label(other)
	}
	w.Label("single")
	c.singles(w)
	w.Label("rowend")
	w.NextRow("row", "done")
	for i, s := range c.Strategies {
		c.strategy(w, i, s)
	}
	w.Label("done")
	w.Return()
}

// singles copies the elements of a row one by one, several per iteration.
func (c CopyLoop[W]) singles(w W) {
	if c.Singles > 1 {
		w.Count(-c.Singles, Negative, "rest")
		w.Align()
		w.Label("singles")
		for n := range c.Singles {
			w.One(n)
		}
		w.Skip(c.Singles)
		w.Count(-c.Singles, NotNegative, "singles")
		w.Label("rest")
		w.Count(c.Singles, Zero, "rowend")
	}
	w.Label("one")
	w.One(0)
	w.Skip(1)
	w.Count(-1, NotZero, "one")
}

// strategy writes the loops of one strategy: iterations of several vectors, single
// vectors, and the last elements as a whole vector, which does some for a second time.
func (c CopyLoop[W]) strategy(w W, i int, s Strategy[W]) {
	loop, vectors, vector, end := label("loop", i), label("vectors", i), label("vector", i), label("last", i)
	strides := [2]int{s.Strides.In * c.Size, s.Strides.Out * c.Size}
	move := func(n int) {
		for k, stride := range strides {
			if stride != 0 {
				w.Move(k, n*c.Lanes*stride)
			}
		}
	}
	w.Label(label("strategy", i))
	s.SetUp(w)
	if s.Last != nil {
		w.Add(-1) // some element must follow those of a block
	}
	w.Count(-c.Unroll*c.Lanes, Negative, vectors)
	w.Align()
	w.Label(loop)
	for n := range c.Unroll {
		s.Block(w, n*c.Lanes*strides[0], n*c.Lanes*strides[1])
	}
	move(c.Unroll)
	w.Count(-c.Unroll*c.Lanes, NotNegative, loop)
	w.Label(vectors)
	w.Count((c.Unroll-1)*c.Lanes, Negative, end)
	w.Label(vector)
	s.Block(w, 0, 0)
	move(1)
	w.Count(-c.Lanes, NotNegative, vector)
	w.Label(end)
	// The count is the elements left less a vector's: how far to go back.
	if s.Last == nil {
		w.Compare(-c.Lanes, Zero, "rowend")
	} else {
		w.Add(1)
	}
	for k, stride := range strides {
		if stride != 0 {
			w.MoveByCount(k, stride)
		}
	}
	if s.Last == nil {
		s.Block(w, 0, 0)
	} else {
		s.Last(w)
	}
	w.Jump("rowend")
}
