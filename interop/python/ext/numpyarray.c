// SPDX-License-Identifier: BSD-3-Clause

// NumPy's arrays, whose memory ours share. The buffer protocol tells of them by a string that is made
// and read again, and by memory for it. The fields of numpy.ndarray are part of NumPy's ABI, which
// extensions read by macros: they tell the same. An element type is read from there once the buffer
// protocol has described an array that has it, and both agreed.
#include "core.h"

// NumpyArray is PyArrayObject_fields of NumPy's documentation, as far as it is read here.
typedef struct NumpyArray {
  PyObject_HEAD
  char *data;
  int nd;
  Py_ssize_t *dimensions, *strides;
  PyObject *base, *descr;
  int flags;
} NumpyArray;

enum { NUMPY_C = 1, NUMPY_F = 2, NUMPY_WRITEABLE = 0x400 };
static const unsigned NUMPY_WARNS = 1u << 31; // of a write, which the buffer protocol does

static PyTypeObject *numpy_type; // numpy.ndarray, once one was met

// Element types whose arrays were compared: NumPy has one object for each of its own, which lives as long as it is here.
enum { MOST_KNOWN = 16 };
static struct {
  PyObject *descr;
  int dtype;
} known[MOST_KNOWN];
static int nknown;

static int attribute_is(PyTypeObject *t, const char *name, const char *text) {
  PyObject *o = PyObject_GetAttrString((PyObject *)t, name);
  int same = o && PyUnicode_Check(o) && !PyUnicode_CompareWithASCIIString(o, text);
  Py_XDECREF(o);
  return same;
}

static int has_fields(PyTypeObject *t) {
  PyObject *o = PyObject_GetAttrString((PyObject *)t, "__basicsize__");
  size_t size = o ? PyLong_AsSize_t(o) : 0;
  Py_XDECREF(o);
  return size != (size_t)-1 && size >= sizeof(NumpyArray);
}

// is_numpy reports whether o is exactly numpy.ndarray.
int is_numpy(PyObject *o) {
  PyTypeObject *t = Py_TYPE(o);
  if (t == numpy_type) return 1;
  if (numpy_type || PyType_GetFlags(t) & Py_TPFLAGS_HEAPTYPE) return 0;
  int found = attribute_is(t, "__module__", "numpy") && attribute_is(t, "__name__", "ndarray") && has_fields(t);
  PyErr_Clear();
  if (found) numpy_type = t;
  return found;
}

// plain reports whether the buffer protocol tells the lengths and strides of an array as they are: it
// makes others of those that don't matter.
static int plain(const NumpyArray *a) {
  if (a->nd < 0 || a->nd > AG_MAX_DIMS || (unsigned)a->flags & NUMPY_WARNS) return 0;
  for (int i = 0; i < a->nd; i++)
    if (a->dimensions[i] <= 0 || (a->dimensions[i] == 1 && (a->flags & (NUMPY_C | NUMPY_F)) == NUMPY_F)) return 0;
  return 1;
}

// numpy_learn compares an array of NumPy's with ours over its memory, which is of the buffer protocol.
void numpy_learn(PyObject *o, const Array *ours) {
  if (!is_numpy(o) || nknown == MOST_KNOWN) return;
  const NumpyArray *a = (NumpyArray *)o;
  PyObject *descr = PyObject_GetAttrString(o, "dtype");
  size_t axes = ours->ndim * sizeof(Py_ssize_t);
  if (!descr) PyErr_Clear();
  if (descr && descr == a->descr && a->nd == ours->ndim && a->data == ours->data && plain(a) && !memcmp(a->dimensions, SHAPE(ours), axes) &&
      !memcmp(a->strides, STRIDES(ours), axes) && (a->flags & NUMPY_WRITEABLE) == (ours->flags & AG_READONLY ? 0 : NUMPY_WRITEABLE)) {
    known[nknown].descr = Py_NewRef(descr);
    known[nknown++].dtype = ours->dtype;
  }
  Py_XDECREF(descr);
}

// numpy_array is an array over the memory of one of NumPy's, NULL without an exception where the buffer
// protocol has to be asked.
PyObject *numpy_array(PyObject *o) {
  if (Py_TYPE(o) != numpy_type) return NULL;
  const NumpyArray *a = (NumpyArray *)o;
  int at = 0;
  while (at < nknown && known[at].descr != a->descr) at++;
  if (at == nknown || !plain(a)) return NULL;
  foreignLayout f; // whose lists are not made zero: that would take longer than the rest
  f.dtype = known[at].dtype;
  f.ndim = a->nd;
  f.given_shape = a->dimensions;
  f.given_strides = a->flags & NUMPY_C ? NULL : a->strides;
  f.data = a->data;
  if (foreign_layout("numpy.ndarray", &f) < 0) return NULL;
  agStorage *s = storage_python(o, a->data + f.low, f.high - f.low);
  return s ? array_place(s, a->data, f.dtype, f.ndim, f.shape, f.strides, !(a->flags & NUMPY_WRITEABLE)) : NULL;
}
