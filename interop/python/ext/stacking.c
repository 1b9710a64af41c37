// SPDX-License-Identifier: BSD-3-Clause

// Functions of Go that put arrays beside each other or repeat elements: C makes the results of the usual calls
// on few elements. They return NULL without an exception where they leave the call to Go.
#include "core.h"

static Array *first_of(PyObject *arrays) {
  PyObject *o = PyTuple_CheckExact(arrays) && PyTuple_Size(arrays) ? PyTuple_GetItem(arrays, 0) : NULL;
  return o && is_array(o) ? (Array *)o : NULL;
}

// tup, dtype, casting
PyObject *stack_columns(int n, PyObject *const *args) {
  const Array *first = first_of(args[0]);
  return first && args[1] == Py_None ? array_joined(args[0], first->ndim > 1) : NULL;
}

// tup, dtype, casting: arrays of one axis are rows, of one length.
PyObject *stack_rows(int n, PyObject *const *args) {
  const Array *first = first_of(args[0]);
  if (!first || args[1] != Py_None) return NULL;
  if (first->ndim > 1) return array_joined(args[0], 0);
  Py_ssize_t shape[2] = {PyTuple_Size(args[0]), first->size};
  for (Py_ssize_t i = 1; i < shape[0]; i++) {
    const Array *a = (Array *)PyTuple_GetItem(args[0], i);
    if (!is_array((PyObject *)a) || a->ndim != 1 || a->size != first->size) return NULL;
  }
  Array *z = (Array *)array_joined(args[0], 0);
  if (z) array_set_shape(z, 2, shape);
  return (PyObject *)z;
}

// joined_with_axes joins arrays of up to two axes that become three by axes of length 1: of an array of one axis the
// axis is the one that before says, of a matrix the last.
static PyObject *joined_with_axes(PyObject *arrays, int ndim, int before, Py_ssize_t axis) {
  if (!PyTuple_CheckExact(arrays)) return NULL;
  Py_ssize_t n = PyTuple_Size(arrays);
  PyObject *all = PyTuple_New(n), *r = NULL;
  for (Py_ssize_t i = 0; i < n && all; i++) {
    PyObject *o = PyTuple_GetItem(arrays, i), *x = NULL;
    if (is_array(o)) {
      Array *a = (Array *)o;
      if (a->ndim >= ndim) {
        x = Py_NewRef(o);
      } else if (a->ndim && a->flags & AG_C) {
        Py_ssize_t shape[3] = {1, 1, 1}, strides[3], size = ag_dtypes[a->dtype].size;
        memcpy(shape + (a->ndim == 1 ? before : 0), SHAPE(a), a->ndim * sizeof *shape);
        for (int k = ndim - 1; k >= 0; size *= shape[k--]) strides[k] = size;
        x = (PyObject *)array_view(a, ArrayType, a->data, ndim, shape, strides);
      }
    }
    if (!x || PyTuple_SetItem(all, i, x) < 0) Py_CLEAR(all);
  }
  if (all) r = array_joined(all, axis);
  Py_XDECREF(all);
  return r;
}

// tup: arrays of one axis are columns.
PyObject *stack_as_columns(int n, PyObject *const *args) { return joined_with_axes(args[0], 2, 0, 1); }

// tup: along the third axis, in which arrays of one axis are rows of depth 1.
PyObject *stack_deep(int n, PyObject *const *args) { return joined_with_axes(args[0], 3, 1, 2); }

// arrays: a list of arrays, not nested, along their last axis.
PyObject *stack_blocks(int n, PyObject *const *args) {
  if (!args[0] || !PyList_CheckExact(args[0])) return NULL;
  PyObject *all = PyList_AsTuple(args[0]);
  const Array *first = all ? first_of(all) : NULL;
  PyObject *r = first && first->ndim ? array_joined(all, first->ndim - 1) : NULL;
  Py_XDECREF(all);
  return r;
}

// begun_anew fills rows, each of so many bytes, with what rows of from, each of m bytes, have, as often as it fits.
static void begun_anew(char *to, Py_ssize_t bytes, const char *from, Py_ssize_t m, Py_ssize_t rows) {
  PyThreadState *thread = rows * bytes >= RELEASE_BYTES ? PyEval_SaveThread() : NULL;
  for (Py_ssize_t r = 0; r < rows; r++, to += bytes, from += m) {
    Py_ssize_t there = m < bytes ? m : bytes;
    move_bytes(to, from, there);
    for (Py_ssize_t more; there < bytes; there += more) { // what is there is as long as a multiple of the elements
      more = there < bytes - there ? there : bytes - there;
      move_bytes(to + there, to, more);
    }
  }
  if (thread) PyEval_RestoreThread(thread);
}

