// SPDX-License-Identifier: BSD-3-Clause

package randkernel

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestRandomKernels compares random kernels with the text of their bodies as
// Go compiles it. `make fuzz-kernels` goes on for as long as one likes.
func TestRandomKernels(t *testing.T) {
	tree, err := filepath.Abs("../../..")
	require.NoError(t, err)
	p := New(1, 120)
	dir := t.TempDir()
	require.NoError(t, p.Write(dir, tree))
	out, err := Run(dir, Options{Seed: 1, Rounds: 8})
	require.NoError(t, err, out)
	at := strings.Index(out, "RANDOM")
	require.GreaterOrEqual(t, at, 0, out)
	t.Log(strings.TrimSpace(strings.SplitN(out[at:], "\n", 2)[0]))
}

// TestProgramIsThatOfItsSeed: what a seed found can be made again.
func TestProgramIsThatOfItsSeed(t *testing.T) {
	require.Equal(t, New(5, 20), New(5, 20))
	require.NotEqual(t, New(5, 20), New(6, 20))
}

func TestNewWithoutFloat16(t *testing.T) {
	with, without := New(2, 120), NewWithoutFloat16(2, 120)
	float16 := regexp.MustCompile(`\bfloat16\b|\bHalfFromFloat32\b`)
	require.True(t, float16.MatchString(with.YAML) && float16.MatchString(with.Functions))
	require.Empty(t, float16.FindString(without.YAML+without.Functions))
}
