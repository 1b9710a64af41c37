// SPDX-License-Identifier: BSD-3-Clause

package bridge

import (
	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray"
)

const pairOfSets = "ar1: array, ar2: array, assume_unique: bool = False"

// setFunctions are NumPy's functions of sets, and of several keys.
var setFunctions = []Function{
	{
		Name: "unique", Go: "UniqueElements", Returns: "ndarray | tuple[ndarray, ...]",
		Signature: "ar: array, return_index: bool = False, return_inverse: bool = False, return_counts: bool = False, axis: axis_or_none = None, *, equal_nan: bool = True, sorted: ignored = True",
		Call:      unique,
	},
	{Name: "union1d", Go: "Union1D", Signature: "ar1: array, ar2: array", Call: of(func(a Args) *ndarray.Array { return array.Union1D(a.List[0], a.List[1], array.Allocate(a.Allocate)) })},
	{
		Name: "intersect1d", Go: "Intersect1D", Returns: "ndarray | tuple[ndarray, ndarray, ndarray]",
		Signature: pairOfSets + ", return_indices: bool = False",
		Call: func(a Args) (any, error) {
			values, first, second, err := array.Intersect1D(a.List[0], a.List[1], a.Bool(2), array.Allocate(a.Allocate), array.Wanted(a.Bool(3), false, false))
			if err != nil || !a.Bool(3) {
				return values, err
			}
			return []*ndarray.Array{values, first, second}, nil
		},
	},
	{Name: "setdiff1d", Go: "SetDiff1D", Signature: pairOfSets, Call: of(func(a Args) *ndarray.Array {
		return array.SetDiff1D(a.List[0], a.List[1], a.Bool(2), array.Allocate(a.Allocate))
	})},
	{Name: "setxor1d", Go: "SetXor1D", Signature: pairOfSets, Call: of(func(a Args) *ndarray.Array {
		return array.SetXor1D(a.List[0], a.List[1], a.Bool(2), array.Allocate(a.Allocate))
	})},
	{
		Name: "lexsort", Signature: "keys: arrays, axis: axis = -1",
		Call: with(1, func(a Args, o []array.Option) *ndarray.Array { return array.Lexsort(a.Tuple(0), o...) }),
	},
	{Name: "sort_complex", Go: "SortComplex", Signature: "a: array", Call: over(array.SortComplex)},
	{Name: "array_equiv", Go: "ArrayEquiv", Signature: "a1: array, a2: array", Returns: "bool", Call: func(a Args) (any, error) { return array.ArrayEquiv(a.List[0], a.List[1]) }},
	{
		Name: "histogramdd", Go: "HistogramDD", Returns: "tuple[ndarray, tuple[ndarray, ...]]",
		Signature: "sample: points, bins: bins_of_axes = 10, range: ends_of_axes = None, density: bool = False, weights: array_or_none = None",
		Call: func(a Args) (any, error) {
			counts, edges, err := a.grid(a.List[0])
			if err != nil {
				return nil, err
			}
			return []any{counts, edges}, nil
		},
	},
	{
		Name: "histogram2d", Go: "HistogramDD", Returns: "tuple[ndarray, ndarray, ndarray]",
		Signature: "x: array, y: array, bins: bins_of_plane = 10, range: ends_of_axes = None, density: bool = False, weights: array_or_none = None",
		Call: func(a Args) (any, error) {
			points := []any{a.List[0], a.List[1]}
			counts, edges, err := Args{List: a.List[1:], Function: a.Function, Allocate: a.Allocate}.grid(points)
			if err != nil {
				return nil, err
			}
			return []*ndarray.Array{counts, edges[0], edges[1]}, nil
		},
	},
}

func unique(a Args) (any, error) {
	o := []array.Option{array.Allocate(a.Allocate), array.Wanted(a.Bool(1), a.Bool(2), a.Bool(3))}
	if !a.None(4) {
		o = append(o, array.Axis(a.Int(4, 0)))
	}
	if a.Bool(5) {
		o = append(o, array.EqualNaN())
	}
	u, err := array.UniqueElements(a.List[0], o...)
	if err != nil {
		return nil, err
	}
	list := []*ndarray.Array{u.Values}
	for i, x := range []*ndarray.Array{u.Indices, u.Inverse, u.Counts} {
		if a.Bool(i + 1) {
			list = append(list, x)
		}
	}
	if len(list) == 1 {
		return list[0], nil
	}
	return list, nil
}

// grid is the histogram of points with the bins, ranges, density and weights of the
// arguments from 1 on.
func (a Args) grid(points any) (*ndarray.Array, []*ndarray.Array, error) {
	axes := 1
	if list, is := points.([]any); is {
		axes = len(list)
	} else if x := array.AsArray(points); x.Err() == nil && x.NDim() == 2 {
		axes = x.Raw().Shape[1]
	}
	bins, each := a.List[1].([]any)
	if !each {
		bins = make([]any, axes)
		for i := range bins {
			bins[i] = a.List[1]
		}
	}
	var ranges [][]float64
	if !a.None(2) {
		list := a.Tuple(2)
		ranges = make([][]float64, len(list))
		for i, pair := range list {
			if pair == nil {
				continue
			}
			ends := Args{List: pair.([]any)}
			ranges[i] = make([]float64, len(ends.List))
			for j := range ends.List {
				var err error
				if ranges[i][j], err = ends.Float(j); err != nil {
					return nil, nil, err
				}
			}
		}
	}
	o := []array.Option{array.Allocate(a.Allocate)}
	if a.Bool(3) {
		o = append(o, array.Density())
	}
	if !a.None(4) {
		o = append(o, array.Weights(a.List[4]))
	}
	return array.HistogramDD(points, bins, ranges, o...)
}
