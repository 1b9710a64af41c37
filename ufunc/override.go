// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ndarray/protocol"
)

// Apply is [Ufunc.Call] for operands of any type that implements one of the
// interfaces of package protocol: containers with a unit, a mask, labels, or
// chunks that are not computed yet. The result is what they make of it, an
// *ndarray.Array where all operands are arrays, a []any where the ufunc has
// several outputs.
func (u *Ufunc) Apply(args ...any) (any, error) { return u.config().Apply(args...) }

// Apply is [Ufunc.Apply].
func (c Config) Apply(args ...any) (any, error) { return c.ApplyMethod(protocol.Call, args...) }

// ApplyMethod is [Ufunc.Apply] for the other methods: Reduce, Accumulate and
// Outer with their operands, ReduceAt with an array and the indices, At with an
// array, the indices and the other operand.
func (u *Ufunc) ApplyMethod(m protocol.Method, args ...any) (any, error) {
	return u.config().ApplyMethod(m, args...)
}

// ApplyMethod is [Ufunc.ApplyMethod].
func (c Config) ApplyMethod(m protocol.Method, args ...any) (any, error) {
	call := &protocol.UfuncCall{
		Ufunc: c.u, Method: m, Inputs: args, DType: c.dtype, Layout: uint8(c.layout),
		AllAxes: c.flags&allAxes != 0, KeepDims: c.flags&keepDims != 0,
		Initial: c.initial, HasInitial: c.flags&(hasInitial|noInitial) != 0,
	}
	// Without a rule each method has its own: reductions cast as they must.
	if c.flags&hasCasting != 0 {
		call.Casting = &c.casting
	}
	for _, z := range c.outs {
		if z == nil {
			call.Out = append(call.Out, nil)
		} else {
			call.Out = append(call.Out, z)
		}
	}
	if c.flags&hasWhere != 0 {
		call.Where = c.where
	}
	if c.flags&hasAxes != 0 {
		call.Axes = append([]int{}, c.axes...)
	}
	return call.Run()
}

// RunArrays computes a call whose operands are arrays, Go scalars and slices,
// or have AsArray; results are given the type of operands that have ArrayWrap.
// It doesn't ask overrides: [Ufunc.Apply] does, see package protocol.
func (u *Ufunc) RunArrays(call *protocol.UfuncCall) (any, error) {
	c, err := u.configFor(call)
	if err != nil {
		return nil, err
	}
	args := make([]any, len(call.Inputs))
	for i, v := range call.Inputs {
		args[i] = v
		if p, ok := v.(protocol.Converter); ok {
			copying := protocol.CopyIfNeeded
			if call.Method == protocol.At && i == 0 {
				copying = protocol.CopyNever // it is changed in place
			}
			if args[i], err = protocol.ToArray(u.Name, p, dtype.Invalid, copying); err != nil {
				return nil, err
			}
		}
	}
	results, err := c.method(call.Method, args)
	if err != nil || results == nil {
		return nil, err
	}
	wrapped := make([]any, len(results))
	for i, y := range results {
		if err := y.Err(); err != nil {
			return nil, err
		}
		var out any
		if i < len(call.Out) {
			out = call.Out[i]
		}
		w := protocol.WrapContext{Output: i, Scalar: y.NDim() == 0}
		if call.Method == protocol.Call || call.Method == protocol.Outer {
			w.Call = call
		}
		if wrapped[i], err = protocol.Wrap(y, call.Elements(), out, w); err != nil {
			return nil, err
		}
	}
	if len(wrapped) == 1 {
		return wrapped[0], nil
	}
	return wrapped, nil
}

// method runs one method on arrays and Go values. At has no result.
func (c Config) method(m protocol.Method, args []any) ([]*ndarray.Array, error) {
	switch m {
	case protocol.Call:
		return c.CallN(args...), nil
	case protocol.At:
		if len(args) < 2 {
			return nil, fault.New(c.u.methodName(m), fault.Value, "takes an array, an index and an operand for each further input, not %d operands", len(args))
		}
		a, ok := args[0].(*ndarray.Array)
		if !ok {
			return nil, fault.New(c.u.methodName(m), fault.Value, "changes an array; a %T is none", args[0])
		}
		return nil, c.At(a, args[1], args[2:]...)
	}
	return []*ndarray.Array{c.one(m, args...)}, nil
}

// configFor returns the keywords of a call.
func (u *Ufunc) configFor(call *protocol.UfuncCall) (Config, error) {
	c := u.config()
	if call.Casting != nil {
		c = c.Casting(*call.Casting)
	}
	if call.DType != dtype.Invalid {
		c = c.DType(call.DType)
	}
	if call.Layout != 0 {
		c = c.Layout(Layout(call.Layout))
	}
	if call.Axes != nil {
		c = c.Axis(call.Axes...)
	}
	if call.AllAxes {
		c = c.AllAxes()
	}
	if call.KeepDims {
		c = c.KeepDims()
	}
	if call.HasInitial {
		c = c.Initial(call.Initial)
	}
	if call.Where != nil {
		mask, err := protocol.ToArray(u.Name, call.Where, dtype.Bool, protocol.CopyIfNeeded)
		if err != nil {
			return c, err
		}
		c = c.Where(mask)
	}
	if call.Out != nil {
		outs := make([]*ndarray.Array, len(call.Out))
		for i, v := range call.Out {
			if v == nil {
				continue
			}
			z, err := protocol.ToArray(u.Name, v, dtype.Invalid, protocol.CopyNever)
			if err != nil {
				return c, err
			}
			outs[i] = z
		}
		c = c.Out(outs...)
	}
	return c, nil
}
