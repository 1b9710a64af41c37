package gen

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/spec"
)

// TestBodyFaults checks the faults that only the compiler can find: each with
// its exact place, message and hint, as testdata/faults.txt has them. The faults
// of the format are package spec's to test.
func TestBodyFaults(t *testing.T) {
	const head = "package: p\nfunctions: [own.go]\nufuncs:\n- name: f\n  doc: D.\n  in: [x, y]\n  out: [z]\n  loops:\n  - bound: exact\n    for: "
	own := &fstest.MapFile{Data: []byte(`package p

import "math"

var table = [2]float64{1, 2}

func Twice(x float64) float64 { return 2 * x }

func Loop(x float64) float64 {
	for x < 1 {
		x *= 2
	}
	return x
}

func Again(x float64) float64 { return Again(x - 1) }

func Uses(x float64) float64 { return math.Gamma(x) }

func Table(x float64) float64 { return x * table[1] }
`)}
	var got strings.Builder
	for _, tc := range []struct{ dtype, body string }{
		{"float64", "Sqr(x) + y"},
		{"float64", "x + y + q"},
		{"int64", "x / y"},
		{"int64", "x % y"},
		{"int64", "x << y"},
		{"int64", "Sqrt(x) + y"},
		{"int64", "x + y * 0.5"},
		{"int64", "Sat[int64](x + y)"},
		{"float64", "x + float32(y)"},
		{"float64", "x + y > 0"},
		{"float64", "float64(int32(x)) + y"},
		{"float64", "x & y"},
		{"float64", "Loop(x) + y"},
		{"float64", "Again(x) + y"},
		{"float64", "Uses(x) + y"},
		{"float64", "Table(x) + y"},
		{"float64", "Twice(x, y)"},
		{"float64", "Rare(x < y)"},
		{"float64", "Cast[float32](x) + y"},
		{"float64", "Inf[T](x) + y"},
		{"float64", "[]float64{x, y}[0]"},
		{"float64", "*(&x) + y"},
		{"complex128", "x / y"},
		{"complex128", "x < y"},
		{"bool", "x + y"},
		{"float64", "Pick(x, 1, 2) + y"},
	} {
		f, err := spec.Load("f.yaml", []byte(head+tc.dtype+"\n    body: |\n      "+tc.body+"\n"))
		require.NoError(t, err, tc.body)
		_, err = Compile([]*spec.File{f}, fstest.MapFS{"own.go": own}, "example.com/p")
		require.Error(t, err, tc.body)
		got.WriteString(err.Error() + "\n\n")
	}
	const golden = "testdata/faults.txt"
	if os.Getenv("ARRAYGEN_UPDATE") != "" {
		require.NoError(t, os.WriteFile(golden, []byte(got.String()), 0o666))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), got.String())
}
