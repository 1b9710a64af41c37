# SPDX-License-Identifier: BSD-3-Clause

"""The array type: attributes, indexing, assignment, conversion, against NumPy."""

import copy
import pickle
import re

import arraygen as ag
import numpy as np
import pytest

DTYPES = ["bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32", "float64",
          "complex64", "complex128"]


def both(shape, dtype="float64", seed=0):
    """The same numbers as an array of NumPy's and of ours, in memory of their own."""
    rng = np.random.default_rng(seed)
    x = rng.integers(0, 100, shape).astype(dtype)
    return x, ag.array(x)


def same(a, x):
    assert isinstance(a, ag.ndarray)
    assert a.shape == x.shape and a.dtype == x.dtype.name
    np.testing.assert_array_equal(np.asarray(a), x)


@pytest.mark.parametrize("dtype", DTYPES)
def test_attributes(dtype):
    x, a = both((2, 3, 4), dtype)
    for view in (np.s_[...], np.s_[::-1, 1:], np.s_[:, ::2, 3]):
        y, b = x[view], a[view]
        assert (b.shape, b.strides, b.ndim, b.size, b.itemsize, b.nbytes) == (y.shape, y.strides, y.ndim, y.size, y.itemsize, y.nbytes)
        assert b.flags.c_contiguous == y.flags.c_contiguous and b.flags.f_contiguous == y.flags.f_contiguous
        same(b, y)
        same(b.T, y.T)
    assert a.dtype.itemsize == x.itemsize and a.dtype.kind == x.dtype.kind and a.dtype.char == x.dtype.char
    assert a.device == "cpu" and a.to_device("cpu") is a
    assert a.tolist() == x.tolist()
    assert repr(a) == repr(x)
    assert str(a) == str(x)


INDICES = [
    0, -1, slice(None), slice(1, 3), slice(None, None, -1), slice(10, 0, -2), Ellipsis, None, (0, 1), (slice(None), 2),
    (Ellipsis, 0), (None, 0, Ellipsis, None), (slice(1, None), slice(None, None, -2), 0), (1, 2, 3),
    [0, 2, 1], ([0, 1], [1, 2]), (slice(None), [2, 0]), ([0, 2], slice(None), [1, 1]), np.array([[0, 1], [2, 0]]),
    True, False, np.array([True, False, True]), (0, np.array([True, False, True, True])), (np.array([-1, 0]), None),
    np.zeros(0, bool), np.zeros((3, 0), bool), np.zeros((0, 4), bool), (slice(None), np.zeros((4, 0), bool)),
]


@pytest.mark.parametrize("index", INDICES, ids=str)
def test_index(index):
    x, a = both((3, 4, 5))
    same(a[index], x[index])


@pytest.mark.parametrize("index", INDICES, ids=str)
def test_assign(index):
    x, a = both((3, 4, 5))
    for value in (7, 2.5, np.arange(x[index].size).reshape(x[index].shape), True):
        x[index] = value
        a[index] = value if not isinstance(value, np.ndarray) else ag.asarray(value)
        same(a, x)
        a[index] = value
        same(a, x)


def test_random_basic_indices():
    rng = np.random.default_rng(1)
    x, a = both((4, 5, 6))
    for _ in range(500):
        index = []
        for n in x.shape[: rng.integers(0, 4)]:
            if rng.random() < 0.4:
                index.append(int(rng.integers(-n, n)))
            else:
                ends = [None if rng.random() < 0.3 else int(rng.integers(-2 * n, 2 * n)) for _ in range(2)]
                index.append(slice(*ends, int(rng.choice([-3, -2, -1, 1, 2, 3]))))
        if rng.random() < 0.3:
            index.insert(int(rng.integers(0, len(index) + 1)), None)
        index = tuple(index)
        same(a[index], x[index])
        assert a[index].strides == x[index].strides or x[index].size <= 1 or 1 in x[index].shape or 0 in x[index].shape


