"""Products of vectors and matrices, whole powers, and the operators for them."""

import sys

from . import _arraygen, _functions
from ._arguments import _array
from ._arraygen import ndarray
from ._dispatch import _override
from ._numpy_functions import GUFUNCS, METHODS, _FUNCTIONS, _store


def _dot(a, b, out=None):
    a, b = _array(a), _array(b)
    if a.ndim == 0 or b.ndim == 0:
        return _store(a * b, out)
    if b.ndim > 2:
        raise ValueError("dot: the second array has more than two dimensions; use matmul or tensordot")
    return _store(_functions.matmul(a, b), out)


_FUNCTIONS["dot"] = METHODS["dot"] = _dot


def _matmul(a, b, /, out=None, **kwargs):
    if kwargs:
        raise TypeError(f"matmul of arraygen arrays takes no {next(iter(kwargs))}")
    return _store(_functions.matmul(a, b), out)


def _vecdot(a, b, /, out=None, *, axis=-1):
    return _store(_functions.vecdot(a, b, axis=axis), out)


GUFUNCS["matmul"] = _matmul
GUFUNCS["vecdot"] = _vecdot


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
    return _store(result, x)


_arraygen._set_hook("matmul", _matmul_operator)
_arraygen._set_hook("imatmul", _matmul_in_place)


def _power(x, y):
    """x ** y for whole exponents, by squaring and multiplying: what can be
    done without a ufunc power."""
    import arraygen
    for v in (x, y):
        if _override(v) is not None:
            return type(v).__array_ufunc__(v, sys.modules["numpy"].power, "__call__", x, y) if "numpy" in sys.modules else NotImplemented
    exponent = y.item() if isinstance(y, ndarray) and y.ndim == 0 else y
    if isinstance(exponent, float) and exponent.is_integer() and isinstance(x, ndarray) and x.dtype.kind in "fc":
        exponent = int(exponent)
    if isinstance(x, ndarray) and type(exponent) is int and 0 <= exponent <= 64:
        if x.dtype == "bool":
            x = x.astype("int8")
        result = arraygen.ones_like(x) if exponent == 0 else None
        base = x
        while exponent:
            if exponent & 1:
                result = base if result is None else result * base
            exponent >>= 1
            if exponent:
                base = arraygen.square(base)
        return result.copy() if result is x else result
    if isinstance(x, ndarray) and exponent == 0.5 and x.dtype.kind in "fc":
        return arraygen.sqrt(x)
    if isinstance(x, ndarray) and exponent == -1 and x.dtype.kind in "fc":
        return arraygen.reciprocal(x)
    raise NotImplementedError("arraygen has no ufunc power yet: an exponent must be an int from 0 to 64, 0.5 or -1")


def _power_in_place(x, y):
    result = _power(x, y)
    return result if result is NotImplemented else _store(result, x)


_arraygen._set_hook("power", _power)
_arraygen._set_hook("ipower", _power_in_place)
