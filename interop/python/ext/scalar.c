// SPDX-License-Identifier: BSD-3-Clause

// Elements as Python numbers.
#include "core.h"

// is_short reports whether a type is of floats that C has no type for.
static int is_short(int dtype) { return ag_dtypes[dtype].kind == 'f' && ag_dtypes[dtype].size <= 2; }

// short_values sets to to the values of n short floats, which need not be aligned. Those of 8 bits, which have
// no kernels, are looked up. It returns -1 with an exception.
static int short_values(double *to, const char *p, int dtype, Py_ssize_t n) {
  enum { BYTES = 256, MOST = 256 };
  static struct { int filled; double of[BYTES]; } values[AG_TIMES];
  if (ag_dtypes[dtype].size == 2) {
    uint16_t row[MOST];
    memcpy(row, p, n * sizeof *row);
    return convert_row(AG_FLOAT64, to, dtype, row, n);
  }
  if (!values[dtype].filled) {
    uint8_t all[BYTES];
    for (int i = 0; i < BYTES; i++) all[i] = (uint8_t)i;
    if (convert_row(AG_FLOAT64, values[dtype].of, dtype, all, BYTES) < 0) return -1;
    values[dtype].filled = 1;
  }
  for (Py_ssize_t i = 0; i < n; i++) to[i] = values[dtype].of[(uint8_t)p[i]];
  return 0;
}

static PyObject *time_object(int64_t n, int dtype);

// element_load returns the element at p, which need not be aligned.
PyObject *element_load(const char *p, int dtype) {
  union { int8_t i1; int16_t i2; int32_t i4; int64_t i8; uint8_t u1; uint16_t u2; uint32_t u4; uint64_t u8; float f4; double f8; float c8[2]; double c16[2]; } v;
  memcpy(&v, p, ag_dtypes[dtype].size);
  switch (dtype) {
  case AG_BOOL8: return PyBool_FromLong(v.u1 != 0);
  case AG_INT8: return PyLong_FromLong(v.i1);
  case AG_INT16: return PyLong_FromLong(v.i2);
  case AG_INT32: return PyLong_FromLong(v.i4);
  case AG_INT64: return PyLong_FromLongLong(v.i8);
  case AG_UINT8: return PyLong_FromLong(v.u1);
  case AG_UINT16: return PyLong_FromLong(v.u2);
  case AG_UINT32: return PyLong_FromUnsignedLong(v.u4);
  case AG_UINT64: return PyLong_FromUnsignedLongLong(v.u8);
  case AG_FLOAT32: return PyFloat_FromDouble(v.f4);
  case AG_FLOAT64: return PyFloat_FromDouble(v.f8);
  case AG_COMPLEX64: return PyComplex_FromDoubles(v.c8[0], v.c8[1]);
  case AG_COMPLEX128: return PyComplex_FromDoubles(v.c16[0], v.c16[1]);
  }
  if (is_time(dtype)) return time_object(v.i8, dtype);
  if (is_short(dtype)) {
    double x;
    return short_values(&x, p, dtype, 1) < 0 ? NULL : PyFloat_FromDouble(x);
  }
  PyErr_SetString(PyExc_SystemError, "element of no type");
  return NULL;
}

// time_object is a count of units as NumPy's item has it: of module datetime, an int
// where that has no room, None for NaT.
static PyObject *time_object(int64_t n, int dtype) {
  PyObject *hook = PyDict_GetItemString(hooks, "time_object");
  if (!hook) return PyErr_Format(PyExc_RuntimeError, "import arraygen, not its extension module");
  return PyObject_CallFunction(hook, "LO", (long long)n, dtype_object(dtype));
}

// store_time stores what the hook makes of v, the count of a type of times.
static int store_time(char *p, int dtype, PyObject *v) {
  PyObject *hook = PyDict_GetItemString(hooks, "time_count");
  PyObject *n = hook ? PyObject_CallFunctionObjArgs(hook, v, dtype_object(dtype), NULL) : NULL;
  int64_t count = n ? PyLong_AsLongLong(n) : -1;
  Py_XDECREF(n);
  if (count == -1 && PyErr_Occurred()) return -1;
  memcpy(p, &count, sizeof count);
  return 0;
}

// integer_text returns an integer as text for a message: its digits, unless they
// are many; Python refuses to write thousands.
PyObject *integer_text(PyObject *i) {
  PyObject *bits = PyObject_CallMethod(i, "bit_length", NULL);
  if (!bits) return NULL;
  long n = PyLong_AsLong(bits);
  PyObject *text = n >= 0 && n <= 256 ? PyObject_Str(i) : PyUnicode_FromFormat("of %S bits", bits);
  Py_DECREF(bits);
  return text;
}

