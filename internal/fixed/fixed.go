// Package fixed computes with fixed-point numbers of any width, for the scalar
// functions behind rare lanes.
package fixed

import "math/big"

// Point are the functions of numbers with so many bits after the point. Results
// are right to a few last places times their size.
type Point uint

// Of returns x, rounded down.
func (f Point) Of(x float64) *big.Int {
	m, e := new(big.Float).SetFloat64(x), 0
	if x != 0 {
		e = m.MantExp(m)
	}
	i, _ := m.SetMantExp(m, 64).Int(nil) // exact
	return Shift(i, e-64+int(f))
}

// Shift returns x 2^n, rounded down.
func Shift(x *big.Int, n int) *big.Int {
	if n < 0 {
		return new(big.Int).Rsh(x, uint(-n))
	}
	return new(big.Int).Lsh(x, uint(n))
}

// Float64 returns x rounded to nearest.
func (f Point) Float64(x *big.Int) float64 {
	v := new(big.Float).SetInt(x)
	r, _ := v.SetMantExp(v, -int(f)).Float64()
	return r
}

// Exp returns e^(x + yi) for a small angle y: the exponential series of (x + yi)/2^k,
// squared k times.
func (f Point) Exp(x, y *big.Int) (re, im *big.Int) {
	k := max(x.BitLen()-int(f)+16, y.BitLen()-int(f)+16, 0)
	g := f + Point(k) + 32
	u, v := Shift(x, int(g-f)-k), Shift(y, int(g-f)-k)
	one := Shift(big.NewInt(1), int(g))
	re, im = new(big.Int).Set(one), new(big.Int)
	p, q := one, new(big.Int)
	for n := int64(1); p.BitLen() > 1 || q.BitLen() > 1; n++ {
		p, q = g.TimesComplex(p, q, u, v)
		p.Quo(p, big.NewInt(n))
		q.Quo(q, big.NewInt(n))
		re.Add(re, p)
		im.Add(im, q)
	}
	for range k {
		re, im = g.TimesComplex(re, im, re, im)
	}
	return Shift(re, -int(g-f)), Shift(im, -int(g-f))
}

// TimesComplex returns (a + bi)(c + di).
func (f Point) TimesComplex(a, b, c, d *big.Int) (re, im *big.Int) {
	re = new(big.Int).Mul(a, c)
	re.Sub(re, new(big.Int).Mul(b, d))
	im = new(big.Int).Mul(a, d)
	im.Add(im, new(big.Int).Mul(b, c))
	return re.Rsh(re, uint(f)), im.Rsh(im, uint(f))
}

// HalfPi returns pi/2 by J. Machin's formula, pi/4 = 4 arctan(1/5) - arctan(1/239).
func (f Point) HalfPi() *big.Int {
	g := f + 16
	p := g.arctanInverse(5)
	p.Lsh(p, 2)
	p.Sub(p, g.arctanInverse(239))
	return Shift(p, 1-16)
}

// arctanInverse returns arctan(1/n).
func (f Point) arctanInverse(n int64) *big.Int {
	square := big.NewInt(n * n)
	p := Shift(big.NewInt(1), int(f))
	p.Quo(p, big.NewInt(n))
	sum := new(big.Int).Set(p)
	for k := int64(3); p.Sign() != 0; k += 2 {
		p.Quo(p, square)
		p.Neg(p)
		sum.Add(sum, new(big.Int).Quo(p, big.NewInt(k)))
	}
	return sum
}

// Turn returns x - n pi/2, with n the nearest integer, and n modulo 4.
func (f Point) Turn(x *big.Int) (r *big.Int, n uint64) {
	g := f + Point(max(x.BitLen()-int(f), 0)) + 8 // so many bits of pi are right
	h := g.HalfPi()
	w := Shift(x, int(g-f))
	q := new(big.Int).Add(w, Shift(h, -1))
	q.Div(q, h)
	w.Sub(w, new(big.Int).Mul(q, h))
	return Shift(w, -int(g-f)), new(big.Int).And(q, big.NewInt(3)).Uint64()
}
