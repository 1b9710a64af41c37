// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"math"
	"runtime"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ndarray/protocol"
)

// Reduce combines the elements of x along its first axis with a ufunc of two
// inputs; see [Ufunc.Axis], [Ufunc.AllAxes], [Ufunc.KeepDims],
// [Ufunc.Initial], [Ufunc.Where], [Ufunc.Out] and [Ufunc.DType] for other
// axes and the rest of NumPy's keywords.
//
// As in NumPy add and multiply sum bools and small integers as int64 or
// uint64, and the ufunc's identity is what a reduction of nothing gives.
// Where without an identity, as for maximum, needs Initial.
//
// The elements are combined in the loop's [Order] over their index along the
// axis; over several axes, in C order of the indices along them. The bits of
// the result don't depend on the memory layout or the number of goroutines. A
// sum over a contiguous axis has the bits of NumPy's, as has one over several
// axes that lie contiguously in C order; NumPy itself sums other axes in an
// order that follows their layout, and multiplies from the first to the last. Elements that Where leaves out count as
// the identity, so that they don't change the order.
func (u *Ufunc) Reduce(x any) *ndarray.Array { return u.config().Reduce(x) }

// Reduce is [Ufunc.Reduce].
func (c Config) Reduce(x any) *ndarray.Array {
	if z := c.fastReduce(x); z != nil {
		return z
	}
	return c.one(protocol.Reduce, x)
}

// one plans and runs a method of one output.
func (c *Config) one(m protocol.Method, args ...any) *ndarray.Array {
	p := getPlan()
	defer p.put(len(p.op))
	var result [1]*ndarray.Array
	err := c.prepare(p, m, args)
	if err == nil {
		err = c.finish(p, result[:], nil)
	}
	runtime.KeepAlive(args)
	if err != nil {
		return ndarray.Failed(err)
	}
	return result[0]
}

// The places of a reduction's operands in a state.
const (
	atX = iota
	atY
	atMask
	atInitial
)

// reducible checks that the ufunc has the method.
func (u *Ufunc) reducible(m protocol.Method) error {
	switch {
	case u.Signature != "":
		return fault.New(u.methodName(m), fault.Value, "only functions of two inputs and one output, without core dimensions, have it; the signature of %s is %s", u.Name, u.Signature)
	case len(u.Inputs) != 2 || len(u.Outputs) != 1:
		return fault.New(u.methodName(m), fault.Value, "only functions of two inputs and one output have it; %s has %d and %d", u.Name, len(u.Inputs), len(u.Outputs))
	}
	return nil
}

// reduceLoop returns the loop that reduces elements of type d. out is the type
// of a given output, or Invalid; want that given by DType.
func (u *Ufunc) reduceLoop(method protocol.Method, d, out, want dtype.DType) (*Loop, error) {
	in := u.reduceType(d, out, want)
	l := u.reducing(in)
	if l == nil && want == dtype.Invalid {
		l = u.reducingWider(in)
	}
	if l == nil {
		return nil, fault.New(u.methodName(method), fault.DType, "no loop combines elements of type %v to the same type (the array is of type %v)", in, d)
	}
	return l, nil
}

// reduceType returns the type in which elements of type d are reduced, see
// reduceLoop.
func (u *Ufunc) reduceType(d, out, want dtype.DType) dtype.DType {
	switch {
	case u.Promotion == PromoteTruth && (want == dtype.Invalid || want == dtype.Bool):
		return dtype.Bool
	case want != dtype.Invalid:
		return want
	case out != dtype.Invalid:
		return dtype.Promote(d, out)
	case u.Promotion != PromoteWiden || d.Size() >= 8:
		return d
	}
	switch d.Kind() {
	case dtype.KindBool, dtype.KindInt:
		return dtype.Int64
	case dtype.KindUint:
		return dtype.Uint64
	}
	return d
}

// reducingWider returns a loop that combines elements of a type to which d
// converts safely.
func (u *Ufunc) reducingWider(d dtype.DType) *Loop {
	if d == dtype.Bool && u.Promotion == PromoteNoBool {
		return nil
	}
	if u.Integers != dtype.Invalid && d.Kind() <= dtype.KindInt {
		if l := u.reducing(u.Integers); l != nil {
			return l
		}
	}
	for i := range u.Loops {
		if l := &u.Loops[i]; all(l.In, l.Out[0]) && !l.Out[0].Kind().Time() && dtype.CanCast(d, l.Out[0], dtype.Safe) {
			return l
		}
	}
	return nil
}

