// SPDX-License-Identifier: BSD-3-Clause

package override_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/interop/override"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/protocol"
	"github.com/arraygen/arraygen/ufunc"
)

type K = protocol.Keywords

func floats(t *testing.T, v any, err error) []float64 {
	t.Helper()
	a := override.Array(v, err)
	require.NoError(t, a.Err())
	s, err := ndarray.ToSlice[float64](a)
	require.NoError(t, err)
	return s
}

func TestReductions(t *testing.T) {
	x := ndarray.FromSlice([]float64{1, 2, 3, 4, 5, 6}, 2, 3)
	for _, c := range []struct {
		f    protocol.Callable
		want []float64
	}{
		{override.Sum, []float64{21}},
		{override.Sum.With(K{"axis": 0}), []float64{5, 7, 9}},
		{override.Sum.With(K{"axis": []int{-1}, "keepdims": true}), []float64{6, 15}},
		{override.Sum.With(K{"axis": []int{}}), []float64{1, 2, 3, 4, 5, 6}},
		{override.Sum.With(K{"axis": 1, "initial": 100.0}), []float64{106, 115}},
		{override.Prod, []float64{720}},
		{override.Max.With(K{"axis": 1}), []float64{3, 6}},
		{override.Min, []float64{1}},
		{override.Mean, []float64{3.5}},
		{override.Mean.With(K{"axis": 0}), []float64{2.5, 3.5, 4.5}},
		{override.Mean.With(K{"where": ndarray.FromSlice([]bool{true, false, true})}), []float64{3.5}},
		{override.Mean.With(K{"axis": 1, "where": ndarray.FromSlice([]bool{true, false, false})}), []float64{1, 4}},
	} {
		v, err := c.f.Apply(x)
		assert.Equal(t, c.want, floats(t, v, err), c.f)
	}
	v, err := override.Mean.Apply([]int32{1, 2, 4, 5})
	assert.Equal(t, []float64{3}, floats(t, v, err), "integers are summed as float64")
	v, err = override.Any.Apply([]bool{false, true})
	require.NoError(t, err)
	b, err := ndarray.Item[bool](v.(*ndarray.Array))
	require.NoError(t, err)
	assert.True(t, b)
	out := ndarray.Zeros(dtype.Float64, 3)
	v, err = override.Sum.With(K{"axis": 0, "out": out}).Apply(x)
	require.NoError(t, err)
	assert.Same(t, out, v)
	assert.Equal(t, []float64{5, 7, 9}, floats(t, out, nil))
}

