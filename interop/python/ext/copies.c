// SPDX-License-Identifier: BSD-3-Clause

// Copies, casts and other shapes of arrays of moderate size, without Go: what is
// moved lies in memory of ours, and casts are kernels that C may call.
#include "core.h"

enum {
  SMALL_MOVE = 32 << 10,  // elements that are moved one by one
  MOST_CAST = 64 << 20,   // bytes that a kernel converts in one piece: some milliseconds
  MOST_APART = 1 << 20,   // elements of one stride that are moved or converted here: as long
  LEAST_APART = 4,        // bytes of elements of which so many are moved
  PIECE = 4096,
};

// one_run reports whether two arrays of one number of axes, of any types, are one run of
// elements each, in the same order: the strides are the same but for the size of an
// element, none negative, and leave no gaps.
int one_run(const Array *a, const Array *b) {
  if (a->size != b->size || a->ndim != b->ndim) return 0;
  if (a->flags & b->flags & (AG_C | AG_F)) return 1;
  Py_ssize_t size = ag_dtypes[a->dtype].size, other = ag_dtypes[b->dtype].size, reach = size;
  for (int i = 0; i < a->ndim; i++) {
    if (SHAPE(a)[i] == 1) continue;
    if (STRIDES(a)[i] * other != STRIDES(b)[i] * size || STRIDES(a)[i] < 0) return 0;
    reach += (SHAPE(a)[i] - 1) * STRIDES(a)[i];
  }
  return reach == a->size * size;
}

// PACK writes elements that lie step bytes apart behind each other, whole vectors of them, and returns
// how many. Each element is a value of its own: compilers put an array of them into memory first, where
// the vector then waits for them.
#define PACK(name, type, lanes, ...)                                                          \
  static inline type name##_at(const char *p) {                                               \
    type e;                                                                                   \
    memcpy(&e, p, sizeof e);                                                                  \
    return e;                                                                                 \
  }                                                                                           \
  static inline Py_ssize_t name(char *to, const char *from, Py_ssize_t step, Py_ssize_t n) {  \
    typedef type vector __attribute__((vector_size(16), aligned(1), may_alias));              \
    Py_ssize_t i = 0;                                                                         \
    for (; i + lanes <= n; i += lanes, from += lanes * step)                                  \
      *(vector *)(to + i * sizeof(type)) = (vector){__VA_ARGS__};                             \
    return i;                                                                                 \
  }
PACK(pack_words, uint64_t, 2, pack_words_at(from), pack_words_at(from + step))
PACK(pack_halves, uint32_t, 4, pack_halves_at(from), pack_halves_at(from + step), pack_halves_at(from + 2 * step), pack_halves_at(from + 3 * step))
#undef PACK

// move_row copies n elements between strides in bytes.
void move_row(char *to, Py_ssize_t to_step, const char *from, Py_ssize_t from_step, Py_ssize_t n, int size) {
  if (to_step == size && from_step == size) {
    move_bytes(to, from, n * size);
    return;
  }
#define MOVE(bytes)                                                                \
  for (; n >= 4; n -= 4, to += 4 * to_step, from += 4 * from_step) {               \
    memcpy(to, from, bytes);                                                       \
    memcpy(to + to_step, from + from_step, bytes);                                 \
    memcpy(to + 2 * to_step, from + 2 * from_step, bytes);                         \
    memcpy(to + 3 * to_step, from + 3 * from_step, bytes);                         \
  }                                                                                \
  for (; n > 0; n--, to += to_step, from += from_step) memcpy(to, from, bytes)
  if (to_step == size && size >= 4 && size <= 8) { // a vector is stored for several elements
    Py_ssize_t whole = size == 8 ? pack_words(to, from, from_step, n) : pack_halves(to, from, from_step, n);
    to += whole * size;
    from += whole * from_step;
    n -= whole;
  }
  switch (size) {
  case 1: MOVE(1); break;
  case 2: MOVE(2); break;
  case 4: MOVE(4); break;
  case 8: MOVE(8); break;
  default: MOVE(16);
  }
#undef MOVE
}

