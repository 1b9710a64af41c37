# SPDX-License-Identifier: BSD-3-Clause

"""Ufuncs against NumPy: every one in every type, keywords, operators, deferral."""

import itertools
import operator
import warnings

import arraygen as ag
import numpy as np
import pytest

UFUNCS = [u for u in ag._arraygen._ufuncs if hasattr(np, u.__name__)]
TYPES = ["bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32", "float64",
         "complex64", "complex128"]


def values(dtype, n, seed):
    rng = np.random.default_rng(seed)
    if dtype == "bool":
        return rng.random(n) < 0.5
    if dtype[0] in "iu":
        info = np.iinfo(dtype)
        x = rng.integers(max(info.min, -20), min(info.max, 20), n).astype(dtype)
        x[:: max(n // 7, 1)] = info.max
        x[1 :: max(n // 5, 1)] = info.min
        return x
    x = rng.normal(scale=3, size=n)
    if dtype[0] == "c":
        x = x + 1j * rng.normal(scale=3, size=n)
    return x.astype(dtype)


def agree(a, x, near=0):
    """near is an absolute tolerance in units of the relative one: an array for the operands of a sum that may cancel."""
    a = np.asarray(a)
    assert a.dtype == x.dtype and a.shape == x.shape
    if x.dtype.kind in "fc":
        tolerance = {2: 2e-3, 4: 2e-6, 8: 1e-14, 16: 1e-14}[x.dtype.itemsize]
        if x.dtype == "complex64":
            tolerance = 2e-6
        wide = np.result_type(x, "f4")
        a, x = a.astype(wide), x.astype(wide)
        if np.any(near):
            assert np.all((np.abs(a - x) <= tolerance * near) | (a == x) | np.isnan(a) & np.isnan(x))
            return
        np.testing.assert_allclose(a, x, rtol=tolerance, atol=0)
    else:
        np.testing.assert_array_equal(a, x)


@pytest.mark.parametrize("u", UFUNCS, ids=lambda u: u.__name__)
@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("n", [1, 7, 10_000])
def test_every_ufunc(u, dtype, n):
    theirs = getattr(np, u.__name__)
    xs = [values(dtype, n, i) for i in range(u.nin)]
    if u.__name__ == "reciprocal" and dtype[0] in "iu":
        xs[0][xs[0] == 0] = 3  # NumPy's 1/0 of integers depends on the place
    if u.__name__ == "power" and dtype[0] == "i":
        xs[1] = np.abs(xs[1] // 2)  # negative ones are errors
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            want = theirs(*xs)
            if u.__name__ == "log1p" and dtype == "complex128":
                want = theirs(xs[0].astype("clongdouble")).astype(dtype)  # NumPy rounds 1 + z
        except TypeError:
            with pytest.raises(TypeError):
                u(*map(ag.asarray, xs))
            return
        try:
            got = u(*map(ag.asarray, xs))
        except TypeError as e:
            # A loop that NumPy has and the rows have not: it must say so.
            assert "the loops are" in str(e)
            assert not any(t.startswith(np.dtype(dtype).char) for t in u.types)
            return
        pairs = zip(got, want, strict=True) if u.nout > 1 else [(got, want)]
        near = 0
        if u.__name__.startswith("logaddexp"):
            near = np.maximum(*(np.abs(x.astype("float64")) for x in xs)) + 1
        elif "power" in u.__name__ and want.dtype.kind == "c":
            near = 4 * np.abs(want) * (np.abs(xs[1]) + 1)  # NumPy's error grows with the exponent
        for g, w in pairs:
            agree(g, w, near)
        # The same through NumPy's protocol, and with out.
        again = theirs(*map(ag.asarray, xs))
        for g, h in zip(got, again, strict=True) if u.nout > 1 else [(got, again)]:
            assert isinstance(h, ag.ndarray)
            np.testing.assert_array_equal(np.asarray(g), np.asarray(h))
        if u.nout == 1:
            out = ag.empty_like(got)
            assert u(*map(ag.asarray, xs), out=out) is out
            np.testing.assert_array_equal(np.asarray(got), np.asarray(out))


@pytest.mark.parametrize("a", TYPES)
@pytest.mark.parametrize("b", TYPES)
def test_mixed_types(a, b):
    x, y = values(a, 9, 1), values(b, 9, 2)
    with np.errstate(all="ignore"):
        agree(ag.multiply(ag.asarray(x), ag.asarray(y)), np.multiply(x, y))


@pytest.mark.parametrize("first", TYPES)
def test_several_types(first):
    """Three and four types and numbers meet as NumPy's do, in every order of them."""
    choices = [np.dtype(t) for t in TYPES] + [True, 1, 1.0, 1j]
    for others in itertools.product(choices, repeat=2):
        want = np.result_type(first, *others)
        assert ag.result_type(first, *others) == want
        if first[0] in "iu" and all(isinstance(t, np.dtype) for t in others):
            arrays = [ag.zeros(2, dtype=t) for t in (first, *others)]
            assert ag.concatenate(arrays).dtype == np.concatenate([np.zeros(2, t) for t in (first, *others)]).dtype
            assert ag.clip(*arrays).dtype == np.clip(*map(np.asarray, arrays)).dtype
            for third in ("uint8", "float16"):
                assert ag.result_type(first, *others, third) == np.result_type(first, *others, third)


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("number", [True, 3, -3, 2.5, 1j, 300])
@pytest.mark.parametrize("op", [operator.add, operator.mul, operator.lt, operator.eq])
def test_weak_numbers(dtype, number, op):
    x = values(dtype, 9, 3)
    for f in (lambda v: op(v, number), lambda v: op(number, v)):
        with np.errstate(all="ignore"):
            try:
                want = f(x)
            except (OverflowError, TypeError) as e:
                with pytest.raises(type(e) if isinstance(e, OverflowError) else TypeError):
                    f(ag.asarray(x))
                continue
            try:
                got = f(ag.asarray(x))
            except TypeError:
                assert dtype[0] == "c" or number == 1j  # the order of complex numbers
                continue
            agree(got, want)


OPERATORS = [operator.add, operator.sub, operator.mul, operator.truediv, operator.floordiv, operator.mod, operator.lt, operator.le,
             operator.eq, operator.ne, operator.gt, operator.ge]


@pytest.mark.parametrize("op", OPERATORS, ids=lambda f: f.__name__)
def test_operators(op):
    x, y = values("float64", 12, 4).reshape(3, 4), values("float64", 4, 5)
    a, b = ag.array(x), ag.array(y)
    want = op(x, y)
    for p, q in ((a, b), (a, y), (x, b), (a, y.tolist())):
        got = op(p, q)
        assert isinstance(got, ag.ndarray)
        agree(got, want)
    agree(op(a[::-1, ::2], b[1::2]), op(x[::-1, ::2], y[1::2]))
    agree(op(a.T, a.T), op(x.T, x.T))


@pytest.mark.parametrize("op", ["iadd", "isub", "imul", "itruediv", "ifloordiv", "imod"])
def test_in_place(op):
    f = getattr(operator, op)
    x, y = values("float64", 12, 4), values("float64", 12, 5)
    a, b = ag.array(x), ag.array(y)
    c = a
    a = f(a, b)
    assert a is c
    agree(a, f(x, y))
    i = ag.arange(3)
    with pytest.raises(TypeError, match="cast"):
        i += 1.5
    with pytest.raises(ValueError, match="broadcast"):
        i += ag.zeros((2, 3), dtype="int64")


def test_overlap():
    for n in (10, 100_000):
        x = np.arange(float(n))
        a = ag.array(x)
        ag.add(a[:-1], a[1:], out=a[1:])
        np.add(x[:-1].copy(), x[1:].copy(), out=x[1:])
        np.testing.assert_array_equal(np.asarray(a), x)
        ag.add(a, a[::-1], out=a)
        np.testing.assert_array_equal(np.asarray(a), x + x[::-1])


def test_keywords():
    a, b = ag.arange(6.0), ag.arange(6.0)
    out = ag.full(6, -1.0)
    mask = a > 2
    assert ag.add(a, b, out=out, where=mask).tolist() == [-1, -1, -1, 6, 8, 10]
    assert ag.add(a, b, out=(out,)) is out and ag.add(a, b, out) is out
    assert ag.add(a, b, dtype="float32").dtype == "float32"
    assert ag.add(a, b, signature="dd->d").dtype == "float64"
    narrow = ag.zeros(6, dtype="float32")
    assert ag.add(a, b, out=narrow) is narrow
    with pytest.raises(TypeError, match="cast"):
        ag.add(a, b, out=narrow, casting="safe")
    with pytest.raises(TypeError, match="cast"):
        ag.add(a, b, out=ag.zeros(6, dtype="int64"))
    wide = ag.zeros((2, 6))
    assert ag.add(a, b, out=wide).tolist() == [[0, 2, 4, 6, 8, 10]] * 2
    with pytest.raises(ValueError, match="non-broadcastable"):
        ag.add(a, b, out=ag.zeros(1))
    with pytest.raises(ValueError, match="read-only"):
        ag.add(a, b, out=a._as(ag.ndarray, True))
    with pytest.raises(TypeError, match="bool"):
        ag.add(a, b, where=a)
    with pytest.raises(TypeError, match="unexpected keyword"):
        ag.add(a, b, nonsense=1)
    with pytest.raises(ValueError, match="casting"):
        ag.add(a, b, casting="bogus")
    with pytest.raises(ValueError, match="order"):
        ag.add(a, b, order="Z")
    with pytest.raises(TypeError, match="both"):
        ag.add(a, b, out, out=out)
    with pytest.raises(TypeError, match="positional"):
        ag.add(a)
    with pytest.raises(ValueError, match=r"\(6,\).*\(5,\)"):
        ag.add(a, ag.arange(5.0))
    f = ag.asarray(np.asfortranarray(np.ones((3, 4))))
    assert ag.add(f, f).flags.f_contiguous and ag.add(f, f, order="C").flags.c_contiguous
    target = np.zeros(6)
    assert ag.add(a, b, out=target) is target and target[5] == 10
    assert np.add(np.arange(6.0), 1, out=out) is out and out[5] == 6


def test_attributes():
    assert (ag.add.nin, ag.add.nout, ag.add.nargs, ag.add.identity) == (2, 1, 3, 0)
    assert ag.add.__name__ == "add" and repr(ag.add) == "<ufunc 'add'>" and ag.add.signature is None
    assert "dd->d" in ag.add.types and ag.add.ntypes == len(ag.add.types)
    assert "x1, x2" in ag.add.__doc__
    assert ag.maximum.identity is None


class Recorder:
    """Answers every ufunc with what it was asked."""

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        return ufunc.__name__, method, inputs, kwargs


class Narrow(Recorder):
    pass


class OptOut:
    __array_ufunc__ = None

    def __radd__(self, other):
        return "radd"

    def __add__(self, other):
        return "add"


class Unknown(Recorder):
    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        return NotImplemented


class Legacy:
    def __init__(self, priority):
        self.__array_priority__ = priority

    def __array__(self, dtype=None, copy=None):
        return np.arange(3.0)

    def __radd__(self, other):
        return "legacy"


def test_overrides():
    a = ag.arange(3.0)
    r = Recorder()
    name, method, inputs, kwargs = ag.add(a, r)
    assert (name, method, kwargs) == ("add", "__call__", {}) and inputs[0] is a and inputs[1] is r
    assert (a + r)[0] == "add" and (a < r)[0] == "less"
    assert ag.add(a, r, out=a)[3]["out"] == (a,)
    assert ag.add(a, a, out=r)[3] == {"out": (r,)}
    assert ag.add(a, a, where=r)[3] == {"where": r}
    assert ag.add(a, r, casting="bogus")[3] == {"casting": "bogus"}  # passed on as it is
    assert "out" not in ag.add(a, r, out=None)[3]
    assert ag.add.reduce(r, 1)[1:3] == ("reduce", (r,)) and ag.add.reduce(r, 1)[3] == {"axis": 1}
    assert ag.add.outer(a, r)[1] == "outer" and ag.add.accumulate(r)[1] == "accumulate"
    assert ag.add.at(a, [0], r)[1] == "at" and ag.add.reduceat(r, [0])[1] == "reduceat"
    # Subclasses go first, else left to right.
    first = ag.add(Recorder(), Narrow())
    assert type(first[2][1]) is Narrow
    assert np.add(a, r)[0] == "add"
    with pytest.raises(TypeError, match="does not support ufuncs"):
        ag.add(a, OptOut())
    with pytest.raises(TypeError, match="all returned NotImplemented"):
        ag.add(a, Unknown())


def test_deferral():
    a = ag.arange(3.0)
    assert a + OptOut() == "radd" and OptOut() + a == "add"
    with pytest.raises(TypeError, match="does not support ufuncs"):
        a += OptOut()
    assert a + Legacy(5.0) == "legacy"
    assert (a + Legacy(-5.0)).tolist() == [0, 2, 4]
    with pytest.raises(TypeError, match="unsupported operand"):
        a + "text"
    with pytest.raises(TypeError, match="unsupported operand"):
        a + object()
    assert (a == "text") is False and (a != None) is True  # noqa: E711


def test_result_of_numpy_scalars():
    a = ag.ones(2, dtype="float32")
    assert (a * np.float64(2)).dtype == "float64" and (np.float64(2) * a).dtype == "float64"
    assert (a * np.float32(2)).dtype == "float32" and (a * 2.0).dtype == "float32"
    assert isinstance(np.float64(2) * a, ag.ndarray)


def test_power_operator():
    x = np.array([0.5, 2.0, -3.0])
    a = ag.asarray(x)
    for n in (0, 1, 2, 3, 5, 10, 2.0, 0.5):
        with np.errstate(invalid="ignore"):
            np.testing.assert_allclose(np.asarray(a**n), x**n, rtol=1e-15)
    assert (a**1) is not a
    assert (ag.asarray([1, 2, 3]) ** 3).tolist() == [1, 8, 27]
    a **= 2
    assert a.tolist() == [0.25, 4, 9]
    np.testing.assert_allclose(np.asarray(ag.asarray([0.5, 2.0]) ** 1.7), np.array([0.5, 2.0]) ** 1.7, rtol=1e-15)
    assert (2 ** ag.asarray([1, 2, 3])).tolist() == [2, 4, 8] and (ag.asarray([1 + 2j]) ** 3).tolist() == [(1 + 2j) ** 3]
    for half in (0.5, np.float64(0.5), np.float32(0.5), ag.asarray(0.5)):
        assert (ag.asarray([4.0]) ** half).tolist() == [2.0]


@pytest.mark.parametrize("dtype", ["int8", "int16", "int32", "int64"])
def test_negative_powers_of_integers(dtype):
    """An error wherever the exponent is, as in NumPy; floats and unsigned integers have none."""
    i = ag.asarray([1, 2, 3], dtype=dtype)
    for y in (-1, ag.asarray(-1, dtype=dtype), ag.asarray([1, 2, -3], dtype=dtype), ag.asarray([[0], [-1]], dtype=dtype)[::-1], np.array([2, -1, 0], dtype)):
        fits = np.ndim(y) < 2  # what doesn't is an error of the shapes, in place
        for use in (lambda: i**y, lambda: ag.power(i, y), lambda: np.power(i, y), lambda: ag.power.outer(i, y), *([lambda: i.__ipow__(y)] if fits else [])):
            with pytest.raises(ValueError, match="Integers to negative integer powers are not allowed"):
                use()
    assert i.tolist() == [1, 2, 3]
    assert (i**ag.asarray([0, 3, 2], dtype=dtype)).tolist() == [1, 8, 9]


@pytest.mark.parametrize("dtype", ["int8", "float16", "float32", "float64", "complex128"])
@pytest.mark.parametrize("n", [0, 1, 5, 100, 3000])
@pytest.mark.parametrize("step", [2, -1, -3])
def test_strided_rows(dtype, n, step):
    x, y = np.arange(3 * n).astype(dtype)[::step], np.ones(3 * n, dtype=dtype)[::step]
    a, b = ag.asarray(x), ag.asarray(y)
    with np.errstate(over="ignore"):
        agree(a + b, x + y)
        agree(a + 1, x + 1)
        agree(-a, -x)
        # In place over its own reverse: the operand is read before it is written.
        c, z = ag.array(x), x.copy()
        ag.add(c, c[::-1], out=c)
        agree(c, z + z[::-1])


def test_clip():
    x = ag.arange(6, dtype="int16")
    n = np.arange(6, dtype="int16")
    for kw in ({}, {"min": 2}, {"max": 3}, {"min": 2, "max": 3}, {"min": None, "max": ag.asarray([0, 1, 2, 3, 2, 1], dtype="int16")}):
        want = np.clip(n, kw.get("min"), None if "max" not in kw else np.asarray(kw["max"]).astype("int16")) if kw else n
        for got in (ag.clip(x, **kw), x.clip(**kw), np.clip(x, **kw)):
            assert type(got) is ag.ndarray and got.dtype == "int16" and got.tolist() == want.tolist()
    assert ag.clip(x, 1, 4).tolist() == [1, 1, 2, 3, 4, 4] and not ag.shares_memory(ag.clip(x), x)
    out = ag.zeros(6, dtype="int16")
    assert ag.clip(x, max=2, out=out) is out and out.tolist() == [0, 1, 2, 2, 2, 2]


def test_diagonals_outside_of_the_matrix():
    for k in (5, -5, 2**62, -(2**63), 10**30, -(10**30)):
        assert ag.eye(2, 3, k=k).tolist() == [[0] * 3] * 2
        assert ag.tril(ag.ones((2, 3)), k=k).tolist() == [[float(k > 0)] * 3] * 2
        assert ag.triu(ag.ones((2, 3)), k=k).tolist() == [[float(k < 0)] * 3] * 2


SCALARS = [np.bool_(True), np.int8(3), np.int16(3), np.int32(3), np.int64(3), np.uint8(3), np.uint16(3), np.uint32(3), np.uint64(3), np.longlong(3),
           np.float16(2.5), np.float32(2.5), np.float64(2.5), np.complex64(2 + 1j), np.complex128(2 + 1j)]


@pytest.mark.parametrize("s", SCALARS, ids=lambda s: type(s).__name__)
@pytest.mark.parametrize("dtype", TYPES)
def test_numpy_scalars_are_arrays_without_axes(s, dtype, no_leaks):
    x = np.arange(1, 7).astype(dtype).reshape(2, 3)
    a = ag.asarray(x)
    for f in (operator.add, operator.mul, operator.truediv, operator.floordiv, operator.lt, operator.eq):
        for both in ((a, s, x, s), (s, a, s, x), (a[::2, 1:], s, x[::2, 1:], s), (a[0, 0], s, x[0, 0], s)):
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    want = f(*both[2:])
            except TypeError:
                with pytest.raises(TypeError):
                    f(*both[:2])
                continue
            got = f(*both[:2])
            assert isinstance(got, ag.ndarray)
            agree(got, np.asarray(want))
    assert type(ag.add(a, s)) is ag.ndarray and ag.add(a, s).dtype == np.add(x, s).dtype


def test_what_only_looks_like_a_numpy_scalar():
    class Wide(np.float64):
        pass

    class Named(float):
        __module__ = "numpy"

    Named.__name__ = "float64"
    a = ag.ones(3, dtype="float32")
    assert (a + Wide(2)).dtype == "float64" and (a * Wide(2)).tolist() == [2, 2, 2]
    class Part(complex):
        pass

    for x, kind in ((Named(2), "float64"), (Part(2), "complex128")):
        assert (a + x).dtype == kind == (x + a).dtype and (a + x).tolist() == [3, 3, 3] == (x + a).tolist() == ag.add(a, x).tolist()
        assert ag.asarray(x).dtype == kind == ag.asarray([x, 1.0]).dtype and ag.asarray(x).tolist() == 2
        b = ag.zeros(2, dtype=kind)
        b[0] = x
        b[1:] = [x]
        assert b.tolist() == [2, 2]
    with pytest.raises(TypeError):
        a + np.str_("x")
    with pytest.raises(TypeError):
        a + np.datetime64("2020-01-01")


def test_unknown_keywords_are_refused_before_others_are_asked():
    class Taker:
        def __array_ufunc__(self, u, method, *inputs, **kwargs):
            return "taken"

    t = Taker()
    assert ag.multiply(1, t, where=t) == "taken"
    for f in (lambda: ag.multiply(1, t, foo=1), lambda: ag.multiply.outer(t, 1, foo=1), lambda: ag.multiply(t, t, sig="ddd", signature="ddd"),
              lambda: ag.multiply(t, t, dtype="f8", signature="ddd"), lambda: np.multiply(1, ag.ones(2), foo=1)):
        with pytest.raises(TypeError):
            f()
