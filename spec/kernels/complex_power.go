// SPDX-License-Identifier: BSD-3-Clause

package kernels

import "github.com/arraygen/arraygen/spec/lane"

// PowerComplex returns (a + bi)^(c + di), on the principal branch; within 4 ULP of
// its modulus. It is 1 for a zero exponent; a power of zero is 0 for an exponent whose
// real part is positive, and else NaN, as in NumPy. Where a part is infinite it has C's special values.
func PowerComplex[T lane.Float](a, b, c, d T) (re, im T) {
	x, y, v, w := float64(a), float64(b), float64(c), float64(d)
	p, q := powerOfLog64(x, y, v, w)
	n, o := wholePower64(x, y, v)
	inf := lane.Inf[float64](1)
	whole := w == 0 && (v == 1 || v == 2 || v == 3 || v == 4) && lane.Abs(x) != inf && lane.Abs(y) != inf
	p, q = lane.Select(whole, n, p), lane.Select(whole, o, q)
	if v == -1 && w == 0 {
		p, q = inverseComplex64(x, y)
	}
	nan := lane.NaN[float64]()
	none := x == 0 && y == 0
	zero := v > 0
	p = lane.Select(none, lane.Select(zero, 0, nan), p)
	q = lane.Select(none, lane.Select(zero, 0, nan), q)
	one := v == 0 && w == 0
	return T(lane.Select(one, 1, p)), T(lane.Select(one, 0, q))
}

// powerOfLog64 is e^((v + wi) log(x + yi)). Both parts of the logarithm, and of its
// product with the exponent, are kept as pairs. They are right to 2^-64, which is
// enough for products up to 512; others are left to the scalar function.
func powerOfLog64(x, y, v, w float64) (re, im float64) {
	k, g, gl := squareParts64(x, y)
	l, ll := logPairOf64(g, gl, k)
	l, ll = float64(0.5*l), float64(0.5*ll)
	t, tl := anglePair64(y, x)
	p, pl := differencePair64(v, l, ll, w, t, tl)
	q, ql := differencePair64(w, l, ll, -v, t, tl)
	// A power below the range is so however its exponent is rounded.
	size := float64(float64(lane.Abs(v)*0x1p-20)+float64(lane.Abs(w)*0x1p-20)) * (lane.Abs(l) + lane.Abs(t))
	zero := float64(p*-0x1p-20) > float64(size*0x1p-40)+0x1p-9
	q, ql = lane.Select(zero, 0, q), lane.Select(zero, 0, ql)
	pl = lane.Select(lane.Abs(p) < 1500, pl, 0)

	e, m := expParts64(p)
	e = lane.FMA(e, pl, e)
	r, rl, n := reduceAny64(q)
	r, ql = twoSum64(r, ql)
	s, c := sincosOf64(r, rl+ql, n)
	re, im = spread64(c, s, e, e, m)
	return unlessLargePower64(x, y, v, w, re, im, size > 0x1p-11 && !zero)
}

// unlessLargePower64 returns re and im, the parts of a power, or where they may be
// wrong those of the scalar function.
func unlessLargePower64(x, y, v, w, re, im float64, large bool) (u, z float64) {
	inf := lane.Inf[float64](1)
	infinite := lane.Abs(x) == inf || lane.Abs(y) == inf || lane.Abs(v) == inf || lane.Abs(w) == inf
	finite := x-x == 0 && y-y == 0 && v-v == 0 && w-w == 0
	if lane.Rare((large && finite || infinite) && (x != 0 || y != 0)) {
		return PowerComplexLarge(x, y, v, w)
	}
	return re, im
}

// anglePair64 returns arctan2(y, x) to 2^-68: the angle t of atan264 and the angle
// of (x + yi) e^(-ti), which is small.
func anglePair64(y, x float64) (t, tl float64) {
	h, _ := atan264(y, x)
	r, rl, q := reduce64(h)
	s, sl, d, dl := sineVersine64(r, rl)
	c, cl := plusPair64(1, 0, -d, -dl)
	odd := q&1 != 0
	s, c = lane.Select(odd, c, s), lane.Select(odd, s, c)
	sl, cl = lane.Select(odd, cl, sl), lane.Select(odd, sl, cl)
	e, f := q&2<<62, (q+1)&2<<62
	s, sl, c, cl = flip64(s, e), flip64(sl, e), flip64(c, f), flip64(cl, f)

	up := max(lane.Abs(x), lane.Abs(y))
	scale := lane.Select(up > 0x1p500, 0x1p-600, lane.Select(up < 0x1p-400, 0x1p600, 1.0))
	a, b := float64(x*scale), float64(y*scale)
	p, pl := timesPair64(c, cl, b, 0)
	n, nl := timesPair64(s, sl, a, 0)
	n, nl = plusPair64(p, pl, -n, -nl)
	tl = (n + nl) / lane.FMA(c, a, float64(s*b))
	return fastTwoSum64(h, tl)
}

// inverseComplex64 returns 1/(x + yi).
func inverseComplex64(x, y float64) (re, im float64) {
	up := max(lane.Abs(x), lane.Abs(y))
	scale := lane.Select(up > 0x1p500, 0x1p-600, lane.Select(up < 0x1p-400, 0x1p600, 1.0))
	a, b := float64(x*scale), float64(y*scale)
	d, dl := squaresPair64(a, 0, b, 0)
	p, pl := quotientPair64(a, 0, d, dl)
	q, ql := quotientPair64(b, 0, d, dl)
	re, im = float64((p+pl)*scale), negated(float64((q+ql)*scale))
	far := up == lane.Inf[float64](1)
	re = lane.Select(far && x == x, lane.Copysign(0, x), re)
	im = lane.Select(far && y == y, lane.Copysign(0, negated(y)), im)
	return re, im
}

// differencePair64 returns a (x + xl) - b (y + yl) as a rounded number and the rest.
func differencePair64(a, x, xl, b, y, yl float64) (h, l float64) {
	p := float64(a * x)
	q := float64(b * y)
	pl := lane.FMA(a, xl, lane.FMA(a, x, -p))
	ql := lane.FMA(b, yl, lane.FMA(b, y, -q))
	h, l = twoSum64(p, -q)
	return twoSum64(h, l+(pl-ql))
}

// wholePower64 returns (x + yi)^n for n from 1 to 4, which is exact for whole numbers
// as long as they are small.
func wholePower64(x, y, n float64) (re, im float64) {
	u, v := timesComplex64(x, y, x, y)
	p, q := lane.Select(n == 3, x, u), lane.Select(n == 3, y, v)
	re, im = timesComplex64(u, v, p, q)
	re, im = lane.Select(n == 2, u, re), lane.Select(n == 2, v, im)
	return lane.Select(n == 1, x, re), lane.Select(n == 1, y, im)
}

// timesComplex64 returns (a + bi)(c + di), each part within 1.5 ULP by W. Kahan's
// method, where it does not overflow: C.-P. Jeannerod, N. Louvet and J.-M. Muller,
// "Further analysis of Kahan's algorithm for the accurate computation of 2 x 2
// determinants", Math. Comp. 82 (2013).
func timesComplex64(a, b, c, d float64) (re, im float64) {
	p := float64(b * d)
	q := float64(b * c)
	re = lane.FMA(a, c, -p) + lane.FMA(-b, d, p)
	return re, lane.FMA(a, d, q) + lane.FMA(b, c, -q)
}
