// SPDX-License-Identifier: BSD-3-Clause

package sparse_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/examples/containers/sparse"
	"github.com/arraygen/arraygen/interop/override"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/protocol"
	"github.com/arraygen/arraygen/ufunc"
)

func coo(t testing.TB, a *ndarray.Array) *sparse.COO {
	t.Helper()
	s, err := sparse.FromArray(a)
	require.NoError(t, err)
	return s
}

func TestUfuncs(t *testing.T) {
	x := ndarray.FromSlice([]float64{0, 4, 0, 0, -9, 1}, 2, 3)
	y := ndarray.FromSlice([]float64{2, -4, 0, 0, 3, 0}, 2, 3)
	a, b := coo(t, x), coo(t, y)
	assert.Equal(t, 3, a.NNZ())
	for _, c := range []struct {
		u      *ufunc.Ufunc
		sparse []any
		dense  []any
		nnz    int
	}{
		{ufunc.Absolute, []any{a}, []any{x}, 3},
		{ufunc.Sin, []any{a}, []any{x}, 3},
		{ufunc.Add, []any{a, b}, []any{x, y}, 3},
		{ufunc.Subtract, []any{a, a}, []any{x, x}, 0},
		{ufunc.Multiply, []any{a, b}, []any{x, y}, 2},
		{ufunc.Multiply, []any{a, 2}, []any{x, 2}, 3},
		{ufunc.Divide, []any{a, 2}, []any{x, 2}, 3},
		{ufunc.Multiply, []any{a, y}, []any{x, y}, 2},
		{ufunc.Multiply, []any{y, a}, []any{y, x}, 2},
		{ufunc.Multiply, []any{a, []float64{1, 0, 2}}, []any{x, []float64{1, 0, 2}}, 1},
		{ufunc.Multiply, []any{coo(t, ndarray.Zeros(dtype.Float64, 2, 3)), y}, []any{ndarray.Zeros(dtype.Float64, 2, 3), y}, 0},
		{ufunc.Greater, []any{a, 0}, []any{x, 0}, 2},
	} {
		v, err := override.As[*sparse.COO](c.u.Apply(c.sparse...))
		require.NoError(t, err, c.u)
		want := c.u.Call(c.dense...)
		equal := override.Array(override.All.Apply(ufunc.Equal.Call(want, v.Dense())))
		assert.Equal(t, "True", equal.String(), "%v: %v instead of %v", c.u, v.Dense(), want)
		assert.Equal(t, c.nnz, v.NNZ(), "%v", c.u)
		assert.Equal(t, want.DType(), v.DType())
	}
}

func TestFunctions(t *testing.T) {
	x := ndarray.FromSlice([]float64{0, 4, 0, 0, -9, 1}, 2, 3)
	a := coo(t, x)
	for f, want := range map[*protocol.Function]string{override.Sum: "-4.0", override.Max: "4.0", override.Min: "-9.0"} {
		v, err := f.Apply(a)
		require.NoError(t, err)
		assert.Equal(t, want, fmt.Sprint(v), f.Name)
	}
	v, err := override.Max.Apply(coo(t, ndarray.FromSlice([]int32{-3, 0})))
	require.NoError(t, err)
	assert.Equal(t, "0", fmt.Sprint(v))
	mean, err := override.Mean.Apply(a)
	require.NoError(t, err)
	assert.Equal(t, fmt.Sprint(override.Array(override.Mean.Apply(x))), fmt.Sprint(mean))
	for name, c := range map[string]struct {
		v    any
		err  error
		want *ndarray.Array
	}{
		"reshape":     call(override.Reshape.Apply(a, 3, -1)).with(x.Reshape(3, 2)),
		"transpose":   call(override.Transpose.Apply(a)).with(x.T()),
		"concatenate": call(override.Concatenate.Apply([]any{a, a})).with(ndarray.Concatenate(0, x, x)),
		"copy":        call(override.Copy.Apply(a)).with(x),
	} {
		s, err := override.As[*sparse.COO](c.v, c.err)
		require.NoError(t, err, name)
		assert.Equal(t, c.want.String(), s.Dense().String(), name)
	}
}

// called is a result with what it should be.
type called = struct {
	v    any
	err  error
	want *ndarray.Array
}

type partial struct {
	v   any
	err error
}

func call(v any, err error) partial { return partial{v, err} }

func (p partial) with(want *ndarray.Array) called { return called{p.v, p.err, want} }

