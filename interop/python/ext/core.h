// SPDX-License-Identifier: BSD-3-Clause

// What the C files of the extension share.
#ifndef ARRAYGEN_CORE_H
#define ARRAYGEN_CORE_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <structmember.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "value.h"
#include "zz_dtypes.h"
#include "zz_entries.h"

#define AG_HIDDEN __attribute__((visibility("hidden")))

enum { AG_INLINE_DIMS = 4 };

// Flags of an array. An element is what full integer indexing copies out of an
// array: one value without axes that never changes, as NumPy's scalars.
// AG_FROZEN: read-only because flags.writeable was set so, which can be undone.
enum { AG_READONLY = 1, AG_C = 2, AG_F = 4, AG_ALIGNED = 8, AG_ELEMENT = 16, AG_FROZEN = 32 };

// Array is arraygen.ndarray.
typedef struct Array {
  PyObject_HEAD
  char *data; // the element at index 0, 0, …
  agStorage *storage; // of an element NULL, until somebody shares it: see array_storage
  PyObject *base;     // of a view the array that it is a view of, which is no view itself
  PyObject *weakrefs;
  Py_ssize_t size;  // elements
  Py_ssize_t *dims; // shape, then strides in bytes
  int64_t *lent;    // shape, then strides in elements, once a DLPack tensor was borrowed
  uint16_t dtype;
  uint8_t ndim, flags;
  Py_ssize_t room[2 * AG_INLINE_DIMS]; // for dims, or for the value of an element
} Array;

#define SHAPE(a) ((a)->dims)
#define STRIDES(a) ((a)->dims + (a)->ndim)

// DType is arraygen.dtype.
typedef struct DType {
  PyObject_HEAD
  int num;
} DType;

// A type whose objects are called without a tuple: they have the address of what does that. The headers of the
// stable ABI know the flag from Python 3.12 on; the interpreter has it since 3.8.
typedef PyObject *(*agVectorcall)(PyObject *self, PyObject *const *args, size_t n, PyObject *names);
static const unsigned long AG_HAVE_VECTORCALL = 1UL << 11;
static const size_t AG_ARGUMENTS_OFFSET = (size_t)1 << (8 * sizeof(size_t) - 1);

// Ufunc is arraygen.ufunc.
typedef struct Ufunc {
  PyObject_HEAD
  agVectorcall enter;
  int num;
  int nin, nout;
} Ufunc;

extern PyTypeObject *ArrayType, *DTypeType, *UfuncType;
extern agTables *tables;
extern PyObject *hooks; // dict: what the Python part of the package does

// is_array: exactly ours; is_subarray: ours or a subclass.
#define is_array(o) (Py_TYPE(o) == ArrayType)

// none says that an argument is None, or not given.
static inline int none(PyObject *o) { return !o || o == Py_None; }

// whole reads an argument that is exactly an int, and well within 64 bits. It
// returns 0 for others.
static inline int whole(PyObject *o, int64_t *v) {
  if (!o || !PyLong_CheckExact(o)) return 0;
  int overflow;
  *v = PyLong_AsLongLongAndOverflow(o, &overflow);
  return !overflow && *v >= -((int64_t)1 << 61) && *v <= (int64_t)1 << 61;
}
#define is_subarray(o) (Py_TYPE(o) == ArrayType || PyType_IsSubtype(Py_TYPE(o), ArrayType))

// storage.c
agStorage *storage_new(size_t bytes, int zero); // NULL without an exception if the process cannot have them
void storage_free(agStorage *s);
agStorage *storage_python(PyObject *owner, char *low, size_t bytes);
agStorage *storage_buffer(Py_buffer *view, char *low, size_t bytes);
agStorage *storage_tensor(void *tensor, int versioned, char *low, size_t bytes);
PyObject *storage_owner(agStorage *s);
int storage_ours(agStorage *s);
PyObject *storage_copies(PyObject *, PyObject *);
PyObject *storage_counts(PyObject *, PyObject *);
extern _Atomic int64_t count_storages, count_exports, count_imports, count_copies;

