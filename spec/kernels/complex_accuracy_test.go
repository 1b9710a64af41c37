// SPDX-License-Identifier: BSD-3-Clause

package kernels

import (
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// complexBounds are what the functions promise, in ULP of each part.
var complexBounds = map[string]float64{
	"exp": 3, "exp2": 3, "log": 1, "log2": 2, "log10": 2, "sin": 3, "cos": 3, "sinh": 3, "cosh": 3, "tanh": 3,
	"expm1": 3, "log1p": 3, "tan": 3, "arcsin": 3, "arccos": 3, "arctan": 3, "arcsinh": 3, "arccosh": 3, "arctanh": 3,
	"arctan2": 1,
}

// TestComplexAccuracy compares with values of mpmath.
func TestComplexAccuracy(t *testing.T) {
	names, numbers := readNumbers(t, "complex_mpmath.csv", 1)
	worst := map[string]float64{}
	for i, n := range names {
		name, v := n[0], numbers[i]
		var re, im float64
		if name == "arctan2" {
			re = Arctan2(v[0], v[1])
		} else {
			re, im = complexFunctions[name].f64(v[0], v[1])
		}
		e := max(ulpError(re, v[2], v[3]), ulpError(im, v[4], v[5]))
		worst[name] = max(worst[name], e)
		require.LessOrEqual(t, e, complexBounds[name], "%s(%x, %x) = (%x, %x), not (%x, %x)", name, v[0], v[1], re, im, v[2], v[4])
	}
	for _, name := range slices.Sorted(maps.Keys(complexBounds)) {
		require.Contains(t, worst, name)
		t.Logf("%-8s %.3f ULP", name, worst[name])
	}
}

// ulpError is the distance of got and want + rest in units of want's last
// place; infinite where one of them is and not the other.
func ulpError(got, want, rest float64) float64 {
	if got == want && rest == 0 {
		return 0
	}
	if math.IsInf(want, 0) || got-got != 0 {
		return math.Inf(1)
	}
	ulp := math.Ldexp(1, max(math.Ilogb(want), -1022)-52)
	return math.Abs((got-want)/ulp - rest/ulp)
}

// TestComplex64 holds the functions in float32 against those in float64: they
// are the same, rounded.
func TestComplex64(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 9))
	for name, f := range complexFunctions {
		for range 2000 {
			a, b := float32(r.NormFloat64()*4), float32(r.NormFloat64()*4)
			re, im := f.f32(a, b)
			wantRe, wantIm := f.f64(float64(a), float64(b))
			require.Equal(t, [2]float32{float32(wantRe), float32(wantIm)}, [2]float32{re, im}, "%s(%v, %v)", name, a, b)
		}
	}
}

// TestComplexSymmetry checks f(conj z) = conj f(z) at every special value.
func TestComplexSymmetry(t *testing.T) {
	for name, f := range complexFunctions {
		for _, a := range parts {
			for _, b := range parts {
				if a-a != 0 || b-b != 0 {
					continue // signs of zeros beside NaN and infinities are NumPy's
				}
				re, im := f.f64(a, b)
				cre, cim := f.f64(a, -b)
				require.True(t, sameClass(re, cre) && sameClass(im, -cim), "%s(%v, %v) = (%v, %v), of the conjugate (%v, %v)", name, a, b, re, im, cre, cim)
			}
		}
	}
}

// TestArctan2Specials compares with the table of C's atan2. Go's follows it, but
// loses the sign of y where y/x is too small.
func TestArctan2Specials(t *testing.T) {
	for _, y := range parts {
		for _, x := range parts {
			got, want := Arctan2(y, x), math.Copysign(math.Atan2(y, x), y)
			if want == 0 || want-want != 0 {
				require.True(t, sameClass(got, want), "arctan2(%v, %v) = %v, want %v", y, x, got, want)
				continue
			}
			require.InEpsilon(t, want, got, 1e-15, "arctan2(%v, %v)", y, x)
		}
	}
}

// TestRealSpecials checks the special values of the real functions.
func TestRealSpecials(t *testing.T) {
	inf, nan, minus := math.Inf(1), math.NaN(), math.Copysign(0, -1)
	for _, tc := range []struct {
		name string
		f    func(float64) float64
		at   [][2]float64
	}{
		{"log1p", Log1p[float64], [][2]float64{{0, 0}, {minus, minus}, {-1, -inf}, {-1.5, nan}, {-inf, nan}, {inf, inf}, {nan, nan}, {5e-324, 5e-324}, {math.MaxFloat64, 709.782712893384}}},
		{"expm1", Expm1[float64], [][2]float64{{0, 0}, {minus, minus}, {-inf, -1}, {-800, -1}, {inf, inf}, {710, inf}, {nan, nan}, {-5e-324, -5e-324}}},
		{"sinh", Sinh[float64], [][2]float64{{0, 0}, {minus, minus}, {-inf, -inf}, {inf, inf}, {711, inf}, {-711, -inf}, {nan, nan}, {5e-324, 5e-324}}},
		{"cosh", Cosh[float64], [][2]float64{{0, 1}, {minus, 1}, {-inf, inf}, {inf, inf}, {-711, inf}, {nan, nan}, {5e-324, 1}}},
	} {
		for _, p := range tc.at {
			got := tc.f(p[0])
			require.True(t, sameClass(got, p[1]), "%s(%v) = %v, want %v", tc.name, p[0], got, p[1])
		}
	}
}
