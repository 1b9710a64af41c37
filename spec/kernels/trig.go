// SPDX-License-Identifier: BSD-3-Clause

package kernels

import "github.com/arraygen/arraygen/spec/lane"

// Sin returns the sine of x radians; within 1 ULP in float32 and float64 for
// every x.
//
// Sin(+-0) = +-0, Sin(+-Inf) = NaN, Sin(NaN) = NaN.
func Sin[T lane.Float](x T) T { return lane.Pick(x, sin32, sin64) }

// SinCorrect is Sin, correctly rounded in float32.
func SinCorrect[T lane.Float](x T) T { return lane.Pick(x, sinCorrect32, sin64) }

// Cos returns the cosine of x radians; within 1 ULP in float32 and float64 for
// every x.
//
// Cos(+-Inf) = NaN, Cos(NaN) = NaN.
func Cos[T lane.Float](x T) T { return lane.Pick(x, cos32, cos64) }

// CosCorrect is Cos, correctly rounded in float32.
func CosCorrect[T lane.Float](x T) T { return lane.Pick(x, cosCorrect32, cos64) }

const (
	twoOverPi = 0x1.45f306dc9c883p-1
	halfPi1   = 0x1.921fb54442d18p+0
	halfPi2   = 0x1.1a62633145c07p-54
	halfPi3   = -0x1.f1976b7ed8fbcp-110

	twoOverPiF32 = 0x1.45f306p-1
	halfPi1F32   = 0x1.921fb6p+0
	halfPi2F32   = -0x1.777a5cp-25
	halfPi3F32   = -0x1.ee59dap-50
)

// From these on, arguments are left to the scalar functions: the reduction by
// multiples of pi/2 would lose too many bits.
const (
	trigLarge   = 0x1p36
	trigLarge32 = 0x1p16
)

// Adding quadrant64 to |v| < 2^51 rounds v to an integer, to even, and leaves
// it in the low bits of the sum; quadrant32 does so for float32 and 2^22.
const (
	quadrant64 = 0x1.8p52
	quadrant32 = 0x1.8p23
)

// reduce64 returns r + t = x - q pi/2 with |r| <= pi/4, by Cody and Waite's
// method with three parts of pi/2, and q in the low bits.
func reduce64(x float64) (r, t float64, q uint64) {
	m := lane.FMA(x, twoOverPi, quadrant64)
	n := m - quadrant64
	a := lane.FMA(n, -halfPi1, x) // exact
	p := float64(n * halfPi2)
	w := a - p
	l := lane.FMA(n, -halfPi3, ((a-w)-p)-lane.FMA(n, halfPi2, -p))
	return w, l, lane.Float64bits(m)
}

// sinPart64 returns sin(r + t) for |r| <= pi/4 and small t; z is r^2.
func sinPart64(r, t, z float64) float64 {
	h, l := sinSum64(r, t, z)
	return h + l
}

// cosPart64 returns cos(r + t) likewise.
func cosPart64(r, t, z float64) float64 {
	h, l := cosSum64(r, t, z)
	return h + l
}

// sinSum64 returns sin(r + t) as a sum, its second term much the smaller.
func sinSum64(r, t, z float64) (h, l float64) {
	q := lane.FMA(0x1.5d8bb516a1468p-33, z, -0x1.ae5e4ca935a46p-26)
	q = lane.FMA(q, z, 0x1.71de35565d5ep-19)
	q = lane.FMA(q, z, -0x1.a01a019bea11ap-13)
	q = lane.FMA(q, z, 0x1.111111110f733p-7)
	q = lane.FMA(q, z, -0x1.5555555555548p-3)
	return r, lane.FMA(float64(z*r), q, lane.FMA(t, float64(-0.5*z), t))
}

// cosSum64 returns cos(r + t) likewise.
func cosSum64(r, t, z float64) (h, l float64) {
	q := lane.FMA(-0x1.8fa526b484f6ep-37, z, 0x1.1ee9d9b3f1439p-29)
	q = lane.FMA(q, z, -0x1.27e4f7ef4ab52p-22)
	q = lane.FMA(q, z, 0x1.a01a019c8d27ep-16)
	q = lane.FMA(q, z, -0x1.6c16c16c1500cp-10)
	q = lane.FMA(q, z, 0x1.555555555554bp-5)
	e := float64(0.5 * z)
	w := 1 - e
	return w, ((1 - w) - e) + lane.FMA(float64(z*z), q, -float64(r*t))
}

// sinOf64 returns sin(r + t + q pi/2).
func sinOf64(r, t float64, q uint64) float64 {
	z := float64(r * r)
	v := sinPart64(r, t, z)
	c := cosPart64(r, t, z)
	if q&1 != 0 {
		v = c
	}
	return flip64(v, q&2<<62)
}