// cache.c
enum { STORAGE_KEPT = 64 << 20 }; // bytes of the largest block that serves again

// Of what is copied in one piece, in bytes: more is Go's, which looks at signals. From
// RELEASE_BYTES on the GIL is released.
enum { MOST_BYTES = 8 << 20, RELEASE_BYTES = 256 << 10 };
size_t cache_capacity(size_t bytes);
agStorage *cache_take(size_t capacity);
int cache_keep(agStorage *s);

// dtype.c
enum { AG_MOST_DTYPES = 1 << 16 };
extern agDtype ag_dtypes[AG_MOST_DTYPES];
#define is_time(d) ((d) >= AG_TIMES)
int dtype_init(PyObject *module);
int dtype_numbered(uint64_t number);  // the type with a number in Go, 0 with an exception set
int dtype_like(int row, int unit_of); // likewise, a type of times in the unit of another; any other row is itself
PyObject *dtype_object(int num);      // borrowed
int dtype_parse(PyObject *o);    // 0 with an exception set

// array.c
int array_init(PyObject *module);
Array *array_alloc(PyTypeObject *type, int ndim);
void array_seal(Array *a);
void array_set_shape(Array *a, int ndim, const Py_ssize_t *shape);
int array_finalize(Array *a, PyObject *from);
agStorage *array_storage(Array *a);
void array_set_base(Array *v, Array *of);
PyObject *array_element(Array *of, const char *p);
Array *array_new(int dtype, int ndim, const Py_ssize_t *shape, int layout, int zero);
Array *array_new_like(const Array *a, int dtype, int ndim, const Py_ssize_t *shape, int layout, int zero);
Array *array_view(Array *of, PyTypeObject *type, char *data, int ndim, const Py_ssize_t *shape, const Py_ssize_t *strides);
PyObject *array_place(agStorage *s, char *data, int dtype, int ndim, const Py_ssize_t *shape, const Py_ssize_t *strides, int readonly);
int shape_parse(PyObject *o, Py_ssize_t *shape);
PyObject *tuple_of(int n, const Py_ssize_t *v);

// layout.c
typedef struct foreignLayout {
  int dtype, ndim;
  const Py_ssize_t *given_shape, *given_strides; // strides may be NULL
  void *data;
  Py_ssize_t shape[AG_MAX_DIMS], strides[AG_MAX_DIMS], low, high; // of the check
} foreignLayout;
const char *array_layout(int dtype, int ndim, const Py_ssize_t *shape, const Py_ssize_t *strides, Py_ssize_t *low, Py_ssize_t *high);
int arrays_overlap(const Array *a, const Array *b);
int foreign_layout(const char *what, foreignLayout *f);

// copies.c
int one_run(const Array *a, const Array *b);
int copy_elements(Array *dst, const Array *src, const Py_ssize_t *from_strides);
void cast_row(const agKernel *k, const agKernel *checked, int *found, char *to, Py_ssize_t to_step, int to_size, const char *from, Py_ssize_t from_step, int from_size, Py_ssize_t n);
void move_row(char *to, Py_ssize_t to_step, const char *from, Py_ssize_t from_step, Py_ssize_t n, int size);
PyObject *array_copied(Array *a, int dtype, int layout);
int assign_short(Array *dst, const Array *src);
PyObject *array_reshaped(Array *a, int n, Py_ssize_t *shape);
PyObject *array_flat(Array *a, int copies);
PyObject *array_bytes(const Array *a);

// gather.c
PyObject *array_picked(Array *a, const Array *index, int flat);
PyObject *array_columns(Array *a, int before, const Array *index);
PyObject *array_masked(Array *a, const Array *mask);
int array_put(Array *a, const Array *key, const Array *value);
void choose_row(char *to, const char *m, Py_ssize_t m_step, const char *x, Py_ssize_t x_step, const char *y, Py_ssize_t y_step, Py_ssize_t n, int size);
int array_merge(Array *a, const Array *mask, const Array *value);
PyObject *array_joined(PyObject *tuple, Py_ssize_t axis);
PyObject *array_stacked(PyObject *tuple, Py_ssize_t axis);
PyObject *array_chosen(const Array *mask, PyObject *x, PyObject *y);

