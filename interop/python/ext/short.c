// SPDX-License-Identifier: BSD-3-Clause

// The way that small calls of ufuncs take: one call of a kernel, without Go.
#include "core.h"

// small is an operand of the short way.
typedef struct small {
  char *data;
  Py_ssize_t inner; // 0 for one element that is used for all
  Array *array;     // NULL for a Python number
  union { char bytes[16]; double align; } cell;
} small;

// kind_of returns the kind of a Python number, 0 for anything else.
static int kind_of(PyObject *o) {
  if (!is_scalar(o)) return 0;
  if (PyFloat_Check(o)) return AG_KIND_FLOAT;
  if (PyBool_Check(o)) return AG_KIND_BOOL;
  if (PyLong_Check(o)) return AG_KIND_INT;
  return PyComplex_Check(o) ? AG_KIND_COMPLEX : 0;
}

// takes_type reports whether promotion makes an element of type d of a Python
// number.
int takes_type(PyObject *number, int d) {
  int k = kind_of(number);
  return k && !is_time(d) && tables->weak[k][d];
}

// number_store stores a Python number as an element of type d, if that is
// what promotion makes of it. An integer that d does not hold exactly is left to
// Go.
int number_store(char *p, PyObject *o, int d) {
  if (!takes_type(o, d)) return 0;
  if (kind_of(o) == AG_KIND_INT) {
    int overflow;
    long long v = PyLong_AsLongLongAndOverflow(o, &overflow);
    if (overflow) return 0;
    int bits = 8 * ag_dtypes[d].size;
    switch (ag_dtypes[d].kind) {
    case 'i':
      if (bits < 64 && (v < -(1LL << (bits - 1)) || v >= 1LL << (bits - 1))) return 0;
      break;
    case 'u':
      if (v < 0 || (bits < 64 && v >> bits)) return 0;
      break;
    default:
      if (v > 1LL << 53 || v < -(1LL << 53)) return 0;
    }
  }
  if (element_store(p, d, o) < 0) {
    PyErr_Clear();
    return 0;
  }
  return 1;
}

// number_fits reports whether number_store stores a Python number.
int number_fits(PyObject *o, int d) {
  union { char bytes[16]; double align; } cell;
  return number_store(cell.bytes, o, d);
}

// number_operand makes a Python number an operand.
static int number_operand(small *s, PyObject *o, int d) {
  if (!number_store(s->cell.bytes, o, d)) return 0;
  s->data = s->cell.bytes;
  s->inner = 0;
  s->array = NULL;
  return 1;
}

static inline int same_shape(const Array *a, const Array *b) {
  if (a->ndim != b->ndim) return 0;
  for (int i = 0; i < a->ndim; i++)
    if (SHAPE(a)[i] != SHAPE(b)[i]) return 0;
  return 1;
}

// gapless reports whether the elements of an array lie without gaps, in any order
// of the axes and from the first on: arrays of one shape and such strides are
// worked on as one run.
static inline int gapless(const Array *a) {
  if (!(a->flags & AG_ALIGNED)) return 0;
  if (a->flags & (AG_C | AG_F)) return 1;
  Py_ssize_t reach = ag_dtypes[a->dtype].size;
  for (int i = 0; i < a->ndim; i++) {
    if (STRIDES(a)[i] < 0) return 0;
    reach += (SHAPE(a)[i] - 1) * STRIDES(a)[i];
  }
  return a->size > 0 && reach == a->size * ag_dtypes[a->dtype].size;
}

// same_order reports whether two arrays of one shape have their elements in the
// same order; both are gapless. Element sizes may differ.
static inline int same_order(const Array *a, const Array *b) {
  if (a->flags & b->flags & (AG_C | AG_F)) return 1;
  if ((a->flags | b->flags) & AG_C) return 0;
  for (int i = 0; i < a->ndim; i++)
    if (SHAPE(a)[i] != 1 && STRIDES(a)[i] * ag_dtypes[b->dtype].size != STRIDES(b)[i] * ag_dtypes[a->dtype].size) return 0;
  return 1;
}

