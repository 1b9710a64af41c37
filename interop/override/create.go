// SPDX-License-Identifier: BSD-3-Clause

package override

import (
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ndarray/protocol"
)

// Creation is a function that makes an array from no array, so that no argument
// could override it. Like names a value whose type makes the result instead
// (NEP 35).
type Creation struct {
	function *protocol.Function
	keywords protocol.Keywords
	like     any
}

// String returns the function's name.
func (c *Creation) String() string { return c.function.Name }

// Apply makes an array, or what the value of Like makes.
func (c *Creation) Apply(args ...any) (any, error) {
	if c.like == nil {
		return c.function.With(c.keywords).Apply(args...)
	}
	call := protocol.FunctionCall{Function: c.function, Args: args, Keywords: c.keywords}
	switch l := c.like.(type) {
	case *ndarray.Array:
		return call.Run()
	case protocol.FunctionOverride:
		y, err := l.ArrayFunction(&call)
		if err == protocol.NotImplemented {
			return nil, fault.New(c.function.Name, fault.Value, "a %T, given as Like, doesn't make arrays by this function", l)
		}
		if err != nil {
			return nil, err
		}
		return y, protocol.Finalize(y, l)
	}
	return nil, fault.New(c.function.Name, fault.Value, "Like takes an array or a type that overrides array functions, not a %T", c.like)
}

// Like returns the function with the value after whose type it shall make its
// result.
func (c *Creation) Like(v any) *Creation { return &Creation{c.function, c.keywords, v} }

// With returns the function with keywords set.
func (c *Creation) With(k protocol.Keywords) *Creation { return &Creation{c.function, k, c.like} }

// Function returns what an override sees in [protocol.FunctionCall].
func (c *Creation) Function() *protocol.Function { return c.function }

// The functions of creation. Their arguments are the shape's lengths; the
// keyword dtype is float64 if it isn't given.
var (
	// Zeros makes an array of zeros.
	Zeros = creation("zeros", "An array of zeros.", ndarray.Zeros)
	// Ones makes an array of ones.
	Ones = creation("ones", "An array of ones.", ndarray.Ones)
	// Empty makes an array whose elements have arbitrary values.
	Empty = creation("empty", "An array whose elements have arbitrary values.", ndarray.Empty)
	// Eye makes a square matrix with ones on its diagonal.
	Eye = creation("eye", "A square matrix with ones on the diagonal.", func(d dtype.DType, n ...int) *ndarray.Array {
		if len(n) != 1 {
			return ndarray.Failed(fault.New("eye", fault.Value, "takes one length, not %d", len(n)))
		}
		return ndarray.Eye(d, n[0])
	})
	// Full makes an array of one value: Full.Apply(value, lengths...).
	Full = &Creation{function: &protocol.Function{
		Name: "full", Doc: "An array of one value, the first argument.\n\nKeyword: dtype (that of the value).", Keywords: []string{"dtype"}, Relevant: none,
		Compute: func(args []any, k protocol.Keywords) (any, error) {
			if len(args) == 0 {
				return nil, fault.New("full", fault.Value, "takes a value and lengths, nothing is given")
			}
			v, err := array("full", args[0])
			if err != nil {
				return nil, err
			}
			d, err := keyword("full", k, "dtype", v.DType())
			if err != nil {
				return nil, err
			}
			shape, err := ints("full", "a length", args[1:]...)
			if err != nil {
				return nil, err
			}
			n, err := v.Item()
			if err != nil {
				return nil, err
			}
			return result(ndarray.FullOf(d, n, shape...))
		},
	}}
	// Arange makes evenly spaced numbers: Arange.Apply(stop), (start, stop) or
	// (start, stop, step), where the stop is left out. They are int64 if all are
	// ints, else float64.
	Arange = &Creation{function: &protocol.Function{
		Name: "arange", Doc: "Evenly spaced numbers from a start to a stop, which is left out.", Relevant: none,
		Compute: func(args []any, _ protocol.Keywords) (any, error) { return arange(args) },
	}}
	// AsArray converts what it is given to an array: AsArray.Apply(v).
	AsArray = &Creation{function: &protocol.Function{
		Name: "asarray", Doc: "The argument as an array, without a copy where it can be.", Relevant: none,
		Compute: func(args []any, _ protocol.Keywords) (any, error) {
			if err := count("asarray", args, 1); err != nil {
				return nil, err
			}
			return array("asarray", args[0])
		},
	}}
)

func arange(args []any) (any, error) {
	if len(args) < 1 || len(args) > 3 {
		return nil, fault.New("arange", fault.Value, "takes 1 to 3 numbers, not %d", len(args))
	}
	whole := [3]int64{0, 0, 1}
	reals := [3]float64{0, 0, 1}
	allWhole := true
	for i, v := range args {
		at := i
		if len(args) == 1 {
			at = 1 // the stop alone
		}
		switch v := v.(type) {
		case int:
			whole[at], reals[at] = int64(v), float64(v)
		case float64:
			reals[at], allWhole = v, false
		default:
			return nil, fault.New("arange", fault.Value, "an argument is a %T, it must be an int or a float64", v)
		}
	}
	if allWhole {
		return result(ndarray.Arange(whole[0], whole[1], whole[2]))
	}
	return result(ndarray.Arange(reals[0], reals[1], reals[2]))
}

// none says that no argument of a creation overrides it.
func none([]any, protocol.Keywords) []any { return nil }

func creation(name, doc string, f func(d dtype.DType, shape ...int) *ndarray.Array) *Creation {
	return &Creation{function: &protocol.Function{
		Name: name, Doc: doc + "\n\nKeyword: dtype (float64).", Keywords: []string{"dtype"}, Relevant: none,
		Compute: func(args []any, k protocol.Keywords) (any, error) {
			d, err := keyword(name, k, "dtype", dtype.Float64)
			if err != nil {
				return nil, err
			}
			shape, err := ints(name, "a length", args...)
			if err != nil {
				return nil, err
			}
			return result(f(d, shape...))
		},
	}}
}
