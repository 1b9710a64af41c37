# SPDX-License-Identifier: BSD-3-Clause

"""Products of vectors and matrices, and the operators for them."""

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
