// SPDX-License-Identifier: BSD-3-Clause

// DLPack, taken: tensors are checked, refused ones given back.
#include "dlpack.h"

// own_tensor knows a tensor of ours, whose memory is known, and which needs no
// Go to be read. One that has been changed is a stranger's.
static int own_tensor(const DLTensor *t, const agStorage *s, agTensorCall *c) {
  if (t->ndim < 0 || t->ndim > AG_MAX_DIMS || t->byte_offset || (t->ndim && (!t->shape || !t->strides))) return 0;
  c->dtype = 0;
  for (int d = 1; d < AG_TIMES; d++)
    if (dlpack_code(d) == t->dtype.code && 8 * ag_dtypes[d].size == t->dtype.bits && t->dtype.lanes == 1) c->dtype = d;
  if (!c->dtype || t->device.device_type != kDLCPU) return 0;
  Py_ssize_t size = ag_dtypes[c->dtype].size, shape[AG_MAX_DIMS], strides[AG_MAX_DIMS], low, high;
  for (int i = 0; i < t->ndim; i++) {
    shape[i] = c->shape[i] = t->shape[i];
    if (__builtin_mul_overflow(t->strides[i], size, &strides[i])) return 0;
    c->strides[i] = strides[i];
  }
  if (array_layout(c->dtype, t->ndim, shape, strides, &low, &high)) return 0;
  c->data = t->data;
  c->low = low;
  c->high = high;
  ptrdiff_t at = c->data - s->data;
  return high == 0 || (at >= 0 && (size_t)at <= s->bytes && -low <= at && (size_t)high <= s->bytes - (size_t)at);
}

// import_tensor returns an array over a tensor, which it takes over, whatever
// happens.
static PyObject *import_tensor(void *m, const DLTensor *t, int versioned, const agStorage *own, int readonly) {
  agTensorCall c;
  call_begin(&c.call);
  c.tensor = t;
  agStorage *s = NULL;
  if ((own && own_tensor(t, own, &c)) || enter_tensor(&c, 0) == 0) s = storage_tensor(m, versioned, c.data + c.low, c.high - c.low);
  call_free(&c.call);
  if (s) return array_place(s, c.data, c.dtype, t->ndim, (Py_ssize_t *)c.shape, (Py_ssize_t *)c.strides, readonly);
  PyObject *type, *value, *trace; // a deleter may run Python code
  PyErr_Fetch(&type, &value, &trace);
  dlpack_delete(m, versioned);
  PyErr_Restore(type, value, trace);
  return NULL;
}

PyObject *dlpack_import(DLManagedTensorVersioned *m) {
  if (m->version.major == DLPACK_MAJOR_VERSION)
    return import_tensor(m, &m->dl_tensor, 1, dlpack_own(m, 1), (m->flags & READ_ONLY) != 0);
  // Nothing but the version, the context and the deleter may be looked at.
  PyErr_Format(PyExc_BufferError, "from_dlpack: DLPack version %u.%u is not supported, only %d.x", m->version.major, m->version.minor,
               DLPACK_MAJOR_VERSION);
  PyObject *type, *value, *trace;
  PyErr_Fetch(&type, &value, &trace);
  dlpack_delete(m, 1);
  PyErr_Restore(type, value, trace);
  return NULL;
}

// A tensor of before DLPack 1.0 doesn't say whether it may be written: as in
// NumPy, it may not.
static PyObject *import_legacy(DLManagedTensor *m) { return import_tensor(m, &m->dl_tensor, 0, dlpack_own(m, 0), 1); }

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
