// SPDX-License-Identifier: BSD-3-Clause

// arraygen.ufunc: universal functions, called by their names, by operators and
// by other libraries' ufuncs.
#include "core.h"

PyTypeObject *UfuncType;
static PyObject **objects; // one for each ufunc
static PyObject *name_out, *name_where;

int ufunc_number(const char *name) {
  for (int i = 0; i < tables->nufuncs; i++)
    if (!strcmp(tables->ufuncs[i].name, name)) return i;
  return -1;
}

// set_types sets the signature of a call: a tuple of dtypes, or None for types
// that are left open.
static int set_types(agUfuncCall *c, PyObject *types) {
  Py_ssize_t n = PyTuple_Size(types);
  if (n < 0 || n > (Py_ssize_t)(sizeof c->types / sizeof *c->types)) {
    if (n >= 0) PyErr_SetString(PyExc_ValueError, "a signature has one type for each operand");
    return -1;
  }
  c->ntypes = (int32_t)n;
  for (Py_ssize_t i = 0; i < n; i++) {
    PyObject *d = PyTuple_GetItem(types, i);
    if (d == Py_None) continue;
    int t = dtype_parse(d);
    if (!t) return -1;
    c->types[i] = ag_dtypes[t].number;
  }
  return 0;
}

// through_go calls a ufunc on operands that are all arrays of ours or Python
// numbers. outs has nout entries, each an array or NULL.
static PyObject *through_go(int num, PyObject *const *in, PyObject *const *outs, PyObject *where, PyObject *types, int casting, int layout) {
  const agUfuncInfo *u = &tables->ufuncs[num];
  agUfuncCall c;
  call_begin(&c.call);
  memset((char *)&c + offsetof(agUfuncCall, ufunc), 0, sizeof c - offsetof(agUfuncCall, ufunc));
  agValue args[8];
  memset(args, 0, sizeof(agValue) * u->nin);
  c.ufunc = num;
  c.nout = u->nout;
  c.casting = casting;
  c.layout = layout;
  c.call.args = args;
  c.call.nargs = u->nin;
  int64_t work = 0;
  PyObject *r = NULL;
  if (types && set_types(&c, types) < 0) goto done;
  for (int i = 0; i < u->nin; i++) {
    if (value_set(&args[i], in[i], &c.call) < 0) goto done;
    if (args[i].kind == AG_ARRAY && args[i].n > work) work = args[i].n;
  }
  for (int i = 0; i < u->nout; i++)
    if (outs && outs[i] && value_set(&c.out[i], outs[i], &c.call) < 0) goto done;
  if (where && value_set(&c.where, where, &c.call) < 0) goto done;
  uint8_t *loop = NULL;
  if (u->nin == 2 && is_subarray(in[0]) && is_subarray(in[1]) && !is_time(((Array *)in[0])->dtype) && !is_time(((Array *)in[1])->dtype)) {
    loop = &tables->ufuncs[num].loops[((Array *)in[0])->dtype][((Array *)in[1])->dtype];
    c.loop = *loop;
  }
  c.call.look = look_now(work * 4);
  if (enter_ufunc(&c, work * 4) < 0) goto done;
  if (loop) *loop = (uint8_t)c.loop;
  if (u->nout == 1) {
    if (outs && outs[0]) {
      Py_INCREF(outs[0]);
      r = outs[0];
    } else {
      r = value_get(&c.out[0], &c.call);
    }
    r = conditions_told(u->name, c.call.found, r);
    goto done;
  }
  r = PyTuple_New(u->nout);
  for (int i = 0; i < u->nout; i++) {
    PyObject *x;
    if (outs && outs[i]) {
      Py_INCREF(outs[i]);
      x = outs[i];
    } else {
      x = value_get(&c.out[i], &c.call);
    }
    if (!x || !r || PyTuple_SetItem(r, i, x) < 0) Py_CLEAR(r);
  }
  r = conditions_told(u->name, c.call.found, r);
done:
  call_free(&c.call);
  return r;
}

static inline int plain(PyObject *o) { return is_array(o) || is_scalar(o); }

static PyObject *call_hook(int num, int nin, PyObject *const *in, PyObject *out) {
  PyObject *hook = PyDict_GetItemString(hooks, "operator");
  if (!hook) return PyErr_Format(PyExc_RuntimeError, "import arraygen, not its extension module");
  if (nin == 1) return PyObject_CallFunctionObjArgs(hook, objects[num], out ? out : Py_None, in[0], NULL);
  return PyObject_CallFunctionObjArgs(hook, objects[num], out ? out : Py_None, in[0], in[1], NULL);
}

