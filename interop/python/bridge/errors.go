// SPDX-License-Identifier: BSD-3-Clause

package bridge

import (
	"errors"

	"github.com/arraygen/arraygen/ndarray/fault"
)

// ErrorKind is the Python exception that an error becomes; the numbers are
// those of enum agErrorKind.
type ErrorKind int

// The kinds.
const (
	ValueError ErrorKind = iota + 1
	TypeError
	CastError
	AxisError
	IndexError
	OverflowError
	MemoryError
	BufferError
	RuntimeError
	LinAlgError
	ZeroDivisionError
)

var kinds = []struct {
	fault  fault.Kind
	python ErrorKind
}{
	{fault.DType, TypeError},
	{fault.Cast, CastError},
	{fault.Axis, AxisError},
	{fault.Index, IndexError},
	{fault.Overflow, OverflowError},
	{fault.Memory, MemoryError},
	{fault.Released, RuntimeError},
	{fault.LinAlg, LinAlgError},
	{fault.Division, ZeroDivisionError},
}

// Describe returns the exception and the text of an error.
func Describe(err error) (ErrorKind, string) {
	text := err.Error()
	for _, k := range kinds {
		if errors.Is(err, k.fault) {
			return k.python, text
		}
	}
	return ValueError, text
}
