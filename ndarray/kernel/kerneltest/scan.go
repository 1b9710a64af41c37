// SPDX-License-Identifier: BSD-3-Clause

package kerneltest

import (
	"fmt"
	"math/rand/v2"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ndarray/kernel/sample"
)

// scan tests the scan on a level, for rows of 0 to 139 elements between guard pages, at several offsets, in
// place, and over rows with gaps and backwards: against the body, one element after the other.
func (c *check) scan(l kernel.Level) {
	d := c.k.In[0]
	size := d.Size()
	const most = MaxN
	const span = 3 * (most + 3) // elements of three rows with gaps
	in, out := newArena(c.t, span*size), newArena(c.t, span*size)
	r := rand.New(rand.NewPCG(5, uint64(len(c.k.Scan.Name))))
	special, plain := sample.Special(r, d, span, 1), sample.Plain(r, d, span)
	start := sample.Aligned(size)
	copy(start, plain[(span-1)*size:])
	for n := range most + 1 {
		for _, rows := range []int{1, 3} {
			for _, inPlace := range []bool{false, true} {
				data, step, off, end := plain, n+n%3, (n%5)*size, n%2 == 0
				if n%4 == 1 {
					data = special
				}
				what := fmt.Sprintf("%s on %s, %d rows of %d, in place %v", c.k.Scan.Name, l, rows, n, inPlace)
				bytes := max(0, (rows-1)*step+n) * size
				src := in.at(bytes, off, end)
				given := unsafe.Slice((*byte)(src), bytes)
				copy(given, data)
				dst := src
				if !inPlace {
					out.fill(0xa5)
					dst = out.at(bytes, off, end)
				}
				want := append(sample.Aligned(0), unsafe.Slice((*byte)(dst), bytes)...)
				for row := range rows {
					before := start
					for i := range n {
						at := (row*step + i) * size
						x := append(sample.Aligned(0), given[at:at+size]...)
						y := sample.Aligned(size)
						c.k.Body([]unsafe.Pointer{unsafe.Pointer(&before[0]), unsafe.Pointer(&x[0])}, []unsafe.Pointer{unsafe.Pointer(&y[0])})
						copy(want[at:], y)
						before = y
					}
				}
				a := kernel.Args{N: n, Rows: rows, Scratch: new(kernel.Scratch)}
				first, outer := 0, step*size
				if n%2 == 1 { // the last row first
					first, outer = (rows-1)*outer, -outer
				}
				a.Op[0].Ptr = unsafe.Pointer(&start[0])
				a.Op[1] = kernel.Operand{Ptr: unsafe.Add(src, first), Inner: size, Outer: outer}
				a.Op[2] = kernel.Operand{Ptr: unsafe.Add(dst, first), Inner: size, Outer: outer}
				c.k.Scan.RunAt(l, &a)
				if got := unsafe.Slice((*byte)(dst), bytes); string(got) != string(want) {
					c.t.Fatalf("%s: got % x, want % x", what, got, want)
				}
				if !inPlace && !out.untouched(0xa5, bytes, off, end) {
					c.t.Fatalf("%s: memory beside the results was written", what)
				}
			}
		}
	}
	// A Go scan takes any strides.
	const n = 17
	src, dst := in.at(2*n*size, 0, false), out.at(3*n*size, 0, false)
	copy(unsafe.Slice((*byte)(src), 2*n*size), plain)
	a := kernel.Args{N: n, Rows: 1}
	a.Op[0].Ptr = unsafe.Pointer(&start[0])
	a.Op[1], a.Op[2] = kernel.Operand{Ptr: src, Inner: 2 * size}, kernel.Operand{Ptr: dst, Inner: 3 * size}
	c.k.Scan.RunAt(kernel.Go, &a)
	before := unsafe.Pointer(&start[0])
	for i := range n {
		y := sample.Aligned(size)
		c.k.Body([]unsafe.Pointer{before, unsafe.Add(src, 2*i*size)}, []unsafe.Pointer{unsafe.Pointer(&y[0])})
		if before = unsafe.Add(dst, 3*i*size); string(unsafe.Slice((*byte)(before), size)) != string(y) {
			c.t.Fatalf("%s with strides, element %d", c.k.Scan.Name, i)
		}
	}
}
