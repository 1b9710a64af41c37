// SPDX-License-Identifier: BSD-3-Clause

package matrix

import (
	"sync"
	"unsafe"

	"gonum.org/v1/gonum/blas"

	"github.com/arraygen/arraygen/generated/products"
	"github.com/arraygen/arraygen/internal/gemm"
)

// Factorizations are recursive, so that most of the work is products of matrices, which the library's own kernels
// compute: with the same bits on every machine.

// small is how many rows and columns are left to gonum's BLAS, which loops over rows.
const small = 24

// productBytes is about how much of a product is there at a time before it is subtracted: the second level of cache
// holds it, and large matrices need little memory.
const productBytes = 1 << 20

// buffers holds the products of subtract between calls: slices of complex128, also for float64, behind a pointer.
var buffers sync.Pool

// subtract takes the product of a, m × k, and b, k × n, from c. Rows of these are lda, ldb and ldc elements apart;
// with turned, b lies as its transpose, and with lower, what is above the diagonal of c stays.
func subtract[T Number](m, n, k int, a []T, lda int, b []T, ldb int, turned bool, c []T, ldc int, lower bool) {
	if m == 0 || n == 0 || k == 0 {
		return
	}
	size := int(unsafe.Sizeof(a[0]))
	strip := min(m, max(productBytes/(n*size), 64))
	held, _ := buffers.Get().(*[]complex128)
	if held == nil {
		held = new([]complex128)
	}
	defer buffers.Put(held)
	if bytes := strip * n * size; len(*held)*16 < bytes {
		*held = make([]complex128, (bytes+15)/16)
	}
	product := unsafe.Slice((*T)(unsafe.Pointer(&(*held)[0])), strip*n)
	g := gemm.Product{
		Set: &products.MatmulFloat64, Size: 8, Pair: size == 16, N: n, K: k, Threads: 1,
		A: gemm.Matrix{Row: lda * size, Col: size},
		B: gemm.Matrix{Ptr: unsafe.Pointer(&b[0]), Row: ldb * size, Col: size},
		C: gemm.Matrix{Ptr: unsafe.Pointer(&product[0]), Row: n * size, Col: size},
	}
	if turned {
		g.B = g.B.T()
	}
	for first := 0; first < m; first += strip {
		g.M, g.A.Ptr = min(strip, m-first), unsafe.Pointer(&a[first*lda])
		g.Run()
		for i := range g.M {
			row, by := c[(first+i)*ldc:][:n], product[i*n:][:n]
			if lower {
				row = row[:min(first+i+1, n)]
			}
			for j := range row {
				row[j] -= by[j]
			}
		}
	}
}

// solveLeft replaces b, n × m, by the inverse of the triangle of a times b: of the lower one, with ones on its
// diagonal, or of the upper one.
func solveLeft[T Number](upper bool, n, m int, a []T, lda int, b []T, ldb int) {
	if n <= small {
		uplo, diag := blas.Lower, blas.Unit
		if upper {
			uplo, diag = blas.Upper, blas.NonUnit
		}
		switch a := any(a).(type) {
		case []float64:
			level3.Dtrsm(blas.Left, uplo, blas.NoTrans, diag, n, m, 1, a, lda, any(b).([]float64), ldb)
		case []complex128:
			level3.Ztrsm(blas.Left, uplo, blas.NoTrans, diag, n, m, 1, a, lda, any(b).([]complex128), ldb)
		}
		return
	}
	top := n / 2
	low := n - top
	if upper {
		solveLeft(upper, low, m, a[top*lda+top:], lda, b[top*ldb:], ldb)
		subtract(top, m, low, a[top:], lda, b[top*ldb:], ldb, false, b, ldb, false)
		solveLeft(upper, top, m, a, lda, b, ldb)
		return
	}
	solveLeft(upper, top, m, a, lda, b, ldb)
	subtract(low, m, top, a[top*lda:], lda, b, ldb, false, b[top*ldb:], ldb, false)
	solveLeft(upper, low, m, a[top*lda+top:], lda, b[top*ldb:], ldb)
}

// solveRight replaces b, m × n, by b times the inverse of the conjugate transpose of the lower triangle of a.
func solveRight[T Number](m, n int, a []T, lda int, b []T, ldb int) {
	if n <= small {
		switch a := any(a).(type) {
		case []float64:
			level3.Dtrsm(blas.Right, blas.Lower, blas.Trans, blas.NonUnit, m, n, 1, a, lda, any(b).([]float64), ldb)
		case []complex128:
			level3.Ztrsm(blas.Right, blas.Lower, blas.ConjTrans, blas.NonUnit, m, n, 1, a, lda, any(b).([]complex128), ldb)
		}
		return
	}
	left := n / 2
	solveRight(m, left, a, lda, b, ldb)
	other, ld := conjugate(n-left, left, a[left*lda:], lda)
	subtract(m, n-left, left, b, ldb, other, ld, true, b[left:], ldb, false)
	solveRight(m, n-left, a[left*lda+left:], lda, b[left:], ldb)
}

// conjugate returns a, m × n, with conjugate elements: real ones are a itself.
func conjugate[T Number](m, n int, a []T, lda int) ([]T, int) {
	if _, is := any(a).([]float64); is {
		return a, lda
	}
	c := make([]T, m*n)
	for i := range m {
		for j, x := range a[i*lda:][:n] {
			c[i*n+j] = conj(x)
		}
	}
	return c, n
}

// squareLower takes the product of a, n × k, and its conjugate transpose from the lower triangle of c.
func squareLower[T Number](n, k int, a []T, lda int, c []T, ldc int) {
	other, ld := conjugate(n, k, a, lda)
	for n > 4*small {
		top := n / 2
		squareLower(top, k, a, lda, c, ldc)
		subtract(n-top, top, k, a[top*lda:], lda, other, ld, true, c[top*ldc:], ldc, false)
		n, a, other, c = n-top, a[top*lda:], other[top*ld:], c[top*ldc+top:]
	}
	subtract(n, n, k, a, lda, other, ld, true, c, ldc, true)
	for i := range n {
		c[i*ldc+i] = realPart(c[i*ldc+i])
	}
}
