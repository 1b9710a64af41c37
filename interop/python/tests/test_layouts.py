# SPDX-License-Identifier: BSD-3-Clause

"""The memory order of results that are no ufunc's: NumPy's, for arrays in C, Fortran and any other order."""

import itertools

import arraygen as ag
import numpy as np
import pytest

X = np.arange(2 * 3 * 4 * 5.0).reshape(2, 3, 4, 5)
BASES = {
    "C": X, "F": np.asfortranarray(X), "K": X.transpose(2, 0, 3, 1).copy().transpose(1, 3, 0, 2), "1-d": np.arange(5.0), "C 2-d": np.ones((4, 5)), "F 2-d": np.ones((5, 4)).T,
    "reversed": X[::-1, :, ::2], "strided": np.ones((8, 10))[::2, ::2],
}
I = np.array([1, 0, 1])
J = np.array([[0, 1, 1], [1, 0, 0]])
F = np.asfortranarray(J)
M = np.array([True, False, True])
ALL = slice(None)
KEYS = {
    "i": (I,), "j": (J,), "f": (F,), "f int32": (F.astype("i4"),), ":,i": (ALL, I), ":,j": (ALL, J), ":,f": (ALL, F), ":,:,i": (ALL, ALL, I), "i,i": (I, I), "f,f": (F, F), "f,j": (F, J), ":,i,i": (ALL, I, I),
    "i,:,i": (I, ALL, I), "j,:,f": (J, ALL, F), "...,i": (..., I), ":,mask": (ALL, M), "mask": (np.array([True, False]),), "0,:,i": (0, ALL, I), "i,0": (I, 0), "None,i": (None, I), "i,None": (I, None),
    "::-1,i": (slice(None, None, -1), I), ":,i[:,None],i": (ALL, I[:, None], I), "turned": (J.T[::-1],),
}
CALLS = {
    "take 0": lambda m, x: m.take(x, m.asarray(I), axis=0), "take 1": lambda m, x: m.take(x, m.asarray(I), axis=1), "take": lambda m, x: m.take(x, m.asarray(J)), "mask": lambda m, x: x[x > 1],
    "where": lambda m, x: m.where(x > 1, x, x), "take_along_axis 0": lambda m, x: m.take_along_axis(x, m.argsort(x, axis=0), axis=0), "take_along_axis 1": lambda m, x: m.take_along_axis(x, m.argsort(x, axis=1), axis=1),
    "take_along_axis, broadcast": lambda m, x: m.take_along_axis(x, m.argsort(x[:, :1], axis=0), axis=0), "sort": lambda m, x: m.sort(x, axis=0), "argsort": lambda m, x: m.argsort(x, axis=0),
    "cumsum": lambda m, x: m.cumsum(x, axis=0), "repeat": lambda m, x: m.repeat(x, 2, axis=0), "roll": lambda m, x: m.roll(x, 1, axis=0), "concat": lambda m, x: m.concat((x, x), axis=0),
    "concat 1": lambda m, x: m.concat((x, x), axis=1), "concat of C": lambda m, x: m.concat((x, m.asarray(np.ones(x.shape))), axis=1), "concat of float32": lambda m, x: m.concat((x, x.astype("f4")), axis=1),
    "stack": lambda m, x: m.stack((x, x)), "stack 1": lambda m, x: m.stack((x, x), axis=1), "stack -1": lambda m, x: m.stack((x, x), axis=-1), "vstack": lambda m, x: m.vstack((x, x)), "hstack": lambda m, x: m.hstack((x, x)),
    "tile": lambda m, x: m.tile(x, 2), "diff": lambda m, x: m.diff(x, axis=0), "pad": lambda m, x: m.pad(x, 1), "delete": lambda m, x: m.delete(x, 0, axis=0), "delete 2": lambda m, x: m.delete(x, [0, 2], axis=1),
    "insert": lambda m, x: m.insert(x, 0, 1, axis=0), "tril": lambda m, x: m.tril(x), "triu": lambda m, x: m.triu(x, 1), "tril -2": lambda m, x: m.tril(x, -2), "clip": lambda m, x: m.clip(x, 0, 1),
}


def check(got, want):
    np.testing.assert_array_equal(np.asarray(got), want)
    if want.size:  # a stride along one element says nothing
        assert [s for s, n in zip(got.strides, want.shape) if n != 1] == [s for s, n in zip(want.strides, want.shape) if n != 1]


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("base", BASES)
def test_index(base, key):
    x = BASES[base]
    index = tuple(ag.asarray(k) if isinstance(k, np.ndarray) else k for k in KEYS[key])
    try:
        want = x[KEYS[key]]
    except IndexError:  # of so few axes
        with pytest.raises(IndexError):
            ag.asarray(x)[index]
        return
    check(ag.asarray(x)[index], want)


