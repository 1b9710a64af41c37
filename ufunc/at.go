// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"runtime"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ndarray/protocol"
)

// At applies u in place to the elements of a that index picks, one after the
// other: an element that is picked twice changes twice. For a ufunc of two
// inputs b is the second; it is broadcast to the shape of what index picks.
//
// index is an []int, an array of integers or bools, an [ndarray.Index], or a
// []ndarray.Index of several parts.
func (u *Ufunc) At(a *ndarray.Array, index any, b ...any) error {
	return u.config().At(a, index, b...)
}

// At is [Ufunc.At].
func (c Config) At(a *ndarray.Array, index any, b ...any) error {
	u := c.u
	fn := u.methodName(protocol.At)
	if u.Signature != "" {
		return fault.New(fn, fault.Value, "works element by element; the signature of %s is %s", u.Name, u.Signature)
	}
	if len(u.Outputs) != 1 || len(u.Inputs) > 2 {
		return fault.New(fn, fault.Value, "only functions of one or two inputs and one output have it; %s has %d and %d", u.Name, len(u.Inputs), len(u.Outputs))
	}
	if len(b) != len(u.Inputs)-1 {
		return fault.New(fn, fault.Value, "takes an array, an index and %d operands, not %d", len(u.Inputs)-1, len(b))
	}
	if c.flags&^(hasOther|hasCasting) != 0 || c.where != nil {
		return fault.New(fn, fault.Value, "works in place: Out, Where and the keywords of reductions don't apply")
	}
	if err := a.Err(); err != nil {
		return err
	}
	if !a.Writeable() {
		return fault.New(fn, fault.ReadOnly, "the array is read-only; copy it first")
	}
	items, err := indexItems(fn, index)
	if err != nil {
		return err
	}
	pts, err := a.Points(items...)
	if err != nil {
		return err
	}
	p := getPlan()
	defer p.put(4)
	if err := c.at(fn, p, a, &pts, b); err != nil {
		return err
	}
	runtime.KeepAlive(a)
	runtime.KeepAlive(b)
	return nil
}

// indexItems returns the parts of an index.
func indexItems(fn string, index any) ([]ndarray.Index, error) {
	switch v := index.(type) {
	case []ndarray.Index:
		return v, nil
	case ndarray.Index:
		return []ndarray.Index{v}, nil
	case int:
		return []ndarray.Index{ndarray.Int(v)}, nil
	case []int:
		wide, err := ndarray.MakeSlice[int64](fn, len(v))
		if err != nil {
			return nil, err
		}
		for i, n := range v {
			wide[i] = int64(n)
		}
		return []ndarray.Index{ndarray.FromSlice(wide)}, nil
	}
	return nil, fault.New(fn, fault.Index, "an index is an int, an []int, an array of integers or bools, or a []ndarray.Index")
}

// The places of At's operands in a plan, behind the inputs.
const (
	atResult = 2 + iota
	atWhole
)

// at changes the elements of a at pts.
func (c *Config) at(fn string, p *plan, a *ndarray.Array, pts *ndarray.Points, b []any) error {
	loop, err := c.loopOfAt(fn, p, a, b)
	if err != nil {
		return err
	}
	ops, strides, err := p.operandsOfAt(fn, loop, pts)
	if err != nil {
		return err
	}
	n := &p.space
	if err := n.broadcast(fn, ops); err != nil {
		return err
	}
	if n.size == 0 {
		return nil
	}
	n.sort(ops)
	n.coalesce(ops)
	j := &p.job
	j.moving = true
	p.loop = loop
	c.beginWatch(p)
	j.prepare(loop.Kernel, n, ops, len(ops)-1, false)
	j.moving = false
	w := getWorker()
	w.setJob(j)
	if element := n.size == 1 && !j.anyPack; element && len(strides) == 1 {
		w.eachElement(pts.Offsets, strides[0])
	} else {
		w.eachPoint(pts, strides, element)
	}
	w.put()
	c.endWatch(p, nil)
	return nil
}

// loopOfAt sets the operands of a call and returns its loop, whose result must
// convert to the type of a.
func (c *Config) loopOfAt(fn string, p *plan, a *ndarray.Array, b []any) (*Loop, error) {
	u, rule := c.u, c.methodCasting()
	in := p.op[:len(u.Inputs)]
	in[0].setArray(a)
	p.op[atWhole].setArray(a)
	if len(in) == 2 {
		if err := in[1].set(fn, 3, b[0]); err != nil {
			return nil, err
		}
	}
	loop, err := u.resolve(in, c.dtype, rule)
	if err != nil {
		return nil, err
	}
	if err := u.checkCasts(in, loop, rule); err != nil {
		return nil, err
	}
	if err := u.checkExponent(in, loop, nil, nil); err != nil {
		return nil, err
	}
	if !dtype.CanCast(loop.Out[0], a.DType(), rule) {
		return nil, u.badOutput(0, loop.Out[0], a.DType(), rule)
	}
	return loop, nil
}

