// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"github.com/arraygen/arraygen/ndarray/protocol"

	"unsafe"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// Accumulate is [Ufunc.Reduce] with all partial results: the result has the shape of
// x, and at each place what the elements up to there are combined to, from the
// first to the last. It works along one axis, the first unless Axis says
// another.
func (u *Ufunc) Accumulate(x any) *ndarray.Array { return u.config().Accumulate(x) }

// Accumulate is [Ufunc.Accumulate].
func (c Config) Accumulate(x any) *ndarray.Array { return c.one(protocol.Accumulate, x) }

// oneAxis returns the axis of a method that works along one.
func (c *Config) oneAxis(fn string, ndim int) (int, error) {
	if c.flags&(hasWhere|keepDims|hasInitial|noInitial) != 0 {
		return 0, fault.New(fn, fault.Value, "Where, KeepDims and Initial are for reduce")
	}
	if ndim == 0 {
		return 0, fault.New(fn, fault.Axis, "the array has no axes to work along; reshape it to one")
	}
	set, err := c.axisSet(fn, ndim)
	if err != nil {
		return 0, err
	}
	if set == 0 || set&(set-1) != 0 {
		return 0, fault.New(fn, fault.Axis, "works along one axis; set it by Axis")
	}
	axis := 0
	for set>>axis != 1 {
		axis++
	}
	return axis, nil
}

// planAxis works out a method along one axis. The result has the given length
// along it, that of v if it is negative.
func (c *Config) planAxis(p *plan, v any, length func(axis int) (int, error)) error {
	u, m := c.u, p.method
	if err := u.reducible(m); err != nil {
		return err
	}
	fn := u.methodName(m)
	z, err := c.planReduceTypes(p, m, v)
	if err != nil {
		return err
	}
	x, y, n, l := &p.op[atX], &p.op[atY], &p.space, &p.out
	if p.axis, err = c.oneAxis(fn, x.ndim); err != nil {
		return err
	}
	if m == protocol.Accumulate {
		if err := u.checkExponentsAlong(fn, x, p.loop, p.axis, 1, x.own[p.axis]); err != nil {
			return err
		}
	}
	p.reduction.start(u, p.loop, x, m == protocol.Accumulate)
	if err := n.broadcast(fn, append(p.given[:0], x)); err != nil {
		return err
	}
	l.ndim = copy(l.shape[:], n.shape[:n.ndim])
	if l.shape[p.axis], err = length(p.axis); err != nil {
		return err
	}
	c.orderOfOne(p)
	copy(l.order[:], n.order[:n.ndim])
	n.kept = 0
	for axis := range n.ndim {
		if axis != p.axis {
			n.keep[n.kept] = axis
			n.kept++
		}
	}
	if z == nil {
		return nil
	}
	if err := y.setOut(u, 0, z, p.loop.Out[0], c.methodCasting()); err != nil {
		return err
	}
	return p.fitOut(fn, y)
}

// bindAxis sets the output of a method along one axis.
func (c *Config) bindAxis(p *plan, z *ndarray.Array) error {
	x, y := &p.op[atX], &p.op[atY]
	y.setArray(z)
	y.convertOut(p.loop.Out[0])
	copy(y.strides[:], y.ownStrides[:y.ndim])
	if !y.overlaps(x) || p.method == protocol.Accumulate && c.watcher == nil && y.same(x, &p.space) {
		return nil
	}
	if err := x.copyAway(); err != nil {
		return err
	}
	x.broadcast(&p.space)
	return nil
}

func (c *Config) planAccumulate(p *plan, v any) error {
	return c.planAxis(p, v, func(axis int) (int, error) { return p.op[atX].own[axis], nil })
}

func (c *Config) runAccumulate(p *plan, z *ndarray.Array) error {
	if err := c.bindAxis(p, z); err != nil {
		return err
	}
	x, y, r := &p.op[atX], &p.op[atY], &p.reduction
	r.m = r.split(&p.space, x, nil, 1<<p.axis)
	if r.ndim == 0 {
		r.ndim, r.shape[0], r.stride[0], r.maskStride[0] = 1, r.m, 0, 0
	}
	r.yStep = y.strides[p.axis]
	r.run(p, x, y, nil)
	return fault.In(c.u.methodName(protocol.Accumulate), r.failure.err())
}

// accumulateRow computes a row of accumulations.
func (r *reduction) accumulateRow(w *worker, row rowOf) {
	rowBytes := row.n * r.size
	// The kernel writes to y itself where it can, else to rows of a buffer, the
	// first of which is the last one before.
	inner := r.y.stride
	if row.n == 1 {
		inner = r.size
	}
	inPlace := r.store == nil && r.yAligned && (r.free || inner == r.size)
	first, _ := r.fetch(w, row, 0, 1)
	buffer := r.at(w, sectionSeries)
	if inPlace {
		b := block{row.y, r.y.stride, 0}
		scatterBlock(b, first, row.n, r.size)
	} else {
		gather(buffer, first.ptr, 1, row.n, first.inner, 0, r.size, true)
		r.save(w, row, 0, buffer, 1)
	}
	for i := 1; i < r.m; {
		count := r.m - i
		if !inPlace {
			count = min(count, max(1, bufferBytes/(row.n*max(r.size, r.ySize))-1))
		}
		b, k := r.fetch(w, row, i, count)
		if inPlace {
			before, out := block{addr(row.y, (i-1)*r.yStep), inner, r.yStep}, block{addr(row.y, i*r.yStep), inner, r.yStep}
			if row.n == 1 {
				before.inner, out.inner = r.yStep, r.yStep
				r.chain(w, k, before, block{b.ptr, b.outer, 0}, out)
			} else {
				r.call(w, k, row.n, before, b, out)
			}
		} else {
			out := block{addr(buffer, rowBytes), r.size, rowBytes}
			if row.n == 1 {
				r.chain(w, k, block{buffer, r.size, 0}, block{b.ptr, b.outer, 0}, out)
			} else {
				r.call(w, k, row.n, block{buffer, r.size, rowBytes}, b, out)
			}
			r.save(w, row, i, out.ptr, k)
			move(buffer, addr(buffer, k*rowBytes), rowBytes)
		}
		i += k
	}
}

// save stores count rows of results from index i on.
func (r *reduction) save(w *worker, row rowOf, i int, from unsafe.Pointer, count int) {
	if r.store != nil {
		raw := r.at(w, sectionRaw)
		w.convert(r.store, block{from, r.size, 0}, block{raw, r.ySize, 0}, 1, count*row.n)
		from = raw
	}
	scatter(addr(row.y, i*r.yStep), from, count, row.n, r.y.stride, r.yStep, r.ySize, r.yAligned)
}

// scatterBlock copies a row of n elements from any place to any other.
func scatterBlock(dst, src block, n, size int) {
	if dst.inner == size || n == 1 {
		gather(dst.ptr, src.ptr, 1, n, src.inner, 0, size, true)
		return
	}
	for i := range n {
		move(addr(dst.ptr, i*dst.inner), addr(src.ptr, i*src.inner), size)
	}
}
