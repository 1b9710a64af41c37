"""NumPy's functions that arrays of ours answer through __array_function__.

Each has NumPy's parameter list, and the kind of each parameter.
"""

import sys

from . import _create, _functions, _namespace
from ._arguments import copy_values, given
from ._arraygen import ndarray
from ._declare import FUNCTIONS, implements

_no_value = object()


def call(self, function, types, args, kwargs):
    """ndarray.__array_function__: ours for NumPy's function of the same name."""
    numpy = sys.modules.get("numpy")
    for t in types:
        if issubclass(t, ndarray) or numpy is not None and issubclass(t, numpy.ndarray):
            continue
        return NotImplemented
    module = getattr(function, "__module__", "")
    name = function.__name__
    if module.startswith("numpy."):
        name = module[len("numpy."):] + "." + name
    ours = FUNCTIONS.get(name)
    if ours is None:
        raise TypeError(
            f"no implementation found for '{module}.{function.__name__}' on arraygen.ndarray; "
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


@implements("array_repr")
def _array_repr(arr: "array", max_line_width: "given" = None, precision: "given" = None, suppress_small: "given" = None):
    return repr(arr)


@implements("array_str")
def _array_str(a: "array", max_line_width: "given" = None, precision: "given" = None, suppress_small: "given" = None):
    return str(a)


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


for _name in ("array", "asarray", "ascontiguousarray", "empty", "zeros", "ones", "full", "arange", "eye", "frombuffer"):
    _creation(_name)
FUNCTIONS["asanyarray"] = FUNCTIONS["asarray"]
