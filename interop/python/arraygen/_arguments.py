# SPDX-License-Identifier: BSD-3-Clause

"""The kinds of arguments that are arrays, and how functions get their arguments.

`reads` gives each parameter of a function to the reader of its kind, which is
its annotation.
"""

import datetime
import functools
import sys

from ._arraygen import _call, ndarray
from ._arraygen import dtype as _dtype_class
from ._convert import _like, asarray, internal
from ._kinds import (
    _axes, _axis, _axis_list, _axis_list_or_none, _axis_or_none, _axis_pair, _bool, _casting, _copy, _core_axes, _device, _dtype, _fields, _given, _int,
    _int_or_none, _ints, _lengths_or_none, _offset, _order, _order_of_elements, _order_of_new, _pairs, _plane, _scan_axis, _select_kind, _shape,
    _sort_kind, _str, _str_or_none, _type,
)
from ._readers import Parameters, wrapper

_NUMBERS = (bool, int, float, complex)
_OF_DATETIME = (datetime.date, datetime.timedelta)
PROTOCOLS = ("__array_ufunc__", "__array__", "__array_interface__", "__array_struct__", "__dlpack__")


def _array(x):
    return x if isinstance(x, ndarray) else asarray(x)


def _array_or_none(x):
    return None if x is None else _array(x)


def _operand(x):
    """An array, or a Python number, whose type is weak."""
    return x if type(x) in _NUMBERS else _array(x)


def _may_be_time(x):
    """Whether x is an element where the type is one of times, though it is no number."""
    return isinstance(x, (str, bytes, *_OF_DATETIME))


def _values(x):
    """What elements are set to: an operand, or a sequence as it is, since its
    numbers become elements of the array's type, not of their own."""
    return x if type(x) in (list, tuple) or _may_be_time(x) else _operand(x)


def _elements(x, target=None):
    """What elements of an array are set to: the numbers of a sequence are those of its type."""
    return asarray(x, dtype=None if target is None else target.dtype) if type(x) in (list, tuple) or _may_be_time(x) else _operand(x)


def _operand_or_none(x):
    return None if x is None else _operand(x)


def _sequence(xs):
    """The parts of a sequence of arrays, before they are read."""
    if not hasattr(xs, "__len__") or not hasattr(xs, "__getitem__") or getattr(xs, "ndim", 1) == 0 or isinstance(xs, (str, bytes)):
        raise TypeError(f"arrays must be given as a sequence of arrays, not {type(xs).__name__!r}")
    return tuple(xs)


def _arrays(xs):
    return tuple([_operand(x) for x in _sequence(xs)])


def _index(x):
    """Indices: an int stays one, an empty list is one of integers."""
    if type(x) is int:
        return _int(x)
    if isinstance(x, (list, tuple)) and not x:
        return asarray(x, dtype="int64")
    x = _array(x)
    if x.dtype.kind not in "iub":
        raise TypeError(f"Cannot cast array data from {x.dtype!r} to dtype('int64') according to the rule 'safe': indices and counts are integers")
    return x


def _kth(x):
    """The ranks of a partition, one or several: integers, bools not among them."""
    if type(x) is int:
        return _int(x)
    a = _array(x) if not isinstance(x, str) else None
    if a is not None and a.dtype == "bool":
        raise ValueError("Booleans unacceptable as partition index")
    if a is None or a.dtype.kind not in "iu":
        raise TypeError("Partition index must be integer")
    if a.ndim > 1:
        raise ValueError(f"the ranks of a partition have one axis, not {a.ndim}")
    return tuple(map(_int, a.tolist() if a.ndim else [a.item()]))


def _places(x):
    """Places of an axis: a slice, an integer, several, or a mask."""
    return x if isinstance(x, slice) else _index(x)


def _nested(xs):
    """Arrays in nested lists."""
    if isinstance(xs, tuple):
        raise TypeError("arrays is a tuple. Only lists can be used to arrange blocks, and np.block does not allow implicit conversion from tuple to ndarray.")
    return tuple([_nested(x) for x in xs]) if isinstance(xs, list) else _operand(xs)


def _leaves(xs):
    """What nested lists hold."""
    return tuple([y for x in xs for y in _leaves(x)]) if isinstance(xs, list) else (xs,)


def _points(x):
    """A matrix with a row for each point, or a sequence of the coordinates along each axis."""
    return tuple([_array(v) for v in x]) if isinstance(x, (list, tuple)) else _array(x)


def _bins_of_axes(x):
    """A number of bins, or for each axis a number or edges."""
    if getattr(x, "ndim", 1) == 0 or not hasattr(x, "__len__"):
        return _bins(x)
    return tuple([_bins(v) for v in x])


def _bins_of_plane(x):
    """bins of two axes; other than two are the edges of both."""
    if hasattr(x, "__len__") and getattr(x, "ndim", 1) and len(x) not in (1, 2):
        x = (x, x)
    return _bins_of_axes(x)


