// SPDX-License-Identifier: BSD-3-Clause

package ufunc_test

import (
	"math"
	"testing"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ufunc"
	"github.com/stretchr/testify/require"
)

// TestIntegersRoundOnce converts integers of 64 bits around the middle between two float32, where a rounding to
// float64 on the way would show.
func TestIntegersRoundOnce(t *testing.T) {
	var bits []uint64
	for e := range 64 {
		for _, odd := range []uint64{1, 3, 1<<24 + 1, 1<<24 + 3, 1<<25 - 1, 1<<53 + 1} {
			middle := odd << e
			for _, d := range []uint64{0, 1, 2, 255, 256, 1 << 10, 1<<14 + 1, 1<<15 - 1, 1 << 15, 1<<15 + 1, 1 << 16} {
				bits = append(bits, middle, middle+d, middle-d, -middle, -middle+d, -middle-d)
			}
		}
	}
	bits = append(bits, 0, 1<<63, 1<<63-1, math.MaxUint64)
	signed := make([]int64, len(bits))
	for i, u := range bits {
		signed[i] = int64(u)
	}
	float32s := func(x *ndarray.Array) []float32 {
		z, err := ndarray.Data[float32](ufunc.AsType(x, dtype.Float32, dtype.Unsafe))
		require.NoError(t, err)
		return z
	}
	for i, f := range float32s(ndarray.FromSlice(signed, len(signed))) {
		require.Equal(t, float32(signed[i]), f, "%d", signed[i])
	}
	for i, f := range float32s(ndarray.FromSlice(bits, len(bits))) {
		require.Equal(t, float32(bits[i]), f, "%d", bits[i])
	}
}