// operandsOfAt returns the operands of one point, whose iteration space has the
// axes that no array indexes, and the strides of the second input along the axes of
// the points.
func (p *plan) operandsOfAt(fn string, loop *Loop, pts *ndarray.Points) (ops []*operand, strides []int, err error) {
	x, y, z, whole := &p.op[0], &p.op[1], &p.op[atResult], &p.op[atWhole]
	for _, o := range [...]*operand{x, z} {
		o.setArray(pts.Rest)
		o.misaligned = whole.misaligned
	}
	z.output = true
	x.convertTo(loop.In[0])
	z.convertOut(loop.Out[0])
	if len(loop.In) == 1 {
		return append(p.job.opList[:0], x, z), nil, nil
	}
	if y.overlaps(whole) {
		if err := y.copyAway(); err != nil {
			return nil, nil, err
		}
	}
	if strides, err = y.takePoints(fn, pts, x.shape()); err != nil {
		return nil, nil, err
	}
	y.convertTo(loop.In[1])
	return append(p.job.opList[:0], x, y, z), strides, nil
}

// eachElement runs the Go loop, which has the least to set up, on one element after
// the other: those at the offsets from x, with those of y a stride apart.
func (w *worker) eachElement(offsets []int, stride int) {
	a, f := &w.args, w.job.set.Impl[kernel.Go]
	x, y := w.job.ops[0].ptr, w.job.ops[1].ptr
	a.N, a.Rows = 1, 1
	along := 0
	for _, offset := range offsets {
		p := addr(x, offset)
		a.Op[0].Ptr, a.Op[1].Ptr, a.Op[2].Ptr = p, addr(y, along), p
		f(a)
		along += stride
	}
}

// eachPoint runs the job at one point after the other; where a point is one
// element, in place, with the Go loop. strides are those of the second input along
// the axes of the points.
func (w *worker) eachPoint(pts *ndarray.Points, strides []int, element bool) {
	j := w.job
	x, z := j.ops[0], j.ops[j.nin]
	y := j.ops[j.nin-1] // x, if there is one input
	index := make([]int, len(strides))
	first, second, along := x.ptr, y.ptr, 0
	if element {
		w.args.N, w.args.Rows = 1, 1
	}
	for _, offset := range pts.Offsets {
		y.ptr = addr(second, along)
		x.ptr = addr(first, offset)
		z.ptr = x.ptr
		if element {
			for i, o := range j.ops {
				w.args.Op[i].Ptr = o.ptr
			}
			j.set.Impl[kernel.Go](&w.args)
		} else {
			w.run(0, j.tiles)
		}
		for axis := len(strides) - 1; axis >= 0; axis-- {
			along += strides[axis]
			if index[axis]++; index[axis] < pts.Shape[axis] {
				break
			}
			along -= index[axis] * strides[axis]
			index[axis] = 0
		}
	}
}

// takePoints takes the axes of the points out of o, which is broadcast to the
// shape of all that is picked, and returns its strides along them. rest is the
// shape of the other axes.
func (o *operand) takePoints(fn string, pts *ndarray.Points, rest []int) ([]int, error) {
	total := len(rest) + len(pts.Shape)
	lead := total - o.ndim
	shape, strides := make([]int, 0, len(rest)), make([]int, 0, len(rest))
	of := make([]int, 0, len(pts.Shape)) // the points
	fits := lead >= 0
	for axis := range total {
		point := axis >= pts.At && axis < pts.At+len(pts.Shape)
		length, stride := 1, 0
		if fits && axis >= lead && o.own[axis-lead] != 1 {
			length, stride = o.own[axis-lead], o.ownStrides[axis-lead]
		}
		want := 0
		switch {
		case point:
			want = pts.Shape[axis-pts.At]
			of = append(of, stride)
		case axis < pts.At:
			want = rest[axis]
		default:
			want = rest[axis-len(pts.Shape)]
		}
		if !point {
			shape, strides = append(shape, length), append(strides, stride)
		}
		fits = fits && (length == want || length == 1)
	}
	if !fits {
		picked := append(append(append([]int(nil), rest[:pts.At]...), pts.Shape...), rest[pts.At:]...)
		return nil, fault.New(fn, fault.Shape, "the operand of shape %s cannot be broadcast to the shape %s of what the index picks", appendShape(nil, o.shape()), appendShape(nil, picked))
	}
	o.ndim = copy(o.own[:], shape)
	copy(o.ownStrides[:], strides)
	return of, nil
}
