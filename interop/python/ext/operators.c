// SPDX-License-Identifier: BSD-3-Clause

// The operators of arrays: arithmetic, comparison, conversion to numbers.
#include "core.h"

enum {
  ADD, SUBTRACT, MULTIPLY, DIVIDE, FLOOR_DIVIDE, REMAINDER, POWER, AND, OR, XOR, LEFT_SHIFT, RIGHT_SHIFT, NEGATIVE, POSITIVE,
  ABSOLUTE, INVERT, LESS, LESS_EQUAL, EQUAL, NOT_EQUAL, GREATER, GREATER_EQUAL, SQUARE, SQRT, RECIPROCAL, DIVMOD, OPERATORS,
  MATMUL = OPERATORS // a function, which no ufunc here is
};
// Comparisons stand in the order of Python's numbers for them.
_Static_assert(LESS_EQUAL - LESS == Py_LE && EQUAL - LESS == Py_EQ && NOT_EQUAL - LESS == Py_NE && GREATER - LESS == Py_GT && GREATER_EQUAL - LESS == Py_GE, "order");

static const char *names[OPERATORS] = {
    "add", "subtract", "multiply", "divide", "floor_divide", "remainder", "power", "bitwise_and", "bitwise_or", "bitwise_xor",
    "left_shift", "right_shift", "negative", "positive", "absolute", "invert", "less", "less_equal", "equal", "not_equal",
    "greater", "greater_equal", "square", "sqrt", "reciprocal", "divmod"};
static int numbers[OPERATORS];
static PyObject *name_ufunc, *name_priority;

int operators_init(void) {
  for (int i = 0; i < OPERATORS; i++) numbers[i] = ufunc_number(names[i]);
  name_ufunc = PyUnicode_InternFromString("__array_ufunc__");
  temporary_init();
  name_priority = PyUnicode_InternFromString("__array_priority__");
  return name_ufunc && name_priority ? 0 : -1;
}

static double priority_of(PyObject *o, double absent) {
  PyObject *p = PyObject_GetAttr(o, name_priority);
  double v = absent;
  if (p) {
    v = PyFloat_AsDouble(p);
    Py_DECREF(p);
  }
  if (PyErr_Occurred()) {
    PyErr_Clear();
    return absent;
  }
  return v;
}

// defers reports whether self leaves the operation to other, by NumPy's rules:
// where other has opted out of ufuncs, or knows nothing of them and has the
// higher __array_priority__.
static int defers(PyObject *self, PyObject *other, int inplace) {
  if (is_array(other) || is_scalar(other) || PyList_Check(other) || PyTuple_Check(other) || is_numpy_scalar(other)) return 0;
  PyObject *method = PyObject_GetAttr((PyObject *)Py_TYPE(other), name_ufunc);
  if (method) {
    int none = method == Py_None;
    Py_DECREF(method);
    return none && !inplace;
  }
  PyErr_Clear();
  if (PyType_IsSubtype(Py_TYPE(other), Py_TYPE(self))) return 0;
  return priority_of(other, -1e6) > priority_of(self, 0);
}

static PyObject *missing(int op) {
  return PyErr_Format(PyExc_NotImplementedError, "arraygen has no ufunc %s yet, which this operator stands for", names[op]);
}

static PyObject *binary(int op, PyObject *x, PyObject *y) {
  if (numbers[op] < 0) return missing(op);
  if (is_subarray(x) && !is_array(y) && defers(x, y, 0)) Py_RETURN_NOTIMPLEMENTED;
  PyObject *in[2] = {x, y}, *chain = chain_begin(numbers[op], 2, in);
  if (chain || PyErr_Occurred()) return chain;
  return ufunc_binary(numbers[op], x, y, temporary_out(numbers[op], 2, in));
}

// is_element reports whether x is a value that does not change, so that x += y
// gives x a new one: as with Python's and NumPy's numbers.
static int is_element(PyObject *x) { return ((Array *)x)->flags & AG_ELEMENT; }

