// SPDX-License-Identifier: BSD-3-Clause

// Package ctensor makes DLPack tensors in C, as a foreign library would, and
// counts the calls of their deleters: it is for the tests of package cdlpack.
package ctensor

// #cgo LDFLAGS: -lpthread
// #include "ctensor.h"
import "C"

import (
	"unsafe"

	"github.com/arraygen/arraygen/interop/dlpack"
)

// New returns a tensor of float64 with n elements 0, 1, 2 … in C memory, of
// the given version.
func New(n int, version dlpack.DLPackVersion) *dlpack.DLManagedTensorVersioned {
	return (*dlpack.DLManagedTensorVersioned)(unsafe.Pointer(C.ctensor_new(C.int64_t(n), C.uint32_t(version.Major), C.uint32_t(version.Minor))))
}

// NewManaged is New for the struct without a version.
func NewManaged(n int) *dlpack.DLManagedTensor {
	return (*dlpack.DLManagedTensor)(unsafe.Pointer(C.ctensor_new_managed(C.int64_t(n))))
}

// Deleted returns how many deleters have run.
func Deleted() int { return int(C.ctensor_deleted()) }

// Sum adds the elements of a tensor of float64 in C order, as a C consumer.
func Sum(m *dlpack.DLManagedTensorVersioned) float64 {
	return float64(C.ctensor_sum((*C.DLManagedTensorVersioned)(unsafe.Pointer(m))))
}

// DeleteOnThreads calls the deleters of tensors, each on a thread of its own
// that C made.
func DeleteOnThreads(ms []*dlpack.DLManagedTensorVersioned) {
	if len(ms) > 0 {
		C.ctensor_delete_on_threads((**C.DLManagedTensorVersioned)(unsafe.Pointer(&ms[0])), C.int(len(ms)))
	}
}

// Table returns a table of C functions of the given major version, for objects
// that hold one tensor each: it is lent out once, takes tensors of floats only,
// and allocates lines of float64.
func Table(major uint32, previous *dlpack.DLPackExchangeAPI) *dlpack.DLPackExchangeAPI {
	return (*dlpack.DLPackExchangeAPI)(unsafe.Pointer(C.ctensor_table(C.uint32_t(major), (*C.DLPackExchangeAPI)(unsafe.Pointer(previous)))))
}

// Object returns an object with a tensor as that of New.
func Object(n int) unsafe.Pointer { return C.ctensor_object(C.int64_t(n)) }

// Held returns the tensor of an object, nil if it was lent out.
func Held(object unsafe.Pointer) *dlpack.DLManagedTensorVersioned {
	return (*dlpack.DLManagedTensorVersioned)(unsafe.Pointer(C.ctensor_held(object)))
}

// Drop frees an object and what it holds.
func Drop(object unsafe.Pointer) { C.ctensor_drop(object) }
