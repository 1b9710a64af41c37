// SPDX-License-Identifier: BSD-3-Clause

// arraygen.function: functions of the namespace of which C does the usual calls.
// All other calls, and what the function says of itself, are those of the Python
// function behind it.
#include "core.h"

typedef PyObject *(*vectorcall)(PyObject *self, PyObject *const *args, size_t n, PyObject *names);

enum { MOST_PARAMETERS = 8 };

typedef struct Function {
  PyObject_HEAD
  vectorcall enter;
  directFunction call;
  PyObject *python;
  PyObject *weakrefs;
  PyObject *names;           // of the parameters
  int positional, unnamed;   // how many may be given by position, and how many by that alone
  int rest;                  // any number of positional arguments, and no others
} Function;

// All of a type whose objects are called without a tuple. The headers of the
// stable ABI know it from Python 3.12 on; the interpreter has it since 3.8.
static const unsigned long HAVE_VECTORCALL = 1UL << 11;
static const size_t OFFSET = (size_t)1 << (8 * sizeof(size_t) - 1);

static PyTypeObject *FunctionType;

// bound puts the arguments of a call into the order of the parameters, NULL for
// those that are not given. It returns 0 for a call that does not fit: Python says
// why.
static int bound(const Function *f, PyObject *const *args, Py_ssize_t n, PyObject *names, PyObject **values) {
  if (n > f->positional) return 0;
  memcpy(values, args, n * sizeof *values);
  Py_ssize_t all = PyTuple_Size(f->names), keywords = names ? PyTuple_Size(names) : 0;
  memset(values + n, 0, (all - n) * sizeof *values);
  for (Py_ssize_t k = 0; k < keywords; k++) {
    PyObject *name = PyTuple_GetItem(names, k);
    Py_ssize_t i = f->unnamed;
    while (i < all && PyTuple_GetItem(f->names, i) != name) i++; // both are interned, or Python finds the parameter
    if (i == all || values[i]) return 0;
    values[i] = args[n + k];
  }
  return 1;
}

static PyObject *by_python(const Function *f, PyObject *const *args, Py_ssize_t n, PyObject *names) {
  Py_ssize_t keywords = names ? PyTuple_Size(names) : 0;
  PyObject *all = PyTuple_New(n), *options = keywords ? PyDict_New() : NULL;
  int bad = !all || (keywords && !options);
  for (Py_ssize_t i = 0; i < n && !bad; i++) bad = PyTuple_SetItem(all, i, Py_NewRef(args[i])) < 0;
  for (Py_ssize_t i = 0; i < keywords && !bad; i++) bad = PyDict_SetItem(options, PyTuple_GetItem(names, i), args[n + i]) < 0;
  PyObject *r = bad ? NULL : PyObject_Call(f->python, all, options);
  Py_XDECREF(all);
  Py_XDECREF(options);
  return r;
}

static PyObject *function_enter(PyObject *self, PyObject *const *args, size_t nargs, PyObject *names) {
  const Function *f = (Function *)self;
  Py_ssize_t n = (Py_ssize_t)(nargs & ~OFFSET);
  PyObject *values[MOST_PARAMETERS], *r = NULL;
  if (f->rest) {
    if (!names || !PyTuple_Size(names)) r = f->call((int)n, args);
  } else if (bound(f, args, n, names, values)) {
    r = f->call((int)PyTuple_Size(f->names), values);
  }
  return r || PyErr_Occurred() ? r : by_python(f, args, n, names);
}

// function_call is for who calls with a tuple and a dict.
static PyObject *function_call(PyObject *self, PyObject *args, PyObject *options) {
  const Function *f = (Function *)self;
  PyObject *values[MOST_PARAMETERS];
  Py_ssize_t n = PyTuple_Size(args);
  if (!f->rest && n <= MOST_PARAMETERS && (!options || !PyDict_Size(options))) {
    for (Py_ssize_t i = 0; i < n; i++) values[i] = PyTuple_GetItem(args, i);
    return function_enter(self, values, n, NULL);
  }
  return PyObject_Call(f->python, args, options);
}

