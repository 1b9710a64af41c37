// SPDX-License-Identifier: BSD-3-Clause

package matrix

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/lapack"
)

// How matrices are reduced to Schur form: few rows by gonum's double shifts, others by sweeps of many shifts between looks
// at a window at the end of the active block, in which several eigenvalues have often converged that subdiagonal elements
// don't tell of (Braman, Byers and Mathias, The multishift QR algorithm, part II: aggressive early deflation, 2002).
const (
	doubleShift = 64 // rows up to which
	// After so many steps without an eigenvalue the window grows, and other shifts are tried.
	windowStall, shiftStall = 5, 6
	// A sweep is left out where the window found at least this part of itself, in percent.
	enough = 14
)

// shiftsOf returns how many shifts a sweep of n rows has: enough that AED's windows are rare, few enough that bulges stay in
// the cache.
func shiftsOf(n int) int {
	switch {
	case n < 150:
		return 12
	case n < 600:
		return 20
	case n < 3000:
		return 64
	}
	return 128
}

// schur takes the rows from first to last to Schur form, those outside being so already, and sets v to the Schur vectors, in
// columns. It reports whether that converged.
func (s *hessenberg) schur(first, last int, v []float64) bool {
	n := s.n
	for i := range n {
		if i < first || i > last {
			s.re[i], s.im[i] = *s.at(i, i), 0
		}
	}
	if n > doubleShift {
		if !s.reduce(first, last) {
			return false
		}
		if s.z != nil {
			Transpose(n, n, s.z, v)
		}
		return true
	}
	job, vectors := lapack.EigenvaluesOnly, lapack.SchurNone
	if s.z != nil {
		job, vectors = lapack.EigenvaluesAndSchur, lapack.SchurOrig
		Transpose(n, n, s.z, v)
	}
	var work [doubleShift]float64
	return real64.Dhseqr(job, vectors, n, first, last, s.h, n, s.re, s.im, v, n, work[:], len(work)) == 0
}

// reduce takes the rows from first to last to Schur form, those outside being so already. It reports whether that
// converged.
func (s *hessenberg) reduce(first, last int) bool {
	n := s.n
	most := max((n-1)/3, 2) // of a window's rows
	shifts := min(shiftsOf(last-first+1), (n-3)/6) &^ 1
	window := min(3*shifts/2, most)
	scratch := borrow((most+1)*(most+1+2*n) + 16*n)
	defer scratch.giveBack()
	w := &deflationWindow{v: scratch.take((most + 1) * (most + 1)), t: scratch.take((most + 1) * n), slab: scratch.take((most + 1) * n), work: scratch.take(16 * n)}
	bulges := make([]bulge, 0, shifts/2)
	idle, smaller, size := 1, 0, window
	for bottom, steps := last, 0; bottom >= first; steps++ {
		if steps == 30*max(10, last-first+1) {
			return false
		}
		top := bottom
		for top > first && *s.at(top, top-1) != 0 {
			top--
		}
		// The size of the window.
		rows := bottom - top + 1
		limit := min(rows, most)
		if idle < windowStall {
			size = min(limit, window)
		} else {
			size = min(limit, 2*size)
		}
		if size < most {
			if size >= rows-1 {
				size = rows
			} else if at := bottom - size + 1; math.Abs(*s.at(at, at-1)) > math.Abs(*s.at(at-1, at-2)) {
				size++
			}
		}
		if idle < windowStall {
			smaller = -1
		} else if smaller >= 0 || size >= limit {
			smaller++
			if size-smaller < 2 {
				smaller = 0
			}
			size -= smaller
		}
		left, found := s.window(w, top, bottom, size)
		bottom -= found
		if found > 0 && (100*found > size*enough || bottom-top+1 <= min(doubleShift, most)) {
			idle = 1
			continue
		}
		bulges = s.shifts(w, bulges[:0], top, bottom, bottom-left+1, min(shifts, max(2, bottom-top)&^1), idle%shiftStall == 0)
		s.sweep(top, bottom, bulges)
		if found > 0 {
			idle = 1
		} else {
			idle++
		}
	}
	return true
}

// deflationWindow is what windows work in.
type deflationWindow struct{ v, t, slab, work []float64 }

