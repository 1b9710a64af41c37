// SPDX-License-Identifier: BSD-3-Clause

package kernels

import "github.com/arraygen/arraygen/spec/lane"

// Tan returns the tangent of x radians; for every x within 1 ULP in float64, and
// correctly rounded in float32, which is evaluated in float64.
//
// Tan(+-0) = +-0, Tan(+-Inf) = NaN, Tan(NaN) = NaN.
func Tan[T lane.Float](x T) T { return lane.Pick(x, tan32, tan64) }

func tan64(x float64) float64 {
	if lane.Rare(lane.Abs(x) >= trigLarge) {
		return TanLarge(x)
	}
	r, t, q := reduce64(x)
	h, l := tanSum64(r, t, q)
	return lane.Select(x == 0, x, h+l)
}

// tanSum64 returns tan(r + t + q pi/2) as the quotient of sine and cosine and
// its correction: sine over cosine for even q, and minus cosine over sine.
func tanSum64(r, t float64, q uint64) (h, l float64) {
	z := float64(r * r)
	s, sl := sinSum64(r, t, z)
	c, cl := cosSum64(r, t, z)
	s, sl = fastTwoSum64(s, sl)
	c, cl = fastTwoSum64(c, cl)
	odd := q&1 != 0
	n, nl := lane.Select(odd, -c, s), lane.Select(odd, -cl, sl)
	d, dl := lane.Select(odd, s, c), lane.Select(odd, sl, cl)
	i := 1 / d
	h = float64(n * i)
	return h, float64((lane.FMA(-h, d, n) + lane.FMA(-h, dl, nl)) * i)
}

// fastTwoSum64 returns x + y as its rounded value and the rest, exactly, for |x|
// not below |y|. T. J. Dekker.
func fastTwoSum64(x, y float64) (s, e float64) {
	s = x + y
	return s, (x - s) + y
}

// tan32 evaluates in float64 and rounds once.
func tan32(x float32) float32 {
	if lane.Rare(lane.Abs(x) >= 0x1p24) {
		return TanLarge32(x)
	}
	r, q := reduceWide(float64(x))
	z := float64(r * r)
	s, c := sinPart64(r, 0, z), cosPart64(r, 0, z)
	odd := q&1 != 0
	v := float32(lane.Select(odd, -c, s) / lane.Select(odd, s, c))
	return lane.Select(x == 0, x, v)
}
