// SPDX-License-Identifier: BSD-3-Clause

package accuracy

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestPairs compares the powers in pairs of float64 with those of the reference, on operands as
// HuntPower has them and on those that give logarithms near 0.
func TestPairs(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	same := func(v float64) float64 { return v }
	for i := range 2000 {
		x := math.Ldexp(1+rng.Float64(), rng.IntN(2000)-1000)
		x1, x2 := powerOperands(x, i&^3, rng, binary64, same)
		v, n := expOfPair(logOfPair(x1).times(x2))
		got := new(big.Float).SetPrec(200).SetFloat64(v.h)
		got.Add(got, new(big.Float).SetFloat64(v.l))
		got.SetMantExp(got, n)
		want := exactPower(x1, x2)
		off, _ := quo(sub(got, want), want).Float64()
		require.Less(t, math.Abs(off), 0x1p-80, "%x ** %x", x1, x2)
	}
}

// TestHuntPowerSees finds powers that are a place off.
func TestHuntPowerSees(t *testing.T) {
	eval := func(off float64) func(dst, x1, x2 []float64) {
		return func(dst, x1, x2 []float64) {
			for i := range dst {
				v, n := expOfPair(logOfPair(x1[i]).times(x2[i]))
				dst[i] = math.Ldexp(v.h*(1+off), n)
			}
		}
	}
	right := HuntPower(Pairs{"float64", eval(0), 1}, 1)
	require.LessOrEqual(t, right.Max, 0.75) // a subnormal result is rounded twice
	require.Greater(t, right.Samples, uint64(10_000))
	wrong := HuntPower(Pairs{"float64", eval(0x1p-52), 1}, 1)
	require.Greater(t, wrong.Max, 1.4)
	require.Greater(t, wrong.Inexact, wrong.Samples/2)
}
