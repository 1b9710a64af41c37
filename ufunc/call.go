// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"runtime"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ndarray/protocol"
)

// Call applies u to its inputs, element by element, after broadcasting them to
// a common shape. An input is an array, a Go scalar or a Go slice of an element
// type, which counts as an array of one axis.
//
// As in NumPy (NEP 50) scalars of the types int, uint, float64 and complex128
// are weak: they take the type of the arrays in the call if that can hold
// their kind. Scalars of the other types, such as float32 and int8, count as
// arrays without axes.
//
// The result is an array of its own, even where it has no axes. A ufunc of
// several outputs has [Ufunc.CallN].
func (u *Ufunc) Call(args ...any) *ndarray.Array {
	c := u.config()
	return c.callOne(args)
}

// CallN is [Ufunc.Call] for ufuncs of any number of outputs.
func (u *Ufunc) CallN(args ...any) []*ndarray.Array { return u.config().CallN(args...) }

// Call is [Ufunc.Call].
func (c Config) Call(args ...any) *ndarray.Array { return c.callOne(args) }

// callOne is Call; apart from it, so that Call is inlined.
func (c Config) callOne(args []any) *ndarray.Array {
	if c.flags&hasOther == 0 {
		if y := c.fast(args); y != nil {
			return y
		}
		if y := c.packed(args); y != nil {
			return y
		}
	}
	if len(c.u.Outputs) != 1 {
		return ndarray.Failed(fault.New(c.u.Name, fault.Value, "has %d outputs: call it with CallN", len(c.u.Outputs)))
	}
	var result [1]*ndarray.Array
	if err := c.callTo(args, result[:]); err != nil {
		return ndarray.Failed(err)
	}
	return result[0]
}

// CallN is [Ufunc.CallN].
func (c Config) CallN(args ...any) []*ndarray.Array {
	results := make([]*ndarray.Array, len(c.u.Outputs))
	if err := c.callTo(args, results); err != nil {
		for i := range results {
			results[i] = ndarray.Failed(err)
		}
	}
	return results
}

// callTo applies the ufunc and sets results.
func (c *Config) callTo(args []any, results []*ndarray.Array) error {
	p := getPlan()
	defer p.put(len(c.u.Inputs) + len(c.u.Outputs) + 1)
	if err := c.prepare(p, protocol.Call, args); err != nil {
		return err
	}
	err := c.finish(p, results, nil)
	runtime.KeepAlive(args)
	return err
}

// planCall works out a call on args.
func (c *Config) planCall(p *plan, args []any) error {
	for i := range args {
		if err := p.op[i].set(c.u.Name, i+1, args[i]); err != nil {
			return err
		}
	}
	return c.planInputs(p)
}

// planInputs works out a call on the inputs in p: the loop, the casts, the
// shape and the memory order.
func (c *Config) planInputs(p *plan) error {
	u := c.u
	if err := c.keywordsOfCall(); err != nil {
		return err
	}
	nin, nout := len(u.Inputs), len(u.Outputs)
	if err := c.planTypes(p, p.op[:nin]); err != nil {
		return err
	}
	if err := c.setOuts(p, p.loop); err != nil {
		return err
	}
	if u.Signature != "" {
		if err := c.planCore(p); err != nil {
			return err
		}
	}
	// The operands that there are: inputs, given outputs, the mask.
	ops := p.given[:0]
	for i := range nin {
		ops = append(ops, &p.op[i])
	}
	for i := range nout {
		if c.out(i) != nil {
			ops = append(ops, &p.op[nin+i])
		}
	}
	var mask *operand
	if c.flags&hasWhere != 0 {
		mask = &p.op[nin+nout]
		if err := c.setMask(mask); err != nil {
			return err
		}
		ops = append(ops, mask)
	}
	n := &p.space
	if err := n.broadcast(u.Name, ops); err != nil {
		return err
	}
	if err := u.checkExponent(p.op[:nin], p.loop, n, mask); err != nil {
		return err
	}
	forced := c.memoryOrder(n, ops, nin)
	if p.core != nil {
		if err := p.core.checkEmpty(u, n); err != nil {
			return err
		}
		return p.core.layOut(c, p, forced)
	}
	l := &p.out
	l.ndim = copy(l.shape[:], n.shape[:n.ndim])
	copy(l.order[:], n.order[:n.ndim])
	return nil
}

// planTypes chooses the loop for the inputs, and how each gets its type.
func (c *Config) planTypes(p *plan, in []operand) error {
	u := c.u
	u.clampWeak(in)
	loop, err := c.chooseLoop(in)
	if err != nil {
		return err
	}
	if err := u.checkCasts(in, loop, c.casting); err != nil {
		return err
	}
	for i := range in {
		in[i].convertTo(loop.kernelType(loop.In[i]))
	}
	p.loop = loop
	return nil
}

