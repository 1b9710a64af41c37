// SPDX-License-Identifier: BSD-3-Clause

// The structs that cross between C and Go: plain memory, no Python in it.
#ifndef ARRAYGEN_VALUE_H
#define ARRAYGEN_VALUE_H

#include "zz_dtypes.h"
#include <stddef.h>
#include <stdint.h>

// agStorage is memory with a count of its users: arrays, views, buffers, DLPack
// tensors. The last user frees it, on any thread, without Python or Go.
typedef struct agStorage agStorage;
struct agStorage {
  char *data;     // the first byte; of foreign memory the lowest that is in use
  size_t bytes;   // from data on
  size_t capacity; // of memory of ours: bytes that there is room for
  int64_t users;  // atomic
  int32_t kind;
  void *context;  // of the kind: a mapping, a tensor, a buffer
  size_t context_bytes;
};

enum { AG_MAX_DIMS = 64 };

// The kinds of values.
enum {
  AG_NONE = 0,
  AG_ARRAY,
  AG_BOOL,
  AG_INT,     // n
  AG_UINT,    // n as uint64_t, above the range of int64_t
  AG_WIDE,    // an integer beyond that: data, n digits of base 16 as Python writes them
  AG_FLOAT,   // re
  AG_COMPLEX, // re, im
  AG_STRING,  // data, n bytes
  AG_DTYPE,   // dtype
  AG_LIST,    // items, n
  AG_SLICE,   // items: start, stop, step, each AG_NONE or AG_INT
  AG_ELLIPSIS,
  AG_UFUNC,   // n is its number
  AG_PREVIOUS, // in a chain, the result of the step before
};

// agValue is an argument or a result of a call into Go.
typedef struct agValue agValue;
struct agValue {
  int32_t kind;
  int32_t ndim;
  int32_t readonly;
  uint64_t dtype; // its number in Go
  void *data;
  int64_t n;
  double re, im;
  agStorage *storage; // of an array; a result comes with a user of its own
  void *object;       // of an argument: the array itself
  int64_t *shape;
  int64_t *strides; // in bytes
  agValue *items;
};

// agCall is one call into Go. The text of an error and the shapes of results
// lie in room, or in blocks from malloc that are chained at more.
typedef struct agCall {
  int32_t function; // a number of the table of functions
  int32_t nargs;
  agValue *args;
  agValue result;
  int32_t error; // 0 or a kind of agErrorKind
  char *message;
  int32_t look, found; // conditions to look for, and those that were met
  void *thread; // what PyEval_SaveThread returned, NULL while the GIL is held
  void *more;
  size_t used;
  int64_t room[512];
} agCall;

// The kinds of errors, in the order of the Python exceptions in errors.c.
enum agErrorKind {
  AG_OK = 0,
  AG_ERROR_VALUE,
  AG_ERROR_TYPE,
  AG_ERROR_CAST,
  AG_ERROR_AXIS,
  AG_ERROR_INDEX,
  AG_ERROR_OVERFLOW,
  AG_ERROR_MEMORY,
  AG_ERROR_BUFFER,
  AG_ERROR_RUNTIME,
  AG_ERROR_LINALG,
  AG_ERROR_ZERO_DIVISION,
  AG_ERROR_RAISED, // a Python exception is already set
};

// agRoomCall asks whether the process can have so many bytes more.
typedef struct agRoomCall {
  agCall call;
  int64_t bytes;
} agRoomCall;

// The functions over a row, as bridge.RowFunction.
enum {
  AG_ROW_SORT,
  AG_ROW_ARGSORT,
  AG_ROW_PARTITION,
  AG_ROW_ARGPARTITION,
  AG_ROW_UNIQUE,
  AG_ROW_SEARCHSORTED,
  AG_ROW_DIGITIZE,
  AG_ROW_ARGMAX,
  AG_ROW_ARGMIN,
  AG_ROW_COUNT_NONZERO,
  AG_ROW_NONZERO,
  AG_ROW_CUMULATIVE_SUM,
  AG_ROW_GREATEST,
  AG_ROW_COUNT,
  AG_ROW_CAST,
  AG_ROW_PACK,
  AG_ROW_UNPACK,
  AG_ROW_CUMULATIVE_PROD,
  AG_ROW_LEXSORT,
  AG_ROW_RAVEL_MULTI_INDEX,
  AG_ROW_UNRAVEL_INDEX,
  AG_ROW_INTERP,
  AG_ROW_ROUND,
  AG_ROW_DIVIDE,
  AG_NUM_ROWS,
};
enum { AG_NO_ROW = -1 };

