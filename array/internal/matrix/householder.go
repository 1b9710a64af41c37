// SPDX-License-Identifier: BSD-3-Clause

package matrix

import (
	"math"
	"sync"
)

// A reflector is H = I - tau v v^T with v[0] = 1. The vectors of several lie in rows, so that they are contiguous, and
// are applied together as I - V^T T V, T upper triangular, by products of matrices (Schreiber and Van Loan, A
// storage-efficient WY representation for products of Householder transformations, 1989).

// blockSize is how many reflectors are applied together, panelSize how many are found before the rest of the matrix is
// told of them.
const (
	blockSize = 64
	panelSize = 32
)

// householder finds the reflector with H x = (beta, 0, …), as LAPACK's dlarfg. x becomes v, with its 1.
func householder(x []float64) (beta, tau float64) {
	if len(x) == 0 {
		return 0, 0
	}
	return householderOf(x, dot(x[1:], x[1:]))
}

// fewRows is how many rows loops are faster for than kernels.
const fewRows = 48

// householderFew is householder of few elements.
func householderFew(x []float64) (beta, tau float64) {
	square := 0.0
	for _, y := range x[1:] {
		square += float64(y * y)
	}
	return householderOf(x, square)
}

// householderOf is householder, given the sum of the squares of all elements but the first.
func householderOf(x []float64, square float64) (beta, tau float64) {
	alpha, tail := x[0], x[1:]
	x[0] = 1
	if square > 0x1p-900 {
		return reflection(alpha, square, tail)
	}
	// The squares are near the end of the range, or there are none.
	scale := scaleOf(tail)
	if scale == 0 {
		return alpha, 0
	}
	for i := range tail {
		tail[i] *= scale
	}
	beta, tau = reflection(alpha*scale, dot(tail, tail), tail)
	return beta / scale, tau
}

// reflection is householder of alpha and a tail whose elements have the sum of squares given.
func reflection(alpha, square float64, tail []float64) (beta, tau float64) {
	beta = -math.Copysign(math.Sqrt(float64(alpha*alpha)+square), alpha)
	factor := 1 / (alpha - beta)
	for i := range tail {
		tail[i] *= factor
	}
	return beta, (beta - alpha) / beta
}

// scaleOf returns the power of two that brings the largest element of x near 1, or 0 if all are 0.
func scaleOf(x []float64) float64 {
	largest := 0.0
	for _, y := range x {
		largest = max(largest, math.Abs(y))
	}
	if largest == 0 {
		return 0
	}
	_, e := math.Frexp(largest)
	return math.Ldexp(1, min(-e, 1000))
}

// wy is a block of reflectors: k rows of n elements and their triangle.
type wy struct {
	k, n             int
	v, t, gram, work []float64
}

// blocks holds blocks between calls, so that their memory is neither cleared nor mapped anew.
var blocks = sync.Pool{New: func() any { return new(wy) }}

// begin makes room for k reflectors of n elements, that of row r from element r on.
func (b *wy) begin(k, n int) {
	b.k, b.n = k, n
	b.v = resized(b.v, k*n)
	for r := range k {
		clear(b.v[r*n:][:r])
	}
}

// resized returns a slice of n elements, x if it is long enough.
func resized(x []float64, n int) []float64 {
	if cap(x) < n {
		return make([]float64, n)
	}
	return x[:n]
}

// form computes the triangle, as dlarft: H_0 H_1 … = I - V^T T V.
func (b *wy) form(tau []float64) {
	k := b.k
	b.t, b.gram = resized(b.t, k*k), resized(b.gram, k*k)
	multiply(k, k, b.n, rowsOf(b.v, b.n), rowsOf(b.v, b.n).t(), rowsOf(b.gram, k), false)
	for j, f := range tau {
		column := b.gram[j*k:][:k] // of a symmetric matrix
		for i := range j {
			sum := 0.0
			for r, x := range b.t[i*k+i : i*k+j] {
				sum += float64(x * column[i+r])
			}
			b.t[i*k+j] = -float64(f * sum)
		}
		b.t[j*k+j] = f
		clear(b.t[j*k:][:j])
	}
}

// left replaces c, n × m, by H c, or with transposed, H^T c.
func (b *wy) left(m int, c view, transposed bool) {
	if b.k == 0 || m == 0 {
		return
	}
	b.work = resized(b.work, 2*b.k*m)
	first, second := rowsOf(b.work, m), rowsOf(b.work[b.k*m:], m)
	t := rowsOf(b.t, b.k)
	if transposed {
		t = t.t()
	}
	multiply(b.k, m, b.n, rowsOf(b.v, b.n), c, first, false)
	multiply(b.k, m, b.k, t, first, second, false)
	negate(second.a[:b.k*m])
	multiply(b.n, m, b.k, rowsOf(b.v, b.n).t(), second, c, true)
}

// reflectors are the vectors of a product of reflectors Q of n elements, in rows of length ld with their ones: that of row
// i from element i+shift on.
type reflectors struct {
	n, shift int
	rows     []float64
	ld       int
	tau      []float64
}

// block makes b the blockSize reflectors from the first on.
func (q reflectors) block(b *wy, first int) {
	k, from := min(blockSize, len(q.tau)-first), first+q.shift
	b.begin(k, q.n-from)
	for r := range k {
		copy(b.v[r*b.n+r:][:b.n-r], q.rows[(first+r)*q.ld+from+r:])
	}
	b.form(q.tau[first : first+k])
}

// times replaces c, n × m, by Q c. With triangular, c has zeros where the identity has, below the diagonal.
func (q reflectors) times(m int, c view, triangular bool) {
	b := blocks.Get().(*wy)
	defer blocks.Put(b)
	for first := (len(q.tau) - 1) / blockSize * blockSize; first >= 0 && len(q.tau) > 0; first -= blockSize {
		q.block(b, first)
		from, column := first+q.shift, 0
		if triangular {
			column = min(from, m)
		}
		b.left(m-column, view{c.a[from*c.row+column*c.col:], c.row, c.col}, false)
	}
}

// timesTransposed replaces c, n × m, by Q^T c.
func (q reflectors) timesTransposed(m int, c view) {
	b := blocks.Get().(*wy)
	defer blocks.Put(b)
	for first := 0; first < len(q.tau); first += blockSize {
		q.block(b, first)
		b.left(m, view{c.a[(first+q.shift)*c.row:], c.row, c.col}, true)
	}
}

func negate(x []float64) {
	for i := range x {
		x[i] = -x[i]
	}
}