def _ends_of_axes(x):
    """For each axis two numbers or None."""
    return None if x is None else tuple([_ends(v) for v in x])


def _words(x):
    """A word, or one for each axis."""
    return tuple([_str(w) for w in x]) if isinstance(x, (list, tuple)) else _str(x)


def _bins(x):
    """A number of bins, the name of what estimates it, or their edges."""
    if isinstance(x, str):
        return x
    if getattr(x, "ndim", 0) == 0 and not isinstance(x, (list, tuple)):
        try:
            return _int(x)
        except TypeError:
            raise TypeError("`bins` must be an integer, a string, or an array") from None
    return _array(x)


def _sides(x):
    """What stands before and behind the axes: one value, a pair, or a pair for each axis."""
    return None if x is None else _operand(x)


def _ends(x):
    """Two numbers, or None."""
    if x is None:
        return None
    lo, hi = x
    return _number(lo), _number(hi)


def _number(x):
    if x is None or type(x) in _NUMBERS:
        return x
    if getattr(getattr(x, "dtype", None), "kind", "") in ("M", "m"):
        return asarray(x)
    item = getattr(x, "item", None)
    return x if item is None else item()


def _bound(x):
    """An end of a range: a number, a time, or text that stands for a moment."""
    return asarray(x, dtype="datetime64") if isinstance(x, (str, bytes)) else _number(x)


def _norm_order(x):
    """The order of a norm: a number, a name, or None."""
    return x if x is None or isinstance(x, str) else _number(x)


def _initial(x):
    """What a reduction starts with: an operand, None for its first element, ... for what it starts with by itself."""
    return x if x is None or x is ... else _operand(x)


def _out(x):
    """What a result is written to, as it was given; `store` writes."""
    if x is None or isinstance(x, ndarray):
        return x
    if x is Ellipsis:
        return None
    if isinstance(x, (list, tuple, str, bytes, *_NUMBERS)) or not any(hasattr(x, p) for p in PROTOCOLS):
        raise TypeError(f"return arrays must be of ArrayType: out is {type(x).__name__!r}")
    return x


def _out_or_outs(x):
    """As _out, in a tuple perhaps, as ufuncs have it."""
    return tuple(map(_out, x)) if isinstance(x, tuple) else _out(x)


def _single(out):
    """The array in the tuple that a ufunc may be given as out."""
    if not isinstance(out, tuple):
        return out
    if len(out) != 1:
        raise ValueError("The 'out' tuple must have exactly one entry per ufunc output")
    return out[0]


def _destination(x):
    """An array of ours over the memory of an out; Go refuses to write to what is read-only."""
    return x if isinstance(x, ndarray) else asarray(x, copy=False)


def _target(x):
    """An array of ours over the memory that is to be written to."""
    if _out(x) is None:
        raise TypeError(f"an array is needed to write to, not {x!r}")
    target = _destination(x)
    if not target._writeable:
        raise ValueError("output array is read-only")
    return target


def store(result, out, casting="same_kind"):
    """A result in an out argument, which is returned as it was given. out has
    the result's shape: nothing is broadcast into it."""
    if out is None:
        return result
    target = _target(out)
    if target.shape != result.shape:
        raise ValueError(f"output array has shape {target.shape}, but the result has {result.shape}: they must be equal")
    internal("_copyto", target, result, casting, None)
    return out


def copy_values(dst, src, casting, where):
    """Writes values to dst, the numbers of a sequence as those of an assignment."""
    if type(src) in (list, tuple):
        natural = asarray(src)
        if not internal("_can_cast", natural.dtype, dst.dtype, casting):
            internal("_cast", natural, dst.dtype, casting)
        src = asarray(src, dtype=dst.dtype)
    internal("_copyto", dst, src, casting, where)


def _mask(x):
    """A mask, as where: None for True. An array must be one of bools; the
    elements of lists, and numbers, count by their truth."""
    if x is True:
        return None
    if x is None:
        raise TypeError("where must be an array of bools, not None; leave it out for all elements")
    if isinstance(x, (list, tuple, *_NUMBERS)) and not hasattr(x, "dtype"):
        return asarray(x, dtype="bool")
    mask = _array(x)
    if mask.dtype != "bool":
        raise TypeError(f"Cannot cast array data from {mask.dtype!r} to dtype('bool') according to the rule 'safe': where must be an array of bools")
    return mask


def _typed(x):
    """What has an element type: an array, a Python number, or what names a type."""
    if isinstance(x, ndarray) or type(x) in _NUMBERS:
        return x
    if not isinstance(x, type) and (hasattr(x, "__array_namespace__") or hasattr(x, "__array__") and hasattr(x, "shape")):
        return asarray(x)
    return _dtype_class(x)


# The kinds whose values another library may have something to say of.
_OF_ARRAYS = {"array", "array_or_none", "arrays", "operand", "operand_or_none", "index", "out", "out_or_outs", "target", "mask", "initial", "places", "typed", "values", "elements", "points"}

