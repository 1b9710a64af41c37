// SPDX-License-Identifier: BSD-3-Clause

// Methods of arrays that C does itself for the usual arguments. All others, and
// arrays of subclasses, are the hook's of the same name, in Python.
#include "core.h"

// by_hook calls a hook with the arguments of a method.
static PyObject *by_hook(const char *name, PyObject *self, PyObject *const *args, Py_ssize_t n, PyObject *names) {
  PyObject *hook = PyDict_GetItemString(hooks, name);
  if (!hook) return PyErr_Format(PyExc_RuntimeError, "import arraygen, not its extension module");
  Py_ssize_t keywords = names ? PyTuple_Size(names) : 0;
  PyObject *all = PyTuple_New(n + 1), *options = keywords ? PyDict_New() : NULL;
  int bad = !all || (keywords && !options);
  for (Py_ssize_t i = 0; i <= n && !bad; i++) bad = PyTuple_SetItem(all, i, Py_NewRef(i ? args[i - 1] : self)) < 0;
  for (Py_ssize_t i = 0; i < keywords && !bad; i++) bad = PyDict_SetItem(options, PyTuple_GetItem(names, i), args[n + i]) < 0;
  PyObject *r = bad ? NULL : PyObject_Call(hook, all, options);
  Py_XDECREF(all);
  Py_XDECREF(options);
  return r;
}

// fits_first reports whether the arguments of a call lie in the order of the parameters: all by
// position, or the first one alone, by its name.
static int fits_first(PyObject *names, Py_ssize_t n, const char *first) {
  Py_ssize_t keywords = names ? PyTuple_Size(names) : 0;
  return !keywords || (first && !n && keywords == 1 && !PyUnicode_CompareWithASCIIString(PyTuple_GetItem(names, 0), first));
}

static Py_ssize_t all_given(PyObject *names, Py_ssize_t n) { return n + (names ? PyTuple_Size(names) : 0); }

// A method of the table: what C does of it returns NULL without an exception
// where it leaves the call to the hook.
#define METHOD(name, first)                                                                                                        \
  static PyObject *method_##name(PyObject *self, PyObject *const *args, Py_ssize_t n, PyObject *names) {                           \
    PyObject *r = is_array(self) && fits_first(names, n, first) ? short_##name((Array *)self, args, all_given(names, n)) : NULL; \
    return r || PyErr_Occurred() ? r : by_hook(#name, self, args, n, names);                                                       \
  }

// layout_of is the letter of an order, K for None, 0 for what Python has to read.
static int layout_of(PyObject *order) {
  if (order == Py_None) return 'K';
  Py_ssize_t n;
  const char *s = PyUnicode_Check(order) ? PyUnicode_AsUTF8AndSize(order, &n) : NULL;
  return s && n == 1 ? *s : 0;
}

static PyObject *short_copy(Array *a, PyObject *const *args, Py_ssize_t n) {
  int layout = !n ? 'C' : n == 1 && args[0] != Py_None ? layout_of(args[0]) : 0;
  return layout && strchr("CFK", layout) ? array_copied(a, a->dtype, layout) : NULL;
}

static PyObject *short_astype(Array *a, PyObject *const *args, Py_ssize_t n) {
  if (n != 1 || args[0] == Py_None) return NULL;
  int d = dtype_parse(args[0]);
  return d ? array_copied(a, d, 'K') : NULL;
}

static PyObject *short_ravel(Array *a, PyObject *const *args, Py_ssize_t n) { return n ? NULL : array_flat(a, 0); }
static PyObject *short_flatten(Array *a, PyObject *const *args, Py_ssize_t n) { return n ? NULL : array_flat(a, 1); }

static PyObject *short_reshape(Array *a, PyObject *const *args, Py_ssize_t n) {
  Py_ssize_t shape[AG_MAX_DIMS];
  if (n == 1 && PyTuple_Check(args[0])) {
    PyObject *t = args[0];
    if ((n = PyTuple_Size(t)) > AG_MAX_DIMS) return NULL;
    for (Py_ssize_t i = 0; i < n; i++) {
      PyObject *o = PyTuple_GetItem(t, i);
      if (!PyLong_Check(o) || PyBool_Check(o)) return NULL;
      shape[i] = PyLong_AsSsize_t(o);
    }
  } else {
    if (n == 0 || n > AG_MAX_DIMS) return NULL;
    for (Py_ssize_t i = 0; i < n; i++) {
      if (!PyLong_Check(args[i]) || PyBool_Check(args[i])) return NULL;
      shape[i] = PyLong_AsSsize_t(args[i]);
    }
  }
  if (PyErr_Occurred()) {
    PyErr_Clear(); // the hook refuses it
    return NULL;
  }
  return array_reshaped(a, (int)n, shape);
}

static PyObject *short_tobytes(Array *a, PyObject *const *args, Py_ssize_t n) {
  return n ? NULL : array_bytes(a);
}

static PyObject *short_fill(Array *a, PyObject *const *args, Py_ssize_t n) {
  char element[16];
  if (n != 1 || a->flags & AG_READONLY || !is_scalar(args[0])) return NULL;
  if (element_store(element, a->dtype, args[0]) < 0) return NULL;
  return array_fill(a, element) > 0 ? Py_NewRef(Py_None) : NULL;
}

METHOD(copy, "order")
METHOD(astype, "dtype")
METHOD(ravel, NULL)
METHOD(flatten, NULL)
METHOD(reshape, NULL)
METHOD(tobytes, NULL)
METHOD(fill, "value")

