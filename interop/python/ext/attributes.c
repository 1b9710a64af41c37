// SPDX-License-Identifier: BSD-3-Clause

// The attributes of arrays that are no methods.
#include "core.h"

static PyObject *get_shape(PyObject *self, void *c) { return tuple_of(((Array *)self)->ndim, SHAPE((Array *)self)); }
static PyObject *get_strides(PyObject *self, void *c) { return tuple_of(((Array *)self)->ndim, STRIDES((Array *)self)); }
static PyObject *get_ndim(PyObject *self, void *c) { return PyLong_FromLong(((Array *)self)->ndim); }
static PyObject *get_size(PyObject *self, void *c) { return PyLong_FromSsize_t(((Array *)self)->size); }
static PyObject *get_itemsize(PyObject *self, void *c) { return PyLong_FromLong(ag_dtypes[((Array *)self)->dtype].size); }
static PyObject *get_nbytes(PyObject *self, void *c) {
  return PyLong_FromSsize_t(((Array *)self)->size * ag_dtypes[((Array *)self)->dtype].size);
}

static PyObject *get_dtype(PyObject *self, void *c) {
  PyObject *d = dtype_object(((Array *)self)->dtype);
  Py_INCREF(d);
  return d;
}

static PyObject *get_device(PyObject *self, void *c) { return PyUnicode_FromString("cpu"); }
static PyObject *get_pointer(PyObject *self, void *c) { return PyLong_FromVoidPtr(((Array *)self)->data); }
static PyObject *get_writeable(PyObject *self, void *c) { return PyBool_FromLong(!(((Array *)self)->flags & AG_READONLY)); }

// set_writeable makes an array read-only, or undoes that. What was never
// writeable stays read-only: an element, and memory of others that they don't
// let write to.
static int set_writeable(PyObject *self, PyObject *value, void *c) {
  Array *a = (Array *)self;
  int on = value ? PyObject_IsTrue(value) : -1;
  if (!value) PyErr_SetString(PyExc_AttributeError, "cannot delete the flag writeable");
  if (on < 0) return -1;
  if (!on) {
    if (!(a->flags & AG_READONLY)) a->flags |= AG_READONLY | AG_FROZEN;
    return 0;
  }
  if (!(a->flags & AG_READONLY)) return 0;
  int ours = a->base ? is_subarray(a->base) && !(((Array *)a->base)->flags & AG_READONLY) : !a->storage || storage_ours(a->storage);
  if (a->flags & AG_ELEMENT || !(ours || a->flags & AG_FROZEN) || (a->base && !ours && is_subarray(a->base))) {
    PyErr_SetString(PyExc_ValueError, a->flags & AG_ELEMENT ? "cannot set the flag writeable to True: an element never changes; copy it"
                    : a->base ? "cannot set the flag writeable to True: the base of this view is read-only"
                              : "cannot set the flag writeable to True: the owner of this memory does not let it be written; copy it");
    return -1;
  }
  a->flags &= ~(AG_READONLY | AG_FROZEN);
  return 0;
}

static PyObject *get_contiguous(PyObject *self, void *c) {
  return PyBool_FromLong((((Array *)self)->flags & (intptr_t)c) != 0);
}

static PyObject *get_base(PyObject *self, void *c) {
  Array *a = (Array *)self;
  PyObject *o = a->base;
  if (!o && a->storage) o = storage_owner(a->storage);
  if (!o) o = Py_None;
  Py_INCREF(o);
  return o;
}

// get_owndata tells an array that owns its elements from a view of another
// array and from memory of another library.
static PyObject *get_owndata(PyObject *self, void *c) {
  Array *a = (Array *)self;
  return PyBool_FromLong(!a->base && (!a->storage || storage_ours(a->storage)));
}

static PyObject *get_T(PyObject *self, void *c) {
  Array *a = (Array *)self;
  Py_ssize_t shape[AG_MAX_DIMS], strides[AG_MAX_DIMS];
  for (int i = 0; i < a->ndim; i++) {
    shape[i] = SHAPE(a)[a->ndim - 1 - i];
    strides[i] = STRIDES(a)[a->ndim - 1 - i];
  }
  return (PyObject *)array_view(a, Py_TYPE(self), a->data, a->ndim, shape, strides);
}

