// SPDX-License-Identifier: BSD-3-Clause

package arm64

import (
	"github.com/arraygen/arraygen/internal/plan"
)

// Move moves a vector.
func (f *folder) Move(to, from int) { f.move(to, from) }

// loadElements loads n elements, a power of two, from offset past base.
func (f *folder) loadElements(to plan.Parts, n, base, offset int) {
	size := f.element.Size() / len(to)
	switch {
	case len(to) == 1:
		f.load(n*size, to[0], base, offset)
	case n == 1:
		for part, r := range to {
			f.load(size, r, base, offset+part*size)
		}
	default: // two whole registers of pairs
		t, a := f.regs.Pin(), fits(size, vectorBytes)
		f.load(vectorBytes, to[0], base, offset)
		f.load(vectorBytes, t, base, offset+vectorBytes)
		f.vec("uzp2", a, to[1], to[0], t)
		f.vec("uzp1", a, to[0], to[0], t)
		f.regs.Unpin(t)
	}
}

// storeElement stores the first element of a vector.
func (f *folder) storeElement(from plan.Parts, base, offset int) {
	size := f.element.Size() / len(from)
	for part, r := range from {
		f.store(size, r, base, offset+part*size)
	}
}

// downParts moves elements of a vector down by n, see down.
func (f *folder) downParts(to, from plan.Parts, n int) {
	for part, r := range from {
		f.down(to[part], r, n*f.element.Size()/len(from))
	}
}

// down moves elements of a vector down by so many bytes, a power of two: at least
// those to the even multiples of that.
func (w *writer) down(to, from, bytes int) {
	if bytes == vectorBytes/2 {
		w.vec("uzp2", d2, to, from, from)
	} else {
		w.vec("ushr", d2, to, from, 8*bytes)
	}
}
