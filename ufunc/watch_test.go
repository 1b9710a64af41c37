// SPDX-License-Identifier: BSD-3-Clause

package ufunc_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ufunc"
	"github.com/arraygen/arraygen/ufunc/catalogue"
)

// specialValues are operands that make something happen in one function or another.
var specialValues = []float64{
	0, math.Copysign(0, -1), 1, -1, 0.5, 3, 90, -746, 15000, 65504, 0x1p-24, 0x1.8p-14, 0x1p-149, 0x1p-126,
	math.MaxFloat32, math.SmallestNonzeroFloat64, 0x1p-1022, math.MaxFloat64, -math.MaxFloat64, math.Inf(1), math.Inf(-1), math.NaN(),
}

// TestErrorsAtEveryLevel: what a call finds is what its rule says of the operands and
// results, whatever the instruction set, the number of elements and the layout: no
// flag of the CPU is missed that the rule needs, and none that the rule doesn't explain
// counts.
func TestErrorsAtEveryLevel(t *testing.T) {
	for _, u := range catalogue.All {
		if u.Signature != "" {
			continue
		}
		for i := range u.Loops {
			l := &u.Loops[i]
			if l.In[0].Kind().Time() || l.In[len(l.In)-1].Kind().Time() || u.Promotion == ufunc.PromotePower && l.Out[0].Kind() < dtype.KindFloat {
				continue
			}
			testConditions(t, u, l)
		}
	}
}

func testConditions(t *testing.T, u *ufunc.Ufunc, l *ufunc.Loop) {
	values := specialValues
	if len(l.In) == 1 || l.Out[0].Kind() < dtype.KindFloat {
		values = append(values, 7, 127, 128, 255, -128, -32768, math.MinInt32, math.MinInt64)
	}
	types := append(append([]dtype.DType(nil), l.In...), l.Out...)
	first, second := values, values
	if len(l.In) == 1 {
		second = values[2:3]
	} else if len(l.In) > 2 {
		first, second = values[2:4], values[16:22]
	}
	for i, a := range first {
		for k, b := range second {
			if (testing.Short() || len(l.In) > 1 && l.Out[0].Kind() < dtype.KindFloat) && (i+k)%4 != 0 {
				continue
			}
			// The pair is at one place among ones, of as many elements as leave lanes over.
			n := [...]int{1, 5, 67}[(i+k)%3]
			place := (i * k) % n
			args := make([]*ndarray.Array, len(l.In))
			for m := range args {
				data := make([]float64, n)
				for j := range data {
					data[j] = 1
				}
				data[place] = [...]float64{a, b, 1}[m]
				args[m] = ufunc.AsType(ndarray.FromSlice(data), l.In[m], dtype.Unsafe)
			}
			operands := make([]any, len(args))
			for m := range args {
				operands[m] = args[m]
			}
			for _, level := range kernel.Levels() {
				restore, err := kernel.SetLevel(level)
				require.NoError(t, err)
				var found ufunc.Conditions
				results := u.DTypes(types...).Errors(ufunc.AllConditions, &found).CallN(operands...)
				require.NoError(t, results[0].Err())
				want := u.Decide(l, args, results)
				if found != want {
					require.Equal(t, want, found, "%v %s(%v, %v) %v at %d of %d: %v", level, u.Name, a, b, types, place, n, results)
				}
				if len(args) == 2 && len(results) == 1 && types[0] == types[2] && (want != 0 || (i+k)%4 == 0) && n > 1 {
					// In place, strided and under a mask.
					wide := ndarray.Zeros(types[0], n, 3)
					column := wide.Slice(":, 1")
					require.NoError(t, ufunc.Copyto(column, args[0], dtype.Unsafe, nil))
					found = 0
					require.NoError(t, u.DTypes(types...).Out(column).Errors(ufunc.AllConditions, &found).Call(column, operands[1]).Err())
					require.Equal(t, want, found, "%v %s(%v, %v) %v in place", level, u.Name, a, b, types)
					mask := ndarray.Zeros(dtype.Bool, n)
					require.NoError(t, ufunc.Copyto(column, args[0], dtype.Unsafe, nil))
					found = 0
					require.NoError(t, u.DTypes(types...).Out(column).Where(mask).Errors(ufunc.AllConditions, &found).Call(column, operands[1]).Err())
					require.Zero(t, found, "%v %s(%v, %v) %v under a mask", level, u.Name, a, b, types)
				}
				restore()
			}
		}
	}
}

