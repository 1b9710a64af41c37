// SPDX-License-Identifier: BSD-3-Clause

package ufunc_test

import (
	"math"
	"slices"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ufunc"
)

// TestPowerOfTwoSquares: a power with the exponent 2 is the product, bit by bit, whether the exponent is a number, an array without
// axes, or an array of which it is every element or one among others, which keeps rows from running the product.
func TestPowerOfTwoSquares(t *testing.T) {
	for _, l := range kernel.Levels() {
		restore, err := kernel.SetLevel(l)
		require.NoError(t, err)
		for _, d := range []dtype.DType{dtype.Float16, dtype.BFloat16, dtype.Float32, dtype.Float64} {
			for _, n := range []int{1, 3, 10, 1000, 20000} {
				values := make([]float64, n)
				for i := range values {
					values[i] = math.Ldexp(1+math.Mod(float64(i)*0.6180339887498949, 1), i%80-40) * float64(1-i%3)
				}
				copy(values, []float64{math.NaN(), math.Inf(-1), math.Copysign(0, -1), 1e300, 5e-324, 1e-23})
				x := ufunc.AsType(ndarray.FromSlice(values), d, dtype.Unsafe)
				require.NoError(t, x.Err())
				want := memory(t, ufunc.Square.Call(x))
				mixed := ufunc.AsType(ndarray.FromSlice([]float64{2, 3, 2}, 3, 1), d, dtype.Unsafe)
				rows := ufunc.Power.Call(x, mixed)
				inPlace := ufunc.AsType(ndarray.FromSlice(values), d, dtype.Unsafe)
				every := ndarray.Zeros(d, 2*n).Index(ndarray.From(0).Step(2))
				require.NoError(t, ufunc.Positive.Out(every).Call(x).Err())
				for name, y := range map[string]*ndarray.Array{
					"an int": ufunc.Power.Call(x, 2), "a float": ufunc.Power.Call(x, 2.0),
					"no axes": ufunc.Power.Call(x, ndarray.FullOf(d, 2)), "one": ufunc.Power.Call(x, ndarray.FullOf(d, 2, 1)),
					"all": ufunc.Power.Call(x, ndarray.FullOf(d, 2, n)), "strided": ufunc.Power.Call(every, 2),
					"in place": ufunc.Power.Out(inPlace).Call(inPlace, 2),
					"row 0":    rows.Index(ndarray.Int(0)), "row 2": rows.Index(ndarray.Int(2)),
				} {
					require.Equal(t, d, y.DType())
					require.Equal(t, want, memory(t, y), "%s: %d %v at %v", name, n, d, l)
				}
				require.Equal(t, memory(t, ufunc.Power.Call(x, ndarray.FullOf(d, 3, n))), memory(t, rows.Index(ndarray.Int(1))), "a row of cubes")
			}
		}
		restore()
	}
}

// memory returns the bytes of an array in C order.
func memory(t *testing.T, x *ndarray.Array) []byte {
	require.NoError(t, x.Err())
	p, shape, _ := x.Lend()
	return slices.Clone(unsafe.Slice((*byte)(p), shape[0]*x.DType().Size()))
}
