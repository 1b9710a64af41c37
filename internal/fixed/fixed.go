// SPDX-License-Identifier: BSD-3-Clause

// Package fixed computes with fixed-point numbers of any width, for the scalar
// functions behind rare lanes.
package fixed

import (
	"math/big"
	"sync"
)

// Point are the functions of numbers with so many bits after the point. Results
// are right to a few last places times their size.
type Point uint

// Of returns x, rounded down.
func (f Point) Of(x float64) *big.Int { return f.scaledOf(x, 0) }

// scaledOf returns x 2^n, rounded down.
func (f Point) scaledOf(x float64, n int) *big.Int {
	m, e := new(big.Float).SetFloat64(x), 0
	if x != 0 {
		e = m.MantExp(m)
	}
	i, _ := m.SetMantExp(m, 64).Int(nil) // exact
	return Shift(i, e-64+n+int(f))
}

// Shift returns x 2^n, rounded down.
func Shift(x *big.Int, n int) *big.Int {
	if n < 0 {
		return new(big.Int).Rsh(x, uint(-n))
	}
	return new(big.Int).Lsh(x, uint(n))
}

// Float64 returns x rounded to nearest.
func (f Point) Float64(x *big.Int) float64 { return f.Scaled(x, 0) }

// Scaled returns x 2^n rounded to nearest.
func (f Point) Scaled(x *big.Int, n int) float64 {
	v := new(big.Float).SetInt(x)
	r, _ := v.SetMantExp(v, n-int(f)).Float64()
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

// constant keeps a number with so many bits that most calls need no more. It is made when it is
// first asked for, and not when a program begins: one that never asks is linked without it.
type constant struct {
	compute func(f Point) *big.Int
	once    sync.Once
	kept    *big.Int
}

// keptBits is enough for the angles of all numbers of float64.
const keptBits Point = 2400

func (c *constant) at(f Point) *big.Int {
	if f > keptBits {
		return c.compute(f)
	}
	c.once.Do(func() { c.kept = c.compute(keptBits) })
	return Shift(c.kept, int(f)-int(keptBits))
}

var (
	halfPi = constant{compute: Point.machin}
	ln2    = constant{compute: Point.artanhs}
)

// HalfPi returns pi/2.
func (f Point) HalfPi() *big.Int { return halfPi.at(f) }

// Ln2 returns log(2).
func (f Point) Ln2() *big.Int { return ln2.at(f) }

// machin returns pi/2 by J. Machin's formula, pi/4 = 4 arctan(1/5) - arctan(1/239).
func (f Point) machin() *big.Int {
	g := f + 16
	p := g.inverseSeries(5, -1)
	p.Lsh(p, 2)
	p.Sub(p, g.inverseSeries(239, -1))
	return Shift(p, 1-16)
}

// inverseSeries returns arctan(1/n) for sign -1, and artanh(1/n) for 1.
func (f Point) inverseSeries(n, sign int64) *big.Int {
	square := big.NewInt(n * n * sign)
	p := Shift(big.NewInt(1), int(f))
	p.Quo(p, big.NewInt(n))
	sum := new(big.Int).Set(p)
	for k := int64(3); p.Sign() != 0; k += 2 {
		p.Quo(p, square)
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

// artanhs returns log(2) = 18 artanh(1/26) - 2 artanh(1/4801) + 8 artanh(1/8749).
func (f Point) artanhs() *big.Int {
	g := f + 16
	sum := new(big.Int)
	for _, term := range [][2]int64{{18, 26}, {-2, 4801}, {8, 8749}} {
		p := g.inverseSeries(term[1], 1)
		sum.Add(sum, p.Mul(p, big.NewInt(term[0])))
	}
	return Shift(sum, -16)
}

// Log returns the logarithm of (x + yi) 2^n, of which l0 + t0 i is nearly the logarithm: it is
// the series of log(1 + e) for what that leaves.
func (f Point) Log(x, y float64, n int, l0, t0 float64) (l, t *big.Int) {
	g := f + 64
	a, b := g.scaledOf(x, n), g.scaledOf(y, n)
	l, t = g.Of(l0), g.Of(t0)
	c, s := g.Exp(new(big.Int).Neg(l), new(big.Int).Neg(t))
	c, s = g.TimesComplex(c, s, a, b)
	c.Sub(c, Shift(big.NewInt(1), int(g)))
	p, q := new(big.Int).Set(c), new(big.Int).Set(s)
	for k := int64(1); p.BitLen() > 1 || q.BitLen() > 1; k++ {
		d := big.NewInt(k)
		if k%2 == 0 {
			d.Neg(d)
		}
		l.Add(l, new(big.Int).Quo(p, d))
		t.Add(t, new(big.Int).Quo(q, d))
		p, q = g.TimesComplex(p, q, c, s)
	}
	return Shift(l, -64), Shift(t, -64)
}
