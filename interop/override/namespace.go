// SPDX-License-Identifier: BSD-3-Clause

package override

import (
	"maps"
	"slices"
	"strings"

	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ndarray/protocol"
)

// Names is a namespace made of functions: protocol.Namespace.
type Names struct {
	name      string
	functions map[string]protocol.Callable
}

// NewNames returns a namespace of functions by their names.
func NewNames(name string, functions map[string]protocol.Callable) *Names {
	return &Names{name, maps.Clone(functions)}
}

// String returns the name of the namespace.
func (n *Names) String() string { return n.name }

// Lookup returns a function.
func (n *Names) Lookup(name string) (protocol.Callable, error) {
	if f, ok := n.functions[name]; ok {
		return f, nil
	}
	return nil, fault.New(n.name, fault.Value, "no function %q; there are %s", name, strings.Join(n.List(), ", "))
}

// List returns the names in order.
func (n *Names) List() []string { return slices.Sorted(maps.Keys(n.functions)) }

// Extend returns a namespace of these and further functions.
func (n *Names) Extend(name string, functions map[string]protocol.Callable) *Names {
	all := maps.Clone(n.functions)
	maps.Copy(all, functions)
	return &Names{name, all}
}

// Functions is the namespace of the functions of this package. It has no
// ufuncs, lest a program that names it hold them all: extend it by those of
// package ufunc that are needed.
var Functions = NewNames("override.Functions", map[string]protocol.Callable{
	"sum": Sum, "prod": Prod, "max": Max, "min": Min, "all": All, "any": Any, "mean": Mean,
	"concat": Concatenate, "stack": Stack, "reshape": Reshape, "permute_dims": Transpose, "squeeze": Squeeze,
	"expand_dims": ExpandDims, "broadcast_to": BroadcastTo, "flip": Flip, "where": Where, "matmul": Matmul,
	"zeros": Zeros, "ones": Ones, "empty": Empty, "full": Full, "eye": Eye, "asarray": AsArray, "arange": Arange,
})
