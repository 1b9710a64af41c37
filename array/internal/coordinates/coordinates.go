// SPDX-License-Identifier: BSD-3-Clause

// Package coordinates converts between indices along each axis of an array and those that count all its elements.
package coordinates

import (
	"math"
	"math/bits"
)

// Divide writes the quotients of numbers by a length to high and the remainders to low, which may be the numbers
// themselves. The numbers are from 0 to most, the length is positive; of others the results are arbitrary.
func Divide(high, low, numbers []int64, length int64, most uint64) {
	d := uint64(length)
	high, low = high[:len(numbers)], low[:len(numbers)]
	switch {
	case d == 1:
		copy(high, numbers)
		clear(low)
	case d <= math.MaxUint32 && most <= math.MaxUint32:
		// The product with the reciprocal, rounded up to 64 bits, is exact of numbers of 32 bits (Lemire, Kaser and
		// Kurz, Faster Remainder by Direct Computation, 2019).
		reciprocal := math.MaxUint64/d + 1
		for i, v := range numbers {
			q, _ := bits.Mul64(reciprocal, uint64(v))
			high[i], low[i] = int64(q), v-int64(q*d)
		}
	default:
		for i, v := range numbers {
			q := uint64(v) / d
			high[i], low[i] = int64(q), v-int64(q*d)
		}
	}
}

// Below reports whether all numbers are from 0 to n-1.
func Below(numbers []int64, n int) bool {
	outside := uint64(0)
	for _, v := range numbers {
		outside |= uint64(v) | uint64(int64(n)-1-v)
	}
	return outside>>63 == 0
}

// AddProducts adds to each sum a number times a factor.
func AddProducts(sums, numbers []int64, factor int64) {
	sums = sums[:len(numbers)]
	for i, v := range numbers {
		sums[i] += v * factor
	}
}

// Products writes numbers times a factor.
func Products(dst, numbers []int64, factor int64) {
	dst = dst[:len(numbers)]
	for i, v := range numbers {
		dst[i] = v * factor
	}
}

// Interleave writes the lists, which are of one length, as the columns of a matrix.
func Interleave(dst []int64, lists [][]int64) {
	width := len(lists)
	for k, list := range lists {
		at := k
		for _, v := range list {
			dst[at] = v
			at += width
		}
	}
}
