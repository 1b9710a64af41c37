// SPDX-License-Identifier: BSD-3-Clause

// Functions that tell what numbers are, of arrays: the calls of a ufunc that they are, or an answer that the element type
// gives. They return NULL without an exception where they leave the call to Go.
#include "core.h"

static char kind_of(PyObject *o) { return o && is_array(o) ? ag_dtypes[((Array *)o)->dtype].kind : 0; }

// x, out
PyObject *number_fix(int n, PyObject *const *v) {
  static int trunc = -1;
  if (trunc < 0) trunc = ufunc_number("trunc");
  return kind_of(v[0]) == 'f' && none(v[1]) ? ufunc_unary(trunc, v[0], NULL) : NULL;
}

// a, decimals, out: integers have no decimals, so that these are a copy.
PyObject *number_round(int n, PyObject *const *v) {
  static int rint = -1;
  enum { MOST_DECIMALS = 30 }; // float32 has such units
  char kind = kind_of(v[0]);
  Array *a = (Array *)v[0];
  long long decimals = 0;
  int overflow = 0;
  if (!kind || !a->ndim || !none(v[2]) || (v[1] && Py_TYPE(v[1]) != &PyLong_Type)) return NULL;
  if (v[1]) decimals = PyLong_AsLongLongAndOverflow(v[1], &overflow);
  if (overflow || decimals > MOST_DECIMALS || decimals < -MOST_DECIMALS) return NULL;
  if ((kind == 'i' || kind == 'u') && decimals >= 0) return array_copied(a, a->dtype, 'K');
  if (kind != 'f') return NULL;
  if (decimals) return row_rounded(a, (int)decimals);
  if (rint < 0) rint = ufunc_number("rint");
  return ufunc_unary(rint, v[0], NULL);
}

// is_infinity compares floats with an infinity.
static PyObject *is_infinity(PyObject *const *v, int negative) {
  static int equal = -1;
  static PyObject *infinities[2];
  if (kind_of(v[0]) != 'f' || !none(v[1])) return NULL;
  if (equal < 0) equal = ufunc_number("equal");
  if (!infinities[negative] && !(infinities[negative] = PyFloat_FromDouble(negative ? -Py_HUGE_VAL : Py_HUGE_VAL))) return NULL;
  return ufunc_binary(equal, v[0], infinities[negative], NULL);
}

// x, out
PyObject *number_isposinf(int n, PyObject *const *v) { return is_infinity(v, 0); }
PyObject *number_isneginf(int n, PyObject *const *v) { return is_infinity(v, 1); }

// of_all returns one bool for each element of real numbers.
static PyObject *of_all(PyObject *o, int value) {
  char kind = kind_of(o);
  if (!kind || kind == 'c') return NULL;
  const Array *a = (Array *)o;
  Array *z = array_new(AG_BOOL8, a->ndim, SHAPE(a), 'C', 0);
  if (z) memset(z->data, value, z->size);
  return (PyObject *)z;
}

// x
PyObject *number_iscomplex(int n, PyObject *const *v) { return of_all(v[0], 0); }
PyObject *number_isreal(int n, PyObject *const *v) { return of_all(v[0], 1); }

// a, tol: numbers that are real are returned as they are.
PyObject *number_real_if_close(int n, PyObject *const *v) {
  char kind = kind_of(v[0]);
  return kind && kind != 'c' && (!v[1] || PyLong_CheckExact(v[1]) || PyFloat_CheckExact(v[1])) ? Py_NewRef(v[0]) : NULL;
}
