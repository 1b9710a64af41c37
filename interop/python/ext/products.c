// SPDX-License-Identifier: BSD-3-Clause

// Products of few elements, without Go: dot products of contiguous rows, and tiles of matrices.
// Their order is that of package ufunc, whose kernels they are.
#include "core.h"

enum {
  MOST_ELEMENTS = 32 << 10, // of the rows of a dot product, under the GIL
  MOST_PRODUCTS = 32 << 10, // of a product of matrices
  MOST_DEPTH = 256,         // of a block of the order serial
  PACKED = 16 << 10,        // bytes of columns that are copied
  TILE = 4 << 10,           // bytes of the largest tile
};

// matrix is where the elements of a matrix lie.
typedef struct matrix {
  char *data;
  Py_ssize_t row, column; // strides in bytes
} matrix;

// dots computes m dot products of k elements of contiguous rows, of x and y, and stores them one after the
// other at to. It returns 0 where there are too many.
static int dots(const agProduct *p, Py_ssize_t m, Py_ssize_t k, matrix x, matrix y, char *to) {
  char scratch[AG_SCRATCH] __attribute__((aligned(64)));
  char sums[TILE] __attribute__((aligned(64)));
  int narrow = p->sum != p->size; // bytes, whose sums have the bits of the result in their low byte
  if (m * k > MOST_ELEMENTS || (narrow && m * p->sum > TILE)) return 0;
  agArgs args;
  args.n = k;
  args.rows = m;
  args.scratch = scratch;
  args.op[0] = (agOperand){x.data, p->size, x.row, 0};
  args.op[1] = (agOperand){y.data, p->size, y.row, 0};
  args.op[2] = (agOperand){narrow ? sums : to, 0, p->sum, 0};
  args.op[3].ptr = NULL;
  agEnter(p->dot, &args);
  if (narrow) move_row(to, p->size, sums, p->sum, m, p->size);
  return 1;
}

// tiles computes m rows of C for n columns of B, tile by tile.
static void tiles(const agProduct *p, Py_ssize_t m, Py_ssize_t n, Py_ssize_t k, matrix a, matrix b, matrix c) {
  agTile t = {.a_row = a.row, .a_step = a.column, .b_step = b.row, .c_row = c.row, .depth = k, .last = 1};
  for (Py_ssize_t col = 0; col < n; col += t.columns) {
    t.columns = n - col < p->columns || m == 1 ? n - col : p->columns;
    for (Py_ssize_t row = 0; row < m; row += t.rows) {
      t.rows = m - row < p->rows ? m - row : p->rows;
      t.a = a.data + row * a.row;
      t.b = b.data + col * p->size;
      t.c = c.data + row * c.row + col * p->size;
      agEnter(p->tile, (agArgs *)&t);
    }
  }
}

// matrices computes C = A·B, C contiguous. It returns 0 where there is too much to do.
static int matrices(const agProduct *p, Py_ssize_t m, Py_ssize_t n, Py_ssize_t k, matrix a, matrix b, char *to) {
  char packed[PACKED] __attribute__((aligned(64))), tile[TILE] __attribute__((aligned(64)));
  int size = p->size;
  if (!p->tile || k > MOST_DEPTH || n > MOST_PRODUCTS || m > MOST_PRODUCTS || m * n > MOST_PRODUCTS || m * n * k > MOST_PRODUCTS) return 0;
  matrix c = {to, n * size, size};
  // Columns that are no whole vector, or whose rows have gaps, are copied.
  Py_ssize_t whole = b.column == size ? n - n % p->lanes : 0, rest = n - whole;
  Py_ssize_t wide = (rest + p->lanes - 1) / p->lanes * p->lanes, step = wide * size;
  if (k * step > PACKED) return 0;
  if (whole) tiles(p, m, whole, k, a, b, c);
  if (!rest) return 1;
  if (rest < wide) memset(packed, 0, k * step);
  for (Py_ssize_t i = 0; i < k; i++) move_row(packed + i * step, size, b.data + i * b.row + whole * b.column, b.column, rest, size);
  Py_ssize_t high = TILE / step < m ? TILE / step : m;
  if (!high) return 0;
  for (Py_ssize_t row = 0; row < m; row += high) {
    Py_ssize_t rows = m - row < high ? m - row : high;
    tiles(p, rows, wide, k, (matrix){a.data + row * a.row, a.row, a.column}, (matrix){packed, step, size}, (matrix){tile, step, size});
    for (Py_ssize_t i = 0; i < rows; i++) memcpy(to + (row + i) * c.row + whole * size, tile + i * step, rest * size);
  }
  return 1;
}

static int absent(PyObject *o) { return !o || o == Py_None; }
static int has_axes(PyObject *o, int n) { return o && is_array(o) && ((Array *)o)->ndim == n; }

