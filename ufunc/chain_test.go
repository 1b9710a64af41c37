// SPDX-License-Identifier: BSD-3-Clause

package ufunc_test

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ufunc"
)

// chainOperand returns n elements of a type, special values among them.
func chainOperand(t *testing.T, d dtype.DType, n, seed int) *ndarray.Array {
	values := make([]float64, n)
	for i := range values {
		values[i] = float64((i*7+seed*13)%251)/4 - 30
	}
	if d.Kind() == dtype.KindFloat || d.Kind() == dtype.KindComplex {
		for i, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), math.Copysign(0, -1), 1e300, -1e300, 1e-310, 0} {
			if at := (seed*5 + i*17) % max(n, 1); n > 0 {
				values[at] = v
			}
		}
	}
	x := ufunc.AsType(ndarray.FromSlice(values), d, dtype.Unsafe)
	require.NoError(t, x.Err())
	return x
}

// plainly calls the steps one after the other, each on arrays of its own.
func plainly(steps []ufunc.Step, look ufunc.Conditions, found []ufunc.Conditions) *ndarray.Array {
	var z *ndarray.Array
	for i, s := range steps {
		args := make([]any, len(s.Args))
		for k, v := range s.Args {
			if args[k] = v; v == ufunc.Previous {
				args[k] = z
			}
		}
		z = s.U.Errors(look, &found[i]).Call(args...)
	}
	return z
}

// TestChains: a chain has the bits and meets the conditions of its calls, at every level, of every length about
// that of a block, on several threads, with a new result, with a given one, in an operand.
func TestChains(t *testing.T) {
	const look = ufunc.DivideByZero | ufunc.Overflow | ufunc.InvalidValue
	previous := ufunc.Previous
	chains := func(x, y *ndarray.Array) [][]ufunc.Step {
		return [][]ufunc.Step{
			{{U: ufunc.Multiply, Args: []any{x, x}}, {U: ufunc.Add, Args: []any{previous, x}}, {U: ufunc.Divide, Args: []any{previous, 2.0}}, {U: ufunc.Subtract, Args: []any{previous, x}}},
			{{U: ufunc.Subtract, Args: []any{x, y}}, {U: ufunc.Divide, Args: []any{y, previous}}, {U: ufunc.Multiply, Args: []any{previous, previous}}},
			{{U: ufunc.Add, Args: []any{x, 1}}, {U: ufunc.Square, Args: []any{previous}}, {U: ufunc.Greater, Args: []any{previous, y}}},
			{{U: ufunc.Negative, Args: []any{x}}, {U: ufunc.Maximum, Args: []any{previous, y}}, {U: ufunc.FloorDivide, Args: []any{previous, y}}, {U: ufunc.Remainder, Args: []any{previous, 3}}},
			{{U: ufunc.Square, Args: []any{x}}, {U: ufunc.Sqrt, Args: []any{previous}}, {U: ufunc.Sin, Args: []any{previous}}, {U: ufunc.Divide, Args: []any{previous, 0.0}}},
			{{U: ufunc.Reciprocal, Args: []any{y}}},
		}
	}
	defer ufunc.SetThreadWork(ufunc.SetThreadWork(3e3))
	types := []dtype.DType{dtype.Float64, dtype.Float32, dtype.Float16, dtype.Int64, dtype.Int8, dtype.Uint16, dtype.Complex128}
	lengths := []int{0, 1, 5, 1023, 1024, 1025, 8191, 40000}
	if testing.Short() { // the race detector and emulators
		types, lengths = []dtype.DType{dtype.Float64, dtype.Float16, dtype.Int8}, []int{0, 5, 1025, 9000}
	}
	for _, l := range kernel.Levels() {
		restore, err := kernel.SetLevel(l)
		require.NoError(t, err)
		for _, d := range types {
			for _, n := range lengths {
				x, y := chainOperand(t, d, n, 1), chainOperand(t, d, n, 2)
				for i := range chains(x, y) {
					for _, threads := range []int{1, 3} {
						defer ufunc.SetMaxThreads(ufunc.SetMaxThreads(threads))
						name := fmt.Sprintf("%v %v %d elements, chain %d, %d threads", l, d, n, i, threads)
						steps := chains(x, y)[i]
						wantFound, found := make([]ufunc.Conditions, len(steps)), make([]ufunc.Conditions, len(steps))
						want := plainly(steps, look, wantFound)
						z := (&ufunc.Chain{Steps: steps, Look: look, Found: found}).Call()
						if want.Err() != nil { // a function without a loop for the type
							require.EqualError(t, z.Err(), want.Err().Error(), name)
							continue
						}
						require.NoError(t, z.Err(), name)
						require.Equal(t, want.DType(), z.DType(), name)
						require.Equal(t, memory(t, want), memory(t, z), name)
						require.Equal(t, wantFound, found, name)
						require.Equal(t, memory(t, want), memory(t, (&ufunc.Chain{Steps: steps}).Call()), name)
						for which := range 3 { // a new array, one operand, the other
							x, y := chainOperand(t, d, n, 1), chainOperand(t, d, n, 2)
							out := []*ndarray.Array{ndarray.Empty(want.DType(), n), x, y}[which]
							if out.DType() != want.DType() {
								continue
							}
							clear(found)
							z := (&ufunc.Chain{Steps: chains(x, y)[i], Out: out, Look: look, Found: found}).Call()
							require.Same(t, out, z, name)
							require.Equal(t, memory(t, want), memory(t, z), "%s, out %d", name, which)
							require.Equal(t, wantFound, found, "%s, out %d", name, which)
						}
					}
				}
			}
		}
		restore()
	}
}

