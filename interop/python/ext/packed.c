// SPDX-License-Identifier: BSD-3-Clause

// Small calls of ufuncs whose operands differ in type, shape or strides: each is
// packed, in C order, and converted to the type of the loop; then a
// kernel runs once. Go's machine does the same, at the price of going there.
#include "core.h"

// The most elements of such a call, the most bytes of an operand, and those that are packed on
// the stack, which a thread may have little of.
enum { MOST = 1024, MOST_PACKED = 8 << 10, ON_STACK = 4 << 10, ALIGNED = 64 };

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
  int types[2], n = 0;
  for (int i = 0; i < nin; i++)
    if (is_array(in[i])) types[n++] = ((Array *)in[i])->dtype;
  if (n == 0) return 0;
  if (is_time(types[0]) || (n == 2 && is_time(types[1]))) return 0;
  int d = n == 1 || types[0] == types[1] ? types[0] : u->loops[types[0]][types[1]];
  return d && d != AG_LOOP_NONE && u->kernels[d].entry ? d : 0;
}

// takes reports whether an array can be the output of the call: its strides fall, and no two elements
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

// run_packed runs a kernel on operands that it packs into buffers, two and one for what is converted, of
// so many bytes each.
static PyObject *run_packed(int num, const agKernel *k, int d, int nin, PyObject *const *in, PyObject *out, const packed *c, char *buffers, Py_ssize_t each) {
  char scratch[AG_SCRATCH] __attribute__((aligned(64)));
  char *own = buffers + 2 * each;
  agArgs args;
  args.n = c->n;
  args.rows = 1;
  args.scratch = scratch;
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
  if (out) Py_INCREF(out);
  else if (!(out = (PyObject *)array_new(k->out, c->ndim, c->shape, 'C', 0))) return NULL;
  const Array *z = (Array *)out;
  int size = ag_dtypes[k->out].size, spreads = !(z->flags & AG_C);
  args.op[nin] = (agOperand){spreads ? own : z->data, size, 0, 0};
  int look = conditions_begin(k, c->n);
  agEnter(k->entry, &args);
  if (spreads) move(own, c, z, 1);
  if (k->rare && args.done != c->n) { // a rare element: Go knows how to go on
    Py_DECREF(out);
    return NULL;
  }
  return conditions_told(tables->ufuncs[num].name, conditions_end(k, look, num, d, &args, nin), out);
}

// on_stack and in_block are run_packed with buffers on the stack, and in a block of memory.
static __attribute__((noinline)) PyObject *on_stack(int num, const agKernel *k, int d, int nin, PyObject *const *in, PyObject *out, const packed *c) {
  char buffers[3 * ON_STACK] __attribute__((aligned(ALIGNED)));
  return run_packed(num, k, d, nin, in, out, c, buffers, ON_STACK);
}

static __attribute__((noinline)) PyObject *in_block(int num, const agKernel *k, int d, int nin, PyObject *const *in, PyObject *out, const packed *c) {
  char *block = PyMem_Malloc(3 * MOST_PACKED + ALIGNED);
  if (!block) return PyErr_NoMemory();
  PyObject *r = run_packed(num, k, d, nin, in, out, c, block + (-(uintptr_t)block & (ALIGNED - 1)), MOST_PACKED);
  PyMem_Free(block);
  return r;
}

// packed_way runs a ufunc of one or two operands, arrays of ours and at most one
// Python number, on few elements. It returns NULL without an exception where the
// call is not of that sort.
PyObject *packed_way(int num, int nin, PyObject *const *in, PyObject *out) {
  const agUfuncInfo *u = &tables->ufuncs[num];
  int d = loop_type(u, nin, in);
  if (!d) return NULL;
  const agKernel *k = &u->kernels[d];
  packed c;
  c.n = 1;
  c.ndim = 0;
  for (int i = 0; i < nin; i++)
    if (is_array(in[i]) && (!broadcast(&c, (Array *)in[i]) || !descending((Array *)in[i]))) return NULL;
  if (!keeps_gil(k, c.n) || c.n * ag_dtypes[d].size > MOST_PACKED) return NULL;
  if (out && (k->rare || !takes(out, &c, k->out) || c.n * ag_dtypes[k->out].size > MOST_PACKED)) return NULL;
  return c.n * 16 <= ON_STACK ? on_stack(num, k, d, nin, in, out, &c) : in_block(num, k, d, nin, in, out, &c);
}
