// SPDX-License-Identifier: BSD-3-Clause

package kernels

import (
	"math"
	"math/big"
	"math/bits"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray/dtype"
)

// TestGCD8 and its neighbours compare with big.Int: all pairs of small numbers,
// those that take the most steps, and random ones.
func TestGCD8(t *testing.T) {
	for a := range 257 {
		for b := range 257 {
			want := gcdOf(uint64(a), uint64(b))
			if a == 0 && b == 0 {
				require.Zero(t, GCD8(0, 0))
				require.Zero(t, GCD32(0, 0))
				require.Zero(t, GCD64(0, 0))
				continue
			}
			for _, s := range [][2]float32{{1, 1}, {-1, 1}, {1, -1}, {-1, -1}} {
				x, y := s[0]*float32(a), s[1]*float32(b)
				require.Equal(t, float32(want), GCD8(x, y), "%v and %v", x, y)
				require.Equal(t, float32(want), GCD16(x, y), "%v and %v", x, y)
				require.Equal(t, float64(want), GCD32(float64(x), float64(y)), "%v and %v", x, y)
			}
			require.Equal(t, want, GCD64(uint64(a), uint64(b)))
			require.Equal(t, want, GCDLarge(uint64(a), uint64(b)))
		}
	}
}

func TestGCDSteps(t *testing.T) {
	check := func(a, b uint64) {
		want := gcdOf(a, b)
		if a|b == 0 {
			return
		}
		require.Equal(t, want, GCD64(a, b), "%d and %d", a, b)
		require.Equal(t, want, GCDLarge(a, b), "%d and %d", a, b)
		if bits.Len64(a|b) <= 32 {
			require.Equal(t, float64(want), GCD32(float64(a), float64(b)), "%d and %d", a, b)
		}
		if bits.Len64(a|b) <= 16 {
			require.Equal(t, float32(want), GCD16(float32(a), float32(b)), "%d and %d", a, b)
		}
	}
	// Quotients of 2 make the longest sequences of remainders of least magnitude,
	// quotients of 1 the longest of all.
	for _, q := range []uint64{1, 2, 3} {
		a, b := uint64(1), uint64(0)
		for a < 1<<61 {
			for d := range uint64(5) {
				check(a+d-2, b)
				check(b, a+d-2)
				check(a, b+d)
				check(3*a, 3*b)
			}
			a, b = q*a+b, a
		}
	}
	rng := rand.New(rand.NewPCG(7, 7))
	triples := 200_000
	if testing.Short() {
		triples = 10_000
	}
	for range triples {
		n := rng.IntN(64)
		a, b, c := rng.Uint64()>>n, rng.Uint64()>>n, rng.Uint64()>>rng.IntN(64)
		check(a, b)
		check(a, rng.Uint64()>>rng.IntN(64))
		if h, l := bits.Mul64(a, c); h == 0 {
			if h, m := bits.Mul64(b, c); h == 0 {
				check(l, m)
			}
		}
	}
}

func gcdOf(a, b uint64) uint64 {
	return new(big.Int).GCD(nil, nil, new(big.Int).SetUint64(a), new(big.Int).SetUint64(b)).Uint64()
}

// TestFmodRounding compares Fmod with the slow path at quotients near integers,
// which the division may round up to, and at random.
func TestFmodRounding(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 9))
	special := []float64{0, zero, 1, -1, 3, inf, -inf, nan, 5e-324, math.MaxFloat64, 0x1p-1022}
	for range 200_000 {
		y := math.Ldexp(rng.Float64()+0.5, rng.IntN(60)-30) * float64(1-2*rng.IntN(2))
		x := math.Nextafter(y*float64(rng.IntN(1<<rng.IntN(30))), y*rng.Float64())
		if rng.IntN(8) == 0 {
			x = special[rng.IntN(len(special))]
		}
		if rng.IntN(8) == 0 {
			y = special[rng.IntN(len(special))]
		}
		requireSame(t, FmodLarge(x, y), Fmod(x, y), "Fmod(%x, %x)", x, y)
		requireSame(t, FmodLarge(float32(x), float32(y)), Fmod(float32(x), float32(y)), "Fmod(%x, %x)", x, y)
	}
}

// someFloats are special and random numbers.
func someFloats(seed uint64, n int) []float64 {
	rng := rand.New(rand.NewPCG(seed, 1))
	xs := []float64{0, zero, 1, -1, inf, -inf, nan, 5e-324, -5e-324, 0x1p-1022, -0x1p-1022, math.Nextafter(0x1p-1022, 0), math.MaxFloat64,
		-math.MaxFloat64, 0.5, 2, math.MaxFloat32, 0x1p-149, 0x1p-126, math.Nextafter(1, 0), 3.5}
	for len(xs) < n {
		xs = append(xs, math.Float64frombits(rng.Uint64()), float64(math.Float32frombits(rng.Uint32())))
	}
	return xs
}

