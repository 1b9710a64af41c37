# SPDX-License-Identifier: BSD-3-Clause

"""Methods of ufuncs, reductions and products, against NumPy."""

import warnings

import arraygen as ag
import numpy as np
import pytest

from test_ufuncs import TYPES, agree, values

AXES = [None, 0, -1, 1, (0, 2), ()]


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("axis", AXES, ids=str)
@pytest.mark.parametrize("name", ["sum", "prod", "max", "min", "all", "any", "mean"])
def test_reductions(name, dtype, axis):
    x = values(dtype, 60, 1).reshape(3, 4, 5)
    if name == "prod":
        x = np.where(x == 0, x, np.ones_like(x))
    a = ag.array(x)
    for keepdims in (False, True):
        with np.errstate(all="ignore"):
            want = getattr(np, name)(x, axis=axis, keepdims=keepdims)
            if name in ("max", "min") and dtype[0] == "c" or dtype in ("float16", "complex64", "float32") and name in ("sum", "mean"):
                want = getattr(np, name)(x.astype("c16" if dtype[0] == "c" else "f8"), axis=axis, keepdims=keepdims).astype(x.dtype)
            for f in (getattr(np, name), getattr(ag, name)):
                got = f(a, axis=axis, keepdims=keepdims)
                assert isinstance(got, ag.ndarray) and got.shape == np.shape(want)
                close(got, np.asarray(want), x)
            close(getattr(a, name)(axis=axis, keepdims=keepdims), np.asarray(want), x)


def close(got, want, x):
    got = np.asarray(got)
    assert got.dtype == want.dtype
    if want.dtype.kind in "fc":
        scale = max(float(np.abs(x.astype("c16")).max()), 1) * x.size
        np.testing.assert_allclose(got, want, rtol=0, atol=scale * {2: 1e-3, 4: 1e-7, 8: 1e-15, 16: 1e-15}[want.dtype.itemsize]
                                   if want.dtype != "complex64" else scale * 1e-7)
    else:
        np.testing.assert_array_equal(got, want)


def test_sum_has_the_bits_of_numpy():
    x = np.random.default_rng(0).normal(size=100_003)
    assert float(ag.sum(ag.asarray(x))) == np.sum(x)
    assert float(ag.asarray(x).mean()) == np.mean(x)


@pytest.mark.parametrize("axis", [None, 0, 1, (0, 1)], ids=str)
@pytest.mark.parametrize("correction", [0, 1])
def test_var(axis, correction):
    x = np.random.default_rng(0).normal(size=(30, 40))
    a = ag.array(x)
    np.testing.assert_allclose(np.asarray(ag.var(a, axis=axis, correction=correction)), np.var(x, axis=axis, ddof=correction), rtol=1e-13)
    np.testing.assert_allclose(np.asarray(np.std(a, axis=axis, ddof=correction)), np.std(x, axis=axis, ddof=correction), rtol=1e-13)


def test_methods():
    x = np.arange(12.0).reshape(3, 4)
    a = ag.array(x)
    agree(ag.add.reduce(a), np.add.reduce(x))
    agree(np.add.reduce(a), np.add.reduce(x))
    agree(np.add.reduce(a, axis=1, keepdims=True, initial=10.0), np.add.reduce(x, axis=1, keepdims=True, initial=10.0))
    agree(np.add.reduce(a, axis=None, where=x > 3), np.asarray(np.add.reduce(x, axis=None, where=x > 3)))
    agree(np.maximum.reduce(a, axis=1, initial=-1.0, where=x > 3), np.maximum.reduce(x, axis=1, initial=-1.0, where=x > 3))
    agree(np.add.accumulate(a, axis=1), np.add.accumulate(x, axis=1))
    agree(np.multiply.outer(a[0], a[1]), np.multiply.outer(x[0], x[1]))
    agree(np.add.reduceat(a, [0, 2], axis=0), np.add.reduceat(x, [0, 2], axis=0))
    for index in ([0, 0, 2], np.array([True, False, True]), (slice(None), [1, 1]), 1):
        x1, a1 = x.copy(), a.copy()
        assert np.add.at(a1, index, 5.0) is None
        np.add.at(x1, index, 5.0)
        agree(a1, x1)
    np.negative.at(a, [0])
    assert a[0, 1] == -1
    out = ag.zeros(4)
    assert np.add.reduce(a, out=out) is out
    target = np.zeros(4)
    assert ag.add.reduce(a, out=target) is target
    agree(ag.add.outer(2, a[0]), np.add.outer(2, np.asarray(a[0])))
    with pytest.raises(ValueError, match="identity"):
        ag.maximum.reduce(ag.zeros(0))
    with pytest.raises(ValueError, match="axis|axes"):
        ag.subtract.reduce(a, axis=(0, 1))
    with pytest.raises(ag.AxisError):
        ag.add.reduce(a, axis=5)
    with pytest.raises(ValueError, match="multiple axes"):
        ag.add.accumulate(a, axis=(0, 1))
    with pytest.raises(IndexError):
        ag.add.reduceat(a, [7])
    with pytest.raises(ValueError):
        ag.negative.reduce(a)
    read_only = a._as(ag.ndarray, True)
    with pytest.raises(ValueError, match="read-only"):
        ag.add.at(read_only, [0], 1)


