package ufunc

import (
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ufunc/internal/gemm"
)

// product is a type of the kernels of products.
type product struct {
	tiles *kernel.TileSet
	size  int  // of an element of the tile kernel
	pair  bool // elements are complex
}

// each runs a product on all elements of the loop.
func (p product) each(a *kernel.Args, m, n, k int, x, y, z gemm.Matrix) {
	g := gemm.Product{Set: p.tiles, Size: p.size, Pair: p.pair, M: m, N: n, K: k, A: x, B: y, C: z, Threads: a.Core.Threads}
	for r := range a.Rows {
		for i := range a.N {
			g.A.Ptr, g.B.Ptr, g.C.Ptr = loopElement(a, 0, r, i), loopElement(a, 1, r, i), loopElement(a, 2, r, i)
			g.Run()
		}
	}
}

// loopElement returns the address of operand k at element i of row r of the loop.
func loopElement(a *kernel.Args, k, r, i int) unsafe.Pointer {
	o := &a.Op[k]
	return unsafe.Add(o.Ptr, r*o.Outer+i*o.Inner)
}

func (p product) matmul(a *kernel.Args) {
	s := &a.Core.Stride
	p.each(a, a.Core.Len[0], a.Core.Len[2], a.Core.Len[1], gemm.Matrix{Row: s[0][0], Col: s[0][1]}, gemm.Matrix{Row: s[1][0], Col: s[1][1]}, gemm.Matrix{Row: s[2][0], Col: s[2][1]})
}

func (p product) matvec(a *kernel.Args) {
	s := &a.Core.Stride
	p.each(a, a.Core.Len[0], 1, a.Core.Len[1], gemm.Matrix{Row: s[0][0], Col: s[0][1]}, gemm.Matrix{Row: s[1][0]}, gemm.Matrix{Row: s[2][0]})
}

func (p product) vecmat(a *kernel.Args) {
	s := &a.Core.Stride
	p.conjugated(a, 1, a.Core.Len[1], a.Core.Len[0], s[0][0], gemm.Matrix{Row: s[1][0], Col: s[1][1]}, gemm.Matrix{Col: s[2][0]})
}

func (p product) vecdot(a *kernel.Args) {
	s := &a.Core.Stride
	p.conjugated(a, 1, 1, a.Core.Len[0], s[0][0], gemm.Matrix{Row: s[1][0]}, gemm.Matrix{})
}

// conjugated is each for a vector on the left, which is conjugated.
func (p product) conjugated(a *kernel.Args, m, n, k, stride int, y, z gemm.Matrix) {
	if !p.pair || k == 0 {
		p.each(a, m, n, k, gemm.Matrix{Col: stride}, y, z)
		return
	}
	if p.size == 4 {
		conjugatedOf[complex64](p, a, m, n, k, stride, y, z)
	} else {
		conjugatedOf[complex128](p, a, m, n, k, stride, y, z)
	}
}

func conjugatedOf[T complex64 | complex128](p product, a *kernel.Args, m, n, k, stride int, y, z gemm.Matrix) {
	x := make([]T, k)
	g := gemm.Product{Set: p.tiles, Size: p.size, Pair: true, M: m, N: n, K: k, B: y, C: z, Threads: a.Core.Threads}
	g.A = gemm.Matrix{Ptr: unsafe.Pointer(&x[0]), Col: 2 * p.size}
	for r := range a.Rows {
		for i := range a.N {
			from := loopElement(a, 0, r, i)
			for j := range x {
				v := *(*T)(unsafe.Add(from, j*stride))
				x[j] = T(complex(real(complex128(v)), -imag(complex128(v))))
			}
			g.B.Ptr, g.C.Ptr = loopElement(a, 1, r, i), loopElement(a, 2, r, i)
			g.Run()
		}
	}
}
