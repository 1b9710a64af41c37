# SPDX-License-Identifier: BSD-3-Clause

"""Functions of signals, polynomials and numbers that are not finite, which have kernels or ways of their own: as NumPy's over types, lengths and layouts."""

import itertools
import warnings

import arraygen as ag
import numpy as np
import pytest

DTYPES = ["float64", "float32", "float16", "int64", "int32", "uint8", "complex128", "complex64", "bool"]
ODD = [np.nan, np.inf, -np.inf, 0.0, -0.0, 1.5, -2.25, 1e300, -1e-310]


def numbers(dtype, n, seed=0):
    r = np.random.default_rng(seed + n)
    if dtype == "bool":
        return r.random(n) < 0.5
    x = r.standard_normal(n) * 4
    if "complex" in dtype:
        x = x + 1j * r.standard_normal(n)
    return np.abs(x).astype(dtype) if dtype[0] == "u" else x.astype(dtype)


def layouts(x):
    """x as it is, and the same elements with gaps and backwards."""
    yield x
    gaps = np.zeros(2 * x.shape[0], x.dtype)[::2]
    gaps[...] = x
    yield gaps
    back = x[::-1].copy()[::-1]
    yield back


def same(ours, theirs, rtol=0.0, atol=0.0):
    ours = np.asarray(ours)
    assert ours.shape == np.shape(theirs)
    assert ours.dtype == np.asarray(theirs).dtype
    if rtol or atol:
        np.testing.assert_allclose(ours, theirs, rtol=rtol, atol=atol)
    else:
        np.testing.assert_array_equal(ours, theirs)


def tolerance(dtype, scale=100):
    d = np.dtype(dtype)
    return scale * float(np.finfo(d).eps) if d.kind in "fc" else 0.0


@pytest.fixture(autouse=True)
def quiet():
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield


def one(fn, *args, **kw):
    return getattr(np, fn)(*args, **kw), getattr(ag, fn)(*(ag.asarray(a) if isinstance(a, np.ndarray) else a for a in args), **kw)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("fn", ["convolve", "correlate"])
def test_convolution(fn, dtype):
    for n, m in itertools.product([1, 2, 3, 4, 5, 8, 31, 300, 2000, 20_000], [1, 2, 3, 4, 7, 10, 300]):
        x, y = numbers(dtype, n), numbers(dtype, m, 9)
        atol = 8 * tolerance(dtype, 4) * max(min(n, m), 1) * 16
        for mode in ("full", "same", "valid"):
            for a, b in zip(layouts(x), layouts(y)) if n < 100 else [(x, y)]:
                theirs, ours = one(fn, a, b, mode=mode)
                same(ours, theirs, 0, atol)


@pytest.mark.parametrize("n,m", [(6, 3), (40, 11), (3, 6), (30_000, 20)])
@pytest.mark.parametrize("fn", ["convolve", "correlate"])
def test_convolution_of_what_is_not_finite(fn, n, m):
    for at, value in itertools.product(range(min(m, 4)), ODD[:3]):
        x, y = numbers("float64", n), numbers("float64", m, 5)
        y[at] = value
        for mode in ("full", "same", "valid"):
            theirs, ours = one(fn, x, y, mode=mode)
            same(ours, theirs, 0, 1e-12)
            theirs, ours = one(fn, y, x, mode=mode)
            same(ours, theirs, 0, 1e-12)


