// SPDX-License-Identifier: BSD-3-Clause

package accuracy

import (
	"math"
	"math/big"
	"sync"
)

// Exact computes a function of a finite float64, in the domain of the function
// and nowhere an overflow past 2^2000, with a relative error below 2^-180.
type Exact func(x float64) *big.Float

// The exact functions, by NumPy's names.
var exact = map[string]Exact{
	"exp":   exactExp,
	"exp2":  exactExp2,
	"log":   exactLog,
	"log2":  func(x float64) *big.Float { return exactLogOver(x, "log2") },
	"log10": func(x float64) *big.Float { return exactLogOver(x, "log10") },
	"sin":   func(x float64) *big.Float { return exactSin(x, 0) },
	"cos":   func(x float64) *big.Float { return exactSin(x, 1) },
	"tanh":  exactTanh,
	"sinh":  func(x float64) *big.Float { return exactSinh(x, false) },
	"cosh":  func(x float64) *big.Float { return exactSinh(x, true) },
	"expm1": exactExpm1,
	"log1p": exactLog1p,

	"tan":     exactTan,
	"arcsin":  exactArcsin,
	"arccos":  exactArccos,
	"arctan":  func(x float64) *big.Float { return exactArctan2(x, 1) },
	"arcsinh": exactArcsinh,
	"arccosh": exactArccosh,
	"arctanh": exactArctanh,
	"cbrt":    exactCbrt,
	"degrees": func(x float64) *big.Float { return exactAngle(x, false) },
	"radians": func(x float64) *big.Float { return exactAngle(x, true) },
	"erf":     exactErf,
	"erfc":    exactErfc,
	"ndtr":    exactNormCDF,
	"gammaln": exactLgamma,
}

// baseBits are the bits after the point for arguments and results near 1.
const baseBits = 256

var constantsLock sync.Mutex

func constantsFor(bits uint) *constants {
	constantsLock.Lock()
	defer constantsLock.Unlock()
	return constantsOf(bits)
}

// extraBits returns how many more bits a function needs that is near x for
// small x.
func extraBits(x float64) uint {
	if x == 0 {
		return 0
	}
	e := math.Ilogb(x)
	if e >= 0 {
		return 0
	}
	// To a multiple of 64, so that few precisions occur.
	return uint(-e+63) &^ 63
}

// expFixed returns e^x = y * 2^k with y near 1.
func expFixed(x fixed) (y fixed, k int64) {
	c := constantsFor(x.bits)
	k = x.div(c.ln2).round()
	r := x.sub(c.ln2.times(k))
	// e^r = (e^(r/2^8))^(2^8)
	const halvings = 8
	r = r.half(halvings)
	term := newFixed(1, x.bits)
	sum := term
	for n := int64(1); term.v.Sign() != 0 && n < 200; n++ {
		term = term.mul(r).over(n)
		sum = sum.add(term)
	}
	for range halvings {
		sum = sum.mul(sum)
	}
	return sum, k
}

func exactExp(x float64) *big.Float {
	y, k := expFixed(fixedOf(x, baseBits))
	return y.float(int(k))
}

func exactExp2(x float64) *big.Float {
	n := math.RoundToEven(x)
	c := constantsFor(baseBits)
	y, k := expFixed(fixedOf(x-n, baseBits).mul(c.ln2))
	return y.float(int(k) + int(n))
}

// logFixed returns log(x) for x > 0: from y0, the logarithm of the mantissa to
// 40 bits or more, by log(m) = y0 + log(m/e^y0) and the series of log(1+d).
func logFixed(x float64) (mantissa fixed, exp int) {
	m, e := math.Frexp(x)
	if m < math.Sqrt2/2 {
		m, e = 2*m, e-1
	}
	y0 := fixedOf(math.Log(m), baseBits)
	y, k := expFixed(y0)
	if k != 0 {
		panic("accuracy: a reduced argument is not reduced")
	}
	one := newFixed(1, baseBits)
	d := fixedOf(m, baseBits).div(y).sub(one)
	sum, power := y0, d
	for n := int64(1); power.v.Sign() != 0 && n < 12; n++ {
		term := power.over(n)
		if n%2 == 0 {
			term = term.neg()
		}
		sum = sum.add(term)
		power = power.mul(d)
	}
	return sum, e
}

func exactLog(x float64) *big.Float {
	m, e := logFixed(x)
	return m.add(constantsFor(baseBits).ln2.times(int64(e))).float(0)
}

