// SPDX-License-Identifier: BSD-3-Clause

package atomicfile

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// content is the content of a file, "" if there is none.
func content(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		require.ErrorIs(t, err, fs.ErrNotExist)
	}
	return string(b)
}

// only holds that a folder has these entries and nothing beside them.
func only(t *testing.T, dir string, names ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	var have []string
	for _, e := range entries {
		have = append(have, e.Name())
	}
	require.ElementsMatch(t, names, have)
}

func TestNothingIsSeenBeforeCommit(t *testing.T) {
	each(t, func(t *testing.T) {
		dir := t.TempDir()
		name := filepath.Join(dir, "a")
		for _, text := range []string{"first", "second", ""} {
			before := content(t, name)
			f, err := Create(name)
			require.NoError(t, err)
			_, err = io.WriteString(f, text)
			require.NoError(t, err)
			require.Equal(t, before, content(t, name))
			require.NoError(t, f.Commit())
			require.NoError(t, f.Close(), "after Commit it does nothing")
			require.Equal(t, text, content(t, name))
			only(t, dir, "a")
		}
		f, err := Create(name)
		require.NoError(t, err)
		_, err = io.WriteString(f, "never")
		require.NoError(t, err)
		require.NoError(t, f.Close())
		require.Error(t, f.Commit(), "it is given up")
		require.Equal(t, "", content(t, name))
		only(t, dir, "a")
	})
}

func TestCreateNew(t *testing.T) {
	each(t, func(t *testing.T) {
		dir := t.TempDir()
		name := filepath.Join(dir, "a")
		require.NoError(t, WriteNewFile(name, []byte("mine")))
		require.ErrorIs(t, WriteNewFile(name, []byte("other")), fs.ErrExist)
		late, err := CreateNew(filepath.Join(dir, "b"))
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(dir, "b"), []byte("sooner"), 0o666))
		require.ErrorIs(t, late.Commit(), fs.ErrExist)
		require.Equal(t, "sooner", content(t, filepath.Join(dir, "b")))
		require.Equal(t, "mine", content(t, name))
		only(t, dir, "a", "b")
	})
}

func TestWritersOfOneFile(t *testing.T) {
	each(t, func(t *testing.T) {
		dir := t.TempDir()
		name := filepath.Join(dir, "a")
		var all sync.WaitGroup
		for i := range 8 {
			all.Go(func() {
				text := strings.Repeat(fmt.Sprint(i), 1<<16)
				for range 10 {
					require.NoError(t, WriteFile(name, []byte(text)))
				}
			})
		}
		for range 50 {
			if s := content(t, name); s != "" {
				require.Equal(t, strings.Repeat(s[:1], 1<<16), s)
			}
		}
		all.Wait()
		only(t, dir, "a")
	})
}

func TestRefused(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "d"), 0o777))
	for name, want := range map[string]string{
		"":                             "the name is empty",
		dir:                            "is a directory",
		dir + "/":                      "is a directory",
		filepath.Join(dir, "d"):        "is a directory",
		dir + "/d/..":                  "is a directory",
		filepath.Join(dir, "no", "a"):  "no such file or directory",
		filepath.Join(dir, "no") + "/": "is a directory",
	} {
		f, err := Create(name)
		require.ErrorContains(t, err, want, name)
		require.Nil(t, f)
	}
	only(t, dir, "d")
}

func TestSet(t *testing.T) {
	each(t, func(t *testing.T) {
		dir := t.TempDir()
		in := func(name string) string { return filepath.Join(dir, name) }
		for _, name := range []string{"a", "b", "old"} {
			require.NoError(t, os.WriteFile(in(name), []byte(name), 0o640))
		}
		var s Set
		require.NoError(t, s.Write(in("a"), []byte("A")))
		require.NoError(t, s.Write(in("new"), []byte("N")))
		require.NoError(t, s.Remove(in("old")))
		require.Equal(t, "a", content(t, in("a")))
		require.NoError(t, s.Commit())
		require.Equal(t, "A", content(t, in("a")))
		require.Equal(t, "N", content(t, in("new")))
		only(t, dir, "a", "b", "new")

		// One that fails at the last step: all come back, and the guard goes.
		s = Set{}
		require.NoError(t, s.Guard(in("guard"), []byte("mixed")))
		require.NoError(t, s.Write(in("a"), []byte("AA")))
		require.NoError(t, s.Write(in("newer"), []byte("N")))
		require.NoError(t, s.Remove(in("b")))
		require.NoError(t, s.Write(in("late"), []byte("L")))
		require.NoError(t, os.Mkdir(in("late"), 0o777))
		require.ErrorContains(t, s.Commit(), "late")
		require.Equal(t, "A", content(t, in("a")))
		require.Equal(t, "b", content(t, in("b")))
		only(t, dir, "a", "b", "new", "late")

		// A set of one needs no guard, and removes that of another.
		for range 2 {
			s = Set{}
			require.NoError(t, s.Guard(in("guard"), []byte("mixed")))
			require.NoError(t, s.Write(in("a"), []byte("A")))
			require.NoError(t, s.Commit())
			only(t, dir, "a", "b", "new", "late")
			require.NoError(t, os.WriteFile(in("guard"), []byte("of a killed program"), 0o666))
		}
		require.NoError(t, os.Remove(in("guard")))

		// One that is given up.
		s = Set{}
		require.NoError(t, s.Write(in("a"), []byte("AAA")))
		s.Close()
		require.Equal(t, "A", content(t, in("a")))
		only(t, dir, "a", "b", "new", "late")
	})
}

func TestAllocate(t *testing.T) {
	each(t, func(t *testing.T) {
		name := filepath.Join(t.TempDir(), "a")
		f, err := Create(name)
		require.NoError(t, err)
		_, err = f.WriteString("text")
		require.NoError(t, err)
		require.NoError(t, f.Allocate(3<<20))
		require.NoError(t, zeros(f, 3<<20, 5<<20+1))
		require.NoError(t, f.Commit())
		require.Equal(t, "text"+strings.Repeat("\x00", 5<<20+1-4), content(t, name))
	})
}
