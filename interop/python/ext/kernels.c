// SPDX-License-Identifier: BSD-3-Clause

// Kernels that C calls for a purpose of its own: it has no arithmetic on elements but theirs.
#include "core.h"

static const char *const own_names[] = {[OWN_ADD] = "add", [OWN_EQUAL] = "equal", [OWN_FINITE] = "isfinite", [OWN_MOVE] = "positive", [OWN_DIFFER] = "not_equal"};
static int own_numbers[sizeof own_names / sizeof *own_names];

// kernels_init finds the ufuncs. It returns -1 with an exception if one is missing.
int kernels_init(void) {
  for (size_t i = 0; i < sizeof own_names / sizeof *own_names; i++) {
    if ((own_numbers[i] = ufunc_number(own_names[i])) >= 0) continue;
    PyErr_Format(PyExc_SystemError, "no ufunc %s", own_names[i]);
    return -1;
  }
  return 0;
}

// own_kernel returns the loop of a ufunc for operands of a type of numbers; its entry is NULL where
// this machine has no assembly of it.
const agKernel *own_kernel(ownUfunc which, int dtype) { return &tables->ufuncs[own_numbers[which]].kernels[dtype]; }

// kernel_run runs a kernel over n elements of a row: its inputs, which are contiguous or one element
// (an inner stride of 0), and then its output. It returns how many it did, of a kernel that may stop.
Py_ssize_t kernel_run(const agKernel *k, Py_ssize_t n, int operands, const agOperand *op) {
  char scratch[AG_SCRATCH] __attribute__((aligned(64)));
  agArgs args;
  args.n = n;
  args.rows = 1;
  args.scratch = scratch;
  memcpy(args.op, op, operands * sizeof *op);
  agEnter(k->entry, &args);
  return args.done;
}

#ifdef __x86_64__
// move_piece copies bytes by the kernel that stores what it loads or, many of them, by a string instruction. That knows
// that whole lines are written, and on Zen 5 takes 0.8 of the time where they begin a line; on Zen 3 it takes as long,
// but twenty times as long where bytes go to an address a few bytes behind that of the source within a page, as the C
// library's memcpy does (glibc before 2.40, bug 30994).
static void move_piece(const agKernel *k, char *to, const char *from, Py_ssize_t n) {
  enum { BY_STRING = 32 << 10, LINE = 64, PAGE = 4 << 10 };
  uintptr_t behind = ((uintptr_t)to - (uintptr_t)from) % PAGE;
  Py_ssize_t head = n >= BY_STRING && (!behind || behind >= LINE) ? (Py_ssize_t)(-(uintptr_t)to % LINE) : n;
  agOperand op[2] = {{(char *)from, 1, 0, 0}, {to, 1, 0, 0}};
  if (head) kernel_run(k, head, 2, op);
  if (head < n) copy_string(to + head, from + head, n - head);
}
#endif

// move_bytes copies bytes to memory that they don't share.
void move_bytes(char *to, const char *from, Py_ssize_t n) {
#ifdef __x86_64__
  enum { FEW = 2 << 10 }; // those memcpy copies by vectors
  const agKernel *k = own_kernel(OWN_MOVE, AG_UINT8);
  if (n > FEW && k->entry) {
    // Every other copy that the second level of cache doesn't hold goes from the end to the beginning, piece by piece: it
    // starts with what the one before has left there.
    static _Atomic unsigned copies;
    enum { PIECE = 64 << 10, HELD = 256 << 10 };
    int backwards = n > HELD && atomic_fetch_add_explicit(&copies, 1, memory_order_relaxed) & 1;
    Py_ssize_t piece = backwards ? PIECE : n;
    for (Py_ssize_t end = n; end > 0; end -= piece) {
      Py_ssize_t m = end < piece ? end : piece;
      move_piece(k, to + end - m, from + end - m, m);
    }
    return;
  }
#endif
  memcpy(to, from, n);
}

// kernel_finds reports whether a kernel whose results are bools has a wanted one among those of n
// elements of a row. y is NULL of a ufunc of one operand; of one of two its elements lie step bytes apart, 0 where all
// meet one.
int kernel_finds(const agKernel *k, int wanted, const char *x, Py_ssize_t size, const char *y, Py_ssize_t step, Py_ssize_t n) {
  enum { PIECE = 2048 };
  char found[PIECE] __attribute__((aligned(64)));
  for (Py_ssize_t at = 0; at < n; at += PIECE) {
    Py_ssize_t m = n - at < PIECE ? n - at : PIECE;
    agOperand op[3] = {{(char *)x + at * size, size, 0, 0}, {(char *)y + (y ? at * step : 0), step, 0, 0}, {found, 1, 0, 0}};
    if (!y) op[1] = op[2];
    kernel_run(k, m, y ? 3 : 2, op);
    if (memchr(found, wanted, m)) return 1;
  }
  return 0;
}

// kernel_counts returns how many of n elements of a row differ from 0, -1 where no kernels tell: their comparisons with 0 are
// flags, whose product with themselves is their number.
Py_ssize_t kernel_counts(int dtype, const char *x, Py_ssize_t n) {
  enum { PIECE = 4096 };
  static const char zero[16] __attribute__((aligned(16)));
  const agKernel *k = is_time(dtype) ? NULL : own_kernel(OWN_DIFFER, dtype);
  char flags[PIECE] __attribute__((aligned(64)));
  Py_ssize_t count = 0, size = ag_dtypes[dtype].size;
  if (!k || !k->entry) return -1;
  for (Py_ssize_t at = 0; at < n; at += PIECE) {
    Py_ssize_t m = n - at < PIECE ? n - at : PIECE;
    agOperand op[3] = {{(char *)x + at * size, size, 0, 0}, {(char *)zero, 0, 0, 0}, {flags, 1, 0, 0}};
    kernel_run(k, m, 3, op);
    Py_ssize_t found = product_of_flags(flags, m);
    if (found < 0) return -1;
    count += found;
  }
  return count;
}

// convert_row converts n aligned numbers of one type to another, by a kernel, or in Go where there is
// none. It returns -1 with an exception.
int convert_row(int to_type, void *to, int from_type, const void *from, Py_ssize_t n) {
  const agKernel *k = &tables->casts[from_type][to_type];
  if (k->entry) {
    agOperand op[2] = {{(void *)from, ag_dtypes[from_type].size, 0, 0}, {to, ag_dtypes[to_type].size, 0, 0}};
    kernel_run(k, n, 2, op);
    return 0;
  }
  agRowCall c;
  call_begin(&c.call);
  memset(&c.function, 0, sizeof c - offsetof(agRowCall, function));
  c.function = AG_ROW_CAST;
  c.dtype = ag_dtypes[from_type].number;
  c.x = (void *)from;
  c.n = n;
  c.values = to;
  c.to = ag_dtypes[to_type].number;
  int ok = enter_row(&c, n) == 0;
  call_free(&c.call);
  return ok ? 0 : -1;
}
