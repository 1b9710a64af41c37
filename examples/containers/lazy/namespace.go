// SPDX-License-Identifier: BSD-3-Clause

package lazy

import (
	"github.com/arraygen/arraygen/interop/override"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/protocol"
	"github.com/arraygen/arraygen/ufunc"
)

// Functions are the functions that can be put off, and those that make lazy
// arrays.
var Functions = override.NewNames("lazy", map[string]protocol.Callable{
	"sum": override.Sum, "prod": override.Prod, "max": override.Max, "min": override.Min, "mean": override.Mean,
	"concat": override.Concatenate,
	"add":    ufunc.Add, "subtract": ufunc.Subtract, "multiply": ufunc.Multiply, "divide": ufunc.Divide,
	"exp": ufunc.Exp, "log": ufunc.Log, "sqrt": ufunc.Sqrt, "negative": ufunc.Negative,
})

// ArrayNamespace returns Functions, whatever the version of the standard: they
// are a part of it.
func (a *Array) ArrayNamespace(string) (protocol.Namespace, error) { return Functions, nil }

// ArrayModule offers Functions where all operands are lazy arrays, arrays or Go
// numbers.
func (a *Array) ArrayModule(operands []any) (protocol.Namespace, error) {
	if _, ok := protocol.Unpack(operands, func(*Array) *ndarray.Array { return nil }); !ok {
		return nil, protocol.NotImplemented
	}
	return Functions, nil
}

// DuckArray returns a itself: it stands for an array without being computed.
func (a *Array) DuckArray() any { return a }
