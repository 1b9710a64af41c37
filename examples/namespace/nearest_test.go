// SPDX-License-Identifier: BSD-3-Clause

package namespace

import (
	"fmt"

	"github.com/arraygen/arraygen/array"
)

// All distances between two sets of points, by broadcasting, and the nearest of
// each. In gonum: two nested loops over floats.Distance, and floats.MinIdx.
func Example_distanceMatrix() {
	points := array.AsArray([][]float64{{0, 0}, {3, 4}, {6, 8}})
	sites := array.AsArray([][]float64{{0, 1}, {6, 7}})
	difference := array.Subtract(array.ExpandDims(points, 1), sites)
	distances := array.Sqrt(array.Sum(array.Square(difference), array.Axis(-1)))
	fmt.Println(array.Round(distances, 2))
	fmt.Println(array.Argmin(distances, array.Axis(1)))
	// Output:
	// [[1.   9.22]
	//  [4.24 4.24]
	//  [9.22 1.  ]]
	// [0 0 1]
}
