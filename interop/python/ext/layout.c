// SPDX-License-Identifier: BSD-3-Clause

// How far an array reaches, and whether what others say of theirs can be.
#include "core.h"

// array_layout finds how far elements reach below and above the first one, in
// bytes. It returns NULL, or what is wrong with the shape and the strides.
const char *array_layout(int dtype, int ndim, const Py_ssize_t *shape, const Py_ssize_t *strides, Py_ssize_t *low, Py_ssize_t *high) {
  *low = 0;
  *high = ag_dtypes[dtype].size;
  Py_ssize_t bytes = ag_dtypes[dtype].size;
  int empty = 0;
  for (int i = 0; i < ndim; i++) {
    if (shape[i] < 0) return "a length is negative";
    if (shape[i] == 0) empty = 1;
    // As in NumPy, an axis of length 0 does not excuse the others.
    else if (__builtin_mul_overflow(bytes, shape[i], &bytes)) return "there are more elements than addresses";
  }
  if (empty) {
    *high = 0;
    return NULL;
  }
  for (int i = 0; i < ndim; i++) {
    Py_ssize_t reach;
    if (__builtin_mul_overflow(shape[i] - 1, strides[i], &reach) || __builtin_add_overflow(reach < 0 ? *low : *high, reach, reach < 0 ? low : high))
      return "the strides leave the address space";
  }
  return NULL;
}

// arrays_overlap reports whether the bounds of two arrays in memory overlap.
int arrays_overlap(const Array *a, const Array *b) {
  Py_ssize_t low, high, other_low, other_high;
  if (array_layout(a->dtype, a->ndim, SHAPE(a), STRIDES(a), &low, &high) || array_layout(b->dtype, b->ndim, SHAPE(b), STRIDES(b), &other_low, &other_high)) return 1;
  return a->size && b->size && a->data + low < b->data + other_high && b->data + other_low < a->data + high;
}

// foreign_layout checks what a protocol says of memory that is not ours; what
// names the protocol in the ValueError. Without strides, it makes those of C
// order. The first element is at data.
int foreign_layout(const char *what, foreignLayout *f) {
  const char *wrong = NULL;
  Py_ssize_t *strides = f->strides;
  if (f->ndim < 0 || f->ndim > AG_MAX_DIMS) {
    PyErr_Format(PyExc_ValueError, "%s: %d dimensions; an array has at most %d", what, f->ndim, AG_MAX_DIMS);
    return -1;
  }
  if (f->ndim && !f->given_shape) wrong = "the shape is NULL";
  Py_ssize_t step = ag_dtypes[f->dtype].size;
  for (int i = f->ndim - 1; !wrong && i >= 0; i--) {
    f->shape[i] = f->given_shape[i];
    strides[i] = f->given_strides ? f->given_strides[i] : step;
    if (__builtin_mul_overflow(step, f->shape[i] > 0 ? f->shape[i] : 1, &step)) step = 0; // array_layout says so
  }
  if (!wrong) wrong = array_layout(f->dtype, f->ndim, f->shape, strides, &f->low, &f->high);
  if (!wrong && f->high > f->low) {
    uintptr_t at = (uintptr_t)f->data;
    if (!at)
      wrong = "the data is NULL, but the shape has elements";
    else if (at > PY_SSIZE_T_MAX || f->low < -(Py_ssize_t)at || f->high > PY_SSIZE_T_MAX - (Py_ssize_t)at)
      wrong = "the elements leave the address space";
  }
  if (!wrong) return 0;
  PyErr_Format(PyExc_ValueError, "%s: %s", what, wrong);
  return -1;
}
