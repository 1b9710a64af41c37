// SPDX-License-Identifier: BSD-3-Clause

package strict

// The scans of kernels with a core dimension, as plain loops: the values that a reduction has
// after each element of a row. Of no elements there is one, which nobody uses.

func scan[T Number](n int, e func(i int) T, op func(a, b T) T) []T {
	list := make([]T, max(n, 1))
	for i := range n {
		if list[i] = canonical(e(i)); i > 0 {
			list[i] = canonical(op(list[i-1], e(i)))
		}
	}
	return list
}

// CumSum is the sum of e up to each element.
func CumSum[T Number](_ string, n int, e func(i int) T) []T {
	return scan(n, e, func(a, b T) T { return T(a + b) })
}

// CumProd is the product of e up to each element.
func CumProd[T Number](_ string, n int, e func(i int) T) []T {
	return scan(n, e, func(a, b T) T { return T(a * b) })
}

// CumMin is the least of e up to each element, NaN from the first one on; -0 is less than +0.
func CumMin[T Number](_ string, n int, e func(i int) T) []T {
	return scan(n, e, func(a, b T) T { return min(a, b) })
}

// CumMax is the greatest of e up to each element, NaN from the first one on; -0 is less than +0.
func CumMax[T Number](_ string, n int, e func(i int) T) []T {
	return scan(n, e, func(a, b T) T { return max(a, b) })
}
