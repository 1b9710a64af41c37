// SPDX-License-Identifier: BSD-3-Clause

// Package override has array functions (Mean, Concatenate, Reshape, Zeros …)
// that take any type with the protocols of package ndarray/protocol beside
// arrays, and let it bring its own implementation: what NumPy's functions do by
// NEP 18 and NEP 35. Ufuncs do the same by their Apply methods.
//
//	y, err := override.Mean.Apply(x)
//	m, err := override.Mean.With(protocol.Keywords{"axis": 0}).Apply(x)
//	s, err := override.As[*labelled.Series](ufunc.Exp.Apply(series))
//	z, err := override.Zeros.Like(series).Apply(3)
//
// An argument that overrides array functions is asked first, whatever it makes
// of the call; see protocol.Function. Other arguments are converted to arrays;
// results of functions that reduce go through the ufunc, so that a type that
// overrides ufuncs alone keeps its type in Sum and Mean, too.
package override

import (
	"reflect"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ndarray/protocol"
)

// As returns a result of Apply as a T.
func As[T any](v any, err error) (T, error) {
	t, ok := v.(T)
	switch {
	case err != nil:
		return t, err
	case !ok:
		return t, fault.New("override.As", fault.Value, "the result is a %T, not a %v", v, reflect.TypeFor[T]())
	}
	return t, nil
}

// Array returns a result of Apply as an array, converted if it is of a type that
// converts.
func Array(v any, err error) *ndarray.Array {
	if err != nil {
		return ndarray.Failed(err)
	}
	a, err := protocol.ToArray("override.Array", v, dtype.Invalid, protocol.CopyIfNeeded)
	if err != nil {
		return ndarray.Failed(err)
	}
	return a
}