// agRowCall is a call of a function over a row, as bridge.Row.
typedef struct agRowCall {
  agCall call;
  int32_t function;
  int32_t right;
  uint64_t dtype; // its number in Go
  void *x;
  int64_t n;
  int64_t rows;    // how many of n elements there are: one where it is 0
  int32_t columns; // they are the columns of a matrix
  int32_t join;    // all NaNs count as one element
  void *out;
  int64_t count;
  void *values;
  int64_t place;
  uint64_t to; // of a cast, the number of the other type in Go
  void **list; // nlist addresses of further operands
  const uint64_t *types;  // their types, as many where there are any
  const int64_t *lengths; // of the axes of an array, as many
  int32_t nlist;
  int32_t fortran; // the order in which indices count
  int64_t result;
} agRowCall;

// agTensorCall is a DLPack tensor to be checked, and how it lies in memory.
typedef struct agTensorCall {
  agCall call;
  const void *tensor; // a DLTensor
  uint64_t dtype; // its number in Go
  char *data;
  int64_t low, high; // how far the elements reach below and above data, in bytes
  int64_t shape[AG_MAX_DIMS], strides[AG_MAX_DIMS];
} agTensorCall;

// The most inputs of a ufunc whose calls C may do, and the most outputs of any.
enum { AG_MOST_INS = 3, AG_MOST_OUTS = 4 };

// agUfuncCall is a call of a ufunc, element by element.
typedef struct agUfuncCall {
  agCall call; // args: the inputs
  int32_t ufunc;
  int32_t nout;
  agValue out[AG_MOST_OUTS]; // given or, for AG_NONE, made
  agValue where;      // AG_NONE or an array of bool
  int32_t ntypes;     // of the signature: 0 for none, 1 for that of the outputs, or all operands
  uint64_t types[12]; // numbers in Go; 0 leaves one open
  int32_t casting;
  int32_t layout;     // 'K', 'C', 'F' or 'A'
  int32_t looks;      // the call is done, and outs are its results: which conditions did it meet
  int32_t loop;       // agUfuncInfo.loops of the types of two arrays; set by Go where it is 0
} agUfuncCall;

// agChainStep is a call of a ufunc in a chain.
typedef struct agChainStep {
  int32_t ufunc, nin;
  agValue in[2];
  int32_t found; // conditions that it met
} agChainStep;

// agChainCall is ufunc.Chain: calls of ufuncs of which each takes the result of the one before.
typedef struct agChainCall {
  agCall call;
  agChainStep *steps;
  int64_t n;
  agValue out;
} agChainCall;

// agKernel is a loop of a ufunc that C may call: one whose inputs have all the
// same type, implemented in assembly for this machine.
typedef struct agKernel {
  void *entry; // NULL for none
  void *scaled; // the product that a quotient by a power of two is, see kernel.Product; NULL of all others
  uint8_t out[AG_MOST_OUTS]; // element types
  uint8_t rare;
  uint8_t look;  // conditions that it may meet
  uint8_t watch; // agWatch
  int64_t serial; // the elements up to which a call runs on one thread, by the cost model of ufunc
  int64_t divided; // the elements from which on Go divides by one integer sooner, 0 if it never does
} agKernel;

// How it is seen soon that a kernel met no condition.
typedef enum agWatch {
  AG_WATCH_RESULTS,   // they are finite
  AG_WATCH_FLAGS,     // no flag of the CPU is set
  AG_WATCH_EXACT,     // the flags are the conditions, if there are no lanes beyond the elements
  AG_WATCH_DIVISORS,  // no integer divisor is 0 or -1
  AG_WATCH_TIMES,     // no operand, a count, is 0 or NaT
} agWatch;

// The conditions, as NumPy's flags.
enum { AG_DIVIDE = 1, AG_OVER = 2, AG_UNDER = 4, AG_INVALID = 8 };

