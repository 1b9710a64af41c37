// SPDX-License-Identifier: BSD-3-Clause

package matrix

import (
	"math"
	"slices"
)

// tridiagonalQL finds the eigenvalues of a symmetric tridiagonal matrix with diagonal d and off-diagonal e, the largest
// elements near 1, in no particular order, by the implicit QL method with Wilkinson's shift (Dubrulle, Martin and Wilkinson, The implicit QL
// algorithm, 1968). The rows of z, of n elements, are rotated with the eigenvectors, unless z is nil. e is overwritten.
// It reports whether it converged.
func tridiagonalQL(n int, d, e, z []float64, ld int) bool {
	for first := 0; first < n; {
		last := first
		for last < n-1 && !negligible(d, e, last) {
			last++
		}
		// QL finds the values at the upper end first; the smaller elements are to be there.
		if math.Abs(d[last]) < math.Abs(d[first]) {
			slices.Reverse(d[first : last+1])
			slices.Reverse(e[first:last])
			if z != nil {
				reverseRows(z[first*ld:], n, last-first+1, ld)
			}
		}
		if !blockQL(n, first, last, d, e, z, ld) {
			return false
		}
		first = last + 1
	}
	return true
}

func negligible(d, e []float64, i int) bool {
	x := math.Abs(e[i])
	return x <= 0x1p-511 || x <= eps*math.Sqrt(math.Abs(d[i]))*math.Sqrt(math.Abs(d[i+1]))
}

// reverseRows reverses the order of rows of n elements.
func reverseRows(z []float64, n, rows, ld int) {
	for i := range rows / 2 {
		swapRows(z[i*ld:][:n], z[(rows-1-i)*ld:][:n])
	}
}

// blockQL is tridiagonalQL of the rows from first to last.
func blockQL(n, first, last int, d, e, z []float64, ld int) bool {
	steps := 30 * (last - first + 1)
	for l := first; l <= last; {
		m := l
		for m < last && !negligible(d, e, m) {
			m++
		}
		if m < last {
			e[m] = 0
		}
		if m == l {
			l++
			continue
		}
		if steps == 0 {
			return false
		}
		steps--
		g := (d[l+1] - d[l]) / (2 * e[l])
		g = d[m] - d[l] + e[l]/(g+math.Copysign(length2(g, 1), g))
		s, c, p := 1.0, 1.0, 0.0
		for i := m - 1; i >= l; i-- {
			f, b := s*e[i], float64(c*e[i])
			var r float64
			c, s, r = rotation(g, f)
			if i+1 < m {
				e[i+1] = r
			}
			g = d[i+1] - p
			r = float64((d[i]-g)*s) + float64(2*c*b)
			p = float64(s * r)
			d[i+1] = g + p
			g = float64(c*r) - b
			if z != nil {
				rotateRows(z[i*ld:][:n], z[(i+1)*ld:][:n], c, -s)
			}
		}
		d[l] -= p
		e[l] = g
	}
	return true
}

// squaredQL is tridiagonalQL for the values alone, without square roots: Pal, Walker and Kahan's variant, as LAPACK's
// dsterf. The elements of e are squared.
func squaredQL(n int, d, e []float64) bool {
	for i, x := range e[:n-1] {
		e[i] = float64(x * x)
	}
	small := func(i int) bool { return e[i] <= tiny || e[i] <= eps*eps*math.Abs(d[i])*math.Abs(d[i+1]) }
	for first := 0; first < n; {
		last := first
		for last < n-1 && !small(last) {
			last++
		}
		if math.Abs(d[last]) < math.Abs(d[first]) {
			slices.Reverse(d[first : last+1])
			slices.Reverse(e[first:last])
		}
		steps := 30 * (last - first + 1)
		for l := first; l <= last; {
			m := l
			for m < last && !small(m) {
				m++
			}
			if m < last {
				e[m] = 0
			}
			if m == l {
				l++
				continue
			}
			if steps == 0 {
				return false
			}
			steps--
			root := math.Sqrt(e[l])
			shift := (d[l+1] - d[l]) / (2 * root)
			shift = d[l] - root/(shift+math.Copysign(length2(shift, 1), shift))
			c, s, gamma := 1.0, 0.0, d[m]-shift
			p := float64(gamma * gamma)
			for i := m - 1; i >= l; i-- {
				x, r := e[i], p+e[i]
				if i+1 < m {
					e[i+1] = float64(s * r)
				}
				before, old := c, gamma
				c, s = p/r, x/r
				gamma = float64(c*(d[i]-shift)) - float64(s*old)
				d[i+1] = old + (d[i] - gamma)
				if c != 0 {
					p = gamma * gamma / c
				} else {
					p = float64(before * x)
				}
			}
			e[l] = float64(s * p)
			d[l] = shift + gamma
		}
		first = last + 1
	}
	return true
}

// rotation returns the rotation with [c s; -s c] [f; g] = [r; 0].
func rotation(f, g float64) (c, s, r float64) {
	switch {
	case g == 0:
		return 1, 0, f
	case f == 0:
		return 0, 1, g
	}
	r = math.Copysign(length2(f, g), f)
	return f / r, g / r, r
}

// length2 is the root of x² + y², with care for numbers whose squares leave the range.
func length2(x, y float64) float64 {
	sum := float64(x*x) + float64(y*y)
	if sum > 0x1p-900 && sum < 0x1p1000 {
		return math.Sqrt(sum)
	}
	x, y = math.Abs(x), math.Abs(y)
	most := max(x, y)
	if most == 0 || most-most != 0 {
		return most
	}
	x, y = x/most, y/most
	return most * math.Sqrt(float64(x*x)+float64(y*y))
}

// rotateRows replaces x by c x + s y, and y by c y - s x.
func rotateRows(x, y []float64, c, s float64) {
	y = y[:len(x)]
	for i, p := range x {
		q := y[i]
		x[i] = float64(c*p) + float64(s*q)
		y[i] = float64(c*q) - float64(s*p)
	}
}
