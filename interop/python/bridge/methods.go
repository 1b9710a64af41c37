// SPDX-License-Identifier: BSD-3-Clause

package bridge

import (
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ndarray/protocol"
	"github.com/arraygen/arraygen/ufunc"
)

// methodFunctions are the methods of ufuncs.
var methodFunctions = []Function{
	{Name: "_reduce", Looks: true, Call: reduceMethod},
	{Name: "_accumulate", Looks: true, Call: func(a Args) (any, error) {
		u, c, err := method(a, 3, 4)
		if err != nil {
			return nil, err
		}
		axis, err := oneAxis(u.Name+".accumulate", a, 2)
		if err != nil {
			return nil, err
		}
		return a.run(c.Axis(axis), protocol.Accumulate, a.Array(1))
	}},
	{Name: "_reduceat", Looks: true, Call: func(a Args) (any, error) {
		u, c, err := method(a, 4, 5)
		if err != nil {
			return nil, err
		}
		axis, err := oneAxis(u.Name+".reduceat", a, 3)
		if err != nil {
			return nil, err
		}
		return a.run(c.Axis(axis), protocol.ReduceAt, a.Array(1), a.Array(2))
	}},
	{Name: "_at", Looks: true, Call: func(a Args) (any, error) {
		u := a.List[0].(*ufunc.Ufunc)
		list, _ := a.List[2].([]any)
		index, err := items(list)
		if err != nil {
			return nil, err
		}
		if a.None(3) {
			return nil, u.Errors(a.Look, a.Found).At(a.Array(1), index)
		}
		return nil, u.Errors(a.Look, a.Found).At(a.Array(1), index, a.List[3])
	}},
}

// method reads the arguments that methods have in common: the ufunc, the
// element type at position d, the out array at position z.
func method(a Args, d, z int) (*ufunc.Ufunc, ufunc.Config, error) {
	u := a.List[0].(*ufunc.Ufunc)
	c := u.Casting(dtype.Unsafe) // as the methods of NumPy's ufuncs
	if t := a.DType(d, 0); t != dtype.Invalid {
		c = c.DType(t)
	}
	if !a.None(z) {
		c = c.Out(a.Array(z))
	}
	return u, c, a.Array(1).Err()
}

// oneAxis returns argument i as an axis of the array in argument 1; None is all
// axes, of which there may be one.
func oneAxis(fn string, a Args, i int) (int, error) {
	if n := a.Array(1).NDim(); a.None(i) && n != 1 {
		return 0, fault.New(fn, fault.Value, "axis None stands for all %d axes, but multiple axes are not allowed", n)
	}
	return a.Int(i, 0), nil
}

// axes gives c the axes of Python's axis argument.
func axes(c ufunc.Config, axis any, keep bool) (ufunc.Config, error) {
	if keep {
		c = c.KeepDims()
	}
	if axis == nil {
		return c.AllAxes(), nil
	}
	return c.Axis((Args{List: []any{axis}}).Ints(0)...), nil
}

// reduceMethod is ufunc.reduce: ufunc, array, axis, dtype, out, keepdims,
// whether there is an initial value, that value, where.
func reduceMethod(a Args) (any, error) {
	_, c, err := method(a, 3, 4)
	if err != nil {
		return nil, err
	}
	if c, err = axes(c, a.List[2], a.Bool(5)); err != nil {
		return nil, err
	}
	if a.Bool(6) {
		c = c.Initial(a.List[7])
	}
	if !a.None(8) {
		c = c.Where(a.Array(8))
	}
	return a.run(c, protocol.Reduce, a.Array(1))
}

// watched has c look for what the caller looks for.
func (a Args) watched(c ufunc.Config) ufunc.Config {
	if a.Look == 0 {
		return c
	}
	return c.Errors(a.Look, a.Found)
}

// run runs a method of a ufunc, whose result is made by the allocator.
func (a Args) run(c ufunc.Config, m protocol.Method, args ...any) (any, error) {
	var results [1]*ndarray.Array
	var allocate func(int, ufunc.Output) *ndarray.Array
	if a.Allocate != nil {
		allocate = func(_ int, o ufunc.Output) *ndarray.Array { return a.Allocate("", o.DType, o.Shape, o.Strides, false) }
	}
	if err := a.watched(c).RunMethod(m, results[:], allocate, nil, args...); err != nil {
		return nil, err
	}
	return ok(results[0])
}
