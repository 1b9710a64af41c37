// SPDX-License-Identifier: BSD-3-Clause

// arraygen.dtype: one object for each element type.
#include "core.h"
#include <stdio.h>

PyTypeObject *DTypeType;
agDtype ag_dtypes[AG_MOST_DTYPES]; // the rows, then the types in a unit that were met
static PyObject *objects[AG_MOST_DTYPES];
static int ndtypes = AG_NUM_DTYPES;

PyObject *dtype_object(int num) { return objects[num]; }

static PyObject *new_object(int num) {
  DType *o = (DType *)((allocfunc)PyType_GetSlot(DTypeType, Py_tp_alloc))(DTypeType, 0);
  if (o) o->num = num;
  return objects[num] = (PyObject *)o;
}

// text_of returns a name and a unit in brackets, in memory that is never freed.
static const char *text_of(const char *name, const char *unit, uint32_t count) {
  size_t n = strlen(name) + strlen(unit) + 16;
  char *s = malloc(n);
  if (s && count == 1) snprintf(s, n, "%s[%s]", name, unit);
  else if (s) snprintf(s, n, "%s[%u%s]", name, (unsigned)count, unit);
  return s;
}

// dtype_numbered returns the type with a number in Go: a row, or a type of times in
// a unit, whose number is that of its row, the unit from bit 8 on, and how many of it
// an element counts from bit 32 on.
int dtype_numbered(uint64_t number) {
  if (number < AG_NUM_DTYPES) return (int)number;
  for (int d = AG_NUM_DTYPES; d < ndtypes; d++)
    if (ag_dtypes[d].number == number) return d;
  if (ndtypes == AG_MOST_DTYPES) {
    PyErr_Format(PyExc_MemoryError, "there is room for %d different units of datetime64 and timedelta64", AG_MOST_DTYPES - AG_NUM_DTYPES);
    return 0;
  }
  agDtype *t = &ag_dtypes[ndtypes];
  const agDtype *row = &ag_rows[number & 0xff];
  const char *unit = ag_units[number >> 8 & 0xff];
  uint32_t count = (uint32_t)(number >> 32);
  *t = *row;
  t->number = number;
  t->name = text_of(row->name, unit, count);
  t->code = text_of(row->code, unit, count);
  t->typestr = text_of(row->typestr, unit, count);
  if (!t->name || !t->code || !t->typestr) {
    PyErr_NoMemory();
    return 0;
  }
  return new_object(ndtypes) ? ndtypes++ : 0;
}

int dtype_like(int row, int unit_of) {
  uint64_t unit = ag_dtypes[unit_of].number >> 8;
  return is_time(row) && unit ? dtype_numbered(unit << 8 | (uint64_t)row) : row;
}

// in_unit returns the type of times in a unit that Go reads in s.
static int in_unit(const char *s) {
  PyObject *text = PyUnicode_FromString(s);
  PyObject *d = text ? call_function("_dtype", 1, &text) : NULL;
  Py_XDECREF(text);
  int num = d && Py_TYPE(d) == DTypeType ? ((DType *)d)->num : 0;
  Py_XDECREF(d);
  return num;
}

static int by_name(const char *s) {
  char c = s[0];
  // A byte order in front of a code, as in "<f8": native order only.
  if ((c == '<' || c == '=' || c == '|') && s[1]) s++;
  for (int d = 1; d < ndtypes; d++)
    if (!strcmp(s, ag_dtypes[d].name) || (ag_dtypes[d].code && !strcmp(s, ag_dtypes[d].code)) || (s[0] == ag_dtypes[d].character && !s[1])) return d;
  for (const agAlias *a = ag_aliases; a->name; a++)
    if (!strcmp(s, a->name)) return a->dtype;
  return strchr(s, '[') ? in_unit(s) : 0;
}

// The strings that named types lately, so that a name that stands in a program is
// looked up once. They are kept, so that an address stays what it is.
enum { LATELY = 32 };
static struct { PyObject *text; int dtype; } lately[LATELY];

static int by_text(PyObject *text) {
  size_t i = ((uintptr_t)text >> 4) % LATELY;
  if (lately[i].text == text) return lately[i].dtype;
  Py_ssize_t n;
  const char *s = PyUnicode_AsUTF8AndSize(text, &n);
  int d = s ? by_name(s) : 0;
  if (!s) PyErr_Clear();
  if (d && PyUnicode_CheckExact(text)) {
    Py_XDECREF(lately[i].text);
    lately[i].text = Py_NewRef(text);
    lately[i].dtype = d;
  }
  return d;
}

