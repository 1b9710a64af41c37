// SPDX-License-Identifier: BSD-3-Clause

// Products without Go, up to where threads pay: dot products of contiguous rows, and tiles of matrices.
// Their order is that of package ufunc, whose kernels they are.
#include "core.h"

enum {
  MOST_ELEMENTS = 4 << 20,   // of the rows of dot products, which Go has no threads for either
  MOST_PRODUCTS = 256 << 10, // of a product of matrices
  MOST_OF_ROW = 1 << 20,     // of a product of one row, which waits for memory
  RELEASE = 32 << 10,        // products from which on the GIL is released
  MOST_DEPTH = 256,          // of a block of the order serial
  CHUNK = 64 << 10,          // elements of a row in a call of a kernel, as kernel.Chunk
  SERIES = 256,              // bytes of the series of the order wide
  PACKED = 16 << 10,         // bytes of columns that are copied
  TILE = 4 << 10,            // bytes of the largest tile
  ROW_COLUMNS = 8 << 10,     // bytes of a row of C that is worked on at once, and
  ROW_DEPTH = 8,             // how many rows of B are read side by side, as in package gemm
  ON_STACK = 4 << 10,        // bytes of operands that are copied, and
  MOST_COPIED = 64 << 10,    // of those in a block of memory
  MOST_NARROW = 8 << 10,     // elements of a matrix that is converted
};

// matrix is where the elements of a matrix lie.
typedef struct matrix {
  char *data;
  Py_ssize_t row, column; // strides in bytes
} matrix;

// add_sum adds what lies at y to what lies at x, dot products of type p.
static void add_sum(const agProduct *p, char *x, char *y) {
  int d = p->sum == p->size ? (int)(p - tables->products) : AG_INT32;
  agOperand op[3] = {{x, p->sum, 0, 0}, {y, p->sum, 0, 0}, {x, p->sum, 0, 0}};
  kernel_run(own_kernel(OWN_ADD, d), 1, 3, op);
}

// halves computes the dot product of a row of any length. A kernel has calls of CHUNK elements: longer
// rows are cut as ndarray/core cuts them.
static void halves(const agProduct *p, agArgs *args, Py_ssize_t k, char *x, char *y, char *to) {
  if (k <= CHUNK) {
    args->n = k;
    args->op[0].ptr = x;
    args->op[1].ptr = y;
    args->op[2].ptr = to;
    agEnter(p->dot, args);
    return;
  }
  Py_ssize_t half = k / 2;
  half -= half % (SERIES / p->sum);
  uint64_t second;
  halves(p, args, half, x, y, to);
  halves(p, args, k - half, x + half * p->size, y + half * p->size, (char *)&second);
  add_sum(p, to, (char *)&second);
}

// any_product reports whether both elements are true somewhere in rows of bools. It stops there.
static int any_product(const agProduct *p, agArgs *args, Py_ssize_t k, char *x, char *y) {
  enum { PIECE = 4 << 10 };
  uint32_t sum = 0;
  for (Py_ssize_t at = 0; at < k && !sum; at += PIECE) halves(p, args, k - at < PIECE ? k - at : PIECE, x + at, y + at, (char *)&sum);
  return sum != 0;
}

