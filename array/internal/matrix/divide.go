// SPDX-License-Identifier: BSD-3-Clause

package matrix

import (
	"math"
	"slices"
)

// divider finds the eigenvalues and eigenvectors of a symmetric tridiagonal matrix by dividing it in two, up to a
// change of rank one (Cuppen, A divide and conquer method for the symmetric tridiagonal eigenproblem, 1981), with the
// vectors of Gu and Eisenstat, A divide-and-conquer algorithm for the symmetric tridiagonal eigenproblem (1995), which
// are orthogonal however near the eigenvalues are. Almost all of the work is products of matrices.
type divider struct {
	n       int
	d, e    []float64
	q       []float64 // the eigenvectors as rows of n elements
	order   []int     // of the eigenvalues of each part, ascending
	merged  []int
	kind    []byte
	z       []float64
	poles   []float64
	weights []float64
	one     []float64
	vectors []float64 // of the secular problem, as rows
	rows    []float64 // those of q that they combine
	kept    []int
	dropped []int
	places  []int
}

// What rows of a part have elements other than 0 in.
const (
	inFirst = iota
	inBoth
	inSecond
)

// leafSize is how many rows are not divided.
const leafSize = 24

// tridiagonalVectors finds the eigenvalues of a symmetric tridiagonal matrix with diagonal d, where they are left in
// ascending order, and off-diagonal e, and its eigenvectors, in the columns of z. It reports whether it converged.
func tridiagonalVectors(n int, d, e, z []float64, ld int) bool {
	scale := scaledTogether(d[:n], e[:n-1])
	s := &divider{n: n, d: d, e: e, order: make([]int, n)}
	scratch := borrow(3*n*n + 4*n)
	defer scratch.giveBack()
	s.q = scratch.take(n * n)
	if n > leafSize {
		s.merged, s.places, s.kind = make([]int, n), make([]int, n), make([]byte, n)
		for _, to := range []*[]float64{&s.z, &s.poles, &s.weights, &s.one} {
			*to = scratch.take(n)
		}
		s.vectors, s.rows = scratch.take(n*n), scratch.take(n*n)
	}
	if !s.solve(0, n) {
		return false
	}
	for i, from := range s.order {
		e[i] = d[from] / scale
	}
	copy(d, e[:n])
	transposeRows(n, s.q, s.order, z, ld)
	return true
}

// scaledTogether multiplies slices by the power of two that brings the largest element near 1, and returns it.
func scaledTogether(x, y []float64) float64 {
	scale := scaleOf(x)
	if other := scaleOf(y); scale == 0 || other != 0 && other < scale {
		scale = other
	}
	if scale == 0 || scale == 1 {
		return 1
	}
	for _, part := range [][]float64{x, y} {
		for i := range part {
			part[i] *= scale
		}
	}
	return scale
}

// transposeRows sets column i of z to the row of q that order tells.
func transposeRows(n int, q []float64, order []int, z []float64, ld int) {
	const block = 8
	for first := 0; first < len(order); first += block {
		columns := order[first:min(first+block, len(order))]
		for j := range n {
			row := z[j*ld+first:][:len(columns)]
			for c, from := range columns {
				row[c] = q[from*n+j]
			}
		}
	}
}

// solve finds the eigenvalues and eigenvectors of rows from to to. Their indices are in ascending order of the values in
// order.
func (s *divider) solve(from, to int) bool {
	n := to - from
	if n <= leafSize {
		block := s.q[from*s.n+from:]
		for i := range n {
			clear(block[i*s.n:][:n])
			block[i*s.n+i] = 1
			s.order[from+i] = from + i
		}
		ok := tridiagonalQL(n, s.d[from:to], s.e[from:max(to-1, from)], block, s.n)
		slices.SortStableFunc(s.order[from:to], s.byValue)
		return ok
	}
	middle := from + n/2
	rho := s.e[middle-1]
	s.d[middle-1] -= math.Abs(rho)
	s.d[middle] -= math.Abs(rho)
	if !s.solve(from, middle) || !s.solve(middle, to) {
		return false
	}
	s.merge(from, middle, to, rho)
	return true
}

