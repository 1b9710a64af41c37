// SPDX-License-Identifier: BSD-3-Clause

package arrayinterface_test

import (
	"encoding/json"
	"fmt"
	"runtime"

	"github.com/arraygen/arraygen/interop/arrayinterface"
	"github.com/arraygen/arraygen/ndarray"
)

func ExampleOf() {
	x := ndarray.FromSlice([]int16{1, 2, 3, 4, 5, 6}, 2, 3)
	i, err := arrayinterface.Of(x.T())
	if err != nil {
		panic(err)
	}
	fmt.Println(i.Shape, i.Strides, i.Typestr[1:], i.Data.ReadOnly, i.Version)
	// Output: [3 2] [2 6] i2 false 3
}

// An interface that comes as JSON describes bytes that come beside it.
func ExampleInterface_FromBytes() {
	var i arrayinterface.Interface
	text := `{"shape": [2, 2], "typestr": "|u1", "strides": [4, 1], "offset": 1, "data": null, "version": 3}`
	if err := json.Unmarshal([]byte(text), &i); err != nil {
		panic(err)
	}
	a := i.FromBytes([]byte{0, 1, 2, 3, 4, 5, 6, 7})
	fmt.Println(ndarray.ToSlice[uint8](a))

	i.Shape[0] = 3
	fmt.Println(i.FromBytes([]byte{0, 1, 2, 3, 4, 5, 6, 7}).Err())
	// Output:
	// [1 2 5 6] <nil>
	// FromBytes: uint8 of shape (3, 2) with strides (4, 1) at byte 1 leaves the memory of 8 bytes
}

// wrapper has nothing but an interface: NumPy's user guide shows such a class
// in "Interoperability with NumPy".
type wrapper struct {
	array     *ndarray.Array // keeps the memory
	described *arrayinterface.Interface
}

// The wrapper's interface has another shape than the array that it wraps:
// whoever imports it sees the same memory in that shape.
func ExampleInterface_FromPointer() {
	x := ndarray.FromSlice([]float64{1, 2, 3, 4})
	i, err := arrayinterface.Of(x)
	if err != nil {
		panic(err)
	}
	i.Shape = []int{2, 2}
	w := wrapper{x, i}

	y := w.described.FromPointer(func() { runtime.KeepAlive(w.array) })
	fmt.Println(y.Shape())
	if err := ndarray.SetAt(y, 100.0, 0, 0); err != nil {
		panic(err)
	}
	fmt.Println(ndarray.ToSlice[float64](x))
	// Output:
	// [2 2]
	// [100 2 3 4] <nil>
}
