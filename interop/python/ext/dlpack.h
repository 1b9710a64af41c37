// SPDX-License-Identifier: BSD-3-Clause

// The structs of DLPack 1.3, https://dmlc.github.io/dlpack/latest/c_api.html, and
// what the files that exchange them share.
#ifndef ARRAYGEN_DLPACK_H
#define ARRAYGEN_DLPACK_H

#include "core.h"

#define DLPACK_MAJOR_VERSION 1
#define DLPACK_MINOR_VERSION 3

typedef struct { uint32_t major, minor; } DLPackVersion;

typedef enum { kDLCPU = 1, kDLCUDA = 2, kDLCUDAHost = 3, kDLROCM = 10, kDLROCMHost = 11, kDLCUDAManaged = 13 } DLDeviceType;

typedef struct { DLDeviceType device_type; int32_t device_id; } DLDevice;

typedef enum { kDLInt = 0, kDLUInt = 1, kDLFloat = 2, kDLBfloat = 4, kDLComplex = 5, kDLBool = 6 } DLDataTypeCode;

typedef struct { uint8_t code, bits; uint16_t lanes; } DLDataType;

typedef struct {
  void *data;
  DLDevice device;
  int32_t ndim;
  DLDataType dtype;
  int64_t *shape, *strides;
  uint64_t byte_offset;
} DLTensor;

typedef struct DLManagedTensor {
  DLTensor dl_tensor;
  void *manager_ctx;
  void (*deleter)(struct DLManagedTensor *);
} DLManagedTensor;

typedef struct DLManagedTensorVersioned {
  DLPackVersion version;
  void *manager_ctx;
  void (*deleter)(struct DLManagedTensorVersioned *);
  uint64_t flags;
  DLTensor dl_tensor;
} DLManagedTensorVersioned;

typedef int (*DLPackManagedTensorAllocator)(DLTensor *prototype, DLManagedTensorVersioned **out, void *error_ctx,
                                            void (*SetError)(void *error_ctx, const char *kind, const char *message));
typedef int (*DLPackManagedTensorFromPyObjectNoSync)(void *py_object, DLManagedTensorVersioned **out);
typedef int (*DLPackManagedTensorToPyObjectNoSync)(DLManagedTensorVersioned *tensor, void **out_py_object);
typedef int (*DLPackDLTensorFromPyObjectNoSync)(void *py_object, DLTensor *out);
typedef int (*DLPackCurrentWorkStream)(DLDeviceType device_type, int32_t device_id, void **out_current_stream);

typedef struct DLPackExchangeAPIHeader {
  DLPackVersion version;
  struct DLPackExchangeAPIHeader *prev_api;
} DLPackExchangeAPIHeader;

typedef struct DLPackExchangeAPI {
  DLPackExchangeAPIHeader header;
  DLPackManagedTensorAllocator managed_tensor_allocator;
  DLPackManagedTensorFromPyObjectNoSync managed_tensor_from_py_object_no_sync;
  DLPackManagedTensorToPyObjectNoSync managed_tensor_to_py_object_no_sync;
  DLPackDLTensorFromPyObjectNoSync dltensor_from_py_object_no_sync;
  DLPackCurrentWorkStream current_work_stream;
} DLPackExchangeAPI;

// Flags of a versioned tensor.
enum { READ_ONLY = 1, IS_COPIED = 2 };

// dlpack.c
int dlpack_code(int dtype);
int dlpack_describe(DLTensor *t, const Array *a, int64_t *dims);
DLManagedTensorVersioned *dlpack_export(Array *a, uint64_t flags);
int dlpack_export_init(void);
void dlpack_delete(void *m, int versioned);                 // calls the deleter, if there is one
const agStorage *dlpack_own(const void *m, int versioned); // the memory of a tensor of ours, NULL for others

// dlpack_import.c
PyObject *dlpack_import(DLManagedTensorVersioned *m); // takes m over, whatever happens

// dlpack_exchange.c

// dlpack_exchange_from has the type of x export a tensor by its table: 1 if it
// did, 0 if it has none or is not asked to, -1 with an exception set.
int dlpack_exchange_from(PyObject *x, DLManagedTensorVersioned **tensor);

#endif
