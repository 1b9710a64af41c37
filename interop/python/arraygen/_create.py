# SPDX-License-Identifier: BSD-3-Clause

"""New arrays: of a shape, or like another array."""

from . import _arraygen
from ._arguments import reads
from ._convert import asarray


def _filled(shape, dtype, order, value):
    a = _arraygen._create(shape, _arraygen.float64 if dtype is None else dtype, order, False)
    a[...] = value
    return a


@reads
def empty(shape: "shape", dtype: "dtype" = None, *, device: "device" = None, order: "order_of_new" = "C", like: "like" = None):
    """A new array of arbitrary values."""
    return _arraygen._create(shape, _arraygen.float64 if dtype is None else dtype, order, False)


@reads
def zeros(shape: "shape", dtype: "dtype" = None, *, device: "device" = None, order: "order_of_new" = "C", like: "like" = None):
    """A new array of zeros."""
    return _arraygen._create(shape, _arraygen.float64 if dtype is None else dtype, order, True)


@reads
def ones(shape: "shape", dtype: "dtype" = None, *, device: "device" = None, order: "order_of_new" = "C", like: "like" = None):
    """A new array of ones."""
    return _filled(shape, dtype, order, 1)


@reads
def full(shape: "shape", fill_value: "values", dtype: "dtype" = None, *, device: "device" = None, order: "order_of_new" = "C", like: "like" = None):
    """A new array of one value, of that value's type if no other is given."""
    return _filled(shape, asarray(fill_value).dtype if dtype is None else dtype, order, fill_value)


def _empty_like(x, dtype, order, shape=None):
    return _arraygen._create_like(x, x.dtype if dtype is None else dtype, order, shape)


def _filled_like(x, value, dtype, order, shape=None):
    a = _empty_like(x, dtype, order, shape)
    a[...] = value
    return a


@reads(offers=True)
def empty_like(x: "array", /, dtype: "dtype" = None, *, device: "device" = None, order: "order" = "K"):
    """empty with the shape and type of x."""
    return _empty_like(x, dtype, order)


@reads(offers=True)
def zeros_like(x: "array", /, dtype: "dtype" = None, *, device: "device" = None, order: "order" = "K"):
    """zeros with the shape and type of x."""
    return _filled_like(x, 0, dtype, order)


@reads(offers=True)
def ones_like(x: "array", /, dtype: "dtype" = None, *, device: "device" = None, order: "order" = "K"):
    """ones with the shape and type of x."""
    return _filled_like(x, 1, dtype, order)


@reads(offers=True)
def full_like(x: "array", /, fill_value: "values", dtype: "dtype" = None, *, device: "device" = None, order: "order" = "K"):
    """full with the shape and type of x."""
    return _filled_like(x, fill_value, dtype, order)
