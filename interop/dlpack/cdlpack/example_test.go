// SPDX-License-Identifier: BSD-3-Clause

//go:build cgo

package cdlpack_test

import (
	"fmt"

	"github.com/arraygen/arraygen/interop/dlpack"
	"github.com/arraygen/arraygen/interop/dlpack/cdlpack"
	"github.com/arraygen/arraygen/ndarray"
)

func Example() {
	x := ndarray.FromSlice([]float64{1, 2, 3})
	tensor, err := cdlpack.ExportVersioned(x, dlpack.Request{})
	if err != nil {
		panic(err)
	}
	// tensor is a DLManagedTensorVersioned * that C code takes. Here Go takes it
	// back, and the deleter runs as the last view goes.
	y := cdlpack.ImportVersioned(tensor)
	fmt.Println(y.Shape(), y.Pointer() == x.Pointer(), dlpack.Live())
	y.Owner().Release()
	fmt.Println(dlpack.Live())
	// Output:
	// [3] true 1
	// 0
}
