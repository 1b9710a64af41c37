// SPDX-License-Identifier: BSD-3-Clause

package dlpack_test

import (
	"fmt"

	"github.com/arraygen/arraygen/interop/dlpack"
	"github.com/arraygen/arraygen/ndarray"
)

// Two Go libraries of one process hand over an array: the same memory, and a
// function that ends the loan. NumPy's user guide shows the same between NumPy
// and PyTorch in "Interoperability with NumPy".
func Example() {
	x := ndarray.FromSlice([]float32{1, 2, 3, 4}, 2, 2)

	// The producer.
	loan, err := dlpack.Export(x, dlpack.Request{MaxVersion: dlpack.Current})
	if err != nil {
		panic(err)
	}
	tensor, err := loan.Versioned(0, 0)
	if err != nil {
		panic(err)
	}

	// The consumer.
	y := dlpack.FromVersioned(tensor, loan.Release)
	if err := ndarray.SetAt(y, float32(40), 1, 1); err != nil { // seen on both sides
		panic(err)
	}
	fmt.Println(ndarray.ToSlice[float32](x))

	fmt.Println(dlpack.Live())
	y.Owner().Release()
	fmt.Println(dlpack.Live())
	// Output:
	// [1 2 3 40] <nil>
	// 1
	// 0
}

func ExampleExport_readOnly() {
	x := ndarray.FromSlice([]float32{1, 2}).ReadOnly()
	_, err := dlpack.Export(x, dlpack.Request{}) // a consumer from before 1.0
	fmt.Println(err)
	// Output: dlpack.Export: a read-only array can't be exported to a consumer that knows no DLPack version: ask with MaxVersion 1.0 or later, or with CopyAlways
}
