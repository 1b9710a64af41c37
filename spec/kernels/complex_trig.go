// SPDX-License-Identifier: BSD-3-Clause

package kernels

import "github.com/arraygen/arraygen/spec/lane"

// SinComplex returns sin(a + bi) = sin(a) cosh(b) + cos(a) sinh(b) i; each part
// is within 3 ULP.
func SinComplex[T lane.Float](a, b T) (re, im T) {
	u, v := sinComplex64(float64(a), float64(b))
	return T(u), T(v)
}

// CosComplex returns cos(a + bi) = cos(a) cosh(b) - sin(a) sinh(b) i; each part
// is within 3 ULP.
func CosComplex[T lane.Float](a, b T) (re, im T) {
	x, y := float64(a), float64(b)
	u, v := cosComplex64(x, y)
	return T(u), T(cosSpecial64(x, y, negated(v)))
}

// SinhComplex returns sinh(a + bi), the parts of sin(b + ai) exchanged; each
// part is within 3 ULP.
func SinhComplex[T lane.Float](a, b T) (re, im T) {
	u, v := sinComplex64(float64(b), float64(a))
	return T(v), T(u)
}

// CoshComplex returns cosh(a + bi), the conjugate of cos(b + ai); each part is
// within 3 ULP.
func CoshComplex[T lane.Float](a, b T) (re, im T) {
	x, y := float64(a), float64(b)
	u, v := cosComplex64(y, x)
	return T(u), T(cosSpecial64(y, x, v))
}

func sinComplex64(a, b float64) (re, im float64) {
	s, c := sincos64(a)
	u, v, m := sinhcosh64(minimum64(lane.Abs(b), 1460))
	re, im = spread64(s, c, u, withSign(v, b), m)
	inf := lane.Inf[float64](1)
	wild := a-a != 0
	re = lane.Select(a == 0 && b != b, a, re)
	im = lane.Select(wild && b == 0, b, im)
	im = lane.Select(wild && lane.Abs(b) == inf, inf, im)
	return re, im
}

// cosComplex64 returns cos(a) cosh(b) and sin(a) sinh(b).
func cosComplex64(a, b float64) (re, im float64) {
	s, c := sincos64(a)
	u, v, m := sinhcosh64(minimum64(lane.Abs(b), 1460))
	re, im = spread64(c, s, u, withSign(v, b), m)
	inf := lane.Inf[float64](1)
	return lane.Select(a-a != 0 && lane.Abs(b) == inf, inf, re), im
}

// cosSpecial64 returns im, the imaginary part of cos(a + bi) or cosh(b + ai),
// or the zero that it is beside NaN, whose sign C99 leaves open.
func cosSpecial64(a, b, im float64) float64 {
	im = lane.Select(a-a != 0 && b == 0, 0, im)
	return lane.Select(a == 0 && b != b, a, im)
}

// TanhComplex returns tanh(a + bi); each part is within 3 ULP.
func TanhComplex[T lane.Float](a, b T) (re, im T) {
	u, v := tanhComplex64(float64(a), float64(b))
	return T(u), T(v)
}

// TanComplex returns tan(a + bi), the parts of tanh(b + ai) exchanged; each part
// is within 3 ULP.
func TanComplex[T lane.Float](a, b T) (re, im T) {
	u, v := tanhComplex64(float64(b), float64(a))
	return T(v), T(u)
}

// tanhComplex64 divides sinh(a) cosh(a) + sin(b) cos(b) i by sinh(a)^2 +
// cos(b)^2, with 2^2n taken out of all. Sines and products are pairs.
func tanhComplex64(a, b float64) (re, im float64) {
	s, sl, c, cl := sincosPair64(b)
	x := minimum64(lane.Abs(a), 600)
	u, ul, v, vl, m := sinhcoshPair64(x)
	w := inverseSquare64(x, m)
	p, pl := timesPair64(c, cl, c, cl)
	q, ql := timesPair64(v, vl, v, vl)
	d, dl := plusPair64(q, ql, float64(p*w), float64(pl*w))
	// A small product is scaled up before the division: it may be subnormal.
	tiny := x < 0x1p-500
	e := lane.Select(tiny, 0x1p400, 1.0)
	p, pl = timesPair64(u, ul, float64(v*e), float64(vl*e))
	p, pl = quotientPair64(p, pl, d, dl)
	re = withSign(float64((p+pl)*lane.Select(tiny, 0x1p-400, 1.0)), a)
	p, pl = timesPair64(s, sl, c, cl)
	p, pl = quotientPair64(p, pl, d, dl)
	// 2^-n, twice: the product may be subnormal.
	f := lane.Float64frombits((1023 + 2046 - lane.Float64bits(m)) << 52)
	im = float64(float64((p+pl)*f) * f)
	im = lane.Select(b == 0, b, im)

	wild := b-b != 0
	far := lane.Abs(a) == lane.Inf[float64](1)
	re = lane.Select(wild && a == 0, a, lane.Select(wild && far, lane.Copysign(1, a), re))
	im = lane.Select(wild && far, signedZero64(b), lane.Select(a != a && b == 0, b, im))
	return re, im
}
