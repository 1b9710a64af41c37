package mine

import (
	"fmt"

	"github.com/arraygen/arraygen/interop/gonumarray"
	"github.com/arraygen/arraygen/ndarray"
)

func Example_gonum() {
	// snippet
	fmt.Printf("%.1f %v\n", b, err)
	// Output: [0.8 1.4] <nil>
}