static int store_integer(char *p, int dtype, PyObject *v) {
  PyObject *i = PyNumber_Index(v);
  if (!i) {
    // A float is cut off, as int() does; NaN and infinities are refused by it.
    PyErr_Clear();
    i = PyNumber_Long(v);
    if (!i) return -1;
  }
  int size = ag_dtypes[dtype].size, bits = 8 * size, bad = 0;
  uint64_t u = 0;
  if (ag_dtypes[dtype].kind == 'u') {
    u = PyLong_AsUnsignedLongLong(i);
    bad = (u == (uint64_t)-1 && PyErr_Occurred()) || (bits < 64 && u >> bits);
  } else {
    long long s = PyLong_AsLongLong(i);
    bad = (s == -1 && PyErr_Occurred()) || (bits < 64 && (s < -(1LL << (bits - 1)) || s >= 1LL << (bits - 1)));
    u = (uint64_t)s;
  }
  if (bad) {
    PyErr_Clear();
    PyObject *text = integer_text(i);
    if (text) PyErr_Format(PyExc_OverflowError, "Python integer %U out of bounds for %s", text, ag_dtypes[dtype].name);
    Py_XDECREF(text);
    Py_DECREF(i);
    return -1;
  }
  Py_DECREF(i);
  switch (size) {
  case 1: *(uint8_t *)p = (uint8_t)u; break;
  case 2: { uint16_t w = (uint16_t)u; memcpy(p, &w, 2); break; }
  case 4: { uint32_t w = (uint32_t)u; memcpy(p, &w, 4); break; }
  default: memcpy(p, &u, 8);
  }
  return 0;
}

// rounded tells of the conditions of a Python number that was stored as another: Go finds
// them, where it may have become infinite, or is looked at for underflow. It returns -1
// with an exception set where that is what the caller wants.
static int rounded(double re, double im, double stored_re, double stored_im, int dtype) {
  int look = usual_look & (AG_OVER | AG_UNDER);
  if (!look || ((re == stored_re || re != re) && (im == stored_im || im != im)) || go_lost()) return 0;
  if (!(look & AG_UNDER) && Py_IS_FINITE(stored_re) && Py_IS_FINITE(stored_im)) return 0;
  PyObject *number = PyComplex_FromDoubles(re, im), *found = NULL;
  if (number) {
    PyObject *args[] = {number, dtype_object(dtype)};
    found = call_function("_conditions_of_cast", 2, args);
    Py_DECREF(number);
  }
  if (!found) return -1;
  long met = PyLong_AsLong(found);
  Py_DECREF(found);
  return conditions_tell("cast", (int)met);
}

// store_short writes a number as a short float.
static int store_short(char *p, int dtype, double x) {
  uint16_t cell;
  const agKernel *checked = &tables->checked[AG_FLOAT64][dtype];
  if (checked->entry && !(usual_look & AG_UNDER)) {
    agOperand op[2] = {{&x, sizeof x, 0, 0}, {&cell, ag_dtypes[dtype].size, 0, 0}};
    if (kernel_run(checked, 1, 2, op) == 1) {
      memcpy(p, &cell, ag_dtypes[dtype].size);
      return 0;
    }
  }
  double stored;
  if (convert_row(dtype, &cell, AG_FLOAT64, &x, 1) < 0 || short_values(&stored, (char *)&cell, dtype, 1) < 0) return -1;
  memcpy(p, &cell, ag_dtypes[dtype].size);
  return rounded(x, 0, stored, 0, dtype);
}

// element_store writes a Python number as an element; it need not be aligned.
int element_store(char *p, int dtype, PyObject *v) {
  switch (ag_dtypes[dtype].kind) {
  case 'M':
  case 'm': return store_time(p, dtype, v);
  case 'b': {
    int truth = PyObject_IsTrue(v);
    if (truth < 0) return -1;
    *p = (char)truth;
    return 0;
  }
  case 'c': {
    double re = PyComplex_RealAsDouble(v);
    if (re == -1 && PyErr_Occurred()) return -1;
    double im = PyComplex_Check(v) ? PyComplex_ImagAsDouble(v) : 0;
    if (dtype == AG_COMPLEX64) {
      float c[2] = {(float)re, (float)im};
      memcpy(p, c, 8);
      return rounded(re, im, c[0], c[1], dtype);
    }
    double c[2] = {re, im};
    memcpy(p, c, 16);
    return 0;
  }
  case 'f': {
    double f = PyFloat_AsDouble(v);
    if (f == -1 && PyErr_Occurred()) return -1;
    if (dtype == AG_FLOAT64) {
      memcpy(p, &f, 8);
      return 0;
    }
    if (dtype != AG_FLOAT32) return store_short(p, dtype, f);
    float g = (float)f;
    memcpy(p, &g, 4);
    return rounded(f, 0, g, 0, dtype);
  }
  }
  return store_integer(p, dtype, v);
}

