// SPDX-License-Identifier: BSD-3-Clause

/* Calls of the functions of a table of another library. */
#include "abi.h"

int arraygen_dlpack_allocate(DLPackExchangeAPI *api, DLTensor *prototype, DLManagedTensorVersioned **out, char **error);
int arraygen_dlpack_from_object(DLPackExchangeAPI *api, void *object, DLManagedTensorVersioned **out);
int arraygen_dlpack_to_object(DLPackExchangeAPI *api, DLManagedTensorVersioned *tensor, void **out);
