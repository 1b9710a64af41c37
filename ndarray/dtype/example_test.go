// SPDX-License-Identifier: BSD-3-Clause

package dtype_test

import (
	"fmt"

	"github.com/arraygen/arraygen/ndarray/dtype"
)

func ExamplePromote() {
	fmt.Println(dtype.Promote(dtype.Int16, dtype.Uint16))
	fmt.Println(dtype.Promote(dtype.Int64, dtype.Float32))
	fmt.Println(dtype.Promote(dtype.Float16, dtype.BFloat16))
	// Output:
	// int32
	// float64
	// float32
}

// A plain number has a kind but no width: it takes the type of the array where
// its kind allows.
func ExamplePromoteWeak() {
	fmt.Println(dtype.PromoteWeak(dtype.Uint8, dtype.KindInt))
	fmt.Println(dtype.PromoteWeak(dtype.Float32, dtype.KindFloat))
	fmt.Println(dtype.PromoteWeak(dtype.Int8, dtype.KindFloat))
	// Output:
	// uint8
	// float32
	// float64
}

func ExampleCanCast() {
	fmt.Println(dtype.CanCast(dtype.Int32, dtype.Float64, dtype.Safe))
	fmt.Println(dtype.CanCast(dtype.Float64, dtype.Float32, dtype.Safe))
	fmt.Println(dtype.CanCast(dtype.Float64, dtype.Float32, dtype.SameKind))
	// Output:
	// true
	// false
	// true
}