// What C does of a function: it gets the arguments in the order of the parameters.
typedef PyObject *(*directFunction)(int nargs, PyObject *const *args);

// function.c
PyObject *function_new(PyObject *module, PyObject *args);
int function_init(void);

// fill.c
int fill_run(char *to, const char *element, int size, Py_ssize_t n);
int fill_count(char *to, int dtype, int64_t start, int64_t step, Py_ssize_t n);
int array_fill(Array *a, const char *element);
void copy_string(char *to, const char *from, Py_ssize_t n);

// kernels.c
typedef enum ownUfunc { OWN_ADD, OWN_EQUAL, OWN_FINITE, OWN_MOVE, OWN_DIFFER } ownUfunc;
int kernels_init(void);
const agKernel *own_kernel(ownUfunc which, int dtype);
Py_ssize_t kernel_run(const agKernel *k, Py_ssize_t n, int operands, const agOperand *op);
void move_bytes(char *to, const char *from, Py_ssize_t n);
int kernel_finds(const agKernel *k, int wanted, const char *x, Py_ssize_t size, const char *y, Py_ssize_t step, Py_ssize_t n);
Py_ssize_t kernel_counts(int dtype, const char *x, Py_ssize_t n);
int convert_row(int to_type, void *to, int from_type, const void *from, Py_ssize_t n);

// creation.c
directFunction short_find(const char *name);

// rows.c
PyObject *row_sort(int nargs, PyObject *const *args);
PyObject *row_argsort(int nargs, PyObject *const *args);
PyObject *row_sort_complex(int nargs, PyObject *const *args);
PyObject *row_lexsort(int nargs, PyObject *const *args);
PyObject *row_ravel_multi_index(int nargs, PyObject *const *args);
PyObject *row_unravel_index(int nargs, PyObject *const *args);
PyObject *row_interp(int nargs, PyObject *const *args);
PyObject *row_cumulative_prod(int nargs, PyObject *const *args);
PyObject *row_cumprod(int nargs, PyObject *const *args);
PyObject *number_real_if_close(int nargs, PyObject *const *args);
PyObject *row_rounded(Array *a, int decimals);
PyObject *row_packbits(int nargs, PyObject *const *args);
PyObject *row_unpackbits(int nargs, PyObject *const *args);
PyObject *row_partition(int nargs, PyObject *const *args);
PyObject *row_argpartition(int nargs, PyObject *const *args);
PyObject *row_unique(int nargs, PyObject *const *args);
PyObject *row_unique_values(int nargs, PyObject *const *args);
PyObject *row_searchsorted(int nargs, PyObject *const *args);
PyObject *row_digitize(int nargs, PyObject *const *args);
PyObject *row_argmax(int nargs, PyObject *const *args);
PyObject *row_argmin(int nargs, PyObject *const *args);
PyObject *row_count_nonzero(int nargs, PyObject *const *args);
PyObject *row_nonzero(int nargs, PyObject *const *args);
PyObject *row_flatnonzero(int nargs, PyObject *const *args);
PyObject *row_argwhere(int nargs, PyObject *const *args);
PyObject *row_cumulative_sum(int nargs, PyObject *const *args);
PyObject *row_cumsum(int nargs, PyObject *const *args);
PyObject *row_bincount(int nargs, PyObject *const *args);

// placing.c
PyObject *place_elements(int nargs, PyObject *const *args);
PyObject *place_masked(int nargs, PyObject *const *args);
PyObject *place_at(int nargs, PyObject *const *args);
PyObject *place_along(int nargs, PyObject *const *args);
PyObject *place_diagonal(int nargs, PyObject *const *args);
PyObject *left_compressed(int nargs, PyObject *const *args);
PyObject *left_extracted(int nargs, PyObject *const *args);

