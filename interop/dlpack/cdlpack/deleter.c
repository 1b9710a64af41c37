// SPDX-License-Identifier: BSD-3-Clause

#include <stdlib.h>
#include "abi.h"
#include "_cgo_export.h"

/* A tensor and its dimensions are one block of memory. The loan is given back
   after it is freed, so that its end is the end of all of it. */

static void delete_versioned(DLManagedTensorVersioned *t) {
  uintptr_t loan = (uintptr_t)t->manager_ctx;
  free(t);
  arraygen_dlpack_release(loan);
}

static void delete_managed(DLManagedTensor *t) {
  uintptr_t loan = (uintptr_t)t->manager_ctx;
  free(t);
  arraygen_dlpack_release(loan);
}

DLManagedTensorVersioned *arraygen_dlpack_new_versioned(int ndim, uintptr_t loan, int64_t **dims) {
  DLManagedTensorVersioned *t = calloc(1, sizeof *t + 2 * ndim * sizeof(int64_t));
  if (t) {
    t->manager_ctx = (void *)loan;
    t->deleter = delete_versioned;
    *dims = (int64_t *)(t + 1);
  }
  return t;
}

DLManagedTensor *arraygen_dlpack_new_managed(int ndim, uintptr_t loan, int64_t **dims) {
  DLManagedTensor *t = calloc(1, sizeof *t + 2 * ndim * sizeof(int64_t));
  if (t) {
    t->manager_ctx = (void *)loan;
    t->deleter = delete_managed;
    *dims = (int64_t *)(t + 1);
  }
  return t;
}

void arraygen_dlpack_delete_versioned(DLManagedTensorVersioned *t) {
  if (t && t->deleter) t->deleter(t);
}

void arraygen_dlpack_delete_managed(DLManagedTensor *t) {
  if (t && t->deleter) t->deleter(t);
}
