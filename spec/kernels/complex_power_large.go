// SPDX-License-Identifier: BSD-3-Clause

package kernels

import (
	"math"
	"math/big"

	"github.com/arraygen/arraygen/internal/fixed"
)

// PowerComplexLarge returns (x + yi)^(v + wi), for x + yi not 0: of finite numbers
// with as many bits of the logarithm as the exponent needs. It is the scalar
// function behind PowerComplex.
func PowerComplexLarge(x, y, v, w float64) (re, im float64) {
	for _, part := range [...]float64{x, y, v, w} {
		if math.IsInf(part, 0) {
			return powerComplexInfinite(x, y, v, w)
		}
	}
	if max(math.Abs(v), math.Abs(w)) < 0x1p120 {
		return powerComplexWords(x, y, v, w)
	}
	return powerComplexAny(x, y, v, w)
}

// powerComplexInfinite is the power where a part is infinite: of an infinite base to a whole number, from 1 to 99, the product,
// as in NumPy, and else the exponential of the exponent times the logarithm, as in C.
func powerComplexInfinite(x, y, v, w float64) (re, im float64) {
	if w == 0 && v >= 1 && v < 100 && v == math.Trunc(v) {
		// The squares of the base are multiplied that the bits of the exponent name, the lowest first.
		re, im = 1, 0
		for n := int(v); ; n >>= 1 {
			switch {
			case n&1 != 0 && re == 1 && im == 0:
				re, im = x, y
			case n&1 != 0:
				re, im = float64(re*x)-float64(im*y), float64(re*y)+float64(im*x)
			}
			if n == 1 {
				return re, im
			}
			x, y = float64(x*x)-float64(y*y), float64(x*y)+float64(y*x)
		}
	}
	l, t := LogComplex(x, y)
	return ExpComplex(timesInfinite64(v, w, l, t))
}

// timesInfinite64 returns (a + bi)(c + di), infinite where a factor is and the other one isn't 0: C11, annex
// G.5.1, example 1.
func timesInfinite64(a, b, c, d float64) (re, im float64) {
	re, im = float64(a*c)-float64(b*d), float64(a*d)+float64(b*c)
	if re == re || im == im {
		return re, im
	}
	again := false
	box := func(a, b float64) (float64, float64) {
		unit := func(x float64) float64 {
			if math.IsInf(x, 0) {
				return math.Copysign(1, x)
			}
			return math.Copysign(0, x)
		}
		return unit(a), unit(b)
	}
	zero := func(x float64) float64 {
		if x != x {
			return math.Copysign(0, x)
		}
		return x
	}
	if math.IsInf(a, 0) || math.IsInf(b, 0) {
		a, b = box(a, b)
		c, d, again = zero(c), zero(d), true
	}
	if math.IsInf(c, 0) || math.IsInf(d, 0) {
		c, d = box(c, d)
		a, b, again = zero(a), zero(b), true
	}
	if !again {
		return re, im
	}
	return math.Inf(1) * (float64(a*c) - float64(b*d)), math.Inf(1) * (float64(a*d) + float64(b*c))
}

