// SPDX-License-Identifier: BSD-3-Clause

// What the interpreter does next: whether the result of the instruction that it is at goes
// to an operator, as its left or only operand, with nothing between but loads of variables
// and constants, which run no code of anybody's.
#include "core.h"

typedef enum opcodeKind { STRANGE, SKIPPED, LOAD, LOAD_FROM_DICT, TAKES_ONE, TAKES_TWO } opcodeKind;

static const struct { const char *name; opcodeKind kind; } known[] = {
    {"CACHE", SKIPPED}, {"EXTENDED_ARG", SKIPPED}, {"NOP", SKIPPED},
    {"LOAD_FAST", LOAD}, {"LOAD_FAST_BORROW", LOAD}, {"LOAD_FAST_CHECK", LOAD}, {"LOAD_CONST", LOAD}, {"LOAD_SMALL_INT", LOAD}, {"LOAD_DEREF", LOAD},
    {"LOAD_NAME", LOAD_FROM_DICT}, {"LOAD_GLOBAL", LOAD_FROM_DICT},
    {"UNARY_NEGATIVE", TAKES_ONE}, {"UNARY_INVERT", TAKES_ONE}, {"BINARY_OP", TAKES_TWO}, {"COMPARE_OP", TAKES_TWO},
};
static unsigned char kinds[256];
static int load_global, compare;
static PyObject *name_lasti, *name_code, *name_trace, *name_locals, *name_globals, *name_builtins, *get_tool, *debugger;

// ahead_init learns the numbers of the instructions. It returns -1 with an exception.
int ahead_init(void) {
  name_lasti = PyUnicode_InternFromString("f_lasti");
  name_code = PyUnicode_InternFromString("co_code");
  name_trace = PyUnicode_InternFromString("f_trace");
  name_locals = PyUnicode_InternFromString("f_locals");
  name_globals = PyUnicode_InternFromString("f_globals");
  name_builtins = PyUnicode_InternFromString("f_builtins");
  if (!name_lasti || !name_code || !name_trace || !name_locals || !name_globals || !name_builtins) return -1;
  PyObject *opcode = PyImport_ImportModule("opcode"), *map = opcode ? PyObject_GetAttrString(opcode, "opmap") : NULL;
  for (size_t i = 0; map && i < sizeof known / sizeof *known; i++) {
    PyObject *number = PyMapping_GetItemString(map, known[i].name);
    long v = number ? PyLong_AsLong(number) : -1;
    Py_XDECREF(number);
    PyErr_Clear(); // another version's
    if (v < 0 || v > 255) continue;
    kinds[v] = known[i].kind;
    if (!strcmp(known[i].name, "LOAD_GLOBAL")) load_global = (int)v;
    if (!strcmp(known[i].name, "COMPARE_OP")) compare = (int)v;
  }
  Py_XDECREF(map);
  Py_XDECREF(opcode);
  PyObject *monitoring = PySys_GetObject("monitoring"); // borrowed; from Python 3.12 on
  if (monitoring) {
    get_tool = PyObject_GetAttrString(monitoring, "get_tool");
    debugger = PyObject_GetAttrString(monitoring, "DEBUGGER_ID");
  }
  PyErr_Clear();
  return 0;
}

static int attribute_is(PyObject *o, PyObject *name, int (*is)(PyObject *)) {
  PyObject *v = PyObject_GetAttr(o, name);
  int r = v && is(v);
  Py_XDECREF(v);
  PyErr_Clear();
  return r;
}

static int is_none(PyObject *o) { return o == Py_None; }
static int is_plain_dict(PyObject *o) { return PyDict_CheckExact(o); }

// watched reports whether code of somebody's may run between two instructions: a debugger's.
static int watched(PyObject *frame) {
  if (!attribute_is(frame, name_trace, is_none)) return 1;
  if (!get_tool || !debugger) return 0;
  PyObject *tool = PyObject_CallFunctionObjArgs(get_tool, debugger, NULL);
  int r = tool != Py_None;
  Py_XDECREF(tool);
  PyErr_Clear();
  return r;
}

// lasti returns the offset of the instruction that a frame is at, -1 where it is unknown.
static Py_ssize_t lasti(PyObject *frame) {
  PyObject *o = PyObject_GetAttr(frame, name_lasti);
  Py_ssize_t v = o ? PyLong_AsSsize_t(o) : -1;
  Py_XDECREF(o);
  PyErr_Clear();
  return v;
}

// taker_after returns the offset of the instruction that takes the result of the one at an offset, 0 where that
// is not sure.
static Py_ssize_t taker_after(const unsigned char *code, Py_ssize_t n, Py_ssize_t at, PyObject *frame) {
  int loaded = 0;
  for (at += 2; at + 1 < n; at += 2) {
    switch ((opcodeKind)kinds[code[at]]) {
    case SKIPPED: break;
    case LOAD_FROM_DICT:
      if (code[at] == load_global && code[at + 1] & 1) return 0; // of a call
      if (!attribute_is(frame, name_globals, is_plain_dict) || !attribute_is(frame, name_builtins, is_plain_dict)) return 0;
      if (code[at] != load_global && !attribute_is(frame, name_locals, is_plain_dict)) return 0;
      // fall through
    case LOAD:
      if (loaded++) return 0;
      break;
    case TAKES_ONE: return loaded ? 0 : at;
    case TAKES_TWO: return loaded ? at : 0;
    default: return 0;
    }
  }
  return 0;
}

// takers_ahead reports whether the result of the operator that the interpreter is at goes to another one, as its left or
// only operand; and lists operators of which each takes the result of the one before.
int takers_ahead(takers *t) {
  PyObject *frame = (PyObject *)PyEval_GetFrame();
  if (!frame || watched(frame)) return 0;
  PyObject *code = (PyObject *)PyFrame_GetCode((PyFrameObject *)frame), *bytes = PyObject_GetAttr(code, name_code);
  Py_ssize_t at = lasti(frame), n = bytes && PyBytes_Check(bytes) ? PyBytes_Size(bytes) : 0;
  const unsigned char *p = n ? (const unsigned char *)PyBytes_AsString(bytes) : NULL;
  t->frame = frame;
  t->n = t->next = 0;
  // A comparison ends it: its results are of another type.
  while (t->n < MOST_TAKERS && at >= 0 && at + 1 < n && kinds[p[at]] >= TAKES_ONE && p[at] != compare && (at = taker_after(p, n, at, frame)) != 0) t->at[t->n++] = at;
  Py_XDECREF(bytes);
  Py_DECREF(code);
  PyErr_Clear();
  return t->n > 0;
}

// taker_now reports whether the interpreter is at the next of the operators.
int taker_now(const takers *t) {
  PyObject *frame = (PyObject *)PyEval_GetFrame();
  return t->next < t->n && frame == t->frame && lasti(frame) == t->at[t->next];
}
