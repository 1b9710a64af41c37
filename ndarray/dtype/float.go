// SPDX-License-Identifier: BSD-3-Clause

package dtype

import (
	"math"
	"math/bits"
)

// Float is the encoding of a floating type: a sign, so many bits of the
// exponent, so many of the fraction, with subnormal numbers, as in IEEE 754.
type Float struct {
	Exponent, Fraction int
	// Infinite says that there are infinities, and that all numbers with the
	// greatest exponent that are not infinite are NaNs. Without it, as in
	// float8_e4m3fn, the only NaN has all bits set but the sign.
	Infinite bool
}

// Bits returns the size of an element.
func (f Float) Bits() int { return 1 + f.Exponent + f.Fraction }

// bias is what the exponent of a number is stored with.
func (f Float) bias() int { return 1<<(f.Exponent-1) - 1 }

// special returns the bits of infinity, or where there is none, of the NaN.
func (f Float) special() uint64 {
	s := uint64(1)<<f.Exponent - 1
	if f.Infinite {
		return s << f.Fraction
	}
	return s<<f.Fraction | (1<<f.Fraction - 1)
}

// Greatest returns the bits of the greatest number, which is infinity where there
// is one. With the sign taken off, all that are above it are NaN.
func (f Float) Greatest() uint64 {
	if f.Infinite {
		return f.special()
	}
	return f.special() - 1
}

// Max returns the greatest finite number.
func (f Float) Max() float64 { return f.Decode(f.special() - 1) }

// NaN reports whether bits encode no number.
func (f Float) NaN(b uint64) bool {
	b &= 1<<(f.Bits()-1) - 1
	if f.Infinite {
		return b > f.special()
	}
	return b == f.special()
}

// Decode returns the number of an encoding of at most 64 bits. A NaN keeps its
// sign and, as far as there is one, its payload, and is made quiet.
func (f Float) Decode(b uint64) float64 {
	sign := b >> (f.Bits() - 1) & 1 << 63
	b &= 1<<(f.Bits()-1) - 1
	fraction := b & (1<<f.Fraction - 1)
	exponent := int(b >> f.Fraction)
	switch {
	case f.NaN(b):
		return math.Float64frombits(sign | 0x7ff8<<48 | fraction<<(52-f.Fraction))
	case f.Infinite && b == f.special():
		return math.Float64frombits(sign | 0x7ff<<52)
	case f.Exponent == 11:
		return math.Float64frombits(sign | b)
	case exponent == 0:
		if fraction == 0 {
			return math.Float64frombits(sign)
		}
		// Subnormal: the first bit that is set becomes the one that is implied.
		shift := f.Fraction + 1 - bits.Len64(fraction)
		fraction = fraction << shift & (1<<f.Fraction - 1)
		exponent = 1 - shift
	}
	return math.Float64frombits(sign | uint64(exponent-f.bias()+1023)<<52 | fraction<<(52-f.Fraction))
}

// Encode rounds x once, to the nearest number, ties to even. What is beyond the
// greatest number becomes infinity, or NaN where there is none. A NaN keeps its
// sign and the upper bits of its payload, and is made quiet.
func (f Float) Encode(x float64) uint64 {
	u := math.Float64bits(x)
	sign := u >> 63 << (f.Bits() - 1)
	u &= 1<<63 - 1
	cut := 52 - f.Fraction
	switch {
	case u > 0x7ff<<52 && f.Infinite:
		return sign | f.special() | 1<<(f.Fraction-1) | u>>cut&(1<<f.Fraction-1)
	case u >= 0x7ff<<52:
		return sign | f.special()
	case f.Exponent == 11:
		return sign | u
	case u == 0:
		return sign
	}
	exponent := int(u>>52) - 1023 + f.bias()
	if u>>52 == 0 {
		return sign // below half of every type's least number but float64's
	}
	u = u&(1<<52-1) | 1<<52
	if exponent < 1 { // subnormal: more is cut off
		if cut += 1 - exponent; cut > 62 {
			return sign
		}
		exponent = 1
	}
	kept := u >> cut
	rest, half := u&(1<<cut-1), uint64(1)<<(cut-1)
	if rest > half || rest == half && kept&1 != 0 {
		kept++
	}
	// The implied bit adds one to the exponent; a carry does the same.
	b := uint64(exponent-1)<<f.Fraction + kept
	return sign | min(b, f.special())
}
