// SPDX-License-Identifier: BSD-3-Clause

package kernels

import "github.com/arraygen/arraygen/spec/lane"

// DivideComplex returns (a + bi) / (c + di) by Smith's method, with the steps
// of NumPy's loop: R. L. Smith, "Algorithm 116: Complex division", CACM 5 (1962).
func DivideComplex[T lane.Float](a, b, c, d T) (re, im T) {
	byReal := lane.Abs(c) >= lane.Abs(d)
	big := lane.Select(byReal, c, d)
	small := lane.Select(byReal, d, c)
	ratio := small / big
	scale := 1 / (big + T(small*ratio))
	// With the parts of the numerator swapped the two cases differ in the order
	// of one difference, which decides the sign of a zero.
	p := lane.Select(byReal, a, b)
	q := lane.Select(byReal, b, a)
	t := T(p * ratio)
	re = T((p + T(q*ratio)) * scale)
	im = T(lane.Select(byReal, q-t, t-q) * scale)
	zero := c == 0 && d == 0
	re = lane.Select(zero, a/lane.Abs(c), re)
	im = lane.Select(zero, b/lane.Abs(c), im)
	return re, im
}

// ReciprocalComplex returns 1 / (a + bi), with the steps of NumPy's loop.
func ReciprocalComplex[T lane.Float](a, b T) (re, im T) {
	byReal := lane.Abs(b) <= lane.Abs(a)
	big := lane.Select(byReal, a, b)
	small := lane.Select(byReal, b, a)
	r := small / big
	d := big + T(small*r)
	u := 1 / d
	v := r / d
	return lane.Select(byReal, u, v), negated(lane.Select(byReal, v, u))
}

// Hypot returns sqrt(x*x + y*y) without overflow or underflow on the way:
// for float64 with the correction of C. F. Borges, "An Improved Algorithm for
// hypot(a,b)" (2019). An infinite argument gives +Inf, even if the other is NaN.
func Hypot[T lane.Float](x, y T) T {
	a, b := lane.Abs(x), lane.Abs(y)
	r := hypotFinite(a, b)
	r = lane.Select(x != x || y != y, lane.NaN[T](), r)
	return lane.Select(a == lane.Inf[T](1) || b == lane.Inf[T](1), lane.Inf[T](1), r)
}

func hypotFinite[T lane.Float](a, b T) T {
	hi := lane.Select(a < b, b, a)
	lo := lane.Select(a < b, a, b)
	return hypotScaled(hi, lo)
}

// hypotScaled scales so that no square leaves the normal range; scales are
// powers of two, whose exponents depend on the type.
func hypotScaled[T lane.Float](hi, lo T) T {
	top := lane.Pick(T(1), hypotTop32, hypotTop64)
	down := lane.Pick(T(1), hypotDown32, hypotDown64)
	tiny := lane.Pick(T(1), hypotTiny32, hypotTiny64)
	far := lane.Pick(T(1), hypotFar32, hypotFar64)
	s := lane.Select(hi > top, down, lane.Select(lo < tiny, 1/down, 1))
	is := lane.Select(hi > top, 1/down, lane.Select(lo < tiny, down, 1))
	x, y := T(hi*s), T(lo*s)
	h := lane.Sqrt(lane.FMA(x, x, T(y*y)))
	hh, xx := T(h*h), T(x*x)
	d := lane.FMA(-y, y, hh-xx) + lane.FMA(h, h, -hh) - lane.FMA(x, x, -xx)
	r := T((h - d/T(2*h)) * is)
	r = lane.Select(lo <= T(hi*far), hi+lo, r)
	return r
}

func hypotTop32(float32) float32  { return 0x1p62 }
func hypotTop64(float64) float64  { return 0x1p500 }
func hypotDown32(float32) float32 { return 0x1p-80 }
func hypotDown64(float64) float64 { return 0x1p-600 }
func hypotTiny32(float32) float32 { return 0x1p-46 }
func hypotTiny64(float64) float64 { return 0x1p-450 }
func hypotFar32(float32) float32  { return 0x1p-28 }
func hypotFar64(float64) float64  { return 0x1p-60 }

