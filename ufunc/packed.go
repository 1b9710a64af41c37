// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"runtime"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

const (
	// packedSize is the most elements of a call that the packed path takes: an operand
	// and its conversion fit its buffer.
	packedSize = chunkBytes / 16
	// packedDims is the most axes of such a call.
	packedDims = 4
)

// packed runs a call on few elements whose operands differ in type, shape or
// strides: each is packed, in C order of the result, and converted, and the kernel
// runs once. The loop is the one that the plan of such a call chose before. It
// returns nil where the call is not of that sort, which includes all errors.
func (c *Config) packed(args []any) *ndarray.Array {
	u := c.u
	if len(args) != len(u.Inputs) || len(args) == 0 || len(args) > 2 || c.flags&^hasOut != 0 || len(c.outs) > 1 ||
		c.flags&hasOut != 0 && len(c.outs) == 0 {
		return nil
	}
	var in [2]*ndarray.Array
	var shape smallShape
	for i, v := range args {
		x, ok := v.(*ndarray.Array)
		if !ok || !x.Aligned() || x.Err() != nil || !shape.broadcast(x) {
			return nil
		}
		in[i] = x
	}
	loop := u.keptLoop(in[:len(args)])
	if loop == nil {
		return nil
	}
	z := c.packedOut(loop.Out[0], &shape, in[:len(args)])
	if z == nil || z.Err() != nil {
		return z
	}
	w := getWorker()
	if need := 3*chunkBytes + pageBytes; len(w.buffer) < need {
		w.buffer = make([]byte, need)
	}
	a := &w.args
	for i, x := range in[:len(args)] {
		w.pack(i, x, &shape, loop.In[i])
	}
	a.N, a.Rows = shape.size, 1
	zp, _, _ := z.Lend()
	w.row(len(args), zp, loop.Out[0].Size())
	loop.Kernel.Run(a)
	a.Op[0].Ptr, a.Op[1].Ptr, a.Op[2].Ptr = nil, nil, nil
	w.cast.Op[0].Ptr, w.cast.Op[1].Ptr = nil, nil
	workers.Put(w)
	runtime.KeepAlive(args)
	runtime.KeepAlive(z)
	return z
}

// smallShape is the shape to which the operands of a call broadcast.
type smallShape struct {
	ndim, size int
	dims       [packedDims]int // the last ndim of them
}

// broadcast extends s by the shape of x. It reports whether the shapes fit and the
// call is small.
func (s *smallShape) broadcast(x *ndarray.Array) bool {
	_, own, _ := x.Lend()
	if len(own) > packedDims {
		return false
	}
	if s.size == 0 { // of the first operand
		s.dims = [packedDims]int{1, 1, 1, 1}
	}
	s.ndim = max(s.ndim, len(own))
	dims := s.dims[packedDims-len(own):]
	for i, n := range own {
		switch {
		case n == dims[i] || n == 1:
		case dims[i] == 1:
			dims[i] = n
		default:
			return false
		}
	}
	s.size = 1
	for _, n := range s.dims {
		if n > packedSize {
			return false
		}
		s.size *= n
	}
	return s.size > 0 && s.size <= packedSize
}

// keptLoop returns the loop of a call on the arrays in without keywords that say
// something of types, if resolve chose it before and it takes them; nil for
// functions that the short paths don't run, see sameLoop.
func (u *Ufunc) keptLoop(in []*ndarray.Array) *Loop {
	if len(u.Outputs) != 1 || u.Signature != "" || u.Promotion == PromotePower {
		return nil
	}
	key := resolveKey(dtype.Invalid, dtype.SameKind)
	for _, x := range in {
		key = key<<8 | uint64(x.DType())
	}
	got := u.slot(key).Load()
	if got>>8 != key {
		return nil
	}
	l := &u.Loops[got&0xff]
	for i, x := range in {
		if !dtype.CanCast(x.DType(), l.In[i], dtype.SameKind) {
			return nil
		}
	}
	return l
}

// packedOut returns the array for the result: the output that was given, if it is
// in C order and of the loop's type and apart from the operands; or a new one, if
// it is in C order by the plan's rule.
func (c *Config) packedOut(d dtype.DType, s *smallShape, in []*ndarray.Array) *ndarray.Array {
	dims := s.dims[packedDims-s.ndim:]
	if len(c.outs) == 0 || c.outs[0] == nil {
		for _, x := range in {
			if !descending(x) {
				return nil
			}
		}
		return ndarray.Empty(d, dims...)
	}
	z := c.outs[0]
	if !z.IsDense() || !z.Writeable() || z.DType() != d {
		return nil
	}
	if _, own, _ := z.Lend(); !equalShape(own, dims) {
		return nil
	}
	return z
}

// descending reports whether no axis of x has a larger stride than one before it:
// sort leaves the axes of such operands in C order.
func descending(x *ndarray.Array) bool {
	_, shape, strides := x.Lend()
	least := -1
	for i, s := range strides {
		if s = magnitude(s); s == 0 || shape[i] == 1 {
			continue
		}
		if least >= 0 && s > least {
			return false
		}
		least = s
	}
	return true
}

// pack gives the kernel operand i, the elements of x in C order of the shape s, as
// elements of type to. They are copied in any case: the output may lie anywhere.
func (w *worker) pack(i int, x *ndarray.Array, s *smallShape, to dtype.DType) {
	ptr, shape, own := x.Lend()
	from := x.DType()
	size := from.Size()
	var strides [packedDims]int
	for d, n := range shape {
		if n != 1 {
			strides[packedDims-len(shape)+d] = own[d]
		}
	}
	place, buffer := w.at(i), w.at(i)
	if from != to {
		buffer = w.at(2)
	}
	rows, n := s.dims[2], s.dims[3]
	at := buffer
	for j := range s.dims[0] {
		for k := range s.dims[1] {
			gather(at, addr(ptr, j*strides[0]+k*strides[1]), rows, n, strides[3], strides[2], size, true)
			at = addr(at, rows*n*size)
		}
	}
	if from != to {
		w.convert(castSet(from, to), block{buffer, size, 0}, block{place, to.Size(), 0}, 1, s.size)
	}
	w.row(i, place, to.Size())
}
