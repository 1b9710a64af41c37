// SPDX-License-Identifier: BSD-3-Clause

package kernels

import "github.com/arraygen/arraygen/spec/lane"

// Arctan returns the arc tangent of x, in radians; within 1 ULP in float32 and
// float64.
//
// Arctan(+-0) = +-0, Arctan(+-Inf) = +-pi/2, Arctan(NaN) = NaN.
func Arctan[T lane.Float](x T) T { return lane.Pick(x, arctan32, arctan64) }

// ArctanCorrect is Arctan, correctly rounded in float32.
func ArctanCorrect[T lane.Float](x T) T { return lane.Pick(x, arctanCorrect32, arctan64) }

// arctan64 is arctan2F64 with 1 for the second operand: the quotient needs no
// scaling.
func arctan64(x float64) float64 {
	t := lane.Abs(x)
	t = lane.Select(t > 0x1p100, 0x1p100, t) // pi/2 there; NaN stays
	swap := t > 1
	a, al := atanRatio64(lane.Select(swap, 1, t), lane.Select(swap, t, 1))
	w := halfPi1 - a
	wl := ((halfPi1 - w) - a) + (halfPiLo - al)
	r := a + al
	return withSign(lane.Select(swap, w+wl, r), x)
}

// arctanCorrect32 evaluates in float64 and rounds once.
func arctanCorrect32(x float32) float32 {
	t := float64(lane.Abs(x))
	t = lane.Select(t > 0x1p100, 0x1p100, t)
	swap := t > 1
	v, u := lane.Select(swap, 1, t), lane.Select(swap, t, 1)
	half := v >= float64(u*0.4375)
	one := v >= float64(u*0.6875)
	c := lane.Select(one, 1.0, lane.Select(half, 0.5, 0.0))
	base := lane.Select(one, quartPi1, lane.Select(half, atanHalf, 0.0))
	q := lane.FMA(-c, u, v) / lane.FMA(c, v, u)
	z := float64(q * q)
	a := base + lane.FMA(float64(z*q), atanTail64(z), q)
	r := float32(lane.Select(swap, halfPi1-a, a))
	// In float64 this one is a midpoint of two float32 numbers.
	if lane.Abs(x) == 0x1.1ad646p-4 {
		r = 0x1.1a6386p-4
	}
	return withSign(r, x)
}

// arctan32 is arctan64 for float32.
func arctan32(x float32) float32 {
	t := lane.Abs(x)
	t = lane.Select(t > 0x1p60, 0x1p60, t)
	swap := t > 1
	v, u := lane.Select(swap, 1, t), lane.Select(swap, t, 1)
	half := v >= float32(u*0.4375)
	one := v >= float32(u*0.6875)
	c := lane.Select(one, float32(1), lane.Select(half, float32(0.5), 0))
	base := lane.Select(one, float32(quartPi1F32), lane.Select(half, float32(atanHalfF32), 0))
	rest := lane.Select(one, float32(quartPi2F32), lane.Select(half, float32(atanLoF32), 0))
	n := lane.FMA(-c, u, v) // exact
	d := lane.FMA(c, v, u)
	dl := lane.FMA(c, v, u-d)
	i := 1 / d
	k := float32(n * i)
	kl := float32(lane.FMA(-k, dl, lane.FMA(-k, d, n)) * i)
	z := float32(k * k)
	q := lane.FMA[float32](-0x1.dd753cp-5, z, 0x1.ade268p-4)
	q = lane.FMA(q, z, -0x1.236fdap-3)
	q = lane.FMA(q, z, 0x1.998ep-3)
	q = lane.FMA(q, z, -0x1.555542p-2)
	p := lane.FMA(float32(z*k), q, kl+rest)
	a := base + k
	al := ((base - a) + k) + p
	w := halfPi1F32 - a
	wl := ((halfPi1F32 - w) - a) + (halfPi2F32 - al)
	return withSign(lane.Select(swap, w+wl, a+al), x)
}

const (
	atanHalfF32 = 0x1.dac67p-2
	atanLoF32   = 0x1.586ed4p-28
	quartPi1F32 = 0.5 * halfPi1F32
	quartPi2F32 = 0.5 * halfPi2F32
)
