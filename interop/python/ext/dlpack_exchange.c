// SPDX-License-Identifier: BSD-3-Clause

// The table of C functions of DLPack 1.3, by which libraries pass tensors
// without a Python call: ours, and those of others.
#include "dlpack.h"

// Ours. All want the GIL.

// tell passes the Python exception that is set to a caller without Python.
static void tell(void *context, void (*fail)(void *, const char *, const char *)) {
  PyObject *type, *value, *trace;
  PyErr_Fetch(&type, &value, &trace);
  PyErr_NormalizeException(&type, &value, &trace);
  PyObject *text = PyObject_Str(value);
  const char *message = text ? PyUnicode_AsUTF8AndSize(text, NULL) : NULL;
  PyErr_Clear();
  const char *kind = PyErr_GivenExceptionMatches(type, PyExc_MemoryError)   ? "MemoryError"
                     : PyErr_GivenExceptionMatches(type, PyExc_BufferError) ? "BufferError"
                                                                            : "ValueError";
  if (fail) fail(context, kind, message ? message : "arraygen: cannot allocate a tensor");
  Py_XDECREF(text);
  Py_XDECREF(type);
  Py_XDECREF(value);
  Py_XDECREF(trace);
}

static Array *like_prototype(const DLTensor *t) {
  if (t->device.device_type != kDLCPU) {
    PyErr_Format(PyExc_BufferError, "arraygen allocates in main memory, (1, 0), not on device (%d, %d)", (int)t->device.device_type,
                 (int)t->device.device_id);
    return NULL;
  }
  if (t->ndim < 0 || t->ndim > AG_MAX_DIMS || (t->ndim && !t->shape)) {
    PyErr_Format(PyExc_BufferError, "arraygen: %d dimensions%s; an array has at most %d", (int)t->ndim, t->shape ? "" : ", whose lengths are NULL",
                 AG_MAX_DIMS);
    return NULL;
  }
  for (int d = 1; d < AG_TIMES && t->dtype.lanes == 1; d++)
    if (dlpack_code(d) == t->dtype.code && 8 * ag_dtypes[d].size == t->dtype.bits) return array_new(d, t->ndim, (Py_ssize_t *)t->shape, 'C', 0);
  PyErr_Format(PyExc_BufferError, "no element type for DLPack code %d with %d bits and %d lanes", t->dtype.code, t->dtype.bits, t->dtype.lanes);
  return NULL;
}

static int exchange_allocate(DLTensor *prototype, DLManagedTensorVersioned **out, void *context,
                             void (*fail)(void *, const char *, const char *)) {
  PyGILState_STATE g = PyGILState_Ensure();
  PyObject *type, *value, *trace;
  PyErr_Fetch(&type, &value, &trace); // the caller's own
  Array *a = like_prototype(prototype);
  *out = a ? dlpack_export(a, 0) : NULL;
  Py_XDECREF((PyObject *)a);
  if (!*out) tell(context, fail);
  PyErr_Restore(type, value, trace);
  PyGILState_Release(g);
  return *out ? 0 : -1;
}

static int exchange_from(void *object, DLManagedTensorVersioned **out) {
  if (!is_subarray((PyObject *)object)) {
    PyErr_SetString(PyExc_TypeError, "not an arraygen.ndarray");
    return -1;
  }
  *out = dlpack_export(object, 0);
  return *out ? 0 : -1;
}

static int exchange_to(DLManagedTensorVersioned *tensor, void **object) {
  *object = dlpack_import(tensor);
  return *object ? 0 : -1;
}

// The borrowed tensor's shape and strides lie in the array, so that several may
// be borrowed at a time.
static int exchange_borrow(void *object, DLTensor *out) {
  if (!is_subarray((PyObject *)object)) {
    PyErr_SetString(PyExc_TypeError, "not an arraygen.ndarray");
    return -1;
  }
  Array *a = object;
  if (!a->lent && a->ndim && !(a->lent = malloc(2 * a->ndim * sizeof(int64_t)))) {
    PyErr_NoMemory();
    return -1;
  }
  return dlpack_describe(out, a, a->lent);
}

static int exchange_stream(DLDeviceType type, int32_t id, void **stream) {
  *stream = NULL;
  return 0;
}

static DLPackExchangeAPI exchange = {{{DLPACK_MAJOR_VERSION, DLPACK_MINOR_VERSION}, NULL},
                                     exchange_allocate, exchange_from, exchange_to, exchange_borrow, exchange_stream};

