// SPDX-License-Identifier: BSD-3-Clause

package namespace

import (
	"fmt"

	"github.com/arraygen/arraygen/array"
)

// The moving average is the mean of a view of all windows. In gonum: a loop over
// stat.Mean(x[i:i+3], nil).
func Example_movingAverage() {
	prices := []float64{3, 5, 4, 6, 8, 7, 9}
	smooth := array.Mean(array.SlidingWindowView(prices, []int{3}), array.Axis(-1))
	fmt.Println(smooth)
	// Output: [4. 5. 6. 7. 8.]
}
