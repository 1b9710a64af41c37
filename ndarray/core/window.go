// SPDX-License-Identifier: BSD-3-Clause

package core

import (
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ndarray/strided"
)

// A window is an operand that passes read at several offsets from the element at hand: each of
// them is an input of a pass, which begins so many elements and rows later. So it is longer than
// the row, and where a kernel has an edge the row is copied, with what the edge says at its ends.

// Edge is what windows have beyond the ends of a row.
type Edge uint8

// The edges.
const (
	Valid   Edge = iota // nothing: the operand is longer than the row
	Clamp               // the first or last element again
	Zero                // zeros
	Wrap                // the elements of the other end
	Reflect             // those before the end backwards, without the last one
)

// index returns which of n elements lies at index i, -1 for a zero.
func (e Edge) index(i, n int) int {
	switch {
	case 0 <= i && i < n:
		return i
	case e == Clamp:
		return min(max(i, 0), n-1)
	case e == Wrap:
		return (i%n + n) % n
	case e == Reflect && n == 1:
		return 0
	case e == Reflect:
		period := 2 * (n - 1)
		i = (i%period + period) % period
		return min(i, period-i)
	}
	return -1
}

// before returns how many of the elements beyond a row lie before it: a window of more+1
// elements has the one at hand in its middle, an even one behind that.
func (e Edge) before(more int) int {
	if e == Valid {
		return 0
	}
	return (more + 1) / 2
}

// pitch is the bytes from one row of a copy of operand o to the next, rows of n elements.
func (o *Operand) pitch(n int) int { return (n + o.Window) * o.Size }

// copied is the bytes of a copy of so many rows of n elements.
func (o *Operand) copied(rows, n int) int { return (rows + o.RowWindow) * o.pitch(n) }

// isWindow reports whether o is longer than a row, or has an edge.
func (o *Operand) isWindow() bool { return o.Window > 0 || o.RowWindow > 0 }

// pack copies rows of operand i, from first on of total, to c.ptr[i].
func (c *call) pack(i int, from span, first, rows, n, total int) {
	o := &c.k.Operands[i]
	to := strided.Block{Ptr: c.ptr[i], Inner: o.Size, Outer: o.pitch(n)}
	at := func(row int) strided.Block {
		return strided.Block{Ptr: unsafe.Add(from.ptr, row*from.outer), Inner: from.inner, Outer: from.outer}
	}
	if c.k.Edge == Valid || !o.isWindow() {
		strided.Copy(to, at(first), rows+o.RowWindow, n+o.Window, o.Size, false)
		return
	}
	if n == 0 {
		return
	}
	edge := c.k.Edge
	above, left := edge.before(o.RowWindow), edge.before(o.Window)
	for r := range rows + o.RowWindow {
		row := to
		row.Ptr = unsafe.Add(to.Ptr, r*to.Outer)
		bytes := unsafe.Slice((*byte)(row.Ptr), o.pitch(n))
		src := edge.index(first+r-above, total)
		if src < 0 {
			clear(bytes)
			continue
		}
		row.Ptr = unsafe.Add(row.Ptr, left*o.Size)
		strided.Copy(row, at(src), 1, n, o.Size, false)
		for e := range o.Window {
			if e >= left {
				e += n
			}
			element := bytes[e*o.Size : (e+1)*o.Size]
			if src := edge.index(e-left, n); src >= 0 {
				copy(element, bytes[(src+left)*o.Size:])
			} else {
				clear(element)
			}
		}
	}
}

// offset returns which element of its window input i of p is.
func (p *Pass) offset(i int) Offset {
	if p.At == nil {
		return Offset{}
	}
	return p.At[i]
}

// again reports whether input i of p is an operand that an input before it is too.
func (p *Pass) again(i int) bool {
	for _, o := range p.In[:i] {
		if o == p.In[i] {
			return true
		}
	}
	return false
}

// runPlanes runs k over the elements of a call, each a plane of rows.
func (c *call) runPlanes(k *Kernel, a *kernel.Args, first *[kernel.MaxOperands]unsafe.Pointer) (lacks int) {
	var ops [kernel.MaxOperands]span
	m, n := a.Core.Len[k.Rows-1], a.Core.Len[k.Dim]
	for e := range a.N {
		for i := range k.In + k.Out {
			o, strides := &k.Operands[i], &a.Core.Stride[i]
			ops[i] = span{unsafe.Add(first[i], e*a.Op[i].Inner), strides[0], 0}
			if o.Rows {
				ops[i].inner, ops[i].outer = strides[1], strides[0]
			}
		}
		if lacks = c.run(k, ops[:k.In+k.Out], m, n); lacks > 0 {
			break
		}
	}
	return lacks
}
