// SPDX-License-Identifier: BSD-3-Clause

package gen

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/generated/vec"
)

// first is the index of the first element that none is before, as NumPy has it: a NaN is before every number, and
// zeros are equal.
func first[T float32 | float64 | int32 | int64 | uint32 | uint64](x []T, before func(a, b T) bool) (at int64) {
	for i, a := range x {
		if b := x[at]; b == b && (a != a || before(a, b)) {
			at = int64(i)
		}
	}
	return at
}

// extremesOf compares the extremes of rows of elements that are drawn from a few, at any address, with what a loop finds.
func extremesOf[T float32 | float64 | int32 | int64 | uint32 | uint64](t *testing.T, special []T, bits func(T) uint64) {
	r := rand.New(rand.NewPCG(7, 8))
	less, more := func(a, b T) bool { return a < b }, func(a, b T) bool { return a > b }
	parts, times := 60, 12
	if testing.Short() {
		parts, times = 12, 2
	}
	for n := 1; n < 1400; n += 1 + n/parts {
		for range times {
			x := make([]T, n+8)[r.IntN(8):][:n]
			few := 1 + r.IntN(len(special))
			for i := range x {
				if x[i] = special[r.IntN(few)]; few == len(special) && r.IntN(3) > 0 {
					x[i] = T(1 + r.IntN(1000))
				}
			}
			i, err := vec.ArgMin(x)
			require.NoError(t, err)
			require.Equal(t, first(x, less), i, "%d elements", n)
			j, err := vec.ArgMax(x)
			require.NoError(t, err)
			require.Equal(t, first(x, more), j, "%d elements", n)
			lo, hi := x[i], x[j]
			for _, a := range x { // of equal zeros, the one with the sign that is asked for
				if a == lo && bits(a) > bits(lo) {
					lo = a
				}
				if a == hi && bits(a) < bits(hi) {
					hi = a
				}
			}
			same := func(want, got T, err error) {
				t.Helper()
				require.NoError(t, err)
				if want != want {
					require.True(t, got != got)
				} else {
					require.Equal(t, bits(want), bits(got), "%d elements", n)
				}
			}
			got, err := vec.Min(x)
			same(lo, got, err)
			got, err = vec.Max(x)
			same(hi, got, err)
			got, other, err := vec.MinMax(x)
			same(lo, got, err)
			same(hi, other, err)
		}
	}
}

// TestExtremes compares minima, maxima and their indices with plain loops: rows of equal elements, of zeros of both signs,
// with infinities and NaNs.
func TestExtremes(t *testing.T) {
	inf, nan, zero := math.Inf(1), math.NaN(), math.Copysign(0, -1)
	for _, special := range [][]float64{{0, zero, 1, -inf}, {zero, 0, -1, inf, 2}, {inf, 3}, {-inf, 4}, {5, 0, 6, zero, nan}} {
		extremesOf(t, special, math.Float64bits)
		var single []float32
		for _, x := range special {
			single = append(single, float32(x))
		}
		extremesOf(t, single, func(x float32) uint64 { return uint64(math.Float32bits(x)) })
	}
	extremesOf(t, []int32{math.MaxInt32, math.MinInt32, -1, 7}, func(x int32) uint64 { return uint64(x) })
	extremesOf(t, []int64{math.MaxInt64, math.MinInt64, -1, 7}, func(x int64) uint64 { return uint64(x) })
	extremesOf(t, []uint32{math.MaxUint32, 0, 1 << 31, 7}, func(x uint32) uint64 { return uint64(x) })
	extremesOf(t, []uint64{math.MaxUint64, 0, 1 << 63, 7}, func(x uint64) uint64 { return x })
}
