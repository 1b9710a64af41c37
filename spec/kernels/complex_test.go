// SPDX-License-Identifier: BSD-3-Clause

package kernels

import (
	"math"
	"math/big"
	"math/cmplx"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// parts are special and ordinary parts of complex numbers.
var parts = []float64{0, math.Copysign(0, -1), 1, -1, 2.5, -3, 1e-300, -1e-310, 5e-324, 1e300, -1.7e308, math.Inf(1), math.Inf(-1), math.NaN()}

// sameClass reports whether two numbers are equal with their sign, or both NaN.
func sameClass(a, b float64) bool {
	return a == b && math.Signbit(a) == math.Signbit(b) || a != a && b != b
}

// TestSqrtComplexSpecials compares with C99's table, which math/cmplx follows.
func TestSqrtComplexSpecials(t *testing.T) {
	for _, a := range parts {
		for _, b := range parts {
			re, im := SqrtComplex(a, b)
			want := cmplx.Sqrt(complex(a, b))
			if a-a == 0 && b-b == 0 && (a != 0 || b != 0) {
				wre, wim := bigSqrt(a, b)
				m := math.Max(math.Hypot(wre, wim), 5e-324)
				require.LessOrEqual(t, math.Abs(re-wre)/m, 1e-15, "sqrt(%v, %v) = (%v, %v), want (%v, %v)", a, b, re, im, wre, wim)
				require.LessOrEqual(t, math.Abs(im-wim)/m, 1e-15, "sqrt(%v, %v) = (%v, %v), want (%v, %v)", a, b, re, im, wre, wim)
				continue
			}
			if a != a && !math.IsInf(b, 0) || b != b && !math.IsInf(a, 0) {
				require.True(t, re != re && im != im, "sqrt(%v, %v) = (%v, %v)", a, b, re, im)
				continue
			}
			if !sameClass(re, real(want)) || math.Abs(im) != math.Abs(imag(want)) && im == im && imag(want) == imag(want) {
				t.Errorf("sqrt(%v, %v) = (%v, %v), want %v", a, b, re, im, want)
			}
		}
	}
}

// bigSqrt is the principal square root of a + bi, by 300-bit arithmetic.
func bigSqrt(a, b float64) (re, im float64) {
	f := func(v float64) *big.Float { return new(big.Float).SetPrec(300).SetFloat64(v) }
	t := new(big.Float).Add(bigHypot(a, b), f(math.Abs(a)))
	t.Quo(t, f(2)).Sqrt(t)
	u := new(big.Float).Quo(f(math.Abs(b)), new(big.Float).Mul(t, f(2)))
	if a < 0 {
		t, u = u, t
	}
	re, _ = t.Float64()
	im, _ = u.Float64()
	return re, math.Copysign(im, b)
}

// bigHypot is sqrt(x*x + y*y) in 200 bits.
func bigHypot(x, y float64) *big.Float {
	f := func(v float64) *big.Float { return new(big.Float).SetPrec(300).SetFloat64(v) }
	s := new(big.Float).SetPrec(300).Add(new(big.Float).SetPrec(300).Mul(f(x), f(x)), new(big.Float).SetPrec(300).Mul(f(y), f(y)))
	return s.Sqrt(s)
}

func TestHypot(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	worst := 0.0
	for i := range 200_000 {
		x := math.Ldexp(1+r.Float64(), r.IntN(2000)-1000)
		y := math.Ldexp(1+r.Float64(), r.IntN(120)-60) * x
		if i%2 == 0 {
			y = x * (1 + (r.Float64()-0.5)/4)
		}
		if math.IsInf(y, 0) || y == 0 {
			continue
		}
		got := Hypot(x, y)
		want := bigHypot(x, y)
		w, _ := want.Float64()
		if math.IsInf(w, 0) {
			continue
		}
		d := new(big.Float).Sub(new(big.Float).SetPrec(300).SetFloat64(got), want)
		e, _ := d.Float64()
		ulp := math.Nextafter(w, math.Inf(1)) - w
		worst = math.Max(worst, math.Abs(e)/ulp)
	}
	t.Logf("largest error of Hypot: %.4f ULP", worst)
	require.LessOrEqual(t, worst, 1.0)
	for _, tc := range [][3]float64{{3, 4, 5}, {0, 0, 0}, {0, -2, 2}, {math.Inf(-1), math.NaN(), math.Inf(1)}, {math.NaN(), 1, math.NaN()}, {5e-324, 0, 5e-324}, {1e308, 1e308, 1.4142135623730951e308}, {3e-320, 4e-320, 5e-320}} {
		require.True(t, sameClass(Hypot(tc[0], tc[1]), tc[2]), "hypot(%v, %v) = %v", tc[0], tc[1], Hypot(tc[0], tc[1]))
	}
}

func TestDivideComplex(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 100_000 {
		z, w := complex(r.NormFloat64(), r.NormFloat64()), complex(r.NormFloat64(), r.NormFloat64())
		re, im := DivideComplex(real(z), imag(z), real(w), imag(w))
		require.LessOrEqual(t, cmplx.Abs(complex(re, im)*w-z), 4e-16*(cmplx.Abs(z)*3), "%v / %v", z, w)
		re, im = ReciprocalComplex(real(w), imag(w))
		require.LessOrEqual(t, cmplx.Abs(complex(re, im)*w-1), 2e-15)
	}
	// Division by zero gives what dividing each part gives, as in NumPy.
	re, im := DivideComplex(1.0, math.Copysign(0, -1), 0.0, 0.0)
	require.True(t, math.IsInf(re, 1) && im != im)
	re, im = DivideComplex(0.0, 0.0, 0.0, math.Copysign(0, -1))
	require.True(t, re != re && im != im)
	// An exact zero has the sign of the difference b·c - a·d, whichever part of the divisor is larger.
	for _, tc := range [][5]float64{{0, 0, 0, 1, 0}, {0, 0, 1, 0, 0}, {1, 1, 2, 2, 0}, {zero, zero, -1.5, -inf, zero}} {
		_, im := DivideComplex(tc[0], tc[1], tc[2], tc[3])
		require.True(t, sameClass(im, tc[4]), "%v: %v", tc, im)
	}
}

func TestSignComplex(t *testing.T) {
	for _, tc := range [][4]float64{{0, 0, 0, 0}, {3, 4, 0.6, 0.8}, {-2, 0, -1, 0}, {math.Inf(1), 5, 1, 0}, {5, math.Inf(-1), 0, -1}} {
		re, im := SignComplex(tc[0], tc[1])
		require.InDelta(t, tc[2], re, 1e-15)
		require.InDelta(t, tc[3], im, 1e-15)
	}
	// The modulus may be above all numbers, or subnormal, and so inexact.
	for _, scale := range []float64{1, 0x1p1022, 0x1p-1074, -0x1p-1060} {
		re, im := SignComplex(scale, -scale)
		require.InDelta(t, math.Copysign(math.Sqrt(0.5), scale), re, 2.3e-16, "sign(%v - %vi)", scale, scale)
		require.Equal(t, re, -im)
	}
	re, im := SignComplex[float32](math.MaxFloat32, -math.MaxFloat32)
	require.InDelta(t, math.Sqrt(0.5), re, 1.2e-7)
	require.Equal(t, re, -im)
	for _, z := range [][2]float64{{math.NaN(), 1}, {math.Inf(1), math.Inf(1)}} {
		re, im := SignComplex(z[0], z[1])
		require.True(t, re != re && im != im, "sign(%v)", z)
	}
}

func TestIntegerDivision(t *testing.T) {
	for x := -128; x < 128; x++ {
		for y := -128; y < 128; y++ {
			q, r := FloorDivideInt(int8(x), int8(y)), RemainderInt(int8(x), int8(y))
			if y == 0 {
				require.Zero(t, q)
				require.Zero(t, r)
				continue
			}
			want := int(math.Floor(float64(x) / float64(y)))
			require.Equal(t, int8(want), q, "%d // %d", x, y)
			require.Equal(t, int8(x-want*y), r, "%d %% %d", x, y)
		}
	}
}
