// SPDX-License-Identifier: BSD-3-Clause

package kernels

import "github.com/arraygen/arraygen/spec/lane"

// Cbrt returns the cube root of x; within 1 ULP in float32 and float64.
//
// Cbrt(+-0) = +-0, Cbrt(+-Inf) = +-Inf, Cbrt(NaN) = NaN.
func Cbrt[T lane.Float](x T) T { return lane.Pick(x, cbrt32, cbrt64) }

// CbrtCorrect is Cbrt, correctly rounded in float32.
func CbrtCorrect[T lane.Float](x T) T { return lane.Pick(x, cbrtCorrect32, cbrt64) }

// cbrtSplit64 returns m, s and p with |x| = m p^3, m from 1 up to 8, p a power of
// two, and s near m^(-1/3), for x finite and not 0.
func cbrtSplit64(x float64) (m, s, p float64) {
	a := lane.Abs(x)
	small := a < 0x1p-1022
	b := lane.Float64bits(lane.Select(small, float64(a*0x1p54), a))
	m = lane.Float64frombits(b&(1<<52-1) | 1023<<52)
	e := lane.Float64frombits(b>>52|0x433<<52) - (0x1p52 + 1023)
	e = lane.Select(small, e-54, e)
	j := lane.Floor(lane.FMA(e, 0x1.5555555555555p-2, 0x1.5555555555555p-3)) // (e + 1/2)/3
	i := lane.FMA(j, -3, e)                                                  // 0, 1 or 2
	q := lane.FMA(0x1.d46afec5666e2p-6, m, -0x1.c51513374b46ap-3)
	q = lane.FMA(q, m, 0x1.64148539a2d0bp-1)
	q = lane.FMA(q, m, -0x1.2c4105df22dadp+0)
	q = lane.FMA(q, m, 0x1.ab8541be7331dp+0)
	s = float64(q * lane.Select(i == 0, 1.0, lane.Select(i == 1, 0x1.965fea53d6e3dp-1, 0x1.428a2f98d728bp-1)))
	m = float64(m * lane.Select(i == 0, 1.0, lane.Select(i == 1, 2.0, 4.0)))
	p = lane.Float64frombits((lane.Float64bits(j+0x1.8p52) + 1023) << 52)
	return m, s, p
}

// cbrtRefine64 returns m^(-1/3) to 40 bits and more of s with a relative error
// below 2^-12: with e = 1 - m s^3 it is s (1 + e/3 + 2/9 e^2 + 14/81 e^3).
func cbrtRefine64(m, s float64) float64 {
	e := lane.FMA(float64(-m*s), float64(s*s), 1)
	q := lane.FMA(e, 0x1.61f9add3c0ca4p-3, 0x1.c71c71c71c71cp-3)
	q = lane.FMA(e, q, 0x1.5555555555555p-2)
	return lane.FMA(float64(s*e), q, s)
}

// cbrt64 takes m times the square of m^(-1/3) and corrects it by its residual,
// which is computed exactly.
func cbrt64(x float64) float64 {
	m, s, p := cbrtSplit64(x)
	s = cbrtRefine64(m, s)
	t := float64(s * s)
	c := float64(m * t)
	h := float64(c * c)
	r := lane.FMA(-h, c, m) - float64(lane.FMA(c, c, -h)*c)
	y := lane.FMA(float64(t*0x1.5555555555555p-2), r, c)
	return lane.Select(x == 0 || x-x != 0, x+x, withSign(float64(y*p), x))
}

// cbrtCorrect32 evaluates in float64 and rounds once.
func cbrtCorrect32(x float32) float32 {
	w := float64(x)
	m, s, p := cbrtSplit64(w)
	s = cbrtRefine64(m, s)
	t := float64(s * s)
	c := float64(m * t)
	y := lane.FMA(float64(t*0x1.5555555555555p-2), lane.FMA(float64(-c*c), c, m), c)
	return float32(lane.Select(w == 0 || w-w != 0, w+w, withSign(float64(y*p), w)))
}

// cbrt32 is cbrt64 for float32.
func cbrt32(x float32) float32 {
	a := lane.Abs(x)
	small := a < 0x1p-126
	b := lane.Float32bits(lane.Select(small, float32(a*0x1p24), a))
	m := lane.Float32frombits(b&(1<<23-1) | 127<<23)
	e := float32(int32(b>>23)) - lane.Select(small, float32(127+24), 127)
	j := lane.Floor(lane.FMA(e, 0x1.555556p-2, 0x1.555556p-3))
	i := lane.FMA(j, -3, e)
	q := lane.FMA[float32](-0x1.990b9cp-5, m, 0x1.455cbap-2)
	q = lane.FMA(q, m, -0x1.9eaf2cp-1)
	q = lane.FMA(q, m, 0x1.8ab82ap+0)
	s := float32(q * lane.Select(i == 0, float32(1), lane.Select(i == 1, float32(0x1.965feap-1), 0x1.428a3p-1)))
	m = float32(m * lane.Select(i == 0, float32(1), lane.Select(i == 1, float32(2), 4)))
	p := lane.Float32frombits((lane.Float32bits(j+0x1.8p23) + 127) << 23)
	d := lane.FMA(float32(-m*s), float32(s*s), 1)
	s = lane.FMA(float32(s*d), lane.FMA[float32](d, 0x1.c71c72p-3, 0x1.555556p-2), s)
	t := float32(s * s)
	c := float32(m * t)
	h := float32(c * c)
	r := lane.FMA(-h, c, m) - float32(lane.FMA(c, c, -h)*c)
	y := lane.FMA(float32(t*0x1.555556p-2), r, c)
	return lane.Select(x == 0 || x-x != 0, x+x, withSign(float32(y*p), x))
}
