// SPDX-License-Identifier: BSD-3-Clause

#include "../../abi.h"

DLManagedTensorVersioned *ctensor_new(int64_t n, uint32_t major, uint32_t minor);
DLManagedTensor *ctensor_new_managed(int64_t n);
long ctensor_deleted(void);
double ctensor_sum(const DLManagedTensorVersioned *m);
void ctensor_delete_on_threads(DLManagedTensorVersioned **m, int n);
DLPackExchangeAPI *ctensor_table(uint32_t major, DLPackExchangeAPI *previous);
void *ctensor_object(int64_t n);
DLManagedTensorVersioned *ctensor_held(void *object);
void ctensor_drop(void *object);
