// SPDX-License-Identifier: BSD-3-Clause

package kernels

import "github.com/arraygen/arraygen/spec/lane"

// Power returns x^y; within 1 ULP in float64 and float32, which is evaluated in
// float64. Special values are those of C's pow: 1 for y = 0 and for x = 1, even if
// the other operand is NaN; NaN for x < 0 and a y that is no integer. For y = 2 it is x*x, rounded once,
// so that whoever knows the exponent may multiply.
func Power[T lane.Float](x, y T) T { return lane.Pick2(x, y, power32, powerF64) }

// powerF64 is e^(y log|x|). The logarithm is kept in two parts that are right to 2^-65,
// since its error grows with the result's exponent.
func powerF64(x, y float64) float64 {
	a := lane.Abs(x)
	l, ll := logPair64(a)
	inf := lane.Inf[float64](1)
	l = lane.Select(a == 0, -inf, lane.Select(a == inf, inf, l))
	p := float64(y * l)
	pl := lane.FMA(y, ll, lane.FMA(y, l, -p))
	// Outside of this range the result is 0 or infinite, and the rest may be NaN.
	return powerSpecial(x, y, expPair64(p, lane.Select(lane.Abs(p) < 1000, pl, 0)))
}

// logPairOf64 returns log((1 + f + fl) 2^k) as a rounded number and the rest, where 1 + f is from
// sqrt(1/2) up to sqrt(2) and fl is small. With s = f/(2+f) it is k ln2 + 2 s + 2/3 s^3 + s^5 t; s
// and all but the last term are kept in two parts.
func logPairOf64(f, fl, k float64) (h, l float64) {
	d := 2 + f
	dl := ((2 - d) + f) + fl
	i := 1 / d
	s := float64(f * i)
	sl := float64((lane.FMA(-s, dl, lane.FMA(-s, d, f)) + fl) * i)
	z := float64(s * s)
	zl := lane.FMA(float64(2*s), sl, lane.FMA(s, s, -z))

	q := lane.FMA(0x1.eac5844240051p-4, z, 0x1.de3d762212d37p-4)
	q = lane.FMA(q, z, 0x1.11206f14194aap-3)
	q = lane.FMA(q, z, 0x1.3b1364c9bbb1p-3)
	q = lane.FMA(q, z, 0x1.745d1829559aep-3)
	q = lane.FMA(q, z, 0x1.c71c71c596904p-3)
	q = lane.FMA(q, z, 0x1.2492492492f51p-2)
	q = lane.FMA(q, z, 0x1.9999999999996p-2)
	// b = 2/3 + z q, and w = s^3 b
	b, bl := fastTwoSum64(0x1.5555555555555p-1, float64(z*q))
	bl += lane.FMA(z, q, -float64(z*q)) + lane.FMA(zl, q, 0x1.5555555555555p-55)
	c := float64(s * z)
	cl := lane.FMA(sl, z, lane.FMA(s, zl, lane.FMA(s, z, -c)))
	w := float64(c * b)
	wl := lane.FMA(cl, b, lane.FMA(c, bl, lane.FMA(c, b, -w)))

	s, sl = float64(2*s), float64(2*sl)
	v := float64(k * ln2Head) // exact
	g, gl := fastTwoSum64(v, s)
	g = lane.Select(k == 0, s, g) // |v| is above |s| elsewhere
	gl = lane.Select(k == 0, 0, gl)
	h, hl := fastTwoSum64(g, w)
	return fastTwoSum64(h, hl+(gl+(wl+lane.FMA(k, ln2Rest, sl))))
}

// expPair64 returns e^(x + xl) for small xl.
func expPair64(x, xl float64) float64 {
	y := lane.Select(x < -746, -746, x)
	y = lane.Select(y > 710, 710, y)
	m := lane.FMA(y, invLn2, round64)
	n := m - round64
	r0 := lane.FMA(n, -ln2Hi, y) // exact
	t0 := float64(n*-ln2Lo) + xl
	r := r0 + t0
	t := (r0 - r) + t0
	h := 1 + r
	l := ((1 - h) + r) + lane.FMA(t, r, t)
	return scaleSum64(h, lane.FMA(float64(r*r), expTail64(r), l), m)
}

// power32 evaluates in float64 without the second parts, to base 2.
func power32(x, y float32) float32 {
	a := float64(lane.Abs(x))
	inf := lane.Inf[float64](1)
	l := lane.Select(a == 0, -inf, lane.Select(a == inf, inf, log2Wide(a)))
	p := float64(float64(y) * l)
	p = lane.Select(p > 200, 200, p)
	return powerSpecial(x, y, float32(exp2Wide(p)))
}

// powerSpecial gives r = |x|^y its sign, and returns what the power is where that
// of |x| is not it.
func powerSpecial[T lane.Float](x, y, r T) T {
	inf := lane.Inf[T](1)
	a := lane.Abs(x)
	half := T(0.5 * y)
	integer := lane.Trunc(y) == y // infinities too, which are even
	odd := integer && lane.Trunc(half) != half
	r = withSign(r, lane.Select(odd, x, 0))
	nan := x != x || y != y || x < 0 && a < inf && !integer
	r = lane.Select(nan, lane.NaN[T](), r)
	r = lane.Select(y == 2, T(x*x), r)
	return lane.Select(y == 0 || x == 1 || x == -1 && lane.Abs(y) == inf, 1, r)
}

// PowerInt returns x^n for integers, modulo two to the power of their width, and 0
// for negative n, by squaring: four bits of n, which are most often all, and the others.
func PowerInt[T lane.Integer](x, n T) T {
	r := lane.Select(n&1 != 0, x, 1)
	x *= x
	r *= lane.Select(n&2 != 0, x, 1)
	x *= x
	r *= lane.Select(n&4 != 0, x, 1)
	x *= x
	r *= lane.Select(n&8 != 0, x, 1)
	rest := n >> 4
	for range 60 {
		if rest <= 0 {
			break
		}
		x *= x
		r = lane.Select(rest&1 != 0, r*x, r)
		rest >>= 1
	}
	return lane.Select(n < 0, 0, r)
}