static PyObject *get_mT(PyObject *self, void *c) {
  Array *a = (Array *)self;
  int n = a->ndim;
  if (n < 2) {
    PyErr_Format(PyExc_ValueError, "mT needs an array of at least 2 dimensions, not %d", n);
    return NULL;
  }
  Py_ssize_t shape[AG_MAX_DIMS], strides[AG_MAX_DIMS];
  memcpy(shape, SHAPE(a), n * sizeof *shape);
  memcpy(strides, STRIDES(a), n * sizeof *strides);
  shape[n - 1] = SHAPE(a)[n - 2];
  shape[n - 2] = SHAPE(a)[n - 1];
  strides[n - 1] = STRIDES(a)[n - 2];
  strides[n - 2] = STRIDES(a)[n - 1];
  return (PyObject *)array_view(a, Py_TYPE(self), a->data, n, shape, strides);
}

// get_part is real and imag: views for complex arrays.
static PyObject *get_part(PyObject *self, void *imaginary) {
  Array *a = (Array *)self;
  int d = a->dtype == AG_COMPLEX128 ? AG_FLOAT64 : a->dtype == AG_COMPLEX64 ? AG_FLOAT32 : 0;
  if (!d) {
    if (!imaginary) {
      Py_INCREF(self);
      return self;
    }
    Array *z = array_new(a->dtype, a->ndim, SHAPE(a), 'C', 1);
    if (z) z->flags |= AG_READONLY;
    return (PyObject *)z;
  }
  agStorage *s = array_storage(a);
  if (!s) return NULL;
  Array *v = array_alloc(ArrayType, a->ndim);
  if (!v) {
    agStorageDrop(s);
    return NULL;
  }
  v->dtype = d;
  v->flags = a->flags & AG_READONLY;
  v->data = a->data + (imaginary && a->size ? ag_dtypes[d].size : 0);
  v->storage = s;
  array_set_base(v, a);
  memcpy(v->dims, a->dims, 2 * a->ndim * sizeof(Py_ssize_t));
  array_seal(v);
  return (PyObject *)v;
}

// set_part writes the real or the imaginary parts.
static int set_part(PyObject *self, PyObject *value, void *imaginary) {
  Array *a = (Array *)self;
  if (!value) {
    PyErr_SetString(PyExc_AttributeError, "cannot delete a part of the elements");
    return -1;
  }
  if (imaginary && a->dtype != AG_COMPLEX128 && a->dtype != AG_COMPLEX64) {
    PyErr_Format(PyExc_TypeError, "an array of %s does not have an imaginary part to set; convert it with astype('complex128')", ag_dtypes[a->dtype].name);
    return -1;
  }
  PyObject *part = get_part(self, imaginary);
  int r = part ? array_ass_subscript(part, Py_Ellipsis, value) : -1;
  Py_XDECREF(part);
  return r;
}

PyGetSetDef array_getset[] = {
    {"shape", get_shape, NULL, "length of each axis", NULL},
    {"strides", get_strides, NULL, "step along each axis in bytes", NULL},
    {"ndim", get_ndim, NULL, "number of axes", NULL},
    {"size", get_size, NULL, "number of elements", NULL},
    {"itemsize", get_itemsize, NULL, "bytes of an element", NULL},
    {"nbytes", get_nbytes, NULL, "bytes of all elements", NULL},
    {"dtype", get_dtype, NULL, "element type", NULL},
    {"device", get_device, NULL, "\"cpu\"", NULL},
    {"base", get_base, NULL, "of a view the array that it is a view of, of foreign memory the object that owns it, None for an array with memory of its own", NULL},
    {"T", get_T, NULL, "view with the axes in reverse order", NULL},
    {"mT", get_mT, NULL, "view with the last two axes exchanged", NULL},
    {"real", get_part, set_part, "real part: a view; what it is set to is written to it", NULL},
    {"imag", get_part, set_part, "imaginary part: a view of a complex array, else read-only zeros", (void *)1},
    {"_pointer", get_pointer, NULL, "address of the first element", NULL},
    {"_writeable", get_writeable, set_writeable, "whether elements may be written", NULL},
    {"_owndata", get_owndata, NULL, "whether the array owns its memory", NULL},
    {"_element", get_contiguous, NULL, "whether this is an element, which never changes", (void *)AG_ELEMENT},
    {"_c_contiguous", get_contiguous, NULL, "whether elements lie in C order without gaps", (void *)AG_C},
    {"_f_contiguous", get_contiguous, NULL, "whether elements lie in Fortran order without gaps", (void *)AG_F},
    {"_aligned", get_contiguous, NULL, "whether elements lie at multiples of their alignment", (void *)AG_ALIGNED},
    {"__array_interface__", array_interface, NULL, "NumPy's array interface, version 3", NULL},
    {"__array_struct__", array_struct, NULL, "NumPy's array interface as a C struct", NULL},
    {NULL}};
