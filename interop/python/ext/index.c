// SPDX-License-Identifier: BSD-3-Clause

// Indexing: views by integers, slices, None and Ellipsis here; masks and
// arrays of integers in Go.
#include "core.h"

Py_ssize_t array_length(PyObject *self) {
  Array *a = (Array *)self;
  if (a->ndim == 0) {
    PyErr_SetString(PyExc_TypeError, "len() of a 0-d array");
    return -1;
  }
  return SHAPE(a)[0];
}

static int out_of_bounds(Py_ssize_t i, int axis, Py_ssize_t n) {
  PyErr_Format(PyExc_IndexError, "index %zd is out of bounds for axis %d with size %zd", i, axis, n);
  return -1;
}

PyObject *array_item(PyObject *self, Py_ssize_t i) {
  Array *a = (Array *)self;
  if (a->ndim == 0) {
    PyErr_SetString(PyExc_TypeError, "a 0-d array has no items");
    return NULL;
  }
  if (i < 0 || i >= SHAPE(a)[0]) {
    out_of_bounds(i, 0, SHAPE(a)[0]);
    return NULL;
  }
  char *p = a->data + i * STRIDES(a)[0];
  if (a->ndim == 1) return array_element(a, p);
  return (PyObject *)array_view(a, Py_TYPE(self), p, a->ndim - 1, SHAPE(a) + 1, STRIDES(a) + 1);
}

PyObject *array_iter(PyObject *self) {
  if (((Array *)self)->ndim == 0) {
    PyErr_SetString(PyExc_TypeError, "iteration over a 0-d array");
    return NULL;
  }
  return PySeqIter_New(self);
}

// part is what the basic items of an index pick.
typedef struct part {
  char *data;
  int ndim;
  int element; // an integer for each axis, and nothing else
  Py_ssize_t shape[AG_MAX_DIMS], strides[AG_MAX_DIMS];
} part;

static int is_integer(PyObject *o) {
  if (PyLong_Check(o)) return !PyBool_Check(o);
  if (is_subarray(o)) {
    char kind = ag_dtypes[((Array *)o)->dtype].kind;
    return ((Array *)o)->ndim == 0 && (kind == 'i' || kind == 'u');
  }
  // NumPy's integers, but not its bool, nor other arrays.
  if (!PyIndex_Check(o)) return 0;
  PyObject *n = PyObject_GetAttrString(o, "ndim");
  if (!n) {
    PyErr_Clear();
    return 1;
  }
  long v = PyLong_AsLong(n);
  Py_DECREF(n);
  if (v == -1) PyErr_Clear();
  if (v != 0) return 0;
  // An array without axes may be one of bools or floats.
  PyObject *index = PyNumber_Index(o);
  if (!index) PyErr_Clear();
  Py_XDECREF(index);
  return index != NULL;
}

static int is_basic(PyObject *o) { return o == Py_None || o == Py_Ellipsis || PySlice_Check(o) || is_integer(o); }

