// SPDX-License-Identifier: BSD-3-Clause

package bridge

import (
	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// indexingFunctions choose among elements.
var indexingFunctions = []Function{
	{
		Name:      "take",
		Signature: "a: array, indices: index, axis: axis_or_none = None, out: out = None, mode: str = 'raise'",
		Method:    true,
		Call:      over2(array.Take),
		Work:      takeWork,
	},
	{
		Name:      "take_along_axis",
		Signature: "arr: array, indices: index, axis: axis_or_none = -1",
		Call:      over2(array.TakeAlongAxis),
	},
	{
		Name:      "nonzero",
		Signature: "a: array",
		Returns:   "tuple[ndarray, ...]",
		Call:      func(a Args) (any, error) { return array.Nonzero(a.List[0], array.Allocate(a.Allocate)) },
	},
	{Name: "flatnonzero", Signature: "a: array", Call: of(func(a Args) *ndarray.Array { return array.Flatnonzero(a.List[0], array.Allocate(a.Allocate)) })},
	{
		Name:      "where",
		Signature: "condition: array, x: operand = ..., y: operand = ..., /",
		Call: func(a Args) (any, error) {
			switch given := a.List[1] != ndarray.Ellipsis; {
			case given != (a.List[2] != ndarray.Ellipsis):
				return nil, fault.New("where", fault.Value, "either both or neither of x and y should be given")
			case !given:
				return array.Nonzero(a.List[0], array.Allocate(a.Allocate))
			}
			return ok(array.Where(a.List[0], a.List[1], a.List[2], array.Allocate(a.Allocate)))
		},
	},
	{Name: "_result_type", View: true, Call: func(a Args) (any, error) { return array.ResultType(a.Tuple(0)...) }},
	{Name: "_can_cast", View: true, Call: func(a Args) (any, error) {
		rule, err := dtype.ParseCasting(a.String(2))
		if err != nil {
			return nil, err
		}
		return array.CanCast(a.DType(0, 0), a.DType(1, 0), rule), nil
	}},
}
