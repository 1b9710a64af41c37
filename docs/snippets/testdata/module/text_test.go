package mine

import (
	"encoding/json"
	"fmt"

	"github.com/arraygen/arraygen/ndarray"
)

func Example_text() {
	// snippet
	fmt.Println(err)
	// Output:
	// [[1,2.5],[3,4]]
	// array([[1.0, 2.5], [3.0, 4.0]], dtype=float64)
	// [[1.00 2.50] [3.00 4.00]]
	// <nil>
}
