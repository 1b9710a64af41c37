// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"unsafe"

	"github.com/arraygen/arraygen/internal/convert"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ndarray/strided"
)

// A complex dot product is two real ones of twice the length, with the second operand as
// splitSecond makes it. Rows are worked on piece by piece, of as many elements as are a leaf
// of the order wide, and the pieces are joined as its tree is.
const (
	complexLeaf  = 8192 / 2
	complexRows  = 8  // that share a piece of the second operand
	complexDepth = 52 // of the tree of a row that fills all memory
	wideBytes    = 256
)

// complexProduct is a call of complexDots.
type complexProduct struct {
	product
	w     *dotCall
	conj  bool
	x, y  rows
	left  unsafe.Pointer // the first of n rows
	n     int
	right unsafe.Pointer
	ready int // the elements of right that second was made of, 0 for none: rows of one piece share it
}

// complexDots is dots of complex numbers.
func (p product) complexDots(a *kernel.Args, m, k int, x, y rows, out int, conj bool) {
	w := getDotCall()
	defer w.put()
	size := p.element()
	leaf := min(k, complexLeaf)
	if _, a.Lacks = sized(&w.second, 2, leaf, size); a.Lacks > 0 {
		return
	}
	if x.step != size {
		if _, a.Lacks = sized(&w.rows, 1, leaf, size); a.Lacks > 0 {
			return
		}
	}
	c := complexProduct{product: p, w: w, conj: conj, x: x, y: y}
	for r := range a.Rows {
		for i := range a.N {
			left, to := loopElement(a, 0, r, i), loopElement(a, 2, r, i)
			c.right, c.ready = loopElement(a, 1, r, i), 0
			for row := 0; row < m; row += complexRows {
				c.n = min(complexRows, m-row)
				if c.left = left; k > 0 {
					c.left = unsafe.Add(left, row*x.next)
				}
				c.sum(0, k, 0)
				sums := strided.Block{Ptr: unsafe.Pointer(&w.sums[0]), Inner: size}
				strided.Copy(strided.Block{Ptr: unsafe.Add(to, row*out), Inner: out}, sums, 1, c.n, size, true)
			}
		}
	}
}

// sum computes the dot products of k elements of each row, from element at on, to sums of the
// given depth.
func (c *complexProduct) sum(at, k, depth int) {
	if k <= complexLeaf {
		c.leaf(at, k, unsafe.Pointer(&c.w.sums[depth]))
		return
	}
	half := k - k%(wideBytes/c.size) // parts, of 2*k
	half /= 2
	c.sum(at, half, depth)
	c.sum(at+half, k-half, depth+1)
	sums, others := unsafe.Pointer(&c.w.sums[depth]), unsafe.Pointer(&c.w.sums[depth+1])
	if c.size == 4 {
		addParts(unsafe.Slice((*float32)(sums), 2*c.n), unsafe.Slice((*float32)(others), 2*c.n), convert.Canonical32)
	} else {
		addParts(unsafe.Slice((*float64)(sums), 2*c.n), unsafe.Slice((*float64)(others), 2*c.n), convert.Canonical64)
	}
}

func addParts[T float32 | float64](x, y []T, canonical func(T) T) {
	for i := range x {
		x[i] = canonical(x[i] + y[i])
	}
}

// leaf is sum of a piece.
func (c *complexProduct) leaf(at, k int, to unsafe.Pointer) {
	size := c.element()
	if k == 0 {
		clear(unsafe.Slice((*byte)(to), c.n*size))
		return
	}
	whole := unsafe.Pointer(&c.w.second[0])
	other := unsafe.Add(whole, k*size)
	from := unsafe.Add(c.right, at*c.y.step)
	if c.conj && c.y.step == size {
		whole = from // rows are multiplied by it as it is
	}
	if c.ready != k || at > 0 {
		if c.y.step != size {
			strided.Copy(strided.Block{Ptr: whole, Inner: size}, strided.Block{Ptr: from, Inner: c.y.step}, 1, k, size, true)
			from = whole
		}
		c.splitSecond(from, whole, other, k, c.conj)
		if c.ready = 0; at == 0 {
			c.ready = k
		}
	}
	a := &c.w.args
	a.Core.Len[0] = 2 * k
	a.Core.Stride[0][0], a.Core.Stride[1][0] = c.size, c.size
	rows, next, count := unsafe.Add(c.left, at*c.x.step), c.x.next, c.n
	if c.x.step != size {
		count = 1 // copied one by one
	}
	for row := 0; row < c.n; row += count {
		left := unsafe.Add(rows, row*next)
		if c.x.step != size {
			packed := unsafe.Pointer(&c.w.rows[0])
			strided.Copy(strided.Block{Ptr: packed, Inner: size}, strided.Block{Ptr: left, Inner: c.x.step}, 1, k, size, true)
			left = packed
		}
		a.N = count
		for part, with := range [...]unsafe.Pointer{whole, other} {
			a.Op[0] = kernel.Operand{Ptr: left, Inner: next}
			a.Op[1] = kernel.Operand{Ptr: with}
			a.Op[2] = kernel.Operand{Ptr: unsafe.Add(to, row*size+part*c.size), Inner: size}
			c.dot.Run(a)
		}
	}
}

// splitSecond makes of k complex numbers what rows are multiplied by: at whole (re, -im, …) for the real
// part of a product, and at other (im, re, …) for the imaginary one. If conj, it leaves whole alone, and other
// is (im, -re, …), as for conjugates of the rows.
func (p product) splitSecond(from, whole, other unsafe.Pointer, k int, conj bool) {
	if p.size == 4 {
		split(unsafe.Slice((*float32)(from), 2*k), unsafe.Slice((*float32)(whole), 2*k), unsafe.Slice((*float32)(other), 2*k), conj)
	} else {
		split(unsafe.Slice((*float64)(from), 2*k), unsafe.Slice((*float64)(whole), 2*k), unsafe.Slice((*float64)(other), 2*k), conj)
	}
}

func split[T float32 | float64](from, whole, other []T, conj bool) {
	whole, other = whole[:len(from)], other[:len(from)]
	if conj {
		for i := 1; i < len(from); i += 2 {
			re, im := from[i-1], from[i]
			other[i-1], other[i] = im, -re
		}
		return
	}
	for i := 1; i < len(from); i += 2 {
		re, im := from[i-1], from[i]
		other[i-1], other[i] = im, re
		whole[i-1], whole[i] = re, -im
	}
}

// negateImaginary negates the imaginary parts of k contiguous complex numbers.
func (p product) negateImaginary(x unsafe.Pointer, k int) {
	if p.size == 4 {
		negateOdd(unsafe.Slice((*float32)(x), 2*k))
	} else {
		negateOdd(unsafe.Slice((*float64)(x), 2*k))
	}
}

func negateOdd[T float32 | float64](x []T) {
	for i := 1; i < len(x); i += 2 {
		x[i] = -x[i]
	}
}
