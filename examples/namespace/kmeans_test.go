// SPDX-License-Identifier: BSD-3-Clause

package namespace

import (
	"fmt"

	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray"
)

// One step of k-means: each point goes to the nearest centre, and each centre to the
// mean of its points. In gonum: nested loops for the distances, the sums and the counts.
func Example_kMeans() {
	points := array.AsArray([][]float64{{0, 0}, {0, 2}, {9, 9}, {11, 9}, {10, 12}})
	centres := array.AsArray([][]float64{{1, 1}, {8, 8}})

	distances := array.Sum(array.Square(array.Subtract(array.ExpandDims(points, 1), centres)), array.Axis(-1))
	nearest := array.Argmin(distances, array.Axis(1))
	for i := range centres.Len() {
		own := points.Index(array.Equal(nearest, i))
		if err := centres.SetIndex(array.Mean(own, array.Axis(0)), ndarray.Int(i)); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(nearest)
	fmt.Println(centres)
	// Output:
	// [0 0 1 1 1]
	// [[ 0.  1.]
	//  [10. 10.]]
}
