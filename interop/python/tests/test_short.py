# SPDX-License-Identifier: BSD-3-Clause

"""What C does without Go (ext/copies.c, gather.c, methods.c, short.c) beside NumPy: layouts, element types, overlaps, errors.

Each call is made for small arrays, which stay in C, and for one that is too large for it.
"""

import itertools
import threading
import warnings

import arraygen as ag
import numpy as np
import pytest

DTYPES = ["bool", "int8", "uint8", "int16", "uint32", "int64", "uint64", "float16", "float32", "float64", "complex64", "complex128"]
SMALL, LARGE = (3, 4, 5), (41, 40, 30)


def numbers(dtype, shape, seed=0):
    r = np.random.default_rng(seed)
    x = r.integers(0, 100, shape)
    return (x > 40) if dtype == "bool" else x.astype(dtype)


def layouts(x):
    """The same elements in many layouts."""
    yield "C", x
    yield "F", np.asfortranarray(x)
    for order in itertools.permutations(range(x.ndim)):
        back = np.argsort(order)
        yield f"K{order}", np.ascontiguousarray(x.transpose(order)).transpose(back)
    yield "stride 2", np.repeat(x, 2, axis=-1)[..., ::2]
    yield "reversed", np.ascontiguousarray(x[::-1])[::-1]
    yield "reversed rows", np.ascontiguousarray(x[..., ::-1])[..., ::-1]
    yield "broadcast", np.broadcast_to(x[:1], x.shape)
    raw = np.zeros(x.nbytes + 1, "u1")[1:].view(x.dtype) if x.dtype.itemsize > 1 else np.zeros(x.size, x.dtype)
    raw = raw.reshape(x.shape)
    raw[...] = x
    yield "misaligned", raw
    yield "empty", x[:0]
    yield "one", x[:1, :1, :1]


def same(got, want):
    got = np.asarray(got)
    assert got.dtype == want.dtype and got.shape == want.shape
    np.testing.assert_array_equal(got, want)


CALLS = {
    "copy": lambda x: x.copy(), "copy K": lambda x: x.copy("K"), "copy F": lambda x: x.copy(order="F"), "ravel": lambda x: x.ravel(), "flatten": lambda x: x.flatten(),
    "reshape": lambda x: x.reshape(-1), "reshape tuple": lambda x: x.reshape((x.shape[0], -1) if x.size else x.shape), "reshape ints": lambda x: x.reshape(*x.shape, 1),
    "add": lambda x: x + x, "number": lambda x: x * x,
}


@pytest.mark.parametrize("shape", [SMALL, LARGE])
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", CALLS)
def test_layouts(name, dtype, shape):
    for layout, x in layouts(numbers(dtype, shape)):
        a = ag.asarray(x)
        got, want = CALLS[name](a), CALLS[name](x)
        same(got, want)
        if layout not in ("empty", "one"):
            assert got.strides == want.strides, (layout, got.strides, want.strides)
        assert np.shares_memory(np.asarray(got), x) == np.shares_memory(want, x) or layout == "stride 2" and "ravel" in name, layout


@pytest.mark.parametrize("dtype", ["float64", "complex128"])
@pytest.mark.parametrize("name", ["add", "number"])
def test_layouts_of_several_threads(name, dtype):
    """Calls that are worth a second thread are Go's, whatever the layout."""
    test_layouts(name, dtype, (81, 80, 80))


@pytest.mark.parametrize("shape", [SMALL, LARGE])
@pytest.mark.parametrize("to", DTYPES)
@pytest.mark.parametrize("dtype", DTYPES)
def test_casts(dtype, to, shape):
    for layout, x in layouts(numbers(dtype, shape)):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            want = x.astype(to)
        same(ag.asarray(x).astype(to), want)
        if layout.startswith(("C", "F", "K")):
            assert ag.asarray(x).astype(to).strides == want.strides


@pytest.mark.parametrize("dtype", ["float32", "float64", "complex128"])
def test_casts_of_special_values(dtype):
    """The same bits from C and from Go: one array is too long for C, the other its beginning."""
    special = [0.0, -0.0, 1.5, -1.5, 255.7, 256.0, -129.0, 2.0**31, 2.0**63, -(2.0**63), 2.0**64, 1e30, np.inf, -np.inf, np.nan]
    long = ag.asarray(np.resize(np.asarray(special, dtype), 100_000))
    for to in DTYPES:
        for n in range(1, 16):
            short, all_ = long[:n].astype(to), long.astype(to)
            assert short.tobytes() == all_[:n].tobytes(), (to, n)


