"""NumPy's functions that arrays of ours answer through __array_function__.

Each has NumPy's parameter list, and the kind of each parameter.
"""

import sys

from . import _create, _functions, _namespace
from ._arguments import _array, copy_values, given, reads, store
from ._arraygen import ndarray
from ._convert import internal

GUFUNCS = {}
METHODS = {}
_FUNCTIONS = {}
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
    ours = _FUNCTIONS.get(name)
    if ours is None:
        raise TypeError(
            f"no implementation found for '{module}.{function.__name__}' on arraygen.ndarray; "
            "convert with numpy.asarray(x) to have NumPy compute it"
        )
    args, kwargs = given(ours, args, kwargs)
    return ours(*args, **kwargs)


def implements(*names, method=False):
    """Makes a function ours for NumPy's of the given names, and a method of arrays by the first."""

    def decorate(f):
        f.__name__ = names[0]
        f.__qualname__ = f"ndarray.{names[0]}" if method else names[0]
        ours = reads(f)
        for name in names:
            _FUNCTIONS[name] = ours
        if method:
            ours.__doc__ = f.__doc__ or f"See {names[0]} of NumPy."
            METHODS[names[0]] = ours
            setattr(ndarray, names[0], ours)
        return ours

    return decorate


# Functions whose parameters have NumPy's names here too.
for _name in ("broadcast_arrays", "dot", "may_share_memory", "ndim", "result_type", "shape", "shares_memory", "size",
              "unique_all", "unique_counts", "unique_inverse", "unique_values", "astype", "meshgrid"):
    _FUNCTIONS[_name] = getattr(_namespace, _name)
for _name in ("cumulative_sum", "cumulative_prod", "matrix_transpose", "unstack", "nonzero"):
    _FUNCTIONS[_name] = getattr(_functions, _name)
ndarray.dot = _namespace.dot


# Joining and cutting.


@implements("concatenate")
def _concatenate(arrays: "arrays", axis: "axis_or_none" = 0, out: "out" = None, *, dtype: "dtype" = None,
                 casting: "casting" = "same_kind"):
    return _namespace.joined("_concatenate", arrays, axis, out, dtype, casting)


@implements("concat")
def _concat(arrays: "arrays", axis: "axis_or_none" = 0, out: "out" = None, *, dtype: "dtype" = None, casting: "casting" = "same_kind"):
    return _namespace.joined("_concatenate", arrays, axis, out, dtype, casting)


@implements("stack")
def _stack(arrays: "arrays", axis: "axis" = 0, out: "out" = None, *, dtype: "dtype" = None, casting: "casting" = "same_kind"):
    return _namespace.joined("_stack", arrays, axis, out, dtype, casting)


@implements("vstack")
def _vstack(tup: "arrays", *, dtype: "dtype" = None, casting: "casting" = "same_kind"):
    rows = tuple(a if a.ndim > 1 else a.reshape(1, -1) for a in map(_array, tup))
    return _namespace.joined("_concatenate", rows, 0, None, dtype, casting)


@implements("hstack")
def _hstack(tup: "arrays", *, dtype: "dtype" = None, casting: "casting" = "same_kind"):
    arrays = tuple(a if a.ndim else a.reshape(1) for a in map(_array, tup))
    return _namespace.joined("_concatenate", arrays, 0 if arrays and arrays[0].ndim == 1 else 1, None, dtype, casting)


@implements("split")
def _split(ary: "array", indices_or_sections: "ints", axis: "axis" = 0):
    if isinstance(indices_or_sections, int) and internal("_count", ary, axis) % indices_or_sections:
        raise ValueError("array split does not result in an equal division")
    return _array_split(ary, indices_or_sections, axis)


@implements("array_split")
def _array_split(ary: "array", indices_or_sections: "ints", axis: "axis" = 0):
    n = internal("_count", ary, axis)
    if isinstance(indices_or_sections, int):
        if indices_or_sections <= 0:
            raise ValueError("number sections must be larger than 0.")
        each, extra = divmod(n, indices_or_sections)
        starts = [i * each + min(i, extra) for i in range(indices_or_sections)]
    else:
        starts = [0, *indices_or_sections]
    lead = (slice(None),) * (axis % ary.ndim)
    return [ary[lead + (slice(a, b),)] for a, b in zip(starts, starts[1:] + [None])]


# Shapes.


@implements("reshape")
def _reshape(a: "array", /, shape: "shape", order: "order_of_elements" = "C", *, copy: "copy" = None):
    return a.reshape(shape, order=order, copy=copy)


@implements("ravel")
def _ravel(a: "array", order: "order" = "C"):
    return a.ravel(order)


@implements("transpose", "permute_dims")
def _transpose(a: "array", axes: "axis_list_or_none" = None):
    return a.T if axes is None else a.transpose(axes)


@implements("swapaxes")
def _swapaxes(a: "array", axis1: "axis", axis2: "axis"):
    return a.swapaxes(axis1, axis2)


@implements("copy")
def _copy(a: "array", order: "order" = "K", subok: "given" = False):
    return a.copy(order)


@implements("moveaxis")
def _moveaxis(a: "array", source: "axis_list", destination: "axis_list"):
    return _functions.moveaxis(a, source, destination)


@implements("expand_dims")
def _expand_dims(a: "array", axis: "axis_list"):
    return _functions.expand_dims(a, axis)


@implements("squeeze")
def _squeeze(a: "array", axis: "axes" = None):
    return _functions.squeeze(a, axis)


@implements("flip")
def _flip(m: "array", axis: "axis_list_or_none" = None):
    return _functions.flip(m, axis=axis)


