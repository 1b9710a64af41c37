// SPDX-License-Identifier: BSD-3-Clause

// Results in the memory of an operand that nobody else can see: in (a*b + c)/d
// all three results lie in the memory of a*b, as in NumPy.
#define _GNU_SOURCE
#include "core.h"
#include <dlfcn.h>
#include <unwind.h>

// WORTH is from how many bytes on new memory costs more than to look for an old one.
enum { WORTH = 4 << 10, FRAMES = 8 };

// A reference count of one does not say that an operand is a temporary: C code
// that calls PyNumber_Add with an array that it alone holds has one too. So the
// call must come from the interpreter's loop, with nothing but the interpreter
// between. From Python 3.14 on, variables are on the interpreter's stack without
// a reference of their own, and the interpreter itself has to be asked.
static int (*unique_temporary)(PyObject *);
static void *interpreter, *extension; // the base addresses of their libraries

static void *library_of(void *p) {
  Dl_info info;
  return dladdr(p, &info) ? info.dli_fbase : NULL;
}

void temporary_init(void) {
  *(void **)&unique_temporary = dlsym(RTLD_DEFAULT, "PyUnstable_Object_IsUniqueReferencedTemporary");
  if (Py_Version < 0x030e0000 || unique_temporary) {
    interpreter = library_of((void *)PyNumber_Add);
    extension = library_of((void *)temporary_init);
  }
}

// A way is a path of calls from the interpreter's loop to from_interpreter: the return addresses, and how far above the
// frame of the latter each lies. The frame of a function has one size, so where one return address is that of a way, the
// next one lies where it did before: a way is known again by looking at the stack, without unwinding, which takes
// microseconds.
typedef struct way {
  int n;
  void *from[FRAMES];
  uintptr_t above[FRAMES];
} way;

typedef struct walk {
  uintptr_t base;
  int frames, loop; // whether it came to the loop
  way found;
} walk;

static _Unwind_Reason_Code visit(struct _Unwind_Context *context, void *arg) {
  walk *w = arg;
  if (!w->frames++) return _URC_NO_REASON; // from_interpreter
  Dl_info info;
  void *from = (void *)_Unwind_GetIP(context);
  if (w->found.n == FRAMES || !dladdr(from, &info)) return _URC_END_OF_STACK;
  w->found.from[w->found.n] = from;
  w->found.above[w->found.n++] = _Unwind_GetCFA(context) - w->base;
  if (info.dli_fbase == extension) return _URC_NO_REASON;
  if (info.dli_fbase == interpreter) w->loop = info.dli_sname && strcmp(info.dli_sname, "_PyEval_EvalFrameDefault") == 0;
  return info.dli_fbase == interpreter && !w->loop ? _URC_NO_REASON : _URC_END_OF_STACK;
}

// is_way reports whether the return addresses above base are those of a way.
static int is_way(const way *w, uintptr_t base) {
  for (int i = 0; i < w->n; i++) {
    void *from;
    memcpy(&from, (char *)(base + w->above[i]) - sizeof from, sizeof from);
    if (from != w->from[i]) return 0;
  }
  return 1;
}

// from_interpreter reports whether the stack leads straight to the
// interpreter's loop. Where that is not known it does not.
__attribute__((noinline)) int from_interpreter(void) {
  enum { WAYS = 32 };
  static way ways[WAYS];
  static int nways;
  if (!interpreter) return 0;
  walk w = {.base = (uintptr_t)__builtin_dwarf_cfa()};
  for (int i = 0; i < nways; i++)
    if (is_way(&ways[i], w.base)) return 1;
  _Unwind_Backtrace(visit, &w);
#ifdef __x86_64__ // where return addresses lie next to the caller's frame
  if (w.loop && nways < WAYS && is_way(&w.found, w.base)) ways[nways++] = w.found;
#endif
  return w.loop;
}

// is_own reports whether an array has memory of its own that nothing else uses,
// and whether nothing but its one reference knows the array.
static int is_own(PyObject *o) {
  if (!is_array(o) || Py_REFCNT(o) != 1) return 0;
  Array *a = (Array *)o;
  const int needed = AG_C | AG_ALIGNED, refused = AG_READONLY | AG_ELEMENT;
  return a->size * ag_dtypes[a->dtype].size >= WORTH && (a->flags & (needed | refused)) == needed && !a->base && !a->weakrefs &&
         !a->lent && storage_ours(a->storage) && __atomic_load_n(&a->storage->users, __ATOMIC_ACQUIRE) == 1;
}

// fits reports whether the other operand leaves the type and shape of z to the
// result.
static int fits(const Array *z, PyObject *other) {
  if (!is_array(other)) return takes_type(other, z->dtype);
  Array *a = (Array *)other;
  if (a->dtype != z->dtype || a->ndim > z->ndim) return 0;
  int lead = z->ndim - a->ndim;
  for (int i = 0; i < a->ndim; i++)
    if (SHAPE(a)[i] != 1 && SHAPE(a)[i] != SHAPE(z)[lead + i]) return 0;
  return 1;
}

// temporary_out returns the operand of an operator whose memory its result may
// have, or NULL.
PyObject *temporary_out(int num, int nin, PyObject *const *in) {
  if (!interpreter) return NULL;
  for (int i = 0; i < nin; i++) {
    if (!is_own(in[i])) continue;
    Array *z = (Array *)in[i];
    const agKernel *k = &tables->ufuncs[num].kernels[ag_dtypes[z->dtype].row];
    if (!k->entry || tables->ufuncs[num].nout > 1 || k->out[0] != ag_dtypes[z->dtype].row || (nin == 2 && !fits(z, in[1 - i]))) continue;
    if (unique_temporary && !unique_temporary(in[i])) continue;
    return from_interpreter() ? in[i] : NULL;
  }
  return NULL;
}