func TestShapes(t *testing.T) {
	x := ndarray.FromSlice([]float64{1, 2, 3, 4}, 2, 2)
	y := ndarray.FromSlice([]int8{5, 6}, 1, 2)
	for _, c := range []struct {
		f     protocol.Callable
		args  []any
		shape []int
		want  []float64
	}{
		{override.Concatenate, []any{[]any{x, y}}, []int{3, 2}, []float64{1, 2, 3, 4, 5, 6}},
		{override.Concatenate.With(K{"axis": 1}), []any{[]any{x, x}}, []int{2, 4}, []float64{1, 2, 1, 2, 3, 4, 3, 4}},
		{override.Stack.With(K{"axis": -1}), []any{[]any{x, x}}, []int{2, 2, 2}, []float64{1, 1, 2, 2, 3, 3, 4, 4}},
		{override.Reshape, []any{x, 4}, []int{4}, []float64{1, 2, 3, 4}},
		{override.Reshape, []any{x, []int{-1, 1}}, []int{4, 1}, []float64{1, 2, 3, 4}},
		{override.Transpose, []any{x}, []int{2, 2}, []float64{1, 3, 2, 4}},
		{override.Squeeze, []any{y.Slice("0, :1").ExpandDims(0)}, []int{}, nil},
		{override.ExpandDims, []any{x, 0}, []int{1, 2, 2}, []float64{1, 2, 3, 4}},
		{override.BroadcastTo, []any{2.5, 2}, []int{2}, []float64{2.5, 2.5}},
		{override.Flip, []any{x, 1}, []int{2, 2}, []float64{2, 1, 4, 3}},
		{override.Copy, []any{x}, []int{2, 2}, []float64{1, 2, 3, 4}},
		{override.Where, []any{[]bool{true, false}, x, 0.5}, []int{2, 2}, []float64{1, 0.5, 3, 0.5}},
		{override.Matmul, []any{x, x}, []int{2, 2}, []float64{7, 10, 15, 22}},
		{override.Matmul, []any{x, []float64{1, 10}}, []int{2}, []float64{21, 43}},
		{override.Matmul, []any{[]float64{1, 10}, x}, []int{2}, []float64{31, 42}},
		{override.Matmul, []any{[]float64{1, 2}, []float64{3, 4}}, []int{}, []float64{11}},
		{override.Zeros, []any{2}, []int{2}, []float64{0, 0}},
		{override.Ones, []any{1, 2}, []int{1, 2}, []float64{1, 1}},
		{override.Eye, []any{2}, []int{2, 2}, []float64{1, 0, 0, 1}},
		{override.Arange, []any{2.0}, []int{2}, []float64{0, 1}},
		{override.Arange, []any{1, 2.0}, []int{1}, []float64{1}},
		{override.Arange, []any{1.0, 0, -0.5}, []int{2}, []float64{1, 0.5}},
		{override.Full, []any{7.0, 2}, []int{2}, []float64{7, 7}},
		{override.AsArray, []any{[]float64{3}}, []int{1}, []float64{3}},
		{override.AsArray, []any{[][]float64{{3}, {4}}}, []int{2, 1}, []float64{3, 4}},
	} {
		v, err := c.f.Apply(c.args...)
		require.NoError(t, err, c.f)
		a := v.(*ndarray.Array)
		assert.Equal(t, c.shape, a.Shape(), c.f)
		if c.want != nil {
			assert.Equal(t, c.want, floats(t, v, err), c.f)
		}
	}
	v, err := override.Empty.With(K{"dtype": dtype.Int16}).Apply(2, 3)
	require.NoError(t, err)
	assert.Equal(t, dtype.Int16, v.(*ndarray.Array).DType())
	v, err = override.Arange.Apply(2, 5)
	require.NoError(t, err)
	assert.Equal(t, "[2 3 4]", v.(*ndarray.Array).String())
	v, err = override.Zeros.Like(x).Apply(3)
	assert.Equal(t, []float64{0, 0, 0}, floats(t, v, err))
}

func TestRefusals(t *testing.T) {
	x := ndarray.FromSlice([]float64{1, 2, 3, 4}, 2, 2)
	for _, c := range []struct {
		f    protocol.Callable
		args []any
		want string
	}{
		{override.Sum, nil, "sum: takes 1 arguments, not 0"},
		{override.Sum.With(K{"axes": 0}), []any{x}, `sum: no keyword "axes": there are axis, keepdims, out, where, dtype, initial`},
		{override.Copy.With(K{"axis": 0}), []any{x}, `copy: no keyword "axis": the function takes none`},
		{override.Sum.With(K{"axis": "0"}), []any{x}, "sum: axis is a string, it must be an int or a []int"},
		{override.Sum.With(K{"keepdims": 1}), []any{x}, "sum: keyword keepdims is a int, it must be a bool"},
		{override.Sum, []any{"text"}, "sum: a string is no array and has no AsArray; arrays, Go numbers, slices of them and types with AsArray are taken"},
		{override.Concatenate, []any{x}, "concatenate: the arrays are given as a []any, not as a *ndarray.Array"},
		{override.Reshape, nil, "reshape: takes an array, none is given"},
		{override.Reshape, []any{x, 2.5}, "reshape: an argument after the array is a float64, it must be an int or a []int"},
		{override.Copy, []any{x, 1}, "copy: takes 1 argument, not 2"},
		{override.Matmul, []any{x, []float64{1, 2, 3}}, "matmul: shapes (2, 2) and (3,) don't go together: the last axis of the first has length 2, the first axis of the second 3"},
		{override.Matmul, []any{x, 2.0}, "matmul: operands of shapes (2, 2) and (); there must be one or two axes each"},
		{override.Zeros.Like("text"), []any{2}, "zeros: Like takes an array or a type that overrides array functions, not a string"},
		{override.Eye, []any{2, 3}, "eye: takes one length, not 2"},
		{override.Arange, nil, "arange: takes 1 to 3 numbers, not 0"},
		{override.Arange, []any{"1"}, "arange: an argument is a string, it must be an int or a float64"},
		{override.Full, nil, "full: takes a value and lengths, nothing is given"},
	} {
		_, err := c.f.Apply(c.args...)
		assert.EqualError(t, err, c.want, c.f)
	}
	_, err := override.As[*ndarray.Array](7, nil)
	assert.EqualError(t, err, "override.As: the result is a int, not a *ndarray.Array")
	_, err = override.Functions.Lookup("svd")
	assert.ErrorContains(t, err, `override.Functions: no function "svd"; there are all, any, arange, asarray,`)
}

