// SPDX-License-Identifier: BSD-3-Clause

package kernels

import "github.com/arraygen/arraygen/spec/lane"

// ArcsinComplex returns the arc sine of a + bi; each part is within 3 ULP. Its
// cuts are the real numbers beyond -1 and 1, where the sign of b tells the side.
func ArcsinComplex[T lane.Float](a, b T) (re, im T) {
	u, v := arcsinComplex64(float64(a), float64(b))
	return T(u), T(v)
}

// ArccosComplex returns the arc cosine of a + bi, with the cuts of ArcsinComplex;
// each part is within 3 ULP.
func ArccosComplex[T lane.Float](a, b T) (re, im T) {
	x, y := float64(a), float64(b)
	u, v := arccosComplex64(x, y)
	return T(u), T(negated(withSign(v, y)))
}

// ArcsinhComplex returns the inverse hyperbolic sine of a + bi, the parts of the
// arc sine of b + ai exchanged; each part is within 3 ULP.
func ArcsinhComplex[T lane.Float](a, b T) (re, im T) {
	u, v := arcsinComplex64(float64(b), float64(a))
	return T(v), T(u)
}

// ArccoshComplex returns the inverse hyperbolic cosine of a + bi, the arc cosine
// turned by a right angle so that its real part is not negative; each part is
// within 3 ULP. Its cut are the real numbers below 1.
func ArccoshComplex[T lane.Float](a, b T) (re, im T) {
	x, y := float64(a), float64(b)
	u, v := arccosComplex64(x, y)
	return T(v), T(withSign(u, y))
}

func arcsinComplex64(x, y float64) (re, im float64) {
	ax, ay := lane.Abs(x), lane.Abs(y)
	p, q, l := arcParts64(ax, ay)
	re, _ = atan264(q, p)
	re = lane.Select(x == 0, 0, re)
	return withSign(re, x), withSign(arcSpecial64(ax, ay, l), y)
}

// arccosComplex64 returns the real part of the arc cosine, and the imaginary one
// without its sign.
func arccosComplex64(x, y float64) (re, im float64) {
	ax, ay := lane.Abs(x), lane.Abs(y)
	p, q, l := arcParts64(ax, ay)
	re, _ = atan264(p, lane.Copysign(q, x))
	re = lane.Select(x == 0, halfPi1, re)
	return re, arcSpecial64(ax, ay, l)
}

// arcSpecial64 returns l, the imaginary part of the arc sine of x + yi, or what it is where
// a part is infinite or NaN.
func arcSpecial64(x, y, l float64) float64 {
	inf := lane.Inf[float64](1)
	l = lane.Select(x != x || y != y, lane.NaN[float64](), l)
	return lane.Select(x == inf || y == inf, inf, l)
}

// arcParts64 returns the arc sine and arc cosine of x + yi, for x and y not
// negative: their real parts are the angles of the points (p, q) and (q, p), and l
// is the imaginary one of the arc sine. It follows T. E. Hull, T. F. Fairgrieve and
// P. T. P. Tang, "Implementing the complex arcsine and arccosine functions using
// exception handling", TOMS 23 (1997): with r and s the distances from -1 and 1,
// and a = (r+s)/2,
//
//	l = log(a + sqrt(a^2-1)),  p/q = sqrt(a^2-x^2)/x = y a/(x sqrt(a^2-1))
//
// where a - 1 is a sum without cancellation. All is kept in pairs, so that only
// the last steps round. For x < 1 the factor y^2 is taken out of a - 1, and y of
// its root: it may be below the range.
func arcParts64(x, y float64) (p, q, l float64) {
	far := x > 0x1p40 || y > 0x1p40 // there a^2 - 1 is a^2, and 2 a is 2 |z|
	huge := x > 0x1p500 || y > 0x1p500
	scale := lane.Select(huge, 0x1p-600, 1.0)
	exponent := lane.Select(huge, 601.0, lane.Select(far, 1.0, 0))
	x0, y0 := float64(x*scale), float64(y*scale)

	u, ul := twoSum64(1, x)
	u, ul = lane.Select(far, x0, u), lane.Select(far, 0, ul)
	w, wl := twoSum64(1, -x)
	inside := x < 1
	w, wl = lane.Abs(w), lane.Select(inside, wl, -wl)
	r, rl := hypotPair64(u, ul, y0, 0)
	s, sl := hypotPair64(w, wl, y, 0)
	s, sl = lane.Select(w == 0, y, s), lane.Select(w == 0, 0, sl)

	m, ml := plusPair64(r, rl, u, ul)
	n, nl := plusPair64(s, sl, w, wl)
	a, al := plusPair64(r, rl, s, sl)
	a, al = float64(0.5*a), float64(0.5*al)
	b, bl := plusPair64(a, al, 1, 0)
	b, bl = float64(0.5*b), float64(0.5*bl)

	// d is 2 (a-1), for x < 1 divided by y^2; c is sqrt(a^2-1), divided by y.
	i, il := quotientPair64(1, 0, m, ml)
	j, jl := quotientPair64(1, 0, n, nl)
	yy, yyl := productPair64(y, 0, y, 0)
	k, kl := productPair64(yy, yyl, i, il)
	d, dl := plusPair64(lane.Select(inside, i, k), lane.Select(inside, il, kl), lane.Select(inside, j, n), lane.Select(inside, jl, nl))
	c, cl := productPair64(d, dl, b, bl)
	c, cl = sqrtPair64(c, cl)

	// For x < 1 the angle is that of (a/c, x), else that of (y, x c/a).
	e, el := productPair64(x, 0, c, cl)
	e, el = lane.Select(inside, a, e), lane.Select(inside, al, el)
	f, fl := lane.Select(inside, c, a), lane.Select(inside, cl, al)
	g, gl := quotientPair64(e, el, f, fl)
	g += gl
	p = lane.Select(inside && !far, g, y)
	q = lane.Select(inside || far, x, g)
	q = lane.Select(x == 1 && y == 0, 1, q)

	// v = a - 1 + sqrt(a^2-1)
	t, tl := productPair64(yy, yyl, d, dl)
	t, tl = lane.Select(inside, t, d), lane.Select(inside, tl, dl)
	h, hl := timesPair64(c, cl, y, 0)
	h, hl = lane.Select(inside, h, c), lane.Select(inside, hl, cl)
	v, vl := plusPair64(float64(0.5*t), float64(0.5*tl), h, hl)
	o, ol := twoSum64(1, v)
	ol += vl
	o, ol = lane.Select(far, r, o), lane.Select(far, rl, ol)
	return p, q, logSum64(o, ol, exponent)
}
