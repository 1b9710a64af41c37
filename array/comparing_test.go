// SPDX-License-Identifier: BSD-3-Clause

package array_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// closeAs is what NumPy's isclose says of two numbers.
func closeAs(x, y float64, nan bool) bool {
	return math.Abs(x-y) <= 1e-8+float64(1e-5*math.Abs(y)) && !math.IsInf(y, 0) && !math.IsNaN(y) || x == y || nan && math.IsNaN(x) && math.IsNaN(y)
}

// The elements of a comparison are those of NumPy's formula in any type and order, and
// what asks for all of them finds the one that differs wherever it is.
func TestCloseElements(t *testing.T) {
	special := []float64{0, math.Copysign(0, -1), 1, 1 + 1e-5, 1 + 3e-5, 1e-8, 2e-8, -1, math.Inf(1), math.Inf(-1), math.NaN(), 1e300, 1.00001e300, 5e-324}
	n := len(special)
	x := ndarray.Must(ndarray.FromSlice(special))
	for _, nan := range []bool{false, true} {
		var opts []array.Option
		if nan {
			opts = append(opts, array.EqualNaN())
		}
		for name, got := range map[string]*array.Array{
			"C": array.IsClose(x.Reshape(n, 1), x.Reshape(1, n), opts...),
			"F": array.IsClose(x.Reshape(1, n), x.Reshape(n, 1), opts...).T(),
		} {
			require.NoError(t, got.Err())
			for i, a := range special {
				for j, b := range special {
					v, err := ndarray.At[bool](got, i, j)
					require.NoError(t, err)
					require.Equal(t, closeAs(a, b, nan), v, "%s: isclose(%v, %v), equal_nan %v", name, a, b, nan)
				}
			}
		}
	}
	for _, d := range []dtype.DType{dtype.Uint8, dtype.Int64, dtype.Float16, dtype.Float32, dtype.Float64, dtype.Complex128} {
		for _, shape := range [][]int{{7}, {400, 500}} {
			a := ndarray.Ones(d, shape...)
			for _, b := range []*array.Array{a.Copy(), a.CopyF()} {
				for _, left := range []*array.Array{a, a.CopyF()} {
					flat := b.Reshape(b.Size())
					if !b.IsC() {
						flat = b.T().Reshape(b.Size())
					}
					for _, place := range []int{0, b.Size() / 2, b.Size() - 1} {
						for _, differ := range []bool{false, true} {
							at := flat.Index(ndarray.From(place).To(place + 1))
							if differ {
								require.NoError(t, at.Fill(3))
							}
							all, err := array.AllClose(left, b)
							require.NoError(t, err)
							require.Equal(t, !differ, all, "%v %v %d", d, shape, place)
							same, err := array.ArrayEqual(left, b)
							require.NoError(t, err)
							require.Equal(t, !differ, same, "%v %v %d", d, shape, place)
							require.NoError(t, at.Fill(1))
						}
					}
				}
			}
		}
	}
}

// Tolerances that are arrays are broadcast with the elements, and are of them all where one bool is asked for.
func TestToleranceArrays(t *testing.T) {
	x := ndarray.Must(ndarray.FromSlice([]float32{1, 2, 3}))
	y := ndarray.Must(ndarray.FromSlice([]float64{1.5, 2.5, 3.5}))
	absolute := ndarray.Must(ndarray.FromSlice([]float64{0.4, 0.6}))
	got := array.IsClose(x, y, array.Tolerance(0, absolute.Reshape(2, 1)))
	require.NoError(t, got.Err())
	require.Equal(t, []int{2, 3}, got.Shape())
	bools, err := ndarray.ToSlice[bool](got)
	require.NoError(t, err)
	require.Equal(t, []bool{false, false, false, true, true, true}, bools)
	for from, want := range []bool{false, true} {
		all, err := array.AllClose(x, y, array.Tolerance(0, absolute.Slice(fmt.Sprintf("%d:", from)).Reshape(2-from, 1)))
		require.NoError(t, err)
		require.Equal(t, want, all)
	}
	bad := array.IsClose(x, y, array.Tolerance(0, ndarray.Zeros(dtype.Float64, 2)))
	require.ErrorIs(t, bad.Err(), fault.Shape)
	require.ErrorContains(t, bad.Err(), "isclose")
}
