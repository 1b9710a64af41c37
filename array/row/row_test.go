// SPDX-License-Identifier: BSD-3-Clause

package row_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/array/row"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// TestRowsAreWhatArraysAre compares each function with that of package array.
func TestRowsAreWhatArraysAre(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{1, 2, 10, 16, 17, 100, 1000} {
		x := make([]float64, n)
		for i := range x {
			x[i] = float64(r.IntN(n)) - 3
		}
		at := func(s []float64) unsafe.Pointer { return unsafe.Pointer(&s[0]) }
		values := func(a *array.Array) []float64 {
			s, err := ndarray.ToSlice[float64](a)
			require.NoError(t, err)
			return s
		}
		places := func(a *array.Array) []int64 {
			s, err := ndarray.ToSlice[int64](a)
			require.NoError(t, err)
			return s
		}
		own := func() []float64 { return slices.Clone(x) }
		out := make([]int64, n)
		d := dtype.Float64

		ints, sums := make([]int64, n), make([]int64, n)
		for i := range ints {
			ints[i] = int64(r.Uint64())
		}
		halves := make([]dtype.F16, n)
		row.Cast(dtype.Float16, unsafe.Pointer(&halves[0]), d, at(x), n)
		want, err := ndarray.ToSlice[dtype.F16](array.AsType(x, dtype.Float16))
		require.NoError(t, err)
		require.Equal(t, want, halves)

		require.True(t, row.CumulativeSum(unsafe.Pointer(&sums[0]), dtype.Int64, unsafe.Pointer(&ints[0]), n))
		require.Equal(t, places(array.CumulativeSum(ints)), sums)

		whole, most := make([]int32, n), int32(0)
		for i := range whole {
			whole[i] = int32(r.IntN(2 * n))
			most = max(most, whole[i])
		}
		greatest, ok := row.Greatest(dtype.Int32, unsafe.Pointer(&whole[0]), n)
		require.Equal(t, uint64(most), greatest)
		require.True(t, ok)
		counts := make([]int64, most+1)
		row.Count(counts, dtype.Int32, unsafe.Pointer(&whole[0]), n)
		require.Equal(t, places(array.Bincount(whole, 0)), counts)

		sorted := own()
		ok, err = row.Sort("f", d, at(sorted), n, 1)
		require.NoError(t, err)
		require.True(t, ok)
		require.Equal(t, values(array.Sort(x)), sorted)
		require.NoError(t, row.Argsort("f", out, d, at(x), n))
		require.Equal(t, places(array.Argsort(x)), out)

		part := own()
		require.NoError(t, row.Partition("f", d, at(part), n, []int{n / 2}))
		require.Equal(t, values(array.Partition(x, []int{n / 2})), part)
		require.NoError(t, row.Argpartition("f", out, d, at(x), []int{n / 2}))
		require.Equal(t, places(array.Argpartition(x, []int{n / 2})), out)

		for _, join := range []bool{false, true} {
			distinct := own()
			count, err := row.Unique("f", d, at(distinct), n, join)
			require.NoError(t, err)
			options := []array.Option{array.Wanted(false, false, false)}
			if join {
				options = append(options, array.EqualNaN())
			}
			want, err := array.UniqueElements(x, options...)
			require.NoError(t, err)
			require.Equal(t, values(want.Values), distinct[:count])
		}

		for _, right := range []bool{false, true} {
			side := array.Side(array.Left)
			if right {
				side = array.Side(array.Right)
			}
			require.NoError(t, row.Searchsorted("f", out, d, at(sorted), n, at(x), right))
			require.Equal(t, places(array.Searchsorted(sorted, x, side)), out)
		}
		require.True(t, row.Rises(d, at(sorted), n))
		require.Equal(t, slices.IsSorted(x), row.Rises(d, at(x), n))

		var place [1]int64
		row.Argmax(place[:], d, at(x), n)
		require.Equal(t, places(array.Argmax(x)), place[:])
		row.Argmin(place[:], d, at(x), n)
		require.Equal(t, places(array.Argmin(x)), place[:])
		require.Equal(t, places(array.CountNonzero(x))[0], int64(row.CountNonzero(d, at(x), n)))
		found := row.Nonzero(out, d, at(x), n)
		require.Equal(t, places(array.Flatnonzero(x)), out[:found])
		require.Equal(t, min(1, found), row.Nonzero(out[:1], d, at(x), n))
		require.Zero(t, row.Nonzero(nil, d, at(x), n))
	}
}

// TestSeveralRows compares rows that lie one after the other, and columns, with functions of arrays.
func TestSeveralRows(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	d := dtype.Float64
	for _, n := range []int{1, 2, 3, 7, 8, 9, 31, 100, 600} {
		for _, rows := range []int{1, 2, 3, 5, 30} {
			x := make([]float64, n*rows)
			for i := range x {
				x[i] = float64(r.IntN(n)) - 3
			}
			if n > 2 && rows == 3 {
				x[4] = math.NaN()
			}
			list := func(a *array.Array) string {
				s, err := ndarray.ToSlice[float64](a)
				require.NoError(t, err)
				return fmt.Sprint(s)
			}
			indices := func(a *array.Array) []int64 {
				s, err := ndarray.ToSlice[int64](a)
				require.NoError(t, err)
				return s
			}
			matrix := array.Reshape(x, []int{rows, n})
			require.NoError(t, matrix.Err())

			sorted := slices.Clone(x)
			ok, err := row.Sort("f", d, unsafe.Pointer(&sorted[0]), n, rows)
			require.NoError(t, err)
			if ok {
				require.Equal(t, list(array.Sort(matrix)), fmt.Sprint(sorted))
			} else {
				require.Equal(t, fmt.Sprint(x), fmt.Sprint(sorted))
			}
			columns := slices.Clone(x)
			ok, err = row.SortColumns("f", d, unsafe.Pointer(&columns[0]), rows, n)
			require.NoError(t, err)
			if ok {
				require.Equal(t, list(array.Sort(matrix, array.Axis(0))), fmt.Sprint(columns))
			} else {
				require.Equal(t, fmt.Sprint(x), fmt.Sprint(columns))
			}
			out := make([]int64, n*rows)
			require.NoError(t, row.Argsort("f", out, d, unsafe.Pointer(&x[0]), n))
			require.Equal(t, indices(array.Argsort(matrix)), out)
			row.Argmax(out[:rows], d, unsafe.Pointer(&x[0]), n)
			require.Equal(t, indices(array.Argmax(matrix, array.Axis(-1))), out[:rows])
			row.Argmin(out[:rows], d, unsafe.Pointer(&x[0]), n)
			require.Equal(t, indices(array.Argmin(matrix, array.Axis(-1))), out[:rows])
		}
	}
}
