// SPDX-License-Identifier: BSD-3-Clause

package ufunc_test

import (
	"fmt"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/protocol"
	"github.com/arraygen/arraygen/ufunc"
	"github.com/arraygen/arraygen/ufunc/catalogue"
)

// raw returns the bytes of an array in C order.
func raw(a *ndarray.Array) string {
	r := a.Copy().Raw()
	n := r.DType.Size()
	for _, d := range r.Shape {
		n *= d
	}
	return string(unsafe.Slice((*byte)(r.Ptr), n))
}

// The short paths are cases of the plan: a second call, which may be one of them, has
// the type, the bits or the error of the plan, for all functions, types, forms of the
// operands and outputs.
func TestShortPathsAreThePlan(t *testing.T) {
	value := ndarray.Linspace(0.25, 3, 12)
	for _, u := range catalogue.All {
		if u.NOut() != 1 || u.NIn() > 2 || u.Signature != "" {
			continue
		}
		for d := dtype.Bool; d < dtype.Num; d++ {
			x := ufunc.AsType(value, d, dtype.Unsafe)
			second := []any{x, x.Slice("::-1").Copy(), 2.0, 3, ndarray.Scalar(int8(3))}
			if u.NIn() == 1 {
				second = []any{nil}
			}
			for _, y := range second {
				for _, args := range [][]any{{x, y}, {y, x}} {
					if y == nil {
						args = []any{x}
					}
					what := fmt.Sprintf("%s %v %T", u.Name, d, y)
					want, err := planned(u.Casting(dtype.SameKind), protocol.Call, args...)
					for range 2 {
						z := u.Call(args...)
						if err != nil {
							require.EqualError(t, z.Err(), err.Error(), what)
							continue
						}
						require.NoError(t, z.Err(), what)
						require.Equal(t, want.DType(), z.DType(), what)
						require.Equal(t, raw(want), raw(z), what)
						out := ndarray.Empty(z.DType(), z.Shape()...)
						require.Same(t, out, u.Out(out).Call(args...), what)
						require.Equal(t, raw(want), raw(out), what)
						nilOut := u.Out(nil).Call(args...)
						require.Equal(t, raw(want), raw(nilOut), what)
					}
				}
			}
			if u.NIn() != 2 {
				continue
			}
			want, err := planned(u.AllAxes(), protocol.Reduce, x)
			for range 2 {
				z := u.AllAxes().Reduce(x)
				if err != nil {
					require.EqualError(t, z.Err(), err.Error(), u.Name, d)
					continue
				}
				require.NoError(t, z.Err(), u.Name, d)
				require.Equal(t, want.DType(), z.DType(), u.Name, d)
				require.Equal(t, raw(want), raw(z), "%s.reduce %v", u.Name, d)
			}
		}
	}
}

