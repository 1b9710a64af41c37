// SPDX-License-Identifier: BSD-3-Clause

package namespace

import (
	"fmt"

	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray"
)

// A mask selects elements, and assigns to them. In gonum: a loop with an if for
// each of the two.
func Example_mask() {
	t := array.AsArray([]float64{21.5, -99, 22.25, -99, 23})
	missing := array.Equal(t, -99)
	fmt.Println(t.Index(array.LogicalNot(missing)))

	filled := array.Where(missing, array.Mean(t, array.Mask(array.LogicalNot(missing))), t)
	fmt.Println(filled)

	if err := t.SetIndex(ndarray.Scalar(0.0), missing); err != nil {
		fmt.Println(err)
	}
	fmt.Println(t)
	// Output:
	// [21.5  22.25 23.  ]
	// [21.5  22.25 22.25 22.25 23.  ]
	// [21.5   0.   22.25  0.   23.  ]
}
