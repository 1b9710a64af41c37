// SPDX-License-Identifier: BSD-3-Clause

package kernels

import (
	"math"
	"math/bits"
)

// SinLarge returns the sine of x, and NaN for infinities and NaN. It is the
// scalar function behind Sin.
func SinLarge(x float64) float64 {
	h, l := sinQuadrant(reduceLarge(x, &twoOverPiBits))
	return h + l
}

// ReduceLarge returns r + t = x - q pi/2 with |r| <= pi/4, and NaN for infinities
// and NaN.
func ReduceLarge(x float64) (r, t float64, q uint64) { return reduceLarge(x, &twoOverPiBits) }

// CosLarge is SinLarge for the cosine.
func CosLarge(x float64) float64 {
	r, t, q := reduceLarge(x, &twoOverPiBits)
	h, l := sinQuadrant(r, t, q+1)
	return h + l
}

// SinCosLarge returns what SinLarge and CosLarge do, by one reduction.
func SinCosLarge(x float64) (s, c float64) {
	r, t, q := reduceLarge(x, &twoOverPiBits)
	h, l := sinQuadrant(r, t, q)
	g, k := sinQuadrant(r, t, q+1)
	return h + l, g + k
}

// SinLarge32 returns the sine of x, correctly rounded.
func SinLarge32(x float32) float32 {
	return roundSum32(sinQuadrant(reduceLarge(float64(x), &twoOverPiBits)))
}

// CosLarge32 is SinLarge32 for the cosine.
func CosLarge32(x float32) float32 {
	r, t, q := reduceLarge(float64(x), &twoOverPiBits)
	return roundSum32(sinQuadrant(r, t, q+1))
}

// sinQuadrant returns sin(r + t + q pi/2) as a sum, its second term much the
// smaller: sinOf64 with one of its polynomials alone.
func sinQuadrant(r, t float64, q uint64) (h, l float64) {
	z := float64(r * r)
	if q&1 != 0 {
		h, l = cosSum64(r, t, z)
	} else {
		h, l = sinSum64(r, t, z)
	}
	if q&2 != 0 {
		return -h, -l
	}
	return h, l
}

// roundSum32 rounds h + l to float32, where l is much smaller than h. Where the
// float64 sum is a midpoint of two float32 numbers, its rounding error decides.
func roundSum32(h, l float64) float32 {
	s := h + l
	if u := math.Float64bits(s); u&(1<<29-1) == 1<<28 {
		if e := (h - s) + l; e != 0 {
			if (e > 0) == (s > 0) {
				u++
			} else {
				u--
			}
			s = math.Float64frombits(u)
		}
	}
	return float32(s)
}

// twoOverPiBits are the first 1280 bits after the point of 2/pi.
var twoOverPiBits = [20]uint64{
	0xa2f9836e4e441529, 0xfc2757d1f534ddc0, 0xdb6295993c439041, 0xfe5163abdebbc561,
	0xb7246e3a424dd2e0, 0x06492eea09d1921c, 0xfe1deb1cb129a73e, 0xe88235f52ebb4484,
	0xe99c7026b45f7e41, 0x3991d639835339f4, 0x9c845f8bbdf9283b, 0x1ff897ffde05980f,
	0xef2f118b5a0a6d1f, 0x6d367ecf27cb09b7, 0x4f463f669e5fea2d, 0x7527bac7ebe5f17b,
	0x3d0739f78a5292ea, 0x6bfb5fb11f8d5d08, 0x56033046fc7b6bab, 0xf0cfbc209af4361d,
}

