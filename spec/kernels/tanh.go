// SPDX-License-Identifier: BSD-3-Clause

package kernels

import "github.com/arraygen/arraygen/spec/lane"

// Tanh returns the hyperbolic tangent of x; within 1 ULP in float32 and
// float64.
//
// Tanh(+-0) = +-0, Tanh(+-Inf) = +-1, Tanh(NaN) = NaN.
func Tanh[T lane.Float](x T) T { return lane.Pick(x, tanh32, tanh64) }

// TanhCorrect is Tanh, correctly rounded in float32.
func TanhCorrect[T lane.Float](x T) T { return lane.Pick(x, tanhCorrect32, tanh64) }

const (
	twoInvLn2 = 0x1.71547652b82fep+1
	halfLn2Hi = 0x1.62e42fefa39efp-2
	halfLn2Lo = 0x1.abc9e3b39803fp-57

	twoInvLn2F32 = 0x1.715476p+1
	halfLn2HiF32 = 0x1.62e43p-2
	halfLn2LoF32 = -0x1.05c61p-30
)

// expm1Double64 returns s and p such that e^2a = s + s p, where s is a power of
// two and p is returned as r and p/r, |r| <= ln(2)/4; a is at most 22.
func expm1Double64(a float64) (s, r, q float64) {
	m := lane.FMA(a, twoInvLn2, quadrant64)
	n := m - quadrant64
	d := lane.FMA(n, -halfLn2Lo, lane.FMA(n, -halfLn2Hi, a))
	p := lane.FMA(0x1.af4704e4b0f08p-15, d, 0x1.28b1329cc4c8p-12)
	p = lane.FMA(p, d, 0x1.71de06b9dc5a1p-10)
	p = lane.FMA(p, d, 0x1.a019957b49473p-8)
	p = lane.FMA(p, d, 0x1.a01a01a9e03d6p-6)
	p = lane.FMA(p, d, 0x1.6c16c1861c98ep-4)
	p = lane.FMA(p, d, 0x1.111111111065p-2)
	p = lane.FMA(p, d, 0x1.555555554fdbcp-1)
	p = lane.FMA(p, d, 0x1.5555555555556p+0)
	p = lane.FMA(p, d, 0x1.000000000000cp+1)
	p = lane.FMA(p, d, 2)
	return lane.Float64frombits(lane.Float64bits(m)<<52 + 1023<<52), d, p
}

// tanh64 is a polynomial below 1 and 1 - 2/(e^2|x| + 1) above, where a
// relative error of the exponential counts less than a quarter.
func tanh64(x float64) float64 {
	a := lane.Abs(x)
	if a > 22 {
		a = 22
	}
	z := float64(a * a)
	t := lane.FMA(-0x1.105b881b452dfp-24, z, 0x1.624641959b99p-21)
	t = lane.FMA(t, z, -0x1.cd6b812691ee3p-19)
	t = lane.FMA(t, z, 0x1.9f53a2b464b13p-17)
	t = lane.FMA(t, z, -0x1.2f1ed0dae6338p-15)
	t = lane.FMA(t, z, 0x1.8dac2b018a9ebp-14)
	t = lane.FMA(t, z, -0x1.f346799c4734ep-13)
	t = lane.FMA(t, z, 0x1.35232155aa757p-11)
	t = lane.FMA(t, z, -0x1.7d9c1e282ccdcp-10)
	t = lane.FMA(t, z, 0x1.d6d319c5840f9p-9)
	t = lane.FMA(t, z, -0x1.226e2f25db46cp-7)
	t = lane.FMA(t, z, 0x1.664f483c0e4efp-6)
	t = lane.FMA(t, z, -0x1.ba1ba1b83c1bbp-5)
	t = lane.FMA(t, z, 0x1.111111110dd7ap-3)
	t = lane.FMA(t, z, -0x1.5555555555517p-2)
	v := lane.FMA(float64(a*z), t, a)
	s, r, q := expm1Double64(a)
	if a >= 1 {
		v = 1 - 2/lane.FMA(float64(s*r), q, s+1)
	}
	return withSign(v, x)
}

// tanh32 is tanh64 with shorter polynomials.
func tanh32(x float32) float32 {
	a := lane.Abs(x)
	if a > 10 {
		a = 10
	}
	z := float32(a * a)
	t := lane.FMA[float32](-0x1.7b918p-12, z, 0x1.2f41c8p-9)
	t = lane.FMA(t, z, -0x1.04ed5ep-7)
	t = lane.FMA(t, z, 0x1.6038b6p-6)
	t = lane.FMA(t, z, -0x1.b96a22p-5)
	t = lane.FMA(t, z, 0x1.110c32p-3)
	t = lane.FMA(t, z, -0x1.55553ep-2)
	v := lane.FMA(float32(a*z), t, a)
	m := lane.FMA(a, twoInvLn2F32, quadrant32)
	n := m - quadrant32
	r := lane.FMA(n, -halfLn2LoF32, lane.FMA(n, -halfLn2HiF32, a))
	q := lane.FMA[float32](0x1.6d65c6p-4, r, 0x1.123abcp-2)
	q = lane.FMA(q, r, 0x1.5554d2p-1)
	q = lane.FMA(q, r, 0x1.55549p+0)
	q = lane.FMA(q, r, 2)
	q = lane.FMA(q, r, 2)
	s := lane.Float32frombits(lane.Float32bits(m)<<23 + 127<<23)
	if a >= 1 {
		v = 1 - 2/lane.FMA(float32(s*r), q, s+1)
	}
	return withSign(v, x)
}

// tanhCorrect32 is E/(E + 2) with E = e^2|x| - 1, evaluated in float64 and
// rounded once.
func tanhCorrect32(x float32) float32 {
	a := lane.Abs(float64(x))
	if a > 22 {
		a = 22
	}
	s, r, q := expm1Double64(a)
	e := lane.FMA(float64(s*r), q, s-1)
	return float32(withSign(e/(e+2), float64(x)))
}
