// SPDX-License-Identifier: BSD-3-Clause

// Functions of Go whose results are views: C makes them for the usual arguments, from lengths and
// strides alone. They return NULL without an exception where they leave the call to Go, which also
// says what is wrong with one.
#include "core.h"

typedef struct View {
  Array *of;
  char *data;
  int ndim;
  Py_ssize_t shape[AG_MAX_DIMS], strides[AG_MAX_DIMS];
} View;

// view_begin describes an array of ours as it is, 0 for other objects.
static int view_begin(View *v, PyObject *o) {
  if (!is_array(o)) return 0;
  v->of = (Array *)o;
  v->data = v->of->data;
  v->ndim = v->of->ndim;
  memcpy(v->shape, SHAPE(v->of), v->ndim * sizeof *v->shape);
  memcpy(v->strides, STRIDES(v->of), v->ndim * sizeof *v->strides);
  return 1;
}

static PyObject *view_end(const View *v) { return (PyObject *)array_view(v->of, ArrayType, v->data, v->ndim, v->shape, v->strides); }

static PyObject *view_readonly(const View *v) {
  PyObject *r = view_end(v);
  if (r) ((Array *)r)->flags |= AG_READONLY;
  return r;
}

// add_axis puts an axis behind those that a view has.
static void add_axis(View *v, Py_ssize_t length, Py_ssize_t stride) {
  v->shape[v->ndim] = length;
  v->strides[v->ndim++] = stride;
}

// length_of reads an integer, 0 for other objects.
static int length_of(PyObject *o, Py_ssize_t *n) {
  if (!PyLong_CheckExact(o)) return 0;
  int overflow;
  long long v = PyLong_AsLongLongAndOverflow(o, &overflow);
  *n = (Py_ssize_t)v;
  return !overflow && *n == v;
}

// axis_of reads an axis of ndim, which may count from the end; -1 for what is none.
static int axis_of(PyObject *o, int ndim) {
  Py_ssize_t n;
  if (!length_of(o, &n) || n < -ndim || n >= ndim) return -1;
  return (int)(n < 0 ? n + ndim : n);
}

// axes_of reads an axis or a tuple of different ones and returns how many there are, 0 for none and
// for what are none.
static int axes_of(PyObject *o, int ndim, int *axes, uint64_t *set) {
  int one = PyLong_CheckExact(o);
  Py_ssize_t n = one ? 1 : PyTuple_CheckExact(o) ? PyTuple_Size(o) : 0;
  *set = 0;
  if (n > ndim) return 0;
  for (Py_ssize_t i = 0; i < n; i++) {
    int axis = axis_of(one ? o : PyTuple_GetItem(o, i), ndim);
    if (axis < 0 || *set >> axis & 1) return 0;
    axes[i] = axis;
    *set |= (uint64_t)1 << axis;
  }
  return (int)n;
}

static void reverse_axis(View *v, int axis) {
  if (v->of->size) v->data += (v->shape[axis] - 1) * v->strides[axis];
  v->strides[axis] = -v->strides[axis];
}

static void swap_axes(View *v, int i, int j) {
  Py_ssize_t length = v->shape[i], stride = v->strides[i];
  v->shape[i] = v->shape[j];
  v->strides[i] = v->strides[j];
  v->shape[j] = length;
  v->strides[j] = stride;
}

// permute makes axis i of the view axis order[i] of its array.
static void permute(View *v, const int *order) {
  for (int i = 0; i < v->ndim; i++) {
    v->shape[i] = SHAPE(v->of)[order[i]];
    v->strides[i] = STRIDES(v->of)[order[i]];
  }
}

// a, axes
static PyObject *view_permute_dims(int n, PyObject *const *args) {
  View v;
  int order[AG_MAX_DIMS];
  uint64_t set;
  if (!view_begin(&v, args[0])) return NULL;
  if (args[1] == Py_None)
    for (int i = 0; i < v.ndim; i++) order[i] = v.ndim - 1 - i;
  else if (!PyTuple_CheckExact(args[1]) || PyTuple_Size(args[1]) != v.ndim || axes_of(args[1], v.ndim, order, &set) != v.ndim)
    return NULL;
  permute(&v, order);
  return view_end(&v);
}

// a, axis1, axis2
static PyObject *view_swapaxes(int n, PyObject *const *args) {
  View v;
  if (!view_begin(&v, args[0])) return NULL;
  int i = axis_of(args[1], v.ndim), j = axis_of(args[2], v.ndim);
  if (i < 0 || j < 0) return NULL;
  swap_axes(&v, i, j);
  return view_end(&v);
}

