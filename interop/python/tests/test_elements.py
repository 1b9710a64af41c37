# SPDX-License-Identifier: BSD-3-Clause

"""Elements, views and owners: what full integer indexing copies, and whose memory an array uses."""

import random

import arraygen as ag
import numpy as np
import pytest

DTYPES = ["bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "bfloat16", "float32",
          "float64", "complex64", "complex128"]


def numbered(shape, dtype="float64"):
    return ag.arange(int(np.prod(shape))).astype(dtype).reshape(shape).copy()


@pytest.mark.parametrize("dtype", DTYPES)
def test_swap(dtype):
    a = numbered(4, dtype)
    want = a.tolist()
    want[0], want[3] = want[3], want[0]
    a[0], a[3] = a[3], a[0]
    assert a.tolist() == want
    m = numbered((2, 3), dtype)
    want = m.tolist()
    want[0][1], want[1][2] = want[1][2], want[0][1]
    m[0, 1], m[1, 2] = m[1, 2], m[0, 1]
    assert m.tolist() == want


def test_shuffle():
    a = ag.arange(100)
    random.Random(1).shuffle(a)
    assert sorted(a.tolist()) == list(range(100)) and a.tolist() != list(range(100))


# Indices of an array of shape (3, 4), and whether they copy an element.
INDICES = [
    ((1, 2), True), ((-1, -1), True), ((np.int8(1), 2), True), ((ag.asarray(1), ag.asarray(2)), True), ((1, 2, ...), False),
    ((..., 1, 2), False), ((1, ..., 2), False), ((1, 2, None), False), ((None, 1, 2), False), (1, False), ((1,), False),
    ((1, slice(2, 3)), False), ((slice(1, 2), slice(2, 3)), False), (..., False), ((), False),
]


@pytest.mark.parametrize("index, copied", INDICES, ids=str)
def test_what_is_copied(index, copied):
    a, x = numbered((3, 4)), np.arange(12.0).reshape(3, 4)
    if any(isinstance(i, ag.ndarray) for i in (index if isinstance(index, tuple) else ())):
        b, y = a[index], x[tuple(map(int, index))]
    else:
        b, y = a[index], x[index]
    assert np.shares_memory(x, y) is not copied and b.tolist() == y.tolist()
    assert ag.shares_memory(a, b) is not copied
    assert b.flags.owndata is copied
    assert (b.base is None) is copied
    a[...] = -1
    assert b.tolist() == (y.tolist() if copied else np.full(b.shape, -1.0).tolist())


def test_an_integer_without_axes_is_an_index():
    """An element of an array of indices, or what argmax returns: as NumPy's scalars, they make views of rows."""
    a, x = numbered((3, 4)), np.arange(12.0).reshape(3, 4)
    for dtype in ("int8", "uint8", "int64", "uint64"):
        places = ag.asarray([2, 0, 1], dtype=dtype)
        for i, k in zip(places, (2, 0, 1)):
            assert a[i].base is a and a[i].tolist() == x[k].tolist() and a[i, 1:].base is a and float(a[i, i]) == x[k, k]
            a[i, 0] = 50 + k
            a[i][1] = 60 + k
            assert a[k].tolist()[:2] == [50 + k, 60 + k]
            a[...] = x
    assert a[ag.argmax(ag.asarray([1, 3, 2]))].base is a
    with pytest.raises(IndexError, match="out of bounds"):
        a[ag.asarray(3)]
    with pytest.raises(IndexError):
        a[ag.asarray(2**64 - 1, dtype="uint64")]
    with pytest.raises(IndexError, match="integer"):
        a[ag.asarray(1.0)]
    assert a[ag.asarray(True)].shape == (1, 3, 4) and a[ag.asarray([True, False])[1]].shape == (0, 3, 4)


def test_zero_axes():
    a = ag.asarray(3.5)
    element, view = a[()], a[...]
    a[...] = 4.5
    assert float(element) == 3.5 and float(view) == 4.5 and view.base is a and element.base is None


