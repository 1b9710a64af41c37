// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// counting returns a matrix with elements 0, 1, … in C order, modulo what the
// type holds.
func counting(t *testing.T, d dtype.DType, rows, cols int) *ndarray.Array {
	x := AsType(ndarray.Arange(0, int64(rows*cols), 1).Reshape(rows, cols), d, dtype.Unsafe)
	require.NoError(t, x.Err())
	return x
}

// Matrices that are transposed, on either side or both ways round, are worked
// on in chunks of several rows, and in tiles if they are long: the results are
// those of copies in C order, on one thread and on several.
func TestTransposedOperands(t *testing.T) {
	defer func(old float64) { parallelNanos = old }(parallelNanos)
	defer SetMaxThreads(SetMaxThreads(2))
	for _, shape := range [][2]int{{70, 300}, {300, 70}, {7, 1500}, {3, 70_001}, {12, 70_001}, {70_001, 12}} {
		for _, d := range []dtype.DType{dtype.Uint8, dtype.Int16, dtype.Float32, dtype.Float64, dtype.Complex128} {
			if shape[0]*shape[1] > 100_000 && (d != dtype.Uint8 || testing.Short() && shape[0] != 3) && (d != dtype.Complex128 || testing.Short()) {
				continue
			}
			x, y := counting(t, d, shape[0], shape[1]), counting(t, d, shape[0], shape[1])
			xt, yt := counting(t, d, shape[1], shape[0]).T(), counting(t, d, shape[1], shape[0]).T()
			for name, c := range map[string]struct{ x, y, out *ndarray.Array }{
				"first":    {xt, y, ndarray.Zeros(d, shape[0], shape[1])},
				"output":   {x, y, ndarray.Zeros(d, shape[1], shape[0]).T()},
				"opposite": {xt, y, ndarray.Zeros(d, shape[1], shape[0]).T()},
				"reversed": {xt.Flip(), yt.Slice("::-1"), ndarray.Zeros(d, shape[0], shape[1])},
				"cast":     {xt, AsType(yt, dtype.Uint8, dtype.Unsafe), ndarray.Zeros(d, shape[0], shape[1])},
			} {
				want := testAdd.Call(deepCopy(c.x), deepCopy(c.y))
				require.NoError(t, want.Err())
				for _, parallelNanos = range []float64{1, 1e12} {
					got := testAdd.Out(c.out).Call(c.x, c.y)
					require.NoError(t, got.Err())
					require.Equal(t, raw(want), raw(got), fmt.Sprint(name, shape, d))
				}
				back := ndarray.Zeros(d, shape[1], shape[0]).T()
				require.NoError(t, Copyto(back, c.x, dtype.Safe, nil))
				require.Equal(t, raw(c.x), raw(back), fmt.Sprint("copy of ", name, shape, d))
			}
		}
	}
}
