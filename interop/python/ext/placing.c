// SPDX-License-Identifier: BSD-3-Clause

// Functions that write elements of an array in place, and those that leave out what a mask does not name: C moves the
// elements of the usual calls, which are those of one type in C order. Each gets its arguments in the order of its
// parameters, NULL for those that are not given, and returns NULL without an exception where it leaves the call to Go,
// which says what is wrong with one.
#include "places.h"

// row_of returns an array of ours whose elements lie behind each other, few enough that signals can wait for them.
static Array *row_of(PyObject *o) {
  if (!o || !is_array(o)) return NULL;
  Array *a = (Array *)o;
  return in_order(a) && a->size > 0 && a->size <= MOST_PUT ? a : NULL;
}

static Array *target_of(PyObject *o) {
  Array *a = row_of(o);
  return a && !(a->flags & AG_READONLY) ? a : NULL;
}

// mask_of returns an array of bools.
static Array *mask_of(PyObject *o) {
  Array *m = row_of(o);
  return m && m->dtype == AG_BOOL8 ? m : NULL;
}

// released lets others run where many elements are moved; acquired ends that.
static PyThreadState *released(Py_ssize_t bytes) { return bytes >= RELEASE_BYTES ? PyEval_SaveThread() : NULL; }
static void acquired(PyThreadState *thread) {
  if (thread) PyEval_RestoreThread(thread);
}

static int size_of(const Array *a) { return ag_dtypes[a->dtype].size; }

// source has the elements that are written in turn, begun anew at their end.
typedef struct source {
  const char *data;
  Py_ssize_t count;
  char cell[16];
} source;

// source_set reads an array of the type of a that lies elsewhere in memory, or a number that this type has.
static int source_set(source *s, PyObject *o, const Array *a) {
  s->data = s->cell;
  s->count = 1;
  if (!o) return 0;
  if (!is_array(o)) return number_store(s->cell, o, a->dtype);
  const Array *v = row_of(o);
  if (!v || v->dtype != a->dtype || common_memory(a, v)) return 0;
  s->data = v->data;
  s->count = v->size;
  return 1;
}

// arr, mask, vals: the elements where the mask is true become the values in turn.
PyObject *place_elements(int n, PyObject *const *args) {
  Array *a = target_of(args[0]), *m = mask_of(args[1]);
  source from;
  if (!a || !m || m->size != a->size || common_memory(a, m) || !source_set(&from, args[2], a)) return NULL;
  PyThreadState *thread = released(a->size * size_of(a));
  // Bytes that are written may be those of a struct: what is read for each element is copied before.
  const char *mask = m->data, *data = from.data;
  char *to = a->data;
  const Py_ssize_t size = a->size, count = from.count;
  // What the mask leaves out is written to itself: a branch on a mask is often guessed wrong.
#define EACH(bytes)                                                              \
  for (Py_ssize_t i = 0, at = 0; i < size; i++) {                                \
    const char *with = chosen(mask[i], data + at * (bytes), to + i * (bytes));   \
    at += mask[i] != 0;                                                          \
    at = at == count ? 0 : at;                                                   \
    memmove(to + i * (bytes), with, bytes);                                      \
  }
  BY_SIZE(size_of(a), EACH)
#undef EACH
  acquired(thread);
  return Py_NewRef(Py_None);
}

// a, mask, values: the elements where the mask is true become the values at their places.
PyObject *place_masked(int n, PyObject *const *args) {
  Array *a = target_of(args[0]), *m = mask_of(args[1]);
  source from;
  if (!a || !m || m->size != a->size || common_memory(a, m) || !source_set(&from, args[2], a)) return NULL;
  int size = size_of(a);
  PyThreadState *thread = released(a->size * size);
  for (Py_ssize_t first = 0; first < a->size; first += from.count) {
    Py_ssize_t count = from.count == 1 || a->size - first < from.count ? a->size - first : from.count, step = from.count > 1;
    char *to = a->data + first * size;
    choose_row(to, m->data + first, 1, from.data, step * size, to, size, count, size);
    if (!step) break;
  }
  acquired(thread);
  return Py_NewRef(Py_None);
}

// index_of returns indices, which may name no element.
static const Array *index_of(PyObject *o) { return o && is_array(o) && is_index((Array *)o) ? (Array *)o : NULL; }

// a, ind, v, mode: the elements at indices of all in C order become the values in turn.
PyObject *place_at(int n, PyObject *const *args) {
  Array *a = target_of(args[0]);
  const Array *index = index_of(args[1]);
  source from;
  if (!a || !index || common_memory(a, index) || args[3] || !source_set(&from, args[2], a)) return NULL;
  // All indices are looked at before the first element is written; another thread may change them since.
  const places p = places_of(index, a->size);
  PyThreadState *thread = released(p.count * size_of(a));
  int fits = places_fit(p);
  char *to = a->data;
#define PUT(type, bytes)                                                              \
  for (Py_ssize_t k = 0, turn = 0; k < p.count; k++) {                                \
    Py_ssize_t at = place_##type(p, k);                                               \
    if (at >= 0) memcpy(to + at * (bytes), from.data + turn * (bytes), bytes);        \
    turn = turn + 1 == from.count ? 0 : turn + 1;                                     \
  }
#define EACH(bytes)         \
  if (p.wide) {             \
    PUT(int64_t, bytes)     \
  } else {                  \
    PUT(int32_t, bytes)     \
  }
  if (fits) {
    BY_SIZE(size_of(a), EACH)
  }
#undef EACH
#undef PUT
  acquired(thread);
  return fits ? Py_NewRef(Py_None) : NULL;
}