@pytest.mark.parametrize("dtype", DTYPES)
def test_an_element_does_not_change(dtype):
    a = numbered(4, dtype)
    e = a[1]
    assert e.shape == () and e.dtype == dtype and e.item() == a.tolist()[1]
    for change in (lambda: e.__setitem__(..., 1), lambda: e.fill(1), lambda: ag.copyto(e, 1), lambda: ag.equal(e, e, out=e),
                   lambda: ag.add.at(e, (), 1), lambda: ag.from_dlpack(e).fill(1)):
        with pytest.raises(ValueError, match="read-only"):
            change()
    assert e.item() == a.tolist()[1]


ARRAYS_OF_AN_ELEMENT = [
    lambda xp, e: e[None], lambda xp, e: e[...], lambda xp, e: e[..., None], lambda xp, e: e.reshape(1, 1), lambda xp, e: e.ravel(), lambda xp, e: xp.reshape(e, (1,)), lambda xp, e: xp.reshape(e, -1),
    lambda xp, e: xp.expand_dims(e, axis=0), lambda xp, e: xp.expand_dims(e, axis=(0, 1)), lambda xp, e: xp.ravel(e), lambda xp, e: xp.atleast_1d(e), lambda xp, e: xp.atleast_2d(e),
    lambda xp, e: xp.atleast_3d(e), lambda xp, e: xp.asarray(e), lambda xp, e: xp.asarray(e, order="C"), lambda xp, e: xp.asarray(e, e.dtype), lambda xp, e: xp.asarray(e, copy=None, device="cpu"),
    lambda xp, e: xp.array(e, ndmin=1, copy=None), lambda xp, e: xp.broadcast_to(e, (3,)), lambda xp, e: xp.expand_dims(xp.broadcast_to(e, (3,)), axis=0),
]


@pytest.mark.parametrize("make", ARRAYS_OF_AN_ELEMENT)
def test_an_array_of_an_element_is_a_copy(make):
    """As of NumPy's scalars: it may be written into, and the element stays what it was."""
    for dtype in DTYPES:
        e = numbered(4, dtype)[1]
        a, want = make(ag, e), make(np, np.asarray(e)[()])
        assert (a.shape, a.flags.writeable, a.dtype, a.tolist()) == (want.shape, want.flags.writeable, e.dtype, want.tolist()) and not ag.shares_memory(a, e)
        if want.flags.writeable:
            a[...] = 0
            assert not a.any() and e.item() == numbered(4, dtype).tolist()[1]
    assert ag.asarray(e, copy=False) is e


def test_an_array_of_an_element_of_a_subclass():
    a = ag.arange(3.0).view(Tagged)
    a.tag = "m"
    b = a[1][None]
    assert type(b) is Tagged and b.tag == "m" and b.flags.writeable


def test_in_place_on_an_element_makes_a_new_one():
    a = ag.arange(5)
    e = f = a[3]
    e += 1
    e *= 2
    e -= 1
    e //= 2
    e **= 2
    e <<= 1
    e %= 7
    assert int(e) == 4 and int(f) == 3 and a.tolist() == [0, 1, 2, 3, 4]
    e = a[3]
    e /= 2  # another type, as of Python's numbers
    assert float(e) == 1.5
    a[3] += 1
    a[0] -= 5
    assert a.tolist() == [-5, 1, 2, 4, 4]
    b = numbered((2, 2))
    b[1, 1] **= 2
    b[1, 0] /= 4
    assert b.tolist() == [[0, 1], [0.5, 9]]


def test_iteration_gives_elements():
    a = ag.arange(3)
    for iterator in (iter(a), a.flat, reversed(a)):
        elements = list(iterator)
        assert all(e.flags.owndata and not ag.shares_memory(e, a) for e in elements)
    first, *rest = a
    a[...] = 9
    assert int(first) == 0 and [int(e) for e in rest] == [1, 2]
    rows = list(numbered((2, 2)))
    assert not rows[0].flags.owndata
    biggest = max(ag.asarray([3, 1, 2]), key=int)
    assert int(biggest) == 3