// apart reports whether an output and an input have no bytes in common, or all
// of them element by element.
static int apart(const Array *out, const Array *in, Py_ssize_t n) {
  if (out->data == in->data && in->size == n && ag_dtypes[out->dtype].size == ag_dtypes[in->dtype].size) return 1;
  const char *oe = out->data + n * ag_dtypes[out->dtype].size, *ie = in->data + in->size * ag_dtypes[in->dtype].size;
  return oe <= in->data || ie <= out->data;
}

// A short strided row is copied to the stack: cheaper than Go's machine.
enum { ROW = 2048 };

// short_row reports whether a strided array is short enough to be packed.
static inline int short_row(const Array *a) { return a->ndim == 1 && a->size * ag_dtypes[a->dtype].size <= ROW; }

// pack copies a strided row. It returns 0 where a is no such row.
static int pack(char *to, const Array *a) {
  int size = ag_dtypes[a->dtype].size;
  if (!short_row(a)) return 0;
  const char *p = a->data;
  Py_ssize_t n = a->size, step = STRIDES(a)[0];
#define COPY(bytes) \
  for (Py_ssize_t i = 0; i < n; i++, p += step) memcpy(to + i * (bytes), p, bytes)
  switch (size) {
  case 1: COPY(1); break;
  case 2: COPY(2); break;
  case 4: COPY(4); break;
  case 8: COPY(8); break;
  default: COPY(16);
  }
#undef COPY
  return 1;
}

// leading returns the array that gives a call its type and shape, NULL where none
// does, or where one lies otherwise than the short way takes.
static inline Array *leading(int nin, PyObject *const *in) {
  Array *lead = NULL;
  for (int i = 0; i < nin; i++) {
    if (!is_array(in[i])) continue;
    Array *a = (Array *)in[i];
    if (!gapless(a) && !short_row(a)) return NULL;
    if (!lead || a->size > lead->size || (a->size == lead->size && a->ndim > lead->ndim)) lead = a;
  }
  return lead;
}

// set_operand describes an operand of a call of the type and shape of lead. row has
// room for a packed one. It returns 0 where the operand is not of that sort.
static inline int set_operand(small *s, char *row, PyObject *o, const Array *lead) {
  if (!is_array(o)) return number_operand(s, o, lead->dtype);
  Array *a = (Array *)o;
  if (a->dtype != lead->dtype) return 0;
  s->array = a;
  s->data = a->data;
  if (!gapless(a)) {
    if (!pack(row, a)) return 0;
    s->data = row;
  }
  if (a == lead || (same_shape(a, lead) && (a->ndim == 1 || same_order(a, lead)))) {
    s->inner = ag_dtypes[a->dtype].size;
    return 1;
  }
  s->inner = 0;
  return a->size == 1 && a->ndim <= lead->ndim;
}

// can_hold reports whether the kernel can write a result to out in place.
static int can_hold(PyObject *out, int dtype, const agKernel *k, const small *s, int nin, const Array *lead) {
  Array *z = (Array *)out;
  if (!is_array(out) || k->rare || z->dtype != dtype || z->flags & AG_READONLY || !gapless(z) || !same_shape(z, lead)) return 0;
  if (z->ndim != 1 && !same_order(z, lead)) return 0;
  for (int i = 0; i < nin; i++)
    if (s[i].array && s[i].data == s[i].array->data && !apart(z, s[i].array, lead->size)) return 0;
  return 1;
}

// Elements of which any number of vectors is a whole one: a kernel that runs over a
// multiple of them has no lanes beyond them.
enum { WHOLE = 64 };

// written_over reports whether one of the results lies where an operand does.
static inline int written_over(const small *s, int nout, PyObject *const *z) {
  int over = 0;
  for (int i = 0; i < nout; i++) over |= s->inner && s->data == ((Array *)z[i])->data;
  return over;
}

// keep_operands copies operands that the result is written over, so that they can be
// looked at when it is there: all of them of short rows. Of longer ones, if the flags of
// the CPU are what counts, those past a multiple of WHOLE, and the return value is how
// many elements are before them; -1 if Go has to do the call.
static Py_ssize_t keep_operands(const agKernel *k, small *s, int nin, char (*rows)[ROW], int nout, PyObject *const *z, Py_ssize_t n) {
  int over = 0;
  Py_ssize_t size = 0;
  for (int i = 0; i < nin; i++)
    if (written_over(&s[i], nout, z)) {
      over = 1;
      size = s[i].inner;
    }
  if (!over) return 0;
  Py_ssize_t before = n * size <= ROW ? 0 : n & ~(Py_ssize_t)(WHOLE - 1); // flags are cleared for more than one row
  if (before && k->watch != AG_WATCH_EXACT) return -1;
  for (int i = 0; i < nin; i++)
    if (written_over(&s[i], nout, z)) memcpy(rows[i], s[i].data + before * size, (n - before) * size);
  return before;
}

