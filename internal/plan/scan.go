// SPDX-License-Identifier: BSD-3-Clause

package plan

// Scan is the shape of the loop of a scan. The lanes of a vector are combined with those below them in
// steps, of twice as many lanes each; then all with the result so far, which is that of the last lane in
// every lane. The chain from one vector to the next is so one body long: it combines that result with
// what a whole vector comes to, which does not wait for it.
type Scan struct {
	Lanes int // elements of a vector
}

// ScanWriter is what a back end writes the loop of a scan with. The machine has a vector of elements, one
// that has the result so far in every lane (at the end of a row, where elements are taken one by one, in the
// first), positions in the input and the output, and a count of elements.
type ScanWriter interface {
	RowWriter

	// LoadResult sets the result so far to the element that the row begins with.
	LoadResult()
	// Load sets the vector to the elements at the position.
	Load()
	// Step combines each lane with the one so many below it, those that have none with zero.
	Step(lanes int)
	// Total notes what the whole vector comes to, the last lane.
	Total()
	// Store combines the lanes with the result so far and stores them at the position.
	Store()
	// Carry combines the result so far with what Total noted.
	Carry()
	// One loads one element, combines the result so far with it, and stores that.
	One()
	// Skip advances the positions by n elements.
	Skip(n int)
}

// Write writes the kernel: the loop over the rows.
func (p Scan) Write(w ScanWriter) {
	w.Args()
	w.CountRow()
	w.CountRows("done")
	w.Prepare()
	w.Align()
	w.Label("row")
	w.StartRow()
	w.CountRow()
	w.LoadResult()
	w.Count(-p.Lanes, Negative, "few")
	w.Align()
	w.Label("loop")
	w.Load()
	for n := 1; n < p.Lanes; n *= 2 {
		w.Step(n)
	}
	w.Total()
	w.Store()
	w.Carry()
	w.Skip(p.Lanes)
	w.Count(-p.Lanes, NotNegative, "loop")
	w.Label("few")
	w.Count(p.Lanes, Zero, "end")
	w.Label("one")
	w.One()
	w.Skip(1)
	w.Count(-1, NotZero, "one")
	w.Label("end")
	w.NextRow("row", "done")
	w.Label("done")
	w.Return()
}
