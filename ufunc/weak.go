// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"math"

	"github.com/arraygen/arraygen/ndarray/dtype"
)

// clampWeak changes the weak integers among the operands that the function takes
// whatever the type of the others is.
func (u *Ufunc) clampWeak(in []operand) {
	switch u.Promotion {
	case PromoteTruth:
		for i := range in {
			if s := &in[i]; s.weak == dtype.KindInt && !s.value.IsZero() {
				s.value = dtype.UintScalar(1)
			}
		}
	case PromoteCompare:
		compareBeyond(in)
	case PromoteClip:
		clipBeyond(in)
	}
}

// compareBeyond handles the comparison of integers with a weak integer that
// their type doesn't hold: all of them are on one side of it. It replaces the
// operands by two numbers in that order, at no cost in memory.
func compareBeyond(in []operand) {
	if len(in) != 2 {
		return
	}
	for i := range in {
		s, x := &in[i], &in[1-i]
		if s.weak != dtype.KindInt {
			continue
		}
		d := x.dtype
		if x.weak != 0 || d == dtype.Bool {
			d = dtype.Int64 // what the loop would take
		}
		if k := d.Kind(); x.weak > dtype.KindInt || k != dtype.KindInt && k != dtype.KindUint || s.value.Fits(d) {
			continue
		}
		order := -1 // of x to s
		switch {
		case x.weak != 0:
			order = x.value.Big().Cmp(s.value.Big())
		case !s.value.Positive():
			order = 1
		}
		s.setScalar(dtype.UintScalar(1), dtype.Uint8, 0)
		n := x.ndim
		x.setScalar(dtype.UintScalar(uint64(1+order)), dtype.Uint8, 0)
		x.ndim = n
		clear(x.ownStrides[:n])
		return
	}
}

// clipBeyond handles the ends of an interval that the type of integers doesn't
// hold because all of them lie within: such an end is the type's own.
func clipBeyond(in []operand) {
	if len(in) != 3 {
		return
	}
	d := promote(in)
	if k := d.Kind(); k != dtype.KindInt && k != dtype.KindUint {
		return
	}
	low, high := limits(d)
	if lo := &in[1]; lo.weak == dtype.KindInt && !lo.value.Fits(d) && !lo.value.Positive() {
		lo.value = low
	}
	if hi := &in[2]; hi.weak == dtype.KindInt && !hi.value.Fits(d) && hi.value.Positive() {
		hi.value = high
	}
}

// limits returns the least and the greatest value of an integer type.
func limits(d dtype.DType) (low, high dtype.Scalar) {
	shift := 64 - 8*d.Size()
	if d.Kind() == dtype.KindUint {
		return dtype.UintScalar(0), dtype.UintScalar(math.MaxUint64 >> shift)
	}
	return dtype.IntScalar(math.MinInt64 >> shift), dtype.IntScalar(math.MaxInt64 >> shift)
}