// reciprocal_of sets to to the reciprocal of a float, if it is a power of two whose reciprocal is as normal as itself:
// reciprocalOf of package kernel.
static int reciprocal_of(char *to, const char *p, int size) {
  uint64_t bits = 0;
  memcpy(&bits, p, size);
  int mantissa = size == 4 ? 23 : 52;
  uint64_t most = size == 4 ? 254 : 2046, exponent = bits >> mantissa & (most + 1);
  if (bits & (((uint64_t)1 << mantissa) - 1) || !exponent || exponent >= most) return 0;
  bits = (bits & ~((most + 1) << mantissa)) | (most - exponent) << mantissa;
  memcpy(to, &bits, size);
  return 1;
}

// enter_kernel calls a kernel, or the product that it is for its second operand.
static inline void enter_kernel(const agKernel *k, agArgs *args) {
  char reciprocal[8] __attribute__((aligned(8)));
  void *second = args->op[1].ptr;
  if (!k->scaled || args->op[1].inner || !reciprocal_of(reciprocal, second, ag_dtypes[k->out[0]].size)) {
    agEnter(k->entry, args);
    return;
  }
  args->op[1].ptr = reciprocal;
  agEnter(k->scaled, args);
  args->op[1].ptr = second; // those who look for conditions see the divisor
}

// divides_in_go reports whether Go runs a kernel sooner: it multiplies by the reciprocal of a divisor.
static inline int divides_in_go(const agKernel *k, const small *s, int nin, Py_ssize_t n) {
  return k->divided && nin == 2 && !s[1].inner && s[0].inner && n >= k->divided && !go_lost();
}

// divide_in_go has Go run the kernel of a ufunc over a row and one divisor. It returns 0 with an exception.
static int divide_in_go(int num, int dtype, agArgs *args, int nout) {
  void *out[AG_MOST_OUTS];
  agRowCall c;
  call_begin(&c.call);
  memset(&c.function, 0, sizeof c - offsetof(agRowCall, function));
  c.function = AG_ROW_DIVIDE;
  c.place = num;
  c.dtype = ag_dtypes[dtype].row; // of times without their unit, as loops are
  c.x = args->op[0].ptr;
  c.values = args->op[1].ptr;
  c.n = args->n;
  for (int i = 0; i < nout; i++) out[i] = args->op[2 + i].ptr;
  c.list = out;
  c.nlist = nout;
  int ok = enter_row(&c, c.n) == 0;
  call_free(&c.call);
  return ok;
}

// run_kernel runs the kernel of a ufunc for a type over n elements, from an element of the results on. It returns 0 where
// it stopped at a rare one.
static inline int run_kernel(int num, int dtype, const agKernel *k, const small *s, int nin, int nout, PyObject *const *z, Py_ssize_t from, Py_ssize_t n, agArgs *args) {
  args->n = n;
  args->rows = 1;
  for (int i = 0; i < nin; i++) {
    args->op[i].ptr = s[i].data;
    args->op[i].inner = s[i].inner;
    args->op[i].outer = 0;
  }
  for (int i = 0; i < nout; i++) {
    int size = ag_dtypes[k->out[i]].size;
    args->op[nin + i].ptr = ((Array *)z[i])->data + from * size;
    args->op[nin + i].inner = size;
    args->op[nin + i].outer = 0;
  }
  if (divides_in_go(k, s, nin, n)) return divide_in_go(num, dtype, args, nout);
  PyThreadState *thread = keeps_gil(k, n) ? NULL : PyEval_SaveThread();
  enter_kernel(k, args);
  if (thread) PyEval_RestoreThread(thread);
  return !k->rare || args->done == n;
}

