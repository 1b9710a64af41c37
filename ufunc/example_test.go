// SPDX-License-Identifier: BSD-3-Clause

package ufunc_test

import (
	"fmt"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ufunc"
)

func Example() {
	x := ndarray.FromSlice([]float64{0, 1, 2, 3, 4, 5}, 2, 3)
	// The softmax of each row: one check for errors at the end.
	e := ufunc.Exp.Call(ufunc.Subtract.Call(x, ufunc.Maximum.Axis(1).KeepDims().Reduce(x)))
	p := ufunc.Divide.Call(e, ufunc.Add.Axis(1).KeepDims().Reduce(e))
	if err := p.Err(); err != nil {
		fmt.Println(err)
		return
	}
	for v := range must(ndarray.Values[float64](p)) {
		fmt.Printf("%.4f ", v)
	}
	// Output: 0.0900 0.2447 0.6652 0.0900 0.2447 0.6652
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func ExampleUfunc_Call() {
	fmt.Println(ufunc.Add.Call([]float32{1, 2, 3}, 0.5))
	fmt.Println(ufunc.Add.Call(ndarray.FromSlice([]int32{1, 2}), ndarray.FromSlice([]int32{10, 20, 30})).Err())
	// Output:
	// [1.5 2.5 3.5]
	// add: operands could not be broadcast together with shapes (2,) (3,); each length must be the same, or 1, counted from the last axis
}

func ExampleUfunc_Out() {
	x := ndarray.FromSlice([]float64{1, 4, 9})
	ufunc.Sqrt.Out(x).Call(x) // in place
	fmt.Println(x)
	// Output: [1. 2. 3.]
}

func ExampleUfunc_Where() {
	x := ndarray.FromSlice([]float64{4, -1, 9})
	fmt.Println(ufunc.Sqrt.Where(ufunc.GreaterEqual.Call(x, 0)).Call(x))
	// Output: [2. 0. 3.]
}

func ExampleUfunc_Reduce() {
	x := ndarray.FromSlice([]uint8{200, 100, 50, 25}, 2, 2)
	fmt.Println(ufunc.Add.Reduce(x))
	fmt.Println(ufunc.Add.AllAxes().Reduce(x))
	fmt.Println(ufunc.Maximum.Axis(1).Reduce(x))
	// Output:
	// [250 125]
	// 375
	// [200  50]
}

func ExampleUfunc_Accumulate() {
	fmt.Println(ufunc.Add.Accumulate([]int{1, 2, 3, 4}))
	// Output: [ 1  3  6 10]
}

func ExampleUfunc_ReduceAt() {
	fmt.Println(ufunc.Add.ReduceAt([]int{1, 2, 3, 4, 5}, []int{0, 2, 4}))
	// Output: [3 7 5]
}

func ExampleUfunc_Outer() {
	fmt.Println(ufunc.Multiply.Outer([]int{1, 2}, []int{3, 4}))
	// Output:
	// [[3 4]
	//  [6 8]]
}

func ExampleUfunc_At() {
	counts := ndarray.Zeros(dtype.Int64, 3)
	err := ufunc.Add.At(counts, []int{0, 2, 2, 2}, 1)
	fmt.Println(counts, err)
	// Output: [1 0 3] <nil>
}