// runCall runs the planned call; results are the outputs.
func (c *Config) runCall(p *plan, results []*ndarray.Array, poll func() error) error {
	n, nin, nout := &p.space, len(c.u.Inputs), len(c.u.Outputs)
	for i, y := range results {
		if c.out(i) != nil {
			continue // it is an operand already
		}
		o := &p.op[nin+i]
		o.setArray(y)
		o.convertOut(p.loop.kernelType(p.loop.Out[i]))
		if p.core != nil {
			p.core.split(o, nin+i)
		}
		o.broadcast(n)
	}
	if n.size == 0 {
		return nil
	}
	ops := p.job.opList[:0]
	for i := range nin + nout {
		ops = append(ops, &p.op[i])
	}
	inputs, outputs := ops[:nin], ops[nin:]
	if p.core != nil {
		return p.core.run(p, inputs, outputs, poll)
	}
	masked := c.flags&hasWhere != 0
	if masked {
		ops = append(ops, &p.op[nin+nout])
	}
	if len(c.outs) > 0 {
		if err := n.copyOverlapping(inputs, outputs); err != nil {
			return err
		}
		if err := n.copyOverlapping(ops[nin+nout:], outputs); err != nil {
			return err
		}
	}
	n.coalesce(ops)
	p.job.prepare(p.loop.Kernel, n, ops, nin, masked)
	return fault.In(c.u.Name, p.job.run(poll))
}

// out returns the i-th given output, nil if there is none.
func (c *Config) out(i int) *ndarray.Array {
	if i < len(c.outs) {
		return c.outs[i]
	}
	return nil
}

// keywordsOfCall refuses the keywords that don't apply to a call.
func (c *Config) keywordsOfCall() error {
	if c.u.Signature != "" {
		return c.keywordsOfCore()
	}
	if c.flags&(hasAxes|allAxes|keepDims|hasInitial|noInitial|hasAxesEach) != 0 {
		return fault.New(c.u.Name, fault.Value, "Axis, Axes, AllAxes, KeepDims and Initial are for reductions and functions with a signature, not for a call element by element")
	}
	return nil
}

// convertTo has o cast to the type of the loop, if it is another.
func (o *operand) convertTo(d dtype.DType) {
	o.to, o.cast = d, nil
	if o.dtype != d {
		o.cast = castSet(o.dtype, d)
	}
}

// setOuts checks the given outputs and describes them in st.
func (c *Config) setOuts(p *plan, loop *Loop) error {
	u := c.u
	if len(c.outs) > len(u.Outputs) || c.flags&hasOut != 0 && len(c.outs) != len(u.Outputs) {
		return fault.New(u.Name, fault.Value, "Out takes %d arrays, one for each output (nil for a new one), not %d", len(u.Outputs), len(c.outs))
	}
	for i, z := range c.outs {
		if z == nil {
			continue
		}
		o := &p.op[len(u.Inputs)+i]
		if err := o.setOut(u, i, z, loop.Out[i], c.casting); err != nil {
			return err
		}
		o.convertOut(loop.kernelType(loop.Out[i]))
	}
	return nil
}

// setOut makes o the array z that takes results of type from.
func (o *operand) setOut(u *Ufunc, i int, z *ndarray.Array, from dtype.DType, rule dtype.Casting) error {
	if err := z.Err(); err != nil {
		return err
	}
	o.setArray(z)
	o.output = true
	if o.readOnly {
		return fault.New(u.Name, fault.ReadOnly, "output array is read-only; copy it, or write to another")
	}
	if !dtype.CanCast(from, o.dtype, rule) {
		return u.badOutput(i, from, o.dtype, rule)
	}
	o.to = from
	if o.dtype != from {
		o.cast = castSet(from, o.dtype)
	}
	return nil
}

// setMask makes o the mask of the call.
func (c *Config) setMask(o *operand) error {
	if err := c.where.Err(); err != nil {
		return err
	}
	o.setArray(c.where)
	if o.dtype != dtype.Bool {
		return fault.New(c.u.Name, fault.Cast, "the mask given to Where is of type %v, it must be bool; compare it with 0 to make one", o.dtype)
	}
	return nil
}

// memoryOrder sets the memory order of the axes, for new outputs and for the
// walk through memory, and returns the one that the call asks for.
func (c *Config) memoryOrder(n *space, ops []*operand, nin int) (forced Layout) {
	forced = c.layout
	if forced == AnyOrder {
		forced = COrder
		fortran := true
		for _, o := range ops[:nin] {
			fortran = fortran && o.isF()
		}
		if fortran {
			forced = FOrder
		}
	}
	switch forced {
	case COrder:
		for i := range n.ndim {
			n.order[i] = i
		}
	case FOrder:
		for i := range n.ndim {
			n.order[i] = n.ndim - 1 - i
		}
	default:
		n.sort(ops)
	}
	return forced
}

// isF reports whether o lies in Fortran order.
func (o *operand) isF() bool {
	want := o.dtype.Size()
	for i, n := range o.shape() {
		if n != 1 && o.ownStrides[i] != want {
			return false
		}
		want *= n
	}
	return true
}

func (u *Ufunc) badOutput(i int, from, to dtype.DType, rule dtype.Casting) error {
	return fault.New(u.Name, fault.Cast, "cannot cast output %s from %v to %v with casting rule %v; set a wider rule with Casting, or an Out of a type that fits", u.Outputs[i], from, to, rule)
}
