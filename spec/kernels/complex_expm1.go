// SPDX-License-Identifier: BSD-3-Clause

package kernels

import "github.com/arraygen/arraygen/spec/lane"

// Expm1Complex returns e^(a + bi) - 1, accurate near 0 and wherever a part is near
// 0; each part is within 3 ULP. Special values are those of ExpComplex, less 1;
// of a real number the real part is its Expm1, and beside 0 a real part that is 0
// has its sign.
func Expm1Complex[T lane.Float](a, b T) (re, im T) {
	x, y := float64(a), float64(b)
	_, v := ExpComplex(x, y)
	re = T(expm1Real64(x, y))
	return lane.Select(a == 0 && re == 0, a, re), T(v)
}

// expm1Real64 returns e^x cos(y) - 1 as (e^x - 1) cos(y) - (1 - cos(y)).
func expm1Real64(x, y float64) float64 {
	e, el := expm1Pair64(x)
	c, cl, v, vl := versinePair64(y)
	p, pl := productPair64(e, el, c, cl)
	d, dl := plusPair64(p, pl, -v, -vl)
	r := d + dl
	// What is left where nearly all cancels is left to the scalar function. Beyond
	// 100 the 1 is nothing, since no cosine of a float64 is below 2^-62.
	if lane.Rare(lane.Abs(r) < float64(v*0x1p-16) && x < 100) {
		return Expm1RealCancelled(x, y)
	}
	u, _ := ExpComplex(x, y)
	inf := lane.Inf[float64](1)
	r = lane.Select(x > 100, u, r)
	r = lane.Select(x == -inf, -1, lane.Select(x == inf && y-y != 0, inf, r))
	return lane.Select(y == 0, Expm1(x), r)
}

// expm1Pair64 returns e^x - 1 to 2^-70, of x between -200 and 128 or the nearest of these.
// The terms up to r^6/720 are kept in pairs.
func expm1Pair64(x float64) (h, l float64) {
	y := lane.Select(x < -200, -200, x)
	y = lane.Select(y > 128, 128, y)
	m := lane.FMA(y, invLn2, round64)
	n := m - round64
	r0 := lane.FMA(n, -ln2Hi, y) // exact
	t0 := float64(n * -ln2Lo)
	r := r0 + t0
	t := (r0 - r) + t0
	w := lane.FMA(0x1.1ce343ae239d8p-39, r, 0x1.2eb177e905d76p-35)
	w = lane.FMA(w, r, 0x1.2eb177e905d76p-31)
	w = lane.FMA(w, r, 0x1.1bc6606a7579ep-27)
	w = lane.FMA(w, r, 0x1.f09b28ba4d955p-24)
	w = lane.FMA(w, r, 0x1.937e11175f095p-20)
	w = lane.FMA(w, r, 0x1.2e9e8cd18747p-16)
	w = lane.FMA(w, r, 0x1.a01a01a01a01ap-13)
	w = lane.FMA(w, r, 0x1.041041041041p-9)
	w = lane.FMA(w, r, 0x1.2492492492492p-6)
	w = lane.FMA(w, r, 0x1.2492492492492p-3)
	w = lane.FMA(w, r, 1)
	s, sl := nestPair64(w, 0, r, t, 1.0/6, sixthLo64)
	s, sl = nestPair64(s, sl, r, t, 1.0/5, fifthLo64)
	s, sl = nestPair64(s, sl, r, t, 1.0/4, 0)
	s, sl = nestPair64(s, sl, r, t, 1.0/3, thirdLo64)
	s, sl = nestPair64(s, sl, r, t, 1.0/2, 0)
	s, sl = productPair64(s, sl, r, t)
	// 2^n (1 + s) - 1
	p := lane.Float64frombits((lane.Float64bits(m) << 52) - 1023<<52)
	a, al := twoSum64(p, -1)
	return plusPair64(a, al, float64(s*p), float64(sl*p))
}

