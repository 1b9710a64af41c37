// SPDX-License-Identifier: BSD-3-Clause

// The buffer protocol and NumPy's array interface, both ways.
#include "core.h"

// The buffer protocol, given.

int array_getbuffer(PyObject *self, Py_buffer *view, int flags) {
  Array *a = (Array *)self;
  const agDtype *d = &ag_dtypes[a->dtype];
  view->obj = NULL;
  if (!d->format) {
    PyErr_Format(PyExc_ValueError, "cannot include dtype '%s' in a buffer: PEP 3118 has no format for it; use %s", d->name, is_time(a->dtype) ? "__array_interface__" : "__dlpack__");
    return -1;
  }
  if ((flags & PyBUF_WRITABLE) == PyBUF_WRITABLE && a->flags & AG_READONLY) {
    PyErr_SetString(PyExc_BufferError, "buffer source array is read-only");
    return -1;
  }
  if ((flags & PyBUF_C_CONTIGUOUS) == PyBUF_C_CONTIGUOUS && !(a->flags & AG_C)) {
    PyErr_SetString(PyExc_BufferError, "ndarray is not C-contiguous");
    return -1;
  }
  if ((flags & PyBUF_F_CONTIGUOUS) == PyBUF_F_CONTIGUOUS && !(a->flags & AG_F)) {
    PyErr_SetString(PyExc_BufferError, "ndarray is not Fortran contiguous");
    return -1;
  }
  if ((flags & PyBUF_ANY_CONTIGUOUS) == PyBUF_ANY_CONTIGUOUS && !(a->flags & (AG_C | AG_F))) {
    PyErr_SetString(PyExc_BufferError, "ndarray is not contiguous");
    return -1;
  }
  if ((flags & PyBUF_STRIDES) != PyBUF_STRIDES && !(a->flags & AG_C)) {
    PyErr_SetString(PyExc_BufferError, "ndarray is not C-contiguous");
    return -1;
  }
  view->buf = a->data;
  view->len = a->size * d->size;
  view->itemsize = d->size;
  view->readonly = a->flags & AG_READONLY;
  view->ndim = (flags & PyBUF_ND) == PyBUF_ND ? a->ndim : 0;
  view->format = (flags & PyBUF_FORMAT) == PyBUF_FORMAT ? (char *)d->format : NULL;
  view->shape = (flags & PyBUF_ND) == PyBUF_ND && a->ndim ? SHAPE(a) : NULL;
  view->strides = (flags & PyBUF_STRIDES) == PyBUF_STRIDES && a->ndim ? STRIDES(a) : NULL;
  view->suboffsets = NULL;
  view->internal = NULL;
  Py_INCREF(self);
  view->obj = self;
  return 0;
}

// format_dtype returns the element type of a buffer format, 0 for one that
// there is no type for.
static int format_dtype(const char *f, Py_ssize_t itemsize) {
  if (!f) return itemsize == 1 ? AG_UINT8 : 0;
  if (*f == '@' || *f == '=' || *f == (PY_BIG_ENDIAN ? '>' : '<')) f++;
  int size = (int)itemsize;
  if (f[0] == 'Z' && (f[1] == 'f' || f[1] == 'd') && !f[2]) return f[1] == 'f' ? AG_COMPLEX64 : AG_COMPLEX128;
  if (!f[0] || f[1]) return 0;
  switch (f[0]) {
  case '?': return AG_BOOL8;
  case 'e': return AG_FLOAT16;
  case 'f': return AG_FLOAT32;
  case 'd': return AG_FLOAT64;
  case 'b': return size == 1 ? AG_INT8 : 0;
  case 'B': return size == 1 ? AG_UINT8 : 0;
  case 'h': return size == 2 ? AG_INT16 : 0;
  case 'H': return size == 2 ? AG_UINT16 : 0;
  // The C compiler's sizes, or the standard's.
  case 'i': case 'l': case 'q': case 'n': return size == 4 ? AG_INT32 : size == 8 ? AG_INT64 : 0;
  case 'I': case 'L': case 'Q': case 'N': return size == 4 ? AG_UINT32 : size == 8 ? AG_UINT64 : 0;
  }
  return 0;
}

