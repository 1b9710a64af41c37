// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// uneven returns numbers of very different sizes: their sum depends on its order.
func uneven(n int) *ndarray.Array {
	r := rand.New(rand.NewPCG(1, uint64(n)))
	v := make([]float64, n)
	for i := range v {
		v[i] = math.Ldexp(r.NormFloat64(), r.IntN(8))
	}
	return ndarray.FromSlice(v)
}

func asType(x *ndarray.Array, d dtype.DType) *ndarray.Array {
	z := ndarray.Empty(d, x.Shape()...)
	Positive.Out(z).Casting(dtype.Unsafe).Call(x)
	return z
}

// The sum of elements that go through a window has the bits of that of the same elements in
// C order, which goes over memory: runs of any length, as many of them as share a line of the
// cache or fewer, from any place in a line on, forwards and backwards, of three axes.
func TestSumThroughWindow(t *testing.T) {
	sum := func(x *ndarray.Array) string {
		s := Add.AllAxes().Reduce(x)
		require.NoError(t, s.Err())
		return fmt.Sprint(s.Reshape(1).View(dtype.Uint8))
	}
	for _, d := range []dtype.DType{dtype.Float32, dtype.Float64, dtype.Complex128, dtype.Float16, dtype.Int16} {
		for _, shape := range [][]int{{250, 400}, {20, 3000}, {15000, 3}, {300, 129}, {50, 2000}, {12, 8000}} {
			base := uneven((shape[0] + 3) * (shape[1] + 2))
			x := asType(base, d).Reshape(shape[1]+2, shape[0]+3).T()
			for _, view := range []string{"3:, 2:", ":-3, :-2", "2:-1, 1:-1", "2::-1, ::-1", "::-1, 2:", "3:, ::-1", "::2, 1:"} {
				v := x.Slice(view)
				require.NoError(t, v.Err())
				assert.Equal(t, sum(v.Copy()), sum(v), "%v %v [%s]", d, shape, view)
			}
		}
		y := asType(uneven(40*30*50), d).Reshape(40, 30, 50)
		for _, axes := range [][]int{{2, 1, 0}, {2, 0, 1}, {1, 2, 0}, {1, 0, 2}, {0, 2, 1}} {
			v := y.Transpose(axes...)
			assert.Equal(t, sum(v.Copy()), sum(v), "%v, axes %v", d, axes)
			v = v.Slice("1:, :-1, ::-1")
			assert.Equal(t, sum(v.Copy()), sum(v), "%v, axes %v, a part", d, axes)
		}
	}
	// Goroutines begin amid a run.
	defer SetMaxThreads(SetMaxThreads(4))
	x := uneven(1100*1000).Reshape(1000, 1100).T()
	assert.Equal(t, sum(x.Copy()), sum(x), "threads")
}
