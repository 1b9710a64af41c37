// SPDX-License-Identifier: BSD-3-Clause

package kernels

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
)

// besselSum is the sum of (x²/4)^k / (k!)², the power series of I0, whose terms are all positive.
func besselSum(x float64) float64 {
	const precision = 200
	float := func(v float64) *big.Float { return new(big.Float).SetPrec(precision).SetFloat64(v) }
	q := float(x)
	q.Mul(q, q).Quo(q, float(4))
	sum, term := float(1), float(1)
	for k := 1.0; term.Cmp(new(big.Float).Mul(sum, float(0x1p-80))) > 0; k++ {
		term.Mul(term, q).Quo(term, float(k*k))
		sum.Add(sum, term)
	}
	v, _ := sum.Float64()
	return v
}

func TestBesselI0(t *testing.T) {
	for x := -60.0; x <= 700; x += 0.37 {
		want := besselSum(x)
		assert.InEpsilon(t, want, BesselI0(x), 4e-15*(1+math.Abs(x)/64), x) // exp of x rounded once
		if f := float32(x); math.Abs(x) < 80 {
			want := float32(besselSum(float64(f)))
			assert.InEpsilon(t, want, BesselI0(f), 1.2e-7, x)
		}
	}
	assert.InEpsilon(t, besselSum(8), BesselI0(8.0), 1e-15)
	assert.Equal(t, 1.0, BesselI0(0.0))
	assert.True(t, math.IsNaN(BesselI0(math.NaN())))
	assert.True(t, math.IsNaN(BesselI0(math.Inf(1))))
}

func TestSinc(t *testing.T) {
	for x := -30.0; x <= 30; x += 0.13 {
		want := math.Sin(math.Pi*x) / (math.Pi * x)
		assert.InDelta(t, want, Sinc(x), 1e-15)
		assert.InDelta(t, math.Sin(float64(float32(math.Pi)*float32(x)))/(float64(float32(math.Pi)*float32(x))), float64(Sinc(float32(x))), 3e-7)
	}
	assert.Equal(t, 1.0, Sinc(0.0))
	assert.Equal(t, 1.0, Sinc(math.Copysign(0, -1)))
	assert.Equal(t, float32(1), Sinc(float32(1e-40)))
	assert.True(t, math.IsNaN(Sinc(math.Inf(1))))
}
