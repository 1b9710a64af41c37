// SPDX-License-Identifier: BSD-3-Clause

package lazy_test

import (
	"errors"
	"fmt"
	"math"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/examples/containers/lazy"
	"github.com/arraygen/arraygen/interop/override"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/protocol"
	"github.com/arraygen/arraygen/ufunc"
)

func compute(t testing.TB, v any, err error) *ndarray.Array {
	t.Helper()
	a, err := override.As[*lazy.Array](v, err)
	require.NoError(t, err)
	y, err := a.Compute()
	require.NoError(t, err)
	assert.Equal(t, a.DType(), y.DType())
	assert.Equal(t, a.Shape(), y.Shape())
	return y
}

func TestUfuncs(t *testing.T) {
	x := ndarray.Arange(0.0, 20, 1).Reshape(10, 2)
	a, err := lazy.FromArray(x, 4)
	require.NoError(t, err)
	assert.Equal(t, []int{4, 4, 2}, a.Chunks())
	for _, c := range []struct {
		u    *ufunc.Ufunc
		lazy []any
		now  []any
	}{
		{ufunc.Sqrt, []any{a}, []any{x}},
		{ufunc.Add, []any{a, a}, []any{x, x}},
		{ufunc.Subtract, []any{a, 1}, []any{x, 1}},
		{ufunc.Subtract, []any{[]float64{1, 2}, a}, []any{[]float64{1, 2}, x}},
		{ufunc.Multiply, []any{x, a}, []any{x, x}},
		{ufunc.Multiply, []any{a, x.Slice(":, :1")}, []any{x, x.Slice(":, :1")}},
		{ufunc.Multiply, []any{a, x.Slice(":1")}, []any{x, x.Slice(":1")}},
		{ufunc.Less, []any{a, 7.5}, []any{x, 7.5}},
	} {
		v, err := c.u.Apply(c.lazy...)
		assert.Equal(t, c.u.Call(c.now...).String(), compute(t, v, err).String(), "%v", c.u)
	}
	for _, f := range []*protocol.Function{override.Sum, override.Max, override.Min, override.Mean} {
		v, err := f.Apply(a)
		want := override.Array(f.Apply(x))
		assert.Equal(t, want.String(), compute(t, v, err).String(), f.Name)
	}
	none, err := lazy.FromArray(ndarray.Zeros(dtype.Float64, 0, 3), 4)
	require.NoError(t, err)
	assert.Equal(t, []int{0, 3}, compute(t, none, nil).Shape())
	v, err := override.Sum.Apply(none)
	assert.Equal(t, "0.0", compute(t, v, err).String())
}

func TestNothingIsComputedEarly(t *testing.T) {
	var made atomic.Int32
	a := lazy.Generate(dtype.Float64, []int{3, 3, 2}, nil, func(i int) (*ndarray.Array, error) {
		made.Add(1)
		n := []int{3, 3, 2}[i]
		return ndarray.FullOf(dtype.Float64, i, n), nil
	})
	y, err := ufunc.Exp.Apply(a)
	require.NoError(t, err)
	y, err = override.Mean.Apply(y)
	require.NoError(t, err)
	assert.Zero(t, made.Load())
	got, err := ndarray.Item[float64](compute(t, y, err))
	require.NoError(t, err)
	assert.InDelta(t, (3+3*math.E+2*math.E*math.E)/8, got, 1e-14)
	assert.EqualValues(t, 3, made.Load(), "each chunk once")
}

func TestFunctions(t *testing.T) {
	x := ndarray.Arange(0.0, 5, 1)
	a, err := lazy.FromArray(x, 2)
	require.NoError(t, err)
	v, err := override.Concatenate.Apply([]any{a, x, a})
	y := compute(t, v, err)
	assert.Equal(t, ndarray.Concatenate(0, x, x, x).String(), y.String())
	assert.Equal(t, []int{2, 2, 1, 5, 2, 2, 1}, v.(*lazy.Array).Chunks())
	v, err = override.Ones.Like(a).Apply(3)
	assert.Equal(t, "[1. 1. 1.]", compute(t, v, err).String())
	assert.Equal(t, []int{2, 1}, v.(*lazy.Array).Chunks())
	full := override.Array(override.AsArray.Apply(a))
	assert.Equal(t, x.String(), full.String())
}