@pytest.mark.parametrize(
    "index, error",
    [(3, IndexError), (-4, IndexError), ((0, 0, 0, 0), IndexError), ((Ellipsis, Ellipsis), IndexError), ("a", IndexError),
     (1.5, IndexError), ([1.5], IndexError), (np.array([True, False]), IndexError), ([3], IndexError), (slice(0, 1, 0), ValueError)],
    ids=str,
)
def test_bad_index(index, error):
    x, a = both((3, 4, 5))
    with pytest.raises(error):
        a[index]
    with pytest.raises(error):
        a[index] = 0


def test_bad_assignment():
    a = ag.zeros(3, dtype="uint8")
    with pytest.raises(OverflowError, match="300"):
        a[0] = 300
    with pytest.raises(OverflowError, match="-1"):
        a[...] = -1
    with pytest.raises(ValueError, match="broadcast"):
        a[...] = [1, 2]
    with pytest.raises(ValueError, match="delete"):
        del a[0]
    fixed = ag.asarray(b"" and bytearray() or memoryview(b"abc"))
    with pytest.raises(ValueError, match="read-only"):
        fixed[0] = 1


def test_views_share():
    a = ag.zeros((3, 4))
    a[1:, ::2][0, 1] = 5
    assert a[1, 2] == 5
    b = a.T
    b[0, 0] = 7
    assert a.tolist()[0][0] == 7
    assert ag.shares_memory(a, b) and not ag.shares_memory(a, a.copy())


def test_iteration():
    x, a = both((3, 2))
    assert [r.tolist() for r in a] == x.tolist()
    assert len(a) == 3
    with pytest.raises(TypeError, match="0-d"):
        iter(ag.asarray(1.0))
    with pytest.raises(TypeError, match="0-d"):
        len(ag.asarray(1.0))


def test_numbers():
    assert float(ag.asarray(2.5)) == 2.5 and int(ag.asarray(7)) == 7 and complex(ag.asarray(1j)) == 1j
    assert [10, 20, 30][ag.asarray(1)] == 20
    assert bool(ag.asarray([3])) and not ag.asarray(0.0)
    with pytest.raises(ValueError, match="ambiguous"):
        bool(ag.arange(2))
    with pytest.raises(ValueError, match="empty"):
        bool(ag.zeros(0))
    with pytest.raises(TypeError, match="0-dimensional"):
        float(ag.arange(2))
    with pytest.raises(TypeError, match="index"):
        [1, 2][ag.asarray(1.0)]
    with pytest.raises(TypeError):
        hash(ag.arange(2))


@pytest.mark.parametrize("dtype", DTYPES)
def test_item(dtype):
    x, a = both((2, 3), dtype)
    assert a.item(4) == x.item(4) and a.item(1, 2) == x.item(1, 2) and a.item((0, -1)) == x.item((0, -1))
    assert type(a.item(0)) is type(x.item(0))
    with pytest.raises(ValueError, match="size 1"):
        a.item()


@pytest.mark.parametrize("dtype", DTYPES + ["bfloat16"])
@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_pickle(dtype, protocol):
    a = ag.arange(24).astype(dtype).reshape(2, 3, 4)
    for b in (a, a.T, a[:, ::2], a[0, 0, 0], a[:0]):
        c = pickle.loads(pickle.dumps(b, protocol))
        assert c.shape == b.shape and c.dtype == b.dtype and c.tolist() == b.tolist()
        c[...] = 0  # is its own, and writeable
    assert pickle.loads(pickle.dumps(a.dtype)) is a.dtype
    assert pickle.loads(pickle.dumps(ag.add)) is ag.add


def test_pickle_out_of_band():
    a = ag.arange(1000.0)
    buffers = []
    data = pickle.dumps(a, 5, buffer_callback=buffers.append)
    assert len(data) < 500 and len(buffers) == 1
    b = pickle.loads(data, buffers=buffers)
    assert b.tolist() == a.tolist()
    b[0] = 7
    assert a[0] == 7  # one memory
    a.flags.writeable = False
    buffers = []
    data = pickle.dumps(a, 5, buffer_callback=buffers.append)
    assert not pickle.loads(data, buffers=buffers).flags.writeable


