package ufunc

import (
	"runtime"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// Accumulate is [Ufunc.Reduce] with all its steps: the result has the shape of
// x, and at each place what the elements up to there are combined to, from the
// first to the last. It works along one axis, the first unless Axis says
// another.
func (u *Ufunc) Accumulate(x any) *ndarray.Array { return u.config().Accumulate(x) }

// Accumulate is [Ufunc.Accumulate].
func (c Config) Accumulate(x any) *ndarray.Array {
	st := getState()
	defer st.put(4)
	y, err := c.accumulate(st, x)
	if err != nil {
		return ndarray.Failed(err)
	}
	runtime.KeepAlive(x)
	return y
}

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

// start readies a method along one axis: it sets x and the loop, and returns
// the axis and the output that was given, or nil.
func (c *Config) startAlong(st *state, name methodID, m method, v any) (axis int, loop *Loop, z *ndarray.Array, err error) {
	u := c.u
	fn := u.methodName(name)
	if err = u.reducible(name); err != nil {
		return
	}
	x := &st.op[atX]
	if err = x.set(fn, 1, v); err != nil {
		return
	}
	if z, err = c.oneOut(fn); err != nil {
		return
	}
	out := dtype.Invalid
	if z != nil {
		if err = z.Err(); err != nil {
			return
		}
		out = z.DType()
	}
	if loop, err = u.reduceLoop(name, x.dtype, out, c.dtype); err != nil {
		return
	}
	if err = c.castable(fn, x, loop.Out[0]); err != nil {
		return
	}
	if axis, err = c.oneAxis(fn, x.ndim); err != nil {
		return
	}
	st.reduction.start(u, loop, x, m)
	return
}

// finishAlong sets the output: z, or a new array of x's shape with the given
// length of the axis. It leaves the nest that of x, and the strides of the
// output in it.
func (c *Config) finishAlong(st *state, fn string, z *ndarray.Array, axis, length int, d dtype.DType) (*ndarray.Array, error) {
	x, y, n := &st.op[atX], &st.op[atY], &st.nest
	if err := n.broadcast(fn, append(st.given[:0], x)); err != nil {
		return nil, err
	}
	k := &st.kept
	k.ndim = copy(k.shape[:], n.shape[:n.ndim])
	k.shape[axis] = length
	if z == nil {
		n.sort(st.given[:1])
		copy(k.order[:n.ndim], n.order[:n.ndim])
		z = newArray(k, d, false)
		if err := z.Err(); err != nil {
			return nil, err
		}
		y.setArray(z)
		y.convertOut(d)
	} else {
		if err := y.setOut(c.u, 0, z, d, c.methodCasting()); err != nil {
			return nil, err
		}
		if !y.covers(k) {
			return nil, fault.New(fn, fault.Shape, "the output has shape %s; that of the result is %s", appendShape(nil, y.shape()), appendShape(nil, k.shape[:k.ndim]))
		}
	}
	n.kept = 0
	for i := range n.ndim {
		y.strides[i] = y.ownStrides[i]
		if i != axis {
			n.keep[n.kept] = i
			n.kept++
		}
	}
	return z, nil
}

func (c *Config) accumulate(st *state, v any) (*ndarray.Array, error) {
	axis, loop, z, err := c.startAlong(st, inAccumulate, accumulate, v)
	if err != nil {
		return nil, err
	}
	x, y, n, r := &st.op[atX], &st.op[atY], &st.nest, &st.reduction
	fn := c.u.methodName(inAccumulate)
	if z, err = c.finishAlong(st, fn, z, axis, x.own[axis], loop.Out[0]); err != nil {
		return nil, err
	}
	if y.overlaps(x) && !y.same(x, n) {
		if err := x.copyAway(); err != nil {
			return nil, err
		}
		x.spread(n)
	}
	r.m = r.split(n, x, nil, 1<<axis)
	if r.ndim == 0 {
		r.ndim, r.shape[0], r.stride[0], r.maskStride[0] = 1, r.m, 0, 0
	}
	r.yStep = y.strides[axis]
	r.run(st, x, y, nil)
	runtime.KeepAlive(z)
	return z, nil
}

// steps computes a row of accumulations.
func (r *reduction) steps(w *worker, row rowOf) {
	rowBytes := row.n * r.size
	// The kernel writes to y itself where it can, else to rows of a buffer, the
	// first of which is the last one before.
	inner := r.y.step
	if row.n == 1 {
		inner = r.size
	}
	inPlace := r.store == nil && r.yAligned && (r.free || inner == r.size)
	first, _ := r.fetch(w, row, 0, 1)
	buffer := w.area(areaSeries)
	if inPlace {
		b := block{row.y, r.y.step, 0}
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
		raw := w.area(areaRaw)
		w.convert(r.store, block{from, r.size, 0}, block{raw, r.ySize, 0}, 1, count*row.n)
		from = raw
	}
	scatter(addr(row.y, i*r.yStep), from, count, row.n, r.y.step, r.yStep, r.ySize, r.yAligned)
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
