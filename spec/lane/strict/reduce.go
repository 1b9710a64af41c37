// SPDX-License-Identifier: BSD-3-Clause

package strict

import (
	"math"

	"github.com/arraygen/arraygen/spec/lane"
)

// The reductions of kernels with a core dimension, as plain loops. Each takes the order of
// the row, the length of the row, and a function that computes the value at an element.

// Number is a type that reductions have.
type Number interface {
	~int8 | ~int16 | ~int32 | ~int64 | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~float32 | ~float64
}

// reduction is how elements are combined: first begins a chain with element i, next goes
// on with it, and join makes one of two chains.
type reduction[T any] struct {
	first func(i int) T
	next  func(acc T, i int) T
	join  func(a, b T) T
	size  int // bytes of an accumulator
}

// over combines the elements of a row of n > 0 in an order.
func (r reduction[T]) over(order string, n int) T {
	switch order {
	case "pairwise":
		return r.pairwise(0, n)
	case "wide":
		return r.wide(0, n)
	}
	var total T
	for from := 0; from < n; from += 256 {
		block := r.chain(from, min(n, from+256), 1)
		if from == 0 {
			total = block
		} else {
			total = r.join(total, block)
		}
	}
	return total
}

// chain combines the elements from, from+step … below to.
func (r reduction[T]) chain(from, to, step int) T {
	acc := r.first(from)
	for i := from + step; i < to; i += step {
		acc = r.next(acc, i)
	}
	return acc
}

// pairwise is NumPy's order, of elements from to below to.
func (r reduction[T]) pairwise(from, to int) T {
	n := to - from
	switch {
	case n > 128:
		half := n / 2
		half -= half % 8
		return r.join(r.pairwise(from, from+half), r.pairwise(from+half, to))
	case n < 8:
		return r.chain(from, to, 1)
	}
	even := from + n/8*8
	var s [8]T
	for k := range s {
		s[k] = r.chain(from+k, even, 8)
	}
	acc := r.join(r.join(r.join(s[0], s[1]), r.join(s[2], s[3])), r.join(r.join(s[4], s[5]), r.join(s[6], s[7])))
	for i := even; i < to; i++ {
		acc = r.next(acc, i)
	}
	return acc
}

// wide is the order of 256 bytes of series, of elements from to below to.
func (r reduction[T]) wide(from, to int) T {
	n, series := to-from, 256/r.size
	if n > 8192 {
		half := n / 2
		half -= half % series
		return r.join(r.wide(from, from+half), r.wide(from+half, to))
	}
	var s []T // of those that have an element
	for k := range min(n, series) {
		s = append(s, r.chain(from+k, to, series))
	}
	for h := series / 2; h > 0; h /= 2 {
		for k := range h {
			if k+h < len(s) {
				s[k] = r.join(s[k], s[k+h])
			}
		}
		s = s[:min(h, len(s))]
	}
	return s[0]
}

func isFloat[T Number]() bool { return T(1)/2 != 0 }

func sizeOf[T Number]() int {
	switch any(T(0)).(type) {
	case int8, uint8:
		return 1
	case int16, uint16:
		return 2
	case int32, uint32, float32:
		return 4
	}
	return 8
}

// Sum is the sum of e. Of no elements it is 0.
func Sum[T Number](order string, n int, e func(i int) T) T {
	if n == 0 {
		return 0
	}
	add := func(a, b T) T { return T(a + b) }
	return canonical(reduction[T]{e, func(acc T, i int) T { return add(acc, e(i)) }, add, sizeOf[T]()}.over(order, n))
}

// Prod is the product of e. Of no elements it is 1.
func Prod[T Number](order string, n int, e func(i int) T) T {
	if n == 0 {
		return 1
	}
	mul := func(a, b T) T { return T(a * b) }
	return canonical(reduction[T]{e, func(acc T, i int) T { return mul(acc, e(i)) }, mul, sizeOf[T]()}.over(order, n))
}

// Dot is the sum of products, which begins with 0.
func Dot[T Number](order string, n int, e func(i int) (T, T)) T {
	next := func(acc T, i int) T {
		x, y := e(i)
		if !isFloat[T]() {
			return acc + T(x*y)
		}
		if sizeOf[T]() == 4 {
			return T(lane.FMA32(float32(x), float32(y), float32(acc)))
		}
		return T(math.FMA(float64(x), float64(y), float64(acc)))
	}
	if n == 0 {
		return 0
	}
	r := reduction[T]{func(i int) T { return next(0, i) }, next, func(a, b T) T { return T(a + b) }, sizeOf[T]()}
	if order == "wide" && n < 256/r.size {
		return canonical(r.wide(0, n) + 0) // of series without an element
	}
	return canonical(r.over(order, n))
}

// Min is the least of e, and NaN if there is one; -0 is less than +0.
func Min[T Number](_ string, n int, e func(i int) T) T {
	m := e(0)
	for i := 1; i < n; i++ {
		m = min(m, e(i))
	}
	return canonical(m)
}

// Max is the greatest of e, and NaN if there is one; -0 is less than +0.
func Max[T Number](_ string, n int, e func(i int) T) T {
	m := e(0)
	for i := 1; i < n; i++ {
		m = max(m, e(i))
	}
	return canonical(m)
}

// ArgMin is the index of the first of the least of e, or of the first NaN.
func ArgMin[T Number](_ string, n int, e func(i int) T) int64 {
	return first(n, e, func(x, best T) bool { return x < best })
}

// ArgMax is the index of the first of the greatest of e, or of the first NaN.
func ArgMax[T Number](_ string, n int, e func(i int) T) int64 {
	return first(n, e, func(x, best T) bool { return x > best })
}

func first[T Number](n int, e func(i int) T, better func(x, best T) bool) int64 {
	at := 0
	for i := range n {
		switch x, best := e(i), e(at); {
		case best != best:
			return int64(at)
		case x != x || better(x, best):
			at = i
		}
	}
	return int64(at)
}

// Any reports whether e holds anywhere.
func Any(_ string, n int, e func(i int) bool) bool {
	for i := range n {
		if e(i) {
			return true
		}
	}
	return false
}

// All reports whether e holds everywhere.
func All(_ string, n int, e func(i int) bool) bool {
	for i := range n {
		if !e(i) {
			return false
		}
	}
	return true
}

// Count is the number of elements where e holds.
func Count(_ string, n int, e func(i int) bool) (c int64) {
	for i := range n {
		if e(i) {
			c++
		}
	}
	return c
}

// canonical returns x, or if it is NaN the canonical one.
func canonical[T Number](x T) T {
	switch y := any(x).(type) {
	case float32:
		return any(lane.Canonical32(y)).(T)
	case float64:
		return any(lane.Canonical64(y)).(T)
	}
	return x
}