def test_copies():
    x, a = both((3, 4))
    for b in (a.copy(), copy.copy(a), copy.deepcopy(a), ag.array(a), ag.asarray(a, copy=True)):
        same(b, x)
        assert not ag.shares_memory(a, b)
    assert ag.asarray(a) is a
    assert a.copy("F").flags.f_contiguous and a.T.copy("K").flags.f_contiguous and a.T.copy().flags.c_contiguous
    with pytest.raises(ValueError, match="avoid copy"):
        ag.asarray(a, dtype="float32", copy=False)
    with pytest.raises(ValueError, match="avoid copy"):
        ag.asarray([1, 2], copy=False)


@pytest.mark.parametrize("of", DTYPES)
@pytest.mark.parametrize("to", DTYPES)
def test_astype(of, to):
    x = np.array([0, 1, 2, 100]).astype(of)
    with np.errstate(all="ignore"):
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            same(ag.asarray(x).astype(to), x.astype(to))


@pytest.mark.parametrize(
    "nested",
    [1, 2.5, True, 1j, [], [[]], [[], []], [1, 2], [1, 2.5], [True, 1], [[1, 2], [3, 4]], [[1.5], [2]], (1, [2][0]), [1, 1j],
     [[[1]], [[2]]], [2**63], [-1, 2**63], range(4), [np.float32(1), np.float32(2)], [np.arange(3), np.arange(3)],
     [[1, 2], np.array([3, 4])], [np.int8(1), 2], [[True, False]]],
    ids=str,
)
def test_nested(nested):
    x = np.asarray(nested)
    same(ag.asarray(nested), x)


@pytest.mark.parametrize("nested, error", [([[1, 2], [3]], ValueError), ([1, [2]], ValueError), ([[1], 2], ValueError),
                                           (["a"], TypeError), ([None], TypeError), ([object()], TypeError), (2**64, OverflowError),
                                           ([[1, 2], np.arange(3)], ValueError), ("text", TypeError)],
                         ids=lambda x: re.sub(" at 0x[0-9a-f]+", "", str(x)))
def test_bad_nested(nested, error):
    with pytest.raises(error):
        ag.asarray(nested)


def test_deep_nesting():
    nested = 1
    for _ in range(64):
        nested = [nested]
    assert ag.asarray(nested).ndim == 64
    with pytest.raises(ValueError, match="64"):
        ag.asarray([nested])
    with pytest.raises(ValueError, match="64"):
        ag.zeros((1,) * 65)


def test_creation():
    same(ag.zeros((2, 3)), np.zeros((2, 3)))
    same(ag.ones(3, dtype="int16"), np.ones(3, dtype="int16"))
    same(ag.full((2,), 7), np.full((2,), 7))
    same(ag.full((2,), 7.5, dtype="float32"), np.full((2,), 7.5, dtype="float32"))
    same(ag.eye(3, 4, k=1), np.eye(3, 4, k=1))
    same(ag.linspace(0, 1, 7), np.linspace(0, 1, 7))
    same(ag.linspace(0, 1, 7, endpoint=False), np.linspace(0, 1, 7, endpoint=False))
    same(ag.arange(5), np.arange(5))
    same(ag.arange(1, 5, 2), np.arange(1, 5, 2))
    same(ag.arange(5, 0, -1.5), np.arange(5, 0, -1.5))
    same(ag.arange(3, dtype="float32"), np.arange(3, dtype="float32"))
    for name in ("zeros_like", "ones_like"):
        same(getattr(ag, name)(ag.arange(3)), getattr(np, name)(np.arange(3)))
    same(ag.full_like(ag.arange(3), 9), np.full_like(np.arange(3), 9))
    assert ag.empty((2, 3)).shape == (2, 3) and ag.empty_like(ag.ones(4, dtype="int8")).dtype == "int8"
    same(ag.zeros((2, 3), order="F"), np.zeros((2, 3), order="F"))
    with pytest.raises(ValueError, match="negative"):
        ag.zeros(-1)
    with pytest.raises((ValueError, MemoryError)):
        ag.zeros((2**62, 2**62))
    with pytest.raises(MemoryError):
        ag.empty(2**50)
    with pytest.raises(ValueError, match="cpu"):
        ag.zeros(1, device="cuda")
    dtypes = [g.dtype for g in ag.meshgrid(ag.arange(2, dtype="i1"), ag.arange(3.0))]
    assert dtypes == [ag.int8, ag.float64]
    for grid, want in zip(ag.meshgrid(ag.arange(2), ag.arange(3)), np.meshgrid(np.arange(2), np.arange(3)), strict=True):
        same(grid, want)


