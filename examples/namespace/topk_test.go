// SPDX-License-Identifier: BSD-3-Clause

package namespace

import (
	"fmt"

	"github.com/arraygen/arraygen/array"
)

// The best scores of each row and whose they are. In gonum: for each row a copy,
// floats.Argsort, and the last two in reverse.
func Example_topK() {
	scores := array.AsArray([][]float32{{0.1, 0.7, 0.2}, {0.5, 0.3, 0.4}})
	best, who := array.TopK(scores, 2)
	fmt.Println(best)
	fmt.Println(who)
	// Output:
	// [[0.7 0.2]
	//  [0.5 0.4]]
	// [[1 2]
	//  [0 2]]
}
