// SPDX-License-Identifier: BSD-3-Clause

package matrix

import "gonum.org/v1/gonum/blas"

// QR factors m rows of length n as Q R by reflectors: R is left in the upper
// triangle, the vectors of the reflectors below it, and tau has min(m, n) factors.
func QR[T Number](m, n int, a, tau []T) {
	k := min(m, n)
	if k == 0 {
		return
	}
	switch a := any(a).(type) {
	case []float64:
		var size [1]float64
		real64.Dgeqrf(m, n, a, n, any(tau).([]float64), size[:], -1)
		work := make([]float64, int(size[0]))
		real64.Dgeqrf(m, n, a, n, any(tau).([]float64), work, len(work))
	case []complex128:
		tau := any(tau).([]complex128)
		work := make([]complex128, n)
		for i := range k {
			tau[i] = reflect(a[i*n+i:], m-i, n)
			if i+1 < n {
				reflectLeft(a[i*n+i:], n, conj(tau[i]), m-i, n-i-1, a[i*n+i+1:], n, work)
			}
		}
	}
}

// TimesQ replaces b, m rows of length k, by Q^H b, Q being that of the m rows of length n that [QR] factored.
func TimesQ[T Number](m, n, k int, a, tau, b []T) {
	if len(tau) == 0 || k == 0 {
		return
	}
	switch a := any(a).(type) {
	case []float64:
		tau, b := any(tau).([]float64), any(b).([]float64)
		var size [1]float64
		real64.Dormqr(blas.Left, blas.Trans, m, k, len(tau), a, n, tau, b, k, size[:], -1)
		work := make([]float64, int(size[0]))
		real64.Dormqr(blas.Left, blas.Trans, m, k, len(tau), a, n, tau, b, k, work, len(work))
	case []complex128:
		tau, b := any(tau).([]complex128), any(b).([]complex128)
		work := make([]complex128, k)
		for i, t := range tau {
			reflectLeft(a[i*n+i:], n, conj(t), m-i, k, b[i*k:], k, work)
		}
	}
}

// Q makes the m rows of length k of q, which has the vectors of the reflectors of
// [QR] in its lower triangle, the first k columns of Q. There are len(tau) of them.
func Q[T Number](m, k int, q, tau []T) {
	if len(tau) == 0 {
		for i := range m {
			row := q[i*k:][:k]
			clear(row)
			if i < k {
				row[i] = 1
			}
		}
		return
	}
	switch q := any(q).(type) {
	case []float64:
		tau := any(tau).([]float64)
		var size [1]float64
		real64.Dorgqr(m, k, len(tau), q, k, tau, size[:], -1)
		work := make([]float64, int(size[0]))
		real64.Dorgqr(m, k, len(tau), q, k, tau, work, len(work))
	case []complex128:
		columns(m, k, q, k, any(tau).([]complex128), 0)
	}
}

// columns makes of m rows of length k with reflectors their product, as zung2r:
// reflector i begins shift rows below the diagonal, and the rows and columns
// before are those of the identity.
func columns(m, k int, q []complex128, ld int, tau []complex128, shift int) {
	work := make([]complex128, k)
	// Move the vectors to where they act, so that vector i is in column i+shift.
	if shift > 0 {
		for i := range m {
			for j := k - 1; j >= shift; j-- {
				q[i*ld+j] = q[i*ld+j-shift]
			}
			for j := range min(shift, k) {
				q[i*ld+j] = 0
			}
		}
		for i := range min(shift, m, k) {
			q[i*ld+i] = 1
		}
	}
	for j := shift + len(tau); j < k; j++ {
		for i := range m {
			q[i*ld+j] = 0
		}
		if j < m {
			q[j*ld+j] = 1
		}
	}
	for i := min(len(tau), k-shift, m-shift) - 1; i >= 0; i-- {
		c := i + shift
		if c+1 < k {
			reflectLeft(q[c*ld+c:], ld, tau[i], m-c, k-c-1, q[c*ld+c+1:], ld, work)
		}
		for r := c + 1; r < m; r++ {
			q[r*ld+c] *= -tau[i]
		}
		q[c*ld+c] = 1 - tau[i]
		for r := range c {
			q[r*ld+c] = 0
		}
	}
}
