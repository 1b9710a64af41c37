// SPDX-License-Identifier: BSD-3-Clause

package row_test

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/array/row"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// The order is that of Go's stable sort, by the last key first; NaNs are last.
func TestLexsort(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	nanLast := func(a, b float64) int {
		if math.IsNaN(a) || math.IsNaN(b) {
			return cmp.Compare(boolNumber(math.IsNaN(a)), boolNumber(math.IsNaN(b)))
		}
		return cmp.Compare(a, b)
	}
	for _, n := range []int{1, 2, 5, 10, 24, 25, 100, 3000} {
		f, i8, u64, c := make([]float64, n), make([]int8, n), make([]uint64, n), make([]complex128, n)
		for i := range n {
			f[i], i8[i], u64[i] = float64(r.IntN(4)), int8(r.IntN(3)-1), uint64(r.IntN(3))<<63
			if r.IntN(5) == 0 {
				f[i] = math.NaN()
			}
			c[i] = complex(float64(r.IntN(2)), float64(r.IntN(2)))
		}
		all := []struct {
			d       dtype.DType
			p       unsafe.Pointer
			compare func(a, b int64) int
		}{
			{dtype.Float64, unsafe.Pointer(&f[0]), func(a, b int64) int { return nanLast(f[a], f[b]) }},
			{dtype.Int8, unsafe.Pointer(&i8[0]), func(a, b int64) int { return cmp.Compare(i8[a], i8[b]) }},
			{dtype.Uint64, unsafe.Pointer(&u64[0]), func(a, b int64) int { return cmp.Compare(u64[a], u64[b]) }},
			{dtype.Complex128, unsafe.Pointer(&c[0]), func(a, b int64) int {
				return cmp.Or(cmp.Compare(real(c[a]), real(c[b])), cmp.Compare(imag(c[a]), imag(c[b])))
			}},
		}
		for _, chosen := range [][]int{{0}, {0, 1}, {1, 0}, {2, 1, 0}, {3, 1}, {1, 3}, {0, 1, 2, 3}} {
			want, got := make([]int64, n), make([]int64, n)
			var types []dtype.DType
			var keys []unsafe.Pointer
			for i := range want {
				want[i] = int64(i)
			}
			for _, k := range chosen {
				slices.SortStableFunc(want, all[k].compare)
				types, keys = append(types, all[k].d), append(keys, all[k].p)
			}
			require.NoError(t, row.Lexsort("lexsort", got, types, keys))
			require.Equal(t, want, got, fmt.Sprint(n, chosen))
		}
	}
}

func boolNumber(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Indices along axes and those over all elements are what counting through an array says.
func TestMultiIndex(t *testing.T) {
	shape := []int64{3, 1, 4, 5}
	for _, fortran := range []bool{false, true} {
		var flat []int64
		lists := make([][]int64, len(shape))
		at := make([]int64, len(shape))
		for n := int64(0); n < 60; n++ {
			flat = append(flat, n)
			for i := range at {
				lists[i] = append(lists[i], at[i])
			}
			for k := range shape {
				i := len(shape) - 1 - k
				if fortran {
					i = k
				}
				if at[i]++; at[i] < shape[i] {
					break
				}
				at[i] = 0
			}
		}
		got := make([]int64, 60)
		require.True(t, row.RavelMultiIndex(got, lists, shape, fortran))
		require.Equal(t, flat, got)
		back := [][]int64{make([]int64, 60), make([]int64, 60), make([]int64, 60), make([]int64, 60)}
		require.True(t, row.UnravelIndex(back, flat, shape, fortran))
		require.Equal(t, lists, back)
		one := [][]int64{make([]int64, 60)}
		require.True(t, row.UnravelIndex(one, flat, []int64{60}, fortran))
		require.Equal(t, flat, one[0])
		require.False(t, row.UnravelIndex(one, flat, []int64{59}, fortran))
		lists[2][7] = -1
		require.False(t, row.RavelMultiIndex(got, lists, shape, fortran))
		lists[2][7] = 4
		require.False(t, row.RavelMultiIndex(got, lists, shape, fortran))
	}
	require.False(t, row.RavelMultiIndex(nil, nil, nil, false))
	require.False(t, row.UnravelIndex([][]int64{{0}, {0}}, []int64{0}, []int64{math.MaxInt64, 2}, false))
	require.False(t, row.UnravelIndex([][]int64{{0}, {0}}, []int64{0}, []int64{0, 2}, false))
}

// Products are those of a loop; whoever might have something to tell of them is left to the general function.
func TestCumulativeProd(t *testing.T) {
	call := func(x []float64) ([]float64, bool) {
		out := make([]float64, len(x))
		return out, row.CumulativeProd(unsafe.Pointer(&out[0]), dtype.Float64, unsafe.Pointer(&x[0]), len(x))
	}
	out, ok := call([]float64{2, -3, 0.5, 0, 7})
	require.True(t, ok)
	require.Equal(t, []float64{2, -6, -3, math.Copysign(0, -1), math.Copysign(0, -1)}, out)
	for _, x := range [][]float64{{1e300, 1e300}, {1e-300, 1e-20}, {math.Inf(1), 0}, {math.NaN(), 1}, {math.Inf(1)}} {
		_, ok := call(x)
		require.False(t, ok, fmt.Sprint(x))
	}
	small, wide := []int8{-2, 100, 100}, make([]int64, 3)
	require.True(t, row.CumulativeProd(unsafe.Pointer(&wide[0]), dtype.Int8, unsafe.Pointer(&small[0]), 3))
	require.Equal(t, []int64{-2, -200, -20000}, wide)
}
