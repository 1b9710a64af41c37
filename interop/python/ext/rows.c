// SPDX-License-Identifier: BSD-3-Clause

// Functions that compare or add elements, of few elements: Go gets their addresses, and
// describes no arrays. Each gets its arguments in the order of its parameters, NULL for
// those that are not given, and returns NULL without an exception where it leaves the call
// to the general function: all but arrays in C order, along their only axis or all of them.
#include "core.h"

// The elements up to which rows are taken, as many as hold the GIL, and the most rows that may be
// sorted one by one.
enum { MOST_IN_ROW = 32 << 10, MOST_ROWS = 18 };

// The bytes up to which flags are packed and unpacked in a call that answers no signals.
enum { MOST_FLAGS = 8 << 20 };

static int falsehood(PyObject *o) { return !o || o == Py_False; }

// row_within returns an array whose elements are a row, up to so many, NULL for all else.
static Array *row_within(PyObject *o, Py_ssize_t most) {
  if (!o || !is_array(o)) return NULL;
  Array *a = (Array *)o;
  return (a->flags & (AG_C | AG_ALIGNED)) == (AG_C | AG_ALIGNED) && a->size > 0 && a->size <= most ? a : NULL;
}

static Array *row_of(PyObject *o) { return row_within(o, MOST_IN_ROW); }

// axis_is reports whether an argument names the only axis of an array.
static int axis_is(PyObject *o, const Array *a) {
  if (a->ndim != 1 || Py_TYPE(o) != &PyLong_Type) return 0;
  int overflow;
  long long axis = PyLong_AsLongLongAndOverflow(o, &overflow);
  return axis == 0 || (axis == -1 && !overflow);
}

// row_begin makes a call of a function over the elements of an array.
static void row_begin(agRowCall *c, int function, const Array *a) {
  call_begin(&c->call);
  memset(&c->function, 0, sizeof *c - offsetof(agRowCall, function));
  c->function = function;
  c->dtype = ag_dtypes[a->dtype].number;
  c->x = a->data;
  c->n = a->size;
}

// row_run makes the call. It returns 0 where there is none of rows, or an exception.
static int row_run(agRowCall *c, int64_t work) {
  int ok = enter_row(c, work) == 0;
  call_free(&c->call);
  return ok && c->result != AG_NO_ROW;
}

// into gives a call a new array of int64 for its result.
static Array *into(agRowCall *c, int ndim, const Py_ssize_t *shape) {
  Array *z = array_new(AG_INT64, ndim, shape, 'C', 0);
  if (!z) return NULL;
  c->out = z->data;
  c->count = z->size;
  return z;
}

// rows_along sets a call to the rows of an array along an axis, the last where it is NULL: rows that lie one after the
// other, or the columns of a matrix. It returns 0 where they are neither.
static int rows_along(agRowCall *c, const Array *a, PyObject *axis_o) {
  int overflow = 0;
  long long axis = !axis_o ? -1 : Py_TYPE(axis_o) == &PyLong_Type ? PyLong_AsLongLongAndOverflow(axis_o, &overflow) : a->ndim;
  if (overflow || axis < -a->ndim || axis >= a->ndim) return 0;
  if (axis < 0) axis += a->ndim;
  c->columns = axis != a->ndim - 1;
  if (c->columns && a->ndim != 2) return 0;
  c->n = SHAPE(a)[axis];
  c->rows = a->size / c->n;
  return 1;
}

// sorted: a, axis, kind, order, descending, stable.
static PyObject *sorted(PyObject *const *v, int function) {
  Array *a = row_of(v[0]), *z;
  if (!a || !none(v[2]) || !none(v[3]) || !falsehood(v[4]) || !(none(v[5]) || PyBool_Check(v[5]))) return NULL;
  agRowCall c;
  row_begin(&c, function, a);
  if (!rows_along(&c, a, v[1])) return NULL;
  if (function == AG_ROW_SORT) {
    if (c.rows > MOST_ROWS && !c.columns) return NULL; // Go sorts many rows as the columns of a matrix
    if (!(z = (Array *)array_copied(a, a->dtype, 'C'))) return NULL;
    c.x = z->data;
  } else if (c.columns || !(z = into(&c, a->ndim, SHAPE(a)))) {
    return NULL;
  }
  if (!row_run(&c, a->size)) Py_CLEAR(z);
  return (PyObject *)z;
}

