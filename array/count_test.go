// SPDX-License-Identifier: BSD-3-Clause

package array_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

func TestCountNonzeroOverAllAxes(t *testing.T) {
	for _, d := range dtype.All() {
		x := ndarray.Zeros(d, 30, 50)
		want := 0
		for i := range 30 {
			for j := range 50 {
				if (i*j)%7 == 3 {
					require.NoError(t, x.Slice("...").SetIndex(ndarray.Ones(d), ndarray.Int(i), ndarray.Int(j), ndarray.Ellipsis))
					want++
				}
			}
		}
		for _, y := range []*array.Array{x, x.T(), x.Slice("::-1, ::-1"), x.CopyF()} {
			z := array.CountNonzero(y)
			n, err := ndarray.Item[int64](z)
			require.NoError(t, err)
			assert.EqualValues(t, want, n, d)
			assert.Zero(t, z.NDim())
			kept := array.CountNonzero(y, array.KeepDims())
			assert.Equal(t, []int{1, 1}, kept.Shape())
			n, err = ndarray.Item[int64](array.Sum(array.CountNonzero(y, array.Axis(0))))
			require.NoError(t, err)
			assert.EqualValues(t, want, n, d)
			out := ndarray.Zeros(dtype.Int64)
			require.Same(t, out, array.CountNonzero(y, array.Out(out)))
			assert.Equal(t, kept.Reshape().String(), out.String())
		}
	}
}
