// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"github.com/arraygen/arraygen/array/internal/sets"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// Unique is the result of the functions that list distinct elements: Values in
// ascending order, Indices of where each stands first, Inverse, of the shape of the
// array, which of the values each element is, and how often each stands. As the
// standard asks, no NaN equals another. What was not asked for is nil.
type Unique struct {
	Values, Indices, Inverse, Counts *Array
}

// UniqueValues returns the distinct elements of x in ascending order.
func UniqueValues(x any, opts ...Option) *Array {
	u, err := unique("unique_values", x, sets.Wanted{}, opts)
	if err != nil {
		return failed(err)
	}
	return u.Values
}

// UniqueCounts returns the distinct elements of x in ascending order, and how often
// each stands.
func UniqueCounts(x any, opts ...Option) (Unique, error) {
	return unique("unique_counts", x, sets.Wanted{Counts: true}, opts)
}

// UniqueInverse returns the distinct elements of x in ascending order, and which
// one each element is.
func UniqueInverse(x any, opts ...Option) (Unique, error) {
	return unique("unique_inverse", x, sets.Wanted{Inverse: true}, opts)
}

// UniqueAll returns the distinct elements of x in ascending order, where each
// stands first, which one each element is, and how often each stands.
func UniqueAll(x any, opts ...Option) (Unique, error) {
	return unique("unique_all", x, sets.Wanted{Indices: true, Inverse: true, Counts: true}, opts)
}

func unique(fn string, v any, want sets.Wanted, opts []Option) (Unique, error) {
	var k keywords
	if err := k.read(fn, 0, opts); err != nil {
		return Unique{}, err
	}
	x := operand(fn, v)
	if err := x.Err(); err != nil {
		return Unique{}, err
	}
	all, err := sets.Unique(fn, k.place(), x.Lent().Ravel(), want)
	if err != nil {
		return Unique{}, err
	}
	if want.Inverse {
		all.Inverse = all.Inverse.Reshaped(x.Shape()...)
	}
	return Unique(all), nil
}

// Isin returns whether each element of x1 is one of x2, or with Inverted, is none.
//
// Keywords: Inverted.
func Isin(x1, x2 any, opts ...Option) *Array {
	var k keywords
	if err := k.read("isin", keyInverted, opts); err != nil {
		return failed(err)
	}
	d, err := resultType(k.fn, x1, x2)
	if err != nil {
		return failed(err)
	}
	// An integer that the type of the others doesn't hold is none of them.
	values := [2]any{x1, x2}
	outside := false
	for i, v := range values {
		if weakKind(values[1-i]) == 0 && beyond(v, d) != 0 {
			values[i], outside = 0, true
		}
	}
	x, set := elementsOf(k.fn, values[0], d), elementsOf(k.fn, values[1], d).Ravel()
	if bad := failure(x, set); bad != nil {
		return bad
	}
	if outside {
		set = ndarray.Empty(d, 0)
	}
	z := k.new(dtype.Bool, shapeOf(x)...)
	if z.Err() != nil {
		return z
	}
	if err := sets.IsIn(k.fn, z, x, set, k.has&keyInverted != 0); err != nil {
		return failed(err)
	}
	return z
}
