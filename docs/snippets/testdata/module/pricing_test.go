package mine

import (
	"fmt"

	"example.com/mine/pricing"
)

func Example_pricing() {
	s, k, t, r, sigma := []float64{100}, []float64{95}, []float64{1}, []float64{0.05}, []float64{0.2}
	call, put := make([]float64, 1), make([]float64, 1)
	strikes, vols := []float64{90, 95, 100}, 0.2
	// snippet
	fmt.Printf("%.4f %.4f %v\n", call, put, err)
	fmt.Printf("%.4f\n%.4f\n", both[0], both[1])
	// Output:
	// [13.3465] [3.7133] <nil>
	// [16.6994 13.3465 10.4506]
	// [2.3101 3.7133 5.5735]
}
