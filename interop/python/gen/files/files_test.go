// SPDX-License-Identifier: BSD-3-Clause

package files

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The checked-in files are what the generator writes, and nobody else's file
// has its header.
func TestFresh(t *testing.T) {
	root := filepath.Join("..", "..", "..", "..")
	all, err := All(root)
	require.NoError(t, err)
	for name, want := range all {
		got, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
		require.NoError(t, err)
		require.Equal(t, string(want), string(got), "%s is stale; run go generate ./interop/python/...", name)
	}
	for _, dir := range []string{"interop/python/ext", "interop/python/arraygen"} {
		entries, err := os.ReadDir(filepath.Join(root, dir))
		require.NoError(t, err)
		for _, e := range entries {
			if e.IsDir() || all[dir+"/"+e.Name()] != nil {
				continue
			}
			switch filepath.Ext(e.Name()) {
			case ".c", ".h", ".py", ".pyi", ".go":
				text, err := os.ReadFile(filepath.Join(root, dir, e.Name()))
				require.NoError(t, err)
				require.False(t, strings.HasPrefix(strings.TrimLeft(string(text), "/# "), header), "%s is an orphan", e.Name())
			}
		}
	}
}
