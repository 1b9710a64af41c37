// SPDX-License-Identifier: BSD-3-Clause

// Package protocol is how types other than *ndarray.Array take part in ufuncs
// and array functions. Its interfaces are Go's forms of NumPy's protocols:
//
//	Python                Go                what it is for
//	__array__             [Converter]       be turned into an array
//	__array_ufunc__       [UfuncOverride]   compute ufuncs oneself; [NoUfuncs] is None
//	__array_function__    [FunctionOverride] compute array functions oneself
//	__array_wrap__        [Wrapper]         turn results of ufuncs into one's type
//	__array_finalize__    [Finalizer]       take over what a result inherits
//	__array_priority__    [Prioritized]     who comes first
//	__array_namespace__   [Namespaced]      the functions that fit one's type
//
// A type implements those that it needs; with any of them it can be an operand
// of a ufunc. Where several operands bring their own implementation, they are
// tried in one order (NumPy's NEP 13 and NEP 18): the higher priority first,
// equal ones from left to right, one operand of each type. What NumPy says of
// subclasses holds of priorities here, as Go has no subclasses.
// An implementation that doesn't know what to do returns [NotImplemented], and
// the next one is asked.
package protocol

import (
	"errors"
	"reflect"
	"slices"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// NotImplemented is what an override returns as its error to leave a call to
// the next one.
//
//lint:ignore ST1012 the name that Python and NumPy have for it
var NotImplemented = errors.New("not implemented for these operands")

// Copy says whether a conversion may copy.
type Copy uint8

// The choices.
const (
	CopyIfNeeded Copy = iota // copy only what can't be shared
	CopyAlways
	CopyNever // fail where a copy would be needed
)

// Converter turns itself into an array: Python's __array__. d is the element
// type that the caller would like, or Invalid; it is a hint, as the caller
// converts the result anyway.
type Converter interface {
	AsArray(d dtype.DType, c Copy) (*ndarray.Array, error)
}

// Prioritized has a place in the order of tries: Python's __array_priority__.
// Types without it, and arrays, have 0. NumPy's masked arrays have 15.
type Prioritized interface {
	ArrayPriority() float64
}

// Priority returns the priority of an operand.
func Priority(v any) float64 {
	if p, ok := v.(Prioritized); ok {
		return p.ArrayPriority()
	}
	return 0
}

// Known reports whether v implements a protocol by which it can be an operand.
func Known(v any) bool {
	switch v.(type) {
	case Converter, UfuncOverride, FunctionOverride, NoUfuncs:
		return true
	}
	return false
}

// collect returns the first of each type of those values that implement T, in
// the order in which they are to be tried.
func collect[T any](values []any) []T {
	var found []T
	var types []reflect.Type
	for _, v := range values {
		o, ok := v.(T)
		if t := reflect.TypeOf(v); ok && !slices.Contains(types, t) {
			found, types = append(found, o), append(types, t)
		}
	}
	slices.SortStableFunc(found, func(a, b T) int {
		switch p, q := Priority(a), Priority(b); {
		case p > q:
			return -1
		case p < q:
			return 1
		}
		return 0
	})
	return found
}

// ToArray returns v as an array: itself, what its AsArray returns, a slice of an
// element type without a copy, or a copy of a Go number, a bool or nested
// slices. The function named fn is in the error where there is no way.
func ToArray(fn string, v any, d dtype.DType, c Copy) (*ndarray.Array, error) {
	switch v := v.(type) {
	case *ndarray.Array:
		if err := v.Err(); err != nil {
			return nil, err
		}
		return v, nil
	case Converter:
		a, err := v.AsArray(d, c)
		if err != nil {
			return nil, err
		}
		if a == nil {
			return nil, fault.New(fn, fault.Value, "AsArray of a %T returned no array", v)
		}
		return a, a.Err()
	}
	switch r := reflect.TypeOf(v); {
	case r == nil:
	case r.Kind() == reflect.Slice || r.Kind() == reflect.Array, isNumber(v):
		a := fromSlice(v)
		if a == nil {
			a = ndarray.FromNested(v)
		}
		if err := a.Err(); !errors.Is(err, fault.DType) {
			return a, err
		}
	}
	return nil, fault.New(fn, fault.Value, "a %T is no array and has no AsArray; arrays, Go numbers, slices of them and types with AsArray are taken", v)
}

func isNumber(v any) bool {
	_, ok := dtype.ScalarOf(v)
	return ok
}

// fromSlice returns an array over a slice of an element type, nil for other
// values.
func fromSlice(v any) *ndarray.Array {
	d, p, n := dtype.SliceOf(v)
	if !d.Valid() {
		return nil
	}
	return ndarray.FromPointer(p, d, n)
}

// typeNames lists the types of values, for messages.
func typeNames[T any](values []T) string {
	text := ""
	for i, v := range values {
		if i > 0 {
			text += ", "
		}
		text += reflect.TypeOf(v).String()
	}
	return text
}
