// SPDX-License-Identifier: BSD-3-Clause

// Package fault is the error type of arrays and ufuncs: an error has a kind,
// to be tested with [errors.Is], and a text that names the function, the
// operands at fault and what would work.
package fault

import "fmt"

// Kind is a class of errors. Each kind is an error itself, so that
// errors.Is(err, fault.Shape) asks for it.
type Kind string

// The kinds.
const (
	Shape    Kind = "shape"     // shapes that do not go together, or a bad shape
	DType    Kind = "dtype"     // an element type that a function does not take
	Cast     Kind = "cast"      // a conversion that the casting rule forbids
	Axis     Kind = "axis"      // an axis out of bounds, or given twice
	Index    Kind = "index"     // an index out of bounds, or a malformed index
	ReadOnly Kind = "read-only" // a write to a read-only array
	Layout   Kind = "layout"    // memory that is not laid out as a function needs it
	Format   Kind = "format"    // a malformed file or text
	Value    Kind = "value"     // an argument with a bad value
	Overflow Kind = "overflow"  // a number beyond the range of an element type
	Division Kind = "division"  // a division by zero that makes a result of nothing
	LinAlg   Kind = "linalg"    // a matrix without an answer: singular, not square, not positive definite, no convergence
	Memory   Kind = "memory"    // more memory than there can be
	Released Kind = "released"  // an array whose memory was given back
	IO       Kind = "i/o"       // reading or writing that failed underneath
)

// Error returns the name of k.
func (k Kind) Error() string { return string(k) + " error" }

// Error is an error of one kind.
type Error struct {
	Func string // the function that failed, as "reshape"
	Kind Kind   // the class of the error
	Msg  string // what is wrong and what would work
	Err  error  // the error underneath, if there is one
}

// New returns an error of the function fn; the message is formatted as by
// [fmt.Sprintf].
func New(fn string, kind Kind, format string, args ...any) *Error {
	msg := format
	if len(args) > 0 {
		msg = fmt.Sprintf(format, args...)
	}
	return &Error{Func: fn, Kind: kind, Msg: msg}
}

// Plain returns an error of the function fn whose message is msg. It is what the packages below the array
// use: [New] links fmt into a program, which is some 200 KB of what a function of slices would add to it.
func Plain(fn string, kind Kind, msg string) *Error {
	return &Error{Func: fn, Kind: kind, Msg: msg}
}

// Wrap returns an error of the function fn with another error underneath.
func Wrap(fn string, kind Kind, err error) *Error {
	return &Error{Func: fn, Kind: kind, Msg: err.Error(), Err: err}
}

// In returns err as an error of the function fn, where it is one of this package
// that names none yet.
func In(fn string, err error) error {
	if e, ok := err.(*Error); ok && e.Func == "" {
		named := *e
		named.Func = fn
		return &named
	}
	return err
}

// As returns err as an error of the function fn, which called the one that it names under another name.
func As(fn string, err error) error {
	if e, ok := err.(*Error); ok {
		named := *e
		named.Func = fn
		return &named
	}
	return err
}

// Error returns the text of e, which begins with the function's name.
func (e *Error) Error() string {
	if e.Func == "" {
		return e.Msg
	}
	return e.Func + ": " + e.Msg
}

// Is reports whether target is the kind of e.
func (e *Error) Is(target error) bool { return target == e.Kind }

// Unwrap returns the error underneath.
func (e *Error) Unwrap() error { return e.Err }
