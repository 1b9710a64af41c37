package mine

import (
	"context"
	"fmt"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ufunc"
)

func Example_plan() {
	x, y := ndarray.FromSlice([]float32{1, 2}), ndarray.FromSlice([]float64{3, 4})
	z := ndarray.Zeros(dtype.Float64, 2)
	fmt.Println(planned(context.Background(), x, y, z), z)
	// Output:
	// float64 [2] [8]
	// <nil> [4. 6.]
}

func planned(ctx context.Context, x, y, z *ndarray.Array) error {
	// snippet
	if len(results) != 1 {
		return fmt.Errorf("%d results", len(results))
	}
	return err
}
