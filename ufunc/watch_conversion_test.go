// SPDX-License-Identifier: BSD-3-Clause

package ufunc_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ufunc"
)

// TestConvert: one number among ones is found wherever it is, at every level and in any
// layout, if and only if the other type has no value for it.
func TestConvert(t *testing.T) {
	values := append([]float64{
		7, 127, 128, 255, 256, 300, -1, -0.9, -128.9, -129, 65519, 65520, math.Ldexp(1, 31), -math.Ldexp(1, 31), math.Ldexp(1, 32),
		math.Ldexp(1, 63), -math.Ldexp(1, 63), 0x1.ffffffp127, 0x1.fffffefp127, 1e300,
	}, specialValues...)
	for _, from := range dtype.All() {
		for _, to := range dtype.All() {
			if from == to || from.Kind().Time() || to.Kind().Time() {
				continue
			}
			for i, v := range values {
				if number(t, from, v) {
					testConvert(t, from, to, v, i)
				}
			}
		}
	}
}

// number reports whether v is a number of a type, as it stands.
func number(t *testing.T, d dtype.DType, v float64) bool {
	switch d.Kind() {
	case dtype.KindBool:
		return v == 0 || v == 1
	case dtype.KindInt, dtype.KindUint:
		s, _ := dtype.ScalarOf(v)
		return v == math.Trunc(v) && math.Abs(v) <= math.Ldexp(1, 63) && v < math.Ldexp(1, 63) && (v >= 0 || d.Kind() == dtype.KindInt) && s.Check(d) == nil && !expects(v, d, dtype.Float64)
	}
	return true
}

// expects reports whether a type has no value for v, which is an infinity of another only
// by rounding.
func expects(v float64, to, from dtype.DType) bool {
	switch to.Kind() {
	case dtype.KindInt, dtype.KindUint:
		if k := from.Kind(); k != dtype.KindFloat && k != dtype.KindComplex {
			return false // integers wrap
		}
		low, high := 0.0, math.Ldexp(1, 8*to.Size())
		if to.Kind() == dtype.KindInt {
			high /= 2
			low = -high
		}
		return !(math.Trunc(v) >= low && math.Trunc(v) < high)
	case dtype.KindFloat, dtype.KindComplex:
		first := map[dtype.DType]float64{
			dtype.Float16: 65520, dtype.BFloat16: 0x1.ffp127, dtype.Float32: 0x1.ffffffp127, dtype.Complex64: 0x1.ffffffp127,
			dtype.Float8E5M2: 61440, dtype.Float8E4M3FN: math.Nextafter(464, 500),
		}[to]
		return first != 0 && !math.IsInf(v, 0) && math.Abs(v) >= first
	}
	return false
}

func testConvert(t *testing.T, from, to dtype.DType, v float64, i int) {
	n := []int{1, 5, 64, 100, 3000}[i%5]
	at := i * 7 % n
	data := make([]float64, n)
	for k := range data {
		data[k] = 1
	}
	data[at] = v
	x := ufunc.AsType(ndarray.FromSlice(data), from, dtype.Unsafe)
	v, err := ndarray.Item[float64](ufunc.AsType(x.Slice(fmt.Sprintf("%d:%d", at, at+1)).Reshape(), dtype.Float64, dtype.Unsafe)) // as from has it
	require.NoError(t, err)
	want := ufunc.Conditions(0)
	if expects(v, to, from) {
		want = ufunc.Overflow
		if to.Kind() == dtype.KindInt || to.Kind() == dtype.KindUint {
			want = ufunc.InvalidValue
		}
	}
	wide := ndarray.Zeros(from, n, 3)
	column := wide.Slice(":, 1")
	require.NoError(t, ufunc.Copyto(column, x, dtype.Unsafe, nil))
	for _, level := range kernel.Levels() {
		restore, err := kernel.SetLevel(level)
		require.NoError(t, err)
		for _, src := range []*ndarray.Array{x, column} {
			var found ufunc.Conditions
			z := ndarray.Empty(to, n)
			require.NoError(t, ufunc.Convert(z, src, ufunc.Overflow|ufunc.InvalidValue, &found))
			require.Equal(t, want, found, "%v: %v from %v to %v at %d of %d", level, v, from, to, at, n)
			require.Equal(t, want, ufunc.ConditionsOfCast(ufunc.Overflow|ufunc.InvalidValue, src, to), "%v: %v from %v to %v at %d of %d", level, v, from, to, at, n)
		}
		restore()
	}
}

// TestConvertInPieces: of large arrays, whose parts several goroutines convert.
func TestConvertInPieces(t *testing.T) {
	const n = 300_001
	for _, at := range []int{0, 2047, 2048, 100_000, n - 1} {
		x := ndarray.Ones(dtype.Float64, n)
		require.NoError(t, x.Slice(fmt.Sprintf("%d:%d", at, at+1)).Fill(1e300))
		for _, to := range []dtype.DType{dtype.Float32, dtype.Int32, dtype.Uint64, dtype.Float16} {
			var found ufunc.Conditions
			z := ndarray.Empty(to, n)
			require.NoError(t, ufunc.Convert(z, x, ufunc.Overflow|ufunc.InvalidValue, &found))
			require.NotZero(t, found, "to %v at %d", to, at)
		}
	}
	var found ufunc.Conditions
	require.NoError(t, ufunc.Convert(ndarray.Empty(dtype.Int32, n), ndarray.Ones(dtype.Float64, n), ufunc.Overflow|ufunc.InvalidValue, &found))
	require.Zero(t, found)
}

