package mine

import (
	"fmt"

	"github.com/arraygen/arraygen/interop/dlpack"
	"github.com/arraygen/arraygen/ndarray"
)

func Example_dlpack() {
	x := ndarray.FromSlice([]float32{1, 2, 3, 4}, 2, 2)
	// snippet
	fmt.Println(err)
	// Output:
	// 0
	// <nil>
}
