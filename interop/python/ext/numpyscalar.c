// SPDX-License-Identifier: BSD-3-Clause

// NumPy's scalars as operands. They are of types that are known by their
// addresses, so that a * np.float64(2) costs about what a * 2.0 does.
#include "core.h"

// The types that were met, with our element types. NumPy's are static: they are
// never freed.
enum { MOST = 32 };
static struct { PyTypeObject *type; int dtype; } known[MOST];
static int nknown;

// scalar_type returns the element type of NumPy's scalar type t, 0 for any
// other type.
static int scalar_type(PyTypeObject *t) {
  for (int i = 0; i < nknown; i++)
    if (known[i].type == t) return known[i].dtype;
  if (PyType_GetFlags(t) & Py_TPFLAGS_HEAPTYPE) return 0;
  PyObject *module = PyObject_GetAttrString((PyObject *)t, "__module__");
  int theirs = module && PyUnicode_Check(module) && PyUnicode_CompareWithASCIIString(module, "numpy") == 0;
  Py_XDECREF(module);
  int d = theirs ? dtype_parse((PyObject *)t) : 0;
  PyErr_Clear();
  if (d && nknown < MOST) {
    known[nknown].type = t;
    known[nknown++].dtype = d;
  }
  return d;
}

int is_numpy_scalar(PyObject *o) { return scalar_type(Py_TYPE(o)) != 0; }

// numpy_scalar returns an array without axes of the value of a NumPy scalar. It
// returns NULL if o is none of an element type of ours, or with an exception.
PyObject *numpy_scalar(PyObject *o) {
  int d = scalar_type(Py_TYPE(o));
  if (!d) return NULL;
  if (is_time(d)) { // the type tells no unit
    PyObject *theirs = PyObject_GetAttrString(o, "dtype");
    d = theirs ? dtype_parse(theirs) : 0;
    Py_XDECREF(theirs);
    if (!d) return NULL;
  }
  Py_buffer view;
  if (PyObject_GetBuffer(o, &view, PyBUF_SIMPLE) < 0) {
    PyErr_Clear();
    return NULL;
  }
  Array *a = NULL;
  if (view.len == ag_dtypes[d].size && (a = array_new(d, 0, NULL, 'C', 0))) memcpy(a->data, view.buf, view.len);
  PyBuffer_Release(&view);
  return (PyObject *)a;
}
