// SPDX-License-Identifier: BSD-3-Clause

package bridge

import (
	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/fault"
)

const (
	sorts = "a: array, axis: axis_or_none = -1, kind: sort_kind = None, order: fields = None, *, descending: bool = False, stable: ignored = None"
	args  = "a: array, axis: axis_or_none = None, out: out = None, *, keepdims: bool = False"
)

// sortingFunctions compare elements with each other.
var sortingFunctions = []Function{
	{Name: "sort", Signature: sorts, Call: over(array.Sort)},
	{Name: "argsort", Signature: sorts, Method: true, Call: over(array.Argsort)},
	{Name: "argmax", Signature: args, Method: true, Call: over(array.Argmax), Work: passWork},
	{Name: "argmin", Signature: args, Method: true, Call: over(array.Argmin), Work: passWork},
	{
		Name:      "searchsorted",
		Signature: "a: array, v: operand, side: str = 'left', sorter: array_or_none = None",
		Method:    true,
		Call:      searchsorted,
		Work:      searchWork,
	},
	{Name: "_unique_values", Call: of(func(a Args) *ndarray.Array { return array.UniqueValues(a.List[0], array.Allocate(a.Allocate)) })},
	{Name: "_unique_counts", Call: func(a Args) (any, error) {
		u, err := array.UniqueCounts(a.List[0], array.Allocate(a.Allocate))
		return []*ndarray.Array{u.Values, u.Counts}, err
	}},
	{Name: "_unique_inverse", Call: func(a Args) (any, error) {
		u, err := array.UniqueInverse(a.List[0], array.Allocate(a.Allocate))
		return []*ndarray.Array{u.Values, u.Inverse}, err
	}},
	{Name: "_unique_all", Call: func(a Args) (any, error) {
		u, err := array.UniqueAll(a.List[0], array.Allocate(a.Allocate))
		return []*ndarray.Array{u.Values, u.Indices, u.Inverse, u.Counts}, err
	}},
	{
		Name:      "isin",
		Signature: "element: operand, test_elements: operand, assume_unique: bool = False, invert: bool = False, *, kind: ignored = None",
		Call:      over2(array.Isin),
	},
}

// side returns the option that 'left' or 'right' stands for.
func side(fn, name string) (array.Option, error) {
	switch name {
	case "left":
		return array.Side(array.Left), nil
	case "right":
		return array.Side(array.Right), nil
	}
	return array.Option{}, fault.New(fn, fault.Value, "side must be 'left' or 'right', not %q", name)
}

func searchsorted(a Args) (any, error) {
	o, err := side("searchsorted", a.String(2))
	if err != nil {
		return nil, err
	}
	if a.None(3) {
		return ok(array.Searchsorted(a.List[0], a.List[1], o, array.Allocate(a.Allocate)))
	}
	return ok(array.Searchsorted(a.List[0], a.List[1], o, array.Sorter(a.List[3]), array.Allocate(a.Allocate)))
}