// recorder overrides everything, and notes who was asked.
type recorder struct {
	name     string
	priority float64
	declines bool
	log      *[]string
}

func (r *recorder) ArrayPriority() float64 { return r.priority }

func (r *recorder) ArrayUfunc(c *protocol.UfuncCall) (any, error) { return r.answer() }

func (r *recorder) ArrayFunction(c *protocol.FunctionCall) (any, error) { return r.answer() }

func (r *recorder) answer() (any, error) {
	*r.log = append(*r.log, r.name)
	if r.declines {
		return nil, protocol.NotImplemented
	}
	return r.name, nil
}

// second is another type with the same behaviour.
type second struct{ recorder }

type third struct{ recorder }

type optedOut struct{}

func (optedOut) NoArrayUfunc() {}

func TestOrderOfTries(t *testing.T) {
	x := ndarray.Zeros(dtype.Float64, 2)
	for _, f := range []func(args ...any) (any, error){
		func(args ...any) (any, error) {
			return (&protocol.UfuncCall{Ufunc: ufunc.Fma, Inputs: args}).Run()
		},
		func(args ...any) (any, error) { return override.Concatenate.Apply(args) },
	} {
		var log []string
		a := &recorder{name: "a", declines: true, log: &log}
		again := &recorder{name: "again", log: &log}
		b := &second{recorder{name: "b", declines: true, log: &log}}
		c := &third{recorder{name: "c", log: &log}}

		v, err := f(x, a, again, b, c)
		require.NoError(t, err)
		assert.Equal(t, "c", v)
		assert.Equal(t, []string{"a", "b", "c"}, log, "left to right, one of each type")

		log, c.priority, c.declines = nil, 1, true
		b.declines = false
		v, err = f(x, a, b, c)
		require.NoError(t, err)
		assert.Equal(t, "b", v)
		assert.Equal(t, []string{"c", "a", "b"}, log, "the higher priority first")

		log, b.declines = nil, true
		_, err = f(x, a, b, c)
		assert.Error(t, err)
		assert.Equal(t, []string{"c", "a", "b"}, log)
	}
	var log []string
	a := &recorder{name: "a", declines: true, log: &log}
	_, err := ufunc.Add.Apply(x, a)
	assert.EqualError(t, err, "<ufunc 'add'>: Call is not implemented for operands of these types together: *ndarray.Array, *override_test.recorder")
	_, err = override.Sum.Apply(a)
	assert.EqualError(t, err, "sum: no implementation found on types that override array functions: *override_test.recorder")
	log = nil
	_, err = ufunc.Add.Apply(a, optedOut{})
	assert.EqualError(t, err, "<ufunc 'add'>: operand 2, a override_test.optedOut, takes no part in ufuncs; convert it to an array first")
	assert.Empty(t, log, "nobody is asked where one opts out")
	_, err = override.Zeros.Like(a).Apply(2)
	assert.EqualError(t, err, "zeros: a *override_test.recorder, given as Like, doesn't make arrays by this function")
}

func TestCallRefusesContainers(t *testing.T) {
	var log []string
	err := ufunc.Exp.Call(&recorder{log: &log}).Err()
	assert.EqualError(t, err, "exp: operand 1 is a *override_test.recorder, whose protocols Call doesn't know, as its result is an array: use Apply")
}

func TestWhoIsScanned(t *testing.T) {
	x := ndarray.Zeros(dtype.Float64, 2)
	var log []string
	a := &recorder{name: "a", log: &log}
	v, err := (&protocol.UfuncCall{Ufunc: ufunc.Add, Inputs: []any{x, x}, Out: []any{a}}).Run()
	require.NoError(t, err)
	assert.Equal(t, "a", v, "an output overrides")
	v, err = (&protocol.UfuncCall{Ufunc: ufunc.Add, Inputs: []any{x, x}, Where: a}).Run()
	require.NoError(t, err)
	assert.Equal(t, "a", v, "the mask overrides")
	v, err = override.Sum.With(K{"out": a}).Apply(x)
	require.NoError(t, err)
	assert.Equal(t, "a", v)
}

