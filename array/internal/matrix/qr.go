// SPDX-License-Identifier: BSD-3-Clause

package matrix

// QR factors m rows of length n as Q R by reflectors: R is left in the upper
// triangle, the vectors of the reflectors below it, and tau has min(m, n) factors.
func QR[T Number](m, n int, a, tau []T) {
	k := min(m, n)
	if k == 0 {
		return
	}
	switch a := any(a).(type) {
	case []float64:
		realQR(m, n, a, any(tau).([]float64))
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
		scratch := borrow(len(tau) * m)
		defer scratch.giveBack()
		rows := scratch.take(len(tau) * m)
		columnVectors(m, len(tau), a, n, rows)
		reflectors{m, 0, rows, m, tau}.timesTransposed(k, rowsOf(b, k))
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
		realQ(m, k, q, any(tau).([]float64))
	case []complex128:
		columns(m, k, q, k, any(tau).([]complex128), 0)
	}
}

// realQR is QR of real elements.
func realQR(m, n int, a, tau []float64) {
	scale := bounded(a[:m*n])
	scratch := borrow(min(panelSize, m, n) * (m + 1))
	defer scratch.giveBack()
	b := blocks.Get().(*wy)
	defer blocks.Put(b)
	for first := 0; first < len(tau); first += panelSize {
		k, high := min(panelSize, len(tau)-first), m-first
		scratch.free = scratch.all
		rows, by := scratch.take(k*high), scratch.take(k)
		transposeInto(high, k, a[first*n+first:], n, rows)
		for j := range k {
			v := rows[j*high+j : (j+1)*high]
			beta, t := householder(v)
			tau[first+j] = t
			if j+1 < k {
				reflectRows(k-j-1, high-j, v, t, rows[(j+1)*high+j:], high, by)
			}
			v[0] = beta
		}
		transposeBack(high, k, rows, a[first*n+first:], n)
		if rest := n - first - k; rest > 0 {
			b.begin(k, high)
			for j := range k {
				copy(b.v[j*high+j:][:high-j], rows[j*high+j:])
				b.v[j*high+j] = 1
			}
			b.form(tau[first : first+k])
			b.left(rest, rowsOf(a[first*n+first+k:], n), true)
		}
	}
	if scale != 1 {
		for i := range m {
			for j := i; j < n; j++ {
				a[i*n+j] /= scale
			}
		}
	}
}

// reflectRows applies a reflector to k rows of n elements.
func reflectRows(k, n int, v []float64, tau float64, rows []float64, ld int, by []float64) {
	if n <= fewRows {
		for r := range k {
			reflectRow(rows[r*ld:][:n], v, tau)
		}
		return
	}
	for r := range k {
		by[r] = -tau * dot(rows[r*ld:][:n], v)
	}
	multiply(k, n, 1, rowsOf(by, 1), rowsOf(v, n), rowsOf(rows, ld), true)
}

// transposeInto sets the n rows of b, of length m, to the columns of a, transposeBack the other way round.
func transposeInto(m, n int, a []float64, lda int, b []float64) {
	for i := range m {
		for j, x := range a[i*lda:][:n] {
			b[j*m+i] = x
		}
	}
}

func transposeBack(m, n int, b, a []float64, lda int) {
	for i := range m {
		row := a[i*lda:][:n]
		for j := range row {
			row[j] = b[j*m+i]
		}
	}
}

// columnVectors sets rows, of length m, to the n vectors of reflectors that are below the diagonal of a.
func columnVectors(m, n int, a []float64, lda int, rows []float64) {
	for i := range m {
		for j, x := range a[i*lda:][:min(i, n)] {
			rows[j*m+i] = x
		}
		if i < n {
			rows[i*m+i] = 1
		}
	}
}

// realQ is Q of real elements.
func realQ(m, k int, q, tau []float64) {
	n := len(tau)
	scratch := borrow(n*m + m)
	defer scratch.giveBack()
	rows, column := scratch.take(n*m), scratch.take(m)
	columnVectors(m, n, q, k, rows)
	if m <= fewRows {
		for j := range k {
			clear(column)
			column[j] = 1
			for i := min(j, n-1); i >= 0; i-- {
				reflectRow(column[i:], rows[i*m+i:(i+1)*m], tau[i])
			}
			for i, x := range column {
				q[i*k+j] = x
			}
		}
		return
	}
	for i := range m {
		clear(q[i*k:][:k])
		if i < k {
			q[i*k+i] = 1
		}
	}
	reflectors{m, 0, rows, m, tau}.times(k, rowsOf(q, k), true)
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