static PyObject *inplace(int op, PyObject *x, PyObject *y) {
  if (is_element(x)) return binary(op, x, y);
  if (numbers[op] < 0) return missing(op);
  if (!is_array(y) && defers(x, y, 1)) Py_RETURN_NOTIMPLEMENTED;
  return ufunc_binary(numbers[op], x, y, x);
}

static PyObject *unary(int op, PyObject *x) {
  if (numbers[op] < 0) return missing(op);
  PyObject *chain = chain_begin(numbers[op], 1, &x);
  if (chain || PyErr_Occurred()) return chain;
  return ufunc_unary(numbers[op], x, temporary_out(numbers[op], 1, &x));
}

#define BINARY(name, op) \
  static PyObject *nb_##name(PyObject *x, PyObject *y) { return binary(op, x, y); } \
  static PyObject *nb_i##name(PyObject *x, PyObject *y) { return inplace(op, x, y); }
BINARY(add, ADD)
BINARY(subtract, SUBTRACT)
BINARY(multiply, MULTIPLY)
BINARY(divide, DIVIDE)
BINARY(floor_divide, FLOOR_DIVIDE)
BINARY(remainder, REMAINDER)
BINARY(and, AND)
BINARY(or, OR)
BINARY(xor, XOR)
BINARY(lshift, LEFT_SHIFT)
BINARY(rshift, RIGHT_SHIFT)


static PyObject *nb_negative(PyObject *x) { return unary(NEGATIVE, x); }
static PyObject *nb_positive(PyObject *x) { return unary(POSITIVE, x); }
static PyObject *nb_absolute(PyObject *x) { return unary(ABSOLUTE, x); }
static PyObject *nb_invert(PyObject *x) { return unary(INVERT, x); }

static PyObject *nb_divmod(PyObject *x, PyObject *y) { return binary(DIVMOD, x, y); }

static PyObject *by_hook(const char *name, PyObject *x, PyObject *y) {
  PyObject *hook = PyDict_GetItemString(hooks, name);
  if (!hook) Py_RETURN_NOTIMPLEMENTED;
  return PyObject_CallFunctionObjArgs(hook, x, y, NULL);
}
// simple_power returns the ufunc of one operand that x ** y is for a number y, as in
// NumPy, POWER for others.
static int simple_power(PyObject *x, PyObject *y) {
  int dtype = is_array(x) ? ((Array *)x)->dtype : chain_dtype(x);
  if (!dtype || !(PyFloat_CheckExact(y) || PyLong_CheckExact(y))) return POWER;
  char kind = ag_dtypes[dtype].kind;
  if (kind != 'f' && kind != 'c') return POWER;
  double v = PyFloat_AsDouble(y);
  if (v == -1 && PyErr_Occurred()) {
    PyErr_Clear(); // an integer that no float holds
    return POWER;
  }
  return v == 2 ? SQUARE : v == 0.5 ? SQRT : v == -1 ? RECIPROCAL : POWER;
}

static PyObject *nb_power(PyObject *x, PyObject *y, PyObject *mod) {
  if (mod != Py_None) Py_RETURN_NOTIMPLEMENTED;
  int op = simple_power(x, y);
  return op == POWER ? binary(POWER, x, y) : unary(op, x);
}
static PyObject *nb_ipower(PyObject *x, PyObject *y, PyObject *mod) {
  return is_element(x) ? nb_power(x, y, mod) : inplace(POWER, x, y);
}

static PyObject *nb_matmul(PyObject *x, PyObject *y) {
  if (is_array(x) && is_array(y)) {
    static PyObject *same_kind;
    if (!same_kind && !(same_kind = PyUnicode_InternFromString("same_kind"))) return NULL;
    PyObject *args[] = {x, y, Py_None, Py_None, same_kind, Py_None}; // out, axes, casting, dtype
    return call_function("matmul", 6, args);
  }
  if (is_subarray(x) && !is_array(y) && defers(x, y, 0)) Py_RETURN_NOTIMPLEMENTED;
  return by_hook("matmul", x, y);
}
static PyObject *nb_imatmul(PyObject *x, PyObject *y) { return by_hook("imatmul", x, y); }