// TestErrorsOfResultsThatAreStored: what a ufunc computes is looked at where it becomes the
// output's type, unless the mask leaves it out.
func TestErrorsOfResultsThatAreStored(t *testing.T) {
	const n = 5000
	for _, level := range kernel.Levels() {
		restore, err := kernel.SetLevel(level)
		require.NoError(t, err)
		for _, at := range []int{0, 1, 2047, n - 1} {
			x := ndarray.Ones(dtype.Float64, n)
			require.NoError(t, x.Slice(fmt.Sprintf("%d:%d", at, at+1)).Fill(1e300))
			mask := ufunc.Less.Call(x, 2)
			for to, want := range map[dtype.DType]ufunc.Conditions{dtype.Float32: ufunc.Overflow, dtype.Int16: ufunc.InvalidValue} {
				z := ndarray.Zeros(to, n)
				var found, masked, clean ufunc.Conditions
				add := func(found *ufunc.Conditions) ufunc.Config {
					return ufunc.Add.Out(z).Casting(dtype.Unsafe).Errors(ufunc.Overflow|ufunc.InvalidValue, found)
				}
				require.NoError(t, add(&found).Call(x, 0.5).Err())
				require.Equal(t, want, found, "%v to %v", level, to)
				require.NoError(t, add(&masked).Where(mask).Call(x, 0.5).Err())
				require.Zero(t, masked, "%v to %v", level, to)
				require.NoError(t, add(&clean).Call(ndarray.Ones(dtype.Float64, n), 0.5).Err())
				require.Zero(t, clean, "%v to %v", level, to)
			}
		}
		restore()
	}
}

// TestConditionsOfWhole: what operands and results say of functions of whole arrays.
func TestConditionsOfWhole(t *testing.T) {
	f := func(v ...float64) []*ndarray.Array { return []*ndarray.Array{ndarray.FromSlice(v)} }
	many := func(last float64) []*ndarray.Array { return f(append(make([]float64, 1000), last)...) }
	inf, nan := math.Inf(1), math.NaN()
	for _, c := range []struct {
		operands, results []*ndarray.Array
		want              ufunc.Conditions
	}{
		{f(1, 2), f(3), 0},
		{f(1, 2), f(inf), ufunc.Overflow},
		{f(1, inf), f(inf), 0},
		{f(1, inf), f(nan), ufunc.InvalidValue},
		{f(1, nan), f(nan, inf), 0},
		{f(1, 2), f(nan, inf), ufunc.InvalidValue | ufunc.Overflow},
		{f(1), many(inf), ufunc.Overflow},
		{f(1), many(nan), ufunc.InvalidValue},
		{many(nan), f(nan), 0},
		{many(inf), f(inf), 0},
		{f(1), f(math.MaxFloat64, math.MaxFloat64), 0},
		{f(1), []*ndarray.Array{ndarray.Full(math.MaxFloat64, 100)}, 0}, // whose sum is infinite
		{f(1), []*ndarray.Array{ndarray.FromSlice([]complex128{complex(1, inf)})}, ufunc.Overflow},
		{f(1), []*ndarray.Array{ndarray.FromSlice([]int64{1})}, 0},
	} {
		require.Equal(t, c.want, ufunc.ConditionsOfWhole(ufunc.AllConditions, c.operands, c.results), "%v -> %v", c.operands, c.results)
	}
}

// TestErrorsOfDurations: quotients of durations, as NumPy 2.4 has them.
func TestErrorsOfDurations(t *testing.T) {
	const divide, invalid = ufunc.DivideByZero, ufunc.InvalidValue
	m := func(v int64) *ndarray.Array {
		return ufunc.AsType(ndarray.FromSlice([]int64{v}), dtype.Timedelta64.In(dtype.Second), dtype.Unsafe)
	}
	nat := m(math.MinInt64)
	for _, c := range []struct {
		u    *ufunc.Ufunc
		x, y any
		want ufunc.Conditions
	}{
		{ufunc.FloorDivide, m(5), m(0), divide}, {ufunc.FloorDivide, m(0), m(0), divide}, {ufunc.FloorDivide, m(5), nat, invalid}, {ufunc.FloorDivide, nat, m(0), invalid},
		{ufunc.FloorDivide, nat, m(3), invalid}, {ufunc.FloorDivide, m(5), m(-1), 0}, {ufunc.Remainder, m(5), m(0), divide}, {ufunc.Remainder, nat, m(0), 0},
		{ufunc.Remainder, m(5), m(3), 0}, {ufunc.Divide, m(5), m(0), divide}, {ufunc.Divide, m(0), m(0), invalid}, {ufunc.Divide, nat, m(0), 0}, {ufunc.Divide, m(5), m(2), 0},
		{ufunc.Divide, m(5), 0, divide}, {ufunc.FloorDivide, m(5), 0, divide}, {ufunc.Divide, m(5), 0.0, divide}, {ufunc.Divide, m(0), 0.0, invalid},
		{ufunc.FloorDivide, m(5), 0.0, divide}, {ufunc.Divide, nat, 0.0, 0}, {ufunc.Divide, m(5), 1e-300, invalid}, {ufunc.Multiply, m(0), math.Inf(1), invalid},
		{ufunc.Multiply, m(5), math.NaN(), 0}, {ufunc.Multiply, m(5), 2.0, 0}, {ufunc.Add, m(5), nat, 0}, {ufunc.Maximum, m(5), nat, 0},
	} {
		var found ufunc.Conditions
		require.NoError(t, c.u.Errors(ufunc.AllConditions, &found).Call(c.x, c.y).Err())
		require.Equal(t, c.want, found, "%s(%v, %v)", c.u.Name, c.x, c.y)
	}
	var found ufunc.Conditions
	x := m(5)
	require.NoError(t, ufunc.Remainder.Out(x).Errors(ufunc.AllConditions, &found).Call(x, m(0)).Err())
	require.Equal(t, divide, found, "in place")
}
