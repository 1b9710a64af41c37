// SPDX-License-Identifier: BSD-3-Clause

package kernels

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestPowerComplex compares with mpmath's numbers, in last places of the modulus.
func TestPowerComplex(t *testing.T) {
	_, numbers := readNumbers(t, "complex_power.csv", 0)
	require.Greater(t, len(numbers), 700)
	worst, worst32 := 0.0, 0.0
	for _, v := range numbers {
		unit := math.Ldexp(1, max(math.Ilogb(math.Hypot(v[4], v[6])), -1022)-52)
		re, im := PowerComplex(v[0], v[1], v[2], v[3])
		e := math.Hypot((re-v[4])/unit-v[5]/unit, (im-v[6])/unit-v[7]/unit)
		require.LessOrEqual(t, e, 4.0, "(%v + %vi)^(%v + %vi) = %v + %vi, not %v + %vi", v[0], v[1], v[2], v[3], re, im, v[4], v[6])
		worst = max(worst, e)
		a, b, c, d := float32(v[0]), float32(v[1]), float32(v[2]), float32(v[3])
		re, im = PowerComplex(float64(a), float64(b), float64(c), float64(d))
		if m := math.Hypot(re, im); m > 0x1p-120 && m < 0x1p120 {
			re32, im32 := PowerComplex(a, b, c, d)
			worst32 = max(worst32, math.Hypot(float64(re32)-re, float64(im32)-im)/math.Ldexp(1, math.Ilogb(m)-23))
		}
	}
	require.LessOrEqual(t, worst32, 1.0)
	t.Logf("complex128 %.3f ULP, complex64 %.3f", worst, worst32)
}

// TestPowerComplexExact: small powers of small whole numbers have no rounding
// errors, and what is defined apart is right.
func TestPowerComplexExact(t *testing.T) {
	for a := -9; a < 10; a++ {
		for b := -9; b < 10; b++ {
			z := complex(float64(a), float64(b))
			p := complex(1, 0)
			for n := range 5 {
				re, im := PowerComplex(real(z), imag(z), float64(n), 0)
				require.Equal(t, p, complex(re, im), "%v^%d", z, n)
				p *= z
			}
		}
	}
	for _, big := range []float64{1 << 20, 0x1p60, 0x1p1000} {
		for k, want := range []complex128{1, 1i, -1, -1i} {
			if big > 0x1p52 && k > 0 {
				continue
			}
			re, im := PowerComplex(0, 1, big+float64(k), 0.0)
			require.Equal(t, want, complex(re, im), "i^(%v + %v)", big, k)
			re, im = PowerComplex(-2, 0, big+float64(k), 0.0)
			require.True(t, im == 0 && math.IsInf(re, 1-2*(k&1)), "(-2)^(%v + %v)", big, k)
		}
	}
	// A zero, though the exponent's angle has no digit that is right.
	re, im := PowerComplex(0, 1, math.MaxFloat64, math.MaxFloat64)
	require.Equal(t, 0i, complex(re, im))
	re, im = PowerComplex(0, 0, 2.5, 0.0)
	require.Equal(t, 0i, complex(re, im))
	re, im = PowerComplex(0, 0, -1.0, 0.0)
	require.True(t, re != re && im != im)
	re, im = PowerComplex(nan, inf, 0, 0)
	require.Equal(t, 1+0i, complex(re, im))
}

// TestPowerComplexOfInfinities: the special values of C's cpow, and NumPy's products for whole exponents of infinite
// bases. The Python package compares all of them with NumPy.
func TestPowerComplexOfInfinities(t *testing.T) {
	for _, c := range []struct{ z, w, want complex128 }{
		{complex(1, 1), complex(inf, 0), complex(inf, nan)},
		{complex(1, 1), complex(-inf, 0), 0},
		{complex(0.5, 0.5), complex(inf, 0), 0},
		{complex(1, 1), complex(0, inf), 0},
		{complex(1, 1), complex(nan, -inf), complex(inf, nan)},
		{complex(inf, 1), complex(2, 0), complex(inf, inf)},
		{complex(inf, nan), complex(1, 0), complex(inf, nan)},
		{complex(1, -inf), complex(-2.5, 0), 0},
		{complex(1, inf), complex(-1, 0), 0},
		{complex(inf, 1), complex(-1, 1), 0},
		{complex(nan, inf), complex(1, 1), complex(inf, nan)},
		{complex(nan, 1), complex(1, 1), complex(nan, nan)},
		{complex(inf, inf), 0, 1},
	} {
		re, im := PowerComplex(real(c.z), imag(c.z), real(c.w), imag(c.w))
		require.True(t, math.Abs(re) == math.Abs(real(c.want)) || re != re && real(c.want) != real(c.want), "%v^%v = %v + %vi", c.z, c.w, re, im)
		require.True(t, math.Abs(im) == math.Abs(imag(c.want)) || im != im && imag(c.want) != imag(c.want), "%v^%v = %v + %vi", c.z, c.w, re, im)
	}
}