// powerComplexWords is powerComplexAny for exponents below 2^120, which 192 bits of the logarithm
// are enough for. No other has a result that is neither 0 nor infinite but for bases next to
// 1, -1, i and -i. With l0 + t0 i the logarithm in float64, that of what e^-(l0 + t0 i) leaves of the base is
// the first three terms of a series.
func powerComplexWords(x, y, v, w float64) (re, im float64) {
	_, e := math.Frexp(max(math.Abs(x), math.Abs(y)))
	x, y = math.Ldexp(x, -e), math.Ldexp(y, -e)
	l0, t0 := LogComplex(x, y)
	_, up := math.Frexp(max(math.Abs(v), math.Abs(w)))
	s, c := fixed.SinCosWords(t0)
	r := fixed.ExpWords(-l0)
	a, b := fixed.WordsOf(x), fixed.WordsOf(y)
	p := a.Mul(c).Add(b.Mul(s)).Mul(r).Sub(fixed.WordsOf(1))
	q := b.Mul(c).Sub(a.Mul(s)).Mul(r)
	// d - d^2/2 + d^3/3 for d = p + qi
	u, z := p.Float64(), q.Float64()
	uu, zz := float64(u*u), float64(z*z)
	pp, qq, pq := p.Mul(p), q.Mul(q), p.Mul(q)
	l := p.Sub(pp.Sub(qq).Half()).Add(fixed.WordsOf(float64(u*(uu-float64(3*zz))) / 3)).Add(fixed.WordsOf(l0)).Add(fixed.Ln2Words(e))
	t := q.Sub(pq).Add(fixed.WordsOf(float64(z*(float64(3*uu)-zz)) / 3)).Add(fixed.WordsOf(t0))

	length := l.Times(v).Sub(t.Times(w))
	angle := l.Times(w).Add(t.Times(v))
	n, h, hl := length.DivLn2()
	// An angle that is nothing beside its error is 0: none is so near to a multiple of a right
	// one, but those that are one.
	f, neg := angle.Times256((*[4]uint64)(twoOverPiBits[:4]))
	g, gl, turns := quarterTurns(f[3], f[2], f[1], f[0], neg, 175-max(up, 0))
	m := 1 + h
	m, ml := fastTwoSum64(m, math.FMA(float64(h*h), expTail64(h), ((1-m)+h)+math.FMA(hl, h, hl)))
	sn, snl := fastTwoSum64(sinSum64(g, gl, float64(g*g)))
	cs, csl := fastTwoSum64(cosSum64(g, gl, float64(g*g)))
	if turns&1 != 0 {
		sn, snl, cs, csl = cs, csl, -sn, -snl
	}
	if turns&2 != 0 {
		sn, snl, cs, csl = -sn, -snl, -cs, -csl
	}
	return scaledProduct64(m, ml, cs, csl, n), scaledProduct64(m, ml, sn, snl, n)
}

// scaledProduct64 returns (x + xl)(y + yl) 2^n; of a zero factor the positive zero.
func scaledProduct64(x, xl, y, yl float64, n int) float64 {
	h, l := timesPair64(x, xl, y, yl)
	if h == 0 {
		return 0
	}
	return Ldexp64(h+l, int64(n))
}

// powerComplexAny takes as many bits as there are.
func powerComplexAny(x, y, v, w float64) (re, im float64) {
	_, up := math.Frexp(max(math.Abs(v), math.Abs(w)))
	f := fixed.Point(160 + max(up, 0))
	ln2 := f.Ln2()
	_, e := math.Frexp(max(math.Abs(x), math.Abs(y)))
	l0, t0 := LogComplex(math.Ldexp(x, -e), math.Ldexp(y, -e))
	l, t := f.Log(x, y, -e, l0, t0)
	l.Add(l, new(big.Int).Mul(ln2, big.NewInt(int64(e))))
	// The exponent's bits, of which none is lost, are more than those of f.
	g := f + 1100
	p, q := g.TimesComplex(fixed.Shift(l, 1100), fixed.Shift(t, 1100), g.Of(v), g.Of(w))
	p, q = fixed.Shift(p, -1100), fixed.Shift(q, -1100)
	n := new(big.Int).Div(p, ln2)
	if !n.IsInt64() || n.Int64() > 2000 || n.Int64() < -2000 {
		n.SetInt64(int64(2000 * p.Sign()))
		p.Set(new(big.Int).Mul(n, ln2))
	}
	p.Sub(p, new(big.Int).Mul(n, ln2))
	r, turns := f.Turn(q)
	a, b := f.Exp(p, r)
	for range turns {
		a, b = new(big.Int).Neg(b), a
	}
	// No angle is so near to a multiple of a right one, but those that are one.
	for _, part := range []*big.Int{a, b} {
		if part.BitLen() < int(f)-140 {
			part.SetInt64(0)
		}
	}
	scale := int(n.Int64())
	return f.Scaled(a, scale), f.Scaled(b, scale)
}