// cast_row converts n elements. Where checked is a cast that stops at numbers which the
// other type lacks it adds to found what it stopped at; NULL looks for nothing.
void cast_row(const agKernel *k, const agKernel *checked, int *found, char *to, Py_ssize_t to_step, int to_size, const char *from, Py_ssize_t from_step, int from_size, Py_ssize_t n) {
  char scratch[AG_SCRATCH] __attribute__((aligned(64)));
  char in[PIECE] __attribute__((aligned(64))), out[PIECE] __attribute__((aligned(64)));
  int packs = from_step != from_size, unpacks = to_step != to_size;
  Py_ssize_t most = packs || unpacks ? PIECE / (from_size > to_size ? from_size : to_size) : n;
  for (Py_ssize_t at = 0; at < n; at += most) {
    Py_ssize_t m = n - at < most ? n - at : most;
    agArgs args;
    args.n = m;
    args.rows = 1;
    args.scratch = scratch;
    args.op[0] = (agOperand){(char *)from + at * from_step, from_size, 0, 0};
    args.op[1] = (agOperand){to + at * to_step, to_size, 0, 0};
    if (packs) {
      move_row(in, from_size, args.op[0].ptr, from_step, m, from_size);
      args.op[0].ptr = in;
    }
    if (unpacks) args.op[1].ptr = out;
    if (checked && !(*found & checked->look)) {
      agEnter(checked->entry, &args);
      if (args.done != m) *found |= checked->look;
    }
    if (!checked || *found & checked->look) agEnter(k->entry, &args);
    if (unpacks) move_row(to + at * to_step, to_step, out, to_size, m, to_size);
  }
}

// A castWatch is what a conversion looks for: nothing where checked is NULL.
typedef struct castWatch {
  const agKernel *checked;
  int found;
} castWatch;

// watches sets what a conversion of n elements looks for. It returns 0 where that is for Go
// to find: no kernel tells of it. To stop costs less than to ask what is ignored.
static int watches(castWatch *w, const agKernel *k, int from, int to, Py_ssize_t n) {
  *w = (castWatch){NULL, 0};
  const agKernel *checked = &tables->checked[from][to];
  if (usual_look & k->look & checked->look) w->checked = checked;
  return !(usual_look & k->look & ~checked->look) || !(look_now(n) & k->look & ~checked->look) || go_lost();
}