static void drop_operands(int n, PyObject *const *in, PyObject *const *own) {
  for (int i = 0; i < n; i++)
    if (own[i] != in[i]) Py_DECREF(own[i]);
}

// own_operands sets own to the operands, those that are NumPy's scalars as
// arrays of ours. It reports whether all are arrays of ours or Python numbers
// now; only then own is set, and drop_operands has to follow.
static int own_operands(int n, PyObject *const *in, PyObject **own) {
  for (int i = 0; i < n; i++) {
    own[i] = plain(in[i]) ? in[i] : numpy_scalar(in[i]);
    if (own[i]) continue;
    drop_operands(i, in, own);
    return PyErr_Occurred() ? -1 : 0;
  }
  return 1;
}

// apply_own calls a ufunc with operands that are all ours: outs has an array or NULL for each output, or is NULL,
// and where is a mask of bools, or NULL.
static PyObject *apply_own(int num, int nin, PyObject *const *in, PyObject *const *outs, PyObject *where) {
  PyObject *r = where ? NULL : short_way(num, nin, in, outs);
  if (!r && !PyErr_Occurred()) r = packed_way(num, nin, in, outs, (Array *)where);
  if (r || PyErr_Occurred()) return r;
  return through_go(num, in, outs, where, NULL, AG_SAME_KIND, 'K');
}

static PyObject *apply(int num, int nin, PyObject *const *in, PyObject *out) {
  const agUfuncInfo *u = &tables->ufuncs[num];
  PyObject *own[AG_MOST_INS];
  int ours = nin == u->nin && (!out || (u->nout == 1 && is_array(out))) ? own_operands(nin, in, own) : 0;
  if (ours < 0) return NULL;
  if (!ours) return call_hook(num, nin, in, out);
  PyObject *r = apply_own(num, nin, own, out ? &out : NULL, NULL);
  drop_operands(nin, in, own);
  return r;
}

// ufunc_binary and ufunc_unary are what operators do.
PyObject *ufunc_binary(int num, PyObject *x, PyObject *y, PyObject *out) {
  PyObject *in[2] = {x, y};
  return apply(num, 2, in, out);
}

PyObject *ufunc_unary(int num, PyObject *x, PyObject *out) { return apply(num, 1, &x, out); }

static int is_mask(PyObject *o) { return is_array(o) && ((Array *)o)->dtype == AG_BOOL8; }

// set_out sets an output, which may be None for one that is made. It returns 0 for what Python has to read.
static int set_out(PyObject **out, PyObject *o) {
  *out = o == Py_None ? NULL : o;
  return o == Py_None || is_array(o);
}

// set_outs sets the outputs to the argument out: an array, or a tuple with one or None for each.
static int set_outs(const Ufunc *u, PyObject **outs, PyObject *out) {
  if (!PyTuple_CheckExact(out)) return u->nout == 1 && set_out(outs, out);
  if (PyTuple_Size(out) != u->nout) return 0;
  for (int i = 0; i < u->nout; i++)
    if (!set_out(&outs[i], PyTuple_GetItem(out, i))) return 0;
  return 1;
}

// keywords_read reads the keywords out and where, whose values follow the operands. It returns 0 for others, and for
// what Python has to read.
static int keywords_read(const Ufunc *u, PyObject *const *values, PyObject *names, PyObject **outs, PyObject **where) {
  Py_ssize_t n = names ? PyTuple_Size(names) : 0;
  for (Py_ssize_t i = 0; i < n; i++) {
    PyObject *name = PyTuple_GetItem(names, i);
    if (name == name_out ? !outs || !set_outs(u, outs, values[i]) : name != name_where || !is_mask(values[i])) return 0;
    if (name == name_where) *where = values[i];
  }
  return 1;
}