// reducing returns the loop that combines elements of type d to the same.
func (u *Ufunc) reducing(d dtype.DType) *Loop {
	if d != d.Base() {
		if l := u.reducing(d.Base()); l != nil {
			return loopInUnit(l, d)
		}
		return nil
	}
	if with := d.Loops(); with != d {
		if l := u.reducing(with); l != nil {
			return derivedLoop(l, d)
		}
		return nil
	}
	for i := range u.Loops {
		if l := &u.Loops[i]; all(l.In, d) && all(l.Out, d) {
			return l
		}
	}
	return nil
}

// castable checks that elements of x convert to those of the reduction.
func (c *Config) castable(fn string, x *operand, d dtype.DType) error {
	if x.dtype == d || d == dtype.Bool || dtype.CanCast(x.dtype, d, c.methodCasting()) {
		return nil
	}
	return fault.New(fn, fault.Cast, "cannot cast the array from %v to %v with casting rule %v; set a wider rule with Casting", x.dtype, d, c.methodCasting())
}

// oneOut returns the given output.
func (c *Config) oneOut(fn string) (*ndarray.Array, error) {
	switch {
	case len(c.outs) > 1 || c.flags&hasOut != 0 && len(c.outs) == 0:
		return nil, fault.New(fn, fault.Value, "Out takes one array, not %d", len(c.outs))
	case len(c.outs) == 1:
		return c.outs[0], nil
	}
	return nil, nil
}

// planReduce works out a reduction of v.
func (c *Config) planReduce(p *plan, v any) error {
	u := c.u
	if err := u.reducible(protocol.Reduce); err != nil {
		return err
	}
	fn := u.methodName(protocol.Reduce)
	x, y := &p.op[atX], &p.op[atY]
	z, err := c.planReduceTypes(p, protocol.Reduce, v)
	if err != nil {
		return err
	}
	if p.axes, err = c.axisSet(fn, x.ndim); err != nil {
		return err
	}
	if many := p.axes & (p.axes - 1); many != 0 && !u.reorderable() {
		return fault.New(fn, fault.Axis, "%s is not reorderable, so only one axis can be reduced at a time", u.Name)
	}
	r := &p.reduction
	r.start(u, p.loop, x, false)
	r.anyOrder = r.order == Any

	// The mask takes part as an operand of the shape of x.
	n := &p.space
	ops := append(p.given[:0], x)
	mask := &p.op[atMask]
	if r.masked = c.flags&hasWhere != 0; r.masked {
		if err := c.setMask(mask); err != nil {
			return err
		}
		mask.output = false
		ops = append(ops, mask)
	}
	ndim := x.ndim
	if err := n.broadcast(fn, ops); err != nil {
		return err
	}
	if n.ndim != ndim || !x.covers(n) {
		return fault.New(fn, fault.Shape, "the mask of shape %s must broadcast to the shape %s of the array", appendShape(nil, mask.shape()), appendShape(nil, x.shape()))
	}
	r.m = r.split(n, x, mask, p.axes)
	if err := c.setInitial(fn, p, p.loop); err != nil {
		return err
	}
	if r.m == 0 && !r.hasStart {
		return fault.New(fn, fault.Value, "zero-size array to reduction operation %s which has no identity; give it an Initial", u.Name)
	}
	if p.axes != 0 {
		if err := u.checkExponentsReduced(fn, x, mask, p); err != nil {
			return err
		}
	}
	c.layOutReduced(p)
	if z == nil {
		return nil
	}
	if err := y.setOut(u, 0, z, p.loop.Out[0], c.methodCasting()); err != nil {
		return err
	}
	return p.fitOut(fn, y)
}

// planReduceTypes makes v the operand of a reduction, chooses the loop for it,
// and returns the output that was given, or nil.
func (c *Config) planReduceTypes(p *plan, m protocol.Method, v any) (*ndarray.Array, error) {
	u := c.u
	fn := u.methodName(m)
	x := &p.op[atX]
	if err := x.set(fn, 1, v); err != nil {
		return nil, err
	}
	z, err := c.oneOut(fn)
	if err != nil {
		return nil, err
	}
	out := dtype.Invalid
	if z != nil {
		if err := z.Err(); err != nil {
			return nil, err
		}
		out = z.DType()
	}
	want, err := c.reduceSignature(fn)
	if err != nil {
		return nil, err
	}
	if p.loop, err = u.reduceLoop(m, x.dtype, out, want); err != nil {
		return nil, err
	}
	return z, c.castable(fn, x, p.loop.Out[0])
}

