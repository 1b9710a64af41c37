// SPDX-License-Identifier: BSD-3-Clause

package gonumarray_test

import (
	"fmt"

	"gonum.org/v1/gonum/mat"

	"github.com/arraygen/arraygen/interop/gonumarray"
	"github.com/arraygen/arraygen/ndarray"
)

// A linear system in an array is solved by gonum, in the array's memory.
func Example() {
	a := ndarray.FromSlice([]float64{2, 1, 1, 3}, 2, 2)
	b := ndarray.FromSlice([]float64{3, 5})

	m, err := gonumarray.ToDense(a)
	if err != nil {
		panic(err)
	}
	v, err := gonumarray.ToVecDense(b)
	if err != nil {
		panic(err)
	}
	if err := v.SolveVec(m, v); err != nil {
		panic(err)
	}
	x, _ := ndarray.ToSlice[float64](b)
	fmt.Printf("%.1f\n", x)

	sum := gonumarray.FromDense(mat.NewDense(2, 2, []float64{1, 2, 3, 4}))
	fmt.Println(sum.Shape(), sum.DType())
	// Output:
	// [0.8 1.4]
	// [2 2] float64
}
