// SPDX-License-Identifier: BSD-3-Clause

package matrix

import (
	"math"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/kernel"
)

// A hessenberg is an upper Hessenberg matrix on its way to Schur form, n × n, and what is told of its transformations.
type hessenberg struct {
	n int
	h []float64 // rows of n
	// z has the Schur vectors in its rows, or is nil: then only the eigenvalues are wanted, and what is right of and above the
	// active block stays as it is.
	z []float64
	// re and im are the eigenvalues that are known, and the shifts.
	re, im []float64
	rows   threeRows
}

func (s *hessenberg) at(i, j int) *float64 { return &s.h[i*s.n+j] }

// A bulge is what a pair of shifts makes of the zeros below the subdiagonal. It is at row k when its next reflector takes
// column k to its subdiagonal, and acts on rows k+1 to k+3.
type bulge struct {
	re1, im1, re2, im2 float64
}

// bulgeDistance is how many rows bulges are apart at least: their reflectors act on rows that are not shared.
const bulgeDistance = 3

// sweep chases bulges down the active block of rows from top to bottom, one behind the other, so that the rows and columns
// that they pass are near: Braman, Byers and Mathias, The multishift QR algorithm, part I (2002), as LAPACK's dlaqr5, whose far
// parts are products of matrices. Here every reflector goes through whole rows at once.
func (s *hessenberg) sweep(top, bottom int, bulges []bulge) {
	steps := bottom - top // of a bulge: from row top-1 to bottom-2
	for t := range steps + bulgeDistance*(len(bulges)-1) {
		for i := range bulges {
			if k := top - 1 + t - bulgeDistance*i; k >= top-1 && k <= bottom-2 {
				s.chase(top, bottom, k, &bulges[i])
			}
		}
	}
}

// chase moves a bulge at row k down by one, or makes it at the top.
func (s *hessenberg) chase(top, bottom, k int, b *bulge) {
	var v [3]float64
	rows := min(3, bottom-k)
	x := v[:rows]
	var tau float64
	if k == top-1 {
		s.firstColumn(k+1, b, x)
		_, tau = householderFew(x)
	} else {
		for i := range x {
			x[i] = *s.at(k+1+i, k)
		}
		tau = s.advance(k, b, x)
	}
	if tau == 0 {
		return
	}
	from, to := k+1, bottom+1
	first := top
	if s.z != nil {
		to, first = s.n, 0
	}
	h, n := s.h, s.n
	if rows == 3 {
		s.rows.begin(tau, v[1], v[2])
		s.rows.reflect(h[from*n+from:], n, to-from)
		reflectColumns3(h[first*n+from:], n, min(k+4, bottom)+1-first, tau, v[1], v[2])
		if s.z != nil {
			s.rows.reflect(s.z[from*n:], n, n)
		}
	} else {
		reflect2(h[from*n+from:from*n+to], h[(from+1)*n+from:], tau, v[1])
		reflectColumns2(h[first*n+from:], n, bottom+1-first, tau, v[1])
		if s.z != nil {
			z := s.z[from*n:]
			reflect2(z[:n], z[n:], tau, v[1])
		}
	}
	if k >= top {
		s.deflate(top, bottom, k)
	}
}

// advance finds the reflector that takes column k, whose elements below the diagonal are x, to its subdiagonal, where it
// leaves what it makes of it. x becomes the reflector's vector.
func (s *hessenberg) advance(k int, b *bulge, x []float64) (tau float64) {
	subdiagonal, below := *s.at(k+1, k), *s.at(k+2, k)
	beta, tau := householderFew(x)
	var last float64
	collapsed := false
	if len(x) == 3 {
		last = *s.at(k+3, k)
		collapsed = last == 0 && *s.at(k+3, k+1) == 0 && *s.at(k+3, k+2) != 0
	}
	if collapsed {
		// The bulge vanished by underflow, or since a subdiagonal element before it was taken for zero: it is begun anew, if that
		// fills nothing that is not negligible.
		var y [3]float64
		s.firstColumn(k+1, b, y[:])
		_, f := householderFew(y[:])
		sum := float64(f * (subdiagonal + float64(y[1]*below)))
		fill := math.Abs(below-float64(sum*y[1])) + math.Abs(float64(sum*y[2]))
		if fill <= eps*(math.Abs(*s.at(k, k))+math.Abs(*s.at(k+1, k+1))+math.Abs(*s.at(k+2, k+2))) {
			copy(x, y[:])
			beta, tau = subdiagonal-sum, f
		}
	}
	*s.at(k+1, k) = beta
	for i := 1; i < len(x); i++ {
		*s.at(k+1+i, k) = 0
	}
	return tau
}

