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

// TestQuotientsByPowersOfTwo: a quotient by a power of two that is one element has the bits of Go's division, at
// every level, whether the divisor is a number, an array without axes or a row of one element that repeats; and so
// has one by any other number.
func TestQuotientsByPowersOfTwo(t *testing.T) {
	special := []float64{0, math.Copysign(0, -1), math.Inf(1), math.Inf(-1), math.NaN(), 5e-324, -5e-324, 0x1p-1022, 0x1.fffffffffffffp-1023, math.MaxFloat64, 1, -3, 0x1.8p-1000, 0x1.fffffep127, 0x1p-126, 0x1.fffffcp-127, 0x1p-149}
	for len(special) < 67 {
		special = append(special, math.Ldexp(1+math.Mod(float64(len(special))*0.618, 1), (len(special)*61)%2000-1000))
	}
	var divisors []float64
	step := 7
	if testing.Short() {
		step = 61
	}
	for e := -1080; e <= 1023; e += step {
		divisors = append(divisors, math.Ldexp(1, e), -math.Ldexp(1, e), math.Ldexp(1.5, e))
	}
	divisors = append(divisors, math.Ldexp(1, 1023), math.Ldexp(1, 1022), math.Ldexp(1, -1022), math.Ldexp(1, -1023), math.Ldexp(1, 126), math.Ldexp(1, 127), math.Ldexp(1, -126), math.Ldexp(1, -127), math.Ldexp(1, -149),
		0, math.Inf(1), math.NaN(), 1, 2, 4, 10)
	for _, l := range kernel.Levels() {
		restore, err := kernel.SetLevel(l)
		require.NoError(t, err)
		x64 := ndarray.FromSlice(special)
		x32 := ufunc.AsType(x64, dtype.Float32, dtype.Unsafe)
		small := floats[float32](t, x32)
		for _, d := range divisors {
			for k, x := range []*ndarray.Array{x64, x32} {
				by := ufunc.AsType(ndarray.FromSlice([]float64{d}), x.DType(), dtype.Unsafe)
				every := ndarray.FullOf(x.DType(), d, len(special))
				want := memory(t, ufunc.Divide.Call(x, every)) // divided, each by one of its own
				for name, z := range map[string]*ndarray.Array{
					"a number": ufunc.Divide.Call(x, d), "one element": ufunc.Divide.Call(x, by), "no axes": ufunc.Divide.Call(x, by.Reshape()),
					"columns": ufunc.Divide.Call(x.Reshape(-1, 1), by).Reshape(-1), "strided": ufunc.Divide.Call(twice(x), d),
				} {
					require.Equal(t, x.DType(), z.DType())
					require.Equal(t, want, memory(t, z), "%v: %v / %v, %s", l, x.DType(), d, name)
				}
				var y64 []float64
				var y32 []float32
				if z := ufunc.Divide.Call(x, d); k == 0 {
					y64 = floats[float64](t, z)
				} else {
					y32 = floats[float32](t, z)
				}
				for i := range special {
					if k == 0 {
						requireFloat(t, special[i]/d, y64[i])
					} else {
						requireFloat(t, float64(small[i]/float32(d)), float64(y32[i]))
					}
				}
			}
		}
		restore()
	}
}

func floats[T dtype.Element](t *testing.T, x *ndarray.Array) []T {
	values, err := ndarray.Data[T](x)
	require.NoError(t, err)
	return values
}

// twice is x with every other element of a larger array.
func twice(x *ndarray.Array) *ndarray.Array {
	every := ndarray.Zeros(x.DType(), 2*x.Size()).Index(ndarray.From(0).Step(2))
	ufunc.Positive.Out(every).Call(x)
	return every
}

// requireFloat compares bits, but for those of NaNs, which Go leaves open.
func requireFloat(t *testing.T, want, got float64) {
	if math.IsNaN(want) {
		require.True(t, math.IsNaN(got))
		return
	}
	require.Equal(t, math.Float64bits(want), math.Float64bits(got), "%v for %v", got, want)
}
