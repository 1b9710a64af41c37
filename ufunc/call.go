package ufunc

import (
	"runtime"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
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
	return c.single(args)
}

// CallN is [Ufunc.Call] for ufuncs of any number of outputs.
func (u *Ufunc) CallN(args ...any) []*ndarray.Array { return u.config().CallN(args...) }

// Call is [Ufunc.Call].
func (c Config) Call(args ...any) *ndarray.Array { return c.single(args) }

// single is Call; apart from it, Call is inlined, and the Config not copied.
func (c *Config) single(args []any) *ndarray.Array {
	if c.flags&hasOther == 0 {
		if y := c.fast(args); y != nil {
			return y
		}
	}
	if len(c.u.Outputs) != 1 {
		return ndarray.Failed(fault.New(c.u.Name, fault.Value, "has %d outputs: call it with CallN", len(c.u.Outputs)))
	}
	var result [1]*ndarray.Array
	if err := c.call(args, result[:]); err != nil {
		return ndarray.Failed(err)
	}
	return result[0]
}

// CallN is [Ufunc.CallN].
func (c Config) CallN(args ...any) []*ndarray.Array {
	results := make([]*ndarray.Array, len(c.u.Outputs))
	if err := c.call(args, results); err != nil {
		for i := range results {
			results[i] = ndarray.Failed(err)
		}
	}
	return results
}

// call applies the ufunc and sets results.
func (c *Config) call(args []any, results []*ndarray.Array) error {
	u := c.u
	if len(args) != len(u.Inputs) {
		return fault.New(u.Name, fault.Value, "takes %d operands, not %d; outputs are given by Out", len(u.Inputs), len(args))
	}
	st := getState()
	defer st.put(len(u.Inputs) + len(u.Outputs) + 1)
	for i := range args {
		if err := st.op[i].set(u.Name, i+1, args[i]); err != nil {
			return err
		}
	}
	err := c.apply(st, results)
	runtime.KeepAlive(args)
	return err
}

// apply runs the ufunc on the inputs in st.
func (c *Config) apply(st *state, results []*ndarray.Array) error {
	u := c.u
	if err := c.elementwiseOnly(); err != nil {
		return err
	}
	nin, nout := len(u.Inputs), len(u.Outputs)
	in := st.op[:nin]
	u.adapt(in)
	loop, err := u.resolve(in, c.dtype, c.casting)
	if err != nil {
		return err
	}
	if err := u.settle(in, loop, c.casting); err != nil {
		return err
	}
	for i := range in {
		in[i].convertTo(loop.In[i])
	}
	if err := c.setOuts(st, loop); err != nil {
		return err
	}
	// The operands that there are: inputs, given outputs, the mask.
	ops := st.given[:0]
	for i := range in {
		ops = append(ops, &in[i])
	}
	for i := range nout {
		if c.out(i) != nil {
			ops = append(ops, &st.op[nin+i])
		}
	}
	mask := &st.op[nin+nout]
	if c.flags&hasWhere != 0 {
		if err := c.setMask(mask); err != nil {
			return err
		}
		ops = append(ops, mask)
	}
	n := &st.nest
	if err := n.broadcast(u.Name, ops); err != nil {
		return err
	}
	c.arrangeAxes(n, ops, nin)
	for i := range nout {
		if results[i] = c.out(i); results[i] != nil {
			continue
		}
		y := newArray(n, loop.Out[i], c.flags&hasWhere != 0)
		if err := y.Err(); err != nil {
			return err
		}
		results[i] = y
		o := &st.op[nin+i]
		o.setArray(y)
		o.output = true
		o.spread(n)
	}
	if n.size == 0 {
		return nil
	}
	ops = st.job.opList[:0]
	for i := range nin + nout {
		ops = append(ops, &st.op[i])
	}
	inputs := ops[:nin]
	outputs := ops[nin:]
	if len(c.outs) > 0 {
		if err := n.separate(inputs, outputs); err != nil {
			return err
		}
	}
	if c.flags&hasWhere != 0 {
		ops = append(ops, mask)
		if len(c.outs) > 0 {
			if err := n.separate(ops[nin+nout:], outputs); err != nil {
				return err
			}
		}
	}
	n.arrange(ops)
	st.job.prepare(loop.Kernel, n, ops, nin, c.flags&hasWhere != 0)
	st.job.run()
	runtime.KeepAlive(results)
	runtime.KeepAlive(c.where)
	return nil
}

// out returns the i-th given output, nil if there is none.
func (c *Config) out(i int) *ndarray.Array {
	if i < len(c.outs) {
		return c.outs[i]
	}
	return nil
}

// elementwiseOnly refuses the keywords of reductions.
func (c *Config) elementwiseOnly() error {
	if c.flags&(hasAxes|allAxes|keepDims|hasInitial|noInitial) != 0 {
		return fault.New(c.u.Name, fault.Value, "Axis, AllAxes, KeepDims and Initial are for reductions, not for a call")
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
func (c *Config) setOuts(st *state, loop *Loop) error {
	u := c.u
	if len(c.outs) > len(u.Outputs) || c.flags&hasOut != 0 && len(c.outs) != len(u.Outputs) {
		return fault.New(u.Name, fault.Value, "Out takes %d arrays, one for each output (nil for a new one), not %d", len(u.Outputs), len(c.outs))
	}
	for i, z := range c.outs {
		if z == nil {
			continue
		}
		o := &st.op[len(u.Inputs)+i]
		if err := o.setOut(u, i, z, loop.Out[i], c.casting); err != nil {
			return err
		}
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

// arrangeAxes sets the memory order of the axes, for new outputs and for the
// walk through memory.
func (c *Config) arrangeAxes(n *nest, ops []*operand, nin int) {
	forced := c.layout
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
}

// isF reports whether o lies in Fortran order and not in C order.
func (o *operand) isF() bool {
	c, f := true, true
	size := o.dtype.Size()
	for i, want := 0, size; i < o.ndim; i++ {
		f = f && (o.own[i] == 1 || o.ownStrides[i] == want)
		want *= o.own[i]
	}
	for i, want := o.ndim-1, size; i >= 0; i-- {
		c = c && (o.own[i] == 1 || o.ownStrides[i] == want)
		want *= o.own[i]
	}
	return f && (!c || o.ndim < 2)
}

// newArray makes the array for an output.
func newArray(n *nest, d dtype.DType, zero bool) *ndarray.Array {
	shape, order := n.shape[:n.ndim], n.order[:n.ndim]
	inOrder := true
	for i, axis := range order {
		inOrder = inOrder && i == axis
	}
	if inOrder {
		if zero {
			return ndarray.Zeros(d, shape...)
		}
		return ndarray.Empty(d, shape...)
	}
	y := ndarray.EmptyOrder(d, shape, order)
	if zero && y.Err() == nil {
		fillZero(y)
	}
	return y
}

func (u *Ufunc) badOutput(i int, from, to dtype.DType, rule dtype.Casting) error {
	return fault.New(u.Name, fault.Cast, "cannot cast output %s from %v to %v with casting rule %v; set a wider rule with Casting, or an Out of a type that fits", u.Outputs[i], from, to, rule)
}
