# SPDX-License-Identifier: BSD-3-Clause

"""Views that C makes from lengths and strides alone, compared with NumPy's and with what Go makes of the same for a subclass."""

import itertools
import re

import arraygen as ag
import numpy as np
import pytest


class Sub(ag.ndarray):
    """Of whose arrays C makes no views by itself."""


BASE = np.arange(120, dtype="int16")
ARRAYS = {
    "number": BASE[:1].reshape(()), "row": BASE[:7], "reversed": BASE[:8][::-2], "one": BASE[3:4], "matrix": BASE[:12].reshape(3, 4), "square": BASE[:9].reshape(3, 3),
    "transposed": BASE[:24].reshape(2, 3, 4).transpose(2, 0, 1), "ones": BASE[:6].reshape(1, 3, 1, 2), "empty": BASE[:0].reshape(3, 0, 2), "broadcast": np.broadcast_to(BASE[:3], (2, 3)),
    "five": BASE.reshape(2, 3, 4, 5, 1)[::-1],
}
AXES = [None, 0, 1, -1, 2, -3, 7, -7, (), (0,), (0, 1), (1, 0), (-1, 0), (0, 0), (0, -1), (2, 0, 1), (1, 2, 0), (3, 0, 1, 2), (0, 9), True, 1.5, 1 << 70, (1 << 70,), [0], [1, 0]]
NUMBERS = [0, 1, -1, 2, 3, 5, -4, True, 1 << 62, 1 << 70]
SHAPES = [3, (3,), (2, 3), (3, 4), (2, 3, 4), (5, 3, 4), (4, 2, 3), (2, 2, 3, 5, 2), (0,), (3, 0, 2), (2, 3, 0, 2), (-1,), (2, -3), (), (1 << 40, 1 << 40, 3), (1 << 70,), (1,) * 65, [2, 3], True]
CALLS = {
    "permute_dims": [(a,) for a in AXES], "transpose": [()] + [(a,) for a in AXES], "expand_dims": [(a,) for a in AXES if a is not None], "squeeze": [()] + [(a,) for a in AXES],
    "flip": [()] + [(a,) for a in AXES], "flipud": [()], "fliplr": [()], "matrix_transpose": [()], "swapaxes": list(itertools.product([0, 1, -1, -3, 7, True, 1 << 70], repeat=2)),
    "moveaxis": list(itertools.product(AXES[1:], repeat=2)), "rot90": [()] + list(itertools.product(NUMBERS[:9], [(0, 1), (1, 0), (-1, 0), (0, 0), (0, 9), [0, 1]])),
    "diagonal": [(k, i, j) for k in NUMBERS for i, j in [(0, 1), (1, 0), (-1, 0), (0, 0), (0, 9), (2, 1)]], "broadcast_to": [(s,) for s in SHAPES],
    "atleast_1d": [()], "atleast_2d": [()], "atleast_3d": [()], "unstack": [()],
}


