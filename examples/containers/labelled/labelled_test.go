// SPDX-License-Identifier: BSD-3-Clause

package labelled_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/examples/containers/labelled"
	"github.com/arraygen/arraygen/interop/override"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/protocol"
	"github.com/arraygen/arraygen/ufunc"
)

func series(t testing.TB, name string, values []float64, labels ...string) *labelled.Series {
	t.Helper()
	s, err := labelled.New(name, labels, ndarray.FromSlice(values))
	require.NoError(t, err)
	return s
}

func TestUfuncs(t *testing.T) {
	s := series(t, "height", []float64{1, 4, 9}, "ann", "bob", "cy")
	y, err := override.As[*labelled.Series](ufunc.Sqrt.Apply(s))
	require.NoError(t, err)
	assert.Equal(t, "ann 1\nbob 2\ncy 3\nheight, float64", y.String())
	for _, args := range [][]any{{s, 1}, {1, s}, {s, []float64{1, 1, 1}}, {ndarray.Ones(dtype.Float64, 3), s}, {s, series(t, "one", []float64{1, 1, 1}, "ann", "bob", "cy")}} {
		y, err = override.As[*labelled.Series](ufunc.Add.Apply(args...))
		require.NoError(t, err)
		v, err := y.At("bob")
		require.NoError(t, err)
		assert.Equal(t, 5.0, v)
	}
	total, err := override.As[*ndarray.Array](override.Sum.Apply(s))
	require.NoError(t, err)
	assert.Equal(t, "14.0", total.String())
	mean, err := override.As[*ndarray.Array](override.Mean.Apply(s))
	require.NoError(t, err)
	v, err := ndarray.Item[float64](mean)
	require.NoError(t, err)
	assert.InDelta(t, 14.0/3, v, 1e-15)
}

func TestOut(t *testing.T) {
	s := series(t, "x", []float64{1, 2}, "a", "b")
	out := series(t, "out", []float64{0, 0}, "a", "b")
	y, err := (&protocol.UfuncCall{Ufunc: ufunc.Negative, Inputs: []any{s}, Out: []any{out}}).Run()
	require.NoError(t, err)
	assert.Same(t, out, y)
	assert.Equal(t, "a -1\nb -2\nout, float64", out.String())
	x := ndarray.FromSlice([]float64{5, 6})
	y, err = (&protocol.UfuncCall{Ufunc: ufunc.Negative, Inputs: []any{x}, Out: []any{out}, Where: []bool{true, false}}).Run()
	require.NoError(t, err)
	assert.Same(t, out, y)
	assert.Equal(t, "a -5\nb -2\nout, float64", out.String())
}

func TestFunctions(t *testing.T) {
	s := series(t, "x", []float64{1, 2}, "a", "b")
	y, err := override.Concatenate.Apply([]any{s, series(t, "y", []float64{3}, "c")})
	require.NoError(t, err)
	assert.Equal(t, "a 1\nb 2\nc 3\nx, float64", fmt.Sprint(y))
	y, err = override.Flip.Apply(s)
	require.NoError(t, err)
	assert.Equal(t, "b 2\na 1\nx, float64", fmt.Sprint(y))
	y, err = override.Zeros.Like(s).Apply(2)
	require.NoError(t, err)
	assert.Equal(t, "a 0\nb 0\nx, float64", fmt.Sprint(y))
	r, err := s.Reindex("b", "a")
	require.NoError(t, err)
	assert.Equal(t, "b 2\na 1\nx, float64", r.String())
}

func TestRefusals(t *testing.T) {
	s := series(t, "x", []float64{1, 2}, "a", "b")
	for want, f := range map[string]func() (any, error){
		`labelled: the labels [a b] of "x" differ from [b a] of "y": bring them in line with Reindex`: func() (any, error) {
			return ufunc.Add.Apply(s, series(t, "y", []float64{1, 2}, "b", "a"))
		},
		`labelled: the result has shape [2 2], and "x" has 2 labels: only numbers and arrays of as many elements go with a series`: func() (any, error) {
			return ufunc.Add.Apply(s, ndarray.Zeros(dtype.Float64, 2, 2))
		},
		"labelled: Outer of <ufunc 'add'>: the elements of the result would have no labels; convert the series to an array first": func() (any, error) {
			return ufunc.Add.ApplyMethod(protocol.Outer, s, s)
		},
		"labelled: concatenate of a series and a *ndarray.Array, whose elements have no labels": func() (any, error) {
			return override.Concatenate.Apply([]any{s, ndarray.Zeros(dtype.Float64, 2)})
		},
		`labelled: label "a" is there twice`: func() (any, error) { return override.Concatenate.Apply([]any{s, s}) },
		"reshape: no implementation found on types that override array functions: *labelled.Series": func() (any, error) {
			return override.Reshape.Apply(s, 2, 1)
		},
		`labelled: the result has shape [3], and "x" has 2 labels: only numbers and arrays of as many elements go with a series`: func() (any, error) {
			return override.Zeros.Like(s).Apply(3)
		},
		`labelled: no label "z" in "x"`: func() (any, error) { return s.At("z") },
	} {
		_, err := f()
		assert.EqualError(t, err, want)
	}
	_, err := labelled.New("x", []string{"a"}, ndarray.Zeros(dtype.Float64, 2))
	assert.EqualError(t, err, "labelled: 1 labels for values of shape [2]")
}

func Example() {
	price, _ := labelled.New("price", []string{"apple", "pear"}, ndarray.FromSlice([]float64{2, 3}))
	amount, _ := labelled.New("amount", []string{"apple", "pear"}, ndarray.FromSlice([]float64{10, 5}))
	cost, err := ufunc.Multiply.Apply(price, amount)
	fmt.Println(cost, err)
	fmt.Println(override.Sum.Apply(cost))

	other, _ := amount.Reindex("pear", "apple")
	_, err = ufunc.Multiply.Apply(price, other)
	fmt.Println(err)
	// Output:
	// apple 20
	// pear 15
	// price, float64 <nil>
	// 35.0 <nil>
	// labelled: the labels [apple pear] of "price" differ from [pear apple] of "amount": bring them in line with Reindex
}