// products.c
PyObject *product_matmul(int nargs, PyObject *const *args);
PyObject *product_matvec(int nargs, PyObject *const *args);
PyObject *product_vecmat(int nargs, PyObject *const *args);
PyObject *product_vecdot(int nargs, PyObject *const *args);
PyObject *product_vdot(int nargs, PyObject *const *args);
PyObject *product_inner(int nargs, PyObject *const *args);
PyObject *product_norm(int nargs, PyObject *const *args);
PyObject *product_vector_norm(int nargs, PyObject *const *args);
Py_ssize_t product_of_flags(const char *flags, Py_ssize_t n);
int product_windows(int dtype, Py_ssize_t n, Py_ssize_t k, char *row, char *windows, char *to);
PyObject *product_result(Array *z);
PyObject *product_einsum(int nargs, PyObject *const *args);

// numbers.c
PyObject *number_fix(int nargs, PyObject *const *args);
PyObject *number_round(int nargs, PyObject *const *args);
PyObject *number_isposinf(int nargs, PyObject *const *args);
PyObject *number_isneginf(int nargs, PyObject *const *args);
PyObject *number_iscomplex(int nargs, PyObject *const *args);
PyObject *number_isreal(int nargs, PyObject *const *args);

// convolution.c
PyObject *signal_convolve(int nargs, PyObject *const *args);
PyObject *signal_correlate(int nargs, PyObject *const *args);

// stacking.c
PyObject *stack_columns(int nargs, PyObject *const *args);
PyObject *stack_rows(int nargs, PyObject *const *args);
PyObject *stack_behind(int nargs, PyObject *const *args);
PyObject *stack_repeated(int nargs, PyObject *const *args);
PyObject *stack_as_columns(int nargs, PyObject *const *args);
PyObject *stack_deep(int nargs, PyObject *const *args);
PyObject *stack_blocks(int nargs, PyObject *const *args);
PyObject *stack_resized(int nargs, PyObject *const *args);
PyObject *stack_outer(int nargs, PyObject *const *args);
PyObject *stack_tiled(int nargs, PyObject *const *args);

// splicing.c
PyObject *splice_out(int nargs, PyObject *const *args);
PyObject *splice_in(int nargs, PyObject *const *args);

// views.c
PyObject *view_open_mesh(int nargs, PyObject *const *args);
directFunction view_find(const char *name, int nargs);

// methods.c
directFunction direct_find(const char *name, int nargs);
extern PyMethodDef short_methods[];

// attributes.c
extern PyGetSetDef array_getset[];

// scalar.c
PyObject *element_load(const char *p, int dtype);
int element_store(char *p, int dtype, PyObject *v);
PyObject *integer_text(PyObject *i);
PyObject *element_number(const Array *a, int dtype);
PyObject *array_tolist(Array *a);
int interrupted(unsigned *count);

// sequence.c
PyObject *sequence_array(PyObject *o, int dtype);
int is_scalar(PyObject *o);
PyObject *scalar_array(PyObject *o, int dtype);

// index.c
PyObject *array_subscript(PyObject *self, PyObject *key);
int array_ass_subscript(PyObject *self, PyObject *key, PyObject *value);
Py_ssize_t array_length(PyObject *self);
PyObject *array_item(PyObject *self, Py_ssize_t i);
PyObject *array_iter(PyObject *self);

// protocols.c
int array_getbuffer(PyObject *self, Py_buffer *view, int flags);
PyObject *buffer_array(PyObject *o);
PyObject *array_within(Array *a, int dtype, PyObject *shape_o, PyObject *strides_o, Py_ssize_t offset);
PyObject *array_interface(PyObject *self, void *);
PyObject *array_struct(PyObject *self, void *);
extern PyMethodDef protocol_functions[];

// dlpack.c, dlpack_import.c, dlpack_exchange.c
int dlpack_init(PyObject *module);
PyObject *array_dlpack(PyObject *self, PyObject *const *args, Py_ssize_t nargs, PyObject *names);
PyObject *array_dlpack_device(PyObject *self, PyObject *);
extern PyMethodDef dlpack_functions[];

