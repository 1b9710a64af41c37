// SPDX-License-Identifier: BSD-3-Clause

// Calls into Go: arguments, results, errors, and the guards of which the
// generated entries are made.
#include "core.h"
#include <pthread.h>

agTables *tables;
PyObject *hooks;
PyObject *AxisError, *CastError, *LinAlgError;

// After a fork the child has no thread of Go's runtime but the one that forked,
// so any call into Go may wait for ever.
static _Atomic int forked;

static void after_fork(void) { atomic_store(&forked, 1); }

__attribute__((constructor)) static void watch_forks(void) { pthread_atfork(NULL, NULL, after_fork); }

// go_lost reports whether this process was forked after the import.
int go_lost(void) { return atomic_load_explicit(&forked, memory_order_relaxed); }

// go_ready reports whether Go may be entered; if not, it sets the exception.
int go_ready(void) {
  if (!atomic_load_explicit(&forked, memory_order_relaxed)) return 1;
  PyErr_SetString(PyExc_RuntimeError,
                  "arraygen: this call needs the Go runtime, which does not survive os.fork(); start the process with the "
                  "'spawn' or 'forkserver' method of multiprocessing, or fork before importing arraygen");
  return 0;
}

// call_begin makes an empty call; what is beyond it stays as it is.
void call_begin(agCall *call) { memset(call, 0, offsetof(agCall, room)); }

// call_room returns memory that lives until call_free.
void *call_room(agCall *call, size_t bytes) {
  bytes = (bytes + 15) & ~(size_t)15;
  if (bytes <= sizeof call->room - call->used) {
    void *p = (char *)call->room + call->used;
    call->used += bytes;
    return p;
  }
  void **block = malloc(sizeof(void *) * 2 + bytes);
  if (!block) return NULL;
  *block = call->more;
  call->more = block;
  return block + 2;
}

void call_free(agCall *call) {
  while (call->more) {
    void **block = call->more;
    call->more = *block;
    free(block);
  }
}

// The work, in element operations, from which the GIL is released: about 4 µs.
enum { RELEASE_FROM = 32 << 10 };

void call_release(agCall *call, int64_t work) {
  if (work >= RELEASE_FROM) agRelease(call);
}

void agRelease(agCall *call) {
  if (!call->thread) call->thread = PyEval_SaveThread();
}

void call_acquire(agCall *call) {
  if (call->thread) PyEval_RestoreThread(call->thread);
  call->thread = NULL;
}

int agInterrupted(agCall *call) {
  if (!call->thread) return 0;
  PyEval_RestoreThread(call->thread);
  int raised = PyErr_CheckSignals() < 0;
  call->thread = PyEval_SaveThread();
  return raised;
}

// linalg_error returns the class of an error of linear algebra, borrowed: ours, and
// where NumPy's is there, a subclass of both, so that whoever catches NumPy's catches it.
static PyObject *linalg_error(void) {
  static PyObject *both;
  if (both) return both;
  PyObject *name = PyUnicode_FromString("numpy.linalg");
  PyObject *module = name ? PyImport_GetModule(name) : NULL;
  Py_XDECREF(name);
  PyObject *numpys = module ? PyObject_GetAttrString(module, "LinAlgError") : NULL;
  Py_XDECREF(module);
  PyObject *bases = numpys ? PyTuple_Pack(2, LinAlgError, numpys) : NULL;
  Py_XDECREF(numpys);
  if (bases) both = PyErr_NewException("arraygen.linalg.LinAlgError", bases, NULL);
  Py_XDECREF(bases);
  PyErr_Clear();
  return both ? both : LinAlgError;
}

