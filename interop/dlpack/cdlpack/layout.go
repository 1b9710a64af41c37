// SPDX-License-Identifier: BSD-3-Clause

package cdlpack

// #include "abi.h"
import "C"

import (
	"unsafe"

	"github.com/arraygen/arraygen/interop/dlpack"
)

// The C compiler's layout and that of package dlpack are the same: a
// difference makes a constant negative or not zero, and doesn't compile.
const (
	_ = uint(unsafe.Sizeof(C.DLTensor{})-unsafe.Sizeof(dlpack.DLTensor{})) +
		uint(unsafe.Sizeof(dlpack.DLTensor{})-unsafe.Sizeof(C.DLTensor{}))
	_ = uint(unsafe.Sizeof(C.DLManagedTensor{})-unsafe.Sizeof(dlpack.DLManagedTensor{})) +
		uint(unsafe.Sizeof(dlpack.DLManagedTensor{})-unsafe.Sizeof(C.DLManagedTensor{}))
	_ = uint(unsafe.Sizeof(C.DLManagedTensorVersioned{})-unsafe.Sizeof(dlpack.DLManagedTensorVersioned{})) +
		uint(unsafe.Sizeof(dlpack.DLManagedTensorVersioned{})-unsafe.Sizeof(C.DLManagedTensorVersioned{}))
	_ = uint(unsafe.Sizeof(C.DLPackExchangeAPI{})-unsafe.Sizeof(dlpack.DLPackExchangeAPI{})) +
		uint(unsafe.Sizeof(dlpack.DLPackExchangeAPI{})-unsafe.Sizeof(C.DLPackExchangeAPI{}))
)

// offset is a field's place in a struct, as C and as package dlpack have it.
type offset struct {
	name   string
	c, go_ uintptr
}

// offsets lists the fields whose places must agree.
func offsets() []offset {
	var (
		ct C.DLTensor
		gt dlpack.DLTensor
		cm C.DLManagedTensor
		gm dlpack.DLManagedTensor
		cv C.DLManagedTensorVersioned
		gv dlpack.DLManagedTensorVersioned
		ce C.DLPackExchangeAPI
		ge dlpack.DLPackExchangeAPI
	)
	return []offset{
		{"data", unsafe.Offsetof(ct.data), unsafe.Offsetof(gt.Data)},
		{"device", unsafe.Offsetof(ct.device), unsafe.Offsetof(gt.Device)},
		{"ndim", unsafe.Offsetof(ct.ndim), unsafe.Offsetof(gt.NDim)},
		{"dtype", unsafe.Offsetof(ct.dtype), unsafe.Offsetof(gt.DType)},
		{"shape", unsafe.Offsetof(ct.shape), unsafe.Offsetof(gt.Shape)},
		{"strides", unsafe.Offsetof(ct.strides), unsafe.Offsetof(gt.Strides)},
		{"byte_offset", unsafe.Offsetof(ct.byte_offset), unsafe.Offsetof(gt.ByteOffset)},
		{"managed.dl_tensor", unsafe.Offsetof(cm.dl_tensor), unsafe.Offsetof(gm.Tensor)},
		{"managed.manager_ctx", unsafe.Offsetof(cm.manager_ctx), unsafe.Offsetof(gm.ManagerCtx)},
		{"managed.deleter", unsafe.Offsetof(cm.deleter), unsafe.Offsetof(gm.Deleter)},
		{"versioned.version", unsafe.Offsetof(cv.version), unsafe.Offsetof(gv.Version)},
		{"versioned.manager_ctx", unsafe.Offsetof(cv.manager_ctx), unsafe.Offsetof(gv.ManagerCtx)},
		{"versioned.deleter", unsafe.Offsetof(cv.deleter), unsafe.Offsetof(gv.Deleter)},
		{"versioned.flags", unsafe.Offsetof(cv.flags), unsafe.Offsetof(gv.Flags)},
		{"versioned.dl_tensor", unsafe.Offsetof(cv.dl_tensor), unsafe.Offsetof(gv.Tensor)},
		{"api.prev_api", unsafe.Offsetof(ce.header.prev_api), unsafe.Offsetof(ge.Header.Prev)},
		{"api.managed_tensor_allocator", unsafe.Offsetof(ce.managed_tensor_allocator), unsafe.Offsetof(ge.ManagedTensorAllocator)},
		{"api.managed_tensor_from_py_object_no_sync", unsafe.Offsetof(ce.managed_tensor_from_py_object_no_sync), unsafe.Offsetof(ge.ManagedTensorFromPyObjectNoSync)},
		{"api.managed_tensor_to_py_object_no_sync", unsafe.Offsetof(ce.managed_tensor_to_py_object_no_sync), unsafe.Offsetof(ge.ManagedTensorToPyObjectNoSync)},
		{"api.dltensor_from_py_object_no_sync", unsafe.Offsetof(ce.dltensor_from_py_object_no_sync), unsafe.Offsetof(ge.DLTensorFromPyObjectNoSync)},
		{"api.current_work_stream", unsafe.Offsetof(ce.current_work_stream), unsafe.Offsetof(ge.CurrentWorkStream)},
	}
}