// nestPair64 returns 1 + x c p of pairs, for |x c p| < 1: a step of Horner's method for a
// series whose terms have quotients c x.
func nestPair64(p, pl, x, xl, c, cl float64) (h, l float64) {
	h, l = timesPair64(x, xl, c, cl)
	h, l = timesPair64(p, pl, h, l)
	h, e := fastTwoSum64(1, h)
	return h, e + l
}

// What the rounded quotients leave.
const (
	thirdLo64  = 0x1.5555555555555p-56
	fifthLo64  = -0x1.999999999999ap-57
	sixthLo64  = 0x1.5555555555555p-57
	over12Lo64 = 0x1.5555555555555p-58
	over20Lo64 = -0x1.999999999999ap-59
	over30Lo64 = 0x1.1111111111111p-61
	over42Lo64 = 0x1.8618618618618p-60
	over56Lo64 = 0x1.2492492492492p-60
	over72Lo64 = 0x1.c71c71c71c71cp-61
	over90Lo64 = -0x1.f49f49f49f49fp-62
)

// versinePair64 returns cos(x) and 1 - cos(x) to 2^-70, each relative to itself.
func versinePair64(x float64) (c, cl, v, vl float64) {
	r, t, q := reduceAny64(x)
	s, sl, p, pl := sineVersine64(r, t)
	odd := q&1 != 0
	e := (q + 1) & 2 << 62
	a, al := plusPair64(1, 0, -p, -pl)
	c, cl = flip64(lane.Select(odd, s, a), e), flip64(lane.Select(odd, sl, al), e)
	b, bl := plusPair64(1, 0, -c, -cl)
	first := q&3 == 0
	return c, cl, lane.Select(first, p, b), lane.Select(first, pl, bl)
}

// sineVersine64 returns sin(r + t) and 1 - cos(r + t) to 2^-70, for |r| <= pi/4 and small t.
func sineVersine64(r, t float64) (s, sl, v, vl float64) {
	z, zl := timesPair64(r, t, r, t)
	// 1 - cos(r) = z/2 (1 - z/12 (1 - z/30 ...))
	w := lane.FMA(-0x1.af8e50a449197p-58, z, 0x1.d1456ef11ecf7p-49)
	w = lane.FMA(w, z, -0x1.a3d5a71b92cd3p-40)
	w = lane.FMA(w, z, 0x1.3798920676f45p-31)
	w = lane.FMA(w, z, -0x1.74745e8bba3p-23)
	w = lane.FMA(w, z, 0x1.5d2d18a2fe8dp-15)
	w = lane.FMA(w, z, -0x1.f07c1f07c1f08p-8)
	w = lane.FMA(w, z, 1)
	v, vl = nestPair64(w, 0, z, zl, -1.0/90, -over90Lo64)
	v, vl = nestPair64(v, vl, z, zl, -1.0/56, -over56Lo64)
	v, vl = nestPair64(v, vl, z, zl, -1.0/30, -over30Lo64)
	v, vl = nestPair64(v, vl, z, zl, -1.0/12, -over12Lo64)
	v, vl = productPair64(v, vl, float64(0.5*z), float64(0.5*zl))
	// sin(r) = r (1 - z/6 (1 - z/20 ...))
	w = lane.FMA(-0x1.02eefd2f5f0f4p-56, z, 0x1.ffcc606fa1e43p-48)
	w = lane.FMA(w, z, -0x1.a3d5a71b92cd3p-39)
	w = lane.FMA(w, z, 0x1.186fb69f6b0f1p-30)
	w = lane.FMA(w, z, -0x1.29f6b20961cp-22)
	w = lane.FMA(w, z, 0x1.e8d8bc17645fp-15)
	w = lane.FMA(w, z, -0x1.29e4129e4129ep-7)
	w = lane.FMA(w, z, 1)
	s, sl = nestPair64(w, 0, z, zl, -1.0/72, -over72Lo64)
	s, sl = nestPair64(s, sl, z, zl, -1.0/42, -over42Lo64)
	s, sl = nestPair64(s, sl, z, zl, -1.0/20, -over20Lo64)
	s, sl = nestPair64(s, sl, z, zl, -1.0/6, -sixthLo64)
	s, sl = productPair64(s, sl, r, t)
	return s, sl, v, vl
}
