// SPDX-License-Identifier: BSD-3-Clause

package choosing_test

import (
	"testing"
	"unsafe"

	"github.com/stretchr/testify/assert"

	"github.com/arraygen/arraygen/array/internal/choosing"
)

func choose[T comparable](t *testing.T, of func(int) T) {
	for _, n := range []int{1, 3, 40} { // more than lie on the stack
		const length = 57
		rows, values := make([]choosing.Row, n), make([][]T, n)
		for i := range rows {
			values[i] = make([]T, length)
			for k := range values[i] {
				values[i][k] = of(i*length + k)
			}
			rows[i] = choosing.Row{Ptr: unsafe.Pointer(&values[i][0]), One: i%3 == 1}
		}
		indices, got := make([]int64, length), make([]T, length)
		for k := range indices {
			indices[k] = int64(k * 31 % n)
		}
		assert.True(t, choosing.Choose(unsafe.Pointer(&got[0]), int(unsafe.Sizeof(got[0])), indices, rows))
		for k, i := range indices {
			at := k
			if rows[i].One {
				at = 0
			}
			assert.Equal(t, values[i][at], got[k])
		}
		for _, bad := range []int64{-1, int64(n), 1 << 62, -1 << 63} {
			indices[length-1] = bad
			assert.False(t, choosing.Choose(unsafe.Pointer(&got[0]), int(unsafe.Sizeof(got[0])), indices, rows))
		}
	}
}

func TestChoose(t *testing.T) {
	choose(t, func(i int) uint8 { return uint8(i) })
	choose(t, func(i int) uint16 { return uint16(i) })
	choose(t, func(i int) uint32 { return uint32(i) })
	choose(t, func(i int) uint64 { return uint64(i) })
	choose(t, func(i int) [2]uint64 { return [2]uint64{uint64(i), uint64(-i)} })
}
