// SPDX-License-Identifier: BSD-3-Clause

//go:build !race

package sorting_test

// The race detector has pools drop what they are given.

import (
	"math/rand/v2"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/array/internal/sorting"
	"github.com/arraygen/arraygen/generated/sorts"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// Rows that kernels sort or partition need no buffer; a sort by digits has one.
func TestNoBuffer(t *testing.T) {
	most := 0.0
	if sorts.Floats32.Best() == nil {
		most = 3
	}
	r := rand.New(rand.NewPCG(1, 2))
	row, random := make([]float32, 300), make([]float32, 300)
	for i := range random {
		random[i] = r.Float32()
	}
	p, kth := unsafe.Pointer(&row[0]), []int{150}
	assert.LessOrEqual(t, testing.AllocsPerRun(100, func() {
		copy(row, random)
		require.NoError(t, sorting.SortRow("", dtype.Float32, p, len(row)))
	}), most)
	// One is the partitioner itself.
	assert.LessOrEqual(t, testing.AllocsPerRun(100, func() {
		copy(row, random)
		require.NoError(t, sorting.PartitionRow("", nil, dtype.Float32, p, len(row), kth))
	}), most+1)
}
