// SPDX-License-Identifier: BSD-3-Clause

// Package memory has views of memory and buffers for the algorithms.
package memory

import (
	"unsafe"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// Slice returns n elements at p, which may point to no memory if n is 0.
func Slice[T any](p unsafe.Pointer, n int) []T {
	if n == 0 {
		return nil
	}
	return unsafe.Slice((*T)(p), n)
}

// As returns the memory of a slice as n values of another type.
func As[T, S any](s []S, n int) []T {
	if n*int(unsafe.Sizeof(*new(T))) > cap(s)*int(unsafe.Sizeof(*new(S))) {
		panic("memory: a buffer is too short")
	}
	return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(s))), n)
}

// Buffer is memory that is given back when the work is done.
type Buffer struct{ array *ndarray.Array }

// Words returns n words of arbitrary contents, and the buffer that they are in.
func Words(n int) ([]uint64, Buffer, error) {
	a := ndarray.Empty(dtype.Uint64, n)
	if err := a.Err(); err != nil {
		return nil, Buffer{}, err
	}
	return Lent[uint64](a), Buffer{a}, nil
}

// Release gives the memory back. It must not be used any more.
func (b Buffer) Release() {
	if b.array != nil {
		b.array.Release()
	}
}

// Lent returns the elements of an array in C order for the time of a call, see
// [ndarray.Array.Lend].
func Lent[T any](a *ndarray.Array) []T {
	p, _, _ := a.Lend()
	return Slice[T](p, a.Size())
}
