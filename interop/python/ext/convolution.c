// SPDX-License-Identifier: BSD-3-Clause

// Convolutions of few elements without Go: a row times the windows of a longer one, as package array makes them. They
// return NULL without an exception where they leave the call to Go.
#include "core.h"

enum { MOST_WINDOW = 256, MOST_READ = 16 << 10 }; // elements of the shorter array, and bytes of the longer one between zeros

// modes are the parts of a convolution, by their first letters.
enum { FULL = 'f', SAME = 's', VALID = 'v' };

// mode_of reads the argument mode; 0 is none of these.
static int mode_of(PyObject *o, int initial) {
  static const char *const names[] = {"full", "same", "valid"};
  if (!o) return initial;
  for (int i = 0; i < 3 && PyUnicode_CheckExact(o); i++)
    if (!PyUnicode_CompareWithASCIIString(o, names[i])) return names[i][0];
  return 0;
}

static int is_signal(const Array *a) {
  const agProduct *p = &tables->products[a->dtype];
  return p->tile && !p->pair && p->size <= 8 && a->ndim == 1 && a->size > 0 && a->flags & AG_ALIGNED;
}

// windows_times returns count places from the first on of a row of m elements that is moved along x, which lies between
// zeros: step is the stride of the row.
static Array *windows_times(const Array *x, const char *row, Py_ssize_t step, Py_ssize_t m, Py_ssize_t first, Py_ssize_t count) {
  char read[MOST_READ] __attribute__((aligned(64))), taps[MOST_WINDOW * 8] __attribute__((aligned(64)));
  int size = ag_dtypes[x->dtype].size;
  Py_ssize_t from = first - (m - 1), all = count + m - 1, lo = from < 0 ? -from : 0, hi = all;
  if (all * size > MOST_READ) return NULL;
  if (from + all > x->size) hi = x->size - from;
  memset(read, 0, lo * size);
  move_row(read + lo * size, size, x->data + (from + lo) * STRIDES(x)[0], STRIDES(x)[0], hi - lo, size);
  memset(read + hi * size, 0, (all - hi) * size);
  move_row(taps, size, row, step, m, size);
  const agKernel *finite = own_kernel(OWN_FINITE, x->dtype);
  if (ag_dtypes[x->dtype].kind == 'f' && (!finite->entry || kernel_finds(finite, 0, taps, size, NULL, 0, m))) return NULL; // times 0 it is not 0
  Array *z = array_new(x->dtype, 1, &count, 'C', 0);
  if (z && !product_windows(x->dtype, count, m, taps, read, z->data)) Py_CLEAR(z);
  return z;
}

// convolved is the convolution of two arrays of one type, or their correlation.
static PyObject *convolved(PyObject *const *v, int mode, int correlates) {
  if (!mode || !v[0] || !v[1] || !is_array(v[0]) || !is_array(v[1])) return NULL;
  const Array *x = (Array *)v[0], *y = (Array *)v[1];
  if (x->dtype != y->dtype || !is_signal(x) || !is_signal(y) || is_time(x->dtype) || (correlates && x->size < y->size)) return NULL;
  if (x->size < y->size) {
    const Array *longer = y;
    y = x;
    x = longer;
  }
  Py_ssize_t n = x->size, m = y->size, step = STRIDES(y)[0];
  if (m > MOST_WINDOW || n > MOST_READ) return NULL;
  Py_ssize_t first = mode == FULL ? 0 : mode == SAME ? (m - 1) / 2 : m - 1;
  Py_ssize_t count = mode == FULL ? n + m - 1 : mode == SAME ? n : n - m + 1;
  const char *row = correlates ? y->data : y->data + (m - 1) * step;
  return product_result(windows_times(x, row, correlates ? step : -step, m, first, count));
}

// a, v, mode
PyObject *signal_convolve(int n, PyObject *const *v) { return convolved(v, mode_of(v[2], FULL), 0); }
PyObject *signal_correlate(int n, PyObject *const *v) { return convolved(v, mode_of(v[2], VALID), 1); }