static int pick(Array *a, PyObject **items, Py_ssize_t n, part *v) {
  int takes = 0, ellipsis = 0;
  for (Py_ssize_t i = 0; i < n; i++) {
    if (items[i] == Py_Ellipsis) {
      if (ellipsis++) {
        PyErr_SetString(PyExc_IndexError, "an index can only have a single ellipsis ('...')");
        return -1;
      }
    } else if (items[i] != Py_None) {
      takes++;
    }
  }
  if (takes > a->ndim) {
    PyErr_Format(PyExc_IndexError, "too many indices for array: array is %d-dimensional, but %d were indexed", a->ndim, takes);
    return -1;
  }
  v->data = a->data;
  v->ndim = 0;
  v->element = takes == n && takes == a->ndim;
  int axis = 0, rest = a->ndim - takes;
  for (Py_ssize_t i = 0; i <= n; i++) {
    if (i == n || items[i] == Py_Ellipsis) {
      int keep = i == n ? a->ndim - axis : rest;
      for (; keep > 0; keep--, axis++) {
        if (v->ndim == AG_MAX_DIMS) goto deep;
        v->shape[v->ndim] = SHAPE(a)[axis];
        v->strides[v->ndim++] = STRIDES(a)[axis];
      }
      continue;
    }
    if (items[i] == Py_None) {
      if (v->ndim == AG_MAX_DIMS) goto deep;
      v->shape[v->ndim] = 1;
      v->strides[v->ndim++] = 0;
      continue;
    }
    Py_ssize_t len = SHAPE(a)[axis], step = STRIDES(a)[axis];
    if (PySlice_Check(items[i])) {
      Py_ssize_t start, stop, by;
      if (PySlice_Unpack(items[i], &start, &stop, &by) < 0) return -1;
      v->element = 0;
      Py_ssize_t count = PySlice_AdjustIndices(len, &start, &stop, by);
      if (v->ndim == AG_MAX_DIMS) goto deep;
      if (count) v->data += start * step;
      v->shape[v->ndim] = count;
      v->strides[v->ndim++] = by * step;
    } else {
      Py_ssize_t k = PyNumber_AsSsize_t(items[i], PyExc_IndexError);
      if (k == -1 && PyErr_Occurred()) return -1;
      if (k < -len || k >= len) return out_of_bounds(k, axis, len);
      v->data += (k < 0 ? k + len : k) * step;
    }
    axis++;
  }
  return 0;
deep:
  PyErr_Format(PyExc_IndexError, "the index makes more than %d dimensions", AG_MAX_DIMS);
  return -1;
}

// basic finds whether key has no arrays; its items come as borrowed
// references. It returns their number, -1 for an index with arrays.
static Py_ssize_t basic(PyObject **key, PyObject **items) {
  if (!PyTuple_Check(*key)) {
    items[0] = *key;
    return is_basic(*key) ? 1 : -1;
  }
  Py_ssize_t n = PyTuple_Size(*key);
  if (n > 2 * AG_MAX_DIMS) return -1;
  for (Py_ssize_t i = 0; i < n; i++) {
    items[i] = PyTuple_GetItem(*key, i);
    if (!is_basic(items[i])) return -1;
  }
  return n;
}

// advanced returns key as a tuple in which everything that stands for an array
// is one of ours.
static PyObject *advanced(PyObject *key) {
  PyObject *t = PyTuple_Check(key) ? key : PyTuple_Pack(1, key);
  if (!t) return NULL;
  if (t == key) Py_INCREF(t);
  Py_ssize_t n = PyTuple_Size(t);
  PyObject *r = PyTuple_New(n);
  for (Py_ssize_t i = 0; r && i < n; i++) {
    PyObject *x = PyTuple_GetItem(t, i), *y = x;
    if (is_basic(x) || is_subarray(x)) {
      Py_INCREF(y);
    } else if (PyBool_Check(x)) {
      y = scalar_array(x, AG_BOOL8);
    } else if (PyUnicode_Check(x) || PyFloat_Check(x)) {
      y = NULL;
      PyErr_Format(PyExc_IndexError,
                   "only integers, slices (`:`), ellipsis (`...`), None and integer or boolean arrays are valid indices, not %R", x);
    } else {
      PyObject *coerce = PyDict_GetItemString(hooks, "index_array");
      y = coerce ? PyObject_CallFunctionObjArgs(coerce, x, NULL) : NULL;
    }
    if (!y || PyTuple_SetItem(r, i, y) < 0) Py_CLEAR(r);
  }
  Py_DECREF(t);
  return r;
}

static PyObject *like(PyObject *result, PyObject *self) {
  if (!result || Py_TYPE(self) == ArrayType) return result;
  Array *a = (Array *)result;
  PyObject *v = (PyObject *)array_view(a, ArrayType, a->data, a->ndim, SHAPE(a), STRIDES(a));
  Py_DECREF(result);
  if (!v) return NULL;
  PyObject *hook = PyObject_GetAttrString(v, "_as");
  Py_DECREF(v);
  PyObject *r = hook ? PyObject_CallFunctionObjArgs(hook, (PyObject *)Py_TYPE(self), NULL) : NULL;
  Py_XDECREF(hook);
  return r;
}

// listed is a short list of indices as an array.
typedef struct listed {
  Array array;
  Py_ssize_t dims[2];
  int64_t indices[64];
} listed;

