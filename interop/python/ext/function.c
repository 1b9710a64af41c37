// SPDX-License-Identifier: BSD-3-Clause

// arraygen.function: functions of the namespace, and methods, of which C does the usual
// calls: itself, or by passing arguments that need no reader on to Go. All other calls, and
// what the function says of itself, are those of the Python function behind it.
#include "core.h"

enum { MOST_PARAMETERS = 16 };

// What an argument may be to be passed on as it is, see UNREAD of arraygen/_readers.py.
enum { NONE = 1, ARRAY = 2, NUMBER = 4, INT = 8, BOOL = 16, DTYPE = 32, STR = 64, INDICES = 128, MASK = 256, INTS = 512, ARRAYS = 1024, ANY = 2048, UNUSED = 4096, WRITEABLE = 8192 };

static const struct {
  const char *word;
  unsigned bit;
} words[] = {{"None", NONE}, {"ndarray", ARRAY}, {"number", NUMBER}, {"int", INT}, {"bool", BOOL}, {"dtype", DTYPE}, {"str", STR},
             {"indices", INDICES}, {"mask", MASK}, {"ints", INTS}, {"arrays", ARRAYS}, {"any", ANY}, {"unused", UNUSED}, {"writeable", WRITEABLE}};

typedef struct Parameter {
  unsigned words;
  PyObject *initial; // NULL where the argument must be given
} Parameter;

typedef struct Function {
  PyObject_HEAD
  agVectorcall enter;
  directFunction call;
  int number;            // of the function of Go, -1 for none
  Parameter *parameters; // of that, in the order of names
  PyObject *python;
  PyObject *weakrefs;
  PyObject *names;           // of the parameters
  int positional, unnamed;   // how many may be given by position, and how many by that alone
  int rest;                  // any number of positional arguments, and no others
} Function;

static const unsigned long METHOD = 1UL << 17; // found on a class, it takes the instance as its first argument

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

static int is_index(PyObject *x) {
  if (Py_TYPE(x) != &PyLong_Type) return 0;
  int overflow;
  PyLong_AsLongLongAndOverflow(x, &overflow);
  return !overflow;
}

// all_of reports whether all items of a tuple are plain arrays, or indices.
static int all_of(PyObject *tuple, unsigned allowed) {
  Py_ssize_t n = PyTuple_Size(tuple);
  for (Py_ssize_t i = 0; i < n; i++) {
    PyObject *x = PyTuple_GetItem(tuple, i);
    if (allowed == ARRAYS ? !is_array(x) : !is_index(x)) return 0;
  }
  return 1;
}

// fits reports whether an argument is passed on as it is.
static int fits(PyObject *x, unsigned allowed) {
  PyTypeObject *t = Py_TYPE(x);
  if (allowed & ANY) return 1;
  if (is_array(x)) {
    int d = ((Array *)x)->dtype;
    return allowed & ARRAY || (allowed & INDICES && strchr("iub", ag_dtypes[d].kind)) || (allowed & MASK && d == AG_BOOL8) ||
           (allowed & WRITEABLE && !(((Array *)x)->flags & AG_READONLY));
  }
  if (x == Py_None) return (allowed & NONE) != 0;
  if (t == &PyLong_Type) return allowed & NUMBER || (allowed & INT && is_index(x));
  if (t == &PyBool_Type) return (allowed & (BOOL | NUMBER)) != 0;
  if (t == &PyFloat_Type || t == &PyComplex_Type) return (allowed & NUMBER) != 0;
  if (t == &PyUnicode_Type) return (allowed & STR) != 0;
  if (t == DTypeType) return (allowed & DTYPE) != 0;
  if (t == &PyTuple_Type) return (allowed & ARRAYS && all_of(x, ARRAYS)) || (allowed & INTS && all_of(x, INTS));
  return 0;
}

// by_go calls the function of Go. It returns NULL without an exception where an argument
// has to be read, or is missing.
static PyObject *by_go(const Function *f, PyObject *const *values, Py_ssize_t n) {
  PyObject *passed[MOST_PARAMETERS], *tuples[MOST_PARAMETERS], *r = NULL;
  int count = 0, made = 0;
  for (Py_ssize_t i = 0; i < n; i++) {
    const Parameter *p = &f->parameters[i];
    PyObject *x = values[i] ? values[i] : p->initial;
    if (!x) goto done;
    if (x != p->initial) {
      if (p->words & ARRAYS && Py_TYPE(x) == &PyList_Type) {
        if (!(x = PyList_AsTuple(x))) goto done;
        tuples[made++] = x;
      }
      if (!fits(x, p->words)) goto done;
    }
    if (!(p->words & UNUSED)) passed[count++] = x;
  }
  r = call_number(f->number, count, passed);
done:
  while (made) Py_DECREF(tuples[--made]);
  return r;
}

