// SPDX-License-Identifier: BSD-3-Clause

// arraygen.ndarray: its memory, its views, its type.
#include "core.h"

PyTypeObject *ArrayType;
static allocfunc base_alloc;
static freefunc base_free;

// Objects that were freed last, which serve again: an element, a view or the result of a
// small call lives for a moment only. The GIL guards them.
enum { MOST_SPARE = 64 };
static PyObject *spare[MOST_SPARE];
static int nspare;

static Array *base_new(void) {
  if (!nspare) return (Array *)base_alloc(ArrayType, 0);
  Array *a = (Array *)PyObject_Init(spare[--nspare], ArrayType);
  memset((char *)a + sizeof(PyObject), 0, offsetof(Array, room) - sizeof(PyObject));
  return a;
}

static void base_drop(PyObject *self) {
  if (nspare < MOST_SPARE)
    spare[nspare++] = self;
  else
    base_free(self);
}
static PyObject *name_finalize;

// array_alloc returns an array with room for ndim axes, without memory.
Array *array_alloc(PyTypeObject *type, int ndim) {
  Array *a;
  if (type == ArrayType)
    a = base_new();
  else
    a = (Array *)((allocfunc)PyType_GetSlot(type, Py_tp_alloc))(type, 0);
  if (!a) return NULL;
  a->ndim = ndim;
  a->dims = a->room;
  if (ndim > AG_INLINE_DIMS) {
    a->dims = malloc(2 * ndim * sizeof(Py_ssize_t));
    if (!a->dims) {
      a->dims = a->room;
      a->ndim = 0;
      Py_DECREF(a);
      PyErr_NoMemory();
      return NULL;
    }
  }
  return a;
}

static void array_dealloc(PyObject *self) {
  Array *a = (Array *)self;
  PyTypeObject *type = Py_TYPE(self);
  if (a->weakrefs) PyObject_ClearWeakRefs(self);
  if (a->dims != a->room) free(a->dims);
  free(a->lent);
  if (a->storage) agStorageDrop(a->storage);
  Py_XDECREF(a->base);
  if (type == ArrayType)
    base_drop(self);
  else
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(self);
  Py_DECREF(type);
}

// array_seal works out the size and the flags of a new array.
void array_seal(Array *a) {
  const Py_ssize_t *shape = SHAPE(a), *strides = STRIDES(a);
  Py_ssize_t size = 1, want = ag_dtypes[a->dtype].size, want_f = want;
  uintptr_t bits = (uintptr_t)a->data;
  int c = 1, f = 1;
  for (int i = a->ndim - 1; i >= 0; i--) {
    size *= shape[i];
    if (shape[i] == 1) continue;
    bits |= (uintptr_t)strides[i];
    c = c && strides[i] == want;
    want *= shape[i];
  }
  for (int i = 0; i < a->ndim; i++) {
    if (shape[i] == 1) continue;
    f = f && strides[i] == want_f;
    want_f *= shape[i];
  }
  a->size = size;
  a->flags &= AG_READONLY;
  if (size == 0) {
    a->flags |= AG_C | AG_F | AG_ALIGNED;
    return;
  }
  if (c) a->flags |= AG_C;
  if (f) a->flags |= AG_F;
  if (!(bits & (ag_dtypes[a->dtype].align - 1))) a->flags |= AG_ALIGNED;
}

// array_set_shape gives a new array in C order, which nobody else has seen, another shape of as many elements and
// up to AG_INLINE_DIMS axes.
void array_set_shape(Array *a, int ndim, const Py_ssize_t *shape) {
  Py_ssize_t step = ag_dtypes[a->dtype].size;
  if (a->dims != a->room) free(a->dims);
  a->dims = a->room;
  a->ndim = (uint8_t)ndim;
  for (int i = ndim - 1; i >= 0; i--) {
    SHAPE(a)[i] = shape[i];
    STRIDES(a)[i] = step;
    step *= shape[i] ? shape[i] : 1;
  }
  array_seal(a);
}

