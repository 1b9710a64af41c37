// SPDX-License-Identifier: BSD-3-Clause

// Conditions that arithmetic meets: division by zero, overflow, underflow, invalid
// values. Calls that C does itself see soon that there are none; where that fails, Go
// decides by the operands and the results. What is found is told to Python, which
// warns, raises or does nothing.
#include "core.h"

// usual_look are the conditions that calls look for: underflow is among them once
// somebody asked for it.
int usual_look = AG_DIVIDE | AG_OVER | AG_INVALID;

// From this much work on, in element operations, it is worth asking what the caller's
// context ignores.
enum { ASK_FROM = 16 << 10 };

// look_now returns the conditions that a call of so much work looks for.
int look_now(int64_t work) {
  if (work < ASK_FROM) return usual_look;
  PyObject *hook = PyDict_GetItemString(hooks, "conditions_now");
  PyObject *r = hook ? PyObject_CallNoArgs(hook) : NULL;
  long look = r ? PyLong_AsLong(r) : usual_look;
  Py_XDECREF(r);
  if (!PyErr_Occurred()) return (int)look & usual_look;
  PyErr_Clear();
  return usual_look;
}

// The sticky flags of the floating-point unit, as conditions. Clearing costs more than
// reading: it is done where a flag is set.
#if defined(__x86_64__)
static inline int flags_raised(void) {
  unsigned r;
  __asm__ volatile("stmxcsr %0" : "=m"(r));
  return (r >> 2 & 1) | (r >> 3 & 1) << 1 | (r >> 4 & 1) << 2 | (r & 1) << 3;
}
static inline void flags_clear(void) {
  unsigned r;
  __asm__ volatile("stmxcsr %0" : "=m"(r));
  if (!(r & 0x1D)) return;
  r &= ~0x3Fu;
  __asm__ volatile("ldmxcsr %0" : : "m"(r));
}
enum { HAVE_FLAGS = 1 };
#elif defined(__aarch64__)
static inline int flags_raised(void) {
  uint64_t r;
  __asm__ volatile("mrs %0, fpsr" : "=r"(r));
  return (r >> 1 & 1) | (r >> 2 & 1) << 1 | (r >> 3 & 1) << 2 | (r & 1) << 3;
}
static inline void flags_clear(void) {
  uint64_t r;
  __asm__ volatile("mrs %0, fpsr" : "=r"(r));
  if (!(r & 0x0F)) return;
  r &= ~(uint64_t)0x9F;
  __asm__ volatile("msr fpsr, %0" : : "r"(r));
}
enum { HAVE_FLAGS = 1 };
#else
static inline int flags_raised(void) { return 0; }
static inline void flags_clear(void) {}
enum { HAVE_FLAGS = 0 };
#endif

// The most elements for which flags are not cleared before: what is older has the
// results looked at.
enum { FEW = 64 };

// conditions_begin returns the conditions to look for in a run of a kernel over n
// elements that follows.
int conditions_begin(const agKernel *k, Py_ssize_t n) {
  int look = go_lost() ? 0 : k->look & usual_look; // Go decides
  if (look && (n > FEW || look & AG_UNDER) && (k->watch == AG_WATCH_FLAGS || k->watch == AG_WATCH_EXACT)) flags_clear();
  return look;
}

// is_special reports whether some of n numbers have a part that is infinite or NaN, or may have.
static int is_special(const char *p, int dtype, Py_ssize_t n) {
  if (dtype == AG_COMPLEX64 || dtype == AG_COMPLEX128) {
    dtype = dtype == AG_COMPLEX64 ? AG_FLOAT32 : AG_FLOAT64;
    n *= 2;
  }
  const agKernel *finite = ag_dtypes[dtype].kind == 'f' ? own_kernel(OWN_FINITE, dtype) : NULL;
  return !finite || !finite->entry || kernel_finds(finite, 0, p, ag_dtypes[dtype].size, NULL, 0, n);
}

// is_among reports whether an integer is among n of an operand, which may be one element.
static int is_among(const agOperand *x, int dtype, int64_t value, Py_ssize_t n) {
  return kernel_finds(own_kernel(OWN_EQUAL, dtype), 1, x->ptr, ag_dtypes[dtype].size, (const char *)&value, 0, x->inner ? n : 1);
}

// divisors_special reports whether some integers are 0 or, of those with a sign, -1.
static int divisors_special(const agOperand *y, int dtype, Py_ssize_t n) {
  return is_among(y, dtype, 0, n) || (ag_dtypes[dtype].kind == 'i' && is_among(y, dtype, -1, n));
}

// counts_special reports whether some counts of units are 0 or NaT.
static int counts_special(const agOperand *x, Py_ssize_t n) {
  return is_among(x, AG_INT64, 0, n) || is_among(x, AG_INT64, INT64_MIN, n);
}

