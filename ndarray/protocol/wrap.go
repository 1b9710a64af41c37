// SPDX-License-Identifier: BSD-3-Clause

package protocol

import (
	"reflect"

	"github.com/arraygen/arraygen/ndarray"
)

// Wrapper turns an array that was computed from it into its own type: Python's
// __array_wrap__. It is for types that convert to arrays and leave the
// computing to ufuncs; overrides do as they like.
type Wrapper interface {
	ArrayWrap(a *ndarray.Array, c WrapContext) (any, error)
}

// WrapContext says where an array to be wrapped comes from.
type WrapContext struct {
	// Call is the call of a ufunc; nil for reductions and for array functions, as
	// in NumPy.
	Call *UfuncCall
	// Output is the number of the output that the array is.
	Output int
	// Scalar says that the result has no axes and was not written to an output
	// that was given, so that a number may take its place.
	Scalar bool
}

// Finalizer takes over what a new value inherits: Python's __array_finalize__.
// It is called on each value that ArrayWrap or creation with Like made, with
// the value that it was made after.
type Finalizer interface {
	ArrayFinalize(from any) error
}

// Wrap gives a result of a call the type of the operand to which it belongs:
// the given output itself if it was written to one, else the type of the input
// with the highest priority, the first of them where they are equal. It returns
// the array where no operand wraps, or only ones that come after arrays do.
func Wrap(a *ndarray.Array, inputs []any, out any, c WrapContext) (any, error) {
	if out != nil {
		return out, nil
	}
	w := wrapperOf(inputs)
	if w == nil {
		return a, nil
	}
	v, err := w.ArrayWrap(a, c)
	if err != nil {
		return nil, err
	}
	if err := Finalize(v, w); err != nil {
		return nil, err
	}
	return v, nil
}

// wrapperOf returns the input that wraps, nil if none does.
func wrapperOf(inputs []any) Wrapper {
	var best Wrapper
	arrays := false
	for _, v := range inputs {
		w, ok := v.(Wrapper)
		if !ok {
			_, array := v.(*ndarray.Array)
			arrays = arrays || array
			continue
		}
		if best == nil || Priority(w) > Priority(best) {
			best = w
		}
	}
	if best != nil && arrays && Priority(best) < 0 {
		return nil
	}
	return best
}

// Finalize calls v's ArrayFinalize, if it has one and v is not from itself.
func Finalize(v, from any) error {
	f, ok := v.(Finalizer)
	if !ok || same(v, from) {
		return nil
	}
	return f.ArrayFinalize(from)
}

// same reports whether two values are one.
func same(a, b any) bool {
	return reflect.ValueOf(a).Comparable() && reflect.ValueOf(b).Comparable() && a == b
}
