// DLPack 1.3: capsules of both kinds, and the table for C.
#include "core.h"
#include "dlpack.h"

enum { READ_ONLY = 1, IS_COPIED = 2 };

static int code_of(int d) {
  switch (ag_dtypes[d].kind) {
  case 'i': return kDLInt;
  case 'u': return kDLUInt;
  case 'c': return kDLComplex;
  case 'b': return kDLBool;
  }
  return d == AG_BFLOAT16 ? kDLBfloat : kDLFloat;
}

// describe fills t from a; shape and strides, in elements, go to dims.
static int describe(DLTensor *t, const Array *a, int64_t *dims) {
  const agDtype *d = &ag_dtypes[a->dtype];
  t->data = a->data;
  t->device = (DLDevice){kDLCPU, 0};
  t->ndim = a->ndim;
  t->dtype = (DLDataType){(uint8_t)code_of(a->dtype), (uint8_t)(8 * d->size), 1};
  t->shape = dims;
  t->strides = dims + a->ndim;
  t->byte_offset = 0;
  for (int i = 0; i < a->ndim; i++) {
    t->shape[i] = SHAPE(a)[i];
    t->strides[i] = STRIDES(a)[i] / d->size;
    if (STRIDES(a)[i] % d->size && SHAPE(a)[i] > 1) {
      PyErr_Format(PyExc_BufferError, "DLPack has strides in elements: the stride of %zd bytes at axis %d is no multiple of %d; export a copy",
                   STRIDES(a)[i], i, d->size);
      return -1;
    }
  }
  return 0;
}

// The deleters run on any thread, without the GIL and even after the
// interpreter is gone.
static void delete_legacy(DLManagedTensor *m) {
  agStorageDrop(m->manager_ctx);
  free(m);
  atomic_fetch_sub(&count_exports, 1);
}
static void delete_versioned(DLManagedTensorVersioned *m) {
  agStorageDrop(m->manager_ctx);
  free(m);
  atomic_fetch_sub(&count_exports, 1);
}

static DLManagedTensorVersioned *export_versioned(Array *a, uint64_t flags) {
  DLManagedTensorVersioned *m = malloc(sizeof *m + 2 * a->ndim * sizeof(int64_t));
  if (!m) {
    PyErr_NoMemory();
    return NULL;
  }
  if (describe(&m->dl_tensor, a, (int64_t *)(m + 1)) < 0) {
    free(m);
    return NULL;
  }
  m->version = (DLPackVersion){DLPACK_MAJOR_VERSION, DLPACK_MINOR_VERSION};
  m->manager_ctx = a->storage;
  agStorageUse(a->storage);
  m->deleter = delete_versioned;
  m->flags = flags | (a->flags & AG_READONLY ? READ_ONLY : 0);
  atomic_fetch_add(&count_exports, 1);
  return m;
}

static void drop_versioned(PyObject *capsule) {
  DLManagedTensorVersioned *m = PyCapsule_IsValid(capsule, "dltensor_versioned") ? PyCapsule_GetPointer(capsule, "dltensor_versioned") : NULL;
  if (m && m->deleter) m->deleter(m);
}
static void drop_legacy(PyObject *capsule) {
  DLManagedTensor *m = PyCapsule_IsValid(capsule, "dltensor") ? PyCapsule_GetPointer(capsule, "dltensor") : NULL;
  if (m && m->deleter) m->deleter(m);
}

static int pair_of(PyObject *o, const char *what, long *first, long *second) {
  if (!PyTuple_Check(o) || PyTuple_Size(o) != 2) {
    PyErr_Format(PyExc_TypeError, "__dlpack__: %s must be None or a tuple of two ints, not %R", what, o);
    return -1;
  }
  *first = PyLong_AsLong(PyTuple_GetItem(o, 0));
  if (*first == -1 && PyErr_Occurred()) return -1;
  *second = PyLong_AsLong(PyTuple_GetItem(o, 1));
  return *second == -1 && PyErr_Occurred() ? -1 : 0;
}

PyObject *array_dlpack(PyObject *self, PyObject *args, PyObject *kw) {
  static char *names[] = {"stream", "max_version", "dl_device", "copy", NULL};
  PyObject *stream = Py_None, *version = Py_None, *device = Py_None, *copy = Py_None;
  if (PyTuple_Size(args) > 0) {
    PyErr_SetString(PyExc_TypeError, "__dlpack__() takes only keyword arguments");
    return NULL;
  }
  if (kw && !PyArg_ParseTupleAndKeywords(args, kw, "|OOOO:__dlpack__", names, &stream, &version, &device, &copy)) return NULL;
  long major = 0, minor = 0, type, id;
  if (stream != Py_None) {
    PyErr_SetString(PyExc_BufferError, "__dlpack__: main memory has no streams, stream must be None");
    return NULL;
  }
  if (version != Py_None && pair_of(version, "max_version", &major, &minor) < 0) return NULL;
  if (device != Py_None) {
    if (pair_of(device, "dl_device", &type, &id) < 0) return NULL;
    if (type != kDLCPU || id != 0) {
      PyErr_Format(PyExc_BufferError, "__dlpack__: cannot export to device (%ld, %ld), only to main memory, (1, 0)", type, id);
      return NULL;
    }
  }
  if (copy != Py_None && !PyBool_Check(copy)) {
    PyErr_Format(PyExc_TypeError, "__dlpack__: copy must be None, True or False, not %R", copy);
    return NULL;
  }
  Array *a = (Array *)self;
  PyObject *own = NULL;
  uint64_t flags = 0;
  if (copy == Py_True) {
    PyObject *list[2] = {self, Py_None};
    own = call_function("_copy", 2, list);
    if (!own) return NULL;
    a = (Array *)own;
    flags = IS_COPIED;
  }
  PyObject *capsule = NULL;
  if (major >= 1) {
    DLManagedTensorVersioned *m = export_versioned(a, flags);
    capsule = m ? PyCapsule_New(m, "dltensor_versioned", drop_versioned) : NULL;
    if (m && !capsule) delete_versioned(m);
  } else if (a->flags & AG_READONLY) {
    PyErr_SetString(PyExc_BufferError, "Cannot export a read-only array: the legacy DLPack capsule cannot say so; ask with max_version=(1, 0), or for a copy");
  } else {
    DLManagedTensor *m = malloc(sizeof *m + 2 * a->ndim * sizeof(int64_t));
    if (!m) {
      PyErr_NoMemory();
    } else if (describe(&m->dl_tensor, a, (int64_t *)(m + 1)) < 0) {
      free(m);
    } else {
      m->manager_ctx = a->storage;
      agStorageUse(a->storage);
      m->deleter = delete_legacy;
      atomic_fetch_add(&count_exports, 1);
      capsule = PyCapsule_New(m, "dltensor", drop_legacy);
      if (!capsule) delete_legacy(m);
    }
  }
  Py_XDECREF(own);
  return capsule;
}