def test_places_of_a_convolution_have_the_same_bits_in_all_modes():
    for n, m in [(10, 4), (300, 7), (300, 300), (1000, 999), (20_000, 300), (50, 50)]:
        x, y = ag.asarray(numbers("float64", n)), ag.asarray(numbers("float64", m, 3))
        full = np.asarray(ag.convolve(x, y))
        np.testing.assert_array_equal(np.asarray(ag.convolve(x, y, "valid")), full[m - 1:n])
        np.testing.assert_array_equal(np.asarray(ag.convolve(x, y, "same")), full[(m - 1) // 2:][:n])
        np.testing.assert_array_equal(np.asarray(ag.correlate(x, y[::-1], "full")), full)


def test_convolution_refuses_what_numpy_refuses():
    for bad in [([], [1.0]), ([1.0], [])]:
        for fn in ("convolve", "correlate"):
            for m in (np, ag):
                with pytest.raises(ValueError):
                    getattr(m, fn)(m.asarray(bad[0], dtype="float64"), m.asarray(bad[1], dtype="float64"))
    with pytest.raises(ValueError):
        ag.convolve(ag.ones(3), ag.ones(3), "other")


@pytest.mark.parametrize("dtype", DTYPES)
def test_products_of_vectors(dtype):
    for n in (1, 2, 7, 64, 1000):
        for a, b in zip(layouts(numbers(dtype, n)), layouts(numbers(dtype, n, 4))):
            for fn in ("vdot", "inner"):
                theirs, ours = one(fn, a, b)
                same(ours, theirs, 0, tolerance(dtype, 40) * n)
    for shape, other in [((3, 4), (5, 4)), ((1, 4), (1, 4)), ((4,), (5, 4)), ((3, 4), (4,)), ((40, 33), (21, 33)), ((2, 3, 4), (5, 4)), ((4,), (1, 4))]:
        a, b = numbers(dtype, int(np.prod(shape))).reshape(shape), numbers(dtype, int(np.prod(other)), 6).reshape(other)
        theirs, ours = one("inner", a, b)
        same(ours, theirs, 0, tolerance(dtype, 40) * shape[-1])
    a, b = numbers(dtype, 24).reshape(2, 12), numbers(dtype, 24, 1).reshape(4, 6)
    for x, y in [(a, b), (a.T, b), (a, b.T)]:
        theirs, ours = one("vdot", x, y)
        same(ours, theirs, 0, tolerance(dtype, 40) * 24)
    for m in (np, ag):
        with pytest.raises(ValueError):
            m.inner(m.ones((2, 3)), m.ones((2, 4)))
        with pytest.raises(ValueError):
            m.vdot(m.ones(3), m.ones(4))


@pytest.mark.parametrize("fn", ["isposinf", "isneginf"])
def test_signs_of_infinity(fn):
    for dtype in ("float64", "float32", "float16", "int64", "uint8", "bool"):
        x = np.array(ODD).astype(dtype)
        theirs, ours = one(fn, x)
        same(ours, theirs)
        theirs, ours = one(fn, x.reshape(3, 3).T)
        same(ours, theirs)
        out = ag.zeros(9, dtype=bool)
        assert getattr(ag, fn)(ag.asarray(x), out) is out
        same(out, getattr(np, fn)(x))
    for m in (np, ag):
        with pytest.raises(TypeError):
            getattr(m, fn)(m.asarray(1j))


@pytest.mark.parametrize("dtype", ["float64", "float32", "float16", "complex128", "int32"])
def test_nan_to_num(dtype):
    x = np.array(ODD * 3).astype(dtype)
    if dtype == "complex128":
        x = x + 1j * x[::-1]
    for a in (x, x[::2], x[::-1], x[:9].reshape(3, 3).T, x[:0], x[0]):
        for kw in ({}, {"nan": 7}, {"nan": 1.5, "posinf": 2.5, "neginf": -3}, {"posinf": 8.0}, {"neginf": np.nan}):
            theirs, ours = one("nan_to_num", np.asarray(a), **kw)
            same(ours, theirs)
            assert (np.signbit(np.real(np.asarray(ours))) == np.signbit(np.real(theirs))).all()
    a = ag.asarray(x.copy())
    assert ag.shares_memory(ag.nan_to_num(a, copy=False), a)
    same(a, np.nan_to_num(x))
    if dtype == "float64":
        by = np.arange(27.0)
        same(ag.nan_to_num(ag.asarray(x), nan=ag.asarray(by)), np.nan_to_num(x, nan=by))
        with pytest.raises((ValueError, TypeError)):
            ag.nan_to_num(ag.ones(3), nan=ag.ones(4))


@pytest.mark.parametrize("dtype", ["float64", "float32", "float16", "complex128", "int64"])
def test_functions_that_leave_nan_out(dtype):
    for seed in range(4):
        x = numbers(dtype, 60, seed).reshape(5, 12)
        if dtype != "int64":
            x[np.random.default_rng(seed).random((5, 12)) < 0.4] = np.nan
            x[:, 0], x[0, :] = 1, 2
            x[2, 3], x[3, 4] = np.inf, -np.inf
        for axis in (None, 0, 1, -1):
            for fn in ("nanargmax", "nanargmin"):
                for a in (x, x.T, x[:, ::2]):
                    theirs, ours = one(fn, a, axis=axis)
                    same(ours, theirs)
                theirs, ours = one(fn, x, axis=axis, keepdims=True)
                same(ours, theirs)
            for fn in ("nancumsum", "nancumprod"):
                theirs, ours = one(fn, x, axis=axis)
                same(ours, theirs, tolerance(dtype, 20), tolerance(dtype, 20))
    if dtype != "int64":
        bad = np.full((3, 4), np.nan, dtype)
        for fn in ("nanargmax", "nanargmin"):
            for m in (np, ag):
                with pytest.raises(ValueError, match="All-NaN slice"):
                    getattr(m, fn)(m.asarray(bad), axis=1)
        bad[:, 1] = -np.inf
        theirs, ours = one("nanargmax", bad, axis=1)
        same(ours, theirs)


def test_array_equiv():
    x = numbers("float64", 70_000)
    y = x.copy()
    y[-1] += 1
    for a, b, want in [(x, x, True), (x, y, False), (x[:3], x[:4], False), (np.ones((2, 3)), np.ones(3), True), (np.ones((2, 3)), np.zeros(3), False), (np.array([np.nan]), np.array([np.nan]), False)]:
        assert ag.array_equiv(ag.asarray(a), ag.asarray(b)) is want
        assert np.array_equiv(a, b) == want


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_i0_and_sinc(dtype):
    x = np.concatenate([np.linspace(-40, 40, 4001), [0.0, -0.0, 8.0, 8.000001, np.nan, 700.0 if dtype == "float64" else 80.0, 1e-300]]).astype(dtype)
    for a in (x, x[::2], x[:4].reshape(2, 2).T, x[:0], x[:1].reshape(())):
        theirs, ours = one("i0", a)
        same(ours, theirs, tolerance(dtype, 16))
    assert np.isnan(np.asarray(ag.i0(ag.asarray([np.inf]))))[0]
    x = np.append(x[:-6], np.array([np.nan, np.inf, 1e-310, 0.0, -0.0], dtype))
    theirs, ours = one("sinc", x)
    same(ours, theirs, tolerance(dtype, 4), tolerance(dtype, 4))
    for fn in ("i0", "sinc"):
        for d in ("int64", "uint8", "bool"):
            theirs, ours = one(fn, np.arange(6).astype(d))
            same(ours, theirs, 1e-14, 1e-15)
    theirs, ours = one("sinc", np.linspace(-2, 2, 9).astype("float16"))
    same(ours, theirs, 0, 2e-3)
    assert ag.i0(ag.asarray([1.0, 9.0], dtype="float16")).dtype == ag.float16
    theirs, ours = one("sinc", np.array([0.5 + 1j, 0, 2j]))
    same(ours, theirs, 1e-14)


@pytest.mark.parametrize("dtype", ["float64", "float32", "float16", "int64", "complex128"])
def test_trapezoid(dtype):
    for n in (0, 1, 2, 3, 130, 5000):
        x = numbers(dtype, n)
        for kw in ({}, {"dx": 0.5}, {"dx": 3}):
            for a in layouts(x) if n else [x]:
                theirs, ours = one("trapezoid", a, **kw)
                same(ours, theirs, tolerance(dtype, 4), 0) if dtype == "float16" else same(ours, theirs)
    x = numbers(dtype, 60).reshape(3, 4, 5)
    for axis in (0, 1, 2, -1):
        theirs, ours = one("trapezoid", x, axis=axis)
        same(ours, theirs, tolerance(dtype, 4), tolerance(dtype, 4))
        theirs, ours = one("trapezoid", x, x=np.arange(x.shape[axis]) ** 2, axis=axis)
        same(ours, theirs, tolerance(dtype, 4), tolerance(dtype, 4))
    same(ag.trapezoid(ag.asarray([1.0, 2, 4]), dx=ag.asarray(2.0)), np.trapezoid([1.0, 2, 4], dx=2.0))


@pytest.mark.parametrize("dtype", ["float64", "float32", "float16", "int64"])
def test_unwrap(dtype):
    for n in (0, 1, 2, 3, 50, 3000):
        x = numbers(dtype, n)
        for kw in ({}, {"discont": 4.0}, {"period": 5.0}, {"period": 4}):
            for a in layouts(x) if n else [x]:
                theirs, ours = one("unwrap", a, **kw)
                same(ours, theirs, 0, tolerance("float32" if dtype == "float32" else "float64", 200) * max(n, 1) if dtype != "float16" else 4)
    if dtype == "float16":
        return
    x = numbers(dtype, 60).reshape(3, 4, 5)
    for axis in (0, 1, -1):
        theirs, ours = one("unwrap", x, axis=axis)
        same(ours, theirs, 0, tolerance("float32", 100))
    x = np.array([0, np.pi, 2 * np.pi, np.pi, 0, -np.pi, np.nan, 1, np.inf, 3])
    theirs, ours = one("unwrap", x)
    same(ours, theirs, 0, 1e-14)


@pytest.mark.parametrize("dtype", ["float64", "float32", "int64", "complex128"])
def test_polynomials(dtype):
    for n in (1, 2, 3, 10, 400):
        p = numbers(dtype, n)
        for m in (0, 1, 2, 3):
            theirs, ours = one("polyint", p, m=m)
            same(ours, theirs, tolerance(dtype, 4))
            if n > m:
                theirs, ours = one("polyder", p, m=m)
                same(ours, theirs, tolerance(dtype, 4))
        theirs, ours = one("polyint", p, m=2, k=[3.5, 4.5])
        same(ours, theirs, tolerance(dtype, 4))
        zeros = np.concatenate([np.zeros(70, p.dtype), p])
        theirs, ours = one("polymul", zeros, p)
        same(ours, theirs, 0, tolerance(dtype, 100) * n * 16)
        theirs, ours = one("polymul", zeros[:70], p)
        same(ours, theirs)
        if n <= 10 and dtype != "float32":
            theirs, ours = one("poly", p)
            same(ours, theirs, 0, 1e-12 * max(np.abs(theirs).max(), 1))
    assert np.isnan(np.asarray(ag.poly(ag.asarray([np.nan, 1.0])))[1:]).all()


@pytest.mark.parametrize("dtype", ["float64", "float32", "float16", "complex128", "int64"])
def test_euclidean_norms(dtype):
    for shape in [(1,), (7,), (1000,), (30, 100), (3, 4, 5), (0,), (2, 0)]:
        x = numbers(dtype, int(np.prod(shape))).reshape(shape)
        rtol = tolerance(dtype, 4) or 1e-15
        for axis in [None, *range(-len(shape), len(shape))]:
            for keep in (False, True):
                same(ag.linalg.norm(ag.asarray(x), axis=axis, keepdims=keep), np.linalg.norm(x, axis=axis, keepdims=keep), rtol)
                same(ag.linalg.vector_norm(ag.asarray(x), axis=axis, keepdims=keep), np.linalg.vector_norm(x, axis=axis, keepdims=keep), rtol)
        same(ag.linalg.norm(ag.asarray(x.T)), np.linalg.norm(x.T), rtol)
    for m in (np, ag):
        with pytest.raises((ValueError, IndexError)):
            m.linalg.norm(m.ones(3), axis=1)
        with pytest.raises((ValueError, IndexError)):
            m.linalg.vector_norm(m.ones((2, 3)), axis=2)
    assert np.asarray(ag.linalg.norm(ag.asarray([3.0, np.nan]))) != 3
    assert np.asarray(ag.linalg.norm(ag.asarray([np.inf, -1.0]))) == np.inf


@pytest.mark.parametrize("start", [0.0, -1.5, 1e-300, 3, 1e308])
@pytest.mark.parametrize("stop", [2.0, -7.25, 3, 5e-324, -1e305])
def test_lines_between_arrays_without_axes(start, stop):
    """They are those between numbers, to the bit."""
    for n in [*range(201), 5000]:
        for endpoint in (True, False):
            with np.errstate(all="ignore"), ag.errstate(all="ignore"):
                want = np.linspace(np.asarray(start), np.asarray(stop), n, endpoint=endpoint)
                got = ag.linspace(ag.asarray(start), ag.asarray(stop), n, endpoint=endpoint)
                half = ag.linspace(start, ag.asarray(stop), n, endpoint=endpoint)
            assert got.dtype == want.dtype and np.asarray(got).tobytes() == want.tobytes() == np.asarray(half).tobytes(), (n, endpoint)


def test_geometric_lines():
    ends = [(1.0, 2.0, 50), (-1.0, -1000.0, 50), (1, 256, 9), (1j, 1000j, 4), (-1 + 0j, 1 + 0j, 5), (1.0, 2.0, 1), (1.0, 2.0, 0), ([1.0, 2.0], [-10.0, 20.0], 7), ([1.0, -2.0], [10.0, -20.0], 7)]
    for start, stop, n in ends:
        for options in ({}, {"endpoint": False}, {"dtype": "complex64"}, {"axis": -1}):
            want = np.geomspace(start, stop, n, **options)
            got = ag.geomspace(*(ag.asarray(v) if isinstance(v, list) else v for v in (start, stop)), n, **options)
            assert got.dtype == want.dtype and got.shape == want.shape, (start, stop, options)
            np.testing.assert_allclose(np.asarray(got), want, rtol=1e-6 if options.get("dtype") else 1e-14)
