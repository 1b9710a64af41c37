// SPDX-License-Identifier: BSD-3-Clause

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include "ctensor.h"

static atomic_long deleted;

long ctensor_deleted(void) { return deleted; }

/* The elements and the length are in one block behind manager_ctx. */
static DLTensor tensor(int64_t n, void **ctx) {
  int64_t *block = malloc(sizeof(int64_t) + n * sizeof(double));
  double *data = (double *)(block + 1);
  block[0] = n;
  for (int64_t i = 0; i < n; i++) data[i] = i;
  *ctx = block;
  DLTensor t = {data, {1, 0}, 1, {2, 64, 1}, block, NULL, 0};
  return t;
}

static void delete_versioned(DLManagedTensorVersioned *m) {
  free(m->manager_ctx);
  free(m);
  deleted++;
}

static void delete_managed(DLManagedTensor *m) {
  free(m->manager_ctx);
  free(m);
  deleted++;
}

DLManagedTensorVersioned *ctensor_new(int64_t n, uint32_t major, uint32_t minor) {
  DLManagedTensorVersioned *m = calloc(1, sizeof *m);
  m->version.major = major;
  m->version.minor = minor;
  m->deleter = delete_versioned;
  m->dl_tensor = tensor(n, &m->manager_ctx);
  return m;
}

DLManagedTensor *ctensor_new_managed(int64_t n) {
  DLManagedTensor *m = calloc(1, sizeof *m);
  m->deleter = delete_managed;
  m->dl_tensor = tensor(n, &m->manager_ctx);
  return m;
}

static double sum(const DLTensor *t, int axis, const char *at) {
  if (axis == t->ndim) return *(const double *)at;
  double total = 0;
  for (int64_t i = 0; i < t->shape[axis]; i++)
    total += sum(t, axis + 1, at + i * t->strides[axis] * (int64_t)sizeof(double));
  return total;
}

double ctensor_sum(const DLManagedTensorVersioned *m) {
  return sum(&m->dl_tensor, 0, (const char *)m->dl_tensor.data + m->dl_tensor.byte_offset);
}

static void *run(void *arg) {
  DLManagedTensorVersioned *m = arg;
  m->deleter(m);
  return NULL;
}

void ctensor_delete_on_threads(DLManagedTensorVersioned **m, int n) {
  pthread_t *threads = malloc(n * sizeof *threads);
  for (int i = 0; i < n; i++) pthread_create(&threads[i], NULL, run, m[i]);
  for (int i = 0; i < n; i++) pthread_join(threads[i], NULL);
  free(threads);
}

/* A library whose objects are boxes with a tensor. A full box is lent out once. */
typedef struct {
  DLManagedTensorVersioned *held;
} box;

static int box_allocate(DLTensor *prototype, DLManagedTensorVersioned **out, void *context,
                        void (*set_error)(void *, const char *, const char *)) {
  if (prototype->dtype.code != 2 || prototype->dtype.bits != 64 || prototype->ndim != 1) {
    set_error(context, "TypeError", "only lines of float64");
    return -1;
  }
  *out = ctensor_new(prototype->shape[0], 1, 0);
  return 0;
}

static int box_export(void *object, DLManagedTensorVersioned **out) {
  box *b = object;
  *out = b->held;
  b->held = NULL;
  return *out ? 0 : -1;
}

static int box_import(DLManagedTensorVersioned *tensor, void **out) {
  if (tensor->dl_tensor.dtype.code != 2) {
    tensor->deleter(tensor);
    return -1;
  }
  box *b = malloc(sizeof *b);
  b->held = tensor;
  *out = b;
  return 0;
}

DLPackExchangeAPI *ctensor_table(uint32_t major, DLPackExchangeAPI *previous) {
  DLPackExchangeAPI *t = calloc(1, sizeof *t);
  t->header.version.major = major;
  t->header.prev_api = (DLPackExchangeAPIHeader *)previous;
  t->managed_tensor_allocator = box_allocate;
  t->managed_tensor_from_py_object_no_sync = box_export;
  t->managed_tensor_to_py_object_no_sync = box_import;
  return t;
}

void *ctensor_object(int64_t n) {
  box *b = malloc(sizeof *b);
  b->held = ctensor_new(n, 1, 0);
  return b;
}

DLManagedTensorVersioned *ctensor_held(void *object) { return ((box *)object)->held; }

void ctensor_drop(void *object) {
  box *b = object;
  if (b->held) b->held->deleter(b->held);
  free(b);
}
