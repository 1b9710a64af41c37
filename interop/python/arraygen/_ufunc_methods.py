# SPDX-License-Identifier: BSD-3-Clause

"""The methods of ufuncs: reduce, accumulate, reduceat, outer, at."""

from . import _arraygen
from ._arraygen import ndarray, ufunc
from ._arguments import _array, _axes, _bool, _dtype, _mask, _operand, _out_or_outs, _scan_axis, _target
from ._convert import asarray, internal
from ._kinds import _casting
from ._dispatch import (
    METHODS, _SCALARS, _signature_types, _call_overrides, _find_overrides, _numpy_family, _outs, _through_numpy, _wrapped, check_keywords, run,
)

_no_value = object()


def _method(name):
    def decorate(f):
        f.__name__ = name
        f.__qualname__ = f"ufunc.{name}"
        METHODS[name] = f
        setattr(ufunc, name, f)
        return f

    return decorate


def _dispatch_method(u, method, args, out, kwargs):
    """Overrides for a method; NotImplemented if nobody has one."""
    outs = _outs(u, {"out": out}) if u.nout == 1 else None
    operands = args + (outs or ())
    where = kwargs.get("where", True)
    if where is not True:
        operands += (where,)
    found = [x for x in _find_overrides(operands) if not _numpy_family(x)]
    if found:
        return _call_overrides(found, u, method, args, outs, kwargs)
    if any(map(_numpy_family, operands)):
        if outs is not None:
            kwargs = dict(kwargs, out=outs)
        return _through_numpy(u, method, args, kwargs)
    return NotImplemented


def _finish_method(u, args, out, result, method):
    outs = _outs(u, {"out": out})
    return _wrapped(u, args, outs, result, True, method)


def _into(u, out):
    """The array that a method writes to, None for a new one."""
    outs = _outs(u, {"out": _out_or_outs(out)})
    return None if outs is None else _target(outs[0])


def _initial(initial):
    return initial if type(initial) in _SCALARS or initial is None else asarray(initial)


@_method("reduce")
def _reduce(u, array, axis=0, dtype=None, out=None, keepdims=False, initial=_no_value, where=True):
    """Combines the elements along axes, all for None, to one."""
    kwargs = {}
    for name, value, default in (("axis", axis, 0), ("dtype", dtype, None), ("keepdims", keepdims, False),
                                 ("initial", initial, _no_value), ("where", where, True)):
        if value is not default:
            kwargs[name] = value
    other = _dispatch_method(u, "reduce", (array,), out, kwargs)
    if other is not NotImplemented:
        return other
    result = internal(
        "_reduce", u, _array(array), _axes(axis), _dtype(dtype), _into(u, out),
        _bool(keepdims), initial is not _no_value, _initial(None if initial is _no_value else initial), _mask(where),
    )
    return _finish_method(u, (array,), out, result, "reduce")


@_method("accumulate")
def _accumulate(u, array, axis=0, dtype=None, out=None):
    """Combines each element along an axis with all before it."""
    kwargs = {k: v for k, v, d in (("axis", axis, 0), ("dtype", dtype, None)) if v is not d}
    other = _dispatch_method(u, "accumulate", (array,), out, kwargs)
    if other is not NotImplemented:
        return other
    result = internal("_accumulate", u, _array(array), _scan_axis(axis), _dtype(dtype), _into(u, out))
    return _finish_method(u, (array,), out, result, "accumulate")


@_method("reduceat")
def _reduceat(u, array, indices, axis=0, dtype=None, out=None):
    """Reduces the parts of an axis that begin at indices."""
    kwargs = {k: v for k, v, d in (("axis", axis, 0), ("dtype", dtype, None)) if v is not d}
    other = _dispatch_method(u, "reduceat", (array, indices), out, kwargs)
    if other is not NotImplemented:
        return other
    result = internal("_reduceat", u, _array(array), _indices(indices), _scan_axis(axis), _dtype(dtype), _into(u, out))
    return _finish_method(u, (array,), out, result, "reduceat")


def _indices(x):
    a = asarray(x)
    return internal("_cast", a, _arraygen.dtype("int64"), "unsafe") if a.size == 0 else a


@_method("outer")
def _outer(u, A, B, /, **kwargs):
    """The function of each pair of an element of A and one of B."""
    check_keywords(u, kwargs)
    out = kwargs.get("out")
    other = _dispatch_method(u, "outer", (A, B), out, {k: v for k, v in kwargs.items() if k != "out"})
    if other is not NotImplemented:
        return other
    if u.nin != 2:
        raise ValueError("outer product only supported for binary functions")
    a, b = _operand(A), _operand(B)
    if isinstance(a, ndarray) and isinstance(b, ndarray):
        a = a[(...,) + (None,) * b.ndim]
    return run(u, (a, b), _outs(u, kwargs), kwargs)


@_method("at")
def _at(u, a, indices, b=_no_value, /):
    """Applies the function in place to the elements at indices; those named
    several times are changed several times."""
    args = (a, indices) if b is _no_value else (a, indices, b)
    other = _dispatch_method(u, "at", args, None, {})
    if other is not NotImplemented:
        return other
    target = _target(a)
    key = indices if isinstance(indices, tuple) else (indices,)
    key = tuple(_key_item(k) for k in key)
    internal("_at", u, target, key, None if b is _no_value else _operand(b))


def _key_item(k):
    if k is None or k is Ellipsis or isinstance(k, (slice, int)) and not isinstance(k, bool):
        return k
    return _ext_index(k)


def _ext_index(k):
    from ._convert import _index_array

    return _index_array(k)


_WEAK = {int: 0, float: 0.0, complex: 0j}


def _resolve_dtypes(self, dtypes, *, signature=None, casting=None, reduction=False):
    """The types of the loop that a call on operands of these types runs.

    dtypes has an entry for each input and output: a dtype, int, float or
    complex for a Python number, None for an output that is not given."""
    if not isinstance(dtypes, tuple) or len(dtypes) != self.nargs:
        raise TypeError(f"{self.__name__}.resolve_dtypes takes a tuple of {self.nargs} dtypes, not {dtypes!r}")
    operands = tuple(
        None if d is None else _WEAK[d] if isinstance(d, type) and d in _WEAK else _arraygen.dtype(d) for d in dtypes
    )
    for d in operands[: self.nin]:
        if d is None and not (reduction and operands[0] is d):
            raise TypeError(f"{self.__name__}.resolve_dtypes needs the dtype of each input")
    types = () if signature is None else _signature_types(self, signature)
    return internal("_resolve_dtypes", self, operands, types, _casting("same_kind" if casting is None else casting), bool(reduction))


_resolve_dtypes.__name__ = "resolve_dtypes"
_resolve_dtypes.__qualname__ = "ufunc.resolve_dtypes"
ufunc.resolve_dtypes = _resolve_dtypes
