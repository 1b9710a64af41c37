// SPDX-License-Identifier: BSD-3-Clause

package ndarray

import (
	"github.com/arraygen/arraygen/ndarray/fault"
)

// Error is the type of the errors of this package: a kind, the function that
// failed, and a message.
type Error = fault.Error

// The kinds of errors, to be tested with [errors.Is].
const (
	ErrShape    = fault.Shape
	ErrDType    = fault.DType
	ErrCast     = fault.Cast
	ErrAxis     = fault.Axis
	ErrIndex    = fault.Index
	ErrReadOnly = fault.ReadOnly
	ErrLayout   = fault.Layout
	ErrFormat   = fault.Format
	ErrValue    = fault.Value
	ErrMemory   = fault.Memory
	ErrReleased = fault.Released
	ErrOverflow = fault.Overflow
	ErrIO       = fault.IO
)

// Failed returns an array that carries err: it has no elements, its Err is
// err, and every method of it returns it unchanged. A nil err is an error too.
func Failed(err error) *Array {
	if err == nil {
		err = fault.New("Failed", fault.Value, "the error is nil")
	}
	return &Array{err: err}
}

func fail(fn string, kind fault.Kind, format string, args ...any) *Array {
	return &Array{err: fault.New(fn, kind, format, args...)}
}

// Err returns the error that a carries, or nil if a is an array. Functions and
// methods that make arrays report their errors through it: one check at the
// end of an expression finds the first failure in it.
func (a *Array) Err() error {
	if a != nil && a.owner == nil && a.dtype != 0 {
		return nil
	}
	return a.slowErr()
}

func (a *Array) slowErr() error {
	switch {
	case a == nil:
		return fault.New("ndarray", fault.Value, "the array is nil")
	case a.err != nil:
		return a.err
	case a.dtype == 0:
		return fault.New("ndarray", fault.Value, "the array is a zero Array: make one with Empty, Zeros or FromSlice")
	case a.owner.Released():
		return fault.New("ndarray", fault.Released, "the memory of the array was given back")
	}
	return nil
}

// failed returns a if it carries its error, or a failed array for a nil or
// zero one.
func (a *Array) failed() *Array {
	if a != nil && a.err != nil {
		return a
	}
	return Failed(a.Err())
}

// shapeText formats a shape for a message.
func shapeText(shape []int) string { return fault.ShapeText(shape) }

// Must returns a, and panics if it failed: for scripts and tests, where there
// is nobody to hand an error to.
func Must(a *Array) *Array {
	if err := a.Err(); err != nil {
		panic(err)
	}
	return a
}
