// SPDX-License-Identifier: BSD-3-Clause

// Chains of operators: in (a*b + c)/d each result but the last is seen by the operator
// that takes it and by nothing else. So an operator on large arrays whose result the
// interpreter is about to hand to another one returns a chain in place of an array, the
// next one adds a step to it, and the last one has Go do all steps for one block of
// elements after the other: what is between them stays in the first level of cache.
//
// Nobody can tell it from arrays. Whether the result goes to an operator is read from the
// instructions of the running frame (ahead.c), where nothing but loads of variables and
// constants may come between; the chain is the left operand, so that the operator's
// function is the chain's own; and what the operands are was checked when the steps were
// made, so that nothing can fail later but memory. Conditions are told in the order of the steps.
#include "core.h"

// The most operators are few, so that what a chain holds on to does not grow without bound.
enum { MOST_STEPS = MOST_TAKERS + 1 };

// A chain is worth it where what is between its steps would not stay in the caches, in which an operator that writes over
// its operand (temporary.c) is as fast: so many bytes together, or from MANY takers on so many that one result leaves the
// second level.
enum { MANY = 3 };
static Py_ssize_t together = 8 << 20, second_level = 512 << 10;

typedef struct step {
  int num;
  PyObject *in[2]; // NULL for the result of the step before, and where there is no second
} step;

// Chain is an expression that is not evaluated yet.
typedef struct Chain {
  PyObject_HEAD
  Array *lead;     // an operand of the first step, for type and shape; NULL once the chain is evaluated
  PyObject *spare; // an operand that nobody else refers to, whose memory the result may have, or NULL
  PyObject *done;  // the result, once it had to be computed for another than the taker
  takers takers;
  int n;
  step steps[MOST_STEPS];
} Chain;

static PyTypeObject *ChainType;
static int64_t evaluated; // by the GIL
#define is_chain(o) (Py_TYPE(o) == ChainType)

static void chain_clear(Chain *c) {
  for (int i = 0; i < c->n; i++) {
    Py_CLEAR(c->steps[i].in[0]);
    Py_CLEAR(c->steps[i].in[1]);
  }
  c->n = 0;
  c->lead = NULL;
  Py_CLEAR(c->spare);
}

static void chain_dealloc(PyObject *self) {
  Chain *c = (Chain *)self;
  chain_clear(c);
  Py_CLEAR(c->done);
  PyObject_Free(self);
  Py_DECREF(ChainType);
}

static int dense(const Array *a) { return (a->flags & (AG_C | AG_ALIGNED)) == (AG_C | AG_ALIGNED); }

// fits reports whether an object can be an operand together with arrays like lead: one like it, or a number of its type.
static int fits(const Array *lead, PyObject *o) {
  if (is_array(o)) {
    const Array *a = (Array *)o;
    return a->dtype == lead->dtype && a->ndim == lead->ndim && dense(a) && !memcmp(SHAPE(a), SHAPE(lead), a->ndim * sizeof *SHAPE(a));
  }
  return (PyFloat_CheckExact(o) || PyLong_CheckExact(o)) && number_fits(o, lead->dtype);
}

// result_of returns the type of the results of a ufunc on arrays like lead, 0 where it cannot be a step.
static int result_of(int num, const Array *lead) {
  const agKernel *k = &tables->ufuncs[num].kernels[lead->dtype];
  return k->entry && tables->ufuncs[num].nout == 1 ? k->out[0] : 0;
}

static void add_step(Chain *c, int num, PyObject *x, PyObject *y) {
  step *s = &c->steps[c->n++];
  s->num = num;
  s->in[0] = Py_XNewRef(x);
  s->in[1] = Py_XNewRef(y);
}

// chain_begin returns a chain whose first step is an operator on nin operands, or NULL without an
// exception where the operator is to be computed now.
PyObject *chain_begin(int num, int nin, PyObject *const *in) {
  const Array *lead = NULL;
  for (int i = 0; i < nin && !lead; i++)
    if (is_array(in[i])) lead = (Array *)in[i];
  if (!lead || is_time(lead->dtype) || !dense(lead)) return NULL;
  Py_ssize_t bytes = lead->size * ag_dtypes[lead->dtype].size;
  if (bytes <= second_level) return NULL;
  for (int i = 0; i < nin; i++)
    if (in[i] != (PyObject *)lead && !fits(lead, in[i])) return NULL;
  takers takers;
  if (result_of(num, lead) != lead->dtype || go_lost() || !takers_ahead(&takers)) return NULL;
  if (takers.n < MANY && bytes * takers.n <= together) return NULL;
  PyObject *spare = temporary_out(num, nin, in);
  if (!spare && !from_interpreter()) return NULL;
  Chain *c = PyObject_New(Chain, ChainType);
  if (!c) return NULL;
  c->lead = (Array *)lead;
  c->spare = Py_XNewRef(spare);
  c->done = NULL;
  c->takers = takers;
  c->n = 0;
  add_step(c, num, in[0], nin > 1 ? in[1] : NULL);
  return (PyObject *)c;
}

