# SPDX-License-Identifier: BSD-3-Clause

"""NumPy's functions that arrays of ours answer through __array_function__.

Each has NumPy's parameter list, and the kind of each parameter.
"""

import sys

from . import _arraygen, _create, _dask, _functions, _namespace
from ._arguments import copy_values, given
from ._arraygen import ndarray
from ._convert import asarray, internal
from ._declare import FUNCTIONS, implements

_no_value = object()

# NumPy's functions that arrays of ours don't answer, or a whole module of them, each with the reason.
_CALENDAR = "business days need a calendar, which element types don't have"
_FIELDS = "elements have no fields"
REFUSED = {
    "busday_count": _CALENDAR, "busday_offset": _CALENDAR, "is_busday": _CALENDAR,
    "lib.recfunctions": _FIELDS,
    "char": "elements are numbers, not text", "strings": "elements are numbers, not text",
    "datetime_as_string": "the result is text, which is no element type",
}


def call(self, function, types, args, kwargs):
    """ndarray.__array_function__: ours for NumPy's function of the same name."""
    numpy = sys.modules.get("numpy")
    for t in types:
        if issubclass(t, ndarray) or numpy is not None and issubclass(t, numpy.ndarray):
            continue
        if t.__module__ == "dask.array.core" and _dask.introduce():
            return function(*args, **kwargs)
        return NotImplemented
    module = getattr(function, "__module__", "")
    name = function.__name__
    if module.startswith("numpy."):
        name = module[len("numpy."):] + "." + name
    ours = FUNCTIONS.get(name)
    if ours is None:
        reason = REFUSED.get(name) or REFUSED.get(name.rpartition(".")[0], "")
        raise TypeError(
            f"no implementation found for '{module}.{function.__name__}' on arraygen.ndarray{reason and ': ' + reason}; "
            "convert with numpy.asarray(x) to have NumPy compute it"
        )
    args, kwargs = given(ours, args, kwargs)
    return ours(*args, **kwargs)


# Functions whose parameters have NumPy's names here too.
for _name in ("broadcast_arrays", "may_share_memory", "ndim", "result_type", "shape", "shares_memory",
              "unique_all", "unique_counts", "unique_inverse", "unique_values", "astype", "meshgrid", "split", "array_split", "gradient"):
    FUNCTIONS[_name] = getattr(_namespace, _name)


@implements("copy")
def _copy(a: "array", order: "order" = "K", subok: "given" = False):
    return a.copy(order)


# What arrays are.


@implements("iscomplexobj")
def _iscomplexobj(x: "array"):
    return x.dtype.kind == "c"


@implements("isrealobj")
def _isrealobj(x: "array"):
    return x.dtype.kind != "c"


@implements("real")
def _real(val: "array"):
    return val.real


@implements("imag")
def _imag(val: "array"):
    return val.imag


@implements("can_cast")
def _can_cast(from_: "typed", to: "type", casting: "casting" = "safe"):
    return _namespace.can_cast(from_, to, casting)


@implements("copyto")
def _copyto(dst: "target", src: "values", casting: "casting" = "same_kind", where: "mask" = None):
    copy_values(dst, src, casting, where)


@implements("clip")
def _clip(a: "operand", a_min: "operand_or_none" = _no_value, a_max: "operand_or_none" = _no_value, out: "out_or_outs" = None, *,
          min: "operand_or_none" = _no_value, max: "operand_or_none" = _no_value, **kwargs):
    if a_min is _no_value and a_max is _no_value:
        a_min = None if min is _no_value else min
        a_max = None if max is _no_value else max
    elif a_min is _no_value or a_max is _no_value:
        raise TypeError(f"clip() missing 1 required positional argument: '{'a_min' if a_min is _no_value else 'a_max'}'")
    elif min is not _no_value or max is not _no_value:
        raise ValueError("Passing `min` or `max` keyword argument when `a_min` and `a_max` are provided is forbidden.")
    return _namespace.clip(a, a_min, a_max, out=out, **kwargs)


@implements("hsplit")
def _hsplit(ary: "array", indices_or_sections: "ints"):
    if not ary.ndim:
        raise ValueError("hsplit only works on arrays of 1 or more dimensions")
    return _functions._split(ary, indices_or_sections, 1 if ary.ndim > 1 else 0, True)


@implements("vsplit")
def _vsplit(ary: "array", indices_or_sections: "ints"):
    if ary.ndim < 2:
        raise ValueError("vsplit only works on arrays of 2 or more dimensions")
    return _functions._split(ary, indices_or_sections, 0, True)


@implements("dsplit")
def _dsplit(ary: "array", indices_or_sections: "ints"):
    if ary.ndim < 3:
        raise ValueError("dsplit only works on arrays of 3 or more dimensions")
    return _functions._split(ary, indices_or_sections, 2, True)


@implements("polyfit")
def _polyfit(x: "array", y: "array", deg: "int", rcond: "number" = None, full: "bool" = False, w: "array_or_none" = None, cov: "given" = False):
    c, residuals, rank, singular, limit, covariance = internal("_polyfit", x, y, deg, rcond, w, bool(cov))
    if full:
        return c, residuals, rank, singular, limit
    if rank != deg + 1:
        import warnings

        import numpy

        warnings.warn("Polyfit may be poorly conditioned", numpy.exceptions.RankWarning, stacklevel=4)
    if not cov:
        return c
    factor = 1
    if cov != "unscaled":
        if x.size <= deg + 1:
            raise ValueError("the number of data points must exceed order to scale the covariance matrix")
        factor = residuals / (x.size - deg - 1)
    return c, covariance * factor if y.ndim == 1 else covariance[:, :, None] * factor


