// SPDX-License-Identifier: BSD-3-Clause

package dtype

import (
	"math"
	"math/big"
	"math/bits"
)

// UnitCast converts counts of one unit to counts of another, rounding down: moments
// by the calendar, durations with a year of 365.2425 days, as NumPy does.
type UnitCast struct {
	from, to multiple
	moments  bool
	// num and den are the fraction by which counts are multiplied, of moments that
	// of the linear part; where either is beyond 63 bits, wide has both.
	num, den uint64
	wide     *[2]big.Int
}

// UnitCastOf returns the conversion between two types of moments, or of durations,
// of different units; nil where there is nothing to convert: the other casts keep
// the count.
func UnitCastOf(from, to DType) *UnitCast {
	if from == to || from.Base() != to.Base() || from < Num || to < Num || !from.hasUnit() || !to.hasUnit() {
		return nil
	}
	c := &UnitCast{from: unitOf(from), to: unitOf(to), moments: from.Base() == Datetime64}
	x, y := c.from, c.to
	if c.moments && x.unit.Calendar() != y.unit.Calendar() {
		// The linear part is that to days, or from days.
		if x.unit.Calendar() {
			x = multiple{Day, 1}
		} else {
			y = multiple{Day, 1}
		}
	}
	num, den := ratio(x, y)
	if num.IsInt64() && den.IsInt64() {
		c.num, c.den = num.Uint64(), den.Uint64()
	} else {
		c.wide = &[2]big.Int{*num, *den}
	}
	return c
}

// ratio returns the fraction in lowest terms by which a count of x becomes one of y.
func ratio(x, y multiple) (num, den *big.Int) {
	num, den = attoseconds(x), attoseconds(y)
	gcd := new(big.Int).GCD(nil, nil, num, den)
	return num.Div(num, gcd), den.Div(den, gcd)
}

// attoseconds returns the length of m, 400 times so that that of a year is whole.
func attoseconds(m multiple) *big.Int {
	length := big.NewInt(400)
	u := m.unit
	switch u {
	case Year:
		length.SetInt64(daysIn400Years)
		u = Day
	case Month:
		// A twelfth of that, and everything else twelve times.
		length.SetInt64(daysIn400Years)
		u = Day
	}
	for v := u + 1; v < numUnits; v++ {
		length.Mul(length, new(big.Int).SetUint64(units[v].per))
	}
	if m.unit != Month {
		length.Mul(length, big.NewInt(12))
	}
	return length.Mul(length, new(big.Int).SetUint64(m.n))
}

// Convert returns n, a count of the first unit, as one of the second. NaT stays. It
// is false, and the count NaT, where that, or on the way to the calendar the count of
// days, has more than 63 bits.
func (c *UnitCast) Convert(n int64) (int64, bool) {
	if n == NaT {
		return NaT, true
	}
	ok := true
	switch calendar := c.moments && c.from.unit.Calendar() != c.to.unit.Calendar(); {
	case !calendar:
		n, ok = c.scale(n)
	case c.from.unit.Calendar():
		if n, ok = multiply(n, c.from.n); ok {
			if n, ok = daysOf(n, c.from.unit); ok {
				n, ok = c.scale(n)
			}
		}
	default:
		if n, ok = c.scale(n); ok {
			n = floorDivide(calendarOf(n, c.to.unit), int64(c.to.n))
		}
	}
	if !ok || n == NaT {
		return NaT, false
	}
	return n, true
}

// multiply returns n times m, which is below 2³².
func multiply(n int64, m uint64) (int64, bool) {
	p := n * int64(m)
	return p, p/int64(m) == n
}

// scale multiplies n by the fraction, rounding down.
func (c *UnitCast) scale(n int64) (int64, bool) {
	if c.wide != nil {
		p := new(big.Int).Mul(big.NewInt(n), &c.wide[0])
		p.Div(p, &c.wide[1]) // Euclid's: down, as the divisor is positive
		return p.Int64(), p.IsInt64()
	}
	negative := n < 0
	magnitude := uint64(n)
	if negative {
		magnitude = -magnitude
	}
	hi, lo := bits.Mul64(magnitude, c.num)
	if hi >= c.den {
		return 0, false
	}
	quotient, rest := bits.Div64(hi, lo, c.den)
	if negative && rest != 0 {
		quotient++
	}
	if quotient > math.MaxInt64 {
		return 0, false
	}
	if negative {
		return -int64(quotient), true
	}
	return int64(quotient), true
}
