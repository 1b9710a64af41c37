// SPDX-License-Identifier: BSD-3-Clause

package bridge

import (
	"slices"

	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray"
)

// creationFunctions make arrays of numbers.
var creationFunctions = []Function{
	{
		Name:      "arange",
		Signature: "start: bound, /, stop: bound = None, step: bound = 1, dtype: dtype = None, *, device: device = None, like: like = None",
		NotNumPy:  true, // it has no array to ask, but like
		Call: with(3, func(a Args, o []array.Option) *ndarray.Array {
			return array.Arange(a.List[0], a.List[1], a.List[2], o...)
		}),
		Work: rangeWork,
	},
	{
		Name:      "linspace",
		Signature: "start: operand, stop: operand, num: int = 50, endpoint: bool = True, retstep: bool = False, dtype: dtype = None, axis: axis = 0, *, device: device = None",
		Call:      linspace,
		Work:      linspaceWork,
	},
	{
		Name:      "eye",
		Signature: "N: int, M: int_or_none = None, k: offset = 0, dtype: dtype = None, *, device: device = None, like: like = None",
		NotNumPy:  true,
		Call: with(3, func(a Args, o []array.Option) *ndarray.Array {
			rows := a.Int(0, 0)
			return array.Eye(rows, a.Int(1, rows), a.Int(2, 0), o...)
		}),
		Work: eyeWork,
	},
	{
		Name:      "identity",
		Signature: "n: int, dtype: dtype = None, *, like: like = None",
		Call:      with(1, func(a Args, o []array.Option) *ndarray.Array { return array.Identity(a.Int(0, 0), o...) }),
		Work:      func(a Args) float64 { return float64(a.Int(0, 0)) * float64(a.Int(0, 0)) },
	},
	{
		Name:      "tril",
		Signature: "m: array, k: offset = 0",
		Call:      of(func(a Args) *ndarray.Array { return array.Tril(a.List[0], a.Int(1, 0), array.Allocate(a.Allocate)) }),
		Work:      movedWork,
	},
	{
		Name:      "triu",
		Signature: "m: array, k: offset = 0",
		Call:      of(func(a Args) *ndarray.Array { return array.Triu(a.List[0], a.Int(1, 0), array.Allocate(a.Allocate)) }),
		Work:      movedWork,
	},
	{
		Name: "_meshgrid",
		Call: func(a Args) (any, error) {
			return array.Meshgrid(a.String(1) == "ij", append(slices.Clone(a.Tuple(0)), array.Allocate(a.Allocate))...)
		},
		Work: gridWork,
	},
}

func linspace(a Args) (any, error) {
	options, err := a.options(3)
	if err != nil {
		return nil, err
	}
	y := array.Linspace(a.List[0], a.List[1], a.Int(2, 50), options...)
	if y.Err() != nil || !a.Bool(4) {
		return ok(y)
	}
	distance := array.LinspaceStep(a.List[0], a.List[1], a.Int(2, 50), array.Endpoint(a.Bool(3)))
	return []*ndarray.Array{y, distance}, distance.Err()
}