PyObject *row_sort(int n, PyObject *const *v) { return sorted(v, AG_ROW_SORT); }
PyObject *row_argsort(int n, PyObject *const *v) { return sorted(v, AG_ROW_ARGSORT); }

// partitioned: a, kth, axis, kind, order.
static PyObject *partitioned(PyObject *const *v, int function) {
  Array *a = row_of(v[0]), *z;
  if (!a || a->ndim != 1 || v[3] || !none(v[4]) || (v[2] && !axis_is(v[2], a)) || !v[1] || Py_TYPE(v[1]) != &PyLong_Type) return NULL;
  int overflow;
  long long place = PyLong_AsLongLongAndOverflow(v[1], &overflow);
  if (place < 0) place += a->size;
  if (overflow || place < 0 || place >= a->size) return NULL;
  agRowCall c;
  row_begin(&c, function, a);
  c.place = place;
  if (function == AG_ROW_PARTITION) {
    if (!(z = (Array *)array_copied(a, a->dtype, 'C'))) return NULL;
    c.x = z->data;
  } else if (!(z = into(&c, 1, SHAPE(a)))) {
    return NULL;
  }
  if (!row_run(&c, a->size)) Py_CLEAR(z);
  return (PyObject *)z;
}

PyObject *row_partition(int n, PyObject *const *v) { return partitioned(v, AG_ROW_PARTITION); }
PyObject *row_argpartition(int n, PyObject *const *v) { return partitioned(v, AG_ROW_ARGPARTITION); }

// distinct returns those of the elements of an array, of any number of axes.
static PyObject *distinct(Array *a, int join) {
  Array *all = a ? (Array *)array_flat(a, 1) : NULL, *z = NULL;
  if (!all) return NULL;
  agRowCall c;
  row_begin(&c, AG_ROW_UNIQUE, all);
  c.join = join;
  if (row_run(&c, all->size)) {
    Py_ssize_t count = c.result;
    if (count == all->size) return (PyObject *)all;
    if ((z = array_new(all->dtype, 1, &count, 'C', 0))) memcpy(z->data, all->data, count * ag_dtypes[all->dtype].size);
  }
  Py_DECREF(all);
  return (PyObject *)z;
}

PyObject *row_unique_values(int n, PyObject *const *v) { return distinct(row_of(v[0]), 0); }

// ar, return_index, return_inverse, return_counts, axis, equal_nan
PyObject *row_unique(int n, PyObject *const *v) {
  if (!falsehood(v[1]) || !falsehood(v[2]) || !falsehood(v[3]) || !none(v[4]) || (v[5] && v[5] != Py_True && v[5] != Py_False)) return NULL;
  return distinct(row_of(v[0]), v[5] != Py_False);
}

static int bits_of(int64_t n) {
  int bits = 0;
  for (; n; n >>= 1) bits++;
  return bits;
}

// found_in returns where in a row of one axis the elements of values belong, whose shape the result has.
static PyObject *found_in(const Array *row, int function, const Array *values, const char *cell, int right) {
  agRowCall c;
  row_begin(&c, function, row);
  c.values = values ? values->data : (char *)cell;
  c.right = right;
  Array *z = into(&c, values ? values->ndim : 0, values ? SHAPE(values) : NULL);
  if (z && !row_run(&c, c.count * bits_of(row->size))) Py_CLEAR(z);
  return (PyObject *)z;
}

// a, v, side, sorter
PyObject *row_searchsorted(int n, PyObject *const *v) {
  const Array *row = row_within(v[0], PY_SSIZE_T_MAX), *values = row_of(v[1]);
  union { char bytes[16]; double align; } cell;
  if (!row || row->ndim != 1 || !none(v[3]) || !v[1]) return NULL;
  if (values ? values->dtype != row->dtype : !number_store(cell.bytes, v[1], row->dtype)) return NULL;
  int right = 0;
  if (v[2]) {
    if (!PyUnicode_CheckExact(v[2])) return NULL;
    right = !PyUnicode_CompareWithASCIIString(v[2], "right");
    if (!right && PyUnicode_CompareWithASCIIString(v[2], "left")) return NULL;
  }
  return found_in(row, AG_ROW_SEARCHSORTED, values, cell.bytes, right);
}

