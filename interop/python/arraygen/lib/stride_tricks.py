# SPDX-License-Identifier: BSD-3-Clause

"""Views whose windows overlap."""

from .._functions import sliding_window_view

__all__ = ["sliding_window_view"]
