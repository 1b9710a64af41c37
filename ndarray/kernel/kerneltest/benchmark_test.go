// SPDX-License-Identifier: BSD-3-Clause

package kerneltest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray/dtype"
)

// TestScalarsAreNoArrays counts the bytes of y = a*x, of which a is one number.
func TestScalarsAreNoArrays(t *testing.T) {
	k := Kernel{In: []dtype.DType{dtype.Float64, dtype.Float32}, Out: []dtype.DType{dtype.Float64}, Scalars: 1}
	a, _, bytes := operands(k, 100)
	require.Equal(t, int64(1600), bytes)
	require.Equal(t, []int{8, 0, 8}, []int{a.Op[0].Inner, a.Op[1].Inner, a.Op[2].Inner})
}
