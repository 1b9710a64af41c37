// SPDX-License-Identifier: BSD-3-Clause

package matrix

import (
	"math"
	"math/cmplx"
)

// LU factors a square matrix as P L U with partial pivoting: row i was exchanged
// with row pivots[i]. It reports whether no pivot is zero; the factors are there in
// any case.
func LU[T Number](n int, a []T, pivots []int) bool {
	if n == 0 {
		return true
	}
	return factor(n, n, a, n, pivots)
}

// panel is how many columns are factored one by one: more by gonum, whose steps are vector code.
func panel[T Number]() int {
	if _, is := any(*new(T)).(float64); is {
		return 32
	}
	return 8
}

// factor is LU of m rows and n columns, n <= m: recursive, as Toledo, Locality
// of reference in LU decomposition with partial pivoting (1997), and LAPACK's
// getrf2, so that most of the work is products of matrices.
func factor[T Number](m, n int, a []T, ld int, pivots []int) bool {
	if n <= panel[T]() {
		return factorPanel(m, n, a, ld, pivots)
	}
	left := n / 2
	right := n - left
	top := a[left:]          // A12
	low := a[left*ld:]       // A21
	rest := a[left*ld+left:] // A22
	ok := factor(m, left, a, ld, pivots[:left])
	exchange(right, top, ld, pivots[:left])
	solveLeft(false, left, right, a, ld, top, ld)
	subtract(m-left, right, left, low, ld, top, ld, false, rest, ld, false)
	ok = factor(m-left, right, rest, ld, pivots[left:n]) && ok
	exchange(left, low, ld, pivots[left:n])
	for i := left; i < n; i++ {
		pivots[i] += left
	}
	return ok
}

// factorPanel is factor of a few columns, one after the other.
func factorPanel[T Number](m, n int, a []T, ld int, pivots []int) bool {
	if a, is := any(a).([]float64); is {
		if m <= fewRows {
			return factorRows(m, n, a, ld, pivots)
		}
		return factorTransposed(m, n, a, ld, pivots)
	}
	ok := true
	for j := range n {
		at, largest := j, magnitude(a[j*ld+j])
		for i := j + 1; i < m; i++ {
			if x := magnitude(a[i*ld+j]); x > largest {
				at, largest = i, x
			}
		}
		pivots[j] = at
		row := a[j*ld:][:n]
		if other := a[at*ld:][:n]; at != j {
			for c := range row {
				row[c], other[c] = other[c], row[c]
			}
		}
		if row[j] == 0 {
			ok = false
			continue
		}
		pivot, right := row[j], row[j+1:]
		for i := j + 1; i < m; i++ {
			x := a[i*ld+j] / pivot
			a[i*ld+j] = x
			other := a[i*ld+j+1:][:len(right)]
			for c, y := range right {
				other[c] -= x * y
			}
		}
	}
	return ok
}

// factorRows is factorPanel of few rows.
func factorRows(m, n int, a []float64, ld int, pivots []int) bool {
	ok := true
	for j := range n {
		at, largest := j, math.Abs(a[j*ld+j])
		for i := j + 1; i < m; i++ {
			if x := math.Abs(a[i*ld+j]); x > largest {
				at, largest = i, x
			}
		}
		pivots[j] = at
		row := a[j*ld:][:n]
		if at != j {
			swapRows(row, a[at*ld:][:n])
		}
		if row[j] == 0 {
			ok = false
			continue
		}
		pivot, right := row[j], row[j+1:]
		for i := j + 1; i < m; i++ {
			x := a[i*ld+j] / pivot
			a[i*ld+j] = x
			other := a[i*ld+j+1:][:len(right)]
			for c, y := range right {
				other[c] -= float64(x * y)
			}
		}
	}
	return ok
}

