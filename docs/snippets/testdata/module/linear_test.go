package mine

import (
	"errors"
	"fmt"

	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray/fault"
)

func Example_linear() {
	// snippet
	fmt.Println(x, values, vectors.Shape())
	// Output:
	// inv: Singular matrix
	// [-0.125  0.75 ] [1.43844719 5.56155281] [2 2]
}
