// SPDX-License-Identifier: BSD-3-Clause

package kerneltest

import (
	"fmt"
	"slices"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// The kernels of operands of any strides are tried with rows of up to stridedMaxN elements,
// that many rows of them, and these strides in elements.
const (
	stridedMaxN    = 70
	stridedMaxRows = 3
	mostStride     = 5
)

var elementStrides = []int{2, 1, -1, 3, -2, 4, mostStride, -3}

// layout is where rows × n elements of an operand lie in an arena.
type layout struct {
	ptr          unsafe.Pointer
	inner, outer int // in bytes
}

func (p layout) element(row, i int) unsafe.Pointer { return unsafe.Add(p.ptr, row*p.outer+i*p.inner) }

// lay places rows of n elements of size bytes, stride elements apart, at the very end of the
// arena or off bytes from its start. The guard page is next to the first or to the last element.
func (a *arena) lay(rows, n, size, stride, off int, end bool) layout {
	p := layout{inner: stride * size, outer: n * stride * size}
	last := (rows*n - 1) * stride * size // from the first element
	p.ptr = a.at(max(last, -last)+size, off, end)
	if last < 0 {
		p.ptr = unsafe.Add(p.ptr, -last)
	}
	return p
}

// strided tests the form of the kernel for operands of any strides on a level, if there is
// one: all lengths, strides of either sign, misaligned operands, several rows, one element for
// the whole call, in place, and between guard pages.
func (c *check) strided(l kernel.Level) {
	f := c.k.Set.StridedAt(l)
	if f == nil {
		return
	}
	dtypes := slices.Concat(c.k.In, c.k.Out)
	var arenas []*arena
	for _, d := range dtypes {
		arenas = append(arenas, newArena(c.t, stridedMaxN*stridedMaxRows*mostStride*d.Size()))
	}
	for n := 1; n <= stridedMaxN; n++ {
		for rows := 1; rows <= stridedMaxRows; rows++ {
			c.stridedRows(l, f, dtypes, arenas, n, rows)
		}
	}
	a := kernel.Args{Rows: 1, Scratch: new(kernel.Scratch)}
	f(&a) // no element
}

func (c *check) stridedRows(l kernel.Level, f kernel.Func, dtypes []dtype.DType, arenas []*arena, n, rows int) {
	in, want := len(c.k.In), c.want
	scalar, over := -1, -1
	switch k := (n + rows) % in; (n + rows) % 4 {
	case 0:
		scalar, want = k, c.broadcast[k]
	case 1:
		if dtypes[k].Size() == dtypes[in].Size() {
			over = k // the first output is written over it
		}
	}
	a := kernel.Args{N: n, Rows: rows, Scratch: new(kernel.Scratch)}
	places := make([]layout, len(dtypes))
	for i, d := range dtypes {
		size := d.Size()
		stride := elementStrides[(n+rows+3*i)%len(elementStrides)]
		if (n/4+rows)>>i&1 != 0 {
			stride = 1 // a loop for each choice of operands with adjacent elements
		}
		arenas[i].fill(0xa5)
		p := arenas[i].lay(rows, n, size, stride, (n+i)%3, (n+i)%2 == 0)
		switch {
		case i == scalar:
			p.inner, p.outer = 0, 0
		case i == in && over >= 0:
			p = places[over]
		}
		for r := range rows {
			for e := range n {
				if at := r*n + e; i < in && (i != scalar || at == 0) {
					copy(unsafe.Slice((*byte)(p.element(r, e)), size), c.in[i][at*size:])
				}
			}
		}
		places[i] = p
		a.Op[i] = kernel.Operand{Ptr: p.ptr, Inner: p.inner, Outer: p.outer}
	}
	f(&a)
	what := fmt.Sprintf("%d rows of %d elements of any strides, scalar %d, over %d", rows, n, scalar, over)
	for o, d := range c.k.Out {
		size, p, mem := d.Size(), places[in+o], arenas[in+o]
		if o == 0 && over >= 0 {
			mem = arenas[over]
		}
		for r := range rows {
			for e := range n {
				got := unsafe.Slice((*byte)(p.element(r, e)), size)
				c.same(l, what, o, got, want[o][(r*n+e)*size:], 1)
				for i := range got {
					got[i] = 0xa5
				}
			}
		}
		if !mem.untouched(0xa5, 0, 0, false) {
			c.t.Fatalf("%s on %s, %s: memory between the elements of output %d was written", c.k.Set.Name, l, what, o+1)
		}
	}
}
