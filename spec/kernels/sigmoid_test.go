// SPDX-License-Identifier: BSD-3-Clause

package kernels

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/internal/fixed"
)

// trueSigmoid returns 1/(1 + e^-x) as the nearest float64 and the rest.
func trueSigmoid(x float64) (v, rest float64) {
	const f = fixed.Point(1400)
	e, _ := f.Exp(f.Of(-x), f.Of(0))
	one := fixed.Shift(big.NewInt(1), int(f))
	r := new(big.Int).Quo(fixed.Shift(one, int(f)), e.Add(e, one))
	v = f.Float64(r)
	return v, f.Float64(r.Sub(r, f.Of(v)))
}

func TestSigmoid(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 8))
	worst, worst32 := 0.0, 0.0
	for i := range 4000 {
		x := r.NormFloat64() * []float64{1, 8, 40, 300}[i%4]
		if i%9 == 0 {
			x = math.Ldexp(r.NormFloat64(), -r.IntN(60))
		}
		want, rest := trueSigmoid(x)
		e := ulpError(Sigmoid(x), want, rest)
		require.LessOrEqual(t, e, 1.0, "sigmoid(%x) = %v, not %v", x, Sigmoid(x), want)
		worst = max(worst, e)
		if math.Abs(x) < 80 {
			y := float32(x)
			want, _ = trueSigmoid(float64(y))
			_, exponent := math.Frexp(want)
			e = math.Abs(float64(Sigmoid(y))-want) / math.Ldexp(1, exponent-24)
			require.LessOrEqual(t, e, 1.0, "sigmoid(%x) in float32", y)
			worst32 = max(worst32, e)
		}
	}
	t.Logf("float64 %.3f ULP, float32 %.3f", worst, worst32)
	for _, c := range [][2]float64{{0, 0.5}, {zero, 0.5}, {inf, 1}, {-inf, 0}, {nan, nan}, {800, 1}, {-800, 0}} {
		requireSame(t, c[1], Sigmoid(c[0]), "sigmoid(%v)", c[0])
		requireSame(t, float32(c[1]), Sigmoid(float32(c[0])), "sigmoid(%v) in float32", c[0])
	}
}
