//go:build unix

package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/gen"
)

// TestKilledGenerate kills generate at many moments. Every file is a whole one,
// of the run before or of this; the next run makes the set complete and leaves
// nothing else behind.
func TestKilledGenerate(t *testing.T) {
	tree, err := filepath.Abs(".")
	require.NoError(t, err)
	dir := module(t)
	exe := filepath.Join(dir, "arraygen.exe")
	build := exec.Command("go", "build", "-o", exe, ".")
	build.Dir = tree
	b, err := build.CombinedOutput()
	require.NoError(t, err, string(b))

	rows := func(op string) string {
		return "package: p\nufuncs:\n- {name: f, doc: D., in: [x, y], out: [z], loops: [{for: numbers, body: x " + op + " y, bound: exact, reduce: serial}]}\n"
	}
	versions := map[string]gen.Output{}
	for _, op := range []string{"+", "-"} {
		write(t, "kernels.yaml", rows(op))
		versions[op], _, err = gen.File("kernels.yaml")
		require.NoError(t, err)
	}
	start := time.Now()
	require.NoError(t, exec.Command(exe, "generate").Run())
	whole := time.Since(start)
	ops := []string{"+", "-"}
	const kills = 24
	for i := range kills {
		op := ops[i%2]
		write(t, "kernels.yaml", rows(op))
		c := exec.Command(exe, "generate")
		require.NoError(t, c.Start())
		// The last moments, in which files are written, get most of the kills.
		time.Sleep(whole * time.Duration(kills/3+i) / (kills + 2))
		_ = c.Process.Kill()
		_ = c.Wait()
		for name := range versions["+"] {
			src, err := os.ReadFile(name)
			require.NoError(t, err)
			require.True(t, bytes.Equal(src, versions["+"][name]) || bytes.Equal(src, versions["-"][name]), name)
		}
		if i%4 == 3 {
			require.NoError(t, exec.Command(exe, "generate").Run())
			require.NoError(t, versions[op].Check("."))
			entries, err := os.ReadDir(".")
			require.NoError(t, err)
			for _, e := range entries {
				require.True(t, strings.HasPrefix(e.Name(), "zz_") || !strings.HasPrefix(e.Name(), "."), e.Name())
			}
		}
	}
}
