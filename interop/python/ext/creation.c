// SPDX-License-Identifier: BSD-3-Clause

// New arrays without Go: the usual calls of the functions that make arrays. Each
// gets its arguments in the order of its parameters, NULL for those that are not
// given, and returns NULL without an exception where it leaves the call to Python.
#include "core.h"

// type_of reads an element type, other where there is none; 0 leaves it to Python.
static int type_of(PyObject *o, int other) {
  if (none(o)) return other;
  if (Py_TYPE(o) != DTypeType && !PyUnicode_CheckExact(o) && !PyType_Check(o)) return 0;
  int d = dtype_parse(o);
  if (!d) PyErr_Clear();
  return d == AG_DATETIME64 || d == AG_TIMEDELTA64 ? 0 : d; // whose unit Python finds
}

// order_of reads an order that is written as one capital letter, other where
// there is none; 0 leaves it to Python.
static int order_of(PyObject *o, int other) {
  if (none(o)) return other;
  if (!PyUnicode_CheckExact(o)) return 0;
  for (const char *c = "CFAK"; *c; c++)
    if (PyUnicode_CompareWithASCIIString(o, (char[]){*c, 0}) == 0) return *c;
  return 0;
}

static int order_of_new(PyObject *o) {
  int order = order_of(o, 'C');
  return order == 'C' || order == 'F' ? order : 0;
}

// lengths reads a shape: a length or a tuple of them. It returns -1 for others.
static int lengths(PyObject *o, Py_ssize_t *shape) {
  int64_t v;
  if (whole(o, &v)) {
    *shape = v;
    return v < 0 ? -1 : 1;
  }
  Py_ssize_t n = PyTuple_CheckExact(o) ? PyTuple_Size(o) : AG_MAX_DIMS + 1;
  if (n > AG_MAX_DIMS) return -1;
  for (Py_ssize_t i = 0; i < n; i++) {
    if (!whole(PyTuple_GetItem(o, i), &v) || v < 0) return -1;
    shape[i] = v;
  }
  return (int)n;
}

// filled_with writes a number to all elements of a new array, which it takes over.
static PyObject *filled_with(Array *a, PyObject *number) {
  char element[16];
  if (!a) return NULL;
  if (element_store(element, a->dtype, number) < 0) {
    PyErr_Clear(); // Python says what does not fit
    Py_CLEAR(a);
  } else if (fill_run(a->data, element, ag_dtypes[a->dtype].size, a->size) < 0) {
    Py_CLEAR(a);
  }
  return (PyObject *)a;
}

// A new array by shape, dtype, device, order and like; the first three with
// dtype at type.
static PyObject *new_array(PyObject *const *v, PyObject *type, PyObject *device, PyObject *order, PyObject *like, int other, int zero) {
  Py_ssize_t shape[AG_MAX_DIMS];
  if (!v[0] || !none(device) || !none(like)) return NULL;
  int d = type_of(type, other), layout = order_of_new(order), n = lengths(v[0], shape);
  return d && layout && n >= 0 ? (PyObject *)array_new(d, n, shape, layout, zero) : NULL;
}

static PyObject *short_empty(int n, PyObject *const *v) { return new_array(v, v[1], v[2], v[3], v[4], AG_FLOAT64, 0); }
static PyObject *short_zeros(int n, PyObject *const *v) { return new_array(v, v[1], v[2], v[3], v[4], AG_FLOAT64, 1); }

static PyObject *short_ones(int n, PyObject *const *v) {
  return filled_with((Array *)new_array(v, v[1], v[2], v[3], v[4], AG_FLOAT64, 0), Py_True);
}

// number_type is the element type of a Python number by itself, 0 for anything else.
static int number_type(PyObject *o) {
  int64_t i;
  return PyFloat_CheckExact(o) ? AG_FLOAT64 : PyBool_Check(o) ? AG_BOOL8 : PyComplex_CheckExact(o) ? AG_COMPLEX128 : whole(o, &i) ? AG_INT64 : 0;
}

static PyObject *short_full(int n, PyObject *const *v) {
  int d = v[1] ? number_type(v[1]) : 0;
  return d ? filled_with((Array *)new_array(v, v[2], v[3], v[4], v[5], d, 0), v[1]) : NULL;
}

// like_array is a new array in the shape and order of another.
static PyObject *like_array(PyObject *x, PyObject *type, PyObject *device, PyObject *order, int zero) {
  if (!x || !is_array(x) || !none(device)) return NULL;
  const Array *a = (Array *)x;
  int d = type_of(type, a->dtype), layout = order_of(order, 'K');
  return d && layout ? (PyObject *)array_new_like(a, d, a->ndim, SHAPE(a), layout, zero) : NULL;
}

