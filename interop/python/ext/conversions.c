// SPDX-License-Identifier: BSD-3-Clause

// Conditions of conversions: a number that the other type has no value for. The elements
// decide, before or after they are converted: saturated integers don't tell.
#include "core.h"
#include <math.h>

// A range says by the bits of a float, without the sign, which elements another type has
// no value for: those from positive, or negative where the sign is set, up to last.
typedef struct range {
  uint64_t positive, negative, last;
} range;

// has_integer reports whether a type of integers has x, cut off.
static int has_integer(double x, const agDtype *t) {
  int bits = 8 * t->size;
  double high = ldexp(1, t->kind == 'u' ? bits : bits - 1), low = t->kind == 'u' ? 0 : -high;
  x = trunc(x);
  return x >= low && x < high;
}

// first_rounded_up returns the least number that a floating type rounds to more than its
// greatest one.
static double first_rounded_up(const agDtype *t) {
  int bias = (1 << (t->exponent - 1)) - 1;
  if (t->infinite) return ldexp(2 - ldexp(1, -t->fraction - 1), bias);
  return nextafter(ldexp(2 - 3 * ldexp(1, -t->fraction - 1), bias + 1), INFINITY); // the tie is even below
}

// without reports whether a type has no value for x.
static int without(double x, const agDtype *t) {
  if (t->kind == 'i' || t->kind == 'u') return !has_integer(x, t);
  double a = fabs(x);
  return a < INFINITY && a >= first_rounded_up(t);
}

// part_type is the type of the parts of a complex type, or the type.
static int part_type(int dtype) { return dtype == AG_COMPLEX64 ? AG_FLOAT32 : dtype == AG_COMPLEX128 ? AG_FLOAT64 : dtype; }

static double float_of(uint64_t bits, int dtype) {
  union { uint64_t u; double d; } v8 = {bits};
  union { uint32_t u; float f; } v4 = {(uint32_t)bits};
  return dtype == AG_FLOAT64 ? v8.d : dtype == AG_FLOAT32 ? v4.f : short_value((unsigned)bits, &ag_dtypes[dtype]);
}