// array_finalize gives a new instance of a subclass its __array_finalize__
// call. from is what it was made of, or NULL.
int array_finalize(Array *a, PyObject *from) {
  if (Py_TYPE((PyObject *)a) == ArrayType) return 0;
  PyObject *method = PyObject_GetAttr((PyObject *)a, name_finalize);
  if (!method) return -1;
  if (method == Py_None) {
    Py_DECREF(method);
    PyErr_SetString(PyExc_TypeError, "__array_finalize__ is None; leave it out, or make it a method");
    return -1;
  }
  PyObject *r = PyObject_CallFunctionObjArgs(method, from ? from : Py_None, NULL);
  Py_DECREF(method);
  Py_XDECREF(r);
  return r ? 0 : -1;
}

// shape_bytes returns the bytes of an array, -1 with an exception if it cannot
// be.
static Py_ssize_t shape_bytes(int dtype, int ndim, const Py_ssize_t *shape) {
  Py_ssize_t bytes = ag_dtypes[dtype].size;
  int empty = 0;
  for (int i = 0; i < ndim; i++) {
    if (shape[i] < 0) {
      PyErr_Format(PyExc_ValueError, "negative dimensions are not allowed: axis %d has length %zd", i, shape[i]);
      return -1;
    }
    empty = empty || shape[i] == 0;
  }
  for (int i = 0; i < ndim; i++) {
    Py_ssize_t n = shape[i] ? shape[i] : 1;
    if (bytes > PY_SSIZE_T_MAX / n) {
      PyErr_SetString(PyExc_ValueError, "array is too big: its bytes don't fit an address");
      return -1;
    }
    bytes *= n;
  }
  return empty ? 0 : bytes;
}

// array_new_order returns a new array of ours whose axes lie in memory in the
// given order: that with the largest stride first.
static Array *array_new_order(int dtype, int ndim, const Py_ssize_t *shape, const int *order, int zero) {
  Py_ssize_t bytes = shape_bytes(dtype, ndim, shape);
  if (bytes < 0) return NULL;
  Array *a = array_alloc(ArrayType, ndim);
  if (!a) return NULL;
  a->dtype = dtype;
  a->storage = storage_new(bytes, zero);
  if (!a->storage) {
    Py_DECREF(a);
    PyObject *text = tuple_of(ndim, shape);
    if (text) PyErr_Format(PyExc_MemoryError, "Unable to allocate %zd bytes for an array with shape %R and data type %s", bytes, text, ag_dtypes[dtype].name);
    Py_XDECREF(text);
    return NULL;
  }
  a->data = a->storage->data;
  Py_ssize_t step = ag_dtypes[dtype].size;
  Py_ssize_t *sh = SHAPE(a), *st = STRIDES(a);
  for (int i = ndim - 1; i >= 0; i--) {
    int axis = order[i];
    sh[axis] = shape[axis];
    st[axis] = step;
    step *= shape[axis] ? shape[axis] : 1;
  }
  array_seal(a);
  return a;
}

// array_new returns a new array of ours in layout 'C' or 'F'.
Array *array_new(int dtype, int ndim, const Py_ssize_t *shape, int layout, int zero) {
  int order[AG_MAX_DIMS];
  for (int i = 0; i < ndim; i++) order[i] = layout == 'F' ? ndim - 1 - i : i;
  return array_new_order(dtype, ndim, shape, order, zero);
}

// array_new_like returns a new array of ours of the given shape in layout 'C',
// 'F', 'A' (F if a is that and not C) or 'K': the axes in the order of a, from
// the largest stride to the smallest as ndarray.EmptyLike has them, if there are
// as many.
Array *array_new_like(const Array *a, int dtype, int ndim, const Py_ssize_t *shape, int layout, int zero) {
  if (layout == 'A') layout = (a->flags & (AG_C | AG_F)) == AG_F ? 'F' : 'C';
  if (layout != 'K' || ndim != a->ndim || a->flags & AG_C) return array_new(dtype, ndim, shape, layout == 'F' ? 'F' : 'C', zero);
  int order[AG_MAX_DIMS];
  for (int i = 0; i < a->ndim; i++) {
    Py_ssize_t t = STRIDES(a)[i] < 0 ? -STRIDES(a)[i] : STRIDES(a)[i];
    int at = i;
    for (; at > 0; at--) {
      Py_ssize_t s = STRIDES(a)[order[at - 1]];
      if ((s < 0 ? -s : s) >= t) break;
    }
    memmove(order + at + 1, order + at, (i - at) * sizeof *order);
    order[at] = i;
  }
  return array_new_order(dtype, ndim, shape, order, zero);
}

