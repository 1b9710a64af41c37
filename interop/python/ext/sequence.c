// SPDX-License-Identifier: BSD-3-Clause

// Arrays from Python numbers and nested sequences of them.
#include "core.h"

// is_scalar reports whether o is a Python number: bool, int, float or complex.
// NumPy's float64 and complex128, which are subclasses, have a width that
// counts: they are arrays without axes.
int is_scalar(PyObject *o) {
  return Py_TYPE(o) == &PyFloat_Type || PyLong_Check(o) || Py_TYPE(o) == &PyComplex_Type;
}

static int scalar_dtype(PyObject *o) {
  if (PyBool_Check(o)) return AG_BOOL8;
  if (PyFloat_Check(o)) return AG_FLOAT64;
  if (PyComplex_Check(o)) return AG_COMPLEX128;
  int overflow;
  PyLong_AsLongLongAndOverflow(o, &overflow);
  if (overflow <= 0) return overflow ? -1 : AG_INT64;
  PyLong_AsUnsignedLongLong(o);
  if (!PyErr_Occurred()) return AG_UINT64;
  PyErr_Clear();
  return -1;
}

static int too_large(PyObject *o) {
  PyObject *text = integer_text(o);
  if (text) PyErr_Format(PyExc_OverflowError, "Python integer %U fits no integer type of arraygen", text);
  Py_XDECREF(text);
  return -1;
}

PyObject *scalar_array(PyObject *o, int dtype) {
  if (!dtype) dtype = scalar_dtype(o);
  if (dtype < 0) {
    too_large(o);
    return NULL;
  }
  Array *a = array_new(dtype, 0, NULL, 'C', 0);
  if (a && element_store(a->data, dtype, o) < 0) Py_CLEAR(a);
  return (PyObject *)a;
}

// survey is what the first walk through a nested sequence finds.
typedef struct survey {
  unsigned count; // of elements, between looks at signals
  int ndim;  // -1 while unknown
  int dtype; // 0 while unknown
  int asked; // the type that is given, so that the elements don't decide it, or 0
  int known; // axes whose length is known
  Py_ssize_t shape[AG_MAX_DIMS];
} survey;

// names_time reports whether o, which is no array, may be an element of a type of
// times: text, None, or an object of module datetime.
static int names_time(PyObject *o) {
  if (o == Py_None || PyUnicode_Check(o) || PyBytes_Check(o)) return 1;
  if (is_scalar(o) || is_subarray(o) || PyList_Check(o) || PyTuple_Check(o)) return 0;
  PyObject *hook = PyDict_GetItemString(hooks, "names_time");
  PyObject *r = hook ? PyObject_CallFunctionObjArgs(hook, o, NULL) : NULL;
  if (!r) PyErr_Clear();
  Py_XDECREF(r);
  return r == Py_True;
}

static int is_nested(PyObject *o) {
  return PyList_Check(o) || PyTuple_Check(o) ||
         (PySequence_Check(o) && !PyUnicode_Check(o) && !PyBytes_Check(o) && !is_subarray(o));
}

static int ragged(int axis) {
  PyErr_Format(PyExc_ValueError,
               "setting an array element with a sequence: the nested sequence is ragged, its parts have unlike lengths at axis %d", axis);
  return -1;
}

// leaf_array returns an array of ours for a leaf that is no Python number: new
// reference, NULL with or without an exception.
static PyObject *leaf_array(PyObject *o) {
  if (is_subarray(o)) {
    Py_INCREF(o);
    return o;
  }
  PyObject *coerce = PyDict_GetItemString(hooks, "coerce_leaf");
  if (!coerce) return NULL;
  PyObject *r = PyObject_CallFunctionObjArgs(coerce, o, NULL);
  if (r == Py_None) Py_CLEAR(r);
  return r;
}

// merge promotes the type that was found by another one. Those of times, which have
// units, are Go's to promote.
static int merge(survey *s, int dtype) {
  if (s->asked || !s->dtype || s->dtype == dtype) {
    s->dtype = dtype;
    return 0;
  }
  if (!is_time(s->dtype) && !is_time(dtype)) {
    s->dtype = ag_promote[s->dtype][dtype];
    return 0;
  }
  PyObject *pair = PyTuple_Pack(2, dtype_object(s->dtype), dtype_object(dtype));
  PyObject *both = pair ? call_function("_result_type", 1, &pair) : NULL;
  Py_XDECREF(pair);
  s->dtype = both ? dtype_parse(both) : 0;
  Py_XDECREF(both);
  return s->dtype ? 0 : -1;
}