// arr, indices, values, axis: each place of the other axes has its own indices, and as many values or one for all.
PyObject *place_along(int n, PyObject *const *args) {
  Array *a = target_of(args[0]);
  const Array *index = index_of(args[1]);
  source from;
  int64_t axis;
  if (!a || !index || !whole(args[3], &axis) || index->ndim != a->ndim || common_memory(a, index) || !source_set(&from, args[2], a)) return NULL;
  if (axis < 0) axis += a->ndim;
  if (axis < 0 || axis >= a->ndim) return NULL;
  for (int i = 0; i < a->ndim; i++)
    if (i != axis && SHAPE(index)[i] != SHAPE(a)[i]) return NULL;
  if (is_array(args[2])) {
    const Array *v = (Array *)args[2];
    int one = v->size == 1 && v->ndim <= a->ndim;
    if (!one && (v->ndim != index->ndim || memcmp(SHAPE(v), SHAPE(index), v->ndim * sizeof *SHAPE(v)))) return NULL;
  }
  Py_ssize_t inner = 1, outer = 1, step = from.count > 1 || index->size == 1, length = SHAPE(a)[axis], count = SHAPE(index)[axis];
  for (int i = 0; i < axis; i++) outer *= SHAPE(a)[i];
  for (int i = (int)axis + 1; i < a->ndim; i++) inner *= SHAPE(a)[i];
  const places p = places_of(index, length);
  PyThreadState *thread = released(p.count * size_of(a));
  int fits = places_fit(p);
  char *to = a->data;
  // Of a row of indices along the last axis one block follows the other; along another axis its elements are those of
  // the axes behind.
#define PUT(type, bytes)                                                                      \
  for (Py_ssize_t o = 0, k = 0; o < outer; o++)                                               \
    for (Py_ssize_t j = 0; j < count; j++)                                                    \
      for (Py_ssize_t i = 0; i < inner; i++, k++) {                                           \
        Py_ssize_t at = place_##type(p, k);                                                   \
        if (at >= 0) memcpy(to + ((o * length + at) * inner + i) * (bytes), from.data + k * step * (bytes), bytes); \
      }
#define EACH(bytes)         \
  if (p.wide) {             \
    PUT(int64_t, bytes)     \
  } else {                  \
    PUT(int32_t, bytes)     \
  }
  if (fits) {
    BY_SIZE(size_of(a), EACH)
  }
#undef EACH
#undef PUT
  acquired(thread);
  return fits ? Py_NewRef(Py_None) : NULL;
}

// a, val, wrap: the elements whose indices are all the same become the values in turn.
PyObject *place_diagonal(int n, PyObject *const *args) {
  Array *a = target_of(args[0]);
  source from;
  if (!a || a->ndim < 2 || (args[2] && !PyBool_Check(args[2])) || !source_set(&from, args[1], a)) return NULL;
  Py_ssize_t step = 1, block = 1, end = a->size, columns = SHAPE(a)[a->ndim - 1];
  for (int i = a->ndim - 1; i > 0; i--) {
    if (a->ndim > 2 && SHAPE(a)[i] != SHAPE(a)[0]) return NULL;
    step += block *= SHAPE(a)[i];
  }
  if (a->ndim == 2 && args[2] != Py_True && columns < SHAPE(a)[0]) end = columns * columns;
  int size = size_of(a);
  for (Py_ssize_t count = (end + step - 1) / step, done = 0, m; done < count; done += m) {
    m = from.count == 1 || count - done < from.count ? count - done : from.count;
    move_row(a->data + done * step * size, step * size, from.data, from.count > 1 ? size : 0, m, size);
  }
  return Py_NewRef(Py_None);
}

// masked_row returns the elements of a row that lie where a mask, which is not longer, is true.
static PyObject *masked_row(const Array *a, const Array *m) {
  const char *mask = m->data, *from = a->data;
  Py_ssize_t length = m->size, count = 0;
  for (Py_ssize_t i = 0; i < length; i++) count += mask[i] != 0;
  Array *z = array_new(a->dtype, 1, &count, 'C', 0);
  if (!z || !count) return (PyObject *)z;
  // Another thread may change the mask: the elements that it has then are no more than were counted.
  char *to = z->data, *last = to + (count - 1) * size_of(a);
#define EACH(bytes)                                   \
  for (Py_ssize_t i = 0; to <= last && i < length; i++) { \
    memcpy(to, from + i * (bytes), bytes);            \
    to += mask[i] ? (bytes) : 0;                      \
  }
  BY_SIZE(size_of(a), EACH)
#undef EACH
  return (PyObject *)z;
}

enum { MOST_LEFT = 32 << 10 }; // more are Go's, which looks at eight of a mask at a time

// condition, a, axis, out: along the only axis, or of all elements.
PyObject *left_compressed(int n, PyObject *const *args) {
  const Array *m = mask_of(args[0]), *a = row_of(args[1]);
  int64_t axis = 0;
  if (!m || !a || m->ndim != 1 || m->size > a->size || a->size > MOST_LEFT || !none(args[3])) return NULL;
  if (!none(args[2]) && (!whole(args[2], &axis) || a->ndim != 1 || axis < -1 || axis > 0)) return NULL;
  return masked_row(a, m);
}

// condition, arr
PyObject *left_extracted(int n, PyObject *const *args) {
  const Array *m = mask_of(args[0]), *a = row_of(args[1]);
  return m && a && m->size <= a->size && a->size <= MOST_LEFT ? masked_row(a, m) : NULL;
}
