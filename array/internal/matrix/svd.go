// SPDX-License-Identifier: BSD-3-Clause

package matrix

import (
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/lapack"
)

// SVD finds the singular values of m rows of length n in descending order, and if
// u is not nil, the singular vectors: in the columns of u, m rows of length p, and
// in the q rows of vh, of length n. p is m or min(m, n), q is n or min(m, n). The
// matrix is overwritten. It reports whether it converged.
func SVD[T Number](m, n int, a []T, s []float64, u []T, p int, vh []T, q int) bool {
	if min(m, n) == 0 {
		if u != nil {
			Identity(m, u, max(p, 1))
			Identity(n, vh, max(n, 1))
		}
		return true
	}
	if !Finite(a) {
		return false
	}
	switch a := any(a).(type) {
	case []float64:
		return realSVD(m, n, a, s, any(u).([]float64), p, any(vh).([]float64), q)
	case []complex128:
		u, vh := any(u).([]complex128), any(vh).([]complex128)
		if m >= n {
			return complexSVD(m, n, a, s, u, p, vh)
		}
		// A^H = U' S V'^H, so A = V' S U'^H.
		b := make([]complex128, m*n)
		Transpose(m, n, a, b)
		if u == nil {
			return complexSVD(n, m, b, s, nil, 0, nil)
		}
		left, right := make([]complex128, n*q), make([]complex128, m*m)
		if !complexSVD(n, m, b, s, left, q, right) {
			return false
		}
		Transpose(m, m, right, u)
		Transpose(n, q, left, vh)
		return true
	}
	return false
}

func realSVD(m, n int, a, s, u []float64, p int, vh []float64, q int) bool {
	jobU, jobV := lapack.SVDNone, lapack.SVDNone
	k := min(m, n)
	if u != nil {
		jobU, jobV = lapack.SVDStore, lapack.SVDStore
		if p > k {
			jobU = lapack.SVDAll
		}
		if q > k {
			jobV = lapack.SVDAll
		}
	}
	var size [1]float64
	ldu, ldv := max(p, 1), max(n, 1)
	real64.Dgesvd(jobU, jobV, m, n, a, n, s, u, ldu, vh, ldv, size[:], -1)
	work := make([]float64, int(size[0]))
	return real64.Dgesvd(jobU, jobV, m, n, a, n, s, u, ldu, vh, ldv, work, len(work))
}

// complexSVD is SVD for m >= n: a is reduced to a real bidiagonal matrix, as
// zgebd2, whose singular value decomposition gonum finds.
func complexSVD(m, n int, a []complex128, s []float64, u []complex128, p int, vh []complex128) bool {
	scale := safeScale(a)
	e := make([]float64, n)
	tauq, taup := make([]complex128, n), make([]complex128, max(n-1, 0))
	work := make([]complex128, max(m, n))
	// The vectors of the reflectors from the right, as columns.
	right := make([]complex128, n*n)
	v := make([]complex128, n)
	for i := range n {
		column := a[i*n+i:]
		tauq[i] = reflect(column, m-i, n)
		s[i] = real(column[0])
		if i+1 == n {
			break
		}
		reflectLeft(column, n, conj(tauq[i]), m-i, n-i-1, a[i*n+i+1:], n, work)
		row, v := a[i*n+i+1:][:n-i-1], v[:n-i-1]
		for j := range row {
			v[j] = conj(row[j])
		}
		taup[i] = reflect(v, len(v), 1)
		e[i] = real(v[0])
		if i+1 < m {
			reflectRight(v, 1, taup[i], m-i-1, n-i-1, a[(i+1)*n+i+1:], n, work)
		}
		for j := range v {
			right[(i+1+j)*n+i] = v[j]
		}
	}
	ok := true
	if u == nil {
		ok = real64.Dbdsqr(blas.Upper, n, 0, 0, 0, s, e, nil, 1, nil, 1, nil, 1, make([]float64, 4*n))
	} else {
		left, vt := make([]float64, n*n), make([]float64, n*n)
		Identity(n, left, n)
		Identity(n, vt, n)
		ok = real64.Dbdsqr(blas.Upper, n, n, n, 0, s, e, vt, n, left, n, nil, 1, make([]float64, 4*n))
		for i := range m {
			copy(u[i*p:][:n], a[i*n:][:n])
		}
		columns(m, p, u, p, tauq, 0)
		timesReal(m, n, n, u, p, left, n)
		columns(n, n, right, n, taup, 1)
		v := make([]float64, n*n)
		Transpose(n, n, vt, v)
		timesReal(n, n, n, right, n, v, n)
		Transpose(n, n, right, vh)
	}
	for i := range s {
		s[i] /= scale
	}
	return ok
}

// safeScale multiplies a matrix by a power of two where its elements are so large
// or small that their squares leave the range, and returns the power.
func safeScale(a []complex128) float64 {
	largest := 0.0
	for _, x := range a {
		largest = max(largest, math.Abs(real(x)), math.Abs(imag(x)))
	}
	if largest == 0 || 0x1p-400 < largest && largest < 0x1p400 {
		return 1
	}
	_, e := math.Frexp(largest)
	e = max(min(-e, 1000), -1000)
	scale := math.Ldexp(1, e)
	for i, x := range a {
		a[i] = complex(real(x)*scale, imag(x)*scale)
	}
	return scale
}
