// SPDX-License-Identifier: BSD-3-Clause

package accuracy

import (
	"math"

	"github.com/arraygen/arraygen/spec/kernels"
)

// The grades of a float32 function: evaluated in float32, or correctly rounded.
const (
	GradeDefault = "default"
	GradeCorrect = "correct"
)

// Func32 is a float32 function to be measured.
type Func32 struct {
	Name  string // of the exact function
	Grade string // GradeDefault or GradeCorrect
	// Eval writes the function of each x to dst. Any implementation will do,
	// vector code too: all give the same bits.
	Eval func(dst, x []float32)
	// Bound is the promise in ULP; 0.5 is correct rounding.
	Bound float64
}

// Func64 is a float64 function to be measured.
type Func64 struct {
	Name  string
	Eval  func(dst, x []float64)
	Bound float64
}

// Functions32 are the kernel functions as plain Go.
func Functions32() []Func32 {
	var fs []Func32
	for _, f := range []struct {
		name             string
		plain, correctly func(float32) float32
	}{
		{"exp", kernels.Exp[float32], kernels.ExpCorrect[float32]},
		{"exp2", kernels.Exp2[float32], kernels.Exp2Correct[float32]},
		{"expm1", kernels.Expm1[float32], nil},
		{"log", kernels.Log[float32], kernels.LogCorrect[float32]},
		{"log2", kernels.Log2[float32], kernels.Log2Correct[float32]},
		{"log10", kernels.Log10[float32], kernels.Log10Correct[float32]},
		{"log1p", kernels.Log1p[float32], nil},
		{"sin", kernels.Sin[float32], kernels.SinCorrect[float32]},
		{"cos", kernels.Cos[float32], kernels.CosCorrect[float32]},
		{"sinh", kernels.Sinh[float32], nil},
		{"cosh", kernels.Cosh[float32], nil},
		{"tanh", kernels.Tanh[float32], kernels.TanhCorrect[float32]},
		{"tan", kernels.Tan[float32], nil},
		{"arcsin", kernels.Arcsin[float32], kernels.ArcsinCorrect[float32]},
		{"arccos", kernels.Arccos[float32], kernels.ArccosCorrect[float32]},
		{"arctan", kernels.Arctan[float32], kernels.ArctanCorrect[float32]},
		{"cbrt", kernels.Cbrt[float32], kernels.CbrtCorrect[float32]},
		{"arcsinh", kernels.Arcsinh[float32], nil},
		{"arccosh", kernels.Arccosh[float32], nil},
		{"arctanh", kernels.Arctanh[float32], nil},
		{"degrees", kernels.Degrees[float32], nil},
		{"radians", kernels.Radians[float32], nil},
		{"erf", kernels.Erf[float32], nil},
		{"erfc", kernels.Erfc[float32], nil},
		{"ndtr", kernels.NormCDF[float32], nil},
		{"gammaln", kernels.Lgamma[float32], nil},
	} {
		bound := 1.0
		switch f.name {
		case "tan", "arcsinh", "arccosh", "arctanh": // evaluated in float64
			bound = 0.5
		}
		fs = append(fs, Func32{f.name, GradeDefault, each(f.plain), bound})
		if f.correctly != nil {
			fs = append(fs, Func32{f.name, GradeCorrect, each(f.correctly), 0.5})
		}
	}
	return fs
}

// Functions64 are the kernel functions as plain Go.
func Functions64() []Func64 {
	var fs []Func64
	for _, f := range []struct {
		name string
		eval func(float64) float64
	}{
		{"exp", kernels.Exp[float64]},
		{"exp2", kernels.Exp2[float64]},
		{"expm1", kernels.Expm1[float64]},
		{"log", kernels.Log[float64]},
		{"log2", kernels.Log2[float64]},
		{"log10", kernels.Log10[float64]},
		{"log1p", kernels.Log1p[float64]},
		{"sin", kernels.Sin[float64]},
		{"cos", kernels.Cos[float64]},
		{"sinh", kernels.Sinh[float64]},
		{"cosh", kernels.Cosh[float64]},
		{"tanh", kernels.Tanh[float64]},
		{"tan", kernels.Tan[float64]},
		{"arcsin", kernels.Arcsin[float64]},
		{"arccos", kernels.Arccos[float64]},
		{"arctan", kernels.Arctan[float64]},
		{"cbrt", kernels.Cbrt[float64]},
		{"arcsinh", kernels.Arcsinh[float64]},
		{"arccosh", kernels.Arccosh[float64]},
		{"arctanh", kernels.Arctanh[float64]},
		{"degrees", kernels.Degrees[float64]},
		{"radians", kernels.Radians[float64]},
		{"erf", kernels.Erf[float64]},
		{"erfc", kernels.Erfc[float64]},
		{"ndtr", kernels.NormCDF[float64]},
		{"gammaln", kernels.Lgamma[float64]},
	} {
		fs = append(fs, Func64{f.name, each(f.eval), 1})
	}
	return fs
}

