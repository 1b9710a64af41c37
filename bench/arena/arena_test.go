// SPDX-License-Identifier: BSD-3-Clause

package arena

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray/dtype"
)

func TestArenaIsShared(t *testing.T) {
	a, err := New(1 << 16)
	require.NoError(t, err)
	at, err := a.Cut(dtype.Int32, 6)
	require.NoError(t, err)
	x := a.Array(dtype.Int32, Layout{Shape: []int{3}, Strides: []int{-8}, Offset: at + 16})
	require.NoError(t, x.Err())
	require.NoError(t, x.Fill(int32(7)))
	raw, err := os.ReadFile(a.Path)
	require.NoError(t, err)
	assert.Equal(t, []byte{7, 0, 0, 0, 0, 0, 0, 0, 7}, raw[at:at+9])
	path := a.Path
	a.Close()
	assert.NoFileExists(t, path)
}

func TestArenaIsFull(t *testing.T) {
	a, err := New(2 * Align)
	require.NoError(t, err)
	defer a.Close()
	_, err = a.Cut(dtype.Float64, Align)
	assert.ErrorContains(t, err, "no room for 4096 elements of float64")
	_, err = a.Cut(dtype.Float64, 8)
	assert.NoError(t, err)
	a.Reset(3)
	assert.Equal(t, 2, a.Pages())
	at, err := a.Cut(dtype.Float64, 8)
	assert.NoError(t, err)
	assert.Equal(t, 3*Line, at)
	assert.Zero(t, a.Pages())
}
