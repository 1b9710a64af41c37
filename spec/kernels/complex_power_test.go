package kernels

import (
	"math"
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
