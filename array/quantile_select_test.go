// SPDX-License-Identifier: BSD-3-Clause

package array_test

import (
	"math"
	"math/rand"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// TestQuantilesOfLongRows: quantiles of rows that are too long to be sorted for one or two of them lie
// where a sort has them, NaNs and zeros of both signs among the elements or not.
func TestQuantilesOfLongRows(t *testing.T) {
	const n = 1<<18 + 3
	r := rand.New(rand.NewSource(1))
	for _, d := range []dtype.DType{dtype.Float64, dtype.Float32, dtype.Float16} {
		rows := make([]float64, 3*n)
		for i := range rows {
			rows[i] = math.Trunc(1000 * r.NormFloat64())
			if rows[i] == 0 && i%2 == 0 {
				rows[i] = math.Copysign(0, -1)
			}
		}
		rows[2*n+n/3] = math.NaN()
		x := array.AsType(ndarray.FromSlice(rows, 3, n), d)
		require.NoError(t, x.Err())
		kept, err := ndarray.ToSlice[float64](array.AsType(x, dtype.Float64))
		require.NoError(t, err)
		for _, q := range [][]float64{{0.5}, {0.1, 0.999}, {0, 0.25, 0.5, 1}} {
			got, err := ndarray.ToSlice[float64](array.AsType(array.Quantile(x, q, array.Axis(1), array.Method("lower")), dtype.Float64))
			require.NoError(t, err)
			for row := range 3 {
				sorted := slices.Clone(kept[row*n : row*n+n])
				slices.Sort(sorted)
				for i, q := range q {
					if row == 2 {
						require.True(t, math.IsNaN(got[3*i+row]), "%s %v", d, q)
					} else {
						require.Equal(t, sorted[int(q*(n-1))], got[3*i+row], "%s %v", d, q)
					}
				}
			}
		}
		after, err := ndarray.ToSlice[float64](array.AsType(x, dtype.Float64))
		require.NoError(t, err)
		require.True(t, slices.EqualFunc(kept, after, func(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) }), "the operand is as it was")
	}
}
