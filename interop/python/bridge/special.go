// SPDX-License-Identifier: BSD-3-Clause

package bridge

import (
	"math"

	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// specialFunctions compute element by element, or along an axis, and are no ufuncs.
var specialFunctions = []Function{
	{
		Name: "angle", Signature: "z: array, deg: bool = False",
		Call: with(2, func(a Args, o []array.Option) *ndarray.Array { return array.Angle(a.List[0], a.Bool(1), o...) }),
	},
	{Name: "fix", Signature: "x: array, out: out_or_outs = None", Call: over(array.Fix)},
	{Name: "iscomplex", Go: "IsComplex", Signature: "x: array", Call: over(array.IsComplex)},
	{Name: "isreal", Go: "IsReal", Signature: "x: array", Call: over(array.IsReal)},
	{Name: "isposinf", Go: "IsPosInf", Signature: "x: array, out: out = None", Call: over(array.IsPosInf)},
	{Name: "isneginf", Go: "IsNegInf", Signature: "x: array, out: out = None", Call: over(array.IsNegInf)},
	{
		Name: "nan_to_num", Go: "NanToNum",
		Signature: "x: array, copy: bool = True, nan: operand = 0.0, posinf: operand_or_none = None, neginf: operand_or_none = None",
		Call: func(a Args) (any, error) {
			o := []array.Option{array.Replacing(a.List[3], a.List[4]), array.Allocate(a.Allocate)}
			if !a.Bool(1) {
				o = append(o, array.Out(a.Array(0)))
			}
			return ok(array.NanToNum(a.Array(0), a.List[2], o...))
		},
	},
	{
		Name: "real_if_close", Go: "RealIfClose", Signature: "a: array, tol: number = 100",
		Call: func(a Args) (any, error) {
			tolerance, err := a.Float(1)
			if err != nil {
				return nil, err
			}
			return ok(array.RealIfClose(a.List[0], tolerance))
		},
		Work: func(a Args) float64 { // of real numbers it is a view
			if x := a.Array(0); x.DType().Kind() == dtype.KindComplex {
				return float64(x.Size())
			}
			return 0
		},
	},
	{Name: "_in_domain", Call: func(a Args) (any, error) { // array, lo, hi; None is infinity
		ends := [2]float64{math.Inf(-1), math.Inf(1)}
		for i := range ends {
			if !a.None(i + 1) {
				var err error
				if ends[i], err = a.Float(i + 1); err != nil {
					return nil, err
				}
			}
		}
		return ok(array.InDomain(a.List[0], ends[0], ends[1]))
	}},
	{Name: "sinc", Signature: "x: array", Call: over(array.Sinc)},
	{Name: "i0", Signature: "x: array", Call: over(array.I0)},
	{
		Name: "unwrap", Signature: "p: array, discont: number = None, axis: axis = -1, *, period: number = 6.283185307179586",
		Call: with(2, func(a Args, o []array.Option) *ndarray.Array {
			if !a.None(1) {
				d, err := a.Float(1)
				if err != nil {
					return ndarray.Failed(err)
				}
				o = append(o, array.Discontinuity(d))
			}
			return array.Unwrap(a.List[0], a.List[3], o...)
		}),
	},
	{
		Name: "trapezoid", Signature: "y: array, x: array_or_none = None, dx: operand = 1.0, axis: axis = -1",
		Call: with(3, func(a Args, o []array.Option) *ndarray.Array {
			spacing := a.List[1]
			if spacing == nil {
				spacing = a.List[2]
			}
			return array.Trapezoid(a.List[0], spacing, o...)
		}),
	},
	{
		Name: "ediff1d", Go: "Ediff1D", Signature: "ary: array, to_end: array_or_none = None, to_begin: array_or_none = None",
		Call: with(3, func(a Args, o []array.Option) *ndarray.Array {
			return array.Ediff1D(a.List[0], a.List[2], a.List[1], o...)
		}),
	},
	{
		Name: "logspace", Signature: "start: operand, stop: operand, num: int = 50, endpoint: bool = True, base: operand = 10.0, dtype: dtype = None, axis: axis = 0",
		Call: with(3, func(a Args, o []array.Option) *ndarray.Array {
			return array.Logspace(a.List[0], a.List[1], a.Int(2, 50), a.List[4], o...)
		}),
		Work: linspaceWork,
	},
	{
		Name: "geomspace", Signature: "start: array, stop: array, num: int = 50, endpoint: bool = True, dtype: dtype = None, axis: axis = 0",
		Call: with(3, func(a Args, o []array.Option) *ndarray.Array {
			return array.Geomspace(a.List[0], a.List[1], a.Int(2, 50), o...)
		}),
		Work: linspaceWork,
	},
	{Name: "nanargmax", Go: "NanArgmax", Signature: args, Call: over(array.NanArgmax)},
	{Name: "nanargmin", Go: "NanArgmin", Signature: args, Call: over(array.NanArgmin)},
	{Name: "nancumsum", Go: "NanCumsum", Signature: cumsums, Call: over(array.NanCumsum), Work: passWork},
	{Name: "nancumprod", Go: "NanCumprod", Signature: cumsums, Call: over(array.NanCumprod), Work: passWork},
	{Name: "_byteswap", Call: func(a Args) (any, error) { // array, in place
		o := []array.Option{array.Allocate(a.Allocate)}
		if a.Bool(1) {
			o = append(o, array.Out(a.Array(0)))
		}
		return ok(array.Byteswap(a.Array(0), o...))
	}},
	{Name: "packbits", Signature: "a: array, /, axis: axis_or_none = None, bitorder: str = 'big'", Call: over(array.Packbits)},
	{
		Name: "unpackbits", Signature: "a: array, /, axis: axis_or_none = None, count: int_or_none = None, bitorder: str = 'big'",
		Call: with(1, func(a Args, o []array.Option) *ndarray.Array {
			if a.None(2) {
				return array.Unpackbits(a.List[0], nil, o...)
			}
			n := a.Int(2, 0)
			return array.Unpackbits(a.List[0], &n, o...)
		}),
	},
	{Name: "min_scalar_type", Signature: "a: operand, /", Returns: "dtype", Call: func(a Args) (any, error) { return array.MinScalarType(a.List[0]) }},
}