def ours(x):
    return ag.asarray(np.lib.stride_tricks.as_strided(BASE.copy()[x.__array_interface__["data"][0] // 2 - BASE.__array_interface__["data"][0] // 2:], x.shape, x.strides, writeable=x.flags.writeable))


def outcome(f, *args):
    """All that there is to a view, or the error. Of no elements it is the shape: they lie nowhere."""
    try:
        r = f(*args)
    except Exception as e:
        return type(e), str(e)
    parts = r if isinstance(r, tuple) else (r,)
    return type(r) is tuple, [(np.asarray(v), v.shape, *(v.size and (v.strides, v.flags.writeable, v.flags.owndata, v.flags.c_contiguous, v.flags.f_contiguous, v.flags.owndata or v._pointer) or ())) for v in parts]


def same(a, b):
    if a[0] is not b[0] or len(a[1]) != len(b[1]) or isinstance(a[1], str) or isinstance(b[1], str):
        return a == b
    return all(np.array_equal(v[0], w[0]) and v[1:] == w[1:] for v, w in zip(a[1], b[1]))


@pytest.mark.parametrize("name", CALLS)
def test_c_and_go_make_the_same_view(name):
    f = getattr(ag, name)
    made = 0
    for kind, x in ARRAYS.items():
        a = ours(x)
        for rest in CALLS[name]:
            c, go = outcome(f, a, *rest), outcome(f, a._as(Sub), *rest)
            assert same(c, go), (kind, rest, c, go)
            made += isinstance(c[1], list)
    assert made > 4


@pytest.mark.parametrize("name", sorted(set(CALLS) - {"unstack", "matrix_transpose"}))
def test_views_are_numpys(name):
    f, numpys = getattr(ag, name), getattr(np, name)
    for kind, x in ARRAYS.items():
        a = ours(x)
        for rest in CALLS[name]:
            try:
                want = numpys(x, *rest)
            except Exception:
                continue
            got = outcome(f, a, *rest)
            if isinstance(got[1], str):
                assert kind == "number" or any(r is None or isinstance(r, (bool, float, list)) or r == () or isinstance(r, tuple) and len(r) > 64 for r in rest), (kind, rest, got)
                continue
            assert np.array_equal(got[1][0][0], want) and got[1][0][1] == want.shape, (kind, rest)


def test_unstack_and_broadcast_arrays():
    for kind, x in ARRAYS.items():
        a = ours(x)
        for axis in range(-x.ndim, x.ndim):
            parts = ag.unstack(a, axis=axis)
            assert len(parts) == x.shape[axis], kind
            assert all(np.array_equal(p, w) for p, w in zip(parts, np.unstack(x, axis=axis))), kind
            assert all(ag.shares_memory(p, a) for p in parts if x.ndim > 1 and p.size)
    pairs = list(itertools.product(ARRAYS, repeat=2))
    for names in [(), *[(n,) for n in ARRAYS], *pairs, ("matrix", "number", "row"), ("one", "row", "ones")]:
        given = [ours(ARRAYS[n]) for n in names]
        c, go = outcome(ag.broadcast_arrays, *given), outcome(ag.broadcast_arrays, *[g._as(Sub) for g in given])
        assert same(c, go), names
        if isinstance(c[1], list):
            assert all(np.array_equal(v[0], w) for v, w in zip(c[1], np.broadcast_arrays(*[ARRAYS[n] for n in names]), strict=True))


def test_views_of_several():
    a, b = ag.arange(3), ag.asarray(2.5)
    assert [v.shape for v in ag.atleast_2d(a, b)] == [(1, 3), (1, 1)]
    assert [v.shape for v in ag.atleast_3d(a, b, ag.zeros((2, 3)))] == [(1, 3, 1), (1, 1, 1), (2, 3, 1)]
    assert ag.atleast_1d() == ()
    element = a[1]
    assert ag.expand_dims(element, 0).tolist() == [1] and ag.expand_dims(element, 0).flags.writeable


@pytest.mark.parametrize("call", [lambda xp, x: xp.flip(x, axis=3), lambda xp, x: xp.squeeze(x, axis=-4), lambda xp, x: xp.moveaxis(x, 5, 0), lambda xp, x: xp.roll(x, 1, axis=2), lambda xp, x: xp.sum(x, axis=2)])
def test_words_of_axes_are_numpys(call):
    """Other libraries' tests, and callers, look for them."""
    with pytest.raises(np.exceptions.AxisError) as want:
        call(np, np.zeros((2, 3)))
    with pytest.raises(ag.AxisError, match=re.escape(str(want.value).removeprefix("source: "))):
        call(ag, ag.zeros((2, 3)))


def test_words_of_shapes_are_numpys():
    for f in (ag.broadcast_arrays, ag.add):
        with pytest.raises(ValueError, match="could not be broadcast together"):
            f(ag.zeros(2), ag.zeros(3))


def test_views_know_their_base():
    a = ag.zeros((3, 4))
    for v in [ag.flip(a), ag.transpose(a), ag.expand_dims(ag.flip(a), 0), ag.broadcast_to(a, (2, 3, 4)), ag.diagonal(a), ag.unstack(a)[1], ag.atleast_1d(a), ag.squeeze(a)]:
        assert v.base is a and v is not a
    frozen = ag.zeros((3, 4))
    frozen.flags.writeable = False
    assert not ag.flip(frozen).flags.writeable