static PyObject *short_empty_like(int n, PyObject *const *v) { return like_array(v[0], v[1], v[2], v[3], 0); }
static PyObject *short_zeros_like(int n, PyObject *const *v) { return like_array(v[0], v[1], v[2], v[3], 1); }
static PyObject *short_ones_like(int n, PyObject *const *v) { return filled_with((Array *)like_array(v[0], v[1], v[2], v[3], 0), Py_True); }

static PyObject *short_full_like(int n, PyObject *const *v) {
  return v[1] && number_type(v[1]) ? filled_with((Array *)like_array(v[0], v[2], v[3], v[4], 0), v[1]) : NULL;
}

// Arrays of other objects.

// own is an array of ours for an object: itself, one over the memory of NumPy's array, or
// a new one of NumPy's scalars, numbers and nested lists of them, whose elements get a type if one
// is given. fresh tells a new one. It returns NULL for other objects.
static Array *own(PyObject *o, int dtype, int *fresh) {
  PyTypeObject *t = Py_TYPE(o);
  *fresh = 0;
  if (t == ArrayType) return (Array *)Py_NewRef(o);
  if (is_numpy(o)) {
    PyObject *a = buffer_array(o);
    if (a && a != Py_None) return (Array *)a;
    PyErr_Clear();
    Py_XDECREF(a);
    return NULL;
  }
  *fresh = 1;
  PyObject *scalar = numpy_scalar(o); // of which nobody may write to the memory
  if (scalar || PyErr_Occurred()) return (Array *)scalar;
  if (t == &PyList_Type || t == &PyTuple_Type) return (Array *)sequence_array(o, dtype);
  return number_type(o) ? (Array *)scalar_array(o, dtype) : NULL;
}

// as_array is asarray, with a copy where copies is 1, and without where it is 0; -1 is for
// where one is needed.
static PyObject *as_array(PyObject *o, PyObject *type, int copies, PyObject *order_o) {
  int want = type_of(type, 0), order = order_of(order_o, 'K'), fresh;
  if (!o || !order || (!want && !none(type))) return NULL;
  if (copies == 0 && Py_TYPE(o) != ArrayType) return NULL; // Python knows what is refused
  Array *a = own(o, want, &fresh);
  if (!a) return NULL;
  if (copies < 0 && a->flags & AG_ELEMENT) copies = 1; // which never changes
  int placed = order == 'C' ? a->flags & AG_C : order == 'F' ? a->flags & AG_F : 1;
  if ((!want || want == a->dtype) && placed && (fresh || copies != 1)) return (PyObject *)a;
  PyObject *r = copies == 0 ? NULL : array_copied(a, want ? want : a->dtype, order);
  Py_DECREF(a);
  return r;
}

// copies_of reads the argument copy; -2 leaves it to Python.
static int copies_of(PyObject *o, int other) { return !o ? other : o == Py_None ? -1 : o == Py_True ? 1 : o == Py_False ? 0 : -2; }

// obj, dtype, device, copy, order, like
static PyObject *short_asarray(int n, PyObject *const *v) {
  int copies = copies_of(v[3], -1);
  return none(v[2]) && none(v[5]) && copies >= -1 ? as_array(v[0], v[1], copies, v[4]) : NULL;
}

// obj, dtype, copy, order, ndmin, like
static PyObject *short_array(int n, PyObject *const *v) {
  int copies = copies_of(v[2], 1);
  return !v[4] && none(v[5]) && copies >= -1 ? as_array(v[0], v[1], copies, v[3]) : NULL;
}

// Arrays of numbers that follow a rule.

// More elements fit no memory: Go says so.
static const int64_t MOST_LENGTH = (int64_t)1 << 40;

// holds reports whether an integer type has an integer.
static int holds(int d, int64_t v) {
  int bits = 8 * ag_dtypes[d].size;
  if (ag_dtypes[d].kind == 'u') return v >= 0 && (bits == 64 || !(v >> bits));
  return ag_dtypes[d].kind == 'i' && (bits == 64 || (v >= -((int64_t)1 << (bits - 1)) && v < (int64_t)1 << (bits - 1)));
}

