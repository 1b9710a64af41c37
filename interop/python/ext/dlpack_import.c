// DLPack, taken: tensors are checked, refused ones given back.
#include "dlpack.h"

int dlpack_dtype(DLDataType t) {
  if (t.lanes != 1) {
    PyErr_Format(PyExc_BufferError, "elements of %d lanes are not supported, only of 1", t.lanes);
    return 0;
  }
  for (int d = 1; d < AG_NUM_DTYPES; d++)
    if (dlpack_code(d) == t.code && 8 * ag_dtypes[d].size == t.bits) return d;
  PyErr_Format(PyExc_BufferError, "no element type for DLPack code %d with %d bits", t.code, t.bits);
  return 0;
}

// checked finds what an import needs to know of a tensor, and refuses what
// is no array of ours.
typedef struct checked {
  int dtype;
  char *data;
  Py_ssize_t shape[AG_MAX_DIMS], strides[AG_MAX_DIMS], low, high;
} checked;

static int check(const DLTensor *t, checked *c) {
  switch (t->device.device_type) {
  case kDLCPU: case kDLCUDAHost: case kDLROCMHost: case kDLCUDAManaged: break;
  default:
    PyErr_Format(PyExc_BufferError,
                 "from_dlpack: the tensor lives on device (%d, %d), which the CPU cannot read; device='cpu' asks its library for a "
                 "copy in main memory, and if that was asked for, the library must be told in its own way",
                 (int)t->device.device_type, (int)t->device.device_id);
    return -1;
  }
  c->dtype = dlpack_dtype(t->dtype);
  if (!c->dtype) return -1;
  if (t->ndim < 0 || t->ndim > AG_MAX_DIMS) {
    PyErr_Format(PyExc_BufferError, "from_dlpack: %d dimensions; an array has at most %d", (int)t->ndim, AG_MAX_DIMS);
    return -1;
  }
  Py_ssize_t size = ag_dtypes[c->dtype].size, step = size;
  for (int i = t->ndim - 1; i >= 0; i--) {
    c->shape[i] = t->shape[i];
    if (c->shape[i] < 0) {
      PyErr_Format(PyExc_BufferError, "from_dlpack: axis %d has the negative length %zd", i, c->shape[i]);
      return -1;
    }
    if (t->strides) {
      if (__builtin_mul_overflow(t->strides[i], size, &c->strides[i])) goto far;
    } else {
      c->strides[i] = step;
      if (__builtin_mul_overflow(step, c->shape[i] ? c->shape[i] : 1, &step)) goto far;
    }
  }
  c->data = (char *)t->data + t->byte_offset;
  if (array_extent(c->dtype, t->ndim, c->shape, c->strides, &c->low, &c->high) < 0) goto far;
  if (c->high > c->low) {
    if (!t->data) {
      PyErr_SetString(PyExc_BufferError, "from_dlpack: the data is NULL, but the shape has elements");
      return -1;
    }
    if ((uintptr_t)c->data % ag_dtypes[c->dtype].align) {
      PyErr_Format(PyExc_BufferError, "from_dlpack: the data is misaligned: %s must lie at a multiple of %d bytes", ag_dtypes[c->dtype].name,
                   ag_dtypes[c->dtype].align);
      return -1;
    }
  }
  return 0;
far:
  PyErr_SetString(PyExc_BufferError, "from_dlpack: shape and strides leave the address space");
  return -1;
}

PyObject *dlpack_import(DLManagedTensorVersioned *m) {
  checked c;
  if (m->version.major > DLPACK_MAJOR_VERSION) {
    // Nothing but the version, the context and the deleter may be looked at.
    PyErr_Format(PyExc_BufferError, "from_dlpack: DLPack version %u.%u is not supported, only up to %d.x", m->version.major, m->version.minor,
                 DLPACK_MAJOR_VERSION);
    goto refuse;
  }
  if (check(&m->dl_tensor, &c) < 0) goto refuse;
  agStorage *s = storage_tensor(m, 1, c.data + c.low, c.high - c.low);
  if (!s) goto refuse;
  return array_place(s, c.data, c.dtype, m->dl_tensor.ndim, c.shape, c.strides, (m->flags & READ_ONLY) != 0);
refuse:
  if (m->deleter) {
    PyObject *type, *value, *trace; // a deleter may run Python code
    PyErr_Fetch(&type, &value, &trace);
    m->deleter(m);
    PyErr_Restore(type, value, trace);
  }
  return NULL;
}

static PyObject *import_legacy(DLManagedTensor *m) {
  checked c;
  agStorage *s = NULL;
  if (check(&m->dl_tensor, &c) == 0) s = storage_tensor(m, 0, c.data + c.low, c.high - c.low);
  if (!s) {
    PyObject *type, *value, *trace;
    PyErr_Fetch(&type, &value, &trace);
    if (m->deleter) m->deleter(m);
    PyErr_Restore(type, value, trace);
    return NULL;
  }
  return array_place(s, c.data, c.dtype, m->dl_tensor.ndim, c.shape, c.strides, 0);
}

// _from_capsule(capsule) takes a DLPack capsule over.
static PyObject *from_capsule(PyObject *module, PyObject *capsule) {
  if (!PyCapsule_CheckExact(capsule)) {
    PyErr_Format(PyExc_TypeError, "from_dlpack: __dlpack__ returned %R, not a capsule", (PyObject *)Py_TYPE(capsule));
    return NULL;
  }
  const char *name = PyCapsule_GetName(capsule);
  if (!name) name = "";
  if (!strcmp(name, "dltensor_versioned")) {
    DLManagedTensorVersioned *m = PyCapsule_GetPointer(capsule, name);
    if (!m || PyCapsule_SetName(capsule, "used_dltensor_versioned") < 0) return NULL;
    return dlpack_import(m);
  }
  if (!strcmp(name, "dltensor")) {
    DLManagedTensor *m = PyCapsule_GetPointer(capsule, name);
    if (!m || PyCapsule_SetName(capsule, "used_dltensor") < 0) return NULL;
    return import_legacy(m);
  }
  if (!strncmp(name, "used_dltensor", 13))
    PyErr_SetString(PyExc_ValueError, "from_dlpack: the capsule was used before; a DLPack capsule can be consumed only once");
  else
    PyErr_Format(PyExc_ValueError, "from_dlpack: the capsule is named '%s', not dltensor or dltensor_versioned", name);
  return NULL;
}

// _from_table(x, ask) is an array over the tensor of x by the table of functions
// of its type; None if that has none, or if ask is false.
static PyObject *from_table(PyObject *module, PyObject *const *args, Py_ssize_t n) {
  if (n != 2) {
    PyErr_SetString(PyExc_SystemError, "_from_table takes 2 arguments");
    return NULL;
  }
  DLManagedTensorVersioned *m;
  int status = dlpack_exchange_from(args[0], args[1] == Py_True ? &m : NULL);
  if (status < 0) return NULL;
  if (status > 0) return dlpack_import(m);
  Py_RETURN_NONE;
}

PyMethodDef dlpack_functions[] = {{"_from_table", (PyCFunction)(void *)from_table, METH_FASTCALL, NULL},
                                  {"_from_capsule", from_capsule, METH_O, NULL},
                                  {NULL}};