func TestNextafter(t *testing.T) {
	xs := someFloats(1, 300)
	for _, x := range xs {
		for _, y := range xs {
			f, g := float32(x), float32(y)
			if x == y { // C has y there, Go x
				requireSame(t, y, Nextafter(x, y), "nextafter(%v, %v)", x, y)
				continue
			}
			requireSame(t, math.Nextafter(x, y), Nextafter(x, y), "nextafter(%v, %v)", x, y)
			if f == g {
				requireSame(t, g, Nextafter(f, g), "nextafter(%v, %v) in float32", f, g)
				continue
			}
			requireSame(t, math.Nextafter32(f, g), Nextafter(f, g), "nextafter(%v, %v) in float32", f, g)
		}
	}
	// All numbers of the small types are next to each other in the order of their bits.
	for u := range uint16(0x7c00) {
		x, y := dtype.F16(u).Float32(), dtype.F16(u+1).Float32()
		requireHalf(t, y, NextafterFloat16(x, inf32))
		requireHalf(t, -y, NextafterFloat16(-x, -inf32))
		requireHalf(t, x, NextafterFloat16(y, 0))
		requireHalf(t, x, NextafterFloat16(y, -1e-30))
		requireHalf(t, -x, NextafterFloat16(-y, 3e-30))
	}
	for u := range uint16(0x7f80) {
		x, y := dtype.BF16(u).Float32(), dtype.BF16(u+1).Float32()
		requireSame(t, y, NextafterBFloat16(x, inf32), "after %v", x)
		requireSame(t, -y, NextafterBFloat16(-x, -inf32), "after %v", -x)
		requireSame(t, x, NextafterBFloat16(y, 0), "after %v", y)
		requireSame(t, -x, NextafterBFloat16(-y, 0), "after %v", y)
	}
}

var inf32 = float32(inf)

// requireHalf wants the same float16 number.
func requireHalf(t *testing.T, want, got float32) {
	t.Helper()
	require.Equal(t, dtype.ToF16(want), dtype.ToF16(got))
}

func TestSpacing(t *testing.T) {
	for _, x := range someFloats(2, 5000) {
		if math.Abs(x) < inf && x != 0 {
			requireSame(t, math.Nextafter(x, math.Copysign(inf, x))-x, Spacing(x), "spacing(%v)", x)
		}
		if f := float32(x); math.Abs(float64(f)) < inf && f != 0 {
			requireSame(t, math.Nextafter32(f, float32(math.Copysign(inf, x)))-f, Spacing(f), "spacing(%v)", f)
		}
	}
	for u := range uint16(0x7bff) {
		x, y := dtype.F16(u).Float32(), dtype.F16(u+1).Float32()
		require.Equal(t, y-x, SpacingFloat16(x))
		require.Equal(t, y-x, SpacingFloat16(-y))
	}
	for u := range uint16(0x7f7f) {
		x, y := dtype.BF16(u).Float32(), dtype.BF16(u+1).Float32()
		require.Equal(t, y-x, SpacingBFloat16(x))
		if x != 0 {
			require.Equal(t, x-y, SpacingBFloat16(-x))
		}
	}
	for _, f := range []func(float32) float32{Spacing[float32], SpacingFloat16, SpacingBFloat16} {
		for _, x := range []float32{inf32, -inf32, float32(nan)} {
			require.True(t, math.IsNaN(float64(f(x))))
		}
		require.Equal(t, f(0), f(float32(zero)))
	}
	require.True(t, math.IsInf(Spacing(math.MaxFloat64), 1))
	require.True(t, math.IsInf(float64(SpacingFloat16(65504)), 1))
}

func TestExponents(t *testing.T) {
	for i, x := range someFloats(3, 3000) {
		m, e := math.Frexp(x)
		gotM, gotE := Frexp64(x)
		requireSame(t, m, gotM, "frexp(%v)", x)
		require.Equal(t, e, int(gotE), "frexp(%v)", x)
		f := float32(x)
		m, e = math.Frexp(float64(f))
		gotF, gotE := Frexp32(f)
		requireSame(t, float32(m), gotF, "frexp(%v)", f)
		require.Equal(t, e, int(gotE), "frexp(%v)", f)
		fraction, integral := Modf(x)
		// Go has the fraction of an infinity as NaN.
		if math.IsInf(x, 0) {
			requireSame(t, math.Copysign(0, x), fraction, "modf(%v)", x)
		} else {
			_, part := math.Modf(x)
			requireSame(t, part, fraction, "modf(%v)", x)
		}
		requireSame(t, math.Trunc(x), integral, "modf(%v)", x)
		for _, n := range []int64{0, 1, -1, 52, -52, -300, 300, 1022, -1022, -1074, -1075, 2097, -2098, 1 << 40, -1 << 40, math.MaxInt64, math.MinInt64, int64(i) - 1500} {
			requireSame(t, ldexpOf(x, n, 53), Ldexp64(x, n), "ldexp(%x, %d)", x, n)
			requireSame(t, float32(ldexpOf(float64(f), n, 24)), Ldexp32(f, n), "ldexp(%x, %d)", f, n)
		}
	}
}

// ldexpOf returns x 2^n rounded once to float64 or, of 24 bits, float32.
func ldexpOf(x float64, n int64, prec uint) float64 {
	if x == 0 || x-x != 0 {
		return x
	}
	n = min(max(n, -5000), 5000)
	v := new(big.Float).SetMantExp(big.NewFloat(x), int(n))
	if prec == 24 {
		f, _ := v.Float32()
		return float64(f)
	}
	f, _ := v.Float64()
	return f
}