static PyObject *compare(PyObject *x, PyObject *y, int op) { return binary(LESS + op, x, y); }

static int nb_bool(PyObject *self) {
  Array *a = (Array *)self;
  if (a->size != 1) {
    PyErr_SetString(PyExc_ValueError, a->size ? "The truth value of an array with more than one element is ambiguous. Use any() or all()"
                                              : "The truth value of an empty array is ambiguous. Use `array.size > 0` to check that an array is not empty.");
    return -1;
  }
  if (is_time(a->dtype)) { // a count, NaT's too
    int64_t n;
    memcpy(&n, a->data, sizeof n);
    return n != 0;
  }
  PyObject *v = element_load(a->data, a->dtype);
  if (!v) return -1;
  int t = PyObject_IsTrue(v);
  Py_DECREF(v);
  return t;
}

static PyObject *only(PyObject *self) {
  Array *a = (Array *)self;
  if (a->ndim == 0) return element_load(a->data, a->dtype);
  PyErr_SetString(PyExc_TypeError, "only 0-dimensional arrays can be converted to Python scalars");
  return NULL;
}

static PyObject *convert(PyObject *self, PyObject *(*to)(PyObject *)) {
  PyObject *v = only(self);
  PyObject *r = v ? to(v) : NULL;
  Py_XDECREF(v);
  return r;
}
static PyObject *nb_int(PyObject *self) { return convert(self, PyNumber_Long); }
static PyObject *nb_float(PyObject *self) { return convert(self, PyNumber_Float); }
static PyObject *nb_index(PyObject *self) {
  char kind = ag_dtypes[((Array *)self)->dtype].kind;
  if (((Array *)self)->ndim != 0 || (kind != 'i' && kind != 'u')) {
    PyErr_SetString(PyExc_TypeError, "only integer scalar arrays can be converted to a scalar index");
    return NULL;
  }
  return only(self);
}

PyType_Slot operator_slots[] = {
    {Py_nb_add, nb_add}, {Py_nb_inplace_add, nb_iadd}, {Py_nb_subtract, nb_subtract}, {Py_nb_inplace_subtract, nb_isubtract},
    {Py_nb_multiply, nb_multiply}, {Py_nb_inplace_multiply, nb_imultiply}, {Py_nb_true_divide, nb_divide},
    {Py_nb_inplace_true_divide, nb_idivide}, {Py_nb_floor_divide, nb_floor_divide},
    {Py_nb_inplace_floor_divide, nb_ifloor_divide}, {Py_nb_remainder, nb_remainder}, {Py_nb_inplace_remainder, nb_iremainder},
    {Py_nb_power, nb_power}, {Py_nb_inplace_power, nb_ipower}, {Py_nb_divmod, nb_divmod}, {Py_nb_and, nb_and},
    {Py_nb_inplace_and, nb_iand}, {Py_nb_or, nb_or}, {Py_nb_inplace_or, nb_ior}, {Py_nb_xor, nb_xor}, {Py_nb_inplace_xor, nb_ixor},
    {Py_nb_lshift, nb_lshift}, {Py_nb_inplace_lshift, nb_ilshift}, {Py_nb_rshift, nb_rshift}, {Py_nb_inplace_rshift, nb_irshift},
    {Py_nb_matrix_multiply, nb_matmul}, {Py_nb_inplace_matrix_multiply, nb_imatmul}, {Py_nb_negative, nb_negative},
    {Py_nb_positive, nb_positive}, {Py_nb_absolute, nb_absolute}, {Py_nb_invert, nb_invert}, {Py_nb_bool, nb_bool},
    {Py_nb_int, nb_int}, {Py_nb_float, nb_float}, {Py_nb_index, nb_index}, {Py_tp_richcompare, compare}, {0, NULL}};

// The operators of chains, see chain.c: a step of the chain, or else the operator on what it stands for.
static PyObject *add_step(int op, PyObject *x, PyObject *y) {
  if (numbers[op] < 0) return missing(op);
  PyObject *in[2] = {x, y};
  return chain_next(numbers[op], y ? 2 : 1, in);
}

