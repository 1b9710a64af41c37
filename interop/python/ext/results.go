// SPDX-License-Identifier: BSD-3-Clause

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
type results struct {
	list  []*C.agStorage
	given bool // the call's use of the only one was handed over
	few   [4]*C.agStorage
	frame *frame
}

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
	if r.list == nil {
		r.list = r.few[:0]
	}
	r.list = append(r.list, s)
	return r.frame.array(ndarray.Raw{Ptr: unsafe.Pointer(s.data), DType: d, Shape: shape, Strides: strides})
}

// handOver returns the storage that a lies in with a user for its result, nil if it
// was made elsewhere.
func (r *results) handOver(a *ndarray.Array) *C.agStorage {
	lo, hi := a.Bounds()
	if lo == hi {
		return nil
	}
	for _, s := range r.list {
		if base := uintptr(unsafe.Pointer(s.data)); lo >= base && hi <= base+uintptr(s.bytes) {
			if len(r.list) == 1 && !r.given {
				r.given = true // the call's user becomes the result's
			} else {
				C.agStorageUse(s) // there may be another result in it
			}
			return s
		}
	}
	return nil
}

// drop lets go of all.
func (r *results) drop() {
	if !r.given {
		for _, s := range r.list {
			C.agStorageDrop(s)
		}
	}
	r.list, r.given = nil, false
}
