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

// RangeOf32 is RangeOf of a float32 function.
func RangeOf32(name string) Range {
	switch name {
	case "exp":
		return Range{-104, 88.8, false}
	case "exp2":
		return Range{-150, 128, false}
	case "expm1":
		return Range{-20, 88.8, false}
	case "sinh", "cosh":
		return Range{-89.5, 89.5, false}
	case "tanh":
		return Range{-10, 10, false}
	case "erf":
		return Range{-4, 4, false}
	case "erfc":
		return Range{-4, 10.1, false}
	case "ndtr":
		return Range{-14.2, 6, false}
	}
	r := RangeOf(name)
	if r.Log {
		r.Lo, r.Hi = max(r.Lo, 0x1p-149), min(r.Hi, math.MaxFloat32)
	}
	return r
}

// CurvePoint is the largest error of a function near X.
type CurvePoint struct{ X, ULP float64 }

// at returns the number that is u of the way through the range.
func (r Range) at(u float64) float64 {
	if r.Log {
		lo := math.Log2(r.Lo)
		e := lo + u*(math.Log2(r.Hi)-lo)
		i := math.Floor(e)
		return math.Ldexp(1+(e-i), int(i))
	}
	return r.Lo + u*(r.Hi-r.Lo)
}

// Curve measures a float64 function at n random numbers in each of so many parts of its range.
func Curve(f Func64, parts, n int) []CurvePoint {
	return curve(f.Name, RangeOf(f.Name), binary64, f.Eval, parts, n)
}

// Curve32 is Curve of a float32 function.
func Curve32(f Func32, parts, n int) []CurvePoint {
	return curve(f.Name, RangeOf32(f.Name), binary32, f.Eval, parts, n)
}

func curve[T float32 | float64](name string, r Range, form format, eval func(dst, x []T), parts, n int) []CurvePoint {
	rng := rand.New(rand.NewPCG(17, uint64(parts)))
	var points []CurvePoint
	x, y := make([]T, n), make([]T, n)
	for p := range parts {
		for i := range x {
			x[i] = T(r.at((float64(p) + rng.Float64()) / float64(parts)))
		}
		eval(y, x)
		worst := 0.0
		for i, v := range x {
			if _, ok := special(name, float64(v)); !ok {
				worst = max(worst, form.ulps(float64(y[i]), exact[name](float64(v))))
			}
		}
		points = append(points, CurvePoint{r.at((float64(p) + 0.5) / float64(parts)), worst})
	}
	return points
}
