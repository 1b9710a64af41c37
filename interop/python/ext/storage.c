// SPDX-License-Identifier: BSD-3-Clause

// Memory of arrays. Nothing here needs the GIL or Go, except where the memory
// belongs to a Python object.
#define _GNU_SOURCE
#include "core.h"
#include <sys/mman.h>

enum { OWN_BLOCK, OWN_MAPPING, OF_BUFFER, OF_OBJECT, OF_TENSOR, OF_TENSOR_VERSIONED };

// Results of this size and above get pages of their own, on huge pages where
// the system has them: the first touch is what a large result costs.
enum { LARGE = 4 << 20, HUGE_PAGE = 2 << 20, LINE = 64 };

// Blocks from PAGED bytes on begin a page. NumPy's begin 16 bytes into one: a kernel that loads from those and stores to
// memory that begins a little further on in a page waits for its own stores, of which the CPU compares the last 12 bits of
// the address with those of the loads that follow.
enum { PAGED = 32 << 10, PAGE = 4096 };

_Atomic int64_t count_storages, count_exports, count_imports, count_copies;

static agStorage *block_new(size_t capacity, int zero) {
  size_t align = capacity >= PAGED ? PAGE : LINE, total = sizeof(agStorage) + align + capacity;
  agStorage *s = zero ? calloc(1, total) : malloc(total);
  if (!s) return NULL;
  s->kind = OWN_BLOCK;
  s->data = (char *)(((uintptr_t)(s + 1) + align - 1) & ~(uintptr_t)(align - 1));
  return s;
}

