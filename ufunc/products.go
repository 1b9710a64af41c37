// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"math"
	"sync"
	"unsafe"

	"github.com/arraygen/arraygen/internal/gemm"
	"github.com/arraygen/arraygen/ndarray/core"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ndarray/strided"
)

// product is a type of the kernels of products. Two kinds of sums serve all: register
// tiles in the order serial, and dot products in the order wide, to which the rows of a
// matrix are as good as transposed.
type product struct {
	tiles *kernel.TileSet
	dot   *core.Kernel
	size  int  // of an element of the kernels
	pair  bool // elements are complex, each two of theirs
}

// element is the bytes of an element of the operands.
func (p product) element() int {
	if p.pair {
		return 2 * p.size
	}
	return p.size
}

// loopElement returns the address of operand k at element i of row r of the loop.
func loopElement(a *kernel.Args, k, r, i int) unsafe.Pointer {
	o := &a.Op[k]
	return unsafe.Add(o.Ptr, r*o.Outer+i*o.Inner)
}

func (p product) matmul(a *kernel.Args) {
	s, m, k, n := &a.Core.Stride, a.Core.Len[0], a.Core.Len[1], a.Core.Len[2]
	if n == 1 {
		p.dots(a, m, k, rows{s[0][0], s[0][1]}, rows{0, s[1][0]}, s[2][0], false)
		return
	}
	p.tiled(a, m, n, k, gemm.Matrix{Row: s[0][0], Col: s[0][1]}, gemm.Matrix{Row: s[1][0], Col: s[1][1]}, gemm.Matrix{Row: s[2][0], Col: s[2][1]})
}

func (p product) matvec(a *kernel.Args) {
	s := &a.Core.Stride
	p.dots(a, a.Core.Len[0], a.Core.Len[1], rows{s[0][0], s[0][1]}, rows{0, s[1][0]}, s[2][0], false)
}

func (p product) vecdot(a *kernel.Args) {
	s := &a.Core.Stride
	if p.pair || a.N == 1 {
		p.dots(a, 1, a.Core.Len[0], rows{0, s[0][0]}, rows{0, s[1][0]}, 0, true)
		return
	}
	p.dot.Run(a)
}

func (p product) vecmat(a *kernel.Args) {
	s, k := &a.Core.Stride, a.Core.Len[0]
	x, y, z := gemm.Matrix{Col: s[0][0]}, gemm.Matrix{Row: s[1][0], Col: s[1][1]}, gemm.Matrix{Col: s[2][0]}
	if !p.pair || k == 0 {
		p.tiled(a, 1, a.Core.Len[1], k, x, y, z)
		return
	}
	// The vectors are conjugated one by one: few elements beside those of the matrix.
	one := *a
	one.Rows, one.N = 1, 1
	w := getDotCall()
	defer w.put()
	buffer, lacks := sized(&w.rows, 1, k, p.element())
	if lacks > 0 {
		a.Lacks = lacks
		return
	}
	conjugate := unsafe.Pointer(&buffer[0])
	x.Col = p.element()
	for r := range a.Rows {
		for i := range a.N {
			for o := range 3 {
				one.Op[o].Ptr = loopElement(a, o, r, i)
			}
			strided.Copy(strided.Block{Ptr: conjugate, Inner: x.Col}, strided.Block{Ptr: one.Op[0].Ptr, Inner: s[0][0]}, 1, k, x.Col, true)
			p.negateImaginary(conjugate, k)
			one.Op[0].Ptr = conjugate
			p.tiled(&one, 1, a.Core.Len[1], k, x, y, z)
		}
	}
}

// tiled multiplies matrices by register tiles, for all elements of the loop.
func (p product) tiled(a *kernel.Args, m, n, k int, x, y, z gemm.Matrix) {
	g := gemm.Product{Set: p.tiles, Size: p.size, Pair: p.pair, M: m, N: n, K: k, A: x, B: y, C: z, Threads: a.Core.Threads}
	for r := range a.Rows {
		for i := range a.N {
			g.A.Ptr, g.B.Ptr, g.C.Ptr = loopElement(a, 0, r, i), loopElement(a, 1, r, i), loopElement(a, 2, r, i)
			g.Run()
		}
	}
}

