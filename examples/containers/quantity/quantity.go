// SPDX-License-Identifier: BSD-3-Clause

// Package quantity is an array with a unit, as pint and astropy have it: sums
// want the same dimension and convert between units, products multiply units,
// exponentials want a pure number. Plain arrays and numbers are pure numbers.
package quantity

import (
	"fmt"

	"github.com/arraygen/arraygen/interop/override"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/protocol"
	"github.com/arraygen/arraygen/ufunc"
)

// Quantity is an array of float64 or float32 with a unit.
type Quantity struct {
	values *ndarray.Array
	unit   Unit
}

// New returns a quantity over an array.
func New(values *ndarray.Array, u Unit) (*Quantity, error) {
	if err := values.Err(); err != nil {
		return nil, err
	}
	if values.DType().Kind() != dtype.KindFloat {
		return nil, fmt.Errorf("quantity: values of %v; floats can be converted between units", values.DType())
	}
	return &Quantity{values, u}, nil
}

// Unit returns the unit.
func (q *Quantity) Unit() Unit { return q.unit }

// DType returns the element type.
func (q *Quantity) DType() dtype.DType { return q.values.DType() }

// Shape returns the shape of the values.
func (q *Quantity) Shape() []int { return q.values.Shape() }

// String shows values and unit.
func (q *Quantity) String() string { return fmt.Sprintf("%v %v", q.values, q.unit) }

// In returns the values in another unit, which must measure the same.
func (q *Quantity) In(u Unit) (*ndarray.Array, error) {
	if !q.unit.Same(u) {
		return nil, fmt.Errorf("quantity: %v can't be expressed in %v", q.unit, u)
	}
	if q.unit.factor == u.factor {
		return q.values, nil
	}
	// Dividing by a factor that is a whole number rounds once; multiplying by its
	// inverse would round twice.
	if ratio := u.factor / q.unit.factor; ratio > 1 {
		y := ufunc.Divide.Call(q.values, ratio)
		return y, y.Err()
	}
	y := ufunc.Multiply.Call(q.values, q.unit.factor/u.factor)
	return y, y.Err()
}

// AsArray returns the values of a pure number. A unit is not dropped quietly:
// In is the way to name the one that is meant.
func (q *Quantity) AsArray(_ dtype.DType, c protocol.Copy) (*ndarray.Array, error) {
	if !q.unit.Same(One) {
		return nil, fmt.Errorf("quantity: an array has no unit, and this has %v: use In", q.unit)
	}
	a, err := q.In(One)
	if err == nil && c == protocol.CopyAlways {
		a = a.Copy()
	}
	return a, err
}

// rule is what a ufunc does to units.
type rule uint8

const (
	alike   rule = iota + 1 // operands in one unit, which is the result's
	compare                 // operands in one unit, the result has none
	product
	quotient
	root
	square
	keep   // one operand, its unit
	ask    // one operand of any unit, the result has none
	number // pure numbers
	sign   // a number without a unit, the first operand may have one
)

var rules = map[protocol.Ufunc]rule{
	ufunc.Add: alike, ufunc.Subtract: alike, ufunc.Maximum: alike, ufunc.Minimum: alike, ufunc.Fmax: alike,
	ufunc.Fmin: alike, ufunc.Remainder: alike, ufunc.Clip: alike,
	ufunc.Equal: compare, ufunc.NotEqual: compare, ufunc.Less: compare, ufunc.LessEqual: compare,
	ufunc.Greater: compare, ufunc.GreaterEqual: compare, ufunc.FloorDivide: compare,
	ufunc.Multiply: product, ufunc.Divide: quotient, ufunc.TrueDivide: quotient, ufunc.Sqrt: root, ufunc.Square: square,
	ufunc.Negative: keep, ufunc.Positive: keep, ufunc.Absolute: keep,
	ufunc.Isnan: ask, ufunc.Isinf: ask, ufunc.Isfinite: ask, ufunc.Signbit: ask, ufunc.Sign: ask,
	ufunc.Exp: number, ufunc.Exp2: number, ufunc.Log: number, ufunc.Log2: number, ufunc.Log10: number,
	ufunc.Sin: number, ufunc.Cos: number, ufunc.Tanh: number,
	ufunc.Copysign: sign,
}

