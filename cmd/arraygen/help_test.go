// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/npy"
)

// TestExamplesOfHelp runs the examples that the help of each command prints,
// each in a folder with the files that they name. Those of bench, which take
// minutes, are parsed.
func TestExamplesOfHelp(t *testing.T) {
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("the examples are for a shell")
	}
	bin := t.TempDir()
	script := "#!/bin/sh\nARRAYGEN_TEST_COMMAND=1 exec '" + os.Args[0] + "' \"$@\"\n"
	require.NoError(t, os.WriteFile(filepath.Join(bin, "arraygen"), []byte(script), 0o777))
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))

	lines := 0
	for _, c := range root().Commands() {
		for line := range strings.Lines(c.Example) {
			line = strings.TrimSpace(line)
			lines++
			t.Run(line, func(t *testing.T) {
				if c.Name() == "bench" {
					words := strings.Fields(strings.ReplaceAll(line, "'", ""))
					require.NoError(t, c.ParseFlags(words[2:]))
					return
				}
				module(t)
				if c.Name() != "init" {
					namedFiles(t)
				}
				if c.Name() == "run" && strings.Contains(line, "--spec") || c.Name() == "verify" {
					for _, file := range []string{"kernels.yaml", "pricing/kernels.yaml"} {
						out, err := command(t, "generate", file)
						require.NoError(t, err, out)
					}
				}
				out, err := exec.CommandContext(t.Context(), "bash", "-e", "-o", "pipefail", "-c", line).CombinedOutput()
				require.NoError(t, err, string(out))
			})
		}
	}
	require.Greater(t, lines, 10)
}

// namedFiles makes the files that the examples name.
func namedFiles(t *testing.T) {
	for _, dir := range []string{".", "pricing", "image"} {
		require.NoError(t, os.MkdirAll(dir, 0o777))
		for _, name := range []string{"kernels.yaml", "kernels.sum", "normcdf.go"} {
			text, err := os.ReadFile(filepath.Join(tree, "examples", "pricing", name))
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(filepath.Join(dir, name), text, 0o666))
		}
	}
	for _, name := range []string{"in.npy", "s.npy"} {
		require.NoError(t, npy.Save(name, ndarray.Arange[float64](1, 13, 1).Reshape(3, 4)))
	}
}
