// SPDX-License-Identifier: BSD-3-Clause

package accuracy

import (
	"math"
	"math/big"
)

// exactErf is the series of erf up to 4 and 1 - erfc(|x|) beyond.
func exactErf(x float64) *big.Float {
	a := number(math.Abs(x))
	v := erfSeries(a)
	if math.Abs(x) > 4 {
		v = sub(number(1), erfcFraction(a))
	}
	if x < 0 {
		v.Neg(v)
	}
	return v
}

func exactErfc(x float64) *big.Float { return erfcOf(number(x)) }

// exactNormCDF is erfc(-x/sqrt(2))/2.
func exactNormCDF(x float64) *big.Float {
	root := number(2)
	root.Sqrt(root)
	v := quo(number(-x), root)
	return mul(erfcOf(v), number(0.5))
}

func erfcOf(x *big.Float) *big.Float {
	if near, _ := x.Float64(); near > 4 {
		return erfcFraction(x)
	}
	a := newFloat().Abs(x)
	v := erfSeries(a)
	if near, _ := a.Float64(); near > 4 {
		v = sub(number(1), erfcFraction(a))
	}
	if x.Sign() < 0 {
		return add(number(1), v)
	}
	return sub(number(1), v)
}

// rootPi returns the square root of pi.
func rootPi() *big.Float {
	pi := constantsFor(floatBits).pi.float(0)
	return newFloat().Sqrt(pi)
}

// erfSeries is 2/sqrt(pi) sum (-1)^n x^(2n+1)/(n! (2n+1)), for x up to 4, where it
// loses 23 bits.
func erfSeries(x *big.Float) *big.Float {
	zz := mul(x, x)
	power, sum := newFloat().Set(x), newFloat().Set(x)
	for n := int64(1); n < 400; n++ {
		power = quo(mul(power, zz), big.NewFloat(float64(-n)))
		term := quo(power, big.NewFloat(float64(2*n+1)))
		if term.Sign() == 0 || term.MantExp(nil) < sum.MantExp(nil)-280 {
			break
		}
		sum.Add(sum, term)
	}
	return quo(mul(sum, number(2)), rootPi())
}

// erfcFraction is Laplace's continued fraction e^(-x^2)/sqrt(pi) / (x + 1/2/(x +
// 1/(x + 3/2/(x + ...)))), for x from 4.
func erfcFraction(x *big.Float) *big.Float {
	near, _ := x.Float64()
	if near > 60 { // far below all formats
		near, x = 60, number(60)
	}
	v := newFloat().Set(x)
	// It gives 200 bits after (200 ln 2)^2/(8 x^2) terms, where these are many.
	for n := int(2500/(near*near)) + 60; n > 0; n-- {
		v = add(x, quo(big.NewFloat(float64(n)/2), v))
	}
	e := mul(x, x)
	return quo(quo(expOf(e.Neg(e)), v), rootPi())
}

// nearNormCDF is Go's erfc at x/sqrt(2) rounded, corrected by the slope for what the
// rounding leaves.
func nearNormCDF(x float64) float64 {
	const rootHalf, rest = 0x1.6a09e667f3bcdp-1, -0x1.bdd3413b26456p-55
	a := -x * rootHalf
	l := math.FMA(-x, rootHalf, -a) - x*rest
	v := math.Erfc(a)
	return 0.5 * (v - 2/math.Sqrt(math.Pi)*nearExp(-a*a)*l)
}
