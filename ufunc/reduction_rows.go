// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"math/bits"
	"unsafe"
)

// The sections of a worker's buffer in a reduction.
const (
	sectionSeries = iota // the series of the pairwise order, or a wide accumulator
	sectionPacked        // packed elements
	sectionRaw           // packed elements before a cast
	sectionResult        // a row of results
	sectionStack         // results of partial trees, one row each
)

// at returns a section of the buffer of w.
func (r *reduction) at(w *worker, section int) unsafe.Pointer {
	p := unsafe.Pointer(unsafe.SliceData(w.buffer))
	return addr(p, int(-uintptr(p)&63)+section*r.section)
}

// stackSlot returns the row of the partial tree at the given depth.
func (r *reduction) stackSlot(w *worker, depth int) unsafe.Pointer {
	return addr(r.at(w, sectionStack), depth*r.width*r.size)
}

// reserve gives w the memory that r needs.
func (r *reduction) reserve(w *worker) {
	w.failure = &r.failure
	need := sectionStack*r.section + 64 + (bits.Len(uint(r.m))+2)*r.width*r.size
	if len(w.buffer) < need {
		w.buffer = make([]byte, need)
	}
}

// rowOf is a row of results to compute.
type rowOf struct {
	x, y, mask unsafe.Pointer
	n          int
}

// rowAt returns the row of results with number t.
func (r *reduction) rowAt(t int) rowOf {
	perRow := (r.n + r.width - 1) / r.width
	at := t % perRow * r.width
	row := rowOf{n: min(r.width, r.n-at)}
	xo, yo, mo := at*r.x.stride, at*r.y.stride, at*r.mask.stride
	index := t / perRow
	for d := r.outer.ndim - 1; d >= 0; d-- {
		i := index % r.outer.shape[d]
		index /= r.outer.shape[d]
		xo += i * r.xs[d]
		yo += i * r.ys[d]
		if r.masked {
			mo += i * r.ms[d]
		}
	}
	row.x, row.y = addr(r.x.ptr, xo), addr(r.y.ptr, yo)
	if r.masked {
		row.mask = addr(r.mask.ptr, mo)
	}
	return row
}

// task computes a row of results.
func (r *reduction) task(w *worker, t int) {
	row := r.rowAt(t)
	if r.all {
		r.accumulateRow(w, row)
		return
	}
	r.span(w, row, 0, r.m)
	r.finish(w, row)
}

// span reduces elements lo to lo+m of each result of the row, to sectionResult.
func (r *reduction) span(w *worker, row rowOf, lo, m int) {
	if r.inner {
		w.window = window{} // of another row, or part of one
		r.innerTree(w, row, lo, m, 0)
	} else {
		r.outerTree(w, row, lo, m, 0)
	}
	move(r.at(w, sectionResult), r.stackSlot(w, 0), row.n*r.size)
}

// fill writes the value of an empty reduction to all results.
func (r *reduction) fill() {
	w := getWorker()
	r.reserve(w)
	perRow := (r.n + r.width - 1) / r.width
	for t := range perRow * r.outer.size {
		row := r.rowAt(t)
		r.fillStart(r.at(w, sectionResult), row.n)
		r.write(w, row)
	}
	w.put()
}

// finish combines the results with the initial value, and stores them.
func (r *reduction) finish(w *worker, row rowOf) {
	if r.hasInitial && r.order != Serial {
		res := r.at(w, sectionResult)
		r.call(w, 1, row.n, block{unsafe.Pointer(&r.start0), 0, 0}, block{res, r.size, 0}, block{res, r.size, 0})
	}
	r.write(w, row)
}

// write stores sectionResult to the row's place.
func (r *reduction) write(w *worker, row rowOf) {
	from := r.at(w, sectionResult)
	if r.store != nil {
		raw := r.at(w, sectionRaw)
		w.convert(r.store, block{from, r.size, 0}, block{raw, r.ySize, 0}, 1, row.n)
		from = raw
	}
	scatter(row.y, from, 1, row.n, r.y.stride, 0, r.ySize, r.yAligned)
}

// call runs the kernel.
func (r *reduction) call(w *worker, rows, n int, x1, x2, out block) {
	a := &w.args
	a.Rows, a.N = rows, n
	a.Op[0].Ptr, a.Op[0].Inner, a.Op[0].Outer = x1.ptr, x1.inner, x1.outer
	a.Op[1].Ptr, a.Op[1].Inner, a.Op[1].Outer = x2.ptr, x2.inner, x2.outer
	a.Op[2].Ptr, a.Op[2].Inner, a.Op[2].Outer = out.ptr, out.inner, out.outer
	if r.set.Rare {
		r.set.Run(a)
		return
	}
	r.fn(a)
}
