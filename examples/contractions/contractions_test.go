// SPDX-License-Identifier: BSD-3-Clause

package contractions

import (
	"errors"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// TestUfuncs: the ufuncs of contractions broadcast, take strided arrays, and find the length of a correlation.
func TestUfuncs(t *testing.T) {
	a := ndarray.Arange(0.0, 24, 1).Reshape(2, 3, 4) // two matrices
	b := ndarray.Arange(0.0, 20, 1).Reshape(5, 4).T()
	c := ProductUfunc.Call(a, b)
	require.NoError(t, c.Err())
	require.Equal(t, []int{2, 3, 5}, c.Shape())
	for i := range 2 {
		for m := range 3 {
			for n := range 5 {
				want := 0.0
				for k := range 4 {
					want += float64(12*i+4*m+k) * float64(4*n+k)
				}
				got, err := ndarray.At[float64](c, i, m, n)
				require.NoError(t, err)
				require.Equal(t, want, got)
			}
		}
	}

	x := ndarray.FromSlice([]float64{1, 2, 3, 4, 5, 6})
	w := ndarray.FromSlice([]float64{1, 0, -1})
	y := CorrelateUfunc.Call(x.Slice("::-1"), w)
	require.NoError(t, y.Err())
	values, err := ndarray.Values[float64](y)
	require.NoError(t, err)
	require.Equal(t, []float64{2, 2, 2, 2}, slices.Collect(values))

	require.ErrorContains(t, CorrelateUfunc.Call(ndarray.FromSlice([]float64{1}), w).Err(), "n+k-1")
}

// TestSlices: lengths that don't agree, and outputs in the memory of inputs, are refused.
func TestSlices(t *testing.T) {
	a, b, c := make([]float64, 6), make([]float64, 12), make([]float64, 8)
	require.NoError(t, Product(c, a, b, 2, 4, 3))
	for _, err := range []error{
		Product(c, a, b, 2, 3, 4),
		Product(c, a, b, -2, 4, 3),
		Product(a[:4], a, a[:6], 2, 2, 3),
		Product(c, a, b, 1<<62, 4, 1<<62),
		Shortest(c, nil, nil, 2, 4, 0),
		Correlate(c, a, b[:2], 8, 2),
	} {
		var f *fault.Error
		require.True(t, errors.As(err, &f), "%v", err)
	}
	require.NoError(t, Correlate(c[:5], a, b[:2], 5, 2))
}
