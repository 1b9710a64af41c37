# SPDX-License-Identifier: BSD-3-Clause

"""delete, insert and tile, of which C makes the usual calls: as NumPy's."""

import arraygen as ag
import numpy as np
import pytest

DTYPES = ["bool", "uint8", "int16", "float32", "float64", "complex128", "datetime64[s]"]
ERRORS = (IndexError, ValueError, TypeError)


def elements(shape, dtype):
    x = np.random.default_rng(7).integers(0, 100, shape)
    y = x.astype("int64").astype(dtype) if dtype.startswith("datetime") else x.astype(dtype)
    if y.dtype.kind == "f" and y.size > 3:
        y.flat[1], y.flat[2] = -0.0, np.nan
    return y


def same(call, x, *args, **options):
    """The call does the same to arrays of both: results, or errors."""
    try:
        want = call(np, x, *args, **options)
    except ERRORS:
        with pytest.raises(ERRORS):
            call(ag, ag.asarray(x), *args, **options)
        return
    a = ag.asarray(x)
    got = call(ag, a, *args, **options)
    assert got.dtype == want.dtype and got.shape == want.shape, (x.shape, args, options)
    assert np.asarray(got).tobytes() == want.tobytes(), (x.shape, args, options)
    assert not ag.shares_memory(got, a) and np.asarray(a).tobytes() == x.tobytes()


@pytest.mark.parametrize("dtype", DTYPES)
def test_one_axis(dtype):
    for n in [*range(201), 4097, 70_001, 300_000]:
        x = elements(n, dtype)
        for place in {0, 1, n // 2, n - 1, n, n + 1, -1, -n, -n - 1}:
            same(lambda xp, a, p: xp.delete(a, p), x, place)
            if not dtype.startswith("datetime"):
                same(lambda xp, a, p, v: xp.insert(a, p, v), x, place, True if dtype == "bool" else 7)
        for times in (0, 1, 2, 3, 7):
            same(lambda xp, a, r: xp.tile(a, r), x, times)


@pytest.mark.parametrize("shape", [(), (1,), (3, 4), (5, 1), (1, 5), (0, 3), (3, 0), (4, 3, 5), (2, 3, 2, 2), (300, 200), (5000, 3)])
def test_several_axes(shape):
    x = elements(shape, "float64")
    for y in [x, np.asfortranarray(x)] + ([x[::2], x.T] if shape else []):
        for axis in (None, *range(-x.ndim - 1, x.ndim + 1)):
            for place in (0, 1, -1, 4):
                same(lambda xp, a, p, axis: xp.delete(a, p, axis=axis), y, place, axis)
                same(lambda xp, a, p, axis: xp.insert(a, p, -1.5, axis=axis), y, place, axis)
        for times in (1, 2, 5):
            same(lambda xp, a, r: xp.tile(a, r), y, times)


def test_numbers_of_other_types():
    x = elements(20, "int16")
    for value in (-5, 32767, 1.0, True):
        same(lambda xp, a, v: xp.insert(a, 3, v), x, value)
    same(lambda xp, a, v: xp.insert(a, 3, v), elements(20, "float32"), 0.1)
    same(lambda xp, a, v: xp.insert(a, 3, v), elements(20, "float64"), 10**15)