@implements("roll")
def _roll(a: "array", shift: "ints", axis: "axis_list_or_none" = None):
    return _functions.roll(a, shift, axis=axis)


@implements("repeat")
def _repeat(a: "array", repeats: "index", axis: "axis_or_none" = None):
    return _functions.repeat(a, repeats, axis=axis)


@implements("tile")
def _tile(A: "array", reps: "ints"):
    return _functions.tile(A, reps)


@implements("broadcast_to")
def _broadcast_to(array: "array", shape: "shape", subok: "given" = False):
    return _functions.broadcast_to(array, shape)


# Choosing elements.


@implements("take", method=True)
def _take(a: "array", indices: "index", axis: "axis_or_none" = None, out: "out" = None, mode: "str" = "raise"):
    """Elements at indices along an axis."""
    if mode != "raise":
        raise TypeError(f"take of arraygen arrays has mode='raise' alone, not {mode!r}")
    return store(_functions.take(a, indices, axis=axis), out)


@implements("take_along_axis")
def _take_along_axis(arr: "array", indices: "index", axis: "axis_or_none" = -1):
    return _functions.take_along_axis(arr, indices, axis=axis)


@implements("diagonal")
def _diagonal(a: "array", offset: "int" = 0, axis1: "axis" = 0, axis2: "axis" = 1):
    return _functions.diagonal(a, offset=offset, axis1=axis1, axis2=axis2)


@implements("tril")
def _tril(m: "array", k: "offset" = 0):
    return _functions.tril(m, k=k)


@implements("triu")
def _triu(m: "array", k: "offset" = 0):
    return _functions.triu(m, k=k)


@implements("where")
def _where(condition: "array", x: "operand" = _no_value, y: "operand" = _no_value, /):
    if x is _no_value and y is _no_value:
        return _functions.nonzero(condition)
    if x is _no_value or y is _no_value:
        raise ValueError("either both or neither of x and y should be given")
    return _functions.where(condition, x, y)


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


@implements("round", "around", method=True)
def _round(a: "array", decimals: "int" = 0, out: "out" = None):
    return _namespace.round(a, decimals, out)


@implements("clip")
def _clip(a: "operand", a_min: "operand_or_none" = _no_value, a_max: "operand_or_none" = _no_value, out: "out_or_outs" = None, *,
          min: "operand_or_none" = _no_value, max: "operand_or_none" = _no_value, **kwargs):
    low = min if a_min is _no_value else a_min
    high = max if a_max is _no_value else a_max
    return _namespace.clip(a, None if low is _no_value else low, None if high is _no_value else high, out=out, **kwargs)


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


@implements("linspace")
def _linspace(start: "operand", stop: "operand", num: "int" = 50, endpoint: "bool" = True, retstep: "bool" = False,
              dtype: "dtype" = None, axis: "axis" = 0, *, device: "device" = None):
    y = _functions.linspace(start, stop, num, endpoint=endpoint, dtype=dtype)
    if axis:
        y = _functions.moveaxis(y, 0, axis)
    if not retstep:
        return y
    parts = num - bool(endpoint)
    return y, (stop - start) / parts if parts > 0 else float("nan")


def _creation(name):
    """A creation function that was called with like=ours."""

    def create(*args, **kwargs):
        import arraygen

        kwargs = {k: v for k, v in kwargs.items() if v is not None and type(v).__name__ != "_NoValueType" and not (k == "order" and v == "K")}
        kwargs.pop("subok", None)
        return getattr(arraygen, name)(*args, **kwargs)

    _FUNCTIONS[name] = create


for _name in ("array", "asarray", "ascontiguousarray", "empty", "zeros", "ones", "full", "arange", "eye", "frombuffer"):
    _creation(_name)
_FUNCTIONS["asanyarray"] = _FUNCTIONS["asarray"]


@implements("identity")
def _identity(n: "int", dtype: "dtype" = None):
    return _functions.eye(n, dtype=dtype)


# Order and sets.


def _arg(name):
    function = getattr(_functions, name)

    @implements(name, method=True)
    def arg(a: "array", axis: "axis_or_none" = None, out: "out" = None, *, keepdims: "bool" = False):
        return store(function(a, axis=axis, keepdims=keepdims), out)


_arg("argmax")
_arg("argmin")


@implements("sort")
def _sort(a: "array", axis: "axis_or_none" = -1, kind: "sort_kind" = None, order: "fields" = None, *, stable: "given" = None):
    return _functions.sort(a, axis=axis)


@implements("argsort")
def _argsort(a: "array", axis: "axis_or_none" = -1, kind: "sort_kind" = None, order: "fields" = None, *, stable: "given" = None):
    return _functions.argsort(a, axis=axis)


@implements("count_nonzero")
def _count_nonzero(a: "array", axis: "axes" = None, *, keepdims: "bool" = False):
    return _functions.count_nonzero(a, axis=axis, keepdims=keepdims)


@implements("diff")
def _diff(a: "array", n: "int" = 1, axis: "axis" = -1, prepend: "array_or_none" = None, append: "array_or_none" = None):
    return _functions.diff(a, n=n, axis=axis, prepend=prepend, append=append)


@implements("searchsorted")
def _searchsorted(a: "array", v: "operand", side: "str" = "left", sorter: "array_or_none" = None):
    return _functions.searchsorted(a, v, side=side, sorter=sorter)


@implements("isin")
def _isin(element: "operand", test_elements: "operand", assume_unique: "bool" = False, invert: "bool" = False, *, kind: "given" = None):
    return _functions.isin(element, test_elements, invert=invert)


@implements("tensordot")
def _tensordot(a: "array", b: "array", axes: "axis_pair" = 2):
    return _functions.tensordot(a, b, axes=axes)
