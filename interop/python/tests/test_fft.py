# SPDX-License-Identifier: BSD-3-Clause

"""Module fft against NumPy's, and against exact transforms in long double."""

import inspect

import arraygen as ag
import numpy as np
import pytest

RNG = np.random.default_rng(11)
ONE = ["fft", "ifft", "rfft", "irfft", "hfft", "ihfft"]
TWO = ["fft2", "ifft2", "rfft2", "irfft2"]
MANY = ["fftn", "ifftn", "rfftn", "irfftn"]
DTYPES = ["bool", "int8", "uint16", "int64", "float32", "float64", "complex64", "complex128"]


def values(shape, dtype):
    x = RNG.standard_normal(shape) * 3
    if np.dtype(dtype).kind == "c":
        x = x + 1j * RNG.standard_normal(shape)
    return (abs(x) if dtype == "uint16" else x).astype(dtype)


def outcome(f):
    try:
        return f()
    except Exception as e:
        return e


def same(name, x, *args, **kwargs):
    """NumPy's result from our function, and from NumPy's on our array; or an error of the same class."""
    __tracebackhide__ = True
    what = (name, x.dtype, x.shape, args, kwargs)
    if "rfft" in name and x.size == 0 and name.startswith("i") or name == "hfft" and x.size == 0:
        return  # NumPy reads memory that nobody wrote: see test_empty
    want = outcome(lambda: getattr(np.fft, name)(x, *args, **kwargs))
    for m in (ag, np):
        got = outcome(lambda: getattr(m.fft, name)(ag.asarray(x), *args, **kwargs))
        if isinstance(want, Exception):
            # A call with two faults may name either.
            real = x.dtype.kind == "c" and name in ("rfft", "ihfft", "rfft2", "rfftn")
            assert isinstance(got, TypeError if real and isinstance(got, TypeError) else next(k for k in (ValueError, IndexError, TypeError) if isinstance(want, k) or real)), (what, want, got)
            continue
        assert not isinstance(got, Exception), (what, got)
        assert type(got) is ag.ndarray and got.shape == want.shape and got.dtype == want.dtype, what
        tolerance = 1e-5 if want.dtype in (np.float32, np.complex64) else 1e-13
        size = np.max(np.abs(want), initial=1)
        np.testing.assert_allclose(np.asarray(got), want, rtol=0, atol=tolerance * size, err_msg=str(what))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", ONE)
def test_one_axis(name, dtype):
    for shape in [(1,), (2,), (7,), (16,), (3, 8), (9, 10), (2, 3, 5), (0, 3), (3, 0), (60, 31)]:
        x = values(shape, dtype)
        for axis in (-1, 0):
            for n in (None, 1, 4, 9, 12):
                same(name, x, n, axis)
        same(name, x.T[::-1], 6)
    for norm in (None, "backward", "ortho", "forward", "?"):
        same(name, values((3, 10), dtype), norm=norm)
    for n in (0, -1):
        same(name, values((3, 10), dtype), n)
    same(name, values((3, 10), dtype), axis=2)
    same(name, values((), dtype))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", TWO + MANY)
def test_many_axes(name, dtype):
    for shape in [(4, 5), (3, 4, 6), (2, 2, 3, 5), (5,), (0, 3), (3, 1)]:
        x = values(shape, dtype)
        same(name, x)
        same(name, x, norm="ortho")
        same(name, x, norm="forward")
        for s, axes in [((3, 4), (0, 1)), ((8, 2), (-1, -2)), ((-1, 6), (0, 1)), ((5,), (0,)), (None, (1,)), (None, (-1, 0)), ((2,), (0, 1)), ((0, 1), (0, 1)), (None, (7,))]:
            same(name, x, s, axes)


@pytest.mark.parametrize("name", ONE)
def test_empty(name):
    """A row without elements is continued with zeros."""
    x = ag.zeros((0, 3)), ag.zeros((3, 0))
    f = getattr(ag.fft, name)
    assert not f(x[0], 4, 0).any() and f(x[0], 4, 0).shape[1] == 3
    assert not f(x[1], 4).any() and f(x[1], 4).shape[0] == 3
    assert f(x[0]).size == 0
    with pytest.raises(ValueError):
        f(x[1])


@pytest.mark.parametrize("name", ["fftshift", "ifftshift"])
def test_shifts(name):
    for shape in [(5,), (6,), (3, 4), (2, 3, 5), (0,)]:
        x = values(shape, "float32")
        same(name, x)
        if len(shape) > 1:
            same(name, x, 1)
            same(name, x, (0, -1))
            same(name, x, axes=[0])
            same(name, x, axes=9)


@pytest.mark.parametrize("name", ["fftfreq", "rfftfreq"])
def test_frequencies(name):
    f, g = getattr(ag.fft, name), getattr(np.fft, name)
    for n in (1, 2, 5, 8, 9):
        for d in (1, 0.1, 3.0):
            assert f(n, d).tolist() == g(n, d).tolist()
        assert f(n, d=0.5, dtype="float32").dtype == "float32"
    with pytest.raises(ValueError):
        f(0)
    with pytest.raises(TypeError):
        f(3, dtype="int64")


@pytest.mark.parametrize("n", [1, 2, 3, 30, 31, 64, 97, 100, 211, 256, 509])
def test_accuracy(n):
    """As near to transforms in long double as NumPy's, or nearer than one rounding for each doubling of the length."""
    if np.finfo(np.longdouble).nmant < 60:
        pytest.skip("long double is double here")
    pi = np.arctan(np.longdouble(1)) * 4
    angle = -2 * pi * (np.outer(np.arange(n), np.arange(n)) % n).astype(np.longdouble) / n
    for dtype, eps in (("complex128", 2.0**-53), ("complex64", 2.0**-24)):
        x = values((n,), dtype)
        want = (np.cos(angle) + 1j * np.sin(angle)) @ x.astype(np.clongdouble)
        def off(y):
            return float(np.sqrt(np.sum(np.abs(np.asarray(y) - want) ** 2) / np.sum(np.abs(want) ** 2)) / eps)
        assert off(ag.fft.fft(ag.asarray(x))) <= max(1 + np.log2(n), off(np.fft.fft(x)))


@pytest.mark.parametrize("name", ["fft", "ifft", "ihfft", "irfft"])
def test_out(name):
    x = ag.asarray(values((6, 8), "complex128" if name != "ihfft" else "float64"))
    want = getattr(ag.fft, name)(x)
    out = ag.empty(want.shape, dtype=want.dtype)
    assert getattr(ag.fft, name)(x, out=out) is out and (out == want).all()
    assert getattr(np.fft, name)(x, out=out) is out
    with pytest.raises(ValueError):
        getattr(ag.fft, name)(x, out=ag.empty((5, 5), dtype=want.dtype))
    if name in ("fft", "ifft"):
        assert getattr(ag.fft, name)(x, out=x) is x and (x == want).all()


@pytest.mark.parametrize("name", sorted(np.fft.__all__))
def test_parameters(name):
    """NumPy's parameters, at their places."""
    want = inspect.signature(getattr(np.fft, name)).parameters
    got = inspect.signature(inspect.unwrap(getattr(ag.fft, name))).parameters
    assert list(got)[: len(want)] == list(want)
    assert {p: got[p].default for p in want} == {p: q.default for p, q in want.items()}


def test_signals_and_threads_do_not_change_bits():
    x = ag.asarray(values((200, 1024), "complex128"))
    whole = ag.fft.fft(x)
    for i in (0, 77, 199):
        assert ag.fft.fft(x[i]).tobytes() == whole[i].tobytes()
