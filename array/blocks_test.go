// SPDX-License-Identifier: BSD-3-Clause

package array_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray"
)

// What is computed block by block is what each element gives by the definition, wherever the elements lie that are
// no finite numbers, or become none on the way.
func TestBlocksOfElements(t *testing.T) {
	const n = 1<<15 + 77
	r := rand.New(rand.NewPCG(3, 5))
	x := make([]float64, n)
	for i := range x {
		x[i] = r.NormFloat64() * 1000
	}
	for _, special := range []map[int]float64{{}, {3: 1e308}, {n - 1: 1e308, 1 << 14: math.Inf(-1)}, {1<<14 + 5: math.NaN(), 20: 1e307}} {
		given := append([]float64(nil), x...)
		for i, v := range special {
			given[i] = v
		}
		for _, decimals := range []int{2, -1} {
			got, err := ndarray.Data[float64](array.Round(ndarray.Must(ndarray.FromSlice(given, n)), decimals))
			require.NoError(t, err)
			for i, v := range given {
				want := math.RoundToEven(v*100) / 100
				if decimals < 0 {
					want = math.RoundToEven(v/10) * 10
				} else if math.IsInf(v*100, 0) || math.IsNaN(v) {
					want = v
				}
				if got[i] != want && !(math.IsNaN(got[i]) && math.IsNaN(want)) {
					t.Fatalf("round(%v, %d) = %v, not %v, at %d of %v", v, decimals, got[i], want, i, special)
				}
			}
		}
	}
	slopes, err := array.Gradient(ndarray.Must(ndarray.FromSlice(x, n)), []any{0.5})
	require.NoError(t, err)
	got, err := ndarray.Data[float64](slopes[0])
	require.NoError(t, err)
	for i := 1; i < n-1; i++ {
		require.Equal(t, (x[i+1]-x[i-1])/1, got[i])
	}
	require.Equal(t, (x[1]-x[0])/0.5, got[0])
	require.Equal(t, (x[n-1]-x[n-2])/0.5, got[n-1])
}
