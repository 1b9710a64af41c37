// SPDX-License-Identifier: BSD-3-Clause

package array_test

import (
	"maps"

	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ufunc"
)

// after returns what a function that writes to its operand wrote to a copy of it.
func after(x any, write func(y *array.Array) error) *array.Array {
	y := array.Copy(x)
	if err := write(y); err != nil {
		return ndarray.Failed(err)
	}
	return y
}

// row returns the first row of a matrix, and bytes of one.
func row(x any) *array.Array     { return array.Take(x, 0, array.Axis(0)) }
func bytesOf(x any) *array.Array { return array.AsType(x, dtype.Uint8) }

// The calls of NumPy's functions beyond the standard.
func init() {
	maps.Copy(calls, map[string]one{
		"Put": func(x any, o ...array.Option) *array.Array {
			return after(x, func(y *array.Array) error { return array.Put(y, 1, 7, o...) })
		},
		"PutAlongAxis": func(x any, o ...array.Option) *array.Array {
			return after(x, func(y *array.Array) error { return array.PutAlongAxis(y, [][]int{{0}, {1}}, 7, o...) })
		},
		"Choose": func(x any, o ...array.Option) *array.Array {
			return array.Choose(array.AsType(array.Greater(x, 2), dtype.Int8), []any{x, 0.5}, o...)
		},
		"Select": func(x any, o ...array.Option) *array.Array {
			return array.Select([]any{array.Greater(x, 2)}, []any{x}, 0, o...)
		},
		"Compress": func(x any, o ...array.Option) *array.Array { return array.Compress([]bool{true, true}, x, o...) },
		"Extract":  func(x any, o ...array.Option) *array.Array { return array.Extract(array.Greater(x, 2), x, o...) },
		"RavelMultiIndex": func(x any, o ...array.Option) *array.Array {
			i := array.Argsort(x)
			return array.RavelMultiIndex([]any{i, i}, []int{3, 3}, false, nil, o...)
		},
		"UnravelIndex": func(x any, o ...array.Option) *array.Array {
			return list(array.UnravelIndex(array.Argsort(x), array.Shape{2, 3}, false, o...))
		},
		"DiagIndices": func(_ any, o ...array.Option) *array.Array { return list(array.DiagIndices(3, 2, o...)) },
		"TrilIndices": func(_ any, o ...array.Option) *array.Array { return list(array.TrilIndices(3, 4, 1, o...)) },
		"TriuIndices": func(_ any, o ...array.Option) *array.Array { return list(array.TriuIndices(3, 4, 1, o...)) },
		"Argwhere":    array.Argwhere,
		"Tri":         func(_ any, o ...array.Option) *array.Array { return array.Tri(3, 4, 1, o...) },
		"UniqueElements": func(x any, o ...array.Option) *array.Array {
			u, err := array.UniqueElements(x, o...)
			return list([]*array.Array{u.Values}, err)
		},
		"Lexsort":     func(x any, o ...array.Option) *array.Array { return array.Lexsort([]any{x, x}, o...) },
		"SortComplex": array.SortComplex,
		"HistogramDD": func(x any, o ...array.Option) *array.Array {
			counts, _, err := array.HistogramDD(x, []any{2, 2, 2}, nil, o...)
			return list([]*array.Array{counts}, err)
		},
		"Packbits":   func(x any, o ...array.Option) *array.Array { return array.Packbits(bytesOf(x), o...) },
		"Unpackbits": func(x any, o ...array.Option) *array.Array { return array.Unpackbits(bytesOf(x), nil, o...) },
		"NanArgmax":  array.NanArgmax,
		"Byteswap":   array.Byteswap,
		"NanArgmin":  array.NanArgmin,
		"NanCumsum":  array.NanCumsum,
		"NanCumprod": array.NanCumprod,
		"Angle":      func(x any, o ...array.Option) *array.Array { return array.Angle(x, true, o...) },
		"Fix":        array.Fix,
		"IsComplex":  array.IsComplex,
		"IsReal":     array.IsReal,
		"IsPosInf":   array.IsPosInf,
		"IsNegInf":   array.IsNegInf,
		"NanToNum":   func(x any, o ...array.Option) *array.Array { return array.NanToNum(x, 0.0, o...) },
		"Sinc":       array.Sinc,
		"I0":         array.I0,
		"Unwrap":     func(x any, o ...array.Option) *array.Array { return array.Unwrap(x, nil, o...) },
		"Trapezoid":  func(x any, o ...array.Option) *array.Array { return array.Trapezoid(x, nil, o...) },
		"Ediff1D":    func(x any, o ...array.Option) *array.Array { return array.Ediff1D(x, x, nil, o...) },
		"Logspace":   func(x any, o ...array.Option) *array.Array { return array.Logspace(x, 2.0, 5, 2.0, o...) },
		"Geomspace":  func(x any, o ...array.Option) *array.Array { return array.Geomspace(x, 2.0, 5, o...) },
		"ColumnStack": func(x any, o ...array.Option) *array.Array {
			return array.ColumnStack([]any{x, x}, o...)
		},
		"Dstack":    func(x any, o ...array.Option) *array.Array { return array.Dstack([]any{x, x}, o...) },
		"Block":     func(x any, o ...array.Option) *array.Array { return array.Block([]any{[]any{x, x}, []any{x, x}}, o...) },
		"Resize":    func(x any, o ...array.Option) *array.Array { return array.Resize(x, array.Shape{3, 5}, o...) },
		"TrimZeros": func(x any, o ...array.Option) *array.Array { return array.TrimZeros(x, true, true, o...) },
		"Polyval":   func(x any, o ...array.Option) *array.Array { return array.Polyval([]float64{1, 2, 3}, x, o...) },
		"Polyadd":   func(x any, o ...array.Option) *array.Array { return array.Polyadd(row(x), row(x), o...) },
		"Polysub":   func(x any, o ...array.Option) *array.Array { return array.Polysub(row(x), row(x), o...) },
		"Polymul":   func(x any, o ...array.Option) *array.Array { return array.Polymul(row(x), row(x), o...) },
		"Polyder":   func(x any, o ...array.Option) *array.Array { return array.Polyder(row(x), 1, o...) },
		"Polyint":   func(x any, o ...array.Option) *array.Array { return array.Polyint(row(x), 2, 1.0, o...) },
		"Poly":      func(x any, o ...array.Option) *array.Array { return array.Poly(row(x), o...) },
		"Polyfit": func(x any, o ...array.Option) *array.Array {
			f, err := array.Polyfit(row(x), row(x), 1, 0, true, o...)
			return list([]*array.Array{f.Coefficients}, err)
		},
		"ReduceChunk": func(x any, o ...array.Option) *array.Array {
			c, err := array.ReduceChunk(ufunc.Add, x, 0, 99, o...)
			return list([]*array.Array{c.Values}, err)
		},
		"Vander":    func(x any, o ...array.Option) *array.Array { return array.Vander(row(x), 3, false, o...) },
		"Convolve":  func(x any, o ...array.Option) *array.Array { return array.Convolve(row(x), row(x), o...) },
		"Correlate": func(x any, o ...array.Option) *array.Array { return array.Correlate(row(x), row(x), o...) },
		"Inner":     func(x any, o ...array.Option) *array.Array { return array.Inner(x, x, o...) },
		"Vdot":      func(x any, o ...array.Option) *array.Array { return array.Vdot(x, x, o...) },
		"Kron":      func(x any, o ...array.Option) *array.Array { return array.Kron(x, x, o...) },
		"CrossAxes": func(x any, o ...array.Option) *array.Array { return array.CrossAxes(x, x, -1, -1, -1, o...) },
	})
	// They take no operand.
	for _, name := range []string{"DiagIndices", "TrilIndices", "TriuIndices", "Tri"} {
		withoutOperand[name] = true
	}
	// Results that are views, their operand, or put together from others.
	for _, name := range []string{"Put", "PutAlongAxis", "TrimZeros", "UniqueElements", "Polyfit", "ReduceChunk"} {
		notAllocated[name] = true
	}
}