// Operands of every pair of types and layouts, on few elements, are the plan's: their
// values, type, strides, and errors, with and without an output.
func TestPackedCallsAreThePlan(t *testing.T) {
	views := map[string]func(x *ndarray.Array) *ndarray.Array{
		"plain":      func(x *ndarray.Array) *ndarray.Array { return x },
		"reversed":   func(x *ndarray.Array) *ndarray.Array { return x.Slice("::-1") },
		"step":       func(x *ndarray.Array) *ndarray.Array { return x.Slice("..., ::2") },
		"transposed": func(x *ndarray.Array) *ndarray.Array { return x.Transpose() },
		"row":        func(x *ndarray.Array) *ndarray.Array { return x.Slice("1") },
		"column":     func(x *ndarray.Array) *ndarray.Array { return x.Slice("..., :1") },
		"element":    func(x *ndarray.Array) *ndarray.Array { return x.Slice("1, 2") },
		"none":       func(x *ndarray.Array) *ndarray.Array { return x.Slice(":0") },
		"deep":       func(x *ndarray.Array) *ndarray.Array { return x.Reshape(2, 1, 2, 4).Slice("::-1, :, :, 1:") },
		"repeated":   func(x *ndarray.Array) *ndarray.Array { return x.Slice("1").BroadcastTo(4, 4) },
		"failed":     func(x *ndarray.Array) *ndarray.Array { return x.Reshape(3, 3) },
		"large":      func(x *ndarray.Array) *ndarray.Array { return x.Reshape(4, 4, 1, 1, 1).BroadcastTo(4, 4, 3, 4, 4) },
	}
	check := func(what string, u *ufunc.Ufunc, args ...any) {
		t.Helper()
		want, err := planned(u.Casting(dtype.SameKind), protocol.Call, args...)
		for range 2 {
			z := u.Call(args...)
			if err != nil {
				require.EqualError(t, z.Err(), err.Error(), what)
				return
			}
			require.NoError(t, z.Err(), what)
			require.Equal(t, want.DType(), z.DType(), what)
			require.Equal(t, want.Shape(), z.Shape(), what)
			require.Equal(t, want.Strides(), z.Strides(), what)
			require.Equal(t, raw(want), raw(z), what)
			out := ndarray.Empty(z.DType(), z.Shape()...)
			require.Same(t, out, u.Out(out).Call(args...), what)
			require.Equal(t, raw(want), raw(out), what)
		}
	}
	value := ndarray.Linspace(0.25, 4, 16).Reshape(4, 4)
	for a := dtype.Bool; a < dtype.Num; a++ {
		for b := dtype.Bool; b < dtype.Num; b++ {
			x, y := ufunc.AsType(value, a, dtype.Unsafe), ufunc.AsType(value, b, dtype.Unsafe)
			for _, u := range []*ufunc.Ufunc{ufunc.Add, ufunc.Subtract, ufunc.Divide, ufunc.Less, ufunc.Power, ufunc.Ldexp, ufunc.BitwiseAnd, ufunc.Sin} {
				args := []any{x.Slice("1"), y}
				check(fmt.Sprintf("%s %v %v", u.Name, a, b), u, args[:u.NIn()]...)
			}
		}
	}
	for v, f := range views {
		check(v, ufunc.Sqrt, f(value))
		for w, g := range views {
			y := ufunc.AsType(value, dtype.Float32, dtype.Unsafe)
			check(v+" "+w, ufunc.Subtract, f(value), g(value))
			check(v+" "+w, ufunc.Add, f(value), g(y))
		}
	}
	// The operands are read before the output is written.
	z := ndarray.Linspace(0.0, 15, 16).Reshape(4, 4)
	want, err := planned(ufunc.Add.Casting(dtype.SameKind), protocol.Call, z, z.Transpose())
	require.NoError(t, err)
	require.Same(t, z, ufunc.Add.Out(z).Call(z, z.Transpose()))
	require.Equal(t, raw(want), raw(z))
}

// planned is a call of one output by the plan, without a short path.
func planned(c ufunc.Config, m protocol.Method, args ...any) (*ndarray.Array, error) {
	p, err := c.PlanMethod(m, args...)
	if err != nil {
		return nil, err
	}
	results, err := p.Run(nil)
	if err != nil {
		return nil, err
	}
	return results[0], nil
}

// Outputs that the short path doesn't take are the plan's: none, two, one of another
// shape, read-only, failed, overlapping.
func TestShortPathsLeaveOutputsToThePlan(t *testing.T) {
	x := ndarray.Linspace(0.0, 7, 8)
	ufunc.Add.Call(x, x)
	assert.ErrorContains(t, ufunc.Add.Out().Call(x, x).Err(), "Out takes 1 arrays")
	assert.ErrorContains(t, ufunc.Add.Out(x, x).Call(x, x).Err(), "Out takes 1 arrays")
	assert.ErrorContains(t, ufunc.Add.Out(ndarray.Zeros(dtype.Float64, 2, 4)).Call(x, x).Err(), "could not be broadcast")
	assert.ErrorContains(t, ufunc.Add.Out(x.Copy().ReadOnly()).Call(x, x).Err(), "read-only")
	bad := ndarray.Zeros(dtype.Float64, -1)
	assert.ErrorIs(t, ufunc.Add.Out(bad).Call(x, x).Err(), bad.Err())
	assert.ErrorIs(t, ufunc.Add.Call(x, bad).Err(), bad.Err())
	long := ndarray.Linspace(0.0, 8, 9)
	ufunc.Add.Out(long.Slice("1:")).Call(long.Slice(":-1"), 1.0)
	assert.Equal(t, "[0. 1. 2. 3. 4. 5. 6. 7. 8.]", long.String())
	ufunc.Add.Out(long.Slice("1:")).Call(long.Slice(":-1"), long.Slice(":-1"))
	assert.Equal(t, "[ 0.  0.  2.  4.  6.  8. 10. 12. 14.]", long.String())
}

// A Config that is kept is not changed by the keywords that are set on it.
func TestConfigIsNotChanged(t *testing.T) {
	x, z := ndarray.Linspace(0.0, 3, 4).Reshape(2, 2), ndarray.Zeros(dtype.Float64, 2)
	base := ufunc.Add.Axis(0)
	kept := base.KeepDims()
	out := base.Out(z)
	assert.Equal(t, []int{2}, base.Reduce(x).Shape())
	assert.Equal(t, []int{1, 2}, kept.Reduce(x).Shape())
	assert.Same(t, z, out.Reduce(x))
	assert.NotSame(t, z, base.Reduce(x))
}