func TestRefusals(t *testing.T) {
	x := ndarray.Arange(0.0, 6, 1)
	a, err := lazy.FromArray(x, 2)
	require.NoError(t, err)
	other, err := lazy.FromArray(x, 3)
	require.NoError(t, err)
	for want, f := range map[string]func() (any, error){
		"lazy: chunks [2 2 2] of shape [6] and chunks [3 3] of shape [6] don't go together": func() (any, error) { return ufunc.Add.Apply(a, other) },
		"lazy: the result has shape [2 6], which can't be cut into the chunks [2 2 2]":      func() (any, error) { return ufunc.Add.Apply(a, ndarray.Zeros(dtype.Float64, 2, 6)) },
		"lazy: Accumulate of <ufunc 'add'> can't be put off; compute the operands first": func() (any, error) {
			return ufunc.Add.ApplyMethod(protocol.Accumulate, a)
		},
		"lazy: no output for <ufunc 'add'>: it would have to be computed now":                  func() (any, error) { return ufunc.Add.Out(x).Apply(a, a) },
		"lazy: no mask for <ufunc 'add'>; compute the operands first":                          func() (any, error) { return ufunc.Add.Where(ndarray.Zeros(dtype.Bool, 6)).Apply(a, a) },
		"reshape: no implementation found on types that override array functions: *lazy.Array": func() (any, error) { return override.Reshape.Apply(a, 2, 3) },
		"lazy: concatenate of float64 of shape [6] and bool of shape [1]":                      func() (any, error) { return override.Concatenate.Apply([]any{a, []bool{true}}) },
	} {
		_, err := f()
		assert.EqualError(t, err, want)
	}
	_, err = ufunc.BitwiseAnd.Apply(a, a)
	assert.ErrorContains(t, err, "bitwise_and: not supported for (float64, float64)", "types are checked before anything is computed")
	_, err = lazy.FromArray(x, 0)
	assert.EqualError(t, err, "lazy: chunks of length 0 of an array of shape [6]; there must be an axis and a positive length")
	broken := lazy.Generate(dtype.Float64, []int{1, 1}, nil, func(i int) (*ndarray.Array, error) {
		if i == 1 {
			return nil, errors.New("the disk is gone")
		}
		return ndarray.Zeros(dtype.Float64, 1), nil
	})
	_, err = broken.Compute()
	assert.EqualError(t, err, "lazy: chunk 1: the disk is gone")
}

func TestNamespace(t *testing.T) {
	a, err := lazy.FromArray(ndarray.Arange(1.0, 6, 1), 2)
	require.NoError(t, err)
	for _, name := range lazy.Functions.List() {
		f, err := lazy.Functions.Lookup(name)
		require.NoError(t, err)
		args := []any{a}
		if u, ok := f.(*ufunc.Ufunc); ok && u.NIn() == 2 {
			args = append(args, a)
		}
		if name == "concat" {
			args = []any{[]any{a, a}}
		}
		v, err := f.Apply(args...)
		compute(t, v, err)
	}
}

func Example() {
	big, _ := lazy.FromArray(ndarray.Arange(0.0, 1000, 1), 250)
	y, err := ufunc.Sqrt.Apply(big)
	fmt.Println(y, err)
	mean, err := override.As[*lazy.Array](override.Mean.Apply(y))
	if err != nil {
		panic(err)
	}
	fmt.Println(mean)
	fmt.Println(mean.Compute())
	// Output:
	// lazy.Array of float64, shape [1000], chunks [250 250 250 250] <nil>
	// lazy.Array of float64, shape [], chunks [0]
	// 21.06583311087905 <nil>
}
