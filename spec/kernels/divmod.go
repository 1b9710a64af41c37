// SPDX-License-Identifier: BSD-3-Clause

package kernels

import "github.com/arraygen/arraygen/spec/lane"

// FloorDivide returns the quotient of x and y rounded down, as NumPy does:
// x/y for y = 0, NaN for infinite x, and a zero with the sign of x/y. A
// quotient of 2^50 (float32: 2^21) or more is the multiple that remains when
// the exact remainder is taken from x, divided in floating point.
func FloorDivide[T lane.Float](x, y T) T {
	q := x / y
	if lane.Rare(largeQuotient(x, y, q)) {
		return FloorDivideLarge(x, y)
	}
	n := lane.Trunc(q)
	r := remainderOf(x, y, n)
	v := n
	if r != 0 && (r < 0) != (y < 0) {
		v = n - 1
	}
	if r != r {
		v = r
	}
	if y == 0 {
		v = q
	}
	return v
}

// Remainder returns x - y*floor(x/y) for the exact quotient, as NumPy does: it
// is exact where x and y have the same sign, and otherwise the sum of y and
// the exact remainder of the truncated quotient, rounded. A zero has the sign
// of y. Remainder is NaN for y = 0 and for infinite x.
func Remainder[T lane.Float](x, y T) T {
	q := x / y
	if lane.Rare(largeQuotient(x, y, q)) {
		return RemainderLarge(x, y)
	}
	r := remainderOf(x, y, lane.Trunc(q))
	v := r
	if (r < 0) != (y < 0) {
		v = r + y
	}
	if r == 0 {
		v = lane.Copysign(r, y)
	}
	return v
}

// largeQuotient reports whether the quotient q of finite x and y is too large
// for remainderOf. It leaves a margin of 2 bits, so that the quotient that
// NumPy computes from the remainder is right too.
func largeQuotient[T lane.Float](x, y, q T) bool {
	limit := lane.Pick(q, quotientLimit32, quotientLimit64)
	return lane.Abs(q) >= limit && lane.Abs(x) < lane.Inf[T](1) && y != 0
}

func quotientLimit32(float32) float32 { return 0x1p21 }
func quotientLimit64(float64) float64 { return 0x1p50 }

// remainderOf returns x - n y, where n is the truncated quotient, or 1 beyond
// it where the division has rounded up to an integer. Either way it is a
// multiple of y's last place and not above |y|, so exact.
func remainderOf[T lane.Float](x, y, n T) T {
	r := lane.FMA(-n, y, x)
	if lane.Abs(x) < lane.Abs(y) {
		r = x // y may be infinite
	}
	return r
}

// Fmod returns x - y*trunc(x/y) for the exact quotient, C's fmod: it is exact, and
// has the sign of x. Fmod is NaN for y = 0 and for infinite x.
func Fmod[T lane.Float](x, y T) T {
	q := x / y
	if lane.Rare(largeQuotient(x, y, q)) {
		return FmodLarge(x, y)
	}
	r := remainderOf(x, y, lane.Trunc(q))
	if r != 0 && (r < 0) != (x < 0) {
		r += lane.Copysign(y, x)
	}
	return lane.Select(r == 0, lane.Copysign(r, x), r)
}
