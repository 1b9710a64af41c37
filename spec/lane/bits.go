// SPDX-License-Identifier: BSD-3-Clause

package lane

import (
	"math/bits"
	"unsafe"
)

// The operations on integers that instruction sets have and Go has no operator
// for. They work in the type of their operands, so that a count is a T too: the
// largest, 64, fits every type.

// width returns the bits of a T.
func width[T Integer]() int {
	var x T
	return 8 * int(unsafe.Sizeof(x))
}

// signed reports whether T is a signed type.
func signed[T Integer]() bool { return ^T(0) < 0 }

// unsigned returns the bits of x without sign extension.
func unsigned[T Integer](x T) uint64 {
	free := 64 - width[T]()
	return uint64(x) << free >> free
}

// least and greatest are the ends of the range of T.
func least[T Integer]() T {
	if signed[T]() {
		return T(1) << (width[T]() - 1)
	}
	return 0
}

func greatest[T Integer]() T { return ^least[T]() }

// OnesCount returns the number of bits set in x.
func OnesCount[T Integer](x T) T { return T(bits.OnesCount64(unsigned(x))) }

// LeadingZeros returns the number of zero bits above the highest one of x, the
// width of T for 0.
func LeadingZeros[T Integer](x T) T {
	return T(bits.LeadingZeros64(unsigned(x)) - (64 - width[T]()))
}

// TrailingZeros returns the number of zero bits below the lowest one of x, the
// width of T for 0.
func TrailingZeros[T Integer](x T) T {
	return T(min(bits.TrailingZeros64(unsigned(x)), width[T]()))
}

// ReverseBytes returns x with its bytes in the opposite order.
func ReverseBytes[T Integer](x T) T {
	return T(bits.ReverseBytes64(unsigned(x)) >> (64 - width[T]()))
}

// RepeatByte returns the lowest byte of x in all bytes.
func RepeatByte[T Integer](x T) T { return T(unsigned(x) & 0xff * everyByte) }

// NonzeroBytes returns x with each byte 1 that is not zero.
func NonzeroBytes[T Integer](x T) T {
	const low = 0x7f * everyByte
	u := unsigned(x)
	return T((u&low + low | u) >> 7 & everyByte)
}

// everyByte is a one in each byte.
const everyByte = 0x0101010101010101

// RotateLeft returns x rotated left by n modulo the width of T; a negative n
// rotates right.
func RotateLeft[T Integer](x, n T) T {
	w := uint64(width[T]())
	k, u := uint64(n)%w, unsigned(x)
	return T(u<<k | u>>(w-k))
}

// MulHi returns the upper half of the product of x and y, which has twice the
// width of T.
func MulHi[T Integer](x, y T) T {
	if w := width[T](); w < 64 {
		if signed[T]() {
			return T(int64(x) * int64(y) >> w)
		}
		return T(uint64(x) * uint64(y) >> w)
	}
	hi, _ := bits.Mul64(uint64(x), uint64(y))
	top := width[T]() - 1
	if signed[T]() { // a negative number is 2^64 more read as unsigned
		hi -= uint64(x>>top)&uint64(y) + uint64(y>>top)&uint64(x)
	}
	return T(hi)
}

// AddSat returns x + y, or the end of the range of T that it is past.
func AddSat[T Integer](x, y T) T {
	sum := x + y
	switch {
	case y >= 0 && sum < x:
		return greatest[T]()
	case y < 0 && sum > x:
		return least[T]()
	}
	return sum
}

// SubSat returns x - y, or the end of the range of T that it is past.
func SubSat[T Integer](x, y T) T {
	d := x - y
	switch {
	case y >= 0 && d > x:
		return least[T]()
	case y < 0 && d < x:
		return greatest[T]()
	}
	return d
}

// Avg returns (x + y + 1) / 2, rounded down, without overflow: the average, a
// half rounded up.
func Avg[T Integer](x, y T) T { return (x | y) - (x^y)>>1 }

// AbsDiff returns |x - y|; of a signed type its low bits, where it does not fit.
func AbsDiff[T Integer](x, y T) T {
	if x < y {
		return y - x
	}
	return x - y
}
