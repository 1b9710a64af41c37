// SPDX-License-Identifier: BSD-3-Clause

package kernels

import "github.com/arraygen/arraygen/spec/lane"

// Arcsin returns the arc sine of x, in radians; within 1 ULP in float32 and
// float64.
//
// Arcsin(+-0) = +-0; NaN for |x| > 1 and for NaN.
func Arcsin[T lane.Float](x T) T { return lane.Pick(x, arcsin32, arcsin64) }

// ArcsinCorrect is Arcsin, correctly rounded in float32.
func ArcsinCorrect[T lane.Float](x T) T { return lane.Pick(x, arcsinCorrect32, arcsin64) }

// Arccos returns the arc cosine of x, in radians; within 1 ULP in float32 and
// float64.
//
// Arccos(1) = 0; NaN for |x| > 1 and for NaN.
func Arccos[T lane.Float](x T) T { return lane.Pick(x, arccos32, arccos64) }

// ArccosCorrect is Arccos, correctly rounded in float32.
func ArccosCorrect[T lane.Float](x T) T { return lane.Pick(x, arccosCorrect32, arccos64) }

// asinParts64 returns s and l with asin(s + rest) = s + l, where s is a up to 1/2,
// and beyond the half angle's sine sqrt((1-a)/2), so that asin(a) = pi/2 - 2 (s + l).
func asinParts64(a float64) (s, l float64, far bool) {
	far = a > 0.5
	z := lane.Select(far, float64(0.5*(1-a)), float64(a*a)) // exact where far
	s = lane.Sqrt(z)
	// The rounding error of the square root; 0 at 0.
	e := lane.Select(z == 0, 0, lane.FMA(-s, s, z)*float64(0.5/s))
	s, e = lane.Select(far, s, a), lane.Select(far, e, 0)
	return s, lane.FMA(float64(z*s), asinTail64(z), e), far
}

func arcsin64(x float64) float64 {
	s, l, far := asinParts64(lane.Abs(x))
	w := halfPi1 - float64(2*s)
	r := w + (((halfPi1 - w) - float64(2*s)) + lane.FMA(-2, l, halfPiLo))
	return withSign(lane.Select(far, r, s+l), x)
}

// arccos64 is pi/2 - asin(x) near 0, and 2 (s + l) or pi less that beyond.
func arccos64(x float64) float64 {
	s, l, far := asinParts64(lane.Abs(x))
	neg := x < 0
	b := lane.Select(far, pi1, halfPi1)
	bl := lane.Select(far, piLo, halfPiLo)
	v := lane.Select(far, float64(2*s), s)
	vl := lane.Select(far, float64(2*l), l)
	// The sum b - v, or b + v for negative x near 0.
	plus := !far && neg
	v, vl = lane.Select(plus, -v, v), lane.Select(plus, -vl, vl)
	w := b - v
	r := w + (((b - w) - v) + (bl - vl))
	return lane.Select(far && !neg, float64(2*(s+l)), r)
}

// asinWide returns asin(a), or for a > 1/2 the half angle of asinParts64, with an
// error near 2^-53.
func asinWide(a float64) (r float64, far bool) {
	far = a > 0.5
	z := lane.Select(far, float64(0.5*(1-a)), float64(a*a))
	s := lane.Select(far, lane.Sqrt(z), a)
	return lane.FMA(float64(z*s), asinTail64(z), s), far
}

// arcsinCorrect32 evaluates in float64 and rounds once.
func arcsinCorrect32(x float32) float32 {
	r, far := asinWide(float64(lane.Abs(x)))
	return float32(withSign(lane.Select(far, lane.FMA(-2, r, halfPi1), r), float64(x)))
}

// arccosCorrect32 evaluates in float64 and rounds once.
func arccosCorrect32(x float32) float32 {
	r, far := asinWide(float64(lane.Abs(x)))
	neg := x < 0
	v := lane.Select(neg, halfPi1+r, halfPi1-r)
	w := lane.Select(neg, lane.FMA(-2, r, pi1), float64(2*r))
	c := float32(lane.Select(far, w, v))
	// In float64 these are midpoints of two float32 numbers.
	if x == 0x1.110b46p-26 {
		c = 0x1.921fb6p+0
	}
	if x == 0x1.04c444p-12 {
		c = 0x1.920f6ap+0
	}
	return c
}

// asinTail64 returns (asin(s) - s)/s^3 for z = s^2, |s| <= 1/2.
func asinTail64(z float64) float64 {
	q := lane.FMA(0x1.0badba34cbd6bp-5, z, -0x1.594d9f7ae4d1p-6)
	q = lane.FMA(q, z, 0x1.648f260561b85p-6)
	q = lane.FMA(q, z, 0x1.e2c4f7bee3e2dp-9)
	q = lane.FMA(q, z, 0x1.6173f2aadef34p-7)
	q = lane.FMA(q, z, 0x1.757b623f76dd9p-7)
	q = lane.FMA(q, z, 0x1.ca20d4b9f9ff5p-7)
	q = lane.FMA(q, z, 0x1.1c49e23f85219p-6)
	q = lane.FMA(q, z, 0x1.6e8bdfb14633bp-6)
	q = lane.FMA(q, z, 0x1.f1c71a8d2fbb2p-6)
	q = lane.FMA(q, z, 0x1.6db6db7228499p-5)
	q = lane.FMA(q, z, 0x1.333333332df3ap-4)
	return lane.FMA(q, z, 0x1.5555555555578p-3)
}

// asinParts32 is asinParts64 for float32.
func asinParts32(a float32) (s, l float32, far bool) {
	far = a > 0.5
	z := lane.Select(far, float32(0.5*(1-a)), float32(a*a)) // exact where far
	s = lane.Sqrt(z)
	e := lane.Select(z == 0, 0, lane.FMA(-s, s, z)*float32(0.5/s))
	s, e = lane.Select(far, s, a), lane.Select(far, e, 0)
	q := lane.FMA[float32](0x1.59c68p-5, z, 0x1.8bbb98p-6)
	q = lane.FMA(q, z, 0x1.7489ap-5)
	q = lane.FMA(q, z, 0x1.33016ep-4)
	q = lane.FMA(q, z, 0x1.5555cap-3)
	return s, lane.FMA(float32(z*s), q, e), far
}

// arcsin32 is arcsin64 for float32.
func arcsin32(x float32) float32 {
	s, l, far := asinParts32(lane.Abs(x))
	w := halfPi1F32 - float32(2*s)
	r := w + (((halfPi1F32 - w) - float32(2*s)) + lane.FMA(-2, l, halfPi2F32))
	return withSign(lane.Select(far, r, s+l), x)
}

// arccos32 is arccos64 for float32.
func arccos32(x float32) float32 {
	s, l, far := asinParts32(lane.Abs(x))
	neg := x < 0
	b := lane.Select(far, float32(2*halfPi1F32), halfPi1F32)
	bl := lane.Select(far, float32(2*halfPi2F32), halfPi2F32)
	v := lane.Select(far, float32(2*s), s)
	vl := lane.Select(far, float32(2*l), l)
	plus := !far && neg
	v, vl = lane.Select(plus, -v, v), lane.Select(plus, -vl, vl)
	w := b - v
	r := w + (((b - w) - v) + (bl - vl))
	return lane.Select(far && !neg, float32(2*(s+l)), r)
}
