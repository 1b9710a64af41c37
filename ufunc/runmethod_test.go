// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/protocol"
)

// Each method gives what the call without an allocator gives, in the array that the
// allocator makes, and nothing is allocated but that.
func TestRunMethod(t *testing.T) {
	x := ndarray.Linspace(0.0, 10, 12).Reshape(3, 4)
	for _, c := range []struct {
		method protocol.Method
		config Config
		args   []any
		want   *ndarray.Array
	}{
		{protocol.Call, Add.DType(dtype.Float64), []any{x, x.T().Reshape(3, 4)}, Add.Call(x, x.T().Reshape(3, 4))},
		{protocol.Reduce, Add.Axis(0), []any{x}, Add.Axis(0).Reduce(x)},
		{protocol.Reduce, Maximum.AllAxes(), []any{x}, Maximum.AllAxes().Reduce(x)},
		{protocol.Accumulate, Add.Axis(1), []any{x}, Add.Axis(1).Accumulate(x)},
	} {
		z := ndarray.Full(-1.0, c.want.Shape()...)
		var results [1]*ndarray.Array
		asked := 0
		allocate := func(i int, o Output) *ndarray.Array {
			asked++
			assert.Equal(t, 0, i)
			assert.Equal(t, c.want.DType(), o.DType)
			assert.Equal(t, append([]int{}, c.want.Shape()...), append([]int{}, o.Shape...))
			assert.Equal(t, append([]int{}, c.want.Strides()...), append([]int{}, o.Strides...))
			return z
		}
		require.NoError(t, c.config.RunMethod(c.method, results[:], allocate, nil, c.args...), c.method)
		assert.Same(t, z, results[0])
		assert.Equal(t, 1, asked)
		assert.Equal(t, c.want.String(), z.String(), c.method)
		plain := func(int, Output) *ndarray.Array { return z }
		if !raceEnabled {
			assert.Zero(t, testing.AllocsPerRun(20, func() { _ = c.config.RunMethod(c.method, results[:], plain, nil, c.args...) }), c.method)
		}

		require.NoError(t, c.config.RunMethod(c.method, results[:], nil, nil, c.args...))
		assert.Equal(t, c.want.String(), results[0].String(), c.method)
	}
}

func TestRunMethodRefuses(t *testing.T) {
	x := ndarray.Linspace(0.0, 10, 12)
	add := Add.DType(dtype.Float64)
	var results [1]*ndarray.Array
	give := func(z *ndarray.Array) func(int, Output) *ndarray.Array {
		return func(int, Output) *ndarray.Array { return z }
	}
	full := errors.New("no room")
	for text, err := range map[string]error{
		"shape (11,)": add.RunMethod(protocol.Call, results[:], give(ndarray.Zeros(dtype.Float64, 11)), nil, x, x),
		"float32":     add.RunMethod(protocol.Call, results[:], give(ndarray.Zeros(dtype.Float32, 12)), nil, x, x),
		"no room":     add.RunMethod(protocol.Call, results[:], give(ndarray.Failed(full)), nil, x, x),
		"operands":    add.RunMethod(protocol.Reduce, results[:], nil, nil, x, x),
	} {
		assert.ErrorContains(t, err, text)
	}
	// Out is given: nobody is asked.
	z := ndarray.Zeros(dtype.Float64, 12)
	require.NoError(t, Add.Out(z).RunMethod(protocol.Call, results[:], func(int, Output) *ndarray.Array { panic("asked") }, nil, x, x))
	assert.Same(t, z, results[0])
}