// index_in returns a key that is one of our arrays or a short list of integers, which list has room for. It
// returns NULL for any other.
static const Array *index_in(PyObject *key, listed *list) {
  if (is_array(key)) return (Array *)key;
  Py_ssize_t n = PyList_CheckExact(key) ? PyList_Size(key) : 0;
  if (n == 0 || n > (Py_ssize_t)(sizeof list->indices / sizeof *list->indices)) return NULL;
  for (Py_ssize_t i = 0; i < n; i++) {
    PyObject *o = PyList_GetItem(key, i);
    int overflow = 0;
    if (!PyLong_CheckExact(o)) return NULL;
    list->indices[i] = PyLong_AsLongLongAndOverflow(o, &overflow);
    if (overflow) return NULL;
  }
  list->array = (Array){.data = (char *)list->indices, .dtype = AG_INT64, .ndim = 1, .dims = list->dims};
  list->dims[0] = n;
  list->dims[1] = sizeof *list->indices;
  array_seal(&list->array);
  return &list->array;
}

// whole_axes reports whether the first items of a key are slices of whole axes.
static int whole_axes(const Array *a, PyObject *key, Py_ssize_t n) {
  for (Py_ssize_t i = 0; i < n; i++) {
    PyObject *item = PyTuple_GetItem(key, i);
    Py_ssize_t start, stop, step;
    if (!PySlice_Check(item)) return 0;
    if (PySlice_Unpack(item, &start, &stop, &step) < 0) {
      PyErr_Clear(); // Go knows which of the items is wrong first
      return 0;
    }
    if (PySlice_AdjustIndices(SHAPE(a)[i], &start, &stop, step) != SHAPE(a)[i] || step != 1) return 0;
  }
  return 1;
}

// picked_by returns what an array, or a list of integers, picks of an array, behind axes that are taken whole.
// It returns NULL where that is for Go to do.
static PyObject *picked_by(Array *a, PyObject *key) {
  listed list;
  if (PyTuple_Check(key)) {
    Py_ssize_t n = PyTuple_Size(key);
    if (n < 2 || n > a->ndim) return NULL;
    const Array *index = index_in(PyTuple_GetItem(key, n - 1), &list);
    return index && index->dtype != AG_BOOL8 && whole_axes(a, key, n - 1) ? array_columns(a, (int)n - 1, index) : NULL;
  }
  const Array *index = index_in(key, &list);
  if (!index) return NULL;
  return index->dtype == AG_BOOL8 ? array_masked(a, index) : array_picked(a, index, 0);
}

PyObject *array_subscript(PyObject *self, PyObject *key) {
  Array *a = (Array *)self;
  if (a->ndim == 1 && PyLong_Check(key) && !PyBool_Check(key)) {
    Py_ssize_t i = PyNumber_AsSsize_t(key, PyExc_IndexError);
    if (i == -1 && PyErr_Occurred()) return NULL;
    Py_ssize_t len = SHAPE(a)[0];
    if (i < -len || i >= len) {
      out_of_bounds(i, 0, len);
      return NULL;
    }
    return array_element(a, a->data + (i < 0 ? i + len : i) * STRIDES(a)[0]);
  }
  PyObject *items[2 * AG_MAX_DIMS];
  Py_ssize_t n = basic(&key, items);
  if (n >= 0) {
    part v;
    if (pick(a, items, n, &v) < 0) return NULL;
    if (v.element) return array_element(a, v.data);
    return (PyObject *)array_view(a, Py_TYPE(self), v.data, v.ndim, v.shape, v.strides);
  }
  PyObject *picked = is_array(self) ? picked_by(a, key) : NULL;
  if (picked || PyErr_Occurred()) return picked;
  PyObject *t = advanced(key);
  if (!t) return NULL;
  PyObject *args[2] = {self, t};
  PyObject *r = call_function("_getitem", 2, args);
  Py_DECREF(t);
  return like(r, self);
}

// array_for returns a value, a Python number or an array, as an array: a number
// becomes an element of the type of a.
static PyObject *array_for(const Array *a, PyObject *value) {
  if (is_scalar(value)) return scalar_array(value, a->dtype);
  Py_INCREF(value);
  return value;
}