// run_watched runs a kernel and sets the conditions that it met. It returns 0 where Go has to
// do the call.
static inline int run_watched(int num, const agKernel *k, int dtype, small *s, int nin, char (*rows)[ROW], int nout, PyObject *const *z, int given, int *found) {
  agArgs args;
  char scratch[AG_SCRATCH] __attribute__((aligned(64)));
  args.scratch = scratch;
  Py_ssize_t n = ((Array *)z[0])->size, before = 0;
  int look = conditions_begin(k, n);
  if (look && given && (before = keep_operands(k, s, nin, rows, nout, z, n)) != 0) {
    if (before < 0) return 0;
    if (!run_kernel(num, dtype, k, s, nin, nout, z, 0, before, &args)) return 0;
    *found = conditions_exact(look);
    look = conditions_begin(k, n - before) & ~*found;
    if (before == n) return 1;
  }
  if (look && given)
    for (int i = 0; i < nin; i++) {
      if (written_over(&s[i], nout, z)) s[i].data = rows[i];
      else if (s[i].inner) s[i].data += before * s[i].inner;
    }
  if (!run_kernel(num, dtype, k, s, nin, nout, z, before, n - before, &args)) return 0;
  *found |= conditions_end(k, look, num, dtype, &args, nin);
  return 1;
}

void results_drop(int nout, PyObject *const *z) {
  for (int i = 0; i < nout; i++) Py_XDECREF(z[i]);
}

// results_told tells of conditions that a ufunc met, and returns its results, which it takes over: one
// array, or a tuple.
PyObject *results_told(int num, int found, PyObject *const *z) {
  const agUfuncInfo *u = &tables->ufuncs[num];
  if (u->nout == 1) return conditions_told(u->name, found, z[0]);
  PyObject *all = PyTuple_New(u->nout);
  if (!all) results_drop(u->nout, z);
  for (int i = 0; i < u->nout && all; i++) PyTuple_SetItem(all, i, z[i]);
  return conditions_told(u->name, found, all);
}

// set_results sets z to the results of a call: those given, or new ones. It returns 0 where the kernel
// cannot write to one in place, or one cannot be had.
static inline int set_results(PyObject **z, PyObject *const *outs, const agKernel *k, const small *s, int nin, int nout, const Array *lead) {
  for (int i = 0; i < nout; i++) {
    int result = dtype_like(k->out[i], lead->dtype), fits = result;
    PyObject *out = outs ? outs[i] : NULL;
    if (out) {
      fits = fits && can_hold(out, result, k, s, nin, lead);
      for (int j = 0; j < i && fits; j++) fits = apart((Array *)out, (Array *)z[j], lead->size) && ((Array *)out)->data != ((Array *)z[j])->data;
    }
    z[i] = !fits ? NULL : out ? Py_NewRef(out) : (PyObject *)array_new_like(lead, result, lead->ndim, SHAPE(lead), 'K', 0);
    if (z[i]) continue;
    results_drop(i, z);
    return 0;
  }
  return 1;
}

// short_way runs a ufunc of up to three operands in C: arrays of ours of one
// element type and shape in C order or short rows, one-element arrays and
// Python numbers. outs has an array or NULL for each output, or is NULL. It returns NULL without an
// exception where the call is not of that sort.
PyObject *short_way(int num, int nin, PyObject *const *in, PyObject *const *outs) {
  small s[AG_MOST_INS];
  int nout = tables->ufuncs[num].nout, given = 0;
  PyObject *z[AG_MOST_OUTS];
  char rows[AG_MOST_INS][ROW] __attribute__((aligned(64)));
  Array *lead = leading(nin, in);
  if (!lead) return NULL;
  const agKernel *k = &tables->ufuncs[num].kernels[ag_dtypes[lead->dtype].row];
  // More goes through Go, which has threads; after a fork it stays in C.
  if (!k->entry || (lead->size > k->serial && !go_lost())) return NULL;
  for (int i = 0; i < nin; i++)
    if (!set_operand(&s[i], rows[i], in[i], lead)) return NULL;
  if (!set_results(z, outs, k, s, nin, nout, lead)) return NULL;
  for (int i = 0; i < nout && outs; i++) given |= outs[i] != NULL;
  int found = 0;
  if (lead->size && !run_watched(num, k, lead->dtype, s, nin, rows, nout, z, given, &found)) { // a rare element: Go knows how to go on
    results_drop(nout, z);
    return NULL;
  }
  return results_told(num, found, z);
}
