// SPDX-License-Identifier: BSD-3-Clause

// Small calls of ufuncs whose operands differ in type, shape or strides: each is
// packed, in C order, and converted to the type of the loop; then a
// kernel runs once. Go's machine does the same, at the price of going there.
#include "core.h"

// The most elements of such a call, the most bytes of an operand, and those that are packed on
// the stack, of up to so many operands: a thread may have little of it.
enum { MOST = 1024, MOST_PACKED = 8 << 10, ON_STACK = 4 << 10, BUFFERS = 4, ALIGNED = 64 };

typedef struct packed {
  Py_ssize_t n;
  int ndim;
  Py_ssize_t shape[AG_MAX_DIMS];
} packed;

// broadcast extends the shape of the call by an operand's. It returns 0 where the
// shapes don't fit, or the call is not small.
static int broadcast(packed *c, const Array *a) {
  if (a->ndim > c->ndim) {
    int lead = a->ndim - c->ndim;
    memmove(c->shape + lead, c->shape, c->ndim * sizeof *c->shape);
    for (int i = 0; i < lead; i++) c->shape[i] = 1;
    c->ndim = a->ndim;
  }
  Py_ssize_t *shape = c->shape + (c->ndim - a->ndim);
  for (int i = 0; i < a->ndim; i++) {
    if (SHAPE(a)[i] == 1 || SHAPE(a)[i] == shape[i]) continue;
    if (shape[i] != 1) return 0;
    shape[i] = SHAPE(a)[i];
  }
  c->n = 1;
  for (int i = 0; i < c->ndim; i++) {
    if (c->shape[i] > MOST) return 0;
    if ((c->n *= c->shape[i]) > MOST) return 0;
  }
  return c->n > 0;
}

// descending reports whether no axis of an array has a larger stride than one
// before it: of such operands the result lies in C order, by the plan's rule
// (ufunc/space.go, sort).
int descending(const Array *a) {
  Py_ssize_t least = PY_SSIZE_T_MAX;
  for (int i = 0; i < a->ndim; i++) {
    Py_ssize_t s = STRIDES(a)[i] < 0 ? -STRIDES(a)[i] : STRIDES(a)[i];
    if (SHAPE(a)[i] == 1 || s == 0) continue;
    if (s > least) return 0;
    least = s;
  }
  return 1;
}

// move moves the elements of an array to a buffer in C order of the call's shape, or back.
static void move(char *buffer, const packed *c, const Array *a, int back) {
  int size = ag_dtypes[a->dtype].size, lead = c->ndim - a->ndim;
  Py_ssize_t strides[AG_MAX_DIMS], index[AG_MAX_DIMS];
  for (int i = 0; i < c->ndim; i++) {
    strides[i] = i < lead || SHAPE(a)[i - lead] == 1 ? 0 : STRIDES(a)[i - lead];
    index[i] = 0;
  }
  int last = c->ndim - 1;
  Py_ssize_t row = last < 0 ? 1 : c->shape[last], step = last < 0 ? 0 : strides[last];
  char *p = a->data;
  for (Py_ssize_t done = 0; done < c->n; done += row) {
    if (back) move_row(p, step, buffer + done * size, size, row, size);
    else move_row(buffer + done * size, size, p, step, row, size);
    for (int i = last - 1; i >= 0; i--) {
      p += strides[i];
      if (++index[i] < c->shape[i]) break;
      p -= strides[i] * c->shape[i];
      index[i] = 0;
    }
  }
}

static void pack(char *to, const packed *c, const Array *a) {
  if (a->flags & AG_C && a->size == c->n) memcpy(to, a->data, c->n * ag_dtypes[a->dtype].size);
  else move(to, c, a, 0);
}

// loop_type returns the type in which the call is computed, 0 where Go has to be
// asked or C has no kernel.
static int loop_type(const agUfuncInfo *u, int nin, PyObject *const *in) {
  int types[AG_MOST_INS], n = 0, same = 1;
  for (int i = 0; i < nin; i++) {
    if (!is_array(in[i])) continue;
    types[n] = ((Array *)in[i])->dtype;
    if (is_time(types[n])) return 0;
    same = same && types[n] == types[0];
    n++;
  }
  if (n == 0 || (!same && nin != 2)) return 0;
  int d = same ? types[0] : u->loops[types[0]][types[1]];
  return d && d != AG_LOOP_NONE && u->kernels[d].entry ? d : 0;
}

