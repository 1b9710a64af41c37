# SPDX-License-Identifier: BSD-3-Clause

"""NumPy's functions that call a function of the caller's: Go doesn't call Python."""

from . import _create, _functions, _namespace
from ._arguments import _array
from ._convert import asarray
from ._declare import implements

_iter = iter


def _indices(shape):
    """All tuples of indices of a shape."""
    if not shape:
        yield ()
        return
    for i in range(shape[0]):
        for rest in _indices(shape[1:]):
            yield (i, *rest)


@implements("apply_along_axis")
def apply_along_axis(func1d: "given", axis: "axis", arr: "array", *args: "given", **kwargs):
    """What a function makes of each part of an array along an axis."""
    n = arr.ndim
    if not -n <= axis < n:
        arr.sum(axis=axis)  # which says so
    axis %= n
    rows = _functions.moveaxis(arr, axis, -1)
    outer = rows.shape[:-1]
    if 0 in outer:
        raise ValueError("Cannot apply_along_axis when any iteration dimensions are 0")
    result = None
    for at in _indices(outer):
        made = _array(func1d(rows[at], *args, **kwargs))
        if result is None:
            inner = made.shape
            result = _create.empty(outer + inner, made.dtype)
        elif made.shape != inner:
            raise ValueError(f"could not broadcast: func1d made shape {inner} first, and {made.shape} at {at}")
        result[at] = made
    axes = [*range(axis), *range(len(outer), len(outer) + len(inner)), *range(axis, len(outer))]
    return _functions.permute_dims(result, axes)


@implements("apply_over_axes")
def apply_over_axes(func: "given", a: "array", axes: "axis_list"):
    """A function of an array and an axis, applied for each of several axes in turn."""
    value = a
    for axis in axes if isinstance(axes, tuple) else (axes,):
        axis += a.ndim * (axis < 0)
        made = _array(func(value, axis))
        if made.ndim != value.ndim:
            made = _functions.expand_dims(made, axis)
            if made.ndim != value.ndim:
                raise ValueError("function is not returning an array of the correct shape")
        value = made
    return value


@implements("piecewise")
def piecewise(x: "array", condlist: "given", funclist: "given", *args: "given", **kw):
    """What functions make of the elements for which conditions are true, or constants; the last of one more is for the others."""
    count = len(funclist)
    if not hasattr(condlist, "__len__") or getattr(condlist, "ndim", 1) == 0 or not isinstance(condlist[0], list) and not hasattr(condlist[0], "dtype") and x.ndim:
        condlist = [condlist]
    elif getattr(condlist, "ndim", 2) == 1 and x.ndim:
        condlist = [condlist]
    conditions = [asarray(c, dtype="bool") for c in condlist]
    if count == len(conditions) + 1:
        rest = conditions[0]
        for c in conditions[1:]:
            rest = rest | c
        conditions.append(~rest)
    elif count != len(conditions):
        raise ValueError(f"with {len(conditions)} condition(s), either {len(conditions)} or {len(conditions) + 1} functions are expected")
    result = _create.zeros_like(x)
    for condition, f in zip(conditions, funclist):
        if not callable(f):
            result[condition] = f
            continue
        values = x[condition]
        if values.size:
            result[condition] = f(values, *args, **kw)
    return result


@implements("fromfunction")
def fromfunction(function: "given", shape: "shape", *, dtype: "dtype" = float, **kwargs):
    """What a function makes of the indices of all elements, an array for each axis."""
    if any(n < 0 for n in shape):
        raise ValueError("negative dimensions are not allowed")
    axes = [_functions.arange(n, dtype="float64" if dtype is None else dtype) for n in shape]
    return function(*(_namespace.meshgrid(*axes, indexing="ij") if axes else ()), **kwargs)


@implements("fromiter")
def fromiter(iter: "given", dtype: "dtype", count: "int" = -1):
    """An array of one axis of what an iterable yields: all of it, or the first count."""
    values = []
    source = _iter(iter)
    while count < 0 or len(values) < count:
        try:
            values.append(next(source))
        except StopIteration:
            if count >= 0:
                raise ValueError(f"iterator too short: Expected {count} but iterator had only {len(values)} items.") from None
            break
    return asarray(values, dtype="float64" if dtype is None else dtype) if values else _create.empty(0, dtype)
