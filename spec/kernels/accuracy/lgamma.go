// SPDX-License-Identifier: BSD-3-Clause

package accuracy

import (
	"math"
	"math/big"
	"sync"
)

// exactLgamma is Stirling's series at x + n, less the logarithm of x (x+1) ... (x+n-1);
// for x < 0 the reflection |gamma(x) gamma(1-x)| = pi/|sin(pi x)|.
func exactLgamma(x float64) *big.Float {
	if x > 0 {
		return lgammaOf(number(x))
	}
	// sin(pi x) for what x leaves of an integer
	r := x - math.RoundToEven(x)
	bits := baseBits + 64 + extraBits(r)
	s := sinTaylor(fixedOf(math.Abs(r), bits).mul(constantsFor(bits).pi), 0).float(0)
	pi := constantsFor(floatBits).pi.float(0)
	return sub(logOf(quo(pi, s)), lgammaOf(sub(number(1), number(x))))
}

func lgammaOf(x *big.Float) *big.Float {
	const from = 60
	product, y := number(1), newFloat().Set(x)
	for y.Cmp(number(from)) < 0 {
		product = mul(product, y)
		y = add(y, number(1))
	}
	pi := constantsFor(floatBits).pi.float(0)
	v := sub(mul(sub(y, number(0.5)), logOf(y)), y)
	v = add(v, mul(number(0.5), logOf(mul(number(2), pi))))
	power, yy := quo(number(1), y), mul(y, y)
	for _, c := range stirlingSeries() {
		v.Add(v, mul(power, c))
		power = quo(power, yy)
	}
	return sub(v, logOf(product))
}

// stirlingSeries are the coefficients B_2k/(2k (2k-1)); 40 of them reach 2^-300 at 60.
var stirlingSeries = sync.OnceValue(func() []*big.Float {
	const n = 40
	b := make([]*big.Rat, 2*n+1) // Bernoulli's numbers by Akiyama and Tanigawa's triangle
	a := make([]*big.Rat, 2*n+1)
	for m := range a {
		a[m] = big.NewRat(1, int64(m+1))
		for j := m; j > 0; j-- {
			a[j-1] = new(big.Rat).Mul(big.NewRat(int64(j), 1), new(big.Rat).Sub(a[j-1], a[j]))
		}
		b[m] = new(big.Rat).Set(a[0])
	}
	var cs []*big.Float
	for k := int64(1); k <= n; k++ {
		c := new(big.Rat).Quo(b[2*k], big.NewRat(2*k*(2*k-1), 1))
		cs = append(cs, newFloat().SetRat(c))
	}
	return cs
})