@implements("common_type")
def _common_type(*arrays: "array"):
    for a in arrays:
        if a.dtype == "bool":
            raise TypeError("can't get common type for non-numeric array")
    return _namespace.result_type(*["float64" if a.dtype.kind in "iu" else a.dtype for a in arrays] or ["float16"])


# numpy.lib.scimath: complex results where there are no real ones.


_UFUNCS = {u.__name__: u for u in _arraygen._ufuncs}


def _scimath(name, low, high):
    f = _UFUNCS[name]

    @implements(f"lib.scimath.{name}")
    def function(x: "array"):
        return f(internal("_in_domain", x, low, high))


for _name, _low, _high in (("sqrt", 0, None), ("log", 0, None), ("log2", 0, None), ("log10", 0, None), ("arccos", -1, 1), ("arcsin", -1, 1),
                           ("arctanh", -1, 1)):
    _scimath(_name, _low, _high)


@implements("lib.scimath.logn")
def _logn(n: "array", x: "array"):
    return _UFUNCS["log"](internal("_in_domain", x, 0, None)) / _UFUNCS["log"](internal("_in_domain", n, 0, None))


@implements("lib.scimath.power")
def _power(x: "array", p: "array"):
    if p.dtype.kind in "iu" and (p < 0).any():
        p = p * 1.0
    return _UFUNCS["power"](internal("_in_domain", x, 0, None), p)


# What makes no arrays NumPy does, on the same memory.


def _numpys(x):
    """Arrays of ours in an argument as NumPy's."""
    import numpy

    if isinstance(x, ndarray):
        return numpy.asarray(x)
    return type(x)(map(_numpys, x)) if type(x) in (list, tuple) else x


def _by_numpy(name):
    def function(*args, **kwargs):
        import numpy

        return getattr(numpy, name)(*map(_numpys, args), **{k: _numpys(v) for k, v in kwargs.items()})

    FUNCTIONS[name] = function


BY_NUMPY = ("save", "savez", "savez_compressed", "savetxt", "einsum_path")
for _name in BY_NUMPY:
    _by_numpy(_name)


# New arrays.


@implements("zeros_like")
def _zeros_like(a: "array", dtype: "dtype" = None, order: "order" = "K", subok: "given" = True, shape: "shape" = None, *,
                device: "device" = None):
    return _create._filled_like(a, 0, dtype, order, shape)


@implements("ones_like")
def _ones_like(a: "array", dtype: "dtype" = None, order: "order" = "K", subok: "given" = True, shape: "shape" = None, *,
               device: "device" = None):
    return _create._filled_like(a, 1, dtype, order, shape)


@implements("empty_like")
def _empty_like(prototype: "array", dtype: "dtype" = None, order: "order" = "K", subok: "given" = True, shape: "shape" = None, *,
                device: "device" = None):
    return _create._empty_like(prototype, dtype, order, shape)


@implements("full_like")
def _full_like(a: "array", fill_value: "values", dtype: "dtype" = None, order: "order" = "K", subok: "given" = True,
               shape: "shape" = None, *, device: "device" = None):
    return _create._filled_like(a, fill_value, dtype, order, shape)


def _creation(name):
    """A creation function that was called with like=ours."""

    def create(*args, **kwargs):
        import arraygen

        kwargs = {k: v for k, v in kwargs.items() if v is not None and type(v).__name__ != "_NoValueType" and not (k == "order" and v == "K")}
        kwargs.pop("subok", None)
        return getattr(arraygen, name)(*args, **kwargs)

    FUNCTIONS[name] = create


for _name in ("array", "asarray", "ascontiguousarray", "empty", "zeros", "ones", "full", "arange", "eye", "frombuffer", "tri"):
    _creation(_name)
FUNCTIONS["asanyarray"] = FUNCTIONS["asarray"]


def _read(name):
    """A function that reads text or a file, which NumPy does; the array is ours, over NumPy's memory."""

    def read(*args, **kwargs):
        import numpy

        result = getattr(numpy, name)(*args, **kwargs)
        return [asarray(x) for x in result] if isinstance(result, list) else asarray(result)

    FUNCTIONS[name] = read


READ_BY_NUMPY = ("fromfile", "fromstring", "genfromtxt", "loadtxt")
for _name in READ_BY_NUMPY:
    _read(_name)


@implements("asfortranarray")
def _asfortranarray(a: "given", dtype: "dtype" = None):
    return asarray(a, dtype, order="F")


_REQUIREMENTS = {
    "C": "C", "C_CONTIGUOUS": "C", "CONTIGUOUS": "C", "F": "F", "F_CONTIGUOUS": "F", "FORTRAN": "F", "A": "A", "ALIGNED": "A",
    "W": "W", "WRITEABLE": "W", "O": "O", "OWNDATA": "O", "E": "E", "ENSUREARRAY": "E",
}


@implements("require")
def _require(a: "given", dtype: "dtype" = None, requirements: "given" = None):
    wanted = {_REQUIREMENTS[r.upper()] for r in requirements or ()}
    if wanted >= {"C", "F"}:
        raise ValueError('Cannot specify both "C" and "F" order')
    order = "F" if "F" in wanted else "C" if "C" in wanted else None
    array = asarray(a, dtype, order=order)
    flags = array.flags
    return array if all(flags[r] for r in wanted - {"E"}) else array.copy(order or "A")

