// SPDX-License-Identifier: BSD-3-Clause

package bridge

import (
	"strings"

	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// manipulationFunctions change shapes, and join and split arrays.
var manipulationFunctions = []Function{
	{
		Name:      "reshape",
		Signature: "a: array, /, shape: shape, order: order_of_elements = 'C', *, copy: copy = None",
		Call:      with(2, func(a Args, o []array.Option) *ndarray.Array { return array.Reshape(a.List[0], a.Ints(1), o...) }),
	},
	{
		Name:      "ravel",
		Signature: "a: array, order: order = 'C'",
		Call:      over(array.Ravel),
	},
	{
		Name:      "_flatten",
		Signature: "a: array, order: order = 'C'",
		Call:      over(array.Flatten),
	},
	{
		Name: "permute_dims", View: true,
		Signature: "a: array, axes: axis_list_or_none = None",
		Aliases:   "transpose",
		Call:      of(func(a Args) *ndarray.Array { return array.PermuteDims(a.List[0], a.Ints(1)...) }),
	},
	{Name: "expand_dims", View: true, Signature: "a: array, axis: axis_list = 0", Call: axesOf(array.ExpandDims)},
	{Name: "squeeze", View: true, Signature: "a: array, axis: axes = None", Call: axesOf(array.Squeeze)},
	{Name: "flip", View: true, Signature: "m: array, axis: axis_list_or_none = None", Call: axesOf(array.Flip)},
	{Name: "flipud", View: true, Signature: "m: array", Call: of(func(a Args) *ndarray.Array { return array.Flipud(a.List[0]) })},
	{Name: "fliplr", View: true, Signature: "m: array", Call: of(func(a Args) *ndarray.Array { return array.Fliplr(a.List[0]) })},
	{
		Name: "rot90", View: true,
		Signature: "m: array, k: int = 1, axes: plane = (0,1)",
		Call:      of(rot90),
	},
	{
		Name: "moveaxis", View: true, Go: "MoveAxis",
		Signature: "a: array, source: axis_list, destination: axis_list",
		Call:      of(func(a Args) *ndarray.Array { return array.MoveAxis(a.List[0], a.Ints(1), a.Ints(2)) }),
	},
	{
		Name: "swapaxes", View: true, Go: "SwapAxes",
		Signature: "a: array, axis1: axis, axis2: axis",
		Call:      of(func(a Args) *ndarray.Array { return array.SwapAxes(a.List[0], a.Int(1, 0), a.Int(2, 0)) }),
	},
	{
		Name: "matrix_transpose", View: true,
		Signature: "x: array, /",
		Call:      of(func(a Args) *ndarray.Array { return array.MatrixTranspose(a.List[0]) }),
	},
	{
		Name: "broadcast_to", View: true,
		Signature: "array: array, shape: shape, subok: ignored = False",
		Call:      of(func(a Args) *ndarray.Array { return array.BroadcastTo(a.List[0], a.Ints(1)...) }),
	},
	{Name: "_broadcast_arrays", View: true, Call: func(a Args) (any, error) { return array.BroadcastArrays(a.Tuple(0)...) }},
	{Name: "_broadcast_shapes", View: true, Call: func(a Args) (any, error) {
		list := a.Tuple(0)
		shapes := make([]array.Shape, len(list))
		for i := range list {
			shapes[i] = Args{List: list}.Ints(i)
		}
		return array.BroadcastShapes(shapes...)
	}},
	{
		Name:      "concat",
		Signature: "arrays: arrays, /, axis: axis_or_none = 0, out: out = None, *, dtype: dtype = None, casting: casting = 'same_kind'",
		Aliases:   "concatenate",
		Call:      joined(array.Concat),
		Work:      movedWork,
	},
	{
		Name:      "stack",
		Signature: "arrays: arrays, axis: axis = 0, out: out = None, *, dtype: dtype = None, casting: casting = 'same_kind'",
		Call:      joined(array.Stack),
		Work:      movedWork,
	},
	{
		Name:      "vstack",
		Signature: "tup: arrays, *, dtype: dtype = None, casting: casting = 'same_kind'",
		Call:      joined(array.Vstack),
		Work:      movedWork,
	},
	{
		Name:      "hstack",
		Signature: "tup: arrays, *, dtype: dtype = None, casting: casting = 'same_kind'",
		Call:      joined(array.Hstack),
		Work:      movedWork,
	},
	{Name: "column_stack", Go: "ColumnStack", Signature: "tup: arrays", Call: joined(array.ColumnStack), Work: movedWork},
	{Name: "dstack", Signature: "tup: arrays", Call: joined(array.Dstack), Work: movedWork},
	{Name: "block", Signature: "arrays: nested", Call: over(array.Block), Work: movedWork},
	{
		Name: "rollaxis", Go: "RollAxis", Signature: "a: array, axis: axis, start: int = 0",
		Call: of(func(a Args) *ndarray.Array { return array.RollAxis(a.List[0], a.Int(1, 0), a.Int(2, 0)) }),
	},
	{
		Name: "resize", Signature: "a: array, new_shape: shape",
		Call: with(2, func(a Args, o []array.Option) *ndarray.Array { return array.Resize(a.List[0], a.Ints(1), o...) }),
		Work: func(a Args) float64 {
			n := 1.0
			for _, d := range a.Ints(1) {
				n *= float64(d)
			}
			return n
		},
	},
	{
		Name: "diagflat", Signature: "v: array, k: int = 0",
		Call: of(func(a Args) *ndarray.Array { return array.Diagflat(a.List[0], a.Int(1, 0), array.Allocate(a.Allocate)) }),
		Work: func(a Args) float64 { n := float64(a.Array(0).Size()); return n * n },
	},
	{
		Name: "trim_zeros", Go: "TrimZeros", Signature: "filt: array, trim: str = 'fb', axis: axis_list_or_none = None",
		Call: with(2, func(a Args, o []array.Option) *ndarray.Array {
			trim := strings.ToLower(a.String(1))
			if trim != "fb" && trim != "bf" && trim != "f" && trim != "b" {
				return ndarray.Failed(fault.New("trim_zeros", fault.Value, "unexpected character(s) in `trim`: %q; it is 'f', 'b' or 'fb'", trim))
			}
			return array.TrimZeros(a.List[0], strings.Contains(trim, "f"), strings.Contains(trim, "b"), o...)
		}),
	},
	{
		Name:      "append",
		Signature: "arr: array, values: array, axis: axis_or_none = None",
		Call:      over2(array.Append),
		Work:      movedWork,
	},
	{
		Name: "unstack", View: true,
		Signature: "x: array, /, *, axis: axis = 0",
		Returns:   "tuple[ndarray, ...]",
		Call: func(a Args) (any, error) {
			options, err := a.options(1)
			if err != nil {
				return nil, err
			}
			return array.Unstack(a.List[0], options...)
		},
	},
	{
		Name: "_split", View: true,
		Signature: "ary: array, indices_or_sections: ints, axis: axis, equal: bool",
		Call:      split,
	},
	{Name: "atleast_1d", View: true, Go: "Atleast1D", Signature: "*arys: array", Returns: "ndarray | tuple[ndarray, ...]", Call: ofEach(array.Atleast1D)},
	{Name: "atleast_2d", View: true, Go: "Atleast2D", Signature: "*arys: array", Returns: "ndarray | tuple[ndarray, ...]", Call: ofEach(array.Atleast2D)},
	{Name: "atleast_3d", View: true, Go: "Atleast3D", Signature: "*arys: array", Returns: "ndarray | tuple[ndarray, ...]", Call: ofEach(array.Atleast3D)},
	{
		Name:      "repeat",
		Signature: "a: array, repeats: index, axis: axis_or_none = None",
		Call:      over2(array.Repeat),
		Work:      repeatWork,
	},
	{
		Name:      "tile",
		Signature: "A: array, reps: ints",
		Call:      with(2, func(a Args, o []array.Option) *ndarray.Array { return array.Tile(a.List[0], a.Ints(1), o...) }),
		Work:      tileWork,
	},
	{
		Name:      "roll",
		Signature: "a: array, shift: ints, axis: axis_list_or_none = None",
		Call:      with(2, func(a Args, o []array.Option) *ndarray.Array { return array.Roll(a.List[0], a.Ints(1), o...) }),
		Work:      movedWork,
	},
	{
		Name: "diagonal", View: true,
		Signature: "a: array, offset: int = 0, axis1: axis = 0, axis2: axis = 1",
		Call: of(func(a Args) *ndarray.Array {
			return array.Diagonal(a.List[0], a.Int(1, 0), a.Int(2, 0), a.Int(3, 1))
		}),
	},
	{
		Name:      "diag",
		Signature: "v: array, k: int = 0",
		Call:      of(func(a Args) *ndarray.Array { return array.Diag(a.List[0], a.Int(1, 0), array.Allocate(a.Allocate)) }),
	},
}

// axesOf calls a function of an array and axes: None for all, an empty tuple for
// none of them.
func axesOf(f func(any, ...int) *ndarray.Array) func(Args) (any, error) {
	return of(func(a Args) *ndarray.Array {
		if v, is := a.List[1].([]any); is && len(v) == 0 {
			return a.Array(0)
		}
		return f(a.List[0], a.Ints(1)...)
	})
}

// ofEach calls a function of one array for each that there is: the result is one
// array, or a tuple of them.
func ofEach(f func(any) *ndarray.Array) func(Args) (any, error) {
	return func(a Args) (any, error) {
		list := a.Tuple(0)
		results := make([]*ndarray.Array, len(list))
		for i, x := range list {
			if results[i] = f(x); results[i].Err() != nil {
				return nil, results[i].Err()
			}
		}
		if len(results) == 1 {
			return results[0], nil
		}
		return results, nil
	}
}

// joined calls a function that joins arrays.
func joined(f func([]any, ...array.Option) *ndarray.Array) func(Args) (any, error) {
	return with(1, func(a Args, o []array.Option) *ndarray.Array { return f(a.Tuple(0), o...) })
}

func rot90(a Args) *ndarray.Array {
	axes := a.Ints(2)
	return array.Rot90(a.List[0], a.Int(1, 1), axes[0], axes[1])
}

// split is NumPy's array_split, or split, whose parts are equal.
func split(a Args) (any, error) {
	axis := array.Axis(a.Int(2, 0))
	n, isInt := a.List[1].(int)
	switch {
	case !isInt:
		return array.SplitAt(a.List[0], a.Ints(1), axis)
	case a.Bool(3):
		return array.Split(a.List[0], n, axis)
	}
	return array.ArraySplit(a.List[0], n, axis)
}