// refuse gives a buffer back that is not taken: its owner may run Python code, which
// must not meet the error.
static PyObject *refuse(Py_buffer *view) {
  PyObject *type, *value, *trace;
  PyErr_Fetch(&type, &value, &trace);
  PyBuffer_Release(view);
  PyErr_Restore(type, value, trace);
  return NULL;
}

// buffer_array is an array over the memory of an object with the buffer
// protocol, with the lists of its lengths and strides; None if it has none.
PyObject *buffer_array(PyObject *o) {
  Py_buffer view;
  PyObject *r = numpy_array(o);
  if (r || PyErr_Occurred()) return r;
  if (PyObject_GetBuffer(o, &view, PyBUF_STRIDES | PyBUF_FORMAT | PyBUF_WRITABLE) < 0) {
    PyErr_Clear();
    if (PyObject_GetBuffer(o, &view, PyBUF_STRIDES | PyBUF_FORMAT) < 0) {
      PyErr_Clear();
      Py_RETURN_NONE;
    }
  }
  int d = format_dtype(view.format, view.itemsize);
  if (!d || view.itemsize != ag_dtypes[d].size) {
    PyErr_Format(PyExc_TypeError, "no element type for a buffer of format '%s' and %zd bytes an item; byte-swapped, text and structured elements are not supported",
                 view.format ? view.format : "B", view.itemsize);
    return refuse(&view);
  }
  foreignLayout f = {.dtype = d, .ndim = view.ndim, .given_shape = view.shape, .given_strides = view.strides, .data = view.buf};
  if (foreign_layout("buffer", &f) < 0) return refuse(&view);
  Py_ssize_t bytes = view.itemsize;
  for (int i = 0; i < f.ndim; i++) bytes *= f.shape[i];
  if (bytes != view.len) {
    PyErr_Format(PyExc_ValueError, "buffer: its shape has %zd bytes, but its length is %zd", bytes, view.len);
    return refuse(&view);
  }
  agStorage *s = storage_buffer(&view, (char *)view.buf + f.low, f.high - f.low);
  if (!s) return refuse(&view);
  r = array_place(s, view.buf, d, f.ndim, f.shape, f.strides, view.readonly);
  if (r) numpy_learn(o, (Array *)r);
  return r;
}

static PyObject *from_buffer(PyObject *module, PyObject *o) { return buffer_array(o); }

// The array interface, given.

PyObject *array_interface(PyObject *self, void *c) {
  Array *a = (Array *)self;
  const agDtype *d = &ag_dtypes[a->dtype];
  if (!d->numpy) {
    // NumPy has no such type: it would take the elements for bytes.
    PyErr_Format(PyExc_AttributeError, "__array_interface__: its type strings have no %s; use __dlpack__, or convert to float32", d->name);
    return NULL;
  }
  PyObject *strides = a->flags & AG_C ? (Py_INCREF(Py_None), Py_None) : tuple_of(a->ndim, STRIDES(a));
  return Py_BuildValue("{s:i,s:s,s:N,s:(NN),s:N,s:[(ss)]}", "version", 3, "typestr", d->typestr, "shape", tuple_of(a->ndim, SHAPE(a)),
                       "data", PyLong_FromVoidPtr(a->data), PyBool_FromLong(a->flags & AG_READONLY), "strides", strides, "descr", "",
                       d->typestr);
}

// PyArrayInterface of NumPy's documentation.
typedef struct interfaceStruct {
  int two, nd;
  char typekind;
  int itemsize, flags;
  Py_intptr_t *shape, *strides;
  void *data;
  PyObject *descr;
  PyObject *owner; // not NumPy's: what the capsule keeps
} interfaceStruct;

enum { IS_C = 1, IS_F = 2, IS_ALIGNED = 0x100, IS_NATIVE = 0x200, IS_WRITEABLE = 0x400 };

static void struct_free(PyObject *capsule) {
  interfaceStruct *s = PyCapsule_GetPointer(capsule, NULL);
  Py_XDECREF(s->owner);
  free(s);
}

