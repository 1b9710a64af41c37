// SPDX-License-Identifier: BSD-3-Clause

package kernels

import "github.com/arraygen/arraygen/spec/lane"

// The complex elementary functions are evaluated in float64, for complex64
// too, and rounded to the parts' type once. They take and return real and
// imaginary parts; special values are those of C99's Annex G.

// ExpComplex returns e^(a + bi) = e^a (cos(b) + i sin(b)); each part is within
// 3 ULP.
func ExpComplex[T lane.Float](a, b T) (re, im T) {
	x, y := float64(a), float64(b)
	p, m := expParts64(x)
	s, c := sincos64(y)
	u, v := timesPower64(x, y, c, s, p, p, m)
	return T(u), T(v)
}

// Exp2Complex returns 2^(a + bi), the product b ln2 not being rounded; each
// part is within 3 ULP.
func Exp2Complex[T lane.Float](a, b T) (re, im T) {
	x, y := float64(a), float64(b)
	p, m := exp2Parts64(x)
	s, c := sincosLn264(y)
	// sin(y ln2) is y ln2 where that might be subnormal: ln2 goes to p.
	tiny := lane.Abs(y) < 0x1p-900
	s = lane.Select(tiny, y, s)
	q := lane.Select(tiny, float64(p*ln2Hi), p)
	u, v := timesPower64(x, y, c, s, p, q, m)
	return T(u), T(v)
}

// expParts64 returns p and m such that e^x = 2^n p, where n + 2046 is in the
// low bits of m; -746 stands for smaller numbers and 1460 for greater ones,
// whose product with any sine overflows.
func expParts64(x float64) (p, m float64) {
	y := x
	if y < -746 {
		y = -746
	}
	if y > 1460 {
		y = 1460
	}
	m = lane.FMA(y, invLn2, round64)
	n := m - round64
	r0 := lane.FMA(n, -ln2Hi, y) // exact
	t0 := float64(n * -ln2Lo)
	r := r0 + t0
	t := (r0 - r) + t0
	h := 1 + r
	l := ((1 - h) + r) + lane.FMA(t, r, t)
	return h + lane.FMA(float64(r*r), expTail64(r), l), m
}

// exp2Parts64 is expParts64 to base 2.
func exp2Parts64(x float64) (p, m float64) {
	y := x
	if y < -1076 {
		y = -1076
	}
	if y > 2104 {
		y = 2104
	}
	m = y + round64
	r := y - (m - round64)
	u := float64(r * ln2Hi)
	h := 1 + u
	l := ((1 - h) + u) + lane.FMA(r, ln2Hi, -u)
	t := lane.FMA(r, exp2Tail64(r), ln2Lo)
	return h + lane.FMA(r, t, l), m
}

// timesPower64 returns the parts 2^n c p and 2^n s q of an exponential whose
// argument is x + yi, with the special values.
func timesPower64(x, y, c, s, p, q, m float64) (re, im float64) {
	re, im = spread64(c, s, p, q, m)
	inf := lane.Inf[float64](1)
	// An infinite x has a direction only beside a finite y.
	wild := y-y != 0
	re = lane.Select(wild && x == inf, inf, lane.Select(wild && x == -inf, 0, re))
	im = lane.Select(wild && x == -inf, signedZero64(y), im)
	im = lane.Select(y == 0, y, im)
	return re, im
}

// signedZero64 returns -0 for x < 0, else +0.
func signedZero64(x float64) float64 { return lane.Copysign(0, lane.Select(x < 0, -1.0, 1.0)) }

// spread64 returns 2^n c p and 2^n s q, where n + 2046, n in [-1080, 2110], is
// in the low bits of m. The factors c and s are at most 1 and may be
// subnormal: they grow before they are multiplied by p and q, near 1.
func spread64(c, s, p, q, m float64) (re, im float64) {
	far := m > round64+1900
	big := lane.Select(far, 0x1p128, 1.0)
	m = lane.Select(far, m-128, m)
	n := m - round64
	first := lane.Select(n > 1000, 1000, lane.Select(n < -100, -100, n))
	s1 := lane.Float64frombits((lane.Float64bits(first+round64) - 1023) << 52)
	s2 := lane.Float64frombits((lane.Float64bits(m-first) - 1023) << 52)
	re = float64(float64(float64(float64(c*big)*s1)*p) * s2)
	im = float64(float64(float64(float64(s*big)*s1)*q) * s2)
	return re, im
}