// TestErrorsOfMethods: what the methods besides the call find, as NumPy 2.4 does.
func TestErrorsOfMethods(t *testing.T) {
	const divide, over, under, invalid = ufunc.DivideByZero, ufunc.Overflow, ufunc.Underflow, ufunc.InvalidValue
	inf, nan := math.Inf(1), math.NaN()
	f := func(v ...float64) *ndarray.Array { return ndarray.FromSlice(v) }
	ints := func(v ...int64) *ndarray.Array { return ndarray.FromSlice(v) }
	halves := func(v ...float64) *ndarray.Array { return ufunc.AsType(f(v...), dtype.Float16, dtype.Unsafe) }
	grid := f(1e308, 1, 1e308, 1).Reshape(2, 2)
	for _, c := range []struct {
		name string
		want ufunc.Conditions
		call func(errors func(*ufunc.Ufunc) ufunc.Config) *ndarray.Array
	}{
		{"sum", over, func(e func(*ufunc.Ufunc) ufunc.Config) *ndarray.Array { return e(ufunc.Add).Reduce(f(1e308, 1e308)) }},
		{"finite sum", 0, func(e func(*ufunc.Ufunc) ufunc.Config) *ndarray.Array { return e(ufunc.Add).Reduce(f(1e308, 1)) }},
		{"sum of infinity", 0, func(e func(*ufunc.Ufunc) ufunc.Config) *ndarray.Array { return e(ufunc.Add).Reduce(f(1, inf)) }},
		{"sum of NaN", 0, func(e func(*ufunc.Ufunc) ufunc.Config) *ndarray.Array { return e(ufunc.Add).Reduce(f(nan, inf, -inf)) }},
		{"sum of infinities", invalid, func(e func(*ufunc.Ufunc) ufunc.Config) *ndarray.Array { return e(ufunc.Add).Reduce(f(inf, -inf)) }},
		{"half sum", over, func(e func(*ufunc.Ufunc) ufunc.Config) *ndarray.Array {
			return e(ufunc.Add).Reduce(halves(60000, 60000))
		}},
		{"sum from infinity", 0, func(e func(*ufunc.Ufunc) ufunc.Config) *ndarray.Array {
			return e(ufunc.Add).Initial(inf).Reduce(f(1, 2))
		}},
		{"sum of columns", over, func(e func(*ufunc.Ufunc) ufunc.Config) *ndarray.Array { return e(ufunc.Add).Axis(0).Reduce(grid) }},
		{"sum of rows", 0, func(e func(*ufunc.Ufunc) ufunc.Config) *ndarray.Array { return e(ufunc.Add).Axis(1).Reduce(grid) }},
		{"sum under a mask", 0, func(e func(*ufunc.Ufunc) ufunc.Config) *ndarray.Array {
			return e(ufunc.Add).Where(ndarray.FromSlice([]bool{true, false})).Reduce(f(1e308, 1e308))
		}},
		{"a NaN in another row", over, func(e func(*ufunc.Ufunc) ufunc.Config) *ndarray.Array {
			return e(ufunc.Add).Axis(1).Reduce(f(1e308, 1e308, nan, inf).Reshape(2, 2))
		}},
		{"product", over, func(e func(*ufunc.Ufunc) ufunc.Config) *ndarray.Array {
			return e(ufunc.Multiply).Reduce(f(1e308, 10))
		}},
		{"product below", under, func(e func(*ufunc.Ufunc) ufunc.Config) *ndarray.Array {
			return e(ufunc.Multiply).Reduce(f(1e-200, 1e-200))
		}},
		{"product of zero", 0, func(e func(*ufunc.Ufunc) ufunc.Config) *ndarray.Array { return e(ufunc.Multiply).Reduce(f(0, 3)) }},
		{"maximum", 0, func(e func(*ufunc.Ufunc) ufunc.Config) *ndarray.Array { return e(ufunc.Maximum).Reduce(f(nan, 1)) }},
		{"integer quotients", divide, func(e func(*ufunc.Ufunc) ufunc.Config) *ndarray.Array {
			return e(ufunc.FloorDivide).Reduce(ints(1, 0))
		}},
		{"integer quotients accumulated", divide, func(e func(*ufunc.Ufunc) ufunc.Config) *ndarray.Array {
			return e(ufunc.FloorDivide).Accumulate(ints(1, 0))
		}},
		{"integer sum", 0, func(e func(*ufunc.Ufunc) ufunc.Config) *ndarray.Array {
			return e(ufunc.Add).Reduce(ints(math.MaxInt64, 1))
		}},
		{"accumulated product", over, func(e func(*ufunc.Ufunc) ufunc.Config) *ndarray.Array {
			return e(ufunc.Multiply).Accumulate(f(1e308, 1e308))
		}},
		{"accumulated in place", over, func(e func(*ufunc.Ufunc) ufunc.Config) *ndarray.Array {
			x := f(1, 1e308, 1e308)
			return e(ufunc.Add).Out(x).Accumulate(x)
		}},
		{"accumulated quotients", divide | invalid, func(e func(*ufunc.Ufunc) ufunc.Config) *ndarray.Array {
			return e(ufunc.Divide).Accumulate(f(1, 0, inf))
		}},
		{"reduceat", over, func(e func(*ufunc.Ufunc) ufunc.Config) *ndarray.Array {
			return e(ufunc.Add).ReduceAt(f(1e308, 1e308, inf), []int64{0, 2})
		}},
		{"outer", over, func(e func(*ufunc.Ufunc) ufunc.Config) *ndarray.Array {
			return e(ufunc.Multiply).Outer(f(1, 1e308), f(1, 1e308))
		}},
		{"at", over, func(e func(*ufunc.Ufunc) ufunc.Config) *ndarray.Array {
			x := f(1e308, 1)
			if err := e(ufunc.Add).At(x, []int{0, 1}, 1e308); err != nil {
				return ndarray.Failed(err)
			}
			return x
		}},
		{"twice at", over, func(e func(*ufunc.Ufunc) ufunc.Config) *ndarray.Array {
			x := f(0, 1)
			if err := e(ufunc.Add).At(x, []int{0, 0}, 1e308); err != nil {
				return ndarray.Failed(err)
			}
			return x
		}},
		{"converted output", invalid, func(e func(*ufunc.Ufunc) ufunc.Config) *ndarray.Array {
			return e(ufunc.Add).Casting(dtype.Unsafe).Out(ints(0, 0)).Call(f(nan, 1), 1.0)
		}},
		{"converted output under a mask", 0, func(e func(*ufunc.Ufunc) ufunc.Config) *ndarray.Array {
			return e(ufunc.Add).Casting(dtype.Unsafe).Where(ndarray.FromSlice([]bool{false, true})).Out(ints(0, 0)).Call(f(nan, 1), 1.0)
		}},
		{"converted inputs", over, func(e func(*ufunc.Ufunc) ufunc.Config) *ndarray.Array {
			return e(ufunc.Add).DType(dtype.Float32).Call(f(1e300, 1), f(1, 1))
		}},
		{"a converted scalar", over, func(e func(*ufunc.Ufunc) ufunc.Config) *ndarray.Array {
			return e(ufunc.Add).DType(dtype.Float32).Call(f(1, 1), f(1e300))
		}},
		{"broadcast divisor", divide, func(e func(*ufunc.Ufunc) ufunc.Config) *ndarray.Array {
			return e(ufunc.Remainder).Call(ints(4, 5, 6), 0)
		}},
		{"least by -1", over, func(e func(*ufunc.Ufunc) ufunc.Config) *ndarray.Array {
			return e(ufunc.FloorDivide).Call(ints(4, math.MinInt64, 6), -1)
		}},
		{"remainder of the least", 0, func(e func(*ufunc.Ufunc) ufunc.Config) *ndarray.Array {
			return e(ufunc.Remainder).Call(ints(4, math.MinInt64, 6), -1)
		}},
		{"many rows", divide | invalid, func(e func(*ufunc.Ufunc) ufunc.Config) *ndarray.Array {
			x := ndarray.Ones(dtype.Float64, 300, 70)
			if err := ufunc.Copyto(x.Slice("299, 60:63:2"), f(0, -1), dtype.Safe, nil); err != nil {
				return ndarray.Failed(err)
			}
			return e(ufunc.Log).Call(x.Slice(":, ::2"))
		}},
	} {
		for _, level := range kernel.Levels() {
			restore, err := kernel.SetLevel(level)
			require.NoError(t, err)
			var found ufunc.Conditions
			r := c.call(func(u *ufunc.Ufunc) ufunc.Config { return u.Errors(ufunc.AllConditions, &found) })
			require.NoError(t, r.Err(), c.name)
			require.Equal(t, c.want, found, "%s, %v: %v", c.name, level, r)
			found = 0
			c.call(func(u *ufunc.Ufunc) ufunc.Config { return u.Errors(0, &found) })
			require.Zero(t, found, c.name)
			restore()
		}
	}
}