PyObject *array_struct(PyObject *self, void *c) {
  Array *a = (Array *)self;
  if (!ag_dtypes[a->dtype].format) {
    PyErr_Format(PyExc_AttributeError, "__array_struct__ has no %s; %s", ag_dtypes[a->dtype].name,
                 is_time(a->dtype) ? "use __array_interface__, which tells the unit" : "use __dlpack__, or convert to float32");
    return NULL;
  }
  interfaceStruct *s = calloc(1, sizeof *s + 2 * a->ndim * sizeof(Py_intptr_t));
  if (!s) return PyErr_NoMemory();
  s->two = 2;
  s->nd = a->ndim;
  s->typekind = ag_dtypes[a->dtype].kind;
  s->itemsize = ag_dtypes[a->dtype].size;
  s->flags = IS_NATIVE | (a->flags & AG_C ? IS_C : 0) | (a->flags & AG_F ? IS_F : 0) | (a->flags & AG_ALIGNED ? IS_ALIGNED : 0) |
             (a->flags & AG_READONLY ? 0 : IS_WRITEABLE);
  s->shape = (Py_intptr_t *)(s + 1);
  s->strides = s->shape + a->ndim;
  memcpy(s->shape, a->dims, 2 * a->ndim * sizeof(Py_intptr_t));
  s->data = a->data;
  s->owner = self;
  Py_INCREF(self);
  PyObject *capsule = PyCapsule_New(s, NULL, struct_free);
  if (!capsule) {
    Py_DECREF(self);
    free(s);
  }
  return capsule;
}

// _from_struct(capsule, owner) is an array over what a __array_struct__ tells.
static PyObject *from_struct(PyObject *module, PyObject *args) {
  PyObject *capsule, *owner;
  if (!PyArg_ParseTuple(args, "OO:_from_struct", &capsule, &owner)) return NULL;
  interfaceStruct *s = PyCapsule_CheckExact(capsule) ? PyCapsule_GetPointer(capsule, NULL) : NULL;
  if (!s || s->two != 2) {
    PyErr_Clear();
    PyErr_SetString(PyExc_ValueError, "invalid __array_struct__");
    return NULL;
  }
  int d = 0;
  for (int i = 1; i < AG_NUM_DTYPES; i++)
    if (ag_dtypes[i].format && ag_dtypes[i].kind == s->typekind && ag_dtypes[i].size == s->itemsize) d = i;
  if (!d || (!(s->flags & IS_NATIVE) && s->itemsize > 1)) {
    PyErr_Format(PyExc_TypeError, "__array_struct__ of kind '%c', %d bytes: no such element type in native byte order", (unsigned char)s->typekind,
                 s->itemsize);
    return NULL;
  }
  foreignLayout f = {.dtype = d, .ndim = s->nd, .given_shape = s->shape, .given_strides = s->strides, .data = s->data};
  if (foreign_layout("__array_struct__", &f) < 0) return NULL;
  // Whoever made the capsule may keep the memory by it alone.
  PyObject *keep = PyTuple_Pack(2, owner, capsule);
  if (!keep) return NULL;
  agStorage *st = storage_python(keep, (char *)s->data + f.low, f.high - f.low);
  Py_DECREF(keep);
  return st ? array_place(st, s->data, d, f.ndim, f.shape, f.strides, !(s->flags & IS_WRITEABLE)) : NULL;
}

// interface_list is shape_parse for a field of a dict, whose numbers may be anything.
static int interface_list(const char *field, PyObject *o, Py_ssize_t *list) {
  int n = shape_parse(o, list);
  if (n < 0 && PyErr_ExceptionMatches(PyExc_OverflowError)) {
    PyErr_Clear();
    PyErr_Format(PyExc_ValueError, "__array_interface__: %s %R has a number that no address reaches", field, o);
  }
  return n;
}