// x
static PyObject *view_matrix_transpose(int n, PyObject *const *args) {
  View v;
  if (!view_begin(&v, args[0]) || v.ndim < 2) return NULL;
  swap_axes(&v, v.ndim - 2, v.ndim - 1);
  return view_end(&v);
}

// a, axis, start: the axis comes before the one that start names.
static PyObject *view_rollaxis(int n, PyObject *const *args) {
  View v;
  Py_ssize_t start;
  int order[AG_MAX_DIMS];
  if (!view_begin(&v, args[0]) || !length_of(args[2], &start)) return NULL;
  int from = axis_of(args[1], v.ndim);
  if (start < 0) start += v.ndim;
  if (from < 0 || start < 0 || start > v.ndim) return NULL;
  int to = (int)start - (from < start);
  for (int i = 0, axis = 0; i < v.ndim; i++) {
    if (axis == from) axis++;
    order[i] = i == to ? from : axis++;
  }
  permute(&v, order);
  return view_end(&v);
}

// a, source, destination
static PyObject *view_moveaxis(int n, PyObject *const *args) {
  View v;
  int from[AG_MAX_DIMS], to[AG_MAX_DIMS], order[AG_MAX_DIMS];
  uint64_t taken, filled;
  if (!view_begin(&v, args[0])) return NULL;
  int count = axes_of(args[1], v.ndim, from, &taken);
  if (!count || axes_of(args[2], v.ndim, to, &filled) != count) return NULL;
  for (int i = 0; i < count; i++) order[to[i]] = from[i];
  for (int i = 0, axis = 0; i < v.ndim; i++) {
    if (filled >> i & 1) continue;
    while (taken >> axis & 1) axis++;
    order[i] = axis++;
  }
  permute(&v, order);
  return view_end(&v);
}

// a, axis
static PyObject *view_expand_dims(int n, PyObject *const *args) {
  View v;
  int axes[AG_MAX_DIMS];
  uint64_t set;
  if (!view_begin(&v, args[0])) return NULL;
  int ndim = v.ndim + (PyTuple_CheckExact(args[1]) ? (int)PyTuple_Size(args[1]) : 1);
  if (ndim > AG_MAX_DIMS || !axes_of(args[1], ndim, axes, &set)) return NULL;
  v.ndim = 0;
  for (int i = 0, from = 0; i < ndim; i++) {
    if (set >> i & 1) {
      add_axis(&v, 1, 0);
    } else {
      add_axis(&v, SHAPE(v.of)[from], STRIDES(v.of)[from]);
      from++;
    }
  }
  return view_end(&v);
}

// a, axis
static PyObject *view_squeeze(int n, PyObject *const *args) {
  View v;
  int axes[AG_MAX_DIMS], ndim;
  uint64_t set = 0;
  if (!view_begin(&v, args[0])) return NULL;
  if (args[1] != Py_None && !axes_of(args[1], v.ndim, axes, &set)) return NULL;
  ndim = v.ndim;
  v.ndim = 0;
  for (int i = 0; i < ndim; i++) {
    Py_ssize_t length = SHAPE(v.of)[i];
    int gone = args[1] == Py_None ? length == 1 : (int)(set >> i & 1);
    if (gone && length != 1) return NULL;
    if (!gone) add_axis(&v, length, STRIDES(v.of)[i]);
  }
  return view_end(&v);
}

// m, axis
static PyObject *view_flip(int n, PyObject *const *args) {
  View v;
  int axes[AG_MAX_DIMS];
  uint64_t set = ~(uint64_t)0;
  if (!view_begin(&v, args[0]) || (args[1] != Py_None && !axes_of(args[1], v.ndim, axes, &set))) return NULL;
  for (int i = 0; i < v.ndim; i++)
    if (set >> i & 1) reverse_axis(&v, i);
  return view_end(&v);
}

static PyObject *flipped(PyObject *o, int axis) {
  View v;
  if (!view_begin(&v, o) || v.ndim <= axis) return NULL;
  reverse_axis(&v, axis);
  return view_end(&v);
}

static PyObject *view_flipud(int n, PyObject *const *args) { return flipped(args[0], 0); }
static PyObject *view_fliplr(int n, PyObject *const *args) { return flipped(args[0], 1); }

// m, k, axes
static PyObject *view_rot90(int n, PyObject *const *args) {
  View v;
  Py_ssize_t times;
  int plane[AG_MAX_DIMS];
  uint64_t set;
  if (!view_begin(&v, args[0]) || !length_of(args[1], &times) || axes_of(args[2], v.ndim, plane, &set) != 2) return NULL;
  switch ((times % 4 + 4) % 4) {
  case 1:
    reverse_axis(&v, plane[1]);
    swap_axes(&v, plane[0], plane[1]);
    break;
  case 2:
    reverse_axis(&v, plane[0]);
    reverse_axis(&v, plane[1]);
    break;
  case 3:
    swap_axes(&v, plane[0], plane[1]);
    reverse_axis(&v, plane[1]);
  }
  return view_end(&v);
}

