// SPDX-License-Identifier: BSD-3-Clause

package ndarray

import (
	"strings"

	"github.com/arraygen/arraygen/ndarray/fault"
)

// BroadcastTo returns a read-only view of a in a larger shape: axes of length
// 1 are repeated by a stride of 0, and missing axes are added in front.
func (a *Array) BroadcastTo(shape ...int) *Array {
	if a.Err() != nil {
		return a.failed()
	}
	v, err := a.broadcastTo("BroadcastTo", shape)
	if err != nil {
		return Failed(err)
	}
	v.flags |= flagReadOnly
	return v
}

func (a *Array) broadcastTo(fn string, to []int) (*Array, error) {
	sh, st := a.shape(), a.strides()
	if len(to) > MaxDims {
		return nil, badShape(fn, to, a.dtype).err
	}
	if _, ok := sizeOf(to, a.dtype.Size()); !ok {
		return nil, badShape(fn, to, a.dtype).err
	}
	lead := len(to) - len(sh)
	if lead < 0 {
		return nil, fault.New(fn, ErrShape, "shape %s has more axes than %s", shapeText(sh), shapeText(to))
	}
	v, shape, strides := a.view(a.ptr, len(to))
	copy(shape, to)
	for i, n := range sh {
		switch {
		case n == to[lead+i]:
			strides[lead+i] = st[i]
		case n != 1:
			return nil, fault.New(fn, ErrShape, "shape %s can't be broadcast to %s: axis %d has length %d, it would have to be 1 or %d",
				shapeText(sh), shapeText(to), i, n, to[lead+i])
		}
	}
	return v.seal(), nil
}

// assignedTo broadcasts a to a shape that is assigned to: as in NumPy, leading
// axes of length 1 more than that has are left out.
func (a *Array) assignedTo(fn string, to []int) (*Array, error) {
	sh, st := a.shape(), a.strides()
	extra := 0
	for len(sh)-extra > len(to) && sh[extra] == 1 {
		extra++
	}
	if extra == 0 {
		return a.broadcastTo(fn, to)
	}
	v, shape, strides := a.view(a.ptr, len(sh)-extra)
	copy(shape, sh[extra:])
	copy(strides, st[extra:])
	return v.seal().broadcastTo(fn, to)
}

// BroadcastShapes returns the shape that arrays of the given shapes have
// together: aligned at the last axis, a length of 1 gives way to any other.
// The error names the function fn.
func BroadcastShapes(fn string, shapes ...[]int) ([]int, error) {
	n := 0
	for _, s := range shapes {
		n = max(n, len(s))
	}
	out := make([]int, n)
	for i := range out {
		out[i] = 1
	}
	for _, s := range shapes {
		lead := n - len(s)
		for i, d := range s {
			switch at := &out[lead+i]; {
			case *at == 1:
				*at = d
			case d != 1 && d != *at:
				texts := make([]string, len(shapes))
				for k := range shapes {
					texts[k] = shapeText(shapes[k])
				}
				return nil, fault.New(fn, ErrShape, "shapes %s could not be broadcast together: axis %d from the end has lengths %d and %d; they must be equal or 1",
					strings.Join(texts, ", "), len(s)-i, *at, d)
			}
		}
	}
	return out, nil
}

// Broadcast returns read-only views of the arrays in the shape that they have
// together.
func Broadcast(arrays ...*Array) ([]*Array, error) {
	shapes := make([][]int, len(arrays))
	for i, a := range arrays {
		if err := a.Err(); err != nil {
			return nil, err
		}
		shapes[i] = a.shape()
	}
	shape, err := BroadcastShapes("Broadcast", shapes...)
	if err != nil {
		return nil, err
	}
	views := make([]*Array, len(arrays))
	for i, a := range arrays {
		if views[i] = a.BroadcastTo(shape...); views[i].err != nil {
			return nil, views[i].err
		}
	}
	return views, nil
}