// element_memory returns memory of its own with the value of an element, NULL with an
// exception if there is none.
static agStorage *element_memory(const Array *of) {
  agStorage *s = storage_new(sizeof of->room, 0);
  if (!s) {
    PyErr_NoMemory();
    return NULL;
  }
  memcpy(s->data, of->data, ag_dtypes[of->dtype].size);
  return s;
}

// array_storage returns the memory of an array for one more user. That of an
// element, which lies in the object itself, is made here: NULL with an
// exception if there is none.
agStorage *array_storage(Array *a) {
  if (!a->storage) {
    agStorage *s = element_memory(a);
    if (!s) return NULL;
    a->data = s->data;
    a->storage = s;
  }
  agStorageUse(a->storage);
  return a->storage;
}

// array_set_base makes an array the base of a view of it. A view of a view has
// the same base.
void array_set_base(Array *v, Array *of) {
  v->base = of->base ? of->base : (PyObject *)of;
  Py_INCREF(v->base);
}

// array_element returns a copy of the element of an array at p.
PyObject *array_element(Array *of, const char *p) {
  PyTypeObject *type = Py_TYPE((PyObject *)of);
  Array *a = array_alloc(type, 0);
  if (!a) return NULL;
  a->dtype = of->dtype;
  a->flags = AG_C | AG_F | AG_ALIGNED | AG_READONLY | AG_ELEMENT;
  a->size = 1;
  a->data = (char *)a->room;
  memcpy(a->data, p, ag_dtypes[a->dtype].size);
  if (type != ArrayType && array_finalize(a, (PyObject *)of) < 0) Py_CLEAR(a);
  return (PyObject *)a;
}

// array_view returns an array over the memory of another, of the given type. Of an element,
// which never changes, it is a copy that may be written into, unless it has the value
// in several places; NumPy's functions make the same of a scalar.
Array *array_view(Array *of, PyTypeObject *type, char *data, int ndim, const Py_ssize_t *shape, const Py_ssize_t *strides) {
  const int element = of->flags & AG_ELEMENT;
  ptrdiff_t offset = data - of->data;
  agStorage *s = element ? element_memory(of) : array_storage(of);
  if (!s) return NULL;
  Array *a = array_alloc(type, ndim);
  if (!a) {
    agStorageDrop(s);
    return NULL;
  }
  a->dtype = of->dtype;
  a->flags = element ? 0 : of->flags & AG_READONLY;
  a->data = (element ? s->data : of->data) + offset;
  a->storage = s;
  if (!element) array_set_base(a, of);
  memcpy(SHAPE(a), shape, ndim * sizeof *shape);
  memcpy(STRIDES(a), strides, ndim * sizeof *strides);
  array_seal(a);
  if (element && a->size > 1) a->flags |= AG_READONLY;
  if (array_finalize(a, (PyObject *)of) < 0) {
    Py_DECREF(a);
    return NULL;
  }
  return a;
}

// array_place returns an array over s, which it takes over, even on failure.
PyObject *array_place(agStorage *s, char *data, int dtype, int ndim, const Py_ssize_t *shape, const Py_ssize_t *strides, int readonly) {
  Array *a = array_alloc(ArrayType, ndim);
  if (!a) {
    agStorageDrop(s);
    return NULL;
  }
  a->dtype = dtype;
  a->flags = readonly ? AG_READONLY : 0;
  a->data = data;
  a->storage = s;
  memcpy(SHAPE(a), shape, ndim * sizeof *shape);
  memcpy(STRIDES(a), strides, ndim * sizeof *strides);
  array_seal(a);
  return (PyObject *)a;
}