static const char *const capsule_name = "dlpack_exchange_api";
static PyObject *name_table;

// find_table asks a type for its table, NULL without an exception if it has
// none that we know how to call. Of tables of several versions, the newest
// comes first.
static DLPackExchangeAPI *find_table(PyTypeObject *type) {
  PyObject *capsule = PyObject_GetAttr((PyObject *)type, name_table);
  if (!capsule) {
    if (PyErr_ExceptionMatches(PyExc_AttributeError)) PyErr_Clear();
    return NULL;
  }
  DLPackExchangeAPI *table = PyCapsule_IsValid(capsule, capsule_name) ? PyCapsule_GetPointer(capsule, capsule_name) : NULL;
  Py_DECREF(capsule); // tables live as long as the process
  while (table && table->header.version.major != DLPACK_MAJOR_VERSION) table = (DLPackExchangeAPI *)table->header.prev_api;
  return table;
}

// The tables of the types that were asked last: a type that has none takes its
// time to say so. Types are referred to weakly; another one may come to lie at
// the same address.
enum { TYPES = 16 };
static struct {
  PyObject *type; // a weak reference
  DLPackExchangeAPI *table;
} asked[TYPES];

static DLPackExchangeAPI *table_of(PyTypeObject *type) {
  if (type == ArrayType) return &exchange;
  size_t place = ((uintptr_t)type >> 4) % TYPES;
  if (asked[place].type && PyWeakref_GetObject(asked[place].type) == (PyObject *)type) return asked[place].table;
  DLPackExchangeAPI *table = find_table(type);
  PyObject *reference = PyErr_Occurred() ? NULL : PyWeakref_NewRef((PyObject *)type, NULL);
  if (!reference) return NULL;
  PyObject *old = asked[place].type;
  asked[place].type = reference;
  asked[place].table = table;
  Py_XDECREF(old);
  return table;
}

// What PyTorch's export by table does not look at, as its __dlpack__ does: the
// values are not those in memory, or somebody follows what becomes of them.
static const struct {
  const char *name, *what;
} deferred[] = {
    {"is_conj", "is the conjugate of its memory; pass x.resolve_conj()"},
    {"is_neg", "is the negative of its memory; pass x.resolve_neg()"},
    {"requires_grad", "requires gradients, which would not see what is done here; pass x.detach()"},
};

// is_plain reports whether a tensor has none of these; if it has, it sets the
// exception.
static int is_plain(PyObject *x) {
  for (size_t i = 0; i < sizeof deferred / sizeof *deferred; i++) {
    PyObject *v = PyObject_GetAttrString(x, deferred[i].name);
    if (v && PyCallable_Check(v)) {
      PyObject *r = PyObject_CallNoArgs(v);
      Py_DECREF(v);
      v = r;
    }
    int set = v ? PyObject_IsTrue(v) : -1;
    Py_XDECREF(v);
    if (set < 0) {
      if (!PyErr_ExceptionMatches(PyExc_AttributeError)) return 0;
      PyErr_Clear();
    }
    if (set > 0) {
      PyErr_Format(PyExc_BufferError, "from_dlpack: the tensor %s", deferred[i].what);
      return 0;
    }
  }
  return 1;
}

int dlpack_exchange_from(PyObject *x, DLManagedTensorVersioned **tensor) {
  DLPackExchangeAPI *table = table_of(Py_TYPE(x));
  if (!table || !table->managed_tensor_from_py_object_no_sync) return PyErr_Occurred() ? -1 : 0;
  if (table != &exchange && !is_plain(x)) return -1;
  if (!tensor) return 0;
  *tensor = NULL;
  if (table->managed_tensor_from_py_object_no_sync(x, tensor) == 0 && *tensor) return 1;
  if (!PyErr_Occurred()) PyErr_Format(PyExc_BufferError, "from_dlpack: %R exports no tensor, and doesn't say why", (PyObject *)Py_TYPE(x));
  return -1;
}

int dlpack_init(PyObject *module) {
  if (dlpack_export_init() < 0) return -1;
  if (!name_table && !(name_table = PyUnicode_InternFromString("__dlpack_c_exchange_api__"))) return -1;
  PyObject *capsule = PyCapsule_New(&exchange, capsule_name, NULL);
  if (!capsule) return -1;
  int bad = PyObject_SetAttr((PyObject *)ArrayType, name_table, capsule);
  Py_DECREF(capsule);
  return bad;
}
