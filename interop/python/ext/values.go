// SPDX-License-Identifier: BSD-3-Clause

//go:build pyext

package main

/*
#include <stdlib.h>
#include "value.h"
*/
import "C"

import (
	"fmt"
	"math/big"
	"strings"
	"sync"
	"unsafe"

	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/interop/python/bridge"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ufunc"
	"github.com/arraygen/arraygen/ufunc/catalogue"
)

// lengths is the list of n int64 at p, as ints.
func lengths(p *C.int64_t, n int) []int { return unsafe.Slice((*int)(unsafe.Pointer(p)), n) }

// frame is what a call needs of Go's memory: arrays and lists for its arguments,
// options, what it makes. Frames serve again, so that a small call allocates little.
type frame struct {
	made     results
	allocate array.Allocator // that of made
	list     [32]any
	lists    int // of list, in use
	arrays   [8]ndarray.Array
	headers  int // of arrays, in use
	options  [8]array.Option
	outs     [4]*ndarray.Array // of a ufunc
	results  [4]*ndarray.Array
	found    ufunc.Conditions
}

var frames = sync.Pool{New: func() any {
	f := new(frame)
	f.made.frame = f
	f.allocate = f.made.allocate
	return f
}}

// release gives the frame back: nothing refers to what it has.
func (f *frame) release() {
	clear(f.list[:f.lists])
	f.lists, f.headers = 0, 0
	frames.Put(f)
}

// array is the array that r describes.
func (f *frame) array(r ndarray.Raw) *ndarray.Array {
	if f.headers == len(f.arrays) {
		return ndarray.FromRaw(r)
	}
	a := &f.arrays[f.headers]
	f.headers++
	return a.SetRaw(r)
}

// values is what several values are in Go.
func (f *frame) values(from []C.agValue) []any {
	list := f.list[f.lists:min(f.lists+len(from), len(f.list))]
	if len(list) < len(from) {
		list = make([]any, len(from))
	} else {
		f.lists += len(from)
	}
	for i := range from {
		list[i] = f.value(&from[i])
	}
	return list[:len(from):len(from)]
}

// arrayOf is the array that v describes, over memory of C that lives at least
// as long as the call.
func arrayOf(v *C.agValue) *ndarray.Array { return ndarray.FromRaw(rawOf(v)) }

func rawOf(v *C.agValue) ndarray.Raw {
	n := int(v.ndim)
	return ndarray.Raw{
		Ptr: v.data, DType: dtype.DType(v.dtype), ReadOnly: v.readonly != 0,
		Shape: lengths(v.shape, n), Strides: lengths(v.strides, n),
	}
}

// value is what v is in Go: see [bridge.Function].
func (f *frame) value(v *C.agValue) any {
	switch v.kind {
	case C.AG_ARRAY:
		return f.array(rawOf(v))
	case C.AG_BOOL:
		return v.n != 0
	case C.AG_INT:
		return int(v.n)
	case C.AG_UINT:
		return uint(v.n)
	case C.AG_WIDE:
		n, _ := new(big.Int).SetString(string(unsafe.Slice((*byte)(v.data), int(v.n))), 0)
		return n
	case C.AG_FLOAT:
		return float64(v.re)
	case C.AG_COMPLEX:
		return complex(float64(v.re), float64(v.im))
	case C.AG_STRING:
		return string(unsafe.Slice((*byte)(v.data), int(v.n)))
	case C.AG_DTYPE:
		return dtype.DType(v.dtype)
	case C.AG_UFUNC:
		return catalogue.All[v.n]
	case C.AG_PREVIOUS:
		return ufunc.Previous
	case C.AG_LIST:
		return f.values(unsafe.Slice(v.items, int(v.n)))
	case C.AG_SLICE:
		items := unsafe.Slice(v.items, 3)
		return bridge.Slice{Start: f.value(&items[0]), Stop: f.value(&items[1]), Step: f.value(&items[2])}
	case C.AG_ELLIPSIS:
		return ndarray.Ellipsis
	}
	return nil
}

// room returns C memory that lives as long as the call.
func room(call *C.agCall, bytes int) unsafe.Pointer {
	bytes = (bytes + 15) &^ 15
	if free := len(call.room)*8 - int(call.used); bytes <= free {
		p := unsafe.Add(unsafe.Pointer(&call.room), call.used)
		call.used += C.size_t(bytes)
		return p
	}
	block := C.malloc(C.size_t(bytes + 16)) // never nil: cgo's malloc crashes first
	*(*unsafe.Pointer)(block) = call.more
	call.more = block
	return unsafe.Add(block, 16)
}

// setValue describes a result to C.
func setValue(call *C.agCall, made *results, v *C.agValue, r any) error {
	switch r := r.(type) {
	case nil:
		v.kind = C.AG_NONE
	case *ndarray.Array:
		return setArray(call, made, v, r)
	case bool:
		v.kind = C.AG_BOOL
		if r {
			v.n = 1
		}
	case int:
		v.kind, v.n = C.AG_INT, C.int64_t(r)
	case uint64:
		v.kind, v.n = C.AG_UINT, C.int64_t(r)
	case float64:
		v.kind, v.re = C.AG_FLOAT, C.double(r)
	case complex128:
		v.kind, v.re, v.im = C.AG_COMPLEX, C.double(real(r)), C.double(imag(r))
	case string:
		v.kind, v.n = C.AG_STRING, C.int64_t(len(r))
		v.data = room(call, len(r))
		copy(unsafe.Slice((*byte)(v.data), len(r)), r)
	case dtype.DType:
		v.kind, v.dtype = C.AG_DTYPE, C.uint64_t(r)
	case []int:
		return setList(call, made, v, r)
	case []*ndarray.Array:
		return setList(call, made, v, r)
	case []any:
		return setList(call, made, v, r)
	default:
		return fmt.Errorf("a result of type %T", r)
	}
	return nil
}

