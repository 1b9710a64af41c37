"""Products of vectors and matrices, whole powers, and the operators for them."""

import sys

from . import _arraygen, _functions
from ._arguments import store
from ._arraygen import ndarray
from ._dispatch import _override


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


def _power(x, y):
    """x ** y for whole exponents, by squaring and multiplying: what can be
    done without a ufunc power."""
    import arraygen
    for v in (x, y):
        if _override(v) is not None:
            return type(v).__array_ufunc__(v, sys.modules["numpy"].power, "__call__", x, y) if "numpy" in sys.modules else NotImplemented
    exponent = y.item() if getattr(y, "ndim", None) == 0 else y
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
    if isinstance(x, ndarray) and isinstance(exponent, float) and exponent == 0.5 and x.dtype.kind in "fc":
        return arraygen.sqrt(x)
    if isinstance(x, ndarray) and isinstance(exponent, int) and exponent == -1 and x.dtype.kind in "fc":
        return arraygen.reciprocal(x)
    raise _bad_power(x, exponent)


def _bad_power(x, exponent):
    """What is wrong with x ** exponent."""

    def text(v):
        return f"an array of {v.dtype}" if isinstance(v, ndarray) else repr(v)

    integers = isinstance(x, ndarray) and x.dtype.kind in "iu" or isinstance(x, int)
    if integers and type(exponent) is int and exponent < 0:
        return ValueError(f"Integers to negative integer powers are not allowed: {text(x)} ** {exponent}; convert to float64 first")
    return TypeError(
        f"{text(x)} ** {text(exponent)}: an exponent is an integer from 0 to 64, or 0.5 or -1 for floating and complex arrays; "
        "numpy.power(numpy.asarray(x), y) takes others"
    )


def _power_in_place(x, y):
    result = _power(x, y)
    return result if result is NotImplemented else store(result, x)


_arraygen._set_hook("power", _power)
_arraygen._set_hook("ipower", _power_in_place)
