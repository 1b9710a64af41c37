// SPDX-License-Identifier: BSD-3-Clause

package kernels

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// notRounded are the two vectors of NumPy's logarithm that are not the
// correctly rounded results: the exact ones are beyond the midpoints, by 2^-69
// and by 0.014 ULP.
var notRounded = []float32{0x1.fffffcp-01, 0x1.960ad2p-01}

// notNumPys are functions for which NumPy has no vectors, being SciPy's.
var notNumPys = []string{"erf", "erfc", "ndtr", "gammaln"}

// TestNumPyValidation runs NumPy's accuracy vectors with tolerances of our
// own: 1 ULP from the correctly rounded result, and none for the correct
// grade of float32.
func TestNumPyValidation(t *testing.T) {
	for i, f := range functions {
		if slices.Contains(notNumPys, f.name) {
			continue
		}
		correct := i%2 == 1
		rows := readCSV(t, "testdata/umath-validation-set-"+f.name+".csv")
		require.Greater(t, len(rows), 200)
		for _, row := range rows {
			in, out := strings.TrimPrefix(row[1], "0x"), strings.TrimPrefix(row[2], "0x")
			switch row[0] {
			case "np.float32":
				x, want := float32Of(t, in), float32Of(t, out)
				got := f.f32(x)
				if correct && !(f.name == "log" && slices.Contains(notRounded, x)) {
					requireSame(t, want, got, "%s(%x) correctly rounded", f.name, x)
				} else if !near32(want, got) {
					t.Errorf("%s(%x) = %x, want %x", f.name, x, got, want)
				}
			case "np.float64":
				x, want := float64Of(t, in), float64Of(t, out)
				if got := f.f64(x); !near64(want, got) {
					t.Errorf("%s(%x) = %x, want %x", f.name, x, got, want)
				}
			default:
				t.Fatalf("unknown dtype %s", row[0])
			}
		}
	}
}

// near64 reports whether b is a, or next to it.
func near64(a, b float64) bool {
	return a == b || a != a && b != b || math.Nextafter(a, b) == b
}

func near32(a, b float32) bool {
	return a == b || a != a && b != b || math.Nextafter32(a, b) == b
}
