// SPDX-License-Identifier: BSD-3-Clause

package kernels

import "github.com/arraygen/arraygen/spec/lane"

// Arcsinh returns the inverse hyperbolic sine of x; within 1 ULP in float64, and
// correctly rounded in float32, which is evaluated in float64.
//
// Arcsinh(+-0) = +-0, Arcsinh(+-Inf) = +-Inf, Arcsinh(NaN) = NaN.
func Arcsinh[T lane.Float](x T) T { return lane.Pick(x, arcsinh32, arcsinh64) }

// Arccosh returns the inverse hyperbolic cosine of x; within 1 ULP in float64, and
// correctly rounded in float32, which is evaluated in float64.
//
// Arccosh(1) = 0, Arccosh(+Inf) = +Inf; NaN for x < 1 and for NaN.
func Arccosh[T lane.Float](x T) T { return lane.Pick(x, arccosh32, arccosh64) }

// Arctanh returns the inverse hyperbolic tangent of x; within 1 ULP in float64, and
// correctly rounded in float32, which is evaluated in float64.
//
// Arctanh(+-0) = +-0, Arctanh(+-1) = +-Inf; NaN for |x| > 1 and for NaN.
func Arctanh[T lane.Float](x T) T { return lane.Pick(x, arctanh32, arctanh64) }

// From here on x + sqrt(x^2 +- 1) is 2 x in float64, and more than 60 bits of it
// right.
const hyperbolicLarge = 0x1p30

// logSum64 returns log(v + l) + n ln2, for v >= 1 and l below its last place; the
// sum is accurate near 1 too. See log1pFull64.
func logSum64(v, l, n float64) float64 {
	f, k := splitBits64(lane.Float64bits(v) - sqrtHalfLess)
	e := float64(l * inversePower64(k))
	h2, t := log1p64(f)
	t += lane.FMA(-e, lane.FMA(-f, f, f), e)
	k += n
	a := float64(k * ln2Head) // exact
	h := a + f
	hl := (a - h) + f
	g := h - h2
	gl := (h - g) - h2
	return g + (gl + (hl + lane.FMA(k, ln2Rest, t)))
}

// arcsinh64 is the logarithm of a + sqrt(a^2 + 1), kept in two parts.
func arcsinh64(x float64) float64 {
	a := lane.Abs(x)
	far := a > hyperbolicLarge
	b := lane.Select(far, 1.0, a)
	p := float64(b * b)
	q, ql := twoSum64(1, p)
	ql += lane.FMA(b, b, -p)
	s := lane.Sqrt(q)
	sl := float64((lane.FMA(-s, s, q) + ql) * (0.5 / s))
	v, vl := fastTwoSum64(s, b) // s is above b
	v = lane.Select(far, a, v)
	vl = lane.Select(far, 0, vl+sl)
	r := logSum64(v, vl, lane.Select(far, 1.0, 0))
	r = lane.Select(a < 0x1p-28, lane.FMA(float64(a*a), float64(a*(-1.0/6)), a), r)
	return withSign(lane.Select(a < lane.Inf[float64](1), r, a), x)
}

// arccosh64 is the logarithm of x + sqrt(x^2 - 1), kept in two parts.
func arccosh64(x float64) float64 {
	far := x > hyperbolicLarge
	b := lane.Select(far, 1.0, x)
	p := float64(b * b)
	h := p - 1 // exact up to 2, and else the rest is
	q, ql := fastTwoSum64(h, lane.FMA(b, b, -p)+((p-h)-1))
	s := lane.Sqrt(q)
	sl := lane.Select(q == 0, 0, float64((lane.FMA(-s, s, q)+ql)*(0.5/s)))
	v, vl := fastTwoSum64(b, s)
	v = lane.Select(far, x, v)
	vl = lane.Select(far, 0, vl+sl)
	r := logSum64(v, vl, lane.Select(far, 1.0, 0))
	r = lane.Select(x < lane.Inf[float64](1), r, x+x)
	return lane.Select(x < 1, lane.NaN[float64](), r)
}

// atanhSeries64 returns (atanh(s) - s)/s^3 for z = s^2, |s| <= 0.2.
func atanhSeries64(z float64) float64 {
	q := lane.FMA(0x1.1ba47699cc573p-4, z, 0x1.0dc697404cfe6p-4)
	q = lane.FMA(q, z, 0x1.3b3609928ab1ep-4)
	q = lane.FMA(q, z, 0x1.745c48c4c30e6p-4)
	q = lane.FMA(q, z, 0x1.c71c7497d071bp-4)
	q = lane.FMA(q, z, 0x1.24924921dcae6p-3)
	q = lane.FMA(q, z, 0x1.999999999c1cfp-3)
	return lane.FMA(q, z, 0x1.555555555554fp-2)
}