// start, stop, step, dtype, device, like: of ints, as elements of an integer type.
static PyObject *short_arange(int n, PyObject *const *v) {
  int64_t start = 0, stop, step = 1;
  int d = type_of(v[3], AG_INT64);
  if (!v[0] || !none(v[4]) || !none(v[5]) || !d) return NULL;
  if (none(v[1])) {
    if (!whole(v[0], &stop)) return NULL;
  } else if (!whole(v[0], &start) || !whole(v[1], &stop)) {
    return NULL;
  }
  if (v[2] && (!whole(v[2], &step) || step == 0)) return NULL;
  Py_ssize_t count = 0;
  if (step > 0 && stop > start) count = (stop - start - 1) / step + 1;
  if (step < 0 && stop < start) count = (start - stop - 1) / -step + 1;
  if (count > MOST_LENGTH || !holds(d, start) || (count && !holds(d, start + (count - 1) * step))) return NULL;
  Array *a = array_new(d, 1, &count, 'C', 0);
  if (a && fill_count(a->data, d, start, step, count) < 1) Py_CLEAR(a);
  return (PyObject *)a;
}

// with_diagonal is a matrix of zeros with elements that lie step bytes apart on diagonal k.
static PyObject *with_diagonal(int64_t rows, int64_t columns, int64_t k, int d, const char *elements, Py_ssize_t step) {
  Py_ssize_t shape[2] = {rows, columns};
  if (rows < 0 || columns < 0 || rows > MOST_LENGTH || columns > MOST_LENGTH || !d) return NULL;
  // A block that serves again is zeroed faster than the system makes zero pages; larger
  // ones don't serve again.
  int64_t size = ag_dtypes[d].size, serves = !rows || columns <= STORAGE_KEPT / size / rows;
  char zero[16] = {0};
  Array *a = array_new(d, 2, shape, 'C', !serves);
  if (!a || !a->size) return (PyObject *)a;
  if (serves && fill_run(a->data, zero, size, a->size) < 0) {
    Py_DECREF(a);
    return NULL;
  }
  int64_t row = k < 0 ? -k : 0, column = k > 0 ? k : 0, n = rows - row < columns - column ? rows - row : columns - column;
  if (n > 0) move_row(a->data + (row * columns + column) * size, (columns + 1) * size, elements, step, n, size);
  return (PyObject *)a;
}

static PyObject *diagonal_ones(int64_t rows, int64_t columns, int64_t k, int d) {
  char one[16];
  return d && element_store(one, d, Py_True) == 0 ? with_diagonal(rows, columns, k, d, one, 0) : NULL;
}

// v, k
static PyObject *short_diag(int n, PyObject *const *v) {
  int64_t k = 0;
  if (!v[0] || !is_array(v[0]) || (v[1] && !whole(v[1], &k))) return NULL;
  const Array *a = (Array *)v[0];
  if (a->ndim != 1 || !(a->flags & AG_ALIGNED) || k > MOST_LENGTH || k < -MOST_LENGTH) return NULL;
  int64_t side = SHAPE(a)[0] + (k < 0 ? -k : k);
  return with_diagonal(side, side, k, a->dtype, a->data, STRIDES(a)[0]);
}

// v, k: the elements of an array of any shape in C order.
static PyObject *short_diagflat(int n, PyObject *const *v) {
  if (!v[0] || !is_array(v[0]) || !((Array *)v[0])->ndim) return NULL;
  PyObject *flat = array_flat((Array *)v[0], 0);
  PyObject *r = flat ? short_diag(n, (PyObject *const[]){flat, v[1]}) : NULL;
  Py_XDECREF(flat);
  return r;
}

// N, M, k, dtype, like: ones up to column k of the first row, and one more of each row.
static PyObject *short_tri(int n, PyObject *const *v) {
  int64_t rows, columns, k = 0;
  char one[16];
  if (!v[0] || !whole(v[0], &rows) || (v[2] && !whole(v[2], &k)) || !none(v[4])) return NULL;
  columns = rows;
  if (!none(v[1]) && !whole(v[1], &columns)) return NULL;
  int d = type_of(v[3], AG_FLOAT64);
  if (rows < 0 || columns < 0 || rows > MOST_LENGTH || columns > MOST_LENGTH || !d || is_time(d) || element_store(one, d, Py_True) < 0) return NULL;
  Py_ssize_t shape[2] = {rows, columns}, size = ag_dtypes[d].size;
  if (columns && rows * size > MOST_BYTES / columns) return NULL;
  Array *a = array_new(d, 2, shape, 'C', 0);
  if (!a || !a->size) return (PyObject *)a;
  if (fill_run(a->data, one, size, a->size) < 0) {
    Py_DECREF(a);
    return NULL;
  }
  for (int64_t i = 0; i < rows; i++) {
    int64_t ones = i + k + 1;
    ones = ones < 0 ? 0 : ones < columns ? ones : columns;
    memset(a->data + (i * columns + ones) * size, 0, (columns - ones) * size);
  }
  return (PyObject *)a;
}

