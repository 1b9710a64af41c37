package mine

import (
	"fmt"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ufunc"
)

func Example_chain() {
	x, y := ndarray.FromSlice([]float64{1, 4}), ndarray.FromSlice([]float64{3, 0})
	// snippet
	fmt.Println(z, w)
	// Output: [2. 8.] [ 0. -1.]
}
