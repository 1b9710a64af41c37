//go:build pyext

package main

/*
#include "value.h"
*/
import "C"

import (
	"unsafe"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// results are the storages that the allocator of a call made: what package array
// makes for a result lies in C memory from the start. The call holds each once, and
// lets go of all at its end; those that lie in its result are held by that too.
type results struct{ list []*C.agStorage }

// allocate is an [array.Allocator].
func (r *results) allocate(fn string, d dtype.DType, shape, strides []int, zero bool) *ndarray.Array {
	bytes := d.Size()
	for _, n := range shape {
		bytes *= n
	}
	s, err := newStorage(fn, d, shape, bytes, zero)
	if err != nil {
		return ndarray.Failed(err)
	}
	r.list = append(r.list, s)
	return ndarray.FromRaw(ndarray.Raw{Ptr: unsafe.Pointer(s.data), DType: d, Shape: shape, Strides: strides})
}

// storageOf returns the storage that a lies in, nil if it was made elsewhere.
func (r *results) storageOf(a *ndarray.Array) *C.agStorage {
	lo, hi := a.Bounds()
	if lo == hi {
		return nil
	}
	for _, s := range r.list {
		if base := uintptr(unsafe.Pointer(s.data)); lo >= base && hi <= base+uintptr(s.bytes) {
			return s
		}
	}
	return nil
}

// drop lets go of all.
func (r *results) drop() {
	for _, s := range r.list {
		C.agStorageDrop(s)
	}
	r.list = nil
}