// by_go has Go decide which conditions a run met: of inputs of one type and results
// in rows.
static int by_go(const agKernel *k, int look, int num, int dtype, const agArgs *args, int nin) {
  agUfuncCall c;
  call_begin(&c.call);
  memset((char *)&c + offsetof(agUfuncCall, ufunc), 0, sizeof c - offsetof(agUfuncCall, ufunc));
  agValue in[AG_MOST_INS];
  memset(in, 0, sizeof in);
  int nout = tables->ufuncs[num].nout;
  for (int i = 0; i < nin + nout; i++) {
    agValue *v = i < nin ? &in[i] : &c.out[i - nin];
    v->kind = AG_ARRAY;
    v->dtype = ag_dtypes[i < nin ? dtype : k->out[i - nin]].number;
    v->ndim = 1;
    v->data = args->op[i].ptr;
    v->n = args->n;
    v->shape = (int64_t *)&args->n;
    v->strides = (int64_t *)&args->op[i].inner;
  }
  c.ufunc = num;
  c.nout = nout;
  c.call.args = in;
  c.call.nargs = nin;
  c.call.look = look;
  c.looks = 1;
  if (enter_ufunc(&c, 0) < 0) PyErr_Clear();
  call_free(&c.call);
  return c.call.found;
}

// conditions_clear begins a run of kernels whose sums and products alone may meet conditions.
void conditions_clear(void) { flags_clear(); }

// conditions_unmet reports whether such a run met none, as n of its results of a type show where the flags don't.
int conditions_unmet(const char *p, int dtype, Py_ssize_t n) {
  return (HAVE_FLAGS && !(flags_raised() & (AG_OVER | AG_INVALID))) || !is_special(p, dtype, n);
}

// conditions_exact returns the conditions that a run of whole vectors met, of a kernel
// that is one operation of the CPU: its flags.
int conditions_exact(int look) { return flags_raised() & look; }

// results_special reports whether some results of a run that are floats may be infinite or NaN.
static int results_special(const agKernel *k, int num, const agArgs *args, int nin) {
  for (int i = 0; i < tables->ufuncs[num].nout; i++) {
    char kind = ag_dtypes[k->out[i]].kind;
    if ((kind == 'f' || kind == 'c') && is_special(args->op[nin + i].ptr, k->out[i], args->n)) return 1;
  }
  return 0;
}

// conditions_end returns the conditions that a run met.
int conditions_end(const agKernel *k, int look, int num, int dtype, const agArgs *args, int nin) {
  if (!look) return 0;
  if (k->watch == AG_WATCH_DIVISORS) return divisors_special(&args->op[nin - 1], dtype, args->n) ? by_go(k, look, num, dtype, args, nin) : 0;
  if (k->watch == AG_WATCH_TIMES) {
    int special = 0;
    for (int i = 0; i < nin; i++) special |= counts_special(&args->op[i], args->n);
    return special ? by_go(k, look, num, dtype, args, nin) : 0;
  }
  if (HAVE_FLAGS && (k->watch == AG_WATCH_FLAGS || k->watch == AG_WATCH_EXACT)) {
    int raised = flags_raised();
    if (!(raised & (look | AG_DIVIDE | AG_OVER | AG_INVALID))) return 0;
    // Of few elements they may be older, and then not again. Lanes beyond the elements
    // divide 0 by 0: that would have them cleared for every division.
    if (raised != AG_INVALID) flags_clear();
  }
  if (!(look & AG_UNDER) && !results_special(k, num, args, nin)) return 0;
  return by_go(k, look, num, dtype, args, nin);
}

// conditions_tell tells Python of conditions that a function met. It returns -1 with an
// exception set where that is what the caller wants.
int conditions_tell(const char *name, int found) {
  if (!found) return 0;
  PyObject *hook = PyDict_GetItemString(hooks, "conditions_met");
  if (!hook) return 0;
  PyObject *r = PyObject_CallFunction(hook, "si", name, found);
  Py_XDECREF(r);
  return r ? 0 : -1;
}

// conditions_told is conditions_tell for who returns a result.
PyObject *conditions_told(const char *name, int found, PyObject *result) {
  if (!found || !result || conditions_tell(name, found) == 0) return result;
  Py_DECREF(result);
  return NULL;
}

// condition_name returns what NumPy calls a function of package bridge where it tells of
// conditions: the method of a ufunc that it is.
const char *condition_name(int number, PyObject *const *args) {
  const char *function = tables->functions[number];
  if (tables->met[number]) return tables->met[number];
  if (!strcmp(function, "_at")) return tables->ufuncs[((Ufunc *)args[0])->num].name;
  if (function[0] == '_') return function + 1;
  return function[0] == 'c' ? "accumulate" : "reduce";
}

static PyObject *look_for(PyObject *module, PyObject *look) {
  long v = PyLong_AsLong(look), before = usual_look;
  if (v == -1 && PyErr_Occurred()) return NULL;
  usual_look = (int)v & 15;
  return PyLong_FromLong(before);
}

PyMethodDef conditions_functions[] = {{"_look_for", look_for, METH_O, "sets the conditions that calls look for, and returns those before"}, {NULL}};
