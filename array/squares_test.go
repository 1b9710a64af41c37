// SPDX-License-Identifier: BSD-3-Clause

package array_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ufunc"
)

// A variance that is made block by block has the bits of one whose distances all lie
// in memory, whatever the type, the layout, the axis and the number of threads.
func TestVarianceByBlocks(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	values := make([]complex128, 60_000)
	for i := range values {
		values[i] = complex(100+30*r.NormFloat64(), r.NormFloat64())
	}
	for _, d := range []dtype.DType{dtype.Bool, dtype.Uint8, dtype.Int32, dtype.Float16, dtype.Float32, dtype.Float64, dtype.Complex64, dtype.Complex128} {
		flat := array.AsType(values, d)
		require.NoError(t, flat.Err())
		for _, shape := range []array.Shape{{60_000}, {3, 20_000}, {20_000, 3}, {250, 240}, {20, 30, 100}, {1, 60_000}} {
			x := flat.Reshape(shape...)
			for name, y := range map[string]*array.Array{"C": x, "T": x.T(), "strided": array.Concat([]any{x, x}, array.Axis(-1)).Index(ndarray.Ellipsis, ndarray.All.Step(2)), "reversed": x.Index(ndarray.All.Step(-1))} {
				for axis := -1; axis < y.NDim(); axis++ {
					options := []array.Option{array.KeepDims()}
					if axis >= 0 {
						options = append(options, array.Axis(axis))
					}
					wide := y.DType().Descriptor().Wide
					if wide.Kind() < dtype.KindFloat {
						wide = dtype.Float64
					}
					z := array.AsType(y, wide)
					mean := array.Mean(z, options...)
					d := array.Subtract(z, mean)
					sums := array.Sum(array.Square(d), options...)
					if wide.Kind() == dtype.KindComplex {
						sums = array.Sum(array.Add(array.Square(array.Real(d)), array.Square(array.Imag(d))), options...)
					}
					want := array.Divide(sums, float64(y.Size()/sums.Size()))
					if y.DType() == dtype.Float16 {
						want = array.AsType(want, dtype.Float16)
					}
					for _, threads := range []int{1, 4} {
						before := ufunc.SetMaxThreads(threads)
						got := array.Var(y, options...)
						ufunc.SetMaxThreads(before)
						what := fmt.Sprint(y.DType(), shape, name, axis, threads)
						require.NoError(t, got.Err(), what)
						require.Equal(t, want.Shape(), got.Shape(), what)
						same, err := array.ArrayEqual(want, got)
						require.NoError(t, err)
						require.True(t, same, what)
					}
				}
			}
		}
	}
	v, err := array.Std(flatWithNaN()).Item()
	require.NoError(t, err)
	require.True(t, math.IsNaN(v.(float64)))
}

func flatWithNaN() *array.Array {
	x := array.Linspace(0, 1, 50_000)
	if err := ndarray.SetAt(x, math.NaN(), 33_333); err != nil {
		panic(err)
	}
	return x
}