func (s *divider) byValue(i, j int) int {
	switch x, y := s.d[i], s.d[j]; {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}

// merge finds those of two parts together: of D + rho u u^T, u being the elements of the vectors next to the cut.
func (s *divider) merge(from, middle, to int, rho float64) {
	n, size := s.n, to-from
	sign := math.Copysign(math.Sqrt2/2, rho)
	for i := from; i < middle; i++ {
		s.z[i], s.kind[i] = s.q[i*n+middle-1]*(math.Sqrt2/2), inFirst
		clear(s.q[i*n+middle : i*n+to])
	}
	for i := middle; i < to; i++ {
		s.z[i], s.kind[i] = s.q[i*n+middle]*sign, inSecond
		clear(s.q[i*n+from : i*n+middle])
	}
	rho = 2 * math.Abs(rho)
	s.mergeOrder(from, middle, to)
	s.deflate(from, to, rho)
	k := len(s.kept)
	if k == 0 {
		copy(s.order[from:to], s.merged[from:to])
		slices.SortStableFunc(s.order[from:to], s.byValue)
		return
	}
	for j, i := range s.kept {
		s.poles[j], s.weights[j] = s.d[i], s.z[i]
	}
	first, both := s.gather(from, to)
	values := s.one[:size]
	for j, i := range s.dropped {
		values[k+j] = s.d[i]
	}
	s.secularVectors(k, rho, values)
	copy(s.d[from:to], values)
	left := middle - from
	to1, to2 := rowsOf(s.q[from*n+from:], n), rowsOf(s.q[from*n+middle:], n)
	multiply(k, left, first+both, rowsOf(s.vectors, k), rowsOf(s.rows, size), to1, false)
	multiply(k, size-left, k-first, rowsOf(s.vectors[first:], k), rowsOf(s.rows[first*size+left:], size), to2, false)
	for r := k; r < size; r++ {
		copy(s.q[(from+r)*n+from:][:size], s.rows[r*size:])
	}
	for i := from; i < to; i++ {
		s.order[i] = i
	}
	slices.SortStableFunc(s.order[from:to], s.byValue)
}

// mergeOrder merges the ascending orders of two parts.
func (s *divider) mergeOrder(from, middle, to int) {
	i, j := from, middle
	for at := from; at < to; at++ {
		if j == to || i < middle && s.d[s.order[i]] <= s.d[s.order[j]] {
			s.merged[at] = s.order[i]
			i++
		} else {
			s.merged[at] = s.order[j]
			j++
		}
	}
}

// deflate finds the values that stay as they are: those whose element of z is negligible, and one of two that are so
// near each other that their vectors can be rotated until its element is, as LAPACK's dlaed2. The others are in kept,
// ascending.
func (s *divider) deflate(from, to int, rho float64) {
	s.kept, s.dropped = s.kept[:0], s.dropped[:0]
	most := 0.0
	for i := from; i < to; i++ {
		most = max(most, math.Abs(s.d[i]), math.Abs(s.z[i]))
	}
	limit := 8 * eps * most
	last := -1 // the one before, which is not decided yet
	for _, i := range s.merged[from:to] {
		if rho*math.Abs(s.z[i]) <= limit {
			s.dropped = append(s.dropped, i)
			continue
		}
		if last < 0 {
			last = i
			continue
		}
		x, y := s.z[i], s.z[last]
		r := length2(x, y)
		c, b := x/r, -y/r
		if math.Abs((s.d[i]-s.d[last])*c*b) > limit {
			s.kept = append(s.kept, last)
			last = i
			continue
		}
		s.z[i], s.z[last] = r, 0
		if s.kind[i] != s.kind[last] {
			s.kind[i], s.kind[last] = inBoth, inBoth
		}
		rotateRows(s.q[last*s.n+from:][:to-from], s.q[i*s.n+from:][:to-from], c, b)
		cc, bb := c*c, b*b
		s.d[last], s.d[i] = float64(s.d[last]*cc)+float64(s.d[i]*bb), float64(s.d[last]*bb)+float64(s.d[i]*cc)
		s.dropped = append(s.dropped, last)
		last = i
	}
	if last >= 0 {
		s.kept = append(s.kept, last)
	}
}

// gather copies the rows of the kept vectors, in the order of what they have elements in, so that products leave out
// what is 0, and then the others. It returns how many have elements in the first part alone, and in both.
func (s *divider) gather(from, to int) (first, both int) {
	size := to - from
	at := 0
	for kind := byte(inFirst); kind <= inSecond; kind++ {
		for j, i := range s.kept {
			if s.kind[i] == kind {
				copy(s.rows[at*size:][:size], s.q[i*s.n+from:])
				s.places[j] = at
				at++
			}
		}
		switch kind {
		case inFirst:
			first = at
		case inBoth:
			both = at - first
		}
	}
	for _, i := range s.dropped {
		copy(s.rows[at*size:][:size], s.q[i*s.n+from:])
		at++
	}
	return first, both
}

// secularVectors sets values to the k eigenvalues of D + rho z z^T, D being poles and z weights, and the rows of vectors
// to its eigenvectors, whose elements go to places.
func (s *divider) secularVectors(k int, rho float64, values []float64) {
	poles := s.poles[:k]
	distances := func(origin int, gap []float64) {
		p := poles[origin]
		for j, x := range poles {
			gap[j] = x - p
		}
	}
	for i := range k {
		origin, offset := secular(i, k, rho, s.weights, s.vectors[i*k:], distances)
		values[i] = poles[origin] + offset
	}
	// The z whose eigenvalues these are exactly: the products of the differences of poles and eigenvalues, over those of
	// poles.
	exact := s.z[:k]
	for i := range k {
		exact[i] = -s.vectors[i*k+i]
	}
	for i, p := range poles {
		gap := s.vectors[i*k:][:k]
		for j := range i {
			exact[j] *= gap[j] / (poles[j] - p)
		}
		for j := i + 1; j < k; j++ {
			exact[j] *= gap[j] / (poles[j] - p)
		}
	}
	for j := range exact {
		exact[j] = math.Copysign(math.Sqrt(math.Abs(exact[j])), s.weights[j])
	}
	row := s.weights[:k]
	for i := range k {
		gap := s.vectors[i*k:][:k]
		for j, x := range gap {
			row[j] = exact[j] / x
		}
		norm := math.Sqrt(dot(row, row))
		for j, at := range s.places[:k] {
			gap[at] = row[j] / norm
		}
	}
}
