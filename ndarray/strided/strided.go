// SPDX-License-Identifier: BSD-3-Clause

// Package strided copies elements between layouts: rows of elements any stride
// apart, as packing an operand for a kernel, storing its results, and copying
// a view need it. The copies are kernels like any other, made by the compiler
// for each size of element; the loop in Go, which they equal, stands here.
package strided

import (
	"math/bits"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/kernel"
)

// Block is where rows of elements lie in memory.
type Block struct {
	// Ptr is the address of the first element.
	Ptr unsafe.Pointer
	// Inner is the stride from one element of a row to the next, and Outer that
	// from one row to the next, in bytes.
	Inner, Outer int
}

// class returns the index in sets for elements of size bytes: 1, 2, 4, 8, 16.
func class(size int) int { return bits.TrailingZeros(uint(size)) }

// Set returns the kernel that copies elements of size bytes.
func Set(size int) *kernel.Set { return &sets[class(size)] }

// The length of the rows of a tile of a transposition. As many cache lines as
// tileWide stay in the first level of cache, even if they are a power of two
// apart; assembly goes by squares and has no need of that.
const (
	tileWide    = 32
	squaresWide = 512
	cacheLine   = 64
)

// Copy copies rows × n elements of size bytes from src to dst, which do not
// overlap. Elements may be misaligned unless aligned is set.
func Copy(dst, src Block, rows, n, size int, aligned bool) {
	if n <= 0 || rows <= 0 {
		return
	}
	if dst.Inner == size && src.Inner == size && (rows == 1 || dst.Outer == n*size && src.Outer == n*size) {
		move(dst.Ptr, src.Ptr, rows*n*size)
		return
	}
	if dst.Outer == size && src.Inner == size && rows*size >= 32 && n >= 8 {
		// To a transposed matrix: as from one, which goes by squares.
		rows, n = n, rows
		dst.Inner, dst.Outer = dst.Outer, dst.Inner
		src.Inner, src.Outer = src.Outer, src.Inner
	}
	level := Set(size).Level(kernel.Current())
	loop := level.Loop()
	if !aligned && loop {
		bytewise(dst, src, rows, n, size)
		return
	}
	var a kernel.Args
	a.Op[0].Inner, a.Op[0].Outer = src.Inner, src.Outer
	a.Op[1].Inner, a.Op[1].Outer = dst.Inner, dst.Outer
	high, wide := cut(dst, src, rows, n, !loop)
	for r := 0; r < rows; r += high {
		a.Rows = min(high, rows-r)
		for i := 0; i < n; i += wide {
			a.N = min(wide, n-i)
			a.Op[0].Ptr = unsafe.Add(src.Ptr, r*src.Outer+i*src.Inner)
			a.Op[1].Ptr = unsafe.Add(dst.Ptr, r*dst.Outer+i*dst.Inner)
			run(class(size), level, &a)
		}
	}
}

// cut returns the rows and elements that a kernel is given at once: a piece;
// but where rows lie closer together than their elements, on one side, as many
// rows as share cache lines, and few enough elements for these to stay near,
// unless the kernel goes by squares.
func cut(dst, src Block, rows, n int, squares bool) (high, wide int) {
	if rows > 1 && n > tileWide {
		for _, b := range [2]Block{dst, src} {
			if outer := magnitude(b.Outer); outer != 0 && outer < cacheLine && outer < magnitude(b.Inner) {
				high = max(high, cacheLine/outer)
			}
		}
		if high > 1 && squares {
			return high, squaresWide
		}
		if high > 1 {
			return high, tileWide
		}
	}
	wide = min(n, kernel.Chunk)
	return kernel.Chunk / wide, wide
}

func magnitude(x int) int { return max(x, -x) }

// bytewise is Copy where elements cannot be moved as words.
func bytewise(dst, src Block, rows, n, size int) {
	for r := range rows {
		for i := range n {
			move(unsafe.Add(dst.Ptr, r*dst.Outer+i*dst.Inner), unsafe.Add(src.Ptr, r*src.Outer+i*src.Inner), size)
		}
	}
}

// move copies size bytes; the places may overlap.
func move(dst, src unsafe.Pointer, size int) {
	copy(unsafe.Slice((*byte)(dst), size), unsafe.Slice((*byte)(src), size))
}
