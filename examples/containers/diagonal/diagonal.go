// SPDX-License-Identifier: BSD-3-Clause

// Package diagonal is the container of NumPy's guide "Writing custom array
// containers" in Go: a square matrix with one value on its diagonal, in the
// memory of two numbers. It converts to an array where it must, and stays
// itself where it can.
package diagonal

import (
	"fmt"

	"github.com/arraygen/arraygen/interop/override"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/protocol"
	"github.com/arraygen/arraygen/ufunc"
)

// Array is an n × n matrix with Value on the diagonal and zeros elsewhere.
type Array struct {
	N     int
	Value float64
}

// String formats a as the guide does.
func (a Array) String() string { return fmt.Sprintf("DiagonalArray(N=%d, value=%v)", a.N, a.Value) }

// AsArray returns the matrix with all its zeros.
func (a Array) AsArray(d dtype.DType, c protocol.Copy) (*ndarray.Array, error) {
	if c == protocol.CopyNever {
		return nil, fmt.Errorf("diagonal: the elements are not in memory: a copy is needed")
	}
	eye := ufunc.Multiply.Call(ndarray.Eye(dtype.Float64, a.N), a.Value)
	return eye, eye.Err()
}

// keepsZero are the ufuncs that make zero of zeros, so that only the diagonal
// has to be computed.
var keepsZero = map[protocol.Ufunc]bool{
	ufunc.Add: true, ufunc.Subtract: true, ufunc.Multiply: true, ufunc.Negative: true, ufunc.Absolute: true,
	ufunc.Square: true, ufunc.Sqrt: true, ufunc.Sin: true, ufunc.Tanh: true, ufunc.Maximum: true, ufunc.Minimum: true,
}

// ArrayUfunc computes on the diagonal alone if all operands are of this type
// and the same size, or numbers in a product. Everything else is computed on
// full matrices.
func (a Array) ArrayUfunc(c *protocol.UfuncCall) (any, error) {
	values := make([]any, len(c.Inputs))
	stays := c.Method == protocol.Call && keepsZero[c.Ufunc] && c.Out == nil && c.Where == nil
	for i, v := range c.Inputs {
		switch v := v.(type) {
		case Array:
			if v.N != a.N {
				return nil, fmt.Errorf("diagonal: matrices of sizes %d and %d", a.N, v.N)
			}
			values[i] = v.Value
		case float64, int:
			stays = stays && c.Ufunc == ufunc.Multiply
			values[i] = v
		default:
			stays = false
		}
	}
	if !stays {
		plain, ok := protocol.Forward(c, func(a Array) *ndarray.Array { return override.Array(a.AsArray(0, 0)) })
		if !ok {
			return nil, protocol.NotImplemented
		}
		return plain.Run()
	}
	y, err := override.As[*ndarray.Array](c.With(values...).Run())
	if err != nil {
		return nil, err
	}
	v, err := ndarray.Item[float64](y)
	return Array{a.N, v}, err
}

// handled are the array functions that need not see the zeros.
var handled = map[*protocol.Function]func(a Array) float64{
	override.Sum:  func(a Array) float64 { return float64(a.N) * a.Value },
	override.Mean: func(a Array) float64 { return a.Value / float64(a.N) },
}

// ArrayFunction computes the sum and the mean, without keywords, from the
// diagonal. Other functions are not implemented, as in the guide, rather than
// quietly computed on full matrices.
func (a Array) ArrayFunction(c *protocol.FunctionCall) (any, error) {
	f, ok := handled[c.Function]
	if !ok || len(c.Args) != 1 || len(c.Keywords) > 0 {
		return nil, protocol.NotImplemented
	}
	return f(a), nil
}
