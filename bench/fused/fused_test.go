// SPDX-License-Identifier: BSD-3-Clause

package fused

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/arraygen/arraygen/spec/kernels"
)

// TestNormTail compares with the error function of Go's math, which is good to
// about 4 ULP, over all z whose tail is a normal number.
func TestNormTail(t *testing.T) {
	for z := 0.0; z < 37; z += 1.0 / 512 {
		want := 0.5 * math.Erfc(z/math.Sqrt2)
		// The quotient is rounded; that error grows with z.
		assert.InEpsilon(t, want, NormTail(z), 4e-15+3e-16*z*z, "z = %v", z)
	}
	for z := float32(0); z < 12; z += 1.0 / 512 {
		want := 0.5 * math.Erfc(float64(z)/math.Sqrt2)
		assert.InEpsilon(t, want, float64(NormTail(z)), 8e-7, "z = %v", z)
	}
	assert.Zero(t, NormTail(60.0))
	assert.Zero(t, NormTail[float32](60))
	assert.True(t, math.IsNaN(NormTail(math.NaN())))
}

// TestAsin01 inverts: the sine of the result, which is within 1 ULP, must be
// the argument, up to the derivative of the sine.
func TestAsin01(t *testing.T) {
	for i := range 4097 {
		x := float64(i) / 4096
		got := Asin01(x)
		slope := math.Sqrt(1 - x*x)
		assert.InDelta(t, x, kernels.Sin(got), 4e-16*(slope+x)+1e-16, "x = %v", x)
		assert.InDelta(t, got, float64(Asin01(float32(x))), 2.5e-7, "x = %v", x)
	}
	assert.Equal(t, math.Pi/2, Asin01(1.0))
	assert.Zero(t, Asin01(0.0))
}

// TestBlackScholesKnown checks textbook values: Hull, "Options, Futures and
// Other Derivatives", the example with S 42, K 40, r 0.1, sigma 0.2, T 0.5:
// call 4.76, put 0.81.
func TestBlackScholesKnown(t *testing.T) {
	call, put := make([]float64, 1), make([]float64, 1)
	one := func(v float64) []float64 { return []float64{v} }
	err := BlackScholes(call, put, one(42), one(40), one(0.5), one(0.1), one(0.2))
	assert.NoError(t, err)
	assert.InDelta(t, 4.76, call[0], 0.005)
	assert.InDelta(t, 0.81, put[0], 0.005)
	// Put-call parity.
	assert.InDelta(t, 42-40*math.Exp(-0.05), call[0]-put[0], 1e-13)
}

// TestHaversineKnown: a quarter of a meridian.
func TestHaversineKnown(t *testing.T) {
	km := make([]float64, 1)
	zero := []float64{0}
	assert.NoError(t, Haversine(km, zero, zero, []float64{math.Pi / 2}, zero))
	assert.InDelta(t, 6371*math.Pi/2, km[0], 1e-9)
}

// TestGreyIsFixedPoint: halves of the weights in 16 bits make the sum that
// takes 32 bits, for every colour.
func TestGreyIsFixedPoint(t *testing.T) {
	var r, g, b, want [1 << 16]uint8
	y := make([]uint8, 1<<16)
	for blue := range 256 {
		for i := range want {
			r[i], g[i], b[i] = uint8(i), uint8(i>>8), uint8(blue)
			want[i] = uint8((19595*uint32(r[i]) + 38470*uint32(g[i]) + 7471*uint32(b[i]) + 32768) >> 16)
		}
		assert.NoError(t, Grey(y, r[:], g[:], b[:]))
		if !assert.Equal(t, want[:], y) {
			return
		}
	}
}

// TestExpShiftedIsExact: float64 holds the difference of two float32, which
// float32 rounds.
func TestExpShiftedIsExact(t *testing.T) {
	x, y := make([]float32, 4096), make([]float32, 4096)
	for i := range x {
		x[i] = -20 + float32(i)*0.00531
	}
	const m = 1.7320508
	shift := []float32{m}
	for i := range x {
		assert.NoError(t, ExpShifted(y[i:i+1], x[i:i+1], shift))
		want := math.Exp(float64(x[i]) - float64(float32(m)))
		assert.InEpsilon(t, want, y[i], 1.0/(1<<23), "x = %v", x[i])
	}
	inf := []float32{float32(math.Inf(-1))}
	assert.NoError(t, ExpShifted(y[:1], inf, shift))
	assert.Zero(t, y[0])
}
