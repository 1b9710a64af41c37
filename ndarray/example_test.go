// SPDX-License-Identifier: BSD-3-Clause

package ndarray_test

import (
	"errors"
	"fmt"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// A slice becomes an array without a copy: what is written to one is seen in
// the other.
func ExampleFromSlice() {
	prices := []float64{9.5, 12, 7.25, 30, 4, 11}
	a := ndarray.FromSlice(prices, 2, 3)
	prices[0] = 10
	fmt.Println(a)
	fmt.Println(a.Shape(), a.DType())
	// Output:
	// [[10.   12.    7.25]
	//  [30.    4.   11.  ]]
	// [2 3] float64
}

// Arrays carry their errors, so that a whole expression needs one check.
func ExampleArray_Err() {
	a := ndarray.Arange[int32](0, 12, 1)
	b := a.Reshape(3, 5).T().Slice("1:")
	if err := b.Err(); errors.Is(err, ndarray.ErrShape) {
		fmt.Println(err)
	}
	// Output:
	// Reshape: an array of shape (12,) and size 12 can't have shape (3, 5)
}

// Slice takes NumPy's notation.
func ExampleArray_Slice() {
	a := ndarray.Arange[int64](0, 20, 1).Reshape(4, 5)
	fmt.Println(a.Slice("1:3, ::2"))
	fmt.Println(a.Slice("..., -1"))
	fmt.Println(a.Slice("::-1, None, 0").Shape())
	// Output:
	// [[ 5  7  9]
	//  [10 12 14]]
	// [ 4  9 14 19]
	// [4 1]
}

// Index takes the same with values of the program, and arrays as indices.
func ExampleArray_Index() {
	a := ndarray.Arange[int64](0, 20, 1).Reshape(4, 5)
	from := 1
	fmt.Println(a.Index(ndarray.From(from).To(3), ndarray.All.Step(2)))

	rows := ndarray.FromSlice([]int32{3, 0, 0})
	fmt.Println(a.Index(rows, ndarray.Int(-1)))

	mask := ndarray.FromSlice([]bool{true, false, false, true})
	fmt.Println(a.Index(mask, ndarray.To(2)))
	// Output:
	// [[ 5  7  9]
	//  [10 12 14]]
	// [19  4  4]
	// [[ 0  1]
	//  [15 16]]
}

func ExampleArray_SetIndex() {
	a := ndarray.Zeros(dtype.Float32, 2, 3)
	mask := ndarray.FromSlice([]bool{true, false, true})
	if err := a.SetIndex(ndarray.Scalar(float32(7)), ndarray.All, mask); err != nil {
		fmt.Println(err)
	}
	fmt.Println(a)
	// Output:
	// [[7. 0. 7.]
	//  [7. 0. 7.]]
}

// Elements are read with the type that they have, without a conversion.
func ExampleAt() {
	a := ndarray.FromSlice([]float32{1, 2, 3, 4}, 2, 2)
	v, err := ndarray.At[float32](a, 1, -1)
	fmt.Println(v, err)
	_, err = ndarray.At[float64](a, 1, -1)
	fmt.Println(err)
	// Output:
	// 4 <nil>
	// At: the array has float32 elements, not float64: ask for float32, or convert it with AsType
}

func ExampleValues() {
	a := ndarray.FromSlice([]int16{1, 2, 3, 4, 5, 6}, 2, 3)
	values, err := ndarray.Values[int16](a.T())
	if err != nil {
		fmt.Println(err)
		return
	}
	for v := range values {
		fmt.Print(v, " ")
	}
	fmt.Println()
	// Output: 1 4 2 5 3 6
}

// Data is the memory of an array; ToSlice copies and takes any layout.
func ExampleData() {
	a := ndarray.Zeros(dtype.Int32, 4)
	data, err := ndarray.Data[int32](a)
	if err != nil {
		fmt.Println(err)
		return
	}
	data[2] = 5
	fmt.Println(a)
	_, err = ndarray.Data[int32](a.Slice("::2"))
	fmt.Println(errors.Is(err, ndarray.ErrLayout))
	// Output:
	// [0 0 5 0]
	// true
}

func ExampleArray_Reshape() {
	a := ndarray.Arange[int64](0, 6, 1)
	fmt.Println(a.Reshape(2, -1))
	fmt.Println(ndarray.MayShareMemory(a, a.Reshape(2, -1)), ndarray.MayShareMemory(a, a.Reshape(2, -1).T().Ravel()))
	// Output:
	// [[0 1 2]
	//  [3 4 5]]
	// true false
}

// %v prints as NumPy's str, %#v as its repr; a precision limits the digits.
func ExampleArray_Format() {
	a := ndarray.Linspace[float32](0, 1, 4)
	fmt.Printf("%v\n%#v\n%.2v\n", a, a, a)
	fmt.Println(ndarray.Arange[int64](0, 10000, 1).Reshape(100, 100))
	// Output:
	// [0.         0.33333334 0.6666667  1.        ]
	// array([0.        , 0.33333334, 0.6666667 , 1.        ], dtype=float32)
	// [0.   0.33 0.67 1.  ]
	// [[   0    1    2 ...   97   98   99]
	//  [ 100  101  102 ...  197  198  199]
	//  [ 200  201  202 ...  297  298  299]
	//  ...
	//  [9700 9701 9702 ... 9797 9798 9799]
	//  [9800 9801 9802 ... 9897 9898 9899]
	//  [9900 9901 9902 ... 9997 9998 9999]]
}

func ExampleConcatenate() {
	a, b := ndarray.Ones(dtype.Int8, 2, 2), ndarray.Zeros(dtype.Int8, 2, 1)
	fmt.Println(ndarray.Concatenate(1, a, b))
	fmt.Println(ndarray.Stack(0, a, a).Shape())
	// Output:
	// [[1 1 0]
	//  [1 1 0]]
	// [2 2 2]
}

// Memory of another library becomes an array within its bounds, and is given
// back once, when the last view of it is gone or at once.
func ExampleFromForeign() {
	memory := make([]byte, 64) // stands for what a C library returned
	a := ndarray.FromForeign(ndarray.Foreign{
		Base:    unsafe.Pointer(&memory[0]),
		Len:     len(memory),
		Release: func() { fmt.Println("given back") },
	}, dtype.Int64, []int{2, 4}, nil, 0)
	view := a.Slice(":, ::-1")
	fmt.Println(view.Shape(), view.Owner() == a.Owner())

	a.Owner().Release()
	fmt.Println(view.Err())
	// Output:
	// [2 4] true
	// given back
	// ndarray: the memory of the array was given back
}
