// SPDX-License-Identifier: BSD-3-Clause

package prefetch

import (
	"testing"
	"unsafe"
)

// TestLines: any address and any length are taken, past the end of memory and without any.
func TestLines(t *testing.T) {
	x := make([]byte, 100)
	for _, n := range []int{-1, 0, 1, 64, 100, 1 << 20} {
		Lines(unsafe.Pointer(&x[3]), n)
		Lines(nil, n)
	}
}