// wrapped converts and wraps, and takes over its source's tag.
type wrapped struct {
	array    *ndarray.Array
	tag      string
	priority float64
	contexts []protocol.WrapContext
}

func (w *wrapped) AsArray(dtype.DType, protocol.Copy) (*ndarray.Array, error) { return w.array, nil }

func (w *wrapped) ArrayWrap(a *ndarray.Array, c protocol.WrapContext) (any, error) {
	w.contexts = append(w.contexts, c)
	return &wrapped{array: a}, nil
}

func (w *wrapped) ArrayFinalize(from any) error {
	w.tag = from.(*wrapped).tag
	return nil
}

func (w *wrapped) ArrayPriority() float64 { return w.priority }

func TestWrap(t *testing.T) {
	x := ndarray.FromSlice([]float64{1, 2})
	a := &wrapped{array: x, tag: "a"}
	b := &wrapped{array: x, tag: "b"}
	y, err := override.As[*wrapped](ufunc.Add.Apply(x, a))
	require.NoError(t, err)
	assert.Equal(t, "a", y.tag)
	assert.Equal(t, []float64{2, 4}, floats(t, y.array, nil))
	require.Len(t, a.contexts, 1)
	assert.Equal(t, "<ufunc 'add'>", a.contexts[0].Call.Ufunc.String())
	assert.False(t, a.contexts[0].Scalar)

	y, err = override.As[*wrapped](ufunc.Add.Apply(a, b))
	require.NoError(t, err)
	assert.Equal(t, "a", y.tag, "the first of equal priorities wraps")
	b.priority = 1
	y, err = override.As[*wrapped](ufunc.Add.Apply(a, b))
	require.NoError(t, err)
	assert.Equal(t, "b", y.tag)
	b.priority = -1
	_, err = override.As[*ndarray.Array](ufunc.Add.Apply(x, b))
	require.NoError(t, err, "arrays come before a negative priority")

	s, err := override.As[*wrapped](override.Sum.Apply(a))
	require.NoError(t, err)
	assert.Equal(t, []float64{3}, floats(t, s.array, nil))
	last := a.contexts[len(a.contexts)-1]
	assert.Nil(t, last.Call, "reductions have no context")
	assert.True(t, last.Scalar)

	out := &wrapped{array: ndarray.Zeros(dtype.Float64, 2), tag: "out"}
	got, err := (&protocol.UfuncCall{Ufunc: ufunc.Add, Inputs: []any{a, x}, Out: []any{out}}).Run()
	require.NoError(t, err)
	assert.Same(t, out, got)
	assert.Equal(t, []float64{2, 4}, floats(t, out.array, nil))
}

func TestMethods(t *testing.T) {
	x := ndarray.FromSlice([]float64{1, 2, 3, 4})
	c := &wrapped{array: x, tag: "c"}
	for m, want := range map[protocol.Method][]float64{
		protocol.Reduce: {10}, protocol.Accumulate: {1, 3, 6, 10}, protocol.ReduceAt: {3, 7}, protocol.Outer: {11, 21, 12, 22, 13, 23, 14, 24},
	} {
		args := []any{x}
		switch m {
		case protocol.ReduceAt:
			args = append(args, []int{0, 2})
		case protocol.Outer:
			args = append(args, []float64{10, 20})
		}
		v, err := ufunc.Add.ApplyMethod(m, args...)
		assert.Equal(t, want, floats(t, v, err), m)
		args[0] = c
		w, err := override.As[*wrapped](ufunc.Add.ApplyMethod(m, args...))
		require.NoError(t, err, m)
		assert.Equal(t, want, floats(t, w.array, nil), m)
		assert.Equal(t, "c", w.tag)
		_, err = ufunc.Add.ApplyMethod(m)
		assert.ErrorContains(t, err, "add."+strings.ToLower(m.String())+": takes ")
	}
	y := &wrapped{array: x.Copy()}
	v, err := ufunc.Add.ApplyMethod(protocol.At, y, []int{0, 0, 3}, 1)
	require.NoError(t, err)
	assert.Nil(t, v)
	assert.Equal(t, []float64{3, 2, 3, 5}, floats(t, y.array, nil))
	_, err = ufunc.Add.ApplyMethod(protocol.At, 1, 2, 3)
	assert.EqualError(t, err, "add.at: changes an array; a int is none")
	var log []string
	got, err := ufunc.Add.ApplyMethod(protocol.At, x, []int{0}, &recorder{name: "r", log: &log})
	require.NoError(t, err)
	assert.Equal(t, "r", got)
	_, err = ufunc.Add.ApplyMethod(protocol.Method(9), x, x)
	assert.EqualError(t, err, "add: there is no plan of the method Method(?)")
}