// a, offset, axis1, axis2: the axes of a plane give way to one for its diagonal, the last.
static PyObject *view_diagonal(int n, PyObject *const *args) {
  View v;
  Py_ssize_t offset;
  if (!view_begin(&v, args[0]) || !length_of(args[1], &offset)) return NULL;
  int ndim = v.ndim, i = axis_of(args[2], ndim), j = axis_of(args[3], ndim);
  if (ndim < 2 || i < 0 || j < 0 || i == j) return NULL;
  const Py_ssize_t *shape = SHAPE(v.of), *strides = STRIDES(v.of);
  if (offset > shape[j]) offset = shape[j];
  if (offset < -shape[i]) offset = -shape[i];
  Py_ssize_t rows = offset < 0 ? shape[i] + offset : shape[i], columns = offset > 0 ? shape[j] - offset : shape[j];
  Py_ssize_t length = rows < columns ? rows : columns;
  if (length && v.of->size) v.data += offset > 0 ? offset * strides[j] : -offset * strides[i];
  v.ndim = 0;
  for (int k = 0; k < ndim; k++)
    if (k != i && k != j) add_axis(&v, shape[k], strides[k]);
  add_axis(&v, length, strides[i] + strides[j]);
  return view_readonly(&v);
}

// broadcast gives a view the lengths of a shape that it fits into, whose bytes fit an address.
static int broadcast(View *v, int ndim, const Py_ssize_t *shape) {
  int lead = ndim - v->ndim;
  Py_ssize_t bytes = ag_dtypes[v->of->dtype].size;
  if (lead < 0) return 0;
  for (int i = 0; i < ndim; i++) {
    Py_ssize_t length = i < lead ? 1 : SHAPE(v->of)[i - lead];
    if (shape[i] < 0 || __builtin_mul_overflow(bytes, shape[i] ? shape[i] : 1, &bytes) || (length != shape[i] && length != 1)) return 0;
    v->shape[i] = shape[i];
    v->strides[i] = i < lead || length != shape[i] ? 0 : STRIDES(v->of)[i - lead];
  }
  v->ndim = ndim;
  return 1;
}

// array, shape
static PyObject *view_broadcast_to(int n, PyObject *const *args) {
  View v;
  Py_ssize_t shape[AG_MAX_DIMS];
  int one = PyLong_CheckExact(args[1]);
  if (!view_begin(&v, args[0]) || !(one || PyTuple_CheckExact(args[1]))) return NULL;
  Py_ssize_t ndim = one ? 1 : PyTuple_Size(args[1]);
  if (ndim > AG_MAX_DIMS) return NULL;
  for (Py_ssize_t i = 0; i < ndim; i++)
    if (!length_of(one ? args[1] : PyTuple_GetItem(args[1], i), &shape[i])) return NULL;
  return broadcast(&v, (int)ndim, shape) ? view_readonly(&v) : NULL;
}

// each makes a tuple of what make returns for the arrays of a tuple, NULL where it returns that for one.
static PyObject *each(PyObject *arrays, PyObject *(*make)(View *v, int ndim, const Py_ssize_t *shape), int ndim, const Py_ssize_t *shape) {
  Py_ssize_t n = PyTuple_Size(arrays);
  PyObject *all = PyTuple_New(n);
  for (Py_ssize_t i = 0; i < n && all; i++) {
    View v;
    PyObject *x = view_begin(&v, PyTuple_GetItem(arrays, i)) ? make(&v, ndim, shape) : NULL;
    if (!x || PyTuple_SetItem(all, i, x) < 0) Py_CLEAR(all);
  }
  return all;
}

static PyObject *broadcast_one(View *v, int ndim, const Py_ssize_t *shape) { return broadcast(v, ndim, shape) ? view_readonly(v) : NULL; }

// A tuple of arrays, in the shape that they have together.
static PyObject *view_broadcast_arrays(int n, PyObject *const *args) {
  if (!PyTuple_CheckExact(args[0])) return NULL;
  Py_ssize_t shape[AG_MAX_DIMS], count = PyTuple_Size(args[0]); // the last ndim lengths are in use
  int ndim = 0;
  for (Py_ssize_t k = 0; k < count; k++) {
    PyObject *o = PyTuple_GetItem(args[0], k);
    if (!is_array(o)) return NULL;
    const Array *a = (Array *)o;
    for (int i = 0; i < a->ndim; i++) {
      Py_ssize_t length = SHAPE(a)[a->ndim - 1 - i], *common = &shape[AG_MAX_DIMS - 1 - i];
      if (i == ndim) {
        *common = length;
        ndim++;
      } else if (*common == 1) {
        *common = length;
      } else if (length != 1 && length != *common) {
        return NULL;
      }
    }
  }
  return each(args[0], broadcast_one, ndim, shape + AG_MAX_DIMS - ndim);
}

