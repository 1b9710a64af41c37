// SPDX-License-Identifier: BSD-3-Clause

// Elements of arrays in C order, and the indices that name them: what is read for each of them is inlined where they
// are moved.
#ifndef ARRAYGEN_PLACES_H
#define ARRAYGEN_PLACES_H

#include "core.h"

enum { MOST_PUT = 4 << 20 }; // indices, some milliseconds

// in_order reports whether an array is in C order and aligned.
static inline int in_order(const Array *a) { return (a->flags & (AG_C | AG_ALIGNED)) == (AG_C | AG_ALIGNED); }

// common_memory is for arrays in C order.
static inline int common_memory(const Array *a, const Array *b) {
  return a->data < b->data + b->size * ag_dtypes[b->dtype].size && b->data < a->data + a->size * ag_dtypes[a->dtype].size;
}

static inline int is_index(const Array *i) { return in_order(i) && (i->dtype == AG_INT64 || i->dtype == AG_INT32) && i->size <= MOST_PUT; }

// places are indices of an axis of length n: what is read for each of them lies in
// registers, since elements that are written may lie anywhere.
typedef struct places {
  const char *data;
  Py_ssize_t count, n;
  int wide; // of int64
} places;

static inline places places_of(const Array *index, Py_ssize_t n) {
  return (places){index->data, index->size, n, index->dtype == AG_INT64};
}

// PLACE returns the index k of a type counted from the beginning of the axis, or -1
// if it is not on it. It branches on no sign: an element is fetched as soon as its index is there.
#define PLACE(type) \
  static inline Py_ssize_t place_##type(places p, Py_ssize_t k) { \
    Py_ssize_t at = (Py_ssize_t)((const type *)p.data)[k];        \
    at += (at >> 63) & p.n;                                       \
    return (size_t)at < (size_t)p.n ? at : -1;                    \
  }
PLACE(int64_t)
PLACE(int32_t)
#undef PLACE

// places_fit reports whether all indices are on the axis. Of one that is not, the sign of its distance from an end
// beyond it is set: those of all are collected, which vectors do too.
static inline int places_fit(places p) {
  uint64_t below = 0, n = p.n;
#define LOOK(type)                               \
  for (Py_ssize_t k = 0; k < p.count; k++) {     \
    uint64_t at = (int64_t)((const type *)p.data)[k]; \
    below |= (at + n) | (n - 1 - at);            \
  }
  if (p.wide) {
    LOOK(int64_t)
  } else {
    LOOK(int32_t)
  }
#undef LOOK
  return !(below >> 63);
}

// chosen is one of two addresses. Written so it is no branch, which the CPU would guess wrong where masks are random.
static inline const char *chosen(char mask, const char *x, const char *y) {
  uintptr_t all = -(uintptr_t)(mask != 0);
  return (const char *)(((uintptr_t)x & all) | ((uintptr_t)y & ~all));
}

#define BY_SIZE(bytes, EACH) \
  switch (bytes) {           \
  case 1: EACH(1); break;    \
  case 2: EACH(2); break;    \
  case 4: EACH(4); break;    \
  case 8: EACH(8); break;    \
  case 16: EACH(16); break;  \
  default: EACH(bytes);      \
  }

#endif