// runReduce runs the planned reduction to z.
func (c *Config) runReduce(p *plan, z *ndarray.Array) error {
	x, y, mask, n, r := &p.op[atX], &p.op[atY], &p.op[atMask], &p.space, &p.reduction
	if y.setArray(z); !y.overlaps(x) && !(r.masked && y.overlaps(mask)) {
		return c.reduceTo(p, y)
	}
	for _, o := range [...]*operand{x, mask} {
		if o == mask && !r.masked || !y.overlaps(o) {
			continue
		}
		if err := o.copyAway(); err != nil {
			return err
		}
		o.broadcast(n)
	}
	r.m = r.split(n, x, mask, p.axes)
	return c.reduceTo(p, y)
}

// reduceTo runs the planned reduction to y, which overlaps nothing.
func (c *Config) reduceTo(p *plan, y *operand) error {
	y.convertOut(p.loop.Out[0])
	c.placeOut(y, &p.space, p.axes)
	p.reduction.run(p, &p.op[atX], y, &p.op[atMask])
	return fault.In(c.u.methodName(protocol.Reduce), p.reduction.failure.err())
}

// axisSet returns the axes to reduce as bits.
func (c *Config) axisSet(fn string, ndim int) (uint64, error) {
	switch {
	case c.flags&allAxes != 0:
		return 1<<ndim - 1, nil
	case c.flags&hasAxes == 0:
		if ndim == 0 {
			return 0, nil
		}
		return 1, nil
	case ndim == 0 && len(c.axes) == 1 && (c.axes[0] == 0 || c.axes[0] == -1):
		return 0, nil // as in NumPy, a scalar has an axis if asked
	}
	var set uint64
	for _, axis := range c.axes {
		i := axis
		if i < 0 {
			i += ndim
		}
		if i < 0 || i >= ndim {
			return 0, fault.New(fn, fault.Axis, "axis %d is out of bounds for array of dimension %d", axis, ndim)
		}
		if set&(1<<i) != 0 {
			return 0, fault.New(fn, fault.Axis, "axis %d is given twice", axis)
		}
		set |= 1 << i
	}
	return set, nil
}

// setInitial sets what the reduction starts with, and what stands for elements
// that are left out.
func (c *Config) setInitial(fn string, p *plan, loop *Loop) error {
	r, u := &p.reduction, c.u
	d := loop.Out[0]
	if u.Identity.Kind == IdentityValue && c.flags&noInitial == 0 {
		// As in NumPy the identity takes part: 0 + -0 is 0, and hypot(0, -3) is 3.
		r.hasInitial, r.hasStart = true, true
		u.Identity.number().Convert(unsafe.Pointer(&r.start0), r.acc)
		u.neutral(loop).Convert(unsafe.Pointer(&r.absent), r.acc)
	}
	if c.flags&hasInitial != 0 {
		o := &p.op[atInitial]
		if err := o.set(fn, 2, c.initial); err != nil {
			return err
		}
		if o.ndim != 0 {
			return fault.New(fn, fault.Shape, "Initial must be a Go scalar or an array without axes, not one of shape %s", appendShape(nil, o.shape()))
		}
		value := o.value
		if o.weak == 0 {
			value = dtype.LoadScalar(o.ptr, o.dtype)
		}
		if err := fault.In(fn, value.Check(d)); err != nil {
			return err
		}
		// Rounded to the type of the loop, even if more precision is kept.
		if o.weak == 0 {
			dtype.Cast(unsafe.Pointer(&o.cell), d, o.ptr, o.dtype)
		} else {
			value.Convert(unsafe.Pointer(&o.cell), d)
		}
		dtype.Cast(unsafe.Pointer(&r.start0), r.acc, unsafe.Pointer(&o.cell), d)
		if u.Identity.Kind != IdentityValue {
			r.absent = r.start0
		}
		r.hasInitial, r.hasStart = true, true
	}
	if r.masked && !r.hasStart {
		return fault.New(fn, fault.Value, "reduction operation '%s' does not have an identity, so to use Where, Initial has to be set", u.Name)
	}
	return nil
}

// number returns the identity as a number.
func (id Identity) number() dtype.Scalar {
	if i := int64(id.Value); float64(i) == id.Value && (i != 0 || !math.Signbit(id.Value)) {
		return dtype.IntScalar(i)
	}
	return dtype.FloatScalar(id.Value)
}