// factorTransposed is factorPanel with the columns as rows, so that they are contiguous: each less the product with those
// before it.
func factorTransposed(m, n int, a []float64, ld int, pivots []int) bool {
	scratch := borrow(m*n + n)
	defer scratch.giveBack()
	columns, by := scratch.take(m*n), scratch.take(n)
	transposeInto(m, n, a, ld, columns)
	ok := true
	for j := range n {
		x := columns[j*m:][:m]
		for k := range j {
			for i, y := range by[:k] {
				x[k] += float64(y * columns[i*m+k])
			}
			by[k] = -x[k]
		}
		if j > 0 {
			multiply(1, m-j, j, rowsOf(by, n), rowsOf(columns[j:], m), rowsOf(x[j:], m), true)
		}
		at, largest := j, math.Abs(x[j])
		for i := j + 1; i < m; i++ {
			if y := math.Abs(x[i]); y > largest {
				at, largest = i, y
			}
		}
		pivots[j] = at
		if at != j {
			for c := range n {
				row := columns[c*m:][:m]
				row[j], row[at] = row[at], row[j]
			}
		}
		if x[j] == 0 {
			ok = false
			continue
		}
		rest := x[j+1:]
		if over := 1 / x[j]; math.Abs(x[j]) >= tiny {
			for i := range rest {
				rest[i] *= over
			}
		} else {
			for i := range rest {
				rest[i] /= x[j]
			}
		}
	}
	transposeBack(m, n, columns, a, ld)
	return ok
}

// exchange applies the exchanges of rows to n columns.
func exchange[T Number](n int, a []T, ld int, pivots []int) {
	for i := range pivots {
		if p := pivots[i]; p != i {
			x, y := a[i*ld:][:n], a[p*ld:][:n]
			for j := range x {
				x[j], y[j] = y[j], x[j]
			}
		}
	}
}

// Solve replaces b, of n rows and k columns, by the solution of A x = b, by the
// factors of [LU].
func Solve[T Number](n, k int, a []T, pivots []int, b []T) {
	if n == 0 || k == 0 {
		return
	}
	exchange(k, b, k, pivots)
	solveLeft(false, n, k, a, n, b, k)
	solveLeft(true, n, k, a, n, b, k)
}

// Det returns the determinant by the factors of [LU] as m times 2**e. The parts of
// m are not subnormal, however small or large the determinant is: no partial
// product overflows.
func Det[T Number](n int, a []T, pivots []int) (m T, e int) {
	m = 1
	for i := range n {
		x, k := split(a[i*n+i])
		m *= x
		e += k
		if pivots[i] != i {
			m = -m
		}
		m, k = split(m)
		e += k
	}
	return m, e
}

// split returns m and e with x = m * 2**e, the greatest part of m from 0.5 to 1.
func split[T Number](x T) (T, int) {
	switch x := any(x).(type) {
	case float64:
		m, e := math.Frexp(x)
		return any(m).(T), e
	case complex128:
		_, e := math.Frexp(max(math.Abs(real(x)), math.Abs(imag(x))))
		return any(complex(math.Ldexp(real(x), -e), math.Ldexp(imag(x), -e))).(T), e
	}
	return x, 0
}

// Scaled returns m * 2**e.
func Scaled[T Number](m T, e int) T {
	switch m := any(m).(type) {
	case float64:
		return any(math.Ldexp(m, e)).(T)
	case complex128:
		return any(complex(math.Ldexp(real(m), e), math.Ldexp(imag(m), e))).(T)
	}
	return m
}

// SignLog returns the sign of m * 2**e, of magnitude 1 or 0, and the logarithm of
// its magnitude.
func SignLog[T Number](m T, e int) (sign T, log float64) {
	switch m := any(m).(type) {
	case float64:
		sign, log := 1.0, math.Log(math.Abs(m))
		switch {
		case m == 0:
			sign = 0
		case m < 0:
			sign = -1
		case m != m:
			sign = m
		}
		return any(sign).(T), log + float64(e)*math.Ln2
	case complex128:
		r := cmplx.Abs(m)
		if r == 0 {
			return 0, math.Inf(-1)
		}
		return any(complex(real(m)/r, imag(m)/r)).(T), math.Log(r) + float64(e)*math.Ln2
	}
	return
}