def test_cumulative():
    x = np.arange(1.0, 13).reshape(3, 4)
    a = ag.array(x)
    agree(ag.cumulative_sum(a, axis=1), np.cumsum(x, axis=1))
    agree(ag.cumulative_sum(a, axis=0, include_initial=True), np.concatenate([np.zeros((1, 4)), np.cumsum(x, axis=0)]))
    agree(ag.cumulative_prod(a, axis=1), np.cumprod(x, axis=1))
    agree(np.cumsum(a), np.cumsum(x))
    agree(ag.diff(a, axis=0), np.diff(x, axis=0))
    agree(np.diff(a, n=2), np.diff(x, n=2))
    with pytest.raises(ValueError, match="one dimension"):
        ag.cumulative_sum(a)


@pytest.mark.parametrize("shapes", [((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 4)), ((2, 3), (3, 4)), ((5, 2, 3), (3, 4)),
                                    ((5, 1, 2, 3), (6, 3, 4)), ((2, 0), (0, 3))], ids=str)
@pytest.mark.parametrize("dtype", ["int32", "float64", "complex128", "bool"])
def test_matmul(shapes, dtype):
    rng = np.random.default_rng(0)
    x, y = (rng.integers(-3, 3, s).astype(dtype) for s in shapes)
    a, b = map(ag.array, (x, y))
    agree(ag.matmul(a, b), np.asarray(np.matmul(x, y)))
    agree(a @ b, np.asarray(x @ y))
    agree(a @ y, np.asarray(x @ y))
    agree(np.matmul(a, b), np.asarray(x @ y))


def test_products():
    x, y = np.arange(12.0).reshape(3, 4), np.arange(12.0).reshape(4, 3)
    a, b = ag.array(x), ag.array(y)
    agree(ag.tensordot(a, b, axes=1), np.tensordot(x, y, axes=1))
    p, q = ag.arange(24.0).reshape(2, 3, 4), ag.arange(60.0).reshape(4, 5, 3)
    for axes in ([(1, 2), (2, 0)], ((-1,), (0,)), (1, 2), ((), ()), [[2, 1], [0, -1]]):
        agree(ag.tensordot(p, q, axes=axes), np.tensordot(np.asarray(p), np.asarray(q), axes=axes))
    for axes, message in [((1,), "pair"), (((1, 2), (2,)), "2 axes of the first array and 1"), (((1, 1), (2, 2)), "twice"), (9, "number of axes")]:
        with pytest.raises(ValueError, match=message):
            ag.tensordot(p, q, axes=axes)
    with pytest.raises(ag.AxisError):
        ag.tensordot(p, q, axes=((3,), (0,)))
    agree(ag.vecdot(a, a), np.vecdot(x, x))
    z = x + 1j * x[::-1]
    agree(ag.vecdot(ag.asarray(z), ag.asarray(z)), np.vecdot(z, z))
    for m in (x, z, x.astype(bool), np.asarray(q), np.asarray(p).astype("i4")):
        v, w = m[..., 0, :], m[..., :, 0]
        for f in ("matvec", "vecmat"):
            ours, theirs = getattr(ag, f), getattr(np, f)
            operands = (m, v) if f == "matvec" else (w, m)
            want = theirs(*operands)
            agree(ours(*map(ag.asarray, operands)), want)
            agree(theirs(*map(ag.asarray, operands)), want)  # asks ours
            out = ag.zeros(want.shape, dtype=want.dtype)
            assert ours(*map(ag.asarray, operands), out=out) is out
            agree(out, want)
            with pytest.raises(ValueError, match="core dimension"):
                ours(ag.asarray(m), ag.asarray(m)[..., :1, :1])
    agree(np.dot(a, b), np.dot(x, y))
    agree(ag.conj(ag.asarray(z)), np.conj(z))
    assert ag.conj(a).tolist() == a.tolist() and ag.asarray(z).conj().tolist() == z.conj().tolist()
    with pytest.raises(ValueError, match="lengths|length"):
        a @ a
    with pytest.raises(ValueError, match="no axes|too few axes"):
        ag.matmul(a, 2)


