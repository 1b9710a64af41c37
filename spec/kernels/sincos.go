// SPDX-License-Identifier: BSD-3-Clause

package kernels

import "github.com/arraygen/arraygen/spec/lane"

// SinCos returns the sine and the cosine of x radians, bit for bit those of Sin and
// Cos. In vector code they share one reduction of x and both polynomials.
func SinCos[T lane.Float](x T) (s, c T) { return Sin(x), Cos(x) }

// sincos64 returns the sine and the cosine of x, those of Sin and Cos.
func sincos64(x float64) (s, c float64) {
	r, t, q := reduce64(x)
	s, c = sincosOf64(r, t, q)
	if x == 0 {
		s = x
	}
	return sincosUnlessLarge64(x, s, c)
}

// sincosUnlessLarge64 returns s and c, the sine and cosine of x, but for an x too large for
// reduce64.
func sincosUnlessLarge64(x, s, c float64) (float64, float64) {
	if lane.Rare(lane.Abs(x) >= trigLarge) {
		return SinCosLarge(x)
	}
	return s, c
}

// sincosOf64 returns sine and cosine of r + t + q pi/2.
func sincosOf64(r, t float64, q uint64) (s, c float64) {
	z := float64(r * r)
	s = sinPart64(r, t, z)
	c = cosPart64(r, t, z)
	odd := q&1 != 0
	s, c = lane.Select(odd, c, s), lane.Select(odd, s, c)
	return flip64(s, q&2<<62), flip64(c, (q+1)&2<<62)
}

// sincosPair64 returns the sine and the cosine of any x as pairs.
func sincosPair64(x float64) (s, sl, c, cl float64) {
	r, t, q := reduceAny64(x)
	z := float64(r * r)
	s, sl = sinSum64(r, t, z)
	s, sl = fastTwoSum64(s, sl)
	c, cl = cosSum64(r, t, z)
	c, cl = fastTwoSum64(c, cl)
	odd := q&1 != 0
	s, c = lane.Select(odd, c, s), lane.Select(odd, s, c)
	sl, cl = lane.Select(odd, cl, sl), lane.Select(odd, sl, cl)
	e, f := q&2<<62, (q+1)&2<<62
	return flip64(s, e), flip64(sl, e), flip64(c, f), flip64(cl, f)
}

// reduceAny64 is reduce64 for every x.
func reduceAny64(x float64) (r, t float64, q uint64) {
	if lane.Rare(lane.Abs(x) >= trigLarge) {
		return ReduceLarge(x)
	}
	return reduce64(x)
}

// ln2Rest3 is what ln2Hi + ln2Lo leave of ln2.
const ln2Rest3 = 0x1.7b57a079a1934p-111

// sincosLn264 returns sine and cosine of x ln2, the product being kept to
// three times the precision of x, except for |x| < 2^-900: it may be next to a
// multiple of pi/2.
func sincosLn264(x float64) (s, c float64) {
	h := float64(x * ln2Hi)
	p := float64(x * ln2Lo)
	l, e := twoSum64(lane.FMA(x, ln2Hi, -h), p)
	e += lane.FMA(x, ln2Rest3, lane.FMA(x, ln2Lo, -p))
	r, t, q := reduce64(h)
	r, l = twoSum64(r, l)
	t += l + e
	s, c = sincosOf64(r, t, q)
	if x == 0 {
		s = x
	}
	return sincosLn2UnlessLarge64(x, s, c)
}

// From here on sine and cosine of x ln2 are left to the scalar functions.
const trigLn2Large = 0x1p20

// sincosLn2UnlessLarge64 returns s and c, the sine and cosine of x ln2, but for a large x.
func sincosLn2UnlessLarge64(x, s, c float64) (float64, float64) {
	if lane.Rare(lane.Abs(x) >= trigLn2Large) {
		return SinCosLn2Large(x)
	}
	return s, c
}

// twoSum64 returns x + y as its rounded value s and the rest e, exactly. Knuth.
func twoSum64(x, y float64) (s, e float64) {
	s = x + y
	b := s - x
	return s, (x - (s - b)) + (y - b)
}

// twoSum32 is twoSum64 for float32.
func twoSum32(x, y float32) (s, e float32) {
	s = x + y
	b := s - x
	return s, (x - (s - b)) + (y - b)
}
