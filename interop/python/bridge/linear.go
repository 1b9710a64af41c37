// SPDX-License-Identifier: BSD-3-Clause

package bridge

import (
	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// linearFunctions are products of vectors and matrices.
var linearFunctions = []Function{
	{
		Name:      "matmul",
		Signature: "x1: array, x2: array, /, out: out_or_outs = None, *, axes: core_axes = None, casting: casting = 'same_kind', dtype: dtype = None",
		GUFunc:    true,
		Call:      over2Core(array.Matmul),
		Work:      matmulWork,
	},
	{
		Name:      "vecdot",
		Signature: "x1: array, x2: array, /, out: out_or_outs = None, *, axis: axis = -1, axes: core_axes = None, keepdims: bool = False, casting: casting = 'same_kind', dtype: dtype = None",
		GUFunc:    true,
		Call:      over2Core(array.Vecdot),
	},
	{
		Name: "matvec", GUFunc: true,
		Signature: "x1: array, x2: array, /, out: out_or_outs = None, *, axes: core_axes = None, casting: casting = 'same_kind', dtype: dtype = None",
		Call:      over2Core(array.Matvec), Work: vectorWork,
	},
	{
		Name: "vecmat", GUFunc: true,
		Signature: "x1: array, x2: array, /, out: out_or_outs = None, *, axes: core_axes = None, casting: casting = 'same_kind', dtype: dtype = None",
		Call:      over2Core(array.Vecmat), Work: vectorWork,
	},
	{Name: "dot", Signature: "a: array, b: array, out: out = None", Method: true, Call: over2(array.Dot), Work: matmulWork},
	{
		Name:      "outer",
		Signature: "a: array, b: array, out: out = None",
		Call:      over2(array.Outer),
		Work:      func(a Args) float64 { return float64(a.Array(0).Size()) * float64(a.Array(1).Size()) },
	},
	{
		Name:      "tensordot",
		Signature: "a: array, b: array, axes: axis_pair = 2",
		Call:      of(tensordot),
		Work:      tensordotWork,
	},
	{
		Name:      "trace",
		Signature: "a: array, offset: int = 0, axis1: axis = 0, axis2: axis = 1, dtype: dtype = None, out: out = None",
		Method:    true,
		Call: with(4, func(a Args, o []array.Option) *ndarray.Array {
			return array.Trace(a.List[0], a.Int(1, 0), a.Int(2, 0), a.Int(3, 1), o...)
		}),
		Work: traceWork,
	},
}

func tensordot(a Args) *ndarray.Array {
	o := array.Allocate(a.Allocate)
	pair, isPair := a.List[2].([]any)
	if !isPair {
		return array.Tensordot(a.List[0], a.List[1], a.Int(2, -1), o)
	}
	if len(pair) != 2 {
		return ndarray.Failed(fault.New("tensordot", fault.Value, "axes must be a number of axes or a pair of lists of axes, not %d lists", len(pair)))
	}
	lists := Args{List: pair}
	return array.TensordotAxes(a.List[0], a.List[1], lists.Ints(0), lists.Ints(1), o)
}
