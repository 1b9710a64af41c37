package ufunc

import "github.com/arraygen/arraygen/ndarray/dtype"

// adapt changes the weak integers among the operands that the function takes
// whatever the type of the others is.
func (u *Ufunc) adapt(in []operand) {
	switch u.Promotion {
	case PromoteTruth:
		for i := range in {
			if s := &in[i]; s.weak == dtype.KindInt && s.value.bits > 1 {
				s.value = uintNumber(1)
			}
		}
	case PromoteCompare:
		compareBeyond(in)
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
		if s.weak != dtype.KindInt || x.weak != 0 {
			continue
		}
		if k := x.dtype.Kind(); k != dtype.KindInt && k != dtype.KindUint || s.value.fits(x.dtype) {
			continue
		}
		above := s.value.kind == dtype.KindUint || int64(s.value.bits) > 0
		var low, high uint64 = 0, 1
		if !above {
			low, high = 1, 0
		}
		s.setScalar(uintNumber(high), dtype.Uint8, 0)
		n := x.ndim
		x.setScalar(uintNumber(low), dtype.Uint8, 0)
		x.ndim = n
		clear(x.ownStrides[:n])
		return
	}
}
