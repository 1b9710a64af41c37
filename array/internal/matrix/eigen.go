// SPDX-License-Identifier: BSD-3-Clause

package matrix

import (
	"math"
	"math/cmplx"

	"gonum.org/v1/gonum/lapack"
)

// Eigen finds the eigenvalues of a square matrix, which it overwrites, and if
// vectors is not nil, the right eigenvectors, of length 1, in its columns. It
// reports whether it converged.
func Eigen[T Number](n int, a []T, w, vectors []complex128) bool {
	if n == 0 {
		return true
	}
	switch a := any(a).(type) {
	case []float64:
		return realEigen(n, a, w, vectors)
	case []complex128:
		return complexEigen(n, a, w, vectors)
	}
	return false
}

// realEigen is Eigen of real elements, as LAPACK's dgeev: the matrix is balanced, reduced to Hessenberg form, then to Schur
// form, whose triangle gives the vectors by back substitution.
func realEigen(n int, a []float64, w, vectors []complex128) bool {
	scale := bounded(a)
	size := (4 + 32 + n) * n
	if vectors != nil {
		size += n * n
	}
	scratch := borrow(size)
	defer scratch.giveBack()
	balance, tau := scratch.take(n), scratch.take(n)[:n-1]
	s := &hessenberg{n: n, h: a, re: scratch.take(n), im: scratch.take(n)}
	work, v := scratch.take(n*32), scratch.take(n*n)
	first, last := real64.Dgebal(lapack.PermuteScale, n, a, n, balance)
	s.begin(first, last, v, tau)
	if vectors != nil {
		s.z = scratch.take(n * n)
		clear(s.z)
		for i := range n {
			s.z[i*n+i] = 1
		}
		reflectors{n, 1, v, n, tau}.times(n, rowsOf(s.z, n).t(), true)
	}
	if !s.schur(first, last, v) {
		return false
	}
	for i := range n {
		w[i] = complex(s.re[i]/scale, s.im[i]/scale)
	}
	if vectors == nil {
		return true
	}
	real64.Dtrevc3(lapack.EVRight, lapack.EVAllMulQ, nil, n, a, n, nil, 1, v, n, n, work, len(work))
	real64.Dgebak(lapack.PermuteScale, lapack.EVRight, n, first, last, balance, n, v, n)
	// Two columns are the parts of a pair of conjugate vectors.
	for j := 0; j < n; j++ {
		pair := s.im[j] != 0 && j+1 < n
		for i := range n {
			x, y := v[i*n+j], 0.0
			if pair {
				y = v[i*n+j+1]
			}
			vectors[i*n+j] = complex(x, y)
		}
		normalize(n, vectors[j:], true)
		if pair {
			for i := range n {
				vectors[i*n+j+1] = cmplx.Conj(vectors[i*n+j])
			}
			j++
		}
	}
	return true
}

// complexEigen is LAPACK's zgeev: the matrix is scaled, reduced to Hessenberg
// form, then to Schur form by QR steps with one shift, whose triangle gives the
// vectors by back substitution. See Golub and Van Loan, Matrix Computations,
// 4th edition, 7.5 and 7.6.
func complexEigen(n int, a []complex128, w, vectors []complex128) bool {
	scale := safeScale(a)
	balance := balanced(n, a)
	z := vectors
	tau := make([]complex128, max(n-1, 0))
	work := make([]complex128, n)
	for i := range n - 1 {
		m := n - i - 1
		column := a[(i+1)*n+i:]
		tau[i] = reflect(column, m, n)
		reflectRight(column, n, tau[i], n, m, a[i+1:], n, work)
		reflectLeft(column, n, conj(tau[i]), m, m, a[(i+1)*n+i+1:], n, work)
	}
	if z != nil {
		copy(z, a)
		columns(n, n, z, n, tau, 1)
	}
	for i := 2; i < n; i++ {
		clear(a[i*n:][:i-1])
	}
	if !complexSchur(n, a, z) {
		return false
	}
	for i := range n {
		w[i] = complex(real(a[i*n+i])/scale, imag(a[i*n+i])/scale)
	}
	if z == nil {
		return true
	}
	triangular(n, a, z)
	for i := range n {
		for j := range n {
			z[i*n+j] *= complex(balance[i], 0)
		}
	}
	for j := range n {
		normalize(n, z[j:], false)
	}
	return true
}