// copy_elements writes the elements of src, which has the shape of dst after
// broadcasting and shares no memory with it, to dst. It returns 1 when done, 0 where it
// is for Go to do, -1 with an exception of a conversion that the caller wants to be one.
int copy_elements(Array *dst, const Array *src, const Py_ssize_t *from_strides) {
  int same = dst->dtype == src->dtype, size = ag_dtypes[dst->dtype].size, from_size = ag_dtypes[src->dtype].size;
  Py_ssize_t n = dst->size;
  if (n == 0) return 1;
  if (same && one_run(dst, src)) {
    if (n * size > MOST_BYTES) return 0;
    PyThreadState *thread = n * size >= RELEASE_BYTES ? PyEval_SaveThread() : NULL;
    move_bytes(dst->data, src->data, n * size);
    if (thread) PyEval_RestoreThread(thread);
    return 1;
  }
  if (!same && (is_time(src->dtype) || is_time(dst->dtype))) return 0; // units, and what has none, are Go's
  const agKernel *k = same ? NULL : &tables->casts[src->dtype][dst->dtype];
  castWatch watch;
  if (!same && (!k->entry || !watches(&watch, k, src->dtype, dst->dtype, n))) return 0;
  if (!same && one_run(dst, src) && (dst->flags & src->flags & AG_ALIGNED) && n * (size > from_size ? size : from_size) <= MOST_CAST) {
    PyThreadState *thread = keeps_gil(k, n) ? NULL : PyEval_SaveThread();
    cast_row(k, watch.checked, &watch.found, dst->data, size, size, src->data, from_size, from_size, n);
    if (thread) PyEval_RestoreThread(thread);
    return conditions_tell("cast", watch.found) == 0 ? 1 : -1;
  }
  if (!same && !(dst->flags & src->flags & AG_ALIGNED)) return 0;
  const Py_ssize_t *shape = SHAPE(dst), *to_strides = STRIDES(dst);
  // Axes that lie in one run in both are walked as one.
  Py_ssize_t len[AG_MAX_DIMS], to[AG_MAX_DIMS], from[AG_MAX_DIMS], index[AG_MAX_DIMS];
  int axes = 0;
  for (int i = 0; i < dst->ndim; i++) {
    if (shape[i] == 1) continue;
    if (axes && to[axes - 1] == to_strides[i] * shape[i] && from[axes - 1] == from_strides[i] * shape[i]) {
      len[axes - 1] *= shape[i];
    } else {
      len[axes++] = shape[i];
    }
    to[axes - 1] = to_strides[i];
    from[axes - 1] = from_strides[i];
  }
  if (!axes) {
    len[0] = 1;
    to[0] = size;
    from[0] = from_size;
    axes = 1;
  }
  // Go walks rows of rows as the caches like it, and has vectors for one and two bytes.
  int few = same ? n <= SMALL_MOVE : keeps_gil(k, n);
  if (!few && (axes > 1 || n > MOST_APART || (same && size < LEAST_APART)) && (same || !go_lost())) return 0;
  PyThreadState *thread = few ? NULL : PyEval_SaveThread();
  memset(index, 0, axes * sizeof *index);
  char *p = dst->data;
  const char *q = src->data;
  int last = axes - 1;
  for (;;) {
    if (same) {
      move_row(p, to[last], q, from[last], len[last], size);
    } else {
      cast_row(k, watch.checked, &watch.found, p, to[last], size, q, from[last], from_size, len[last]);
    }
    int i = last - 1;
    for (; i >= 0; i--) {
      p += to[i];
      q += from[i];
      if (++index[i] < len[i]) break;
      p -= to[i] * len[i];
      q -= from[i] * len[i];
      index[i] = 0;
    }
    if (i >= 0) continue;
    if (thread) PyEval_RestoreThread(thread);
    return same || conditions_tell("cast", watch.found) == 0 ? 1 : -1;
  }
}

// may_copy reports whether copy_elements is likely to make a copy of an array with elements of a type.
static int may_copy(const Array *a, int dtype) {
  if (a->size <= SMALL_MOVE) return 1;
  if (one_run(a, a)) return a->size * ag_dtypes[dtype].size <= (dtype == a->dtype ? MOST_BYTES : MOST_CAST);
  return a->ndim == 1 && a->size <= MOST_APART && (dtype != a->dtype || ag_dtypes[dtype].size >= LEAST_APART);
}

// array_copied returns a copy of an array with elements of a type, in a layout;
// NULL without an exception where it is for Go to make.
PyObject *array_copied(Array *a, int dtype, int layout) {
  if (!may_copy(a, dtype)) return NULL;
  Array *z = array_new_like(a, dtype, a->ndim, SHAPE(a), layout, 0);
  if (!z) return NULL;
  if (copy_elements(z, a, STRIDES(a)) <= 0) Py_CLEAR(z);
  return (PyObject *)z;
}

// array_bytes returns the elements of an array in C order as a bytes object, NULL without an exception where
// that is for Go to do.
PyObject *array_bytes(const Array *a) {
  Py_ssize_t dims[2 * AG_MAX_DIMS], size = ag_dtypes[a->dtype].size, n = a->size * size;
  if (a->flags & AG_C) return PyBytes_FromStringAndSize(a->data, n);
  if (!may_copy(a, a->dtype)) return NULL;
  PyObject *bytes = PyBytes_FromStringAndSize(NULL, n);
  if (!bytes) return NULL;
  Array z = {.data = PyBytes_AsString(bytes), .size = a->size, .dims = dims, .dtype = a->dtype, .ndim = a->ndim, .flags = AG_C};
  memcpy(dims, SHAPE(a), a->ndim * sizeof *dims);
  for (int i = a->ndim - 1; i >= 0; i--) {
    STRIDES(&z)[i] = size;
    size *= SHAPE(a)[i];
  }
  if (copy_elements(&z, a, STRIDES(a)) <= 0) Py_CLEAR(bytes);
  return bytes;
}