#define ROW(name, text) {#name, (PyCFunction)(void *)method_##name, METH_FASTCALL | METH_KEYWORDS, #name text}

PyMethodDef short_methods[] = {
    ROW(copy, "($self, /, order='C')\n--\n\nA copy in C order, in Fortran order with order=\"F\"; \"A\" is Fortran order for what lies in it alone, \"K\" as it is."),
    ROW(astype, "($self, /, dtype, order='K', casting='unsafe', subok=True, copy=True)\n--\n\nA copy with elements of another type; copy=False returns self where the type is the same."),
    ROW(ravel, "($self, /, order='C')\n--\n\nThe elements along one axis: a view where possible."),
    ROW(flatten, "($self, /, order='C')\n--\n\nA copy of the elements along one axis."),
    ROW(reshape, "($self, /, *shape, order='C', copy=None)\n--\n\nA view in another shape, or a copy where there is no view."),
    ROW(tobytes, "($self, /, order='C')\n--\n\nThe elements as bytes."),
    ROW(fill, "($self, /, value)\n--\n\nSets all elements to a value."),
    {NULL}};

// Functions of Go that C does itself for the usual arguments: they return NULL
// without an exception where they leave the call to Go.

static PyObject *direct_copy(int n, PyObject *const *args) {
  int layout = layout_of(args[1]);
  return layout && is_array(args[0]) ? array_copied((Array *)args[0], ((Array *)args[0])->dtype, layout) : NULL;
}

static PyObject *direct_cast(int n, PyObject *const *args) {
  int layout = layout_of(args[3]);
  if (!layout || !is_array(args[0]) || Py_TYPE(args[1]) != DTypeType || !PyUnicode_Check(args[2]) || PyUnicode_CompareWithASCIIString(args[2], "unsafe")) return NULL;
  return array_copied((Array *)args[0], ((DType *)args[1])->num, layout);
}

static PyObject *direct_reshape(int n, PyObject *const *args) {
  Py_ssize_t shape[AG_MAX_DIMS];
  if (!is_array(args[0]) || layout_of(args[2]) != 'C' || args[3] != Py_None) return NULL;
  int axes = shape_parse(args[1], shape);
  if (axes < 0) {
    PyErr_Clear();
    return NULL;
  }
  return array_reshaped((Array *)args[0], axes, shape);
}

static PyObject *direct_ravel(int n, PyObject *const *args) {
  return is_array(args[0]) && layout_of(args[1]) == 'C' ? array_flat((Array *)args[0], 0) : NULL;
}

static PyObject *direct_flatten(int n, PyObject *const *args) {
  return is_array(args[0]) && layout_of(args[1]) == 'C' ? array_flat((Array *)args[0], 1) : NULL;
}

static PyObject *direct_take(int n, PyObject *const *args) {
  if (!is_array(args[0]) || !is_array(args[1]) || args[3] != Py_None || PyUnicode_CompareWithASCIIString(args[4], "raise")) return NULL;
  if (args[2] != Py_None && (!PyLong_Check(args[2]) || PyLong_AsLong(args[2]) != 0)) {
    PyErr_Clear();
    return NULL;
  }
  return array_picked((Array *)args[0], (Array *)args[1], args[2] == Py_None);
}

// join: arrays, axis, out, dtype, casting.
static PyObject *join(PyObject *const *args, PyObject *(*f)(PyObject *, Py_ssize_t)) {
  if (!PyTuple_Check(args[0]) || !PyLong_Check(args[1]) || args[2] != Py_None || args[3] != Py_None) return NULL;
  Py_ssize_t axis = PyLong_AsSsize_t(args[1]);
  if (axis == -1 && PyErr_Occurred()) {
    PyErr_Clear();
    return NULL;
  }
  return f(args[0], axis);
}

static PyObject *direct_concat(int n, PyObject *const *args) { return join(args, array_joined); }
static PyObject *direct_stack(int n, PyObject *const *args) { return join(args, array_stacked); }

static PyObject *direct_where(int n, PyObject *const *args) {
  return is_array(args[0]) ? array_chosen((Array *)args[0], args[1], args[2]) : NULL;
}

static const struct {
  const char *name;
  int nargs;
  directFunction call;
} direct_rows[] = {{"_copy", 2, direct_copy}, {"_cast", 4, direct_cast}, {"reshape", 4, direct_reshape}, {"ravel", 2, direct_ravel}, {"_flatten", 2, direct_flatten},
                 {"take", 5, direct_take}, {"concat", 5, direct_concat}, {"stack", 5, direct_stack}, {"where", 3, direct_where},
                 {"hstack", 3, stack_columns}, {"vstack", 3, stack_rows}, {"append", 3, stack_behind}, {"repeat", 3, stack_repeated}, {"outer", 3, stack_outer},
                 {"column_stack", 1, stack_as_columns}, {"dstack", 1, stack_deep}, {"resize", 2, stack_resized},
                 {"_unique_values", 1, row_unique_values}, {"unique", 6, row_unique}, {"matmul", 6, product_matmul}, {"dot", 3, product_matmul}};

// direct_find returns what C has for a function of Go with so many arguments.
directFunction direct_find(const char *name, int nargs) {
  for (size_t i = 0; i < sizeof direct_rows / sizeof *direct_rows; i++)
    if (direct_rows[i].nargs == nargs && !strcmp(direct_rows[i].name, name)) return direct_rows[i].call;
  return view_find(name, nargs);
}