// assign_part writes an array to the part v of an array, as assign_short does.
static int assign_part(Array *a, const part *v, PyObject *value) {
  if (!is_subarray(value)) return 0;
  Py_ssize_t room[2 * AG_MAX_DIMS];
  Array into = {.data = v->data, .dtype = a->dtype, .ndim = v->ndim, .dims = room};
  memcpy(SHAPE(&into), v->shape, v->ndim * sizeof *v->shape);
  memcpy(STRIDES(&into), v->strides, v->ndim * sizeof *v->strides);
  array_seal(&into);
  return assign_short(&into, (Array *)value);
}

// store writes a value, a Python number or an array, to the part v of an array.
static int store(Array *a, const part *v, PyObject *value) {
  int one = v->ndim == 0;
  if (one && is_scalar(value)) return element_store(v->data, a->dtype, value);
  if (one && is_array(value) && ((Array *)value)->ndim == 0 && ((Array *)value)->dtype == a->dtype) {
    memmove(v->data, ((Array *)value)->data, ag_dtypes[a->dtype].size);
    return 0;
  }
  PyObject *element = array_for(a, value);
  int done = element ? assign_part(a, v, element) : 0;
  if (done) {
    Py_DECREF(element);
    return done < 0 ? -1 : 0;
  }
  Array *into = element ? array_view(a, ArrayType, v->data, v->ndim, v->shape, v->strides) : NULL;
  PyObject *args[2] = {(PyObject *)into, element};
  PyObject *r = into ? call_function("_copyto_unsafe", 2, args) : NULL;
  Py_XDECREF((PyObject *)into);
  Py_XDECREF(element);
  Py_XDECREF(r);
  return r ? 0 : -1;
}

// value_for returns a value that is to be stored in a: a Python number, or an
// array. An array of one value is a number too where its type holds more than
// that of a, so that the value is checked as every number is.
static PyObject *value_for(Array *a, PyObject *value) {
  if (is_scalar(value)) {
    Py_INCREF(value);
    return value;
  }
  if (is_subarray(value)) {
    Py_INCREF(value);
  } else {
    PyObject *coerce = PyDict_GetItemString(hooks, "value_array");
    value = coerce ? PyObject_CallFunctionObjArgs(coerce, value, dtype_object(a->dtype), NULL) : NULL;
  }
  PyObject *number = value ? element_number((Array *)value, a->dtype) : NULL;
  if (!number) {
    if (PyErr_Occurred()) Py_CLEAR(value);
    return value;
  }
  Py_DECREF(value);
  return number;
}

int array_ass_subscript(PyObject *self, PyObject *key, PyObject *value) {
  Array *a = (Array *)self;
  if (!value) {
    PyErr_SetString(PyExc_ValueError, "cannot delete array elements");
    return -1;
  }
  if (a->flags & AG_READONLY) {
    PyErr_SetString(PyExc_ValueError, "assignment destination is read-only");
    return -1;
  }
  int nested = PyList_Check(value) || PyTuple_Check(value);
  value = value_for(a, value);
  if (!value) return -1;
  int result = -1;
  PyObject *items[2 * AG_MAX_DIMS];
  Py_ssize_t n = basic(&key, items);
  if (n >= 0) {
    part v;
    if (pick(a, items, n, &v) < 0)
      ;
    else if (v.element && nested)
      PyErr_SetString(PyExc_ValueError, "setting an array element with a sequence");
    else
      result = store(a, &v, value);
  } else {
    PyObject *element = array_for(a, value);
    if (element && is_array(key) && is_subarray(element) && array_put(a, (Array *)key, (Array *)element)) {
      Py_DECREF(element);
      Py_DECREF(value);
      return 0;
    }
    PyObject *t = element ? advanced(key) : NULL;
    PyObject *args[3] = {self, t, element};
    PyObject *r = t ? call_function("_setitem", 3, args) : NULL;
    result = r ? 0 : -1;
    Py_XDECREF(r);
    Py_XDECREF(element);
    Py_XDECREF(t);
  }
  Py_DECREF(value);
  return result;
}