func TestNew(t *testing.T) {
	s, err := sparse.New([]int{2, 3}, [][]int{{1, 1}, {0, 2}}, ndarray.FromSlice([]int16{7, 5}))
	require.NoError(t, err)
	assert.Equal(t, "[[0 0 5]\n [0 7 0]]", s.Dense().String())
	for want, coords := range map[string][][]int{
		"sparse: coordinate [0 3] in shape [2 3]":       {{0, 3}, {0, 1}},
		"sparse: coordinate [0] in shape [2 3]":         {{0}, {1}},
		"sparse: coordinate [1 1] is given twice":       {{1, 1}, {1, 1}},
		"sparse: 1 coordinates for values of shape [2]": {{1, 1}},
	} {
		_, err := sparse.New([]int{2, 3}, coords, ndarray.FromSlice([]int16{7, 5}))
		assert.EqualError(t, err, want)
	}
	_, err = sparse.FromArray(ndarray.Scalar(1.0))
	assert.EqualError(t, err, "sparse: an array without axes has one element: there is nothing to leave out")
	empty := coo(t, ndarray.Zeros(dtype.Float64, 2, 2))
	assert.Equal(t, 0, empty.NNZ())
	assert.Equal(t, "[[0. 0.]\n [0. 0.]]", empty.Dense().String())
	sum, err := override.Sum.Apply(empty)
	require.NoError(t, err)
	assert.Equal(t, "0.0", fmt.Sprint(sum))
}

func TestRefusals(t *testing.T) {
	x := ndarray.FromSlice([]float64{0, 4, 0, 1}, 2, 2)
	a := coo(t, x)
	for want, f := range map[string]func() (any, error){
		"sparse: <ufunc 'exp'> makes 1 of zeros, so that the result would be dense: use Dense":                            func() (any, error) { return ufunc.Exp.Apply(a) },
		"sparse: <ufunc 'add'> makes 1 of zeros, so that the result would be dense: use Dense":                            func() (any, error) { return ufunc.Add.Apply(a, 1) },
		"sparse: <ufunc 'divide'> makes NaN of zeros, so that the result would be dense: use Dense":                       func() (any, error) { return ufunc.Divide.Apply(a, a) },
		"sparse: <ufunc 'add'> with a dense array has a dense result: use Dense":                                          func() (any, error) { return ufunc.Add.Apply(a, x) },
		"sparse: <ufunc 'divide'> with a dense array has a dense result: use Dense":                                       func() (any, error) { return ufunc.Divide.Apply(x, a) },
		"sparse: shapes [2 2] and [4] differ, and sparse arrays are not broadcast":                                        func() (any, error) { return ufunc.Add.Apply(a, coo(t, x.Ravel())) },
		"sparse: Reduce of <ufunc 'multiply'> needs all elements: use Dense":                                              func() (any, error) { return ufunc.Multiply.AllAxes().ApplyMethod(protocol.Reduce, a) },
		"sparse: Reduce of <ufunc 'add'> over some axes needs all elements: use Dense":                                    func() (any, error) { return ufunc.Add.Axis(0).ApplyMethod(protocol.Reduce, a) },
		"sparse: an array of shape [3] can't be broadcast to the sparse one of shape [2 2]":                               func() (any, error) { return ufunc.Multiply.Apply(a, []float64{1, 2, 3}) },
		"sparse: Outer of <ufunc 'add'> needs all elements: use Dense":                                                    func() (any, error) { return ufunc.Add.ApplyMethod(protocol.Outer, a, a) },
		"sparse: no output and no mask for <ufunc 'sin'>":                                                                 func() (any, error) { return ufunc.Sin.Out(x).Apply(a) },
		"sparse: sparse.COO of float64, shape [2 2], 2 of 4 elements is not made dense without being asked to: use Dense": func() (any, error) { return override.AsArray.Apply(a) },
		"matmul: no implementation found on types that override array functions: *sparse.COO":                             func() (any, error) { return override.Matmul.Apply(a, x) },
		"sparse: concatenate of a sparse array and a *ndarray.Array has a dense result: use Dense, or FromArray":          func() (any, error) { return override.Concatenate.Apply([]any{a, x}) },
	} {
		_, err := f()
		assert.EqualError(t, err, want)
	}
}

func Example() {
	a, _ := sparse.New([]int{1000, 1000}, [][]int{{3, 7}, {500, 2}}, ndarray.FromSlice([]float64{4, 9}))
	root, err := ufunc.Sqrt.Apply(a)
	fmt.Println(root, err)
	fmt.Println(override.Sum.Apply(root))
	_, err = ufunc.Exp.Apply(a)
	fmt.Println(err)
	// Output:
	// sparse.COO of float64, shape [1000 1000], 2 of 1000000 elements <nil>
	// 5.0 <nil>
	// sparse: <ufunc 'exp'> makes 1 of zeros, so that the result would be dense: use Dense
}