PyObject *tuple_of(int n, const Py_ssize_t *v) {
  PyObject *t = PyTuple_New(n);
  for (int i = 0; t && i < n; i++) {
    PyObject *x = PyLong_FromSsize_t(v[i]);
    if (!x || PyTuple_SetItem(t, i, x) < 0) {
      Py_DECREF(t);
      return NULL;
    }
  }
  return t;
}

// shape_parse reads an int or a sequence of ints and returns their number, or
// -1 with an exception.
int shape_parse(PyObject *o, Py_ssize_t *shape) {
  if (PyIndex_Check(o)) {
    shape[0] = PyNumber_AsSsize_t(o, PyExc_OverflowError);
    if (shape[0] != -1 || !PyErr_Occurred()) return 1;
    // An array with axes is a sequence, though it looks like an integer.
    if (!PyErr_ExceptionMatches(PyExc_TypeError) || !PySequence_Check(o)) return -1;
    PyErr_Clear();
  }
  PyObject *t = PySequence_Tuple(o);
  if (!t) return -1;
  Py_ssize_t n = PyTuple_Size(t);
  if (n > AG_MAX_DIMS) {
    PyErr_Format(PyExc_ValueError, "%zd dimensions; an array has at most %d", n, AG_MAX_DIMS);
    n = -1;
  }
  for (Py_ssize_t i = 0; i < n; i++) {
    shape[i] = PyNumber_AsSsize_t(PyTuple_GetItem(t, i), PyExc_OverflowError);
    if (shape[i] == -1 && PyErr_Occurred()) n = -1;
  }
  Py_DECREF(t);
  return (int)n;
}

// Attributes.

static PyMemberDef array_members[] = {{"__weaklistoffset__", T_PYSSIZET, offsetof(Array, weakrefs), READONLY, NULL}, {NULL}};

// Methods.

static PyObject *method_tolist(PyObject *self, PyObject *unused) { return array_tolist((Array *)self); }

static PyObject *method_item(PyObject *self, PyObject *const *args, Py_ssize_t n) {
  Array *a = (Array *)self;
  if (n == 0) {
    if (a->size != 1) {
      PyErr_Format(PyExc_ValueError, "can only convert an array of size 1 to a Python scalar, this one has %zd elements", a->size);
      return NULL;
    }
    return element_load(a->data, a->dtype);
  }
  PyObject *index[AG_MAX_DIMS];
  if (n == 1 && PyTuple_Check(args[0]) && PyTuple_Size(args[0]) <= AG_MAX_DIMS) {
    PyObject *tuple = args[0];
    n = PyTuple_Size(tuple);
    for (Py_ssize_t i = 0; i < n; i++) index[i] = PyTuple_GetItem(tuple, i);
    args = index;
  }
  char *p = a->data;
  if (n == 1 && a->ndim != 1) { // in C order over all elements
    Py_ssize_t i = PyNumber_AsSsize_t(args[0], PyExc_IndexError);
    if (i == -1 && PyErr_Occurred()) return NULL;
    if (i < -a->size || i >= a->size) {
      PyErr_Format(PyExc_IndexError, "index %zd is out of bounds for size %zd", i, a->size);
      return NULL;
    }
    if (i < 0) i += a->size;
    for (int axis = a->ndim - 1; axis >= 0; axis--) {
      p += i % SHAPE(a)[axis] * STRIDES(a)[axis];
      i /= SHAPE(a)[axis];
    }
    return element_load(p, a->dtype);
  }
  if (n != a->ndim) {
    PyErr_Format(PyExc_ValueError, "%zd indices for an array of %d dimensions", n, a->ndim);
    return NULL;
  }
  for (int axis = 0; axis < n; axis++) {
    Py_ssize_t i = PyNumber_AsSsize_t(args[axis], PyExc_IndexError), len = SHAPE(a)[axis];
    if (i == -1 && PyErr_Occurred()) return NULL;
    if (i < -len || i >= len) {
      PyErr_Format(PyExc_IndexError, "index %zd is out of bounds for axis %d with size %zd", i, axis, len);
      return NULL;
    }
    p += (i < 0 ? i + len : i) * STRIDES(a)[axis];
  }
  return element_load(p, a->dtype);
}

