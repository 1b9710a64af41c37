// SPDX-License-Identifier: BSD-3-Clause

package namespace

import (
	"fmt"

	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// A one-hot encoding is a comparison that broadcasts. In gonum: mat.NewDense and a
// loop of Set.
func Example_oneHot() {
	labels := array.AsArray([]int{2, 0, 1, 2})
	hot := array.Equal(array.ExpandDims(labels, 1), array.Arange(3, nil, 1))
	fmt.Println(array.AsType(hot, dtype.Int8))
	// Output:
	// [[0 0 1]
	//  [1 0 0]
	//  [0 1 0]
	//  [0 0 1]]
}