// x, bins, right
PyObject *row_digitize(int n, PyObject *const *v) {
  const Array *values = row_of(v[0]), *bins = row_of(v[1]);
  if (!values || !bins || bins->ndim != 1 || values->dtype != bins->dtype || ag_dtypes[bins->dtype].kind == 'c') return NULL;
  if (v[2] && !PyBool_Check(v[2])) return NULL;
  return found_in(bins, AG_ROW_DIGITIZE, values, NULL, v[2] == Py_True);
}

// bits_of_flags packs the elements of an array to bits, or makes flags of its bits: all of them, or of a row those along
// its axis. count is None or how many flags there are.
static PyObject *bits_of_flags(int function, PyObject *array, PyObject *axis, PyObject *count, PyObject *order) {
  const Array *a = row_within(array, MOST_FLAGS);
  if (!a || ag_dtypes[a->dtype].size != 1 || !(none(axis) || axis_is(axis, a)) || !none(count) || (order && !PyUnicode_CheckExact(order))) return NULL;
  if (function == AG_ROW_PACK ? !strchr("biu", ag_dtypes[a->dtype].kind) : a->dtype != AG_UINT8) return NULL;
  int little = order && !PyUnicode_CompareWithASCIIString(order, "little");
  if (order && !little && PyUnicode_CompareWithASCIIString(order, "big")) return NULL;
  Py_ssize_t n = function == AG_ROW_PACK ? (a->size + 7) / 8 : 8 * a->size;
  agRowCall c;
  row_begin(&c, function, a);
  Array *z = array_new(AG_UINT8, 1, &n, 'C', 0);
  if (!z) return NULL;
  c.out = z->data;
  c.count = n;
  c.right = little;
  if (!row_run(&c, a->size)) Py_CLEAR(z);
  return (PyObject *)z;
}

// a, axis, bitorder
PyObject *row_packbits(int n, PyObject *const *v) { return bits_of_flags(AG_ROW_PACK, v[0], v[1], NULL, v[2]); }

// a, axis, count, bitorder
PyObject *row_unpackbits(int n, PyObject *const *v) { return bits_of_flags(AG_ROW_UNPACK, v[0], v[1], v[2], v[3]); }

// number_of returns an array without axes.
static PyObject *number_of(int64_t number) {
  Array *z = array_new(AG_INT64, 0, NULL, 'C', 0);
  if (z) *(int64_t *)z->data = number;
  return (PyObject *)z;
}

// number_in returns a number that a function over a row finds, as an array without axes.
static PyObject *number_in(const Array *a, int function) {
  agRowCall c;
  row_begin(&c, function, a);
  return row_run(&c, a->size) ? number_of(c.result) : NULL;
}

// extreme: a, axis, out, keepdims.
static PyObject *extreme(PyObject *const *v, int function) {
  const Array *a = row_of(v[0]);
  if (!a || !none(v[2]) || !falsehood(v[3])) return NULL;
  agRowCall c;
  row_begin(&c, function, a);
  if (!none(v[1]) && (!rows_along(&c, a, v[1]) || c.columns)) return NULL;
  Array *z = into(&c, none(v[1]) ? 0 : a->ndim - 1, SHAPE(a));
  if (z && !row_run(&c, a->size)) Py_CLEAR(z);
  return (PyObject *)z;
}

PyObject *row_argmax(int n, PyObject *const *v) { return extreme(v, AG_ROW_ARGMAX); }
PyObject *row_argmin(int n, PyObject *const *v) { return extreme(v, AG_ROW_ARGMIN); }

// a, axis, keepdims
PyObject *row_count_nonzero(int n, PyObject *const *v) {
  const Array *a = row_of(v[0]);
  if (!a || !(none(v[1]) || axis_is(v[1], a)) || !falsehood(v[2])) return NULL;
  Py_ssize_t count = kernel_counts(a->dtype, a->data, a->size);
  return count < 0 ? number_in(a, AG_ROW_COUNT_NONZERO) : number_of(count);
}