def test_huge_pages():
    # 4 MiB and more is memory of its own, aligned to a huge page and zero.
    a = ag.zeros(1 << 20)
    assert a._pointer % (2 << 20) == 0 and not a[::4096].tolist()[5]
    assert ag.zeros(100)._pointer % 64 == 0


MANIPULATION = [
    ("reshape", "reshape", ((4, 6),), {}), ("reshape", "reshape", ((-1,),), {}), ("permute_dims", "transpose", ((2, 0, 1),), {}),
    ("expand_dims", "expand_dims", (1,), {}), ("expand_dims", "expand_dims", ((0, 4),), {}), ("flip", "flip", (), {}),
    ("flip", "flip", (), {"axis": 1}), ("flip", "flip", (), {"axis": (0, 2)}), ("roll", "roll", (2,), {}),
    ("roll", "roll", (-1,), {"axis": 1}), ("roll", "roll", ((1, 2),), {"axis": (0, 2)}), ("repeat", "repeat", (3,), {}),
    ("repeat", "repeat", (2,), {"axis": 1}), ("repeat", "repeat", ([1, 0, 2],), {"axis": 1}), ("tile", "tile", ((2, 1, 2),), {}),
    ("moveaxis", "moveaxis", (0, -1), {}), ("moveaxis", "moveaxis", ((0, 1), (1, 2)), {}), ("broadcast_to", "broadcast_to", ((5, 2, 3, 4),), {}),
    ("tril", "tril", (), {}), ("triu", "triu", (), {"k": 1}), ("matrix_transpose", "matrix_transpose", (), {}),
    ("take", "take", ([0, 5, 23],), {}), ("take", "take", ([1, 1],), {"axis": 2}),
]


@pytest.mark.parametrize("ours, theirs, args, kwargs", MANIPULATION, ids=str)
def test_manipulation(ours, theirs, args, kwargs):
    x, a = both((2, 3, 4))
    want = getattr(np, theirs)(x, *args, **kwargs)
    same(getattr(ag, ours)(a, *args, **kwargs), want)
    if hasattr(np, ours):
        same(getattr(np, ours)(a, *args, **kwargs), want)  # through __array_function__


def test_join_and_split():
    x, a = both((2, 3))
    y, b = both((2, 3), "int8", 1)
    same(ag.concat([a, b]), np.concatenate([x, y]))
    same(ag.concat([a, b], axis=None), np.concatenate([x, y], axis=None))
    same(ag.stack([a, b], axis=-1), np.stack([x, y], axis=-1))
    for part, want in zip(ag.unstack(a, axis=1), np.unstack(x, axis=1), strict=True):
        same(part, want)
    same(np.concatenate([a, b]), np.concatenate([x, y]))
    same(np.vstack([a, b]), np.vstack([x, y]))
    same(np.hstack([a, b]), np.hstack([x, y]))
    for part, want in zip(np.split(a, 3, axis=1), np.split(x, 3, axis=1), strict=True):
        same(part, want)
    with pytest.raises(ValueError):
        ag.concat([a, a.T])
    same(ag.where(a > 50, a, -1), np.where(x > 50, x, -1))
    same(ag.take_along_axis(a, ag.asarray([[0], [2]]), axis=1), np.take_along_axis(x, np.array([[0], [2]]), axis=1))


def test_axis_error():
    a = ag.zeros((2, 3))
    with pytest.raises(ag.AxisError) as e:
        ag.flip(a, axis=2)
    assert isinstance(e.value, ValueError) and isinstance(e.value, IndexError)


def test_weak_references_and_attributes():
    import weakref

    a = ag.zeros(3)
    r = weakref.ref(a)
    assert r() is a
    del a
    assert r() is None
    with pytest.raises(AttributeError):
        ag.zeros(3).no_such_attribute = 1


