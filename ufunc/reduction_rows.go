package ufunc

import (
	"math/bits"
	"unsafe"
)

// The areas of a worker's buffer in a reduction.
const (
	areaSeries = iota // the series of the pairwise order, or a wide accumulator
	areaPacked        // packed elements
	areaRaw           // packed elements before a cast
	areaResult        // a row of results
	areaStack         // results of partial trees, one row each
)

func (w *worker) area(i int) unsafe.Pointer {
	p := unsafe.Pointer(unsafe.SliceData(w.buffer))
	return addr(p, int(-uintptr(p)&63)+i*bufferBytes)
}

// slot returns the row of the partial tree at the given depth.
func (r *reduction) slot(w *worker, depth int) unsafe.Pointer {
	return addr(w.area(areaStack), depth*r.width*r.size)
}

// reserve gives w the memory that r needs.
func (r *reduction) reserve(w *worker) {
	need := areaStack*bufferBytes + 64 + (bits.Len(uint(r.m))+2)*r.width*r.size
	if len(w.buffer) < need {
		w.buffer = make([]byte, need)
	}
}

// rowOf is a row of results to compute.
type rowOf struct {
	x, y, mask unsafe.Pointer
	n          int
}

// place returns the row of results with number t.
func (r *reduction) place(t int) rowOf {
	across := (r.n + r.width - 1) / r.width
	at := t % across * r.width
	row := rowOf{n: min(r.width, r.n-at)}
	xo, yo, mo := at*r.x.step, at*r.y.step, at*r.mask.step
	index := t / across
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
	row := r.place(t)
	if r.all {
		r.steps(w, row)
		return
	}
	r.span(w, row, 0, r.m)
	r.finish(w, row)
}

// span reduces elements lo to lo+m of each result of the row, to areaResult.
func (r *reduction) span(w *worker, row rowOf, lo, m int) {
	if r.along {
		r.alongTree(w, row, lo, m, 0)
	} else {
		r.acrossTree(w, row, lo, m, 0)
	}
	move(w.area(areaResult), r.slot(w, 0), row.n*r.size)
}

// fill writes the value of an empty reduction to all results.
func (r *reduction) fill() {
	w := getWorker()
	r.reserve(w)
	across := (r.n + r.width - 1) / r.width
	for t := range across * r.outer.size {
		row := r.place(t)
		r.spread(w.area(areaResult), row.n)
		r.write(w, row)
	}
	w.put()
}

// finish combines the results with the initial value, and stores them.
func (r *reduction) finish(w *worker, row rowOf) {
	if r.hasInitial && r.order != Serial {
		res := w.area(areaResult)
		r.call(w, 1, row.n, block{unsafe.Pointer(&r.start0), 0, 0}, block{res, r.size, 0}, block{res, r.size, 0})
	}
	r.write(w, row)
}

// write stores areaResult to the row's place.
func (r *reduction) write(w *worker, row rowOf) {
	from := w.area(areaResult)
	if r.store != nil {
		raw := w.area(areaRaw)
		w.convert(r.store, block{from, r.size, 0}, block{raw, r.ySize, 0}, 1, row.n)
		from = raw
	}
	scatter(row.y, from, 1, row.n, r.y.step, 0, r.ySize, r.yAligned)
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
