// SPDX-License-Identifier: BSD-3-Clause

package accuracy

import "math/big"

// A fixed is v / 2^bits: the arithmetic of the reference. Products and
// quotients are rounded down, so that a sum of n terms is off by n units.
type fixed struct {
	v    *big.Int
	bits uint
}

func newFixed(n int64, bits uint) fixed {
	v := big.NewInt(n)
	return fixed{v.Lsh(v, bits), bits}
}

// fixedOf returns x with that many bits after the point, rounded down.
func fixedOf(x float64, bits uint) fixed {
	f := new(big.Float).SetFloat64(x)
	m := new(big.Float)
	e := f.MantExp(m)
	n, _ := m.SetMantExp(m, 53).Int(nil)
	return fixed{shift(n, e-53+int(bits)), bits}
}

func shift(n *big.Int, by int) *big.Int {
	if by >= 0 {
		return n.Lsh(n, uint(by))
	}
	return n.Rsh(n, uint(-by))
}

func (a fixed) add(b fixed) fixed { return fixed{new(big.Int).Add(a.v, b.v), a.bits} }
func (a fixed) sub(b fixed) fixed { return fixed{new(big.Int).Sub(a.v, b.v), a.bits} }
func (a fixed) neg() fixed        { return fixed{new(big.Int).Neg(a.v), a.bits} }

func (a fixed) mul(b fixed) fixed {
	p := new(big.Int).Mul(a.v, b.v)
	return fixed{p.Rsh(p, a.bits), a.bits}
}

func (a fixed) div(b fixed) fixed {
	n := new(big.Int).Lsh(a.v, a.bits)
	return fixed{n.Quo(n, b.v), a.bits}
}

func (a fixed) times(n int64) fixed {
	return fixed{new(big.Int).Mul(a.v, big.NewInt(n)), a.bits}
}

func (a fixed) over(n int64) fixed {
	return fixed{new(big.Int).Quo(a.v, big.NewInt(n)), a.bits}
}

func (a fixed) half(times uint) fixed {
	return fixed{new(big.Int).Rsh(a.v, times), a.bits}
}

// round returns the integer nearest a.
func (a fixed) round() int64 {
	n := new(big.Int).Rsh(a.v, a.bits-1)
	n.Add(n, big.NewInt(1))
	return n.Rsh(n, 1).Int64()
}

// float returns a * 2^exp.
func (a fixed) float(exp int) *big.Float {
	f := new(big.Float).SetInt(a.v)
	return f.SetMantExp(f, exp-int(a.bits))
}

// constants caches what is computed once for a precision.
type constants struct {
	bits          uint
	ln2, pi, ln10 fixed
}

var cached = map[uint]*constants{}

// constantsOf returns ln2, ln10 and pi. It is not safe for concurrent use: the
// packages' entry points hold a lock of their own.
func constantsOf(bits uint) *constants {
	c := cached[bits]
	if c == nil {
		c = &constants{bits: bits}
		w := bits + 32
		// ln2 = 18 atanh(1/26) - 2 atanh(1/4801) + 8 atanh(1/8749)
		ln2 := atanhInverse(26, w).times(18).sub(atanhInverse(4801, w).times(2)).add(atanhInverse(8749, w).times(8))
		// ln10 = 46 atanh(1/31) + 34 atanh(1/49) + 20 atanh(1/161)
		ln10 := atanhInverse(31, w).times(46).add(atanhInverse(49, w).times(34)).add(atanhInverse(161, w).times(20))
		// Machin: pi = 16 atan(1/5) - 4 atan(1/239)
		pi := atanInverse(5, w).times(16).sub(atanInverse(239, w).times(4))
		c.ln2, c.ln10, c.pi = ln2.to(bits), ln10.to(bits), pi.to(bits)
		cached[bits] = c
	}
	return c
}

// to returns a with fewer bits.
func (a fixed) to(bits uint) fixed {
	return fixed{new(big.Int).Rsh(a.v, a.bits-bits), bits}
}

func atanhInverse(n int64, bits uint) fixed { return inverseSeries(n, bits, 1) }
func atanInverse(n int64, bits uint) fixed  { return inverseSeries(n, bits, -1) }

// inverseSeries returns the sum of sign^k / ((2k+1) n^(2k+1)).
func inverseSeries(n int64, bits uint, sign int64) fixed {
	power := newFixed(1, bits).over(n)
	sum := power
	s := sign
	for k := int64(3); power.v.Sign() != 0; k += 2 {
		power = power.over(n * n)
		sum = sum.add(power.over(k).times(s))
		s *= sign
	}
	return sum
}
