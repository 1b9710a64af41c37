// SPDX-License-Identifier: BSD-3-Clause

package rows_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/bench/rows"
	"github.com/arraygen/arraygen/examples/cookbook"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// TestTablesOfSlices calls functions with slices that are tables of a wrong length, or overlap an
// output.
func TestTablesOfSlices(t *testing.T) {
	pixels, lut := make([]uint8, 10), make([]uint8, 256)
	for i := range lut {
		lut[i] = uint8(255 - i)
	}
	pixels[3] = 100
	require.NoError(t, cookbook.Gamma(pixels, pixels, lut))
	require.Equal(t, []uint8{255, 255, 255, 155, 255, 255, 255, 255, 255, 255}, pixels)
	x := []float32{1, 2, 3}
	for want, err := range map[string]error{
		"cookbook.Gamma: input 2 has 255 elements; it is a table of 256":                                                                        cookbook.Gamma(pixels, pixels, lut[:255]),
		"cookbook.Gamma: input 1 has 10 elements and output 1 has 9; all slices must have the same length":                                      cookbook.Gamma(pixels[:9], pixels, lut),
		"cookbook.Gamma: output 1 and input 2 overlap; the output must be apart from it, since elements of it are read when others are written": cookbook.Gamma(lut, make([]uint8, 256), lut),
		"cookbook.GatherFloat32: input 1 is empty; a table needs an element":                                                                    cookbook.GatherFloat32(make([]float32, 2), nil, make([]int64, 2)),
		"rows.PolynomialInt32: input 4 has 1 elements and input 3 has 2 elements; these tables must have the same length":                       polynomial(2, 1),
	} {
		require.EqualError(t, err, want)
		require.True(t, errors.Is(err, fault.Shape) || errors.Is(err, fault.Layout))
	}
	y := make([]float32, 5)
	require.NoError(t, cookbook.GatherFloat32(y, x, []int64{-1 << 40, 0, 1, 2, 1 << 40}))
	require.Equal(t, []float32{1, 1, 2, 3, 3}, y)
}

func polynomial(a, b int) error {
	_, err := rows.PolynomialInt32(make([]int32, 3), make([]int32, 3), make([]int32, 5), make([]int32, a), make([]int32, b))
	return err
}

// TestTablesOfArrays calls ufuncs with a table for all rows and one for each, with gaps, and with
// none.
func TestTablesOfArrays(t *testing.T) {
	image := ndarray.Arange[int64](0, 12, 1).Reshape(3, 4)
	x := ndarray.FromSlice([]float32{10, 20, 30, 40, 50})
	one := cookbook.GatherUfunc.Call(x, image)
	require.NoError(t, one.Err())
	require.Equal(t, "[[10. 20. 30. 40.]\n [50. 50. 50. 50.]\n [50. 50. 50. 50.]]", one.String())
	each := ndarray.Arange[float32](0, 30, 1).Reshape(3, 10).Slice(":, ::2")
	got := cookbook.GatherUfunc.Call(each, image.Slice("::-1, :"))
	require.NoError(t, got.Err())
	require.Equal(t, "[[ 8.  8.  8.  8.]\n [18. 18. 18. 18.]\n [20. 22. 24. 26.]]", got.String())
	require.EqualError(t, cookbook.GatherUfunc.Call(x.Slice(":0"), image).Err(), "gather: core dimension m of the signature (m),(n)->(n) has length 0; a minimum, a maximum, the index of one and a table need an element")
	require.EqualError(t, cookbook.GammaUfunc.Call(ndarray.Zeros(dtype.Uint8, 4), ndarray.Zeros(dtype.Uint8, 5)).Err(),
		"gamma: operand lut has length 5 in core dimension 256, which is 256 elsewhere (signature (n),(256)->(n))")
}
