package mine

import (
	"fmt"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ufunc"
)

func Example_calls() {
	fmt.Println(calls())
	// Output: <nil>
}

func calls() error {
	x := ndarray.Linspace(0.0, 1, 6).Reshape(2, 3)
	z := ndarray.Zeros(dtype.Float64, 2, 3)
	// snippet
	return s.Err()
}

func Example_types() {
	fmt.Println(loops())
	// Output:
	// [float64 float64 float64] <nil>
}

func loops() ([]dtype.DType, error) {
	x := ndarray.FromSlice([]float32{1, 2})
	y := ndarray.FromSlice([]float32{1, 2})
	// snippet
	if half.Err() != nil {
		return nil, half.Err()
	}
	return types, err
}

func Example_conditions() {
	fmt.Println(conditions())
	// Output:
	// divide by zero in log
	// <nil>
}

func conditions() error {
	x := ndarray.FromSlice([]float64{0, 1})
	// snippet
	return total.Err()
}