PyObject *row_flatnonzero(int n, PyObject *const *v) {
  const Array *a = row_of(v[0]);
  if (!a) return NULL;
  agRowCall c;
  Py_ssize_t count = kernel_counts(a->dtype, a->data, a->size);
  if (count < 0) {
    row_begin(&c, AG_ROW_COUNT_NONZERO, a);
    if (!row_run(&c, a->size)) return NULL;
    count = c.result;
  }
  row_begin(&c, AG_ROW_NONZERO, a);
  Array *z = into(&c, 1, &count);
  if (!z || !count) return (PyObject *)z;
  if (!row_run(&c, a->size)) {
    Py_CLEAR(z);
  } else if (c.result < count) { // elements became zero meanwhile
    memset(z->data + c.result * 8, 0, (count - c.result) * 8);
  }
  return (PyObject *)z;
}

PyObject *row_nonzero(int n, PyObject *const *v) {
  const Array *a = row_of(v[0]);
  PyObject *z = a && a->ndim == 1 ? row_flatnonzero(n, v) : NULL;
  if (!z) return NULL;
  PyObject *r = PyTuple_Pack(1, z);
  Py_DECREF(z);
  return r;
}

// a: the indices of a row as a column of one.
PyObject *row_argwhere(int n, PyObject *const *v) {
  const Array *a = row_of(v[0]);
  Array *z = a && a->ndim == 1 ? (Array *)row_flatnonzero(n, v) : NULL;
  if (z) array_set_shape(z, 2, (Py_ssize_t[]){z->size, 1});
  return (PyObject *)z;
}

// cumulated returns the sums or products of a row of bools, integers or floats. Where they may meet a condition Go finds it,
// and leaves the row to the general function.
static PyObject *cumulated(PyObject *const *v, int function) {
  Array *a = row_of(v[0]), *z;
  if (!a || a->ndim != 1 || !(none(v[1]) || axis_is(v[1], a)) || !none(v[2]) || !none(v[3])) return NULL;
  int dtype = a->dtype;
  switch (ag_dtypes[dtype].kind) {
  case 'b':
  case 'i': dtype = AG_INT64; break;
  case 'u': dtype = AG_UINT64; break;
  case 'f':
    if (ag_dtypes[dtype].size >= 4) break;
    // fall through
  default: return NULL;
  }
  agRowCall c;
  row_begin(&c, function, a);
  if (!(z = array_new(dtype, 1, SHAPE(a), 'C', 0))) return NULL;
  c.out = z->data;
  c.count = z->size;
  if (!row_run(&c, a->size)) Py_CLEAR(z);
  return (PyObject *)z;
}

// row_rounded returns elements that lie without gaps, in any order of the axes, rounded to decimals. Where that may meet a
// condition Go finds it, and leaves the row to the general function.
PyObject *row_rounded(Array *a, int decimals) {
  if (!a->size || a->size > MOST_IN_ROW || !(a->flags & AG_ALIGNED) || !one_run(a, a)) return NULL;
  Array *z = array_new_like(a, a->dtype, a->ndim, SHAPE(a), 'K', 0);
  if (!z) return NULL;
  agRowCall c;
  row_begin(&c, AG_ROW_ROUND, a);
  c.out = z->data;
  c.place = decimals;
  if (!one_run(a, z) || !row_run(&c, a->size)) Py_CLEAR(z);
  return (PyObject *)z;
}

// x, axis, dtype, out, include_initial
PyObject *row_cumulative_sum(int n, PyObject *const *v) { return falsehood(v[4]) ? cumulated(v, AG_ROW_CUMULATIVE_SUM) : NULL; }
PyObject *row_cumulative_prod(int n, PyObject *const *v) { return falsehood(v[4]) ? cumulated(v, AG_ROW_CUMULATIVE_PROD) : NULL; }

// a, axis, dtype, out
PyObject *row_cumsum(int n, PyObject *const *v) { return cumulated(v, AG_ROW_CUMULATIVE_SUM); }
PyObject *row_cumprod(int n, PyObject *const *v) { return cumulated(v, AG_ROW_CUMULATIVE_PROD); }

