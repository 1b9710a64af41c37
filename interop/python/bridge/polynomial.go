// SPDX-License-Identifier: BSD-3-Clause

package bridge

import (
	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray"
)

// polynomialFunctions are functions of polynomials, and sums of products of
// neighbours.
var polynomialFunctions = []Function{
	{Name: "polyval", Signature: "p: array, x: array", Call: over2(array.Polyval)},
	{Name: "polyadd", Signature: "a1: array, a2: array", Call: over2(array.Polyadd)},
	{Name: "polysub", Signature: "a1: array, a2: array", Call: over2(array.Polysub)},
	{Name: "polymul", Signature: "a1: array, a2: array", Call: over2(array.Polymul), Work: convolveWork},
	{
		Name: "polydiv", Signature: "u: array, v: array", Returns: "tuple[ndarray, ndarray]",
		Call: func(a Args) (any, error) {
			quotient, rest, err := array.Polydiv(a.List[0], a.List[1])
			return []*ndarray.Array{quotient, rest}, err
		},
		Work: convolveWork,
	},
	{
		Name: "polyder", Signature: "p: array, m: int = 1",
		Call: with(2, func(a Args, o []array.Option) *ndarray.Array { return array.Polyder(a.List[0], a.Int(1, 1), o...) }),
	},
	{
		Name: "polyint", Signature: "p: array, m: int = 1, k: operand_or_none = None",
		Call: with(3, func(a Args, o []array.Option) *ndarray.Array {
			k := a.List[2]
			if k == nil {
				k = 0.0
			}
			return array.Polyint(a.List[0], a.Int(1, 1), k, o...)
		}),
	},
	{Name: "poly", Signature: "seq_of_zeros: array", Call: over(array.Poly), Work: func(a Args) float64 { n := float64(a.Array(0).Size()); return n * n }},
	{Name: "roots", Signature: "p: array", Call: of(func(a Args) *ndarray.Array { return array.Roots(a.List[0]) }), Work: factorWork},
	{Name: "_polyfit", Work: factorWork, Call: func(a Args) (any, error) { // x, y, degree, limit, weights, whether the covariance
		limit := 0.0
		if !a.None(3) {
			var err error
			if limit, err = a.Float(3); err != nil {
				return nil, err
			}
		}
		var o []array.Option
		if !a.None(4) {
			o = append(o, array.Weights(a.List[4]))
		}
		f, err := array.Polyfit(a.List[0], a.List[1], a.Int(2, 0), limit, a.Bool(5), o...)
		if err != nil {
			return nil, err
		}
		if f.Covariance == nil {
			f.Covariance = f.Residuals
		}
		return []any{f.Coefficients, f.Residuals, f.Rank, f.Singular, f.Limit, f.Covariance}, nil
	}},
	{
		Name: "vander", Signature: "x: array, N: int_or_none = None, increasing: bool = False",
		Call: with(3, func(a Args, o []array.Option) *ndarray.Array {
			return array.Vander(a.List[0], a.Int(1, a.Array(0).Size()), a.Bool(2), o...)
		}),
		Work: func(a Args) float64 { n := a.Array(0).Size(); return float64(n) * float64(a.Int(1, n)) },
	},
	{Name: "convolve", Signature: "a: array, v: array, mode: str = 'full'", Call: over2(array.Convolve), Work: convolveWork},
	{Name: "correlate", Signature: "a: array, v: array, mode: str = 'valid'", Call: over2(array.Correlate), Work: convolveWork},
	{Name: "inner", Signature: "a: array, b: array, /", Call: over2(array.Inner), Work: matmulWork},
	{Name: "vdot", Signature: "a: array, b: array, /", Call: over2(array.Vdot)},
	{Name: "kron", Signature: "a: array, b: array", Call: over2(array.Kron), Work: convolveWork},
	{
		Name: "cross", Go: "CrossAxes", Signature: "a: array, b: array, axisa: axis = -1, axisb: axis = -1, axisc: axis = -1, axis: axis_or_none = None",
		Call: of(func(a Args) *ndarray.Array {
			axes := [3]int{a.Int(2, -1), a.Int(3, -1), a.Int(4, -1)}
			if !a.None(5) {
				n := a.Int(5, -1)
				axes = [3]int{n, n, n}
			}
			return array.CrossAxes(a.List[0], a.List[1], axes[0], axes[1], axes[2], array.Allocate(a.Allocate))
		}),
	},
}

// convolveWork counts the products of each element with each.
func convolveWork(a Args) float64 { return float64(a.Array(0).Size()) * float64(a.Array(1).Size()) }
