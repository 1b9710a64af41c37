// SPDX-License-Identifier: BSD-3-Clause

#include <stdlib.h>
#include <string.h>
#include "abi.h"
#include "exchange.h"

/* The allocator tells its error by a callback, once, before it returns. */
static void keep_error(void *context, const char *kind, const char *message) {
  char **error = context;
  size_t n = strlen(kind) + strlen(message) + 3;
  if (*error || !(*error = malloc(n))) return;
  strcpy(*error, kind);
  strcat(*error, ": ");
  strcat(*error, message);
}

int arraygen_dlpack_allocate(DLPackExchangeAPI *api, DLTensor *prototype, DLManagedTensorVersioned **out, char **error) {
  return api->managed_tensor_allocator(prototype, out, error, keep_error);
}

int arraygen_dlpack_from_object(DLPackExchangeAPI *api, void *object, DLManagedTensorVersioned **out) {
  return api->managed_tensor_from_py_object_no_sync(object, out);
}

int arraygen_dlpack_to_object(DLPackExchangeAPI *api, DLManagedTensorVersioned *tensor, void **out) {
  return api->managed_tensor_to_py_object_no_sync(tensor, out);
}
