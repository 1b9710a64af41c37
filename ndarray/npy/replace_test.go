// SPDX-License-Identifier: BSD-3-Clause

//go:build unix

package npy

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// writers are the functions that write a file.
var writers = map[string]func(path string, a *ndarray.Array) error{
	"Save": Save,
	"SaveArchive": func(path string, a *ndarray.Array) error {
		return SaveArchive(path, true, map[string]*ndarray.Array{"a": a})
	},
	"Create": func(path string, a *ndarray.Array) error {
		c := Create(path, a.DType(), false, a.Shape()...)
		defer c.Owner().Release()
		return c.Err()
	},
}

// TestWriteOverOwnSource writes a file anew from an array that is mapped from
// it: the array keeps its elements, and the file gets them.
func TestWriteOverOwnSource(t *testing.T) {
	for name, write := range writers {
		for _, mode := range []Mode{ReadOnly, ReadWrite, CopyOnWrite} {
			dir := t.TempDir()
			path := filepath.Join(dir, "a.npy")
			want := ndarray.Arange[float64](0, 100_000, 1)
			require.NoError(t, Save(path, want))
			link := filepath.Join(dir, "link.npy")
			require.NoError(t, os.Symlink("a.npy", link))
			m := Map(path, mode)
			require.NoError(t, m.Err())
			// A view of less, so that the new file is shorter; by way of a link.
			require.NoError(t, write(link, m.Slice("10:20")), name)
			assert.Equal(t, little(t, want), little(t, m), "%s: the mapped array", name)
			if name == "Save" {
				assert.Equal(t, little(t, want.Slice("10:20")), little(t, Load(path)))
			}
			require.NoError(t, write(path, m), name)
			assert.Equal(t, little(t, want), little(t, m), "%s: the mapped array", name)
			if name == "Save" {
				assert.Equal(t, little(t, want), little(t, Load(path)))
			}
			m.Owner().Release()
			left, err := os.ReadDir(dir)
			require.NoError(t, err)
			assert.Len(t, left, 2, "%s leaves nothing beside", name)
		}
	}
}

// TestFailedWriteLeavesTheFile has writes that fail at different points.
func TestFailedWriteLeavesTheFile(t *testing.T) {
	x := ndarray.Ones(dtype.Float64, 1000)
	for name, write := range writers {
		dir := t.TempDir()
		path := filepath.Join(dir, "a.npy")
		require.NoError(t, os.WriteFile(path, []byte("old"), 0o640))
		released := Create(filepath.Join(dir, "b.npy"), dtype.Int8, false, 5)
		require.NoError(t, released.Err())
		released.Owner().Release()
		assert.Error(t, write(path, ndarray.Failed(io.EOF)), name)
		if name != "Create" {
			assert.ErrorIs(t, write(path, released), ndarray.ErrReleased, name)
		}
		hard := filepath.Join(dir, "hard.npy")
		require.NoError(t, os.Link(path, hard))
		assert.ErrorContains(t, write(path, x), "2 hard links", name)
		require.NoError(t, os.Remove(hard))
		assert.ErrorContains(t, write(dir, x), "is a directory", name)
		assert.ErrorContains(t, write("/dev/null", x), "is a device", name)
		for _, err := range []error{write(dir, x), write(filepath.Join(dir, "no", "a"), x)} {
			assert.ErrorIs(t, err, ndarray.ErrIO, name)
		}
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		assert.Equal(t, "old", string(text), name)

		require.NoError(t, write(path, x), name)
		info, err := os.Stat(path)
		require.NoError(t, err)
		assert.Equal(t, os.FileMode(0o640), info.Mode(), name)
		left, err := os.ReadDir(dir)
		require.NoError(t, err)
		assert.Len(t, left, 2, name)
	}
}

func TestSaveToPipe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	require.NoError(t, unix.Mkfifo(path, 0o666))
	got := make(chan *ndarray.Array)
	go func() { got <- Load(path) }()
	x := ndarray.Arange[int32](0, 100_000, 1)
	require.NoError(t, Save(path, x))
	assert.Equal(t, little(t, x), little(t, <-got))

	go func() { got <- Load(path) }()
	err := Create(path, dtype.Int8, false, 3).Err()
	assert.ErrorContains(t, err, "is no regular file, which alone can be mapped")
	assert.Error(t, (<-got).Err())
}

func TestWriter(t *testing.T) {
	a := ndarray.Arange[int16](0, 24, 1).Reshape(4, 3, 2)
	for _, fortran := range []bool{false, true} {
		whole := a
		if fortran {
			whole = a.T()
		}
		var want, got strings.Builder
		require.NoError(t, Write(&want, whole))
		w, err := NewWriter(&got, dtype.Int16, fortran, whole.Shape()...)
		require.NoError(t, err)
		assert.Equal(t, int64(want.Len()), w.Left())
		for i := range 4 {
			require.NoError(t, w.Append(a.At(i)))
		}
		require.NoError(t, w.Close())
		assert.Zero(t, w.Left())
		assert.Equal(t, want.String(), got.String())
	}
	w, err := NewWriter(io.Discard, dtype.Int16, false, 5)
	require.NoError(t, err)
	assert.ErrorIs(t, w.Append(a), ndarray.ErrShape, "more than there can be")
	assert.ErrorIs(t, w.Append(ndarray.Ones(dtype.Int8, 5)), ndarray.ErrDType)
	assert.ErrorIs(t, w.Close(), ndarray.ErrShape, "less than there must be")
	_, err = NewWriter(io.Discard, dtype.Int16, false, -1)
	assert.ErrorIs(t, err, ndarray.ErrShape)
	_, err = NewWriter(io.Discard, dtype.Invalid, false)
	assert.ErrorIs(t, err, ndarray.ErrDType)
	var empty strings.Builder
	w, err = NewWriter(&empty, dtype.Int16, false, 0, 3)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	assert.Equal(t, []int{0, 3}, Read(strings.NewReader(empty.String())).Shape())
}
