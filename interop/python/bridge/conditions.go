// SPDX-License-Identifier: BSD-3-Clause

package bridge

import (
	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ufunc"
)

// Conditions of functions that are no ufuncs. Those of one computation take
// [array.Errors] and look themselves; of others the operands and results as a whole
// decide.

// judged are the functions whose operands and results are looked at, and what they are
// called where their conditions are told: NumPy's name of the step that meets them where
// it is the same in all cases.
var judged = map[string]string{
	"mean": "reduce", "var": "var", "std": "std", "average": "average", "nanmean": "nanmean", "nanvar": "nanvar", "nanstd": "nanstd",
	"nansum": "reduce", "nanprod": "reduce", "nancumsum": "accumulate", "nancumprod": "accumulate",
	"median": "median", "quantile": "quantile", "percentile": "percentile", "nanmedian": "nanmedian", "nanquantile": "nanquantile", "nanpercentile": "nanpercentile",
	"cov": "cov", "corrcoef": "corrcoef", "ptp": "subtract", "diff": "subtract", "ediff1d": "subtract", "_gradient": "gradient", "trapezoid": "trapezoid", "unwrap": "unwrap",
	"round": "round", "sinc": "sinc", "i0": "i0", "polyval": "polyval", "vander": "accumulate", "cross": "cross", "linalg.cross": "cross",
	"linspace": "linspace", "logspace": "power", "geomspace": "geomspace",
	"matmul": "matmul", "linalg.matmul": "matmul", "vecdot": "vecdot", "linalg.vecdot": "vecdot", "matvec": "matvec", "vecmat": "vecmat",
	"dot": "dot", "inner": "dot", "tensordot": "dot", "linalg.tensordot": "dot", "outer": "multiply", "linalg.outer": "multiply", "kron": "multiply",
	"linalg.multi_dot": "dot", "linalg.matrix_power": "matmul", "linalg.det": "det", "trace": "reduce", "linalg.trace": "reduce",
	"linalg.norm": "norm", "linalg.vector_norm": "norm", "linalg.matrix_norm": "norm",
	"fft.fft": "fft", "fft.ifft": "ifft", "fft.rfft": "rfft", "fft.irfft": "irfft", "fft.hfft": "hfft", "fft.ihfft": "ihfft",
	"fft.fftn": "fftn", "fft.ifftn": "ifftn", "fft.rfftn": "rfftn", "fft.irfftn": "irfftn",
	"fft.fft2": "fft2", "fft.ifft2": "ifft2", "fft.rfft2": "rfft2", "fft.irfft2": "irfft2",
}

// A conversion is what a function does to the elements of an argument: they get the type
// of the result or, where there is none, of the first argument.
type conversion struct {
	argument int
	met      string
}

// converting are the functions that convert elements; what takes [array.Errors] has -1.
var converting = map[string]conversion{
	"_cast": {-1, "cast"}, "_setitem": {2, "cast"}, "_copyto_unsafe": {1, "cast"}, "_copyto": {1, "cast"},
	"put": {2, "cast"}, "place": {2, "cast"}, "putmask": {2, "cast"}, "put_along_axis": {2, "cast"}, "fill_diagonal": {1, "cast"}, "insert": {2, "cast"},
	"concat": {0, "cast"}, "stack": {0, "cast"}, "vstack": {0, "cast"}, "hstack": {0, "cast"},
	"sum": {0, "reduce"}, "prod": {0, "reduce"}, "cumsum": {0, "accumulate"}, "cumprod": {0, "accumulate"},
	"cumulative_sum": {0, "accumulate"}, "cumulative_prod": {0, "accumulate"},
}

// The notices that functions give in addition to their conditions, as bits above those.
const (
	MeanOfEmpty = 16 << iota
	NoFreedom
	AllNaN
	NoFreedomOfNumbers // of nanvar and nanstd, which NumPy words otherwise
)

// notices are the functions that tell of slices without elements.
var notices = map[string]func(a Args, z *ndarray.Array) int{
	"mean":    func(a Args, z *ndarray.Array) int { return few(a, z, 0, false, MeanOfEmpty) },
	"average": func(a Args, z *ndarray.Array) int { return few(a, z, 0, false, MeanOfEmpty) },
	"median":  func(a Args, z *ndarray.Array) int { return few(a, z, 0, false, MeanOfEmpty) },
	"var":     func(a Args, z *ndarray.Array) int { return few(a, z, correctionOf(a), false, NoFreedom) },
	"std":     func(a Args, z *ndarray.Array) int { return few(a, z, correctionOf(a), false, NoFreedom) },
	"nanmean": func(a Args, z *ndarray.Array) int { return few(a, z, 0, true, MeanOfEmpty) },
	"nanvar":  func(a Args, z *ndarray.Array) int { return few(a, z, correctionOf(a), true, NoFreedomOfNumbers) },
	"nanstd":  func(a Args, z *ndarray.Array) int { return few(a, z, correctionOf(a), true, NoFreedomOfNumbers) },
	"cov":     ofVariables,
	"nanmax":  allNaN, "nanmin": allNaN,
	"nanmedian":   nanMiddle,
	"nanquantile": nanMiddle, "nanpercentile": nanMiddle,
}

// watched sets what functions tell of.
func watched(list []Function) []Function {
	for i := range list {
		f := &list[i]
		name := f.Qualified()
		f.judged = judged[name] != ""
		if f.Met = judged[name]; f.Met == "" {
			f.Met = converting[name].met
		}
		f.converts = -1
		if c, ok := converting[name]; ok {
			f.converts = c.argument
		}
		f.notice = notices[name]
		f.Looks = f.Looks || f.Watched || f.Met != ""
	}
	return list
}