func TestNamespaces(t *testing.T) {
	ns, err := protocol.NamespaceOf("", override.Functions, ndarray.Zeros(dtype.Float64, 1), 2.5)
	require.NoError(t, err)
	assert.Equal(t, override.Functions, ns)
	one, two := override.NewNames("one", nil), override.NewNames("two", nil)
	ns, err = protocol.NamespaceOf("2025.12", override.Functions, named{one}, 1, named{one})
	require.NoError(t, err)
	assert.Equal(t, one, ns)
	_, err = protocol.NamespaceOf("", override.Functions, named{one}, named{two})
	assert.EqualError(t, err, "NamespaceOf: operands of two namespaces: a override_test.named of one and a override_test.named of two; convert one of them")

	ns, err = protocol.ModuleOf(override.Functions, 1, module{one})
	require.NoError(t, err)
	assert.Equal(t, one, ns)
	ns, err = protocol.ModuleOf(override.Functions, 1)
	require.NoError(t, err)
	assert.Equal(t, override.Functions, ns)
	_, err = protocol.ModuleOf(override.Functions, module{nil})
	assert.EqualError(t, err, "ModuleOf: no namespace for operands of these types together: override_test.module")

	d, err := protocol.DuckArray(duck{})
	require.NoError(t, err)
	assert.Equal(t, duck{}, d)
	d, err = protocol.DuckArray([]float64{1})
	require.NoError(t, err)
	assert.Equal(t, []float64{1}, floats(t, d, nil))
	_, err = protocol.DuckArray("text")
	assert.Error(t, err)
}

type named struct{ ns *override.Names }

func (n named) ArrayNamespace(string) (protocol.Namespace, error) { return n.ns, nil }

type module struct{ ns *override.Names }

func (m module) ArrayModule([]any) (protocol.Namespace, error) {
	if m.ns == nil {
		return nil, protocol.NotImplemented
	}
	return m.ns, nil
}

type duck struct{}

func (d duck) DuckArray() any { return d }

// tracing is a backend that computes one function and leaves the rest.
type tracing struct {
	name  string
	takes protocol.Callable
	log   *[]string
}

func (b tracing) Call(ctx context.Context, f protocol.Callable, args []any) (any, error) {
	*b.log = append(*b.log, b.name+" "+f.String())
	if f != b.takes {
		return nil, protocol.NotImplemented
	}
	// A backend that calls on is not asked again.
	return protocol.CallIn(ctx, f, args...)
}

func TestBackends(t *testing.T) {
	var log []string
	ctx := context.Background()
	v, err := protocol.CallIn(ctx, override.Sum, []float64{1, 2})
	assert.Equal(t, []float64{3}, floats(t, v, err))
	outer := protocol.WithBackend(ctx, tracing{"outer", override.Sum, &log})
	inner := protocol.WithBackend(outer, tracing{"inner", override.Max, &log})
	v, err = protocol.CallIn(inner, override.Sum, []float64{1, 2})
	assert.Equal(t, []float64{3}, floats(t, v, err))
	assert.Equal(t, []string{"inner sum", "outer sum"}, log)
	log = nil
	v, err = protocol.CallIn(inner, override.Max, []float64{1, 2})
	assert.Equal(t, []float64{2}, floats(t, v, err))
	assert.Equal(t, []string{"inner max", "outer max"}, log)
	log = nil
	v, err = protocol.CallIn(inner, ufunc.Negative, []float64{1})
	assert.Equal(t, []float64{-1}, floats(t, v, err))
	assert.Equal(t, []string{"inner <ufunc 'negative'>", "outer <ufunc 'negative'>"}, log)
}
