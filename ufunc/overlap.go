// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"runtime"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// bounds returns the addresses of the lowest byte of o and of the one after
// its highest, from its own shape; equal if it has no elements.
func (o *operand) bounds() (lo, hi uintptr) {
	lo = uintptr(o.ptr)
	hi = lo + uintptr(o.dtype.Size())
	for i, n := range o.shape() {
		if n == 0 {
			return lo, lo
		}
		if span := (n - 1) * o.ownStrides[i]; span < 0 {
			lo -= uintptr(-span)
		} else {
			hi += uintptr(span)
		}
	}
	return lo, hi
}

// overlaps reports whether the memory of o and p may have a byte in common. It
// errs on the side of yes, at the price of a copy.
func (o *operand) overlaps(p *operand) bool {
	lo, hi := o.bounds()
	from, to := p.bounds()
	if lo == hi || from == to || hi <= from || to <= lo {
		return false
	}
	// All addresses of either operand are equal modulo the greatest common
	// divisor of the strides: two columns of a matrix, say, never meet.
	g := uintptr(0)
	for _, q := range [...]*operand{o, p} {
		for i, n := range q.shape() {
			if n > 1 {
				g = gcd(g, uintptr(magnitude(q.ownStrides[i])))
			}
		}
	}
	if g == 0 {
		return true
	}
	ahead := (uintptr(p.ptr)%g + g - uintptr(o.ptr)%g) % g
	return ahead < uintptr(o.dtype.Size()) || g-ahead < uintptr(p.dtype.Size())
}

func gcd(a, b uintptr) uintptr {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// same reports whether o and p are element by element the same memory in the
// iteration space, so that each element is read before it is overwritten.
func (o *operand) same(p *operand, n *space) bool {
	if o.ptr != p.ptr || o.dtype.Size() != p.dtype.Size() {
		return false
	}
	for axis, s := range o.strides[:n.ndim] {
		if s != p.strides[axis] || s == 0 && n.shape[axis] > 1 {
			return false
		}
	}
	return true
}

// copyOverlapping replaces inputs that overlap an output by copies, unless they are
// element by element the same.
func (n *space) copyOverlapping(inputs, outputs []*operand) error {
	for _, in := range inputs {
		for _, out := range outputs {
			if in.overlaps(out) && !in.same(out, n) {
				if err := in.copyAway(); err != nil {
					return err
				}
				in.broadcast(n)
				break
			}
		}
	}
	return nil
}

// copyAway gives o memory of its own.
func (o *operand) copyAway() error {
	cast, to, core := o.cast, o.to, o.core
	err := o.copyAs(o.dtype)
	o.cast, o.to, o.core = cast, to, core
	return err
}

// copyAs replaces o by a copy of elements of type d.
func (o *operand) copyAs(d dtype.DType) error {
	c := ndarray.Empty(d, o.shape()...)
	if err := c.Err(); err != nil {
		return err
	}
	p := getPlan()
	src, dst := &p.op[0], &p.op[1]
	*src = *o
	src.core = 0
	dst.setArray(c)
	err := p.assign("copy", src, dst, nil, nil)
	p.put(2)
	core := o.core
	o.setArray(c)
	o.core = core
	runtime.KeepAlive(c)
	return err
}
