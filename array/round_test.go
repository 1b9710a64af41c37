// SPDX-License-Identifier: BSD-3-Clause

package array_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// rounded is the definition of round: NumPy's three operations, each rounded to the type, and x where no finite
// number comes of them; of a unit beyond the type everything is 0.
func rounded[T float32 | float64](x T, decimals int) T {
	unit := T(math.Pow10(max(decimals, -decimals)))
	special := math.IsNaN(float64(x)) || math.IsInf(float64(x), 0)
	switch {
	case decimals < 0 && math.IsInf(float64(unit), 0):
		if special {
			return x
		}
		return T(math.Copysign(0, float64(x)))
	case decimals < 0 && x != x: // a NaN that is computed is the canonical one
		return T(math.Float64frombits(0x7ff8000000000000))
	case decimals < 0:
		return T(T(math.RoundToEven(float64(T(x/unit)))) * unit)
	}
	if y := T(T(math.RoundToEven(float64(T(x*unit)))) / unit); !math.IsNaN(float64(y)) && !math.IsInf(float64(y), 0) {
		return y
	}
	return x
}

func TestRoundEqualsItsDefinition(t *testing.T) {
	floats := []float64{0, math.Copysign(0, -1), 0.05, 0.15, 0.25, -0.35, 2.5, 1e22, 1e37, -3e38, 1e308, math.MaxFloat64, 5e-324, 15, 25, -5, math.Inf(1), math.Inf(-1), math.NaN(), 1234.5678}
	for i := range 200 {
		floats = append(floats, math.Sin(float64(i))*math.Pow10(i%9-3))
	}
	checkRounded(t, floats, math.Float64bits)
	var short []float32
	for _, v := range floats {
		short = append(short, float32(v))
	}
	checkRounded(t, short, math.Float32bits)
}

func checkRounded[T float32 | float64, B comparable](t *testing.T, given []T, bits func(T) B) {
	twice := make([]T, 0, 2*len(given))
	for _, v := range given {
		twice = append(twice, v, 7)
	}
	contiguous := ndarray.Must(ndarray.FromSlice(given, len(given)))
	for name, x := range map[string]*ndarray.Array{
		"contiguous": contiguous,
		"matrix":     contiguous.Reshape(4, -1).T(),
		"strided":    ndarray.Must(ndarray.FromSlice(twice, len(given), 2)).T().Index(ndarray.Int(0)),
	} {
		for _, decimals := range []int{1, 3, 30, 310, -1, -3, -40, -310} {
			y := array.Round(x, decimals)
			z := ndarray.EmptyLike(x, x.DType())
			require.NoError(t, array.Round(x, decimals, array.Out(z)).Err())
			if name == "matrix" {
				y, z = y.T(), z.T()
			}
			for _, result := range []*ndarray.Array{y, z} {
				got, err := ndarray.Data[T](result.Reshape(-1))
				require.NoError(t, err)
				for i, v := range given {
					require.Equal(t, bits(rounded(v, decimals)), bits(got[i]), "round(%v, %d) = %v, %s", v, decimals, got[i], name)
				}
			}
		}
	}
	require.ErrorIs(t, array.Round(contiguous, 1, array.Out(ndarray.Empty(contiguous.DType(), 2, len(given)))).Err(), ndarray.ErrShape)
	require.ErrorIs(t, array.Round(contiguous, 1, array.Out(ndarray.Empty(dtype.Int64, len(given)))).Err(), ndarray.ErrCast)
}
