package mine

import (
	"fmt"

	"github.com/arraygen/arraygen/examples/containers/labelled"
	"github.com/arraygen/arraygen/interop/override"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/protocol"
	"github.com/arraygen/arraygen/ufunc"
)

func Example_apply() {
	x := ndarray.FromSlice([]float64{1, 2, 3, 4}, 2, 2)
	series, err := labelled.New("x", []string{"a", "b"}, ndarray.FromSlice([]float64{0, 1}))
	if err != nil {
		panic(err)
	}
	// snippet
	fmt.Printf("%T %v %v\n%v\n", y, m, err, s)
	// Output:
	// *labelled.Series [2. 3.] <nil>
	// a 1
	// b 2
	// x, float64
}

// Series is the container that the page describes.
type Series struct{ values *ndarray.Array }

func (s *Series) Values() *ndarray.Array { return s.values }

func (s *Series) relabel(a *ndarray.Array) (any, error) { return &Series{a}, a.Err() }

// snippet

func Example_container() {
	y, err := ufunc.Add.Apply(&Series{ndarray.FromSlice([]float64{1, 2})}, 1)
	fmt.Println(y.(*Series).values, err)
	// Output: [2. 3.] <nil>
}
