# SPDX-License-Identifier: BSD-3-Clause

"""Functions of few elements that Go gets as rows, without arrays: each call gives what the general function gives, and NumPy's."""

import arraygen as ag
import numpy as np
import pytest

TYPES = ["bool", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "float16", "bfloat16", "float32", "float64", "complex64", "complex128",
         "datetime64[s]", "timedelta64[ms]"]
LENGTHS = [1, 2, 3, 10, 16, 17, 25, 100, 512, 1000, 4096, 32768, 32769]
RANDOM = np.random.default_rng(5)


def elements(dtype, n, kind):
    """n elements as an array of ours: over the whole range, of few values, or rising; floats with NaNs and zeros of both signs."""
    numpys = "float32" if dtype == "bfloat16" else dtype
    d = np.dtype(numpys)
    if kind == "few":
        x = RANDOM.integers(0, 3, n).astype(d if d.kind not in "mM" else "int64").astype(d)
    elif d.kind in "fc":
        x = RANDOM.standard_normal(n).astype(d) * 8
        if d.kind == "c":
            x += 1j * RANDOM.integers(-1, 2, n)
    else:
        x = np.frombuffer(RANDOM.bytes(n * d.itemsize), d) if d.kind != "b" else RANDOM.random(n) < 0.5
    x = x.copy()
    if kind == "special":
        x[::3] = 0
        if d.kind in "fc":
            x[1::5] = -0.0
            x[2::7] = np.nan
            x[4::11] = np.inf
        if d.kind in "mM":
            x[2::7] = np.timedelta64("NaT") if d.kind == "m" else np.datetime64("NaT")
    if kind == "rising":
        x.sort()
    return ag.asarray(x, copy=True).astype(dtype)


def bits(r):
    return [(x.dtype, x.shape, x.strides, x.flags.writeable, x.tobytes()) for x in (r if isinstance(r, (tuple, list)) else [r])]


def same(f, *args, **options):
    assert bits(f(*args, **options)) == bits(f._python(*args, **options)), (f, args, options)