// SqrtComplex returns the principal square root of a + bi, with the special
// values of C99's csqrt. With t = sqrt((|a| + |z|)/2) the root is t + b/(2t)i
// for a >= 0, and |b|/(2t) + t·sign(b)i below.
func SqrtComplex[T lane.Float](a, b T) (re, im T) {
	top := lane.Pick(T(1), sqrtTop32, sqrtTop64)
	low := lane.Pick(T(1), sqrtLow32, sqrtLow64)
	up := lane.Pick(T(1), sqrtUp32, sqrtUp64)
	aa, ab := lane.Abs(a), lane.Abs(b)
	big := aa > top || ab > top
	small := aa < low && ab < low
	// Scaled by an even power of two, the root scales by half of it.
	s := lane.Select(big, T(0.0625), lane.Select(small, T(up*up), 1))
	rs := lane.Select(big, T(4), lane.Select(small, 1/up, 1))
	x, y := T(aa*s), T(ab*s)
	t := lane.Sqrt(T((x + Hypot(x, y)) * 0.5))
	u := y / T(2*t)
	t, u = T(t*rs), T(u*rs)
	re = lane.Select(a < 0, u, t)
	im = withSign(lane.Select(a < 0, t, u), b)

	zero := a == 0 && b == 0
	re = lane.Select(zero, 0, re)
	im = lane.Select(zero, b, im)
	inf := lane.Inf[T](1)
	nan := lane.NaN[T]()
	// A NaN imaginary part spoils a finite number.
	bad := b != b || a != a
	re = lane.Select(bad, nan, re)
	im = lane.Select(bad, nan, im)
	// -inf: 0 + inf i; +inf: inf + 0i; NaN beside them stays.
	re = lane.Select(a == -inf, lane.Select(b != b, nan, 0), re)
	im = lane.Select(a == -inf, lane.Copysign(inf, b), im)
	re = lane.Select(a == inf, inf, re)
	im = lane.Select(a == inf, lane.Select(b != b, nan, lane.Copysign(0, b)), im)
	// An infinite imaginary part wins over all.
	re = lane.Select(ab == inf, inf, re)
	im = lane.Select(ab == inf, b, im)
	return re, im
}

func sqrtTop32(float32) float32 { return 0x1p124 }
func sqrtTop64(float64) float64 { return 0x1p1020 }
func sqrtLow32(float32) float32 { return 0x1p-100 }
func sqrtLow64(float64) float64 { return 0x1p-960 }
func sqrtUp32(float32) float32  { return 0x1p24 }
func sqrtUp64(float64) float64  { return 0x1p54 }

// SignComplex returns z / |z|, 0 for 0, as NumPy 2 defines the sign of a
// complex number. An infinite part counts alone; two of them, or NaN, give NaN.
func SignComplex[T lane.Float](a, b T) (re, im T) {
	top := lane.Pick(T(1), sqrtTop32, sqrtTop64)
	low := lane.Pick(T(1), sqrtLow32, sqrtLow64)
	up := lane.Pick(T(1), sqrtUp32, sqrtUp64)
	aa, ab := lane.Abs(a), lane.Abs(b)
	big := aa > top || ab > top
	small := aa < low && ab < low
	// Scaled so that the modulus neither overflows nor is subnormal.
	s := lane.Select(big, T(0.0625), lane.Select(small, up, 1))
	x, y := T(a*s), T(b*s)
	m := Hypot(x, y)
	inf := lane.Inf[T](1)
	nan := lane.NaN[T]()
	re, im = x/m, y/m
	zero := m == 0
	re, im = lane.Select(zero, 0, re), lane.Select(zero, 0, im)
	ai, bi := aa == inf, ab == inf
	re = lane.Select(ai, lane.Copysign(1, a), lane.Select(bi, 0, re))
	im = lane.Select(bi, lane.Copysign(1, b), lane.Select(ai, 0, im))
	bad := ai && bi || m != m
	return lane.Select(bad, nan, re), lane.Select(bad, nan, im)
}

// GreaterComplex reports whether a + bi is above c + di in NumPy's order: by
// real part, then by imaginary part; NaN is above nothing.
func GreaterComplex[T lane.Float](a, b, c, d T) bool {
	return a > c && b == b && d == d || a == c && b > d
}

// GreaterEqualComplex reports whether a + bi is not below c + di in NumPy's
// order; it is false if a part is NaN.
func GreaterEqualComplex[T lane.Float](a, b, c, d T) bool {
	return a > c && b == b && d == d || a == c && b >= d
}
