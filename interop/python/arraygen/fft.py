# SPDX-License-Identifier: BSD-3-Clause

"""Discrete Fourier transforms: the extension fft of the array API standard, and NumPy's functions beside it.

The transforms of float32 and complex64 are complex64, or float32 where they are real; those of other numbers have double precision.
"""

from . import _fft
from ._fft import *  # noqa: F403

__all__ = _fft.__all__

for _name in __all__:
    globals()[_name].__module__ = __name__
del _name