@pytest.mark.parametrize("dtype", TYPES)
def test_rows_are_what_arrays_are(dtype):
    for n in LENGTHS:
        for kind in ("any", "few", "special", "rising"):
            x = elements(dtype, n, kind)
            before = x.tobytes()
            rows = x.reshape((2, n // 2)) if n % 2 == 0 else x
            for f in (ag.sort, ag.argsort):
                same(f, x)
                same(f, x, 0)
                same(f, x, stable=True)
                same(f, x, descending=True)
            for f in (ag.partition, ag.argpartition):
                for place in {0, n // 2, n - 1, -1, -n}:
                    same(f, x, place)
            for f in (ag.argmax, ag.argmin, ag.count_nonzero):
                same(f, x)
                same(f, x, -1)
                same(f, rows)
                same(f, rows, rows.ndim - 1)
                same(f, x, keepdims=True)
            for f in (ag.nonzero, ag.flatnonzero):
                same(f, x)
                same(f, rows)
            if "datetime" not in dtype:
                for f in (ag.cumulative_sum, ag.cumsum):
                    same(f, x)
                    same(f, x, axis=0)
                same(ag.cumulative_sum, x, include_initial=True)
                same(ag.cumsum, rows)
            if kind == "few" and "int" in dtype and dtype != "uint64":
                same(ag.bincount, x)
                same(ag.bincount, x, minlength=10)
            # Of a view with gaps the general function is asked.
            assert bits(ag.unique_values(rows)) == bits(ag.unique_values(ag.stack((x, x), axis=1)[:, 0])), (n, kind)
            s = ag.sort(x)
            for side in ("left", "right"):
                same(ag.searchsorted, s, x, side)
                same(ag.searchsorted, s, rows, side=side)
                same(ag.searchsorted, s, x[n // 2], side)
                same(ag.searchsorted, s[:n // 8 + 1], x, side)
                same(ag.searchsorted, s, x[:n // 8 + 1], side)
            if "complex" not in dtype and not (kind == "special" and n > 1):
                for right in (False, True):
                    same(ag.digitize, rows, s[:10], right)
                    same(ag.digitize, rows, s[:10][::-1].copy(), right)
            assert x.tobytes() == before


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int32", "int64", "float32", "float64"])
def test_numbers_are_searched(dtype):
    s = ag.sort(elements(dtype, 100, "any"))
    for v in (0, 1, -1, 127, 128, 300, -129, True, 1 << 40, 1 << 63, 1 << 70, 2.5, float("nan"), float("inf"), 1j, np.float64(2.5), np.int8(3), s[3]):
        try:
            same(ag.searchsorted, s, v)
            same(ag.searchsorted, s, v, "right")
        except (TypeError, ValueError, OverflowError) as e:
            with pytest.raises(type(e)):
                ag.searchsorted._python(s, v)


@pytest.mark.parametrize("dtype", ["uint8", "int16", "int32", "int64", "float32", "float64"])
def test_rows_are_numpys(dtype):
    for n in LENGTHS:
        for kind in ("any", "few", "special"):
            x = elements(dtype, n, kind)
            y, s = np.asarray(x), np.sort(np.asarray(x))
            assert np.array_equal(ag.sort(x), s, equal_nan=True) and np.array_equal(ag.argsort(x), np.argsort(y, stable=True))
            assert np.array_equal(ag.searchsorted(ag.sort(x), x), np.searchsorted(s, y)) and np.array_equal(ag.searchsorted(ag.sort(x), x, "right"), np.searchsorted(s, y, "right"))
            assert ag.argmax(x) == np.argmax(y) and ag.argmin(x) == np.argmin(y) and ag.count_nonzero(x) == np.count_nonzero(y)
            assert y.dtype.kind == "f" or np.array_equal(ag.cumsum(x), np.cumsum(y))
            assert kind != "few" or y.dtype.kind == "f" or np.array_equal(ag.bincount(x), np.bincount(y))
            assert np.array_equal(ag.nonzero(x)[0], np.nonzero(y)[0]) and np.array_equal(ag.unique_values(x), np.unique(y, equal_nan=False), equal_nan=True)
            assert np.array_equal(ag.digitize(x, ag.asarray(s[:1])), np.digitize(y, s[:1]))


def test_methods_are_their_own():
    """A method of the name of a function is another function: sort and partition work in place."""
    for n in (3, 100):
        x = elements("float64", n, "any")
        s = ag.sort(x)
        assert x.sort() is None and (x == s).all()
        assert (s.argsort() == ag.arange(n)).all() and s.argmax() == n - 1 and s.nonzero()[0].shape == (n,) and s.searchsorted(s[1]) == 1
        y = s[::-1].copy()
        assert y.partition(1) is None and y[1] == s[1]


@pytest.mark.parametrize("bad", [lambda x: ag.partition(x, 10), lambda x: ag.partition(x, -11), lambda x: ag.sort(x, 1), lambda x: ag.argmax(x, 1), lambda x: ag.searchsorted(x, x, "middle"),
                                 lambda x: ag.digitize(x, x), lambda x: ag.argmax(x[:0]), lambda x: ag.bincount(x), lambda x: ag.bincount(x.astype("int8") - 1), lambda x: ag.searchsorted(x, "text")])
def test_bad_arguments_are_errors(bad):
    x = ag.asarray([3.0, 1.0, 2.0, 5.0, 4.0, 9.0, 8.0, 7.0, 6.0, 0.0])
    with pytest.raises((ValueError, TypeError, IndexError)):
        bad(x)


@pytest.mark.parametrize("dtype", ["bool", "int8", "uint8", "int16", "uint32", "int64", "float16", "float32", "float64", "complex64", "complex128"])
def test_several_rows(dtype):
    """Along an axis of any number of rows, or of the columns of a matrix."""
    r = np.random.default_rng(5)
    for shape in [(1,), (10,), (1, 1), (3, 3), (10, 10), (3, 40), (40, 3), (100, 10), (10, 100), (2, 600), (600, 2), (2, 3, 4), (5, 1), (1, 5), (70, 70)]:
        x = r.integers(0, 100, shape)
        x = x > 40 if dtype == "bool" else x.astype(dtype)
        if dtype.startswith("float") and x.size > 4:
            x.ravel()[1], x.ravel()[3] = np.nan, -0.0
        a = ag.asarray(x)
        for axis in (None, *range(-x.ndim, x.ndim)):
            for name in ("sort", "argsort", "argmax", "argmin"):
                options = {"stable": True} if "sort" in name else {}
                want = np.asarray(getattr(np, name)(x, axis=axis, **options))
                got = np.asarray(getattr(ag, name)(a, axis=axis, **options))
                assert got.dtype == want.dtype and got.shape == want.shape
                np.testing.assert_array_equal(got, want, err_msg=f"{name} {shape} {axis}")
        same = ag.asarray(x)
        np.testing.assert_array_equal(np.asarray(same), x)  # the argument is as it was
        for axis in (x.ndim, -x.ndim - 1, 2**70):
            for name in ("sort", "argsort", "argmax"):
                with pytest.raises((IndexError, ValueError, OverflowError)):
                    getattr(ag, name)(a, axis=axis)


@pytest.mark.parametrize("dtype", ["bool", "int8", "uint8", "int16", "uint32", "int64", "uint64", "float16", "float32", "float64", "complex64"])
@pytest.mark.parametrize("n", [0, 1, 10, 25, 1000, 40000])
def test_keys_products_and_complex_sorts(dtype, n):
    rng = np.random.default_rng(n)
    x = rng.integers(0, 4, n).astype(dtype)
    y = rng.integers(0, 3, n).astype("float64")
    y[::7] = np.nan
    a, b = ag.asarray(x), ag.asarray(y)
    for keys, ours in (((x,), (a,)), ((x, y), (a, b)), ([y, x], [b, a]), ((y, x, y), (b, a, b))):
        assert ag.lexsort(ours).tolist() == np.lexsort(keys).tolist()
        assert ag.lexsort(ours, axis=0).tolist() == np.lexsort(keys, axis=0).tolist()
    want, got = np.sort_complex(x), ag.sort_complex(a)
    assert got.tolist() == want.tolist() and (dtype == "float16" or got.dtype == want.dtype)
    for f in ("cumprod", "cumulative_prod"):
        want, got = getattr(np, f)(x[:30]), getattr(ag, f)(a[:30])
        assert np.asarray(got).tobytes() == want.tobytes() and got.dtype == want.dtype
    assert ag.real_if_close(b) is b
    assert ag.real_if_close(ag.asarray(y + 0j), tol=1e3).dtype == "float64"


@pytest.mark.parametrize("dtype", ["uint8", "int32", "int64", "uint64"])
def test_indices_along_axes_and_of_all(dtype):
    rng = np.random.default_rng(3)
    shape = (7, 1, 5, 6)
    for of in ((10,), (1000,), (3, 4), ()):
        flat = rng.integers(0, 200, of).astype(dtype)
        for order in "CF":
            want, got = np.unravel_index(flat, shape, order), ag.unravel_index(ag.asarray(flat), shape, order)
            assert type(got) is tuple
            for w, g in zip(want, got):
                assert g.shape == w.shape and g.dtype == "int64" and np.asarray(g).tolist() == w.tolist()
            along = tuple(w.astype(dtype) for w in want)
            back = ag.ravel_multi_index(tuple(map(ag.asarray, along)), shape, order=order)
            assert back.shape == flat.shape and back.tolist() == flat.tolist()
    at = ag.asarray(np.array([200, 210], dtype=dtype))
    with pytest.raises(ValueError):
        ag.unravel_index(at, shape)
    with pytest.raises(ValueError):
        ag.ravel_multi_index((at, at), (201, 300))
    assert ag.ravel_multi_index((at, at), (201, 300), mode="wrap").tolist() == np.ravel_multi_index((np.asarray(at).astype("i8"),) * 2, (201, 300), mode="wrap").tolist()
    assert ag.ravel_multi_index((at, at), (201, 300), mode=("clip", "raise")).tolist() == [200 * 300 + 200, 200 * 300 + 210]


def test_interpolation_of_few():
    x, xp, fp = np.array([-1.0, 0.0, 0.3, 2.5, np.nan, 3.0, 9.0]), np.array([0.0, 1.0, 3.0]), np.array([5.0, -2.0, np.inf])
    ours = [ag.asarray(v) for v in (x, xp, fp)]
    assert np.asarray(ag.interp(*ours)).tolist()[:3] == np.interp(x, xp, fp).tolist()[:3]
    np.testing.assert_array_equal(np.asarray(ag.interp(*ours)), np.interp(x, xp, fp))
    np.testing.assert_array_equal(np.asarray(ag.interp(ours[0], ours[1], ours[2], left=7)), np.interp(x, xp, fp, left=7))
    with pytest.raises(ValueError):
        ag.interp(ours[0], ours[1], ours[2][:2])


@pytest.mark.parametrize("order", ["big", "little"])
def test_bits_of_rows_of_every_length(order):
    rng = np.random.default_rng(4)
    for n in [*range(1, 80), 1000, 70001]:
        flags = rng.integers(0, 2, n).astype(bool)
        assert np.asarray(ag.packbits(ag.asarray(flags), bitorder=order)).tobytes() == np.packbits(flags, bitorder=order).tobytes()
        for dtype in ("uint8", "int8", "int16"):
            x = rng.integers(0, 3, n).astype(dtype)
            assert np.asarray(ag.packbits(ag.asarray(x), axis=-1, bitorder=order)).tobytes() == np.packbits(x, bitorder=order).tobytes()
        x = rng.integers(0, 256, n).astype("uint8")
        for count in (None, 8 * n - 3, 8 * n + 5, -2):
            assert np.asarray(ag.unpackbits(ag.asarray(x), count=count, bitorder=order)).tobytes() == np.unpackbits(x, count=count, bitorder=order).tobytes()
    with pytest.raises(ValueError):
        ag.packbits(ag.asarray(flags), bitorder="middle")


@pytest.mark.parametrize("dtype", ["bool", "int8", "uint8", "int16", "uint32", "int64", "float16", "float32", "float64", "complex64", "complex128", "datetime64[s]", "timedelta64[ns]"])
def test_elements_that_are_not_zero_are_counted(dtype):
    r = np.random.default_rng(11)
    for n in [*range(201), 4095, 4096, 4097, 8193, 32_768, 32_769, 70_001]:
        for density in (0.0, 0.5, 1.0):
            numbers = (r.random(n) < density) * r.integers(1, 127, n)
            x = numbers.astype("uint8").view(bool) if dtype == "bool" else numbers.astype("int64").astype(dtype)
            if x.dtype.kind in "fc" and n > 3:
                x[0], x[1], x[2] = np.nan, -0.0, np.inf
                if x.dtype.kind == "c":
                    x.imag[3] = np.nan
            if x.dtype.kind in "mM" and n:
                x[0] = "NaT"
            a, want = ag.asarray(x), np.flatnonzero(x.view("int64") if x.dtype.kind in "mM" else x.view("uint8") if dtype == "bool" else x)
            assert ag.count_nonzero(a) == want.size, n
            assert ag.flatnonzero(a).tolist() == want.tolist() and ag.nonzero(a)[0].tolist() == want.tolist(), n