// n, ndim: the indices of each axis are the same.
static PyObject *short_diag_indices(int n, PyObject *const *v) {
  int64_t length, axes = 2;
  if (!v[0] || !whole(v[0], &length) || (v[1] && !whole(v[1], &axes)) || axes < 0 || axes > AG_MAX_DIMS || length > MOST_LENGTH) return NULL;
  Py_ssize_t count = length > 0 ? length : 0;
  Array *a = array_new(AG_INT64, 1, &count, 'C', 0);
  if (!a) return NULL;
  PyObject *r = fill_count(a->data, AG_INT64, 0, 1, count) == 1 ? PyTuple_New(axes) : NULL;
  for (int64_t i = 0; i < axes && r; i++) PyTuple_SetItem(r, i, Py_NewRef((PyObject *)a));
  Py_DECREF(a);
  return r;
}

// a, n, axis, prepend, append
static PyObject *short_diff(int n, PyObject *const *v) {
  static int subtract = -1;
  int64_t axis = -1, order = 1;
  if (!v[0] || !is_array(v[0]) || (v[1] && !whole(v[1], &order)) || (v[2] && !whole(v[2], &axis)) || !none(v[3]) || !none(v[4])) return NULL;
  Array *a = (Array *)v[0];
  if (axis < 0) axis += a->ndim;
  if (order != 1 || axis < 0 || axis >= a->ndim || a->dtype == AG_BOOL8 || is_time(a->dtype) || a->size == 0) return NULL;
  if (subtract < 0) subtract = ufunc_number("subtract");
  Py_ssize_t shape[AG_MAX_DIMS];
  memcpy(shape, SHAPE(a), a->ndim * sizeof *shape);
  shape[axis]--;
  char *second = shape[axis] ? a->data + STRIDES(a)[axis] : a->data;
  PyObject *x = (PyObject *)array_view(a, ArrayType, second, a->ndim, shape, STRIDES(a));
  PyObject *y = (PyObject *)array_view(a, ArrayType, a->data, a->ndim, shape, STRIDES(a));
  PyObject *r = x && y ? ufunc_binary(subtract, x, y, NULL) : NULL;
  Py_XDECREF(x);
  Py_XDECREF(y);
  return r;
}

// ary, to_end, to_begin: the differences of all elements in C order.
static PyObject *short_ediff1d(int n, PyObject *const *v) {
  if (!v[0] || !is_array(v[0]) || !((Array *)v[0])->ndim || !none(v[1]) || !none(v[2])) return NULL;
  PyObject *flat = array_flat((Array *)v[0], 0);
  PyObject *r = flat ? short_diff(5, (PyObject *const[]){flat, NULL, NULL, NULL, NULL}) : NULL;
  Py_XDECREF(flat);
  return r;
}

// buffer, dtype, count, offset, like: of bytes, which nobody writes to.
static PyObject *short_frombuffer(int n, PyObject *const *v) {
  int64_t count = -1, offset = 0;
  int d = type_of(v[1], AG_FLOAT64);
  if (!v[0] || !PyBytes_CheckExact(v[0]) || !d || (v[2] && !whole(v[2], &count)) || (v[3] && !whole(v[3], &offset)) || !none(v[4])) return NULL;
  Py_ssize_t bytes = PyBytes_Size(v[0]), size = ag_dtypes[d].size, left = bytes - offset, stride = 1;
  if (offset < 0 || left < 0 || (count < 0 && left % size) || count > left / size || !bytes) return NULL;
  if (count < 0) count = left / size;
  char *data = PyBytes_AsString(v[0]);
  agStorage *s = storage_python(v[0], data, bytes);
  PyObject *all = s ? array_place(s, data, AG_UINT8, 1, &bytes, &stride, 1) : NULL, *shape = all ? PyLong_FromSsize_t(count) : NULL;
  PyObject *r = shape ? array_within((Array *)all, d, shape, Py_None, offset) : NULL;
  Py_XDECREF(all);
  Py_XDECREF(shape);
  return r;
}

