// SPDX-License-Identifier: BSD-3-Clause

package kernels

import "github.com/arraygen/arraygen/spec/lane"

// Arctan2 returns the angle of the point (x, y), in (-pi, pi]; within 1 ULP in
// float32, which is evaluated in float64, and float64.
//
// Zeros count with their signs, and infinities as if both were equally far:
// the special values are those of C's atan2.
func Arctan2[T lane.Float](y, x T) T { return lane.Pick2(y, x, arctan2F32, arctan2F64) }

func arctan2F64(y, x float64) float64 {
	h, _ := atan264(y, x)
	return h
}

// atanTail32 returns (atan(q) - q)/q^3 for z = q^2, |q| <= 1, to the precision
// of float32.
func atanTail32(z float64) float64 {
	q := lane.FMA(-0x1.dee2d4f8b4fbfp-10, z, 0x1.6a80248bb2dedp-7)
	q = lane.FMA(q, z, -0x1.01a86fae8d422p-5)
	q = lane.FMA(q, z, 0x1.dd07ccc074a38p-5)
	q = lane.FMA(q, z, -0x1.58da6b1c61c75p-4)
	q = lane.FMA(q, z, 0x1.c0d1d183277eap-4)
	q = lane.FMA(q, z, -0x1.2426e68fa3b4dp-3)
	q = lane.FMA(q, z, 0x1.99927496f3bedp-3)
	return lane.FMA(q, z, -0x1.5555402e6da83p-2)
}

// arctan2F32 has in float64 the range for the quotient of any two float32, and
// digits to spare: neither scaling nor the rest of a sum is needed.
func arctan2F32(y, x float32) float32 {
	const far = 0x1p300 // the quotient of any float32 by it rounds to 0
	ax := float64(lane.Abs(x))
	ay := float64(lane.Abs(y))
	if ax > far {
		ax = far
	}
	if ay > far {
		ay = far
	}
	swap := ay > ax
	u := lane.Select(swap, ay, ax)
	v := lane.Select(swap, ax, ay)
	q := v / (u + 0x1p-300) // 0/0 is 0
	z := float64(q * q)
	a := lane.FMA(float64(z*q), atanTail32(z), q)
	if swap {
		a = halfPi1 - a
	}
	if lane.Signbit(x) {
		a = pi1 - a
	}
	return withSign(float32(a), y)
}

const (
	halfPiLo = halfPi2
	pi1      = 0x1.921fb54442d18p+1
	piLo     = 0x1.1a62633145c07p-53
	atanHalf = 0x1.dac670561bb4fp-2
	atanLo   = 0x1.a2b7f222f65e2p-56
	quartPi1 = 0x1.921fb54442d18p-1
	quartPi2 = 0x1.1a62633145c07p-55
)

// atanTail64 returns (atan(q) - q)/q^3 for z = q^2, |q| <= 7/16.
func atanTail64(z float64) float64 {
	q := lane.FMA(-0x1.0ad4c2165c2fdp-6, z, 0x1.2b44cc2004ac1p-5)
	q = lane.FMA(q, z, -0x1.97b4ec9d2ad95p-5)
	q = lane.FMA(q, z, 0x1.dde2e2f75aee1p-5)
	q = lane.FMA(q, z, -0x1.10d66b0af8368p-4)
	q = lane.FMA(q, z, 0x1.3b0f2b0e2f723p-4)
	q = lane.FMA(q, z, -0x1.745cdc560aa09p-4)
	q = lane.FMA(q, z, 0x1.c71c6fe23c61dp-4)
	q = lane.FMA(q, z, -0x1.2492492008595p-3)
	q = lane.FMA(q, z, 0x1.999999998ebc7p-3)
	return lane.FMA(q, z, -0x1.555555555550dp-2)
}

// atan264 returns the angle as its rounded value h and the rest l. With t the
// smaller of |x| and |y| over the greater, atan(t) = atan(c) + atan(q), where
// q = (t - c)/(1 + c t) and c is 0, 1/2 or 1, whichever is near; one division
// makes q out of |x| and |y|.
func atan264(y, x float64) (h, l float64) {
	ax, ay := lane.Abs(x), lane.Abs(y)
	swap := ay > ax
	u := lane.Select(swap, ay, ax)
	v := lane.Select(swap, ax, ay)
	inf := lane.Inf[float64](1)
	// Only the quotient counts: scale away from overflow, and from where its
	// remainder would underflow.
	s := lane.Select(u > 0x1p1000, 0x1p-100, lane.Select(v < 0x1p-900 && u < 0x1p700, 0x1p200, 1.0))
	v = lane.Select(u == inf, lane.Select(v == inf, 1.0, 0.0), float64(v*s))
	u = lane.Select(u == inf || u == 0, 1.0, float64(u*s))

	// A small quotient is scaled up, and back at the end: it and its remainder
	// may be subnormal.
	tiny := v < float64(u*0x1p-400)
	v = lane.Select(tiny, float64(v*0x1p300), v)

	a, al := atanRatio64(v, u)

	// x < 0: pi - a; swapped: pi/2 - a; both: pi/2 + a.
	neg := lane.Signbit(x)
	minus := neg != swap
	b := lane.Select(swap, halfPi1, lane.Select(neg, pi1, 0.0))
	bl := lane.Select(swap, halfPiLo, lane.Select(neg, piLo, 0.0))
	a = lane.Select(minus, -a, a)
	al = lane.Select(minus, -al, al)
	w := b + a
	wl := ((b - w) + a) + (al + bl)
	h = w + wl
	l = (w - h) + wl
	back := lane.Select(tiny && !swap && !neg, 0x1p-300, 1.0)
	h, l = float64(h*back), float64(l*back)
	h = lane.Select(x != x || y != y, lane.NaN[float64](), h)
	down := lane.Signbit(y)
	h = withSign(h, y)
	l = lane.Select(down, -l, l)
	return h, l
}

// atanRatio64 returns atan(v/u) as its rounded value a and the rest, for 0 <= v
// <= u. Neither may be so small that a rest of the division is subnormal.
func atanRatio64(v, u float64) (a, al float64) {
	half := v >= float64(u*0.4375)
	one := v >= float64(u*0.6875)
	c := lane.Select(one, 1.0, lane.Select(half, 0.5, 0.0))
	base := lane.Select(one, quartPi1, lane.Select(half, atanHalf, 0.0))
	rest := lane.Select(one, quartPi2, lane.Select(half, atanLo, 0.0))
	n := lane.FMA(-c, u, v) // exact
	d := lane.FMA(c, v, u)
	dl := lane.FMA(c, v, u-d)
	i := 1 / d
	q := float64(n * i)
	ql := float64(lane.FMA(-q, dl, lane.FMA(-q, d, n)) * i)
	z := float64(q * q)
	p := lane.FMA(float64(z*q), atanTail64(z), ql+rest)
	a = base + q
	al = ((base - a) + q) + p
	return a, al
}
