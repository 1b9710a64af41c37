// SPDX-License-Identifier: BSD-3-Clause

package kerneltest

import (
	"testing"
	"unsafe"
)

// arena is room for an operand, between pages that must not be touched where
// the system has them.
type arena struct {
	mem []byte
}

// newArena returns an arena for up to n bytes and some to shift them.
func newArena(t testing.TB, n int) *arena {
	a := &arena{}
	a.mem = Guarded(t, n+64*16)
	return a
}

// at returns where n bytes lie: at the very end, or off bytes from the start.
func (a *arena) at(n, off int, end bool) unsafe.Pointer {
	if end {
		off = len(a.mem) - n
	}
	return unsafe.Add(unsafe.Pointer(unsafe.SliceData(a.mem)), off)
}

func (a *arena) fill(b byte) {
	for i := range a.mem {
		a.mem[i] = b
	}
}

// untouched reports whether all but the n bytes placed by at still hold b.
func (a *arena) untouched(b byte, n, off int, end bool) bool {
	if end {
		off = len(a.mem) - n
	}
	for i, v := range a.mem {
		if (i < off || i >= off+n) && v != b {
			return false
		}
	}
	return true
}
