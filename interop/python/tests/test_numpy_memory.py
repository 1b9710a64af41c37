# SPDX-License-Identifier: BSD-3-Clause

"""Arrays over the memory of NumPy's, whose fields C reads: the same as what __array_interface__ tells of them."""

import gc
import sys
import weakref

import arraygen as ag
import numpy as np
import pytest

DTYPES = ["bool", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "longlong", "float16", "float32", "float64", "complex64", "complex128"]


def layouts(d):
    a = np.zeros(240, dtype=d)
    m = a.reshape(6, 40)
    yield from (a, a[:0], a[3:4], a[::-1], a[::7], m, m.T, m[::-2, 3:], m[1:1], m[:1], m[:1].T, m[:, :1], a.reshape(2, 3, 4, 10).transpose(2, 0, 3, 1), a[5:6].reshape(()), a[:1].reshape((1,) * 64))
    yield np.broadcast_to(a, (2, 240))
    yield np.lib.stride_tricks.as_strided(a, (1, 3, 1), (99, a.itemsize, -7))
    yield np.lib.stride_tricks.as_strided(a, (3, 1, 2), (a.itemsize, 12345, 3 * a.itemsize))
    frozen = a.copy()
    frozen.flags.writeable = False
    yield frozen
    yield np.frombuffer(bytes(8 * a.itemsize + 1), dtype="uint8")[1:].view(d)  # misaligned, read-only


@pytest.mark.parametrize("d", DTYPES)
def test_fields_tell_what_the_interface_tells(d):
    for _ in range(2):  # the first array of a type is compared, those behind it are read
        for x in layouts(d):
            a, i = ag.asarray(x), x.__array_interface__
            assert type(a) is ag.ndarray and a.dtype == x.dtype and a.shape == x.shape and a.base is x
            assert a.flags.writeable == x.flags.writeable and a.flags.c_contiguous == x.flags.c_contiguous and a.flags.f_contiguous == x.flags.f_contiguous
            if x.size:
                assert a._pointer == i["data"][0]
                assert [s for n, s in zip(a.shape, a.strides) if n > 1] == [s for n, s in zip(x.shape, x.strides) if n > 1]
            assert a.tobytes() == x.tobytes()


def test_what_has_no_element_type_is_refused_still():
    for d in ["float64", "int32"]:
        ag.asarray(np.zeros(3, dtype=d))
    for x in [np.zeros(3, dtype=">f8"), np.zeros(3, dtype="S4"), np.zeros(3, dtype=[("a", "i4")]), np.zeros(3, dtype=object)]:
        with pytest.raises((TypeError, ValueError)):
            ag.asarray(x)
    assert ag.asarray(np.zeros(2, dtype="M8[s]")).dtype == "M8[s]"
    swapped = np.zeros(3)
    assert ag.asarray(swapped).dtype == "float64"
    swapped = swapped.view(swapped.dtype.newbyteorder())
    with pytest.raises((TypeError, ValueError)):
        ag.asarray(swapped)


def test_types_of_ones_own():
    """An element type with metadata is another object than NumPy's own; its arrays are read alike, and no number of such types fills memory."""
    for i in range(100):
        x = np.arange(3, dtype=np.dtype("int64", metadata={"i": i}))
        assert ag.asarray(x).tolist() == [0, 1, 2] and ag.asarray(x).tolist() == [0, 1, 2]


def test_changed_between_calls():
    x = np.arange(12)
    assert ag.asarray(x).shape == (12,)
    x = x.reshape(3, 4)
    a = ag.asarray(x)
    b = x.T
    assert ag.asarray(b).shape == (4, 3) and a.shape == (3, 4)
    x.flags.writeable = False
    assert not ag.asarray(x).flags.writeable and a.flags.writeable


def test_memory_lives_and_is_given_back():
    x = np.arange(1000.0)
    before = sys.getrefcount(x)
    a = ag.asarray(x)
    assert sys.getrefcount(x) == before + 1
    x[3] = 7
    assert a[3] == 7
    view = a[1:]
    del a
    ref = weakref.ref(x)
    del x
    gc.collect()
    assert ref() is not None and view[2] == 7
    del view
    gc.collect()
    assert ref() is None
    with pytest.raises(ValueError, match="resize"):
        y = np.zeros(3)
        kept = ag.asarray(y)
        y.resize(6)
    assert kept.shape == (3,)


def test_subclasses_keep_their_ways():
    class Other(np.ndarray):
        pass

    x = np.arange(4.0).view(Other)
    assert ag.asarray(x).tolist() == [0, 1, 2, 3]
    assert ag.asarray(np.ma.array([1.0, 2.0])).tolist() == [1, 2]
