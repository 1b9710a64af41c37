// SPDX-License-Identifier: BSD-3-Clause

package matrix

import (
	"math"
	"slices"
)

// singularDivider finds the singular values and vectors of an upper bidiagonal matrix by leaving out a row in the
// middle, so that two matrices are left, and adding it to theirs: Gu and Eisenstat, A divide-and-conquer algorithm for
// the bidiagonal SVD (1995), as LAPACK's dlasd1 to dlasd8. What is left of the row has one column more than rows, so
// that there is a right vector of no value.
//
// Part from, to has the values from to to, the rows of u and v that belong to them, and with one column more, that right
// vector in row to of v.
type singularDivider struct {
	n        int
	d, e     []float64
	u, v     []float64 // the vectors as rows of n elements
	order    []int     // of the values of each part, ascending
	merged   []int
	kind     []byte
	z        []float64
	poles    []float64
	weights  []float64
	values   []float64
	left     []float64 // vectors of the secular problem, as rows
	right    []float64
	rows     []float64 // those of u or v that they combine
	kept     []int
	dropped  []int
	places   []int
	distance func(origin int, gap []float64)
}

// bidiagonalVectors finds the singular values of an upper bidiagonal matrix with diagonal d, where they are left in
// descending order, and e above it, and its singular vectors: the left ones in the columns of u, and the right ones in
// the rows of vh. It reports whether it converged.
func bidiagonalVectors(n int, d, e, u []float64, ldu int, vh []float64, ldv int) bool {
	scale := scaledTogether(d[:n], e[:n-1])
	s := &singularDivider{n: n, d: d, e: e, order: make([]int, n)}
	scratch := borrow(5*n*n + 4*n)
	defer scratch.giveBack()
	s.u, s.v = scratch.take(n*n), scratch.take(n*n)
	if n > leafSize {
		s.merged, s.places, s.kind = make([]int, n), make([]int, n), make([]byte, n)
		for _, to := range []*[]float64{&s.z, &s.poles, &s.weights, &s.values} {
			*to = scratch.take(n)
		}
		s.left, s.right, s.rows = scratch.take(n*n), scratch.take(n*n), scratch.take(n*n)
		s.distance = func(origin int, gap []float64) {
			p := s.poles[origin]
			for j := range gap {
				gap[j] = float64((s.poles[j] - p) * (s.poles[j] + p))
			}
		}
	}
	if !s.solve(0, n, 0) {
		return false
	}
	slices.Reverse(s.order)
	for i, from := range s.order {
		e[i] = d[from] / scale
		copy(vh[i*ldv:][:n], s.v[from*n:])
	}
	copy(d, e[:n])
	transposeRows(n, s.u, s.order, u, ldu)
	return true
}

// solve finds the values and vectors of rows from to to, which have that many columns and more.
func (s *singularDivider) solve(from, to, more int) bool {
	if to-from <= leafSize {
		return s.leaf(from, to, more)
	}
	middle := from + (to-from)/2
	alpha, beta := s.d[middle], s.e[middle]
	if !s.solve(from, middle, 1) || !s.solve(middle+1, to, more) {
		return false
	}
	s.merge(from, middle, to, more, alpha, beta)
	return true
}