static PyObject *method_finalize(PyObject *self, PyObject *from) { Py_RETURN_NONE; }

// method_as returns a view of the same memory as an instance of a class; of
// read-only memory, or of any if told so, a read-only one.
static PyObject *method_as(PyObject *self, PyObject *args) {
  Array *a = (Array *)self;
  PyObject *type;
  int readonly = 0;
  if (!PyArg_ParseTuple(args, "O!|p:_as", &PyType_Type, &type, &readonly)) return NULL;
  if (!PyType_IsSubtype((PyTypeObject *)type, ArrayType)) {
    PyErr_SetString(PyExc_TypeError, "view: the class must be a subclass of arraygen.ndarray");
    return NULL;
  }
  Array *v = array_view(a, (PyTypeObject *)type, a->data, a->ndim, SHAPE(a), STRIDES(a));
  if (v && readonly) v->flags |= AG_READONLY;
  return (PyObject *)v;
}

// method_restride is a view with another shape and strides, which the caller
// has checked, and an offset in bytes.
static PyObject *method_restride(PyObject *self, PyObject *args) {
  Array *a = (Array *)self;
  PyObject *shape_o, *strides_o, *dtype_o = Py_None;
  Py_ssize_t offset = 0, shape[AG_MAX_DIMS], strides[AG_MAX_DIMS], low, high;
  if (!PyArg_ParseTuple(args, "OO|nO:_restride", &shape_o, &strides_o, &offset, &dtype_o)) return NULL;
  int dtype = dtype_o == Py_None ? a->dtype : dtype_parse(dtype_o);
  if (!dtype) return NULL;
  int n = shape_parse(shape_o, shape);
  if (n < 0) return NULL;
  int m = shape_parse(strides_o, strides);
  if (m < 0) return NULL;
  agStorage *s = array_storage(a);
  if (!s) return NULL;
  if (n != m || array_layout(dtype, n, shape, strides, &low, &high) || a->data + offset + low < s->data ||
      a->data + offset + high > s->data + s->bytes) {
    agStorageDrop(s);
    PyErr_SetString(PyExc_ValueError, "the view would leave the memory of the array");
    return NULL;
  }
  Array *v = array_alloc(Py_TYPE(self), n);
  if (!v) {
    agStorageDrop(s);
    return NULL;
  }
  v->dtype = dtype;
  v->flags = a->flags & AG_READONLY;
  v->data = a->data + offset;
  v->storage = s;
  array_set_base(v, a);
  memcpy(SHAPE(v), shape, n * sizeof *shape);
  memcpy(STRIDES(v), strides, n * sizeof *strides);
  array_seal(v);
  if (array_finalize(v, self) < 0) {
    Py_DECREF(v);
    return NULL;
  }
  return (PyObject *)v;
}

// method_sizeof counts as NumPy does: the memory of the elements is its owner's,
// not a view's.
static PyObject *method_sizeof(PyObject *self, PyObject *unused) {
  Array *a = (Array *)self;
  PyObject *basic = PyObject_GetAttrString((PyObject *)Py_TYPE(self), "__basicsize__");
  size_t bytes = basic ? PyLong_AsSize_t(basic) : 0;
  Py_XDECREF(basic);
  if (PyErr_Occurred()) return NULL;
  if (a->dims != a->room) bytes += 2 * a->ndim * sizeof(Py_ssize_t);
  if (a->lent) bytes += 2 * a->ndim * sizeof(int64_t);
  if (!a->base && a->storage && storage_ours(a->storage)) bytes += a->storage->bytes;
  return PyLong_FromSize_t(bytes);
}

