// SPDX-License-Identifier: BSD-3-Clause

package kernels

import "github.com/arraygen/arraygen/spec/lane"

// Log returns the natural logarithm of x; within 1 ULP in float32 and
// float64.
//
// Log(+-0) = -Inf, Log(x < 0) = NaN, Log(+Inf) = +Inf, Log(NaN) = NaN.
func Log[T lane.Float](x T) T { return lane.Pick(x, log32, log64) }

// LogCorrect is Log, correctly rounded in float32.
func LogCorrect[T lane.Float](x T) T { return lane.Pick(x, logCorrect32, log64) }

// Log2 returns the logarithm of x to base 2; within 1 ULP in float32 and
// float64, and exact for powers of two. Special values are those of Log.
func Log2[T lane.Float](x T) T { return lane.Pick(x, log2F32, log2F64) }

// Log2Correct is Log2, correctly rounded in float32.
func Log2Correct[T lane.Float](x T) T { return lane.Pick(x, log2Correct32, log2F64) }

// Log10 returns the logarithm of x to base 10; within 1 ULP in float32 and
// float64. Special values are those of Log.
func Log10[T lane.Float](x T) T { return lane.Pick(x, log10F32, log10F64) }

// Log10Correct is Log10, correctly rounded in float32.
func Log10Correct[T lane.Float](x T) T { return lane.Pick(x, log10Correct32, log10F64) }

// Heads of 42 and 16 bits: their products with an exponent are exact.
const (
	ln2Head = 0x1.62e42fefa38p-1
	ln2Rest = 0x1.ef35793c7673p-45

	log10Of2Head = 0x1.34413509f78p-2
	log10Of2Rest = 0x1.fef311f12b358p-46

	ln2HeadF32 = 0x1.62e4p-1
	ln2RestF32 = 0x1.7f7d1cp-20

	log10Of2HeadF32 = 0x1.3442p-2
	log10Of2RestF32 = -0x1.95ec1p-19
)

const (
	invLn2Lo  = 0x1.777d0ffda0d24p-56
	invLn10   = 0x1.bcb7b1526e50ep-2
	invLn10Lo = 0x1.95355baaafad3p-57

	invLn10F32 = 0x1.bcb7b2p-2
)

// Bits of sqrt(1/2). Where x is 2^k m with m in [sqrt(1/2), sqrt(2)),
// subtracting sqrtHalfBits32 from its bits leaves k in the exponent field;
// subtracting sqrtHalfLess leaves k + 2048, which has no sign.
const (
	sqrtHalfBits   = 0x3fe6a09e667f3bcd
	sqrtHalfLess   = 0xbfe6a09e667f3bcd
	sqrtHalfLess54 = 0xc346a09e667f3bcd // subtracts 54 from k too

	sqrtHalfBits32 = 0x3f3504f3
	sqrtHalfUp23   = 0x4ab504f3 // subtracts 23 from k
)

// split64 returns f and k such that x = 2^k (1 + f) and 1 + f is in
// [sqrt(1/2), sqrt(2)), for finite x > 0. A subnormal x is scaled by 2^54
// first.
func split64(x float64) (f, k float64) {
	y := x
	c := uint64(sqrtHalfLess)
	if x < 0x1p-1022 {
		y = x * 0x1p54
		c = sqrtHalfLess54
	}
	return splitBits64(lane.Float64bits(y) - c)
}

// splitBits64 is split64 for the bits of x less sqrtHalfLess.
func splitBits64(u uint64) (f, k float64) {
	m := lane.Float64frombits(u&(1<<52-1) + sqrtHalfBits)
	// k + 2048 becomes the low bits of a number in [2^52, 2^53).
	e := lane.Float64frombits(u>>52 | 0x433<<52)
	return m - 1, e - 0x10000000000800p0
}

// split32 is split64 for float32, with 2^23 for 2^54.
func split32(x float32) (f, k float32) {
	y := x
	c := uint32(sqrtHalfBits32)
	if x < 0x1p-126 {
		y = x * 0x1p23
		c = sqrtHalfUp23
	}
	return splitBits32(lane.Float32bits(y) - c)
}

// splitBits32 finishes split32 from the bits of y less those of sqrt(1/2).
func splitBits32(u uint32) (f, k float32) {
	m := lane.Float32frombits(u&(1<<23-1) + sqrtHalfBits32)
	return m - 1, float32(int32(u) >> 23)
}