// ufunc.c
int ufunc_init(PyObject *module);
PyObject *ufunc_binary(int num, PyObject *x, PyObject *y, PyObject *out);
PyObject *ufunc_unary(int num, PyObject *x, PyObject *out);
PyObject *array_ufunc(PyObject *self, PyObject *const *args, Py_ssize_t n, PyObject *names);
extern PyMethodDef ufunc_functions[];
int ufunc_number(const char *name);

// short.c
PyObject *short_way(int num, int nin, PyObject *const *in, PyObject *const *outs);
void results_drop(int nout, PyObject *const *z);
PyObject *results_told(int num, int found, PyObject *const *z);
int takes_type(PyObject *number, int d);
int number_store(char *p, PyObject *number, int d);
int number_fits(PyObject *number, int d);

// packed.c
int descending(const Array *a);
PyObject *packed_way(int num, int nin, PyObject *const *in, PyObject *const *outs, const Array *where);

// conditions.c
extern int usual_look;
int look_now(int64_t work);
int conditions_begin(const agKernel *k, Py_ssize_t n);
int conditions_exact(int look);
void conditions_clear(void);
int conditions_unmet(const char *p, int dtype, Py_ssize_t n);
int conditions_end(const agKernel *k, int look, int num, int dtype, const agArgs *args, int nin);
const char *condition_name(int number, PyObject *const *args);
int conditions_tell(const char *name, int found);
PyObject *conditions_told(const char *name, int found, PyObject *result);
extern PyMethodDef conditions_functions[];

// numpyscalar.c
PyObject *numpy_scalar(PyObject *o);
int is_numpy_scalar(PyObject *o);

// numpyarray.c
int is_numpy(PyObject *o);
void numpy_learn(PyObject *o, const Array *ours);
PyObject *numpy_array(PyObject *o);

// temporary.c
void temporary_init(void);
int from_interpreter(void);
PyObject *temporary_out(int num, int nin, PyObject *const *in);

// ahead.c

// takers are operators of which each takes the result of the one before: a frame, borrowed, the offsets of their instructions,
// and which is next.
enum { MOST_TAKERS = 16 };
typedef struct takers {
  const void *frame;
  int n, next;
  Py_ssize_t at[MOST_TAKERS];
} takers;
int ahead_init(void);
int takers_ahead(takers *t);
int taker_now(const takers *t);

// chain.c
int chain_init(void);
PyObject *chain_begin(int num, int nin, PyObject *const *in);
PyObject *chain_next(int num, int nin, PyObject *const *in);
PyObject *chain_settled(PyObject *o);
int chain_dtype(PyObject *o);
PyObject *chain_count(PyObject *, PyObject *);
PyObject *chain_limits(PyObject *, PyObject *);

// operators.c
extern PyType_Slot operator_slots[], chain_slots[];
int operators_init(void);

// call.c
void call_begin(agCall *call);
int go_ready(void);
int go_lost(void);
int value_set(agValue *v, PyObject *o, agCall *call);
PyObject *value_get(agValue *v, const agCall *call);
void *call_room(agCall *call, size_t bytes);
void call_free(agCall *call);
int call_raise(agCall *call);
PyObject *call_number(int number, int nargs, PyObject *const *args);
PyObject *call_function(const char *name, int nargs, PyObject *const *args);
PyObject *module_call(PyObject *, PyObject *const *args, Py_ssize_t n);
int calls_init(void);
extern PyObject *AxisError, *CastError, *LinAlgError;
void call_release(agCall *call, int64_t work);
void call_acquire(agCall *call);

// GIL_PART is the part of a call's work on one thread, about 4 of 80 µs, from which
// the GIL is released.
enum { GIL_PART = 20 };

// keeps_gil reports whether a kernel on n elements is too short to release the GIL.
static inline int keeps_gil(const agKernel *k, int64_t n) { return n < k->serial / GIL_PART; }

// agEnter calls a kernel, which is assembly in Go's stack calling convention.
extern void agEnter(void *entry, agArgs *args);

#endif