// takes reports whether an array can be an output of the call: its strides fall, and no two elements
// lie in one place.
static int takes(PyObject *out, const packed *c, int dtype) {
  Array *z = (Array *)out;
  if (!is_array(out) || z->dtype != dtype || (z->flags & (AG_ALIGNED | AG_READONLY)) != AG_ALIGNED || z->ndim != c->ndim) return 0;
  Py_ssize_t reach = ag_dtypes[dtype].size; // of the axes behind
  for (int i = c->ndim - 1; i >= 0; i--) {
    if (SHAPE(z)[i] != c->shape[i]) return 0;
    Py_ssize_t step = STRIDES(z)[i] < 0 ? -STRIDES(z)[i] : STRIDES(z)[i];
    if (SHAPE(z)[i] == 1) continue;
    if (step < reach) return 0;
    reach = step * SHAPE(z)[i];
  }
  return 1;
}

// places_of lists where a mask is true, and returns in how many places.
static Py_ssize_t places_of(uint16_t *places, const char *mask, Py_ssize_t n) {
  Py_ssize_t m = 0;
  for (Py_ssize_t i = 0; i < n; i++) {
    places[m] = (uint16_t)i;
    m += mask[i] != 0;
  }
  return m;
}

#define EACH(to, from)                                                                 \
  switch (size) {                                                                      \
  case 1: for (Py_ssize_t i = 0; i < n; i++) memmove(to(1), from(1), 1); break;        \
  case 2: for (Py_ssize_t i = 0; i < n; i++) memmove(to(2), from(2), 2); break;        \
  case 4: for (Py_ssize_t i = 0; i < n; i++) memmove(to(4), from(4), 4); break;        \
  case 8: for (Py_ssize_t i = 0; i < n; i++) memmove(to(8), from(8), 8); break;        \
  default: for (Py_ssize_t i = 0; i < n; i++) memmove(to(16), from(16), 16);           \
  }
#define IN_ROW(bytes) row + i * (bytes)
#define AT_PLACE(bytes) at + places[i] * (bytes)

// choose moves the elements in n places of a row to its front.
static void choose(char *row, const uint16_t *places, Py_ssize_t n, int size) {
  const char *at = row;
  EACH(IN_ROW, AT_PLACE)
}

// give_back moves the first n elements of a row to places.
static void give_back(char *at, const char *row, const uint16_t *places, Py_ssize_t n, int size) { EACH(AT_PLACE, IN_ROW) }
#undef EACH
#undef IN_ROW
#undef AT_PLACE

// A call is one of packed operands: of a kernel of type d.
typedef struct call {
  packed space;
  int num, d, nin, nout;
  const agKernel *k;
  PyObject *const *in, *const *outs;
  const Array *where; // a mask, or NULL
} call;

// buffers_of returns how many rows of memory a call needs: for each operand and each output. That of the first output
// has the mask and what is converted, before.
static int buffers_of(const call *c) { return c->nin + c->nout; }

// set_results sets z to the results of a call: those given, or new ones, of which the elements that the mask leaves out are 0.
static int set_results(PyObject **z, const call *c) {
  for (int i = 0; i < c->nout; i++) {
    PyObject *out = c->outs ? c->outs[i] : NULL;
    z[i] = out ? Py_NewRef(out) : (PyObject *)array_new(c->k->out[i], c->space.ndim, c->space.shape, 'C', c->where != NULL);
    if (z[i]) continue;
    results_drop(i, z);
    return 0;
  }
  return 1;
}

