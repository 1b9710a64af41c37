// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestPageIsFresh compares docs/cookbook.md with what the rows, the generated
// functions, the hashes and the times on file make.
func TestPageIsFresh(t *testing.T) {
	want, err := page("..")
	require.NoError(t, err)
	got, err := os.ReadFile("../../../docs/cookbook.md")
	require.NoError(t, err)
	assert.True(t, string(want) == string(got), "docs/cookbook.md is out of date: make cookbook-page")
	spec, err := os.ReadFile("../kernels.yaml")
	require.NoError(t, err)
	assert.GreaterOrEqual(t, len(rows(string(spec))), 30)
}
