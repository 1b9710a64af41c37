// SPDX-License-Identifier: BSD-3-Clause

package quantity_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/examples/containers/quantity"
	"github.com/arraygen/arraygen/interop/override"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/protocol"
	"github.com/arraygen/arraygen/ufunc"
)

func of(t testing.TB, u quantity.Unit, values ...float64) *quantity.Quantity {
	t.Helper()
	q, err := quantity.New(ndarray.FromSlice(values), u)
	require.NoError(t, err)
	return q
}

func TestUfuncs(t *testing.T) {
	km, m := of(t, quantity.Kilometre, 1, 2), of(t, quantity.Metre, 500, 250)
	h := of(t, quantity.Hour, 0.5, 2)
	for _, c := range []struct {
		u    *ufunc.Ufunc
		args []any
		want string
	}{
		{ufunc.Add, []any{km, m}, "[1.5  2.25] km"},
		{ufunc.Add, []any{m, km}, "[1500. 2250.] m"},
		{ufunc.Multiply, []any{km, 3}, "[3. 6.] km"},
		{ufunc.Multiply, []any{ndarray.FromSlice([]float64{2, 3}), m}, "[1000.  750.] m"},
		{ufunc.Multiply, []any{m, m}, "[250000.  62500.] m^2"},
		{ufunc.Divide, []any{km, h}, "[2. 1.] 0.2777777777777778 m s^-1"},
		{ufunc.Divide, []any{m, m}, "[1. 1.] 1"},
		{ufunc.Sqrt, []any{of(t, quantity.Metre.Times(quantity.Metre), 4, 9)}, "[2. 3.] m"},
		{ufunc.Square, []any{of(t, quantity.Second, 3)}, "[9.] s^2"},
		{ufunc.Negative, []any{km}, "[-1. -2.] km"},
		{ufunc.Maximum, []any{km, of(t, quantity.Metre, 1500, 1500)}, "[1.5 2. ] km"},
		{ufunc.Less, []any{m, km}, "[ True  True]"},
		{ufunc.Exp, []any{of(t, quantity.One, 0)}, "[1.] 1"},
		{ufunc.Exp, []any{of(t, quantity.Metre.Over(quantity.Kilometre), 0)}, "[1.] 1"},
		{ufunc.Isnan, []any{m}, "[False False]"},
	} {
		y, err := c.u.Apply(c.args...)
		require.NoError(t, err, c.u)
		assert.Equal(t, c.want, fmt.Sprint(y), "%v", c.u)
	}
	for f, want := range map[*protocol.Function]string{override.Sum: "750.0 m", override.Mean: "375.0 m", override.Max: "500.0 m"} {
		y, err := f.Apply(m)
		require.NoError(t, err, f)
		assert.Equal(t, want, fmt.Sprint(y))
	}
}

func TestFunctions(t *testing.T) {
	km, m := of(t, quantity.Kilometre, 1, 2), of(t, quantity.Metre, 500)
	y, err := override.Concatenate.Apply([]any{m, km})
	require.NoError(t, err)
	assert.Equal(t, "[ 500. 1000. 2000.] m", fmt.Sprint(y))
	y, err = override.Reshape.Apply(km, 2, 1)
	require.NoError(t, err)
	assert.Equal(t, []int{2, 1}, y.(*quantity.Quantity).Shape())
	y, err = override.Ones.Like(km).Apply(2)
	require.NoError(t, err)
	assert.Equal(t, "[1. 1.] km", fmt.Sprint(y))
	y, err = override.AsArray.Like(km).Apply(m)
	require.NoError(t, err)
	assert.Equal(t, "[0.5] km", fmt.Sprint(y))
}

func TestRefusals(t *testing.T) {
	m, s := of(t, quantity.Metre, 1), of(t, quantity.Second, 1)
	for want, f := range map[string]func() (any, error){
		"quantity: <ufunc 'add'> of operands in m and s, which measure different things":           func() (any, error) { return ufunc.Add.Apply(m, s) },
		"quantity: <ufunc 'add'> of operands in 1 and m, which measure different things":           func() (any, error) { return ufunc.Add.Apply(1, m) },
		"quantity: <ufunc 'exp'> of a pure number only, not of m":                                  func() (any, error) { return ufunc.Exp.Apply(m) },
		"quantity: <ufunc 'sqrt'> of m has no unit":                                                func() (any, error) { return ufunc.Sqrt.Apply(m) },
		"quantity: <ufunc 'rint'> makes no sense of units; convert the operands with In first":     func() (any, error) { return ufunc.Rint.Apply(m) },
		"quantity: Reduce of <ufunc 'multiply'> has a unit that depends on the number of elements": func() (any, error) { return override.Prod.Apply(m) },
		"quantity: m can't be expressed in s":                                                      func() (any, error) { return override.Concatenate.Apply([]any{s, m}) },
		"quantity: concatenate of a quantity in m and a *ndarray.Array without a unit": func() (any, error) {
			return override.Concatenate.Apply([]any{m, ndarray.Zeros(dtype.Float64, 1)})
		},
		"quantity: an array has no unit, and this has m: use In": func() (any, error) { return override.AsArray.Apply(m) },
		"quantity: the mask of <ufunc 'add'> has a unit; compare it with something to make a mask": func() (any, error) {
			return (&protocol.UfuncCall{Ufunc: ufunc.Add, Inputs: []any{m, m}, Where: m}).Run()
		},
		"quantity: no output for <ufunc 'add'>: its unit is known after the call only; take the result instead": func() (any, error) {
			return (&protocol.UfuncCall{Ufunc: ufunc.Add, Inputs: []any{m, m}, Out: []any{m}}).Run()
		},
		"matmul: no implementation found on types that override array functions: *quantity.Quantity": func() (any, error) { return override.Matmul.Apply(m, m) },
	} {
		_, err := f()
		assert.EqualError(t, err, want)
	}
	_, err := quantity.New(ndarray.Zeros(dtype.Int8, 1), quantity.Metre)
	assert.EqualError(t, err, "quantity: values of int8; floats can be converted between units")
}

func Example() {
	distance, _ := quantity.New(ndarray.FromSlice([]float64{1, 2}), quantity.Kilometre)
	rest, _ := quantity.New(ndarray.FromSlice([]float64{500, 250}), quantity.Metre)
	fmt.Println(ufunc.Add.Apply(distance, rest))
	fmt.Println(override.Mean.Apply(distance))
	_, err := ufunc.Exp.Apply(distance)
	fmt.Println(err)
	// Output:
	// [1.5  2.25] km <nil>
	// 1.5 km <nil>
	// quantity: <ufunc 'exp'> of a pure number only, not of km
}