// by_hook has Python read a call.
static PyObject *by_hook(PyObject *self, PyObject *const *args, Py_ssize_t n, PyObject *names) {
  PyObject *hook = PyDict_GetItemString(hooks, "call");
  if (!hook) return PyErr_Format(PyExc_RuntimeError, "import arraygen, not its extension module");
  Py_ssize_t keywords = names ? PyTuple_Size(names) : 0;
  PyObject *all = PyTuple_New(n), *options = PyDict_New();
  int bad = !all || !options;
  for (Py_ssize_t i = 0; i < n && !bad; i++) bad = PyTuple_SetItem(all, i, Py_NewRef(args[i])) < 0;
  for (Py_ssize_t i = 0; i < keywords && !bad; i++) bad = PyDict_SetItem(options, PyTuple_GetItem(names, i), args[n + i]) < 0;
  PyObject *r = bad ? NULL : PyObject_CallFunctionObjArgs(hook, self, all, options, NULL);
  Py_XDECREF(all);
  Py_XDECREF(options);
  return r;
}

// ufunc(*inputs, out=…, …)
static PyObject *ufunc_enter(PyObject *self, PyObject *const *args, size_t nargs, PyObject *names) {
  const Ufunc *u = (Ufunc *)self;
  Py_ssize_t n = (Py_ssize_t)(nargs & ~AG_ARGUMENTS_OFFSET);
  int nin = u->nin, given = (int)n - nin;
  if (given >= 0 && given <= u->nout && nin <= AG_MOST_INS) {
    PyObject *own[AG_MOST_INS], *outs[AG_MOST_OUTS] = {NULL}, *where = NULL;
    int ours = keywords_read(u, args + n, names, given ? NULL : outs, &where);
    for (int i = 0; i < given && ours; i++) ours = set_out(&outs[i], args[nin + i]);
    ours = ours ? own_operands(nin, args, own) : 0;
    if (ours < 0) return NULL;
    if (ours) {
      PyObject *r = apply_own(u->num, nin, own, outs, where);
      drop_operands(nin, args, own);
      return r;
    }
  }
  return by_hook(self, args, n, names);
}

// ufunc_call is for who calls with a tuple and a dict.
static PyObject *ufunc_call(PyObject *self, PyObject *args, PyObject *kw) {
  PyObject *in[AG_MOST_INS + AG_MOST_OUTS];
  Py_ssize_t n = PyTuple_Size(args);
  if (n <= AG_MOST_INS + AG_MOST_OUTS && (!kw || !PyDict_Size(kw))) {
    for (Py_ssize_t i = 0; i < n; i++) in[i] = PyTuple_GetItem(args, i);
    return ufunc_enter(self, in, n, NULL);
  }
  PyObject *hook = PyDict_GetItemString(hooks, "call"), *options = kw ? Py_NewRef(kw) : PyDict_New();
  PyObject *r = hook && options ? PyObject_CallFunctionObjArgs(hook, self, args, options, NULL) : NULL;
  if (!hook) PyErr_Format(PyExc_RuntimeError, "import arraygen, not its extension module");
  Py_XDECREF(options);
  return r;
}

// _ufunc_call(ufunc, inputs, outs, where, signature, casting, order): operands
// are arrays of ours, or numbers; the signature is a tuple of dtypes.
static PyObject *module_ufunc_call(PyObject *module, PyObject *a) {
  PyObject *u_o, *in_o, *outs_o, *where, *types;
  int casting, layout;
  if (!PyArg_ParseTuple(a, "O!O!O!OO!iC:_ufunc_call", UfuncType, &u_o, &PyTuple_Type, &in_o, &PyTuple_Type, &outs_o, &where,
                        &PyTuple_Type, &types, &casting, &layout))
    return NULL;
  Ufunc *u = (Ufunc *)u_o;
  if (PyTuple_Size(in_o) != u->nin || PyTuple_Size(outs_o) != u->nout) {
    PyErr_SetString(PyExc_SystemError, "_ufunc_call: wrong number of operands");
    return NULL;
  }
  PyObject *in[8], *outs[4];
  for (int i = 0; i < u->nin; i++) in[i] = PyTuple_GetItem(in_o, i);
  for (int i = 0; i < u->nout; i++) {
    outs[i] = PyTuple_GetItem(outs_o, i);
    if (outs[i] == Py_None) outs[i] = NULL;
    else if (!is_subarray(outs[i])) {
      PyErr_SetString(PyExc_TypeError, "return arrays must be of ArrayType");
      return NULL;
    }
  }
  return through_go(u->num, in, outs, where == Py_None ? NULL : where, types, casting, layout);
}

// What other libraries' ufuncs are here: a table by address, with room for
// twice as many as there are. Theirs are kept, so that an address stays what it is.
enum { KNOWN = 512 };
static struct {
  PyObject *theirs;
  Ufunc *ours;
} known[KNOWN];
static int nknown;

