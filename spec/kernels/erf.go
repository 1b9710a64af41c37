// SPDX-License-Identifier: BSD-3-Clause

package kernels

import "github.com/arraygen/arraygen/spec/lane"

// Erf returns the error function of x; within 1 ULP in float64 and float32, which
// is evaluated in float64.
//
// Erf(+-0) = +-0, Erf(+-Inf) = +-1, Erf(NaN) = NaN.
func Erf[T lane.Float](x T) T { return lane.Pick(x, erf32, erf64) }

// Erfc returns the complementary error function, 1 - erf(x), with all its digits
// where it is small; within 1 ULP in float64 and float32, which is evaluated in
// float64. Subnormal results are rounded twice, and still within 1 ULP of their grid.
//
// Erfc(-Inf) = 2, Erfc(+Inf) = 0, Erfc(NaN) = NaN.
func Erfc[T lane.Float](x T) T { return lane.Pick(x, erfc32, erfc64) }

// NormCDF returns the distribution function of the standard normal distribution,
// erfc(-x/sqrt(2))/2; within 1 ULP in float64 and float32, which is evaluated in
// float64.
//
// NormCDF(-Inf) = 0, NormCDF(+Inf) = 1, NormCDF(NaN) = NaN.
func NormCDF[T lane.Float](x T) T { return lane.Pick(x, normCDF32, normCDF64) }

const (
	twoOverSqrtPi   = 0x1.20dd750429b6dp+0
	twoOverSqrtPiLo = 0x1.1ae3a914fed80p-56
	sqrtHalf        = 0x1.6a09e667f3bcdp-1
	sqrtHalfLo      = -0x1.bdd3413b26456p-55
)

// erfcScaled64 returns (1 + 2x) e^(x^2) erfc(x), which is from 1 to 1.25, as a sum
// for t = (x - 4)/(x + 4), x from 0 to 28. The
// substitution and the factor are those of M. M. Shepherd and J. G. Laframboise,
// "Chebyshev approximation of (1 + 2x) exp(x^2) erfc x", Math. Comp. 36 (1981).
func erfcScaled64(t float64) (h, l float64) {
	s := float64(t * t)
	even := lane.FMA(0x1.0c85833b1c22p-32, s, 0x1.b5359a36f0ccap-30)
	even = lane.FMA(even, s, -0x1.3f4f7383588c3p-26)
	even = lane.FMA(even, s, 0x1.47979c59b59ep-24)
	even = lane.FMA(even, s, 0x1.39c65113bebfap-22)
	even = lane.FMA(even, s, -0x1.78851bdb87148p-17)
	even = lane.FMA(even, s, 0x1.3be03e24b6561p-13)
	even = lane.FMA(even, s, -0x1.8d4a99e491216p-11)
	even = lane.FMA(even, s, -0x1.09623885227cbp-6)
	even = lane.FMA(even, s, -0x1.0fb06dfe48c51p-4)
	even = lane.FMA(even, s, -0x1.9ddb23c3e914p-4)
	even = lane.FMA(even, s, 0x1.f7f5df66fd7cbp-7)
	odd := lane.FMA(0x1.0879537660834p-29, s, -0x1.161e9efd4d8aep-26)
	odd = lane.FMA(odd, s, 0x1.e50ce1e0b4dc5p-24)
	odd = lane.FMA(odd, s, -0x1.bc5e2adc75bdep-21)
	odd = lane.FMA(odd, s, 0x1.7f3fdcc3a4969p-18)
	odd = lane.FMA(odd, s, -0x1.995b673cf002dp-16)
	odd = lane.FMA(odd, s, -0x1.a1df14b533ee8p-13)
	odd = lane.FMA(odd, s, 0x1.49c67270fb2c9p-8)
	odd = lane.FMA(odd, s, 0x1.3079edf6c4b9fp-5)
	odd = lane.FMA(odd, s, 0x1.7fee004e1088p-4)
	odd = lane.FMA(odd, s, 0x1.16ecefcfa545p-4)
	odd = lane.FMA(odd, s, -0x1.1df1ad154a28fp-3)
	h, l = fastTwoSum64(0x1.3ba5916e9fd7fp+0, lane.FMA(s, even, float64(t*odd)))
	return h, l - 0x1.ab53ac4102898p-55
}

// erfcSum64 returns h, l and m such that erfc(x + xl) = 2^n (h + l) for x from 0 to
// 28, where e + el is the square of x + xl and n + 2046 is in the low bits of m.
func erfcSum64(x, xl, e, el float64) (h, l, m float64) {
	d, dl := twoSum64(x, 4)
	f := lane.FMA(2, x, 1)
	fl := lane.FMA(2, x, 1-f) + float64(2*xl)
	i := 1 / float64(d*f) // one division for both quotients
	j := float64(i * f)
	n, nl := twoSum64(x, -4)
	t := float64(n * j)
	tl := float64((lane.FMA(-t, d, n) + (lane.FMA(-t, dl, nl) + float64(xl*(1-t)))) * j)
	g, gl := erfcScaled64(t)
	k := float64(i * d)
	q := float64(g * k)
	// What tl adds to g: its slope is 2 q + (1 + 2x)(2 x q - 2/sqrt(pi)) by x.
	slope := lane.FMA(f, lane.FMA(float64(2*x), q, -twoOverSqrtPi), float64(2*q))
	gl = lane.FMA(float64(tl*float64(float64(d*d)*0.125)), slope, gl)
	ql := float64((lane.FMA(-q, f, g) + lane.FMA(-q, fl, gl)) * k)

	m = lane.FMA(-e, invLn2, round64)
	c := m - round64
	r0 := lane.FMA(c, -ln2Hi, -e) // exact
	t0 := lane.FMA(c, -ln2Lo, -el)
	r := r0 + t0
	s := (r0 - r) + t0
	w := 1 + r
	wl := lane.FMA(float64(r*r), expTail64(r), ((1-w)+r)+lane.FMA(s, r, s))
	h, l = timesPair64(w, wl, q, ql)
	h, l = fastTwoSum64(h, l)
	return h, l, m
}

