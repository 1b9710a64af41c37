// SPDX-License-Identifier: BSD-3-Clause

package array_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// dot writes to an Out of just its shape, as NumPy's; matmul, a ufunc, broadcasts into it.
func TestDotDoesNotBroadcast(t *testing.T) {
	x, y := ndarray.Ones(dtype.Float64, 2), ndarray.Ones(dtype.Float64, 2, 3)
	require.NoError(t, array.Dot(x, y, array.Out(ndarray.Zeros(dtype.Float64, 3))).Err())
	require.Error(t, array.Dot(x, y, array.Out(ndarray.Zeros(dtype.Float64, 1, 3))).Err())
	require.NoError(t, array.Matmul(x, y, array.Out(ndarray.Zeros(dtype.Float64, 4, 3))).Err())
}