// N, M, k, dtype, device, like
static PyObject *short_eye(int n, PyObject *const *v) {
  int64_t rows, columns, k = 0;
  if (!v[0] || !whole(v[0], &rows) || (v[2] && !whole(v[2], &k)) || !none(v[4]) || !none(v[5])) return NULL;
  columns = rows;
  return none(v[1]) || whole(v[1], &columns) ? diagonal_ones(rows, columns, k, type_of(v[3], AG_FLOAT64)) : NULL;
}

// n, dtype, like
static PyObject *short_identity(int n, PyObject *const *v) {
  int64_t rows;
  return v[0] && whole(v[0], &rows) && none(v[2]) ? diagonal_ones(rows, rows, 0, type_of(v[1], AG_FLOAT64)) : NULL;
}

// Questions about arrays and types.

// type_in is the element type of an array or of a type, 0 for anything else.
static int type_in(PyObject *o) { return is_array(o) ? ((Array *)o)->dtype : Py_TYPE(o) == DTypeType ? ((DType *)o)->num : 0; }

// All arguments are arrays or types.
static PyObject *short_result_type(int n, PyObject *const *v) {
  int d = n > 0 ? type_in(v[0]) : 0;
  for (int i = 1; i < n && d; i++) {
    int other = type_in(v[i]);
    if (is_time(d) || is_time(other)) return NULL; // Go knows the units
    d = ag_promote[d][other];
  }
  return d ? Py_NewRef(dtype_object(d)) : NULL;
}

static int is_number(int d) { return d && strchr("biufc", ag_dtypes[d].kind); }

// from_, to, casting: the rule that keeps values is that the other type is what both promote to.
static PyObject *short_can_cast(int n, PyObject *const *v) {
  if (!v[0] || !v[1] || (v[2] && (!PyUnicode_CheckExact(v[2]) || PyUnicode_CompareWithASCIIString(v[2], "safe")))) return NULL;
  int from = type_in(v[0]), to = Py_TYPE(v[1]) == DTypeType ? ((DType *)v[1])->num : 0;
  return is_number(from) && is_number(to) ? PyBool_FromLong(ag_promote[from][to] == to) : NULL;
}

// a, b, max_work. Arrays without gaps have an element in common where their bounds overlap.
static PyObject *memory_in_common(PyObject *const *v, int bounds) {
  Py_ssize_t low[2], high[2];
  char *p[2];
  int gaps = 0;
  for (int i = 0; i < 2; i++) {
    if (!v[i] || !is_array(v[i])) return NULL;
    Array *a = (Array *)v[i];
    if (array_layout(a->dtype, a->ndim, SHAPE(a), STRIDES(a), &low[i], &high[i])) return NULL;
    gaps = gaps || !(a->flags & (AG_C | AG_F));
    p[i] = a->data;
    if (!a->size) low[i] = high[i] = 0;
  }
  int overlap = p[0] + low[0] < p[1] + high[1] && p[1] + low[1] < p[0] + high[0] && high[0] > low[0] && high[1] > low[1];
  return !v[2] && (bounds || !gaps || !overlap) ? PyBool_FromLong(overlap) : NULL;
}

static PyObject *short_shares_memory(int n, PyObject *const *v) { return memory_in_common(v, 0); }
static PyObject *short_may_share_memory(int n, PyObject *const *v) { return memory_in_common(v, 1); }

// dst, src, casting, where
static PyObject *short_copyto(int n, PyObject *const *v) {
  if (!v[0] || !v[1] || !is_array(v[0]) || !is_array(v[1]) || v[2] || ((Array *)v[0])->flags & AG_READONLY) return NULL;
  Array *to = (Array *)v[0], *from = (Array *)v[1];
  if (to->dtype != from->dtype && !tables->same_kind[from->dtype][to->dtype]) return NULL;
  int done = !v[3] || v[3] == Py_True ? assign_short(to, from) : is_array(v[3]) && to->dtype == from->dtype ? array_merge(to, (Array *)v[3], from) : 0;
  return done > 0 ? Py_NewRef(Py_None) : NULL;
}