// call_raise sets the exception of a call, if there is one, and returns -1.
int call_raise(agCall *call) {
  PyObject *type;
  switch (call->error) {
  case AG_OK: return 0;
  case AG_ERROR_RAISED: return -1;
  case AG_ERROR_TYPE: type = PyExc_TypeError; break;
  case AG_ERROR_CAST: type = CastError; break;
  case AG_ERROR_AXIS: type = AxisError; break;
  case AG_ERROR_INDEX: type = PyExc_IndexError; break;
  case AG_ERROR_OVERFLOW: type = PyExc_OverflowError; break;
  case AG_ERROR_MEMORY: type = PyExc_MemoryError; break;
  case AG_ERROR_BUFFER: type = PyExc_BufferError; break;
  case AG_ERROR_RUNTIME: type = PyExc_RuntimeError; break;
  case AG_ERROR_LINALG: type = linalg_error(); break;
  case AG_ERROR_ZERO_DIVISION: type = PyExc_ZeroDivisionError; break;
  default: type = PyExc_ValueError;
  }
  PyErr_SetString(type, call->message ? call->message : "out of memory");
  return -1;
}

static int set_list(agValue *v, PyObject *o, agCall *call) {
  Py_ssize_t n = PySequence_Size(o);
  if (n < 0) return -1;
  v->kind = AG_LIST;
  v->n = n;
  v->items = call_room(call, n * sizeof(agValue));
  if (!v->items) {
    PyErr_NoMemory();
    return -1;
  }
  memset(v->items, 0, n * sizeof(agValue));
  for (Py_ssize_t i = 0; i < n; i++) {
    // The list may lose its items to another thread while the call runs: what
    // is kept is what they refer to, by the caller's tuple.
    PyObject *x = PyTuple_GetItem(o, i);
    if (!x || value_set(&v->items[i], x, call) < 0) return -1;
  }
  return 0;
}

static int set_bound(agValue *v, PyObject *slice, const char *name) {
  PyObject *o = PyObject_GetAttrString(slice, name);
  if (!o) return -1;
  if (o != Py_None) {
    v->kind = AG_INT;
    v->n = PyNumber_AsSsize_t(o, NULL); // ends beyond the range are cut to it
  }
  Py_DECREF(o);
  return v->kind && v->n == -1 && PyErr_Occurred() ? -1 : 0;
}

static int set_array(agValue *v, Array *a) {
  agStorage *s = array_storage(a);
  if (!s) return -1;
  agStorageDrop(s); // the array holds it as long as the call needs it
  v->kind = AG_ARRAY;
  v->dtype = ag_dtypes[a->dtype].number;
  v->ndim = a->ndim;
  v->readonly = a->flags & AG_READONLY;
  v->data = a->data;
  v->n = a->size;
  v->storage = a->storage;
  v->object = a;
  v->shape = (int64_t *)SHAPE(a);
  v->strides = (int64_t *)STRIDES(a);
  return 0;
}

// set_wide describes an integer beyond 64 bits, by its digits.
static int set_wide(agValue *v, PyObject *o, agCall *call) {
  PyObject *digits = PyNumber_ToBase(o, 16);
  const char *s = digits ? PyUnicode_AsUTF8AndSize(digits, (Py_ssize_t *)&v->n) : NULL;
  v->kind = AG_WIDE;
  v->data = s ? call_room(call, v->n) : NULL;
  if (v->data) memcpy(v->data, s, v->n);
  else if (s) PyErr_NoMemory();
  Py_XDECREF(digits);
  return v->data ? 0 : -1;
}

static int set_integer(agValue *v, PyObject *o, agCall *call) {
  int overflow;
  v->kind = AG_INT;
  v->n = PyLong_AsLongLongAndOverflow(o, &overflow);
  if (overflow > 0) {
    v->kind = AG_UINT;
    v->n = (int64_t)PyLong_AsUnsignedLongLong(o);
  }
  if (!overflow || (overflow > 0 && !PyErr_Occurred())) return 0;
  PyErr_Clear();
  return set_wide(v, o, call);
}

static int set_text(agValue *v, PyObject *o) {
  Py_ssize_t n;
  const char *s = PyUnicode_AsUTF8AndSize(o, &n);
  if (!s) return -1;
  v->kind = AG_STRING;
  v->data = (void *)s;
  v->n = n;
  return 0;
}

static int set_slice(agValue *v, PyObject *o, agCall *call) {
  Py_ssize_t start, stop, step;
  if (PySlice_Unpack(o, &start, &stop, &step) < 0) return -1; // a step of 0
  v->kind = AG_SLICE;
  v->items = call_room(call, 3 * sizeof(agValue));
  if (!v->items) {
    PyErr_NoMemory();
    return -1;
  }
  memset(v->items, 0, 3 * sizeof(agValue));
  return set_bound(&v->items[0], o, "start") || set_bound(&v->items[1], o, "stop") || set_bound(&v->items[2], o, "step") ? -1 : 0;
}

