// SPDX-License-Identifier: BSD-3-Clause

// Elements that indices, masks and joins pick, moved without Go where they are
// few: arrays in C order, indices on one axis. What is out of range, or of
// another sort, is left to Go, which says what is wrong.
#include "core.h"
#include "places.h"

enum { MOST = 32 << 10 };        // elements
enum { MOST_PICKED = 64 << 20 }; // bytes, some milliseconds

// block_of returns the bytes of the axes of an array from one on.
static Py_ssize_t block_of(const Array *a, int axis) {
  Py_ssize_t bytes = ag_dtypes[a->dtype].size;
  for (int i = axis; i < a->ndim; i++) bytes *= SHAPE(a)[i];
  return bytes;
}

enum { AHEAD = 8, LINE = 64, SHORT_BLOCK = 256, FETCHED = 1024 };

// copy_block copies a block: of few bytes, a call would cost more than they do.
static inline void copy_block(char *to, const char *from, Py_ssize_t bytes) {
#define ENDS(part)                                                \
  {                                                               \
    char head[part], tail[part];                                  \
    memcpy(head, from, part);                                     \
    memcpy(tail, from + bytes - (part), part);                    \
    memcpy(to, head, part);                                       \
    memcpy(to + bytes - (part), tail, part);                      \
  }
  if (bytes < 8 || bytes > SHORT_BLOCK) {
    move_bytes(to, from, bytes);
  } else if (bytes <= 16) {
    ENDS(8)
  } else {
    for (Py_ssize_t i = 0; i < bytes - 16; i += 16) memcpy(to + i, from + i, 16);
    memcpy(to + bytes - 16, from + bytes - 16, 16);
  }
#undef ENDS
}

// fetch_block asks the caches for block at, which need not be there: of a long one for its beginning, from
// where on the CPU sees for itself what comes.
static inline void fetch_block(const char *from, int64_t at, Py_ssize_t bytes) {
  uintptr_t block = (uintptr_t)from + (uintptr_t)at * bytes;
  for (Py_ssize_t line = 0; line < bytes && line < FETCHED; line += LINE) __builtin_prefetch((const void *)(block + line));
}

// pick_blocks copies the blocks of an axis of length n that indices name. It
// returns 0 where one is not on the axis.
static int pick_blocks(char *to, const char *from, const Array *index, Py_ssize_t n, Py_ssize_t block) {
  const places p = places_of(index, n);
#define PICK(type, bytes)                                                     \
  {                                                                           \
    Py_ssize_t k = 0;                                                         \
    if (!__builtin_constant_p(bytes)) /* blocks that may be long */           \
      for (; k < p.count; k++) {                                              \
        Py_ssize_t at = place_##type(p, k);                                   \
        if (at < 0) return 0;                                                 \
        if (k + AHEAD < p.count) fetch_block(from, ((const type *)p.data)[k + AHEAD], bytes); \
        copy_block(to + k * (bytes), from + at * (bytes), bytes);             \
      }                                                                       \
    for (; k + 1 < p.count; k += 2) { /* one branch for both */               \
      Py_ssize_t at = place_##type(p, k), next = place_##type(p, k + 1);      \
      if ((at | next) < 0) return 0;                                          \
      memcpy(to + k * (bytes), from + at * (bytes), bytes);                   \
      memcpy(to + (k + 1) * (bytes), from + next * (bytes), bytes);           \
    }                                                                         \
    if (k < p.count) {                                                        \
      Py_ssize_t at = place_##type(p, k);                                     \
      if (at < 0) return 0;                                                   \
      memcpy(to + k * (bytes), from + at * (bytes), bytes);                   \
    }                                                                         \
  }
#define EACH(bytes)          \
  if (p.wide) {              \
    PICK(int64_t, bytes)     \
  } else {                   \
    PICK(int32_t, bytes)     \
  }
  BY_SIZE(block, EACH)
#undef EACH
#undef PICK
  return 1;
}

