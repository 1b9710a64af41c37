// SPDX-License-Identifier: BSD-3-Clause

package matrix

import (
	"math"
	"slices"
)

// bidiagonalize reduces m rows of length n, m >= n, to the upper bidiagonal matrix Q^T A P with diagonal d and e above
// it, in panels as LAPACK's dgebrd and dlabrd. The vectors of the reflectors whose product is P are left in the rows of
// a right of the diagonal, those of Q are put in the n rows of lefts, of length m, from the diagonal on; both with their
// ones.
func bidiagonalize(m, n int, a []float64, d, e, lefts, tauLeft, tauRight []float64) {
	// What a panel's reflectors take away from the matrix is byRow^T byColumn: of rows v and y, and x and u, v and u being
	// the vectors from the left and the right. A row or column is told of it when it is its turn.
	depth := 2 * min(panelSize, n)
	scratch := borrow((depth+2)*(m+n) + depth)
	defer scratch.giveBack()
	byRow, byColumn := scratch.take(depth*m), scratch.take(depth*n)
	column, update, by := scratch.take(m), scratch.take(m+n), scratch.take(depth)
	for first := 0; first < n; first += panelSize {
		last := min(first+panelSize, n)
		for i := first; i < last; i++ {
			k := 2 * (i - first)
			v := column[i:m]
			for r := range v {
				v[r] = a[(i+r)*n+i]
			}
			if k > 0 {
				for r := range k {
					by[r] = byColumn[r*n+i]
				}
				vecMat(by[:k], byRow[i:], m, update[:m-i])
				for r, x := range update[:m-i] {
					v[r] -= x
				}
			}
			d[i], tauLeft[i] = householder(v)
			copy(lefts[i*m+i:(i+1)*m], v)
			copy(byRow[k*m+i:(k+1)*m], v)
			if i+1 == n {
				break
			}
			y := byColumn[k*n+i+1 : (k+1)*n]
			productLeft(v, a[i*n+i+1:], n, byRow[i:], m, byColumn[i+1:], n, k, tauLeft[i], y, update, by)
			// The row, which this reflector has changed too.
			u := a[i*n+i+1:][:n-i-1]
			for r := range k + 1 {
				by[r] = byRow[r*m+i]
			}
			vecMat(by[:k+1], byColumn[i+1:], n, update[:len(u)])
			for c, x := range update[:len(u)] {
				u[c] -= x
			}
			e[i], tauRight[i] = householder(u)
			copy(byColumn[(k+1)*n+i+1:(k+2)*n], u)
			if i+1 < m {
				x := byRow[(k+1)*m+i+1 : (k+2)*m]
				for r := range x {
					x[r] = dot(a[(i+1+r)*n+i+1:][:len(u)], u)
				}
				for r := range k + 1 {
					by[r] = dot(byColumn[r*n+i+1:][:len(u)], u)
				}
				vecMat(by[:k+1], byRow[i+1:], m, update[:len(x)])
				for r, y := range update[:len(x)] {
					x[r] = (x[r] - y) * tauRight[i]
				}
			}
		}
		if last < n {
			k := 2 * (last - first)
			for r := range k {
				negate(byRow[r*m+last : (r+1)*m])
			}
			multiply(m-last, n-last, k, rowsOf(byRow[last:], m).t(), rowsOf(byColumn[last:], n), rowsOf(a[last*n+last:], n), true)
		}
	}
}

// productLeft sets y to tau times the product of v and a matrix less byRow^T byColumn, of k rows.
func productLeft(v, a []float64, lda int, byRow []float64, ldr int, byColumn []float64, ldc, k int, tau float64, y, update, by []float64) {
	vecMat(v, a, lda, y)
	if k > 0 {
		for r := range k {
			by[r] = dot(byRow[r*ldr:][:len(v)], v)
		}
		vecMat(by[:k], byColumn, ldc, update[:len(y)])
		for c, x := range update[:len(y)] {
			y[c] -= x
		}
	}
	for c := range y {
		y[c] *= tau
	}
}