@pytest.mark.parametrize("dtype", ["bool", "int16", "float32", "float64", "complex128"])
def test_choice(dtype):
    """where on a mask and arrays that lie otherwise than each other."""
    r = np.random.default_rng(1)
    for a, b, c in itertools.product(BASES, repeat=3):
        if not BASES[a].shape == BASES[b].shape == BASES[c].shape:
            continue
        mask, x, y = np.empty_like(BASES[a], "bool"), np.empty_like(BASES[b], dtype), np.empty_like(BASES[c], dtype)
        for z, values in ((mask, r.random(mask.shape) < 0.5), (x, r.integers(0, 100, x.shape)), (y, r.integers(0, 100, x.shape))):
            z[...] = values
        check(ag.where(ag.asarray(mask), ag.asarray(x), ag.asarray(y)), np.where(mask, x, y))
        strided = np.repeat(x, 2, axis=-1)[..., ::2]
        check(ag.where(ag.asarray(mask), ag.asarray(strided), ag.asarray(y[..., ::-1])), np.where(mask, strided, y[..., ::-1]))


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("base", BASES)
def test_call(base, call):
    x = BASES[base]
    try:
        want = CALLS[call](np, x)
    except (IndexError, ValueError, np.exceptions.AxisError):
        with pytest.raises((IndexError, ValueError)):
            CALLS[call](ag, ag.asarray(x))
        return
    check(CALLS[call](ag, ag.asarray(x)), want)


@pytest.mark.parametrize("dtype", ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"])
@pytest.mark.parametrize("of", ["bool", "float16", "float32", "float64", "complex128"])
def test_take_along_axis(of, dtype):
    x = (np.arange(60) % 7).reshape(3, 4, 5).astype(of)
    r = np.random.default_rng(0)
    for axis in range(3):
        for shape in [(3, 4, 5), (1, 4, 5), (3, 1, 5), (3, 4, 1)]:
            for many in (1, 6):
                n = list(shape)
                n[axis] = many
                index = r.integers(0 if dtype[0] == "u" else -x.shape[axis], x.shape[axis], n).astype(dtype)
                for layout in (x, np.asfortranarray(x), np.repeat(x, 2, axis=-1)[..., ::2]):
                    np.testing.assert_array_equal(np.asarray(ag.take_along_axis(ag.asarray(layout), ag.asarray(index), axis=axis)), np.take_along_axis(layout, index, axis=axis))
    bad = np.zeros((3, 4, 5), dtype)
    bad[1, 2, 3] = 100
    with pytest.raises(IndexError, match="index 100 is out of bounds"):
        ag.take_along_axis(ag.asarray(x), ag.asarray(bad), axis=1)


@pytest.mark.parametrize("n", [32_700, 32_800, 100_001])
@pytest.mark.parametrize("dtype", ["bool", "int16", "int32", "float32", "float64", "complex128"])
def test_elements_apart(dtype, n):
    """Copies, casts and bytes of more elements than C walks with the GIL."""
    x = np.random.default_rng(0).integers(0, 120, 3 * n).astype(dtype)
    for at in (slice(None, 2 * n, 2), slice(n, 0, -1), slice(2, None, 3)):
        y, a = x[at], ag.asarray(x)[at]
        np.testing.assert_array_equal(np.asarray(a.copy()), y)
        assert a.tobytes() == y.tobytes()
        assert a.reshape(-1, 1).tobytes() == y.tobytes() and ag.broadcast_to(a, (2, a.size)).tobytes() == y.tobytes() * 2
        for to in ("uint8", "int64", "float32", "complex64"):
            if np.dtype(dtype).kind != "c" or to == "complex64":
                np.testing.assert_array_equal(np.asarray(a.astype(to)), y.astype(to))
        for shape in ((a.size,), (a.size, 2)):
            z = ag.zeros(shape, dtype=dtype)[..., ::-1]
            z[...] = a if len(shape) == 1 else a[:, None]
            np.testing.assert_array_equal(np.asarray(z), np.broadcast_to(y if len(shape) == 1 else y[:, None], shape))


def test_large_copies_are_whole():
    """Every other copy of more than the second level of cache holds begins at its end: both, of lengths that are no whole pieces."""
    for n in (256 << 10, (256 << 10) + 1, 327_680, 1_000_003):
        x = np.random.default_rng(n).integers(0, 256, n, dtype="uint8")
        a = ag.asarray(x)
        for _ in range(2):
            assert np.array_equal(np.asarray(a.copy()), x)
        assert np.array_equal(np.asarray(ag.concat((a, a[1:], a))), np.concatenate((x, x[1:], x)))


def test_long_copies_between_any_offsets():
    """Long runs are copied by string instructions but where these are slow, and from where a line begins."""
    r = np.random.default_rng(3)
    bytes_, to = ag.asarray(r.integers(0, 256, 400_000, dtype="uint8")), ag.zeros(400_000, dtype="uint8")
    want, zeros = np.asarray(bytes_).copy(), np.zeros(400_000, "uint8")
    offsets = [0, 1, 15, 16, 31, 32, 33, 63, 64, 65, 100, 4095, 4096, 4100]
    for n in (2047, 2049, 32_767, 32_768, 32_769, 40_001, 262_145, 390_000):
        for a in offsets:
            for b in offsets:
                to[...] = 0
                to[a:a + n] = bytes_[b:b + n]
                zeros[...] = 0
                zeros[a:a + n] = want[b:b + n]
                assert np.array_equal(np.asarray(to), zeros), (n, a, b)
