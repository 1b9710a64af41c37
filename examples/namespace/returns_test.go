// SPDX-License-Identifier: BSD-3-Clause

package namespace

import (
	"fmt"

	"github.com/arraygen/arraygen/array"
)

// Cumulative returns, and the deepest fall from a peak before. In gonum:
// floats.CumProd, and a loop that remembers the peak.
func Example_drawdown() {
	daily := []float64{0.10, -0.20, 0.05, 0.30, -0.10}
	value := array.CumulativeProd(array.Add(daily, 1), array.IncludeInitial())
	// The peak so far is the largest of the values up to here: those after count as 0.
	n := value.Len()
	peak := array.Max(array.Tril(array.BroadcastTo(value, n, n), 0), array.Axis(1))
	drawdown := array.Subtract(1, array.Divide(value, peak))
	fmt.Println(array.Round(value, 4))
	fmt.Println(array.Round(drawdown, 4), "worst", array.Round(array.Max(drawdown), 4))
	// Output:
	// [1.     1.1    0.88   0.924  1.2012 1.0811]
	// [0.   0.   0.2  0.16 0.   0.1 ] worst 0.2
}