// bidiagonalQR finds the singular values of an upper bidiagonal matrix of n rows with diagonal d and e above it, the
// largest elements near 1, in no particular order: by the implicit QR method with shifts and without (Demmel and Kahan,
// Accurate singular values of bidiagonal matrices, 1990). The rows of u, of nu elements, and of v, of nv, are rotated with
// the singular vectors. It reports whether it converged.
func bidiagonalQR(n int, d, e []float64, u []float64, nu, ldu int, v []float64, nv, ldv int) bool {
	steps := 30 * n
	negligible := func(i int) bool {
		x := math.Abs(e[i])
		return x <= 0x1p-511 || x <= eps*(math.Abs(d[i])+math.Abs(d[i+1]))
	}
	for last := n - 1; last > 0; {
		if negligible(last - 1) {
			e[last-1] = 0
			last--
			continue
		}
		first := last - 1
		for first > 0 && !negligible(first-1) {
			first--
		}
		if first > 0 {
			e[first-1] = 0
		}
		if steps == 0 {
			return false
		}
		steps--
		// The small elements are to be at the end: else the transpose of the block is taken, its order reversed.
		x, nx, ldx, y, ny, ldy := u, nu, ldu, v, nv, ldv
		reversed := math.Abs(d[first]) < math.Abs(d[last])
		if reversed {
			slices.Reverse(d[first : last+1])
			slices.Reverse(e[first:last])
			x, nx, ldx, y, ny, ldy = y, ny, ldy, x, nx, ldx
		}
		bidiagonalSweep(first, last, reversed, d, e, x, nx, ldx, y, ny, ldy)
		if reversed {
			slices.Reverse(d[first : last+1])
			slices.Reverse(e[first:last])
		}
	}
	for i := range n {
		if d[i] < 0 || d[i] == 0 && math.Signbit(d[i]) {
			d[i] = -d[i]
			negate(v[i*ldv:][:nv])
		}
	}
	return true
}

// bidiagonalSweep is a step of bidiagonalQR on the rows from first to last. With reversed, row i of u and v is that as
// far from the other end.
func bidiagonalSweep(first, last int, reversed bool, d, e, u []float64, nu, ldu int, v []float64, nv, ldv int) {
	turn := func(z []float64, n, ld, i int, c, s float64) {
		if n == 0 {
			return
		}
		if reversed {
			i = first + last - i
			rotateRows(z[i*ld:][:n], z[(i-1)*ld:][:n], c, s)
			return
		}
		rotateRows(z[i*ld:][:n], z[(i+1)*ld:][:n], c, s)
	}
	// A block that is nearly singular has a value at its end that a step without shift finds.
	shift := smallerSingular(d[last-1], e[last-1], d[last])
	most, bound := math.Abs(d[first]), math.Abs(d[first])
	least, largest := bound, bound
	for i := first; i < last && bound > 0; i++ {
		bound = float64(math.Abs(d[i+1]) * (bound / (bound + math.Abs(e[i]))))
		least, largest = min(least, bound), max(largest, math.Abs(d[i+1]), math.Abs(e[i]))
	}
	if least <= eps*largest || (shift/most)*(shift/most) < eps {
		c, s, oldC, oldS := 1.0, 0.0, 1.0, 0.0
		for i := first; i < last; i++ {
			var r float64
			c, s, r = rotation(d[i]*c, e[i])
			if i > first {
				e[i-1] = oldS * r
			}
			oldC, oldS, d[i] = rotation(oldC*r, d[i+1]*s)
			turn(v, nv, ldv, i, c, s)
			turn(u, nu, ldu, i, oldC, oldS)
		}
		h := d[last] * c
		d[last], e[last-1] = h*oldC, h*oldS
		return
	}
	f := (most - shift) * (math.Copysign(1, d[first]) + shift/d[first])
	g := e[first]
	for i := first; i < last; i++ {
		c, s, r := rotation(f, g)
		if i > first {
			e[i-1] = r
		}
		f = float64(c*d[i]) + float64(s*e[i])
		e[i] = float64(c*e[i]) - float64(s*d[i])
		g = s * d[i+1]
		d[i+1] *= c
		turn(v, nv, ldv, i, c, s)
		c, s, d[i] = rotation(f, g)
		f = float64(c*e[i]) + float64(s*d[i+1])
		d[i+1] = float64(c*d[i+1]) - float64(s*e[i])
		if i+1 < last {
			g = s * e[i+1]
			e[i+1] *= c
		}
		turn(u, nu, ldu, i, c, s)
	}
	e[last-1] = f
}

