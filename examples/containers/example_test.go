// SPDX-License-Identifier: BSD-3-Clause

package containers_test

import (
	"context"
	"fmt"

	"github.com/arraygen/arraygen/examples/containers/labelled"
	"github.com/arraygen/arraygen/examples/containers/lazy"
	"github.com/arraygen/arraygen/examples/containers/masked"
	"github.com/arraygen/arraygen/examples/containers/quantity"
	"github.com/arraygen/arraygen/interop/override"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/protocol"
	"github.com/arraygen/arraygen/ufunc"
)

// f is the function of NumPy's guide "Interoperability with NumPy": written
// once, for whatever has the protocols.
func f(x any) (any, error) {
	y, err := ufunc.Exp.Apply(x)
	if err != nil {
		return nil, err
	}
	return override.Mean.Apply(y)
}

// One function of arrays serves all containers: each computes it in its way,
// and none is converted to an array on the way.
func Example() {
	x := ndarray.FromSlice([]float64{1, 2, 3, 4})
	fmt.Println(f(x))

	series, _ := labelled.New("x", []string{"a", "b", "c", "d"}, x)
	fmt.Println(f(series))

	chunked, _ := lazy.FromArray(x, 2)
	later, err := f(chunked)
	fmt.Println(later, err)
	fmt.Println(later.(*lazy.Array).Compute())

	holes, _ := masked.New(x, ndarray.FromSlice([]bool{false, false, false, true}))
	fmt.Println(f(holes))

	ratio, _ := quantity.New(x, quantity.One)
	fmt.Println(f(ratio))

	metres, _ := quantity.New(x, quantity.Metre)
	_, err = f(metres)
	fmt.Println(err)
	// Output:
	// 21.1977562209304 <nil>
	// 21.1977562209304 <nil>
	// lazy.Array of float64, shape [], chunks [0] <nil>
	// 21.1977562209304 <nil>
	// 10.064291616859121 <nil>
	// 21.1977562209304 1 <nil>
	// quantity: <ufunc 'exp'> of a pure number only, not of m
}

// Two containers that don't know each other are not combined in either's way.
func Example_strangers() {
	x := ndarray.FromSlice([]float64{1, 2})
	series, _ := labelled.New("x", []string{"a", "b"}, x)
	metres, _ := quantity.New(x, quantity.Metre)
	_, err := ufunc.Add.Apply(series, metres)
	fmt.Println(err)
	// Output: <ufunc 'add'>: Call is not implemented for operands of these types together: *labelled.Series, *quantity.Quantity
}

// Code that is written for the array API asks its operands for a namespace.
func Example_namespace() {
	x := ndarray.FromSlice([]float64{1, 2, 3, 4}, 2, 2)
	y := ndarray.FromSlice([]float64{5, 6, 7, 8}, 2, 2)
	xp, err := protocol.NamespaceOf("2025.12", override.Functions, x, y)
	if err != nil {
		panic(err)
	}
	matmul, err := xp.Lookup("matmul")
	if err != nil {
		panic(err)
	}
	fmt.Println(matmul.Apply(x, y))
	// Output:
	// [[19. 22.]
	//  [43. 50.]] <nil>
}

// A container may have functions of its own (the array API's namespace, NEP 37's
// array module), and stand for an array as it is (NEP 30's duck array).
func Example_module() {
	x := ndarray.FromSlice([]float64{1, 4, 9})
	later, _ := lazy.FromArray(x, 2)
	for _, operands := range [][]any{{x, 2}, {x, later}} {
		module, err := protocol.ModuleOf(override.Functions, operands...)
		fmt.Println(module, err)
	}
	duck, err := protocol.DuckArray(later)
	fmt.Println(duck, err)
	duck, err = protocol.DuckArray([][]float64{{1, 2}})
	fmt.Println(duck, err)
	// Output:
	// override.Functions <nil>
	// lazy <nil>
	// lazy.Array of float64, shape [3], chunks [2 1] <nil>
	// [[1. 2.]] <nil>
}

// What a function makes takes after the value of Like (NEP 35).
func Example_like() {
	metres, _ := quantity.New(ndarray.FromSlice([]float64{1, 2}), quantity.Metre)
	fmt.Println(override.Zeros.Like(metres).Apply(3))
	fmt.Println(override.Zeros.Like(metres.In).Apply(3))
	// Output:
	// [0. 0. 0.] m <nil>
	// <nil> zeros: Like takes an array or a type that overrides array functions, not a func(quantity.Unit) (*ndarray.Array, error)
}

// verbose is a backend that says what it is asked, and leaves it to others.
type verbose struct{}

func (verbose) Call(_ context.Context, f protocol.Callable, _ []any) (any, error) {
	fmt.Println("asked for", f)
	return nil, protocol.NotImplemented
}

// A backend is set for a scope, whatever types the calls in it have.
func Example_backend() {
	ctx := protocol.WithBackend(context.Background(), verbose{})
	fmt.Println(protocol.CallIn(ctx, override.Sum, []float64{1, 2}))
	fmt.Println(protocol.CallIn(ctx, ufunc.Negative, 2.5))
	// Output:
	// asked for sum
	// 3.0 <nil>
	// asked for <ufunc 'negative'>
	// -2.5 <nil>
}
