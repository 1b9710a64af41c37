// SPDX-License-Identifier: BSD-3-Clause

package kernels

import "github.com/arraygen/arraygen/spec/lane"

// Log1p returns log(1 + x), accurate also where x is near 0; within 1 ULP in
// float32 and float64.
//
// Log1p(+-0) = +-0, Log1p(-1) = -Inf, Log1p(x < -1) = NaN, Log1p(+Inf) = +Inf,
// Log1p(NaN) = NaN.
func Log1p[T lane.Float](x T) T { return lane.Pick(x, log1pF32, log1pFull64) }

// log1pFull64 takes the logarithm of the rounded sum u = 1 + x as log64 does,
// and adds that of 1 + e/u, e being the rounding error of the sum.
func log1pFull64(x float64) float64 {
	u, e := twoSum64(1, x)
	f, k := splitBits64(lane.Float64bits(u) - sqrtHalfLess)
	e = float64(e * inversePower64(k))
	h2, t := log1p64(f)
	// e/(1+f) with the first terms of the series: e is below 2^-53.
	t += lane.FMA(-e, lane.FMA(-f, f, f), e)
	a := float64(k * ln2Head) // exact
	h := a + f
	hl := (a - h) + f
	g := h - h2
	gl := (h - g) - h2
	r := logSpecial(u, g+(gl+(hl+lane.FMA(k, ln2Rest, t))))
	return lane.Select(lane.Abs(x) < 0x1p-54, x, r)
}

// inversePower64 returns 2^-k for an integer |k| <= 1022, and 0 for k above.
func inversePower64(k float64) float64 {
	b := lane.Float64bits(k + 0x1.8p52)
	p := lane.Float64frombits((1023 - b) << 52)
	return lane.Select(k > 1022, 0, p)
}

// log1pF32 takes the rounding error e of u = 1 + x into the fraction of u, and
// then goes as log32 does.
func log1pF32(x float32) float32 {
	u, e := twoSum32(1, x)
	g, k := splitBits32(lane.Float32bits(u) - sqrtHalfBits32)
	e = float32(e * inversePower32(k))
	f := g + e
	fl := (g - f) + e
	a := float32(k * ln2HeadF32) // exact
	h := a + f
	// fl/(1+f) with the first terms of the series.
	l := lane.FMA(k, ln2RestF32, ((a-h)+f)+lane.FMA(-f, fl, fl))
	r := logSpecial(u, h+lane.FMA(float32(f*f), log1pSeries32(f), l))
	return lane.Select(lane.Abs(x) < 0x1p-25, x, r)
}

// inversePower32 returns 2^-k for an integer |k| <= 126, and 0 for k above.
func inversePower32(k float32) float32 {
	b := lane.Float32bits(k + 0x1.8p23)
	p := lane.Float32frombits((127 - b) << 23)
	return lane.Select(k > 126, 0, p)
}