@pytest.mark.parametrize("dtype", TYPES)
def test_order(dtype):
    x = values(dtype, 60, 2).reshape(3, 20)
    if dtype[0] in "fc":
        x[1, 3] = np.nan
    a = ag.array(x)
    for axis in (0, -1):
        agree_bits(ag.sort(a, axis=axis), np.sort(x, axis=axis))
        agree_bits(ag.argsort(a, axis=axis), np.argsort(x, axis=axis, stable=True))
        agree_bits(ag.argmax(a, axis=axis), np.argmax(x, axis=axis))
        agree_bits(np.argmin(a, axis=axis), np.argmin(x, axis=axis))
    agree_bits(ag.argmax(a), np.asarray(np.argmax(x)))
    flat = np.sort(x[0])
    agree_bits(ag.searchsorted(ag.asarray(flat), a[2]), np.searchsorted(flat, x[2]))
    agree_bits(np.searchsorted(ag.asarray(flat), a[2], side="right"), np.searchsorted(flat, x[2], side="right"))
    agree_bits(ag.isin(a, a[0]), np.isin(x, x[0]))
    values_, indices, inverse, counts = ag.unique_all(a[0])
    want = np.unique_all(x[0])
    for got, w in zip((values_, indices, inverse, counts), want, strict=True):
        agree_bits(got, w)
    agree_bits(ag.count_nonzero(a, axis=1), np.count_nonzero(x, axis=1))


def agree_bits(a, x):
    a = np.asarray(a)
    assert a.dtype == x.dtype and a.shape == x.shape
    np.testing.assert_array_equal(a, x)


def test_descending_keeps_the_order_of_equals():
    a = ag.asarray([1, 3, 1, 3, 2])
    assert ag.argsort(a, descending=True).tolist() == [1, 3, 4, 0, 2]
    assert ag.sort(a, descending=True).tolist() == [3, 3, 2, 1, 1]


@pytest.mark.parametrize("of", ["int8", "int64", "float64", "complex64"])
@pytest.mark.parametrize("to", ["int8", "uint8", "float32", "complex128"])
def test_dtype_of_a_reduction(of, to):
    """A dtype that is asked for may be narrower, or of another kind, as in NumPy."""
    x = np.array([1, 2, -3]).astype(of) * np.array(1.5).astype(of)
    a = ag.asarray(x)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        same = [(f(np, x), f(ag, a)) for f in (
            lambda m, v: m.sum(v, dtype=to), lambda m, v: m.prod(v, dtype=to), lambda m, v: m.add.reduce(v, dtype=to),
            lambda m, v: m.add.accumulate(v, dtype=to), lambda m, v: m.add.reduceat(v, [0, 2], dtype=to))]
    for want, got in same:
        if to == "uint8" and of[0] in "fc":
            continue  # a negative float as an unsigned integer is what the machine makes of it
        agree(got, np.asarray(want))
    for narrow in ("int8", "float32"):
        theirs, ours = np.zeros((), narrow), ag.zeros((), dtype=narrow)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            np.add.reduce(x, out=theirs)
        assert ag.add.reduce(a, out=ours) is ours
        agree(ours, theirs)