// reduceLarge returns r + t = x - q pi/2 with |r| <= pi/4, by
// Payne and Hanek's method ("Radian reduction for trigonometric functions",
// SIGNUM Newsletter 18, 1983): of the product of x and 2/pi, only the bits
// that are not whole revolutions are computed, 254 of them after the point. No
// float64 is within 2^-62 of a multiple of pi/2 that is not 0.
//
// With the bits of 2 c/pi, c < 1, in place of those of 2/pi it reduces c x,
// for |x| >= 1.
func reduceLarge(x float64, revolutions *[20]uint64) (r, t float64, q uint64) {
	b := math.Float64bits(x)
	e := int(b>>52&0x7ff) - 1075
	if e == 2047-1075 {
		return math.NaN(), 0, 0
	}
	if e < -52 { // |x| < 1; the reduction below wants a normal x that is not 0
		return reduce64(x)
	}
	m := b&(1<<52-1) | 1<<52 // |x| = m 2^e

	// The window starts where m 2^e times a bit of 2/pi is worth 2: what is
	// above are multiples of 4.
	w3, w2, w1, w0 := bitsWindow(revolutions, e-2)

	// p = m * window mod 2^256, in units of 2^-254
	h0, p0 := bits.Mul64(m, w0)
	h1, l1 := bits.Mul64(m, w1)
	h2, l2 := bits.Mul64(m, w2)
	p1, c := bits.Add64(h0, l1, 0)
	p2, c := bits.Add64(h1, l2, c)
	p3 := h2 + m*w3 + c

	return quarterTurns(p3, p2, p1, p0, b>>63 != 0, 254)
}

// quarterTurns returns r, t and q with r + t + q pi/2 = f pi/2, where f, modulo 4, has two bits before the point
// and 254 after it, and is negated for minus. What is below 2^-least of a quarter turn counts as 0.
func quarterTurns(p3, p2, p1, p0 uint64, minus bool, least int) (r, t float64, q uint64) {
	q = p3 >> 62
	// f, the bits after the point, to the nearest integer and signed
	neg := p3&(1<<61) != 0
	p3, p2, p1, p0 = p3<<2|p2>>62, p2<<2|p1>>62, p1<<2|p0>>62, p0<<2
	if neg {
		q++
		var c uint64
		p0, c = bits.Sub64(0, p0, 0)
		p1, c = bits.Sub64(0, p1, c)
		p2, c = bits.Sub64(0, p2, c)
		p3, _ = bits.Sub64(0, p3, c)
	}
	// the leading 1 to the top
	scale := 0
	for p3 == 0 && scale <= least {
		p3, p2, p1, p0 = p2, p1, p0, 0
		scale += 64
	}
	if n := bits.LeadingZeros64(p3); n > 0 {
		p3, p2 = p3<<n|p2>>(64-n), p2<<n|p1>>(64-n)
		scale += n
	}
	if minus {
		q = -q
	}
	if scale > least {
		return 0, 0, q
	}
	// 53 bits and the next 64
	hi := float64(p3>>11) * power(-53-scale)
	lo := float64(p3<<53|p2>>11) * power(-117-scale)

	r = hi * halfPi1
	t = math.FMA(hi, halfPi1, -r)
	t += math.FMA(hi, halfPi2, float64(lo*halfPi1))
	if neg != minus {
		r, t = -r, -t
	}
	return r, t, q
}

// power returns 2^n, for n in the range of normal exponents.
func power(n int) float64 { return math.Float64frombits(uint64(n+1023) << 52) }

// bitsWindow returns 256 bits of a number below 1, the first of weight
// 2^-(at+1), the bits before the point being 0.
func bitsWindow(number *[20]uint64, at int) (w3, w2, w1, w0 uint64) {
	i := at >> 6 // rounds down
	n := uint(at & 63)
	a, b, c, d, e := word(number, i), word(number, i+1), word(number, i+2), word(number, i+3), word(number, i+4)
	return a<<n | b>>(64-n), b<<n | c>>(64-n), c<<n | d>>(64-n), d<<n | e>>(64-n)
}

// word returns the i'th word of a number, 0 outside of it.
func word(number *[20]uint64, i int) uint64 {
	if uint(i) >= uint(len(number)) {
		return 0
	}
	return number[i]
}

// TanLarge is SinLarge for the tangent.
func TanLarge(x float64) float64 {
	h, l := tanSum64(reduceLarge(x, &twoOverPiBits))
	return h + l
}

// TanLarge32 is SinLarge32 for the tangent.
func TanLarge32(x float32) float32 {
	h, l := tanSum64(reduceLarge(float64(x), &twoOverPiBits))
	return roundSum32(h, l)
}
