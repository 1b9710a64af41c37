// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/kernel"
)

// acrossTree reduces m elements of each result of the row at once, to the slot
// of the given depth.
func (r *reduction) outerTree(w *worker, row rowOf, lo, m, depth int) {
	slot := r.stackSlot(w, depth)
	if r.order != Pairwise {
		if r.order == Serial && r.masked {
			r.serialWhere(w, row, lo, m, slot)
			return
		}
		if r.order == Serial && r.hasInitial {
			r.fillStart(slot, row.n)
			r.into(w, row, slot, 0, lo, m)
			return
		}
		if r.order == Any && m >= 32 && row.n*r.size < 512 {
			r.acrossAny(w, row, lo, m)
			return
		}
		r.copyRows(w, row, slot, lo, 1)
		r.into(w, row, slot, 0, lo+1, m-1)
		return
	}
	if m > r.leaf {
		half := r.half(m)
		r.outerTree(w, row, lo, half, depth)
		r.outerTree(w, row, lo+half, m-half, depth+1)
		b := block{slot, r.size, 0}
		r.call(w, 1, row.n, b, block{r.stackSlot(w, depth+1), r.size, 0}, b)
		return
	}
	if m < r.lanes {
		r.copyRows(w, row, slot, lo, 1)
		r.into(w, row, slot, 0, lo+1, m-1)
		return
	}
	series := r.at(w, sectionSeries)
	rowBytes := row.n * r.size
	r.copyRows(w, row, series, lo, r.lanes)
	i := r.lanes
	i += r.intoSeries(w, row, series, lo+i, (m-i)/r.lanes)
	for step := 1; step < r.lanes; step *= 2 {
		outer := 2 * step * rowBytes
		b := block{series, r.size, outer}
		r.call(w, r.lanes/(2*step), row.n, b, block{addr(series, step*rowBytes), r.size, outer}, b)
	}
	r.into(w, row, series, 0, lo+i, m-i)
	move(slot, series, rowBytes)
}

// fillStart writes the start value to n elements.
func (r *reduction) fillStart(to unsafe.Pointer, n int) {
	gather(to, unsafe.Pointer(&r.start0), 1, n, 0, 0, r.size, true)
}

// acrossAny reduces short rows into as many accumulators as fit, so that no
// step waits for the one before, and those into one, in the stack slot of depth 0.
func (r *reduction) acrossAny(w *worker, row rowOf, lo, m int) {
	series := r.at(w, sectionSeries)
	rowBytes := row.n * r.size
	wide := min(m/2, bufferBytes/2/rowBytes)
	r.copyRows(w, row, series, lo, wide)
	for i := wide; i < m; {
		k := min(wide, m-i)
		r.into(w, row, series, rowBytes, lo+i, k)
		i += k
	}
	// The accumulators lie side by side, as one long row.
	for wide > 1 {
		half := wide / 2
		to := block{series, r.size, 0}
		r.call(w, 1, half*row.n, to, block{addr(series, (wide-half)*rowBytes), r.size, 0}, to)
		wide -= half
	}
	move(r.stackSlot(w, 0), series, rowBytes)
}

// copyRows copies count rows of elements from index i on to dst.
func (r *reduction) copyRows(w *worker, row rowOf, dst unsafe.Pointer, i, count int) {
	for done := 0; done < count; {
		b, k := r.fetch(w, row, i+done, count-done)
		if b.endToEnd(row.n, r.size) {
			move(addr(dst, done*row.n*r.size), b.ptr, k*row.n*r.size)
			done += k
			continue
		}
		gather(addr(dst, done*row.n*r.size), b.ptr, k, row.n, b.inner, b.outer, r.size, true)
		done += k
	}
}

// chain combines elements one after the other where each step needs the one
// before: a scan, or the Go loop as one row, for a vector kernel would have to
// wait for its own result to come back from memory.
func (r *reduction) chain(w *worker, n int, x1, x2, out block) {
	a := &w.args
	a.Rows, a.N = 1, n
	a.Op[0].Ptr, a.Op[0].Inner = x1.ptr, x1.inner
	a.Op[1].Ptr, a.Op[1].Inner = x2.ptr, x2.inner
	a.Op[2].Ptr, a.Op[2].Inner = out.ptr, out.inner
	if r.all && r.scan != nil {
		if x2.inner == r.size && out.inner == r.size {
			r.scan.Best()(a)
		} else {
			r.scan.Impl[kernel.Go](a)
		}
		return
	}
	r.set.Impl[kernel.Go](a)
}

// endToEnd reports whether rows of n elements of size bytes lie one after the
// other, so that they are one long row.
func (b block) endToEnd(n, size int) bool { return b.inner == size && b.outer == n*size }

// intoSeries combines count times as many rows of elements as there are series,
// from index i on, into the series, and returns the number of rows.
func (r *reduction) intoSeries(w *worker, row rowOf, series unsafe.Pointer, i, count int) int {
	rowBytes := row.n * r.size
	for done := 0; done < count; {
		b, k := r.fetch(w, row, i+done*r.lanes, (count-done)*r.lanes)
		if k /= r.lanes; k == 0 {
			r.into(w, row, series, rowBytes, i+done*r.lanes, r.lanes)
			done++
			continue
		}
		done += k
		if r.addDown(w, row.n, series, b, k) {
			continue
		}
		if b.endToEnd(row.n, r.size) {
			// All series side by side are one row, again and again.
			to := block{series, r.size, 0}
			r.call(w, k, r.lanes*row.n, to, block{b.ptr, r.size, r.lanes * rowBytes}, to)
			continue
		}
		to := block{series, r.size, rowBytes}
		for j := range k { // no pointer is formed behind the last row
			r.call(w, r.lanes, row.n, to, block{addr(b.ptr, j*r.lanes*b.outer), b.inner, b.outer}, to)
		}
	}
	return count * r.lanes
}

// into combines count rows of elements, from index i on, into rows of
// accumulators with a stride of step bytes: 0 for a single one.
func (r *reduction) into(w *worker, row rowOf, acc unsafe.Pointer, step, i, count int) {
	for done := 0; done < count; {
		b, k := r.fetch(w, row, i+done, count-done)
		to := block{addr(acc, done*step), r.size, step}
		switch {
		case row.n == 1 && step == 0:
			to.inner = 0
			r.chain(w, k, to, block{b.ptr, b.outer, 0}, to)
		case step == row.n*r.size && b.endToEnd(row.n, r.size):
			r.call(w, 1, k*row.n, to, b, to)
		default:
			r.call(w, k, row.n, to, b, to)
		}
		done += k
	}
}

// serialWhere combines the elements at which the mask is true from the first
// to the last, beginning with the start value.
func (r *reduction) serialWhere(w *worker, row rowOf, lo, m int, slot unsafe.Pointer) {
	r.fillStart(slot, row.n)
	next := r.at(w, sectionSeries)
	for i := lo; i < lo+m; i++ {
		off, maskOff, _ := r.offset(i)
		packed := r.at(w, sectionPacked)
		r.load(w, packed, addr(row.x, off), 1, row.n, r.x.stride, 0)
		r.call(w, 1, row.n, block{slot, r.size, 0}, block{packed, r.size, 0}, block{next, r.size, 0})
		scatterWhere(block{slot, r.size, 0}, next, block{addr(row.mask, maskOff), r.mask.stride, 0}, 1, row.n, r.size, true)
	}
}
