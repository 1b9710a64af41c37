// SPDX-License-Identifier: BSD-3-Clause

package kernels

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// function is one function in both dtypes; several grades of a function are
// several of these.
type function struct {
	name string // NumPy's
	f32  func(float32) float32
	f64  func(float64) float64
}

var functions = []function{
	{"exp", Exp[float32], Exp[float64]},
	{"exp", ExpCorrect[float32], ExpCorrect[float64]},
	{"exp2", Exp2[float32], Exp2[float64]},
	{"exp2", Exp2Correct[float32], Exp2Correct[float64]},
	{"log", Log[float32], Log[float64]},
	{"log", LogCorrect[float32], LogCorrect[float64]},
	{"log2", Log2[float32], Log2[float64]},
	{"log2", Log2Correct[float32], Log2Correct[float64]},
	{"log10", Log10[float32], Log10[float64]},
	{"log10", Log10Correct[float32], Log10Correct[float64]},
	{"sin", Sin[float32], Sin[float64]},
	{"sin", SinCorrect[float32], SinCorrect[float64]},
	{"cos", Cos[float32], Cos[float64]},
	{"cos", CosCorrect[float32], CosCorrect[float64]},
	{"tanh", Tanh[float32], Tanh[float64]},
	{"tanh", TanhCorrect[float32], TanhCorrect[float64]},
	{"arcsin", Arcsin[float32], Arcsin[float64]},
	{"arcsin", ArcsinCorrect[float32], Arcsin[float64]},
	{"arccos", Arccos[float32], Arccos[float64]},
	{"arccos", ArccosCorrect[float32], Arccos[float64]},
	{"arctan", Arctan[float32], Arctan[float64]},
	{"arctan", ArctanCorrect[float32], Arctan[float64]},
	{"cbrt", Cbrt[float32], Cbrt[float64]},
	{"cbrt", CbrtCorrect[float32], Cbrt[float64]},
	// These have one grade, which is the correct one.
	{"tan", Tan[float32], Tan[float64]},
	{"tan", Tan[float32], Tan[float64]},
	{"arcsinh", Arcsinh[float32], Arcsinh[float64]},
	{"arcsinh", Arcsinh[float32], Arcsinh[float64]},
	{"arccosh", Arccosh[float32], Arccosh[float64]},
	{"arccosh", Arccosh[float32], Arccosh[float64]},
	{"arctanh", Arctanh[float32], Arctanh[float64]},
	{"arctanh", Arctanh[float32], Arctanh[float64]},
	{"erf", Erf[float32], Erf[float64]},
	{"erf", Erf[float32], Erf[float64]},
	{"erfc", Erfc[float32], Erfc[float64]},
	{"erfc", Erfc[float32], Erfc[float64]},
	{"ndtr", NormCDF[float32], NormCDF[float64]},
	{"ndtr", NormCDF[float32], NormCDF[float64]},
	{"gammaln", Lgamma[float32], Lgamma[float64]},
	{"gammaln", Lgamma[float32], Lgamma[float64]},
}

var (
	inf  = math.Inf(1)
	nan  = math.NaN()
	zero = math.Copysign(0, -1) // -0
)

