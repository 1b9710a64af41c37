// SPDX-License-Identifier: BSD-3-Clause

package gen

import (
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestGeneratedIsFresh makes every generated file anew, in memory, and
// compares: none may differ, be missing, or be left over.
func TestGeneratedIsFresh(t *testing.T) {
	out, err := Stock()
	require.NoError(t, err)
	require.NoError(t, out.Check(".."), "run go generate ./...")
}

// TestUserPackagesAreFresh does so for every other file of rows in the tree:
// those of the examples and the benchmarks, in whatever module they are.
func TestUserPackagesAreFresh(t *testing.T) {
	var files []string
	err := filepath.WalkDir("..", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := d.Name()
		if d.IsDir() && name != ".." && (strings.HasPrefix(base, ".") || base == "testdata" || base == "build") {
			return fs.SkipDir
		}
		if base == "kernels.yaml" {
			files = append(files, name)
		}
		return nil
	})
	require.NoError(t, err)
	for _, name := range []string{"bench/fused", "bench/loops", "examples/image/tone", "examples/pricing"} {
		require.Contains(t, files, filepath.Join("..", filepath.FromSlash(name), "kernels.yaml"))
	}
	for _, name := range files {
		out, _, err := File(name)
		require.NoError(t, err)
		require.NoError(t, out.Check(filepath.Dir(name)), "%s: run make generate", name)
	}
}
