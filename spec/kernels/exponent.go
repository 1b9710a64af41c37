// SPDX-License-Identifier: BSD-3-Clause

package kernels

import "github.com/arraygen/arraygen/spec/lane"

// Ldexp64 returns x 2^n, rounded once.
func Ldexp64(x float64, n int64) float64 {
	m, e := significand64(x)
	e += min(max(n, -6000), 6000)
	e = min(max(e, -1080), 1030)
	// m 2^h is normal, so only the second product is rounded.
	h := e >> 1
	r := float64(float64(withSign(m, x)*power64(h)) * power64(e-h))
	return lane.Select(x == 0 || x-x != 0, x+x, r)
}

// Ldexp32 is Ldexp64 for float32: the product is exact in float64 wherever it is
// not far outside of float32's range.
func Ldexp32(x float32, n int64) float32 {
	return float32(float64(x) * power64(min(max(n, -400), 400)))
}

// power64 returns 2^n for n from -1022 to 1023.
func power64(n int64) float64 { return lane.Float64frombits(uint64(n+1023) << 52) }

// significand64 returns m from 1 up to 2 and e with |x| = m 2^e, for x finite
// and not 0.
func significand64(x float64) (m float64, e int64) {
	a := lane.Abs(x)
	small := a < 0x1p-1022
	b := lane.Float64bits(lane.Select(small, float64(a*0x1p54), a))
	e = int64(b>>52) - lane.Select(small, int64(1023+54), 1023)
	return lane.Float64frombits(b&(1<<52-1) | 1023<<52), e
}

// Frexp64 returns m and n with x = m 2^n, |m| from 1/2 up to 1; x itself and 0 for
// zeros, infinities and NaN.
func Frexp64(x float64) (m float64, n int32) {
	s, e := significand64(x)
	plain := x != 0 && x-x == 0
	return lane.Select(plain, lane.Copysign(float64(0.5*s), x), x+x), int32(lane.Select(plain, e+1, 0))
}

// Frexp32 is Frexp64 for float32.
func Frexp32(x float32) (m float32, n int32) {
	a := lane.Abs(x)
	small := a < 0x1p-126
	b := lane.Float32bits(lane.Select(small, float32(a*0x1p24), a))
	e := int32(b>>23) - lane.Select(small, int32(126+24), 126)
	s := lane.Float32frombits(b&(1<<23-1) | 126<<23)
	plain := x != 0 && x-x == 0
	return lane.Select(plain, lane.Copysign(s, x), x+x), lane.Select(plain, e, 0)
}

// Modf returns the fraction and the integral part of x, both with its sign; the
// fraction of an infinity is 0.
func Modf[T lane.Float](x T) (fraction, integral T) {
	integral = lane.Trunc(x)
	fraction = lane.Select(lane.Abs(x) == lane.Inf[T](1), 0, x-integral)
	return lane.Select(x != x, x+x, lane.Copysign(fraction, x)), integral
}

// Heaviside returns 0 for x below 0, y at 0, 1 above, and NaN for NaN.
func Heaviside[T lane.Float](x, y T) T {
	r := lane.Select(x > 0, T(1), 0)
	r = lane.Select(x == 0, lane.Canonical(y), r)
	return lane.Select(x != x, lane.NaN[T](), r)
}
