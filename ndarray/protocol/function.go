// SPDX-License-Identifier: BSD-3-Clause

package protocol

import (
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// FunctionOverride computes array functions itself: Python's
// __array_function__. It is called where the value is an argument of a
// [Function]. It returns its result, or NotImplemented where it doesn't know
// the function or the other arguments.
//
// The functions are values, so that an override may keep its implementations in
// a map from *Function.
type FunctionOverride interface {
	ArrayFunction(c *FunctionCall) (any, error)
}

// Callable is a function of arrays: a ufunc or a *Function.
type Callable interface {
	String() string
	Apply(args ...any) (any, error)
}

// Keywords are arguments by name, as "axis".
type Keywords map[string]any

// Function is an array function whose arguments may bring their own
// implementation. Its fields are set where it is made, and not changed after.
type Function struct {
	// Name is the function's name, as NumPy's where NumPy has it.
	Name string
	// Doc says what the function does, and its keywords.
	Doc string
	// Keywords are the names that it takes by name.
	Keywords []string
	// Relevant returns the arguments that may override; nil stands for all of
	// them, and for those in a []any.
	Relevant func(args []any, k Keywords) []any
	// Compute is the function on arrays and what converts to them.
	Compute func(args []any, k Keywords) (any, error)
}

// String returns the function's name.
func (f *Function) String() string { return f.Name }

// Apply calls the function. The result is an array, or what an override among
// the arguments made of them.
func (f *Function) Apply(args ...any) (any, error) { return f.run(args, nil) }

// With returns the function with keywords set.
func (f *Function) With(k Keywords) *Configured { return &Configured{f, k} }

// Configured is a function with keywords.
type Configured struct {
	function *Function
	keywords Keywords
}

// String returns the function's name.
func (c *Configured) String() string { return c.function.Name }

// Apply calls the function, see [Function.Apply].
func (c *Configured) Apply(args ...any) (any, error) { return c.function.run(args, c.keywords) }

// FunctionCall is a call of an array function, with the arguments as they were
// given.
type FunctionCall struct {
	Function *Function
	// Types are the types of the relevant arguments that override, in the order
	// in which they are tried, followed by that of arrays if there is one.
	Types    []reflect.Type
	Args     []any
	Keywords Keywords
}

// Default computes the function as if nothing overrode it: arguments are
// converted to arrays.
func (c *FunctionCall) Default() (any, error) { return c.Function.Compute(c.Args, c.Keywords) }

// With returns the same call of other arguments, to be Run.
func (c *FunctionCall) With(args ...any) *FunctionCall {
	return &FunctionCall{Function: c.Function, Args: args, Keywords: c.Keywords}
}

// Run computes the call: overrides among its arguments are asked in their
// order, and if there are none the function computes.
func (c *FunctionCall) Run() (any, error) { return c.Function.run(c.Args, c.Keywords) }

func (f *Function) run(args []any, k Keywords) (any, error) {
	for _, name := range slices.Sorted(maps.Keys(k)) {
		if !slices.Contains(f.Keywords, name) {
			if len(f.Keywords) == 0 {
				return nil, fault.New(f.Name, fault.Value, "no keyword %q: the function takes none", name)
			}
			return nil, fault.New(f.Name, fault.Value, "no keyword %q: there are %s", name, strings.Join(f.Keywords, ", "))
		}
	}
	relevant := args
	if f.Relevant != nil {
		relevant = f.Relevant(args, k)
	}
	flat := make([]any, 0, len(relevant))
	arrays := false
	for _, v := range relevant {
		if list, ok := v.([]any); ok {
			flat = append(flat, list...)
		} else {
			flat = append(flat, v)
		}
	}
	for _, v := range flat {
		_, ok := v.(*ndarray.Array)
		arrays = arrays || ok
	}
	overrides := collect[FunctionOverride](flat)
	if len(overrides) == 0 {
		return f.Compute(args, k)
	}
	c := &FunctionCall{Function: f, Args: args, Keywords: k}
	for _, o := range overrides {
		c.Types = append(c.Types, reflect.TypeOf(o))
	}
	if arrays {
		c.Types = append(c.Types, reflect.TypeFor[*ndarray.Array]())
	}
	for _, o := range overrides {
		y, err := o.ArrayFunction(c)
		if !errors.Is(err, NotImplemented) {
			return y, err
		}
	}
	return nil, fault.New(f.Name, fault.Value, "no implementation found on types that override array functions: %s", typeNames(overrides))
}
