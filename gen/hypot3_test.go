// SPDX-License-Identifier: BSD-3-Clause

package gen

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/spec"
)

// hypot3 returns the row that the diff of docs/extending.md adds.
func hypot3(t *testing.T) string {
	page, err := os.ReadFile("../docs/extending.md")
	require.NoError(t, err)
	_, diff, found := strings.Cut(string(page), "```diff\n")
	require.True(t, found)
	diff, _, _ = strings.Cut(diff, "```")
	row := "\n"
	for line := range strings.Lines(diff) {
		if added, ok := strings.CutPrefix(line, "+"); ok && !strings.HasPrefix(added, "++") {
			row += added
		}
	}
	return row
}

// TestARowIsEnough adds a ufunc that exists nowhere by one row, and looks for
// everything that must come of it.
func TestARowIsEnough(t *testing.T) {
	src, err := spec.Rows.ReadFile("arithmetic.yaml")
	require.NoError(t, err)
	f, err := spec.Load("arithmetic.yaml", append(src, hypot3(t)...))
	require.NoError(t, err)
	p, err := Compile([]*spec.File{f}, nil, "")
	require.NoError(t, err)
	out, err := stockOutput(p)
	require.NoError(t, err)
	for file, wants := range map[string][]string{
		"generated/arithmetic/zz_loops.go":       {"func hypot3Float64Go(", "func hypot3BFloat16Go("},
		"generated/arithmetic/zz_avx2_amd64.s":   {"·hypot3Float32AVX2(SB)"},
		"generated/arithmetic/zz_avx512_amd64.s": {"·hypot3Float16AVX512(SB)"},
		"generated/arithmetic/zz_neon_arm64.s":   {"·hypot3Float64NEON(SB)"},
		"generated/arithmetic/zz_sets_amd64.go":  {"Hypot3Float64 = kernel.Set{", "hypot3Float64AVX512"},
		"generated/f64/zz_f64.go":                {"func Hypot3(r []float64, x []float64, y []float64, z []float64) error"},
		"generated/vec/zz_vec.go":                {"func Hypot3[T "},
		"generated/catalogue/zz_catalogue.go":    {"&arithmetic.Hypot3Float32"},
		"ufunc/zz_ufuncs.go":                     {"var Hypot3 = &Ufunc{"},
		"ufunc/catalogue/zz_catalogue.go":        {"ufunc.Hypot3"},
		"docs/kernels.md":                        {"### hypot3"},
	} {
		for _, w := range wants {
			require.True(t, strings.Contains(string(out[file]), w), "%s in %s", w, file)
		}
	}
}