static PyObject *power(PyObject *x, PyObject *y) { return PyNumber_Power(x, y, Py_None); }

// again calls an operator by the interpreter's rules; y is NULL for those of one operand.
static PyObject *again(int op, PyObject *x, PyObject *y) {
  static PyObject *(*const operators[OPERATORS + 1])(PyObject *, PyObject *) = {
      [ADD] = PyNumber_Add, [SUBTRACT] = PyNumber_Subtract, [MULTIPLY] = PyNumber_Multiply, [DIVIDE] = PyNumber_TrueDivide,
      [FLOOR_DIVIDE] = PyNumber_FloorDivide, [REMAINDER] = PyNumber_Remainder, [POWER] = power, [AND] = PyNumber_And, [OR] = PyNumber_Or,
      [XOR] = PyNumber_Xor, [LEFT_SHIFT] = PyNumber_Lshift, [RIGHT_SHIFT] = PyNumber_Rshift,
      [MATMUL] = PyNumber_MatrixMultiply};
  if (op == NEGATIVE) return PyNumber_Negative(x);
  if (op == INVERT) return PyNumber_Invert(x);
  return operators[op] ? operators[op](x, y) : PyObject_RichCompare(x, y, op - LESS);
}

static PyObject *settled(int op, PyObject *x, PyObject *y) {
  PyObject *own[2] = {chain_settled(x), y ? chain_settled(y) : NULL};
  PyObject *r = own[0] && (!y || own[1]) ? again(op, own[0], own[1]) : NULL;
  Py_XDECREF(own[0]);
  Py_XDECREF(own[1]);
  return r;
}

static PyObject *chained(int op, PyObject *x, PyObject *y) {
  PyObject *r = add_step(op, x, y);
  return r || PyErr_Occurred() ? r : settled(op, x, y);
}

#define CHAINED(name, op) \
  static PyObject *chain_##name(PyObject *x, PyObject *y) { return chained(op, x, y); }
CHAINED(add, ADD)
CHAINED(subtract, SUBTRACT)
CHAINED(multiply, MULTIPLY)
CHAINED(divide, DIVIDE)
CHAINED(floor_divide, FLOOR_DIVIDE)
CHAINED(remainder, REMAINDER)
CHAINED(and, AND)
CHAINED(or, OR)
CHAINED(xor, XOR)
CHAINED(lshift, LEFT_SHIFT)
CHAINED(rshift, RIGHT_SHIFT)
static PyObject *chain_negative(PyObject *x) { return chained(NEGATIVE, x, NULL); }
static PyObject *chain_invert(PyObject *x) { return chained(INVERT, x, NULL); }
static PyObject *chain_compare(PyObject *x, PyObject *y, int op) { return chained(LESS + op, x, y); }
static PyObject *chain_matmul(PyObject *x, PyObject *y) { return settled(MATMUL, x, y); }
static PyObject *chain_power(PyObject *x, PyObject *y, PyObject *mod) {
  if (mod != Py_None) Py_RETURN_NOTIMPLEMENTED;
  int op = simple_power(x, y);
  PyObject *r = add_step(op, x, op == POWER ? y : NULL);
  return r || PyErr_Occurred() ? r : settled(POWER, x, y);
}

PyType_Slot chain_slots[] = {
    {Py_nb_add, chain_add}, {Py_nb_subtract, chain_subtract}, {Py_nb_multiply, chain_multiply}, {Py_nb_true_divide, chain_divide},
    {Py_nb_floor_divide, chain_floor_divide}, {Py_nb_remainder, chain_remainder}, {Py_nb_power, chain_power}, {Py_nb_matrix_multiply, chain_matmul}, {Py_nb_and, chain_and},
    {Py_nb_or, chain_or}, {Py_nb_xor, chain_xor}, {Py_nb_lshift, chain_lshift}, {Py_nb_rshift, chain_rshift},
    {Py_nb_negative, chain_negative}, {Py_nb_invert, chain_invert}, {Py_tp_richcompare, chain_compare}, {0, NULL}};
