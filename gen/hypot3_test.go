package gen

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/spec"
)

// hypot3 is the row that docs/extending.md adds.
const hypot3 = `
  - name: hypot3
    doc: Length of a vector of three components, element by element.
    in: [x, y, z]
    out: [r]
    loops:
      - {for: floats, body: "Sqrt(FMA(x, x, FMA(y, y, z*z)))", bound: {ulp: 2}}
`

// TestARowIsEnough adds a ufunc that exists nowhere by one row, and looks for
// everything that must come of it.
func TestARowIsEnough(t *testing.T) {
	src, err := spec.Rows.ReadFile("arithmetic.yaml")
	require.NoError(t, err)
	f, err := spec.Load("arithmetic.yaml", append(src, hypot3...))
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
