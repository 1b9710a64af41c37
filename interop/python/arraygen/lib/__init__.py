# SPDX-License-Identifier: BSD-3-Clause

"""NumPy's lib, as far as other libraries ask the namespace of an array for it."""

from . import stride_tricks

__all__ = ["stride_tricks"]