// logSpecial returns r, the logarithm of x where x is finite and above 0, or
// what the logarithm is elsewhere.
func logSpecial[T lane.Float](x, r T) T {
	z := lane.NaN[T]()
	if x == 0 {
		z = lane.Inf[T](-1)
	}
	if !(x > 0) {
		r = z
	}
	if !(x < lane.Inf[T](1)) {
		r = x + x // +Inf and NaN
	}
	return r
}

// logSeries64 returns (2 atanh(s) - 2 s)/s^3 for z = s^2, where s = f/(2+f)
// and so log(1+f) = 2 atanh(s).
func logSeries64(z float64) float64 {
	q := lane.FMA(0x1.2f02914879659p-3, z, 0x1.39a20663dd504p-3)
	q = lane.FMA(q, z, 0x1.74663bc7a0f26p-3)
	q = lane.FMA(q, z, 0x1.c71c5219ce5bep-3)
	q = lane.FMA(q, z, 0x1.24924941db10ap-2)
	q = lane.FMA(q, z, 0x1.999999997ff6fp-2)
	return lane.FMA(q, z, 0x1.5555555555592p-1)
}

// log1p64 returns log(1+f) as f - h + t, where h is f^2/2 rounded and t is
// small. It is fdlibm's way to write 2 atanh(s): 2 s = f - s f, and
// s f = f^2/2 - s f^2/2.
func log1p64(f float64) (h, t float64) {
	s := f / (2 + f)
	z := float64(s * s)
	e := float64(0.5 * f)
	h2 := float64(e * f)
	return h2, lane.FMA(s, lane.FMA(z, logSeries64(z), h2), -lane.FMA(e, f, -h2))
}

// log64 adds k ln2 + f - f^2/2 with the rounding errors kept.
func log64(x float64) float64 {
	f, k := split64(x)
	h2, t := log1p64(f)
	a := float64(k * ln2Head) // exact
	h := a + f
	hl := (a - h) + f
	g := h - h2
	gl := (h - g) - h2
	return logSpecial(x, g+(gl+(hl+lane.FMA(k, ln2Rest, t))))
}

// log2F64 multiplies log(1+f) = g + gl by 1/ln2 in two parts.
func log2F64(x float64) float64 {
	f, k := split64(x)
	h2, t := log1p64(f)
	g := f - h2
	gl := ((f - g) - h2) + t
	u := float64(g * invLn2)
	ul := lane.FMA(gl, invLn2, lane.FMA(g, invLn2Lo, lane.FMA(g, invLn2, -u)))
	r := k + u
	return logSpecial(x, r+(((k-r)+u)+ul))
}

// log10F64 is log2F64 with another base, and k log10(2) in two parts.
func log10F64(x float64) float64 {
	f, k := split64(x)
	h2, t := log1p64(f)
	g := f - h2
	gl := ((f - g) - h2) + t
	u := float64(g * invLn10)
	ul := lane.FMA(gl, invLn10, lane.FMA(g, invLn10Lo, lane.FMA(g, invLn10, -u)))
	a := float64(k * log10Of2Head) // exact
	r := a + u
	return logSpecial(x, r+(((a-r)+u)+lane.FMA(k, log10Of2Rest, ul)))
}

// log1pSeries32 returns (log(1+f) - f)/f^2.
func log1pSeries32(f float32) float32 {
	q := lane.FMA[float32](-0x1.3df578p-4, f, 0x1.098de4p-3)
	q = lane.FMA(q, f, -0x1.0eb64ep-3)
	q = lane.FMA(q, f, 0x1.223b5cp-3)
	q = lane.FMA(q, f, -0x1.542f3p-3)
	q = lane.FMA(q, f, 0x1.99a668p-3)
	q = lane.FMA(q, f, -0x1.000412p-2)
	q = lane.FMA(q, f, 0x1.55554ep-2)
	return lane.FMA(q, f, -0x1.fffff8p-2)
}

// log32 needs no division: in float32 a polynomial of degree 10 is cheaper.
func log32(x float32) float32 {
	f, k := split32(x)
	a := float32(k * ln2HeadF32) // exact
	h := a + f
	l := lane.FMA(k, ln2RestF32, (a-h)+f)
	return logSpecial(x, h+lane.FMA(float32(f*f), log1pSeries32(f), l))
}

