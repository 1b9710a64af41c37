package kernels

import (
	"math"
	"math/big"

	"github.com/arraygen/arraygen/internal/fixed"
)

// PowerComplexLarge returns (x + yi)^(v + wi), for finite numbers and x + yi not 0,
// with as many bits of the logarithm as the exponent needs. It is the scalar
// function behind PowerComplex.
func PowerComplexLarge(x, y, v, w float64) (re, im float64) {
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