// balanced scales rows and columns by powers of two so that their norms come near
// each other, and returns by what the rows of vectors are to be multiplied. As
// zgebal; Parlett and Reinsch (1969).
func balanced(n int, a []complex128) []float64 {
	d := make([]float64, n)
	for i := range d {
		d[i] = 1
	}
	for again := true; again; {
		again = false
		for i := range n {
			var row, column float64
			for j := range n {
				if j != i {
					row = math.Hypot(row, cmplx.Abs(a[i*n+j]))
					column = math.Hypot(column, cmplx.Abs(a[j*n+i]))
				}
			}
			if row == 0 || column == 0 {
				continue
			}
			f, sum := 1.0, row+column
			for column < row/2 && f < 0x1p400 {
				f, column, row = f*2, column*2, row/2
			}
			for column > row*2 && f > 0x1p-400 {
				f, column, row = f/2, column/2, row*2
			}
			if f == 1 || row+column >= 0.95*sum || d[i]*f > 0x1p500 || d[i]*f < 0x1p-500 {
				continue
			}
			again = true
			d[i] *= f
			by, over := complex(f, 0), complex(1/f, 0)
			for j := range n {
				a[i*n+j] *= over
				a[j*n+i] *= by
			}
		}
	}
	return d
}

// complexSchur reduces a Hessenberg matrix to a triangle, and applies what it does to the
// columns of z.
func complexSchur(n int, h, z []complex128) bool {
	steps := 0
	for last := n - 1; last > 0; {
		// An element below the diagonal that is negligible splits the matrix.
		first := last
		for first > 0 {
			s := magnitude(h[first*n+first]) + magnitude(h[(first-1)*n+first-1])
			if s == 0 {
				s = 1
			}
			if magnitude(h[first*n+first-1]) <= max(eps*s, tiny) {
				h[first*n+first-1] = 0
				break
			}
			first--
		}
		if first == last {
			last--
			steps = 0
			continue
		}
		if steps == 30*max(10, n) {
			return false
		}
		steps++
		shift := wilkinson(h, n, last)
		if steps%10 == 0 { // an exceptional one
			shift = h[last*n+last] + complex(0.75*magnitude(h[last*n+last-1]), 0)
		}
		x, y := h[first*n+first]-shift, h[(first+1)*n+first]
		for k := first; k < last; k++ {
			c, s := givens(x, y)
			rotate(h[k*n:], h[(k+1)*n:], max(k-1, first), n, c, s)
			if k > first {
				h[(k+1)*n+k-1] = 0
			}
			rotateColumns(h, n, min(k+2, last)+1, k, c, s)
			if z != nil {
				rotateColumns(z, n, n, k, c, s)
			}
			if k+1 < last {
				x, y = h[(k+1)*n+k], h[(k+2)*n+k]
			}
		}
	}
	return true
}

// wilkinson returns the eigenvalue of the last 2x2 block of the active part that is
// nearer to its last element.
func wilkinson(h []complex128, n, last int) complex128 {
	a, b := h[(last-1)*n+last-1], h[(last-1)*n+last]
	c, d := h[last*n+last-1], h[last*n+last]
	// As zlahqr: with bc scaled by its root.
	u := cmplx.Sqrt(b) * cmplx.Sqrt(c)
	s := magnitude(u)
	if s == 0 {
		return d
	}
	x := 0.5 * (a - d)
	sx := magnitude(x)
	s = max(s, sx)
	over := complex(1/s, 0)
	y := complex(s, 0) * cmplx.Sqrt((x*over)*(x*over)+(u*over)*(u*over))
	if sx > 0 && real(x*complex(1/sx, 0))*real(y)+imag(x*complex(1/sx, 0))*imag(y) < 0 {
		y = -y
	}
	return d - u*(u/(x+y))
}

