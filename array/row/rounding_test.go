// SPDX-License-Identifier: BSD-3-Clause

package row_test

import (
	"math"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/array/row"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// A row is rounded as an array is, or left to that: where a result is not finite, and to decimals without a unit.
func TestRound(t *testing.T) {
	for _, x := range [][]float64{{1.25, -0.04, 2.5, math.Copysign(0, -1), 1e300, 149.9}, {1, math.NaN()}, {math.Inf(-1), 2}, {1e308, 1e308}} {
		for _, decimals := range []int{-400, -309, -2, -1, 0, 1, 2, 30, 400} {
			got := make([]float64, len(x))
			done := row.Round(unsafe.Pointer(&got[0]), dtype.Float64, unsafe.Pointer(&x[0]), len(x), decimals)
			sum := 0.0
			for _, v := range x {
				sum += v
			}
			require.Equal(t, !math.IsNaN(sum-sum) && decimals > -309 && decimals < 309, done, "%v to %d", x, decimals)
			if !done {
				continue
			}
			want, err := ndarray.Data[float64](array.Round(ndarray.Must(ndarray.FromSlice(x, len(x))), decimals))
			require.NoError(t, err)
			for i := range want {
				require.Equal(t, math.Float64bits(want[i]), math.Float64bits(got[i]), "%v to %d", x, decimals)
			}
		}
	}
	x := []float32{1.5, 60000}
	got := make([]float32, 2)
	require.True(t, row.Round(unsafe.Pointer(&got[0]), dtype.Float32, unsafe.Pointer(&x[0]), 2, -1))
	require.Equal(t, []float32{0, 60000}, got)
	require.False(t, row.Round(unsafe.Pointer(&got[0]), dtype.Float32, unsafe.Pointer(&x[0]), 2, -39))
	require.False(t, row.Round(unsafe.Pointer(&got[0]), dtype.Float16, unsafe.Pointer(&x[0]), 2, 1))
}
