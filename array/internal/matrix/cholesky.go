// SPDX-License-Identifier: BSD-3-Clause

package matrix

import (
	"math"

	"gonum.org/v1/gonum/blas"
)

// Cholesky factors a Hermitian matrix, of which it reads the lower triangle, as
// L L^H, and leaves L in that triangle. It reports whether the matrix is positive
// definite.
func Cholesky[T Number](n int, a []T) bool {
	if n == 0 {
		return true
	}
	switch a := any(a).(type) {
	case []float64:
		return real64.Dpotrf(blas.Lower, n, a, n)
	case []complex128:
		return complexCholesky(n, a, n)
	}
	return false
}

// complexCholesky is recursive as LAPACK's zpotrf2.
func complexCholesky(n int, a []complex128, ld int) bool {
	if n == 1 {
		pivot := real(a[0])
		if pivot <= 0 {
			return false
		}
		a[0] = complex(math.Sqrt(pivot), 0)
		return true
	}
	left := n / 2
	low, rest := a[left*ld:], a[left*ld+left:]
	if !complexCholesky(left, a, ld) {
		return false
	}
	level3.Ztrsm(blas.Right, blas.Lower, blas.ConjTrans, blas.NonUnit, n-left, left, 1, a, ld, low, ld)
	level3.Zherk(blas.Lower, blas.NoTrans, n-left, left, -1, low, ld, 1, rest, ld)
	return complexCholesky(n-left, rest, ld)
}