// at_least adds axes of length 1 to a view: in front, of three also behind one or two axes.
static PyObject *at_least(View *v, int least, const Py_ssize_t *unused) {
  int ndim = v->ndim, behind = least == 3 && ndim > 0, front = least - ndim - behind;
  if (ndim >= least) return view_end(v);
  v->ndim = 0;
  for (int i = 0; i < front; i++) add_axis(v, 1, 0);
  for (int i = 0; i < ndim; i++) add_axis(v, SHAPE(v->of)[i], STRIDES(v->of)[i]);
  if (behind) add_axis(v, 1, 0);
  return view_end(v);
}

// A tuple of arrays; the result is one array, or a tuple of them.
static PyObject *all_at_least(PyObject *arrays, int ndim) {
  View v;
  if (!PyTuple_CheckExact(arrays)) return NULL;
  if (PyTuple_Size(arrays) != 1) return each(arrays, at_least, ndim, NULL);
  return view_begin(&v, PyTuple_GetItem(arrays, 0)) ? at_least(&v, ndim, NULL) : NULL;
}

static PyObject *view_atleast_1d(int n, PyObject *const *args) { return all_at_least(args[0], 1); }
static PyObject *view_atleast_2d(int n, PyObject *const *args) { return all_at_least(args[0], 2); }
static PyObject *view_atleast_3d(int n, PyObject *const *args) { return all_at_least(args[0], 3); }

// Any number of arrays of indices: the axis of each is that of its number.
PyObject *view_open_mesh(int n, PyObject *const *args) {
  PyObject *all = n <= AG_MAX_DIMS ? PyTuple_New(n) : NULL;
  for (int i = 0; i < n && all; i++) {
    View v;
    PyObject *x = NULL;
    if (view_begin(&v, args[i]) && v.ndim == 1 && v.of->size && strchr("iu", ag_dtypes[v.of->dtype].kind)) {
      v.ndim = 0;
      for (int k = 0; k < n; k++) add_axis(&v, k == i ? SHAPE(v.of)[0] : 1, k == i ? STRIDES(v.of)[0] : 0);
      x = view_end(&v);
    }
    if (!x || PyTuple_SetItem(all, i, x) < 0) Py_CLEAR(all);
  }
  return all;
}

// x, axis: of one axis the parts are elements, which are Go's.
static PyObject *view_unstack(int n, PyObject *const *args) {
  View v;
  if (!view_begin(&v, args[0])) return NULL;
  int ndim = v.ndim, axis = axis_of(args[1], ndim);
  if (axis < 0 || ndim < 2) return NULL;
  Py_ssize_t count = v.shape[axis], stride = v.of->size ? v.strides[axis] : 0;
  v.ndim = 0;
  for (int i = 0; i < ndim; i++)
    if (i != axis) add_axis(&v, SHAPE(v.of)[i], STRIDES(v.of)[i]);
  PyObject *all = PyTuple_New(count);
  for (Py_ssize_t i = 0; i < count && all; i++) {
    PyObject *part = view_end(&v);
    if (!part || PyTuple_SetItem(all, i, part) < 0) Py_CLEAR(all);
    v.data += stride;
  }
  return all;
}

static const struct {
  const char *name;
  int nargs;
  directFunction call;
} rows[] = {{"permute_dims", 2, view_permute_dims}, {"swapaxes", 3, view_swapaxes}, {"matrix_transpose", 1, view_matrix_transpose}, {"moveaxis", 3, view_moveaxis}, {"rollaxis", 3, view_rollaxis},
            {"expand_dims", 2, view_expand_dims}, {"squeeze", 2, view_squeeze}, {"flip", 2, view_flip}, {"flipud", 1, view_flipud}, {"fliplr", 1, view_fliplr},
            {"rot90", 3, view_rot90}, {"diagonal", 4, view_diagonal}, {"broadcast_to", 2, view_broadcast_to}, {"_broadcast_arrays", 1, view_broadcast_arrays},
            {"atleast_1d", 1, view_atleast_1d}, {"atleast_2d", 1, view_atleast_2d}, {"atleast_3d", 1, view_atleast_3d}, {"unstack", 2, view_unstack}};

// view_find returns what C has for a function of Go with so many arguments.
directFunction view_find(const char *name, int nargs) {
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    if (rows[i].nargs == nargs && !strcmp(rows[i].name, name)) return rows[i].call;
  return NULL;
}