// log2F32 adds k last; where k is not 0 the sum is at least 1/2, and its last
// place twice that of the fraction's logarithm.
func log2F32(x float32) float32 {
	f, k := split32(x)
	q := lane.FMA[float32](-0x1.ca999p-4, f, 0x1.80bc88p-3)
	q = lane.FMA(q, f, -0x1.874084p-3)
	q = lane.FMA(q, f, 0x1.a26e56p-3)
	q = lane.FMA(q, f, -0x1.eaac9ap-3)
	q = lane.FMA(q, f, 0x1.278272p-2)
	q = lane.FMA(q, f, -0x1.715aecp-2)
	q = lane.FMA(q, f, 0x1.ec7082p-2)
	q = lane.FMA(q, f, -0x1.71547p-1)
	q = lane.FMA(q, f, 0x1.5b0a44p-26)
	return logSpecial(x, k+lane.FMA(f, invLn2F32, float32(f*q)))
}

// log10F32 keeps the rounding errors of f/ln10, and of its sum with k log10(2):
// where k is -1 or 1 the terms may cancel.
func log10F32(x float32) float32 {
	f, k := split32(x)
	q := lane.FMA[float32](-0x1.1406d4p-5, f, 0x1.ceb078p-5)
	q = lane.FMA(q, f, -0x1.d6d8b2p-5)
	q = lane.FMA(q, f, 0x1.f7e9fcp-5)
	q = lane.FMA(q, f, -0x1.276f82p-4)
	q = lane.FMA(q, f, 0x1.63d3dcp-4)
	q = lane.FMA(q, f, -0x1.bcbf4p-4)
	q = lane.FMA(q, f, 0x1.287a66p-3)
	q = lane.FMA(q, f, -0x1.bcb7aap-3)
	q = lane.FMA(q, f, -0x1.516856p-27)
	u := float32(f * invLn10F32)
	ul := lane.FMA(f, q, lane.FMA(f, invLn10F32, -u))
	a := float32(k * log10Of2HeadF32) // exact
	r := a + u
	return logSpecial(x, r+(((a-r)+u)+lane.FMA(k, log10Of2RestF32, ul)))
}

// splitWide32 returns f and k as split64 does, for a float32 x; a subnormal
// one is a normal float64.
func splitWide32(x float32) (f, k float64) {
	return splitBits64(lane.Float64bits(float64(x)) - sqrtHalfLess)
}

// logWide returns log(1+f) with an error near 2^-53.
func logWide(f float64) float64 {
	h, t := log1p64(f)
	return f - (h - t)
}

// logCorrect32 evaluates in float64 and rounds once.
func logCorrect32(x float32) float32 {
	f, k := splitWide32(x)
	h, t := log1p64(f)
	r := float32(lane.FMA(k, ln2Head, f-(h-lane.FMA(k, ln2Rest, t))))
	// In float64 these come out as midpoints of two float32 numbers.
	if x == 0x1.827a74p-07 {
		r = -0x1.1c2b1ep+2
	}
	if x == 0x1.2f1fd6p+03 {
		r = 0x1.1fcbcep+1
	}
	if x == 0x1.bacb4ap+25 {
		r = 0x1.1e0696p+4
	}
	if x == 0x1.b121a6p+76 {
		r = 0x1.a9a3f2p+5
	}
	if x == 0x1.6351d8p+95 {
		r = 0x1.08b512p+6
	}
	return logSpecial(x, r)
}

// log2Correct32 evaluates in float64 and rounds once.
func log2Correct32(x float32) float32 {
	f, k := splitWide32(x)
	return logSpecial(x, float32(lane.FMA(logWide(f), invLn2, k)))
}

// log10Correct32 evaluates in float64 and rounds once.
func log10Correct32(x float32) float32 {
	f, k := splitWide32(x)
	r := float32(lane.FMA(k, log10Of2Head, lane.FMA(k, log10Of2Rest, float64(logWide(f)*invLn10))))
	// In float64 this one is a midpoint of two float32 numbers.
	if x == 0x1.fddcf4p-98 {
		r = -0x1.d33a46p+4
	}
	return logSpecial(x, r)
}