// known_place is where theirs is or belongs.
static size_t known_place(const PyObject *theirs) {
  size_t i = ((uintptr_t)theirs >> 4) % KNOWN;
  while (known[i].theirs && known[i].theirs != theirs) i = (i + 1) % KNOWN;
  return i;
}

// _remember(theirs, ours) makes calls of theirs on our arrays short.
static PyObject *remember(PyObject *module, PyObject *args) {
  PyObject *theirs, *ours;
  if (!PyArg_ParseTuple(args, "OO!:_remember", &theirs, UfuncType, &ours)) return NULL;
  size_t i = known_place(theirs);
  if (!known[i].theirs && nknown < KNOWN / 2) { // others go the long way
    Py_INCREF(theirs);
    Py_INCREF(ours);
    known[i].theirs = theirs;
    known[i].ours = (Ufunc *)ours;
    nknown++;
  }
  Py_RETURN_NONE;
}

// array_ufunc is ndarray.__array_ufunc__(ufunc, method, *inputs, **kwargs): a
// plain call of a known ufunc on arrays of ours and numbers is done here, all
// else in Python.
PyObject *array_ufunc(PyObject *self, PyObject *const *args, Py_ssize_t n, PyObject *names) {
  PyObject *const *in = args + 2;
  Py_ssize_t nin = n - 2, keywords = names ? PyTuple_Size(names) : 0;
  if (nin >= 1 && nin <= AG_MOST_INS && keywords == 0) {
    Ufunc *u = known[known_place(args[0])].ours;
    if (u && u->nin == nin && PyUnicode_Check(args[1]) && PyUnicode_CompareWithASCIIString(args[1], "__call__") == 0) {
      PyObject *own[AG_MOST_INS];
      int ours = own_operands((int)nin, in, own);
      if (ours < 0) return NULL;
      if (ours) {
        PyObject *r = apply_own(u->num, (int)nin, own, NULL, NULL);
        drop_operands((int)nin, in, own);
        return r;
      }
    }
  }
  PyObject *hook = PyDict_GetItemString(hooks, "array_ufunc");
  if (!hook) Py_RETURN_NOTIMPLEMENTED;
  PyObject *all = PyTuple_New(n + 1), *options = keywords ? PyDict_New() : NULL;
  int bad = !all || (keywords && !options);
  for (Py_ssize_t i = 0; i <= n && !bad; i++) {
    PyObject *x = i ? args[i - 1] : self;
    Py_INCREF(x);
    bad = PyTuple_SetItem(all, i, x) < 0;
  }
  for (Py_ssize_t i = 0; i < keywords && !bad; i++) bad = PyDict_SetItem(options, PyTuple_GetItem(names, i), args[n + i]) < 0;
  PyObject *r = bad ? NULL : PyObject_Call(hook, all, options);
  Py_XDECREF(all);
  Py_XDECREF(options);
  return r;
}

PyMethodDef ufunc_functions[] = {{"_remember", remember, METH_VARARGS, NULL},
                                 {"_ufunc_call", module_ufunc_call, METH_VARARGS, NULL}, {NULL}};

// Attributes.

#define INFO(self) (&tables->ufuncs[((Ufunc *)(self))->num])

static PyObject *words(const char *s) {
  PyObject *text = PyUnicode_FromString(s);
  PyObject *list = text ? PyUnicode_Split(text, NULL, -1) : NULL;
  Py_XDECREF(text);
  return list;
}

