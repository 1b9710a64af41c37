package mine

import (
	"fmt"
	"os"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/npy"
	"github.com/arraygen/arraygen/ufunc"
)

func Example_arrays() {
	err := arrays()
	defer os.Remove("mean.npy")
	loaded := npy.Load("mean.npy")
	fmt.Println(loaded.Shape(), err)
	// Output:
	// [0.67818678 2.57531678 4.59906483 6.50846933 8.54024721]
	// [5] <nil>
}

func arrays() error {
	// snippet
	if len(values) != 5 {
		return fmt.Errorf("%d means", len(values))
	}
	return err
}
