// SPDX-License-Identifier: BSD-3-Clause

package override

import (
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/protocol"
	"github.com/arraygen/arraygen/ufunc"
)

const reduceKeywords = `

Keywords: axis (an int, a []int, or nil for all axes), keepdims (a bool), where (a mask), out, and initial where the reduction has one.`

// The reductions. Each takes one argument; without the keyword axis they reduce
// over all axes.
var (
	// Sum adds elements.
	Sum = reduction("sum", "Sum of elements.", ufunc.Add, "dtype", "initial")
	// Prod multiplies elements.
	Prod = reduction("prod", "Product of elements.", ufunc.Multiply, "dtype", "initial")
	// Max finds the greatest element.
	Max = reduction("max", "Greatest element.", ufunc.Maximum, "initial")
	// Min finds the least element.
	Min = reduction("min", "Least element.", ufunc.Minimum, "initial")
	// All tells whether all elements are true.
	All = reduction("all", "Whether all elements are true.", ufunc.LogicalAnd)
	// Any tells whether an element is true.
	Any = reduction("any", "Whether any element is true.", ufunc.LogicalOr)
)

func reduction(name, doc string, u *ufunc.Ufunc, more ...string) *protocol.Function {
	return &protocol.Function{
		Name: name, Doc: doc + reduceKeywords,
		Keywords: append([]string{"axis", "keepdims", "out", "where"}, more...),
		Relevant: relevant,
		Compute: func(args []any, k protocol.Keywords) (any, error) {
			if err := count(name, args, 1); err != nil {
				return nil, err
			}
			c, err := reduceCall(name, u, args[0], k)
			if err != nil {
				return nil, err
			}
			return c.Run()
		},
	}
}

// reduceCall returns a reduction with the keywords of an array function.
func reduceCall(fn string, u *ufunc.Ufunc, x any, k protocol.Keywords) (*protocol.UfuncCall, error) {
	x, err := operand(fn, x)
	if err != nil {
		return nil, err
	}
	c := &protocol.UfuncCall{Ufunc: u, Method: protocol.Reduce, Inputs: []any{x}, AllAxes: true}
	if axis := k["axis"]; axis != nil {
		if c.Axes, err = ints(fn, "axis", axis); err != nil {
			return nil, err
		}
		c.AllAxes = false
		if c.Axes == nil {
			c.Axes = []int{}
		}
	}
	if c.KeepDims, err = keyword(fn, k, "keepdims", false); err != nil {
		return nil, err
	}
	if c.DType, err = keyword(fn, k, "dtype", dtype.Invalid); err != nil {
		return nil, err
	}
	if out := k["out"]; out != nil {
		c.Out = []any{out}
	}
	c.Where = k["where"]
	c.Initial, c.HasInitial = k["initial"]
	return c, nil
}

// operand returns x if a ufunc takes it as it is, else as an array.
func operand(fn string, x any) (any, error) {
	if _, ok := x.(protocol.UfuncOverride); ok {
		return x, nil
	}
	if _, ok := x.(protocol.Converter); ok { // it may wrap the result
		return x, nil
	}
	return array(fn, x)
}

// Mean is the arithmetic mean: the sum divided by the number of elements.
// Integers and bools are summed as float64.
var Mean = &protocol.Function{
	Name:     "mean",
	Doc:      "Arithmetic mean of elements." + reduceKeywords,
	Keywords: []string{"axis", "keepdims", "where", "dtype"},
	Relevant: relevant,
	Compute: func(args []any, k protocol.Keywords) (any, error) {
		const fn = "mean"
		if err := count(fn, args, 1); err != nil {
			return nil, err
		}
		c, err := reduceCall(fn, ufunc.Add, args[0], k)
		if err != nil {
			return nil, err
		}
		d, shape, err := described(fn, c.Inputs[0])
		if err != nil {
			return nil, err
		}
		if c.DType == dtype.Invalid && d.Kind() < dtype.KindFloat {
			c.DType = dtype.Float64
		}
		sum, err := c.Run()
		if err != nil {
			return nil, err
		}
		n, err := elements(fn, c, shape)
		if err != nil {
			return nil, err
		}
		return ufunc.TrueDivide.Apply(sum, n)
	},
}

// elements returns how many elements are reduced to one: a number, or an array
// of numbers where a mask leaves some out.
func elements(fn string, c *protocol.UfuncCall, shape []int) (any, error) {
	if c.Where != nil {
		mask, err := protocol.ToArray(fn, c.Where, dtype.Bool, protocol.CopyIfNeeded)
		if err != nil {
			return nil, err
		}
		d := *c
		d.Inputs = []any{mask.BroadcastTo(shape...)}
		d.DType, d.Where, d.Initial, d.HasInitial, d.Out = dtype.Float64, nil, nil, false, nil
		return d.Run()
	}
	n := 1
	set := ^uint64(0)
	if !c.AllAxes {
		var err error
		if set, err = ndarray.NormalizeAxes(fn, c.Axes, len(shape)); err != nil {
			return nil, err
		}
	}
	for i, m := range shape {
		if set&(1<<i) != 0 {
			n *= m
		}
	}
	return float64(n), nil
}

// Described is a type that knows its element type and its shape, as arrays do.
// Functions that need them ask for it before they convert to an array.
type Described interface {
	DType() dtype.DType
	Shape() []int
}

func described(fn string, x any) (dtype.DType, []int, error) {
	if d, ok := x.(Described); ok {
		return d.DType(), d.Shape(), nil
	}
	a, err := array(fn, x)
	if err != nil {
		return 0, nil, err
	}
	return a.DType(), a.Shape(), nil
}
