// SPDX-License-Identifier: BSD-3-Clause

package bridge

import (
	"slices"

	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

const (
	medians   = "a: array, axis: axis_list_or_none = None, out: out = None, overwrite_input: ignored = False, keepdims: bool = False"
	quantiles = "a: array, q: operand, axis: axis_list_or_none = None, out: out = None, overwrite_input: ignored = False, method: str = 'linear', keepdims: bool = False, *, weights: array_or_none = None"
)

// numpyFunctions are functions of NumPy's that the standard doesn't have.
var numpyFunctions = []Function{
	{Name: "median", Signature: medians, Call: over(array.Median)},
	{Name: "quantile", Signature: quantiles, Call: over2(array.Quantile)},
	{Name: "percentile", Signature: quantiles, Call: over2(array.Percentile)},
	{Name: "nanmedian", Go: "NanMedian", Signature: medians, Call: over(array.NanMedian)},
	{Name: "nanquantile", Go: "NanQuantile", Signature: quantiles, Call: over2(array.NanQuantile)},
	{Name: "nanpercentile", Go: "NanPercentile", Signature: quantiles, Call: over2(array.NanPercentile)},
	{
		Name:      "average",
		Signature: "a: array, axis: axis_list_or_none = None, weights: array_or_none = None, returned: bool = False, *, keepdims: bool = False",
		Returns:   "ndarray | tuple[ndarray, ndarray]",
		Call: func(a Args) (any, error) {
			options, err := a.options(1)
			if err != nil {
				return nil, err
			}
			mean, weight := array.AverageOf(a.List[0], options...)
			if !a.Bool(3) {
				return ok(mean)
			}
			return []*ndarray.Array{mean, weight.Copy()}, weight.Err()
		},
	},
	{
		Name:      "histogram",
		Signature: "a: array, bins: bins = 10, range: ends = None, density: bool = False, weights: array_or_none = None",
		Returns:   "tuple[ndarray, ndarray]",
		Call: func(a Args) (any, error) {
			options, err := a.options(2)
			if err != nil {
				return nil, err
			}
			counts, edges := array.Histogram(a.List[0], a.List[1], options...)
			return []*ndarray.Array{counts, edges}, counts.Err()
		},
	},
	{
		Name: "histogram_bin_edges", Go: "HistogramEdges",
		Signature: "a: array, bins: bins = 10, range: ends = None, weights: array_or_none = None",
		Call:      over2(array.HistogramEdges),
	},
	{
		Name:      "bincount",
		Signature: "x: array, /, weights: array_or_none = None, minlength: int = 0",
		Call: with(1, func(a Args, o []array.Option) *ndarray.Array {
			return array.Bincount(a.List[0], a.Int(2, 0), o...)
		}),
	},
	{
		Name:      "digitize",
		Signature: "x: array, bins: array, right: bool = False",
		Call: of(func(a Args) *ndarray.Array {
			if a.Bool(2) {
				return array.Digitize(a.List[0], a.List[1], array.Side(array.Right), array.Allocate(a.Allocate))
			}
			return array.Digitize(a.List[0], a.List[1], array.Allocate(a.Allocate))
		}),
	},
	{
		Name: "isclose", Go: "IsClose",
		Signature: "a: operand, b: operand, rtol: operand = 1e-05, atol: operand = 1e-08, equal_nan: bool = False",
		Call: func(a Args) (any, error) {
			return ok(array.IsClose(a.List[0], a.List[1], a.closeness()...))
		},
	},
	{
		Name: "allclose", Go: "AllClose",
		Signature: "a: operand, b: operand, rtol: operand = 1e-05, atol: operand = 1e-08, equal_nan: bool = False",
		Returns:   "bool",
		Call: func(a Args) (any, error) {
			return array.AllClose(a.List[0], a.List[1], a.closeness()...)
		},
	},
	{
		Name:      "array_equal",
		Signature: "a1: array, a2: array, equal_nan: bool = False",
		Returns:   "bool",
		Call: func(a Args) (any, error) {
			options, err := a.options(2)
			if err != nil {
				return nil, err
			}
			return array.ArrayEqual(a.List[0], a.List[1], options...)
		},
	},
	{
		Name:      "pad",
		Signature: "array: array, pad_width: pairs, mode: str = 'constant', *, constant_values: sides = None, end_values: sides = None, stat_length: sides = None, reflect_type: str = None",
		Call: with(3, func(a Args, o []array.Option) *ndarray.Array {
			list := a.Tuple(1)
			widths := make([][2]int, len(list))
			for i := range list {
				pair := Args{List: list}.Ints(i)
				widths[i] = [2]int{pair[0], pair[1]}
			}
			return array.Pad(a.List[0], widths, append(o, array.Mode(a.String(2)))...)
		}),
		Work: func(a Args) float64 {
			x, list := a.Array(0), a.Tuple(1)
			work := 1.0
			for i, n := range x.Raw().Shape {
				pair := Args{List: list}.Ints(min(i, len(list)-1))
				work *= float64(n + pair[0] + pair[1])
			}
			return work
		},
	},
	{
		Name:      "insert",
		Signature: "arr: array, obj: places, values: elements, axis: axis_or_none = None",
		Call: with(3, func(a Args, o []array.Option) *ndarray.Array {
			return array.Insert(a.List[0], a.places(), a.List[2], o...)
		}),
		Work: insertWork,
	},
	{
		Name:      "delete",
		Signature: "arr: array, obj: places, axis: axis_or_none = None",
		Call: with(2, func(a Args, o []array.Option) *ndarray.Array {
			return array.Delete(a.List[0], a.places(), o...)
		}),
		Work: insertWork,
	},
	{
		Name:      "partition",
		Signature: "a: array, kth: kth, axis: axis_or_none = -1, kind: select_kind = 'introselect', order: fields = None",
		Call:      with(2, func(a Args, o []array.Option) *ndarray.Array { return array.Partition(a.List[0], a.Ints(1), o...) }),
	},
	{
		Name:      "argpartition",
		Signature: "a: array, kth: kth, axis: axis_or_none = -1, kind: select_kind = 'introselect', order: fields = None",
		Method:    true,
		Call:      with(2, func(a Args, o []array.Option) *ndarray.Array { return array.Argpartition(a.List[0], a.Ints(1), o...) }),
	},
	{
		Name: "top_k", Go: "TopK",
		Signature: "x: array, k: int, /, *, axis: axis = -1, largest: bool = True",
		Returns:   "tuple[ndarray, ndarray]",
		NotNumPy:  true,
		Call: func(a Args) (any, error) {
			options, err := a.options(2)
			if err != nil {
				return nil, err
			}
			if !a.Bool(3) {
				options = append(options, array.Smallest())
			}
			values, indices := array.TopK(a.List[0], a.Int(1, 0), options...)
			return []*ndarray.Array{values, indices}, values.Err()
		},
	},
	{
		Name: "sliding_window_view", View: true,
		NumPy:     "lib.stride_tricks.sliding_window_view",
		Signature: "x: array, window_shape: shape, axis: axis_list_or_none = None, *, subok: ignored = False, writeable: ignored = False",
		Call: with(2, func(a Args, o []array.Option) *ndarray.Array {
			return array.SlidingWindowView(a.List[0], a.Ints(1), o...)
		}),
	},
	{
		Name:      "_gradient",
		Signature: "f: array, spacing: arrays, axis: axis_list_or_none, edge_order: int",
		Call: func(a Args) (any, error) {
			options, err := a.options(2)
			if err != nil {
				return nil, err
			}
			return array.Gradient(a.List[0], a.Tuple(1), append(options, array.Order(a.Int(3, 1)))...)
		},
	},
	{
		Name:      "interp",
		Signature: "x: array, xp: array, fp: array, left: number = None, right: number = None, period: number = None",
		Call: func(a Args) (any, error) {
			options := []array.Option{array.Outside(a.List[3], a.List[4]), array.Allocate(a.Allocate)}
			if !a.None(5) {
				p, err := a.Float(5)
				if err != nil {
					return nil, err
				}
				options = append(options, array.Period(p))
			}
			return ok(array.Interp(a.List[0], a.List[1], a.List[2], options...))
		},
	},
	{
		Name:      "cov",
		Signature: "m: array, y: array_or_none = None, rowvar: bool = True, bias: bool = False, ddof: int_or_none = None, aweights: array_or_none = None",
		Call:      cov,
	},
	{
		Name:      "corrcoef",
		Signature: "x: array, y: array_or_none = None, rowvar: bool = True",
		Call: of(func(a Args) *ndarray.Array {
			x, o := a.variables()
			return array.Corrcoef(x, o...)
		}),
	},
	{
		Name:      "einsum",
		Signature: "subscripts: str, /, *operands: array, dtype: dtype = None, casting: casting = 'safe', optimize: ignored = False",
		Call:      einsum,
		Work:      einsumWork,
	},
}

// einsum converts the operands, which stand behind the keywords, to the type that is asked for, by the casting rule, and combines them.
func einsum(a Args) (any, error) {
	list := append(slices.Clone(a.Tuple(3)), array.Allocate(a.Allocate))
	if a.None(1) {
		return ok(array.Einsum(a.String(0), list...))
	}
	rule, err := dtype.ParseCasting(a.String(2))
	if err != nil {
		return nil, err
	}
	for i := range list[:len(list)-1] {
		list[i] = array.AsType(list[i], a.DType(1, 0), array.Casting(rule))
	}
	return ok(array.Einsum(a.String(0), list...))
}

// closeness are the keywords of isclose and allclose.
func (a Args) closeness() []array.Option {
	list := []array.Option{array.Tolerance(a.List[2], a.List[3]), array.Allocate(a.Allocate)}
	if a.Bool(4) {
		list = append(list, array.EqualNaN())
	}
	return list
}

// places returns argument 1 as places of an axis, the last argument, of argument
// 0: a slice of Python as the integers that it stands for.
func (a Args) places() any {
	s, is := a.List[1].(Slice)
	if !is {
		return a.List[1]
	}
	x, last := a.Array(0), len(a.List)-1
	n := x.Size()
	if !a.None(last) {
		axis, err := ndarray.NormalizeAxis(a.Function.Name, a.Int(last, 0), x.NDim())
		if err != nil {
			return ndarray.Failed(err)
		}
		n = x.Raw().Shape[axis]
	}
	index, err := items([]any{s})
	if err != nil {
		return ndarray.Failed(err)
	}
	return ndarray.Arange[int64](0, int64(n), 1).Index(index...)
}

// variables returns the variables of cov, those of a second array below those of
// the first, and the keyword rowvar.
func (a Args) variables() (*ndarray.Array, []array.Option) {
	x := a.Array(0)
	o := []array.Option{array.Allocate(a.Allocate)}
	if a.None(1) {
		if !a.Bool(2) {
			o = append(o, array.Columns())
		}
		return x, o
	}
	y := a.Array(1)
	if x.NDim() == 2 && !a.Bool(2) {
		x = x.T()
	}
	if y.NDim() == 2 && !a.Bool(2) {
		y = y.T()
	}
	return array.Vstack([]any{x, y}), o
}

func cov(a Args) (any, error) {
	x, o := a.variables()
	correction := 1.0
	if a.Bool(3) {
		correction = 0
	}
	if !a.None(4) {
		correction = float64(a.Int(4, 0))
	}
	o = append(o, array.Correction(correction))
	if !a.None(5) {
		o = append(o, array.Weights(a.List[5]))
	}
	return ok(array.Cov(x, o...))
}

// einsumWork counts the products of all letters.
func einsumWork(a Args) float64 {
	lengths := map[byte]int{}
	terms, rest := a.String(0), a.Tuple(3)
	for i := range rest {
		x := Args{List: rest}.Array(i)
		axis := 0
		for len(terms) > 0 && terms[0] != ',' && terms[0] != '-' {
			if c := terms[0]; c >= 'A' && axis < x.NDim() {
				lengths[c] = max(lengths[c], x.Raw().Shape[axis])
				axis++
			}
			terms = terms[1:]
		}
		if len(terms) > 0 {
			terms = terms[1:]
		}
	}
	work := float64(elements(rest))
	product := 1.0
	for _, n := range lengths {
		product *= float64(n)
	}
	return max(work, product)
}

// interval returns argument i, a pair of numbers, as the keyword range.
func interval(a Args, i int) (array.Option, error) {
	pair := Args{List: a.Tuple(i)}
	if len(pair.List) != 2 {
		return array.Option{}, fault.New(a.Function.Name, fault.Value, "range is a pair of numbers")
	}
	lo, err := pair.Float(0)
	if err != nil {
		return array.Option{}, err
	}
	hi, err := pair.Float(1)
	return array.Range(lo, hi), err
}