// TestPowerSpecials compares with Go's Pow, which has C's special values, at all
// pairs of special numbers.
func TestPowerSpecials(t *testing.T) {
	some := []float64{0, zero, 1, -1, 2, -2, 3, -3, 0.5, -0.5, 2.5, -1.5, inf, -inf, nan, 0x1p60, -0x1p60, 0x1p53 + 2, 0x1.8p52, 1e300, -1e300, 5e-324, -5e-324}
	for _, x := range some {
		for _, y := range some {
			want := math.Pow(x, y)
			if want == 0 || want-want != 0 || math.Abs(want) == 1 {
				requireSame(t, want, Power(x, y), "power(%v, %v)", x, y)
				if f, g := float32(x), float32(y); float64(f) == x && float64(g) == y {
					requireSame(t, float32(want), Power(f, g), "power(%v, %v) in float32", f, g)
				}
			} else {
				require.InEpsilon(t, want, Power(x, y), 1e-13, "power(%v, %v)", x, y)
			}
		}
	}
}

// TestPowerInt compares with repeated products.
func TestPowerInt(t *testing.T) {
	for x := -128; x < 128; x++ {
		p, q, r := int8(1), uint16(1), int64(1)
		for n := range 70 {
			require.Equal(t, p, PowerInt(int8(x), int8(n)), "%d^%d", x, n)
			require.Equal(t, q, PowerInt(uint16(x), uint16(n)), "%d^%d", x, n)
			require.Equal(t, r, PowerInt(int64(x), int64(n)), "%d^%d", x, n)
			p, q, r = p*int8(x), q*uint16(x), r*int64(x)
		}
		require.Zero(t, PowerInt(int8(x), -1))
	}
}

// TestPowerComplexWords compares the scalar function for exponents below 2^120 with the one that takes all
// bits there are: bases of all sizes, near the axes and near the unit circle, exponents of all sizes,
// alone and such that the modulus is in the range. The numbers come from package math, and so differ
// from one architecture to another. A part may differ by one place of the modulus.
func TestPowerComplexWords(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 14))
	size := func(lo, hi int) float64 {
		return math.Ldexp(1+rng.Float64(), lo+rng.IntN(hi-lo)) * float64(1-2*rng.IntN(2))
	}
	worst, same := 0.0, 0
	for i := range 4000 {
		x, y, v, w := size(-2, 2), size(-2, 2), size(3, 30), size(3, 30)
		switch i % 8 {
		case 1:
			x, y, v, w = size(-1060, 1020), size(-1060, 1020), size(-5, 12), size(-5, 12)
		case 2: // on the unit circle, nearly
			angle := size(-60, 2)
			x, y, v, w = math.Cos(angle), math.Sin(angle), size(8, 60), size(-60, 8)
		case 3:
			x, y, v = 1+size(-52, -6), size(-60, -4), size(3, 110)
			w = v * math.Log(math.Hypot(x, y)) / math.Atan2(y, x)
		case 4: // a moderate modulus and a large angle
			m := size(8, 58)
			v, w = math.Atan2(y, x)*m, math.Log(math.Hypot(x, y))*m
		case 5: // right angles
			x, y = []float64{0, -3, 1e-300, -1}[rng.IntN(4)], 0
			if x == 0 {
				y = size(-3, 3)
			}
			v, w = math.Trunc(size(9, 100)), 0
		case 6:
			w = 0
		case 7:
			x, y, v, w = 0, size(-1, 1), size(1, 119), size(-30, 9)
		}
		if max(math.Abs(v), math.Abs(w)) >= 0x1p120 {
			continue
		}
		re, im := powerComplexWords(x, y, v, w)
		wantRe, wantIm := powerComplexAny(x, y, v, w)
		if m := math.Hypot(wantRe, wantIm); m > 0 && m < inf {
			_, e := math.Frexp(m)
			unit := math.Ldexp(1, max(e-53, -1074))
			d := max(math.Abs(re-wantRe), math.Abs(im-wantIm)) / unit
			require.LessOrEqual(t, d, 1.0, "(%x + %xi)^(%x + %xi) = %v + %vi, not %v + %vi", x, y, v, w, re, im, wantRe, wantIm)
			worst = max(worst, d)
			if d == 0 {
				same++
			}
			continue
		}
		requireSame(t, wantRe, re, "(%x + %xi)^(%x + %xi)", x, y, v, w)
		requireSame(t, wantIm, im, "(%x + %xi)^(%x + %xi)", x, y, v, w)
	}
	t.Logf("%.3f ULP apart at most, %d the same", worst, same)
}

func BenchmarkPowerComplexLarge(b *testing.B) {
	for _, c := range []struct {
		name       string
		x, y, v, w float64
	}{{"typical", 1.1, 0.3, 1500.5, 20.25}, {"overflow", 3, 4, 1e6, 1e5}, {"wide", 0.6, 0.8, 0x1p100, 0}} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				PowerComplexLarge(c.x, c.y, c.v, c.w)
			}
		})
	}
}
