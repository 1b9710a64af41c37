// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"github.com/arraygen/arraygen/generated/f32"
	"github.com/arraygen/arraygen/generated/f64"
	"github.com/arraygen/arraygen/spec/kernels/accuracy"
)

// kernels32 are the generated float32 functions, default and correct grade.
var kernels32 = map[string][2]func(dst, x []float32) error{
	"exp":   {f32.Exp, f32.ExpCorrect},
	"exp2":  {f32.Exp2, f32.Exp2Correct},
	"expm1": {f32.Expm1},
	"log":   {f32.Log, f32.LogCorrect},
	"log2":  {f32.Log2, f32.Log2Correct},
	"log10": {f32.Log10, f32.Log10Correct},
	"log1p": {f32.Log1p},
	"sin":   {f32.Sin, f32.SinCorrect},
	"cos":   {f32.Cos, f32.CosCorrect},
	"sinh":  {f32.Sinh},
	"cosh":  {f32.Cosh},
	"tanh":  {f32.Tanh, f32.TanhCorrect},

	"tan":     {f32.Tan},
	"arcsin":  {f32.Arcsin, f32.ArcsinCorrect},
	"arccos":  {f32.Arccos, f32.ArccosCorrect},
	"arctan":  {f32.Arctan, f32.ArctanCorrect},
	"cbrt":    {f32.Cbrt, f32.CbrtCorrect},
	"arcsinh": {f32.Arcsinh},
	"arccosh": {f32.Arccosh},
	"arctanh": {f32.Arctanh},
	"degrees": {f32.Degrees},
	"radians": {f32.Radians},
	"erf":     {f32.Erf},
	"erfc":    {f32.Erfc},
	"ndtr":    {f32.Ndtr},
	"gammaln": {f32.Gammaln},
}

var kernels64 = map[string]func(dst, x []float64) error{
	"exp": f64.Exp, "exp2": f64.Exp2, "log": f64.Log, "log2": f64.Log2, "log10": f64.Log10,
	"expm1": f64.Expm1, "log1p": f64.Log1p,
	"sin": f64.Sin, "cos": f64.Cos, "sinh": f64.Sinh, "cosh": f64.Cosh, "tanh": f64.Tanh,
	"tan": f64.Tan, "arcsin": f64.Arcsin, "arccos": f64.Arccos, "arctan": f64.Arctan, "cbrt": f64.Cbrt,
	"arcsinh": f64.Arcsinh, "arccosh": f64.Arccosh, "arctanh": f64.Arctanh, "degrees": f64.Degrees, "radians": f64.Radians,
	"erf": f64.Erf, "erfc": f64.Erfc, "ndtr": f64.Ndtr, "gammaln": f64.Gammaln,
}

// generated32 are accuracy.Functions32, evaluated by the generated kernels.
func generated32() []accuracy.Func32 {
	fs := accuracy.Functions32()
	for i := range fs {
		grade := 0
		if fs[i].Grade == accuracy.GradeCorrect {
			grade = 1
		}
		fs[i].Eval = must(kernels32[fs[i].Name][grade])
	}
	return fs
}

func generated64() []accuracy.Func64 {
	fs := accuracy.Functions64()
	for i := range fs {
		fs[i].Eval = must(kernels64[fs[i].Name])
	}
	return fs
}

// must makes an evaluator of a slice function, whose only error is that its
// operands differ in length.
func must[T any](f func(dst, x []T) error) func(dst, x []T) {
	return func(dst, x []T) {
		if err := f(dst, x); err != nil {
			panic(err)
		}
	}
}

// pairs are the generated kernels of two arguments.
func pairs() []accuracy.Pairs {
	kernels := map[string]struct {
		f64 func(dst, x1, x2 []float64) error
		f32 func(dst, x1, x2 []float32) error
	}{
		"arctan2": {f64.Arctan2, f32.Arctan2}, "hypot": {f64.Hypot, f32.Hypot}, "power": {f64.Power, f32.Power},
		"logaddexp": {f64.Logaddexp, f32.Logaddexp}, "logaddexp2": {f64.Logaddexp2, f32.Logaddexp2},
	}
	var all []accuracy.Pairs
	for _, f := range accuracy.Functions2() {
		k := kernels[f.Name]
		p := accuracy.Pairs{Name: f.Name, Dtype: f.Dtype, Bound: f.Bound, OfOperands: f.OfOperands}
		p.Eval = func(dst, x1, x2 []float64) { panicOn(k.f64(dst, x1, x2)) }
		if f.Dtype == "float32" {
			p.Eval = func(dst, x1, x2 []float64) {
				y, a, b := make([]float32, len(dst)), make([]float32, len(dst)), make([]float32, len(dst))
				for i := range a {
					a[i], b[i] = float32(x1[i]), float32(x2[i])
				}
				panicOn(k.f32(y, a, b))
				for i, v := range y {
					dst[i] = float64(v)
				}
			}
		}
		all = append(all, p)
	}
	return all
}

// panicOn ends the program for an error of a slice function, which is one of lengths.
func panicOn(err error) {
	if err != nil {
		panic(err)
	}
}