// TestChainsOfOtherShapes: what cannot be done block by block is done call by call: operands that are broadcast,
// strided, of other types, and results that overlap.
func TestChainsOfOtherShapes(t *testing.T) {
	x := chainOperand(t, dtype.Float64, 5000, 1)
	square := x.Reshape(50, 100)
	row := chainOperand(t, dtype.Float64, 100, 2)
	every := x.Index(ndarray.From(0).Step(2))
	half := chainOperand(t, dtype.Float32, 5000, 3)
	for name, steps := range map[string][]ufunc.Step{
		"broadcast": {{U: ufunc.Add, Args: []any{square, row}}, {U: ufunc.Multiply, Args: []any{ufunc.Previous, square}}},
		"grows":     {{U: ufunc.Add, Args: []any{row, 1}}, {U: ufunc.Multiply, Args: []any{ufunc.Previous, square}}},
		"strided":   {{U: ufunc.Add, Args: []any{every, every}}, {U: ufunc.Multiply, Args: []any{ufunc.Previous, 3}}},
		"types":     {{U: ufunc.Add, Args: []any{half, 1}}, {U: ufunc.Multiply, Args: []any{ufunc.Previous, x}}},
		"ints":      {{U: ufunc.Greater, Args: []any{x, half}}, {U: ufunc.Add, Args: []any{ufunc.Previous, 2}}},
		"slices":    {{U: ufunc.Add, Args: []any{[]float64{1, 2, 3}, 1.5}}, {U: ufunc.Multiply, Args: []any{ufunc.Previous, ufunc.Previous}}},
	} {
		found := make([]ufunc.Conditions, len(steps))
		want, z := plainly(steps, 0, found), (&ufunc.Chain{Steps: steps}).Call()
		require.NoError(t, want.Err(), name)
		require.NoError(t, z.Err(), name)
		assert.Equal(t, want.String(), z.String(), name)
		assert.Equal(t, want.DType(), z.DType(), name)
	}
	memory := chainOperand(t, dtype.Float64, 4001, 1)
	a, b := memory.Index(ndarray.From(0).To(4000)), memory.Index(ndarray.From(1))
	steps := []ufunc.Step{{U: ufunc.Add, Args: []any{a, a}}, {U: ufunc.Multiply, Args: []any{ufunc.Previous, 3.0}}}
	want := plainly(steps, 0, make([]ufunc.Conditions, 2))
	z := (&ufunc.Chain{Steps: steps, Out: b}).Call()
	require.NoError(t, z.Err())
	assert.Equal(t, want.String(), z.String(), "a result one element further")
}

// TestChainErrors: what is wrong with a chain is told by name, and a poll's error ends it.
func TestChainErrors(t *testing.T) {
	x := ndarray.FromSlice([]float64{1, 2})
	for text, c := range map[string]*ufunc.Chain{
		"has no steps":            {},
		"a step has no ufunc":     {Steps: []ufunc.Step{{}}},
		"Previous is an argument": {Steps: []ufunc.Step{{U: ufunc.Add, Args: []any{x, ufunc.Previous}}}},
		"2 outputs":               {Steps: []ufunc.Step{{U: ufunc.Modf, Args: []any{x}}}},
		"room for 1 steps of 2":   {Steps: []ufunc.Step{{U: ufunc.Add, Args: []any{x, x}}, {U: ufunc.Add, Args: []any{x, x}}}, Found: make([]ufunc.Conditions, 1)},
		"broadcast":               {Steps: []ufunc.Step{{U: ufunc.Add, Args: []any{x, []float64{1, 2, 3}}}}},
		"operands":                {Steps: []ufunc.Step{{U: ufunc.Add, Args: []any{x}}}},
	} {
		z := c.Call()
		assert.ErrorContains(t, z.Err(), text)
	}
	big := ndarray.Ones(dtype.Float64, 1<<22)
	stop := errors.New("stop")
	calls := 0
	c := ufunc.Begin(ufunc.Sin, big)
	for range 12 {
		c.Then(ufunc.Power, big)
	}
	_, err := c.Run(func() error { calls++; return stop })
	assert.ErrorIs(t, err, stop)
	assert.Equal(t, 1, calls)
}

// A chain does all its steps for a few elements before it comes to the next ones.
func ExampleBegin() {
	x := ndarray.FromSlice([]float64{1, 2, 3})
	fmt.Println(ufunc.Begin(ufunc.Multiply, x, x).Then(ufunc.Add, x).Then(ufunc.Divide, 2.0).Call())
	fmt.Println(ufunc.Begin(ufunc.Sqrt, x).Then(ufunc.Subtract, 1, ufunc.Previous).Call())
	// Output:
	// [1. 3. 6.]
	// [ 0.         -0.41421356 -0.73205081]
}
