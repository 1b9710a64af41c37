// SPDX-License-Identifier: BSD-3-Clause

package bench

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/bench/measure"
)

// lossReport has one cell that NumPy wins.
func lossReport(p Pattern, ops int) *Report {
	numpy := Time{Name: "numpy", Verdict: measure.Slower, Ratio: measure.Interval{Lo: 0.4, Mid: 0.5, Hi: 0.6}, Nanos: measure.Interval{Mid: 500}}
	ours := Time{Name: "arraygen-x", Nanos: measure.Interval{Mid: 1000}}
	return &Report{Cells: []Cell{{Key: "add/float64/k", Ufunc: "add", DTypes: "float64", Pattern: p, N: 30_000, Threads: 1, Ops: ops, Ours: ours.Name, Times: []Time{ours, numpy}}}}
}

func TestWriteDocs(t *testing.T) {
	path := filepath.Join(t.TempDir(), "p.md")
	require.NoError(t, os.WriteFile(path, []byte("before\n"+docsBegin+"old figures\n"+docsEnd+"after\n"), 0o644))
	for range 2 { // a second time changes nothing
		require.NoError(t, WriteDocs(path, lossReport(Reversed, 1), []string{filepath.Join(filepath.Dir(path), "r", "x-heatmap.png"), "x.svg"}))
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		s := string(text)
		assert.Regexp(t, `(?s)^before\n<!-- figures: begin.*<!-- figures: end -->\nafter\n$`, s)
		assert.NotContains(t, s, "old figures")
		assert.Contains(t, s, "**Cheap functions on strided operands** (1)")
		assert.Contains(t, s, "| add/float64/k | numpy | 0.50 | 0.40 … 0.60 |")
		assert.Contains(t, s, "1. `add/float64/k`")
		assert.Contains(t, s, "![heatmap](r/x-heatmap.png)")
		assert.NotContains(t, s, "svg")
	}
	require.NoError(t, os.WriteFile(path, []byte("no marks"), 0o644))
	assert.ErrorContains(t, WriteDocs(path, &Report{}, nil), "has no marks")
}

func TestEveryLossHasAReason(t *testing.T) {
	for p, want := range map[Pattern]string{
		Allocating: "A result in new memory", ReduceLast: "Reductions in a fixed order", Stride2: "Cheap functions on strided operands",
		Contiguous: "Not explained yet",
	} {
		r := Explain(Losses(lossReport(p, 1))[0])
		assert.Equal(t, want, r.Name, p)
		assert.NotEmpty(t, r.Why)
		assert.NotEmpty(t, r.Fix)
	}
	assert.Equal(t, "Elementary functions of lower accuracy", Explain(Losses(lossReport(Contiguous, 40))[0]).Name)
}

// TestThePageHasItsMarks: the page of this repository can be rewritten.
func TestThePageHasItsMarks(t *testing.T) {
	text, err := os.ReadFile("../docs/performance.md")
	require.NoError(t, err)
	assert.Contains(t, string(text), docsBegin)
	assert.Contains(t, string(text), docsEnd)
}

func TestRefusalsAreCountedTogether(t *testing.T) {
	const none = "the library has no loop for these dtypes, as its own error says"
	for why, want := range map[string]string{
		`failed: NotImplementedError: "lt_cpu" not implemented for 'ComplexDouble'`: none,
		"failed: TypeError: maximum not implemented for complex tensors.":           none,
		"failed: ValueError: shapes differ":                                         "failed: ValueError: shapes differ",
		"numexpr has no erf":                                                        "numexpr has no erf",
	} {
		require.Equal(t, want, refusal(why))
	}
	var out strings.Builder
	missing(&out, &Report{Cells: []Cell{
		{Missing: map[string]string{"torch": `failed: NotImplementedError: "a" not implemented for 'Bool'`}},
		{Missing: map[string]string{"torch": `failed: NotImplementedError: "b" not implemented for 'UInt16'`}},
	}})
	require.Contains(t, out.String(), "| torch | "+none+" | 2 |\n")
}