static int unknown(PyObject *o) {
  PyErr_Format(PyExc_TypeError,
               "%R is no element type of arraygen; there are " AG_DTYPE_NAMES ", in native byte order", o);
  return 0;
}

// dtype_parse returns the element type that o names: one of ours, a name, a
// Python type, or another library's dtype.
int dtype_parse(PyObject *o) {
  if (Py_TYPE(o) == DTypeType) return ((DType *)o)->num;
  if (o == (PyObject *)&PyBool_Type) return AG_BOOL8;
  if (o == (PyObject *)&PyLong_Type) return AG_INT64;
  if (o == (PyObject *)&PyFloat_Type) return AG_FLOAT64;
  if (o == (PyObject *)&PyComplex_Type) return AG_COMPLEX128;
  PyObject *text = NULL;
  if (PyUnicode_Check(o)) {
    text = o;
    Py_INCREF(text);
  } else {
    // NumPy's dtypes have str, and tell the byte order by it; its scalar
    // types, as numpy.float32, and ml_dtypes' have a name.
    PyObject *order = PyObject_GetAttrString(o, "byteorder");
    if (!order) PyErr_Clear();
    int swapped = order && PyUnicode_Check(order) && PyUnicode_CompareWithASCIIString(order, PY_BIG_ENDIAN ? "<" : ">") == 0;
    Py_XDECREF(order);
    if (swapped) return unknown(o);
    text = PyObject_GetAttrString(o, "name");
    if (!text || !PyUnicode_Check(text)) {
      PyErr_Clear();
      Py_XDECREF(text);
      text = PyObject_GetAttrString(o, "__name__");
    }
    if (!text || !PyUnicode_Check(text)) {
      PyErr_Clear();
      Py_XDECREF(text);
      return unknown(o);
    }
  }
  int d = by_text(text);
  Py_DECREF(text);
  return d || PyErr_Occurred() ? d : unknown(o);
}

static PyObject *dtype_new(PyTypeObject *type, PyObject *args, PyObject *kw) {
  PyObject *o;
  if (kw && PyDict_Size(kw) > 0) {
    PyErr_SetString(PyExc_TypeError, "dtype() takes no keywords");
    return NULL;
  }
  if (!PyArg_ParseTuple(args, "O:dtype", &o)) return NULL;
  int d = dtype_parse(o);
  if (!d) return NULL;
  Py_INCREF(objects[d]);
  return objects[d];
}

#define INFO(self) (&ag_dtypes[((DType *)(self))->num])

static PyObject *dtype_str(PyObject *self) { return PyUnicode_FromString(INFO(self)->name); }
static PyObject *dtype_repr(PyObject *self) { return PyUnicode_FromFormat("dtype('%s')", INFO(self)->name); }
static PyObject *get_name(PyObject *self, void *c) { return dtype_str(self); }
static PyObject *get_itemsize(PyObject *self, void *c) { return PyLong_FromLong(INFO(self)->size); }
static PyObject *get_alignment(PyObject *self, void *c) { return PyLong_FromLong(INFO(self)->align); }
static PyObject *get_num(PyObject *self, void *c) { return PyLong_FromLong(((DType *)self)->num); }
static PyObject *get_char(PyObject *self, void *c) { return PyUnicode_FromFormat("%c", INFO(self)->character); }
static PyObject *get_kind(PyObject *self, void *c) { return PyUnicode_FromFormat("%c", INFO(self)->kind); }
static PyObject *get_str(PyObject *self, void *c) { return PyUnicode_FromString(INFO(self)->typestr); }
static PyObject *get_byteorder(PyObject *self, void *c) { return PyUnicode_FromString(INFO(self)->size == 1 ? "|" : "="); }

// What the package's own Python code asks.
static PyObject *get_float(PyObject *self, void *c) {
  const agDtype *t = INFO(self);
  return Py_BuildValue("(iii)", t->exponent, t->fraction, t->infinite);
}
static PyObject *get_numpy(PyObject *self, void *c) { return PyBool_FromLong(INFO(self)->numpy); }

// get_unit is the unit of a type of times and how many of it an element counts, None for a number.
static PyObject *get_unit(PyObject *self, void *c) {
  if (!is_time(((DType *)self)->num)) Py_RETURN_NONE;
  uint64_t number = INFO(self)->number, count = number >> 32;
  return Py_BuildValue("(sL)", ag_units[number >> 8 & 0xff], count ? (long long)count : 1LL);
}

