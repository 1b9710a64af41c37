// SPDX-License-Identifier: BSD-3-Clause

package matrix

import "math"

// Cholesky factors a Hermitian matrix, of which it reads the lower triangle, as
// L L^H, and leaves L in that triangle. It reports whether the matrix is positive
// definite.
func Cholesky[T Number](n int, a []T) bool {
	if n == 0 {
		return true
	}
	return factorDefinite(n, a, n)
}

// factorDefinite is Cholesky, recursive as LAPACK's potrf2.
func factorDefinite[T Number](n int, a []T, ld int) bool {
	if n <= small {
		return factorColumns(n, a, ld)
	}
	left := n / 2
	low, rest := a[left*ld:], a[left*ld+left:]
	if !factorDefinite(left, a, ld) {
		return false
	}
	solveRight(n-left, left, a, ld, low, ld)
	squareLower(n-left, left, low, ld, rest, ld)
	return factorDefinite(n-left, rest, ld)
}

// factorColumns is factorDefinite of a few columns, one after the other.
func factorColumns[T Number](n int, a []T, ld int) bool {
	if a, is := any(a).([]float64); is {
		return factorFew(n, a, ld)
	}
	for j := range n {
		pivot := realOf(a[j*ld+j])
		if !(pivot > 0) {
			return false
		}
		root := math.Sqrt(pivot)
		a[j*ld+j] = fromReal[T](root)
		for i := j + 1; i < n; i++ {
			a[i*ld+j] = over(a[i*ld+j], root)
		}
		for i := j + 1; i < n; i++ {
			x := a[i*ld+j]
			for c := j + 1; c <= i; c++ {
				a[i*ld+c] -= x * conj(a[c*ld+j])
			}
			a[i*ld+i] = realPart(a[i*ld+i])
		}
	}
	return true
}

// factorFew is factorColumns of real elements, row by row.
func factorFew(n int, a []float64, ld int) bool {
	for i := range n {
		row := a[i*ld:][:i+1]
		for j := range row {
			other, sum := a[j*ld:][:j+1], row[j]
			for k, x := range other[:j] {
				sum -= float64(x * row[k])
			}
			if j < i {
				row[j] = sum / other[j]
				continue
			}
			if !(sum > 0) {
				return false
			}
			row[j] = math.Sqrt(sum)
		}
	}
	return true
}