func setList[T any](call *C.agCall, made *results, v *C.agValue, list []T) error {
	v.n = 0
	size := len(list) * C.sizeof_agValue
	v.items = (*C.agValue)(room(call, size))
	clear(unsafe.Slice((*byte)(unsafe.Pointer(v.items)), size))
	v.kind = C.AG_LIST
	items := unsafe.Slice(v.items, len(list))
	for i := range list {
		if err := setValue(call, made, &items[i], list[i]); err != nil {
			dropStorage(v)
			v.kind = C.AG_NONE
			return err
		}
		v.n++
	}
	return nil
}

// dropStorage gives back the storages of a result that is not handed over.
func dropStorage(v *C.agValue) {
	switch v.kind {
	case C.AG_ARRAY:
		C.agStorageDrop(v.storage)
	case C.AG_LIST:
		for i := range unsafe.Slice(v.items, int(v.n)) {
			dropStorage(&unsafe.Slice(v.items, int(v.n))[i])
		}
	}
}

// setArray hands an array over: as a view where it lies in the memory of an
// argument, as it is where the call's allocator made it, else as a copy in C
// memory, since Go memory must not be kept.
func setArray(call *C.agCall, made *results, v *C.agValue, a *ndarray.Array) error {
	if err := a.Err(); err != nil {
		return err
	}
	s := storageAt(unsafe.Slice(call.args, int(call.nargs)), a)
	switch {
	case s != nil:
		C.agStorageUse(s)
	default:
		if s = made.handOver(a); s != nil {
			break
		}
		var err error
		if s, err = newStorage("", a.DType(), a.Shape(), a.NBytes(), false); err != nil {
			return err
		}
		b := ndarray.FromRaw(ndarray.Raw{
			Ptr: unsafe.Pointer(s.data), DType: a.DType(), Shape: a.Raw().Shape, Strides: a.DenseStrides(),
		})
		if err := b.Assign(a); err != nil {
			C.agStorageDrop(s)
			return err
		}
		if a.Size() > 0 {
			C.agCopied()
		}
		a = b
	}
	describeArray(call, v, a, s)
	return nil
}

// newStorage returns memory of C for an array.
func newStorage(fn string, d dtype.DType, shape []int, bytes int, zero bool) (*C.agStorage, error) {
	clean := C.int(0)
	if zero {
		clean = 1
	}
	if s := C.agStorageGet(C.size_t(bytes), clean); s != nil {
		return s, nil
	}
	for ndarray.AskMemory(fn, bytes) != nil {
		if C.agCacheEmpty() == 0 {
			return nil, fault.New(fn, fault.Memory, "unable to allocate %d bytes for an array with shape %s and data type %v", bytes, tuple(shape), d)
		}
	}
	if s := C.agStorageNew(C.size_t(bytes), clean); s != nil {
		return s, nil
	}
	return nil, fault.New(fn, fault.Memory, "unable to allocate %d bytes for an array with shape %s and data type %v", bytes, tuple(shape), d)
}

// tuple formats a shape as Python does.
func tuple(shape []int) string {
	text := strings.ReplaceAll(strings.Trim(fmt.Sprint(shape), "[]"), " ", ", ")
	if len(shape) == 1 {
		text += ","
	}
	return "(" + text + ")"
}

// describeArray sets v to the array a in the memory of s.
func describeArray(call *C.agCall, v *C.agValue, a *ndarray.Array, s *C.agStorage) {
	r := a.Raw()
	n := len(r.Shape)
	dims := unsafe.Slice((*int)(room(call, 16*n)), 2*n)
	copy(dims, r.Shape)
	copy(dims[n:], r.Strides)
	*v = C.agValue{kind: C.AG_ARRAY, dtype: C.uint64_t(r.DType), ndim: C.int32_t(n), data: r.Ptr, n: C.int64_t(a.Size()), storage: s}
	if r.ReadOnly {
		v.readonly = 1
	}
	if n > 0 {
		v.shape, v.strides = (*C.int64_t)(unsafe.Pointer(&dims[0])), (*C.int64_t)(unsafe.Pointer(&dims[n]))
	}
}

// storageAt returns the storage among the arguments that a lies in.
func storageAt(args []C.agValue, a *ndarray.Array) *C.agStorage {
	lo, hi := a.Bounds()
	if lo == hi {
		return nil
	}
	for i := range args {
		v := &args[i]
		switch v.kind {
		case C.AG_ARRAY:
			base := uintptr(unsafe.Pointer(v.storage.data))
			if lo >= base && hi <= base+uintptr(v.storage.bytes) {
				return v.storage
			}
		case C.AG_LIST:
			if s := storageAt(unsafe.Slice(v.items, int(v.n)), a); s != nil {
				return s
			}
		}
	}
	return nil
}

// setError describes an error to C.
func setError(call *C.agCall, kind int, text string) {
	call.error = C.int32_t(kind)
	p := room(call, len(text)+1)
	b := unsafe.Slice((*byte)(p), len(text)+1)
	copy(b, text)
	b[len(text)] = 0
	call.message = (*C.char)(p)
}