// loaded tells whether a module was imported, and imports nothing.
static int loaded(const char *name) {
  PyObject *text = PyUnicode_FromString(name);
  PyObject *module = text ? PyImport_GetModule(text) : NULL;
  Py_XDECREF(text);
  Py_XDECREF(module);
  if (!module) PyErr_Clear();
  return module != NULL;
}

// get_class makes isinstance(d, numpy.dtype) true where NumPy is loaded and has the type: pandas, xarray and
// Dask decide by that what an array holds, and where it is false go by the elements one by one, or refuse.
static PyObject *get_class(PyObject *self, void *c) {
  PyObject *same = NULL;
  if (loaded("numpy") && (INFO(self)->numpy || loaded("ml_dtypes"))) same = PyObject_GetAttrString(self, "dtype");
  if (!same) PyErr_Clear(); // numpy is only half imported
  PyObject *class = Py_NewRef(same ? (PyObject *)Py_TYPE(same) : (PyObject *)DTypeType);
  Py_XDECREF(same);
  return class;
}

static PyGetSetDef dtype_getset[] = {
    {"__class__", get_class, NULL, "the class of NumPy's dtype of the same elements, if NumPy is imported", NULL},
    {"name", get_name, NULL, "name of the element type, as \"float64\"", NULL},
    {"itemsize", get_itemsize, NULL, "bytes of an element", NULL},
    {"alignment", get_alignment, NULL, "alignment of an element in bytes", NULL},
    {"num", get_num, NULL, "number of the element type", NULL},
    {"char", get_char, NULL, "one-letter code, as NumPy's and ml_dtypes'", NULL},
    {"kind", get_kind, NULL, "letter of the class: b, i, u, f, c, M or m", NULL},
    {"str", get_str, NULL, "type string of the array interface, as \"<f8\"", NULL},
    {"byteorder", get_byteorder, NULL, "\"=\" for native order, \"|\" where there is none", NULL},
    {"_float", get_float, NULL, "bits of exponent and fraction, and whether there are infinities", NULL},
    {"_unit", get_unit, NULL, "unit of times, and how many of it an element counts", NULL},
    {"_in_numpy", get_numpy, NULL, "whether NumPy has the type by itself", NULL},
    {NULL}};

static Py_hash_t dtype_hash(PyObject *self) { return 0x61726179 + ((DType *)self)->num; }

// An element type equals itself, its name and the dtype of another library
// that stands for the same.
static PyObject *dtype_compare(PyObject *self, PyObject *other, int op) {
  if (op != Py_EQ && op != Py_NE) Py_RETURN_NOTIMPLEMENTED;
  int d;
  if (Py_TYPE(other) == DTypeType) {
    d = ((DType *)other)->num;
  } else if (other == Py_None) {
    d = 0;
  } else {
    d = dtype_parse(other);
    if (!d) PyErr_Clear();
  }
  int equal = d == ((DType *)self)->num;
  return PyBool_FromLong(op == Py_EQ ? equal : !equal);
}

static PyObject *dtype_reduce(PyObject *self, PyObject *unused) {
  return Py_BuildValue("O(s)", (PyObject *)DTypeType, INFO(self)->name);
}

static PyMethodDef dtype_methods[] = {{"__reduce__", dtype_reduce, METH_NOARGS, NULL}, {NULL}};

static PyType_Slot slots[] = {{Py_tp_new, dtype_new},
                              {Py_tp_str, dtype_str},
                              {Py_tp_repr, dtype_repr},
                              {Py_tp_hash, dtype_hash},
                              {Py_tp_richcompare, dtype_compare},
                              {Py_tp_getset, dtype_getset},
                              {Py_tp_methods, dtype_methods},
                              {Py_tp_doc, "dtype(name)\n--\n\nElement type of an array."},
                              {0, NULL}};
static PyType_Spec spec = {"arraygen.dtype", sizeof(DType), 0, Py_TPFLAGS_DEFAULT, slots};

int dtype_init(PyObject *module) {
  DTypeType = (PyTypeObject *)PyType_FromSpec(&spec);
  if (!DTypeType) return -1;
  memcpy(ag_dtypes, ag_rows, sizeof ag_rows);
  for (int d = 1; d < AG_NUM_DTYPES; d++) {
    if (!new_object(d)) return -1;
    if (PyModule_AddObjectRef(module, ag_dtypes[d].name, objects[d]) < 0) return -1;
  }
  return PyModule_AddObjectRef(module, "dtype", (PyObject *)DTypeType);
}
