# SPDX-License-Identifier: BSD-3-Clause

"""Sorted elements, NaN among them, and what takes and joins arrays, against NumPy."""

import itertools

import arraygen as ag
import numpy as np
import pytest

PARTS = [np.nan, -np.inf, -1.0, -0.0, 0.0, 2.0, np.inf]


def complexes(dtype):
    """All pairs of special parts, shuffled."""
    z = np.empty(len(PARTS) ** 2, dtype)
    z.real, z.imag = zip(*itertools.product(PARTS, PARTS))
    np.random.default_rng(0).shuffle(z)
    return z


def same(got, want):
    got = np.asarray(got)
    assert got.dtype == want.dtype
    np.testing.assert_array_equal(got.view("f4" if got.dtype == "c8" else "f8"), want.view("f4" if got.dtype == "c8" else "f8"))


@pytest.mark.parametrize("dtype", ["c8", "c16"])
def test_complex_nan_parts_have_the_order_that_numpy_documents(dtype):
    z = complexes(dtype)
    a = ag.array(z)
    want = np.sort(z, kind="stable")
    same(ag.sort(a), want)
    same(np.sort(a), want)
    order = np.asarray(ag.argsort(a))
    np.testing.assert_array_equal(order, np.argsort(z, kind="stable"))
    same(ag.unique_values(a), np.unique(z, equal_nan=False))
    # [R + Rj, R + nanj, nan + Rj, nan + nanj], by their numbers within.
    ranks = [2 * np.isnan(v.real) + np.isnan(v.imag) for v in np.asarray(ag.sort(a))]
    assert ranks == sorted(ranks) and set(ranks) == {0, 1, 2, 3}
    np.testing.assert_array_equal(np.asarray(ag.searchsorted(ag.sort(a), a)), np.searchsorted(want, z))


def test_sorter():
    x, a = np.array([3.0, 1.0, 2.0]), ag.asarray([3.0, 1.0, 2.0])
    assert ag.searchsorted(a, 2.0, sorter=ag.argsort(a)).item() == np.searchsorted(x, 2.0, sorter=np.argsort(x))
    for sorter in ([0], [0, 1, 2, 0], [[0, 1, 2]], [], 0):
        with pytest.raises(ValueError, match="sorter"):
            ag.searchsorted(a, 2.0, sorter=ag.asarray(sorter, dtype="int64"))
    for sorter in ([0.0, 1.0, 2.0], [1j, 0, 0]):
        with pytest.raises(TypeError, match="sorter"):
            ag.searchsorted(a, 2.0, sorter=sorter)
    with pytest.raises(IndexError):
        ag.searchsorted(a, 2.0, sorter=[0, 1, 3])


def test_stack_of_unlike_shapes():
    parts = [1.0, [1.0, 2.0], [[1.0]], np.zeros((2, 1, 1)), []]
    for x, y in itertools.product(parts, parts):
        if np.shape(x) != np.shape(y):
            with pytest.raises(ValueError, match="stack|Stack"):
                ag.stack([ag.asarray(x), ag.asarray(y)])


@pytest.mark.parametrize("dtype", ["u1", "i2", "f2", "f4", "c8", "?"])
@pytest.mark.parametrize("number", [True, 1, 1.5, 2j], ids=repr)
def test_numbers_are_weak_in_concatenate_of_all_elements(dtype, number):
    x = np.zeros((2, 1), dtype)
    want = np.concatenate([x, number, x], axis=None)
    for got in (ag.concat([ag.array(x), number, x], axis=None), np.concatenate([ag.array(x), number, x], axis=None)):
        assert got.dtype == want.dtype
        np.testing.assert_array_equal(np.asarray(got), want)


def test_numbers_that_do_not_fit_are_refused():
    with pytest.raises(OverflowError):
        ag.concat([ag.zeros(2, dtype="uint8"), 300], axis=None)
    with pytest.raises(ValueError, match="shape"):
        ag.concat([ag.zeros(2), 1.0], axis=0)


def test_joins_convert_each_array_by_the_rule():
    f, i, u = np.ones(2), np.ones(2, "i8"), np.ones(2, "u8")
    for arrays in ((f, i), (i, u), (i, i)):
        for dtype in ("f4", "i8", "u1"):
            for casting in ("no", "safe", "same_kind", "unsafe"):
                for join in (np.concatenate, np.stack, np.vstack, np.hstack):
                    try:
                        want = join(arrays, dtype=dtype, casting=casting)
                    except TypeError:
                        with pytest.raises(TypeError):
                            join([ag.array(x) for x in arrays], dtype=dtype, casting=casting)
                        continue
                    got = join([ag.array(x) for x in arrays], dtype=dtype, casting=casting)
                    assert got.dtype == want.dtype
                    np.testing.assert_array_equal(np.asarray(got), want)


@pytest.mark.parametrize("axis", [0, 1, -1])
def test_diff_with_numbers_at_the_ends(axis):
    x = np.arange(6.0).reshape(2, 3) ** 2
    a = ag.array(x)
    for keywords in ({"prepend": 0}, {"append": 9.5}, {"prepend": 1, "append": x}, {"prepend": x, "append": 0, "n": 2}):
        ours = {k: ag.array(v) if isinstance(v, np.ndarray) else v for k, v in keywords.items()}
        want = np.diff(x, axis=axis, **keywords)
        for got in (ag.diff(a, axis=axis, **ours), np.diff(a, axis=axis, **ours)):
            assert got.dtype == want.dtype
            np.testing.assert_array_equal(np.asarray(got), want)
