// SPDX-License-Identifier: BSD-3-Clause

package kernels

import (
	"math/bits"

	"github.com/arraygen/arraygen/spec/lane"
)

// GCD8 returns the greatest common divisor of integers of magnitude up to 2^8, and 0 if both are 0.
func GCD8(a, b float32) float32 { return euclid(a, b, 8) }

// GCD16 is GCD8 for magnitudes up to 2^16.
func GCD16(a, b float32) float32 { return euclid(a, b, 13) }

// GCD32 is GCD8 for magnitudes up to 2^32.
func GCD32(a, b float64) float64 { return euclid(a, b, 26) }

// GCD64 returns the greatest common divisor of a and b, and 0 if both are 0.
func GCD64(a, b uint64) uint64 {
	if lane.Rare(a|b >= 1<<53) {
		return GCDLarge(a, b)
	}
	// The quotient may be rounded to a neighbour of its nearest integer, and the
	// remainder be 1 more than half of b: 42 steps and 2 to spare.
	return lane.Sat[uint64](euclid(float64(a), float64(b), 44))
}

// LCM64 returns the least common multiple of a and b modulo 2^64.
func LCM64(a, b uint64) uint64 { return lane.Div(a, GCD64(a, b)) * b }

// euclid finds the greatest common divisor by Euclid's method with the remainder of
// least magnitude, r = a - b round(a/b), which is at most half of b: a divisor
// below n takes log(2 n)/log(1 + sqrt 2) steps at most. A step is exact in a float
// that holds a.
func euclid[T lane.Float](a, b T, steps int) T {
	for range steps {
		if b == 0 {
			break
		}
		a, b = b, lane.FMA(-lane.RoundEven(a/b), b, a)
	}
	return lane.Abs(a)
}

// GCDLarge is GCD64 for any numbers, by the binary method. J. Stein,
// "Computational problems associated with Racah algebra", J. Comp. Phys. 1 (1967).
func GCDLarge(a, b uint64) uint64 {
	if a == 0 || b == 0 {
		return a | b
	}
	twos := bits.TrailingZeros64(a | b)
	a >>= bits.TrailingZeros64(a)
	for b != 0 {
		b >>= bits.TrailingZeros64(b)
		a, b = min(a, b), max(a, b)-min(a, b)
	}
	return a << twos
}
