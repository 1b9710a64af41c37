// SPDX-License-Identifier: BSD-3-Clause

package override

import (
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ndarray/protocol"
	"github.com/arraygen/arraygen/ufunc"
)

// The functions of shape.
var (
	// Concatenate joins arrays, given as a []any, along the axis of the keyword
	// axis, the first if it isn't given. Element types are promoted.
	Concatenate = &protocol.Function{
		Name: "concatenate", Doc: "Join a list of arrays along an axis that exists.\n\nKeyword: axis (0).", Keywords: []string{"axis"},
		Compute: func(args []any, k protocol.Keywords) (any, error) {
			return join("concatenate", ndarray.Concatenate, args, k)
		},
	}
	// Stack joins arrays of one shape, given as a []any, along a new axis.
	Stack = &protocol.Function{
		Name: "stack", Doc: "Join a list of arrays along a new axis.\n\nKeyword: axis (0).", Keywords: []string{"axis"},
		Compute: func(args []any, k protocol.Keywords) (any, error) { return join("stack", ndarray.Stack, args, k) },
	}
	// Reshape gives an array another shape: Reshape.Apply(x, 2, -1).
	Reshape = shaping("reshape", "The same elements in C order in another shape, of which one length may be -1.", (*ndarray.Array).Reshape)
	// Transpose reorders axes, reverses them if no order is given.
	Transpose = shaping("transpose", "The axes in another order, reversed if none is given.", (*ndarray.Array).Transpose)
	// Squeeze removes axes of length 1, all of them if none is named.
	Squeeze = shaping("squeeze", "Without axes of length 1.", (*ndarray.Array).Squeeze)
	// ExpandDims inserts axes of length 1.
	ExpandDims = shaping("expand_dims", "With new axes of length 1 at places in the result.", (*ndarray.Array).ExpandDims)
	// BroadcastTo repeats elements along new axes and axes of length 1.
	BroadcastTo = shaping("broadcast_to", "Broadcast to a shape, without a copy and read-only.", (*ndarray.Array).BroadcastTo)
	// Flip reverses axes, all of them if none is named.
	Flip = shaping("flip", "With the elements along axes in reverse order.", (*ndarray.Array).Flip)
	// Copy copies an array.
	Copy = shaping("copy", "A copy in C order.", func(a *ndarray.Array, none ...int) *ndarray.Array {
		if len(none) > 0 {
			return ndarray.Failed(fault.New("copy", fault.Value, "takes 1 argument, not %d", 1+len(none)))
		}
		return a.Copy()
	})
)

// shaping makes a function of an array and numbers.
func shaping(name, doc string, f func(a *ndarray.Array, n ...int) *ndarray.Array) *protocol.Function {
	return &protocol.Function{
		Name: name, Doc: doc,
		Relevant: func(args []any, _ protocol.Keywords) []any { return args[:min(1, len(args))] },
		Compute: func(args []any, _ protocol.Keywords) (any, error) {
			if len(args) == 0 {
				return nil, fault.New(name, fault.Value, "takes an array, none is given")
			}
			a, err := array(name, args[0])
			if err != nil {
				return nil, err
			}
			n, err := ints(name, "an argument after the array", args[1:]...)
			if err != nil {
				return nil, err
			}
			return result(f(a, n...))
		},
	}
}

func join(fn string, f func(axis int, arrays ...*ndarray.Array) *ndarray.Array, args []any, k protocol.Keywords) (any, error) {
	if err := count(fn, args, 1); err != nil {
		return nil, err
	}
	list, err := arrays(fn, args[0])
	if err != nil {
		return nil, err
	}
	axis, err := keyword(fn, k, "axis", 0)
	if err != nil {
		return nil, err
	}
	if list, err = promoted(list); err != nil {
		return nil, err
	}
	return result(f(axis, list...))
}

// promoted returns arrays converted to the type that holds all of theirs.
func promoted(list []*ndarray.Array) ([]*ndarray.Array, error) {
	var types dtype.Types
	for _, a := range list {
		if err := a.Err(); err != nil {
			return nil, err
		}
		types = types.With(a.DType())
	}
	d := types.Promote()
	out := make([]*ndarray.Array, len(list))
	for i, a := range list {
		if out[i] = a; a.DType() != d {
			if out[i] = ufunc.AsType(a, d, dtype.Safe); out[i].Err() != nil {
				return nil, out[i].Err()
			}
		}
	}
	return out, nil
}

// Where chooses: Where.Apply(condition, x, y) has the elements of x where the
// condition is true and those of y elsewhere, all broadcast.
var Where = &protocol.Function{
	Name: "where", Doc: "Elements of the second argument where the first is true, of the third elsewhere.",
	Compute: func(args []any, _ protocol.Keywords) (any, error) {
		const fn = "where"
		if err := count(fn, args, 3); err != nil {
			return nil, err
		}
		list, err := arrays(fn, args)
		if err != nil {
			return nil, err
		}
		choices, err := promoted(list[1:])
		if err != nil {
			return nil, err
		}
		all, err := ndarray.Broadcast(list[0], choices[0], choices[1])
		if err != nil {
			return nil, err
		}
		y := all[2].Copy()
		if err := ufunc.Copyto(y, all[1], dtype.No, ufunc.AsType(all[0], dtype.Bool, dtype.Unsafe)); err != nil {
			return nil, err
		}
		return result(y)
	},
}

// Matmul is the product of matrices of one or two axes; a vector counts as a
// row on the left and as a column on the right. The products of a row are
// summed in the order of [ufunc.Pairwise].
var Matmul = &protocol.Function{
	Name: "matmul", Doc: "Matrix product of arrays of one or two axes.",
	Compute: func(args []any, _ protocol.Keywords) (any, error) {
		const fn = "matmul"
		if err := count(fn, args, 2); err != nil {
			return nil, err
		}
		list, err := arrays(fn, args)
		if err != nil {
			return nil, err
		}
		x, y := list[0], list[1]
		if x.NDim() < 1 || x.NDim() > 2 || y.NDim() < 1 || y.NDim() > 2 {
			return nil, fault.New(fn, fault.Shape, "operands of shapes %s and %s; there must be one or two axes each", fault.ShapeText(x.Shape()), fault.ShapeText(y.Shape()))
		}
		rows, columns := x, y
		if x.NDim() == 1 {
			rows = x.ExpandDims(0)
		}
		if y.NDim() == 1 {
			columns = y.ExpandDims(1)
		}
		n, m := rows.Shape()[0], columns.Shape()[1]
		if rows.Shape()[1] != columns.Shape()[0] {
			return nil, fault.New(fn, fault.Shape, "shapes %s and %s don't go together: the last axis of the first has length %d, the first axis of the second %d", fault.ShapeText(x.Shape()), fault.ShapeText(y.Shape()), rows.Shape()[1], columns.Shape()[0])
		}
		z := ndarray.Empty(dtype.Promote(x.DType(), y.DType()), n, m)
		for i := range n {
			// (m, k): the products of row i with each column.
			products := ufunc.Multiply.Call(rows.At(i), columns.T())
			if _, err := ufunc.Add.Axis(1).Out(z.At(i)).ApplyMethod(protocol.Reduce, products); err != nil {
				return nil, err
			}
		}
		if y.NDim() == 1 {
			z = z.Squeeze(1)
		}
		if x.NDim() == 1 {
			z = z.Squeeze(0)
		}
		return result(z)
	},
}
