// SPDX-License-Identifier: BSD-3-Clause

//go:build unix

package npy

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/internal/npyheader"
)

func TestMapNumPyFiles(t *testing.T) {
	for _, c := range readNumPyFiles(t).Cases {
		path := filepath.Join(t.TempDir(), "a.npy")
		require.NoError(t, os.WriteFile(path, c.File, 0o600))
		a := Options{Raw: dtype.BFloat16}.Map(path, ReadOnly)
		if a.Err() == nil && c.Swapped != npyheader.HostBig {
			assert.Equal(t, 1, a.ItemSize(), "numbers in another byte order can't be mapped")
		}
		if c.Swapped != npyheader.HostBig && a.Err() != nil {
			assert.ErrorIs(t, a.Err(), ndarray.ErrLayout)
			continue
		}
		require.NoError(t, a.Err())
		assert.False(t, a.Writeable())
		assert.True(t, a.Aligned())
		assert.Equal(t, c.Shape, a.Shape())
		assert.Equal(t, []byte(c.Data), little(t, a))
		a.Owner().Release()
		assert.ErrorIs(t, a.Copy().Err(), ndarray.ErrReleased)
	}
}

func TestMapModes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.npy")
	a := Create(path, dtype.Float32, true, 2, 3)
	require.NoError(t, a.Err())
	assert.True(t, a.IsF())
	require.NoError(t, ndarray.SetAt(a, float32(5), 1, 2))
	get := func(a *ndarray.Array) float32 {
		v, err := ndarray.At[float32](a, 1, 2)
		require.NoError(t, err)
		return v
	}
	assert.Equal(t, float32(5), get(Load(path)))
	assert.Equal(t, 6*4+128, func() int { i, _ := os.Stat(path); return int(i.Size()) }())

	private := Map(path, CopyOnWrite)
	require.NoError(t, private.Fill(7))
	assert.Equal(t, float32(7), get(private))
	assert.Equal(t, float32(5), get(Load(path)))

	shared := Map(path, ReadWrite)
	require.NoError(t, shared.Fill(9))
	assert.Equal(t, float32(9), get(a), "two mappings of one file")
	shared.Owner().Release()
	assert.Equal(t, float32(9), get(Load(path)))

	assert.ErrorIs(t, Map(path, ReadOnly).Fill(1), ndarray.ErrReadOnly)
	assert.ErrorIs(t, Map(path+"x", ReadOnly).Err(), os.ErrNotExist)
	assert.ErrorIs(t, Create(path, dtype.Int8, false, -1).Err(), ndarray.ErrShape)
	assert.ErrorIs(t, Create(path, dtype.Invalid, false, 1).Err(), ndarray.ErrDType)
	assert.Equal(t, float32(9), get(Load(path)), "a refused Create leaves the file")
}