// a, new_shape: the elements in C order, begun anew at their end.
PyObject *stack_resized(int n, PyObject *const *args) {
  Py_ssize_t shape[AG_MAX_DIMS];
  if (!is_array(args[0]) || !(PyTuple_CheckExact(args[1]) || PyLong_CheckExact(args[1]))) return NULL;
  const Array *a = (Array *)args[0];
  int ndim = shape_parse(args[1], shape);
  if (ndim < 0) PyErr_Clear();
  if (ndim < 0 || !(a->flags & AG_C) || !a->size) return NULL;
  Py_ssize_t bytes = ag_dtypes[a->dtype].size, there = a->size * bytes;
  for (int i = 0; i < ndim; i++)
    if (shape[i] < 0 || __builtin_mul_overflow(bytes, shape[i], &bytes)) return NULL;
  if (bytes > MOST_BYTES) return NULL;
  Array *z = array_new(a->dtype, ndim, shape, 'C', 0);
  if (z && bytes) begun_anew(z->data, bytes, a->data, there, 1);
  return (PyObject *)z;
}

// A, reps: so many times along the last axis.
PyObject *stack_tiled(int n, PyObject *const *args) {
  enum { MOST_TILED = 4096 }; // rows, and times
  if (!args[0] || !args[1] || !is_array(args[0]) || Py_TYPE(args[1]) != &PyLong_Type) return NULL;
  const Array *a = (Array *)args[0];
  int overflow, last = a->ndim - 1;
  long long times = PyLong_AsLongLongAndOverflow(args[1], &overflow);
  if (last < 0 || overflow || times < 1 || times > MOST_TILED || !(a->flags & AG_C) || !a->size) return NULL;
  Py_ssize_t shape[AG_MAX_DIMS], rows = a->size / SHAPE(a)[last], row = SHAPE(a)[last] * ag_dtypes[a->dtype].size;
  if (rows > MOST_TILED || a->size > MOST_BYTES || a->size * ag_dtypes[a->dtype].size > MOST_BYTES / times) return NULL;
  memcpy(shape, SHAPE(a), a->ndim * sizeof *shape);
  shape[last] *= times;
  Array *z = array_new(a->dtype, a->ndim, shape, 'C', 0);
  if (z) begun_anew(z->data, row * times, a->data, row, rows);
  return (PyObject *)z;
}

// arr, values, axis
PyObject *stack_behind(int n, PyObject *const *args) {
  Py_ssize_t axis = 0;
  if (!is_array(args[0]) || !is_array(args[1])) return NULL;
  int flat = args[2] == Py_None;
  if (!flat) {
    if (!PyLong_CheckExact(args[2])) return NULL;
    axis = PyLong_AsSsize_t(args[2]);
    if (axis == -1 && PyErr_Occurred()) {
      PyErr_Clear();
      return NULL;
    }
  }
  PyObject *parts[2] = {NULL, NULL}, *both = NULL;
  for (int i = 0; i < 2; i++)
    if (!(parts[i] = flat && ((Array *)args[i])->ndim != 1 ? array_flat((Array *)args[i], 0) : Py_NewRef(args[i]))) break;
  if (parts[1]) both = PyTuple_Pack(2, parts[0], parts[1]);
  PyObject *r = both ? array_joined(both, axis) : NULL;
  Py_XDECREF(both);
  Py_XDECREF(parts[0]);
  Py_XDECREF(parts[1]);
  return r;
}

// The most elements of a result that C repeats, and the most passes over the result.
enum { MOST_REPEATED = 2048, MOST_PASSES = 8 };

// counts_of reads how often each of n elements is repeated, and returns their sum, -1 for what Go has to say.
static Py_ssize_t counts_of(const Array *counts, Py_ssize_t n, const int64_t **each) {
  if (counts->dtype != AG_INT64 || counts->ndim != 1 || counts->size != n || (counts->flags & (AG_C | AG_ALIGNED)) != (AG_C | AG_ALIGNED)) return -1;
  Py_ssize_t total = 0;
  *each = (int64_t *)counts->data;
  for (Py_ssize_t i = 0; i < n; i++) {
    if ((*each)[i] < 0 || (*each)[i] > MOST_REPEATED) return -1;
    total += (*each)[i];
  }
  return total;
}

