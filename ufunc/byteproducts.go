// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"unsafe"

	"github.com/arraygen/arraygen/generated/cast"
	"github.com/arraygen/arraygen/generated/products"
	"github.com/arraygen/arraygen/internal/gemm"
	"github.com/arraygen/arraygen/ndarray/core"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ndarray/strided"
)

// byteProduct is a product of bytes, whose results are int32 or the low bytes of these.
type byteProduct struct {
	dot    *core.Kernel // into int32
	signed bool
	size   int // of a result: 4 or 1
}

var (
	signedKernels   = gemm.ByteKernels{Quads: &products.MatmulInt8, Pairs: &products.MatmulPairs, PackQuads: &products.PackQuads, PackPairs: &products.PackInt8, Widen: &cast.CastInt8Int16}
	unsignedKernels = gemm.ByteKernels{Quads: &products.MatmulUint8, Pairs: &products.MatmulPairs, PackQuads: &products.PackQuads, PackPairs: &products.PackUint8, Widen: &cast.CastUint8Int16}
)

func (p byteProduct) matmul(a *kernel.Args) {
	s, m, k, n := &a.Core.Stride, a.Core.Len[0], a.Core.Len[1], a.Core.Len[2]
	switch {
	case k > 0 && n == 1 && s[0][1] == 1:
		p.dots(a, m, 0, rows{s[0][0], s[0][1]}, 1, s[1][0], s[2][0])
		return
	case k > 0 && m == 1 && s[1][0] == 1:
		p.dots(a, n, 1, rows{s[1][1], s[1][0]}, 0, s[0][1], s[2][1])
		return
	}
	g := gemm.Bytes{Kernels: &unsignedKernels, Size: p.size, M: m, N: n, K: k, Threads: a.Core.Threads}
	if p.signed {
		g.Kernels = &signedKernels
	}
	g.A, g.B, g.C = gemm.Matrix{Row: s[0][0], Col: s[0][1]}, gemm.Matrix{Row: s[1][0], Col: s[1][1]}, gemm.Matrix{Row: s[2][0], Col: s[2][1]}
	for r := range a.Rows {
		for i := range a.N {
			g.A.Ptr, g.B.Ptr, g.C.Ptr = loopElement(a, 0, r, i), loopElement(a, 1, r, i), loopElement(a, 2, r, i)
			g.Run()
		}
	}
}

// dotsAtOnce is how many dot products are computed before their low bytes are stored.
const dotsAtOnce = 256

// dots computes the dot products of m rows of operand x with the only one of operand y, whose
// elements are so many bytes apart, for all elements of the loop; results are out bytes apart.
func (p byteProduct) dots(a *kernel.Args, m, x int, of rows, y, step, out int) {
	w := getDotCall()
	defer w.put()
	inner := &w.args
	inner.Core.Len[0] = a.Core.Len[1]
	inner.Core.Stride[0][0], inner.Core.Stride[1][0] = of.step, step
	sums, lacks := sized(&w.second, 1, dotsAtOnce, 4)
	if lacks > 0 {
		a.Lacks = lacks
		return
	}
	to := kernel.Operand{Ptr: unsafe.Pointer(&sums[0]), Inner: 4}
	for r := range a.Rows {
		for i := range a.N {
			for row := 0; row < m; row += dotsAtOnce {
				inner.N = min(dotsAtOnce, m-row)
				inner.Op[0] = kernel.Operand{Ptr: unsafe.Add(loopElement(a, x, r, i), row*of.next), Inner: of.next}
				inner.Op[1] = kernel.Operand{Ptr: loopElement(a, y, r, i)}
				inner.Op[2] = to
				p.dot.Run(inner)
				if a.Lacks = inner.Lacks; a.Lacks > 0 {
					return
				}
				result := strided.Block{Ptr: unsafe.Add(loopElement(a, 2, r, i), row*out), Inner: out}
				strided.Copy(result, strided.Block{Ptr: unsafe.Add(to.Ptr, gemm.LowBytes(p.size)), Inner: 4}, 1, inner.N, p.size, true)
			}
		}
	}
}