def test_dtypes():
    assert ag.float64 == "float64" and ag.float64 == np.float64 and ag.float64 == np.dtype("f8") and ag.float64 == float
    assert ag.float64 != ag.float32 and ag.float64 != None and ag.float64 != "nonsense"  # noqa: E711
    assert {ag.float64: 1}[ag.dtype("<f8")] == 1
    assert np.dtype(ag.float32) == np.float32
    for bad in ("object", "U3", ">f8", np.dtype(">i4"), 3, None, "float128"):
        with pytest.raises(TypeError, match="element type"):
            ag.dtype(bad)


@pytest.mark.parametrize("a", DTYPES)
@pytest.mark.parametrize("b", DTYPES)
def test_promotion(a, b):
    assert ag.result_type(a, b) == np.result_type(a, b)
    assert ag.can_cast(a, b) == np.can_cast(a, b)
    for rule in ("same_kind", "unsafe", "no"):
        assert ag.can_cast(a, b, rule) == np.can_cast(a, b, rule)


class Grid(ag.ndarray):
    """A subclass with an attribute of its own, by wrap and finalize."""

    seen = []

    def __new__(cls, shape, unit=None):
        self = super().__new__(cls, shape)
        self.unit = unit
        return self

    def __array_finalize__(self, obj):
        Grid.seen.append(type(obj).__name__)
        self.unit = getattr(obj, "unit", None)


def test_subclass():
    Grid.seen.clear()
    g = Grid((2, 3), unit="m")
    g[...] = 1
    assert Grid.seen[0] == "NoneType" and g.unit == "m"
    assert type(g[0]) is Grid and g[0].unit == "m"
    v = ag.arange(3.0).view(Grid)
    assert type(v) is Grid and Grid.seen[-1] == "ndarray"
    s = g + 1
    assert type(s) is Grid and s.tolist() == [[2.0] * 3] * 2
    assert type(1 + g) is Grid and type(ag.zeros(3) + g) is Grid and type(np.zeros(3) + g) is Grid
    assert type(np.add(g, 1)) is Grid and type(ag.exp(g)) is Grid
    assert type(ag.add(g, 1, subok=False)) is ag.ndarray
    assert type(g.T) is Grid and type(g.reshape(6)) is Grid and type(g.copy()) is Grid and type(g[g > 0]) is Grid
    assert type(pickle.loads(pickle.dumps(g))) is Grid and pickle.loads(pickle.dumps(g)).unit == "m"
    assert type(ag.asarray(g)) is ag.ndarray
    out = ag.zeros((2, 3))
    assert ag.add(g, 1, out=out) is out


class Wrapped(ag.ndarray):
    def __array_wrap__(self, array, context=None, return_scalar=False):
        result = super().__array_wrap__(array, context, return_scalar)
        result.context = context
        return result


def test_wrap():
    w = ag.arange(3.0).view(Wrapped)
    r = ag.add(w, 1)
    assert type(r) is Wrapped
    u, operands, place = r.context
    assert u is ag.add and operands[0] is w and operands[1] == 1 and place == 0


def test_result_type_of_many():
    assert ag.result_type(*["int8"] * 100, ag.zeros(1, dtype="int16"), 3) == "int16"
    with pytest.raises(ValueError):
        ag.result_type()


def test_axes_of_transpose():
    a = ag.zeros((2, 3, 4))
    for axes in ((2, 0, 1), [2, 0, 1], np.array([2, 0, 1]), ag.asarray([2, 0, 1]), range(2, -1, -1)):
        assert a.transpose(axes).shape == np.zeros((2, 3, 4)).transpose(tuple(map(int, axes))).shape
    assert ag.zeros(3).transpose(0).shape == ag.zeros(3).transpose(np.int8(0)).shape == (3,)
    with pytest.raises(TypeError, match="axis must be an integer"):
        a.transpose("abc")


def test_how_exactly_memory_is_compared():
    x = ag.zeros(10)
    even, odd = x[::2], x[1::2]
    for f in (ag.may_share_memory, np.may_share_memory):
        assert f(even, odd) and f(even, odd, max_work=0) and not f(even, odd, max_work=-1) and f(even, x, max_work=-1)
    for f in (ag.shares_memory, np.shares_memory):
        assert not f(even, odd) and f(even, odd, max_work=0) and not f(even, odd, max_work=-1)