READERS = {f.__name__[1:]: f for f in (
    _array, _array_or_none, _arrays, _axes, _axis, _axis_list, _axis_list_or_none, _axis_or_none, _axis_pair, _bins, _bins_of_axes, _bins_of_plane, _bool, _bound, _casting, _copy, _core_axes,
    _device, _dtype, _elements, _ends, _ends_of_axes, _fields, _given, _index, _initial, _int, _int_or_none, _ints, _kth, _lengths_or_none, _mask, _nested, _norm_order, _number, _offset, _operand, _operand_or_none, _order,
    _order_of_elements, _order_of_new, _out, _out_or_outs, _pairs, _places, _plane, _points, _scan_axis, _shape, _select_kind, _sides, _sort_kind, _str, _str_or_none, _target, _type, _typed, _values,
    _words,
)}
READERS["ignored"] = _given
READERS["like"] = _given  # the wrapper gives the call to its type (NEP 35)


def reads(function=None, *, offers=False):
    """A function whose arguments are read by their kinds, which the
    annotations of its parameters name: f(a: "array", axis: "axes" = None).

    With offers, a call is first offered to the __array_function__ of its
    arguments.
    """
    if function is None:
        return functools.partial(reads, offers=offers)
    return declared(function, offers=offers, public=True)


def declared(function, offers=False, number=None, parameters=None, public=False):
    """A function that reads its arguments. With a number, the function of Go with
    that number is called; the body of the one that declares the parameters is not. One
    that is public is a function of the namespace."""
    parameters = parameters or Parameters(function)
    unread = [name for name in parameters.read if parameters.kinds.get(name) not in READERS]
    if unread:
        raise TypeError(f"{function.__name__}: no kind for {', '.join(unread)}")
    return wrapper(function, parameters, _NAMES, _OF_ARRAYS, offers, number, public)


def given(function, args, kwargs):
    """The arguments of a call without NumPy's marks for those that were not given."""
    if not any(type(v).__name__ == "_NoValueType" for v in (*args, *kwargs.values())):
        return args, kwargs
    names = function.__wrapped__.__code__.co_varnames
    kept = next((i for i, v in enumerate(args) if type(v).__name__ == "_NoValueType"), len(args))
    kwargs = dict(zip(names[kept:], args[kept:])) | kwargs
    return args[:kept], {k: v for k, v in kwargs.items() if type(v).__name__ != "_NoValueType"}


def _overrides(arrays, method):
    """The arguments that implement a method of their own, one of each type,
    subclasses before their bases, otherwise from left to right."""
    found = []
    numpy = sys.modules.get("numpy")
    default = getattr(getattr(numpy, "ndarray", None), method, None)
    ours = getattr(ndarray, method, None)
    for x in arrays:
        t = type(x)
        if t is ndarray or t in _NUMBERS or t in (list, tuple, type(None), str):
            continue
        m = getattr(t, method, None)
        if m is None or m is default or m is ours or any(type(y) is t for y in found):
            continue
        at = len(found)
        for i, y in enumerate(found):
            if issubclass(t, type(y)):
                at = i
                break
        found.insert(at, x)
    return found


def offer(function, arrays, args, kwargs):
    """Offers a call to the __array_function__ of the arrays among its
    arguments. NotImplemented means: nobody wants it."""
    found = _overrides(arrays, "__array_function__")
    if not found:
        return NotImplemented
    types = tuple({type(x): None for x in arrays if hasattr(type(x), "__array_function__")})
    for x in found:
        if type(x).__module__ == "dask.array.core":
            from ._dask import introduce

            introduce()
        result = type(x).__array_function__(x, function, types, args, kwargs)
        if result is not NotImplemented:
            return result
    names = ", ".join(repr(type(x)) for x in found)
    raise TypeError(
        f"no implementation found for 'arraygen.{function.__name__}' on types that implement __array_function__: [{names}]"
    )


def _changed(keywords):
    """The keywords of a call, from triples of name, value and default: those that differ from their default."""
    return {name: value for name, value, default in keywords if value is not default}


def _foreign(function, arrays, args, keywords):
    """offer for the wrappers, which have keywords as triples."""
    return offer(function, arrays, args, _changed(keywords))


def _options(options):
    return [(name, value, _options) for name, value in options.items()]


def _ours(arrays):
    """Whether all of them are plain arrays of ours."""
    for x in arrays:
        if type(x) is not ndarray:
            return False
    return True


# What the source of a wrapper calls.
_NAMES = {f"_read_{kind}": reader for kind, reader in READERS.items()} | {
    "_ndarray": ndarray, "_numbers": _NUMBERS, "_dtype": _dtype_class, "_call": _call, "_like": _like,
    "_changed": _changed, "_foreign": _foreign, "_leaves": _leaves, "_options": _options, "_ours": _ours, "_sequence": _sequence,
    "_destination": _destination, "_single": _single,
}
