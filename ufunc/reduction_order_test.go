// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// Where any order gives the same, axes that lie end to end in memory are one
// run, in whatever order and direction.
func TestReductionFollowsMemory(t *testing.T) {
	x := ndarray.Arange[int64](0, 60, 1).Reshape(3, 4, 5)
	for _, view := range []*ndarray.Array{x, x.T(), x.Transpose(1, 2, 0), x.Slice("::-1, ::-1, ::-1"), x.T().Slice("::-1, ::-1, ::-1")} {
		for _, u := range []*Ufunc{Maximum, Add} {
			p := getPlan()
			c := u.AllAxes()
			require.NoError(t, c.planReduce(p, view))
			assert.Equal(t, 1, p.reduction.ndim, "%s, strides %v", u.Name, view.Strides())
			p.put(len(p.op))
		}
	}
}

// A reduction gives the same for every layout of the same elements, with a mask
// of any layout too.
func TestReductionOfLayouts(t *testing.T) {
	shape := []int{6, 1, 5, 7}
	for _, u := range []*Ufunc{Maximum, Minimum, Add, Multiply, LogicalOr, BitwiseXor, Fmax} {
		for _, d := range []dtype.DType{dtype.Bool, dtype.Int8, dtype.Int64, dtype.Float64} {
			if _, err := u.reduceLoop(0, d, dtype.Invalid, dtype.Invalid); err != nil {
				continue
			}
			values := ndarray.Empty(d, shape...)
			require.NoError(t, Remainder.Out(values).Casting(dtype.Unsafe).Call(Multiply.Call(ndarray.Arange[int64](0, 210, 1).Reshape(shape...), 37), 11).Err())
			mask := Greater.Call(Remainder.Call(ndarray.Arange[int64](0, 210, 1).Reshape(shape...), 5), 1)
			for i, lay := range layouts {
				x, m := lay(values), lay(mask)
				require.Equal(t, shape, x.Shape())
				for _, axes := range [][]int{{0}, {2}, {0, 2}, {2, 3}, {3, 0}, {0, 1, 2, 3}} {
					what := fmt.Sprintf("%s of %v, layout %d, axes %v", u.Name, d, i, axes)
					c := u.Axis(axes...)
					assert.Equal(t, c.Reduce(values).String(), c.Reduce(x).String(), what)
					c = u.Axis(axes...).Initial(1).Where(mask)
					want := c.Reduce(values)
					require.NoError(t, want.Err(), what)
					assert.Equal(t, want.String(), u.Axis(axes...).Initial(1).Where(m).Reduce(values).String(), what)
					assert.Equal(t, want.String(), u.Axis(axes...).Initial(1).Where(mask).Reduce(x).String(), what)
				}
			}
		}
	}
}

// A sum down columns has the bits of each column's own, for all numbers of columns that are no whole
// vectors and of rows that are no whole series, whatever the columns begin with or hold.
func TestSumsDownColumns(t *testing.T) {
	nan := math.Float64frombits(0xfff4000000000001) // signalling, negative
	for _, d := range []dtype.DType{dtype.Float16, dtype.Float32, dtype.Float64, dtype.Complex64, dtype.Complex128} {
		for _, n := range []int{1, 127, 128, 255, 256, 263, 511, 512, 513, 527, 700, 2500} {
			for _, m := range []int{7, 8, 16, 17, 64, 120, 129, 500} {
				if n*m > 150_000 {
					continue
				}
				x := ndarray.Empty(d, m+1, n+3).Slice("1:, 2:-1")
				values := Subtract.Call(Divide.Call(Remainder.Call(Multiply.Call(ndarray.Arange[int64](0, int64(n*m), 1).Reshape(m, n), 7919), 1013), 7), 70.5)
				require.NoError(t, Copyto(x, values, dtype.Unsafe, nil))
				columns := []int{0, n / 3, n / 2, n - 1, max(n-2, 0), max(n-9, 0)}
				for k, v := range []float64{math.Copysign(0, -1), nan, math.Inf(1), math.Inf(-1)} {
					if k < len(columns) && n > 100 {
						require.NoError(t, Copyto(x.Slice(fmt.Sprintf("%d::%d, %d", k%2*m/2, 1+k/2*m/3, columns[k])), v, dtype.Unsafe, nil))
					}
				}
				for _, view := range []*ndarray.Array{x, x.Slice("::-1"), x.Slice("::2")} {
					all := Add.Axis(0).Reduce(view)
					require.NoError(t, all.Err())
					for _, j := range columns {
						column := fmt.Sprintf("%d", j)
						want := Add.Reduce(view.Slice(":, " + column).Copy())
						require.Equal(t, elementBytes(want), elementBytes(all.Slice(column)), "%v, %d x %d, column %d", d, m, n, j)
					}
				}
			}
		}
	}
}

// layouts give arrays of four axes with the same elements other places.
var layouts = []func(x *ndarray.Array) *ndarray.Array{
	func(x *ndarray.Array) *ndarray.Array { return x.T().Copy().T() },
	func(x *ndarray.Array) *ndarray.Array { return x.Transpose(2, 0, 3, 1).Copy().Transpose(1, 3, 0, 2) },
	func(x *ndarray.Array) *ndarray.Array {
		return x.Slice("::-1, :, ::-1, ::-1").Copy().Slice("::-1, :, ::-1, ::-1")
	},
	func(x *ndarray.Array) *ndarray.Array { return x.Slice("::-1").T().Copy().T().Slice("::-1") },
	func(x *ndarray.Array) *ndarray.Array {
		wide := ndarray.Empty(x.DType(), 6, 1, 10, 14)
		v := wide.Slice("::, ::, ::-2, 1::2")
		_ = v.Assign(x)
		return v
	},
}
