// SPDX-License-Identifier: BSD-3-Clause

package accuracy

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"strconv"

	"github.com/arraygen/arraygen/spec/kernels"
)

// FuncComplex is a complex128 function to be measured, of one number or, power, of two.
type FuncComplex struct {
	Name  string
	Eval  func(v []float64) (re, im float64)
	Bound float64
	// Normwise says that Bound counts last places of the modulus, not of each part.
	Normwise bool
}

// FunctionsComplex are the kernel functions as plain Go.
func FunctionsComplex() []FuncComplex {
	one := func(name string, bound float64, f func(a, b float64) (re, im float64)) FuncComplex {
		return FuncComplex{name, func(v []float64) (re, im float64) { return f(v[0], v[1]) }, bound, false}
	}
	return []FuncComplex{
		one("exp", 3, kernels.ExpComplex[float64]),
		one("exp2", 3, kernels.Exp2Complex[float64]),
		one("expm1", 3, kernels.Expm1Complex[float64]),
		one("log", 1, kernels.LogComplex[float64]),
		one("log2", 2, kernels.Log2Complex[float64]),
		one("log10", 2, kernels.Log10Complex[float64]),
		one("log1p", 3, kernels.Log1pComplex[float64]),
		one("sin", 3, kernels.SinComplex[float64]),
		one("cos", 3, kernels.CosComplex[float64]),
		one("tan", 3, kernels.TanComplex[float64]),
		one("arcsin", 3, kernels.ArcsinComplex[float64]),
		one("arccos", 3, kernels.ArccosComplex[float64]),
		one("arctan", 3, kernels.ArctanComplex[float64]),
		one("sinh", 3, kernels.SinhComplex[float64]),
		one("cosh", 3, kernels.CoshComplex[float64]),
		one("tanh", 3, kernels.TanhComplex[float64]),
		one("arcsinh", 3, kernels.ArcsinhComplex[float64]),
		one("arccosh", 3, kernels.ArccoshComplex[float64]),
		one("arctanh", 3, kernels.ArctanhComplex[float64]),
		{"power", func(v []float64) (re, im float64) { return kernels.PowerComplex(v[0], v[1], v[2], v[3]) }, 4, true},
	}
}

// Points are the arguments of a complex function and its value: each part as the nearest float64 and the rest.
type Points [][]float64

// ReadPoints reads lines of numbers that mpmath wrote. Each begins with the name of its function, unless
// that is given.
func ReadPoints(r io.Reader, name string) (map[string]Points, error) {
	rows, err := csv.NewReader(r).ReadAll()
	if err != nil {
		return nil, err
	}
	points := map[string]Points{}
	for i, row := range rows {
		of := name
		if of == "" {
			of, row = row[0], row[1:]
		}
		var v []float64
		for _, s := range row {
			x, err := strconv.ParseFloat(s, 64)
			if err != nil {
				return nil, fmt.Errorf("line %d: %w", i+1, err)
			}
			v = append(v, x)
		}
		points[of] = append(points[of], v)
	}
	return points, nil
}

// Compare measures a function at points.
func Compare(f FuncComplex, points Points) Result {
	r := Result{Name: f.Name, Dtype: "complex128", Grade: GradeDefault, Bound: f.Bound}
	for _, v := range points {
		n := len(v) - 4
		want := v[n:]
		re, im := f.Eval(v[:n])
		r.Samples++
		if re != want[0] || im != want[2] {
			r.Inexact++
		}
		a, b := apart(re, want[0], want[1]), apart(im, want[2], want[3])
		e := math.Max(a/unit(want[0]), b/unit(want[2]))
		if f.Normwise {
			e = math.Hypot(a, b) / unit(math.Hypot(want[0], want[2]))
		}
		if e > r.Max {
			r.Max, r.At, r.At2 = e, v[0], v[1]
		}
	}
	return r
}

// apart returns |got - (want + rest)|, infinite where one is no number and the other is.
func apart(got, want, rest float64) float64 {
	switch {
	case got == want && rest == 0:
		return 0
	case math.IsInf(want, 0) || got-got != 0:
		return math.Inf(1)
	}
	return math.Abs((got - want) - rest)
}

// unit returns the last place of a number.
func unit(x float64) float64 {
	if x == 0 || math.IsInf(x, 0) {
		return math.SmallestNonzeroFloat64
	}
	return math.Ldexp(1, max(math.Ilogb(x), -1022)-52)
}
