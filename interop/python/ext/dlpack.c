// SPDX-License-Identifier: BSD-3-Clause

// DLPack, given: capsules of both kinds.
#include "dlpack.h"

int dlpack_code(int d) { return ag_dtypes[d].dlpack; }

// dlpack_describe fills t from a; shape and strides, in elements, go to dims.
int dlpack_describe(DLTensor *t, const Array *a, int64_t *dims) {
  const agDtype *d = &ag_dtypes[a->dtype];
  if (is_time(a->dtype)) {
    PyErr_Format(PyExc_BufferError, "DLPack has no type for %s: it has integers, floats, complex numbers and bool; export a.view('int64')", d->name);
    return -1;
  }
  t->data = a->data;
  t->device = (DLDevice){kDLCPU, 0};
  t->ndim = a->ndim;
  t->dtype = (DLDataType){(uint8_t)dlpack_code(a->dtype), (uint8_t)(8 * d->size), 1};
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

void dlpack_delete(void *m, int versioned) {
  if (versioned) {
    if (((DLManagedTensorVersioned *)m)->deleter) ((DLManagedTensorVersioned *)m)->deleter(m);
  } else if (((DLManagedTensor *)m)->deleter) {
    ((DLManagedTensor *)m)->deleter(m);
  }
}

const agStorage *dlpack_own(const void *m, int versioned) {
  const DLManagedTensorVersioned *v = m;
  const DLManagedTensor *l = m;
  if (versioned) return v->deleter == delete_versioned ? v->manager_ctx : NULL;
  return l->deleter == delete_legacy ? l->manager_ctx : NULL;
}

DLManagedTensorVersioned *dlpack_export(Array *a, uint64_t flags) {
  DLManagedTensorVersioned *m = malloc(sizeof *m + 2 * a->ndim * sizeof(int64_t));
  if (!m) {
    PyErr_NoMemory();
    return NULL;
  }
  m->manager_ctx = array_storage(a);
  if (!m->manager_ctx) {
    free(m);
    return NULL;
  }
  if (dlpack_describe(&m->dl_tensor, a, (int64_t *)(m + 1)) < 0) {
    agStorageDrop(m->manager_ctx);
    free(m);
    return NULL;
  }
  m->version = (DLPackVersion){DLPACK_MAJOR_VERSION, DLPACK_MINOR_VERSION};
  m->deleter = delete_versioned;
  m->flags = flags | (a->flags & AG_READONLY ? READ_ONLY : 0);
  atomic_fetch_add(&count_exports, 1);
  return m;
}

static void drop_versioned(PyObject *capsule) {
  DLManagedTensorVersioned *m = PyCapsule_IsValid(capsule, "dltensor_versioned") ? PyCapsule_GetPointer(capsule, "dltensor_versioned") : NULL;
  if (m) dlpack_delete(m, 1);
}
static void drop_legacy(PyObject *capsule) {
  DLManagedTensor *m = PyCapsule_IsValid(capsule, "dltensor") ? PyCapsule_GetPointer(capsule, "dltensor") : NULL;
  if (m) dlpack_delete(m, 0);
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

// The keywords of __dlpack__.
enum { STREAM, MAX_VERSION, DL_DEVICE, COPY, KEYWORDS };
static const char *const keyword_texts[KEYWORDS] = {"stream", "max_version", "dl_device", "copy"};
static PyObject *keyword_names[KEYWORDS]; // interned

// keyword returns the place of a name, -1 for none. Names of callers are
// interned but for those of a dict that was made at run time.
static int keyword(PyObject *name) {
  for (int i = 0; i < KEYWORDS; i++)
    if (name == keyword_names[i]) return i;
  for (int i = 0; i < KEYWORDS; i++)
    if (PyUnicode_CompareWithASCIIString(name, keyword_texts[i]) == 0) return i;
  return -1;
}

static int keywords(PyObject *const *args, Py_ssize_t nargs, PyObject *names, PyObject **values) {
  if (nargs > 0) {
    PyErr_SetString(PyExc_TypeError, "__dlpack__() takes only keyword arguments");
    return -1;
  }
  Py_ssize_t n = names ? PyTuple_Size(names) : 0;
  for (Py_ssize_t i = 0; i < n; i++) {
    PyObject *name = PyTuple_GetItem(names, i);
    int place = keyword(name);
    if (place < 0) {
      PyErr_Format(PyExc_TypeError, "__dlpack__() got an unexpected keyword argument '%U'", name);
      return -1;
    }
    values[place] = args[nargs + i];
  }
  return 0;
}

PyObject *array_dlpack(PyObject *self, PyObject *const *args, Py_ssize_t nargs, PyObject *names) {
  PyObject *given[KEYWORDS] = {Py_None, Py_None, Py_None, Py_None};
  if (keywords(args, nargs, names, given) < 0) return NULL;
  PyObject *copy = given[COPY];
  long major = 0, minor = 0, type, id;
  if (given[STREAM] != Py_None) {
    PyErr_SetString(PyExc_BufferError, "__dlpack__: main memory has no streams, stream must be None");
    return NULL;
  }
  if (given[MAX_VERSION] != Py_None && pair_of(given[MAX_VERSION], "max_version", &major, &minor) < 0) return NULL;
  if (given[DL_DEVICE] != Py_None) {
    if (pair_of(given[DL_DEVICE], "dl_device", &type, &id) < 0) return NULL;
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
  // A capsule of before DLPack 1.0 can't say read-only: of an element, which is a
  // copy itself, it gets one.
  if (copy == Py_True || (copy == Py_None && major < 1 && a->flags & AG_ELEMENT)) {
    PyObject *list[2] = {self, Py_None};
    own = call_function("_copy", 2, list);
    if (!own) return NULL;
    a = (Array *)own;
    flags = IS_COPIED;
  }
  PyObject *capsule = NULL;
  if (major >= 1) {
    DLManagedTensorVersioned *m = dlpack_export(a, flags);
    capsule = m ? PyCapsule_New(m, "dltensor_versioned", drop_versioned) : NULL;
    if (m && !capsule) delete_versioned(m);
  } else if (a->flags & AG_READONLY) {
    PyErr_SetString(PyExc_BufferError, "Cannot export a read-only array: the legacy DLPack capsule cannot say so; ask with max_version=(1, 0), or for a copy");
  } else {
    DLManagedTensor *m = malloc(sizeof *m + 2 * a->ndim * sizeof(int64_t));
    if (!m) {
      PyErr_NoMemory();
    } else if (dlpack_describe(&m->dl_tensor, a, (int64_t *)(m + 1)) < 0) {
      free(m);
    } else {
      m->manager_ctx = a->storage; // an element is read-only
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

int dlpack_export_init(void) {
  for (int i = 0; i < KEYWORDS; i++)
    if (!keyword_names[i] && !(keyword_names[i] = PyUnicode_InternFromString(keyword_texts[i]))) return -1;
  return 0;
}
