# SPDX-License-Identifier: BSD-3-Clause

"""Where arrays of other libraries lie."""


def address(x):
    """Address of the first element."""
    return x.__array_interface__["data"][0]
