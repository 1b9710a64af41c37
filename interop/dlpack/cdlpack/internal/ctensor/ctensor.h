#include "../../abi.h"

DLManagedTensorVersioned *ctensor_new(int64_t n, uint32_t major, uint32_t minor);
DLManagedTensor *ctensor_new_managed(int64_t n);
long ctensor_deleted(void);
double ctensor_sum(const DLManagedTensorVersioned *m);
void ctensor_delete_on_threads(DLManagedTensorVersioned **m, int n);
