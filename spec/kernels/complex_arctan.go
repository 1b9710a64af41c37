// SPDX-License-Identifier: BSD-3-Clause

package kernels

import "github.com/arraygen/arraygen/spec/lane"

// ArctanhComplex returns the inverse hyperbolic tangent of a + bi; each part is
// within 3 ULP. Its cuts are the real numbers beyond -1 and 1, where the sign of b
// tells the side.
func ArctanhComplex[T lane.Float](a, b T) (re, im T) {
	u, v := arctanhComplex64(float64(a), float64(b))
	return T(u), T(v)
}

// ArctanComplex returns the arc tangent of a + bi, the parts of the inverse
// hyperbolic tangent of b + ai exchanged; each part is within 3 ULP.
func ArctanComplex[T lane.Float](a, b T) (re, im T) {
	u, v := arctanhComplex64(float64(b), float64(a))
	return T(v), T(u)
}

// arctanhComplex64 is half the logarithm of (1+z)/(1-z). For x and y not negative
//
//	re = log1p(4x/((1-x)^2 + y^2)) / 4
//	im = arctan2(2y, (1-x)(1+x) - y^2) / 2
//
// W. Kahan, "Branch cuts for complex elementary functions" (1987). Sums and
// quotients are pairs. Far from 0 the first is x/|z|^2.
func arctanhComplex64(a, b float64) (re, im float64) {
	x, y := lane.Abs(a), lane.Abs(b)
	far := x > 0x1p40 || y > 0x1p40
	scale := lane.Select(x > 0x1p400 || y > 0x1p400, 0x1p-600, 1.0)
	// At 1 the square of a small y may be below the range.
	pole := x == 1 && y < 0x1p-300
	x0, y0 := float64(x*scale), lane.Select(pole, float64(y*0x1p600), float64(y*scale))

	u, ul := twoSum64(1, x)
	w, wl := twoSum64(1, -x)
	d, dl := squaresPair64(lane.Select(far, x0, w), lane.Select(far, 0, wl), y0, 0)
	q, ql := quotientPair64(lane.Select(far, x0, float64(4*x)), 0, d, dl)
	o, ol := twoSum64(1, q)
	o, ol = lane.Select(pole, q, o), lane.Select(pole, ql, ol+ql)
	re = float64(0.25 * logSum64(o, ol, lane.Select(pole, 1200.0, 0)))
	re = lane.Select(far, float64(q*scale), re)
	re = lane.Select(x == 1 && y == 0, lane.Inf[float64](1), re)

	g, gl := productPair64(w, wl, u, ul)
	h, hl := timesPair64(y, 0, y, 0)
	g, gl = plusPair64(g, gl, -h, -hl)
	g = lane.Select(far, -d, g+gl)
	im, _ = atan264(lane.Select(far, float64(2*y0*scale), float64(2*y)), g)
	im = float64(0.5 * im)

	inf := lane.Inf[float64](1)
	wild := x == inf || y == inf
	nan := x != x || y != y
	re = lane.Select(nan, lane.NaN[float64](), re)
	re = lane.Select(x == 0 || wild, 0, re)
	im = lane.Select(x != x, lane.NaN[float64](), im)
	im = lane.Select(wild, halfPi1, im)
	im = lane.Select(y != y, lane.NaN[float64](), im)
	return withSign(re, a), withSign(im, b)
}
