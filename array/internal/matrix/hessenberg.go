// SPDX-License-Identifier: BSD-3-Clause

package matrix

// begin reduces the rows from first to last, those outside being triangular, to Hessenberg form Q^T A Q in blocks, as
// LAPACK's dgehrd and dlahr2. The vectors of the reflectors, whose product is Q, are left in rows, n × n, with their ones, and
// their factors in tau.
func (s *hessenberg) begin(first, last int, rows, tau []float64) {
	n, a, end := s.n, s.h, last+1
	clear(rows)
	clear(tau)
	for i := range n - 1 {
		rows[i*n+i+1] = 1
	}
	scratch := borrow(panelSize*n + n + 2*panelSize)
	defer scratch.giveBack()
	y, column, by, sums := scratch.take(panelSize*n), scratch.take(n), scratch.take(panelSize), scratch.take(panelSize)
	b := blocks.Get().(*wy)
	defer blocks.Put(b)
	for from := first; from < last-1; from += panelSize {
		count, low := min(panelSize, last-1-from), from+1
		m := end - low // of the elements that reflectors act on
		b.begin(count, m)
		b.t = resized(b.t, count*count)
		clear(b.t)
		for j := range count {
			k := from + j
			// The column as the reflectors before leave it: A is A - Y V so far, then multiplied from the left.
			x := column[:m]
			for i := range x {
				x[i] = a[(low+i)*n+k]
			}
			if j > 0 {
				for r := range j {
					by[r] = -b.v[r*m+j-1]
				}
				multiply(1, m, j, rowsOf(by, j), rowsOf(y, m), rowsOf(x, m), true)
				for r := range j {
					by[r] = -dot(b.v[r*m+r:(r+1)*m], x[r:])
				}
				for i := range j {
					sum := 0.0
					for r := range i + 1 {
						sum += float64(b.t[r*count+i] * by[r])
					}
					sums[i] = sum
				}
				multiply(1, m, j, rowsOf(sums, j), rowsOf(b.v, m), rowsOf(x, m), true)
			}
			v := x[j:]
			beta, f := householder(v)
			tau[k] = f
			copy(b.v[j*m+j:], v)
			copy(rows[k*n+k+1:], v)
			for i := range m {
				switch {
				case i < j:
					a[(low+i)*n+k] = x[i]
				case i == j:
					a[(low+i)*n+k] = beta
				default:
					a[(low+i)*n+k] = 0
				}
			}
			// A row of Y, which is A V T, and a column of T.
			next := y[j*m:][:m]
			multiply(m, 1, m-j, rowsOf(a[low*n+k+1:], n), view{v, 1, 1}, view{next, 1, 1}, false)
			for r := range j {
				by[r] = -dot(b.v[r*m+j:(r+1)*m], v)
			}
			multiply(1, m, j, rowsOf(by, j), rowsOf(y, m), rowsOf(next, m), true)
			for i := range next {
				next[i] *= f
			}
			for i := range j {
				sum := 0.0
				for r := i; r < j; r++ {
					sum += float64(b.t[i*count+r] * by[r])
				}
				b.t[i*count+j] = float64(f * sum)
			}
			b.t[j*count+j] = f
		}
		// The rows above, from the right; the columns behind, from the right and from the left.
		b.left(low, view{a[low:], 1, n}, true)
		next := from + count
		negate(y[:count*m])
		multiply(m, end-next, count, rowsOf(y, m).t(), rowsOf(b.v[next-low:], m), rowsOf(a[low*n+next:], n), true)
		b.left(n-next, rowsOf(a[low*n+next:], n), true)
	}
}