PyObject *array_dlpack_device(PyObject *self, PyObject *unused) { return Py_BuildValue("(ii)", kDLCPU, 0); }

static int tensor_dtype(DLDataType t) {
  if (t.lanes != 1) {
    PyErr_Format(PyExc_BufferError, "from_dlpack: elements of %d lanes are not supported, only of 1", t.lanes);
    return 0;
  }
  for (int d = 1; d < AG_NUM_DTYPES; d++)
    if (code_of(d) == t.code && 8 * ag_dtypes[d].size == t.bits) return d;
  PyErr_Format(PyExc_BufferError, "from_dlpack: no element type for DLPack code %d with %d bits", t.code, t.bits);
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
                 "from_dlpack: the tensor lives on device (%d, %d), which the CPU cannot read; copy it to main memory first, or pass device='cpu'",
                 (int)t->device.device_type, (int)t->device.device_id);
    return -1;
  }
  c->dtype = tensor_dtype(t->dtype);
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

static PyObject *import_versioned(DLManagedTensorVersioned *m) {
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
    return import_versioned(m);
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

// The table of functions for C, DLPack 1.3. All want the GIL.

static int exchange_allocate(DLTensor *prototype, DLManagedTensorVersioned **out, void *context,
                             void (*fail)(void *, const char *, const char *)) {
  PyObject *type, *value, *trace;
  int status = -1;
  PyGILState_STATE g = PyGILState_Ensure();
  PyErr_Fetch(&type, &value, &trace);
  int d = prototype->ndim >= 0 && prototype->ndim <= AG_MAX_DIMS ? tensor_dtype(prototype->dtype) : 0;
  Array *a = NULL;
  if (d && prototype->device.device_type == kDLCPU) a = array_new(d, prototype->ndim, (Py_ssize_t *)prototype->shape, 'C', 0);
  if (a) {
    *out = export_versioned(a, 0);
    status = *out ? 0 : -1;
    Py_DECREF(a);
  }
  if (status < 0 && fail)
    fail(context, prototype->device.device_type == kDLCPU ? "ValueError" : "BufferError",
         "arraygen: cannot allocate a tensor of this element type, shape and device");
  PyErr_Restore(type, value, trace);
  PyGILState_Release(g);
  return status;
}

static int exchange_from(void *object, DLManagedTensorVersioned **out) {
  if (!is_subarray((PyObject *)object)) {
    PyErr_SetString(PyExc_TypeError, "not an arraygen.ndarray");
    return -1;
  }
  *out = export_versioned(object, 0);
  return *out ? 0 : -1;
}

static int exchange_to(DLManagedTensorVersioned *tensor, void **object) {
  *object = import_versioned(tensor);
  return *object ? 0 : -1;
}

// The borrowed tensor has its shape and strides in the array itself where they
// are the same numbers, which is for bytes; else in a slot of this thread,
// good until the next call.
static int exchange_borrow(void *object, DLTensor *out) {
  static _Thread_local int64_t dims[2 * AG_MAX_DIMS];
  if (!is_subarray((PyObject *)object)) {
    PyErr_SetString(PyExc_TypeError, "not an arraygen.ndarray");
    return -1;
  }
  return describe(out, object, dims);
}

static int exchange_stream(DLDeviceType type, int32_t id, void **stream) {
  *stream = NULL;
  return 0;
}

static DLPackExchangeAPI exchange = {{{DLPACK_MAJOR_VERSION, DLPACK_MINOR_VERSION}, NULL},
                                     exchange_allocate, exchange_from, exchange_to, exchange_borrow, exchange_stream};

PyMethodDef dlpack_functions[] = {{"_from_capsule", from_capsule, METH_O, NULL}, {NULL}};

int dlpack_init(PyObject *module) {
  PyObject *capsule = PyCapsule_New(&exchange, "dlpack_exchange_api", NULL);
  if (!capsule) return -1;
  int bad = PyObject_SetAttrString((PyObject *)ArrayType, "__dlpack_c_exchange_api__", capsule);
  Py_DECREF(capsule);
  return bad;
}