// array_picked returns the blocks of the first axis of a, or of its elements in C
// order, that indices name: the shape of the indices, and the axes behind.
PyObject *array_picked(Array *a, const Array *index, int flat) {
  if (!in_order(a) || !is_index(index) || (a->ndim == 0 && !flat)) return NULL;
  int axes = flat ? 0 : a->ndim - 1;
  Py_ssize_t shape[2 * AG_MAX_DIMS], n = flat ? a->size : SHAPE(a)[0], block = flat ? ag_dtypes[a->dtype].size : block_of(a, 1);
  Py_ssize_t bytes;
  if (index->ndim + axes > AG_MAX_DIMS || n == 0 || __builtin_mul_overflow(index->size, block, &bytes) || bytes > MOST_PICKED) return NULL;
  memcpy(shape, SHAPE(index), index->ndim * sizeof *shape);
  memcpy(shape + index->ndim, SHAPE(a) + 1, axes * sizeof *shape);
  Array *z = array_new(a->dtype, index->ndim + axes, shape, 'C', 0);
  if (!z) return NULL;
  PyThreadState *thread = index->size > MOST || bytes > RELEASE_BYTES ? PyEval_SaveThread() : NULL;
  int fits = pick_blocks(z->data, a->data, index, n, block);
  if (thread) PyEval_RestoreThread(thread);
  if (!fits) Py_CLEAR(z);
  return (PyObject *)z;
}

// pick_columns copies what indices pick of each of so many rows of n blocks: for each index the blocks of
// all rows behind each other. It returns 0 where an index is not on the axis.
static int pick_columns(char *to, const char *from, const Array *index, Py_ssize_t n, Py_ssize_t block, Py_ssize_t rows) {
  enum { PIECE = 16 << 10 }; // bytes of rows that are read for one index after the other, in the first level of cache
  const places p = places_of(index, n);
  if (!places_fit(p)) return 0;
  Py_ssize_t row = n * block, most = row < PIECE / 4 ? PIECE / row : 4;
  for (Py_ssize_t first = 0; first < rows; first += most) {
    Py_ssize_t count = rows - first < most ? rows - first : most;
    for (Py_ssize_t k = 0; k < p.count; k++) {
      Py_ssize_t at = p.wide ? place_int64_t(p, k) : place_int32_t(p, k);
      if (at < 0) return 0; // another thread has changed it
      char *out = to + (k * rows + first) * block;
      const char *in = from + first * row + at * block;
      if (block <= 16 && !(block & (block - 1))) move_row(out, block, in, row, count, (int)block);
      else
        for (Py_ssize_t i = 0; i < count; i++) memcpy(out + i * block, in + i * row, block);
    }
  }
  return 1;
}

// array_columns returns a[:, …, index] with so many axes before the index. As NumPy's, its elements lie in
// memory in the order of the indices first.
PyObject *array_columns(Array *a, int before, const Array *index) {
  if (!in_order(a) || !is_index(index) || before >= a->ndim || !a->size) return NULL;
  Py_ssize_t shape[2 * AG_MAX_DIMS], rows = 1, block = block_of(a, before + 1), bytes;
  int axes = index->ndim + a->ndim - 1;
  if (axes > AG_MAX_DIMS) return NULL;
  for (int i = 0; i < before; i++) rows *= SHAPE(a)[i];
  if (__builtin_mul_overflow(index->size, rows * block, &bytes) || bytes > MOST_PICKED) return NULL;
  memcpy(shape, SHAPE(index), index->ndim * sizeof *shape);
  memcpy(shape + index->ndim, SHAPE(a), before * sizeof *shape);
  memcpy(shape + index->ndim + before, SHAPE(a) + before + 1, (a->ndim - before - 1) * sizeof *shape);
  Array *z = array_new(a->dtype, axes, shape, 'C', 0);
  if (!z) return NULL;
  PyThreadState *thread = bytes > RELEASE_BYTES ? PyEval_SaveThread() : NULL;
  int fits = pick_columns(z->data, a->data, index, SHAPE(a)[before], block, rows);
  if (thread) PyEval_RestoreThread(thread);
  if (!fits) {
    Py_DECREF(z);
    return NULL;
  }
  Py_ssize_t strides[AG_MAX_DIMS];
  memcpy(strides, STRIDES(z), axes * sizeof *strides);
  for (int i = 0; i < index->ndim + before; i++) {
    int to = i < index->ndim ? before + i : i - index->ndim;
    SHAPE(z)[to] = shape[i];
    STRIDES(z)[to] = strides[i];
  }
  array_seal(z);
  return (PyObject *)z;
}