def test_an_element_goes_where_arrays_go():
    a = ag.asarray([1 + 2j, 3 + 4j])
    e = a[1]
    a[...] = 0
    for b in (e.reshape(1), e[None], e[...], e.T, e.copy(), ag.asarray(np.asarray(e)), ag.from_dlpack(e), ag.asarray(memoryview(e)),
              ag.stack([e, e]), e.view(), np.asarray(e), np.from_dlpack(e)):
        assert np.asarray(b).ravel()[0] == 3 + 4j
    assert float(e.real) == 3 and float(e.imag) == 4 and complex(e) == 3 + 4j
    assert e[...].base is None and e.real.base is e
    assert (e + 1).flags.writeable and e.copy().flags.writeable
    assert ag.from_dlpack(e).flags.writeable is False
    # A capsule of before DLPack 1.0 can't say read-only: it has a copy.
    b = ag.from_dlpack(type("Old", (), {"__dlpack__": lambda self: e.__dlpack__()})())
    assert complex(b) == 3 + 4j
    with pytest.raises(BufferError, match="read-only"):
        e.__dlpack__(copy=False)


def test_elements_free_their_memory(no_leaks):
    a = ag.arange(1000.0)
    for e in a:
        e.reshape(1)
        ag.from_dlpack(e)
        ag.sum(e)


class Tagged(ag.ndarray):
    def __array_finalize__(self, obj):
        self.tag = getattr(obj, "tag", None)


def test_an_element_of_a_subclass():
    a = ag.arange(3.0).view(Tagged)
    a.tag = "m"
    assert type(a[1]) is Tagged and a[1].tag == "m" and a[1].flags.owndata
    assert [x.tag for x in a] == ["m"] * 3


VIEWS = [
    lambda a: a[1:], lambda a: a[1:][:, ::2], lambda a: a.T, lambda a: a.mT, lambda a: a.reshape(4, 3), lambda a: a.ravel(),
    lambda a: a[None], lambda a: a.view(), lambda a: a.view("int64"), lambda a: ag.flip(a), lambda a: ag.permute_dims(a, (1, 0)),
    lambda a: ag.broadcast_to(a, (2, 3, 4)), lambda a: ag.unstack(a)[1], lambda a: ag.broadcast_arrays(a, ag.zeros(4))[0],
    lambda a: ag.squeeze(a[None]), lambda a: a.diagonal(), lambda a: a.swapaxes(0, 1), lambda a: a.view(Tagged)[1:], lambda a: a[0],
    lambda a: next(iter(a)), lambda a: ag.expand_dims(a, axis=0), lambda a: np.split(a, 3)[1],
]


@pytest.mark.parametrize("view", VIEWS)
def test_views_know_their_base(view):
    a = numbered((3, 4))
    v = view(a)
    assert v.base is a and not v.flags.owndata and not v.flags["OWNDATA"]
    assert a.base is None and a.flags.owndata and a.flags["O"]
    assert ag.shares_memory(v, a)


def test_the_base_lives_as_long_as_its_views():
    import gc
    import weakref

    a = numbered((3, 4))
    gone = weakref.ref(a)
    v = a[1:]
    w = v[:, 1:]
    del a, v
    gc.collect()
    assert gone() is w.base
    del w
    assert gone() is None


def test_foreign_memory_is_not_owned():
    x = np.arange(6.0)
    for a in (ag.asarray(x), ag.from_dlpack(x), ag.frombuffer(x)):
        assert not a.flags.owndata and a[1:].base is (a.base if isinstance(a.base, ag.ndarray) else a)
    assert ag.asarray(x).base is x


def test_part_of_a_complex_array_is_a_view():
    a = ag.asarray([1 + 2j, 3 + 4j])
    assert a.real.base is a and a.imag.base is a and a[1:].imag.base is a
    assert ag.zeros(3).imag.base is None


OWNERS = [
    lambda a: a.copy(), lambda a: a + 1, lambda a: ag.exp(a), lambda a: a[[0, 1]], lambda a: a[a > 1], lambda a: a.astype("int8"),
    lambda a: ag.concat([a, a]), lambda a: ag.sum(a, axis=0), lambda a: a.flatten(), lambda a: ag.sort(a), lambda a: ag.zeros_like(a),
    lambda a: ag.asarray(a, copy=True), lambda a: ag.take(a, [0], axis=0), lambda a: ag.where(a > 1, a, 0),
]


@pytest.mark.parametrize("make", OWNERS)
def test_results_own_their_memory(make):
    a = numbered((3, 4))
    b = make(a)
    assert b.base is None and b.flags.owndata and not ag.shares_memory(a, b)