// x, weights, minlength
PyObject *row_bincount(int n, PyObject *const *v) {
  const Array *a = row_of(v[0]);
  if (!a || a->ndim != 1 || a->dtype == AG_UINT64 || !strchr("biu", ag_dtypes[a->dtype].kind) || !none(v[1]) || v[2]) return NULL;
  agRowCall c;
  row_begin(&c, AG_ROW_GREATEST, a);
  if (!row_run(&c, a->size) || c.result >= MOST_IN_ROW) return NULL;
  Py_ssize_t count = c.result + 1;
  row_begin(&c, AG_ROW_COUNT, a);
  Array *z = into(&c, 1, &count);
  if (!z) return NULL;
  memset(z->data, 0, count * 8);
  if (!row_run(&c, a->size)) Py_CLEAR(z);
  return (PyObject *)z;
}

// The most arrays that are keys, or indices along axes: maxAxes of package bridge.
enum { MOST_LISTS = 8 };

// rows_of_tuple writes the arrays of a tuple or list to rows, of which all are rows and have one shape, and returns how many
// there are, 0 where it is another object. The tuple that keeps them is the caller's to drop.
static int rows_of_tuple(PyObject *o, Array **rows, PyObject **kept) {
  *kept = NULL;
  if (!o || !(PyTuple_CheckExact(o) || PyList_CheckExact(o))) return 0;
  if (!(*kept = PyTuple_CheckExact(o) ? Py_NewRef(o) : PyList_AsTuple(o))) return 0;
  Py_ssize_t n = PyTuple_Size(*kept);
  if (n < 1 || n > MOST_LISTS) return 0;
  for (Py_ssize_t i = 0; i < n; i++) {
    Array *a = rows[i] = row_of(PyTuple_GetItem(*kept, i));
    if (!a || a->ndim != rows[0]->ndim || memcmp(SHAPE(a), SHAPE(rows[0]), a->ndim * sizeof *SHAPE(a))) return 0;
  }
  return (int)n;
}

// keys, axis
PyObject *row_lexsort(int nargs, PyObject *const *v) {
  Array *keys[MOST_LISTS], *z = NULL;
  PyObject *kept;
  void *list[MOST_LISTS];
  uint64_t types[MOST_LISTS];
  int n = rows_of_tuple(v[0], keys, &kept);
  if (n && keys[0]->ndim == 1 && (!v[1] || axis_is(v[1], keys[0]))) {
    agRowCall c;
    row_begin(&c, AG_ROW_LEXSORT, keys[0]);
    for (int i = 0; i < n; i++) list[i] = keys[i]->data, types[i] = ag_dtypes[keys[i]->dtype].number;
    c.list = list;
    c.types = types;
    c.nlist = n;
    z = into(&c, 1, SHAPE(keys[0]));
    if (z && !row_run(&c, n * keys[0]->size)) Py_CLEAR(z);
  }
  Py_XDECREF(kept);
  return (PyObject *)z;
}

// lengths_of reads a tuple of lengths, and returns how many there are, 0 where it is none or there are too many.
static int lengths_of(PyObject *o, int64_t *lengths) {
  Py_ssize_t n = o && PyTuple_CheckExact(o) ? PyTuple_Size(o) : 0;
  if (n > MOST_LISTS) return 0;
  for (Py_ssize_t i = 0; i < n; i++) {
    PyObject *length = PyTuple_GetItem(o, i);
    int overflow = 0;
    if (Py_TYPE(length) != &PyLong_Type) return 0;
    lengths[i] = PyLong_AsLongLongAndOverflow(length, &overflow);
    if (overflow || lengths[i] < 0) return 0;
  }
  return (int)n;
}

// order_of returns 'C' or 'F' for an order that is one, 0 for any other object.
static int order_of(PyObject *o) {
  if (!o) return 'C';
  if (!PyUnicode_CheckExact(o)) return 0;
  return !PyUnicode_CompareWithASCIIString(o, "C") ? 'C' : !PyUnicode_CompareWithASCIIString(o, "F") ? 'F' : 0;
}

// indices_of returns an array of integers as one of int64, with a use of its own; NULL for another one, or with an exception.
static Array *indices_of(Array *a) {
  if (a->dtype == AG_INT64) return (Array *)Py_NewRef((PyObject *)a);
  return strchr("iu", ag_dtypes[a->dtype].kind) ? (Array *)array_copied(a, AG_INT64, 'C') : NULL;
}

