// SPDX-License-Identifier: BSD-3-Clause

package accuracy

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/spec"
)

// TestRowsPromise: what is measured against is what the rows promise, and
// every row of the elementary functions is measured, in both dtypes.
func TestRowsPromise(t *testing.T) {
	promises, ofOperands := map[string]float64{}, map[string]bool{}
	for _, f := range Functions32() {
		name := f.Name
		if f.Grade == GradeCorrect {
			name += "_correct"
		}
		promises[name+" float32"] = f.Bound
	}
	for _, f := range Functions64() {
		promises[f.Name+" float64"] = f.Bound
	}
	for _, f := range Functions2() {
		promises[f.Name+" "+f.Dtype] = f.Bound
		ofOperands[f.Name+" "+f.Dtype] = f.OfOperands
	}
	src, err := os.ReadFile("../../elementary.yaml")
	require.NoError(t, err)
	file, err := spec.Load("elementary.yaml", src)
	require.NoError(t, err)
	seen := 0
	for _, u := range file.Ufuncs {
		for _, l := range u.Loops {
			for _, d := range l.For {
				if d != dtype.Float32 && d != dtype.Float64 {
					continue
				}
				// Grades are of float32 alone; a float64 row of either is the same.
				name := u.Name + " " + d.String()
				if d == dtype.Float64 {
					name = strings.Replace(name, "_correct", "", 1)
				}
				want := l.Bound.ULP
				if l.Bound.Exact {
					want = 0.5
				}
				require.Contains(t, promises, name, "%s is not measured", name)
				require.Equal(t, want, promises[name], "the bound of %s", name)
				require.Equal(t, l.Bound.Of == "operands", ofOperands[name], "what the bound of %s counts", name)
				seen++
			}
		}
	}
	require.Greater(t, seen, 30)

	bounds := map[string]float64{}
	for _, f := range FunctionsComplex() {
		bounds[f.Name] = f.Bound
	}
	for _, u := range file.Ufuncs {
		for _, l := range u.Loops {
			if slices.Contains(l.For, dtype.Complex128) {
				require.Contains(t, bounds, u.Name, "complex %s is not measured", u.Name)
				require.Equal(t, l.Bound.ULP, bounds[u.Name], "the bound of complex %s", u.Name)
			}
		}
	}
}
