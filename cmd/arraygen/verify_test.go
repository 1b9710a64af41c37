// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray/kernel"
)

func TestVerifyStock(t *testing.T) {
	out, err := command(t, "verify")
	require.NoError(t, err)
	assert.Regexp(t, `^the stock ufuncs: \d{4} results have the bits on file, on \[go`, out)
	_, err = command(t, "verify", "--write")
	assert.ErrorContains(t, err, "--write takes the spec files")
}

// TestVerifyFile goes the way of a user: write the hashes, verify, change the row.
func TestVerifyFile(t *testing.T) {
	dir := module(t)
	const row = `package: p
ufuncs:
  - {name: blend, doc: D., in: [x, y], out: [z], loops: [{for: [float32, int16], body: x + y, bound: exact, reduce: serial}]}
kernels:
  - {name: half, doc: D., in: {x: float64}, scalars: {by: float64}, out: {z: float64}, body: z = x / by, bound: exact}
`
	write(t, "p/kernels.yaml", row)
	_, err := command(t, "verify", "p/kernels.yaml")
	require.ErrorContains(t, err, "write p/kernels.sum with arraygen verify --write p/kernels.yaml")
	_, err = command(t, "verify", "--write", "p/kernels.yaml")
	require.ErrorContains(t, err, "run arraygen generate")
	_, err = command(t, "generate", "p/kernels.yaml")
	require.NoError(t, err)
	out, err := command(t, "verify", "--write", "p/kernels.yaml")
	require.NoError(t, err)
	assert.Equal(t, "p/kernels.sum: 6 results\n", out)
	out, err = command(t, "verify", "p/kernels.yaml")
	require.NoError(t, err)
	assert.Contains(t, out, "p/kernels.yaml: 6 results have the bits on file")

	write(t, "p/kernels.yaml", strings.Replace(row, "x / by", "x / by + 1", 1))
	_, err = command(t, "generate", "p/kernels.yaml")
	require.NoError(t, err)
	_, err = command(t, "verify", "p/kernels.yaml")
	require.ErrorContains(t, err, "2 differences among 6 results:\nhalf.float64.float64..float64: ")

	require.NoError(t, os.WriteFile(dir+"/p/kernels.sum", []byte("half 12\n"), 0o666))
	_, err = command(t, "verify", "p/kernels.yaml")
	require.ErrorContains(t, err, "p/kernels.sum: line 1")
}

func TestDoctor(t *testing.T) {
	out, err := command(t, "doctor")
	require.NoError(t, err)
	for l := range kernel.NumLevels {
		assert.Regexp(t, `(?m)^level `+l.String()+` +(in use|yes, .*|no: .*)$`, out)
	}
	assert.Equal(t, 1, strings.Count(out, "  in use\n"), out)
	assert.Contains(t, out, "go version")
	restore, err := kernel.SetLevel(kernel.Go)
	require.NoError(t, err)
	defer restore()
	out, err = command(t, "doctor")
	require.NoError(t, err)
	assert.Regexp(t, `(?m)^level go +in use$`, out)
	t.Setenv("PATH", t.TempDir())
	out, err = command(t, "doctor")
	require.NoError(t, err)
	assert.Contains(t, out, "no go on the path")
}