// specials are results that C99's annex F prescribes, and others with one
// right answer. Arguments and results are numbers of float32.
var specials = map[string][][2]float64{
	"exp": {
		{nan, nan}, {inf, inf}, {-inf, 0}, {0, 1}, {zero, 1}, {0x1p-140, 1}, {-0x1p-140, 1},
		{1000, inf}, {-1000, 0}, {0x1p100, inf}, {-0x1p100, 0},
	},
	"exp2": {
		{nan, nan}, {inf, inf}, {-inf, 0}, {0, 1}, {zero, 1}, {0x1p-140, 1}, {1, 2}, {-1, 0.5}, {10, 1024},
		{127, 0x1p127}, {-126, 0x1p-126}, {-149, 0x1p-149}, {1024, inf}, {-1076, 0}, {0x1p100, inf}, {-0x1p100, 0},
	},
	"log": {{nan, nan}, {inf, inf}, {-inf, nan}, {0, -inf}, {zero, -inf}, {-1, nan}, {-0x1p-140, nan}, {1, 0}},
	"log2": {
		{nan, nan}, {inf, inf}, {-inf, nan}, {0, -inf}, {zero, -inf}, {-1, nan}, {1, 0}, {2, 1}, {0.5, -1},
		{0x1p127, 127}, {0x1p-126, -126}, {0x1p-149, -149},
	},
	"log10": {
		{nan, nan}, {inf, inf}, {-inf, nan}, {0, -inf}, {zero, -inf}, {-1, nan}, {1, 0},
		{10, 1}, {100, 2}, {1000, 3}, {1e10, 10},
	},
	"sin": {{nan, nan}, {inf, nan}, {-inf, nan}, {0, 0}, {zero, zero}, {0x1p-149, 0x1p-149}, {-0x1p-126, -0x1p-126}},
	"cos": {{nan, nan}, {inf, nan}, {-inf, nan}, {0, 1}, {zero, 1}, {0x1p-149, 1}, {0x1p-30, 1}},
	"tanh": {
		{nan, nan}, {inf, 1}, {-inf, -1}, {0, 0}, {zero, zero}, {0x1p-149, 0x1p-149}, {-0x1p-126, -0x1p-126},
		{100, 1}, {-100, -1}, {0x1p127, 1},
	},
	"tan": {{nan, nan}, {inf, nan}, {-inf, nan}, {0, 0}, {zero, zero}, {0x1p-149, 0x1p-149}, {-0x1p-126, -0x1p-126}},
	"arcsin": {
		{nan, nan}, {inf, nan}, {-inf, nan}, {0, 0}, {zero, zero}, {1.5, nan}, {-0x1.000002p0, nan},
		{0x1p-149, 0x1p-149}, {-0x1p-126, -0x1p-126}, {0x1p-40, 0x1p-40},
	},
	"arccos": {{nan, nan}, {inf, nan}, {-inf, nan}, {1, 0}, {1.5, nan}, {-0x1.000002p0, nan}},
	"arctan": {{nan, nan}, {0, 0}, {zero, zero}, {0x1p-149, 0x1p-149}, {-0x1p-126, -0x1p-126}, {0x1p-40, 0x1p-40}},
	"cbrt": {
		{nan, nan}, {inf, inf}, {-inf, -inf}, {0, 0}, {zero, zero}, {1, 1}, {-1, -1}, {8, 2}, {-27, -3}, {0x1p-126, 0x1p-42}, {-0x1p-147, -0x1p-49},
		{0x1p126, 0x1p42}, {0.125, 0.5}, {1000, 10},
	},
	"arcsinh": {{nan, nan}, {inf, inf}, {-inf, -inf}, {0, 0}, {zero, zero}, {0x1p-149, 0x1p-149}, {-0x1p-126, -0x1p-126}, {0x1p-40, 0x1p-40}},
	"arccosh": {{nan, nan}, {inf, inf}, {-inf, nan}, {1, 0}, {0, nan}, {zero, nan}, {-1, nan}, {0x1.fffffep-1, nan}},
	"arctanh": {
		{nan, nan}, {inf, nan}, {-inf, nan}, {0, 0}, {zero, zero}, {1, inf}, {-1, -inf}, {1.5, nan}, {-1.5, nan},
		{0x1p-149, 0x1p-149}, {-0x1p-126, -0x1p-126}, {0x1p-40, 0x1p-40},
	},
	"erf":  {{nan, nan}, {inf, 1}, {-inf, -1}, {0, 0}, {zero, zero}, {30, 1}, {-0x1p100, -1}},
	"erfc": {{nan, nan}, {inf, 0}, {-inf, 2}, {0, 1}, {zero, 1}, {0x1p-149, 1}, {30, 0}, {0x1p100, 0}, {-30, 2}},
	"ndtr": {{nan, nan}, {inf, 1}, {-inf, 0}, {0, 0.5}, {zero, 0.5}, {0x1p-149, 0.5}, {-0x1p-60, 0.5}, {40, 1}, {-40, 0}, {-0x1p100, 0}},
	"gammaln": {
		{nan, nan}, {inf, inf}, {-inf, inf}, {0, inf}, {zero, inf}, {-1, inf}, {-2, inf}, {-17, inf}, {-18, inf}, {-171, inf}, {-0x1p60, inf},
		{1, 0}, {2, 0},
	},
}

func TestSpecialValues(t *testing.T) {
	for _, f := range functions {
		for _, c := range specials[f.name] {
			requireSame(t, c[1], f.f64(c[0]), "%s(%v) in float64", f.name, c[0])
			requireSame(t, float32(c[1]), f.f32(float32(c[0])), "%s(%v) in float32", f.name, c[0])
		}
	}
}

