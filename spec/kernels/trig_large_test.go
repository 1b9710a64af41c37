// SPDX-License-Identifier: BSD-3-Clause

package kernels

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestTurnTables computes the bits of 2/pi and 2 ln2/pi anew.
func TestTurnTables(t *testing.T) {
	const bits = 1400
	// sum of sign^k/((2k+1) n^(2k+1)), in units of 2^-bits: atan(1/n) for sign
	// -1 and atanh(1/n) for 1
	series := func(n, sign int64) *big.Int {
		power := new(big.Int).Lsh(big.NewInt(1), bits)
		power.Quo(power, big.NewInt(n))
		sum := new(big.Int)
		for k, s := int64(1), int64(1); power.Sign() != 0; k, s = k+2, s*sign {
			sum.Add(sum, new(big.Int).Quo(power, big.NewInt(s*k)))
			power.Quo(power, big.NewInt(n*n))
		}
		return sum
	}
	times := func(k int64, v *big.Int) *big.Int { return v.Mul(v, big.NewInt(k)) }
	// Euler: pi/4 = 2 atan(1/3) + atan(1/7); ln2 = 2 atanh(1/3)
	pi := times(4, new(big.Int).Add(times(2, series(3, -1)), series(7, -1)))
	ln2 := times(2, series(3, 1))
	words := func(over *big.Int) (w [20]uint64) {
		v := new(big.Int).Quo(over.Lsh(over, 1280+1), pi)
		for i := range w {
			w[19-i] = new(big.Int).And(v, new(big.Int).SetUint64(math.MaxUint64)).Uint64()
			v.Rsh(v, 64)
		}
		return w
	}
	require.Equal(t, words(new(big.Int).Lsh(big.NewInt(1), bits)), twoOverPiBits)
	require.Equal(t, words(ln2), twoLn2OverPiBits)
}

// TestLargeMeetsFast: the scalar functions for large arguments and the fast
// ones agree to 1 ULP where both hold.
func TestLargeMeetsFast(t *testing.T) {
	for x := 1.0; x < trigLarge; x *= 1.0000713 {
		for _, c := range []struct{ got, want float64 }{
			{SinLarge(x), Sin(x)}, {CosLarge(x), Cos(x)}, {SinLarge(-x), Sin(-x)}, {CosLarge(-x), Cos(-x)},
		} {
			if !near64(c.want, c.got) {
				t.Fatalf("at %x: %v and %v", x, c.got, c.want)
			}
		}
		y := float32(x)
		if y < 0x1p24 && (SinLarge32(y) != SinCorrect(y) || CosLarge32(y) != CosCorrect(y)) {
			t.Fatalf("at %x in float32", y)
		}
	}
}

// TestLargeTakesEverything: small and special arguments end and are right.
func TestLargeTakesEverything(t *testing.T) {
	for _, x := range []float64{0, zero, 0x1p-1074, 0.5, -0.99, 1} {
		requireSame(t, Cos(x), CosLarge(x), "CosLarge(%v)", x)
		if x != 0 {
			requireSame(t, Sin(x), SinLarge(x), "SinLarge(%v)", x)
		}
	}
	for _, x := range []float64{inf, -inf, nan} {
		requireSame(t, nan, SinLarge(x), "SinLarge(%v)", x)
		requireSame(t, nan, CosLarge(x), "CosLarge(%v)", x)
	}
}
