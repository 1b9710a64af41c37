package mine

import (
	"fmt"

	"github.com/arraygen/arraygen/ndarray/dtype"
)

func Example_slices() {
	x, y, dst := []float64{0, 1}, []float64{3, 4}, make([]float64, 2)
	a, b := []int8{1, 5}, []int8{2, 4}
	x32, half := []float32{1.5, -2}, make([]dtype.F16, 2)
	// snippet
	fmt.Printf("%.3f %v %v %v\n", dst, a, half[1].Float32(), err)
	// Output: [3.000 10.873] [2 5] -2 <nil>
}
