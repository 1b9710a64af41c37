// SPDX-License-Identifier: BSD-3-Clause

package namespace

import (
	"fmt"

	"github.com/arraygen/arraygen/array"
)

// Each column gets mean 0 and standard deviation 1. In gonum: for each column
// mat.Col, stat.PopMeanStdDev, a loop, SetCol.
func Example_standardisedColumns() {
	x := array.AsArray([][]float64{{1, 100}, {2, 300}, {3, 200}, {4, 400}})
	z := array.Divide(array.Subtract(x, array.Mean(x, array.Axis(0))), array.Std(x, array.Axis(0)))
	fmt.Println(array.Round(z, 3))
	fmt.Println(array.Round(array.Mean(z, array.Axis(0)), 12), array.Std(z, array.Axis(0)))
	// Output:
	// [[-1.342 -1.342]
	//  [-0.447  0.447]
	//  [ 0.447 -0.447]
	//  [ 1.342  1.342]]
	// [0. 0.] [1. 1.]
}
