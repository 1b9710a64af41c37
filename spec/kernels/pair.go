// SPDX-License-Identifier: BSD-3-Clause

package kernels

import "github.com/arraygen/arraygen/spec/lane"

// A pair is a sum h + l of two float64, of which l is below the last place of h:
// it has about 100 bits. T. J. Dekker, "A floating-point technique for extending
// the available precision", Numer. Math. 18 (1971).

// plusPair64 returns the sum of two pairs.
func plusPair64(x, xl, y, yl float64) (h, l float64) {
	s, e := twoSum64(x, y)
	return fastTwoSum64(s, e+(xl+yl))
}

// productPair64 returns the product of two pairs.
func productPair64(x, xl, y, yl float64) (h, l float64) {
	h, l = timesPair64(x, xl, y, yl)
	return fastTwoSum64(h, l)
}

// quotientPair64 returns the quotient of two pairs, where neither 1/y nor the
// quotient leaves the normal range.
func quotientPair64(x, xl, y, yl float64) (h, l float64) {
	i := 1 / y
	h = float64(x * i)
	return fastTwoSum64(h, float64((lane.FMA(-h, y, x)+lane.FMA(-h, yl, xl))*i))
}

// sqrtPair64 returns the square root of a pair, 0 of 0.
func sqrtPair64(x, xl float64) (h, l float64) {
	h = lane.Sqrt(x)
	l = float64((lane.FMA(-h, h, x) + xl) * float64(0.5/h))
	return h, lane.Select(x == 0, 0, l)
}

// squaresPair64 returns (x + xl)^2 + (y + yl)^2 as a pair.
func squaresPair64(x, xl, y, yl float64) (h, l float64) {
	p, pl := timesPair64(x, xl, x, xl)
	q, ql := timesPair64(y, yl, y, yl)
	return plusPair64(p, pl, q, ql)
}

// hypotPair64 returns the square root of (x + xl)^2 + (y + yl)^2 as a pair.
func hypotPair64(x, xl, y, yl float64) (h, l float64) {
	h, l = squaresPair64(x, xl, y, yl)
	return sqrtPair64(h, l)
}