// repeat_each writes each of n elements as often as its count says, which may have changed since they were added up to
// total. Four are written whatever the count is, where there is room: to look at it would be a branch that the CPU
// guesses wrong. What is too much is written over by the elements that follow.
static void repeat_each(char *to, Py_ssize_t total, const char *from, Py_ssize_t step, const int64_t *each, Py_ssize_t n, int size) {
  enum { ALWAYS = 4 };
  for (Py_ssize_t i = 0; i < n; i++) {
    Py_ssize_t m = each[i];
    m = m < 0 ? 0 : m < total ? m : total;
    const char *x = from + i * step;
#define WRITE(word)                                          \
  {                                                          \
    word v;                                                  \
    memcpy(&v, x, sizeof v);                                 \
    word four[ALWAYS] = {v, v, v, v};                        \
    memcpy(to, four, sizeof four);                           \
  }
    Py_ssize_t done = 0;
    if (total >= ALWAYS && size <= 8) {
      switch (size) {
      case 1: WRITE(uint8_t) break;
      case 2: WRITE(uint16_t) break;
      case 4: WRITE(uint32_t) break;
      case 8: WRITE(uint64_t) break;
      }
      done = ALWAYS;
    }
#undef WRITE
    if (m > done) move_row(to + done * size, size, x, 0, m - done, size);
    to += m * size;
    total -= m;
  }
}

// a, repeats, axis: the elements of one axis, or of all in C order.
PyObject *stack_repeated(int n, PyObject *const *args) {
  Array *a = (Array *)args[0];
  if (!is_array(args[0]) || (a->ndim != 1 && (args[2] != Py_None || !(a->flags & AG_C)))) return NULL;
  if (args[2] != Py_None && (!PyLong_CheckExact(args[2]) || !(PyLong_AsLong(args[2]) == 0 || PyLong_AsLong(args[2]) == -1))) {
    PyErr_Clear();
    return NULL;
  }
  if (PyErr_Occurred() || a->size > MOST_REPEATED) {
    PyErr_Clear();
    return NULL;
  }
  const int64_t *each = NULL;
  Py_ssize_t count = 0, total;
  if (is_array(args[1])) {
    total = counts_of((Array *)args[1], a->size, &each);
  } else {
    if (!PyLong_CheckExact(args[1])) return NULL;
    int overflow;
    count = PyLong_AsLongLongAndOverflow(args[1], &overflow);
    if (overflow || count < 0 || count > MOST_PASSES) return NULL;
    total = count * a->size;
  }
  if (total < 0 || total > MOST_REPEATED) return NULL;
  Array *z = array_new(a->dtype, 1, &total, 'C', 0);
  if (!z) return NULL;
  int size = ag_dtypes[a->dtype].size;
  Py_ssize_t step = a->ndim == 1 ? STRIDES(a)[0] : size;
  char *to = z->data;
  for (Py_ssize_t i = 0; i < count; i++) move_row(to + i * size, count * size, a->data, step, a->size, size);
  if (each) repeat_each(to, total, a->data, step, each, a->size, size);
  return (PyObject *)z;
}

// a, b, out: the products of each element of a with each of b.
PyObject *stack_outer(int n, PyObject *const *args) {
  static int multiply = -1;
  enum { MOST_OUTER = 1024 };
  if (!is_array(args[0]) || !is_array(args[1]) || args[2] != Py_None) return NULL;
  Array *x = (Array *)args[0], *y = (Array *)args[1];
  if (x->ndim != 1 || y->ndim != 1 || x->size > MOST_OUTER || x->size * y->size > MOST_OUTER) return NULL;
  if (multiply < 0) multiply = ufunc_number("multiply");
  Py_ssize_t shape[2] = {x->size, 1}, strides[2] = {STRIDES(x)[0], 0};
  PyObject *column = (PyObject *)array_view(x, ArrayType, x->data, 2, shape, strides);
  PyObject *r = column ? ufunc_binary(multiply, column, args[1], NULL) : NULL;
  Py_XDECREF(column);
  return r;
}
