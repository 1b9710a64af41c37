// SPDX-License-Identifier: BSD-3-Clause

// One element in many places, integers that follow each other, and copies by string instructions.
#include "core.h"

// writer writes n elements, the first of which is number from of what is written as a whole.
typedef void (*writer)(char *to, const void *what, Py_ssize_t from, Py_ssize_t n);

enum { PIECE = 8 << 20, RELEASE_FROM = 256 << 10 }; // bytes

// in_pieces writes n elements of so many bytes, without the GIL where they are
// many, and lets Python handle signals in between. It returns -1 if a handler
// raised an exception.
static int in_pieces(writer f, char *to, const void *what, Py_ssize_t n, int size) {
  Py_ssize_t most = PIECE / size;
  for (Py_ssize_t at = 0; at < n; at += most) {
    Py_ssize_t m = n - at < most ? n - at : most;
    PyThreadState *thread = m * size >= RELEASE_FROM ? PyEval_SaveThread() : NULL;
    f(to + at * size, what, at, m);
    if (thread) PyEval_RestoreThread(thread);
    if (at + m < n && PyErr_CheckSignals() < 0) return -1;
  }
  return 0;
}

typedef uint64_t words __attribute__((vector_size(32), aligned(1), may_alias));

// write_words writes n words of 8 bytes.
static void write_words(char *to, const void *what, Py_ssize_t from, Py_ssize_t n) {
  uint64_t word;
  memcpy(&word, what, 8);
#ifdef __x86_64__
  // The processor knows that whole lines are written, and does not read them first.
  if (n >= 64) {
    __asm__ volatile("rep stosq" : "+D"(to), "+c"(n) : "a"(word) : "memory");
    return;
  }
#endif
  words all = {word, word, word, word};
  Py_ssize_t i = 0;
  for (; i + 8 <= n; i += 8) {
    *(words *)(to + 8 * i) = all;
    *(words *)(to + 8 * i + 32) = all;
  }
  for (; i < n; i++) memcpy(to + 8 * i, &word, 8);
}

#ifdef __x86_64__
// copy_string copies bytes by a string instruction.
void copy_string(char *to, const char *from, Py_ssize_t n) { __asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(n) : : "memory"); }
#endif

// write_pairs writes n pairs of words.
static void write_pairs(char *to, const void *what, Py_ssize_t from, Py_ssize_t n) {
  uint64_t pair[2];
  memcpy(pair, what, 16);
  words all = {pair[0], pair[1], pair[0], pair[1]};
  Py_ssize_t i = 0;
  for (; i + 2 <= n; i += 2) *(words *)(to + 16 * i) = all;
  if (i < n) memcpy(to + 16 * i, pair, 16);
}

// fill_run writes an element of so many bytes to n places behind each other. It
// returns -1 if a handler of a signal raised an exception.
int fill_run(char *to, const char *element, int size, Py_ssize_t n) {
  if (size == 16) return in_pieces(write_pairs, to, element, n, 16);
  char word[8];
  for (int i = 0; i < 8; i += size) memcpy(word + i, element, size);
  Py_ssize_t count = n * size / 8, left = n * size % 8;
  if (in_pieces(write_words, to, word, count, 8) < 0) return -1;
  memcpy(to + 8 * count, word, left);
  return 0;
}

// strided is an element that is written to places step bytes apart.
typedef struct strided {
  const char *element;
  int size;
  Py_ssize_t step;
  char *first;
} strided;

static void write_strided(char *to, const void *what, Py_ssize_t from, Py_ssize_t n) {
  const strided s = *(const strided *)what;
  to = s.first + from * s.step;
#define EACH(bytes)                                                     \
  {                                                                     \
    char element[bytes];                                                \
    memcpy(element, s.element, bytes);                                  \
    for (; n >= 4; n -= 4, to += 4 * s.step) {                          \
      memcpy(to, element, bytes);                                       \
      memcpy(to + s.step, element, bytes);                              \
      memcpy(to + 2 * s.step, element, bytes);                          \
      memcpy(to + 3 * s.step, element, bytes);                          \
    }                                                                   \
    for (; n > 0; n--, to += s.step) memcpy(to, element, bytes);        \
  }
  switch (s.size) {
  case 1: EACH(1); break;
  case 2: EACH(2); break;
  case 4: EACH(4); break;
  case 8: EACH(8); break;
  default: EACH(16);
  }
#undef EACH
}

// array_fill writes an element to all places of an array: 1 when done, 0 where
// that is for Go to do, -1 with an exception.
int array_fill(Array *a, const char *element) {
  enum { MOST_ROWS = 32 << 10 };
  int size = ag_dtypes[a->dtype].size, last = a->ndim - 1;
  if (a->flags & (AG_C | AG_F)) return fill_run(a->data, element, size, a->size) < 0 ? -1 : 1;
  if (a->size == 0) return 1;
  if (a->size / SHAPE(a)[last] > MOST_ROWS) return 0;
  Py_ssize_t index[AG_MAX_DIMS] = {0};
  strided s = {element, size, STRIDES(a)[last], a->data};
  Py_ssize_t since = 0;
  for (;;) {
    if (in_pieces(write_strided, s.first, &s, SHAPE(a)[last], size) < 0) return -1;
    if ((since += SHAPE(a)[last] * size) >= PIECE) {
      if (PyErr_CheckSignals() < 0) return -1;
      since = 0;
    }
    int i = last - 1;
    for (; i >= 0; i--) {
      s.first += STRIDES(a)[i];
      if (++index[i] < SHAPE(a)[i]) break;
      s.first -= STRIDES(a)[i] * SHAPE(a)[i];
      index[i] = 0;
    }
    if (i < 0) return 1;
  }
}

// evenly are integers with one distance.
typedef struct evenly {
  const agKernel *add;
  int size;
  uint64_t start, step;
} evenly;

// write_evenly adds a multiple of the step to the elements that are there, as many again, up to a
// block that stays in the first-level cache.
static void write_evenly(char *to, const void *what, Py_ssize_t from, Py_ssize_t n) {
  enum { BLOCK = 4 << 10 }; // bytes
  const evenly *e = what;
  uint64_t first = e->start + (uint64_t)from * e->step;
  memcpy(to, &first, e->size); // the low bytes
  for (Py_ssize_t there = 1, m; there < n; there += m) {
    uint64_t by = (uint64_t)there * e->step;
    m = there < BLOCK / e->size ? there : BLOCK / e->size;
    if (m > n - there) m = n - there;
    agOperand op[3] = {{to, e->size, 0, 0}, {&by, 0, 0, 0}, {to + there * e->size, e->size, 0, 0}};
    kernel_run(e->add, m, 3, op);
  }
}

// fill_count writes start, start + step, … to n integers of a type whose addition is a kernel: 1 when done,
// 0 where it is none, -1 if a handler of a signal raised an exception.
int fill_count(char *to, int dtype, int64_t start, int64_t step, Py_ssize_t n) {
  evenly e = {own_kernel(OWN_ADD, dtype), ag_dtypes[dtype].size, (uint64_t)start, (uint64_t)step};
  if (!e.add->entry) return 0;
  return in_pieces(write_evenly, to, &e, n, e.size) < 0 ? -1 : 1;
}