// assign_short writes src to dst, broadcast, as dst[...] = src does: 1 when done, 0
// where it is for Go to do, as shapes that do not fit and memory in common are, -1 with
// an exception.
int assign_short(Array *dst, const Array *src) {
  Py_ssize_t from[AG_MAX_DIMS];
  if (src->ndim > dst->ndim) return 0;
  for (int i = dst->ndim - 1, j = src->ndim - 1; i >= 0; i--, j--) {
    if (j >= 0 && SHAPE(src)[j] != 1 && SHAPE(src)[j] != SHAPE(dst)[i]) return 0;
    from[i] = j >= 0 && SHAPE(src)[j] != 1 ? STRIDES(src)[j] : 0;
  }
  if (dst->data == src->data && dst->dtype == src->dtype && dst->ndim == src->ndim && !memcmp(from, STRIDES(dst), dst->ndim * sizeof *from)) return 1;
  if (arrays_overlap(dst, src)) return 0;
  if (src->size == 1 && dst->dtype == src->dtype) {
    char element[16];
    memcpy(element, src->data, ag_dtypes[src->dtype].size);
    return array_fill(dst, element);
  }
  return copy_elements(dst, src, from);
}

// shape_fits fills in the one length that is -1. It returns 0 where the shape is
// wrong: Go says why.
static int shape_fits(const Array *a, int n, Py_ssize_t *shape) {
  Py_ssize_t known = 1;
  int open = -1;
  for (int i = 0; i < n; i++) {
    if (shape[i] == -1 && open < 0) {
      open = i;
    } else if (shape[i] < 0 || __builtin_mul_overflow(known, shape[i], &known)) {
      return 0;
    }
  }
  if (open < 0) return known == a->size;
  if (known == 0 || a->size % known) return 0;
  shape[open] = a->size / known;
  return 1;
}

// one_stride sets the stride that the elements have in C order, if it is the same between
// all of them: then a view has them along one axis.
static int one_stride(const Array *a, Py_ssize_t *stride) {
  Py_ssize_t n = 1, next = 0;
  for (int i = a->ndim - 1; i >= 0; i--) {
    if (SHAPE(a)[i] == 1) continue;
    if (n == 1) *stride = STRIDES(a)[i];
    else if (STRIDES(a)[i] != next) return 0;
    n *= SHAPE(a)[i];
    next = STRIDES(a)[i] * SHAPE(a)[i];
  }
  return n > 1;
}

// array_reshaped returns an array in C order in another shape, a view; of other arrays the
// elements along one axis. NULL without an exception where that is for Go to do.
PyObject *array_reshaped(Array *a, int n, Py_ssize_t *shape) {
  if (!shape_fits(a, n, shape)) return NULL;
  Py_ssize_t strides[AG_MAX_DIMS], step = ag_dtypes[a->dtype].size;
  if (!(a->flags & AG_C)) {
    if (n != 1) return NULL;
    return one_stride(a, strides) ? (PyObject *)array_view(a, Py_TYPE((PyObject *)a), a->data, 1, shape, strides) : array_flat(a, 1);
  }
  for (int i = n - 1; i >= 0; i--) {
    strides[i] = step;
    step *= shape[i] ? shape[i] : 1;
  }
  return (PyObject *)array_view(a, Py_TYPE((PyObject *)a), a->data, n, shape, strides);
}

// array_flat returns the elements of an array in C order along one axis, without gaps: a
// view of what lies so, unless a copy is asked for. NULL without an exception leaves it to Go.
PyObject *array_flat(Array *a, int copies) {
  Py_ssize_t n = a->size;
  if (a->flags & AG_C && !copies) return array_reshaped(a, 1, &n);
  Array *z = (Array *)array_copied(a, a->dtype, 'C');
  if (!z || z->ndim == 1) return (PyObject *)z;
  array_set_shape(z, 1, &n);
  return (PyObject *)z;
}