// dots computes m dot products of k elements of contiguous rows, of x and y, and stores them one after the
// other at to. It returns 0 where there are too many.
static int dots(const agProduct *p, Py_ssize_t m, Py_ssize_t k, matrix x, matrix y, char *to) {
  char scratch[AG_SCRATCH] __attribute__((aligned(64)));
  char sums[TILE] __attribute__((aligned(64)));
  int narrow = p->sum != p->size; // bytes, whose sums have the bits of the result in their low byte
  if (m * k > MOST_ELEMENTS) return 0;
  for (; narrow && m * p->sum > TILE; m -= TILE / p->sum) {
    dots(p, TILE / p->sum, k, x, y, to);
    x.data += TILE / p->sum * x.row;
    y.data += TILE / p->sum * y.row;
    to += TILE / p->sum * p->size;
  }
  agArgs args;
  args.n = k;
  args.rows = m;
  args.scratch = scratch;
  args.op[0] = (agOperand){x.data, p->size, x.row, 0};
  args.op[1] = (agOperand){y.data, p->size, y.row, 0};
  args.op[2] = (agOperand){narrow ? sums : to, 0, p->sum, 0};
  args.op[3].ptr = NULL;
  if (p->truth) {
    args.rows = 1;
    for (Py_ssize_t row = 0; row < m; row++) to[row] = any_product(p, &args, k, x.data + row * x.row, y.data + row * y.row);
    return 1;
  }
  if (k <= CHUNK) agEnter(p->dot, &args);
  else
    for (Py_ssize_t row = 0; row < m; row++) {
      args.rows = 1;
      halves(p, &args, k, x.data + row * x.row, y.data + row * y.row, (narrow ? sums : to) + row * p->sum);
    }
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

// row_sums computes the sums of a row of A and all rows of B for columns that are whole vectors, some rows at
// a time: so B is read as it lies. total gets them, and the sums of a block are put at sums.
static void row_sums(const agProduct *p, Py_ssize_t n, Py_ssize_t k, matrix a, matrix b, char *total, char *sums) {
  union { double d; float f; uint64_t u; } one = {.u = 1};
  if (p->real && p->size == 8) one.d = 1;
  else if (p->real) one.f = 1;
  agTile t = {.rows = 1, .columns = n, .a_step = a.column, .b_step = b.row};
  for (Py_ssize_t block = 0; block < k; block += MOST_DEPTH) {
    Py_ssize_t deep = k - block < MOST_DEPTH ? k - block : MOST_DEPTH;
    int last = block + deep == k;
    t.c = block ? sums : total;
    for (Py_ssize_t at = 0; at < deep; at += ROW_DEPTH) {
      t.depth = deep - at < ROW_DEPTH ? deep - at : ROW_DEPTH;
      t.resume = at > 0;
      t.last = last && !block && at + t.depth == deep;
      t.a = a.data + (block + at) * a.column;
      t.b = b.data + (block + at) * b.row;
      agEnter(p->tile, (agArgs *)&t);
    }
    if (!block) continue;
    agTile add = {.rows = 1, .columns = n, .a = &one, .b = sums, .c = total, .depth = 1, .resume = 1, .last = last};
    agEnter(p->tile, (agArgs *)&add);
  }
}

// row computes C = A·B of one row, where the rows of B are contiguous and at least a vector. The columns left
// after whole vectors are computed with some before them, which are computed twice.
static void row(const agProduct *p, Py_ssize_t n, Py_ssize_t k, matrix a, matrix b, char *to) {
  char total[ROW_COLUMNS] __attribute__((aligned(64))), sums[ROW_COLUMNS] __attribute__((aligned(64)));
  int size = p->size;
  for (Py_ssize_t col = 0, wide; col < n; col += wide) {
    wide = n - col < ROW_COLUMNS / size ? n - col : ROW_COLUMNS / size;
    if (wide < p->lanes) {
      wide = p->lanes;
      col = n - wide;
    }
    wide -= wide % p->lanes;
    row_sums(p, wide, k, a, (matrix){b.data + col * size, b.row, size}, total, sums);
    memcpy(to + col * size, total, wide * size);
  }
}

// matrices computes C = A·B, C contiguous. It returns 0 where there is too much to do.
static int matrices(const agProduct *p, Py_ssize_t m, Py_ssize_t n, Py_ssize_t k, matrix a, matrix b, char *to) {
  char packed[PACKED] __attribute__((aligned(64))), tile[TILE] __attribute__((aligned(64)));
  int size = p->size;
  if (!p->tile) return 0;
  if (m == 1 && b.column == size && n >= p->lanes) {
    row(p, n, k, a, b, to);
    return 1;
  }
  if (k > MOST_DEPTH || m * n > MOST_PRODUCTS || m * n * k > MOST_PRODUCTS) return 0;
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

// copies is a product of operands that are copied.
typedef struct copies {
  const agProduct *p;
  int dtype;
  Py_ssize_t m, n, k;
  matrix a, b;
  int conjugate;
  char *to;
} copies;

static __attribute__((noinline)) int on_stack(int (*f)(const copies *, char *), const copies *c) {
  char room[ON_STACK] __attribute__((aligned(64)));
  return f(c, room);
}

// copied calls f with room for so many bytes: on the stack, or in a block of memory. It returns 0 where
// that is too much.
static int copied(int (*f)(const copies *, char *), const copies *c, Py_ssize_t bytes) {
  if (bytes <= ON_STACK) return on_stack(f, c);
  char *room = bytes <= MOST_COPIED ? PyMem_Malloc(bytes) : NULL;
  if (!room) return 0;
  PyThreadState *thread = c->m * c->k > RELEASE || c->n * c->k > RELEASE ? PyEval_SaveThread() : NULL;
  int done = f(c, room);
  if (thread) PyEval_RestoreThread(thread);
  PyMem_Free(room);
  return done;
}

typedef uint32_t words __attribute__((vector_size(16), aligned(4), may_alias));

// exchange_row copies n complex numbers of so many bytes with their parts exchanged; to may be from.
static void exchange_row(char *to, const char *from, Py_ssize_t n, int size) {
#define EACH(...)                                 \
  for (; i + 16 <= bytes; i += 16) {              \
    words v = *(const words *)(from + i);         \
    *(words *)(to + i) = (words){__VA_ARGS__};    \
  }
  Py_ssize_t i = 0, bytes = n * size;
  if (size == 16) {
    EACH(v[2], v[3], v[0], v[1])
  } else {
    EACH(v[1], v[0], v[3], v[2])
  }
#undef EACH
  for (; i < bytes; i += 8) { // a last one of 8
    uint64_t z;
    memcpy(&z, from + i, 8);
    z = z << 32 | z >> 32;
    memcpy(to + i, &z, 8);
  }
}

// conjugate_row writes the conjugates of n complex numbers of a type; to may be from. It returns 0 where no
// kernel does that.
static int conjugate_row(char *to, const char *from, Py_ssize_t n, int dtype) {
  static int conjugate = -1;
  char scratch[AG_SCRATCH] __attribute__((aligned(64)));
  if (conjugate < 0) conjugate = ufunc_number("conjugate");
  const agKernel *k = &tables->ufuncs[conjugate].kernels[dtype];
  if (!k->entry || k->rare) return 0;
  agArgs args;
  args.n = n;
  args.rows = 1;
  args.scratch = scratch;
  args.op[0] = (agOperand){(char *)from, ag_dtypes[dtype].size, 0, 0};
  args.op[1] = (agOperand){to, ag_dtypes[dtype].size, 0, 0};
  agEnter(k->entry, &args);
  return 1;
}

// complex_dots are dot products of complex rows, each of two real ones, as package ufunc makes them: with (re, -im, …)
// and (im, re, …) of the second operand, or (re, im, …) and (im, -re, …) where the first is conjugated.
static int complex_dots(const copies *c, char *room) {
  char scratch[AG_SCRATCH] __attribute__((aligned(64)));
  const agProduct *p = c->p;
  int size = p->size;
  char *with[2] = {c->b.data, room};
  exchange_row(room, c->b.data, c->k, size);
  if (!c->conjugate) with[0] = room + c->k * size;
  if (!conjugate_row(c->conjugate ? room : with[0], c->conjugate ? room : c->b.data, c->k, c->dtype)) return 0;
  for (int part = 0; part < 2; part++) {
    agArgs args;
    args.n = 2 * c->k;
    args.rows = c->m;
    args.scratch = scratch;
    args.op[0] = (agOperand){c->a.data, p->sum, c->a.row, 0};
    args.op[1] = (agOperand){with[part], p->sum, 0, 0};
    args.op[2] = (agOperand){c->to + part * p->sum, 0, size, 0};
    args.op[3].ptr = NULL;
    agEnter(p->dot, &args);
  }
  return 1;
}

// complex_matrices is a product of complex matrices as one of real ones of twice the depth and width, as package
// gemm makes it: below each row of B lies that row times i.
static int complex_matrices(const copies *c, char *room) {
  int size = c->p->size;
  Py_ssize_t row = c->n * size;
  for (Py_ssize_t i = 0; i < c->k; i++) {
    char *plain = room + 2 * i * row;
    move_row(plain, size, c->b.data + i * c->b.row, c->b.column, c->n, size);
    if (!conjugate_row(plain + row, plain, c->n, c->dtype)) return 0;
    exchange_row(plain + row, plain + row, c->n, size);
  }
  const agProduct *parts = &tables->products[size == 8 ? AG_FLOAT32 : AG_FLOAT64];
  return matrices(parts, c->m, 2 * c->n, 2 * c->k, (matrix){c->a.data, c->a.row, parts->size}, (matrix){room, row, parts->size}, c->to);
}

static int complex_product(const copies *c, int sums) {
  int size = c->p->size;
  if (c->a.column != size && c->k > 1) return 0;
  if (sums) return 2 * c->k <= CHUNK ? copied(complex_dots, c, (c->conjugate ? 1 : 2) * c->k * size) : 0;
  return 2 * c->k <= MOST_DEPTH ? copied(complex_matrices, c, 2 * c->k * c->n * size) : 0;
}

// The bytes of a number that is converted to int32.
enum { WIDE = 4 };

// widen converts a matrix to int32, in C order: at once where it lies in that order.
static void widen(const agKernel *in, char *to, matrix x, Py_ssize_t rows, Py_ssize_t columns, int size) {
  if (x.column == size && x.row == columns * size) columns *= rows, rows = 1;
  for (Py_ssize_t i = 0; i < rows; i++) cast_row(in, NULL, NULL, to + i * columns * WIDE, WIDE, WIDE, x.data + i * x.row, x.column, size, columns);
}

static int narrow_product(const copies *c, char *room) {
  int size = c->p->size;
  const agKernel *in = &tables->casts[c->dtype][AG_INT32], *out = &tables->casts[AG_INT32][c->dtype];
  if (!in->entry || !out->entry) return 0;
  char *a = room, *b = a + c->m * c->k * WIDE, *to = b + c->k * c->n * WIDE;
  widen(in, a, c->a, c->m, c->k, size);
  widen(in, b, c->b, c->k, c->n, size);
  if (!matrices(&tables->products[AG_INT32], c->m, c->n, c->k, (matrix){a, c->k * WIDE, WIDE}, (matrix){b, c->n * WIDE, WIDE}, to)) return 0;
  cast_row(out, NULL, NULL, c->to, size, size, to, WIDE, WIDE, c->m * c->n);
  return 1;
}

// narrow_matrices is a product of matrices of bytes, int16 or bools, of few elements: they are converted to int32.
static int narrow_matrices(const copies *c) { return copied(narrow_product, c, (c->m * c->k + c->k * c->n + c->m * c->n) * WIDE); }

static int absent(PyObject *o) { return !o || o == Py_None; }
static int has_axes(PyObject *o, int n) { return o && is_array(o) && ((Array *)o)->ndim == n; }

// unless_special returns a result, but one of floats that may have met conditions leaves it to Go, which
// looks for them.
static PyObject *unless_special(Array *z) {
  char kind = ag_dtypes[z->dtype].kind;
  if (!usual_look || (kind != 'f' && kind != 'c') || conditions_unmet(z->data, z->dtype, z->size)) return (PyObject *)z;
  Py_DECREF(z);
  return NULL;
}

// product is the product of two vectors or matrices of one type, of so many axes; of vectors, the first
// may be conjugated. It returns NULL without an exception where the call is not of that sort.
static PyObject *product(PyObject *left, PyObject *right, int most_left, int most_right, int conjugate) {
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
  int few = m * k <= MOST_NARROW && k * n <= MOST_NARROW && m * n <= MOST_NARROW && m * n * k <= MOST_PRODUCTS;
  if (sums ? k > 1 && (a.column != size || b.row != size) : p->tile ? p->pair && most_left == 1 : !few) return NULL; // vecmat conjugates
  Py_ssize_t shape[2];
  int axes = 0;
  if (x->ndim == 2) shape[axes++] = m;
  if (y->ndim == 2) shape[axes++] = n;
  if (m > MOST_ELEMENTS || n > MOST_ELEMENTS || k > MOST_ELEMENTS) return NULL;
  if (sums ? m * k > MOST_ELEMENTS : m * n > MOST_OF_ROW || n * k > MOST_OF_ROW || m * k > MOST_OF_ROW) return NULL;
  Array *z = array_new(x->dtype, axes, shape, 'C', 0);
  if (!z) return NULL;
  conditions_clear();
  PyThreadState *thread = !p->pair && (sums || p->tile) && (m * k > RELEASE || n * k > RELEASE) ? PyEval_SaveThread() : NULL;
  int done;
  const copies c = {p, x->dtype, m, n, k, a, b, conjugate, z->data};
  if (p->pair) {
    done = complex_product(&c, sums);
  } else if (sums) {
    done = dots(p, m, k, a, (matrix){b.data, 0, size}, z->data);
  } else {
    done = p->tile ? matrices(p, m, n, k, a, b, z->data) : narrow_matrices(&c);
  }
  if (thread) PyEval_RestoreThread(thread);
  if (done) return unless_special(z);
  Py_DECREF(z);
  return NULL;
}

// row_products are the dot products of the rows of two matrices.
static PyObject *row_products(const Array *x, const Array *y) {
  if (x->dtype != y->dtype || !(x->flags & y->flags & AG_ALIGNED) || is_time(x->dtype)) return NULL;
  const agProduct *p = &tables->products[x->dtype];
  Py_ssize_t m = SHAPE(x)[0], k = SHAPE(x)[1];
  if (!p->dot || p->pair || !x->size || SHAPE(y)[0] != m || SHAPE(y)[1] != k || x->size > MOST_ELEMENTS) return NULL;
  matrix a = {x->data, STRIDES(x)[0], STRIDES(x)[1]}, b = {y->data, STRIDES(y)[0], STRIDES(y)[1]};
  if (k > 1 && (a.column != p->size || b.column != p->size)) return NULL;
  Array *z = array_new(x->dtype, 1, &m, 'C', 0);
  if (!z) return NULL;
  conditions_clear();
  PyThreadState *thread = m * k > RELEASE ? PyEval_SaveThread() : NULL;
  int done = dots(p, m, k, a, b, z->data);
  if (thread) PyEval_RestoreThread(thread);
  if (done) return unless_special(z);
  Py_DECREF(z);
  return NULL;
}

// usual reports whether what follows the operands is not given, or as if it were not: an out and, where there are five or
// more, the axes, and at the end a rule of casting and an element type.
static int usual(int n, PyObject *const *v, int axes) {
  if (n > 2 && !absent(v[2])) return 0;
  if (n < 5) return 1;
  if (!absent(v[axes])) return 0;
  PyObject *casting = v[n - 2];
  return absent(v[n - 1]) && (!casting || (PyUnicode_CheckExact(casting) && !PyUnicode_CompareWithASCIIString(casting, "same_kind")));
}

// x1, x2, out, axes, casting, dtype; linalg's matmul has the operands alone, dot an out.
PyObject *product_matmul(int n, PyObject *const *v) { return usual(n, v, 3) ? product(v[0], v[1], 2, 2, 0) : NULL; }
PyObject *product_matvec(int n, PyObject *const *v) { return usual(n, v, 3) && has_axes(v[0], 2) ? product(v[0], v[1], 2, 1, 0) : NULL; }
PyObject *product_vecmat(int n, PyObject *const *v) { return usual(n, v, 3) && has_axes(v[1], 2) ? product(v[0], v[1], 1, 2, 0) : NULL; }

// x1, x2, out, axis, axes, keepdims, casting, dtype; linalg's vecdot has only an axis.
PyObject *product_vecdot(int n, PyObject *const *v) {
  int own = n > 3;
  if (own && (!usual(n, v, 4) || (v[5] && v[5] != Py_False))) return NULL;
  PyObject *axis = v[own ? 3 : 2];
  if (axis) {
    Py_ssize_t i = PyLong_Check(axis) ? PyLong_AsSsize_t(axis) : 0;
    if (i == -1 && PyErr_Occurred()) {
      PyErr_Clear();
      return NULL;
    }
    if (i != -1) return NULL;
  }
  return has_axes(v[0], 2) && has_axes(v[1], 2) ? row_products((Array *)v[0], (Array *)v[1]) : product(v[0], v[1], 1, 1, 1);
}

// a, b: those of the elements in C order, the first conjugated.
PyObject *product_vdot(int n, PyObject *const *v) {
  if (!v[0] || !v[1] || !is_array(v[0]) || !is_array(v[1])) return NULL;
  Array *x = (Array *)v[0], *y = (Array *)v[1];
  if (x->ndim == 1 && y->ndim == 1) return product(v[0], v[1], 1, 1, 1);
  if (!(x->flags & y->flags & AG_C)) return NULL;
  PyObject *a = array_flat(x, 0), *b = a ? array_flat(y, 0) : NULL, *z = b ? product(a, b, 1, 1, 1) : NULL;
  Py_XDECREF(a);
  Py_XDECREF(b);
  return z;
}

// a, b: sums of products along the last axes of vectors and matrices.
PyObject *product_inner(int n, PyObject *const *v) {
  if (!v[0] || !v[1] || !is_array(v[1])) return NULL;
  Array *y = (Array *)v[1];
  if (y->ndim == 1) return product(v[0], v[1], 2, 1, 0);
  if (y->ndim != 2) return NULL;
  Py_ssize_t shape[2] = {SHAPE(y)[1], SHAPE(y)[0]}, strides[2] = {STRIDES(y)[1], STRIDES(y)[0]};
  PyObject *b = (PyObject *)array_view(y, ArrayType, y->data, 2, shape, strides), *z = b ? product(v[0], b, 2, 2, 0) : NULL;
  Py_XDECREF(b);
  return z;
}

// whole_norm is the root of the sum of all squares of float32 or float64.
static PyObject *whole_norm(PyObject *o) {
  static int root = -1;
  if (!o || !is_array(o)) return NULL;
  Array *a = (Array *)o;
  if (a->dtype != AG_FLOAT64 && a->dtype != AG_FLOAT32) return NULL;
  if (root < 0) root = ufunc_number("sqrt");
  PyObject *row = a->ndim == 1 ? Py_NewRef(o) : a->flags & AG_C ? array_flat(a, 0) : NULL;
  PyObject *sum = row ? product(row, row, 1, 1, 0) : NULL, *z = sum ? ufunc_unary(root, sum, NULL) : NULL;
  Py_XDECREF(row);
  Py_XDECREF(sum);
  return z;
}

// x, ord, axis, keepdims
PyObject *product_norm(int n, PyObject *const *v) {
  return absent(v[1]) && absent(v[2]) && (!v[3] || v[3] == Py_False) ? whole_norm(v[0]) : NULL;
}

// x, axis, keepdims, ord, which is a 2 where it is not given
PyObject *product_vector_norm(int n, PyObject *const *v) {
  return absent(v[1]) && (!v[2] || v[2] == Py_False) && !v[3] ? whole_norm(v[0]) : NULL;
}

// product_of_flags returns the product of bytes that are 0 or 1 with themselves, which is how many are 1; -1 where no kernel
// makes it. They are few enough for one call.
Py_ssize_t product_of_flags(const char *flags, Py_ssize_t n) {
  const agProduct *p = &tables->products[AG_UINT8];
  char scratch[AG_SCRATCH] __attribute__((aligned(64)));
  int32_t sum = 0;
  if (!p->dot || p->sum != sizeof sum) return -1;
  agArgs args;
  args.rows = 1;
  args.scratch = scratch;
  for (int i = 0; i < 2; i++) args.op[i] = (agOperand){(char *)flags, 1, 0, 0};
  args.op[2] = (agOperand){&sum, 0, sizeof sum, 0};
  args.op[3].ptr = NULL;
  halves(p, &args, n, (char *)flags, (char *)flags, (char *)&sum);
  return sum;
}

// product_windows writes n products of a row with the windows of k elements of another one. It returns 0 where no kernel makes them.
int product_windows(int dtype, Py_ssize_t n, Py_ssize_t k, char *row, char *windows, char *to) {
  const agProduct *p = &tables->products[dtype];
  if (!p->dot || !p->tile || p->pair) return 0;
  conditions_clear();
  return matrices(p, 1, n, k, (matrix){row, 0, p->size}, (matrix){windows, p->size, p->size}, to);
}

// product_result is unless_special of what may be NULL.
PyObject *product_result(Array *z) { return z ? unless_special(z) : NULL; }

// subscripts are those of a product of two operands: text before the comma, the arrow and the end.
typedef struct subscripts {
  const char *term[3];
  int n[3];
} subscripts;

static int is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// subscripts_read reads "ij,jk->ik" and its like: one or two letters a term, up to two of the result. It returns 0 for others.
static int subscripts_read(subscripts *s, PyObject *text) {
  Py_ssize_t length;
  const char *p = PyUnicode_CheckExact(text) ? PyUnicode_AsUTF8AndSize(text, &length) : NULL;
  for (int i = 0; i < 3 && p; i++) {
    s->term[i] = p;
    for (s->n[i] = 0; is_letter(*p); p++) s->n[i]++;
    if (s->n[i] > 2 || (s->n[i] == 2 && p[-1] == p[-2]) || (i < 2 && !s->n[i])) return 0;
    if (i == 0 && *p++ != ',') return 0;
    if (i == 1 && (p[0] != '-' || p[1] != '>')) return 0;
    if (i == 1) p += 2;
  }
  return p && !*p;
}

static int in_term(const subscripts *s, int term, char c) { return memchr(s->term[term], c, s->n[term]) != NULL; }

// matrix_view returns an operand as a matrix whose axis at `at` is the one that is summed: the last of the first operand, the
// first of the second.
static Array *matrix_view(Array *a, int at, int last) {
  Py_ssize_t shape[2] = {1, 1}, strides[2] = {0, 0};
  shape[last] = SHAPE(a)[at];
  strides[last] = STRIDES(a)[at];
  if (a->ndim == 2) {
    shape[!last] = SHAPE(a)[!at];
    strides[!last] = STRIDES(a)[!at];
  }
  return array_view(a, ArrayType, a->data, 2, shape, strides);
}

// subscripts, and operands: two vectors or matrices that have one subscript in common, over which their products are summed.
PyObject *product_einsum(int n, PyObject *const *v) {
  subscripts s;
  if (n != 3 || !is_array(v[1]) || !is_array(v[2]) || !subscripts_read(&s, v[0])) return NULL;
  Array *x = (Array *)v[1], *y = (Array *)v[2];
  if (x->ndim != s.n[0] || y->ndim != s.n[1]) return NULL;
  int at = -1, in_both = 0, axes = 0;
  for (int i = 0; i < s.n[0]; i++)
    if (in_term(&s, 1, s.term[0][i])) {
      at = i;
      in_both++;
    }
  if (in_both != 1 || in_term(&s, 2, s.term[0][at])) return NULL;
  int other = s.term[1][0] != s.term[0][at];
  Py_ssize_t shape[2];
  if (s.n[0] == 2 && (axes == s.n[2] || s.term[2][axes] != s.term[0][!at])) return NULL;
  if (s.n[0] == 2) shape[axes++] = SHAPE(x)[!at];
  if (s.n[1] == 2 && (axes == s.n[2] || s.term[2][axes] != s.term[1][!other])) return NULL;
  if (s.n[1] == 2) shape[axes++] = SHAPE(y)[!other];
  if (axes != s.n[2]) return NULL;
  Array *a = matrix_view(x, at, 1), *b = a ? matrix_view(y, other, 0) : NULL;
  PyObject *z = b ? product((PyObject *)a, (PyObject *)b, 2, 2, 0) : NULL;
  Py_XDECREF((PyObject *)a);
  Py_XDECREF((PyObject *)b);
  if (z && axes < 2) array_set_shape((Array *)z, axes, shape);
  return z;
}
