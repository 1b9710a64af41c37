package mine

import (
	"fmt"
	"testing"

	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray"
)

func TestArray(t *testing.T) {
	if err := standardised(array.Reshape(array.Linspace(0, 1, 12), array.Shape{3, 4})); err != nil {
		t.Fatal(err)
	}
	if err := standardised(ndarray.Failed(fmt.Errorf("no array"))); err == nil || err.Error() != "no array" {
		t.Fatal(err)
	}
}

func standardised(x *array.Array) error {
	// snippet
	if got := fmt.Sprint(best); got != "[0 2 2 0]" {
		return fmt.Errorf("the rows with the largest elements are %s", got)
	}
	return nil
}