func (s *singularDivider) byValue(i, j int) int {
	switch x, y := s.d[i], s.d[j]; {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}

// leaf is solve of few rows.
func (s *singularDivider) leaf(from, to, more int) bool {
	n := to - from
	d, e := s.d[from:to], s.e[from:]
	u, v := s.u[from*s.n+from:], s.v[from*s.n+from:]
	for i := range n {
		clear(u[i*s.n:][:n])
		u[i*s.n+i] = 1
		s.order[from+i] = from + i
	}
	for i := range n + more {
		clear(v[i*s.n:][:n+more])
		v[i*s.n+i] = 1
	}
	if more == 1 {
		// Rotations from the right leave nothing in the last column, and elements below the diagonal; those from the left
		// bring them above it again.
		for i := range n {
			var c, x float64
			c, x, d[i] = rotation(d[i], e[i])
			rotateRows(v[i*s.n:][:n+1], v[(i+1)*s.n:][:n+1], c, x)
			if i+1 < n {
				e[i], d[i+1] = x*d[i+1], c*d[i+1]
			}
		}
		for i := range n - 1 {
			var c, x float64
			c, x, d[i] = rotation(d[i], e[i])
			rotateRows(u[i*s.n:][:n], u[(i+1)*s.n:][:n], c, x)
			e[i], d[i+1] = x*d[i+1], c*d[i+1]
		}
	}
	ok := bidiagonalQR(n, d, e[:n-1], u, n, s.n, v, n+more, s.n)
	slices.SortStableFunc(s.order[from:to], s.byValue)
	return ok
}

// merge finds those of two parts and of the row between, of alpha and beta, together.
func (s *singularDivider) merge(from, middle, to, more int, alpha, beta float64) {
	n, size, wide := s.n, to-from, to-from+more
	end := to + more
	for i := from; i <= middle; i++ {
		s.z[i], s.kind[i] = alpha*s.v[i*n+middle], inFirst
		clear(s.v[i*n+middle+1 : i*n+end])
		clear(s.u[i*n+middle : i*n+to])
	}
	clear(s.u[middle*n+from : middle*n+to])
	s.u[middle*n+middle] = 1
	s.d[middle] = 0
	for i := middle + 1; i < end; i++ {
		x := beta * s.v[i*n+middle+1]
		clear(s.v[i*n+from : i*n+middle+1])
		if i < to {
			s.z[i], s.kind[i] = x, inSecond
			clear(s.u[i*n+from : i*n+middle+1])
			continue
		}
		// Of two vectors of no value one is left.
		if r := length2(s.z[middle], x); r > 0 {
			rotateRows(s.v[middle*n+from:middle*n+end], s.v[i*n+from:i*n+end], s.z[middle]/r, x/r)
			s.z[middle] = r
		}
	}
	// Squares of the largest are to be near 1.
	most := max(math.Abs(alpha), math.Abs(beta))
	for _, x := range s.d[from:to] {
		most = max(most, x)
	}
	scale := scaleOf([]float64{most})
	if scale == 0 {
		for i := from; i < to; i++ {
			s.order[i] = i
		}
		return
	}
	for i := from; i < to; i++ {
		s.d[i] *= scale
		s.z[i] *= scale
	}
	limit := 8 * eps * most * scale
	if math.Abs(s.z[middle]) <= limit {
		s.z[middle] = limit
	}
	s.mergeOrder(from, middle, to)
	s.deflate(from, middle, to, more, limit)
	k := len(s.kept)
	for j, i := range s.kept {
		s.poles[j], s.weights[j] = s.d[i], s.z[i]
	}
	if k > 1 {
		s.poles[1] = max(s.poles[1], limit/2)
	}
	first, both := s.place(middle)
	values := s.values[:size]
	for j, i := range s.dropped {
		values[k+j] = s.d[i]
	}
	s.secularVectors(k, values)
	for i, x := range values {
		s.d[from+i] = x / scale
	}

	// Row 0 of u is that of the row between, the others are in the order of what they have elements in.
	one := middle - from
	s.gather(s.u, from, size)
	s.combine(s.u, from, from, one, k, 1, first+both, size)
	for i := range k {
		s.u[(from+i)*n+middle] = s.left[i*k]
	}
	s.combine(s.u, from, middle+1, to-middle-1, k, 1+first, k-1-first, size)
	s.restore(s.u, from, k, size)

	s.left, s.right = s.right, s.left
	s.gather(s.v, from, wide)
	s.combine(s.v, from, from, one+1, k, 0, 1+first+both, wide)
	s.combine(s.v, from, middle+1, end-middle-1, k, 1+first, k-1-first, wide)
	if more == 1 {
		multiply(k, end-middle-1, 1, rowsOf(s.left, k), rowsOf(s.rows[one+1:], wide), rowsOf(s.v[from*n+middle+1:], n), true)
	}
	s.restore(s.v, from, k, wide)

	for i := from; i < to; i++ {
		s.order[i] = i
	}
	slices.SortStableFunc(s.order[from:to], s.byValue)
}

// mergeOrder merges the ascending orders of two parts.
func (s *singularDivider) mergeOrder(from, middle, to int) {
	i, j := from, middle+1
	for at := from; at < to-1; at++ {
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
// near each other that their vectors can be rotated until its element is. The others are in kept, that of the row
// between, 0, first.
func (s *singularDivider) deflate(from, middle, to, more int, limit float64) {
	s.kept, s.dropped = append(s.kept[:0], middle), s.dropped[:0]
	last := -1 // the one before, which is not decided yet
	for _, i := range s.merged[from : to-1] {
		switch {
		case math.Abs(s.z[i]) <= limit:
			s.dropped = append(s.dropped, i)
			continue
		case last < 0:
		case s.d[i]-s.d[last] > limit:
			s.kept = append(s.kept, last)
		default:
			r := length2(s.z[i], s.z[last])
			c, b := s.z[i]/r, -s.z[last]/r
			s.z[i], s.z[last] = r, 0
			if s.kind[i] != s.kind[last] {
				s.kind[i], s.kind[last] = inBoth, inBoth
			}
			x, y := last*s.n+from, i*s.n+from
			rotateRows(s.u[x:][:to-from], s.u[y:][:to-from], c, b)
			rotateRows(s.v[x:][:to-from+more], s.v[y:][:to-from+more], c, b)
			s.dropped = append(s.dropped, last)
		}
		last = i
	}
	if last >= 0 {
		s.kept = append(s.kept, last)
	}
}

// place sets the places of the rows of the kept vectors, in the order of what they have elements in, after that of the
// row between. It returns how many have elements in the first part alone, and in both.
func (s *singularDivider) place(middle int) (first, both int) {
	s.places[0] = 0
	at := 1
	for kind := byte(inFirst); kind <= inSecond; kind++ {
		for j, i := range s.kept[1:] {
			if s.kind[i] == kind {
				s.places[j+1] = at
				at++
			}
		}
		switch kind {
		case inFirst:
			first = at - 1
		case inBoth:
			both = at - 1 - first
		}
	}
	return first, both
}

// gather copies rows of vectors, the kept ones to their places, and the others behind.
func (s *singularDivider) gather(from []float64, column, wide int) {
	for j, i := range s.kept {
		copy(s.rows[s.places[j]*wide:][:wide], from[i*s.n+column:])
	}
	for j, i := range s.dropped {
		copy(s.rows[(len(s.kept)+j)*wide:][:wide], from[i*s.n+column:])
	}
}

// combine sets columns of the first k rows of a part to products of the secular vectors with depth rows from first on.
func (s *singularDivider) combine(to []float64, from, column, columns, k, first, depth, wide int) {
	multiply(k, columns, depth, rowsOf(s.left[first:], k), rowsOf(s.rows[first*wide+column-from:], wide), rowsOf(to[from*s.n+column:], s.n), false)
}

// restore copies the rows that stay as they are behind the others.
func (s *singularDivider) restore(to []float64, from, k, wide int) {
	for r := range s.dropped {
		copy(to[(from+k+r)*s.n+from:][:wide], s.rows[(k+r)*wide:])
	}
}

// secularVectors sets values to the singular values of the matrix with the row weights and the diagonal poles, and the
// rows of left and right to its singular vectors, whose elements go to their places.
func (s *singularDivider) secularVectors(k int, values []float64) {
	poles := s.poles[:k]
	for i := range k {
		origin, offset := secular(i, k, 1, s.weights, s.right[i*k:], s.distance)
		p := poles[origin]
		values[i] = p + offset/(p+math.Sqrt(float64(p*p)+offset))
	}
	// The row whose singular values these are exactly.
	exact := s.z[:k]
	for i := range k {
		exact[i] = -s.right[i*k+i]
	}
	for i, p := range poles {
		gap := s.right[i*k:][:k]
		for j, x := range gap {
			if j != i {
				exact[j] *= x / ((poles[j] - p) * (poles[j] + p))
			}
		}
	}
	for j := range exact {
		exact[j] = math.Copysign(math.Sqrt(math.Abs(exact[j])), s.weights[j])
	}
	left, right := s.weights[:k], s.rows[:k]
	for i := range k {
		gap := s.right[i*k:][:k]
		for j, x := range gap {
			right[j] = exact[j] / x
			left[j] = poles[j] * right[j]
		}
		left[0] = -1
		byLeft, byRight := math.Sqrt(dot(left, left)), math.Sqrt(dot(right, right))
		to := s.left[i*k:][:k]
		for j, at := range s.places[:k] {
			to[at] = left[j] / byLeft
			gap[at] = right[j] / byRight
		}
	}
}
