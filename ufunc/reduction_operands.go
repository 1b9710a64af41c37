// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/kernel"
)

// offset returns where element i of a reduction lies, and how many elements
// from there on are evenly spaced.
func (r *reduction) offset(i int) (off, maskOff, even int) {
	if r.ndim == 0 {
		return 0, 0, 1
	}
	if r.ndim == 1 {
		return i * r.stride[0], i * r.maskStride[0], r.shape[0] - i
	}
	even = r.shape[0] - i%r.shape[0]
	for d := range r.ndim {
		k := i % r.shape[d]
		i /= r.shape[d]
		off += k * r.stride[d]
		maskOff += k * r.maskStride[d]
	}
	return off, maskOff, even
}

// plain reports whether the kernel can work on the elements in place, given
// their stride in a kernel's row.
func (r *reduction) plain(step int, n int) bool {
	return r.cast == nil && !r.masked && !r.misaligned && (r.free || step == r.size || n == 1)
}

// fetch returns rows of elements: for reduced index i, up to count, the
// elements of the results of the row. It may return fewer rows than asked.
func (r *reduction) fetch(w *worker, row rowOf, i, count int) (b block, rows int) {
	off, maskOff, even := r.offset(i)
	count = min(count, even)
	outer := 0
	if r.ndim > 0 {
		outer = r.stride[0]
	}
	src := addr(row.x, off)
	if r.plain(r.x.stride, row.n) {
		inner := r.x.stride
		if row.n == 1 {
			inner = r.size
		}
		return block{src, inner, outer}, min(count, max(1, kernel.Chunk/row.n))
	}
	count = min(count, max(1, bufferBytes/(row.n*max(r.size, r.xSize))))
	to := r.at(w, sectionPacked)
	if row.n == 1 {
		// A row of one: pack along the reduced axis.
		r.load(w, to, src, 1, count, outer, 0)
		if r.masked {
			r.leaveOut(to, addr(row.mask, maskOff), 1, count, r.maskStride[0], 0)
		}
	} else {
		r.load(w, to, src, count, row.n, r.x.stride, outer)
		if r.masked {
			r.leaveOut(to, addr(row.mask, maskOff), count, row.n, r.mask.stride, r.maskOuter())
		}
	}
	return block{to, r.size, row.n * r.size}, count
}

func (r *reduction) maskOuter() int {
	if r.ndim == 0 {
		return 0
	}
	return r.maskStride[0]
}

// load packs rows × n elements of x at to, converted to acc.
func (r *reduction) load(w *worker, to, src unsafe.Pointer, rows, n, inner, outer int) {
	if r.cast == nil {
		gather(to, src, rows, n, inner, outer, r.size, !r.misaligned)
		return
	}
	if inner == r.xSize && !r.misaligned {
		w.convert(r.cast, block{src, inner, outer}, block{to, r.size, n * r.size}, rows, n)
		return
	}
	raw := r.at(w, sectionRaw)
	gather(raw, src, rows, n, inner, outer, r.xSize, !r.misaligned)
	w.convert(r.cast, block{raw, r.xSize, 0}, block{to, r.size, 0}, 1, rows*n)
}

// leaveOut replaces packed elements at which the mask is false.
func (r *reduction) leaveOut(to, mask unsafe.Pointer, rows, n, inner, outer int) {
	absent := unsafe.Pointer(&r.absent)
	for k := range rows {
		row, m := addr(to, k*n*r.size), addr(mask, k*outer)
		switch r.size {
		case 1:
			replaceWords(row, *(*uint8)(absent), m, n, inner)
		case 2:
			replaceWords(row, *(*uint16)(absent), m, n, inner)
		case 4:
			replaceWords(row, *(*uint32)(absent), m, n, inner)
		case 8:
			replaceWords(row, *(*uint64)(absent), m, n, inner)
		case 16:
			replacePairs(row, *(*[2]uint64)(absent), m, n, inner)
		}
	}
}

// replaceWords writes with to those of n words at which the mask is false. All are written, since branches
// on a random mask are mispredicted. It is not inlined: five times in one function its loop has too few registers.
//
//go:noinline
func replaceWords[T uint8 | uint16 | uint32 | uint64](to unsafe.Pointer, with T, mask unsafe.Pointer, n, step int) {
	words, at := unsafe.Slice((*T)(to), n), 0
	for i, v := range words {
		if *(*uint8)(addr(mask, at)) == 0 {
			v = with
		}
		words[i] = v
		at += step
	}
}

// replacePairs is replaceWords for elements of two words.
//
//go:noinline
func replacePairs(to unsafe.Pointer, with [2]uint64, mask unsafe.Pointer, n, step int) {
	pairs := unsafe.Slice((*[2]uint64)(to), n)
	for i := range pairs {
		a, b := pairs[i][0], pairs[i][1]
		if *(*uint8)(addr(mask, i*step)) == 0 {
			a, b = with[0], with[1]
		}
		pairs[i] = [2]uint64{a, b}
	}
}

// pack copies m elements of one result to consecutive places, converted.
func (r *reduction) pack(w *worker, one rowOf, lo, m int, to unsafe.Pointer) {
	inner, maskInner := 0, 0
	if r.ndim > 0 {
		inner, maskInner = r.stride[0], r.maskStride[0]
	}
	for done := 0; done < m; {
		off, maskOff, even := r.offset(lo + done)
		k := min(even, m-done)
		dst := addr(to, done*r.size)
		if n := r.shape[0]; even == n && m-done >= 2*n && r.far() {
			// Whole runs, as many as lie at even distances.
			runs := min((m-done)/n, r.shape[1]-(lo+done)/n%r.shape[1])
			r.load(w, dst, addr(one.x, off), runs, n, inner, r.stride[1])
			done += runs * n
			continue
		}
		r.load(w, dst, addr(one.x, off), 1, k, inner, 0)
		if r.masked {
			r.leaveOut(dst, addr(one.mask, maskOff), 1, k, maskInner, 0)
		}
		done += k
	}
}