// neutral returns the number that changes no other when combined with it in the
// loop: the identity, but that of sums of floats is -0, as 0 would change -0.
func (u *Ufunc) neutral(l *Loop) dtype.Scalar {
	if l.Reduce == Pairwise && u.Identity.Value == 0 {
		return dtype.ComplexScalar(complex(negativeZero, negativeZero))
	}
	return u.Identity.number()
}

// split takes the reduced axes out for r, joined where the strides allow, and
// returns the number of elements along them. They stay in C order, which is that of a sum
// of floats. Where any order gives the same, they are walked as they lie in memory, so
// that an array in Fortran order, or one that is reversed, is one run.
func (r *reduction) split(n *space, x, mask *operand, axes uint64) int {
	m := 1
	r.ndim, r.xStart, r.maskStart = 0, 0, 0
	var order [maxDims]int // innermost first
	count := 0
	for axis := n.ndim - 1; axis >= 0; axis-- {
		if axes&(1<<axis) == 0 {
			continue
		}
		m *= n.shape[axis]
		if n.shape[axis] == 1 {
			continue
		}
		at := count
		for ; r.anyOrder && at > 0 && magnitude(x.strides[axis]) < magnitude(x.strides[order[at-1]]); at-- {
			order[at] = order[at-1]
		}
		order[at] = axis
		count++
	}
	if n.size == 0 {
		return m // no pointer is formed into an array without elements
	}
	for _, axis := range order[:count] {
		d, s, ms := n.shape[axis], x.strides[axis], 0
		if r.masked {
			ms = mask.strides[axis]
		}
		if r.anyOrder && s < 0 {
			r.xStart += (d - 1) * s
			r.maskStart += (d - 1) * ms
			s, ms = -s, -ms
		}
		// r's axes are kept innermost first.
		if k := r.ndim - 1; k >= 0 && s == r.stride[k]*r.shape[k] && ms == r.maskStride[k]*r.shape[k] {
			r.shape[k] *= d
			continue
		}
		r.shape[r.ndim], r.stride[r.ndim], r.maskStride[r.ndim] = d, s, ms
		r.ndim++
	}
	return m
}

// fitOut checks that y, a given output, has the shape of the result.
func (p *plan) fitOut(fn string, y *operand) error {
	if want := p.out.shape[:p.out.ndim]; !equalShape(y.shape(), want) {
		return fault.New(fn, fault.Shape, "the output has shape %s; that of the result is %s", appendShape(nil, y.shape()), appendShape(nil, want))
	}
	return nil
}

// layOutReduced sets the shape and memory order of the result of a reduction:
// its axes lie in memory as those of x.
func (c *Config) layOutReduced(p *plan) {
	n, l := &p.space, &p.out
	l.ndim = 0
	c.orderOfOne(p)
	var position [maxDims]int
	for axis, length := range n.shape[:n.ndim] {
		position[axis] = -1
		if p.axes&(1<<axis) != 0 {
			if c.flags&keepDims == 0 {
				continue
			}
			length = 1
		}
		position[axis] = l.ndim
		l.shape[l.ndim] = length
		l.ndim++
	}
	at := 0
	for _, axis := range n.order[:n.ndim] {
		if position[axis] >= 0 {
			l.order[at] = position[axis]
			at++
		}
	}
}

// orderOfOne sets the memory order of a method's result, which follows that of
// its operand.
func (c *Config) orderOfOne(p *plan) { c.memoryOrder(&p.space, append(p.given[:0], &p.op[atX]), 1) }

// convertOut has results of type d cast to the type of o.
func (o *operand) convertOut(d dtype.DType) {
	o.to, o.cast = d, nil
	if o.dtype != d {
		o.cast = castSet(d, o.dtype)
	}
}

// placeOut sets the strides of the output in the iteration space of x: 0 along the
// reduced axes.
func (c *Config) placeOut(y *operand, n *space, axes uint64) {
	at := 0
	for axis := range n.ndim {
		y.strides[axis] = 0
		if axes&(1<<axis) != 0 {
			if c.flags&keepDims != 0 {
				at++
			}
			continue
		}
		if y.own[at] > 1 {
			y.strides[axis] = y.ownStrides[at]
		}
		at++
	}
	// What is left is the iteration space of the results.
	kept := 0
	for axis := range n.ndim {
		if axes&(1<<axis) == 0 {
			n.keep[kept] = axis
			kept++
		}
	}
	n.kept = kept
}
