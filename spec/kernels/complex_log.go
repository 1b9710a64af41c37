// SPDX-License-Identifier: BSD-3-Clause

package kernels

import "github.com/arraygen/arraygen/spec/lane"

// LogComplex returns the principal logarithm of a + bi, which is log|z| +
// arctan2(b, a) i; each part is within 1 ULP, near |z| = 1 too.
func LogComplex[T lane.Float](a, b T) (re, im T) {
	x, y := float64(a), float64(b)
	k, g, h2, t := logSquare64(x, y)
	d := float64(k * ln2Head)
	h := d + g
	hl := (d - h) + g
	w := h - h2
	wl := (h - w) - h2
	r := w + (wl + (hl + lane.FMA(k, ln2Rest, t)))
	i, _ := atan264(y, x)
	return T(logModulusSpecial(x, y, float64(0.5*r))), T(i)
}

// Log2Complex is LogComplex divided by ln2; each part is within 1 ULP, or 2
// where it is subnormal.
func Log2Complex[T lane.Float](a, b T) (re, im T) {
	x, y := float64(a), float64(b)
	k, g, h2, t := logSquare64(x, y)
	w := g - h2
	u, ul := timesPair64(w, ((g-w)-h2)+t, invLn2, invLn2Lo)
	r := k + u
	r += ((k - r) + u) + ul
	i, il := atan264(y, x)
	v, vl := timesPair64(i, il, invLn2, invLn2Lo)
	return T(logModulusSpecial(x, y, float64(0.5*r))), T(withSign(lane.Abs(v+vl), y))
}

// Log10Complex is LogComplex divided by ln10; each part is within 1 ULP, or 2
// where it is subnormal.
func Log10Complex[T lane.Float](a, b T) (re, im T) {
	x, y := float64(a), float64(b)
	k, g, h2, t := logSquare64(x, y)
	w := g - h2
	u, ul := timesPair64(w, ((g-w)-h2)+t, invLn10, invLn10Lo)
	d := float64(k * log10Of2Head)
	r := d + u
	r += ((d - r) + u) + lane.FMA(k, log10Of2Rest, ul)
	i, il := atan264(y, x)
	v, vl := timesPair64(i, il, invLn10, invLn10Lo)
	return T(logModulusSpecial(x, y, float64(0.5*r))), T(withSign(lane.Abs(v+vl), y))
}

// Log1pComplex returns log(1 + a + bi), accurate near 0 too; each part is within
// 3 ULP. Special values are those of the logarithm of 1 + a + bi.
func Log1pComplex[T lane.Float](a, b T) (re, im T) {
	x, y := float64(a), float64(b)
	u, ul := twoSum64(1, x)
	i, _ := atan264(y, u)
	return T(logModulusSpecial(u, y, log1pModulus64(x, y, u, ul))), T(i)
}

// log1pModulus64 returns log|1 + x + yi|, u + ul being 1 + x. Where |1 + x + yi|^2 is near
// 1, the difference 2x + x^2 + y^2 is summed without a rounding error that matters.
func log1pModulus64(x, y, u, ul float64) float64 {
	p := float64(x * x)
	pl := lane.FMA(x, x, -p)
	q := float64(y * y)
	ql := lane.FMA(y, y, -q)
	s, s1 := twoSum64(float64(2*x), q)
	s, s2 := twoSum64(s, p)
	// What cancels leaves the sum of the errors, and they may cancel once more.
	s1, s3 := twoSum64(s1, s2)
	s1, s4 := twoSum64(s1, ql)
	s1, s5 := twoSum64(s1, pl)
	s, s1 = twoSum64(s, s1)
	s1 += s3 + s4 + s5
	near := s > -0.29 && s < 0.41

	k, g, gl := squareParts64(u, y)
	// The rest ul adds 2 u ul to the square.
	m := float64(float64(float64(2*u)*ul) * inversePower64(k))
	gl += lane.Select(ul == 0 || k > 80, 0, m)
	k, g, gl = lane.Select(near, 0, k), lane.Select(near, s, g), lane.Select(near, s1, gl)
	h2, t := log1p64(g)
	t += lane.FMA(-gl, g, gl)
	d := float64(k * ln2Head)
	h := d + g
	hl := (d - h) + g
	w := h - h2
	wl := (h - w) - h2
	return float64(0.5 * (w + (wl + (hl + lane.FMA(k, ln2Rest, t)))))
}

// timesPair64 returns (x + xl)(c + cl) as the rounded x c and the rest.
func timesPair64(x, xl, c, cl float64) (h, l float64) {
	h = float64(x * c)
	return h, lane.FMA(xl, c, lane.FMA(x, cl, lane.FMA(x, c, -h)))
}

// logSquare64 returns k, g, h and t such that log(x^2 + y^2) = k ln2 + g - h +
// t, for finite x and y not both 0; |g| < 0.42, h is g^2/2 rounded, t small.
// The squares and their sum are kept with all rounding errors, so that nothing
// is lost where x^2 + y^2 is near 1.
func logSquare64(x, y float64) (k, g, h, t float64) {
	k, g, gl := squareParts64(x, y)
	h, t = log1p64(g)
	return k, g, h, t + lane.FMA(-gl, g, gl)
}

// squareParts64 returns k, g and gl with x^2 + y^2 = 2^k (1 + g + gl), gl small.
func squareParts64(x, y float64) (k, g, gl float64) {
	ax, ay := lane.Abs(x), lane.Abs(y)
	hi := lane.Select(ax < ay, ay, ax)
	lo := lane.Select(ax < ay, ax, ay)
	top, low := hi > 0x1p500, hi < 0x1p-400
	s := lane.Select(top, 0x1p-600, lane.Select(low, 0x1p600, 1.0))
	k0 := lane.Select(top, 1200, lane.Select(low, -1200, 0.0))
	hi, lo = float64(hi*s), float64(lo*s)

	hh, ll := float64(hi*hi), float64(lo*lo)
	q := hh + ll
	e := (hh - q) + ll // exact: hh is not below ll
	u, ul := twoSum64(lane.FMA(hi, hi, -hh), lane.FMA(lo, lo, -ll))
	v, vl := twoSum64(e, u)

	f, k1 := splitBits64(lane.Float64bits(q) - sqrtHalfLess)
	c := inversePower64(k1)
	g, gl = twoSum64(f, float64(v*c))
	return k0 + k1, g, lane.FMA(vl+ul, c, gl)
}

// logModulusSpecial returns r, the logarithm of |z|, or what it is at zero,
// infinities and NaN.
func logModulusSpecial(x, y, r float64) float64 {
	inf := lane.Inf[float64](1)
	r = lane.Select(x == 0 && y == 0, -inf, r)
	r = lane.Select(x != x || y != y, lane.NaN[float64](), r)
	return lane.Select(lane.Abs(x) == inf || lane.Abs(y) == inf, inf, r)
}
