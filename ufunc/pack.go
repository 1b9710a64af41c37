// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/strided"
)

// addr returns p moved by n bytes. It exists to name the one place where
// addresses are made.
func addr(p unsafe.Pointer, n int) unsafe.Pointer { return unsafe.Add(p, n) }

// gather copies rows × n elements of size bytes to consecutive places at dst.
// inner and outer are the strides in bytes from one element of a row to the next
// and from row to row. Elements need not be aligned unless aligned is set.
func gather(dst, src unsafe.Pointer, rows, n, inner, outer, size int, aligned bool) {
	strided.Copy(strided.Block{Ptr: dst, Inner: size, Outer: n * size}, strided.Block{Ptr: src, Inner: inner, Outer: outer}, rows, n, size, aligned)
}

// scatter is the reverse of gather: from consecutive places to rows × n
// elements.
func scatter(dst, src unsafe.Pointer, rows, n, inner, outer, size int, aligned bool) {
	strided.Copy(strided.Block{Ptr: dst, Inner: inner, Outer: outer}, strided.Block{Ptr: src, Inner: size, Outer: n * size}, rows, n, size, aligned)
}

// block is rows × n elements anywhere in memory.
type block struct {
	ptr          unsafe.Pointer
	inner, outer int
}

// scatterWhere is scatter for the elements at which mask, a block of bytes, is
// not 0.
func scatterWhere(dst block, src unsafe.Pointer, mask block, rows, n, size int, aligned bool) {
	for r := range rows {
		d, s, m := addr(dst.ptr, r*dst.outer), addr(src, r*n*size), addr(mask.ptr, r*mask.outer)
		if !aligned {
			for i := range n {
				if *(*uint8)(addr(m, i*mask.inner)) != 0 {
					move(addr(d, i*dst.inner), addr(s, i*size), size)
				}
			}
			continue
		}
		switch size {
		case 1:
			scatterWordsWhere(d, (*uint8)(s), m, n, dst.inner, mask.inner)
		case 2:
			scatterWordsWhere(d, (*uint16)(s), m, n, dst.inner, mask.inner)
		case 4:
			scatterWordsWhere(d, (*uint32)(s), m, n, dst.inner, mask.inner)
		case 8:
			scatterWordsWhere(d, (*uint64)(s), m, n, dst.inner, mask.inner)
		case 16:
			scatterWordsWhere(d, (*[2]uint64)(s), m, n, dst.inner, mask.inner)
		}
	}
}

func scatterWordsWhere[T any](dst unsafe.Pointer, src *T, mask unsafe.Pointer, n, step, maskStep int) {
	off, at := 0, 0
	for _, v := range unsafe.Slice(src, n) {
		if *(*uint8)(addr(mask, at)) != 0 {
			*(*T)(addr(dst, off)) = v
		}
		off += step
		at += maskStep
	}
}

// move copies size bytes; the places may overlap.
func move(dst, src unsafe.Pointer, size int) {
	copy(unsafe.Slice((*byte)(dst), size), unsafe.Slice((*byte)(src), size))
}
