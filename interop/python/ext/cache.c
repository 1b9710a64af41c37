// SPDX-License-Identifier: BSD-3-Clause

// Freed memory that serves again. A large block that goes back to the system
// costs a page fault for every 4 KiB when the next result is written: several
// times what a cheap ufunc takes. So the blocks freed last are kept, and the next
// result of the same size class takes one.
#include "core.h"
#include <pthread.h>

// malloc is as fast for blocks below SMALLEST. All blocks in the cache together
// have LIMIT bytes at most, about what malloc itself would keep.
enum { SMALLEST = 32 << 10, LARGEST = STORAGE_KEPT, LIMIT = 64 << 20, SLOTS = 64 };

static agStorage *slots[SLOTS]; // from the block that was freed first to the last
static int used;
static size_t held; // bytes

// Nobody waits for the lock: the call goes on without the cache. A thread that
// is gone after a fork may hold it for ever.
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

// cache_capacity returns the size class of a block for so many bytes: one of
// eight between a power of two and the next. It is bytes itself where blocks
// don't come from the cache.
size_t cache_capacity(size_t bytes) {
  if (bytes < SMALLEST || bytes > LARGEST) return bytes;
  size_t unit = (size_t)1 << (63 - 3 - __builtin_clzll(bytes));
  return (bytes + unit - 1) & ~(unit - 1);
}

static void remove_slot(int i) {
  held -= slots[i]->capacity;
  memmove(slots + i, slots + i + 1, (--used - i) * sizeof *slots);
}

// cache_take returns a block of the size class, or NULL.
agStorage *cache_take(size_t capacity) {
  if (capacity < SMALLEST || capacity > LARGEST || pthread_mutex_trylock(&lock)) return NULL;
  agStorage *s = NULL;
  for (int i = used - 1; i >= 0 && !s; i--) { // what was freed last is in the CPU's caches
    if (slots[i]->capacity != capacity) continue;
    s = slots[i];
    remove_slot(i);
  }
  pthread_mutex_unlock(&lock);
  return s;
}

// cache_keep takes over a block that nobody uses, and frees older ones for it.
// It returns 0 if it does not take it.
int cache_keep(agStorage *s) {
  if (s->capacity < SMALLEST || s->capacity > LARGEST || pthread_mutex_trylock(&lock)) return 0;
  agStorage *old[SLOTS];
  int n = 0;
  while (used == SLOTS || held + s->capacity > LIMIT) {
    old[n++] = slots[0];
    remove_slot(0);
  }
  slots[used++] = s;
  held += s->capacity;
  pthread_mutex_unlock(&lock);
  while (n > 0) storage_free(old[--n]);
  return 1;
}

// agCacheEmpty frees all blocks, and reports whether there were any.
int agCacheEmpty(void) {
  if (pthread_mutex_trylock(&lock)) return 0;
  agStorage *old[SLOTS];
  int n = used;
  memcpy(old, slots, n * sizeof *slots);
  used = 0;
  held = 0;
  pthread_mutex_unlock(&lock);
  for (int i = 0; i < n; i++) storage_free(old[i]);
  return n > 0;
}
