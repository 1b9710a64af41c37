// SPDX-License-Identifier: BSD-3-Clause

package bridge

import (
	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// The parameter lists of reductions.
const (
	sums              = "a: array, axis: axes = None, dtype: dtype = None, out: out = None, keepdims: bool = False, initial: initial = ..., where: mask = True"
	extremes          = "a: array, axis: axes = None, out: out = None, keepdims: bool = False, initial: initial = ..., where: mask = True"
	bools             = "a: array, axis: axes = None, out: out = None, keepdims: bool = False, *, where: mask = True"
	means             = "a: array, axis: axes = None, dtype: dtype = None, out: out = None, keepdims: bool = False, *, where: mask = True"
	varianceSignature = "a: array, axis: axes = None, dtype: dtype = None, out: out = None, ddof: number = 0, keepdims: bool = False, *, where: mask = True, mean: array_or_none = None, correction: number = None"
	scans             = "x: array, /, *, axis: scan_axis = None, dtype: dtype = None, out: out_or_outs = None, include_initial: bool = False"
	cumsums           = "a: array, axis: axis_or_none = None, dtype: dtype = None, out: out = None"
)

// statisticalFunctions reduce and accumulate elements. The results of all are
// arrays, without axes where all are reduced.
var statisticalFunctions = []Function{
	{Name: "sum", Signature: sums, Watched: true, Method: true, Call: over(array.Sum), Work: passWork},
	{Name: "prod", Signature: sums, Watched: true, Method: true, Call: over(array.Prod), Work: passWork},
	{Name: "max", Aliases: "amax", Signature: extremes, Method: true, Call: over(array.Max), Work: passWork},
	{Name: "min", Aliases: "amin", Signature: extremes, Method: true, Call: over(array.Min), Work: passWork},
	{Name: "ptp", Signature: "a: array, axis: axes = None, out: out = None, keepdims: bool = False", Call: over(array.Ptp), Work: passWork},
	{Name: "all", Signature: bools, Method: true, Call: over(array.All), Work: passWork},
	{Name: "any", Signature: bools, Method: true, Call: over(array.Any), Work: passWork},
	{Name: "count_nonzero", Signature: "a: array, axis: axes = None, *, keepdims: bool = False", Call: over(array.CountNonzero), Work: passWork},
	{Name: "mean", Signature: means, Method: true, Call: over(array.Mean), Work: passWork},
	{Name: "var", Signature: varianceSignature, Method: true, Call: withCorrection(array.Var), Work: passWork},
	{Name: "std", Signature: varianceSignature, Method: true, Call: withCorrection(array.Std), Work: passWork},
	{Name: "cumulative_sum", Signature: scans, Watched: true, Call: over(array.CumulativeSum), Work: passWork},
	{Name: "cumulative_prod", Signature: scans, Watched: true, Call: over(array.CumulativeProd), Work: passWork},
	{Name: "cumsum", Signature: cumsums, Watched: true, Method: true, Call: over(array.Cumsum), Work: passWork},
	{Name: "cumprod", Signature: cumsums, Watched: true, Method: true, Call: over(array.Cumprod), Work: passWork},
	{Name: "nansum", Go: "NanSum", Signature: sums, Call: over(array.NanSum), Work: passWork},
	{Name: "nanprod", Go: "NanProd", Signature: sums, Call: over(array.NanProd), Work: passWork},
	{Name: "nanmax", Go: "NanMax", Signature: extremes, Call: over(array.NanMax), Work: passWork},
	{Name: "nanmin", Go: "NanMin", Signature: extremes, Call: over(array.NanMin), Work: passWork},
	{Name: "nanmean", Go: "NanMean", Signature: means, Call: over(array.NanMean), Work: passWork},
	{Name: "nanvar", Go: "NanVar", Signature: varianceSignature, Call: withCorrection(array.NanVar), Work: passWork},
	{Name: "nanstd", Go: "NanStd", Signature: varianceSignature, Call: withCorrection(array.NanStd), Work: passWork},
	{
		Name:      "diff",
		Signature: "a: array, n: int = 1, axis: axis = -1, prepend: array_or_none = None, append: array_or_none = None",
		Call: with(2, func(a Args, o []array.Option) *ndarray.Array {
			return array.Diff(a.List[0], append(o, array.Order(a.Int(1, 1)))...)
		}),
		Work: func(a Args) float64 { return passWork(a) * float64(a.Int(1, 1)) },
	},
	{
		Name:      "round",
		Signature: "a: array, decimals: int = 0, out: out = None",
		Aliases:   "around",
		Method:    true,
		Call:      with(2, func(a Args, o []array.Option) *ndarray.Array { return array.Round(a.List[0], a.Int(1, 0), o...) }),
		Work:      passWork,
	},
	{
		Name:      "size",
		Signature: "a: array, axis: axis_list_or_none = None",
		Returns:   "int",
		Call: func(a Args) (any, error) {
			options, err := a.options(1)
			if err != nil {
				return nil, err
			}
			return array.Size(a.List[0], options...)
		},
	},
}

// withCorrection calls a variance, whose ddof has two names.
func withCorrection(f func(any, ...array.Option) *ndarray.Array) func(Args) (any, error) {
	const ddof, correction = 4, 8
	call := over(f)
	return func(a Args) (any, error) {
		if d, err := a.Float(ddof); err != nil || d != 0 && !a.None(correction) {
			if err == nil {
				err = fault.New(a.Function.Name, fault.Value, "ddof and correction can't be provided simultaneously")
			}
			return nil, err
		}
		return call(a)
	}
}