// range_of returns the range of a conversion of floats, which is searched for once.
static const range *range_of(int from, int to) {
  static range ranges[AG_TIMES][AG_TIMES];
  range *r = &ranges[from][to];
  if (r->last) return r;
  const agDtype *f = &ag_dtypes[from], *t = &ag_dtypes[to];
  uint64_t sign = (uint64_t)1 << (8 * f->size - 1), found[2];
  for (int negative = 0; negative < 2; negative++) {
    uint64_t low = 0, high = sign;
    if (t->kind == 'f') high = f->infinite ? (((uint64_t)1 << f->exponent) - 1) << f->fraction : sign - 1;
    r->last = high - 1; // infinities and NaNs are no overflow, but no integers
    while (low < high) {
      uint64_t middle = low + (high - low) / 2;
      if (without(float_of(middle | (negative ? sign : 0), from), t)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    found[negative] = low;
  }
  r->positive = found[0];
  r->negative = found[1];
  return r;
}

// in_range reports whether some of n elements that lie a stride apart are in a range.
// Compilers make vector code of it where they lie behind each other. Of bits as integers
// with a sign, those of negative floats are below all others, and with the sign turned
// over they are in the order of their magnitudes.
#define IN_RANGE(name, attributes, U, S) \
  attributes static int name(const char *p, Py_ssize_t stride, Py_ssize_t n, const range *r) { \
    const U sign = (U)1 << (8 * sizeof(U) - 1); \
    const S positive = (S)(r->positive - 1), negative = (S)(r->negative - 1), last = (S)r->last; \
    S some = 0; \
    if (stride == sizeof(U) && last == (S)(sign - 1)) { \
      const U *v = (const U *)p; \
      for (Py_ssize_t i = 0; i < n; i++) some |= (S)(((S)v[i] > positive) | ((S)(v[i] ^ sign) > negative)); \
      return some != 0; \
    } \
    for (Py_ssize_t i = 0; i < n; i++, p += stride) { \
      U v; \
      memcpy(&v, p, sizeof v); \
      some |= (S)((((S)v > positive) | ((S)(v ^ sign) > negative)) & ((S)(v & (U)~sign) <= last)); \
    } \
    return some != 0; \
  }
#define IN_RANGES(attributes, prefix) \
  IN_RANGE(prefix##8, attributes, uint64_t, int64_t) \
  IN_RANGE(prefix##4, attributes, uint32_t, int32_t) \
  IN_RANGE(prefix##2, attributes, uint16_t, int16_t) \
  IN_RANGE(prefix##1, attributes, uint8_t, int8_t)
#if defined(__GNUC__) && !defined(__clang__)
#define FAST __attribute__((optimize("O3")))
#else
#define FAST
#endif
IN_RANGES(FAST, plain)
typedef int (*scan)(const char *, Py_ssize_t, Py_ssize_t, const range *);
static const scan plain_scans[] = {plain1, plain2, plain4, plain8};
#if defined(__x86_64__)
IN_RANGES(FAST __attribute__((target("avx2"))), avx2_)
static const scan avx2_scans[] = {avx2_1, avx2_2, avx2_4, avx2_8};
IN_RANGES(FAST __attribute__((target("avx512f,avx512bw,avx512vl,prefer-vector-width=512"))), avx512_)
static const scan avx512_scans[] = {avx512_1, avx512_2, avx512_4, avx512_8};
#define SCANS (!strcmp(tables->level, "avx512") ? avx512_scans : !strcmp(tables->level, "avx2") ? avx2_scans : plain_scans)
#else
#define SCANS plain_scans
#endif

// number_at loads a real number, or the real part of another.
static double number_at(const char *p, int dtype) {
  union { int8_t i1; int16_t i2; int32_t i4; int64_t i8; uint8_t u1; uint16_t u2; uint32_t u4; uint64_t u8; } v;
  memcpy(&v, p, ag_dtypes[dtype].size > 8 ? 8 : ag_dtypes[dtype].size);
  switch (dtype) {
  case AG_BOOL8:
  case AG_UINT8: return v.u1;
  case AG_INT8: return v.i1;
  case AG_INT16: return v.i2;
  case AG_INT32: return v.i4;
  case AG_INT64: return (double)v.i8;
  case AG_UINT16: return v.u2;
  case AG_UINT32: return v.u4;
  case AG_UINT64: return (double)v.u8;
  }
  int part = part_type(dtype), size = ag_dtypes[part].size;
  return float_of(size == 8 ? v.u8 : size == 4 ? v.u4 : size == 2 ? v.u2 : v.u1, part);
}

// is_tiny reports whether x becomes less than the least normal number of a floating
// type, and another number.
static int is_tiny(double x, const agDtype *t) {
  double a = fabs(x), least = ldexp(1, 2 - (1 << (t->exponent - 1)));
  double unit = ldexp(least, -t->fraction); // of all numbers below
  return a > 0 && a < least && nearbyint(a / unit) < least / unit && fmod(a, unit) != 0;
}

// A walk is a conversion whose conditions are looked for.
typedef struct walk {
  int from, to, parts, look;
  const range *range;
} walk;

static int row_conditions(const walk *w, const char *p, Py_ssize_t stride, Py_ssize_t n) {
  const agDtype *t = &ag_dtypes[w->to];
  int found = 0, size = ag_dtypes[w->from].size;
  for (int k = 0; k < w->parts; k++) {
    const char *q = p + k * size;
    if (w->range && !found) {
      int log = size == 8 ? 3 : size == 4 ? 2 : size == 2 ? 1 : 0;
      int lines = w->parts == 2 && stride == 2 * size; // both parts at once
      if (SCANS[log](q, lines ? size : stride, lines ? 2 * n : n, w->range)) found |= t->kind == 'f' ? AG_OVER : AG_INVALID;
      if (lines && !(w->look & AG_UNDER)) break;
    }
    if (!w->range || w->look & AG_UNDER) {
      for (Py_ssize_t i = 0; i < n; i++, q += stride) {
        double x = number_at(q, w->from);
        if (!w->range && without(x, t)) found |= AG_OVER;
        if (w->look & AG_UNDER && t->kind == 'f' && is_tiny(x, t)) found |= AG_UNDER;
      }
    }
  }
  return found & w->look;
}

// conversion_conditions returns which of the conditions look the conversion of elements
// of one type to another meets.
int conversion_conditions(int look, int from, int to, const char *p, int ndim, const Py_ssize_t *shape, const Py_ssize_t *strides) {
  const agDtype *f = &ag_dtypes[from], *t = &ag_dtypes[to];
  if (from == to || is_time(from) || is_time(to) || t->kind == 'b' || f->kind == 'b') return 0;
  int floats = f->kind == 'f' || f->kind == 'c', whole = t->kind == 'i' || t->kind == 'u';
  walk w = {part_type(from), part_type(to), f->kind == 'c' && t->kind == 'c' ? 2 : 1, look & (whole ? AG_INVALID : AG_OVER | AG_UNDER), NULL};
  if (!w.look || w.from == w.to || (!floats && (whole || t->size > 2))) return 0;
  if (floats) {
    w.range = range_of(w.from, w.to);
    if (w.range->positive > w.range->last && w.range->negative > w.range->last && !(w.look & AG_UNDER)) return 0;
  }
  Py_ssize_t index[AG_MAX_DIMS] = {0}, n = 1, stride = f->size;
  int axes = ndim;
  for (int i = 0; i < ndim; i++)
    if (!shape[i]) return 0;
  // The innermost axes that lie in one run are one row.
  for (; axes > 0 && (n == 1 || strides[axes - 1] == stride * n); axes--) {
    if (shape[axes - 1] == 1) continue;
    if (n == 1) stride = strides[axes - 1];
    n *= shape[axes - 1];
  }
  int found = 0;
  for (;;) {
    found |= row_conditions(&w, p, stride, n);
    int i = axes - 1;
    for (; i >= 0 && found != w.look; i--) {
      p += strides[i];
      if (++index[i] < shape[i]) break;
      p -= strides[i] * shape[i];
      index[i] = 0;
    }
    if (i < 0 || found == w.look) return found;
  }
}

// array_conversion is conversion_conditions of an array, in this context.
int array_conversion(const Array *a, int to) {
  int look = a->dtype == to ? 0 : look_now(a->size);
  return look ? conversion_conditions(look, a->dtype, to, a->data, a->ndim, SHAPE(a), STRIDES(a)) : 0;
}

// value_conversion is the same of an argument of a call into Go: an array, a number, or a
// list of them.
static int value_conversion(int look, const agValue *v, int to) {
  int found = 0;
  switch (v->kind) {
  case AG_ARRAY: {
    Py_ssize_t shape[AG_MAX_DIMS], strides[AG_MAX_DIMS];
    for (int i = 0; i < v->ndim; i++) {
      shape[i] = v->shape[i];
      strides[i] = v->strides[i];
    }
    int from = dtype_numbered(v->dtype);
    return from ? conversion_conditions(look, from, to, v->data, v->ndim, shape, strides) : 0;
  }
  case AG_FLOAT:
  case AG_COMPLEX: {
    double parts[2] = {v->re, v->kind == AG_COMPLEX ? v->im : 0};
    return conversion_conditions(look, AG_COMPLEX128, to, (const char *)parts, 0, NULL, NULL);
  }
  case AG_LIST:
    for (int64_t i = 0; i < v->n; i++) found |= value_conversion(look, &v->items[i], to);
  }
  return found;
}

// number_conversion tells of the conversion of a Python number to a floating type, or a
// complex one. It returns -1 with an exception set where that is what the caller wants.
int number_conversion(double re, double im, int to) {
  double parts[2] = {re, im};
  return conditions_tell("cast", conversion_conditions(usual_look, AG_COMPLEX128, to, (const char *)parts, 0, NULL, NULL));
}

// function_conversion returns the conditions of the conversion that a function made.
int function_conversion(int number, const agCall *call) {
  int argument = tables->converts[number];
  if (argument < 0 || argument >= call->nargs || !call->look) return 0;
  const agValue *to = call->result.kind == AG_ARRAY ? &call->result : &call->args[0];
  int d = to->kind == AG_ARRAY ? dtype_numbered(to->dtype) : 0;
  return d ? value_conversion(call->look, &call->args[argument], d) : 0;
}
