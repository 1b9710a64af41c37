// SPDX-License-Identifier: BSD-3-Clause

// Results in the memory of an operand that nobody else can see: in (a*b + c)/d
// all three results lie in the memory of a*b, as in NumPy.
#define _GNU_SOURCE
#include "core.h"
#include <dlfcn.h>
#include <execinfo.h>

// Looking at the stack takes about a microsecond. From so many bytes on new
// memory costs more.
enum { WORTH = 128 << 10, FRAMES = 8 };

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

// from_interpreter reports whether the stack leads straight to the
// interpreter's loop.
static int from_interpreter(void) {
  // The return addresses that led there the last time: the loop has few.
  static _Thread_local void *last[FRAMES];
  static _Thread_local int nlast;
  void *frames[FRAMES];
  int n = backtrace(frames, FRAMES);
  if (nlast && n >= nlast && memcmp(frames, last, nlast * sizeof *last) == 0) return 1;
  for (int i = 0; i < n; i++) {
    Dl_info info;
    if (!dladdr(frames[i], &info)) return 0;
    if (info.dli_fbase == extension) continue;
    if (info.dli_fbase != interpreter) return 0;
    if (info.dli_sname && strcmp(info.dli_sname, "_PyEval_EvalFrameDefault") == 0) {
      nlast = i + 1;
      memcpy(last, frames, nlast * sizeof *last);
      return 1;
    }
  }
  return 0;
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
