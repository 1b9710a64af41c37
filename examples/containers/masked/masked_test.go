// SPDX-License-Identifier: BSD-3-Clause

package masked_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/examples/containers/masked"
	"github.com/arraygen/arraygen/interop/override"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/protocol"
	"github.com/arraygen/arraygen/ufunc"
)

type K = protocol.Keywords

func of[T dtype.Element](t testing.TB, values []T, missing ...int) *masked.Array {
	t.Helper()
	mask := make([]bool, len(values))
	for _, i := range missing {
		mask[i] = true
	}
	a, err := masked.New(ndarray.FromSlice(values), ndarray.FromSlice(mask))
	require.NoError(t, err)
	return a
}

func TestUfuncs(t *testing.T) {
	a := of(t, []float64{1, -4, 9}, 1)
	b := of(t, []float64{1, 2, 3}, 2)
	for _, c := range []struct {
		u    *ufunc.Ufunc
		args []any
		want string
	}{
		{ufunc.Sqrt, []any{a}, "[1 -- 3]"},
		{ufunc.Add, []any{a, b}, "[2 -- --]"},
		{ufunc.Add, []any{a, 1}, "[2 -- 10]"},
		{ufunc.Add, []any{ndarray.FromSlice([]float64{10, 20, 30}), a}, "[11 -- 39]"},
		{ufunc.Greater, []any{a, 5}, "[false -- true]"},
	} {
		y, err := c.u.Apply(c.args...)
		require.NoError(t, err, c.u)
		assert.Equal(t, c.want, fmt.Sprint(y), "%v", c.u)
	}
	for f, want := range map[protocol.Callable]string{
		override.Sum: "10", override.Mean: "5", override.Max: "9", override.Min: "1", override.Prod: "9",
		override.Mean.With(K{"where": []bool{true, true, false}}): "1",
	} {
		y, err := f.Apply(a)
		require.NoError(t, err, f)
		assert.Equal(t, want, fmt.Sprint(y), "%v", f)
	}
	none := of(t, []int16{1, 2}, 0, 1)
	for _, f := range []*protocol.Function{override.Sum, override.Mean, override.Max, override.Min} {
		y, err := f.Apply(none)
		require.NoError(t, err, f)
		assert.Equal(t, "--", fmt.Sprint(y), f.Name)
	}
	two, err := override.Reshape.Apply(of(t, []int32{1, 2, 3, 4, 5, 6}, 1, 4), 2, 3)
	require.NoError(t, err)
	assert.Equal(t, "[1 -- 3 4 -- 6] of shape [2 3]", fmt.Sprint(two))
	y, err := override.Max.With(K{"axis": 0}).Apply(two)
	require.NoError(t, err)
	assert.Equal(t, "[4 -- 6]", fmt.Sprint(y))
	y, err = override.Mean.With(K{"axis": 1, "keepdims": true}).Apply(two)
	require.NoError(t, err)
	assert.Equal(t, "[2 5] of shape [2 1]", fmt.Sprint(y))
}

func TestStartsOfExtremes(t *testing.T) {
	for d, v := range map[dtype.DType]any{
		dtype.Bool: true, dtype.Uint8: 200, dtype.Int8: -100, dtype.Int64: int64(-9e18), dtype.Float32: -1e30,
	} {
		values := ndarray.Zeros(d, 2)
		require.NoError(t, values.Slice("0, ...").Fill(v))
		a, err := masked.New(values, ndarray.FromSlice([]bool{false, true}))
		require.NoError(t, err)
		want, err := values.Item(0)
		require.NoError(t, err)
		for _, f := range []*protocol.Function{override.Max, override.Min} {
			y, err := f.Apply(a)
			require.NoError(t, err, "%v of %v", f.Name, d)
			assert.Equal(t, fmt.Sprint(want), fmt.Sprint(y), "%v of %v", f.Name, d)
		}
	}
}

func TestFunctions(t *testing.T) {
	a := of(t, []float64{1, 2}, 0)
	y, err := override.Concatenate.Apply([]any{a, ndarray.FromSlice([]float64{3}), a})
	require.NoError(t, err)
	assert.Equal(t, "[-- 2 3 -- 2]", fmt.Sprint(y))
	f, err := a.Filled(-1)
	require.NoError(t, err)
	assert.Equal(t, "[-1.  2.]", f.String())
	n, err := a.Count()
	require.NoError(t, err)
	assert.Equal(t, 1, n)
	full := of(t, []float64{1, math.NaN()})
	assert.NoError(t, override.Array(full, nil).Err())

	out := of(t, []float64{0, 0})
	got, err := (&protocol.UfuncCall{Ufunc: ufunc.Add, Inputs: []any{a, 1}, Out: []any{out}}).Run()
	require.NoError(t, err)
	assert.Same(t, out, got)
	assert.Equal(t, "[-- 3]", out.String())
}

func TestRefusals(t *testing.T) {
	a := of(t, []float64{1, 2}, 0)
	assert.EqualError(t, override.Array(a, nil).Err(), "masked: 1 elements are missing, which an array can't say: use Filled or Values")
	_, err := ufunc.Add.ApplyMethod(protocol.Outer, a, a)
	assert.EqualError(t, err, "masked: Outer of <ufunc 'add'> leaves open what becomes of missing elements; fill them first, with Filled")
	_, err = override.Matmul.Apply(a, a)
	assert.EqualError(t, err, "matmul: no implementation found on types that override array functions: *masked.Array")
	_, err = override.Sum.With(K{"out": a}).Apply(a)
	assert.EqualError(t, err, "masked: no output for Reduce of <ufunc 'add'>; take the result instead")
	_, err = masked.New(ndarray.Zeros(dtype.Float64, 2), ndarray.Zeros(dtype.Int8, 2))
	assert.EqualError(t, err, "masked: a mask of int8; it must be of bool")
	_, err = masked.New(ndarray.Zeros(dtype.Float64, 2), ndarray.Zeros(dtype.Bool, 3))
	assert.EqualError(t, err, "masked: a mask of shape [3] for values of shape [2]")
}

func Example() {
	// The sensor was out of order for the second reading.
	readings, _ := masked.New(ndarray.FromSlice([]float64{20.5, -999, 21.5}), ndarray.FromSlice([]bool{false, true, false}))
	fmt.Println(ufunc.Add.Apply(readings, 273.15))
	fmt.Println(override.Mean.Apply(readings))
	_, err := override.AsArray.Apply(readings)
	fmt.Println(err)
	// Output:
	// [293.65 -- 294.65] <nil>
	// 21 <nil>
	// masked: 1 elements are missing, which an array can't say: use Filled or Values
}