// run_packed runs a kernel on operands that it packs into buffers of so many bytes each.
static PyObject *run_packed(const call *call, char *buffers, Py_ssize_t each) {
  char scratch[AG_SCRATCH] __attribute__((aligned(64)));
  const agKernel *k = call->k;
  const packed *c = &call->space;
  PyObject *const *in = call->in;
  int d = call->d, nin = call->nin, nout = call->nout;
  char *own = buffers + nin * each;
  const Array *mask = call->where;
  uint16_t places[MOST];
  Py_ssize_t chosen = c->n;
  agArgs args;
  args.rows = 1;
  args.scratch = scratch;
  if (mask) {
    pack(own, c, mask);
    chosen = places_of(places, own, c->n);
  }
  for (int i = 0; i < nin; i++) {
    char *row = buffers + i * each;
    int size = ag_dtypes[d].size;
    args.op[i] = (agOperand){row, size, 0, 0};
    if (!is_array(in[i])) {
      if (!number_store(row, in[i], d)) return NULL;
      args.op[i].inner = 0;
      continue;
    }
    const Array *a = (Array *)in[i];
    if (a->dtype == d) {
      pack(row, c, a);
      continue;
    }
    const agKernel *cast = &tables->casts[a->dtype][d];
    int from = ag_dtypes[a->dtype].size;
    if (!cast->entry || c->n * from > each) return NULL;
    const char *elements = a->data;
    if ((a->flags & (AG_C | AG_ALIGNED)) != (AG_C | AG_ALIGNED) || a->size != c->n) {
      pack(own, c, a);
      elements = own;
    }
    cast_row(cast, NULL, NULL, row, size, size, elements, from, from, c->n);
  }
  for (int i = 0; i < nin && mask; i++)
    if (args.op[i].inner) choose(args.op[i].ptr, places, chosen, args.op[i].inner);
  PyObject *results[AG_MOST_OUTS];
  if (!set_results(results, call)) return NULL;
  for (int i = 0; i < nout; i++) {
    const Array *z = (Array *)results[i];
    args.op[nin + i] = (agOperand){mask || !(z->flags & AG_C) ? own + i * each : z->data, ag_dtypes[k->out[i]].size, 0, 0};
  }
  int look = conditions_begin(k, chosen);
  args.n = chosen;
  if (chosen) agEnter(k->entry, &args);
  if (k->rare && chosen && args.done != chosen) { // a rare element: Go knows how to go on
    results_drop(nout, results);
    return NULL;
  }
  for (int i = 0; i < nout; i++) {
    const Array *z = (Array *)results[i];
    char *row = args.op[nin + i].ptr;
    if (mask) give_back(z->data, row, places, chosen, ag_dtypes[z->dtype].size);
    else if (row != z->data) move(row, c, z, 1);
  }
  return results_told(call->num, chosen ? conditions_end(k, look, call->num, d, &args, nin) : 0, results);
}

// on_stack and in_block are run_packed with buffers on the stack, and in a block of memory.
static __attribute__((noinline)) PyObject *on_stack(const call *c) {
  char buffers[BUFFERS * ON_STACK] __attribute__((aligned(ALIGNED)));
  return run_packed(c, buffers, ON_STACK);
}

static __attribute__((noinline)) PyObject *in_block(const call *c) {
  char *block = PyMem_Malloc(buffers_of(c) * MOST_PACKED + ALIGNED);
  if (!block) return PyErr_NoMemory();
  PyObject *r = run_packed(c, block + (-(uintptr_t)block & (ALIGNED - 1)), MOST_PACKED);
  PyMem_Free(block);
  return r;
}

// packed_way runs a ufunc of up to three operands, arrays of ours and Python numbers, on few
// elements. outs has an array or NULL for each output, or is NULL; so may where, a mask of bools: where it
// is false nothing is computed. It returns NULL without an exception where the call is not of that sort.
PyObject *packed_way(int num, int nin, PyObject *const *in, PyObject *const *outs, const Array *where) {
  const agUfuncInfo *u = &tables->ufuncs[num];
  int d = loop_type(u, nin, in);
  if (!d) return NULL;
  const agKernel *k = &u->kernels[d];
  call c = {.num = num, .d = d, .nin = nin, .nout = u->nout, .k = k, .in = in, .outs = outs, .where = where};
  c.space.n = 1;
  c.space.ndim = 0;
  for (int i = 0; i < nin; i++) {
    if (!is_array(in[i])) continue;
    if (!broadcast(&c.space, (Array *)in[i]) || !descending((Array *)in[i])) return NULL;
  }
  if (where && (!broadcast(&c.space, where) || !descending(where))) return NULL;
  Py_ssize_t n = c.space.n;
  if (!keeps_gil(k, n) || n * ag_dtypes[d].size > MOST_PACKED) return NULL;
  for (int i = 0; i < u->nout; i++) {
    if (n * ag_dtypes[k->out[i]].size > MOST_PACKED) return NULL;
    PyObject *out = outs ? outs[i] : NULL;
    if (!out) continue;
    if (k->rare && !where) return NULL;
    if (!takes(out, &c.space, k->out[i]) || (where && !(((Array *)out)->flags & AG_C))) return NULL;
    for (int j = 0; j < i; j++)
      if (outs[j] && arrays_overlap((Array *)out, (Array *)outs[j])) return NULL;
  }
  return n * 16 <= ON_STACK && buffers_of(&c) <= BUFFERS ? on_stack(&c) : in_block(&c);
}
