// SPDX-License-Identifier: BSD-3-Clause

package array_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/array"
)

func TestDiagIndicesOfAnyNumberOfAxes(t *testing.T) {
	for _, axes := range []int{-1 << 31, -1, 0} {
		of, err := array.DiagIndices(3, axes)
		require.NoError(t, err)
		assert.Empty(t, of)
	}
	_, err := array.DiagIndices(3, 65)
	assert.ErrorContains(t, err, "an array has at most 64 axes, not 65")
}
