// SPDX-License-Identifier: BSD-3-Clause

// Package masked is an array of which some elements are missing, as numpy.ma
// has it. Ufuncs compute the elements that are there: a result is missing where
// an operand is. Reductions leave missing elements out, and their result is
// missing where nothing is left.
package masked

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/arraygen/arraygen/interop/override"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/protocol"
	"github.com/arraygen/arraygen/ufunc"
)

// Array is an array with a mask that is true where an element is missing.
type Array struct {
	values, mask *ndarray.Array
}

// New returns a masked array over values and a mask, whose true elements are
// those that are missing. The mask is shared if it has the shape of the values,
// else broadcast to it and copied.
func New(values, mask *ndarray.Array) (*Array, error) {
	shape, err := ndarray.BroadcastShapes("masked.New", values.Shape(), mask.Shape())
	switch {
	case values.Err() != nil:
		return nil, values.Err()
	case mask.Err() != nil:
		return nil, mask.Err()
	case mask.DType() != dtype.Bool:
		return nil, fmt.Errorf("masked: a mask of %v; it must be of bool", mask.DType())
	case err != nil || !slices.Equal(shape, values.Shape()):
		return nil, fmt.Errorf("masked: a mask of shape %v for values of shape %v", mask.Shape(), values.Shape())
	}
	if !slices.Equal(mask.Shape(), values.Shape()) {
		mask = mask.BroadcastTo(shape...).Copy()
	}
	return &Array{values, mask}, nil
}

// Values returns the values, whatever they are where they are missing.
func (a *Array) Values() *ndarray.Array { return a.values }

// Mask returns the mask, true where elements are missing.
func (a *Array) Mask() *ndarray.Array { return a.mask }

// DType returns the element type.
func (a *Array) DType() dtype.DType { return a.values.DType() }

// Shape returns the shape.
func (a *Array) Shape() []int { return a.values.Shape() }

// Count returns the number of elements that are there.
func (a *Array) Count() (int, error) {
	missing, err := ndarray.ToSlice[bool](a.mask)
	n := 0
	for _, m := range missing {
		if !m {
			n++
		}
	}
	return n, err
}

// Filled returns an array with v in place of what is missing.
func (a *Array) Filled(v any) (*ndarray.Array, error) {
	y := a.values.Copy()
	if err := y.Err(); err != nil {
		return nil, err
	}
	return y, ufunc.Copyto(y, v, dtype.SameKind, a.mask)
}

// String shows -- for missing elements.
func (a *Array) String() string {
	missing, err := ndarray.ToSlice[bool](a.mask)
	if err != nil {
		return err.Error()
	}
	flat := a.values.Ravel()
	parts := make([]string, len(missing))
	for i, m := range missing {
		if parts[i] = "--"; !m {
			v, err := flat.Item(i)
			if err != nil {
				return err.Error()
			}
			parts[i] = fmt.Sprint(v)
		}
	}
	if a.values.NDim() == 0 {
		return parts[0]
	}
	text := "[" + strings.Join(parts, " ") + "]"
	if a.values.NDim() > 1 {
		text += fmt.Sprintf(" of shape %v", a.Shape())
	}
	return text
}

// ArrayPriority is that of NumPy's masked arrays: other containers of priority
// 0 are asked after it.
func (a *Array) ArrayPriority() float64 { return 15 }

// AsArray returns the values if none is missing. NumPy would drop the mask;
// Filled and Values are the ways to say what is meant.
func (a *Array) AsArray(_ dtype.DType, c protocol.Copy) (*ndarray.Array, error) {
	n, err := a.Count()
	if err != nil {
		return nil, err
	}
	if n != a.values.Size() {
		return nil, fmt.Errorf("masked: %d elements are missing, which an array can't say: use Filled or Values", a.values.Size()-n)
	}
	if c == protocol.CopyAlways {
		v := a.values.Copy()
		return v, v.Err()
	}
	return a.values, nil
}

// ArrayUfunc computes calls and reductions on the values and the masks.
func (a *Array) ArrayUfunc(c *protocol.UfuncCall) (any, error) {
	plain, ok := protocol.Forward(c, (*Array).Values)
	if !ok {
		return nil, protocol.NotImplemented
	}
	switch c.Method {
	case protocol.Call:
		return a.call(c, plain)
	case protocol.Reduce:
		return a.reduce(c, plain)
	}
	return nil, fmt.Errorf("masked: %v of %v leaves open what becomes of missing elements; fill them first, with Filled", c.Method, c.Ufunc)
}

// call computes all elements, the missing ones too, as their values don't
// matter.
func (a *Array) call(c, plain *protocol.UfuncCall) (any, error) {
	mask := ndarray.Scalar(false)
	for _, v := range c.Inputs {
		if m, ok := v.(*Array); ok {
			mask = ufunc.LogicalOr.Call(mask, m.mask)
		}
	}
	y, err := plain.Run()
	if err != nil {
		return nil, err
	}
	if c.Out != nil {
		for _, v := range c.Out {
			if out, ok := v.(*Array); ok {
				if err := ufunc.Copyto(out.mask, mask, dtype.No, nil); err != nil {
					return nil, fmt.Errorf("masked: the mask of the output: %w", err)
				}
			}
		}
		return c.Out[0], nil
	}
	if several, ok := y.([]any); ok {
		for i := range several {
			values := several[i].(*ndarray.Array)
			if several[i], err = New(values, mask); err != nil {
				return nil, err
			}
		}
		return several, nil
	}
	values := y.(*ndarray.Array)
	return New(values, mask)
}