@pytest.mark.parametrize("shape", [SMALL, LARGE])
@pytest.mark.parametrize("dtype", DTYPES)
def test_assignment(dtype, shape):
    values = numbers(dtype, shape, 1)
    for layout, x in layouts(numbers(dtype, shape)):
        if not x.flags.writeable:
            continue
        w = values[tuple(map(slice, x.shape))]
        for v in (w, w[:1, :1], values[0, 0, 0], values[0, : x.shape[1], :1], numbers("int8", shape, 2)[tuple(map(slice, x.shape))]):
            want, got = x.copy(order="K"), x.copy(order="K")
            want[...] = v
            a = ag.asarray(got)
            a[...] = ag.asarray(np.ascontiguousarray(v))
            same(got, want)


@pytest.mark.parametrize("n", [12, 40_000])
def test_assignment_to_itself(n):
    for to, source in [(np.s_[:], np.s_[::-1]), (np.s_[1:], np.s_[:-1]), (np.s_[:-1], np.s_[1:]), (np.s_[::2], np.s_[: n // 2]), (np.s_[:], np.s_[:])]:
        for other in (False, True):
            x, y = np.arange(float(n)), np.arange(float(n))
            a = ag.asarray(y)
            b = ag.asarray(y) if other else a  # the same memory, another array
            x[to] = x[source].copy()
            a[to] = b[source]
            same(y, x)


def indices(n):
    r = np.random.default_rng(4)
    return [r.integers(-n, n, 7), r.integers(0, n, (2, 3)), np.asarray(-1), np.asarray([], "i8"), r.integers(0, n, 6).astype("i4"), r.integers(0, n, 6)[::2], r.integers(0, n, 5).astype("u1")]


@pytest.mark.parametrize("shape", [(9,), (9, 4), (5, 3, 2), (40_000,), (20_000, 2)])
@pytest.mark.parametrize("dtype", DTYPES)
def test_index(dtype, shape):
    x = numbers(dtype, shape)
    a = ag.asarray(x.copy())
    for i in indices(min(shape[0], 200)):
        j = ag.asarray(i)
        same(a[j], x[i])
        same(ag.take(a, j, axis=0), np.take(x, i, axis=0))
        same(ag.take(a, j), np.take(x, i))
        if i.ndim:
            for v in (x[-1], x[i][::-1].copy(), x.flat[3]):
                want, got = x.copy(), x.copy()
                want[i] = v
                ag.asarray(got)[j] = ag.asarray(v)
                same(got, want)


@pytest.mark.parametrize("shape", [(9,), (9, 4), (5, 3, 2), (40_000,), (20_000, 2)])
@pytest.mark.parametrize("dtype", DTYPES)
def test_mask(dtype, shape):
    x = numbers(dtype, shape)
    for axes in range(1, len(shape) + 1):
        for m in (numbers("bool", shape[:axes], 5), np.zeros(shape[:axes], bool), np.ones(shape[:axes], bool)):
            same(ag.asarray(x)[ag.asarray(m)], x[m])
            want, got = x.copy(), x.copy()
            want[m] = x.flat[2]
            ag.asarray(got)[ag.asarray(m)] = ag.asarray(x.flat[2])
            same(got, want)


@pytest.mark.parametrize("n", [10, 40_000])
def test_bad_indices_change_nothing(n):
    a = ag.arange(float(n))
    before = a.copy()
    for bad in ([0, n], [-n - 1], [3, 2**62], [-(2**63)]):
        with pytest.raises(IndexError, match="out of bounds"):
            a[ag.asarray(bad)]
        with pytest.raises(IndexError, match="out of bounds"):
            ag.take(a, ag.asarray(bad))
        with pytest.raises(IndexError, match="out of bounds"):
            a[ag.asarray(bad)] = 7.0
    with pytest.raises(IndexError):
        a[ag.ones(n + 1, dtype="bool")]
    with pytest.raises(ValueError):
        a[ag.asarray([1, 2])] = ag.ones(3)
    assert ag.array_equal(a, before)


@pytest.mark.parametrize("n", [10, 40_000])
def test_index_in_the_memory_that_is_written(n):
    """The index, the mask or the value is what the assignment changes."""
    x = np.arange(n)[::-1].copy()
    want = x.copy()
    want[want.copy()] = want.copy()
    a, b, c = ag.asarray(x), ag.asarray(x), ag.asarray(x)
    a[b] = c
    same(x, want)


@pytest.mark.parametrize("rows", [4, 20_000])
@pytest.mark.parametrize("dtype", DTYPES)
def test_join_and_choose(dtype, rows):
    x, y = numbers(dtype, (rows, 3)), numbers(dtype, (rows, 3), 1)
    a, b = ag.asarray(x), ag.asarray(y)
    for axis in (0, 1, -1, None):
        same(ag.concat([a, b, a[:0] if axis == 0 else a], axis=axis), np.concatenate([x, y, x[:0] if axis == 0 else x], axis=axis))
    m = numbers("bool", (rows, 3), 2)
    same(ag.where(ag.asarray(m), a, b), np.where(m, x, y))
    same(ag.where(ag.asarray(m[:, :1].copy()), a, b), np.where(m[:, :1], x, y))
    with pytest.raises(ValueError):
        ag.concat([a, b[:, :2]])


@pytest.mark.parametrize("dtype", DTYPES)
def test_diagonals_and_differences(dtype):
    for n in (1, 2, 7, 300):
        x = numbers(dtype, (2 * n,))
        for view in (x, x[::2], x[::-1], x[:0]):
            for k in (0, 1, -3):
                same(ag.diag(ag.asarray(view), k), np.diag(view, k))
            same(ag.diff(ag.asarray(view)), np.diff(view))
        m = numbers(dtype, (n, 2, 3))
        for axis in (0, 1, 2, -1):
            for view in (m, m[::-1], np.asfortranarray(m)):
                same(ag.diff(ag.asarray(view), axis=axis), np.diff(view, axis=axis))
        with pytest.raises(IndexError):
            ag.diff(ag.asarray(m), axis=3)
    with pytest.raises(ValueError):
        ag.diff(ag.asarray(x)[0])


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("step", [2, 3, -1, -5])
def test_strided_fill(dtype, step):
    x = numbers(dtype, (1001,))
    a = ag.asarray(x.copy())
    x[::step], a[::step] = x[5], ag.asarray(x)[5]
    same(a, x)
    x[1::step], a[1::step] = 1, 1
    same(a, x)


def test_subclasses_keep_their_class():
    class Mine(ag.ndarray):
        pass

    a = ag.arange(6.0)._as(Mine)
    for b in (a.copy(), a.astype("float32"), a.reshape(2, 3), a.ravel(), a.flatten(), a[ag.asarray([1, 2])], a[a > 2]):
        assert type(b) is Mine


def test_refused_methods():
    a = ag.arange(6.0)
    for call, error in [(lambda: a.reshape(4), ValueError), (lambda: a.reshape(-1, -1), ValueError), (lambda: a.reshape(-2, -3), ValueError), (lambda: a.reshape("x"), TypeError), (lambda: a.reshape(2**40, 2**40), ValueError),
                        (lambda: a.astype("nothing"), TypeError), (lambda: a.astype(), TypeError), (lambda: a.copy("X"), ValueError), (lambda: a.copy(1, 2), TypeError), (lambda: a.ravel(order="Q"), ValueError),
                        (lambda: a.astype("int8", casting="safe"), TypeError), (lambda: a.flatten(depth=1), TypeError), (lambda: a.tobytes(what=2), TypeError)]:
        with pytest.raises(error):
            call()
    assert a.astype(None).dtype == "float64"


def test_layouts_of_two_operands():
    x = np.random.default_rng(0).integers(0, 9, SMALL).astype(float)
    for (_, y), (_, z) in itertools.product(list(layouts(x))[:12], repeat=2):
        got, want = ag.asarray(y) + ag.asarray(z), y + z
        same(got, want)
        out_ours, out_theirs = np.empty_like(z), np.empty_like(z)
        if out_ours.flags.writeable:
            np.add(y, z, out=out_theirs)
            ag.add(ag.asarray(y), ag.asarray(z), out=ag.asarray(out_ours))
            same(out_ours, out_theirs)


def test_where_of_ufuncs():
    x, m = np.arange(10.0), np.arange(10) % 3 == 0
    for out in (None, np.ones(10)):
        got = ag.add(ag.asarray(x), 1, where=ag.asarray(m), **({} if out is None else {"out": ag.asarray(out)}))
        assert np.array_equal(np.asarray(got)[m], (x + 1)[m])
        if out is not None:
            assert np.array_equal(out[~m], np.ones(6))
    with pytest.raises(ValueError):
        ag.add(ag.asarray(x), 1, where=ag.asarray(m[:3]))


def test_copies_while_another_thread_runs():
    """The lock is released while a block is copied."""
    a = ag.ones(1_000_000, dtype="float32")
    stop, counted = threading.Event(), [0]

    def count():
        while not stop.is_set():
            counted[0] += 1

    t = threading.Thread(target=count)
    t.start()
    for _ in range(50):
        b = a.copy()
    stop.set()
    t.join()
    assert counted[0] and ag.array_equal(a, b)


@pytest.mark.parametrize("n", [0, 1, 2, 5, 300])
def test_ones_on_any_diagonal(n):
    for rows, columns, k in [(n, n + 2, 1), (n + 3, n, -2), (n, n, n), (n, n, -n), (n, n, 2 * n + 1), (n, n, -(2**62)), (n, n, 2**62)]:
        np.testing.assert_array_equal(np.asarray(ag.eye(rows, columns, k)), np.eye(rows, columns, k))
    with pytest.raises((MemoryError, ValueError)):
        ag.diag(ag.zeros(n), 2**62)


@pytest.mark.parametrize("dtype", [*DTYPES, "bfloat16"])
def test_repeated_by_counts(dtype):
    numpys = "float32" if dtype == "bfloat16" else dtype
    for shape in [(0,), (1,), (7,), (1000,), (3, 5), (4, 3, 2)]:
        x = numbers(numpys, shape, 3)
        for most in (1, 2, 4, 9):
            for name, given in [("C", x), ("F", np.asfortranarray(x)), ("reversed", x[::-1]), ("strided", np.repeat(x, 2, axis=-1)[..., ::2])]:
                for axis in (None, *range(x.ndim)):
                    counts = np.random.default_rng(1).integers(0, most, x.size if axis is None else x.shape[axis])
                    got = ag.repeat(ag.asarray(given).astype(dtype), ag.asarray(counts), axis=axis)
                    np.testing.assert_array_equal(np.asarray(got.astype(numpys)), np.repeat(given, counts, axis=axis), err_msg=f"{name} {shape} {axis} {most}")


@pytest.mark.parametrize("dtype", DTYPES)
def test_array_equal(dtype):
    for n in (0, 1, 7, 2047, 2048, 2049, 5000):
        x = numbers(dtype, n, 1)
        for at in {0, n // 2, n - 1} if n else ():
            y = x.copy()
            y[at] = not y[at] if dtype == "bool" else y[at] + 1
            assert not ag.array_equal(ag.asarray(x), ag.asarray(y)), (n, at)
        assert ag.array_equal(ag.asarray(x), ag.asarray(x.copy())) is True
    x = numbers(dtype, (3, 40, 50), 2)
    for (_, p), (_, q) in itertools.product(layouts(x), repeat=2):
        assert ag.array_equal(ag.asarray(p), ag.asarray(q)) is bool(np.array_equal(p, q))
    assert ag.array_equal(ag.asarray(x), ag.asarray(x[:2])) is False
    assert ag.array_equal(ag.asarray(x), ag.asarray(x.reshape(3, 50, 40))) is False
    if x.dtype.kind in "fc":
        x[1, 2, 3] = np.nan
        a = ag.asarray(x)
        assert ag.array_equal(a, a) is False
        assert ag.array_equal(a, a, equal_nan=True) is True


def test_copies_to_all_addresses():
    """Long runs, by vectors: every distance between the addresses within a page's first lines, and no byte outside them is written."""
    for n in (2000, 2049, 2112, 4097, 30_001):
        whole = np.arange(n + 200, dtype="uint8")
        for off in (0, 1, 8, 31, 32, 33, 64):
            out = np.full(n + 200, 7, "uint8")
            ag.copyto(ag.asarray(out)[off:off + n], ag.asarray(whole)[3:3 + n])
            want = np.full(n + 200, 7, "uint8")
            want[off:off + n] = whole[3:3 + n]
            assert (out == want).all(), (n, off)


def same(got, want):
    got = np.asarray(got)
    assert got.dtype == want.dtype and got.shape == want.shape
    np.testing.assert_array_equal(got, want)


@pytest.mark.parametrize("dtype", [d for d in DTYPES if d != "bool" and not d.startswith("complex")])
@pytest.mark.parametrize("name", ["modf", "frexp", "divmod"])
def test_two_outputs(name, dtype):
    u, theirs = getattr(ag, name), getattr(np, name)
    for shape in [(), (1,), (10,), (0,), (3, 4), (1000,), (5000,)]:
        x, y = np.asarray(numbers(dtype, shape, 1)), np.asarray(numbers(dtype, shape, 2) % np.asarray(7, dtype) + np.asarray(2, dtype))
        if np.dtype(dtype).kind == "f":
            x = np.asarray(x / np.asarray(3, dtype) - np.asarray(9, dtype))
        for cut in (..., *((slice(None, None, 2), slice(None, None, -1)) if shape else ())):
            given = (x[cut], y[cut]) if name == "divmod" else (x[cut],)
            ours, want = [ag.asarray(v.copy())[cut] for v in ((x, y) if name == "divmod" else (x,))], [np.asarray(w) for w in theirs(*given)]
            got = u(*ours)
            assert type(got) is tuple and len(got) == 2
            outs = tuple(ag.empty(w.shape, dtype=w.dtype.name) for w in want)
            given_back = u(*ours, out=outs)
            assert given_back[0] is outs[0] and given_back[1] is outs[1]
            one = u(*ours, out=(None, outs[1]))
            assert one[1] is outs[1]
            strided = tuple(ag.zeros(tuple(2 * n for n in w.shape), dtype=w.dtype.name)[tuple(slice(None, None, 2) for _ in w.shape)] for w in want) if shape else outs
            u(*ours, *strided)
            in_place = want[0].dtype == x.dtype and [a.copy() for a in ours]
            if in_place:
                u(*in_place, out=(in_place[0], None))
                same(in_place[0], want[0])
            for results in (got, outs, one, strided):
                for g, w in zip(results, want):
                    same(g, w)
        if name == "divmod" and shape:
            for a, b in [((ag.asarray(x), 7), (x, 7)), ((100, ag.asarray(y)), (100, y))]:
                for g, w in zip(divmod(*a), divmod(*b)):
                    same(g, w)
                for g, w in zip(np.divmod(*a), divmod(*b)):
                    same(g, w)


def test_two_outputs_of_mixed_types():
    for a, b in itertools.product(["int8", "uint8", "int32", "float32", "float64"], repeat=2):
        x, y = numbers(a, (3, 5), 1), numbers(b, (5,), 2) % np.asarray(9, b) + np.asarray(1, b)
        for g, w in zip(ag.divmod(ag.asarray(x), ag.asarray(y)), np.divmod(x, y)):
            same(g, w)


def test_two_outputs_meet_conditions():
    for name, args in [("divmod", (np.array([1.0, np.inf]), np.array([0.0, 1.0]))), ("divmod", (np.array([1, 2]), np.array([0, 1]))),
                       ("divmod", (np.array([-128], "i1"), np.array([-1], "i1"))), ("modf", (np.array([np.inf, np.nan]),)), ("frexp", (np.array([np.inf]),))]:
        told = []
        for module in (np, ag):
            with warnings.catch_warnings(record=True) as met:
                warnings.simplefilter("always")
                results = getattr(module, name)(*(v if module is np else ag.asarray(v) for v in args))
            told.append([str(w.message) for w in met])
            told.append([np.asarray(r).tolist() for r in results])
        assert str(told[0]) == str(told[2]) and str(told[1]) == str(told[3])


@pytest.mark.parametrize("dtype", DTYPES)
def test_ufuncs_where(dtype):
    for shape in [(), (1,), (10,), (3, 4), (200,), (1000,), (5000,)]:
        x, y = np.asarray(numbers(dtype, shape, 1)), np.asarray(numbers(dtype, shape, 2))
        m = np.random.default_rng(3).random(shape) < 0.5
        for mask in (np.asarray(m), np.asarray(True), np.asarray(False), np.ones(shape, bool), np.zeros(shape, bool)):
            for name, args in [("add", (x, y)), ("maximum", (x, y)), ("equal", (x, y)), ("square", (x,)), ("add", (x, True)), ("divmod", (x, y))]:
                if name == "divmod" and (dtype == "bool" or dtype.startswith("complex")) or name == "square" and dtype == "bool":
                    continue
                u, theirs = getattr(ag, name), getattr(np, name)
                with np.errstate(all="ignore"):
                    whole = theirs(*args)
                    whole = whole if isinstance(whole, tuple) else (whole,)
                    before = [np.full(np.shape(w), 7).astype(np.asarray(w).dtype) for w in whole]
                    want, mine = [b.copy() for b in before], [ag.asarray(b.copy()) for b in before]
                    theirs(*args, where=mask, out=tuple(want))
                    ours = [ag.asarray(v) if isinstance(v, np.ndarray) else v for v in args]
                    results = u(*ours, where=ag.asarray(mask), out=tuple(mine) if len(mine) > 1 else mine[0])
                    made = u(*ours, where=ag.asarray(mask))  # what is left out is 0
                for got, new, w, full in zip(results if len(mine) > 1 else (results,), made if len(mine) > 1 else (made,), want, whole):
                    same(got, w)
                    same(new, np.where(mask, full, np.zeros((), np.asarray(full).dtype)))


def test_ufuncs_where_masks_have_a_shape():
    x = np.arange(4.0)
    for mask in (np.eye(4, dtype=bool), np.ones((2, 1), bool), np.ones((4, 4), bool)[:, ::2].repeat(2, 1), np.asfortranarray(np.tri(4, dtype=bool))):
        want = np.multiply(x, 3, where=mask, out=np.ones((*mask.shape[:1], 4)))
        same(ag.multiply(ag.asarray(x), 3, where=ag.asarray(mask), out=ag.ones((*mask.shape[:1], 4))), want)
    a = ag.arange(10.0)
    ag.add(a[1:], a[:-1], where=ag.ones(9, dtype="bool"), out=a[1:])
    same(a, np.array([0, 1, 3, 5, 7, 9, 11, 13, 15, 17.0]))
    with pytest.raises(ValueError):
        ag.add(a, a, where=ag.ones(9, dtype="bool"), out=a)


def test_where_is_computed_alone():
    """What a mask leaves out meets no condition."""
    x, y, m = ag.asarray([1.0, 2.0, 3.0]), ag.asarray([1.0, 0.0, 2.0]), ag.asarray([True, False, True])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        same(ag.divide(x, y, where=m, out=ag.zeros(3)), np.array([1.0, 0.0, 1.5]))
    with pytest.warns(RuntimeWarning, match="divide by zero encountered in divide"):
        ag.divide(x, ag.zeros(3), where=m, out=ag.zeros(3))


def test_three_operands():
    u = next(u for u in ag._arraygen._ufuncs if u.__name__ == "clip")
    for dtype in DTYPES:
        if dtype.startswith("complex"):
            continue
        for shape in [(), (10,), (3, 4), (5000,)]:
            x = np.asarray(numbers(dtype, shape, 1))
            low, high = np.asarray(x.min()), np.asarray(x.mean()).astype(dtype)
            for cut in (..., *((slice(None, None, 2),) if shape else ())):
                want = np.asarray(np.minimum(np.maximum(x[cut], low), high))
                a = ag.asarray(x)[cut]
                same(u(a, ag.asarray(low), ag.asarray(high)), want)
                same(u(a, ag.asarray(low), ag.asarray(high), out=ag.empty(want.shape, dtype=dtype)), want)
    with pytest.raises(TypeError):
        u(ag.zeros(3), 1)


def test_outputs_by_position_and_in_tuples():
    x = ag.arange(10.0)
    for z in (ag.empty(10), ag.empty(20)[::2]):
        assert ag.add(x, x, z) is z and ag.add(x, x, out=(z,)) is z and ag.add(x, x, out=z) is z
        same(z, np.arange(0, 20.0, 2))
    same(ag.add(x, x, None), np.arange(0, 20.0, 2))
    same(ag.add(*(x, x), **{"out": None}), np.arange(0, 20.0, 2))
    same(ag.add.__call__(x, x), np.arange(0, 20.0, 2))
    z = ag.empty(10)
    assert ag.add.__call__(x, x, out=z) is z
    for wrong, error in [(lambda: ag.add(x), TypeError), (lambda: ag.add(x, x, x, x), TypeError), (lambda: ag.add(x, x, z, out=z), TypeError),
                         (lambda: ag.add(x, x, out=(z, z)), ValueError), (lambda: ag.divmod(x, x, out=z), TypeError), (lambda: ag.add(x, x, foo=1), TypeError),
                         (lambda: ag.add(x, x, where=x), TypeError), (lambda: ag.divmod(x, x + 1, out=(z,)), ValueError)]:
        with pytest.raises(error):
            wrong()


def told(call, *args, **options):
    """What a call returns, or the kind of error that it raises."""
    try:
        return np.asarray(call(*args, **options))
    except (ValueError, TypeError, IndexError):
        return None


@pytest.mark.parametrize("dtype", DTYPES)
def test_stacks(dtype):
    for shapes in itertools.product([(0,), (3,), (10,), (2, 3), (2, 4), (0, 3), ()], repeat=2):
        for cut in (slice(None), slice(None, None, -1)):
            x, y = (numbers(dtype, s, i)[cut] if s else np.asarray(numbers(dtype, s, i)) for i, s in enumerate(shapes))
            a, b = ag.asarray(x), ag.asarray(y)
            for name in ("hstack", "vstack", "append", "outer"):
                joins = name in ("hstack", "vstack")
                pairs = [((x, y),), ((a, b),), ([a, b],)] if joins else [(x, y), (a, b)]
                want = told(getattr(np, name), *pairs[0])
                for args in pairs[1:]:
                    got = told(getattr(ag, name), *args)
                    assert (got is None) == (want is None), (name, shapes)
                    if got is not None:
                        same(got, want)
            for axis in (0, 1, -1):
                want, got = told(np.append, x, y, axis=axis), told(ag.append, a, b, axis=axis)
                assert (got is None) == (want is None)
                if got is not None:
                    same(got, want)
            for axis in (0, 1, 2, -1, -2, -3, -4):
                for count in (1, 2, 3):
                    want, got = told(np.stack, [x, y, x][:count], axis=axis), told(ag.stack, [a, b, a][:count], axis=axis)
                    assert (got is None) == (want is None), (axis, shapes)
                    if got is not None:
                        same(got, want)
    z = ag.vstack((a := ag.ones(3, dtype=dtype), a))
    z[0, 1] = 0
    assert z.flags.c_contiguous and z.base is None and np.asarray(a).all()


@pytest.mark.parametrize("dtype", DTYPES)
def test_assigned_by_indices(dtype):
    r = np.random.default_rng(5)
    for n, count in [(1, 1), (5, 3), (7, 4), (100, 9), (3, 4001), (5000, 5003), (40_000, 40_001)]:
        x = numbers(dtype, n, 1)
        for kind in ("int64", "int32"):
            for low in (0, -n):
                i = r.integers(low, n, count).astype(kind)
                for value in (numbers(dtype, count, 2), x[0].item()):
                    want, got = x.copy(), ag.asarray(x.copy())
                    want[i] = value
                    got[ag.asarray(i)] = ag.asarray(value) if isinstance(value, np.ndarray) else value
                    np.testing.assert_array_equal(np.asarray(got), want)
            for wrong in (n, -n - 1, np.iinfo(kind).max, np.iinfo(kind).min):
                i = r.integers(-n, n, count).astype(kind)
                i[count // 2] = wrong
                got = ag.asarray(x.copy())
                with pytest.raises(IndexError):
                    got[ag.asarray(i)] = x[0].item()
                np.testing.assert_array_equal(np.asarray(got), x)  # nothing is written


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "complex64", "complex128"])
def test_replaced_specials(dtype):
    special = np.asarray([np.nan, np.inf, -np.inf, 1.5, -0.0, 0.0, -np.nan, 3], dtype)
    whole = np.concatenate([special, numbers(dtype, 992, 1)])
    if np.dtype(dtype).kind == "c":
        whole.real[:64], whole.imag[:64] = np.repeat(special.real, 8), np.tile(special.real, 8)
    for x in (whole, whole[::-2], whole.reshape(10, 100).T):
        for given in ({}, {"nan": 2}, {"posinf": 7.0}, {"neginf": -1, "nan": np.inf}, {"nan": -np.inf, "posinf": np.nan, "neginf": np.inf}):
            want = np.nan_to_num(x, **given)
            same(ag.nan_to_num(ag.asarray(x), **given), want)
            a = ag.asarray(x.copy())
            same(ag.nan_to_num(a, copy=False, **given), want)
            np.testing.assert_array_equal(np.asarray(a), want)


def test_outer_meets_conditions():
    with pytest.warns(RuntimeWarning, match="overflow encountered in multiply"):
        ag.outer(ag.asarray([1e300, 1.0]), ag.asarray([1e300]))


@pytest.mark.parametrize("dtype", DTYPES)
def test_repeated(dtype):
    for shape in [(0,), (1,), (10,), (3, 4), (63,), (65,), (1000,), (3000,)]:
        whole = numbers(dtype, shape)
        for x in (whole, whole[::2], whole.T):
            a = ag.asarray(x)
            for n in (0, 1, 2, 3, 8, 9, 200):
                same(ag.repeat(a, n), np.repeat(x, n))
                for axis in range(-x.ndim, x.ndim):
                    same(ag.repeat(a, n, axis=axis), np.repeat(x, n, axis=axis))
            for wrong in (-1, 2**70):
                with pytest.raises((ValueError, OverflowError)):
                    ag.repeat(a, wrong)
            if x.size > 1:
                for wrong in ([-1] * x.size, [1] * (x.size - 1)):
                    with pytest.raises(ValueError):
                        ag.repeat(a, ag.asarray(wrong))


@pytest.mark.parametrize("dtype", DTYPES)
def test_where_with_one_element(dtype):
    for shape in [(), (1,), (10,), (3, 4), (0,), (1000,), (40_000,), (2, 3, 4)]:
        x, m = np.asarray(numbers(dtype, shape, 1)), np.random.default_rng(2).random(shape) < 0.5
        m = np.asarray(m)
        for cut in (..., *((slice(None, None, 2), slice(None, None, -1)) if shape else ())):
            for p, q in [(x[cut], m[cut]), (x[cut].T, m[cut].T), (np.asfortranarray(x[cut]), m[cut]), (x[cut], np.asfortranarray(m[cut]))]:
                for v in (3, True, 2.5, 1j, np.asarray(3).astype(dtype), p.ravel()[:1].copy() if p.size else 3):
                    for args in [(p, v), (v, p)]:
                        same(ag.where(ag.asarray(q), *[ag.asarray(a) if isinstance(a, np.ndarray) else a for a in args]), np.where(q, *args))
    if np.dtype(dtype).kind == "u":
        with pytest.raises(OverflowError):
            ag.where(ag.asarray([True, False]), ag.ones(2, dtype=dtype), -1)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_quotients_by_powers_of_two(dtype):
    """C runs the product with the reciprocal where that is exact: the bits, and the conditions told, are those of the quotient."""
    info = np.finfo(dtype)
    x = np.array([0.0, -0.0, np.inf, -np.inf, np.nan, 1, -3, 1 / 3, info.max, -info.max, info.tiny, info.tiny * 1.5, info.smallest_subnormal, 1e-20, 1e20] * 3, dtype)
    a, bits = ag.asarray(x), f"u{x.itemsize}"
    for e in range(info.minexp - info.nmant - 2, info.maxexp + 1):
        for y in (np.ldexp(np.dtype(dtype).type(m), e) for m in (1, -1, 1.5)):
            divided = np.asarray(a / ag.full_like(a, float(y)))
            assert np.array_equal(divided, x / y, equal_nan=True)
            for divisor in (float(y), ag.asarray(y), ag.asarray([y])):
                assert np.array_equal(np.asarray(a / divisor).view(bits), divided.view(bits)), (e, divisor)
    with ag.errstate(all="raise"):
        for text, f in [
            ("overflow encountered in divide", lambda: ag.full(70, info.max, dtype=dtype) / 0.5),
            ("underflow encountered in divide", lambda: ag.full(70, info.tiny * 1.5, dtype=dtype) / float(2**info.nmant)),
            ("divide by zero encountered in divide", lambda: ag.ones(70, dtype=dtype) / 0.0),
        ]:
            with pytest.raises(FloatingPointError, match=text):
                f()
        ag.full(70, info.tiny, dtype=dtype) / 2  # below the least normal number, and exact


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "timedelta64[s]"])
def test_long_rows_divided_by_one_element(dtype):
    """Go multiplies by the reciprocal: the results, the conditions and results in place are those of short rows."""
    r = np.random.default_rng(4)
    info = np.iinfo("int64" if dtype.startswith("t") else dtype)
    for n in (300, 1023, 1024, 4095, 4096, 4097, 8192, 65_536, 65_537, 100_001):
        x = r.integers(info.min, info.max, n, dtype=info.dtype, endpoint=True)
        x[:5] = info.min, info.max, 0, 1, 5
        x = x.astype(dtype)
        for v in {0, 1, 3, 7, 100, info.max, info.min, -1 if info.min else 2}:
            divisor = np.asarray(v, info.dtype).astype(dtype)[()]
            a, d = ag.asarray(x), ag.asarray(divisor)
            for f in ("floor_divide", "remainder", "divmod") + (() if dtype.startswith("t") else ("fmod",)):
                with warnings.catch_warnings(record=True) as theirs:
                    warnings.simplefilter("always")
                    want = getattr(np, f)(x, divisor)
                with warnings.catch_warnings(record=True) as ours:
                    warnings.simplefilter("always")
                    got = getattr(ag, f)(a, d)
                told, wanted = ({str(w.message) for w in list_} for list_ in (ours, theirs))
                assert told == wanted or dtype.startswith("t") and told > wanted, (n, v, f)
                for g, w in zip(got, want) if f == "divmod" else [(got, want)]:
                    assert np.asarray(g).tobytes() == w.tobytes() and g.dtype == w.dtype, (n, v, f)
            if not dtype.startswith("t"):
                with np.errstate(all="ignore"), ag.errstate(all="ignore"):
                    y, b = x // divisor, a.copy()
                    b //= int(divisor)
                assert np.asarray(b).tobytes() == y.tobytes(), (n, v)
