// SPDX-License-Identifier: BSD-3-Clause

package kernel

import (
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
)

// TestApart: operands of all sizes at all distances, against the elements that both have.
func TestApart(t *testing.T) {
	var memory [256]byte
	for _, ySize := range []int{1, 2, 4, 8, 16} {
		for _, xSize := range []int{1, 2, 4, 8, 16} {
			for n := range 4 {
				for from := range 129 {
					y, x := 64, from
					common := false
					for b := range memory {
						common = common || b >= y && b < y+n*ySize && b >= x && b < x+n*xSize
					}
					want := !common || x == y && xSize == ySize
					got := apart(n, unsafe.Pointer(&memory[y]), unsafe.Pointer(&memory[x]), uintptr(ySize), uintptr(xSize))
					require.Equal(t, want, got, "%d elements of %d bytes at %d, of %d bytes at %d", n, ySize, y, xSize, x)
				}
			}
		}
	}
}
