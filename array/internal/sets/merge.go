// SPDX-License-Identifier: BSD-3-Clause

package sets

import (
	"github.com/arraygen/arraygen/array/internal/key"
	"github.com/arraygen/arraygen/array/internal/memory"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// Operation is one of two sets.
type Operation int

const (
	Intersection Operation = iota
	Difference             // the first without the second
	Exclusive              // what is in one of them alone
)

// Merge returns, in rising order, the elements of an operation of two sets: arrays of one type and one axis
// as [Values] returns them, in C order. A NaN is in one set alone. Of equal elements that of the first is taken.
func Merge(fn string, result ndarray.Make, op Operation, x, y *ndarray.Array) (*ndarray.Array, error) {
	d := x.DType()
	most := x.Size() + y.Size()
	switch op {
	case Intersection:
		most = min(x.Size(), y.Size())
	case Difference:
		most = x.Size()
	}
	merged := ndarray.Empty(d, most)
	if err := merged.Err(); err != nil {
		return nil, err
	}
	defer merged.Release()
	var n int
	switch size := d.Size(); {
	case d == dtype.Complex64:
		n = mergeComplex[uint32](op, merged, x, y)
	case d == dtype.Complex128:
		n = mergeComplex[uint64](op, merged, x, y)
	case size == 1:
		n = mergeOf[uint8](op, merged, x, y)
	case size == 2:
		n = mergeOf[uint16](op, merged, x, y)
	case size == 4:
		n = mergeOf[uint32](op, merged, x, y)
	default:
		n = mergeOf[uint64](op, merged, x, y)
	}
	out := result.New(fn, d, n)
	if err := out.Err(); err != nil {
		return nil, err
	}
	copyElements(out, merged)
	return out, nil
}

// copyElements fills out with the first elements of x, both in C order.
func copyElements(out, x *ndarray.Array) {
	from, _, _ := x.Lend()
	to, _, _ := out.Lend()
	copy(memory.Slice[uint8](to, out.NBytes()), memory.Slice[uint8](from, out.NBytes()))
}

// lent are the elements of an array in C order.
func lent[E any](a *ndarray.Array) []E {
	p, _, _ := a.Lend()
	return memory.Slice[E](p, a.Size())
}

func mergeOf[K key.Word](op Operation, merged, first, second *ndarray.Array) int {
	d := first.DType()
	f := key.FormatOf[K](d, false)
	out, x, y := lent[K](merged), lent[K](first), lent[K](second)
	return mergeBy(op, out, x, y, nans(x, &f), nans(y, &f), func(v, w K) (below, above int) {
		k, l := key.Of(v, f.Float, f.Greatest, f.Shift, f.Flip), key.Of(w, f.Float, f.Greatest, f.Shift, f.Flip)
		return one(k < l), one(l < k)
	})
}

func mergeComplex[K uint32 | uint64](op Operation, merged, first, second *ndarray.Array) int {
	greatest := key.GreatestPart[K](first.DType())
	out, x, y := lent[[2]K](merged), lent[[2]K](first), lent[[2]K](second)
	return mergeBy(op, out, x, y, complexNaNs(x, first.DType()), complexNaNs(y, first.DType()), func(v, w [2]K) (below, above int) {
		a, b := key.OfComplex(v[0], v[1], greatest, 0)
		c, e := key.OfComplex(w[0], w[1], greatest, 0)
		return one(a < c || a == c && b < e), one(c < a || a == c && e < b)
	})
}

// one is 1 for true, without a branch.
func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// mergeBy merges sets that end with so many NaNs into out, and returns how many elements there are.
func mergeBy[E any](op Operation, out, x, y []E, xNaNs, yNaNs int, compare func(v, w E) (below, above int)) int {
	// Whether an element is taken that is in the first alone, in the second alone, in both.
	takesFirst, takesSecond, takesBoth := one(op != Intersection), one(op == Exclusive), one(op == Intersection)
	xNumbers, yNumbers := x[:len(x)-xNaNs], y[:len(y)-yNaNs]
	i, j, at := 0, 0, 0
	for i < len(xNumbers) && j < len(yNumbers) {
		v, w := xNumbers[i], yNumbers[j]
		below, above := compare(v, w)
		if above != 0 {
			v = w
		}
		if at < len(out) { // else no more are taken
			out[at] = v
		}
		at += takesFirst&below | takesSecond&above | takesBoth&^(below|above)
		i += 1 - above
		j += 1 - below
	}
	if takesFirst != 0 {
		at += copy(out[at:], xNumbers[i:])
	}
	if takesSecond != 0 {
		at += copy(out[at:], yNumbers[j:])
	}
	x, y = x[len(xNumbers):], y[len(yNumbers):]
	if op == Intersection {
		return at
	}
	for op == Exclusive && len(x) > 0 && len(y) > 0 { // those of complex numbers have an order
		if _, above := compare(x[0], y[0]); above == 0 {
			out[at], x = x[0], x[1:]
		} else {
			out[at], y = y[0], y[1:]
		}
		at++
	}
	at += copy(out[at:], x)
	if op == Exclusive {
		at += copy(out[at:], y)
	}
	return at
}