static PyMethodDef array_methods[] = {
    {"tolist", method_tolist, METH_NOARGS, "tolist($self, /)\n--\n\nElements as nested lists of Python numbers."},
    {"item", (PyCFunction)(void *)method_item, METH_FASTCALL, "item($self, /, *index)\n--\n\nOne element as a Python number."},
    {"__sizeof__", method_sizeof, METH_NOARGS, "__sizeof__($self, /)\n--\n\nBytes in memory, those of the elements where the array owns them."},
    {"__array_finalize__", method_finalize, METH_O, "Called on every new instance of a subclass."},
    {"__dlpack__", (PyCFunction)(void *)array_dlpack, METH_FASTCALL | METH_KEYWORDS,
     "__dlpack__($self, /, *, stream=None, max_version=None, dl_device=None, copy=None)\n--\n\nArray as a DLPack capsule."},
    {"__dlpack_device__", array_dlpack_device, METH_NOARGS, "__dlpack_device__($self, /)\n--\n\n(1, 0): main memory."},
    {"__array_ufunc__", (PyCFunction)(void *)array_ufunc, METH_FASTCALL | METH_KEYWORDS,
     "__array_ufunc__($self, ufunc, method, /, *inputs, **kwargs)\n--\n\nNumPy's protocol: our ufunc of the same name."},
    {"_as", method_as, METH_VARARGS, NULL},
    {"_restride", method_restride, METH_VARARGS, NULL},
    {NULL}};

// array_over returns an array over the memory of an object with the buffer
// protocol, from a byte of it on.
static PyObject *array_over(PyTypeObject *type, PyObject *buffer, int d, PyObject *shape_o, int fortran, PyObject *strides_o, Py_ssize_t offset) {
  Py_ssize_t shape[AG_MAX_DIMS], strides[AG_MAX_DIMS], step = ag_dtypes[d].size;
  int n = shape_parse(shape_o, shape);
  if (n < 0) return NULL;
  PyObject *memory = is_subarray(buffer) ? Py_NewRef(buffer) : buffer_array(buffer);
  if (memory == Py_None) {
    Py_DECREF(memory);
    PyErr_Format(PyExc_TypeError, "ndarray: a buffer must have the buffer protocol, which %R has not", Py_TYPE(buffer));
    return NULL;
  }
  if (!memory) return NULL;
  PyObject *made = NULL;
  if (strides_o == Py_None && fortran) {
    for (int i = 0; i < n; i++) {
      strides[i] = step;
      if (shape[i] > 0 && __builtin_mul_overflow(step, shape[i], &step)) step = 0; // which the shape, checked next, doesn't allow
    }
    strides_o = made = tuple_of(n, strides);
  }
  PyObject *v = strides_o ? array_within((Array *)memory, d, shape_o, strides_o, offset) : NULL;
  Py_XDECREF(made);
  Py_DECREF(memory);
  if (!v || type == ArrayType) return v;
  PyObject *r = (PyObject *)array_view((Array *)v, type, ((Array *)v)->data, n, SHAPE((Array *)v), STRIDES((Array *)v));
  Py_DECREF(v);
  return r;
}