// erfNear64 returns erf(x + xl) as a sum for 0 <= x <= 1/2.
func erfNear64(x, xl float64) (h, l float64) {
	z := float64(x * x)
	q := lane.FMA(0x1.cbe613bfd4f28p-26, z, -0x1.81a6819af02cdp-23)
	q = lane.FMA(q, z, 0x1.bc3492128dd78p-20)
	q = lane.FMA(q, z, -0x1.f4e81317d3edfp-17)
	q = lane.FMA(q, z, 0x1.f9a3a1c3d4e08p-14)
	q = lane.FMA(q, z, -0x1.c02db5ab1e5ecp-11)
	q = lane.FMA(q, z, 0x1.565bcd11e99e5p-8)
	q = lane.FMA(q, z, -0x1.b82ce31291007p-6)
	q = lane.FMA(q, z, 0x1.ce2f21a042c7cp-4)
	q = lane.FMA(q, z, -0x1.812746b0379e7p-2)
	h = float64(x * twoOverSqrtPi)
	xl = float64(xl * lane.FMA(float64(3*z), q, twoOverSqrtPi))
	l = lane.FMA(float64(x*z), q, lane.FMA(x, twoOverSqrtPiLo, lane.FMA(x, twoOverSqrtPi, -h)+xl))
	return fastTwoSum64(h, l)
}

func erf64(x float64) float64 {
	a := lane.Abs(x)
	p, _ := erfNear64(a, 0)
	b := minimum64(a, 6) // erf(6) rounds to 1
	e := float64(b * b)
	h, l, m := erfcSum64(b, 0, e, lane.FMA(b, b, -e))
	s := lane.Float64frombits((lane.Float64bits(m) << 52) - 1023<<52)
	return withSign(lane.Select(a < 0.5, p, lessSum64(1, float64(h*s), float64(l*s))), x)
}

// erfc64 is 1 - erf(x) near 0, where erfcScaled64 is steep.
func erfc64(x float64) float64 {
	a := minimum64(lane.Abs(x), 28)
	e := float64(a * a)
	h, l, m := erfcSum64(a, 0, e, lane.FMA(a, a, -e))
	p, pl := erfNear64(a, 0)
	v := lane.Select(x < 0, lessScaled64(2, h, l, m), scaleSum64(h, l, m))
	return lane.Select(a < 0.5, lessSum64(1, withSign(p, x), withSign(pl, x)), v)
}

// lessSum64 returns y - (h + l) for y not below |h|.
func lessSum64(y, h, l float64) float64 {
	u := y - h
	return u + (((y - u) - h) - l)
}

// lessScaled64 returns y - 2^n (h + l) for y from 1 to 2, n + 2046 being in the low
// bits of m.
func lessScaled64(y, h, l, m float64) float64 {
	return lessSum64(y, scale64(h, m), scale64(l, m))
}

func normCDF64(x float64) float64 {
	y := minimum64(lane.Abs(x), 39.5)
	a := float64(y * sqrtHalf)
	al := lane.FMA(y, sqrtHalfLo, lane.FMA(y, sqrtHalf, -a))
	b := float64(0.5 * y)
	e := float64(b * y)
	h, l, m := erfcSum64(a, al, e, lane.FMA(b, y, -e))
	m--
	v := lane.Select(x > 0, lessScaled64(1, h, l, m), scaleSum64(h, l, m))
	p, pl := erfNear64(a, al)
	p, pl = float64(-0.5*p), float64(-0.5*pl)
	return lane.Select(a < 0.5, lessSum64(0.5, withSign(p, x), withSign(pl, x)), v)
}

// erfcWide returns e^-e erfc-scaled(x)/(1 + 2x) with an error near 2^-51, e being x^2
// and x from 0 to 28: erfcSum64 without the second parts.
func erfcWide(x, e float64) float64 {
	d := x + 4
	f := lane.FMA(2, x, 1)
	i := 1 / float64(d*f)
	h, l := erfcScaled64(float64((x - 4) * float64(i*f)))
	return float64(expWide(-e) * float64((h+l)*float64(i*d)))
}

func erf32(x float32) float32 {
	a := float64(lane.Abs(x))
	h, _ := erfNear64(a, 0)
	b := minimum64(a, 4)
	return withSign(float32(lane.Select(a < 0.5, h, 1-erfcWide(b, float64(b*b)))), x)
}

func erfc32(x float32) float32 {
	a := minimum64(float64(lane.Abs(x)), 11)
	v := erfcWide(a, float64(a*a))
	return float32(lane.Select(x < 0, 2-v, v))
}

func normCDF32(x float32) float32 {
	a := minimum64(float64(lane.Abs(x)), 15)
	v := float64(0.5 * erfcWide(float64(a*sqrtHalf), float64(float64(0.5*a)*a)))
	return float32(lane.Select(x > 0, 1-v, v))
}