// smallerSingular is the smaller singular value of the triangle [f g; 0 h], as LAPACK's dlas2.
func smallerSingular(f, g, h float64) float64 {
	f, g, h = math.Abs(f), math.Abs(g), math.Abs(h)
	least, most := min(f, h), max(f, h)
	if least == 0 {
		return 0
	}
	if g < most {
		a, b, c := 1+least/most, (most-least)/most, g/most
		c = float64(c * c)
		return least * (2 / (math.Sqrt(float64(a*a)+c) + math.Sqrt(float64(b*b)+c)))
	}
	r := most / g
	if r == 0 {
		return least * most / g
	}
	a, b := (1+least/most)*r, ((most-least)/most)*r
	c := 1 / (math.Sqrt(1+float64(a*a)) + math.Sqrt(1+float64(b*b)))
	return 2 * (least * c * r)
}

// bidiagonalizeFew is bidiagonalize of few rows, by loops.
func bidiagonalizeFew(m, n int, a []float64, d, e, lefts, tauLeft, tauRight []float64) {
	var sums [fewRows]float64
	for i := range n {
		v := lefts[i*m+i : (i+1)*m]
		for r := range v {
			v[r] = a[(i+r)*n+i]
		}
		d[i], tauLeft[i] = householderFew(v)
		if i+1 == n {
			break
		}
		width := n - i - 1
		if tauLeft[i] != 0 {
			sums := sums[:width]
			clear(sums)
			for r, x := range v {
				for c, y := range a[(i+r)*n+i+1:][:width] {
					sums[c] += float64(x * y)
				}
			}
			for r, x := range v {
				x *= tauLeft[i]
				row := a[(i+r)*n+i+1:][:width]
				for c, y := range sums {
					row[c] -= float64(x * y)
				}
			}
		}
		u := a[i*n+i+1:][:width]
		e[i], tauRight[i] = householderFew(u)
		if tauRight[i] == 0 {
			continue
		}
		for r := i + 1; r < m; r++ {
			reflectRow(a[r*n+i+1:][:width], u, tauRight[i])
		}
	}
}

// fewSingularVectors is reducedSVD of few rows: the rows of the reflectors' products are rotated.
func fewSingularVectors(m, n int, a, s, e, lefts, tauLeft, tauRight []float64, u view, p int, vh view) bool {
	scratch := borrow(p*m + n*n)
	defer scratch.giveBack()
	x, y := scratch.take(p*m), scratch.take(n*n)
	for j := range p {
		row := x[j*m:][:m]
		clear(row)
		row[j] = 1
		for i := min(j, n-1); i >= 0; i-- {
			reflectRow(row[i:], lefts[i*m+i:(i+1)*m], tauLeft[i])
		}
	}
	for j := range n {
		row := y[j*n:][:n]
		clear(row)
		row[j] = 1
		for i := min(j, n-1) - 1; i >= 0; i-- {
			reflectRow(row[i+1:], a[i*n+i+1:][:n-i-1], tauRight[i])
		}
	}
	scale := scaledTogether(s[:n], e[:n-1])
	ok := bidiagonalQR(n, s, e[:n-1], x, m, m, y, n, n)
	for i := range p {
		from := i
		if i < n {
			for j := i + 1; j < n; j++ {
				if s[j] > s[from] {
					from = j
				}
			}
			s[i], s[from] = s[from], s[i]
			if from != i {
				swapRows(x[i*m:][:m], x[from*m:][:m])
				swapRows(y[i*n:][:n], y[from*n:][:n])
			}
			s[i] /= scale
			for j, z := range y[i*n:][:n] {
				vh.a[i*vh.row+j*vh.col] = z
			}
		}
		for j, z := range x[i*m:][:m] {
			u.a[j*u.row+i*u.col] = z
		}
	}
	return ok
}

func swapRows(x, y []float64) {
	for i := range x {
		x[i], y[i] = y[i], x[i]
	}
}
