// SPDX-License-Identifier: BSD-3-Clause

package dlpack

// The structs of dlpack.h, field for field. Addresses that Go doesn't follow
// are numbers, so that a struct filled by C can hold anything in them.

// DLPackVersion is the version of a tensor. Another major version means
// another layout of what comes after DLManagedTensorVersioned.Flags; another
// minor one only means more codes.
type DLPackVersion struct {
	Major, Minor uint32
}

// DLDevice is a device.
type DLDevice struct {
	Type DeviceType
	ID   int32
}

// DLDataType is an element type: a class, the bits of a lane and the number of
// lanes of an element. Bytes are in the machine's order.
type DLDataType struct {
	Code  TypeCode
	Bits  uint8
	Lanes uint16
}

// DLTensor is a tensor that somebody else owns.
type DLTensor struct {
	Data       uintptr // the start of the memory, NULL if there are no elements
	Device     DLDevice
	NDim       int32
	DType      DLDataType
	Shape      *int64 // NDim lengths; may be NULL where NDim is 0
	Strides    *int64 // NDim steps in elements; NULL for C order without gaps
	ByteOffset uint64 // of the first element from Data
}

// DLManagedTensor is a tensor with its deleter, as exchanged before DLPack 1.0:
// what other texts call legacy or unversioned.
type DLManagedTensor struct {
	Tensor     DLTensor
	ManagerCtx uintptr
	Deleter    uintptr // void (*)(DLManagedTensor *), or NULL
}

// DLManagedTensorVersioned is a tensor with its deleter.
type DLManagedTensorVersioned struct {
	Version    DLPackVersion
	ManagerCtx uintptr
	Deleter    uintptr // void (*)(DLManagedTensorVersioned *), or NULL
	Flags      Flags
	Tensor     DLTensor
}

// DLPackExchangeAPIHeader begins a table of C functions.
type DLPackExchangeAPIHeader struct {
	Version DLPackVersion
	Prev    *DLPackExchangeAPIHeader // a table of an older version, or NULL
}

// DLPackExchangeAPI is the table of C functions by which Python libraries
// exchange tensors without a Python call (DLPack 1.3). Fields are addresses of
// functions that return 0, or -1 with a Python exception set. The table lives
// as long as the process.
type DLPackExchangeAPI struct {
	Header DLPackExchangeAPIHeader
	// ManagedTensorAllocator makes a tensor like a prototype:
	// int (*)(DLTensor *prototype, DLManagedTensorVersioned **out, void *error_ctx,
	// void (*SetError)(void *error_ctx, const char *kind, const char *message)).
	ManagedTensorAllocator uintptr
	// ManagedTensorFromPyObjectNoSync exports:
	// int (*)(void *py_object, DLManagedTensorVersioned **out).
	ManagedTensorFromPyObjectNoSync uintptr
	// ManagedTensorToPyObjectNoSync imports, and takes the tensor over:
	// int (*)(DLManagedTensorVersioned *tensor, void **out_py_object).
	ManagedTensorToPyObjectNoSync uintptr
	// DLTensorFromPyObjectNoSync lends until control returns; it may be NULL:
	// int (*)(void *py_object, DLTensor *out).
	DLTensorFromPyObjectNoSync uintptr
	// CurrentWorkStream tells the stream that work is queued on:
	// int (*)(DLDeviceType device_type, int32_t device_id, void **out_current_stream).
	CurrentWorkStream uintptr
}