// window looks for eigenvalues in the last size rows of the active block, and tells the rest of the matrix and the vectors
// of its transformation. It returns how many shifts and how many eigenvalues it found: they are in re and im, those before these.
func (s *hessenberg) window(w *deflationWindow, top, bottom, size int) (shifts, found int) {
	n := s.n
	// The matrix that ends with the window, and has one row more, if there is one.
	first := bottom - size + 1
	from := max(first-1, top)
	rows := bottom - from + 1
	shifts, found = real64.Dlaqr23(false, false, rows, 0, rows-1, size, s.h[from*n+from:], n, 0, 0, nil, 1, s.re[from:bottom+1], s.im[from:bottom+1],
		w.v, size, n, w.t, n, size, w.slab, size, w.work, len(w.work), 1)
	if size == 1 || found == 0 && from < first {
		return shifts, found // and the transformation is none
	}
	above := top
	if s.z != nil {
		above = 0
		w.turn(s.h[first*n+bottom+1:], n, size, n-bottom-1)
		w.turn(s.z[first*n:], n, size, n)
	}
	if rows := from - above; rows > 0 {
		columns := rowsOf(s.h[above*n+first:], n)
		multiply(rows, size, size, columns, rowsOf(w.v, size), rowsOf(w.slab, size), false)
		for i := range rows {
			copy(columns.a[i*n:][:size], w.slab[i*size:])
		}
	}
	return shifts, found
}

// turn replaces size rows of m elements by their products with the transpose of the window's vectors.
func (w *deflationWindow) turn(a []float64, ld, size, m int) {
	multiply(size, m, size, rowsOf(w.v, size).t(), rowsOf(a, ld), rowsOf(w.t, ld), false)
	for i := range size {
		copy(a[i*ld:][:m], w.t[i*ld:])
	}
}

// shifts returns count shifts, in pairs that are real or conjugate: those that the window left from row first on, the
// eigenvalues of the last rows if these are few, or where nothing converged for a while, others.
func (s *hessenberg) shifts(w *deflationWindow, bulges []bulge, top, bottom, first, count int, others bool) []bulge {
	re, im := s.re, s.im
	if others {
		first = bottom - count + 1
		for i := bottom; i > max(first, top+1); i -= 2 {
			size := math.Abs(*s.at(i, i-1)) + math.Abs(*s.at(i-1, i-2))
			a := 0.75*size + *s.at(i, i)
			_, _, _, _, re[i-1], im[i-1], re[i], im[i], _, _ = real64.Dlanv2(a, size, -0.4375*size, a)
		}
		if first == top {
			re[first+1], im[first+1] = *s.at(first+1, first+1), 0
			re[first], im[first] = re[first+1], im[first+1]
		}
	} else if bottom-first+1 <= count/2 {
		first = bottom - count + 1
		real64.Dlacpy(blas.All, count, count, s.h[first*s.n+first:], s.n, w.t, s.n)
		first += real64.Dlahqr(false, false, count, 0, count-1, w.t, s.n, re[first:][:count], im[first:][:count], 0, 0, nil, 1)
		if first >= bottom {
			i := bottom - 1
			_, _, _, _, re[i], im[i], re[i+1], im[i+1], _, _ = real64.Dlanv2(*s.at(i, i), *s.at(i, i+1), *s.at(i+1, i), *s.at(i+1, i+1))
			first = i
		}
	}
	return pairs(bulges, re[first:bottom+1], im[first:bottom+1], count, *s.at(bottom, bottom))
}

// pairs returns at most count of the smallest shifts, of which conjugate ones lie side by side: these are pairs, and so are
// real ones. Of two real ones that are all, that nearer to the last element of the matrix is used twice.
func pairs(bulges []bulge, re, im []float64, count int, last float64) []bulge {
	var reals []float64
	for i := 0; i < len(re); i++ {
		switch {
		case im[i] == 0:
			reals = append(reals, re[i])
		case i+1 < len(re):
			bulges = append(bulges, bulge{re[i], im[i], re[i+1], im[i+1]})
			i++
		}
	}
	slices.SortFunc(reals, func(x, y float64) int { return cmp.Compare(math.Abs(x), math.Abs(y)) })
	if len(reals)%2 == 1 && len(bulges) == 0 {
		reals = append(reals, reals[len(reals)-1])
	}
	for i := 0; i+1 < len(reals); i += 2 {
		bulges = append(bulges, bulge{reals[i], 0, reals[i+1], 0})
	}
	if len(bulges) == 1 && bulges[0].im1 == 0 {
		x := bulges[0].re1
		if math.Abs(bulges[0].re2-last) < math.Abs(x-last) {
			x = bulges[0].re2
		}
		bulges[0] = bulge{x, 0, x, 0}
	}
	size := func(b bulge) float64 { return math.Abs(b.re1) + math.Abs(b.im1) + math.Abs(b.re2) + math.Abs(b.im2) }
	slices.SortStableFunc(bulges, func(x, y bulge) int { return cmp.Compare(size(x), size(y)) })
	return bulges[:min(len(bulges), count/2)]
}