// givens returns the rotation with [c s; -conj(s) c] [x; y] = [r; 0], c real.
func givens(x, y complex128) (c float64, s complex128) {
	if y == 0 {
		return 1, 0
	}
	ax, ay := cmplx.Abs(x), cmplx.Abs(y)
	if ax == 0 {
		return 0, conj(y) / complex(ay, 0)
	}
	r := math.Hypot(ax, ay)
	return ax / r, (x / complex(ax, 0)) * conj(y) / complex(r, 0)
}

// rotate applies a rotation to two rows.
func rotate(x, y []complex128, from, to int, c float64, s complex128) {
	for j := from; j < to; j++ {
		p, q := x[j], y[j]
		x[j] = complex(c, 0)*p + s*q
		y[j] = complex(c, 0)*q - conj(s)*p
	}
}

// rotateColumns applies the inverse of a rotation to columns k and k+1 of rows.
func rotateColumns(a []complex128, n, rows, k int, c float64, s complex128) {
	for i := range rows {
		p, q := a[i*n+k], a[i*n+k+1]
		a[i*n+k] = complex(c, 0)*p + conj(s)*q
		a[i*n+k+1] = complex(c, 0)*q - s*p
	}
}

// triangular replaces z, the Schur vectors, by the eigenvectors of the matrix whose
// Schur form is t, as ztrevc.
func triangular(n int, t, z []complex128) {
	x := make([]complex128, n)
	for k := n - 1; k >= 0; k-- {
		lambda := t[k*n+k]
		least := max(eps*magnitude(lambda), tiny/eps*float64(n))
		for i := range k {
			x[i] = -t[i*n+k]
		}
		x[k] = 1
		for i := k - 1; i >= 0; i-- {
			d := t[i*n+i] - lambda
			if magnitude(d) < least {
				d = complex(least, 0)
			}
			if big := magnitude(x[i]); magnitude(d) < 1 && big > magnitude(d)*0x1p500 {
				by := complex(1/big, 0)
				for r := range k + 1 {
					x[r] *= by
				}
			}
			x[i] /= d
			if big := magnitude(x[i]); big > 0x1p400 {
				by := complex(1/big, 0)
				for r := range k + 1 {
					x[r] *= by
				}
			}
			for r := range i {
				x[r] -= t[r*n+i] * x[i]
			}
		}
		// The columns after k are done, those up to k still needed.
		for r := range n {
			row := z[r*n:][:k+1]
			var sum complex128
			for i := range row {
				sum += row[i] * x[i]
			}
			row[k] = sum
		}
		normalize(n, z[k:], false)
	}
}

// normalize scales a column to length 1 and turns it so that its largest element is
// real, as zgeev, and with sign of the sign that its real part has, as dgeev: real vectors stay as they are but for their
// length.
func normalize(n int, v []complex128, sign bool) {
	largest, at := 0.0, 0
	for i := range n {
		if r := cmplx.Abs(v[i*n]); r > largest {
			largest, at = r, i
		}
	}
	if largest == 0 || math.IsInf(largest, 0) {
		return
	}
	norm := 0.0
	for i := range n {
		v[i*n] = complex(real(v[i*n])/largest, imag(v[i*n])/largest)
		norm += real(v[i*n])*real(v[i*n]) + imag(v[i*n])*imag(v[i*n])
	}
	by := conj(v[at*n]) / complex(cmplx.Abs(v[at*n])*math.Sqrt(norm), 0)
	if sign && real(v[at*n]) < 0 {
		by = -by
	}
	for i := range n {
		v[i*n] *= by
	}
	v[at*n] = complex(real(v[at*n]), 0)
}