// ArrayUfunc converts operands to the unit that the ufunc asks for, and gives
// the result its unit.
func (q *Quantity) ArrayUfunc(c *protocol.UfuncCall) (any, error) {
	if c.Out != nil {
		return nil, fmt.Errorf("quantity: no output for %v: its unit is known after the call only; take the result instead", c.Ufunc)
	}
	if _, bad := c.Where.(*Quantity); bad {
		return nil, fmt.Errorf("quantity: the mask of %v has a unit; compare it with something to make a mask", c.Ufunc)
	}
	rule, known := rules[c.Ufunc]
	if !known {
		return nil, fmt.Errorf("quantity: %v makes no sense of units; convert the operands with In first", c.Ufunc)
	}
	elements := c.Elements()
	units := make([]Unit, len(elements))
	for i, v := range elements {
		switch v := v.(type) {
		case *Quantity:
			units[i] = v.unit
		case protocol.UfuncOverride, protocol.FunctionOverride:
			return nil, protocol.NotImplemented
		default:
			units[i] = One
		}
	}
	target := units[0] // what operands are converted to
	var result Unit
	switch rule {
	case alike, compare:
		for i, u := range units {
			if !u.Same(target) {
				return nil, fmt.Errorf("quantity: %v of operands in %v and %v, which measure different things", c.Ufunc, target, units[i])
			}
		}
		if result = target; rule == compare {
			result = One
		}
	case product, quotient:
		if c.Method != protocol.Call && c.Method != protocol.Outer && !target.Same(One) {
			return nil, fmt.Errorf("quantity: %v of %v has a unit that depends on the number of elements", c.Method, c.Ufunc)
		}
		switch {
		case len(units) < 2:
			result = target
		case rule == product:
			result = units[0].Times(units[1])
		default:
			result = units[0].Over(units[1])
		}
	case root:
		var ok bool
		if result, ok = target.Root(); !ok {
			return nil, fmt.Errorf("quantity: %v of %v has no unit", c.Ufunc, target)
		}
	case square:
		result = target.Times(target)
	case keep, sign:
		result = target
	case ask:
		result = One
	case number:
		if !target.Same(One) {
			return nil, fmt.Errorf("quantity: %v of a pure number only, not of %v", c.Ufunc, target)
		}
		target, result = One, One
	}
	plain := make([]any, len(c.Inputs))
	for i, v := range c.Inputs {
		plain[i] = v
		if (c.Method == protocol.ReduceAt || c.Method == protocol.At) && i == 1 {
			continue // indices
		}
		q, ok := v.(*Quantity)
		if !ok && (rule == alike || rule == compare) && target != One { // a pure number beside a percentage, say
			p, err := protocol.ToArray("quantity", v, dtype.Invalid, protocol.CopyIfNeeded)
			if err != nil {
				return nil, err
			}
			q, ok = &Quantity{p, One}, true
		}
		if ok {
			plain[i] = q.values
			if rule == alike || rule == compare || rule == number {
				a, err := q.In(target)
				if err != nil {
					return nil, err
				}
				plain[i] = a
			}
		}
	}
	y, err := override.As[*ndarray.Array](c.With(plain...).Run())
	if err != nil || rule == compare || rule == ask {
		return y, err
	}
	return &Quantity{y, result}, nil
}

// ArrayFunction keeps the unit through functions of shape, joins quantities in
// the unit of the first, makes new ones with the unit of q (Like), and leaves
// sums and means to ArrayUfunc.
func (q *Quantity) ArrayFunction(c *protocol.FunctionCall) (any, error) {
	switch c.Function {
	case override.Sum, override.Prod, override.Max, override.Min, override.Mean:
		return c.Default()
	case override.Reshape, override.Transpose, override.Squeeze, override.ExpandDims, override.BroadcastTo, override.Flip,
		override.Copy, override.Concatenate, override.Stack,
		override.Zeros.Function(), override.Ones.Function(), override.Empty.Function(), override.Full.Function(), override.AsArray.Function():
	default:
		return nil, protocol.NotImplemented
	}
	var failed error
	args, ok := protocol.Unpack(c.Args, func(p *Quantity) *ndarray.Array {
		a, err := p.In(q.unit)
		if err != nil && failed == nil {
			failed = err
		}
		return a
	})
	switch {
	case failed != nil:
		return nil, failed
	case !ok:
		return nil, protocol.NotImplemented
	}
	for _, arg := range c.Args {
		list, _ := arg.([]any)
		for _, v := range list {
			if q.unit.Same(One) {
				break
			}
			if _, ok := v.(*Quantity); !ok {
				return nil, fmt.Errorf("quantity: %v of a quantity in %v and a %T without a unit", c.Function, q.unit, v)
			}
		}
	}
	y, err := override.As[*ndarray.Array](c.With(args...).Run())
	if err != nil {
		return nil, err
	}
	return &Quantity{y, q.unit}, nil
}
