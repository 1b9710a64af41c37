// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"unsafe"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// ConditionsOfWhole returns those of the conditions look that a function of arrays met,
// by its operands and results as a whole: a NaN among the results of operands without one
// is invalid, an infinity among the results of finite operands an overflow. It is for
// functions with core dimensions, and those made of several others.
func ConditionsOfWhole(look Conditions, operands, results []*ndarray.Array) (found Conditions) {
	if look &= Overflow | InvalidValue; look == 0 {
		return 0
	}
	finite, nan, judged := true, false, false
	for _, z := range results {
		if k := z.DType().Kind(); k != dtype.KindFloat && k != dtype.KindComplex || AllFinite(z) {
			continue
		}
		if !judged {
			for _, x := range operands {
				if AllFinite(x) {
					continue
				}
				finite = false
				nan = nan || some(Isnan.Call(x))
			}
			judged = true
		}
		if !nan && some(Isnan.Call(z)) {
			found |= InvalidValue
		}
		if finite && some(Isinf.Call(z)) {
			found |= Overflow
		}
	}
	return found & look
}

// AllFinite reports whether all elements are finite numbers: of integers and times it is true.
func AllFinite(x *ndarray.Array) bool {
	d := x.DType()
	if k := d.Kind(); k != dtype.KindFloat && k != dtype.KindComplex {
		return true
	}
	p, _, _ := x.Lend()
	n := x.Size()
	switch {
	case n == 0:
		return true
	case !x.IsDense():
	case n <= whole:
		for i := range n {
			if special(addr(p, i*d.Size()), d) {
				return false
			}
		}
		return true
	default:
		if finiteBySum(p, n, d) {
			return true
		}
	}
	return !some(LogicalNot.Call(Isfinite.Call(x)))
}

// finiteBySum reports whether the folds of n elements behind each other show that they are finite.
func finiteBySum(p unsafe.Pointer, n int, d dtype.DType) bool {
	s := watch{level: kernel.Current(), folds: finiteFolds(d)}
	if s.folds[0] == nil {
		return false
	}
	w := getWorker()
	defer w.put()
	for at := 0; at < n; at += kernel.Chunk {
		if !s.finiteRow(w, addr(p, at*d.Size()), min(kernel.Chunk, n-at), d) {
			return false
		}
	}
	return true
}
