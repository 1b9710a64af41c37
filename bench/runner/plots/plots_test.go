// SPDX-License-Identifier: BSD-3-Clause

package plots

import (
	"image/png"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/bench"
	"github.com/arraygen/arraygen/bench/measure"
)

// report returns a report with enough cells for every plot.
func report() *bench.Report {
	r := &bench.Report{}
	r.Meta.Caches = bench.Caches{L1: 48 << 10, L2: 1 << 20, L3: 32 << 20}
	r.Meta.Versions = map[string]string{"numpy": "2"}
	r.Limits.Bandwidth = []bench.Bandwidth{{Memory: "L1", Threads: 1, Copy: 200}, {Memory: "L2", Threads: 1, Copy: 100}, {Memory: "DRAM", Threads: 1, Copy: 20}}
	r.Limits.Peak = []bench.Peak{{DType: "float64", GFlops: 80}}
	time := func(name string, nanos, ratio float64) bench.Time {
		return bench.Time{Name: name, Nanos: measure.Interval{Lo: nanos, Mid: nanos, Hi: nanos}, Ratio: measure.Interval{Lo: ratio, Mid: ratio, Hi: ratio}}
	}
	add := func(u string, p bench.Pattern, n int, ours, numpy float64) {
		times := []bench.Time{time("arraygen-avx2", ours, 1), time("numpy", numpy, numpy/ours)}
		r.Cells = append(r.Cells, bench.Cell{Ufunc: u, DTypes: "float64", Pattern: p, N: n, Threads: 1, Ours: "arraygen-avx2", Ops: 2, Traffic: 24 * n, Footprint: 24 * n, Times: times})
	}
	for _, n := range []int{10, 1000, 30_000, 1_000_000} {
		add("add", bench.Contiguous, n, float64(n), float64(2*n))
		add("exp", bench.Contiguous, n, float64(4*n), float64(3*n))
	}
	add("add", bench.Allocating, 10, 100, 300)
	add("black_scholes", "fused", 30_000, 1e5, 3e5)
	return r
}

func TestDraw(t *testing.T) {
	dir := t.TempDir()
	files, err := Draw(report(), dir, "x")
	require.NoError(t, err)
	assert.Len(t, files, 10)
	for _, name := range files {
		f, err := os.Open(name)
		require.NoError(t, err)
		if strings.HasSuffix(name, ".png") {
			img, err := png.Decode(f)
			require.NoError(t, err, name)
			assert.Greater(t, img.Bounds().Dx(), 300, name)
			f.Close()
			continue
		}
		f.Close()
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		assert.Contains(t, string(text), "<svg", name)
		if !strings.Contains(name, "heatmap") {
			assert.Regexp(t, `ns|bytes|second`, string(text), "%s has no unit on an axis", name)
		}
	}
}

func TestNothingToDraw(t *testing.T) {
	files, err := Draw(&bench.Report{}, t.TempDir(), "x")
	require.NoError(t, err)
	assert.Empty(t, files)
}

func TestHeatColours(t *testing.T) {
	_, label, _ := heatColour(nil)
	assert.Equal(t, "–", label)
	_, label, _ = heatColour(&bench.Time{Wrong: "off"})
	assert.Equal(t, "wrong", label)
	fast, _, _ := heatColour(&bench.Time{Ratio: measure.Interval{Mid: 8}})
	slow, label, _ := heatColour(&bench.Time{Ratio: measure.Interval{Mid: 0.1}})
	assert.Equal(t, "0.1", label)
	r, _, b, _ := fast.RGBA()
	assert.Greater(t, b, r, "faster is blue")
	r, _, b, _ = slow.RGBA()
	assert.Greater(t, r, b, "slower is red")
}
