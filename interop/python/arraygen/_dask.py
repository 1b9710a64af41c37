# SPDX-License-Identifier: BSD-3-Clause

"""What Dask has to be told of our arrays, as far as it is imported: they may be chunks, their percentiles are NumPy's function,
and their elements travel between workers as they lie in memory, in frames of their own.

Dask asks nobody: it is told when this package is imported after it, and else when it first asks for the name of an array (tokenize) or
is met in a call.
"""

import sys

from ._arraygen import dtype, ndarray, ufunc
from ._methods import _rebuild, laid_out

_untold = {}  # the parts of Dask, by a module and what it has when it is imported, and how each is told


def introduce():
    """Tells the parts of Dask that are imported of our arrays, each once; returns whether there was one to tell."""
    news = [key for key in _untold if hasattr(sys.modules.get(key[0]), key[1])]
    for key in news:
        _untold.pop(key)()
    return bool(news)


def _tell_array():
    from dask.array import register_chunk_type
    from dask.array.dispatch import percentile_lookup
    from numpy import ndarray as numpys

    register_chunk_type(ndarray)
    percentile_lookup.register(ndarray, percentile_lookup.dispatch(numpys))


def _tell_distributed():
    from distributed.protocol.serialize import dask_deserialize, dask_serialize

    dask_serialize.register(ndarray, _serialize)
    dask_deserialize.register(ndarray, _deserialize)


def _serialize(array, context=None):
    if type(array) is not ndarray:
        raise NotImplementedError("a subclass is pickled")
    data, order = laid_out(array)
    header = {"dtype": array.dtype.name, "shape": array.shape, "order": order, "writeable": array.flags.writeable}
    return header, [memoryview(data)] if data.size else []


def _deserialize(header, frames):
    array = _rebuild(ndarray, dtype(header["dtype"]), tuple(header["shape"]), header["order"], frames[0] if frames else b"", None)
    if header["writeable"] and not array.flags.writeable:
        return array.copy("K")
    array.flags.writeable = header["writeable"]
    return array


def _token(self):
    """What Dask names an array by: equal arrays have one name."""
    from dask.hashing import hash_buffer_hex

    introduce()
    data, order = laid_out(self)
    kind = type(self)
    return f"{kind.__module__}.{kind.__qualname__}", self.dtype.name, self.shape, order, hash_buffer_hex(memoryview(data)) if data.size else ""


ndarray.__dask_tokenize__ = _token
dtype.__dask_tokenize__ = lambda self: ("arraygen.dtype", self.name)
ufunc.__dask_tokenize__ = lambda self: ("arraygen.ufunc", self.__name__)
_untold["dask.array", "register_chunk_type"] = _tell_array
_untold["distributed.protocol.serialize", "dask_deserialize"] = _tell_distributed
introduce()
