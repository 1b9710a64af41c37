// SPDX-License-Identifier: BSD-3-Clause

package kernels

import "github.com/arraygen/arraygen/spec/lane"

// Lgamma returns log|gamma(x)|; within 1 ULP in float64 and float32, which is
// evaluated in float64.
//
// It is +Inf at 0, at the negative integers and at both infinities; Lgamma(NaN) = NaN.
func Lgamma[T lane.Float](x T) T { return lane.Pick(x, lgamma32, lgamma64) }

const (
	oneLessEuler   = 0x1.b0ee6072093cep-2 // 1 - Euler's constant
	oneLessEulerLo = 0x1.6cb90701fbfabp-58
	stirling       = 0x1.acfe390c97d69p-2 // log(2 pi)/2 - 1/2
	stirlingLo     = 0x1.3494bc9001442p-56
	logPi          = 0x1.250d048e7a1bdp+0
	logPiLo        = 0x1.7abf2ad8d5088p-57
)

func lgamma64(x float64) float64 {
	h, l := lgammaSum64(x)
	v := lgammaSpecial64(x, h+l)
	if lane.Rare(x < -2 && lane.Abs(v) < 0.25) {
		return LgammaNearZero(x)
	}
	return v
}

func lgamma32(x float32) float32 {
	w := float64(x)
	h, l := lgammaSum64(w)
	return float32(lgammaSpecial64(w, h+l))
}

// lgammaSpecial64 returns v, or what log|gamma(x)| is where it is no number.
func lgammaSpecial64(x, v float64) float64 {
	inf := lane.Inf[float64](1)
	v = lane.Select(x <= 0 && lane.Trunc(x) == x || lane.Abs(x) == inf || x > 0x1.754d9278b51a7p1014, inf, v)
	return lane.Select(x != x, x+x, v)
}

// lgammaSum64 returns log|gamma(x)| as a sum with an error near 2^-58, and relative
// to a result that is small near 1 and 2. It is Stirling's series at a = |x| from 6
// on, and at a + 6 before, less log(a (a+1) ... (a+5)); near 1 and 2 it is a
// polynomial, and for x < 0 the reflection |gamma(x) gamma(-x)| = pi/|x sin(pi x)|.
func lgammaSum64(x float64) (h, l float64) {
	a := lane.Abs(x)
	minus := x < -0x1p-70 // where it is not -log|x|
	far := a >= 6

	// The product of the factors is t (t+4) (t+6) for t = a (a+5).
	b, bl := twoSum64(a, 5)
	t, tl := productPair64(b, bl, a, 0)
	u, ul := plusPair64(t, tl, 4, 0)
	v, vl := plusPair64(t, tl, 6, 0)
	u, ul = productPair64(u, ul, v, vl)
	// For x < 0 the factor a of the product and that of the reflection cancel.
	u, ul = productPair64(u, ul, lane.Select(minus, b, t), lane.Select(minus, bl, tl))
	u, ul = lane.Select(far, 1, u), lane.Select(far, 0, ul)
	s, sl := sinPi64(a)
	s, sl = productPair64(s, sl, lane.Select(far, a, 1), 0)
	q, ql := quotientPair64(u, ul, s, sl)
	near := lane.Abs(x-1) <= 0.25
	other := lane.Abs(x-2) <= 0.25
	q = lane.Select(minus, q, lane.Select(near, x, lane.Select(other, 1, u)))
	ql = lane.Select(minus, ql, lane.Select(near || other, 0, ul))
	q, ql = logOfPair64(q, ql)

	y, yl := twoSum64(a, 6)
	y, yl = lane.Select(far, a, y), lane.Select(far, 0, yl)
	h, l = stirling64(y, yl)
	p, pl := lgammaNear64(lane.Select(near, x-1, x-2))
	h, l = lane.Select(near || other, p, h), lane.Select(near || other, pl, l)
	r, rl := plusPair64(logPi, logPiLo, -h, -l)
	h, l = lane.Select(minus, r, h), lane.Select(minus, rl, l)
	sum, rest := plusPair64(h, l, lane.Select(minus, q, -q), lane.Select(minus, ql, -ql))
	// The log of the last places is nothing beside a large result, and no number if that overflows.
	huge := x > 0x1p900
	return lane.Select(huge, h, sum), lane.Select(huge, 0, rest)
}

