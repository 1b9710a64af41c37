// SPDX-License-Identifier: BSD-3-Clause

package namespace

import (
	"fmt"

	"github.com/arraygen/arraygen/array"
)

// In gonum: sort.Float64s, floats.Span for the edges with the last one raised, and
// stat.Histogram.
func Example_histogram() {
	waiting := []float64{1.2, 0.4, 3.3, 2.2, 2.9, 0.1, 4, 2.1}
	counts, edges := array.Histogram(waiting, 4, array.Range(0, 4))
	fmt.Println(counts, edges)
	fmt.Println("median", array.Round(array.Median(waiting), 2), "quartiles", array.Quantile(waiting, []float64{0.25, 0.75}))
	// Output:
	// [2 1 3 2] [0. 1. 2. 3. 4.]
	// median 2.15 quartiles [1. 3.]
}
