# SPDX-License-Identifier: BSD-3-Clause

"""a.flat, against NumPy's."""

import arraygen as ag
import numpy as np
import pytest


def pairs():
    """Arrays of NumPy's and of ours with the same numbers: contiguous, transposed, with gaps, reversed, without axes, without elements."""
    for view in (lambda x: x, lambda x: x.T, lambda x: x[:, ::2], lambda x: x[::-1, :, 1:], lambda x: x[0, 0, 0, ...], lambda x: x[:0]):
        x = np.arange(24.0).reshape(2, 3, 4)
        yield view(x), view(ag.array(x))


KEYS = [0, -1, 2, slice(None), slice(1, 3), slice(None, None, -2), Ellipsis, [1, 0, -1], np.array([[0, 1], [1, 0]]), (1,), (slice(1, 3),), [], (), np.int8(1)]


def outcome(f):
    try:
        return np.asarray(f())
    except (IndexError, TypeError, ValueError) as e:
        return type(e)


def same(a, b):
    return a is b if isinstance(a, type) or isinstance(b, type) else a.dtype == b.dtype and a.shape == b.shape and (a == b).all()


@pytest.mark.parametrize("key", KEYS, ids=repr)
def test_index(key):
    for x, a in pairs():
        assert same(outcome(lambda: x.flat[key]), outcome(lambda: a.flat[key])), (x.shape, key)


@pytest.mark.parametrize("bad", [None, 1.0, "1", (1, 2), (slice(None), 0), [1.5], 99, [99]], ids=repr)
def test_no_index(bad):
    a = ag.arange(6).reshape(2, 3)
    with pytest.raises(IndexError):
        a.flat[bad]
    with pytest.raises(IndexError):
        a.flat[bad] = 1
    assert a.tolist() == [[0, 1, 2], [3, 4, 5]]


def test_nothing_is_deleted():
    with pytest.raises(TypeError):
        del ag.arange(3).flat[0]


def test_masks():
    for x, a in pairs():
        mask = np.arange(x.size) % 3 == 1
        assert same(x.flat[mask], np.asarray(a.flat[mask]))
        x.flat[mask] = a.flat[mask] = [50, 60]
        assert (x == np.asarray(a)).all()
        with pytest.raises(IndexError):
            a.flat[np.ones(x.size + 1, bool)]


@pytest.mark.parametrize("values", [5, [1, 2], [7], np.arange(40.0), [[1, 2], [3, 4]], np.float32(2)], ids=repr)
@pytest.mark.parametrize("key", KEYS[:-2] + KEYS[-1:], ids=repr)  # NumPy has () of reads alone
def test_assignment_repeats(key, values):
    for x, a in pairs():
        try:
            x.flat[key] = values
        except (IndexError, ValueError) as e:
            with pytest.raises(type(e)):
                a.flat[key] = values
            continue
        a.flat[key] = values
        assert (x == np.asarray(a)).all(), (x, a)


def test_the_attribute_is_assigned_to():
    for x, a in pairs():
        x.flat = a.flat = [1, 2, 3]
        assert (x == np.asarray(a)).all()
    b = ag.zeros(3, dtype="int8")
    for values, error in ((300, OverflowError), ([1, 300], OverflowError), (float("nan"), ValueError), ([], ValueError)):
        with pytest.raises(error):
            b.flat = values
    assert b.tolist() == [0, 0, 0]


def test_results_are_copies():
    for _, a in pairs():
        if a.size:
            before = a.tolist()
            a.flat[:][...] = -1
            a.flat.copy()[...] = -1
            assert a.tolist() == before


def test_iteration():
    for x, a in pairs():
        f, g = x.flat, a.flat
        assert len(f) == len(g)
        for _ in range(x.size):
            assert (f.index, f.coords) == (g.index, g.coords)
            assert next(f) == next(g)
        assert list(g) == [] and iter(g) is g and g.base is a
    a = ag.arange(6).reshape(2, 3)[:, ::2]
    flat = a.flat
    next(flat)
    a[...] = 9
    assert [int(e) for e in flat] == [9, 9, 9]  # the elements of now


def test_as_an_array():
    for x, a in pairs():
        assert same(np.asarray(x.flat), np.asarray(a.flat))
        assert (ag.asarray(a.flat) == ag.asarray(x.flat)).all() and isinstance(a.flat == 1, ag.ndarray)
        assert ((a.flat > 3) == (x.flat > 3)).all() and (a.flat == a.flat).all()
