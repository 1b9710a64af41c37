// SPDX-License-Identifier: BSD-3-Clause

package matrix

import (
	"math"
	"slices"
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

// realSVD is SVD of real elements. With fewer rows than columns it decomposes the transpose.
func realSVD(m, n int, a, s, u []float64, p int, vh []float64, q int) bool {
	scratch := borrow(m * n)
	defer scratch.giveBack()
	if m >= n {
		return tallSVD(m, n, a, s, view{u, p, 1}, p, view{vh, n, 1})
	}
	b := scratch.take(m * n)
	transposeInto(m, n, a, n, b)
	return tallSVD(n, m, b, s, view{vh, 1, n}, q, view{u, 1, p})
}

// tallSVD is SVD for m >= n, of a matrix that it overwrites: unless u.a is nil, u becomes m × p, and vh n × n.
func tallSVD(m, n int, a, s []float64, u view, p int, vh view) bool {
	scale := bounded(a[:m*n])
	tau := make([]float64, 0, n)
	var taller []float64
	if 5*m >= 8*n && m > fewRows {
		// Q R first: fewer rows are reduced.
		tau = tau[:n]
		realQR(m, n, a, tau)
		size := m * n
		if u.a == nil {
			size = 0
		}
		scratch := borrow(size)
		defer scratch.giveBack()
		if u.a != nil {
			taller = scratch.take(size)
			columnVectors(m, n, a, n, taller)
		}
		Triangle(n, n, a, false)
	}
	high := m
	if len(tau) > 0 {
		high = n
	}
	ok := reducedSVD(high, n, a, s, u, p, vh)
	if taller != nil {
		for i := n; i < m; i++ {
			for j := range p {
				u.a[i*u.row+j*u.col] = 0
			}
			if i < p {
				u.a[i*u.row+i*u.col] = 1
			}
		}
		for i := range n {
			for j := n; j < p; j++ {
				u.a[i*u.row+j*u.col] = 0
			}
		}
		reflectors{m, 0, taller, m, tau}.times(p, u, false)
	}
	for i := range s[:n] {
		s[i] /= scale
	}
	return ok
}

// reducedSVD is tallSVD by the bidiagonal form. Columns of u beyond m are left.
func reducedSVD(m, n int, a, s []float64, u view, p int, vh view) bool {
	scratch := borrow(m*n + 2*n*n + 4*n)
	defer scratch.giveBack()
	e, tauLeft, tauRight := scratch.take(n), scratch.take(n), scratch.take(n)
	lefts := scratch.take(m * n)
	if m <= fewRows {
		bidiagonalizeFew(m, n, a, s, e, lefts, tauLeft, tauRight)
	} else {
		bidiagonalize(m, n, a, s, e, lefts, tauLeft, tauRight)
	}
	switch {
	case u.a == nil:
		return bidiagonalValues(n, s, e)
	case m <= fewRows:
		return fewSingularVectors(m, n, a, s, e, lefts, tauLeft, tauRight, u, min(p, m), vh)
	}
	// The vectors are made in rows of their own where those asked for are not contiguous.
	x, y := scratch.take(n*n), scratch.take(n*n)
	if !bidiagonalVectors(n, s, e, x, n, y, n) {
		return false
	}
	p = min(p, m)
	for i := range m {
		for j := range p {
			z := 0.0
			switch {
			case i < n && j < n:
				z = x[i*n+j]
			case i == j:
				z = 1
			}
			u.a[i*u.row+j*u.col] = z
		}
	}
	for i := range n {
		for j, z := range y[i*n:][:n] {
			vh.a[i*vh.row+j*vh.col] = z
		}
	}
	reflectors{m, 0, lefts, m, tauLeft}.times(p, u, false)
	reflectors{n, 1, a, n, tauRight[:n-1]}.times(n, vh.t(), false)
	return true
}

// bidiagonalValues finds the singular values of an upper bidiagonal matrix with diagonal d, where they are left in
// descending order, and e above it.
func bidiagonalValues(n int, d, e []float64) bool {
	scale := scaledTogether(d[:n], e[:n-1])
	ok := bidiagonalQR(n, d, e, nil, 0, 0, nil, 0, 0)
	slices.Sort(d)
	slices.Reverse(d)
	for i := range d {
		d[i] /= scale
	}
	return ok
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
		ok = bidiagonalValues(n, s, e)
	} else {
		left, vt := make([]float64, n*n), make([]float64, n*n)
		ok = bidiagonalVectors(n, s, e, left, n, vt, n)
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

// LeastSquares solves A x = b in the least-squares sense for m rows of length n, m >= n, and k right sides, the columns of
// b: x, n × k, is the solution of least norm where singular values of at most limit times the largest count as zero.
// It returns how many are larger; all are in s, in descending order. a and b are overwritten. The vectors are not made:
// their reflectors are applied to the sides. It reports whether it converged.
func LeastSquares(m, n, k int, a, b, s []float64, limit float64, x []float64) (rank int, ok bool) {
	if n == 0 || !Finite(a) {
		return 0, n == 0
	}
	scale := bounded(a[:m*n])
	scratch := borrow(m*n + 2*n*n + 3*n + n*k)
	defer scratch.giveBack()
	e, tauLeft, tauRight := scratch.take(n), scratch.take(n), scratch.take(n)
	lefts := scratch.take(m * n)
	if 5*m >= 8*n {
		realQR(m, n, a, tauLeft)
		TimesQ(m, n, k, a, tauLeft, b)
		Triangle(n, n, a, false)
		m = n
	}
	if m <= fewRows {
		bidiagonalizeFew(m, n, a, s, e, lefts, tauLeft, tauRight)
	} else {
		bidiagonalize(m, n, a, s, e, lefts, tauLeft, tauRight)
	}
	reflectors{m, 0, lefts, m, tauLeft}.timesTransposed(k, rowsOf(b, k))
	u, vh, parts := scratch.take(n*n), scratch.take(n*n), scratch.take(n*k)
	if !bidiagonalVectors(n, s, e, u, n, vh, n) {
		return 0, false
	}
	for rank < n && s[rank] > limit*s[0] {
		rank++
	}
	multiply(rank, k, n, rowsOf(u, n).t(), rowsOf(b, k), rowsOf(parts, k), false)
	for i := range rank {
		for j := range k {
			parts[i*k+j] /= s[i]
		}
	}
	multiply(n, k, rank, rowsOf(vh, n).t(), rowsOf(parts, k), rowsOf(x, k), false)
	reflectors{n, 1, a, n, tauRight[:n-1]}.times(k, rowsOf(x, k), false)
	for i := range s[:n] {
		s[i] /= scale
	}
	for i := range x {
		x[i] *= scale
	}
	return rank, true
}
