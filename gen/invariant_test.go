// SPDX-License-Identifier: BSD-3-Clause

package gen

import (
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/generated/arithmetic"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ndarray/kernel/kerneltest"
)

// TestInvariantRows: rows each with a divisor of its own, some of which have no reciprocal, get the quotients and remainders that
// Go computes, and the arguments are afterwards what they were.
func TestInvariantRows(t *testing.T) {
	const n = 77
	ds := []int32{7, 0, -1, 1, 2, -9, 1 << 30, -1 << 31, 12345}
	x := make([]int32, len(ds)*n)
	for i := range x {
		x[i] = int32(uint32(i)*2654435761 ^ uint32(i)<<7)
	}
	x[0], x[n] = -1<<31, -1<<31
	for _, level := range kerneltest.Required(t) {
		q, r := make([]int32, len(x)), make([]int32, len(x))
		a := &kernel.Args{N: n, Rows: len(ds), Scratch: new(kernel.Scratch)}
		a.Op[0] = kernel.Operand{Ptr: unsafe.Pointer(&x[0]), Inner: 4, Outer: 4 * n}
		a.Op[1] = kernel.Operand{Ptr: unsafe.Pointer(&ds[0]), Outer: 4}
		a.Op[2] = kernel.Operand{Ptr: unsafe.Pointer(&q[0]), Inner: 4, Outer: 4 * n}
		a.Op[3] = kernel.Operand{Ptr: unsafe.Pointer(&r[0]), Inner: 4, Outer: 4 * n}
		before := a.Op
		arithmetic.DivmodInt32.RunAt(level, a)
		for i := range before {
			require.Equal(t, before[i].Ptr, a.Op[i].Ptr, "operand %d", i)
			require.Equal(t, before[i].Outer, a.Op[i].Outer, "operand %d", i)
		}
		require.Equal(t, len(ds), a.Rows)
		for i, x := range x {
			d := int64(ds[i/n])
			var quo, rem int64
			if d != 0 {
				quo, rem = int64(x)/d, int64(x)%d
				if rem != 0 && rem < 0 != (d < 0) {
					quo, rem = quo-1, rem+d
				}
			}
			require.Equal(t, [2]int32{int32(quo), int32(rem)}, [2]int32{q[i], r[i]}, "%v: %d by %d", level, x, d)
		}
	}
}
