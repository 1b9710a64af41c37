// SPDX-License-Identifier: BSD-3-Clause

package array_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// Std and Var of all elements don't depend on how these lie in memory, in any type; nor does
// a call on the call before, whose memory serves again.
func TestStdOfLayouts(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, shape := range [][]int{{41, 30, 50}, {20, 30, 10}, {3, 4, 5}} {
		for _, d := range []dtype.DType{dtype.Float32, dtype.Float64, dtype.Complex128, dtype.Float16, dtype.Int16} {
			x := array.AsType(array.Multiply(array.Real(random(r, dtype.Complex128, shape...)), 100), d)
			for _, axes := range [][]int{{2, 1, 0}, {1, 2, 0}, {2, 0, 1}, {0, 2, 1}} {
				v := x.Transpose(axes...)
				c := v.Copy()
				for _, f := range []func(any, ...array.Option) *array.Array{array.Std, array.Var} {
					for _, opts := range [][]array.Option{nil, {array.Correction(1), array.KeepDims()}} {
						want := f(c, opts...)
						require.NoError(t, want.Err())
						got := f(v, opts...)
						assert.Equal(t, want.Shape(), got.Shape())
						assert.Equal(t, want.Reshape(1).View(dtype.Uint8).String(), got.Reshape(1).View(dtype.Uint8).String(), "%v %v, axes %v", d, shape, axes)
					}
				}
			}
		}
	}
}