// multi_index, dims, mode, order
PyObject *row_ravel_multi_index(int nargs, PyObject *const *v) {
  Array *arrays[MOST_LISTS], *indices[MOST_LISTS], *z = NULL;
  PyObject *kept;
  void *list[MOST_LISTS];
  int64_t lengths[MOST_LISTS];
  int n = rows_of_tuple(v[0], arrays, &kept), made = 0, order = order_of(v[3]);
  if (n && order && lengths_of(v[1], lengths) == n && (!v[2] || (PyUnicode_CheckExact(v[2]) && !PyUnicode_CompareWithASCIIString(v[2], "raise")))) {
    while (made < n && (indices[made] = indices_of(arrays[made]))) list[made] = indices[made]->data, made++;
    if (made == n) {
      agRowCall c;
      row_begin(&c, AG_ROW_RAVEL_MULTI_INDEX, indices[0]);
      c.list = list;
      c.lengths = lengths;
      c.nlist = n;
      c.fortran = order == 'F';
      z = into(&c, arrays[0]->ndim, SHAPE(arrays[0]));
      if (z && !row_run(&c, n * c.n)) Py_CLEAR(z);
    }
  }
  while (made) Py_DECREF(indices[--made]);
  Py_XDECREF(kept);
  return (PyObject *)z;
}

// indices, shape, order
PyObject *row_unravel_index(int nargs, PyObject *const *v) {
  Array *a = row_of(v[0]), *indices;
  int64_t lengths[MOST_LISTS];
  void *list[MOST_LISTS];
  int n = lengths_of(v[1], lengths), order = order_of(v[2]);
  if (!a || !n || !order || !(indices = indices_of(a))) return NULL;
  PyObject *all = PyTuple_New(n);
  for (int i = 0; i < n && all; i++) {
    Array *z = array_new(AG_INT64, a->ndim, SHAPE(a), 'C', 0);
    if (z) PyTuple_SetItem(all, i, (PyObject *)z), list[i] = z->data;
    else Py_CLEAR(all);
  }
  if (all) {
    agRowCall c;
    row_begin(&c, AG_ROW_UNRAVEL_INDEX, indices);
    c.list = list;
    c.lengths = lengths;
    c.nlist = n;
    c.fortran = order == 'F';
    if (!row_run(&c, n * c.n)) Py_CLEAR(all);
  }
  Py_DECREF(indices);
  return all;
}

// x, xp, fp, left, right, period
PyObject *row_interp(int nargs, PyObject *const *v) {
  Array *x = row_of(v[0]), *points = row_of(v[1]), *values = row_of(v[2]), *z;
  if (!x || !points || !values || !none(v[3]) || !none(v[4]) || !none(v[5])) return NULL;
  if (x->dtype != AG_FLOAT64 || points->dtype != AG_FLOAT64 || values->dtype != AG_FLOAT64) return NULL;
  if (points->ndim != 1 || values->ndim != 1 || points->size != values->size) return NULL;
  agRowCall c;
  row_begin(&c, AG_ROW_INTERP, x);
  void *list[] = {points->data, values->data};
  c.list = list;
  c.nlist = 2;
  if (!(z = array_new(AG_FLOAT64, x->ndim, SHAPE(x), 'C', 0))) return NULL;
  c.out = z->data;
  c.count = points->size;
  if (!row_run(&c, x->size * bits_of(points->size))) Py_CLEAR(z);
  return (PyObject *)z;
}

// a
PyObject *row_sort_complex(int nargs, PyObject *const *v) {
  PyObject *const arguments[6] = {v[0]};
  Array *z = (Array *)row_sort(6, arguments);
  if (!z || ag_dtypes[z->dtype].kind == 'c') return (PyObject *)z;
  int narrow = strchr("iu", ag_dtypes[z->dtype].kind) && ag_dtypes[z->dtype].size <= 2;
  PyObject *r = array_copied(z, narrow ? AG_COMPLEX64 : AG_COMPLEX128, 'C');
  Py_DECREF(z);
  return r;
}
