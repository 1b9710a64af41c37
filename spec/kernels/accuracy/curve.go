// SPDX-License-Identifier: BSD-3-Clause

package accuracy

import (
	"math"
	"math/rand/v2"
)

// Range is where the error of a function is drawn, evenly or, Log, by powers of two.
type Range struct {
	Lo, Hi float64
	Log    bool
}

// RangeOf returns the range of a float64 function that is drawn: all of its domain where that is
// short, and numbers above 0 by their exponents where it is not.
func RangeOf(name string) Range {
	switch name {
	case "gammaln":
		return Range{-20, 20, false}
	case "log1p":
		return Range{-1, 8, false}
	case "arctan", "arcsinh":
		return Range{0x1p-30, 0x1p60, true}
	case "expm1":
		return Range{-40, 710, false}
	}
	lo, hi := domain(name)
	switch {
	case hi < 2000:
		return Range{lo, hi, false}
	case lo == 0:
		return Range{0x1p-1074, math.MaxFloat64, true}
	case lo == 1:
		return Range{1, 0x1p1023, true}
	}
	return Range{0x1p-40, 0x1p1023, true}
}

// CurvePoint is the largest error of a function near X.
type CurvePoint struct{ X, ULP float64 }

// Curve measures a float64 function at n random numbers in each of so many parts of its range.
func Curve(f Func64, parts, n int) []CurvePoint {
	r := RangeOf(f.Name)
	at := func(u float64) float64 {
		if r.Log {
			lo := math.Log2(r.Lo)
			e := lo + u*(math.Log2(r.Hi)-lo)
			i := math.Floor(e)
			return math.Ldexp(1+(e-i), int(i))
		}
		return r.Lo + u*(r.Hi-r.Lo)
	}
	rng := rand.New(rand.NewPCG(17, uint64(parts)))
	var curve []CurvePoint
	x, y := make([]float64, n), make([]float64, n)
	for p := range parts {
		for i := range x {
			x[i] = at((float64(p) + rng.Float64()) / float64(parts))
		}
		f.Eval(y, x)
		worst := 0.0
		for i, v := range x {
			if _, ok := special(f.Name, v); !ok {
				worst = max(worst, binary64.ulps(y[i], exact[f.Name](v)))
			}
		}
		curve = append(curve, CurvePoint{at((float64(p) + 0.5) / float64(parts)), worst})
	}
	return curve
}
