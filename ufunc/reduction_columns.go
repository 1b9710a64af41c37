// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// downBytes is the shortest row of results down whose columns tiles go. Of shorter ones, the rows of all
// series side by side are read as they lie in memory.
const downBytes = 2 << 10

// down is what the sums down columns need.
type down struct {
	tile kernel.Tile
	one  uint64
	edge [64]byte // the last columns, a vector of them
}

// addDown adds count times as many rows of n elements as there are series to these, which lie
// side by side. A register tile goes down the rows of one series, vector by vector of
// the columns, with the sums in registers: it multiplies by 1, so that the sums are
// those of additions. It returns false, and does nothing, where there are no tiles or
// the rows are short or have gaps.
func (r *reduction) addDown(w *worker, n int, series unsafe.Pointer, b block, count int) bool {
	rowBytes := n * r.size
	if r.tiles == nil || b.inner != r.size || rowBytes < downBytes || count < 2 {
		return false
	}
	level := r.tiles.Level(kernel.Current())
	f, vector := r.tiles.Impl[level], r.tiles.Shape[level].Lanes
	size := r.size
	if r.acc.Kind() == dtype.KindComplex {
		size /= 2 // of a part
	}
	d := &w.down
	t := &d.tile
	d.one = r.tiles.One
	t.Rows, t.Depth, t.Resume = 1, count, 1
	t.A, t.BStep = unsafe.Pointer(&d.one), r.lanes*b.outer
	whole := rowBytes / (vector * size) * (vector * size)
	rest := rowBytes - whole
	for s := range r.lanes {
		from, to := addr(b.ptr, s*b.outer), addr(series, s*rowBytes)
		t.B, t.C, t.Columns = from, to, whole/size
		f(t)
		if rest == 0 {
			continue
		}
		// The last vector of columns overlaps the one before.
		edge, last := unsafe.Pointer(&d.edge), rowBytes-vector*size
		move(edge, addr(to, last), vector*size)
		t.B, t.C, t.Columns = addr(from, last), edge, vector
		f(t)
		move(addr(to, whole), addr(edge, vector*size-rest), rest)
	}
	t.A, t.B, t.C = nil, nil, nil
	return true
}
