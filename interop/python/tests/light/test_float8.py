# SPDX-License-Identifier: BSD-3-Clause

"""The float8 types beside those of ml_dtypes: all 256 numbers, and all pairs."""

import arraygen as ag
import ml_dtypes
import numpy as np
import pytest

NAMES = ["float8_e4m3fn", "float8_e5m2"]


@pytest.fixture(params=NAMES)
def kind(request):
    return getattr(ag, request.param), np.dtype(getattr(ml_dtypes, request.param))


def every(t):
    return np.arange(256, dtype=np.uint8).view(t)


def same(ours, theirs):
    """Equal bits; a NaN equals any other."""
    assert str(ours.dtype) == theirs.dtype.name
    x = np.asarray(ours)
    nan = np.isnan(theirs.astype(np.float32))
    assert np.array_equal(np.isnan(x.astype(np.float32)), nan)
    assert np.array_equal(x.view(np.uint8)[~nan], theirs.view(np.uint8)[~nan])


def test_shared_both_ways(kind):
    ours, theirs = kind
    x = every(theirs)
    a = ag.asarray(x)
    assert a.dtype == ours and a.dtype == theirs
    assert np.asarray(a).view(np.uint8).tolist() == list(range(256))
    x[3] = 1
    assert float(a[3]) == 1  # one memory
    assert ag.dtype(theirs) is ours and str(ours) == theirs.name and ours.char == theirs.char
    assert a.__dlpack_device__() == (1, 0)
    assert ag.from_dlpack(a).dtype == ours


@pytest.mark.parametrize("op", ["add", "subtract", "multiply", "divide"])
def test_every_pair(kind, op):
    _, theirs = kind
    x = every(theirs)
    with np.errstate(all="ignore"):
        want = getattr(np, op)(x[:, None], x)
    same(getattr(ag, op)(ag.asarray(x)[:, None], ag.asarray(x)), want)


@pytest.mark.parametrize("op", ["maximum", "minimum"])
def test_the_greater_of_every_pair(kind, op):
    # By value: NumPy takes either of 0 and -0, we have an order of the two.
    _, theirs = kind
    x = every(theirs)
    got = np.asarray(getattr(ag, op)(ag.asarray(x)[:, None], ag.asarray(x)))
    assert got.dtype == theirs
    assert np.array_equal(got.astype(float), getattr(np, op)(x[:, None], x).astype(float), equal_nan=True)


@pytest.mark.parametrize("op", ["sqrt", "negative", "absolute", "square", "exp", "floor"])
def test_every_number(kind, op):
    _, theirs = kind
    x = every(theirs)
    with np.errstate(all="ignore"):
        want = getattr(np, op)(x)
    same(getattr(ag, op)(ag.asarray(x)), want)


@pytest.mark.parametrize("op", ["less", "equal", "greater_equal", "isnan", "isfinite"])
def test_predicates(kind, op):
    _, theirs = kind
    x = every(theirs)
    args = (x,) if op.startswith("is") else (x[:, None], x)
    want = getattr(np, op)(*args)
    assert np.array_equal(np.asarray(getattr(ag, op)(*map(ag.asarray, args))), want)


@pytest.mark.parametrize("other", ["float16", "bfloat16", "float32", "float64"])
def test_casts(kind, other):
    ours, theirs = kind
    x = every(theirs)
    o = np.dtype(getattr(ml_dtypes, other, None) or other)
    got = np.asarray(ag.astype(ag.asarray(x), getattr(ag, other)))
    want = x.astype(np.float32).astype(o)
    nan = np.isnan(want.astype(np.float32))
    assert np.array_equal(np.isnan(got.astype(np.float32)), nan)
    assert np.array_equal(got[~nan], want[~nan])
    # And back, from numbers between: one rounding.
    rng = np.random.default_rng(8)
    with np.errstate(all="ignore"):
        y = np.concatenate([rng.integers(0, 2**16, 20000, dtype=np.uint16).view(np.float16).astype(o), [np.inf, -np.inf, 448, 464, 465, 480, 57344, 61439, 61440]]).astype(o)
        same(ag.astype(ag.asarray(y), ours), y.astype(theirs))


def test_numbers(kind):
    ours, theirs = kind
    x = ag.ones((3,), dtype=ours)
    assert (x + 2.0).dtype == ours and (x + 2.0).tolist() == [3.0] * 3
    assert (x + 2).tolist() == [3.0] * 3
    assert ag.add.reduce(x, initial=4).item() == 7.0
    assert float(ag.mean(x)) == 1 and x[0].item() == 1.0
    assert ag.asarray([0.1, 448.0, -3.0], dtype=ours).tolist() == np.array([0.1, 448.0, -3.0], theirs).astype(float).tolist()
    assert ag.result_type(ours, ag.float32) == ag.float32
    info, their_info = ag.finfo(ours), ml_dtypes.finfo(theirs)
    for name in ("max", "min", "eps", "smallest_normal", "smallest_subnormal", "bits"):
        assert float(getattr(info, name)) == float(getattr(their_info, name)), name


def test_strided(kind):
    _, theirs = kind
    x = every(theirs)[::-2].reshape(8, 16).T
    with np.errstate(all="ignore"):
        want = x * x
    same(ag.asarray(x) * ag.asarray(x), want)