func exactLogOver(x float64, name string) *big.Float {
	m, e := logFixed(x)
	c := constantsFor(baseBits)
	if name == "log2" {
		return m.div(c.ln2).add(newFixed(int64(e), baseBits)).float(0)
	}
	return m.add(c.ln2.times(int64(e))).div(c.ln10).float(0)
}

// exactSin returns sin(x + quarter*pi/2).
func exactSin(x float64, quarter int64) *big.Float {
	// 64 bits more for the nearest that a float64 comes to a multiple of pi/2.
	bits := uint(baseBits+64) + extraBits(x)
	if e := math.Ilogb(x); x != 0 && e > 0 {
		bits += uint(e+63) &^ 63
	}
	a := fixedOf(x, bits)
	halfPi := constantsFor(bits).pi.half(1)
	n := new(big.Int).Quo(a.v, halfPi.v)
	r := fixed{new(big.Int).Sub(a.v, new(big.Int).Mul(n, halfPi.v)), bits}
	// |r| < pi/2 with the sign of x; a multiple more or less makes it small.
	if r.times(2).v.CmpAbs(halfPi.v) > 0 {
		if r.v.Sign() > 0 {
			r, n = r.sub(halfPi), n.Add(n, big.NewInt(1))
		} else {
			r, n = r.add(halfPi), n.Sub(n, big.NewInt(1))
		}
	}
	q := new(big.Int).And(n.Add(n, big.NewInt(quarter)), big.NewInt(3)).Int64()
	if e := math.Ilogb(x); x != 0 && e > 0 { // x's own bits are spent
		r = r.to(bits - uint(e+63)&^63)
	}
	s := sinTaylor(r, q&1)
	if q&2 != 0 {
		s = s.neg()
	}
	return s.float(0)
}

// sinTaylor returns sin(r) for from = 0 and cos(r) for from = 1.
func sinTaylor(r fixed, from int64) fixed {
	z := r.mul(r).neg()
	term := r
	n := int64(2)
	if from == 1 {
		term = newFixed(1, r.bits)
		n = 1
	}
	sum := term
	for ; term.v.Sign() != 0 && n < 400; n += 2 {
		term = term.mul(z).over(n * (n + 1))
		sum = sum.add(term)
	}
	return sum
}

func exactTanh(x float64) *big.Float {
	bits := baseBits + extraBits(x)
	if math.Abs(x) > 64 { // 1 - 2^-184 or nearer to 1
		return big.NewFloat(math.Copysign(1, x))
	}
	one := newFixed(1, bits)
	y, k := expFixed(fixedOf(2*x, bits))
	y.v = shift(y.v, int(k))
	return y.sub(one).div(y.add(one)).float(0)
}

// exactSinh returns (e^x - e^-x)/2, or the sum for cosh.
func exactSinh(x float64, cosh bool) *big.Float {
	bits := baseBits + extraBits(x)
	y, k := expFixed(fixedOf(math.Abs(x), bits))
	one := newFixed(1, bits)
	// e^-|x| = 2^-k/y, in units of e^|x|'s power
	inverse := one.div(y).half(2 * uint(k))
	sum := y.sub(inverse)
	if cosh {
		sum = y.add(inverse)
	} else if x < 0 {
		sum = sum.neg()
	}
	return sum.float(int(k) - 1)
}

func exactExpm1(x float64) *big.Float {
	bits := baseBits + extraBits(x)
	if x < -200 { // nearer to -1 than 2^-280
		return big.NewFloat(-1)
	}
	y, k := expFixed(fixedOf(x, bits))
	y.v = shift(y.v, int(k))
	return y.sub(newFixed(1, bits)).float(0)
}

// exactLog1p is exactLog at 1 + x, which is no float64: the logarithm of the
// nearest that is, and the series for the rest.
func exactLog1p(x float64) *big.Float {
	bits := baseBits + extraBits(x)
	near := 1 + x
	if near < 0x1p-60 { // x is -1 + 2^-53 at the least
		panic("accuracy: log1p outside its domain")
	}
	one := newFixed(1, bits)
	u := fixedOf(x, bits).add(one)
	// log(u) = log(near) + log(u/near)
	d := u.div(fixedOf(near, bits)).sub(one)
	sum, power := newFixed(0, bits), d
	for n := int64(1); power.v.Sign() != 0 && n < 60; n++ {
		term := power.over(n)
		if n%2 == 0 {
			term = term.neg()
		}
		sum = sum.add(term)
		power = power.mul(d)
	}
	if near == 1 {
		return sum.float(0)
	}
	whole := exactLog(near)
	return new(big.Float).SetPrec(uint(max(320, bits))).Add(whole, sum.float(0))
}