// _from_pointer(address, readonly, dtype, shape, strides or None, owner) is an
// array over an address. The caller knows that the memory is there.
static PyObject *from_pointer(PyObject *module, PyObject *args) {
  int readonly;
  PyObject *address_o, *dtype_o, *shape_o, *strides_o, *owner;
  if (!PyArg_ParseTuple(args, "OpOOOO:_from_pointer", &address_o, &readonly, &dtype_o, &shape_o, &strides_o, &owner)) return NULL;
  Py_ssize_t shape[AG_MAX_DIMS], strides[AG_MAX_DIMS];
  // No memory is at an address that is no address, be it for no elements.
  size_t address = PyLong_AsSize_t(address_o);
  if (address == (size_t)-1 && PyErr_Occurred()) {
    if (!PyErr_ExceptionMatches(PyExc_OverflowError)) return NULL;
    PyErr_Clear();
    PyErr_Format(PyExc_ValueError, "__array_interface__: the data pointer %R is no address", address_o);
    return NULL;
  }
  foreignLayout f = {.dtype = dtype_parse(dtype_o), .given_shape = shape, .data = (void *)address};
  if (!f.dtype) return NULL;
  f.ndim = interface_list("shape", shape_o, shape);
  if (f.ndim < 0) return NULL;
  if (strides_o != Py_None) {
    int m = interface_list("strides", strides_o, strides);
    if (m < 0) return NULL;
    if (m != f.ndim) {
      PyErr_Format(PyExc_ValueError, "__array_interface__: mismatch in length of strides (%d) and shape (%d)", m, f.ndim);
      return NULL;
    }
    f.given_strides = strides;
  }
  if (foreign_layout("__array_interface__", &f) < 0) return NULL;
  agStorage *s = storage_python(owner, (char *)f.data + f.low, f.high - f.low);
  return s ? array_place(s, f.data, f.dtype, f.ndim, f.shape, f.strides, readonly) : NULL;
}

// array_within is an array within the memory of another, refused if it leaves it.
PyObject *array_within(Array *a, int dtype, PyObject *shape_o, PyObject *strides_o, Py_ssize_t offset) {
  Py_ssize_t length = a->size * ag_dtypes[a->dtype].size, shape[AG_MAX_DIMS], strides[AG_MAX_DIMS];
  foreignLayout f = {.dtype = dtype, .given_shape = shape};
  f.ndim = shape_parse(shape_o, shape);
  if (f.ndim < 0) return NULL;
  if (strides_o != Py_None) {
    int m = shape_parse(strides_o, strides);
    if (m < 0) return NULL;
    if (m != f.ndim) {
      PyErr_Format(PyExc_ValueError, "mismatch in length of strides (%d) and shape (%d)", m, f.ndim);
      return NULL;
    }
    f.given_strides = strides;
  }
  if (!(a->flags & AG_C)) {
    PyErr_SetString(PyExc_ValueError, "a buffer must be contiguous in C order");
    return NULL;
  }
  if (offset < 0 || offset > length) {
    PyErr_Format(PyExc_ValueError, "an array at byte %zd leaves the buffer of %zd bytes", offset, length);
    return NULL;
  }
  f.data = a->data + offset;
  if (foreign_layout("array", &f) < 0) return NULL;
  if (f.low < -offset || f.high > length - offset) {
    PyErr_Format(PyExc_ValueError, "%s of this shape and these strides at byte %zd leaves the buffer of %zd bytes", ag_dtypes[f.dtype].name,
                 offset, length);
    return NULL;
  }
  agStorage *s = array_storage(a);
  if (!s) return NULL;
  PyObject *v = array_place(s, f.data, f.dtype, f.ndim, f.shape, f.strides, a->flags & AG_READONLY);
  if (v) array_set_base((Array *)v, a);
  return v;
}

// _within(array of bytes, dtype, shape, strides or None, offset) is array_within.
static PyObject *within(PyObject *module, PyObject *args) {
  PyObject *a, *dtype_o, *shape_o, *strides_o;
  Py_ssize_t offset;
  if (!PyArg_ParseTuple(args, "O!OOOn:_within", ArrayType, &a, &dtype_o, &shape_o, &strides_o, &offset)) return NULL;
  int dtype = dtype_parse(dtype_o);
  return dtype ? array_within((Array *)a, dtype, shape_o, strides_o, offset) : NULL;
}

PyMethodDef protocol_functions[] = {{"_from_buffer", from_buffer, METH_O, NULL},
                                    {"_from_struct", from_struct, METH_VARARGS, NULL},
                                    {"_from_pointer", from_pointer, METH_VARARGS, NULL},
                                    {"_within", within, METH_VARARGS, NULL},
                                    {NULL}};
