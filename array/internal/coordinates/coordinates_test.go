// SPDX-License-Identifier: BSD-3-Clause

package coordinates_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/arraygen/arraygen/array/internal/coordinates"
)

// Quotients and remainders are those of Go's division, near multiples of the length and at the ends of the range too.
func TestDivide(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	lengths := []int64{1, 2, 3, 7, 10, 641, 1 << 16, 1<<16 + 1, 6700417, 1<<31 - 1, 1 << 31, 1<<32 - 2, 1<<32 - 1, 1 << 32, 1<<32 + 1, 1 << 62, math.MaxInt64}
	for range 200 {
		lengths = append(lengths, 1+r.Int64N(math.MaxUint32))
	}
	for _, most := range []uint64{0, 100, math.MaxUint32 - 1, math.MaxUint32, math.MaxUint32 + 1, math.MaxInt64} {
		for _, length := range lengths {
			numbers := []int64{0, int64(most), int64(most / 2)}
			for range 50 {
				v := r.Uint64N(most + 1)
				for _, near := range []uint64{v, v / uint64(length) * uint64(length), v/uint64(length)*uint64(length) - 1} {
					if near <= most {
						numbers = append(numbers, int64(near))
					}
				}
			}
			high, low := make([]int64, len(numbers)), append([]int64{}, numbers...)
			coordinates.Divide(high, low, low, length, most)
			for i, v := range numbers {
				assert.Equal(t, v/length, high[i], "%d / %d", v, length)
				assert.Equal(t, v%length, low[i], "%d %% %d", v, length)
			}
		}
	}
}

func TestBelow(t *testing.T) {
	for _, n := range []int{0, 1, 5, math.MaxInt} {
		for _, v := range []int64{math.MinInt64, -1, 0, 1, 4, 5, math.MaxInt64 - 1, math.MaxInt64} {
			assert.Equal(t, v >= 0 && v < int64(n), coordinates.Below([]int64{v}, n), "%d below %d", v, n)
		}
		assert.True(t, coordinates.Below(nil, n))
	}
}

func TestInterleave(t *testing.T) {
	dst := make([]int64, 6)
	coordinates.Interleave(dst, [][]int64{{1, 2}, {3, 4}, {5, 6}})
	assert.Equal(t, []int64{1, 3, 5, 2, 4, 6}, dst)
}