static PyObject *get_name(PyObject *self, void *c) { return PyUnicode_FromString(INFO(self)->name); }
static PyObject *get_doc(PyObject *self, void *c) {
  PyObject *names = words(INFO(self)->inputs);
  PyObject *comma = PyUnicode_FromString(", ");
  PyObject *inputs = names && comma ? PyUnicode_Join(comma, names) : NULL;
  PyObject *r = inputs ? PyUnicode_FromFormat("%s(%U, /, out=None, *, where=True, casting='same_kind', order='K', dtype=None, subok=True)\n\n%s",
                                              INFO(self)->name, inputs, INFO(self)->doc)
                       : NULL;
  Py_XDECREF(names);
  Py_XDECREF(comma);
  Py_XDECREF(inputs);
  return r;
}
static PyObject *get_nin(PyObject *self, void *c) { return PyLong_FromLong(INFO(self)->nin); }
static PyObject *get_nout(PyObject *self, void *c) { return PyLong_FromLong(INFO(self)->nout); }
static PyObject *get_nargs(PyObject *self, void *c) { return PyLong_FromLong(INFO(self)->nin + INFO(self)->nout); }
static PyObject *get_types(PyObject *self, void *c) { return words(INFO(self)->types); }
static PyObject *get_inputs(PyObject *self, void *c) { return words(INFO(self)->inputs); }
static PyObject *get_ntypes(PyObject *self, void *c) {
  PyObject *t = words(INFO(self)->types);
  if (!t) return NULL;
  PyObject *n = PyLong_FromSsize_t(PyList_Size(t));
  Py_DECREF(t);
  return n;
}
static PyObject *get_identity(PyObject *self, void *c) {
  const agUfuncInfo *u = INFO(self);
  if (u->identity_kind != 2) Py_RETURN_NONE;
  if (u->identity == (double)(long)u->identity) return PyLong_FromLong((long)u->identity);
  return PyFloat_FromDouble(u->identity);
}
static PyObject *get_none(PyObject *self, void *c) { Py_RETURN_NONE; }

static PyGetSetDef ufunc_getset[] = {{"__name__", get_name, NULL, NULL, NULL},
                                     {"__qualname__", get_name, NULL, NULL, NULL},
                                     {"__doc__", get_doc, NULL, NULL, NULL},
                                     {"nin", get_nin, NULL, "number of inputs", NULL},
                                     {"nout", get_nout, NULL, "number of outputs", NULL},
                                     {"nargs", get_nargs, NULL, "number of inputs and outputs", NULL},
                                     {"ntypes", get_ntypes, NULL, "number of loops", NULL},
                                     {"types", get_types, NULL, "signatures of the loops, as \"dd->d\"", NULL},
                                     {"identity", get_identity, NULL, "what a reduction starts with, or None", NULL},
                                     {"signature", get_none, NULL, "None: all ufuncs work element by element", NULL},
                                     {"_inputs", get_inputs, NULL, "names of the inputs", NULL},
                                     {NULL}};

static PyObject *ufunc_repr(PyObject *self) { return PyUnicode_FromFormat("<ufunc '%s'>", INFO(self)->name); }
// A ufunc is pickled by its name, as a function of the module is.
static PyObject *ufunc_reduce(PyObject *self, PyObject *unused) { return get_name(self, NULL); }
static PyMethodDef ufunc_methods[] = {{"__reduce__", ufunc_reduce, METH_NOARGS, NULL}, {NULL}};

static PyMemberDef ufunc_members[] = {{"__vectorcalloffset__", T_PYSSIZET, offsetof(Ufunc, enter), READONLY, NULL}, {NULL}};
static PyType_Slot slots[] = {{Py_tp_call, ufunc_call},
                              {Py_tp_members, ufunc_members},
                              {Py_tp_repr, ufunc_repr},
                              {Py_tp_getset, ufunc_getset},
                              {Py_tp_methods, ufunc_methods},
                              {0, NULL}};
static PyType_Spec spec = {"arraygen.ufunc", sizeof(Ufunc), 0, (unsigned)(Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION | AG_HAVE_VECTORCALL), slots};

int ufunc_init(PyObject *module) {
  UfuncType = (PyTypeObject *)PyType_FromSpec(&spec);
  name_out = PyUnicode_InternFromString("out");
  name_where = PyUnicode_InternFromString("where");
  if (!UfuncType || !name_out || !name_where) return -1;
  if (PyModule_AddObjectRef(module, "ufunc", (PyObject *)UfuncType) < 0) return -1;
  allocfunc alloc = (allocfunc)PyType_GetSlot(UfuncType, Py_tp_alloc);
  objects = calloc(tables->nufuncs, sizeof *objects);
  PyObject *all = PyTuple_New(tables->nufuncs);
  if (!objects || !all) return -1;
  for (int i = 0; i < tables->nufuncs; i++) {
    Ufunc *u = (Ufunc *)alloc(UfuncType, 0);
    if (!u) return -1;
    u->enter = ufunc_enter;
    u->num = i;
    u->nin = tables->ufuncs[i].nin;
    u->nout = tables->ufuncs[i].nout;
    objects[i] = (PyObject *)u;
    Py_INCREF((PyObject *)u);
    if (PyTuple_SetItem(all, i, (PyObject *)u) < 0) return -1;
  }
  int bad = PyModule_AddObjectRef(module, "_ufuncs", all);
  Py_DECREF(all);
  return bad;
}