// mask_axes returns the number of leading axes of a, of so many elements at most, that a mask is on, 0 for one that is not
// taken here.
static int mask_axes(const Array *a, const Array *mask, Py_ssize_t most) {
  if (mask->dtype != AG_BOOL8 || mask->ndim == 0 || mask->ndim > a->ndim || !in_order(mask) || !in_order(a) || a->size > most) return 0;
  for (int i = 0; i < mask->ndim; i++)
    if (SHAPE(mask)[i] != SHAPE(a)[i]) return 0;
  return mask->ndim;
}

// array_masked returns the parts of a at which a mask of its leading axes is true.
PyObject *array_masked(Array *a, const Array *mask) {
  int axes = mask_axes(a, mask, MOST);
  if (!axes) return NULL;
  const char *m = mask->data;
  Py_ssize_t n = mask->size, count = 0, block = block_of(a, axes), shape[AG_MAX_DIMS];
  for (Py_ssize_t i = 0; i < n; i++) count += m[i] != 0;
  shape[0] = count;
  memcpy(shape + 1, SHAPE(a) + axes, (a->ndim - axes) * sizeof *shape);
  Array *z = array_new(a->dtype, a->ndim - axes + 1, shape, 'C', 0);
  if (!z) return NULL;
  char *to = z->data, *end = to + count * block;
#define EACH(bytes)                                                \
  for (Py_ssize_t i = 0; to < end && i < n; i++) {                 \
    memcpy(to, a->data + i * (bytes), bytes);                      \
    to += m[i] != 0 ? (bytes) : 0;                                 \
  }
  BY_SIZE(block, EACH)
#undef EACH
  return (PyObject *)z;
}

// choose_row writes the elements of x where a mask is true, those of y elsewhere, to n places behind each other, which may
// be those of x or y; strides in bytes. A kernel does that of rows and of single elements.
void choose_row(char *to, const char *m, Py_ssize_t m_step, const char *x, Py_ssize_t x_step, const char *y, Py_ssize_t y_step, Py_ssize_t n, int size) {
  enum { FEWEST = 16 };
  const agKernel *k = &tables->choose[size];
  if (k->entry && n >= FEWEST && m_step == 1 && (x_step == size || !x_step) && (y_step == size || !y_step)) {
    agOperand op[4] = {{(char *)m, 1, 0, 0}, {(char *)x, x_step, 0, 0}, {(char *)y, y_step, 0, 0}, {to, size, 0, 0}};
    kernel_run(k, n, 4, op);
    return;
  }
#define EACH(bytes)                                                  \
  for (Py_ssize_t i = 0; i < n; i++) {                               \
    const char *from = chosen(m[i * m_step], x + i * x_step, y + i * y_step); \
    memmove(to + i * (bytes), from, bytes);                          \
  }
  BY_SIZE(size, EACH)
#undef EACH
}

