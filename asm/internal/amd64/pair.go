// SPDX-License-Identifier: BSD-3-Clause

package amd64

import (
	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/plan"
	"github.com/mmcloughlin/avo/reg"
	"github.com/mmcloughlin/avo/x86"
)

// Pairs (complex numbers) are loaded as two vectors of alternating lanes and
// split into a vector of first and one of second lanes; results are put
// together again. Where nothing but pairs of one type is loaded and stored,
// the order of elements within a vector may be whatever the cheapest shuffle
// makes of it, as the inverse undoes it.

// needsOrder reports whether vectors must have their elements in order.
func needsOrder(f *ir.Func) bool {
	size := 0
	for _, o := range append(append([]ir.Operand{}, f.In...), f.Out...) {
		if !o.Pair || size != 0 && size != o.Lane.Size() {
			return true
		}
		size = o.Lane.Size()
	}
	return f.HasRare() // which asks which lanes are the remaining ones
}

// loadPair loads a block of pairs of operand k.
func (w *writer) loadPair(k int, t ir.Type) {
	var parts [2]*ir.Value
	for _, p := range w.body.Order {
		if p.Op == ir.Param && int(p.Imm>>1) == k {
			parts[p.Imm&1] = p
		}
	}
	for _, p := range parts {
		if p != nil && w.vec.Has(w.of(p)) {
			return // came with the other part
		}
	}
	bytes := w.size(t)
	disp := w.lane * 2 * bytes
	if bytes == 64 && w.ordered {
		b := w.temp(bytes)
		w.loadVector(k, t, disp+bytes, upper, b)
		for i, p := range parts {
			if p == nil {
				continue
			}
			d := w.def(p)
			w.loadVector(k, t, disp, lower, d)
			w.permute(t.Size(), func(j int) int { return 2*j + i }, b, d)
		}
		return
	}
	lo, hi := w.vec.Temp(), w.vec.Temp()
	a, b := vector(lo, bytes), vector(hi, bytes)
	if w.block.Access == plan.Partial {
		w.gatherPairs(k, t.Size(), bytes, lo, hi)
	} else {
		w.loadVector(k, t, disp, lower, a)
		w.loadVector(k, t, disp+bytes, upper, b)
	}
	for i, p := range parts {
		if p == nil {
			continue
		}
		d := w.def(p)
		switch {
		case t.Size() == 8 && i == 0:
			w.emit(in(x86.VUNPCKLPD), b, a, d)
		case t.Size() == 8:
			w.emit(in(x86.VUNPCKHPD), b, a, d)
		default:
			w.emit(in(x86.VSHUFPS), imm([2]int{0x88, 0xdd}[i]), b, a, d)
		}
		if bytes == 32 && w.ordered {
			w.emit(in(x86.VPERMPD), imm(0xd8), d, d)
		}
	}
}

// permute is d[j] = (d, b)[pick(j)] on 64-byte vectors.
func (w *writer) permute(size int, pick func(j int) int, b, d reg.Register) {
	words := make([]uint64, 8)
	n := 64 / size
	for j := range n {
		words[j*size/8] |= uint64(pick(j)) << (j * size % 8 * 8)
	}
	idx := w.temp(64)
	w.emit(in(x86.VMOVDQU64), w.data.row(words...), idx)
	if size == 8 {
		w.emit(in(x86.VPERMT2PD), b, idx, d)
	} else {
		w.emit(in(x86.VPERMT2PS), b, idx, d)
	}
}

// storePair stores a block of pairs to operand k.
func (w *writer) storePair(k int, t ir.Type, r, i reg.Register) {
	bytes := w.size(t)
	lo, hi := w.vec.Temp(), w.vec.Temp()
	l, h := vector(lo, bytes), vector(hi, bytes)
	switch {
	case bytes == 64 && w.ordered:
		n := 64 / t.Size()
		w.move(r, l)
		w.permute(t.Size(), func(j int) int { return j/2 + j%2*n }, i, l)
		w.move(r, h)
		w.permute(t.Size(), func(j int) int { return n/2 + j/2 + j%2*n }, i, h)
	default:
		if bytes == 32 && w.ordered {
			w.emit(in(x86.VPERMPD), imm(0xd8), r, l)
			w.emit(in(x86.VPERMPD), imm(0xd8), i, h)
			r, i = l, h
		}
		// h may be the imaginary part: it is written last, l before it
		// through a third register.
		t3 := w.temp(bytes)
		lof, hif := in(x86.VUNPCKLPS), in(x86.VUNPCKHPS)
		if t.Size() == 8 {
			lof, hif = in(x86.VUNPCKLPD), in(x86.VUNPCKHPD)
		}
		w.emit(lof, i, r, t3)
		w.emit(hif, i, r, h)
		l, lo = t3, int(t3.(reg.Physical).PhysicalIndex())
	}
	if w.block.Access == plan.Partial {
		w.scatter(w.pointer(k), 2*t.Size(), 2*bytes, lo, hi)
		return
	}
	disp := w.lane * 2 * bytes
	w.storeVector(k, t, disp, lower, l)
	w.storeVector(k, t, disp+bytes, upper, h)
}
