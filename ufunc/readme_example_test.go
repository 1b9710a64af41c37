// SPDX-License-Identifier: BSD-3-Clause

package ufunc_test

import (
	"fmt"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ufunc"
)

// An expression of ufuncs, a slice and a reduction has one check at its end:
// an operation that fails makes an array that carries the error on.
func Example_expression() {
	x := ndarray.Linspace(0.0, 9, 10).Reshape(2, 5)
	r := ufunc.Sqrt.Call(ufunc.Add.Call(ufunc.Square.Call(x), 1))
	mean := ufunc.Divide.Call(ufunc.Add.Axis(1).Reduce(r.Slice(":, 1:-1")), 3)
	if err := mean.Err(); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(mean)
	values, err := ndarray.Data[float64](mean)
	fmt.Printf("%.3f %v\n", values, err)

	bad := ufunc.Exp.Call(ufunc.Add.Call(x, ndarray.Arange(0.0, 4, 1)))
	fmt.Println(bad.Err())
	// Output:
	// [2.27085307 7.07202936]
	// [2.271 7.072] <nil>
	// add: operands could not be broadcast together with shapes (2, 5) (4,); each length must be the same, or 1, counted from the last axis
}

// With Out the result goes to an array that exists, which may be an operand,
// and nothing is allocated.
func ExampleConfig_Out() {
	x := ndarray.FromSlice([]float64{1, 4, 9})
	if err := ufunc.Sqrt.Out(x).Call(x).Err(); err != nil {
		fmt.Println(err)
	}
	fmt.Println(x)
	// Output: [1. 2. 3.]
}

// Where a mask is false, the output keeps what it held.
func ExampleConfig_Where() {
	x := ndarray.FromSlice([]float64{4, -1, 9})
	y := ndarray.FromSlice([]float64{0, 0, 0})
	positive := ufunc.Greater.Call(x, 0)
	if err := ufunc.Log2.Out(y).Where(positive).Call(x).Err(); err != nil {
		fmt.Println(err)
	}
	fmt.Println(y)
	// Output: [2.       0.       3.169925]
}