// value_set describes o, which must live until the call is over.
int value_set(agValue *v, PyObject *o, agCall *call) {
  v->kind = AG_NONE;
  if (is_subarray(o)) return set_array(v, (Array *)o);
  if (o == Py_None) return 0;
  if (PyBool_Check(o)) {
    v->kind = AG_BOOL;
    v->n = o == Py_True;
  } else if (PyLong_Check(o)) {
    return set_integer(v, o, call);
  } else if (PyFloat_Check(o)) {
    v->kind = AG_FLOAT;
    v->re = PyFloat_AsDouble(o);
  } else if (PyComplex_Check(o)) {
    v->kind = AG_COMPLEX;
    v->re = PyComplex_RealAsDouble(o);
    v->im = PyComplex_ImagAsDouble(o);
  } else if (PyUnicode_Check(o)) {
    return set_text(v, o);
  } else if (Py_TYPE(o) == DTypeType) {
    v->kind = AG_DTYPE;
    v->dtype = ag_dtypes[((DType *)o)->num].number;
  } else if (Py_TYPE(o) == UfuncType) {
    v->kind = AG_UFUNC;
    v->n = ((Ufunc *)o)->num;
  } else if (PyTuple_Check(o)) {
    return set_list(v, o, call);
  } else if (PySlice_Check(o)) {
    return set_slice(v, o, call);
  } else if (o == Py_Ellipsis) {
    v->kind = AG_ELLIPSIS;
  } else if (PyIndex_Check(o)) {
    v->kind = AG_INT;
    v->n = PyNumber_AsSsize_t(o, PyExc_OverflowError);
    return v->n == -1 && PyErr_Occurred() ? -1 : 0;
  } else {
    PyErr_Format(PyExc_TypeError, "%R cannot be an argument of an arraygen function", (PyObject *)Py_TYPE(o));
    return -1;
  }
  return 0;
}

// holder returns the array among arguments that holds a storage, or NULL.
static Array *holder(const agValue *args, int64_t n, const agStorage *s) {
  for (int64_t i = 0; i < n; i++) {
    Array *a = args[i].kind == AG_ARRAY && args[i].storage == s ? args[i].object : args[i].kind == AG_LIST ? holder(args[i].items, args[i].n, s) : NULL;
    if (a) return a;
  }
  return NULL;
}

// value_get returns a result of a call as a Python object, and takes over its
// storage. An array in the memory of an argument is a view of it, or of an element, as
// array_view has it, a copy.
PyObject *value_get(agValue *v, const agCall *call) {
  switch (v->kind) {
  case AG_ARRAY: {
    Array *of = holder(call->args, call->nargs, v->storage);
    int d = dtype_numbered(v->dtype);
    if (!d) {
      agStorageDrop(v->storage);
      return NULL;
    }
    if (of && of->flags & AG_ELEMENT && v->dtype == ag_dtypes[of->dtype].number) {
      PyObject *a = (PyObject *)array_view(of, ArrayType, v->data, v->ndim, (Py_ssize_t *)v->shape, (Py_ssize_t *)v->strides);
      agStorageDrop(v->storage);
      return a;
    }
    PyObject *a = array_place(v->storage, v->data, d, v->ndim, (Py_ssize_t *)v->shape, (Py_ssize_t *)v->strides, v->readonly);
    if (a && of) array_set_base((Array *)a, of);
    return a;
  }
  case AG_BOOL: return PyBool_FromLong(v->n != 0);
  case AG_INT: return PyLong_FromLongLong(v->n);
  case AG_UINT: return PyLong_FromUnsignedLongLong((uint64_t)v->n);
  case AG_FLOAT: return PyFloat_FromDouble(v->re);
  case AG_COMPLEX: return PyComplex_FromDoubles(v->re, v->im);
  case AG_STRING: return PyUnicode_FromStringAndSize(v->data, v->n);
  case AG_DTYPE: {
    int d = dtype_numbered(v->dtype);
    return d ? Py_NewRef(dtype_object(d)) : NULL;
  }
  case AG_LIST: {
    PyObject *t = PyTuple_New(v->n);
    int bad = t == NULL;
    for (int64_t i = 0; i < v->n; i++) {
      // All items are taken, whatever happens: each holds a user of a storage.
      PyObject *x = value_get(&v->items[i], call);
      if (!x || bad || PyTuple_SetItem(t, i, x) < 0) {
        if (bad) Py_XDECREF(x);
        bad = 1;
      }
    }
    if (bad) Py_CLEAR(t);
    return t;
  }
  }
  Py_RETURN_NONE;
}

