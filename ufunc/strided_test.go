// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray"
)

// TestStridedOperands compares sums of operands of any strides, in place and over memory of
// their own, with Go's, in lengths that one kernel takes and in such that are cut.
func TestStridedOperands(t *testing.T) {
	stridedOperands[float64](t)
	stridedOperands[float32](t)
	stridedOperands[int32](t)
	stridedOperands[uint8](t)
}

type added interface {
	float64 | float32 | int32 | uint8
}

func stridedOperands[T added](t *testing.T) {
	strides := []int{1, 2, 3, 4, -1, -2}
	lengths := []int{300, 5000}
	for n := range 71 {
		lengths = append(lengths, n)
	}
	for i, n := range lengths {
		for j := range strides {
			sx, sy, sz := strides[(i+j)%len(strides)], strides[(i*5+j*j)%len(strides)], strides[j]
			what := fmt.Sprintf("%T, n=%d, strides %d, %d, %d", T(0), n, sx, sy, sz)
			x, y, z := spaced[T](n, sx, 3), spaced[T](n, sy, 7), spaced[T](n, sz, 0)
			want := make([]T, n)
			for e := range n {
				want[e] = nth[T](e, 3) + nth[T](e, 7)
			}
			call := func(out, a, b *ndarray.Array, what string) {
				require.NoError(t, Add.Out(out).Call(a, b).Err(), what)
				require.Equal(t, want, append([]T{}, values[T](t, out)...), what)
			}
			call(z, x, y, what)
			call(x, x, y, what+", in place")
			// Over the operand read backwards: none of it may be overwritten too early.
			for e := range n {
				want[e] = nth[T](n-1-e, 7) * 2
			}
			call(y, y.Slice("::-1"), y.Slice("::-1"), what+", over itself reversed")
		}
	}
}

// nth is element e of an operand.
func nth[T added](e, salt int) T { return T((e*salt + salt) % 61) }

// spaced returns n elements stride apart, amid others that are 99.
func spaced[T added](n, stride, salt int) *ndarray.Array {
	apart := max(stride, -stride)
	memory := make([]T, n*apart+1)
	for i := range memory {
		memory[i] = 99
	}
	for e := range n {
		at := e * apart
		if stride < 0 {
			at = (n - 1 - e) * apart
		}
		memory[at] = nth[T](e, salt)
	}
	a := ndarray.FromSlice(memory)
	if n == 0 {
		return a.Slice(":0")
	}
	a = a.Slice(fmt.Sprintf(":%d:%d", (n-1)*apart+1, apart))
	if stride < 0 {
		return a.Slice("::-1")
	}
	return a
}
