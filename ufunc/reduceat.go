// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"github.com/arraygen/arraygen/ndarray/protocol"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// ReduceAt reduces segments of x along one axis, the first unless Axis says
// another. Segment i goes from indices[i] up to, and without, indices[i+1], or
// the end of the axis for the last one; if it would be empty, it is the single
// element at indices[i]. The result has a length of len(indices) along the
// axis. indices is an []int or an array of integers of one axis.
//
// Each segment has the bits of [Ufunc.Reduce] on it, without the identity: that of
// -0 alone is -0.
func (u *Ufunc) ReduceAt(x, indices any) *ndarray.Array { return u.config().ReduceAt(x, indices) }

// ReduceAt is [Ufunc.ReduceAt].
func (c Config) ReduceAt(x, indices any) *ndarray.Array {
	return c.one(protocol.ReduceAt, x, indices)
}

func (c *Config) planReduceAt(p *plan, v, indices any) error {
	fn, x := c.u.methodName(protocol.ReduceAt), &p.op[atX]
	err := c.planAxis(p, v, func(axis int) (n int, err error) {
		p.starts, err = segmentStarts(fn, &p.op[atMask], indices, x.own[axis])
		return len(p.starts), err
	})
	if err != nil {
		return err
	}
	for i, from := range p.starts {
		if err := c.u.checkExponentsAlong(fn, x, p.loop, p.axis, from+1, p.segmentEnd(i, x.own[p.axis])); err != nil {
			return err
		}
	}
	return nil
}

// segmentEnd returns where segment i ends, on an axis of the given length; not
// behind its start if the segment is a single element.
func (p *plan) segmentEnd(i, length int) int {
	if i+1 < len(p.starts) {
		return p.starts[i+1]
	}
	return length
}

func (c *Config) runReduceAt(p *plan, z *ndarray.Array) error {
	if err := c.bindAxis(p, z); err != nil {
		return err
	}
	x, y, n, r, axis := &p.op[atX], &p.op[atY], &p.space, &p.reduction, p.axis
	if len(p.starts) == 0 || n.size == 0 {
		return nil
	}
	length := r.split(n, x, nil, 1<<axis)
	xPtr, yPtr := x.ptr, y.ptr
	for i, from := range p.starts {
		r.m = max(1, p.segmentEnd(i, length)-from)
		r.ndim = 0
		if r.m > 1 {
			r.ndim, r.shape[0], r.stride[0], r.maskStride[0] = 1, r.m, x.strides[axis], 0
		}
		x.ptr, y.ptr = addr(xPtr, from*x.strides[axis]), addr(yPtr, i*y.strides[axis])
		r.run(p, x, y, nil)
		if err := r.failure.err(); err != nil {
			return fault.In(c.u.methodName(protocol.ReduceAt), err)
		}
	}
	x.ptr, y.ptr = xPtr, yPtr
	return nil
}

// segmentStarts returns the indices as a slice, after checking them against the
// length of the axis.
func segmentStarts(fn string, o *operand, indices any, length int) ([]int, error) {
	starts, ok := indices.([]int)
	if !ok {
		if err := o.set(fn, 2, indices); err != nil {
			return nil, err
		}
		if k := o.dtype.Kind(); o.ndim != 1 || k != dtype.KindInt && k != dtype.KindUint {
			return nil, fault.New(fn, fault.Index, "the indices must be integers along one axis, not %v of shape %s", o.dtype, appendShape(nil, o.shape()))
		}
		var err error
		if starts, err = ndarray.MakeSlice[int](fn, o.own[0]); err != nil {
			return nil, err
		}
		for i := range starts {
			v := dtype.LoadScalar(addr(o.ptr, i*o.ownStrides[0]), o.dtype)
			if !v.Fits(dtype.Int64) {
				return nil, fault.New(fn, fault.Index, "index %v is out of bounds for an axis of length %d", v, length)
			}
			starts[i] = int(v.Int64())
		}
	}
	for _, i := range starts {
		if i < 0 || i >= length {
			return nil, fault.New(fn, fault.Index, "index %d is out of bounds for an axis of length %d", i, length)
		}
	}
	return starts, nil
}
