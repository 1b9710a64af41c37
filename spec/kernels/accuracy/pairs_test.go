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
// HuntPairs has them and on those that give logarithms near 0.
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

// TestHuntPairsSees finds powers that are a place off.
func TestHuntPairsSees(t *testing.T) {
	eval := func(off float64) func(dst, x1, x2 []float64) {
		return func(dst, x1, x2 []float64) {
			for i := range dst {
				v, n := expOfPair(logOfPair(x1[i]).times(x2[i]))
				dst[i] = math.Ldexp(v.h*(1+off), n)
			}
		}
	}
	right := HuntPairs(Pairs{"power", "float64", eval(0), 1, false}, 1)
	require.LessOrEqual(t, right.Max, 0.75) // a subnormal result is rounded twice
	require.Greater(t, right.Samples, uint64(10_000))
	wrong := HuntPairs(Pairs{"power", "float64", eval(0x1p-52), 1, false}, 1)
	require.Greater(t, wrong.Max, 1.4)
	require.Greater(t, wrong.Inexact, wrong.Samples/2)
}

// TestPairFunctions compares the other functions in pairs of float64 with the reference.
func TestPairFunctions(t *testing.T) {
	same := func(v float64) float64 { return v }
	for name, f := range pairFunctions {
		if name == "power" {
			continue
		}
		rng := rand.New(rand.NewPCG(5, 6))
		for i := range 2000 {
			x1, x2 := randomPair(i, rng, binary64, same)
			if _, special := special2(name, x1, x2); special {
				continue
			}
			v, n := f(x1, x2)
			got := new(big.Float).SetPrec(200).SetFloat64(v.h)
			got.Add(got, new(big.Float).SetFloat64(v.l))
			got.SetMantExp(got, n)
			want := exact2[name](x1, x2)
			size, _ := new(big.Float).Abs(want).Float64()
			if name == "logaddexp" || name == "logaddexp2" {
				size = max(size, math.Abs(x1), math.Abs(x2))
			}
			if size < 0x1p-960 { // its second part is subnormal
				continue
			}
			off, _ := new(big.Float).Quo(sub(got, want), big.NewFloat(size)).Float64()
			require.Less(t, math.Abs(off), 0x1p-80, "%s(%x, %x)", name, x1, x2)
		}
	}
}

// TestHuntPairsOfFloat32 finds the same errors by float64 arithmetic as by the reference, and those of a place.
func TestHuntPairsOfFloat32(t *testing.T) {
	for name, f := range wideFunctions {
		eval := func(off float64) func(dst, x1, x2 []float64) {
			return func(dst, x1, x2 []float64) {
				for i := range dst {
					dst[i] = float64(float32(f(x1[i], x2[i]) * (1 + off)))
				}
			}
		}
		ofOperands := name == "logaddexp" || name == "logaddexp2"
		right := HuntPairs(Pairs{name, "float32", eval(0), 1, ofOperands}, 1)
		require.LessOrEqual(t, right.Max, 0.5, name)
		require.Greater(t, right.Samples, uint64(10_000), name)
		require.Greater(t, HuntPairs(Pairs{name, "float32", eval(0x1p-23), 1, ofOperands}, 1).Max, 1.3, name)
		rng := rand.New(rand.NewPCG(7, 8))
		for i := range 1000 {
			x1, x2 := randomPair(i, rng, binary32, func(v float64) float64 { return float64(float32(v)) })
			if _, special := special2(name, x1, x2); special {
				continue
			}
			v := f(x1, x2)
			if math.Abs(v) > math.MaxFloat32 {
				continue
			}
			size := max(math.Abs(v), 0x1p-149)
			if ofOperands {
				size = max(size, math.Abs(x1), math.Abs(x2))
			}
			off, _ := sub(number(v), exact2[name](x1, x2)).Float64()
			require.Less(t, math.Abs(off)/size, 0x1p-48, "%s(%x, %x)", name, x1, x2)
		}
	}
}
