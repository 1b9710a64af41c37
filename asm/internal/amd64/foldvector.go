// SPDX-License-Identifier: BSD-3-Clause

package amd64

import (
	"github.com/arraygen/arraygen/internal/plan"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
	"github.com/mmcloughlin/avo/x86"
)

// Move moves a vector of the body's lanes.
func (f *folder) Move(to, from int) {
	f.move(f.typed(from, f.element.Lane), f.typed(to, f.element.Lane))
}

// loadElements loads n elements, a power of two, from byte disp of memory.
func (f *folder) loadElements(to plan.Parts, n int, base reg.Register, disp int) {
	size := f.element.Size() / len(to)
	switch {
	case len(to) == 1:
		f.loadBytes(to[0], n*size, base, disp)
	case n == 1:
		for part, r := range to {
			f.loadBytes(r, size, base, disp+part*size)
		}
	default:
		f.splitPairs(to, n*size, base, disp)
	}
}

// loadBytes loads so many bytes into vector register i.
func (f *folder) loadBytes(i, bytes int, base reg.Register, disp int) {
	f.loadPart(f.element.Lane, i, bytes, operand.Mem{Base: base, Disp: disp})
}

// splitPairs loads two vectors of pairs and splits them into one of first and
// one of second lanes, of the given bytes each.
func (f *folder) splitPairs(to plan.Parts, bytes int, base reg.Register, disp int) {
	t := f.vec.Pin()
	a, b := vector(to[0], bytes), vector(t, bytes)
	f.loadBytes(to[0], bytes, base, disp)
	f.loadBytes(t, bytes, base, disp+bytes)
	re, im := vector(to[0], bytes), vector(to[1], bytes)
	if f.element.Lane.Size() == 8 {
		f.emit(in(x86.VUNPCKHPD), b, a, im)
		f.emit(in(x86.VUNPCKLPD), b, a, re)
		if bytes == 32 { // the order is that of the halves
			f.emit(in(x86.VPERMPD), imm(0xd8), im, im)
			f.emit(in(x86.VPERMPD), imm(0xd8), re, re)
		}
	} else {
		f.emit(in(x86.VSHUFPS), imm(0xdd), b, a, im)
		f.emit(in(x86.VSHUFPS), imm(0x88), b, a, re)
	}
	f.vec.Unpin(t)
}

// storeElement stores the first element of a vector.
func (f *folder) storeElement(from plan.Parts, base reg.Register, disp int) {
	size := f.element.Size() / len(from)
	for part, r := range from {
		f.storeFirst(f.element.Lane, size, r, operand.Mem{Base: base, Disp: disp + part*size})
	}
}

// downParts moves elements of a vector of so many down by n, see down.
func (f *folder) downParts(to, from plan.Parts, lanes, n int) {
	for part := range from {
		f.down(to[part], from[part], lanes, n, f.element.Size()/len(from))
	}
}

// down moves elements of a vector of so many down by n, a power of two: at least
// those to the even multiples of n.
func (w *writer) down(to, from, lanes, n, size int) {
	bytes := lanes * size
	r, d := vector(from, bytes), vector(to, bytes)
	switch n * size {
	case 32:
		w.emit(in(x86.VEXTRACTI64X4), imm(1), r, vector(to, 32))
	case 16:
		switch {
		case bytes == 64: // quarters 1, 1, 3, 3
			w.emit(in(x86.VSHUFI64X2), imm(0xf5), r, r, d)
		case w.masks:
			w.emit(in(x86.VEXTRACTI64X2), imm(1), r, vector(to, 16))
		default:
			w.emit(in(x86.VEXTRACTI128), imm(1), r, vector(to, 16))
		}
	case 8:
		w.emit(in(x86.VPUNPCKHQDQ), r, r, d)
	default:
		w.emit(in(x86.VPSRLQ), imm(8*n*size), r, d)
	}
}