// agUfuncInfo describes a ufunc.
typedef struct agUfuncInfo {
  const char *name;
  const char *doc;
  const char *types; // separated by blanks
  const char *inputs; // separated by blanks
  int32_t nin, nout;
  int32_t identity_kind; // 0 none, 1 reorderable, 2 value
  double identity;
  agKernel kernels[AG_NUM_DTYPES]; // of times: for operands of one unit, in which the result is too
  // loops[a][b] is the type in which two arrays of types a and b are computed, if
  // kernels has its loop: AG_LOOP_NONE if it has not, 0 while no call has asked.
  uint8_t loops[AG_TIMES][AG_TIMES]; // of numbers
} agUfuncInfo;
enum { AG_LOOP_NONE = 255 };

// The kinds of numbers, as dtype.Kind.
enum { AG_KIND_BOOL = 1, AG_KIND_INT = 3, AG_KIND_FLOAT, AG_KIND_COMPLEX, AG_NUM_KINDS };

// agProduct has the kernels of products of a type that C may call.
typedef struct agProduct {
  void *dot;  // NULL for none
  void *tile; // NULL for none
  int32_t rows, columns, lanes; // of the largest tile, as kernel.TileShape
  int32_t size, sum;            // bytes of an element, and of a dot product
  int32_t real, truth;          // elements are floats, are bools
  int32_t pair;                 // elements are complex: the kernels are those of their parts
} agProduct;

// agTile is kernel.Tile of package ndarray/kernel.
typedef struct agTile {
  void *a;
  int64_t a_row, a_step;
  void *b;
  int64_t b_step;
  void *c;
  int64_t c_row, depth, rows, columns, add, last, resume;
  void *start; // of whole tiles, which C has no use for
} agTile;

// agTables is what Go hands over when the module is imported.
typedef struct agTables {
  int32_t nufuncs;
  agUfuncInfo *ufuncs;
  int32_t nfunctions;
  uint8_t *looks; // of each function, whether its calls may meet conditions
  uint8_t *views; // of each function, whether its calls are short whatever their arguments are
  const char **functions; // names, in the order of their numbers
  const char **met;  // of each function, its name where conditions are told, NULL for none of its own
  // weak[k][d] says that a Python number of kind k takes the element type d of
  // the array that it meets.
  uint8_t weak[AG_NUM_KINDS][AG_TIMES];
  agKernel casts[AG_TIMES][AG_TIMES]; // from, to; an entry of NULL for none
  uint8_t same_kind[AG_TIMES][AG_TIMES]; // a cast that the rule same_kind allows
  // checked are the casts that stop at the first number which the other type lacks, and
  // look is what that is. An entry of NULL for none.
  agKernel checked[AG_TIMES][AG_TIMES];
  agProduct products[AG_TIMES]; // of two arrays of a type
  // choose[size] chooses from two rows of elements of so many bytes by a mask of bytes. An entry of NULL for none.
  agKernel choose[17];
  const char *level;      // the instruction set of the kernels
} agTables;

// agTablesCall asks for the tables.
typedef struct agTablesCall {
  agCall call;
  agTables *tables;
} agTablesCall;

// agOperand and agArgs are kernel.Operand and kernel.Args of package ndarray/kernel.
typedef struct agOperand {
  void *ptr;
  int64_t inner, outer;
  uintptr_t row;
} agOperand;

typedef struct agArgs {
  int64_t n, rows;
  void *scratch;
  int64_t done;
  agOperand op[12];
} agArgs;

enum { AG_SCRATCH = 12 * 256 };

// agStorageReuse returns freed memory for so many bytes with one user, or NULL
// if none is kept. agStorageNew takes it from the system, or returns NULL: who
// calls it has asked before whether the process can have it, as storage_new does
// in C and newStorage in Go. agCacheEmpty gives what is kept back to the system,
// and reports whether there was any. All may be called without the GIL.
agStorage *agStorageReuse(size_t bytes, int zero);
agStorage *agStorageGet(size_t bytes, int zero); // agStorageReuse, or new memory where nobody has to be asked
agStorage *agStorageNew(size_t bytes, int zero);
int agCacheEmpty(void);

// agCopied counts a result that was copied from Go memory.
void agCopied(void);
void agStorageUse(agStorage *s);
void agStorageDrop(agStorage *s);

// agRelease releases the GIL for the rest of a call, if that is not done yet.
void agRelease(agCall *call);

// agInterrupted lets Python handle signals during a call, and reports whether
// a handler raised an exception.
int agInterrupted(agCall *call);

#endif
