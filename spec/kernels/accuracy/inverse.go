// SPDX-License-Identifier: BSD-3-Clause

package accuracy

import (
	"math"
	"math/big"
)

// The inverse functions, and others that are made of those of exact.go, are
// computed in big.Float arithmetic of floatBits bits.
const floatBits = 320

func number(v float64) *big.Float { return newFloat().SetFloat64(v) }
func newFloat() *big.Float        { return new(big.Float).SetPrec(floatBits) }

func mul(v, w *big.Float) *big.Float { return newFloat().Mul(v, w) }
func quo(v, w *big.Float) *big.Float { return newFloat().Quo(v, w) }
func add(v, w *big.Float) *big.Float { return newFloat().Add(v, w) }
func sub(v, w *big.Float) *big.Float { return newFloat().Sub(v, w) }

func exactTan(x float64) *big.Float { return quo(exactSin(x, 0), exactSin(x, 1)) }

// angleOf returns the angle of the point (x, y), by correcting an angle a of
// float64 precision by that which is left after turning the point back by a.
func angleOf(y, x *big.Float, a float64) *big.Float {
	sin, cos := exactSin(a, 0), exactSin(a, 1)
	d := quo(sub(mul(y, cos), mul(x, sin)), add(mul(x, cos), mul(y, sin)))
	sum := number(a)
	power, dd := newFloat().Set(d), mul(d, d)
	for k := int64(1); k < 12; k += 2 { // d is below 2^-40
		term := quo(power, big.NewFloat(float64(k)))
		if k%4 == 3 {
			term.Neg(term)
		}
		sum.Add(sum, term)
		power = mul(power, dd)
	}
	return sum
}

// otherLeg returns sqrt(1 - x^2).
func otherLeg(x float64) *big.Float {
	v := sub(number(1), mul(number(x), number(x)))
	return v.Sqrt(v)
}

func exactArcsin(x float64) *big.Float {
	leg := otherLeg(x)
	l, _ := leg.Float64()
	return angleOf(number(x), leg, math.Copysign(math.Atan2(math.Abs(x), l), x))
}

func exactArccos(x float64) *big.Float {
	leg := otherLeg(x)
	l, _ := leg.Float64()
	return angleOf(leg, number(x), math.Atan2(l, x))
}

// logOf is exactLog of a number that is no float64: the logarithm of one next to
// its mantissa and the series for the rest.
func logOf(v *big.Float) *big.Float {
	m := newFloat()
	e := v.MantExp(m)
	near, _ := m.Float64()
	d := sub(quo(m, number(near)), number(1))
	sum, power := newFloat().Set(d), newFloat().Set(d)
	for k := int64(2); k < 8; k++ {
		power = mul(power, d)
		term := quo(power, big.NewFloat(float64(k)))
		if k%2 == 0 {
			term.Neg(term)
		}
		sum.Add(sum, term)
	}
	whole := constantsFor(baseBits + 64).ln2.times(int64(e)).float(0)
	if near != 1 {
		whole = add(whole, exactLog(near))
	}
	return add(whole, sum)
}

// exactArcsinh is log(x + sqrt(x^2 + 1)); near 0, where that would cancel, g +
// arcsinh(x cosh(g) - sqrt(x^2 + 1) sinh(g)) for a g of float64 precision.
func exactArcsinh(x float64) *big.Float {
	a := number(math.Abs(x))
	root := add(mul(a, a), number(1))
	root.Sqrt(root)
	var v *big.Float
	if math.Abs(x) >= 0.5 {
		v = logOf(add(a, root))
	} else {
		g := math.Asinh(math.Abs(x))
		d := sub(mul(a, exactSinh(g, true)), mul(root, exactSinh(g, false)))
		// d - d^3/6 + 3/40 d^5
		dd := mul(d, d)
		d5 := quo(mul(mul(d, mul(dd, dd)), number(3)), number(40))
		v = add(number(g), add(sub(d, quo(mul(d, dd), number(6))), d5))
	}
	if x < 0 {
		v.Neg(v)
	}
	return v
}

func exactArccosh(x float64) *big.Float {
	root := sub(mul(number(x), number(x)), number(1))
	return logOf(add(number(x), root.Sqrt(root)))
}

// exactArctanh is half of log(1+x) - log(1-x), two terms of one sign.
func exactArctanh(x float64) *big.Float {
	return mul(sub(exactLog1p(x), exactLog1p(-x)), number(0.5))
}

// exactCbrt is Newton's iteration from float64 precision.
func exactCbrt(x float64) *big.Float {
	y, v := number(math.Cbrt(x)), number(x)
	for range 3 {
		yy := mul(y, y)
		y = sub(y, quo(sub(mul(yy, y), v), mul(yy, number(3))))
	}
	return y
}

// exactAngle returns x radians in degrees, or x degrees in radians.
func exactAngle(x float64, radians bool) *big.Float {
	pi := constantsFor(floatBits).pi.float(0)
	if radians {
		return quo(mul(number(x), pi), number(180))
	}
	return quo(mul(number(x), number(180)), pi)
}