// set_steps describes the steps to Go.
static int set_steps(const Chain *c, agChainCall *call, agChainStep *steps) {
  for (int i = 0; i < c->n; i++) {
    const step *s = &c->steps[i];
    agChainStep *to = &steps[i];
    to->ufunc = s->num;
    to->nin = tables->ufuncs[s->num].nin;
    for (int k = 0; k < to->nin; k++) {
      if (!s->in[k]) to->in[k].kind = AG_PREVIOUS;
      else if (value_set(&to->in[k], s->in[k], &call->call) < 0) return -1;
    }
  }
  return 0;
}

// tell_steps tells of the conditions that the steps met.
static int tell_steps(const Chain *c, const agChainStep *steps) {
  for (int i = 0; i < c->n; i++)
    if (conditions_tell(tables->ufuncs[steps[i].ufunc].name, steps[i].found) < 0) return -1;
  return 0;
}

// chain_end evaluates a chain, and leaves it empty.
static PyObject *chain_end(Chain *c) {
  const Array *lead = c->lead;
  int dtype = result_of(c->steps[c->n - 1].num, lead);
  int in_place = c->spare && c->n > 1 && dtype == lead->dtype && Py_REFCNT(c->spare) == 2; // the step's and the chain's own
  PyObject *z = in_place ? Py_NewRef(c->spare) : (PyObject *)array_new(dtype, lead->ndim, SHAPE(lead), 'C', 0);
  agChainStep steps[MOST_STEPS];
  memset(steps, 0, c->n * sizeof *steps);
  agChainCall call;
  call_begin(&call.call);
  memset(&call.out, 0, sizeof call.out);
  call.n = c->n;
  call.steps = steps;
  int64_t work = lead->size * 4 * c->n;
  int bad = !z || set_steps(c, &call, steps) < 0 || value_set(&call.out, z, &call.call) < 0;
  if (!bad) {
    call.call.look = look_now(work);
    bad = enter_chain(&call, work) < 0 || tell_steps(c, steps) < 0;
  }
  call_free(&call.call);
  chain_clear(c);
  evaluated++;
  if (bad) Py_CLEAR(z);
  return z;
}

// chain_settled returns what a chain stands for, for who does not add to it; other objects as they are.
PyObject *chain_settled(PyObject *o) {
  if (!is_chain(o)) return Py_NewRef(o);
  Chain *c = (Chain *)o;
  if (!c->done && !c->lead) {
    PyErr_SetString(PyExc_RuntimeError, "arraygen: an expression that failed is used again");
    return NULL;
  }
  if (!c->done && !(c->done = chain_end(c))) return NULL;
  return Py_NewRef(c->done);
}

// chain_next does an operator of one or two operands, of which the first is a chain, as a step of it. It returns NULL
// without an exception where it is not its taker, or cannot be a step.
PyObject *chain_next(int num, int nin, PyObject *const *in) {
  Chain *c = (Chain *)in[0];
  if (!is_chain(in[0]) || !c->lead || Py_REFCNT(in[0]) != 1 || !taker_now(&c->takers) || !result_of(num, c->lead)) return NULL;
  if (nin == 2 && !fits(c->lead, in[1])) return NULL;
  add_step(c, num, NULL, nin > 1 ? in[1] : NULL);
  if (++c->takers.next < c->takers.n && result_of(num, c->lead) == c->lead->dtype) return Py_NewRef(in[0]);
  return chain_end(c);
}

// chain_dtype is the type of a chain's result, 0 of other objects.
int chain_dtype(PyObject *o) { return is_chain(o) && ((Chain *)o)->lead ? ((Chain *)o)->lead->dtype : 0; }

// chain_count is how many chains were evaluated, for tests.
PyObject *chain_count(PyObject *module, PyObject *unused) { return PyLong_FromLongLong(evaluated); }

// _chain_limits(together, second_level) sets from how many bytes on operators make chains, and returns what they were: for tests.
PyObject *chain_limits(PyObject *module, PyObject *args) {
  Py_ssize_t all = together, one = second_level;
  if (!PyArg_ParseTuple(args, "nn:_chain_limits", &together, &second_level)) return NULL;
  return Py_BuildValue("(nn)", all, one);
}

int chain_init(void) {
  static PyType_Slot slots[64];
  int n = 0;
  slots[n++] = (PyType_Slot){Py_tp_dealloc, chain_dealloc};
  for (PyType_Slot *s = chain_slots; s->slot; s++) slots[n++] = *s;
  slots[n] = (PyType_Slot){0, NULL};
  static PyType_Spec spec = {"arraygen._chain", sizeof(Chain), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION, slots};
  ChainType = (PyTypeObject *)PyType_FromSpec(&spec);
  return ChainType ? 0 : -1;
}