static int is_own(PyObject *name) {
  static const char *const own[] = {"__class__", "__reduce__", "__reduce_ex__", "__call__", "__weakref__", "_python"};
  for (size_t i = 0; i < sizeof own / sizeof *own; i++)
    if (PyUnicode_CompareWithASCIIString(name, own[i]) == 0) return 1;
  return 0;
}

static PyObject *function_get(PyObject *self, PyObject *name) {
  return is_own(name) ? PyObject_GenericGetAttr(self, name) : PyObject_GetAttr(((Function *)self)->python, name);
}

static int function_set(PyObject *self, PyObject *name, PyObject *value) { return PyObject_SetAttr(((Function *)self)->python, name, value); }

// function_bind is what a class does with a function among its attributes: as with
// Python's, an instance is the first argument. Tools tell a function by it.
static PyObject *function_bind(PyObject *self, PyObject *instance, PyObject *type) {
  if (!instance) return Py_NewRef(self);
  return PyObject_CallMethod(((Function *)self)->python, "__get__", "OO", instance, type ? type : Py_None);
}

static PyObject *function_repr(PyObject *self) { return PyObject_Repr(((Function *)self)->python); }

// A function is pickled and copied by its name.
static PyObject *function_reduce(PyObject *self, PyObject *unused) { return PyObject_GetAttrString(((Function *)self)->python, "__qualname__"); }

static void function_dealloc(PyObject *self) {
  Function *f = (Function *)self;
  PyTypeObject *type = Py_TYPE(self);
  if (f->weakrefs) PyObject_ClearWeakRefs(self);
  Py_XDECREF(f->python);
  Py_XDECREF(f->names);
  ((freefunc)PyType_GetSlot(type, Py_tp_free))(self);
  Py_DECREF(type);
}

// function_new is _function(python, names, positional, unnamed, rest): the Python
// function itself where C does none of its calls.
PyObject *function_new(PyObject *module, PyObject *args) {
  PyObject *python, *names;
  int positional, unnamed, rest;
  if (!PyArg_ParseTuple(args, "OO!iip:_function", &python, &PyTuple_Type, &names, &positional, &unnamed, &rest)) return NULL;
  PyObject *name = PyObject_GetAttrString(python, "__name__");
  const char *text = name ? PyUnicode_AsUTF8AndSize(name, NULL) : NULL;
  directFunction call = text ? short_find(text) : NULL;
  Py_XDECREF(name);
  if (!text) return NULL;
  if (!call) return Py_NewRef(python);
  if (PyTuple_Size(names) > MOST_PARAMETERS) return PyErr_Format(PyExc_SystemError, "%s: too many parameters", text);
  Function *f = (Function *)((allocfunc)PyType_GetSlot(FunctionType, Py_tp_alloc))(FunctionType, 0);
  if (!f) return NULL;
  f->enter = function_enter;
  f->call = call;
  f->python = Py_NewRef(python);
  f->names = Py_NewRef(names);
  f->positional = positional;
  f->unnamed = unnamed;
  f->rest = rest;
  return (PyObject *)f;
}

static PyMemberDef members[] = {{"__vectorcalloffset__", T_PYSSIZET, offsetof(Function, enter), READONLY, NULL},
                                {"__weaklistoffset__", T_PYSSIZET, offsetof(Function, weakrefs), READONLY, NULL},
                                {"_python", T_OBJECT_EX, offsetof(Function, python), READONLY, "the Python function behind it"},
                                {NULL}};
static PyMethodDef methods[] = {{"__reduce__", function_reduce, METH_NOARGS, NULL}, {NULL}};
static PyType_Slot slots[] = {{Py_tp_call, function_call},       {Py_tp_getattro, function_get}, {Py_tp_setattro, function_set}, {Py_tp_repr, function_repr},
                              {Py_tp_descr_get, function_bind}, {Py_tp_dealloc, function_dealloc}, {Py_tp_members, members},       {Py_tp_methods, methods},       {0, NULL}};

int function_init(void) {
  PyType_Spec spec = {"arraygen.function", sizeof(Function), 0, (unsigned)(Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION | HAVE_VECTORCALL), slots};
  FunctionType = (PyTypeObject *)PyType_FromSpec(&spec);
  return FunctionType ? 0 : -1;
}
