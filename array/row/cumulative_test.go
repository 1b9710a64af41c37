// SPDX-License-Identifier: BSD-3-Clause

package row_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/array/row"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// sumsOf compares sums of elements of type T with a loop, those of rows and of arrays.
func sumsOf[T, S dtype.Element](t *testing.T, d dtype.DType, random func() T, add func(S, T) S) {
	for _, n := range []int{1, 2, 3, 7, 31, 32, 33, 1000, kernel.Chunk + 77} {
		x, got, want := make([]T, n), make([]S, n), make([]S, n)
		var sum S
		for i := range x {
			x[i] = random()
			sum = add(sum, x[i])
			want[i] = sum
		}
		require.True(t, row.CumulativeSum(unsafe.Pointer(&got[0]), d, unsafe.Pointer(&x[0]), n))
		require.Equal(t, want, got, "%s, %d elements", d, n)
		got, err := ndarray.ToSlice[S](array.CumulativeSum(ndarray.FromSlice(x)))
		require.NoError(t, err)
		require.Equal(t, want, got, "%s, array of %d elements", d, n)
		gaps := ndarray.FromSlice(x).Index(ndarray.All.Step(2))
		got, err = ndarray.ToSlice[S](array.CumulativeSum(gaps))
		require.NoError(t, err)
		sum = add(*new(S), *new(T))
		for i := 0; i < n; i += 2 {
			sum = add(sum, x[i])
			require.Equal(t, sum, got[i/2], "%s, every second of %d elements", d, n)
		}
	}
}

func TestCumulativeSums(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	sumsOf(t, dtype.Bool, func() bool { return r.IntN(2) == 1 }, func(s int64, x bool) int64 {
		if x {
			s++
		}
		return s
	})
	sumsOf(t, dtype.Int8, func() int8 { return int8(r.Uint64()) }, func(s int64, x int8) int64 { return s + int64(x) })
	sumsOf(t, dtype.Int16, func() int16 { return int16(r.Uint64()) }, func(s int64, x int16) int64 { return s + int64(x) })
	sumsOf(t, dtype.Int32, func() int32 { return int32(r.Uint64()) }, func(s int64, x int32) int64 { return s + int64(x) })
	sumsOf(t, dtype.Int64, func() int64 { return int64(r.Uint64()) }, func(s, x int64) int64 { return s + x })
	sumsOf(t, dtype.Uint8, func() uint8 { return uint8(r.Uint64()) }, func(s uint64, x uint8) uint64 { return s + uint64(x) })
	sumsOf(t, dtype.Uint16, func() uint16 { return uint16(r.Uint64()) }, func(s uint64, x uint16) uint64 { return s + uint64(x) })
	sumsOf(t, dtype.Uint32, func() uint32 { return uint32(r.Uint64()) }, func(s uint64, x uint32) uint64 { return s + uint64(x) })
	sumsOf(t, dtype.Uint64, r.Uint64, func(s, x uint64) uint64 { return s + x })
	sumsOf(t, dtype.Float32, func() float32 { return r.Float32() - 0.5 }, func(s, x float32) float32 { return s + x })
	sumsOf(t, dtype.Float64, func() float64 { return r.Float64() - 0.5 }, func(s, x float64) float64 { return s + x })
}

func TestCumulativeSumLeavesConditions(t *testing.T) {
	minus := math.Copysign(0, -1)
	out := make([]float64, 2)
	for _, c := range []struct {
		x    [2]float64
		done bool
	}{
		{[2]float64{minus, minus}, true}, {[2]float64{math.Inf(1), 1}, false}, {[2]float64{1, math.NaN()}, false},
		{[2]float64{math.Inf(-1), math.Inf(1)}, false}, {[2]float64{math.MaxFloat64, math.MaxFloat64}, false}, {[2]float64{5e-324, -5e-324}, true},
	} {
		require.Equal(t, c.done, row.CumulativeSum(unsafe.Pointer(&out[0]), dtype.Float64, unsafe.Pointer(&c.x[0]), 2), "%v", c.x)
		if c.done {
			require.Equal(t, math.Float64bits(c.x[0]), math.Float64bits(out[0]))
			require.Equal(t, math.Float64bits(c.x[0]+c.x[1]), math.Float64bits(out[1]))
		}
	}
	require.False(t, row.CumulativeSum(unsafe.Pointer(&out[0]), dtype.Float16, unsafe.Pointer(&out[1]), 1))
}