static int64_t value_work(const agValue *v) {
  int64_t work = v->kind == AG_ARRAY ? v->n : 0;
  if (v->kind == AG_LIST)
    for (int64_t i = 0; i < v->n; i++) work += value_work(&v->items[i]);
  return work;
}

// function_number returns the number of a function, -1 if there is none. The names that C
// asks for are literals, so what was found is kept by their addresses.
static int function_number(const char *name) {
  enum { PLACES = 64 };
  static struct { const char *name; int number; } found[PLACES];
  size_t at = ((uintptr_t)name >> 2) % PLACES;
  if (found[at].name == name) return found[at].number;
  for (int i = 0; i < tables->nfunctions; i++) {
    if (strcmp(tables->functions[i], name)) continue;
    found[at].name = name;
    found[at].number = i;
    return i;
  }
  return -1;
}

// direct has what C does itself of the functions of Go, by their numbers; arity
// how many arguments that takes.
static directFunction *direct;
static uint8_t *arity;

enum { MOST_ARGS = 32 };

int calls_init(void) {
  if (direct) return 0;
  direct = calloc(tables->nfunctions, sizeof *direct);
  arity = calloc(tables->nfunctions, sizeof *arity);
  if (!direct || !arity) return -1;
  for (int i = 0; i < tables->nfunctions; i++)
    for (int n = 0; n < MOST_ARGS && !direct[i]; n++)
      if ((direct[i] = direct_find(tables->functions[i], n))) arity[i] = n;
  return 0;
}

// call_number calls the function of Go with a number.
PyObject *call_number(int number, int nargs, PyObject *const *args) {
  PyObject *r = NULL;
  if (direct[number] && arity[number] == nargs) {
    r = direct[number](nargs, args);
    if (r || PyErr_Occurred()) return r;
  }
  agCall call;
  call_begin(&call);
  call.function = number;
  call.nargs = nargs;
  call.args = call_room(&call, nargs * sizeof(agValue));
  if (!call.args) return PyErr_NoMemory();
  memset(call.args, 0, nargs * sizeof(agValue));
  int64_t work = 0;
  for (int i = 0; i < nargs; i++) {
    if (value_set(&call.args[i], args[i], &call) < 0) goto done;
    if (!tables->views[number]) work += value_work(&call.args[i]);
  }
  if (tables->looks[number]) call.look = look_now(work);
  if (enter_call(&call, work) == 0) {
    r = conditions_told(condition_name(number, args), call.found, value_get(&call.result, &call));
  }
done:
  call_free(&call);
  return r;
}

PyObject *call_function(const char *name, int nargs, PyObject *const *args) {
  int number = function_number(name);
  if (number < 0) return PyErr_Format(PyExc_SystemError, "no function %s", name);
  return call_number(number, nargs, args);
}

// module_call is _call(number, *args).
PyObject *module_call(PyObject *module, PyObject *const *args, Py_ssize_t n) {
  if (n < 1 || n > MOST_ARGS + 1) {
    PyErr_SetString(PyExc_TypeError, "_call takes the number of a function and up to 32 arguments");
    return NULL;
  }
  long number = PyLong_AsLong(args[0]);
  if (number == -1 && PyErr_Occurred()) return NULL;
  if (number < 0 || number >= tables->nfunctions) {
    PyErr_Format(PyExc_ValueError, "_call: there is no function %ld", number);
    return NULL;
  }
  return call_number((int)number, (int)n - 1, args + 1);
}
