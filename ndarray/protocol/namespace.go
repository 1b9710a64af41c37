// SPDX-License-Identifier: BSD-3-Clause

package protocol

import (
	"errors"

	"github.com/arraygen/arraygen/ndarray/fault"
)

// Namespace is a set of functions by name: what a module is in Python.
type Namespace interface {
	// String returns the name of the namespace.
	String() string
	// Lookup returns a function, or an error that names it if there is none.
	Lookup(name string) (Callable, error)
}

// Namespaced tells the functions that fit its type: Python's
// __array_namespace__ of the array API standard. version is that of the
// standard, as "2025.12", or empty.
type Namespaced interface {
	ArrayNamespace(version string) (Namespace, error)
}

// NamespaceOf returns the namespace of the operands. They must agree on one:
// operands that have none (arrays, Go numbers) agree with any, and fallback is
// that of operands of which none has one.
func NamespaceOf(version string, fallback Namespace, operands ...any) (Namespace, error) {
	var found Namespace
	var of any
	for _, v := range operands {
		n, ok := v.(Namespaced)
		if !ok {
			continue
		}
		ns, err := n.ArrayNamespace(version)
		if err != nil {
			return nil, err
		}
		if found != nil && !same(ns, found) {
			return nil, fault.New("NamespaceOf", fault.Value, "operands of two namespaces: a %T of %v and a %T of %v; convert one of them", of, found, v, ns)
		}
		found, of = ns, v
	}
	if found == nil {
		return fallback, nil
	}
	return found, nil
}

// Moduled offers a namespace for a set of operands: __array_module__ of NEP 37.
// It returns NotImplemented where it doesn't know the others' types.
type Moduled interface {
	ArrayModule(operands []any) (Namespace, error)
}

// ModuleOf is get_array_module of NEP 37: it asks the operands that offer a
// namespace in the order of overrides, and returns fallback where none does.
func ModuleOf(fallback Namespace, operands ...any) (Namespace, error) {
	offers := collect[Moduled](operands)
	for _, o := range offers {
		ns, err := o.ArrayModule(operands)
		if !errors.Is(err, NotImplemented) {
			return ns, err
		}
	}
	if len(offers) > 0 {
		return nil, fault.New("ModuleOf", fault.Value, "no namespace for operands of these types together: %s", typeNames(operands))
	}
	return fallback, nil
}

// Duck is a duck array: it stands for an array without being converted,
// __duckarray__ of NEP 30.
type Duck interface {
	DuckArray() any
}

// DuckArray returns what v offers as a duck array, else v as an array.
func DuckArray(v any) (any, error) {
	if d, ok := v.(Duck); ok {
		return d.DuckArray(), nil
	}
	return ToArray("DuckArray", v, 0, CopyIfNeeded)
}
