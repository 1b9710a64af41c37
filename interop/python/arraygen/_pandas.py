# SPDX-License-Identifier: BSD-3-Clause

"""What pandas asks of an array that it takes for one.

pandas tells arrays from sequences of objects by NumPy's type and by the attribute _typ, and a mask or the targets of isin that are neither
it takes for positions and for objects, without an error. So arrays are in its eyes what its NumpyExtensionArray is, a wrapper of
an array of NumPy's: it gets that array, over the same memory, and computes with it.
"""

from ._arraygen import ndarray


class _Kind(str):
    """pandas has two words for arrays beside NumPy's: it recognises them by "extension" (isin, factorize, isna), and by
    "npy_extension" those that give an array of NumPy's, which alone it stores. Arrays of ours are both."""

    __slots__ = ()

    def __eq__(self, other):
        return other == "extension" or other == "npy_extension"

    def __ne__(self, other):
        return not self == other

    def __hash__(self):
        return hash("extension")


_KIND = _Kind("npy_extension")


def _kind(self):
    return _KIND if self.ndim else "npy_extension"  # without axes: a scalar, that nothing is asked of


def to_numpy(self, dtype=None, copy=False, na_value=None):
    """The array as one of NumPy's, over the same memory unless the type must change, copy is True, or a number stands for NaN and NaT."""
    array = self.__array__(dtype, copy=True if copy else None)
    if na_value is None or type(na_value).__name__ == "_NoDefault" or not (absent := isna(self)).any():
        return array
    array = array.copy()
    array[absent] = na_value
    return array


def isna(self):
    """Where elements are NaN or NaT, as an array of NumPy's."""
    return (self != self).__array__()


def factorize(self, use_na_sentinel=True):
    """The codes and the distinct values, by pandas."""
    import pandas

    return pandas.factorize(self.__array__(), use_na_sentinel=use_na_sentinel)


def _hash_pandas_object(self, *, encoding, hash_key, categorize):
    import pandas

    return pandas.util.hash_array(self.__array__(), encoding, hash_key, categorize)


ndarray._typ = property(_kind)
ndarray._hasna = property(lambda self: bool(isna(self).any()))
for _f in (to_numpy, isna, factorize, _hash_pandas_object):
    _f.__qualname__ = f"ndarray.{_f.__name__}"
    setattr(ndarray, _f.__name__, _f)
del _f