// TestRangeEnds checks where results overflow, vanish and become subnormal.
func TestRangeEnds(t *testing.T) {
	for _, c := range []struct {
		name    string
		x, want float64
	}{
		{"exp", 0x1.62e42fefa39efp+9, 0x1.fffffffffff2ap+1023},
		{"exp", 0x1.62e42fefa39f0p+9, inf},
		{"exp", -0x1.74910d52d3051p+9, 0x1p-1074},
		{"exp", -0x1.74910d52d3053p+9, 0},
		{"exp2", 0x1.fffffffffffffp+9, 0x1.ffffffffffd3ap+1023},
		{"exp2", -1074, 0x1p-1074},
		{"exp2", -1075, 0},
		{"exp2", 1023, 0x1p1023},
		{"log2", 0x1p-1074, -1074},
		{"log2", 0x1p1023, 1023},
		{"log", 0x1p-1074, -0x1.74385446d71c3p+9},
		{"log10", 0x1p-1074, -0x1.434e6420f4374p+8},
		{"sin", 0x1p-1074, 0x1p-1074},
		{"tanh", -0x1p-1074, -0x1p-1074},
		{"cbrt", 0x1p-1074, 0x1p-358},
		{"cbrt", 0x1p1023, 0x1p341},
		{"arctan", inf, math.Pi / 2},
		{"arcsin", -1, -math.Pi / 2},
		{"arccos", -1, math.Pi},
		{"arcsinh", math.MaxFloat64, 0x1.633ce8fb9f87ep+9},
		{"arccosh", math.MaxFloat64, 0x1.633ce8fb9f87ep+9},
		{"erf", 0x1p-1074, 0x1p-1074},
		{"erf", 6, 1},
		{"erfc", -6, 2},
		{"erfc", 27.5, 0},
		{"ndtr", 9, 1},
		{"ndtr", -38.6, 0},
		{"gammaln", 0x1p-1074, 0x1.74385446d71c3p+9},
		{"gammaln", -0x1p-1074, 0x1.74385446d71c3p+9},
		{"gammaln", math.MaxFloat64, inf},
	} {
		for _, f := range functions {
			if f.name == c.name {
				requireSame(t, c.want, f.f64(c.x), "%s(%x) in float64", c.name, c.x)
			}
		}
	}
}

// TestMidpoints: the float64 results of these are midpoints of two float32 numbers,
// and the exact ones are not.
func TestMidpoints(t *testing.T) {
	require.Equal(t, float32(0x1.921fb6p+0), ArccosCorrect[float32](0x1.110b46p-26))
	require.Equal(t, float32(0x1.920f6ap+0), ArccosCorrect[float32](0x1.04c444p-12))
	require.Equal(t, float32(0x1.1a6386p-4), ArctanCorrect[float32](0x1.1ad646p-4))
	require.Equal(t, float32(-0x1.1a6386p-4), ArctanCorrect[float32](-0x1.1ad646p-4))
}

// TestExactPowers: 2^n and log2(2^n) are exact for every n, subnormals
// included.
func TestExactPowers(t *testing.T) {
	for _, f := range functions {
		for n := -1074; n < 1024; n++ {
			x, y := float64(n), math.Ldexp(1, n)
			if f.name == "log2" {
				x, y = y, x
			} else if f.name != "exp2" {
				break
			}
			requireSame(t, y, f.f64(x), "%s(%v) in float64", f.name, x)
			if n >= -149 && n < 128 {
				requireSame(t, float32(y), f.f32(float32(x)), "%s(%v) in float32", f.name, x)
			}
		}
	}
}

// TestSymmetry: sin, tanh and others are odd and cos is even, bit by bit, the
// arguments left to the scalar functions included.
func TestSymmetry(t *testing.T) {
	sign := map[string]float64{
		"sin": -1, "tanh": -1, "cos": 1, "tan": -1, "arcsin": -1, "arctan": -1, "cbrt": -1, "arcsinh": -1, "arctanh": -1, "erf": -1,
	}
	inputs32, inputs64 := hashInputs()
	for _, f := range functions {
		s, ok := sign[f.name]
		if !ok {
			continue
		}
		for i, x := range inputs64 {
			requireSame(t, s*f.f64(x), f.f64(-x), "%s(%v) in float64", f.name, -x)
			y := inputs32[i]
			requireSame(t, float32(s)*f.f32(y), f.f32(-y), "%s(%v) in float32", f.name, -y)
		}
	}
}
