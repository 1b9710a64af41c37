# SPDX-License-Identifier: BSD-3-Clause

"""Functions that write elements in place, choose among arrays, and make and read indices: each call gives what NumPy's gives, and what
the function without C gives."""

import itertools

import arraygen as ag
import numpy as np
import pytest

TYPES = ["bool", "int8", "uint16", "int32", "uint64", "int64", "float16", "float32", "float64", "complex64", "complex128", "datetime64[s]", "timedelta64[ms]"]
SHAPES = [(0,), (1,), (3,), (10,), (65,), (3, 4), (4, 3), (2, 3, 4), (3, 3, 3), (9, 50), (0, 3)]
LAYOUTS = {"C": lambda x: x, "F": lambda x: x.T.copy().T, "reversed": lambda x: x[::-1]}
RANDOM = np.random.default_rng(3)


def elements(dtype, shape):
    d = np.dtype(dtype)
    n = int(np.prod(shape))
    if d.kind == "b":
        x = RANDOM.random(n) < 0.5
    elif d.kind in "fc":
        x = RANDOM.standard_normal(n).astype(d)
        x[::7] = np.nan
        x[::5] = -0.0
    else:
        x = np.frombuffer(RANDOM.bytes(n * d.itemsize), d).copy()
        x[::5] = np.zeros(1, d)[0]
    return x.reshape(shape)


def bits(r):
    """What a result is, and how it lies in memory; an error is its class."""
    if isinstance(r, (tuple, list)):
        return [bits(x) for x in r]
    return r if isinstance(r, type) or r is None else (str(np.dtype(r.dtype)), r.shape, r.tobytes())


def outcome(f, *args, **options):
    try:
        return f(*args, **options)
    except Exception as e:
        return next(c for c in (IndexError, ValueError, TypeError) if isinstance(e, c))


def ours(x):
    if isinstance(x, (tuple, list)):
        return type(x)(map(ours, x))
    return ag.asarray(x) if isinstance(x, np.ndarray) else x


def same(name, *args, **options):
    """A function gives what NumPy's gives, through C and through Python."""
    want = bits(outcome(getattr(np, name), *args, **options))
    f = getattr(ag, name)
    for g in (f, getattr(f, "_python", f)):
        got = bits(outcome(g, *map(ours, args), **{k: ours(v) for k, v in options.items()}))
        assert got == want, (name, args, options)


def writes_the_same(name, x, *args, **options):
    """A function that writes to its first argument, in every layout, writes what NumPy's does, or refuses likewise and writes nothing."""
    f = getattr(ag, name)
    for layout, g in itertools.product(LAYOUTS.values(), (f, getattr(f, "_python", f))):
        theirs, own = layout(x.copy()), layout(x.copy())
        want = outcome(getattr(np, name), theirs, *args, **options)
        got = outcome(g, ag.asarray(own), *map(ours, args), **options)
        assert want == got, (name, x, args, want, got)
        assert (own if want is None else x).tobytes() == theirs.tobytes() or want is not None, (name, x, args)
        if want is not None:
            assert own.tobytes() == layout(x.copy()).tobytes(), (name, x, args)


@pytest.mark.parametrize("dtype", TYPES)
def test_masks_place_elements(dtype):
    for shape in SHAPES:
        x = elements(dtype, shape)
        for chance in (0, 0.1, 0.5, 1):
            mask = RANDOM.random(shape) < chance
            for m in (mask, mask.ravel(), mask.astype("int32"), mask[:0]):
                for n in (0, 1, 2, 7, max(x.size, 1), x.size + 3):
                    values = elements(dtype, (n,))
                    writes_the_same("place", x, m, values)
                    if n:  # NumPy's putmask leaves a without values as it is
                        writes_the_same("putmask", x, m, values)