func sin64(x float64) float64 {
	if lane.Rare(lane.Abs(x) >= trigLarge) {
		return SinLarge(x)
	}
	r, t, q := reduce64(x)
	v := sinOf64(r, t, q)
	if x == 0 {
		v = x // the sum above has lost the sign of -0
	}
	return v
}

func cos64(x float64) float64 {
	if lane.Rare(lane.Abs(x) >= trigLarge) {
		return CosLarge(x)
	}
	r, t, q := reduce64(x)
	return sinOf64(r, t, q+1)
}

// reduce32 is reduce64 for float32.
func reduce32(x float32) (r, t float32, q uint32) {
	m := lane.FMA(x, twoOverPiF32, quadrant32)
	n := m - quadrant32
	a := lane.FMA(n, -halfPi1F32, x) // exact
	p := float32(n * halfPi2F32)
	w := a - p
	l := lane.FMA(n, -halfPi3F32, ((a-w)-p)-lane.FMA(n, halfPi2F32, -p))
	return w, l, lane.Float32bits(m)
}

// sinOf32 returns sin(r + t + q pi/2).
func sinOf32(r, t float32, q uint32) float32 {
	z := float32(r * r)
	s := lane.FMA[float32](-0x1.9917e4p-13, z, 0x1.1106bep-7)
	s = lane.FMA(s, z, -0x1.555544p-3)
	v := r + lane.FMA(float32(z*r), s, t)
	c := lane.FMA[float32](0x1.99e1dap-16, z, -0x1.6c0c1cp-10)
	c = lane.FMA(c, z, 0x1.55554ap-5)
	w := lane.FMA(z, -0.5, 1)
	l := lane.FMA(z, -0.5, 1-w)
	c = w + lane.FMA(float32(z*z), c, lane.FMA(r, -t, l))
	if q&1 != 0 {
		v = c
	}
	return flip32(v, q&2<<30)
}

func sin32(x float32) float32 {
	if lane.Rare(lane.Abs(x) >= trigLarge32) {
		return SinLarge32(x)
	}
	r, t, q := reduce32(x)
	v := sinOf32(r, t, q)
	if x == 0 {
		v = x
	}
	return v
}

func cos32(x float32) float32 {
	if lane.Rare(lane.Abs(x) >= trigLarge32) {
		return CosLarge32(x)
	}
	r, t, q := reduce32(x)
	return sinOf32(r, t, q+1)
}

// sinWide returns sin(r + q pi/2) with an error near 2^-53.
func sinWide(r float64, q uint64) float64 {
	z := float64(r * r)
	s := lane.FMA(0x1.5d8bb516a1468p-33, z, -0x1.ae5e4ca935a46p-26)
	s = lane.FMA(s, z, 0x1.71de35565d5ep-19)
	s = lane.FMA(s, z, -0x1.a01a019bea11ap-13)
	s = lane.FMA(s, z, 0x1.111111110f733p-7)
	// The fit has 0x1.5555555555548p-3 here, with which sin(0x1.33333p13) comes
	// out as a midpoint of two float32 numbers, and is rounded to the wrong one.
	s = lane.FMA(s, z, -0x1.5555555555555p-3)
	v := lane.FMA(float64(z*r), s, r)
	c := lane.FMA(-0x1.8fa526b484f6ep-37, z, 0x1.1ee9d9b3f1439p-29)
	c = lane.FMA(c, z, -0x1.27e4f7ef4ab52p-22)
	c = lane.FMA(c, z, 0x1.a01a019c8d27ep-16)
	c = lane.FMA(c, z, -0x1.6c16c16c1500cp-10)
	c = lane.FMA(c, z, 0x1.555555555554bp-5)
	c = lane.FMA(float64(z*z), c, lane.FMA(z, -0.5, 1))
	if q&1 != 0 {
		v = c
	}
	return flip64(v, q&2<<62)
}

// reduceWide reduces a float32 argument below 2^24 in float64.
func reduceWide(x float64) (r float64, q uint64) {
	m := lane.FMA(x, twoOverPi, quadrant64)
	n := m - quadrant64
	return lane.FMA(n, -halfPi2, lane.FMA(n, -halfPi1, x)), lane.Float64bits(m)
}

// sinCorrect32 evaluates in float64 and rounds once.
func sinCorrect32(x float32) float32 {
	if lane.Rare(lane.Abs(x) >= 0x1p24) {
		return SinLarge32(x)
	}
	r, q := reduceWide(float64(x))
	v := float32(sinWide(r, q))
	if x == 0 {
		v = x
	}
	return v
}

// cosCorrect32 evaluates in float64 and rounds once.
func cosCorrect32(x float32) float32 {
	if lane.Rare(lane.Abs(x) >= 0x1p24) {
		return CosLarge32(x)
	}
	r, q := reduceWide(float64(x))
	return float32(sinWide(r, q+1))
}
