// SPDX-License-Identifier: BSD-3-Clause

package ndarray

import (
	"math/bits"
	"sort"

	"github.com/arraygen/arraygen/ndarray/fault"
)

// MayShareMemory reports whether the bytes between the first and the last of a
// and those of b have any in common. It is quick; a true answer may be wrong,
// as for the even and the odd elements of an array: see [SharesMemory].
func MayShareMemory(a, b *Array) bool {
	al, ah := a.Bounds()
	bl, bh := b.Bounds()
	return al < bh && bl < ah && al < ah && bl < bh
}

// SharesMemory reports whether a and b have a byte in common. The question is
// NP-complete in the number of axes; real arrays are answered at once, and an
// array made to be hard gets an error of kind ErrValue.
func SharesMemory(a, b *Array) (bool, error) {
	if err := a.Err(); err != nil {
		return false, err
	}
	if err := b.Err(); err != nil {
		return false, err
	}
	shared, exact := Overlap(a, b, 1<<20)
	if !exact {
		return false, fault.New("SharesMemory", ErrValue, "arrays of strides %s and %s are too hard to tell apart", shapeText(a.strides()), shapeText(b.strides()))
	}
	return shared, nil
}

// Overlap reports whether a and b have a byte in common, as far as can be told
// in the given number of steps; with none, by their bounds alone. exact is
// false where the answer, true then, may be wrong.
func Overlap(a, b *Array, steps int) (shared, exact bool) {
	if !MayShareMemory(a, b) {
		return false, true
	}
	if a.flags&b.flags&(flagC|flagF) != 0 {
		return true, true // no gaps in either
	}
	if steps <= 0 {
		return true, false
	}
	return sharesMemory(a, b, steps)
}

// overlaps is the answer that copies act upon: true in doubt.
func (a *Array) overlaps(b *Array) bool {
	shared, _ := Overlap(a, b, 1000)
	return shared
}

// term is a variable x of a Diophantine equation, 0 <= x <= bound, with its
// positive coefficient.
type term struct{ factor, bound uint64 }

// sharesMemory asks for a solution of
//
//	start(a) + Σ i·stride + byte = start(b) + Σ j·stride + byte
//
// which, with all strides made positive and b's indices counted from their
// ends, is Σ factor·x = target with bounded x. The search is depth-first, the
// largest factor first; a branch is cut where the rest can't reach what is
// left, or where the greatest common divisor of the rest doesn't divide it.
// That is NumPy's way (numpy/_core/src/common/mem_overlap.c).
func sharesMemory(a, b *Array, steps int) (shared, exact bool) {
	al, _ := a.Bounds()
	_, bh := b.Bounds()
	target := uint64(bh-1) - uint64(al)
	terms := make([]term, 0, 2*MaxDims+2)
	for _, v := range []*Array{a, b} {
		st := v.strides()
		for i, n := range v.shape() {
			if s := magnitude(st[i]); s != 0 && n > 1 {
				terms = append(terms, term{uint64(s), uint64(n - 1)})
			}
		}
		if size := v.dtype.Size(); size > 1 {
			terms = append(terms, term{1, uint64(size - 1)})
		}
	}
	sort.Slice(terms, func(i, j int) bool { return terms[i].factor > terms[j].factor })
	// Equal factors are one variable.
	merged := terms[:0]
	for _, t := range terms {
		if n := len(merged); n > 0 && merged[n-1].factor == t.factor {
			merged[n-1].bound += t.bound
			continue
		}
		merged = append(merged, t)
	}
	s := solver{terms: merged, reach: make([]uint64, len(merged)+1), gcd: make([]uint64, len(merged)+1), steps: steps}
	for i := len(merged) - 1; i >= 0; i-- {
		hi, lo := bits.Mul64(merged[i].factor, merged[i].bound)
		sum, carry := bits.Add64(lo, s.reach[i+1], 0)
		if hi != 0 || carry != 0 {
			return true, false
		}
		s.reach[i] = sum
		s.gcd[i] = gcd(merged[i].factor, s.gcd[i+1])
	}
	found := s.solve(0, target)
	if !found && s.steps < 0 {
		return true, false
	}
	return found, true
}

type solver struct {
	terms []term
	reach []uint64 // the largest sum of the terms from i on
	gcd   []uint64 // the greatest common divisor of their factors
	steps int
}

func (s *solver) solve(i int, target uint64) bool {
	if target == 0 {
		return true
	}
	if i == len(s.terms) || target > s.reach[i] || target%s.gcd[i] != 0 {
		return false
	}
	if s.steps--; s.steps < 0 {
		return false
	}
	t := s.terms[i]
	least := uint64(0)
	if rest := s.reach[i+1]; target > rest {
		least = (target - rest + t.factor - 1) / t.factor
	}
	for x := min(t.bound, target/t.factor) + 1; x > least; x-- {
		if s.solve(i+1, target-(x-1)*t.factor) {
			return true
		}
		if s.steps < 0 {
			return false
		}
	}
	return false
}

func gcd(a, b uint64) uint64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
