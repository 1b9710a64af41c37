# SPDX-License-Identifier: BSD-3-Clause

"""Products of vectors and matrices, and the operators for them."""

from . import _arraygen, _functions
from ._arguments import _array, _target, store
from ._arraygen import ndarray
from ._convert import internal
from ._dispatch import _outs, _override, _signature
from ._kinds import _axis, _bool, _casting, _core_axes, _order


def _matmul_operator(x, y):
    for v in (x, y):
        if _override(v) is not None or not (isinstance(v, ndarray) or hasattr(v, "__array__") or hasattr(v, "__dlpack__")):
            return NotImplemented
    return _functions.matmul(x, y)


def _matmul_in_place(x, y):
    result = _matmul_operator(x, y)
    if result is NotImplemented:
        return result
    if result.shape != x.shape:
        raise ValueError(f"the product has shape {result.shape}, which doesn't fit {x.shape} in place")
    return store(result, x)


_arraygen._set_hook("matmul", _matmul_operator)
_arraygen._set_hook("imatmul", _matmul_in_place)


# What NumPy calls its generalised ufuncs with besides the parameters of the namespace's functions.
_KEYWORDS = frozenset(("out", "axes", "axis", "keepdims", "casting", "order", "dtype", "signature", "sig", "subok"))


def generalised(function, inputs, kwargs):
    """NumPy's matmul, matvec, vecmat or vecdot with its keywords, on arrays of ours."""
    name = function.__name__
    for k in kwargs:
        if k not in _KEYWORDS:
            raise TypeError(f"{name}() got an unexpected keyword argument '{k}'")
    axes, axis = kwargs.get("axes"), _axis(kwargs["axis"]) if "axis" in kwargs else None
    keepdims = _bool(kwargs.get("keepdims", False))
    if "axis" in kwargs and "axes" in kwargs:
        raise TypeError("cannot specify both 'axis' and 'axes'")
    if name != "vecdot":
        if "axis" in kwargs:
            raise TypeError(f"{name}: axis can only be used with a single shared core dimension, not with those of {function.signature}")
        if "keepdims" in kwargs:
            raise TypeError(f"{name} does not support keepdims: its signature {function.signature} has outputs with core dimensions, or inputs with several")
    if "axes" in kwargs:
        if axes is None:
            raise TypeError("axes should be a list")
        axes = _core_axes(axes)
    (out,) = _outs(function, kwargs) or (None,)
    result = internal(
        "_generalised", name, *map(_array, inputs), None if out is None else _target(out), _casting(kwargs.get("casting", "same_kind")),
        _order(kwargs.get("order")) or "K", _signature(function, dict(kwargs)), axes, axis, keepdims,
    )
    return result if out is None else out