@pytest.mark.parametrize("order", ["C", "F", "A", "K"])
def test_ravel_has_no_gaps(order):
    """A view where the elements lie so, and never one with gaps, as in NumPy."""
    for view in (lambda x: x, lambda x: x.T, lambda x: x[::2], lambda x: x[:, ::-1], lambda x: x[:, :, :1], lambda x: x[0, 0, ::2], lambda x: x[:1], lambda x: x[:0]):
        x, a = (view(y) for y in both((2, 3, 4)))
        u, b = x.ravel(order), a.ravel(order)
        assert u.tolist() == b.tolist() and u.strides == b.strides and np.ravel(a, order).strides == u.strides
        assert np.shares_memory(u, x) == ag.shares_memory(b, a)


def test_copies_and_views_of_every_layout():
    """Copies in each order, by name and by position, and the elements along one axis: a view where one stride leads through them."""
    for view in (lambda x: x, lambda x: x.T, lambda x: x.transpose(2, 0, 1), lambda x: x[::-1], lambda x: x[:, ::2], lambda x: x[:, :, ::2], lambda x: x[0, 0, ::-1],
                 lambda x: x[0, 0, ::2], lambda x: x[:, :1], lambda x: x[:1, :, ::2], lambda x: x[:, :, 1:2], lambda x: x[:0].T, lambda x: x[0, 0, 0, ...], lambda x: x[:1, :1, :1].T):
        x, a = (view(y) for y in both((2, 3, 4)))
        for order in ("C", "F", "K", "A"):
            u, b, c = x.copy(order=order), a.copy(order=order), a.copy(order)
            assert u.tolist() == b.tolist() == c.tolist() and (not x.size or u.strides == b.strides == c.strides) and not ag.shares_memory(a, b)
        for shape in (x.size, (x.size,), -1 if x.size else 0):
            u, b = x.reshape(shape), a.reshape(shape)
            assert u.tolist() == b.tolist() and np.shares_memory(u, x) == ag.shares_memory(b, a) and (x.size < 2 or u.strides == b.strides)
    for bad in ({"order": "x"}, {"order": 3}, {"layout": "C"}):
        with pytest.raises((TypeError, ValueError)):
            a.copy(**bad)


def test_constructor():
    """ndarray(...) over the memory of others, against NumPy."""
    memory = bytearray(range(64))
    numbers = np.arange(8.0)
    for args, kwargs in [
        ((3,), {}), ((4, "i2", memory), {}), (((2, 3), "i2", memory, 4), {}), (((2, 3), "i2", memory), {"order": "F"}),
        (((2, 2), "f8", numbers, 8, (16, 8)), {}), ((), {"shape": (2,), "dtype": "f8", "buffer": numbers, "strides": (-8,), "offset": 8}),
        (((), "u1", b"ab", 1), {}), (((2, 0), "f8", memory), {}), (((2, 3), "i4"), {"order": "F"}), ((0,), {"buffer": memory, "offset": 64}),
        ((np.array([2, 2]), "f8", numbers, 0, np.array([16, 8])), {}),
    ]:
        x, a = np.ndarray(*args, **kwargs), ag.ndarray(*args, **kwargs)
        assert (x.shape, x.strides, x.flags.writeable) == (a.shape, a.strides, a.flags.writeable), (args, kwargs)
        if len(args) > 2 or "buffer" in kwargs:
            assert x.tolist() == a.tolist() and x.flags.owndata == a.flags.owndata
            assert x.__array_interface__["data"] == a.__array_interface__["data"] or not x.size
    for args, kwargs in [
        ((9, "f8", numbers), {}), ((2, "f8", numbers, 56), {}), ((2, "f8", numbers, 0, (64,)), {}), ((2, "f8", numbers, 0, (-8,)), {}),
        ((2, "f8", 5), {}), ((2, "f8", numbers[::2]), {}), ((2, "f8", numbers, 0, (8, 8)), {}), ((2,), {"order": "X"}), (((1 << 62, 4), "f8", numbers), {"order": "F"}),
        (((1 << 62, 1 << 62), "f8", numbers, 0, (0, 0)), {}), ((-1,), {}), ((2, "f8", numbers, 1 << 70), {}),
    ]:
        for kind in (np.ndarray, ag.ndarray):
            with pytest.raises((ValueError, TypeError, OverflowError)):
                kind(*args, **kwargs)
    with pytest.raises(ValueError):  # NumPy takes it, and reads what lies before the buffer
        ag.ndarray(2, "f8", numbers, -8)
    own = ag.arange(6.0)
    v = ag.ndarray((3, 2), "f8", own)
    v[0, 0] = 9
    assert own[0] == 9 and v.base is own

    class Named(ag.ndarray):
        pass

    assert type(Named((2, 2), "f8", own)) is Named and Named((2, 2), "f8", own).tolist() == [[9, 1], [2, 3]]


