package mine

import (
	"testing"

	"example.com/mine/divmod"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	. "github.com/arraygen/arraygen/ufunc"
)

func TestTable(t *testing.T) {
	x := ndarray.Arange(1.0, 9, 1).Reshape(2, 2, 2)
	y := ndarray.FromSlice([]float64{1, 2})
	z, s := x.Copy(), x.Copy()
	a, b, v, m := x.Copy(), y, 1.0, ndarray.FromSlice([]bool{true, false})
	i, o := []int{0, 1}, COrder
	d, c, rule, where := dtype.Float64, dtype.SameKind, dtype.SameKind, m
	check := func(results ...any) {
		t.Helper()
		for _, r := range results {
			if list, ok := r.([]*ndarray.Array); ok {
				r = list[0]
			}
			if a, ok := r.(*ndarray.Array); ok {
				r = a.Err()
			}
			if err, ok := r.(error); ok && err != nil {
				t.Error(err)
			}
		}
	}
	// snippet
}