func each[T float32 | float64](f func(T) T) func(dst, x []T) {
	return func(dst, x []T) {
		for i, v := range x {
			dst[i] = f(v)
		}
	}
}

// special returns the value of a function where it is not a matter of
// rounding: poles, signed zeros, NaN, what is outside the domain, and what is
// so far outside the range that Exact need not be asked.
func special(name string, x float64) (want float64, ok bool) {
	nan, inf := math.NaN(), math.Inf(1)
	if x != x {
		return nan, true
	}
	switch name {
	case "exp", "exp2":
		switch {
		case x > 2000:
			return inf, true
		case x < -2000:
			return 0, true
		case x == 0:
			return 1, true
		}
	case "log", "log2", "log10":
		switch {
		case x == 0:
			return -inf, true
		case x < 0:
			return nan, true
		case x == inf:
			return inf, true
		case x == 1:
			return 0, true
		}
	case "erf":
		switch a := math.Abs(x); {
		case x == 0:
			return x, true
		case a > 30:
			return math.Copysign(1, x), true
		}
	case "erfc":
		switch {
		case x > 27.5:
			return 0, true
		case x < -40:
			return 2, true
		}
	case "gammaln":
		if math.IsInf(x, 0) || x <= 0 && x == math.Trunc(x) || x > 0x1p1020 {
			return inf, true
		}
		if x == 1 || x == 2 {
			return 0, true
		}
	case "ndtr":
		switch {
		case x > 60:
			return 1, true
		case x < -38.7:
			return 0, true
		}
	case "arcsin", "arctan", "arcsinh", "arctanh", "cbrt", "degrees", "radians":
		switch a := math.Abs(x); {
		case x == 0:
			return x, true
		case a > 1 && (name == "arcsin" || name == "arctanh"):
			return nan, true
		case a == 1 && name == "arctanh":
			return math.Copysign(inf, x), true
		case a == inf && name == "arctan":
			return math.Copysign(math.Pi/2, x), true
		case a == inf:
			return x, true
		}
	case "arccos":
		switch {
		case math.Abs(x) > 1:
			return nan, true
		case x == 1:
			return 0, true
		}
	case "arccosh":
		switch {
		case x < 1:
			return nan, true
		case x == 1:
			return 0, true
		case x == inf:
			return inf, true
		}
	case "sin", "cos", "tan":
		switch {
		case math.IsInf(x, 0):
			return nan, true
		case x == 0 && name != "cos":
			return x, true
		case x == 0:
			return 1, true
		}
	case "expm1":
		switch {
		case x > 2000:
			return inf, true
		case x < -2000:
			return -1, true
		case x == 0:
			return x, true
		}
	case "log1p":
		switch {
		case x == -1:
			return -inf, true
		case x < -1:
			return nan, true
		case x == inf, x == 0:
			return x, true
		}
	case "sinh", "cosh":
		switch {
		case math.Abs(x) > 2000 && name == "cosh":
			return inf, true
		case math.Abs(x) > 2000:
			return math.Copysign(inf, x), true
		case x == 0 && name == "cosh":
			return 1, true
		case x == 0:
			return x, true
		}
	case "tanh":
		switch {
		case math.IsInf(x, 0):
			return math.Copysign(1, x), true
		case x == 0:
			return x, true
		}
	}
	return 0, false
}

// parity is 1 for an even function, -1 for an odd one, else 0.
func parity(name string) int {
	switch name {
	case "sin", "sinh", "tanh", "tan", "arcsin", "arctan", "arcsinh", "arctanh", "cbrt", "degrees", "radians", "erf":
		return -1
	case "cos", "cosh":
		return 1
	}
	return 0
}
