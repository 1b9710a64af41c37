// SPDX-License-Identifier: BSD-3-Clause

package core

import (
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
)

// TestOperandWithoutElementsStays: no pointer goes on behind an operand of which nothing is read. Go's collector stops the
// program where one points to memory that nobody has.
func TestOperandWithoutElementsStays(t *testing.T) {
	k := &Kernel{Dim: 1, In: 2, Out: 1, Operands: []Operand{{Row: true, Size: 8}, {Row: true, Size: 8}, {Size: 8}}, Contraction: &Contraction{
		Free: []int8{0},
		Axes: [][]Axis{{{Dim: 1, Plus: -1}, {Dim: 0, Plus: -1}}, {{Dim: 0, Plus: 1}}, {{Dim: 0, Plus: -1}}},
	}}
	var x [64]uint64
	for i, want := range []place{{n: 8, k: 80}, {n: 8, k: 8}, {n: 8}} {
		want.ptr = unsafe.Pointer(&x)
		strides := []int{80, 8}
		if i > 0 {
			strides = []int{8}
		}
		require.Equal(t, want, k.place(i, want.ptr, strides, []int{10, 3}), i)
		if k.Operands[i].Row {
			want = place{ptr: want.ptr}
		}
		require.Equal(t, want, k.place(i, want.ptr, strides, []int{10, 0}), i)
	}
}
