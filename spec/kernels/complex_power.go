package kernels

import "github.com/arraygen/arraygen/spec/lane"

// PowerComplex returns (a + bi)^(c + di), on the principal branch; within 4 ULP of
// its modulus for exponents up to 32, and |c + di|/8 ULP beyond. It is 1 for a zero exponent; a power of zero is 0
// for an exponent whose real part is positive, and else NaN, as in NumPy.
func PowerComplex[T lane.Float](a, b, c, d T) (re, im T) {
	x, y, v, w := float64(a), float64(b), float64(c), float64(d)
	p, q := powerOfLog64(x, y, v, w)
	n, o := wholePower64(x, y, v)
	whole := w == 0 && (v == 1 || v == 2 || v == 3 || v == 4)
	p, q = lane.Select(whole, n, p), lane.Select(whole, o, q)
	if v == -1 && w == 0 {
		p, q = ReciprocalComplex(x, y)
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
// product with the exponent, are kept as pairs.
func powerOfLog64(x, y, v, w float64) (re, im float64) {
	k, g, gl := squareParts64(x, y)
	l, ll := logPairOf64(g, gl, k)
	l, ll = float64(0.5*l), float64(0.5*ll)
	t, tl := atan264(y, x)
	p, pl := differencePair64(v, l, ll, w, t, tl)
	q, ql := differencePair64(w, l, ll, -v, t, tl)
	pl = lane.Select(lane.Abs(p) < 1500, pl, 0)

	e, m := expParts64(p)
	e = lane.FMA(e, pl, e)
	r, rl, n := reduce64(q)
	r, ql = twoSum64(r, ql)
	s, c := sincosOf64(r, rl+ql, n)
	return spread64(cosUnlessLarge64(q, c), sinUnlessLarge64(q, s), e, e, m)
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