// dotCall is the working memory of dots, kept between calls.
type dotCall struct {
	args   kernel.Args
	core   kernel.Core
	rows   []complex128 // complex ones: those of the first operand, if they have gaps
	second []complex128 // what those are multiplied by
	sums   [complexDepth][complexRows]complex128
}

var dotCalls sync.Pool

func getDotCall() *dotCall {
	w, ok := dotCalls.Get().(*dotCall)
	if !ok {
		w = new(dotCall)
		w.args.Rows, w.args.Core = 1, &w.core
	}
	return w
}

func (w *dotCall) put() {
	for i := range 3 {
		w.args.Op[i].Ptr = nil
	}
	for _, b := range []*[]complex128{&w.rows, &w.second} {
		if len(*b) > keptBytes/16 {
			*b = nil
		}
	}
	w.args.Lacks = 0
	dotCalls.Put(w)
}

// keptBytes is the most memory that is kept for the next call.
const keptBytes = 1 << 20

// sized returns rows × n elements of size bytes in a buffer, which it makes larger if need be.
// What the process can't have is an answer: so many bytes are lacking.
func sized(buffer *[]complex128, rows, n, size int) (memory []complex128, lacks int) {
	if n > math.MaxInt/(rows*size) {
		return nil, math.MaxInt
	}
	bytes := rows * n * size
	if len(*buffer) < (bytes+15)/16 {
		larger, ok := core.Memory[complex128](bytes)
		if !ok {
			return nil, bytes
		}
		*buffer = larger
	}
	return *buffer, 0
}

// rows are the strides of an operand of dot products: from row to row, and from
// element to element.
type rows struct{ next, step int }

// dots computes m dot products of k elements for all elements of the loop, of rows of
// two operands, of which the first is conjugated if it is complex and conj.
func (p product) dots(a *kernel.Args, m, k int, x, y rows, out int, conj bool) {
	if k == 0 {
		x, y = rows{}, rows{} // there are no elements to go to
	}
	if m > 1 && magnitude(x.next) < magnitude(x.step) {
		p.dotsOfColumns(a, m, k, x, y, out)
		return
	}
	if p.pair {
		p.complexDots(a, m, k, x, y, out, conj)
		return
	}
	w := getDotCall()
	defer w.put()
	inner := &w.args
	inner.Core.Stride[0][0], inner.Core.Stride[1][0] = x.step, y.step
	inner.Core.Len[0] = k
	inner.N = m
	for r := range a.Rows {
		for i := range a.N {
			inner.Op[0] = kernel.Operand{Ptr: loopElement(a, 0, r, i), Inner: x.next}
			inner.Op[1] = kernel.Operand{Ptr: loopElement(a, 1, r, i), Inner: y.next}
			inner.Op[2] = kernel.Operand{Ptr: loopElement(a, 2, r, i), Inner: out}
			p.dot.Run(inner)
			if a.Lacks = inner.Lacks; a.Lacks > 0 {
				return
			}
		}
	}
}

// dotsOfColumns is dots for rows that lie closer together than their elements. The sum of
// integers is the same in any order, that of floats has one.
func (p product) dotsOfColumns(a *kernel.Args, m, k int, x, y rows, out int) {
	if p.tiles.One == 1 {
		t := *a
		t.Op[0], t.Op[1] = a.Op[1], a.Op[0]
		p.tiled(&t, 1, m, k, gemm.Matrix{Col: y.step}, gemm.Matrix{Row: x.step, Col: x.next}, gemm.Matrix{Col: out})
		return
	}
	d := gemm.Dots{Set: p.tiles, Size: p.size, Pair: p.pair, M: m, K: k, A: gemm.Matrix{Row: x.next, Col: x.step}, Step: y.step, Next: out}
	for r := range a.Rows {
		for i := range a.N {
			d.A.Ptr, d.X, d.C = loopElement(a, 0, r, i), loopElement(a, 1, r, i), loopElement(a, 2, r, i)
			d.Run()
		}
	}
}