// Judge returns the conditions and notices that a call met which made a result.
func (f *Function) Judge(a Args, result any) (found int) {
	z, one := result.(*ndarray.Array)
	if f.notice != nil && one && !(ufunc.AllFinite(z) && !z.DType().Kind().Time()) {
		found = f.notice(a, z)
	}
	if f.judged && a.Look != 0 && one {
		found |= int(ufunc.ConditionsOfWhole(a.Look, f.operands(a), []*ndarray.Array{z}))
	}
	if f.converts >= 0 && f.converts < len(a.List) && a.Look != 0 {
		to, is := result.(*ndarray.Array)
		if !is {
			to, is = a.List[0].(*ndarray.Array)
		}
		if is {
			found |= int(conditionsOfCasts(a.Look, a.List[f.converts], to.DType()))
		}
	}
	return found
}

// conditionsOfCasts returns those of the conditions look that the conversion of an argument
// meets: an array, a number, or a list of them.
func conditionsOfCasts(look ufunc.Conditions, v any, to dtype.DType) (found ufunc.Conditions) {
	switch v := v.(type) {
	case *ndarray.Array:
		found = ufunc.ConditionsOfCast(look, v, to)
	case float64, complex128:
		found = ufunc.ConditionsOfCast(look, array.AsArray(v), to)
	case []any:
		for _, part := range v {
			found |= conditionsOfCasts(look, part, to)
		}
	}
	return found
}

// operands returns the arrays and numbers among the arguments but the outputs.
func (f *Function) operands(a Args) (list []*ndarray.Array) {
	var add func(v any)
	add = func(v any) {
		switch v := v.(type) {
		case *ndarray.Array:
			list = append(list, v)
		case float64, complex128:
			list = append(list, array.AsArray(v))
		case []any:
			for _, part := range v {
				add(part)
			}
		}
	}
	for i, v := range a.List {
		if i >= len(f.Parameters) || f.Parameters[i].Name != "out" {
			add(v)
		}
	}
	return list
}

// argument returns the argument of a name, nil where there is none.
func (a Args) argument(name string) any {
	for i, p := range a.Function.Parameters {
		if p.Name == name && i < len(a.List) {
			return a.List[i]
		}
	}
	return nil
}

// correctionOf returns ddof, or correction.
func correctionOf(a Args) float64 {
	for _, name := range []string{"correction", "ddof"} {
		if s, ok := dtype.ScalarOf(a.argument(name)); ok {
			return s.Float64()
		}
	}
	return 0
}

// notNumbers returns where the elements are NaN or NaT.
func notNumbers(x *ndarray.Array) *ndarray.Array {
	if x.DType().Kind().Time() {
		return ufunc.Isnat.Call(x)
	}
	return ufunc.Isnan.Call(x)
}

func isTrue(x *ndarray.Array) bool {
	v, err := ndarray.Item[bool](x)
	return err == nil && v
}

// few returns a notice where the elements that went into one of the results, NaNs not
// counted if so told, are not more than those that are taken off their number.
func few(a Args, z *ndarray.Array, off float64, skipNaN bool, notice int) int {
	x := a.Array(0)
	mask, masked := a.argument("where").(*ndarray.Array)
	if !masked && !skipNaN {
		if z.Size() > 0 && float64(x.Size())/float64(z.Size()) <= off {
			return notice
		}
		return 0
	}
	counted := array.Ones(x.Shape(), array.DType(dtype.Bool))
	if skipNaN {
		counted = ufunc.LogicalNot.Call(notNumbers(x))
	}
	if masked {
		counted = ufunc.LogicalAnd.Call(counted, mask)
	}
	if isTrue(array.Any(ufunc.LessEqual.Call(array.Sum(counted, a.axes()...), off), array.AllAxes())) {
		return notice
	}
	return 0
}

// axes returns the argument axis as an option.
func (a Args) axes() []array.Option {
	for i, p := range a.Function.Parameters {
		if p.Name == "axis" && i < len(a.List) && a.List[i] != nil {
			return []array.Option{array.Axis(a.Ints(i)...)}
		}
	}
	return []array.Option{array.AllAxes()}
}

// allNaN is the notice of nanmax and nanmin, which have a NaN for those alone.
func allNaN(_ Args, z *ndarray.Array) int {
	if isTrue(array.Any(notNumbers(z), array.AllAxes())) {
		return AllNaN
	}
	return 0
}

// ofVariables is the notice of cov, of whose variables there are observations along the
// last axis, or the first.
func ofVariables(a Args, _ *ndarray.Array) int {
	x := a.Array(0)
	if x.NDim() == 0 || !a.None(5) {
		return 0
	}
	n, off := x.Shape()[x.NDim()-1], 1
	if x.NDim() > 1 && !a.Bool(2) {
		n = x.Shape()[0]
	}
	if a.Bool(3) {
		off = 0
	}
	if n <= a.Int(4, off) {
		return NoFreedom
	}
	return 0
}

// nanMiddle is the notice of what sorts: NumPy has another of no elements at all.
func nanMiddle(a Args, z *ndarray.Array) int {
	if a.Array(0).Size() == 0 {
		return MeanOfEmpty
	}
	return few(a, z, 0, true, AllNaN)
}