// array_put writes a value to the blocks of a that an index or a mask names, as
// a[key] = value does. It returns 0 where it is for Go to do.
int array_put(Array *a, const Array *key, const Array *value) {
  if (!in_order(a) || !in_order(value) || value->dtype != a->dtype || common_memory(a, value) || common_memory(a, key) || a->ndim == 0) return 0;
  Py_ssize_t item = ag_dtypes[a->dtype].size;
  int axes = mask_axes(a, key, MOST_PUT);
  if (axes) {
    if (value->size != 1 || value->ndim > 1 || block_of(a, axes) != item) return 0;
    PyThreadState *thread = key->size > MOST ? PyEval_SaveThread() : NULL;
    choose_row(a->data, key->data, 1, value->data, 0, a->data, item, key->size, (int)item);
    if (thread) PyEval_RestoreThread(thread);
    return 1;
  }
  if (!is_index(key)) return 0;
  Py_ssize_t n = SHAPE(a)[0], block = block_of(a, 1), step = block;
  if (value->size == 1 && block == item && value->ndim <= key->ndim + a->ndim - 1) {
    step = 0;
  } else {
    if (value->ndim != key->ndim + a->ndim - 1) return 0;
    for (int i = 0; i < value->ndim; i++)
      if (SHAPE(value)[i] != (i < key->ndim ? SHAPE(key)[i] : SHAPE(a)[i - key->ndim + 1])) return 0;
  }
  // All indices are looked at before the first element is written; another thread may
  // change them since.
  const places p = places_of(key, n);
  PyThreadState *thread = p.count > MOST ? PyEval_SaveThread() : NULL;
  int fits = places_fit(p);
  char *to = a->data;
  const char *from = value->data;
#define PUT(type, bytes)                                                     \
  {                                                                          \
    Py_ssize_t k = 0;                                                        \
    if (__builtin_constant_p(bytes))                                         \
      for (; k + 4 <= p.count; k += 4) { /* one branch for four */           \
        Py_ssize_t at = place_##type(p, k), second = place_##type(p, k + 1); \
        Py_ssize_t third = place_##type(p, k + 2), last = place_##type(p, k + 3); \
        if ((at | second | third | last) < 0) break;                         \
        memcpy(to + at * (bytes), from + k * step, bytes);                   \
        memcpy(to + second * (bytes), from + (k + 1) * step, bytes);         \
        memcpy(to + third * (bytes), from + (k + 2) * step, bytes);          \
        memcpy(to + last * (bytes), from + (k + 3) * step, bytes);           \
      }                                                                      \
    for (; k < p.count; k++) {                                               \
      Py_ssize_t at = place_##type(p, k);                                    \
      if (at >= 0) memcpy(to + at * (bytes), from + k * step, bytes);        \
    }                                                                        \
  }
#define EACH(bytes)         \
  if (p.wide) {             \
    PUT(int64_t, bytes)     \
  } else {                  \
    PUT(int32_t, bytes)     \
  }
  if (fits) {
    BY_SIZE(block, EACH)
  }
#undef EACH
#undef PUT
  if (thread) PyEval_RestoreThread(thread);
  return fits;
}

// array_merge writes the elements of value, or its one element, to a where a mask of its shape is true.
// It returns 0 where it is for Go to do.
int array_merge(Array *a, const Array *mask, const Array *value) {
  int one = value->size == 1 && value->ndim <= a->ndim;
  if (a->ndim == 0 || mask_axes(a, mask, MOST_PUT) != a->ndim || value->dtype != a->dtype || !in_order(value) || common_memory(a, mask)) return 0;
  if (common_memory(a, value) && a->data != value->data) return 0;
  if (!one && value->ndim != a->ndim) return 0;
  for (int i = 0; i < a->ndim && !one; i++)
    if (SHAPE(value)[i] != SHAPE(a)[i]) return 0;
  int size = ag_dtypes[a->dtype].size;
  PyThreadState *thread = a->size > MOST ? PyEval_SaveThread() : NULL;
  choose_row(a->data, mask->data, 1, value->data, one ? 0 : size, a->data, size, a->size, size);
  if (thread) PyEval_RestoreThread(thread);
  return 1;
}

