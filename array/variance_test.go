// SPDX-License-Identifier: BSD-3-Clause

package array_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

func TestVarianceAboutAValue(t *testing.T) {
	x := []float64{1, 2, 3, 6}
	for _, f := range []func(any, ...array.Option) *ndarray.Array{array.Var, array.NanVar} {
		v, err := f(x, array.About(1.0)).Item() // (0 + 1 + 4 + 25) / 4
		require.NoError(t, err)
		assert.Equal(t, 7.5, v)
		v, err = f(x, array.About([]float64{1, 2, 3, 4}), array.Correction(3)).Item()
		require.NoError(t, err)
		assert.Equal(t, 4.0, v)
	}
	v, err := array.Std(x, array.About(1.0), array.Correction(1)).Item()
	require.NoError(t, err)
	assert.InDelta(t, 3.1622776601683795, v, 1e-15)
	assert.ErrorIs(t, array.Var(x, array.About(ndarray.Zeros(dtype.Float64, 2, 4))).Err(), fault.Shape)
	assert.ErrorIs(t, array.Mean(x, array.About(1.0)).Err(), fault.Value)
}

func TestRavelHasNoGaps(t *testing.T) {
	x := ndarray.Arange(0.0, 24, 1).Reshape(2, 3, 4)
	assert.True(t, ndarray.MayShareMemory(array.Ravel(x), x))
	for _, s := range []string{"::2", ":, ::-1", ":, :, ::2", "1, 1, ::3"} {
		y := array.Ravel(x.Slice(s))
		require.NoError(t, y.Err())
		assert.True(t, y.IsC(), s)
	}
}

func TestRangeOfBools(t *testing.T) {
	assert.Equal(t, 2, array.Arange(2, nil, 1, array.DType(dtype.Bool)).Size())
	assert.ErrorIs(t, array.Arange(3, nil, 1, array.DType(dtype.Bool)).Err(), fault.DType)
}
