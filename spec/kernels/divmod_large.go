// SPDX-License-Identifier: BSD-3-Clause

package kernels

import (
	"math"

	"github.com/arraygen/arraygen/spec/lane"
)

// FloorDivideLarge is FloorDivide for any operands.
func FloorDivideLarge[T lane.Float](x, y T) T {
	q, _ := divmod(x, y)
	return q
}

// RemainderLarge is Remainder for any operands.
func RemainderLarge[T lane.Float](x, y T) T {
	_, r := divmod(x, y)
	return r
}

// divmod is NumPy's npy_divmod, step by step.
func divmod[T lane.Float](x, y T) (quotient, mod T) {
	mod = T(fmod(float64(x), float64(y)))
	if y == 0 {
		return x / y, mod
	}
	div := (x - mod) / y
	if mod != 0 {
		if (y < 0) != (mod < 0) {
			mod += y
			div--
		}
	} else {
		mod = lane.Copysign(0, y)
	}
	if div == 0 {
		return lane.Copysign(0, x/y), mod
	}
	quotient = lane.Floor(div)
	if div-quotient > 0.5 {
		quotient++
	}
	return quotient, mod
}

// fmod returns the remainder of x and y for the truncated quotient, with the
// sign of x; it is always exact. It divides the significands as integers, 11
// bits of the quotient at a time.
func fmod(x, y float64) float64 {
	if y == 0 || x-x != 0 || y != y { // x-x is NaN for infinities and NaN
		return math.NaN()
	}
	a, b := math.Abs(x), math.Abs(y)
	if a < b {
		return x
	}
	m, e := significand(a)
	n, f := significand(b)
	r := m % n
	for d := e - f; d > 0; {
		s := min(d, 11)
		r = r << s % n
		d -= s
	}
	// r 2^f is a multiple of y's last place below y, so Ldexp is exact.
	return math.Copysign(math.Ldexp(float64(r), f), x)
}

// significand returns m and e with x = m 2^e, for x > 0.
func significand(x float64) (m uint64, e int) {
	b := math.Float64bits(x)
	e = int(b >> 52)
	m = b & (1<<52 - 1)
	if e == 0 {
		return m, -1074
	}
	return m | 1<<52, e - 1075
}

// FmodLarge is Fmod for any operands.
func FmodLarge[T lane.Float](x, y T) T { return T(fmod(float64(x), float64(y))) }