// move_blocks copies rows of so many bytes to places wide bytes apart.
static void move_blocks(char *to, Py_ssize_t wide, const char *from, Py_ssize_t bytes, Py_ssize_t rows) {
#define EACH(size) \
  for (Py_ssize_t r = 0; r < rows; r++) memcpy(to + r * wide, from + r * (size), size)
  switch (bytes) { // of short rows a call each costs more than the bytes
  case 1: EACH(1); break;
  case 2: EACH(2); break;
  case 4: EACH(4); break;
  case 8: EACH(8); break;
  case 16: EACH(16); break;
  default:
    for (Py_ssize_t r = 0; r < rows; r++) move_bytes(to + r * wide, from + r * bytes, bytes);
  }
#undef EACH
}

static int is_element(Py_ssize_t bytes) { return bytes == 1 || bytes == 2 || bytes == 4 || bytes == 8 || bytes == 16; }

// move_pairs copies blocks of two arrays, as large as elements are, to places next to each other: every line of the
// result is written once.
static void move_pairs(char *to, const char *first, const char *second, Py_ssize_t bytes, Py_ssize_t rows) {
#define EACH(size)                                                    \
  for (Py_ssize_t r = 0; r < rows; r++) {                             \
    memcpy(to + 2 * r * (size), first + r * (size), size);            \
    memcpy(to + 2 * r * (size) + (size), second + r * (size), size);  \
  }
  BY_SIZE(bytes, EACH)
#undef EACH
}

// joined returns arrays of one type, all in C order, joined along an axis, or, stacked, along a new one.
static PyObject *joined(PyObject *tuple, Py_ssize_t axis, int stacked) {
  Py_ssize_t n = PyTuple_Size(tuple), shape[AG_MAX_DIMS + 1], total = 0, length = 0;
  Array *first = n ? (Array *)PyTuple_GetItem(tuple, 0) : NULL;
  if (!first || !is_array((PyObject *)first)) return NULL;
  int axes = first->ndim + stacked;
  if (axis < 0) axis += axes;
  if (axis < 0 || axis >= axes || axes > AG_MAX_DIMS) return NULL;
  for (Py_ssize_t i = 0; i < n; i++) {
    Array *a = (Array *)PyTuple_GetItem(tuple, i);
    if (!is_array((PyObject *)a) || a->dtype != first->dtype || a->ndim != first->ndim || !in_order(a)) return NULL;
    for (int k = 0; k < a->ndim; k++)
      if ((stacked || k != axis) && SHAPE(a)[k] != SHAPE(first)[k]) return NULL;
    total += a->size;
    length += stacked ? 1 : SHAPE(a)[axis];
    if (total * ag_dtypes[first->dtype].size > MOST_BYTES) return NULL;
  }
  memcpy(shape, SHAPE(first), axis * sizeof *shape);
  shape[axis] = length;
  memcpy(shape + axis + 1, SHAPE(first) + axis + !stacked, (axes - axis - 1) * sizeof *shape);
  Array *z = array_new(first->dtype, axes, shape, 'C', 0);
  if (!z || !z->size) return (PyObject *)z;
  Py_ssize_t rows = 1, wide = block_of(z, (int)axis);
  for (int k = 0; k < axis; k++) rows *= shape[k];
  char *to = z->data;
  PyThreadState *thread = NULL;
  if (n == 2) {
    Array *second = (Array *)PyTuple_GetItem(tuple, 1);
    Py_ssize_t part = block_of(first, (int)axis);
    if (2 * part == wide && is_element(part)) {
      if (rows * wide >= RELEASE_BYTES) thread = PyEval_SaveThread(); // the tuple keeps both
      move_pairs(to, first->data, second->data, part, rows);
      if (thread) PyEval_RestoreThread(thread);
      return (PyObject *)z;
    }
  }
  for (Py_ssize_t i = 0; i < n; i++) {
    Array *a = (Array *)PyTuple_GetItem(tuple, i);
    Py_ssize_t part = block_of(a, (int)axis);
    if (rows * part >= RELEASE_BYTES) thread = PyEval_SaveThread(); // the tuple keeps a
    if (part) move_blocks(to, wide, a->data, part, rows);
    if (thread) PyEval_RestoreThread(thread);
    thread = NULL;
    to += part;
  }
  return (PyObject *)z;
}