// arctanh64 is half the logarithm of (1+a)/(1-a) = 2^k m. With s = (m-1)/(m+1)
// that of m is 2 atanh(s), and one division makes s out of a and k.
func arctanh64(x float64) float64 {
	a := lane.Abs(x)
	u, ul := fastTwoSum64(1, a)
	c, cl := fastTwoSum64(1, -a)
	k, pw := ratioPower64(u, c)
	w := float64(pw * c)
	n := u - w // exact: m is in [2/3, 3/2]
	nl := lane.FMA(-pw, cl, ul)
	d, dl := fastTwoSum64(u, w)
	dl += lane.FMA(pw, cl, ul)
	i := 1 / d
	s := float64(n * i)
	sl := float64((lane.FMA(-s, d, n) + lane.FMA(-s, dl, nl)) * i)
	s, sl = lane.Select(k == 0, a, s), lane.Select(k == 0, 0, sl)
	z := float64(s * s)
	b := float64(k * (0.5 * ln2Head)) // exact
	h := b + s
	hl := (b - h) + s
	r := h + (hl + lane.FMA(k, 0.5*ln2Rest, lane.FMA(float64(z*s), atanhSeries64(z), sl)))
	return withSign(atanhSpecial(a, r), x)
}

// ratioPower64 returns the k with u/c about in 2^k [2/3, 3/2], and 2^k, for u and
// c in [2^-53, 2].
func ratioPower64(u, c float64) (k, power float64) {
	b := lane.Float64bits(u) - lane.Float64bits(c) + 1<<51
	e := lane.Float64frombits(b>>52 | 0x433<<52)
	return e - 0x1p52, lane.Float64frombits(b&^(1<<52-1) + 1023<<52)
}

// atanhSpecial returns r, or what atanh(a) is from 1 on.
func atanhSpecial(a, r float64) float64 {
	r = lane.Select(a == 1, lane.Inf[float64](1), r)
	return lane.Select(a <= 1, r, lane.NaN[float64]())
}

// logSumWide is logSum64 with an error near 2^-52, and v alone.
func logSumWide(v, l float64) float64 {
	f, k := splitBits64(lane.Float64bits(v) - sqrtHalfLess)
	e := float64(l * inversePower64(k))
	h, t := log1p64(f)
	return lane.FMA(k, ln2Head, f-(h-lane.FMA(k, ln2Rest, t+e)))
}

// arcsinh32 evaluates in float64 and rounds once.
func arcsinh32(x float32) float32 {
	a := float64(lane.Abs(x))
	s := lane.Sqrt(lane.FMA(a, a, 1)) // no overflow for a float32
	v, l := fastTwoSum64(s, a)
	r := logSumWide(v, l)
	r = lane.Select(a < 0x1p-9, lane.FMA(float64(a*a), float64(a*lane.FMA(float64(a*a), 0x1.3333333333333p-4, -0x1.5555555555555p-3)), a), r)
	r = lane.Select(a < lane.Inf[float64](1), r, a)
	return float32(withSign(r, float64(x)))
}

// arccosh32 evaluates in float64 and rounds once. The square of a float32 less 1
// is exact up to 2^26.
func arccosh32(x float32) float32 {
	a := float64(x)
	s := lane.Sqrt(lane.FMA(a, a, -1))
	v, l := fastTwoSum64(a, s)
	r := lane.Select(a < lane.Inf[float64](1), logSumWide(v, l), a)
	return float32(lane.Select(a < 1, lane.NaN[float64](), r))
}

// arctanh32 evaluates in float64, where 1 - a and 1 + a are exact, and rounds
// once.
func arctanh32(x float32) float32 {
	a := float64(lane.Abs(x))
	u, c := 1+a, 1-a
	k, pw := ratioPower64(u, c)
	w := float64(pw * c)
	s := lane.Select(k == 0, a, (u-w)/(u+w))
	z := float64(s * s)
	r := lane.FMA(k, 0.5*ln2Hi, lane.FMA(float64(z*s), atanhSeries64(z), s))
	return float32(withSign(atanhSpecial(a, r), float64(x)))
}
