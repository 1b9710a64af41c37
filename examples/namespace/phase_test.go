// SPDX-License-Identifier: BSD-3-Clause

package namespace

import (
	"fmt"

	"github.com/arraygen/arraygen/array"
)

// Magnitude and phase of complex numbers. In gonum: a loop over cmplx.Polar; its
// mat.CDense has no functions of elements.
func Example_complexPhase() {
	z := []complex128{1, 1i, -1, 1 + 1i}
	degrees := array.Multiply(array.Arctan2(array.Imag(z), array.Real(z)), 180/3.141592653589793)
	fmt.Println(array.Round(array.Abs(z), 4), array.Round(degrees, 6))
	// Output: [1.     1.     1.     1.4142] [  0.  90. 180.  45.]
}