// reduce leaves missing elements out by the ufunc's own mask.
func (a *Array) reduce(c, plain *protocol.UfuncCall) (any, error) {
	if c.Out != nil {
		return nil, fmt.Errorf("masked: no output for Reduce of %v; take the result instead", c.Ufunc)
	}
	present := ufunc.LogicalNot.Call(a.mask)
	if plain.Where != nil {
		present = ufunc.LogicalAnd.Call(present, plain.Where)
	}
	// Without an identity a ufunc needs a value to start with: the least there is
	// for a maximum. Where nothing is left the result is missing, so it is not
	// seen.
	if start, ok := startOf(c.Ufunc, a.DType()); ok && !c.HasInitial {
		plain.Initial, plain.HasInitial = start, true
	}
	plain.Where = present
	values, err := override.As[*ndarray.Array](plain.Run())
	if err != nil {
		return nil, err
	}
	any := &protocol.UfuncCall{Ufunc: ufunc.LogicalOr, Method: protocol.Reduce, Inputs: []any{present}, Axes: c.Axes, AllAxes: c.AllAxes, KeepDims: c.KeepDims}
	left, err := override.As[*ndarray.Array](any.Run())
	if err != nil {
		return nil, err
	}
	return New(values, ufunc.LogicalNot.Call(left))
}

// startOf returns what a maximum or minimum starts with.
func startOf(u protocol.Ufunc, d dtype.DType) (any, bool) {
	sign := 0
	switch u {
	case ufunc.Maximum, ufunc.Fmax:
		sign = -1
	case ufunc.Minimum, ufunc.Fmin:
		sign = 1
	default:
		return nil, false
	}
	bits := uint(8 * d.Size())
	switch d.Kind() {
	case dtype.KindBool:
		return sign > 0, true
	case dtype.KindUint:
		if sign < 0 {
			return uint64(0), true
		}
		return uint64(math.MaxUint64) >> (64 - bits), true
	case dtype.KindInt:
		if sign < 0 {
			return int64(-1) << (bits - 1), true
		}
		return int64(math.MaxInt64) >> (64 - bits), true
	case dtype.KindFloat:
		return math.Inf(sign), true
	}
	return complex(math.Inf(sign), math.Inf(sign)), true
}

// ArrayFunction computes functions of shape on values and masks, the mean over
// what is there, and sums and the like by ArrayUfunc.
func (a *Array) ArrayFunction(c *protocol.FunctionCall) (any, error) {
	switch c.Function {
	case override.Sum, override.Prod, override.Max, override.Min, override.All, override.Any:
		return c.Default()
	case override.Mean:
		return a.mean(c)
	case override.Reshape, override.Transpose, override.Squeeze, override.ExpandDims, override.BroadcastTo, override.Flip, override.Copy,
		override.Concatenate, override.Stack:
	default:
		return nil, protocol.NotImplemented
	}
	values, ok := protocol.Unpack(c.Args, (*Array).Values)
	if !ok {
		return nil, protocol.NotImplemented
	}
	// Plain arrays among the arguments have nothing missing.
	masks, err := masksOf(c.Args)
	if err != nil {
		return nil, err
	}
	y, err := override.As[*ndarray.Array](c.With(values...).Run())
	if err != nil {
		return nil, err
	}
	m, err := override.As[*ndarray.Array](c.With(masks...).Run())
	if err != nil {
		return nil, err
	}
	return New(y, m)
}

func masksOf(args []any) ([]any, error) {
	masks := make([]any, len(args))
	for i, v := range args {
		switch v := v.(type) {
		case *Array:
			masks[i] = v.mask
		case *ndarray.Array:
			masks[i] = ndarray.Zeros(dtype.Bool, v.Shape()...)
		case []any:
			list, err := masksOf(v)
			if err != nil {
				return nil, err
			}
			masks[i] = list
		case int, []int:
			masks[i] = v // of a shape
		default:
			a, err := protocol.ToArray("masked", v, dtype.Invalid, protocol.CopyIfNeeded)
			if err != nil {
				return nil, err
			}
			masks[i] = ndarray.Zeros(dtype.Bool, a.Shape()...)
		}
	}
	return masks, nil
}

// mean divides by the number of elements that are there.
func (a *Array) mean(c *protocol.FunctionCall) (any, error) {
	sums := protocol.Keywords{"axis": c.Keywords["axis"], "keepdims": c.Keywords["keepdims"], "where": c.Keywords["where"]}
	k := protocol.Keywords{"dtype": dtype.Float64}
	for name, v := range sums {
		if v != nil {
			k[name] = v
		}
	}
	ones, err := New(ndarray.Ones(dtype.Float64, a.Shape()...), a.mask)
	if err != nil {
		return nil, err
	}
	n, err := override.Sum.With(k).Apply(ones)
	if err != nil {
		return nil, err
	}
	switch d, given := c.Keywords["dtype"]; {
	case given:
		k["dtype"] = d
	case a.DType().Kind() >= dtype.KindFloat:
		k["dtype"] = a.DType()
	}
	sum, err := override.Sum.With(k).Apply(a)
	if err != nil {
		return nil, err
	}
	return ufunc.TrueDivide.Apply(sum, n)
}