// sinPi64 returns |sin(pi a)| for a >= 0.
func sinPi64(a float64) (h, l float64) {
	w := lane.Abs(a - lane.RoundEven(a))
	past := w > 0.25
	w = lane.Select(past, 0.5-w, w)
	r := float64(w * pi1)
	t := lane.FMA(w, piLo, lane.FMA(w, pi1, -r))
	s, sl, d, dl := sineVersine64(r, t)
	c, cl := plusPair64(1, 0, -d, -dl)
	return lane.Select(past, c, s), lane.Select(past, cl, sl)
}

// logOfPair64 returns log(x + xl) for a positive pair, with all digits near 1.
func logOfPair64(x, xl float64) (h, l float64) {
	f, k := split64(x)
	fl := lane.Select(x < 0x1p-900, 0, float64(xl*inversePower64(k)))
	return logPairOf64(f, fl, k)
}

// stirling64 returns log(gamma(y + yl)) for y from 6 on, (y - 1/2)(log(y) - 1) +
// log(2 pi)/2 - 1/2 + 1/(12 y) - ...
func stirling64(y, yl float64) (h, l float64) {
	e, el := logOfPair64(y, yl)
	e, el = plusPair64(e, el, -1, 0)
	g, gl := twoSum64(y, -0.5)
	h, l = timesPair64(e, el, g, gl+yl)
	h, l = plusPair64(h, l, stirling, stirlingLo)
	i := 1 / y
	z := float64(i * i)
	q := lane.FMA(-0x1.5233868638001p-2, z, 0x1.4bcda5b83e212p-6)
	q = lane.FMA(q, z, 0x1.1627f79a7e4cfp-8)
	q = lane.FMA(q, z, -0x1.e988f43e33e3cp-10)
	q = lane.FMA(q, z, 0x1.b8fb0435f6cbfp-11)
	q = lane.FMA(q, z, -0x1.3812e47ffe967p-11)
	q = lane.FMA(q, z, 0x1.a01a0114baaeep-11)
	q = lane.FMA(q, z, -0x1.6c16c16c0ae41p-9)
	q = lane.FMA(q, z, 0x1.5555555555555p-4)
	return plusPair64(h, l, float64(q*i), 0)
}

// lgammaNear64 returns log(gamma(2 + u)) for |u| <= 1/4.
func lgammaNear64(u float64) (h, l float64) {
	q := lane.FMA(0x1.6ed2e353b2769p-18, u, -0x1.21886d9adbdf6p-19)
	q = lane.FMA(q, u, 0x1.be31155fb536cp-19)
	q = lane.FMA(q, u, -0x1.3c52cdaf2356dp-17)
	q = lane.FMA(q, u, 0x1.59b3fb3515fe6p-16)
	q = lane.FMA(q, u, -0x1.78dfca193ffbep-15)
	q = lane.FMA(q, u, 0x1.a122a7f89bdcbp-14)
	q = lane.FMA(q, u, -0x1.d3fd49b9f49f4p-13)
	q = lane.FMA(q, u, 0x1.0b36b3a477a81p-11)
	q = lane.FMA(q, u, -0x1.38ac5c2d63606p-10)
	q = lane.FMA(q, u, 0x1.7add6eaa415eep-9)
	q = lane.FMA(q, u, -0x1.e404fc218eaap-8)
	q = lane.FMA(q, u, 0x1.51322ac7d8ec2p-6)
	q = lane.FMA(q, u, -0x1.13e001a557607p-4)
	q = lane.FMA(q, u, 0x1.4a34cc4a60fa6p-2)
	h, l = timesPair64(u, 0, oneLessEuler, oneLessEulerLo)
	return fastTwoSum64(h, lane.FMA(float64(u*u), q, l))
}