// firstColumn sets v to a multiple of the first column of (H - s1)(H - s2) of the block that begins at row i, as dlaqr1.
func (s *hessenberg) firstColumn(i int, b *bulge, v []float64) {
	h11, h12, h21, h22 := *s.at(i, i), *s.at(i, i+1), *s.at(i+1, i), *s.at(i+1, i+1)
	scale := math.Abs(h11-b.re2) + math.Abs(b.im2) + math.Abs(h21)
	var h31 float64
	if len(v) == 3 {
		h31 = *s.at(i+2, i)
		scale += math.Abs(h31)
	}
	if scale == 0 {
		clear(v)
		return
	}
	g21 := h21 / scale
	v[0] = float64((h11-b.re1)*((h11-b.re2)/scale)) - float64(b.im1*(b.im2/scale)) + float64(h12*g21)
	v[1] = float64(g21 * (h11 + h22 - b.re1 - b.re2))
	if len(v) == 3 {
		g31, h33 := h31/scale, *s.at(i+2, i+2)
		v[0] += float64(*s.at(i, i+2) * g31)
		v[1] += float64(*s.at(i+1, i+2) * g31)
		v[2] = float64(g31*(h11+h33-b.re1-b.re2)) + float64(g21**s.at(i+2, i+1))
	}
}

// deflate sets the subdiagonal element of column k to zero if it is negligible, by the measure of Ahues and Tisseur (LAPACK
// working note 122, 1997).
func (s *hessenberg) deflate(top, bottom, k int) {
	below := *s.at(k+1, k)
	if below == 0 {
		return
	}
	h11, h22 := *s.at(k, k), *s.at(k+1, k+1)
	size := math.Abs(h11) + math.Abs(h22)
	if size == 0 {
		for i := max(top, k-3); i < k; i++ {
			size += math.Abs(*s.at(k, i))
		}
		for i := k + 2; i <= min(bottom, k+4); i++ {
			size += math.Abs(*s.at(i, k+1))
		}
	}
	least := tiny * (float64(s.n) / eps)
	if math.Abs(below) > max(least, eps*size) {
		return
	}
	right := math.Abs(*s.at(k, k+1))
	larger, smaller := max(math.Abs(below), right), min(math.Abs(below), right)
	a := max(math.Abs(h22), math.Abs(h11-h22))
	c := min(math.Abs(h22), math.Abs(h11-h22))
	sum := larger + a
	if x := c * (a / sum); x == 0 || smaller*(larger/sum) <= max(least, eps*x) {
		*s.at(k+1, k) = 0
	}
}

// reflect2 applies a reflector with the vector (1, v) to two rows of as many elements as x has.
func reflect2(x, y []float64, tau, v float64) {
	y = y[:len(x)]
	second := float64(tau * v)
	for j, p := range x {
		sum := p + float64(v*y[j])
		x[j] -= float64(tau * sum)
		y[j] -= float64(second * sum)
	}
}

// threeRows applies reflectors to three rows at a time: by the kernel itself, which runs for some 300 elements and is called for each
// step of a bulge.
type threeRows struct {
	args    kernel.Args
	scratch kernel.Scratch
	by      [3]float64 // of the reflector
}

// begin sets the reflector to that with the vector (1, v, w).
func (r *threeRows) begin(tau, v, w float64) {
	r.by = [3]float64{tau, v, w}
	r.args.Rows, r.args.Scratch = 1, &r.scratch
	for i := range r.by {
		r.args.Op[3+i] = kernel.Operand{Ptr: unsafe.Pointer(&r.by[i])}
	}
}

// reflect applies it to the first n elements of the first three rows of a.
func (r *threeRows) reflect(a []float64, ld, n int) {
	for at := 0; at < n; at += kernel.Chunk {
		r.args.N = min(kernel.Chunk, n-at)
		for i := range 3 {
			op := kernel.Operand{Ptr: unsafe.Pointer(&a[i*ld+at]), Inner: 8}
			r.args.Op[i], r.args.Op[6+i] = op, op
		}
		reflect3Float64Set.Run(&r.args)
	}
}

// reflectColumns3 applies a reflector from the right to the first three columns of rows of a.
func reflectColumns3(a []float64, ld, rows int, tau, v, w float64) {
	second, third := float64(tau*v), float64(tau*w)
	for i := range rows {
		x := (*[3]float64)(a[i*ld:])
		sum := x[0] + float64(v*x[1]) + float64(w*x[2])
		x[0] -= float64(tau * sum)
		x[1] -= float64(second * sum)
		x[2] -= float64(third * sum)
	}
}

// reflectColumns2 is reflectColumns3 of two columns.
func reflectColumns2(a []float64, ld, rows int, tau, v float64) {
	second := float64(tau * v)
	for i := range rows {
		x := (*[2]float64)(a[i*ld:])
		sum := x[0] + float64(v*x[1])
		x[0] -= float64(tau * sum)
		x[1] -= float64(second * sum)
	}
}
