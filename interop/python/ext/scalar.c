// Elements as Python numbers.
#include "core.h"
#include <math.h>

static float half_value(uint16_t h) {
  uint32_t sign = (uint32_t)(h & 0x8000) << 16, exponent = h >> 10 & 31, fraction = h & 1023, bits;
  float f;
  if (exponent == 0) {
    f = ldexpf((float)fraction, -24);
    memcpy(&bits, &f, 4);
    bits |= sign;
  } else if (exponent == 31) {
    bits = sign | 0x7f800000 | fraction << 13;
  } else {
    bits = sign | (exponent + 112) << 23 | fraction << 13;
  }
  memcpy(&f, &bits, 4);
  return f;
}

static float brain_value(uint16_t h) {
  uint32_t bits = (uint32_t)h << 16;
  float f;
  memcpy(&f, &bits, 4);
  return f;
}

// half_bits rounds to the nearest binary16 number, ties to even.
static uint16_t half_bits(double x) {
  uint64_t u;
  memcpy(&u, &x, 8);
  uint16_t sign = u >> 48 & 0x8000;
  double a = fabs(x);
  if (a != a) return sign | 0x7e00;
  if (a >= 65520) return sign | 0x7c00;
  if (a < 0x1p-14) return sign | (uint16_t)nearbyint(a * 0x1p24);
  int e;
  double m = frexp(a, &e); // a = m·2^e, m in [½, 1)
  uint32_t f = (uint32_t)nearbyint(m * 2048);
  return sign | (uint16_t)(((uint32_t)(e + 13) << 10) + f);
}

// brain_bits rounds to the nearest bfloat16 number, ties to even. The first
// rounding, to float, is to odd, so that there is only one that counts.
static uint16_t brain_bits(double x) {
  float f = (float)x;
  uint32_t u;
  memcpy(&u, &f, 4);
  if (x != x) return u >> 16 | 0x40;
  if ((double)f != x) {
    if (fabs((double)f) > fabs(x)) u--;
    u |= 1;
  }
  return (uint16_t)((u + 0x7fff + (u >> 16 & 1)) >> 16);
}

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
  case AG_FLOAT16: return PyFloat_FromDouble(half_value(v.u2));
  case AG_BFLOAT16: return PyFloat_FromDouble(brain_value(v.u2));
  case AG_FLOAT32: return PyFloat_FromDouble(v.f4);
  case AG_FLOAT64: return PyFloat_FromDouble(v.f8);
  case AG_COMPLEX64: return PyComplex_FromDoubles(v.c8[0], v.c8[1]);
  case AG_COMPLEX128: return PyComplex_FromDoubles(v.c16[0], v.c16[1]);
  }
  PyErr_SetString(PyExc_SystemError, "element of no type");
  return NULL;
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

// element_store writes a Python number as an element; it need not be aligned.
int element_store(char *p, int dtype, PyObject *v) {
  switch (dtype) {
  case AG_BOOL8: {
    int t = PyObject_IsTrue(v);
    if (t < 0) return -1;
    *p = (char)t;
    return 0;
  }
  case AG_COMPLEX64:
  case AG_COMPLEX128: {
    double re = PyComplex_RealAsDouble(v);
    if (re == -1 && PyErr_Occurred()) return -1;
    double im = PyComplex_Check(v) ? PyComplex_ImagAsDouble(v) : 0;
    if (dtype == AG_COMPLEX64) {
      float c[2] = {(float)re, (float)im};
      memcpy(p, c, 8);
    } else {
      double c[2] = {re, im};
      memcpy(p, c, 16);
    }
    return 0;
  }
  case AG_FLOAT16:
  case AG_BFLOAT16:
  case AG_FLOAT32:
  case AG_FLOAT64: {
    double f = PyFloat_AsDouble(v);
    if (f == -1 && PyErr_Occurred()) return -1;
    if (dtype == AG_FLOAT64) {
      memcpy(p, &f, 8);
    } else if (dtype == AG_FLOAT32) {
      float g = (float)f;
      memcpy(p, &g, 4);
    } else {
      uint16_t h = dtype == AG_FLOAT16 ? half_bits(f) : brain_bits(f);
      memcpy(p, &h, 2);
    }
    return 0;
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
  if (to == 'i' || to == 'u' || (to == 'f' && from == 'c')) return element_load(a->data, a->dtype);
  return NULL;
}

// interrupted lets Python handle signals once in a while, in loops that make or
// read many Python numbers.
int interrupted(unsigned *count) { return (++*count & 0xffff) == 0 && PyErr_CheckSignals() < 0; }

static PyObject *list_of(const char *p, const Array *a, int axis, unsigned *count) {
  if (axis == a->ndim) return interrupted(count) ? NULL : element_load(p, a->dtype);
  Py_ssize_t n = SHAPE(a)[axis], step = STRIDES(a)[axis];
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
