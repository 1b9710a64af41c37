// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/protocol"
)

// A plan tells what the call would make, and computes into memory of the caller.
func TestPlanOutputs(t *testing.T) {
	x := ndarray.Linspace(0.0, 23, 24).Reshape(2, 3, 4).Transpose(1, 0, 2)
	column := ndarray.FromSlice([]float64{1, 2, 3}).Reshape(3, 1, 1)
	for _, c := range []struct {
		name   string
		plan   func() (*Plan, error)
		direct *ndarray.Array
	}{
		{"call", func() (*Plan, error) { return testAdd.Plan(x, column) }, testAdd.Call(x, column)},
		{"cast", func() (*Plan, error) { return testLess.Plan(x, 3) }, testLess.Call(x, 3)},
		{"order", func() (*Plan, error) { return testAdd.Layout(FOrder).Plan(x, 1) }, testAdd.Layout(FOrder).Call(x, 1)},
		{"reduce", func() (*Plan, error) { return testAdd.Axis(1).KeepDims().PlanMethod(protocol.Reduce, x) }, testAdd.Axis(1).KeepDims().Reduce(x)},
		{"accumulate", func() (*Plan, error) { return testAdd.Axis(2).PlanMethod(protocol.Accumulate, x) }, testAdd.Axis(2).Accumulate(x)},
		{"reduceat", func() (*Plan, error) { return testAdd.Axis(2).PlanMethod(protocol.ReduceAt, x, []int{0, 2}) }, testAdd.Axis(2).ReduceAt(x, []int{0, 2})},
		{"outer", func() (*Plan, error) { return testAdd.PlanMethod(protocol.Outer, x, column) }, testAdd.Outer(x, column)},
	} {
		require.NoError(t, c.direct.Err(), c.name)
		p, err := c.plan()
		require.NoError(t, err, c.name)
		o := p.Output(0)
		assert.Equal(t, c.direct.DType(), o.DType, c.name)
		assert.Equal(t, c.direct.Shape(), o.Shape, c.name)
		assert.Equal(t, c.direct.Strides(), o.Strides, c.name)
		z := ndarray.Zeros(o.DType, o.Shape...)
		require.NoError(t, p.SetOutput(0, z), c.name)
		results, err := p.Run(nil)
		require.NoError(t, err, c.name)
		assert.Same(t, z, results[0], c.name)
		assert.Equal(t, c.direct.String(), z.String(), c.name)
		p.Release()
	}
}

func TestPlanErrors(t *testing.T) {
	x := ndarray.Zeros(dtype.Float64, 3)
	_, err := testAdd.Plan(x, ndarray.Zeros(dtype.Float64, 4))
	require.ErrorIs(t, err, ndarray.ErrShape)
	_, err = testAdd.Plan(x)
	require.EqualError(t, err, "add: takes 2 operands, not 1; outputs are given by Out")
	_, err = testAdd.PlanMethod(protocol.At, x, []int{0})
	require.EqualError(t, err, "add: there is no plan of the method At")
	p, err := testAdd.Plan(x, x)
	require.NoError(t, err)
	require.EqualError(t, p.SetOutput(0, ndarray.Zeros(dtype.Float32, 3)), "add: output 0 must be a writeable array of float64 of shape (3,), not one of float32 of shape (3,)")
	require.Error(t, p.SetOutput(0, ndarray.Zeros(dtype.Float64, 1)))
	require.Error(t, p.SetOutput(0, ndarray.Zeros(dtype.Float64, 3).ReadOnly()))
	p.Release()
	p.Release()
	require.EqualError(t, p.SetOutput(0, x), "add: the plan was run or released; make another")
	require.Zero(t, p.Output(0))
	_, err = p.Run(nil)
	require.EqualError(t, err, "add: the plan was run or released; make another")
	out := ndarray.Zeros(dtype.Float64, 3)
	p, err = testAdd.Out(out).Plan(x, 1)
	require.NoError(t, err)
	require.EqualError(t, p.SetOutput(0, x), "add: output 0 was given by Out; leave it nil there to set it")
	results, err := p.Run(nil)
	require.NoError(t, err)
	require.Same(t, out, results[0])
	require.Equal(t, "[1. 1. 1.]", out.String())
	_, err = p.Run(nil)
	require.Error(t, err)
}

func TestResolveDTypes(t *testing.T) {
	types, err := testAdd.ResolveDTypes(dtype.Int8, dtype.Float32)
	require.NoError(t, err)
	require.Equal(t, []dtype.DType{dtype.Float32, dtype.Float32, dtype.Float32}, types)
	types, err = testAdd.ResolveDTypes(dtype.Float32, 2.5)
	require.NoError(t, err)
	require.Equal(t, dtype.Float32, types[2])
	_, err = testAdd.ResolveDTypes(dtype.Invalid, dtype.Int8)
	require.ErrorIs(t, err, ndarray.ErrDType)
	_, err = testAdd.ResolveDTypes(dtype.Uint8, 300)
	require.Error(t, err)
	types, err = testAdd.DTypes(dtype.Float64, dtype.Invalid, dtype.Invalid).ResolveDTypes(dtype.Float32, dtype.Float32)
	require.NoError(t, err)
	require.Equal(t, dtype.Float64, types[1])
	_, err = testAdd.DTypes(dtype.Float64, dtype.Float32).ResolveDTypes(dtype.Float32, dtype.Float32)
	require.EqualError(t, err, "add: the signature has 2 types; there are 2 inputs and 1 outputs")
	letters, err := testAdd.ParseDTypes("dd->d")
	require.NoError(t, err)
	require.Equal(t, []dtype.DType{dtype.Float64, dtype.Float64, dtype.Float64}, letters)
	for _, bad := range []string{"ddd->d", "dd", "zz->z", ""} {
		_, err = testAdd.ParseDTypes(bad)
		require.Error(t, err, bad)
	}
	types, err = testAdd.DType(dtype.Float64).ResolveReduceDTypes(dtype.Int32)
	require.NoError(t, err)
	require.Equal(t, dtype.Float64, types[0])
}
