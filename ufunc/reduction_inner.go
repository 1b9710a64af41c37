// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/kernel"
)

// alongTree reduces m elements of each result of the row with the fold, to the
// slot of the given depth. What the fold cannot take at once is cut as the tree
// is, which any order may be.
func (r *reduction) innerTree(w *worker, row rowOf, lo, m, depth int) {
	slot := r.stackSlot(w, depth)
	switch {
	case r.windowed:
		if r.foldWindow(w, row, lo, m, slot) {
			return
		}
	case r.foldInPlace(w, row, lo, m, slot), r.foldPacked(w, row, lo, m, slot):
		return
	}
	half := r.half(m)
	r.innerTree(w, row, lo, half, depth)
	if r.decided(slot, row.n) {
		return
	}
	r.innerTree(w, row, lo+half, m-half, depth+1)
	b := block{slot, r.size, 0}
	r.call(w, 1, row.n, b, block{r.stackSlot(w, depth+1), r.size, 0}, b)
}

// half returns where m elements are cut.
func (r *reduction) half(m int) int {
	half := m / 2
	return half - half%r.lanes
}

// foldInPlace is alongTree where the fold can work on the elements in place;
// else it does nothing, and returns false.
func (r *reduction) foldInPlace(w *worker, row rowOf, lo, m int, slot unsafe.Pointer) bool {
	off, _, even := r.offset(lo)
	step := r.size
	if m > 1 {
		step = r.stride[0]
	}
	if r.cast != nil || r.masked || r.misaligned || even < m || m > kernel.Chunk {
		return false
	}
	fold := r.foldFn
	if step != r.size && !r.loose {
		if r.order == Any || magnitude(step) <= 2*r.size {
			return false // packing is cheap, by shuffles for a stride of 2
		}
		// The Go fold takes any stride, and eight chains in it cost no more than
		// packing.
		fold = r.fold.Impl[kernel.Go]
	}
	r.foldRows(w, fold, row.n, m, max(1, kernel.Chunk/m), block{addr(row.x, off), step, r.x.stride}, slot)
	return true
}

// foldPacked is alongTree where the elements of a result fit a buffer; else it
// does nothing, and returns false.
func (r *reduction) foldPacked(w *worker, row rowOf, lo, m int, slot unsafe.Pointer) bool {
	most := r.packBytes() / (m * max(r.size, r.xSize))
	if most == 0 {
		return false
	}
	off, maskOff, even := r.offset(lo)
	packed := r.at(w, sectionPacked)
	for i := 0; i < row.n; i += most {
		k := min(most, row.n-i)
		if first := r.result(row, i); even >= m && r.ndim > 0 {
			r.load(w, packed, addr(first.x, off), k, m, r.stride[0], r.x.stride)
			if r.masked {
				r.leaveOut(packed, addr(first.mask, maskOff), k, m, r.maskStride[0], r.mask.stride)
			}
		} else {
			for j := range k {
				r.pack(w, r.result(row, i+j), lo, m, addr(packed, j*m*r.size))
			}
		}
		r.foldRows(w, r.foldFn, k, m, k, block{packed, r.size, m * r.size}, addr(slot, i*r.size))
	}
	return true
}

// packBytes returns how much is packed at once for the fold.
func (r *reduction) packBytes() int {
	if r.far() {
		return r.section
	}
	return bufferBytes
}

// result returns result i of the row, as a row of one.
func (r *reduction) result(row rowOf, i int) rowOf {
	one := rowOf{x: addr(row.x, i*r.x.stride), n: 1}
	if r.masked {
		one.mask = addr(row.mask, i*r.mask.stride)
	}
	return one
}

// foldRows folds rows of m elements to consecutive places, most rows a call.
func (r *reduction) foldRows(w *worker, fold kernel.Func, rows, m, most int, x block, to unsafe.Pointer) {
	a := &w.args
	a.N = m
	// A call of three operands may have come before.
	a.Op[2].Ptr = nil
	for i := 0; i < rows; i += most {
		a.Rows = min(most, rows-i)
		a.Op[0].Ptr, a.Op[0].Inner, a.Op[0].Outer = addr(x.ptr, i*x.outer), x.inner, x.outer
		a.Op[1].Ptr, a.Op[1].Inner, a.Op[1].Outer = addr(to, i*r.size), 0, r.size
		fold(a)
	}
}
