// SPDX-License-Identifier: BSD-3-Clause

package matrix

import (
	"slices"

	"gonum.org/v1/gonum/blas"
)

// Hermitian finds the eigenvalues of a Hermitian matrix in ascending order, and
// with vectors, leaves the eigenvectors in the columns of a. It reads the lower
// triangle, or with upper, the upper one. It reports whether it converged.
func Hermitian[T Number](n int, a []T, w []float64, vectors, upper bool) bool {
	if n == 0 {
		return true
	}
	if !Finite(a) {
		return false
	}
	switch a := any(a).(type) {
	case []float64:
		return symmetric(n, a, w, vectors, upper)
	case []complex128:
		Mirror(n, a, upper)
		return hermitian(n, a, w, vectors)
	}
	return false
}

// symmetric is Hermitian of real elements.
func symmetric(n int, a, w []float64, vectors, upper bool) bool {
	if upper {
		Triangle(n, n, a, false)
	} else {
		Mirror(n, a, false)
	}
	scale := bounded(a)
	scratch := borrow(n*n + 2*n)
	defer scratch.giveBack()
	e, tau, z := scratch.take(n), scratch.take(n), scratch.take(n*n)
	ok := true
	switch {
	case n <= fewRows && vectors:
		tridiagonalizeFew(n, a, w, e, z)
		ok = fewVectors(n, w, e, z)
		Transpose(n, n, z, a)
	case n <= fewRows:
		tridiagonalizeFew(n, a, w, e, nil)
		ok = tridiagonalValues(n, w, e)
	case vectors:
		tridiagonalize(n, a, n, w, e, tau)
		ok = tridiagonalVectors(n, w, e, z, n)
		reflectors{n, 1, a, n, tau[:n-1]}.times(n, rowsOf(z, n), false)
		copy(a, z)
	default:
		tridiagonalize(n, a, n, w, e, tau)
		ok = tridiagonalValues(n, w, e)
	}
	for i := range w {
		w[i] /= scale
	}
	return ok
}

// fewVectors finds the eigenvalues of a symmetric tridiagonal matrix with diagonal d, where they are left in ascending
// order, and off-diagonal e. The rows of z are rotated with the eigenvectors.
func fewVectors(n int, d, e, z []float64) bool {
	scale := scaledTogether(d, e[:n-1])
	ok := tridiagonalQL(n, d, e, z, n)
	for i := range d {
		least := i
		for j := i + 1; j < n; j++ {
			if d[j] < d[least] {
				least = j
			}
		}
		if least != i {
			d[i], d[least] = d[least], d[i]
			swapRows(z[i*n:][:n], z[least*n:][:n])
		}
		d[i] /= scale
	}
	return ok
}

// tridiagonalValues finds the eigenvalues of a symmetric tridiagonal matrix with diagonal d, where they are left in
// ascending order, and off-diagonal e.
func tridiagonalValues(n int, d, e []float64) bool {
	scale := scaledTogether(d, e[:n-1])
	ok := squaredQL(n, d, e)
	for i := range d {
		d[i] /= scale
	}
	slices.Sort(d)
	return ok
}

// bounded multiplies a matrix by a power of two where its elements are so large or small that their squares leave the
// range, and returns the power.
func bounded(a []float64) float64 {
	scale := scaleOf(a)
	if scale == 0 || scale > 0x1p-400 && scale < 0x1p400 {
		return 1
	}
	for i := range a {
		a[i] *= scale
	}
	return scale
}

// hermitian reduces a to a real tridiagonal matrix, as zhetd2, whose eigenvectors
// gonum finds.
func hermitian(n int, a []complex128, w []float64, vectors bool) bool {
	scale := safeScale(a)
	e := make([]float64, n)
	tau := make([]complex128, max(n-1, 0))
	p := make([]complex128, n)
	v := make([]complex128, n)
	for i := range n - 1 {
		m := n - i - 1
		column := a[(i+1)*n+i:]
		tau[i] = reflect(column, m, n)
		e[i] = real(column[0])
		if tau[i] == 0 {
			continue
		}
		v := v[:m]
		for r := range m {
			v[r] = column[r*n]
		}
		v[0] = 1
		// A := H^H A H by p = conj(tau)… as a rank-2 update:
		// p = tau A v, p -= (tau/2) (p^H v) v, A -= v p^H + p v^H.
		rest := a[(i+1)*n+i+1:]
		level3.Zgemv(blas.NoTrans, m, m, tau[i], rest, n, v, 1, 0, p, 1)
		var dot complex128
		for r := range m {
			dot += conj(p[r]) * v[r]
		}
		half := -tau[i] / 2 * dot
		for r := range m {
			p[r] += half * v[r]
		}
		for r := range m {
			row := rest[r*n:][:m]
			vr, pr := v[r], p[r]
			for c := range row {
				row[c] -= vr*conj(p[c]) + pr*conj(v[c])
			}
			row[r] = complex(real(row[r]), 0)
		}
	}
	for i := range n {
		w[i] = real(a[i*n+i])
	}
	var ok bool
	if !vectors {
		ok = tridiagonalValues(n, w, e)
	} else {
		z := make([]float64, n*n)
		ok = tridiagonalVectors(n, w, e, z, n)
		columns(n, n, a, n, tau, 1)
		timesReal(n, n, n, a, n, z, n)
	}
	for i := range w {
		w[i] /= scale
	}
	return ok
}

// timesReal replaces the m rows of length k of a by their product with z, which
// has n >= k columns that go to rows of the same stride.
func timesReal(m, k, n int, a []complex128, ld int, z []float64, ldz int) {
	re, im := make([]float64, m*k), make([]float64, m*k)
	for i := range m {
		for j := range k {
			x := a[i*ld+j]
			re[i*k+j], im[i*k+j] = real(x), imag(x)
		}
	}
	product := make([]float64, m*n)
	level3.Dgemm(blas.NoTrans, blas.NoTrans, m, n, k, 1, re, k, z, ldz, 0, product, n)
	for i := range m {
		for j := range n {
			a[i*ld+j] = complex(product[i*n+j], 0)
		}
	}
	level3.Dgemm(blas.NoTrans, blas.NoTrans, m, n, k, 1, im, k, z, ldz, 0, product, n)
	for i := range m {
		for j := range n {
			a[i*ld+j] = complex(real(a[i*ld+j]), product[i*n+j])
		}
	}
}
