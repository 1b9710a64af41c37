// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/dtype"
)

// decidedLeast is the number of elements from which it pays to look whether the
// result is known before all were combined: more than a fold takes at once.
const decidedLeast = 16 << 10

// findAbsorbing finds out whether a bool that is combined with others may be one
// that no other changes, as true is of logical_or: from the kernel itself.
func (r *reduction) findAbsorbing() {
	r.absorbs = 0
	if r.acc != dtype.Bool || r.order != Any || !r.inner || r.m < decidedLeast {
		return
	}
	w := getWorker()
	x1, x2, out := [4]uint8{0, 0, 1, 1}, [4]uint8{0, 1, 0, 1}, [4]uint8{}
	r.call(w, 1, len(out), block{unsafe.Pointer(&x1), 1, 0}, block{unsafe.Pointer(&x2), 1, 0}, block{unsafe.Pointer(&out), 1, 0})
	w.put()
	for v := range uint8(2) {
		if out[2*v] == v && out[2*v+1] == v {
			r.absorbs |= 1 << v
		}
	}
}

// decided reports whether no element can change the n results in a slot any more.
func (r *reduction) decided(slot unsafe.Pointer, n int) bool {
	if r.absorbs == 0 {
		return false
	}
	for _, v := range unsafe.Slice((*uint8)(slot), n) {
		if v > 1 || r.absorbs>>v&1 == 0 {
			return false
		}
	}
	return true
}
