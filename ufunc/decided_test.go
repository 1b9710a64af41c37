// SPDX-License-Identifier: BSD-3-Clause

package ufunc_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ufunc"
)

// Where the first elements decide, the others are not looked at: there are more of
// them than anybody could wait for.
func TestDecidedReductionsEnd(t *testing.T) {
	defer ufunc.SetMaxThreads(ufunc.SetMaxThreads(1))
	for _, threads := range []int{1, 2, 5} {
		ufunc.SetMaxThreads(threads)
		for _, c := range []struct {
			u *ufunc.Ufunc
			v bool
		}{
			{ufunc.LogicalOr, true}, {ufunc.Maximum, true}, {ufunc.BitwiseOr, true},
			{ufunc.LogicalAnd, false}, {ufunc.Minimum, false}, {ufunc.BitwiseAnd, false},
		} {
			y := c.u.Reduce(ndarray.Scalar(c.v).BroadcastTo(math.MaxInt >> 13))
			got, err := ndarray.Item[bool](y)
			require.NoError(t, err, c.u.Name)
			assert.Equal(t, c.v, got, c.u.Name)
		}
	}
}

// One element among many decides, wherever it is; and of an exclusive or, none.
func TestDecidedReductionsAreRight(t *testing.T) {
	defer ufunc.SetMaxThreads(ufunc.SetMaxThreads(1))
	const n = 1 << 20
	for _, threads := range []int{1, 3} {
		ufunc.SetMaxThreads(threads)
		for _, at := range []int{-1, 0, 1, 20000, n / 2, n - 1} {
			for _, v := range []bool{false, true} {
				x := ndarray.Empty(dtype.Bool, n)
				require.NoError(t, x.Fill(!v))
				if at >= 0 {
					require.NoError(t, ndarray.SetAt(x, v, at))
				}
				trues := 0
				if at >= 0 {
					trues = 1
				}
				if !v {
					trues = n - trues
				}
				for _, c := range []struct {
					u    *ufunc.Ufunc
					want bool
				}{
					{ufunc.LogicalOr, trues > 0}, {ufunc.Maximum, trues > 0},
					{ufunc.LogicalAnd, trues == n}, {ufunc.Minimum, trues == n},
					{ufunc.LogicalXor, trues%2 == 1},
				} {
					got, err := ndarray.Item[bool](c.u.Reduce(x))
					require.NoError(t, err)
					assert.Equal(t, c.want, got, "%s with %v at %d", c.u.Name, v, at)
				}
			}
		}
	}
}
