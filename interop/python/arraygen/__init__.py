# SPDX-License-Identifier: BSD-3-Clause

"""N-dimensional arrays on generated SIMD kernels.

The namespace is that of the Python array API standard, 2025.12, with its
extensions linalg and fft; the ufuncs take NumPy's keywords and have NumPy's methods.
Arrays share their memory with other libraries through the buffer protocol,
NumPy's array interface and DLPack.
"""

import math as _math

from . import _arraygen
from ._arraygen import AxisError, CastError, dtype, ndarray, ufunc
from ._ufunc_aliases import ALIASES as _ALIASES

for _name, _value in list(vars(_arraygen).items()):
    if type(_value) is dtype:
        globals()[_name] = _value

for _u in _arraygen._ufuncs:
    globals()[_u.__name__] = _u
for _name, _of in _ALIASES.items():
    globals()[_name] = globals()[_of]

e = _math.e
inf = _math.inf
nan = _math.nan
newaxis = None
pi = _math.pi

from . import (  # noqa: E402
    _callbacks, _convert, _create, _dask, _dispatch, _errors, _flat, _functions, _methods, _namespace, _numpy_functions, _pandas, _printing, _products, _times, _ufunc_methods,
)
from . import fft, lib, linalg  # noqa: E402
from ._convert import array, asarray, ascontiguousarray, from_dlpack, frombuffer  # noqa: E402
from ._create import empty, empty_like, full, full_like, ones, ones_like, zeros, zeros_like  # noqa: E402
from ._errors import errstate, geterr, geterrcall, seterr, seterrcall  # noqa: E402
from ._functions import *  # noqa: E402, F403
from ._namespace import *  # noqa: E402, F403
from ._printing import array2string, get_printoptions, printoptions, set_printoptions  # noqa: E402
from ._namespace import __array_namespace_info__  # noqa: E402, F401

__version__ = "0.1.0"
__array_api_version__ = "2025.12"

# What pickles and messages call these: their public place.
for _name in dir():
    _f = globals()[_name]
    if str(getattr(_f, "__module__", "")).startswith("arraygen._") and not _name.startswith("_"):
        try:
            _f.__module__ = "arraygen"
        except (AttributeError, TypeError):
            pass

del _f, _name, _of, _u


def __dir__():
    return sorted(n for n in globals() if not n.startswith("_") or n.startswith("__"))