// unless_special returns a result, but one of floats that are not all finite leaves it to
// Go to look for conditions.
static PyObject *unless_special(Array *z) {
  char kind = ag_dtypes[z->dtype].kind;
  if (!usual_look || (kind != 'f' && kind != 'c') || !is_special(z->data, z->dtype, z->size)) return (PyObject *)z;
  Py_DECREF(z);
  return NULL;
}

// product is the product of two vectors or matrices of one type, of so many axes. It returns
// NULL without an exception where the call is not of that sort.
static PyObject *product(PyObject *left, PyObject *right, int most_left, int most_right) {
  if (!left || !right || !is_array(left) || !is_array(right)) return NULL;
  Array *x = (Array *)left, *y = (Array *)right;
  if (x->dtype != y->dtype || !(x->flags & y->flags & AG_ALIGNED) || is_time(x->dtype)) return NULL;
  const agProduct *p = &tables->products[x->dtype];
  if (!p->dot || x->ndim < 1 || y->ndim < 1 || x->ndim > most_left || y->ndim > most_right || !x->size || !y->size) return NULL;
  int size = p->size;
  Py_ssize_t k = SHAPE(x)[x->ndim - 1], m = x->ndim == 2 ? SHAPE(x)[0] : 1, n = y->ndim == 2 ? SHAPE(y)[1] : 1;
  if (SHAPE(y)[0] != k) return NULL;
  matrix a = {x->data, x->ndim == 2 ? STRIDES(x)[0] : 0, STRIDES(x)[x->ndim - 1]};
  matrix b = {y->data, STRIDES(y)[0], y->ndim == 2 ? STRIDES(y)[1] : size};
  // A vector times a matrix has another order than a dot product, even of one column.
  int sums = n == 1 && !(x->ndim == 1 && y->ndim == 2 && most_left == 1);
  if (sums ? k > 1 && (a.column != size || b.row != size) : !p->tile) return NULL;
  Py_ssize_t shape[2];
  int axes = 0;
  if (x->ndim == 2) shape[axes++] = m;
  if (y->ndim == 2) shape[axes++] = n;
  if (m > MOST_PRODUCTS || n > MOST_PRODUCTS || k > MOST_PRODUCTS || m * k > MOST_PRODUCTS) return NULL;
  Array *z = array_new(x->dtype, axes, shape, 'C', 0);
  if (!z) return NULL;
  if (sums ? dots(p, m, k, a, (matrix){b.data, 0, size}, z->data) : matrices(p, m, n, k, a, b, z->data)) return unless_special(z);
  Py_DECREF(z);
  return NULL;
}

// row_products are the dot products of the rows of two matrices.
static PyObject *row_products(const Array *x, const Array *y) {
  if (x->dtype != y->dtype || !(x->flags & y->flags & AG_ALIGNED) || is_time(x->dtype)) return NULL;
  const agProduct *p = &tables->products[x->dtype];
  Py_ssize_t m = SHAPE(x)[0], k = SHAPE(x)[1];
  if (!p->dot || !x->size || SHAPE(y)[0] != m || SHAPE(y)[1] != k || x->size > MOST_ELEMENTS) return NULL;
  matrix a = {x->data, STRIDES(x)[0], STRIDES(x)[1]}, b = {y->data, STRIDES(y)[0], STRIDES(y)[1]};
  if (k > 1 && (a.column != p->size || b.column != p->size)) return NULL;
  Array *z = array_new(x->dtype, 1, &m, 'C', 0);
  if (!z) return NULL;
  if (dots(p, m, k, a, b, z->data)) return unless_special(z);
  Py_DECREF(z);
  return NULL;
}

// x1, x2, out; linalg's matmul has no out.
PyObject *product_matmul(int n, PyObject *const *v) { return n < 3 || absent(v[2]) ? product(v[0], v[1], 2, 2) : NULL; }
PyObject *product_matvec(int n, PyObject *const *v) { return absent(v[2]) && has_axes(v[0], 2) ? product(v[0], v[1], 2, 1) : NULL; }
PyObject *product_vecmat(int n, PyObject *const *v) { return absent(v[2]) && has_axes(v[1], 2) ? product(v[0], v[1], 1, 2) : NULL; }

// x1, x2, out, axis; linalg's vecdot has no out.
PyObject *product_vecdot(int n, PyObject *const *v) {
  if (n > 3 && !absent(v[2])) return NULL;
  PyObject *axis = v[n - 1];
  if (axis) {
    Py_ssize_t i = PyLong_Check(axis) ? PyLong_AsSsize_t(axis) : 0;
    if (i == -1 && PyErr_Occurred()) {
      PyErr_Clear();
      return NULL;
    }
    if (i != -1) return NULL;
  }
  return has_axes(v[0], 2) && has_axes(v[1], 2) ? row_products((Array *)v[0], (Array *)v[1]) : product(v[0], v[1], 1, 1);
}