// element_number returns the value of an array without axes as a Python number
// where an element of type dtype may not hold it: a number from outside an
// integer type, or a complex one. element_store then says what is wrong. It
// returns NULL, without an exception, where a cast loses nothing but precision.
PyObject *element_number(const Array *a, int dtype) {
  char from = ag_dtypes[a->dtype].kind, to = ag_dtypes[dtype].kind;
  if (a->ndim != 0 || a->dtype == dtype || from == 'b' || to == 'b') return NULL;
  if (to == 'M' || to == 'm') return NULL;
  if (to == 'i' || to == 'u' || (to == 'f' && from == 'c')) return element_load(a->data, a->dtype);
  return NULL;
}

// interrupted lets Python handle signals once in a while, in loops that make or
// read many Python numbers.
int interrupted(unsigned *count) { return (++*count & 0xffff) == 0 && PyErr_CheckSignals() < 0; }

// Integers of one byte, each made once.
static PyObject *small_integer(int i) {
  static PyObject *made[384];
  PyObject **at = &made[i + 128];
  if (!*at) *at = PyLong_FromLong(i);
  return Py_XNewRef(*at);
}

// put_short puts n short floats, step bytes apart, into a list, at its beginning. It returns -1 with an exception.
static int put_short(PyObject *list, const char *p, int dtype, Py_ssize_t step, Py_ssize_t n) {
  enum { PIECE = 256, BETWEEN = 1 << 16 };
  uint16_t row[PIECE];
  double x[PIECE];
  int size = ag_dtypes[dtype].size;
  for (Py_ssize_t at = 0; at < n; at += PIECE) {
    Py_ssize_t m = n - at < PIECE ? n - at : PIECE;
    if (at && at % BETWEEN == 0 && PyErr_CheckSignals() < 0) return -1;
    move_row((char *)row, size, p + at * step, step, m, size);
    if (short_values(x, (char *)row, dtype, m) < 0) return -1;
    for (Py_ssize_t i = 0; i < m; i++) {
      PyObject *o = PyFloat_FromDouble(x[i]);
      if (!o || PyList_SetItem(list, at + i, o) < 0) return -1;
    }
  }
  return 0;
}

// row_list returns n elements, step bytes apart, as a list.
static PyObject *row_list(const char *p, int dtype, Py_ssize_t step, Py_ssize_t n, unsigned *count) {
  enum { BETWEEN = 1 << 16 }; // elements, between looks at signals
  if ((*count += n < BETWEEN ? (unsigned)n : 0) >= BETWEEN) {
    if (PyErr_CheckSignals() < 0) return NULL;
    *count = 0;
  }
  PyObject *list = PyList_New(n);
  if (list && is_short(dtype)) {
    if (put_short(list, p, dtype, step, n) < 0) Py_CLEAR(list);
    return list;
  }
#define ROW(type, make)                                                              \
  for (Py_ssize_t i = 0; list && i < n; i++, p += step) {                            \
    type v;                                                                          \
    memcpy(&v, p, sizeof v);                                                         \
    PyObject *x = (i + 1) % BETWEEN == 0 && PyErr_CheckSignals() < 0 ? NULL : make;  \
    if (!x || PyList_SetItem(list, i, x) < 0) Py_CLEAR(list);                        \
  }                                                                                  \
  break
  switch (dtype) {
  case AG_BOOL8: ROW(uint8_t, PyBool_FromLong(v != 0));
  case AG_INT8: ROW(int8_t, small_integer(v));
  case AG_UINT8: ROW(uint8_t, small_integer(v));
  case AG_INT16: ROW(int16_t, PyLong_FromLong(v));
  case AG_UINT16: ROW(uint16_t, PyLong_FromLong(v));
  case AG_INT32: ROW(int32_t, PyLong_FromLong(v));
  case AG_INT64: ROW(int64_t, PyLong_FromLongLong(v));
  case AG_FLOAT32: ROW(float, PyFloat_FromDouble(v));
  case AG_FLOAT64: ROW(double, PyFloat_FromDouble(v));
  default: ROW(char, element_load(p, dtype));
  }
#undef ROW
  return list;
}

static PyObject *list_of(const char *p, const Array *a, int axis, unsigned *count) {
  if (axis == a->ndim) return element_load(p, a->dtype);
  Py_ssize_t n = SHAPE(a)[axis], step = STRIDES(a)[axis];
  if (axis == a->ndim - 1) return row_list(p, a->dtype, step, n, count);
  PyObject *list = PyList_New(n);
  for (Py_ssize_t i = 0; list && i < n; i++) {
    PyObject *x = list_of(p + i * step, a, axis + 1, count);
    if (!x || PyList_SetItem(list, i, x) < 0) {
      Py_DECREF(list);
      return NULL;
    }
  }
  return list;
}

PyObject *array_tolist(Array *a) {
  unsigned count = 0;
  return list_of(a->data, a, 0, &count);
}
