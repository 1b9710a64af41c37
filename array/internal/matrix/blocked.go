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
	if a, is := any(a).([]float64); is {
		by := rowsOf(any(b).([]float64), ldb)
		if turned {
			by = by.t()
		}
		subtractReal(m, n, k, a, lda, by, any(c).([]float64), ldc, lower)
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

// subtractReal is subtract of real elements: the product with the negative of a is added.
func subtractReal(m, n, k int, a []float64, lda int, b view, c []float64, ldc int, lower bool) {
	scratch := borrow(m*k + small*2*n)
	defer scratch.giveBack()
	negative := scratch.take(m * k)
	for i := range m {
		to := negative[i*k:][:k]
		for j, x := range a[i*lda:][:k] {
			to[j] = -x
		}
	}
	if !lower {
		multiply(m, n, k, rowsOf(negative, k), b, rowsOf(c, ldc), true)
		return
	}
	// Strips of rows up to the diagonal, and squares at it of which half is used.
	square := scratch.take(small * small)
	for first := 0; first < m; first += small {
		high := min(small, m-first)
		strip := rowsOf(negative[first*k:], k)
		multiply(high, min(first, n), k, strip, b, rowsOf(c[first*ldc:], ldc), true)
		wide := min(high, n-first)
		if wide <= 0 {
			continue
		}
		multiply(high, wide, k, strip, view{b.a[first*b.col:], b.row, b.col}, rowsOf(square, small), false)
		for i := range high {
			row := c[(first+i)*ldc+first:][:min(i+1, wide)]
			for j := range row {
				row[j] += square[i*small+j]
			}
		}
	}
}

// solveLeft replaces b, n × m, by the inverse of the triangle of a times b: of the lower one, with ones on its
// diagonal, or of the upper one.
func solveLeft[T Number](upper bool, n, m int, a []T, lda int, b []T, ldb int) {
	if n <= small {
		switch a := any(a).(type) {
		case []float64:
			solveRows(upper, n, m, a, lda, any(b).([]float64), ldb)
		case []complex128:
			uplo, diag := blas.Lower, blas.Unit
			if upper {
				uplo, diag = blas.Upper, blas.NonUnit
			}
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

// solveRows is solveLeft of few rows: each less the product with those that are known.
func solveRows(upper bool, n, m int, a []float64, lda int, b []float64, ldb int) {
	var by [small]float64
	for r := range n {
		i, known := r, 0
		if upper {
			i = n - 1 - r
			known = i + 1
		}
		row, to := a[i*lda+known:][:r], b[i*ldb:][:m]
		if m < small {
			for k, x := range row {
				for j, y := range b[(known+k)*ldb:][:m] {
					to[j] -= float64(x * y)
				}
			}
		} else if r > 0 {
			for k, x := range row {
				by[k] = -x
			}
			multiply(1, m, r, rowsOf(by[:], small), rowsOf(b[known*ldb:], ldb), rowsOf(to, ldb), true)
		}
		if upper {
			pivot := a[i*lda+i]
			for j := range to {
				to[j] /= pivot
			}
		}
	}
}

// solveColumns is solveRight of few columns.
func solveColumns(m, n int, a []float64, lda int, b []float64, ldb int) {
	if m < small {
		for r := range m {
			x := b[r*ldb:][:n]
			for i := range x {
				row, sum := a[i*lda:][:i+1], x[i]
				for k, y := range x[:i] {
					sum -= float64(row[k] * y)
				}
				x[i] = sum / row[i]
			}
		}
		return
	}
	// As rows, which the columns are made.
	scratch := borrow(m * n)
	defer scratch.giveBack()
	var by [small]float64
	rows := scratch.take(m * n)
	transposeInto(m, n, b, ldb, rows)
	for i := range n {
		to := rows[i*m:][:m]
		for k, x := range a[i*lda:][:i] {
			by[k] = -x
		}
		if i > 0 {
			multiply(1, m, i, rowsOf(by[:], small), rowsOf(rows, m), rowsOf(to, m), true)
		}
		pivot := a[i*lda+i]
		for j := range to {
			to[j] /= pivot
		}
	}
	transposeBack(m, n, rows, b, ldb)
}

// solveRight replaces b, m × n, by b times the inverse of the conjugate transpose of the lower triangle of a.
func solveRight[T Number](m, n int, a []T, lda int, b []T, ldb int) {
	if n <= small {
		switch a := any(a).(type) {
		case []float64:
			solveColumns(m, n, a, lda, any(b).([]float64), ldb)
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
	_, real := any(a).([]float64)
	for n > 4*small && !real {
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
