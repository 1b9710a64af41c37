// SPDX-License-Identifier: BSD-3-Clause

// Elements taken out of an axis, or put in: copies of what lies before and behind one place. The functions return NULL
// without an exception where they leave the call to Go.
#include "core.h"

// splice is an axis of an array in C order, and a place on it.
typedef struct splice {
  const Array *a;
  int axis, ndim; // of the result, which has one axis where none is given
  Py_ssize_t shape[AG_MAX_DIMS];
  Py_ssize_t place, n;   // of n elements along the axis
  Py_ssize_t rows, size; // how often the axis comes, and the bytes of one of its elements
} splice;

// The most rows that are copied in two parts each by a call that answers no signals.
enum { MOST_SPLICED = 4096 };

// index_of reads an int that is an index of n elements, or up to so many behind the last.
static int index_of(PyObject *o, Py_ssize_t n, int behind, Py_ssize_t *index) {
  int overflow;
  if (!o || Py_TYPE(o) != &PyLong_Type) return 0;
  long long i = PyLong_AsLongLongAndOverflow(o, &overflow);
  if (overflow || i < -n || i >= n + behind) return 0;
  *index = i < 0 ? i + n : i;
  return 1;
}

// splice_at reads the arguments of a function; a place may lie so many behind the last element. It returns 0 for what is
// Go's.
static int splice_at(splice *s, PyObject *array, PyObject *place, PyObject *axis, int behind) {
  Py_ssize_t at = 0;
  if (!array || !is_array(array)) return 0;
  const Array *a = s->a = (Array *)array;
  // Of what has one axis, or is in C order alone, the result is in C order too.
  if (!a->ndim || !(a->flags & AG_C) || (a->ndim > 1 && a->flags & AG_F && !none(axis))) return 0;
  if (none(axis)) {
    s->ndim = 1;
    s->shape[0] = a->size;
  } else {
    if (!index_of(axis, a->ndim, 0, &at)) return 0;
    s->ndim = a->ndim;
    memcpy(s->shape, SHAPE(a), a->ndim * sizeof *s->shape);
  }
  s->axis = (int)at;
  s->n = s->shape[at];
  s->rows = 1;
  s->size = ag_dtypes[a->dtype].size;
  for (int i = 0; i < s->axis; i++) s->rows *= s->shape[i];
  for (int i = s->axis + 1; i < s->ndim; i++) s->size *= s->shape[i];
  if (s->rows > MOST_SPLICED || a->size * ag_dtypes[a->dtype].size > MOST_BYTES) return 0;
  return index_of(place, s->n, behind, &s->place);
}

// spliced returns the elements with those at the place left out, or with an element before them.
static PyObject *spliced(splice *s, const char *element) {
  Py_ssize_t out = element ? 0 : 1, in = element ? 1 : 0, before = s->place * s->size, behind = (s->n - s->place - out) * s->size;
  s->shape[s->axis] += in - out;
  Array *z = array_new(s->a->dtype, s->ndim, s->shape, 'C', 0);
  if (!z) return NULL;
  PyThreadState *thread = s->rows * (before + behind) >= RELEASE_BYTES ? PyEval_SaveThread() : NULL;
  const char *from = s->a->data;
  char *to = z->data;
  int size = ag_dtypes[z->dtype].size;
  for (Py_ssize_t r = 0; r < s->rows; r++) {
    move_bytes(to, from, before);
    to += before, from += before + out * s->size;
    if (in) move_row(to, size, element, 0, s->size / size, size);
    to += in * s->size;
    move_bytes(to, from, behind);
    to += behind, from += behind;
  }
  if (thread) PyEval_RestoreThread(thread);
  return (PyObject *)z;
}

// arr, obj, axis
PyObject *splice_out(int n, PyObject *const *v) {
  splice s;
  return splice_at(&s, v[0], v[1], v[2], 0) ? spliced(&s, NULL) : NULL;
}

// arr, obj, values, axis: a number.
PyObject *splice_in(int n, PyObject *const *v) {
  splice s;
  uint64_t element[2];
  if (!splice_at(&s, v[0], v[1], v[3], 1) || !v[2] || !number_store((char *)element, v[2], s.a->dtype)) return NULL;
  return spliced(&s, (char *)element);
}
