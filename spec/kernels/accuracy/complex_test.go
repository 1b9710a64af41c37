// SPDX-License-Identifier: BSD-3-Clause

package accuracy

import (
	"maps"
	"math"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestComplexPoints measures every complex function at mpmath's points, and one that is wrong where
// the right result is infinite.
func TestComplexPoints(t *testing.T) {
	all := map[string]Points{}
	for file, name := range map[string]string{"complex_mpmath.csv": "", "complex_power.csv": "power"} {
		f, err := os.Open("../testdata/" + file)
		require.NoError(t, err)
		points, err := ReadPoints(f, name)
		require.NoError(t, err)
		require.NoError(t, f.Close())
		maps.Copy(all, points)
	}
	for _, f := range FunctionsComplex() {
		r := Compare(f, all[f.Name])
		require.Greater(t, r.Samples, uint64(50), f.Name)
		require.Empty(t, r.Failure())
		require.Positive(t, r.Max, f.Name)
		require.False(t, math.IsInf(r.Max, 0))
		eval := f.Eval
		f.Eval = func(v []float64) (re, im float64) {
			re, im = eval(v)
			return max(min(re, math.MaxFloat64), -math.MaxFloat64), im
		}
		if f.Name == "sinh" || f.Name == "exp" {
			require.True(t, math.IsInf(Compare(f, all[f.Name]).Max, 1), f.Name)
		}
	}
}
