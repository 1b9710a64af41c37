// SPDX-License-Identifier: BSD-3-Clause

package core_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/generated/vec"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// firstOf is the index of the first least or greatest element, or of the first NaN.
func firstOf[T int32 | uint64 | float32 | float64](x []T, least bool) int64 {
	at := 0
	for i, v := range x {
		if b := x[at]; b == b && (v != v || least && v < b || !least && v > b) {
			at = i
		}
	}
	return int64(at)
}

func checkIndices[T int32 | uint64 | float32 | float64](t *testing.T, r *rand.Rand, special ...T) {
	for trial := range 600 {
		x := make([]T, 1+r.IntN(200))
		if trial%200 == 0 {
			x = make([]T, kernel.Chunk+r.IntN(kernel.Chunk))
		}
		few := special[:1+r.IntN(1+r.IntN(len(special)))] // often the first alone, with which accumulators begin
		for i := range x {
			x[i] = few[r.IntN(len(few))]
		}
		if trial%3 == 0 {
			x[r.IntN(len(x))] = special[r.IntN(len(special))]
		}
		what := fmt.Sprintf("%T of %d of %v", x, len(x), few)
		i, err := vec.ArgMin(x)
		require.NoError(t, err)
		require.Equal(t, firstOf(x, true), i, "least, %s", what)
		i, err = vec.ArgMax(x)
		require.NoError(t, err)
		require.Equal(t, firstOf(x, false), i, "greatest, %s", what)
	}
}

// TestIndicesOfExtremes: of rows of few different elements, of which most are what an extreme begins with.
func TestIndicesOfExtremes(t *testing.T) {
	for _, l := range kernel.Levels() {
		restore, err := kernel.SetLevel(l)
		require.NoError(t, err)
		r := rand.New(rand.NewPCG(1, 2))
		inf := math.Inf(1)
		checkIndices(t, r, inf, -inf, math.NaN(), 0, math.Copysign(0, -1), 1)
		checkIndices(t, r, -inf, inf, math.NaN(), 2)
		checkIndices(t, r, float32(inf), float32(-inf), float32(math.NaN()), 0, 1)
		checkIndices(t, r, float32(-inf), float32(inf), -3)
		checkIndices(t, r, int32(math.MaxInt32), math.MinInt32, 5)
		checkIndices(t, r, int32(math.MinInt32), math.MaxInt32, 5)
		checkIndices(t, r, uint64(math.MaxUint64), 0, 1<<63)
		checkIndices(t, r, uint64(0), math.MaxUint64, 1<<63)
		restore()
	}
}
