// SPDX-License-Identifier: BSD-3-Clause

// arraygen._arraygen: the extension module.
#include "core.h"

// _create(shape, dtype, order, zero) is a new array.
static PyObject *create(PyObject *module, PyObject *args) {
  PyObject *shape_o, *dtype_o;
  int order, zero;
  Py_ssize_t shape[AG_MAX_DIMS];
  if (!PyArg_ParseTuple(args, "OOCp:_create", &shape_o, &dtype_o, &order, &zero)) return NULL;
  int d = dtype_parse(dtype_o);
  if (!d) return NULL;
  int n = shape_parse(shape_o, shape);
  if (n < 0) return NULL;
  return (PyObject *)array_new(d, n, shape, order, zero);
}

// _create_like(array, dtype, order, shape or None) is a new array in the memory
// order of another, which holds for a shape of as many axes only.
static PyObject *create_like(PyObject *module, PyObject *args) {
  PyObject *like, *dtype_o, *shape_o;
  int order;
  Py_ssize_t shape[AG_MAX_DIMS];
  if (!PyArg_ParseTuple(args, "OOCO:_create_like", &like, &dtype_o, &order, &shape_o)) return NULL;
  if (!is_subarray(like)) return PyErr_Format(PyExc_TypeError, "_create_like: an array is needed");
  const Array *a = (const Array *)like;
  int d = dtype_parse(dtype_o);
  if (!d) return NULL;
  int n = a->ndim;
  memcpy(shape, SHAPE(a), n * sizeof *shape);
  if (shape_o != Py_None && (n = shape_parse(shape_o, shape)) < 0) return NULL;
  return (PyObject *)array_new_like(a, d, n, shape, order, 0);
}

// _sequence(object, dtype or None) is an array of numbers, or of nested
// sequences of them.
static PyObject *sequence(PyObject *module, PyObject *args) {
  PyObject *o, *dtype_o;
  if (!PyArg_ParseTuple(args, "OO:_sequence", &o, &dtype_o)) return NULL;
  int d = dtype_o == Py_None ? 0 : dtype_parse(dtype_o);
  if (PyErr_Occurred()) return NULL;
  return is_scalar(o) ? scalar_array(o, d) : sequence_array(o, d);
}

static PyObject *set_hook(PyObject *module, PyObject *args) {
  PyObject *name, *f;
  if (!PyArg_ParseTuple(args, "UO:_set_hook", &name, &f)) return NULL;
  if (PyDict_SetItem(hooks, name, f) < 0) return NULL;
  Py_RETURN_NONE;
}

static PyMethodDef functions[] = {{"_create_like", create_like, METH_VARARGS, NULL},
                                   {"_create", create, METH_VARARGS, NULL},
                                  {"_sequence", sequence, METH_VARARGS, NULL},
                                  {"_function", function_new, METH_VARARGS, NULL},
                                  {"_set_hook", set_hook, METH_VARARGS, NULL},
                                  {"_call", (PyCFunction)(void *)module_call, METH_FASTCALL, NULL},
                                  {"_copies", storage_copies, METH_NOARGS, NULL},
                                  {"_chains", chain_count, METH_NOARGS, NULL},
                                  {"_chain_limits", chain_limits, METH_VARARGS, NULL},
                                  {"_counts", storage_counts, METH_NOARGS, NULL},
                                  {NULL}};

static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, "arraygen._arraygen", "The part of arraygen that is C and Go.", -1, functions};

// _entries are the names of the ways into Go.
static int entries_init(PyObject *m) {
  PyObject *names = PyTuple_New(ENTRIES);
  for (int i = 0; names && i < ENTRIES; i++) {
    PyObject *name = PyUnicode_FromString(entry_names[i]);
    if (!name || PyTuple_SetItem(names, i, name) < 0) Py_CLEAR(names);
  }
  int bad = !names || PyModule_AddObjectRef(m, "_entries", names) < 0;
  Py_XDECREF(names);
  return bad ? -1 : 0;
}

// One interpreter at a time: types and hooks are global.
PyMODINIT_FUNC PyInit__arraygen(void) {
  if (!tables) {
    agTablesCall c;
    call_begin(&c.call);
    int bad = enter_tables(&c, 0);
    call_free(&c.call);
    if (bad) return NULL;
    tables = c.tables;
  }
  PyObject *m = PyModule_Create(&definition);
  if (!m) return NULL;
  hooks = PyDict_New();
  if (!hooks) goto fail;
  PyObject *bases = PyTuple_Pack(2, PyExc_ValueError, PyExc_IndexError);
  AxisError = bases ? PyErr_NewExceptionWithDoc("arraygen.AxisError", "An axis that the array doesn't have.", bases, NULL) : NULL;
  Py_XDECREF(bases);
  CastError = PyErr_NewExceptionWithDoc("arraygen.CastError", "A conversion that the casting rule forbids.", PyExc_TypeError, NULL);
  LinAlgError = PyErr_NewExceptionWithDoc("arraygen.linalg.LinAlgError", "A matrix without an answer: singular, not square, not positive definite, or without convergence.", PyExc_ValueError, NULL);
  if (!AxisError || !CastError || !LinAlgError || PyModule_AddObjectRef(m, "AxisError", AxisError) < 0 ||
      PyModule_AddObjectRef(m, "CastError", CastError) < 0 || PyModule_AddObjectRef(m, "LinAlgError", LinAlgError) < 0)
    goto fail;
  if (PyModule_AddFunctions(m, protocol_functions) < 0 || PyModule_AddFunctions(m, dlpack_functions) < 0 ||
      PyModule_AddFunctions(m, ufunc_functions) < 0 || PyModule_AddFunctions(m, conditions_functions) < 0)
    goto fail;
  if (function_init() < 0 || calls_init() < 0 || dtype_init(m) < 0 || operators_init() < 0 || ahead_init() < 0 || chain_init() < 0 || array_init(m) < 0 || ufunc_init(m) < 0 || kernels_init() < 0 || dlpack_init(m) < 0) goto fail;
  PyObject *names = PyTuple_New(tables->nfunctions);
  for (int i = 0; names && i < tables->nfunctions; i++) {
    PyObject *name = PyUnicode_FromString(tables->functions[i]);
    if (!name || PyTuple_SetItem(names, i, name) < 0) Py_CLEAR(names);
  }
  if (!names) goto fail;
  int bad = PyModule_AddObjectRef(m, "_functions", names) < 0 || entries_init(m) < 0 || PyModule_AddStringConstant(m, "_level", tables->level) < 0;
  Py_DECREF(names);
  if (bad) goto fail;
  return m;
fail:
  Py_DECREF(m);
  return NULL;
}