// a1, a2, equal_nan: arrays of one type that lie in one order.
static PyObject *short_array_equal(int n, PyObject *const *v) {
  if (!v[0] || !v[1] || !is_array(v[0]) || !is_array(v[1]) || (v[2] && v[2] != Py_False)) return NULL;
  const Array *a = (const Array *)v[0], *b = (const Array *)v[1];
  int both = a->flags & b->flags;
  if (a->dtype != b->dtype || is_time(a->dtype) || !(both & (AG_C | AG_F)) || !(both & AG_ALIGNED)) return NULL;
  if (a->ndim != b->ndim || memcmp(SHAPE(a), SHAPE(b), a->ndim * sizeof *SHAPE(a))) return Py_NewRef(Py_False);
  const agKernel *equal = own_kernel(OWN_EQUAL, a->dtype);
  Py_ssize_t size = ag_dtypes[a->dtype].size, bytes = a->size * size;
  if (!equal->entry || bytes > MOST_BYTES) return NULL;
  PyThreadState *thread = bytes >= RELEASE_BYTES ? PyEval_SaveThread() : NULL;
  int differ = kernel_finds(equal, 0, a->data, size, b->data, size, a->size);
  if (thread) PyEval_RestoreThread(thread);
  return PyBool_FromLong(!differ);
}

// a1, a2: arrays of one shape, which are not broadcast.
static PyObject *short_array_equiv(int n, PyObject *const *v) {
  if (!v[0] || !v[1] || !is_array(v[0]) || !is_array(v[1])) return NULL;
  const Array *a = (const Array *)v[0], *b = (const Array *)v[1];
  if (a->ndim != b->ndim || memcmp(SHAPE(a), SHAPE(b), a->ndim * sizeof *SHAPE(a))) return NULL;
  return short_array_equal(3, (PyObject *const[]){v[0], v[1], NULL});
}

static const struct {
  const char *name;
  directFunction call;
} rows[] = {{"empty", short_empty}, {"zeros", short_zeros}, {"ones", short_ones}, {"full", short_full},
            {"empty_like", short_empty_like}, {"zeros_like", short_zeros_like}, {"ones_like", short_ones_like}, {"full_like", short_full_like},
            {"asarray", short_asarray}, {"array", short_array}, {"arange", short_arange}, {"eye", short_eye}, {"identity", short_identity}, {"diag", short_diag}, {"diagflat", short_diagflat},
            {"tri", short_tri}, {"diag_indices", short_diag_indices}, {"frombuffer", short_frombuffer}, {"diff", short_diff}, {"ediff1d", short_ediff1d},
            {"result_type", short_result_type}, {"can_cast", short_can_cast}, {"shares_memory", short_shares_memory},
            {"may_share_memory", short_may_share_memory}, {"array_equal", short_array_equal}, {"array_equiv", short_array_equiv}, {"copyto", short_copyto},
            {"matmul", product_matmul}, {"dot", product_matmul}, {"matvec", product_matvec}, {"vecmat", product_vecmat}, {"vecdot", product_vecdot}, {"einsum", product_einsum},
            {"vdot", product_vdot}, {"inner", product_inner}, {"convolve", signal_convolve}, {"correlate", signal_correlate}, {"norm", product_norm}, {"vector_norm", product_vector_norm},
            {"fix", number_fix}, {"round", number_round}, {"around", number_round}, {"isposinf", number_isposinf}, {"isneginf", number_isneginf}, {"iscomplex", number_iscomplex}, {"isreal", number_isreal},
            {"real_if_close", number_real_if_close}, {"lexsort", row_lexsort}, {"sort_complex", row_sort_complex},
            {"ravel_multi_index", row_ravel_multi_index}, {"unravel_index", row_unravel_index}, {"interp", row_interp},
            {"cumulative_prod", row_cumulative_prod}, {"cumprod", row_cumprod}, {"packbits", row_packbits}, {"unpackbits", row_unpackbits}, {"sort", row_sort}, {"argsort", row_argsort}, {"partition", row_partition}, {"argpartition", row_argpartition},
            {"searchsorted", row_searchsorted}, {"digitize", row_digitize}, {"argmax", row_argmax}, {"argmin", row_argmin},
            {"count_nonzero", row_count_nonzero}, {"nonzero", row_nonzero}, {"flatnonzero", row_flatnonzero}, {"argwhere", row_argwhere},
            {"place", place_elements}, {"putmask", place_masked}, {"put", place_at}, {"put_along_axis", place_along}, {"fill_diagonal", place_diagonal},
            {"block", stack_blocks}, {"ix_", view_open_mesh}, {"tile", stack_tiled}, {"delete", splice_out}, {"insert", splice_in}, {"compress", left_compressed}, {"extract", left_extracted},
            {"cumulative_sum", row_cumulative_sum}, {"cumsum", row_cumsum}, {"bincount", row_bincount}};

// short_find returns what C has for a function of the namespace.
directFunction short_find(const char *name) {
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    if (!strcmp(rows[i].name, name)) return rows[i].call;
  return NULL;
}