// by_go_rest is for a function of any number of arrays, which Go gets as a tuple.
static PyObject *by_go_rest(const Function *f, PyObject *const *args, Py_ssize_t n) {
  for (Py_ssize_t i = 0; i < n; i++)
    if (!is_array(args[i])) return NULL;
  PyObject *all = PyTuple_New(n);
  for (Py_ssize_t i = 0; i < n && all; i++) PyTuple_SetItem(all, i, Py_NewRef(args[i]));
  PyObject *r = all ? call_number(f->number, 1, &all) : NULL;
  Py_XDECREF(all);
  return r;
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
  Py_ssize_t n = (Py_ssize_t)(nargs & ~AG_ARGUMENTS_OFFSET);
  PyObject *values[MOST_PARAMETERS], *r = NULL;
  if (f->rest) {
    int plain = !names || !PyTuple_Size(names);
    if (plain && f->call) r = f->call((int)n, args);
    if (plain && !r && f->number >= 0 && !PyErr_Occurred()) r = by_go_rest(f, args, n);
  } else if (bound(f, args, n, names, values)) {
    Py_ssize_t all = PyTuple_Size(f->names);
    if (f->call) r = f->call((int)all, values);
    if (!r && f->number >= 0 && !PyErr_Occurred()) r = by_go(f, values, all);
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
  static const char *const own[] = {"__class__", "__reduce__", "__reduce_ex__", "__call__", "__weakref__", "_python", "_number"};
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
  Py_ssize_t n = f->parameters ? PyTuple_Size(f->names) : 0;
  for (Py_ssize_t i = 0; i < n; i++) Py_XDECREF(f->parameters[i].initial);
  free(f->parameters);
  Py_XDECREF(f->python);
  Py_XDECREF(f->names);
  ((freefunc)PyType_GetSlot(type, Py_tp_free))(self);
  Py_DECREF(type);
}

// words_of returns the bits of words with blanks between them, 0 and an exception for one
// that there is not.
static unsigned words_of(PyObject *text) {
  const char *s = PyUnicode_AsUTF8AndSize(text, NULL);
  unsigned all = 0;
  while (s && *s) {
    size_t n = strcspn(s, " "), i = 0, count = sizeof words / sizeof *words;
    while (i < count && (strlen(words[i].word) != n || strncmp(words[i].word, s, n))) i++;
    if (i == count) {
      PyErr_Format(PyExc_SystemError, "an argument cannot be tested for %U", text);
      return 0;
    }
    all |= words[i].bit;
    s += n + (s[n] == ' ');
  }
  return all;
}

// set_parameters reads the words of the parameters, and their defaults: NotImplemented
// stands for none.
static int set_parameters(Function *f, PyObject *texts, PyObject *defaults) {
  Py_ssize_t n = PyTuple_Size(f->names);
  if (PyTuple_Size(texts) != n || PyTuple_Size(defaults) != n) {
    PyErr_SetString(PyExc_SystemError, "each parameter has words and a default");
    return -1;
  }
  f->parameters = calloc(n + 1, sizeof *f->parameters);
  if (!f->parameters) {
    PyErr_NoMemory();
    return -1;
  }
  for (Py_ssize_t i = 0; i < n; i++) {
    PyObject *initial = PyTuple_GetItem(defaults, i);
    f->parameters[i].words = words_of(PyTuple_GetItem(texts, i));
    if (initial != Py_NotImplemented) f->parameters[i].initial = Py_NewRef(initial);
  }
  return PyErr_Occurred() ? -1 : 0;
}

// function_new is _function(python, names, positional, unnamed, rest, number, words, defaults):
// the Python function itself where C does none of its calls.
PyObject *function_new(PyObject *module, PyObject *args) {
  PyObject *python, *names, *texts, *defaults;
  int positional, unnamed, rest, number;
  if (!PyArg_ParseTuple(args, "OO!iipiO!O!:_function", &python, &PyTuple_Type, &names, &positional, &unnamed, &rest, &number, &PyTuple_Type, &texts,
                        &PyTuple_Type, &defaults))
    return NULL;
  PyObject *name = PyObject_GetAttrString(python, "__name__");
  const char *text = name ? PyUnicode_AsUTF8AndSize(name, NULL) : NULL;
  directFunction call = text ? short_find(text) : NULL;
  Py_XDECREF(name);
  if (!text) return NULL;
  if (!call && number < 0) return Py_NewRef(python);
  if (PyTuple_Size(names) > MOST_PARAMETERS) return PyErr_Format(PyExc_SystemError, "%R has too many parameters", python);
  Function *f = (Function *)((allocfunc)PyType_GetSlot(FunctionType, Py_tp_alloc))(FunctionType, 0);
  if (!f) return NULL;
  f->enter = function_enter;
  f->call = call;
  f->number = number;
  f->python = Py_NewRef(python);
  f->names = Py_NewRef(names);
  f->positional = positional;
  f->unnamed = unnamed;
  f->rest = rest;
  if (number >= 0 && set_parameters(f, texts, defaults) < 0) Py_CLEAR(f);
  return (PyObject *)f;
}

static PyMemberDef members[] = {{"__vectorcalloffset__", T_PYSSIZET, offsetof(Function, enter), READONLY, NULL},
                                {"__weaklistoffset__", T_PYSSIZET, offsetof(Function, weakrefs), READONLY, NULL},
                                {"_number", T_INT, offsetof(Function, number), READONLY, "the number of the function of Go, -1 where C does not call one"},
                                {"_python", T_OBJECT_EX, offsetof(Function, python), READONLY, "the Python function behind it"},
                                {NULL}};
static PyMethodDef methods[] = {{"__reduce__", function_reduce, METH_NOARGS, NULL}, {NULL}};
static PyType_Slot slots[] = {{Py_tp_call, function_call},       {Py_tp_getattro, function_get}, {Py_tp_setattro, function_set}, {Py_tp_repr, function_repr},
                              {Py_tp_descr_get, function_bind}, {Py_tp_dealloc, function_dealloc}, {Py_tp_members, members},       {Py_tp_methods, methods},       {0, NULL}};

int function_init(void) {
  PyType_Spec spec = {"arraygen.function", sizeof(Function), 0, (unsigned)(Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION | AG_HAVE_VECTORCALL | METHOD), slots};
  FunctionType = (PyTypeObject *)PyType_FromSpec(&spec);
  return FunctionType ? 0 : -1;
}