static int settle_shape(survey *s, int axis, int ndim, const Py_ssize_t *tail) {
  if (s->ndim < 0) {
    if (axis + ndim > AG_MAX_DIMS) {
      PyErr_Format(PyExc_ValueError, "%d dimensions; an array has at most %d", axis + ndim, AG_MAX_DIMS);
      return -1;
    }
    s->ndim = s->known = axis + ndim;
    for (int i = 0; i < ndim; i++) s->shape[axis + i] = tail[i];
    return 0;
  }
  if (s->ndim != axis + ndim) return ragged(axis);
  for (int i = 0; i < ndim; i++)
    if (s->shape[axis + i] != tail[i]) return ragged(axis + i);
  return 0;
}

static int walk(survey *s, PyObject *o, int axis) {
  if (is_time(s->asked) && names_time(o)) return settle_shape(s, axis, 0, NULL);
  if (is_scalar(o)) {
    int d = scalar_dtype(o);
    if (d < 0 && !s->asked) return too_large(o);
    if (d > 0 && merge(s, d) < 0) return -1;
    return settle_shape(s, axis, 0, NULL);
  }
  if (!PyList_Check(o) && !PyTuple_Check(o)) {
    PyObject *leaf = leaf_array(o);
    if (leaf) {
      Array *a = (Array *)leaf;
      int bad = merge(s, a->dtype) < 0 || settle_shape(s, axis, a->ndim, SHAPE(a));
      Py_DECREF(leaf);
      return bad ? -1 : 0;
    }
    if (PyErr_Occurred()) return -1;
  }
  if (!is_nested(o)) {
    PyErr_Format(PyExc_TypeError,
                 "cannot make an array of %R: an element must be a number, an array, or a sequence of them", (PyObject *)Py_TYPE(o));
    return -1;
  }
  if (axis >= AG_MAX_DIMS) {
    PyErr_Format(PyExc_ValueError, "nested deeper than %d; an array has at most that many dimensions", AG_MAX_DIMS);
    return -1;
  }
  Py_ssize_t n = PySequence_Size(o);
  if (n < 0) return -1;
  if (axis < s->known) {
    if (s->shape[axis] != n) return ragged(axis);
  } else {
    if (s->ndim >= 0) return ragged(axis);
    s->shape[axis] = n;
    s->known = axis + 1;
  }
  for (Py_ssize_t i = 0; i < n; i++) {
    PyObject *x = PySequence_GetItem(o, i);
    if (!x) return -1;
    int bad = walk(s, x, axis + 1);
    Py_DECREF(x);
    if (bad || interrupted(&s->count)) return -1;
  }
  if (n == 0 && s->ndim < 0) {
    s->ndim = axis + 1;
  }
  return 0;
}

// fill is the second walk, which stores the elements.
static int fill(Array *into, PyObject *o, int axis, char *p, unsigned *count) {
  if (is_time(into->dtype) && names_time(o)) return axis == into->ndim ? element_store(p, into->dtype, o) : ragged(axis);
  if (is_scalar(o)) return element_store(p, into->dtype, o);
  if (!PyList_Check(o) && !PyTuple_Check(o)) {
    PyObject *leaf = leaf_array(o);
    PyObject *number = leaf ? element_number((Array *)leaf, into->dtype) : NULL;
    if (number) {
      int bad = element_store(p, into->dtype, number);
      Py_DECREF(number);
      Py_DECREF(leaf);
      return bad;
    }
    if (leaf) {
      Array *part = array_view(into, ArrayType, p, into->ndim - axis, SHAPE(into) + axis, STRIDES(into) + axis);
      PyObject *args[2] = {(PyObject *)part, leaf};
      PyObject *r = part ? call_function("_copyto_unsafe", 2, args) : NULL;
      Py_XDECREF((PyObject *)part);
      Py_DECREF(leaf);
      Py_XDECREF(r);
      return r ? 0 : -1;
    }
    if (PyErr_Occurred()) return -1;
  }
  // Another thread may have changed a list since the first walk.
  Py_ssize_t n = PySequence_Size(o);
  if (axis == into->ndim || n != SHAPE(into)[axis]) return n < 0 ? -1 : ragged(axis);
  for (Py_ssize_t i = 0; i < n; i++) {
    PyObject *x = PySequence_GetItem(o, i);
    if (!x) return -1;
    int bad = fill(into, x, axis + 1, p + i * STRIDES(into)[axis], count);
    Py_DECREF(x);
    if (bad || interrupted(count)) return -1;
  }
  return 0;
}

// sequence_array makes an array of a nested sequence. dtype 0 is found from
// the elements.
PyObject *sequence_array(PyObject *o, int dtype) {
  survey s = {.ndim = -1, .asked = dtype};
  if (walk(&s, o, 0) < 0) return NULL;
  Array *a = array_new(dtype ? dtype : s.dtype ? s.dtype : AG_FLOAT64, s.ndim, s.shape, 'C', 0);
  if (a && a->size && fill(a, o, 0, a->data, &s.count) < 0) Py_CLEAR(a);
  return (PyObject *)a;
}