@pytest.mark.parametrize("dtype", TYPES)
def test_indices_place_elements(dtype):
    for shape in SHAPES:
        x = elements(dtype, shape)
        for kind, n in itertools.product(("int64", "int32", "uint8"), (0, 1, 5, x.size)):
            index = RANDOM.integers(-x.size if kind[0] == "i" else 0, min(x.size, 200), n).astype(kind) if x.size else np.zeros(n, kind)
            for m in (1, 3, max(n, 1), n + 2):
                writes_the_same("put", x, index, elements(dtype, (m,)))
            for mode in ("wrap", "clip", "raise"):
                writes_the_same("put", x, index + (x.size if kind == "int64" else 0), elements(dtype, (2,)), mode=mode)


@pytest.mark.parametrize("dtype", TYPES)
def test_indices_along_an_axis_place_elements(dtype):
    for shape in SHAPES:
        x = elements(dtype, shape)
        for axis, kind in itertools.product(range(-1, x.ndim), ("int64", "int32", "uint8")):
            length = x.shape[axis]
            for n in (1, 2, length):
                names = [*x.shape]
                names[axis] = n if length else 0
                index = RANDOM.integers(-length if kind[0] == "i" else 0, max(min(length, 200), 1), names).astype(kind)
                for values in (elements(dtype, names), elements(dtype, (1,) * x.ndim), elements(dtype, ()), elements(dtype, (1,))):
                    writes_the_same("put_along_axis", x, index, values, axis)
                if index.size and kind == "int64":
                    bad = index.copy()
                    bad.flat[-1] = length
                    writes_the_same("put_along_axis", x, bad, elements(dtype, names), axis)


@pytest.mark.parametrize("dtype", TYPES)
def test_diagonals_are_filled(dtype):
    for shape in [(3, 4), (4, 3), (10, 3), (1, 1), (3, 3, 3), (2, 2, 2, 2), (2, 3, 4), (5,), (300, 300), (40, 2)]:
        x = elements(dtype, shape)
        for n, wrap in itertools.product((1, 2, 3, 50), (False, True)):
            writes_the_same("fill_diagonal", x, elements(dtype, (n,)), wrap)
        writes_the_same("fill_diagonal", x, elements(dtype, ()))


