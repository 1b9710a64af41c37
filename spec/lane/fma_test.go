// SPDX-License-Identifier: BSD-3-Clause

package lane

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// exactFMA32 computes x*y + z without rounding and rounds once; for finite
// operands and a sum that is not 0.
func exactFMA32(x, y, z float32) (v float32, ok bool) {
	wide := func(v float32) *big.Float { return new(big.Float).SetPrec(800).SetFloat64(float64(v)) }
	s := wide(x)
	s.Mul(s, wide(y)).Add(s, wide(z))
	if s.Sign() == 0 {
		return 0, false
	}
	v, _ = s.Float32()
	return v, true
}

// TestFMA32 aims at what double rounding gets wrong: sums that are, or nearly
// are, midpoints of two float32 numbers, normal and subnormal.
func TestFMA32(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	sign := func() float64 { return float64(2*rng.IntN(2) - 1) }
	kinds := []func() (x, y, z float32){
		func() (x, y, z float32) { // any bits
			return math.Float32frombits(rng.Uint32()), math.Float32frombits(rng.Uint32()), math.Float32frombits(rng.Uint32())
		},
		func() (x, y, z float32) { // few bits: exact midpoints
			return float32(sign() * math.Ldexp(float64(1+rng.IntN(4096)), rng.IntN(30)-15)),
				float32(math.Ldexp(float64(1+rng.IntN(4096)), rng.IntN(30)-15)),
				float32(math.Ldexp(float64(rng.IntN(1<<24)-1<<23), rng.IntN(80)-60))
		},
		func() (x, y, z float32) { // subnormal results
			return float32(sign() * math.Ldexp(1+rng.Float64(), -80-rng.IntN(40))),
				float32(math.Ldexp(1+rng.Float64(), -40-rng.IntN(20))),
				float32(math.Ldexp(rng.Float64()-0.5, -130-rng.IntN(19)))
		},
		func() (x, y, z float32) { // a midpoint and a little more or less
			return 1 + rng.Float32(),
				float32(1 + math.Ldexp(float64(rng.IntN(4)), -23)),
				float32(sign() * math.Ldexp(float64(rng.IntN(3)), -24-rng.IntN(60)))
		},
		func() (x, y, z float32) { // a large sum whose midpoint the product decides
			z = float32(math.Ldexp(float64(1<<23+rng.IntN(1<<23)), rng.IntN(60)-30))
			half := math.Ldexp(1, math.Ilogb(float64(z))-24)
			p := 1 + math.Ldexp(float64(rng.IntN(5)-2), -23)
			return float32(half * p), float32(sign() * (1 + math.Ldexp(float64(rng.IntN(5)-2), -23))), z
		},
		func() (x, y, z float32) { // near overflow
			return float32(sign() * math.Ldexp(1+rng.Float64(), 63)), float32(math.Ldexp(1+rng.Float64(), 63)),
				float32(sign() * math.Ldexp(1+rng.Float64(), 102+rng.IntN(26)))
		},
	}
	kinds = append(kinds,
		func() (x, y, z float32) { // a sum at, or next to, where overflow begins
			z = math.Float32frombits(0x7f7fffff - rng.Uint32N(3))
			return float32(math.Ldexp(1+math.Ldexp(float64(rng.IntN(5)-2), -23), 51)), float32(sign() * (math.Ldexp(1+math.Ldexp(float64(rng.IntN(5)-2), -23), 52+rng.IntN(2)))), z
		},
		func() (x, y, z float32) { // next to midpoints of subnormal numbers, closer than float64 sees
			d := math.Ldexp(float64(rng.IntN(9)-4), -23)
			return float32(math.Ldexp(1+d, -75)), float32(sign() * math.Ldexp(1-d, -75)), math.Float32frombits(rng.Uint32N(1 << 23))
		},
	)
	n := 100_000
	if testing.Short() {
		n = 5_000
	}
	for k, kind := range kinds {
		checked, naive := 0, 0
		for range n {
			x, y, z := kind()
			if x-x != 0 || y-y != 0 || z-z != 0 {
				continue
			}
			want, ok := exactFMA32(x, y, z)
			if !ok {
				continue
			}
			checked++
			if got := FMA32(x, y, z); math.Float32bits(got) != math.Float32bits(want) {
				t.Fatalf("FMA32(%x, %x, %x) = %x, want %x", x, y, z, got, want)
			}
			if got := FMA(x, y, z); got != want {
				t.Fatalf("FMA(%x, %x, %x) = %x, want %x", x, y, z, got, want)
			}
			if float32(math.FMA(float64(x), float64(y), float64(z))) != want {
				naive++
			}
		}
		if checked < n/2 {
			t.Errorf("kind %d: only %d of %d cases were checked", k, checked, n)
		}
		// The midpoints are real: two roundings do go wrong there.
		if (k == 4 || k == 7) && naive == 0 {
			t.Errorf("kind %d has no case that rounding twice gets wrong", k)
		}
	}
}

func TestFMA32Special(t *testing.T) {
	inf, nan := float32(math.Inf(1)), NaN[float32]()
	minus := float32(math.Copysign(0, -1))
	for _, c := range []struct{ x, y, z, want float32 }{
		{inf, 1, -inf, nan}, {inf, 0, 1, nan}, {0, inf, nan, nan}, {1, 1, nan, nan},
		{inf, 2, 1, inf}, {-inf, 2, inf, nan}, {1, 2, -inf, -inf},
		{0, 5, minus, 0}, {minus, 5, minus, minus}, {minus, 5, 0, 0}, {1, 1, -1, 0}, {-1, 1, 1, 0},
		{math.MaxFloat32, 1, math.MaxFloat32, inf}, {math.MaxFloat32, 2, -math.MaxFloat32, math.MaxFloat32},
		{math.MaxFloat32, math.MaxFloat32, -math.MaxFloat32, inf},
		{0x1p-149, 0.5, 0, 0}, {0x1p-149, 0.5, 0x1p-149, 0x1p-148}, {-0x1p-149, 0.5, 0, minus},
		{0x1p-100, 0x1p-100, 1, 1}, {0x1p-100, 0x1p-100, 1 + 0x1p-23, 1 + 0x1p-23},
	} {
		got := FMA32(c.x, c.y, c.z)
		if math.Float32bits(got) != math.Float32bits(c.want) && c.want == c.want {
			t.Errorf("FMA32(%v, %v, %v) = %v, want %v", c.x, c.y, c.z, got, c.want)
		}
		if got := FMA(c.x, c.y, c.z); math.Float32bits(got) != math.Float32bits(c.want) {
			t.Errorf("FMA(%v, %v, %v) = %v (%#x), want %v", c.x, c.y, c.z, got, math.Float32bits(got), c.want)
		}
	}
}