static agStorage *mapping_new(size_t capacity) {
  agStorage *s = malloc(sizeof *s);
  if (!s) return NULL;
  size_t total = capacity + HUGE_PAGE;
  char *p = mmap(NULL, total, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (p == MAP_FAILED) {
    free(s);
    return NULL;
  }
  s->kind = OWN_MAPPING;
  s->context = p;
  s->context_bytes = total;
  s->data = (char *)(((uintptr_t)p + HUGE_PAGE - 1) & ~(uintptr_t)(HUGE_PAGE - 1));
#ifdef MADV_HUGEPAGE
  madvise(s->data, capacity, MADV_HUGEPAGE);
#endif
  return s;
}

static agStorage *counted(agStorage *s, size_t bytes) {
  if (!s) return NULL;
  s->bytes = bytes;
  __atomic_store_n(&s->users, 1, __ATOMIC_RELAXED);
  atomic_fetch_add_explicit(&count_storages, 1, memory_order_relaxed);
  return s;
}

// to_ask returns the bytes to ask for where so many are wanted: those of several
// small storages together, and 0 for the others of them.
static size_t to_ask(size_t bytes) {
  enum { TOGETHER = 1 << 20 };
  static _Atomic size_t unasked;
  if (bytes >= TOGETHER) return bytes;
  size_t sum = atomic_fetch_add_explicit(&unasked, bytes, memory_order_relaxed) + bytes;
  if (sum < TOGETHER) return 0;
  atomic_store_explicit(&unasked, 0, memory_order_relaxed);
  return sum;
}

// storage_room reports whether the process can have so many bytes more. The
// system hands out more memory than there is, and ends the process that touches
// it; Go's package knows the limits. Small storages are asked for together. A
// process that was forked asks nobody, see go_ready. It sets no exception.
static int storage_room(size_t bytes) {
  bytes = to_ask(bytes);
  if (!bytes || go_lost()) return 1;
  if (bytes > PTRDIFF_MAX) return 0;
  agRoomCall room;
  call_begin(&room.call);
  room.bytes = bytes;
  int ok = enter_room(&room, 0) == 0;
  call_free(&room.call);
  if (!ok) PyErr_Clear();
  return ok;
}

agStorage *agStorageReuse(size_t bytes, int zero) {
  // A new large block is zero without a write.
  if (zero && bytes >= LARGE) return NULL;
  agStorage *s = counted(cache_take(cache_capacity(bytes)), bytes);
  if (s && zero) memset(s->data, 0, bytes);
  return s;
}

agStorage *agStorageNew(size_t bytes, int zero) {
  if (bytes > PTRDIFF_MAX - 2 * (size_t)HUGE_PAGE) return NULL;
  size_t capacity = cache_capacity(bytes);
  agStorage *s;
  do s = bytes >= LARGE ? mapping_new(capacity) : block_new(capacity, zero);
  while (!s && agCacheEmpty());
  if (s) s->capacity = capacity;
  return counted(s, bytes);
}

agStorage *agStorageGet(size_t bytes, int zero) {
  agStorage *s = agStorageReuse(bytes, zero);
  return s || to_ask(bytes) ? s : agStorageNew(bytes, zero);
}

agStorage *storage_new(size_t bytes, int zero) {
  agStorage *s = agStorageReuse(bytes, zero);
  if (s) return s;
  while (!storage_room(bytes))
    if (!agCacheEmpty()) return NULL;
  return agStorageNew(bytes, zero);
}

void agStorageUse(agStorage *s) { __atomic_fetch_add(&s->users, 1, __ATOMIC_RELAXED); }

// foreign makes the storage of memory that others own.
static agStorage *foreign(int kind, void *context, char *low, size_t bytes) {
  agStorage *s = malloc(sizeof *s);
  if (!s) {
    PyErr_NoMemory();
    return NULL;
  }
  s->kind = kind;
  s->context = context;
  s->capacity = 0;
  s->data = low;
  return counted(s, bytes);
}

// storage_python is memory that lives as long as owner, which is kept.
agStorage *storage_python(PyObject *owner, char *low, size_t bytes) {
  agStorage *s = foreign(OF_OBJECT, owner, low, bytes);
  if (s) Py_INCREF(owner);
  return s;
}

// storage_buffer is the memory of a buffer; it takes over view.
agStorage *storage_buffer(Py_buffer *view, char *low, size_t bytes) {
  Py_buffer *own = malloc(sizeof *own);
  if (!own) {
    PyErr_NoMemory();
    return NULL;
  }
  *own = *view;
  agStorage *s = foreign(OF_BUFFER, own, low, bytes);
  if (!s) free(own);
  return s;
}

agStorage *storage_tensor(void *tensor, int versioned, char *low, size_t bytes) {
  agStorage *s = foreign(versioned ? OF_TENSOR_VERSIONED : OF_TENSOR, tensor, low, bytes);
  if (s) atomic_fetch_add(&count_imports, 1);
  return s;
}

// storage_owner returns the Python object that owns the memory, NULL without
// an exception if it is none.
PyObject *storage_owner(agStorage *s) {
  if (s->kind == OF_OBJECT) return s->context;
  if (s->kind == OF_BUFFER) return ((Py_buffer *)s->context)->obj;
  return NULL;
}

// storage_ours reports whether the memory is not another library's.
int storage_ours(agStorage *s) { return s->kind == OWN_BLOCK || s->kind == OWN_MAPPING; }

// storage_free gives memory of ours back to the system.
void storage_free(agStorage *s) {
  if (s->kind == OWN_MAPPING) munmap(s->context, s->context_bytes);
  free(s);
}

// Both kinds of tensors, as far as their deleters.
typedef struct tensor { char t[48]; void *context; void (*deleter)(struct tensor *); } tensor;
typedef struct tensorVersioned { uint32_t major, minor; void *context; void (*deleter)(struct tensorVersioned *); } tensorVersioned;

void agStorageDrop(agStorage *s) {
  if (__atomic_fetch_sub(&s->users, 1, __ATOMIC_ACQ_REL) != 1) return;
  atomic_fetch_sub_explicit(&count_storages, 1, memory_order_relaxed);
  switch (s->kind) {
  case OWN_BLOCK:
  case OWN_MAPPING:
    if (!cache_keep(s)) storage_free(s);
    return;
  case OF_TENSOR: {
    tensor *t = s->context;
    if (t->deleter) t->deleter(t);
    atomic_fetch_sub(&count_imports, 1);
    break;
  }
  case OF_TENSOR_VERSIONED: {
    tensorVersioned *t = s->context;
    if (t->deleter) t->deleter(t);
    atomic_fetch_sub(&count_imports, 1);
    break;
  }
  case OF_BUFFER:
  case OF_OBJECT: {
    // The last user may be a DLPack deleter on a thread of its own, or one
    // that runs after the interpreter is gone; then the memory stays.
    if (!Py_IsInitialized()) return;
    PyGILState_STATE g = PyGILState_Ensure();
    if (s->kind == OF_OBJECT) {
      Py_DECREF((PyObject *)s->context);
    } else {
      PyBuffer_Release(s->context);
      free(s->context);
    }
    PyGILState_Release(g);
    break;
  }
  }
  free(s);
}

void agCopied(void) { atomic_fetch_add_explicit(&count_copies, 1, memory_order_relaxed); }

// storage_copies is how many results of Go were copied since the process began, because they lay in Go memory.
PyObject *storage_copies(PyObject *module, PyObject *unused) { return PyLong_FromLongLong((long long)count_copies); }

// storage_counts is what the tests look at for leaks.
PyObject *storage_counts(PyObject *module, PyObject *unused) {
  return Py_BuildValue("{s:L,s:L,s:L}", "storages", (long long)count_storages, "exports", (long long)count_exports,
                       "imports", (long long)count_imports);
}
