// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"sync"
	"sync/atomic"
	"unsafe"
)

// together computes one row of results on several goroutines, which take parts
// of the tree.
func (r *reduction) together(w *worker, t, nthreads int) {
	row := r.rowAt(t)
	limit := max(r.m/(4*nthreads), 4*r.leaf)
	cuts := r.cuts(nil, 0, r.m, limit)
	parts := make([]byte, len(cuts)*row.n*r.size+8)
	at := func(i int) unsafe.Pointer { return unsafe.Pointer(&parts[i*row.n*r.size]) }
	var next atomic.Int64
	var wait sync.WaitGroup
	work := func(w *worker) {
		for {
			i := int(next.Add(1)) - 1
			if i >= len(cuts) {
				return
			}
			end := r.m
			if i+1 < len(cuts) {
				end = cuts[i+1]
			}
			r.span(w, row, cuts[i], end-cuts[i])
			move(at(i), r.at(w, sectionResult), row.n*r.size)
			if r.decided(at(i), row.n) {
				next.Store(int64(len(cuts))) // whatever the parts that are left would be
			}
		}
	}
	for range nthreads - 1 {
		wait.Go(func() {
			w := getWorker()
			r.reserve(w)
			work(w)
			w.put()
		})
	}
	work(w)
	wait.Wait()
	i := 0
	r.join(w, row.n, r.m, limit, &i, at, 0)
	move(r.at(w, sectionResult), r.stackSlot(w, 0), row.n*r.size)
	r.finish(w, row)
}

// cuts lists where the parts of at most limit elements begin, cut as the tree
// is.
func (r *reduction) cuts(list []int, lo, m, limit int) []int {
	if m <= limit {
		return append(list, lo)
	}
	half := r.half(m)
	return r.cuts(r.cuts(list, lo, half, limit), lo+half, m-half, limit)
}

// join combines the parts as the tree does, to the slot of the given depth.
func (r *reduction) join(w *worker, n, m, limit int, i *int, at func(int) unsafe.Pointer, depth int) {
	if m <= limit {
		move(r.stackSlot(w, depth), at(*i), n*r.size)
		*i++
		return
	}
	half := r.half(m)
	r.join(w, n, half, limit, i, at, depth)
	r.join(w, n, m-half, limit, i, at, depth+1)
	b := block{r.stackSlot(w, depth), r.size, 0}
	r.call(w, 1, n, b, block{r.stackSlot(w, depth+1), r.size, 0}, b)
}
