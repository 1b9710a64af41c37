// SPDX-License-Identifier: BSD-3-Clause

package diagonal_test

import (
	"fmt"

	"github.com/arraygen/arraygen/examples/containers/diagonal"
	"github.com/arraygen/arraygen/interop/override"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/protocol"
	"github.com/arraygen/arraygen/ufunc"
)

// The guide's first step: __array__ makes a container an operand, whose results
// are plain arrays.
func ExampleArray_AsArray() {
	a := diagonal.Array{N: 3, Value: 2}
	full := override.Array(override.AsArray.Apply(a))
	fmt.Println(full)
	// Output:
	// [[2. 0. 0.]
	//  [0. 2. 0.]
	//  [0. 0. 2.]]
}

// The second step: __array_ufunc__ keeps the type.
func ExampleArray_ArrayUfunc() {
	a := diagonal.Array{N: 5, Value: 1}
	fmt.Println(ufunc.Multiply.Apply(a, 3))
	fmt.Println(ufunc.Add.Apply(a, diagonal.Array{N: 5, Value: 2.5}))
	fmt.Println(ufunc.Add.Apply(a, diagonal.Array{N: 4, Value: 2.5}))

	// One has no zeros elsewhere: the result is a full matrix.
	y, err := ufunc.Exp.Apply(diagonal.Array{N: 2, Value: 0})
	fmt.Println(y, err)
	// Output:
	// DiagonalArray(N=5, value=3) <nil>
	// DiagonalArray(N=5, value=3.5) <nil>
	// <nil> diagonal: matrices of sizes 5 and 4
	// [[1. 1.]
	//  [1. 1.]] <nil>
}

// The third step: __array_function__ takes over array functions.
func ExampleArray_ArrayFunction() {
	a := diagonal.Array{N: 5, Value: 2}
	fmt.Println(override.Sum.Apply(a))
	fmt.Println(override.Mean.Apply(a))
	_, err := override.Concatenate.Apply([]any{a, a})
	fmt.Println(err)
	_, err = override.Sum.With(protocol.Keywords{"axis": 0}).Apply(a)
	fmt.Println(err)
	// Output:
	// 10 <nil>
	// 0.4 <nil>
	// concatenate: no implementation found on types that override array functions: diagonal.Array
	// sum: no implementation found on types that override array functions: diagonal.Array
}

// Plain arrays go with it on both sides.
func Example_mixed() {
	a := diagonal.Array{N: 2, Value: 10}
	x := ndarray.FromSlice([]float64{1, 2})
	fmt.Println(ufunc.Add.Apply(a, x))
	fmt.Println(ufunc.Subtract.Apply(x, a))
	// Output:
	// [[11.  2.]
	//  [ 1. 12.]] <nil>
	// [[-9.  2.]
	//  [ 1. -8.]] <nil>
}
