// SPDX-License-Identifier: BSD-3-Clause

package override_test

import (
	"fmt"

	"github.com/arraygen/arraygen/interop/override"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/protocol"
)

// On arrays the functions do what NumPy's do.
func Example() {
	x := ndarray.FromSlice([]float64{1, 2, 3, 4}, 2, 2)
	fmt.Println(override.Mean.Apply(x))
	fmt.Println(override.Mean.With(protocol.Keywords{"axis": 0, "keepdims": true}).Apply(x))
	fmt.Println(override.Concatenate.Apply([]any{x, [][]float64{{5, 6}}}))
	_, err := override.Mean.With(protocol.Keywords{"axes": 0}).Apply(x)
	fmt.Println(err)
	// Output:
	// 2.5 <nil>
	// [[2. 3.]] <nil>
	// [[1. 2.]
	//  [3. 4.]
	//  [5. 6.]] <nil>
	// mean: no keyword "axes": there are axis, keepdims, where, dtype
}
