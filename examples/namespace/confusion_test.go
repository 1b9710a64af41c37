// SPDX-License-Identifier: BSD-3-Clause

package namespace

import (
	"fmt"

	"github.com/arraygen/arraygen/array"
)

// A confusion matrix counts pairs: one number for each pair, counted. In gonum: a
// loop that adds to a mat.Dense by At and Set.
func Example_confusionMatrix() {
	truth := array.AsArray([]int{0, 0, 1, 1, 2, 2, 2})
	predicted := array.AsArray([]int{0, 1, 1, 1, 2, 0, 2})
	pairs := array.Add(array.Multiply(truth, 3), predicted)
	matrix := array.Reshape(array.Bincount(pairs, 9), array.Shape{3, 3})
	recall := array.Divide(array.Diag(matrix, 0), array.Sum(matrix, array.Axis(1)))
	fmt.Println(matrix)
	fmt.Println(array.Round(recall, 3))
	// Output:
	// [[1 1 0]
	//  [0 2 0]
	//  [1 0 2]]
	// [0.5   1.    0.667]
}
