# SPDX-License-Identifier: BSD-3-Clause

"""Products of few elements, which C computes without Go: the bits are those of calls with out,
which Go does, and NumPy's for integers."""

import numpy as np
import pytest

import arraygen as ag

TYPES = "bool int8 uint8 int16 uint16 int32 uint32 int64 uint64 float32 float64 complex64 complex128".split()
SIZES = (1, 2, 3, 4, 7, 8, 9, 16, 17, 33, 64, 100)


def data(rng, dtype, *shape):
    if np.dtype(dtype).kind in "iu":
        limits = np.iinfo(dtype)
        return rng.integers(limits.min, limits.max, shape, dtype=dtype, endpoint=True)
    if dtype == "bool":
        return rng.random(shape) < rng.choice([0.5, 0.01, 1e-5])
    x = rng.standard_normal(shape)
    if np.dtype(dtype).kind == "c":
        x = x + 1j * rng.standard_normal(shape)
        x.imag.flat[1 :: max(x.size // 2, 1)] = rng.choice([0.0, -0.0, np.inf, np.nan])
    x.flat[:: max(x.size // 3, 1)] = rng.choice([0.0, -0.0, np.inf, np.nan, 1e300, 1e-310])
    with np.errstate(all="ignore"):
        return x.astype(dtype)


def layouts(x):
    gaps = np.zeros(tuple(2 * n for n in x.shape), x.dtype)[tuple(slice(None, None, 2) for _ in x.shape)]
    gaps[...] = x
    return x, np.asfortranarray(x), gaps, x[..., ::-1].copy()[..., ::-1]


@pytest.mark.parametrize("dtype", TYPES)
def test_same_as_go(dtype):
    rng = np.random.default_rng(5)
    for m, k, n in [(m, k, n) for m in SIZES for k in SIZES for n in SIZES if rng.random() < 0.08]:
        left, right = data(rng, dtype, m, k), data(rng, dtype, k, n)
        x, y = layouts(left)[rng.integers(4)], layouts(right)[rng.integers(4)]
        other = layouts(data(rng, dtype, m, k))[rng.integers(4)]
        for name, a, b in (
            ("matmul", x, y),
            ("matmul", x, y[:, :1]),
            ("matmul", x[0], y),
            ("matmul", x[0], y[:, :1]),
            ("matmul", x, y[:, 0]),
            ("dot", x, y),
            ("dot", x[0], y[:, 0]),
            ("vecdot", x[0], y[:, 0]),
            ("vecdot", x, other),
            ("matvec", x, y[:, 0]),
            ("vecmat", x[0], y),
            ("vecmat", x[0], y[:, :1]),
        ):
            a, b = ag.asarray(a, copy=False), ag.asarray(b, copy=False)
            function = getattr(ag, name)
            got = function(a, b)
            want = function(a, b, out=ag.empty(got.shape, dtype=got.dtype))
            assert got.dtype == want.dtype == a.dtype
            assert got.tobytes() == want.tobytes(), (name, a.shape, b.shape, a.strides, b.strides)
            if hasattr(ag.linalg, name):
                assert getattr(ag.linalg, name)(a, b).tobytes() == got.tobytes()
            if np.dtype(dtype).kind in "biu":
                assert np.array_equal(np.asarray(got), getattr(np, name)(np.asarray(a), np.asarray(b)))


@pytest.mark.parametrize("dtype", TYPES)
def test_long(dtype):
    """Rows that no call of a kernel takes whole, and products of one row of several blocks."""
    rng = np.random.default_rng(6)

    def same(name, a, b):
        a, b = ag.asarray(a, copy=False), ag.asarray(b, copy=False)
        got = getattr(ag, name)(a, b)
        want = getattr(ag, name)(a, b, out=ag.empty(got.shape, dtype=got.dtype))
        assert got.tobytes() == want.tobytes(), (name, a.shape, b.shape)

    def finite(*shape):  # sums that are not finite are left to Go
        x = data(rng, dtype, *shape)
        return x if x.dtype.kind in "biu" else np.where(np.isfinite(x) & (abs(x) < 1e9), x, 0.5)

    for make in (finite, lambda *shape: data(rng, dtype, *shape)):
        for k in (65535, 65536, 65537, 99991, 262145):
            same("dot", make(k), make(k))
        same("matmul", make(3, 80001), make(80001))
        same("vecdot", make(2, 70001), make(2, 70001))
        same("matvec", make(2500, 30), make(30))
        for k, n in ((1, 5000), (7, 2049), (255, 100), (256, 33), (257, 64), (600, 401), (1000, 17), (3000, 9), (4000, 65)):
            same("matmul", make(k), make(k, n))
            same("vecmat", make(k)[::-1], make(k, n + 3)[:, :n])
            same("matmul", make(5, k), make(k, 11))


@pytest.mark.parametrize("name", ["matmul", "dot", "matvec", "vecmat", "vecdot"])
def test_refused(name):
    function = getattr(ag, name)
    for a, b in ((ag.ones((2, 3)), ag.ones((5, 7))), (ag.ones(3), ag.ones(4)), (ag.ones((3, 0)), ag.ones(2)), (ag.ones((2, 3)), None), (None, ag.ones(3))):
        with pytest.raises((ValueError, TypeError)):
            function(a, b)
    if name == "vecdot":
        for axis in (0, 2, "x", 1.0, 2**70):
            for module in (ag, ag.linalg):
                with pytest.raises((ValueError, TypeError, IndexError, OverflowError)):
                    module.vecdot(ag.ones((2, 3)), ag.ones((3, 3)), axis=axis)
    for arguments in ((), (ag.ones(3),), (ag.ones((2, 3)),)):
        with pytest.raises(TypeError):
            function(*arguments)


GUFUNCS = {"matmul": [(3, 4), (4, 2)], "matvec": [(3, 4), (4,)], "vecmat": [(3,), (3, 4)], "vecdot": [(3, 4), (3, 4)]}


@pytest.mark.parametrize("name", GUFUNCS)
def test_products_in_a_type(name):
    """dtype, casting and out, together and alone, as NumPy's generalised ufuncs have them."""
    own, numpys = getattr(ag, name), getattr(np, name)
    r = np.random.default_rng(1)
    for d, to in [("int8", "int32"), ("uint8", "int32"), ("uint8", "uint64"), ("int16", "float64"), ("float32", "float64"), ("int8", None), ("float64", None)]:
        x, y = (r.integers(0, 120, shape).astype(d) for shape in GUFUNCS[name])
        a, b = ag.asarray(x), ag.asarray(y)
        want = numpys(x, y, dtype=to)
        for got in [own(a, b, dtype=to), own(a, b, casting="same_kind", dtype=to), own(a, b, None, dtype=to), own(x, y, dtype=to), np.asarray(numpys(a, b, dtype=to))]:
            assert got.dtype == want.dtype and np.array_equal(got, want), (d, to)
        out = ag.zeros(want.shape, dtype=want.dtype)
        assert own(a, b, out=out, dtype=to) is out and np.array_equal(out, want)
        wide = ag.zeros(want.shape)
        assert own(a, b, wide, dtype=to) is wide and np.array_equal(wide, want)
    x, y = (ag.zeros(shape) for shape in GUFUNCS[name])
    for options in [{"dtype": "int8"}, {"dtype": "float32", "casting": "safe"}, {"out": ag.zeros(numpys(np.asarray(x), np.asarray(y)).shape, dtype="int64")}]:
        theirs = {k: np.asarray(v) if isinstance(v, ag.ndarray) else v for k, v in options.items()}
        with pytest.raises(TypeError):
            numpys(np.asarray(x), np.asarray(y), **theirs)
        with pytest.raises(TypeError):
            own(x, y, **options)
    for options in [{"dtype": "same_kind"}, {"out": "same_kind"}, {"casting": "x"}, {"casting": None}]:
        with pytest.raises((TypeError, ValueError)):
            own(x, y, **options)


@pytest.mark.parametrize("dtype", ["bool", "int8", "uint8", "int16", "int32", "uint64", "float32", "float64", "complex64", "complex128"])
def test_einsum(dtype):
    r = np.random.default_rng(2)

    def some(*shape):
        x = r.integers(0, 8, shape)
        return (x > 4) if dtype == "bool" else (x + 1j * r.integers(0, 8, shape)).astype(dtype) if dtype.startswith("complex") else x.astype(dtype)

    for m, k, n in [(3, 3, 3), (1, 3, 1), (2, 5, 4), (1, 1, 1), (3, 1, 4), (40, 30, 20), (0, 3, 2), (3, 0, 2)]:
        a, b, u, v = some(m, k), some(k, n), some(k), some(n)
        for text, operands in [
            ("ij,jk->ik", (a, b)), ("ij,jk", (a, b)), ("ji,jk->ik", (a.T, b)), ("ij,kj->ik", (a, b.T)), ("ji,kj->ik", (a.T, b.T)), ("ij,jk->ki", (a, b)),
            ("ij,j->i", (a, u)), ("j,jk->k", (u, b)), ("i,i->", (u, u)), ("i,i", (u, u)), ("ij,j", (a, u)), ("j,ij->i", (u, a)), ("ij,ij->ij", (a, a)),
            ("i,j->ij", (u, v)), ("ij, jk->ik", (a, b)), ("iJ,Jk->ik", (a, b)), ("ii,ij->ij", (some(k, k), b)), ("ij,ij->i", (a, a)), ("ij,ij", (a, a)),
            ("ij,jk->jk", (a, b)), ("ij,jk->i", (a, b)), ("ij,jk->", (a, b)), ("ij,ij->", (a, a)), ("ij->ji", (a,)), ("ij,jk,k->i", (a, b, v)),
        ]:
            want = np.asarray(np.einsum(text, *operands))
            for layout in (np.ascontiguousarray, np.asfortranarray, lambda x: np.repeat(x, 2, axis=-1)[..., ::2]):
                got = np.asarray(ag.einsum(text, *[ag.asarray(layout(x)) for x in operands]))
                assert got.dtype == want.dtype and got.shape == want.shape
                np.testing.assert_array_equal(got, want, err_msg=f"{text} {m} {k} {n}")


def test_einsum_of_bits():
    """The sums of a product are those of a matrix product, bit by bit."""
    r = np.random.default_rng(3)
    a, b, v = ag.asarray(r.standard_normal((7, 300))), ag.asarray(r.standard_normal((300, 9))), ag.asarray(r.standard_normal(300))
    for text, operands, want in [("ij,jk->ik", (a, b), a @ b), ("ij,j->i", (a, v), a @ v), ("ij,kj->ik", (a, b.T.copy()), a @ b), ("i,i->", (v, v), v @ v)]:
        assert np.asarray(ag.einsum(text, *operands)).tobytes() == np.asarray(want).tobytes()


def test_einsum_refuses():
    for text, *operands in [("ij,jk->ik", (2, 3), (4, 2)), ("ij,jk->ij", (2, 3), (3,)), ("ij,jk->iz", (2, 3), (3, 2)), ("i1,1k->ik", (2, 3), (3, 2)), ("ij,jk->ikx", (2, 3), (3, 2)),
                            ("ij,jk-ik", (2, 3), (3, 2)), ("ij,jk->ik", (2, 3)), ("ij,jk->ii", (2, 3), (3, 2)), ("", (2, 3), (3, 2)), ("ij,", (2, 3), (3, 2))]:
        with pytest.raises(ValueError):
            ag.einsum(text, *[ag.zeros(s) for s in operands])


def test_axes():
    """The functions of the namespace take axes as NumPy's generalised ufuncs do, and vecdot keepdims."""
    r = np.random.default_rng(4)
    for name, shapes, each in [
        ("matmul", [(3, 4, 2), (2, 5, 3)], [(1, 2), (0, 1)]), ("matmul", [(3, 4, 2), (2, 5)], [(-2, -1), (0, 1)]), ("matvec", [(3, 4, 2), (2, 4)], [(0, 2), 0]),
        ("vecmat", [(4, 3), (3, 4, 2)], [1, (0, 2)]), ("vecdot", [(3, 4), (4, 3)], [1, 0]),
    ]:
        for dtype in ("float64", "int32", "complex64"):
            operands = [r.integers(0, 9, s).astype(dtype) for s in shapes]
            ours = [ag.asarray(x) for x in operands]
            result = {"matmul": (-2, -1), "matvec": -1, "vecmat": -1, "vecdot": ()}[name]
            for axes in ([*each, result], each) if name == "vecdot" else ([*each, result], [*each, {-1: 0, (-2, -1): (0, 1)}[result]]):
                want = getattr(np, name)(*operands, axes=axes)
                got = getattr(ag, name)(*ours, axes=axes)
                np.testing.assert_array_equal(np.asarray(got), want)
                z = ag.empty(want.shape, dtype=dtype)
                assert getattr(ag, name)(*ours, axes=axes, out=z) is z
                np.testing.assert_array_equal(np.asarray(z), want)
            if dtype == "int32":
                wide = getattr(ag, name)(*ours, axes=[*each, result], dtype="float64")
                assert wide.dtype == ag.float64
    x = ag.asarray(r.standard_normal((3, 4)))
    assert ag.vecdot(x, x, keepdims=True).shape == (3, 1) and ag.vecdot(x, x, axis=0, keepdims=True).shape == (1, 4)
    np.testing.assert_allclose(np.asarray(ag.vecdot(x, x, axis=0, keepdims=True)), np.vecdot(np.asarray(x), np.asarray(x), axis=0, keepdims=True))
    for wrong, error in [(((0, 1), (0, 1), (0, 1)), TypeError), ([(0, 1), 0, 0], ValueError), ([(0, 9), (0, 1), (0, 1)], ValueError), ([(0, 1)], ValueError)]:
        with pytest.raises((error, IndexError)):
            ag.matmul(x, x.T, axes=wrong)
    with pytest.raises((TypeError, ValueError)):
        ag.vecdot(x, x, axis=0, axes=[0, 0, ()])
    with pytest.raises(TypeError):
        ag.matmul(x, x.T, axis=0)