// ndarray(shape, dtype="float64", order="C") is an array of arbitrary values, mostly for
// subclasses; with a buffer one over its memory.
static PyObject *array_tp_new(PyTypeObject *type, PyObject *args, PyObject *kw) {
  static char *names[] = {"shape", "dtype", "buffer", "offset", "strides", "order", NULL};
  PyObject *shape_o, *dtype_o = NULL, *buffer = Py_None, *strides_o = Py_None;
  const char *order = NULL;
  Py_ssize_t offset = 0;
  if (!PyArg_ParseTupleAndKeywords(args, kw, "O|OOnOz:ndarray", names, &shape_o, &dtype_o, &buffer, &offset, &strides_o, &order)) return NULL;
  if (order && strcmp(order, "C") && strcmp(order, "F")) {
    PyErr_Format(PyExc_ValueError, "ndarray: order must be 'C' or 'F', not '%s'", order);
    return NULL;
  }
  Py_ssize_t shape[AG_MAX_DIMS];
  int n = shape_parse(shape_o, shape);
  if (n < 0) return NULL;
  int d = dtype_o && dtype_o != Py_None ? dtype_parse(dtype_o) : AG_FLOAT64;
  if (!d) return NULL;
  char layout = order ? *order : 'C';
  if (buffer != Py_None) return array_over(type, buffer, d, shape_o, layout == 'F', strides_o, offset);
  if (strides_o != Py_None || offset) {
    PyErr_SetString(PyExc_ValueError, "ndarray: strides and an offset are those of a buffer, which is missing");
    return NULL;
  }
  Array *base = array_new(d, n, shape, layout, 0);
  if (!base || type == ArrayType) return (PyObject *)base;
  Array *a = array_alloc(type, n);
  if (a) {
    a->dtype = d;
    a->data = base->data;
    a->storage = base->storage;
    agStorageUse(a->storage);
    memcpy(a->dims, base->dims, 2 * n * sizeof(Py_ssize_t));
    array_seal(a);
    if (array_finalize(a, NULL) < 0) Py_CLEAR(a);
  }
  Py_DECREF(base);
  return (PyObject *)a;
}

// A plain ndarray takes no further arguments; a subclass's __new__ may.
static int array_tp_init(PyObject *self, PyObject *args, PyObject *kw) { return 0; }

// array_concat refuses what a + b ends in when neither operand adds the other,
// and operator.concat(a, b), which would add.
static PyObject *array_concat(PyObject *a, PyObject *b) {
  PyErr_Format(PyExc_TypeError, "unsupported operand type(s) for +: %R and %R; arrays are joined by concat", Py_TYPE(a), Py_TYPE(b));
  return NULL;
}

static PyType_Slot base_slots[] = {{Py_tp_new, array_tp_new},
                                   {Py_tp_init, array_tp_init},
                                   {Py_tp_dealloc, array_dealloc},
                                   {Py_tp_getset, array_getset},
                                   {Py_tp_members, array_members},
                                   {Py_tp_methods, array_methods},
                                   {Py_tp_hash, PyObject_HashNotImplemented},
                                   {Py_tp_iter, array_iter},
                                   {Py_bf_getbuffer, array_getbuffer},
                                   {Py_mp_subscript, array_subscript},
                                   {Py_mp_ass_subscript, array_ass_subscript},
                                   {Py_mp_length, array_length},
                                   {Py_sq_length, array_length},
                                   {Py_sq_item, array_item},
                                   {Py_sq_concat, array_concat},
                                   {Py_tp_doc, "ndarray(shape, dtype='float64', buffer=None, offset=0, strides=None, order='C')\n--\n\nN-dimensional array of elements of one type."},
                                   {0, NULL}};

int array_init(PyObject *module) {
  static PyType_Slot slots[96];
  int n = 0;
  static PyMethodDef methods[64];
  int last = 0;
  for (PyMethodDef *d = array_methods; d->ml_name; d++) methods[last++] = *d;
  for (PyMethodDef *d = short_methods; d->ml_name; d++) methods[last++] = *d;
  for (PyType_Slot *s = base_slots; s->slot; s++) slots[n++] = s->slot == Py_tp_methods ? (PyType_Slot){Py_tp_methods, methods} : *s;
  for (PyType_Slot *s = operator_slots; s->slot; s++) slots[n++] = *s;
  slots[n] = (PyType_Slot){0, NULL};
  static PyType_Spec spec = {"arraygen.ndarray", sizeof(Array), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, slots};
  ArrayType = (PyTypeObject *)PyType_FromSpec(&spec);
  if (!ArrayType) return -1;
  base_alloc = (allocfunc)PyType_GetSlot(ArrayType, Py_tp_alloc);
  base_free = (freefunc)PyType_GetSlot(ArrayType, Py_tp_free);
  name_finalize = PyUnicode_InternFromString("__array_finalize__");
  if (!name_finalize) return -1;
  return PyModule_AddObjectRef(module, "ndarray", (PyObject *)ArrayType);
}