def test_methods_that_sort():
    x, a = both((3, 4))
    assert a.argsort(axis=0).tolist() == x.argsort(axis=0).tolist()
    for axis in (0, 1, -1):
        for view in (lambda y: y, lambda y: y.T, lambda y: y[:, ::-1], lambda y: y[::2]):
            y, b = view(x.copy()), view(a.copy())
            assert b.sort(axis) is None
            y.sort(axis)
            assert y.tolist() == b.tolist()
    assert ag.asarray([1, 3, 5]).searchsorted([0, 3, 9], side="right").tolist() == [0, 2, 3]
    for bad in (None, 1.0, 2, True):
        with pytest.raises((TypeError, ag.AxisError)):
            a.sort(bad)


@pytest.mark.parametrize("mode", ["raise", "wrap", "clip"])
def test_take_out_of_range(mode):
    x, a = both((3, 4))
    for indices in ([0, 2], [-1], [7, -9, 3], 11, [[5, -5]], [], [12], np.array([-1000, 999]), np.array([200, 3], "u1")):
        for axis in (None, 0, 1):
            try:
                want = np.take(x, indices, axis=axis, mode=mode)
            except (IndexError, TypeError) as e:
                with pytest.raises((IndexError, TypeError)):
                    a.take(indices, axis, mode=mode)
                continue
            if not np.size(indices):
                continue
            for got in (a.take(indices, axis, mode=mode), np.take(a, indices, axis=axis, mode=mode)):
                assert got.shape == want.shape and got.tolist() == want.tolist()
    with pytest.raises(IndexError):
        a[:0].take([0], mode=mode)
    with pytest.raises(ValueError):
        a.take([0], mode="other")


def test_variance_takes_a_mean():
    x, a = both((3, 4))
    mask = x > 40
    for name in ("var", "std", "nanvar", "nanstd"):
        f = getattr(np, name)
        for axis in (None, 0, (0, 1)):
            about = x.mean(axis=axis, keepdims=True) + 3  # not the mean of x, so that it shows
            for options in ({}, {"ddof": 1}, {"correction": 1}, {"keepdims": True}, {"where": mask}):
                want = f(x, axis=axis, mean=about, **options)
                assert np.allclose(np.asarray(f(a, axis=axis, mean=about, **options)), want, rtol=1e-14, equal_nan=True), (name, options)
        with pytest.raises(ValueError, match="simultaneously"):
            f(a, ddof=1, correction=0)


def test_ends_of_clip():
    x, a = both(5)
    assert np.clip(a).tolist() == x.tolist() and np.clip(a, min=20).tolist() == np.clip(x, min=20).tolist()
    for args, kwargs, error in (((2,), {}, TypeError), ((), {"a_max": 2}, TypeError), ((2, 3), {"max": 3}, ValueError), ((2, 3), {"min": 2}, ValueError)):
        for y in (x, a):
            with pytest.raises(error):
                np.clip(y, *args, **kwargs)


def test_no_arrays_where_others_have_none():
    """What NumPy refuses, and what passed silently here."""
    import operator

    a = ag.arange(3)
    for f in (lambda: operator.concat(a, a), lambda: operator.concat(a, [1]), lambda: format(a, "10"), lambda: ag.arange(3, dtype=bool), lambda: a + "x"):
        with pytest.raises(TypeError):
            f()
    assert format(a) == "[0 1 2]" and format(a[1], "3d") == "  1" and ag.arange(2, dtype=bool).tolist() == [False, True]
    assert a.conj(b := ag.zeros(3)) is b and b.tolist() == [0, 1, 2]
