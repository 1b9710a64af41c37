// SPDX-License-Identifier: BSD-3-Clause

package bridge

import (
	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// placingFunctions write elements in place, and choose among arrays.
var placingFunctions = []Function{
	{
		Name: "put", Returns: "None",
		Signature: "a: target, ind: index, v: elements, mode: str = 'raise'",
		Method:    true,
		Call:      written(3, func(a Args, o []array.Option) error { return array.Put(a.Array(0), a.List[1], a.List[2], o...) }),
	},
	{
		Name: "putmask", Go: "PutMask", Returns: "None",
		Signature: "a: target, /, mask: array, values: elements",
		Call:      written(3, func(a Args, _ []array.Option) error { return array.PutMask(a.Array(0), a.List[1], a.List[2]) }),
	},
	{
		Name: "place", Returns: "None",
		Signature: "arr: target, mask: array, vals: elements",
		Call:      written(3, func(a Args, _ []array.Option) error { return array.Place(a.Array(0), a.List[1], a.List[2]) }),
	},
	{
		Name: "put_along_axis", Returns: "None",
		Signature: "arr: target, indices: index, values: elements, axis: axis_or_none",
		Call: written(3, func(a Args, o []array.Option) error {
			return array.PutAlongAxis(a.Array(0), a.List[1], a.List[2], o...)
		}),
	},
	{
		Name: "fill_diagonal", Returns: "None",
		Signature: "a: target, val: elements, wrap: bool = False",
		Call: written(3, func(a Args, _ []array.Option) error {
			return array.FillDiagonal(a.Array(0), a.List[1], a.Bool(2))
		}),
	},
	{
		Name:      "choose",
		Signature: "a: index, choices: arrays, out: out = None, mode: str = 'raise'",
		Call:      with(2, func(a Args, o []array.Option) *ndarray.Array { return array.Choose(a.List[0], a.Tuple(1), o...) }),
	},
	{
		Name:      "select",
		Signature: "condlist: arrays, choicelist: arrays, default: operand = 0",
		Call: with(3, func(a Args, o []array.Option) *ndarray.Array {
			return array.Select(a.Tuple(0), a.Tuple(1), a.List[2], o...)
		}),
	},
	{
		Name:      "compress",
		Signature: "condition: array, a: array, axis: axis_or_none = None, out: out = None",
		Call:      over2(array.Compress),
	},
	{Name: "extract", Signature: "condition: array, arr: array", Call: over2(array.Extract)},
}

// written calls a function that writes to its first argument and returns nothing.
func written(from int, f func(Args, []array.Option) error) func(Args) (any, error) {
	return func(a Args) (any, error) {
		options, err := a.options(from)
		if err != nil {
			return nil, err
		}
		return nil, f(a, options)
	}
}

// coordinateFunctions are functions of indices.
var coordinateFunctions = []Function{
	{
		Name:      "ravel_multi_index",
		Signature: "multi_index: arrays, dims: shape, mode: words = 'raise', order: order_of_new = 'C'",
		Call: with(4, func(a Args, o []array.Option) *ndarray.Array {
			list := a.Tuple(2)
			modes := make([]string, len(list))
			for i := range list {
				modes[i] = Args{List: list}.String(i)
			}
			return array.RavelMultiIndex(a.Tuple(0), a.Ints(1), a.String(3) == "F", modes, o...)
		}),
	},
	{
		Name:      "unravel_index",
		Signature: "indices: index, shape: shape, order: order_of_new = 'C'",
		Returns:   "tuple[ndarray, ...]",
		Call: func(a Args) (any, error) {
			return array.UnravelIndex(a.List[0], a.Ints(1), a.String(2) == "F", array.Allocate(a.Allocate))
		},
	},
	{
		Name:      "diag_indices_from",
		Go:        "DiagIndices",
		Signature: "arr: array",
		Returns:   "tuple[ndarray, ...]",
		Call: func(a Args) (any, error) {
			shape := a.Array(0).Shape()
			if len(shape) < 2 {
				return nil, fault.New(a.Function.Name, fault.Value, "input array must be at least 2-d, it has %d dimensions", len(shape))
			}
			for _, n := range shape {
				if n != shape[0] {
					return nil, fault.New(a.Function.Name, fault.Value, "All dimensions of input must be of equal length, not %s", fault.ShapeText(shape))
				}
			}
			return array.DiagIndices(shape[0], len(shape), array.Allocate(a.Allocate))
		},
	},
	{Name: "tril_indices_from", Go: "TrilIndices", Signature: "arr: array, k: offset = 0", Returns: "tuple[ndarray, ndarray]", Call: triangleOf(array.TrilIndices)},
	{Name: "triu_indices_from", Go: "TriuIndices", Signature: "arr: array, k: offset = 0", Returns: "tuple[ndarray, ndarray]", Call: triangleOf(array.TriuIndices)},
	{
		Name: "diag_indices", Signature: "n: int, ndim: int = 2", NotNumPy: true, Returns: "tuple[ndarray, ...]",
		Call: func(a Args) (any, error) {
			return array.DiagIndices(a.Int(0, 0), a.Int(1, 2), array.Allocate(a.Allocate))
		},
	},
	{
		Name: "tril_indices", Signature: "n: int, k: offset = 0, m: int_or_none = None", NotNumPy: true, Returns: "tuple[ndarray, ndarray]",
		Call: func(a Args) (any, error) {
			n := a.Int(0, 0)
			return array.TrilIndices(n, a.Int(2, n), a.Int(1, 0), array.Allocate(a.Allocate))
		},
	},
	{
		Name: "triu_indices", Signature: "n: int, k: offset = 0, m: int_or_none = None", NotNumPy: true, Returns: "tuple[ndarray, ndarray]",
		Call: func(a Args) (any, error) {
			n := a.Int(0, 0)
			return array.TriuIndices(n, a.Int(2, n), a.Int(1, 0), array.Allocate(a.Allocate))
		},
	},
	{Name: "ix_", Go: "Ix", Signature: "*args: index", Returns: "tuple[ndarray, ...]", Call: func(a Args) (any, error) { return array.Ix(a.Tuple(0)...) }},
	{Name: "argwhere", Signature: "a: array", Call: over(array.Argwhere)},
	{
		Name: "tri", Signature: "N: int, M: int_or_none = None, k: offset = 0, dtype: dtype = None, *, like: like = None", NotNumPy: true,
		Call: with(3, func(a Args, o []array.Option) *ndarray.Array {
			rows := a.Int(0, 0)
			return array.Tri(rows, a.Int(1, rows), a.Int(2, 0), o...)
		}),
		Work: eyeWork,
	},
}

func triangleOf(f func(rows, columns, k int, opts ...array.Option) ([]*ndarray.Array, error)) func(Args) (any, error) {
	return func(a Args) (any, error) {
		shape := a.Array(0).Shape()
		if len(shape) != 2 {
			return nil, fault.New(a.Function.Name, fault.Value, "input array must be 2-d, it has %d dimensions", len(shape))
		}
		return f(shape[0], shape[1], a.Int(1, 0), array.Allocate(a.Allocate))
	}
}
