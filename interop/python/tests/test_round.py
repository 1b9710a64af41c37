# SPDX-License-Identifier: BSD-3-Clause

"""round: exact for integers, whatever the decimals; in new memory, or in out."""

from fractions import Fraction

import arraygen as ag
import numpy as np
import pytest

INTEGERS = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]


def wrap(value, dtype):
    i = ag.iinfo(dtype)
    return (value - i.min) % (2**i.bits) + i.min


@pytest.mark.parametrize("dtype", INTEGERS)
@pytest.mark.parametrize("decimals", [*range(-21, 3), -100, -400, 50])
def test_integers_are_exact(dtype, decimals):
    i = ag.iinfo(dtype)
    unit = 10 ** min(-decimals, 30) if decimals < 0 else 1
    elements = {i.min, i.max, 0, 1, 5, 14, 15, 16, 25, 35}
    for k in (-3, -2, -1, 1, 2, 3):
        elements |= {k * unit // 2 + d for d in (-1, 0, 1)}
    elements = sorted(e for e in elements if i.min <= e <= i.max)
    a = ag.asarray(elements, dtype=dtype)
    want = [wrap(round(Fraction(e), decimals).__int__() if decimals < 0 else e, dtype) for e in elements]
    got = ag.round(a, decimals)
    assert got.dtype == dtype and got.tolist() == want
    assert np.round(a, decimals).tolist() == want and a.round(decimals).tolist() == want
    out = ag.zeros_like(a)
    assert ag.round(a, decimals, out=out) is out and out.tolist() == want
    assert a.tolist() == elements and not ag.shares_memory(got, a)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "complex64", "complex128"])
@pytest.mark.parametrize("decimals", [-2, -1, 0, 1, 2])
def test_floats_are_numpys(dtype, decimals):
    x = np.array([0.0, -0.0, 0.05, 0.15, 2.5, -2.5, 3.14159, 149.9, -151.0, 250.0, np.inf, -np.inf, np.nan]).astype(dtype)
    if dtype.startswith("complex"):
        x.imag = np.nan_to_num(x.real[::-1], nan=1.5, posinf=2.5, neginf=-7.25)
    a = ag.asarray(x)
    want = np.round(x, decimals)
    for got in (ag.round(a, decimals), np.round(a, decimals), a.round(decimals)):
        assert got.dtype == dtype and not ag.shares_memory(got, a)
        np.testing.assert_array_equal(np.asarray(got), want)
        if x.dtype.kind == "f":
            np.testing.assert_array_equal(np.signbit(np.asarray(got))[:-1], np.signbit(want)[:-1])
    out = ag.zeros_like(a)
    assert ag.round(a, decimals, out=out) is out
    np.testing.assert_array_equal(np.asarray(out), want)


def test_units_beyond_a_type():
    """NumPy gives NaN or infinity for these."""
    a = ag.asarray([1e300, -3.25, 0.0, float("inf"), float("nan")])
    for decimals in (10, 308, 400):
        got = ag.round(a, decimals).tolist()
        assert got[:4] == [1e300, -3.25, 0.0, float("inf")] and got[4] != got[4]
    for decimals in (-309, -400):
        got = ag.round(a, decimals)
        assert got.tolist()[:4] == [0, 0, 0, float("inf")] and ag.signbit(got).tolist()[:4] == [False, True, False, False]
    b = ag.asarray([1.5, 60000], dtype="float16")
    assert ag.round(b, 3).tolist() == [1.5, 60000] and ag.round(b, -5).tolist() == [0, 0]


def test_bools():
    a = ag.asarray([True, False])
    assert ag.round(a).dtype == np.round(np.asarray(a)).dtype and ag.round(a).tolist() == [1, 0]
    with pytest.raises(TypeError):
        ag.round(a, 1)
    with pytest.raises(TypeError):
        np.round(np.asarray(a), 1)


def test_out_is_checked():
    a = ag.arange(3)
    with pytest.raises(ValueError, match="shape"):
        ag.round(a, -1, out=ag.zeros(4, dtype="int64"))
    with pytest.raises(TypeError):
        ag.round(ag.asarray([1.5]), 1, out=ag.zeros(1, dtype="int64"))


def orders(x):
    """An array of two axes or more in other orders of memory, and one that has gaps."""
    yield x
    if x.ndim == 1:
        yield np.repeat(x, 2)[::2]
        yield x[::-1]
    if x.ndim > 1:
        yield np.asfortranarray(x)
        yield x.swapaxes(0, -1)
        yield np.ascontiguousarray(x.swapaxes(0, 1)).swapaxes(0, 1)


@pytest.mark.parametrize("dtype", ["float32", "float64", "complex128", "uint8", "int32"])
def test_any_length_and_order(dtype):
    r = np.random.default_rng(5)
    shapes = [*range(201), 4096, 40_000, 100_003, (4, 5), (20, 7), (3, 4, 5), (2, 50, 1, 3), (0, 3), (300, 200), ()]
    for shape in shapes:
        x = np.asarray(r.standard_normal(shape) * 200 if not dtype.startswith("u") else r.integers(0, 200, shape)).astype(dtype)
        if x.size > 4 and x.dtype.kind in "fc":
            x.flat[3] = -0.0
            if x.size % 3:
                x.flat[1], x.flat[4] = np.nan, -np.inf
        for y in orders(x):
            a = ag.asarray(y)
            for decimals in (0, 1, 3, -1, np.int64(2)):
                got, want = ag.round(a, decimals), np.round(y, decimals)
                assert got.dtype == want.dtype and got.shape == want.shape and not ag.shares_memory(got, a)
                assert np.asarray(got).tobytes() == want.tobytes() or x.dtype.kind == "c"
                np.testing.assert_array_equal(np.asarray(got), want)
                if y.flags.forc and y.ndim > 1 and y.size:
                    assert [s for s, k in zip(got.strides, got.shape) if k > 1] == [s for s, k in zip(want.strides, want.shape) if k > 1]


def test_what_is_not_finite_is_told_as_before():
    a = ag.asarray([np.nan, np.inf, 1.25])
    with ag.errstate(all="raise"):
        ag.round(a, 1), ag.round(a), ag.round(a, -1)