PyObject *array_joined(PyObject *tuple, Py_ssize_t axis) { return joined(tuple, axis, 0); }
PyObject *array_stacked(PyObject *tuple, Py_ssize_t axis) { return joined(tuple, axis, 1); }

// choice is an operand of array_chosen: an array, or one element for all places, at data.
typedef struct choice {
  const Array *array; // NULL for one element
  const char *data;
  char cell[16];
} choice;

static Py_ssize_t choice_step(const choice *c, int axis) { return c->array ? STRIDES(c->array)[axis] : 0; }

// choice_set reads an operand: an array of the type and shape of lead, one element without axes of that type, or a number
// that has it. It returns 0 for others.
static int choice_set(choice *c, PyObject *o, const Array *lead) {
  c->array = NULL;
  c->data = c->cell;
  if (!is_array(o)) return number_store(c->cell, o, lead->dtype);
  const Array *a = (Array *)o;
  if (a->dtype != lead->dtype || !(a->flags & AG_ALIGNED)) return 0;
  c->data = a->data;
  if (a->ndim == 0) return 1;
  c->array = a;
  return a->ndim == lead->ndim && !memcmp(SHAPE(a), SHAPE(lead), a->ndim * sizeof *SHAPE(a));
}

// array_chosen returns the elements of x where a mask is true, of y elsewhere: few, all of one shape and
// x and y of one type, or one of them a single element.
PyObject *array_chosen(const Array *mask, PyObject *x_o, PyObject *y_o) {
  choice x, y;
  int second = !is_array(x_o) || (((Array *)x_o)->ndim == 0 && is_array(y_o));
  const Array *lead = (Array *)(second ? y_o : x_o);
  if (!is_array((PyObject *)lead) || mask->dtype != AG_BOOL8 || !(mask->flags & AG_ALIGNED) || lead->size > MOST || mask->ndim != lead->ndim ||
      memcmp(SHAPE(mask), SHAPE(lead), mask->ndim * sizeof *SHAPE(mask)) || !choice_set(&x, x_o, lead) || !choice_set(&y, y_o, lead))
    return NULL;
  int size = ag_dtypes[lead->dtype].size, one = one_run(lead, mask) && (!x.array || one_run(lead, x.array)) && (!y.array || one_run(lead, y.array));
  if (!one && (!descending(mask) || (x.array && !descending(x.array)) || (y.array && !descending(y.array)))) return NULL;
  Array *z = array_new_like(lead, lead->dtype, lead->ndim, SHAPE(lead), one ? 'K' : 'C', 0);
  if (!z || !z->size) return (PyObject *)z;
  if (one || z->ndim == 0) {
    choose_row(z->data, mask->data, 1, x.data, x.array ? size : 0, y.data, y.array ? size : 0, z->size, size);
    return (PyObject *)z;
  }
  int last = z->ndim - 1;
  Py_ssize_t row = SHAPE(z)[last], index[AG_MAX_DIMS] = {0};
  const choice m = {.array = mask}, *from[3] = {&m, &x, &y};
  const char *p[3] = {mask->data, x.data, y.data};
  for (Py_ssize_t done = 0; done < z->size; done += row) {
    choose_row(z->data + done * size, p[0], choice_step(&m, last), p[1], choice_step(&x, last), p[2], choice_step(&y, last), row, size);
    int i = last - 1;
    for (; i >= 0; i--) {
      int ends = ++index[i] == SHAPE(z)[i];
      for (int k = 0; k < 3; k++) p[k] += choice_step(from[k], i) * (ends ? 1 - SHAPE(z)[i] : 1);
      if (!ends) break;
      index[i] = 0;
    }
  }
  return (PyObject *)z;
}
