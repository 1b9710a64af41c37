// SPDX-License-Identifier: BSD-3-Clause

package matrix

// tridiagonalize reduces a symmetric matrix, of which it reads the upper triangle, to the tridiagonal matrix Q^T A Q with
// diagonal d and off-diagonal e, in blocks as LAPACK's dsytrd and dlatrd. The vectors of the reflectors, whose product is
// Q, are left in the rows of a right of the diagonal, with their ones.
func tridiagonalize(n int, a []float64, ld int, d, e, tau []float64) {
	// What a panel's reflectors take away from the matrix is a sum of v w^T + w v^T, whose vectors are rows 2k and 2k+1 of
	// pairs, and exchanged, of swapped. A row is told of it when it is its turn.
	rows := 2 * min(panelSize, n)
	scratch := borrow((2*rows+2)*n + rows)
	defer scratch.giveBack()
	pairs, swapped := scratch.take(rows*n), scratch.take(rows*n)
	update, w, by := scratch.take(n), scratch.take(n), scratch.take(rows)
	for first := 0; first < n; first += panelSize {
		last := min(first+panelSize, n)
		for i := first; i < last; i++ {
			k := 2 * (i - first) // rows of pairs
			row := a[i*ld+i:][:n-i]
			if k > 0 {
				for r := 0; r < k; r += 2 {
					by[r], by[r+1] = pairs[(r+1)*n+i], pairs[r*n+i]
				}
				vecMat(by[:k], pairs[i:], n, update[:n-i])
				for j, x := range update[:n-i] {
					row[j] -= x
				}
			}
			d[i] = row[0]
			if i+1 == n {
				break
			}
			v := row[1:]
			m := len(v)
			e[i], tau[i] = householder(v)
			copy(pairs[k*n+i+1:][:m], v)
			w := w[:m]
			clear(w)
			if tau[i] != 0 {
				// w = tau (A v - pairs), then w -= tau/2 (w·v) v.
				symmetricTimes(a[(i+1)*ld+i+1:], ld, v, w)
				if k > 0 {
					for r := 0; r < k; r += 2 {
						by[r] = dot(pairs[(r+1)*n+i+1:][:m], v)
						by[r+1] = dot(pairs[r*n+i+1:][:m], v)
					}
					vecMat(by[:k], pairs[i+1:], n, update[:m])
					for j, x := range update[:m] {
						w[j] -= x
					}
				}
				for j := range w {
					w[j] *= tau[i]
				}
				half := -0.5 * tau[i] * dot(w, v)
				for j, x := range v {
					w[j] += float64(half * x)
				}
			}
			copy(pairs[(k+1)*n+i+1:][:m], w)
		}
		if rest := n - last; rest > 0 {
			rows := 2 * (last - first)
			for r := 0; r < rows; r += 2 {
				for j := last; j < n; j++ {
					swapped[r*n+j], swapped[(r+1)*n+j] = -pairs[(r+1)*n+j], -pairs[r*n+j]
				}
			}
			// Strips of rows from the diagonal on.
			for at := last; at < n; at += 2 * panelSize {
				strip := min(2*panelSize, n-at)
				multiply(strip, n-at, rows, rowsOf(pairs[at:], n).t(), rowsOf(swapped[at:], n), rowsOf(a[at*ld+at:], ld), true)
			}
		}
	}
}

// symmetricTimes sets y to the product of a symmetric matrix, of which it reads the upper triangle, and x: a few rows at
// a time, which are columns too, so that each is read from memory once.
func symmetricTimes(a []float64, ld int, x, y []float64) {
	const rows = 16
	n := len(x)
	clear(y)
	for first := 0; first < n; first += rows {
		last := min(first+rows, n)
		for i := first; i < last; i++ {
			row := a[i*ld:]
			y[i] += dot(row[i:n], x[i:])
			for j := i + 1; j < last; j++ {
				y[j] += float64(row[j] * x[i])
			}
		}
		if last < n {
			multiply(1, n-last, last-first, rowsOf(x[first:], n), rowsOf(a[first*ld+last:], ld), rowsOf(y[last:], n), true)
		}
	}
}

// tridiagonalizeFew is tridiagonalize of few rows, by loops. The rows of q, unless it is nil, become those of Q^T.
func tridiagonalizeFew(n int, a, d, e, q []float64) {
	var tau, w [fewRows]float64
	for i := range n {
		row := a[i*n+i:][:n-i]
		d[i] = row[0]
		if i+1 == n {
			break
		}
		v := row[1:]
		m := len(v)
		e[i], tau[i] = householderFew(v)
		if tau[i] == 0 {
			continue
		}
		w := w[:m]
		clear(w)
		rest := a[(i+1)*n+i+1:]
		for r, x := range v {
			row, to := rest[r*n+r:][:m-r], w[r:][:m-r]
			from := v[r:][:m-r]
			sum := row[0] * x
			for c := 1; c < len(row); c++ {
				sum += float64(row[c] * from[c])
				to[c] += float64(row[c] * x)
			}
			to[0] += sum
		}
		sum := 0.0
		for r, x := range v {
			w[r] *= tau[i]
			sum += float64(w[r] * x)
		}
		half := -0.5 * tau[i] * sum
		for r, x := range v {
			w[r] += float64(half * x)
		}
		for r, x := range v {
			row, y := rest[r*n+r:][:m-r], w[r]
			for c, p := range v[r:] {
				row[c] -= float64(x*w[r+c]) + float64(y*p)
			}
		}
	}
	if q == nil {
		return
	}
	for i := range n {
		clear(q[i*n:][:n])
		q[i*n+i] = 1
	}
	for i := n - 2; i >= 0; i-- {
		v := a[i*n+i+1:][:n-i-1]
		for r := i + 1; r < n; r++ {
			reflectRow(q[r*n+i+1:][:len(v)], v, tau[i])
		}
	}
}

// reflectRow replaces x by x - tau (x·v) v.
func reflectRow(x, v []float64, tau float64) {
	v = v[:len(x)]
	sum := 0.0
	for j, y := range x {
		sum += float64(y * v[j])
	}
	sum *= tau
	for j := range x {
		x[j] -= float64(sum * v[j])
	}
}