def test_many_elements_are_placed():
    for dtype, n in (("float64", 100_000), ("uint8", 300_001), ("complex128", 40_000)):
        x, mask, index = elements(dtype, (n,)), RANDOM.random(n) < 0.5, RANDOM.integers(-n, n, n)
        for m in (1, 10, n):
            values = elements(dtype, (m,))
            writes_the_same("place", x, mask, values)
            writes_the_same("putmask", x, mask, values)
            writes_the_same("put", x, index, values)
        rows = x[: n // 10 * 10].reshape(-1, 10)
        writes_the_same("put_along_axis", rows, index[: rows.size].reshape(-1, 10) % 10, rows[::-1].copy(), 1)
        same("extract", mask, x)
        same("compress", mask, x)
        same("choose", index % 2, (x, x[::-1]))


def test_numbers_are_placed():
    for dtype, number in itertools.product(("int8", "uint8", "int64", "float32", "float64", "complex128"), (0, 1, True, 7, 1.5)):
        x = elements(dtype, (4, 5))
        if np.dtype(dtype).kind in "iu" and isinstance(number, float):
            continue  # NumPy cuts it
        mask = RANDOM.random((4, 5)) < 0.5
        for name, args in (("place", (mask, [number])), ("putmask", (mask, number)), ("put", ([1, 3], number)), ("fill_diagonal", (number,))):
            writes_the_same(name, x, *map(np.asarray, args[:-1]), args[-1])
    with pytest.raises((OverflowError, ValueError)):
        ag.put(ag.zeros(3, dtype="int8"), 0, 300)


def test_types_that_differ():
    for have, given in itertools.product(("int8", "int64", "float32", "float64", "complex128"), repeat=2):
        x, v = elements(have, (10,)), elements(given, (3,))
        if np.dtype(given).kind > np.dtype(have).kind or np.dtype(have).kind == "i":
            v = np.arange(3).astype(given)
        mask = RANDOM.random(10) < 0.5
        writes_the_same("place", x, mask, v)


@pytest.mark.parametrize("name, args", [("place", lambda x: (x[::-1] > 3, x[::-1])), ("putmask", lambda x: (x > 3, x[::-1].copy() * 0 + 9)), ("put", lambda x: (x[:4].copy() % 6, x[2:])),
                                         ("put_along_axis", lambda x: (x[:4] % 6, x[2:6], 0)), ("put", lambda x: (x, x[::-1])), ("putmask", lambda x: (x > 2, x[::-1]))])
def test_memory_in_common(name, args):
    """What is read is read as it was before: values, masks and indices in the memory that is written to."""
    for n in (6, 40):
        x = np.arange(n) % 6
        theirs, own = x.copy(), x.copy()
        getattr(np, name)(theirs, *[a.copy() if isinstance(a, np.ndarray) else a for a in args(x)])
        y = ag.asarray(own)
        getattr(ag, name)(y, *args(y))
        assert own.tolist() == theirs.tolist()


def test_what_is_read_only_stays():
    x = ag.arange(6)
    x.flags.writeable = False
    mask, index = ag.asarray([True] * 6), ag.arange(6)
    for f in (lambda: ag.place(x, mask, x), lambda: ag.putmask(x, mask, ag.ones(6, dtype="int64")), lambda: ag.put(x, index, 1), lambda: x.put(index, 1),
              lambda: ag.put_along_axis(x, index, 1, 0), lambda: ag.fill_diagonal(x.reshape((2, 3)), 1)):
        with pytest.raises(ValueError, match="read-only"):
            f()
    assert x.tolist() == list(range(6))


def test_arguments_that_are_missing():
    x, mask = ag.arange(4), ag.asarray([True] * 4)
    for name, args in (("place", (x, mask)), ("putmask", (x, mask)), ("put", (x, mask)), ("put_along_axis", (x, x, x)), ("fill_diagonal", (x,)), ("compress", (mask,)), ("extract", (mask,))):
        with pytest.raises(TypeError):
            getattr(ag, name)(*args)


@pytest.mark.parametrize("dtype", TYPES)
def test_masks_leave_elements(dtype):
    for shape in [*SHAPES, (40_000,)]:
        x = elements(dtype, shape)
        for chance in (0, 0.1, 0.5, 1):
            mask = RANDOM.random(shape) < chance
            for m in (mask, mask.ravel(), mask.ravel()[: x.size // 2], mask.ravel().astype("int8"), np.append(mask.ravel(), [False] * 3), np.append(mask.ravel(), [True])):
                for layout in LAYOUTS.values():
                    same("extract", layout(m), layout(x))
                    same("compress", m, layout(x))
            for axis in range(x.ndim):
                m = RANDOM.random(x.shape[axis]) < chance
                same("compress", m, x, axis)
                same("compress", m, x, axis=axis)
        same("argwhere", x)
        same("argwhere", x.T)


@pytest.mark.parametrize("dtype", TYPES)
def test_choices(dtype):
    for shape, n in itertools.product([(), (1,), (10,), (3, 4), (500, 30), (0,)], (1, 2, 5, 40)):
        choices = [elements(dtype, shape) for _ in range(n)]
        for kind in ("int64", "int8", "uint64"):
            index = RANDOM.integers(0, n, shape).astype(kind)
            if kind != "uint64":
                same("choose", index, choices)
            same("choose", index.T.astype("int64"), [c.T for c in choices])
            same("choose", index.astype("int64"), [c if k % 2 else elements(dtype, ()) for k, c in enumerate(choices)])
            for mode in ("wrap", "clip"):
                same("choose", index.astype("int64") * 3 - 4, choices, mode=mode)
        if np.prod(shape):
            for bad in (n, -1):
                index = np.zeros(shape, "int64")
                index.flat[-1] = bad
                same("choose", index, choices)
    x = elements(dtype, (10,))
    theirs, own, index = x.copy(), x.copy(), RANDOM.integers(0, 2, 10)
    np.choose(index, [x, x[::-1]], out=theirs)
    y = ag.asarray(own)
    assert ag.choose(ag.asarray(index), [ag.asarray(x), ag.asarray(x)[::-1]], out=y) is y
    assert own.tobytes() == theirs.tobytes()
    with pytest.raises(ValueError):
        ag.choose(ag.asarray([0] * 9 + [2]), [y, y[::-1].copy()], out=y)
    assert own.tobytes() == theirs.tobytes()


@pytest.mark.parametrize("kind", ["int64", "int32", "uint8", "int8"])
def test_indices_of_axes(kind):
    for shape in [(1,), (7,), (3, 4), (1, 1, 5), (2, 1, 3, 4), (5, 1), (200, 3), (2**31, 2), (3, 2**33), (2**20, 2**20, 2**20), (2**32 - 1, 1)]:
        n = int(np.prod([int(s) for s in shape]))
        most = min(n - 1, np.iinfo(kind).max)
        for of in ((), (1,), (50,), (5, 6), (0,)):
            for order in "CF":
                at = RANDOM.integers(0, most, of, endpoint=True).astype(kind)
                at = np.asarray(at)
                if at.size:
                    at.flat[0] = most
                same("unravel_index", at, shape, order)
                axes = np.unravel_index(at, shape, order)
                same("ravel_multi_index", tuple(map(np.asarray, axes)), shape, order=order)
                if at.size and kind == "int64":
                    for bad in (-1, n, -n - 1, 2**63 - 1, -(2**63)):
                        wrong = at.copy()
                        wrong.flat[-1] = bad
                        same("unravel_index", wrong, shape, order)
                        wrong = [np.asarray(a).copy() for a in axes]
                        wrong[-1].flat[-1] = bad if bad != n else shape[-1]
                        same("ravel_multi_index", tuple(wrong), shape, order=order)
    x = np.arange(12).reshape(3, 4)
    same("unravel_index", x.T, (3, 4))
    same("unravel_index", x[:, ::2], (13,))
    same("ravel_multi_index", (x % 3, x[0] % 4), (3, 4))
    same("ravel_multi_index", (x.T % 3, x.T % 4), (3, 4))
    for mode in ("wrap", "clip", ("wrap", "clip")):
        same("ravel_multi_index", (x - 5, x - 3), (3, 4), mode=mode)


def test_bits():
    for n in (0, 1, 7, 8, 9, 63, 64, 65, 128, 200, 1000):
        for x in (RANDOM.random(n) < 0.5, RANDOM.integers(0, 256, n).astype("uint8"), RANDOM.integers(-1, 2, n)):
            for order in ("big", "little"):
                same("packbits", x, bitorder=order)
                same("packbits", x[::-1], bitorder=order)
                if n % 8 == 0:
                    same("packbits", x.reshape(8, -1), axis=0, bitorder=order)
                    same("packbits", x.reshape(8, -1), axis=1, bitorder=order)
        x = RANDOM.integers(0, 256, n).astype("uint8")
        for order, count in itertools.product(("big", "little"), (None, 0, 3, 8, 8 * n - 1, 8 * n + 5, -1, -8 * n)):
            if n or not count or count < 0:  # what NumPy makes of nothing is what was in memory
                same("unpackbits", x, count=count, bitorder=order)
    odd = np.array([0, 1, 2, 128, 255, 0, 4, 1] * 9, "uint8").view("bool")  # bytes that are no bools of Python's
    for order in ("big", "little"):
        assert ag.packbits(ag.asarray(odd), bitorder=order).tolist() == np.packbits(odd.view("uint8"), bitorder=order).tolist()


@pytest.mark.parametrize("dtype", TYPES)
def test_matrices_and_ends(dtype):
    for shape in [(0,), (1,), (5,), (2, 3), (40, 50), (2, 3, 4), (0, 3)]:
        x = elements(dtype, shape)
        for layout, k in itertools.product(LAYOUTS.values(), (0, 1, -3)):
            if x.size < 100:
                same("diagflat", layout(x), k)
        if x.size > 1 or dtype != "bool":
            same("ediff1d", x)
        for arrays in ((x,), (x, x), [x, x[::-1], x]):
            same("column_stack", arrays)
            same("dstack", arrays)
            same("block", list(arrays))
        same("block", [[x, x], [x, x]])
        for new in (0, 3, (2, 5), (300,), (), (4, 0), -1, (2, -3)):
            same("resize", x, new)
            same("resize", x.T, new)
        same("column_stack", (x, elements("float32", shape)) if "64[" not in dtype else (x,))
        for axis, start in itertools.product(range(-x.ndim - 1, x.ndim + 1), range(-x.ndim - 1, x.ndim + 2)):
            same("rollaxis", x, axis, start)
    for n in (0, 1, 3, 255, 256, 257, 700):
        for lead, behind in itertools.product((0, 1, 300), repeat=2):
            x = np.concatenate([np.zeros(lead, dtype), elements(dtype, (n,)), np.zeros(behind, dtype)])
            for trim in ("fb", "f", "b"):
                same("trim_zeros", x, trim)
                same("trim_zeros", x[::-1], trim)


def test_open_meshes():
    for kinds in itertools.product(("int64", "uint8", "bool"), repeat=3):
        for n in (0, 1, 5):
            arrays = [(RANDOM.random(n) * 9).astype(k) for k in kinds]
            same("ix_", *arrays)
            same("ix_", *[a[::-1] for a in arrays[:2]])
    same("ix_")
    same("ix_", np.arange(4).reshape(2, 2))


def test_new_matrices():
    for rows, columns, k in itertools.product((0, 1, 3, 10, 300), (None, 0, 1, 4, 300), (0, 1, -2, 5, -5, 10**20)):
        if abs(k) < 2**63:
            for dtype in (None, "bool", "uint8", "float16", "complex128", "int32"):
                same("tri", rows, columns, k, *([dtype] if dtype else []))
    for n, axes in itertools.product((-2, 0, 1, 10, 1000), (-1, 0, 1, 2, 3)):
        same("diag_indices", n, axes)
    assert len({*map(id, ag.diag_indices(3))}) == 1


def test_memory_of_bytes():
    data = RANDOM.bytes(96)
    for dtype, count, offset in itertools.product(("uint8", "int16", "float64", "complex128", None), (-1, 0, 1, 3, 200), (0, 8, 5, 96, 97, -1)):
        if count:  # NumPy refuses none of some
            same("frombuffer", data, dtype, count, offset)
            same("frombuffer", bytearray(data), dtype, count, offset)
    x = ag.frombuffer(data, "uint8")
    assert not x.flags.writeable and x.tobytes() == data and type(x.base) is type(ag.frombuffer._python(data, "uint8").base)
    del data
    assert x.size == 96


@pytest.mark.parametrize("dtype", ["bool", "int8", "float16", "float32", "int64", "complex128", "datetime64[s]"])
def test_masks_choose_at_any_length(dtype):
    """putmask, x[mask] = v, copyto and where of a mask of each length choose by a kernel, bit by bit."""
    r = np.random.default_rng(9)
    for n in [*range(1, 201), 32_768, 32_769, 100_003]:
        bits = [r.integers(0, 256, n * np.dtype(dtype).itemsize, dtype="uint8") for _ in range(2)]
        x, y = [(b & 1 if dtype == "bool" else b).view(dtype) for b in bits]
        flags = (r.random(n) < 0.5).astype("uint8") * r.integers(1, 256, n, dtype="uint8")
        m = ag.asarray(flags.view(bool))
        want = np.where(flags != 0, x, y)

        def check(call, wanted=want):
            b = ag.asarray(y.copy())
            got = call(b, ag.asarray(x))
            assert np.asarray(b if got is None else got).tobytes() == wanted.tobytes(), n

        check(lambda b, a: ag.putmask(b, m, a))
        check(lambda b, a: ag.copyto(b, a, where=m))
        check(lambda b, a: ag.where(m, a, b))
        check(lambda b, a: ag.putmask(b, m, a[:7]), np.where(flags != 0, np.resize(x[:7], n), y))
        one = np.where(flags != 0, x[0], y)
        check(lambda b, a: ag.putmask(b, m, a[:1]), one)
        check(lambda b, a: b.__setitem__(m, a[0]), one)
        check(lambda b, a: ag.copyto(b, a[:1], where=m), one)
