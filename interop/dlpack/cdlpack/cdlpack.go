// SPDX-License-Identifier: BSD-3-Clause

package cdlpack

// #include "abi.h"
// DLManagedTensorVersioned *arraygen_dlpack_new_versioned(int ndim, uintptr_t loan, int64_t **dims);
// DLManagedTensor *arraygen_dlpack_new_managed(int ndim, uintptr_t loan, int64_t **dims);
// void arraygen_dlpack_delete_versioned(DLManagedTensorVersioned *t);
// void arraygen_dlpack_delete_managed(DLManagedTensor *t);
import "C"

import (
	"runtime/cgo"
	"sync"
	"unsafe"

	"github.com/arraygen/arraygen/interop/dlpack"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// ExportVersioned lends an array to a C consumer, which gives it back by
// calling the tensor's deleter, on any thread. The struct is in memory of C. A
// request without a version means the newest.
func ExportVersioned(a *ndarray.Array, r dlpack.Request) (*dlpack.DLManagedTensorVersioned, error) {
	if (r.MaxVersion == dlpack.DLPackVersion{}) {
		r.MaxVersion = dlpack.Current
	}
	if r.MaxVersion.Major == 0 {
		return nil, fault.New("cdlpack.ExportVersioned", fault.Value, "the consumer knows version 0.%d at most: use ExportManaged", r.MaxVersion.Minor)
	}
	e, err := dlpack.Export(a, r)
	if err != nil {
		return nil, err
	}
	loan := cgo.NewHandle(e)
	var dims *C.int64_t
	t := C.arraygen_dlpack_new_versioned(C.int(a.NDim()), C.uintptr_t(loan), &dims)
	if t == nil {
		return nil, noMemory("cdlpack.ExportVersioned", loan, e)
	}
	m := (*dlpack.DLManagedTensorVersioned)(unsafe.Pointer(t))
	m.Version, m.Flags = e.Version(), e.Flags()
	fill(&m.Tensor, e, dims)
	return m, nil
}

// ExportManaged is [ExportVersioned] for consumers from before DLPack 1.0.
func ExportManaged(a *ndarray.Array, r dlpack.Request) (*dlpack.DLManagedTensor, error) {
	r.MaxVersion = dlpack.DLPackVersion{}
	e, err := dlpack.Export(a, r)
	if err != nil {
		return nil, err
	}
	loan := cgo.NewHandle(e)
	var dims *C.int64_t
	t := C.arraygen_dlpack_new_managed(C.int(a.NDim()), C.uintptr_t(loan), &dims)
	if t == nil {
		return nil, noMemory("cdlpack.ExportManaged", loan, e)
	}
	m := (*dlpack.DLManagedTensor)(unsafe.Pointer(t))
	fill(&m.Tensor, e, dims)
	return m, nil
}

func noMemory(fn string, loan cgo.Handle, e *dlpack.Exported) error {
	loan.Delete()
	e.Release()
	return fault.New(fn, fault.Memory, "C has no memory for the tensor's description")
}

// fill writes e to a tensor in memory of C whose dimensions lie at dims.
func fill(t *dlpack.DLTensor, e *dlpack.Exported, dims *C.int64_t) {
	*t = e.Tensor()
	n := int(t.NDim)
	t.Shape, t.Strides = nil, nil
	if n > 0 {
		all := unsafe.Slice((*int64)(unsafe.Pointer(dims)), 2*n)
		copy(all, e.Dims())
		t.Shape, t.Strides = &all[0], &all[n]
	}
}

//export arraygen_dlpack_release
func arraygen_dlpack_release(loan C.uintptr_t) {
	h := cgo.Handle(loan)
	e := h.Value().(*dlpack.Exported)
	h.Delete()
	e.Release()
}

// taken are the addresses of the tensors that were imported and not deleted
// yet, so that none is imported twice.
var taken sync.Map

// ImportVersioned takes over a tensor of a C producer and returns an array over
// its memory, see [dlpack.FromVersioned]. Its deleter is called exactly once. A
// tensor that is already imported is refused, and left as it is.
func ImportVersioned(m *dlpack.DLManagedTensorVersioned) *ndarray.Array {
	if m == nil {
		return dlpack.FromVersioned(nil, nil)
	}
	if err := take("cdlpack.ImportVersioned", unsafe.Pointer(m)); err != nil {
		return ndarray.Failed(err)
	}
	return dlpack.FromVersioned(m, func() { DeleteVersioned(m) })
}

// ImportManaged takes over a tensor of a C producer from before DLPack 1.0, see
// [dlpack.FromManaged] and [ImportVersioned].
func ImportManaged(m *dlpack.DLManagedTensor, writeable bool) *ndarray.Array {
	if m == nil {
		return dlpack.FromManaged(nil, writeable, nil)
	}
	if err := take("cdlpack.ImportManaged", unsafe.Pointer(m)); err != nil {
		return ndarray.Failed(err)
	}
	return dlpack.FromManaged(m, writeable, func() { DeleteManaged(m) })
}

func take(fn string, m unsafe.Pointer) error {
	if _, again := taken.LoadOrStore(uintptr(m), true); again {
		return fault.New(fn, fault.Value, "the tensor is already imported: a tensor is taken over once")
	}
	return nil
}

// DeleteVersioned calls a tensor's deleter, if it has one: what whoever holds a
// tensor that is not to be imported has to do.
func DeleteVersioned(m *dlpack.DLManagedTensorVersioned) {
	taken.Delete(uintptr(unsafe.Pointer(m))) // first: the address may be used again at once
	C.arraygen_dlpack_delete_versioned((*C.DLManagedTensorVersioned)(unsafe.Pointer(m)))
}

// DeleteManaged is [DeleteVersioned] for tensors from before DLPack 1.0.
func DeleteManaged(m *dlpack.DLManagedTensor) {
	taken.Delete(uintptr(unsafe.Pointer(m)))
	C.arraygen_dlpack_delete_managed((*C.DLManagedTensor)(unsafe.Pointer(m)))
}
