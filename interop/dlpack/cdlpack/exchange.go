// SPDX-License-Identifier: BSD-3-Clause

package cdlpack

// #include <stdlib.h>
// #include "exchange.h"
import "C"

import (
	"unsafe"

	"github.com/arraygen/arraygen/interop/dlpack"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// Exchange is the table of C functions of a Python library, by which a Go
// program that has Python in its process passes arrays to and from that
// library's objects without a Python call (DLPack 1.3). Its address is what the
// capsule at __dlpack_c_exchange_api__ of the library's array type holds, under
// the name [dlpack.ExchangeAPICapsuleName].
//
// There is no table to give: its functions are about Python objects, and Go's
// arrays are none. The Python package, whose arrays are, has one.
type Exchange struct {
	api *C.DLPackExchangeAPI
}

// ExchangeAt returns the table at an address. Of the versions that the library
// has, it takes the newest with our major version.
func ExchangeAt(table *dlpack.DLPackExchangeAPI) (Exchange, error) {
	const fn = "cdlpack.ExchangeAt"
	if table == nil {
		return Exchange{}, fault.New(fn, fault.Value, "the table is NULL")
	}
	for h := &table.Header; h != nil; h = h.Prev {
		if h.Version.Major == dlpack.Current.Major {
			return Exchange{(*C.DLPackExchangeAPI)(unsafe.Pointer(h))}, nil
		}
	}
	return Exchange{}, fault.New(fn, fault.Format, "the table is of DLPack %d.%d; only major version %d is known",
		table.Header.Version.Major, table.Header.Version.Minor, dlpack.Current.Major)
}

// FromObject returns an array over the memory of a Python object of the
// library, see [ImportVersioned]. The caller holds the GIL. On an error a
// Python exception may be set, which the caller handles or clears.
func (e Exchange) FromObject(object unsafe.Pointer) *ndarray.Array {
	const fn = "cdlpack.FromObject"
	var m *C.DLManagedTensorVersioned
	if C.arraygen_dlpack_from_object(e.api, object, &m) != 0 || m == nil {
		return ndarray.Failed(fault.New(fn, fault.Layout, "the library exports no tensor for the object; its Python exception says why"))
	}
	return ImportVersioned((*dlpack.DLManagedTensorVersioned)(unsafe.Pointer(m)))
}

// ToObject returns a new Python object of the library over the memory of an
// array, which lives as long as the object. The caller holds the GIL, and owns
// the reference to the object. On an error a Python exception may be set.
func (e Exchange) ToObject(a *ndarray.Array) (unsafe.Pointer, error) {
	const fn = "cdlpack.ToObject"
	m, err := ExportVersioned(a, dlpack.Request{})
	if err != nil {
		return nil, err
	}
	var object unsafe.Pointer
	// The tensor is taken over whatever happens.
	if C.arraygen_dlpack_to_object(e.api, (*C.DLManagedTensorVersioned)(unsafe.Pointer(m)), &object) != 0 || object == nil {
		return nil, fault.New(fn, fault.Layout, "the library makes no object of the array of %v; its Python exception says why", a.DType())
	}
	return object, nil
}

// Allocate returns a new array of arbitrary values in memory of the library,
// which gets it back when the last view is gone. It needs no GIL.
func (e Exchange) Allocate(d dtype.DType, shape ...int) *ndarray.Array {
	const fn = "cdlpack.Allocate"
	if !d.Valid() {
		return ndarray.Failed(fault.New(fn, fault.DType, "%v is no element type", d))
	}
	// C gets no pointer to Go's memory but this block of its own.
	block := (*C.DLTensor)(C.calloc(1, C.size_t(unsafe.Sizeof(C.DLTensor{})+uintptr(8*len(shape)))))
	defer C.free(unsafe.Pointer(block))
	prototype := (*dlpack.DLTensor)(unsafe.Pointer(block))
	prototype.Device = dlpack.DLDevice{Type: dlpack.CPU}
	prototype.NDim = int32(len(shape))
	prototype.DType = dlpack.TypeOf(d)
	if len(shape) > 0 {
		lengths := unsafe.Slice((*int64)(unsafe.Add(unsafe.Pointer(block), unsafe.Sizeof(*prototype))), len(shape))
		for i, n := range shape {
			lengths[i] = int64(n)
		}
		prototype.Shape = &lengths[0]
	}
	var m *C.DLManagedTensorVersioned
	var text *C.char
	status := C.arraygen_dlpack_allocate(e.api, block, &m, &text)
	defer C.free(unsafe.Pointer(text))
	if status != 0 || m == nil {
		return ndarray.Failed(fault.New(fn, fault.Memory, "the library allocates no %v of shape %s: %s", d, fault.ShapeText(shape), C.GoString(text)))
	}
	return ImportVersioned((*dlpack.DLManagedTensorVersioned)(unsafe.Pointer(m)))
}
