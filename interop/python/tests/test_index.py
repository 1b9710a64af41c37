# SPDX-License-Identifier: BSD-3-Clause

"""What may be an index and what may not, read and written, against NumPy: results and the classes of errors."""

import warnings

import arraygen as ag
import numpy as np
import pytest

X = np.arange(6.0).reshape(2, 3)
INDICES = {
    repr(k): k for k in (
        True, False, (True, 0), (0, True), (0, False), (True, False), (np.True_, slice(None), 1), (True, [0, 1]), (..., True), (None, True), (slice(None), False),
        ([0, 1], True, [1, 2]), (slice(None), True, [0, 1]), (0, 0, True), (0, True, 0), (False, 0, 1), ([[0], [1]], True, [0, 1]), (False, [0, 1]),
        ([True], [0]), (0, 0, 0, True),
        1.0, "x", b"x", 1j, object, 2**70, [2**70], -2**70, [[0, 1], [1]], (0, 1.5), [1.5], ["a"], [None], {1}, slice(0, 1.5), slice(0, 2, 0), (slice(0.0, None), 0.0), (slice(0.0, None), [0]), (slice(None), [2**70]), (slice(None, None, 0), [0]),
        ([0, 1], slice(0, 2, 0)), slice("a", None), 5, -3, (0, 5), [5], [0, -3], (0, 0, 0), (..., ...), ([0, 1], [0, 1, 2]), [], (), [[]], ([], []), slice(9, 1),
        np.int8(1), np.float64(1), np.datetime64(1, "s"), np.timedelta64(1, "s"), (None,) * 63,
    )
} | {
    "array(True)": np.array(True), "array(1)": np.array(1), "array(1.0)": np.array(1.0), "floats": np.array([0.0]), "empty floats": np.array([], float),
    "complex": np.array([1j]), "dates": np.array(["2020-01-01"], "M8[D]"), "text": np.array(["a"]), "uint64": np.array([1], "u8"), "short mask": np.ones(3, bool),
    "mask": np.array([True, False]), "wrong mask": np.ones((2, 2), bool), "full mask": X > 2, "deep mask": np.ones((2, 3, 1), bool),
}


def verdict(f):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return np.array(f())
        except Exception as e:
            return e


def compare(got, want):
    if isinstance(want, Exception):
        assert isinstance(got, Exception), f"{got!r}, not {want!r}"
        classes = [c for c in (TypeError, ValueError, IndexError, OverflowError) if isinstance(want, c)]
        assert all(isinstance(got, c) for c in classes), f"{got!r}, not {want!r}"
        return
    assert not isinstance(got, Exception), f"{got!r}, not {want!r}"
    assert got.shape == want.shape
    np.testing.assert_array_equal(got, want)


def ours(index):
    """The index with our arrays for NumPy's, if it has some."""
    if isinstance(index, tuple):
        return tuple(map(ours, index))
    return ag.asarray(index) if isinstance(index, np.ndarray) and index.dtype.kind in "biufc" else index


@pytest.mark.parametrize("name", INDICES)
def test_read(name):
    k = INDICES[name]
    want = verdict(lambda: X[k])
    compare(verdict(lambda: np.asarray(ag.array(X)[k])), want)
    compare(verdict(lambda: np.asarray(ag.array(X)[ours(k)])), want)


@pytest.mark.parametrize("name", INDICES)
def test_write(name):
    k = INDICES[name]

    def written(a, k):
        a[k] = 9
        return np.asarray(a)

    want = verdict(lambda: written(X.copy(), k))
    compare(verdict(lambda: written(ag.array(X), k)), want)
    compare(verdict(lambda: written(ag.array(X), ours(k))), want)


@pytest.mark.parametrize("name", INDICES)
def test_at(name):
    k = INDICES[name]

    def added(a, k):
        np.add.at(a, k, 1)
        return np.asarray(a)

    compare(verdict(lambda: added(ag.array(X), k)), verdict(lambda: added(X.copy(), k)))


def test_random_indices_with_bools():
    rng = np.random.default_rng(0)
    parts = [True, False, 0, 1, -1, None, slice(None), slice(1, None), [0, 1], [[0], [1]], [1]]
    x = np.arange(16).reshape(2, 2, 2, 2)
    a = ag.array(x)
    with_bools = 0
    for _ in range(2000):
        k = tuple(parts[i] for i in rng.integers(0, len(parts), rng.integers(1, 6)))
        with_bools += any(isinstance(p, bool) for p in k)
        compare(verdict(lambda: np.asarray(a[k])), verdict(lambda: x[k]))
    assert with_bools > 500


@pytest.mark.parametrize("index_type", ["int64", "int32"])
@pytest.mark.parametrize("dtype", ["uint8", "int16", "float32", "float64", "complex128"])
def test_many_indices_are_assigned(dtype, index_type):
    """More elements than C writes with the GIL: values of one element and of many, indices from the end, one that is not on the axis."""
    r = np.random.default_rng(4)
    index = r.permutation(np.arange(-50_000, 50_000)).astype(index_type)
    theirs, values = np.zeros(100_000, dtype=dtype), np.arange(100_000).astype(dtype)
    ours, place = ag.zeros(100_000, dtype=dtype), ag.asarray(index)
    ours[place], theirs[index] = ag.asarray(values), values
    assert ours.tobytes() == theirs.tobytes()
    ours[place], theirs[index] = 7, 7
    assert ours.tobytes() == theirs.tobytes()
    index[-1] = 100_000
    with pytest.raises(IndexError):
        ours[ag.asarray(index)] = 9
    assert ours.tobytes() == theirs.tobytes()  # nothing is written before


@pytest.mark.parametrize("dtype", ["bool", "uint8", "int16", "float32", "float64", "complex128"])
@pytest.mark.parametrize("shape", [(1, 1), (3, 7), (3000, 10), (2, 500), (40, 3, 5), (2, 3, 4, 5)])
def test_columns_are_picked(dtype, shape):
    """Indices behind whole axes, as arrays and as lists: NumPy's elements in NumPy's order in memory."""
    x = (np.arange(np.prod(shape)) % 251).astype(dtype).reshape(shape)
    a, r = ag.asarray(x), np.random.default_rng(6)
    for before in range(len(shape)):
        n = shape[before]
        for count in (0, 1, 3, 64, 65, 300):
            index = r.integers(-n, n, count)
            for i in (index, index.astype("int32"), index.reshape(1, -1), index.tolist()):
                if count == 0 and isinstance(i, list):
                    continue
                key = (slice(None),) * before
                want, got = x[*key, i], a[*key, ag.asarray(i) if isinstance(i, np.ndarray) else i]
                assert (got.shape, got.base is None) == (want.shape, True)
                assert got.tobytes() == want.tobytes()
                assert not got.size or [s for s, m in zip(got.strides, got.shape) if m > 1] == [s for s, m in zip(want.strides, want.shape) if m > 1]
            if count:
                index[-1] = n
                for i in (index.tolist(), ag.asarray(index)):
                    with pytest.raises(IndexError, match=f"index {n} is out of bounds for axis {before}"):
                        a[*key, i]


def test_parts_of_axes_are_picked_from():
    """Slices that are not of whole axes, and lists that are no indices."""
    x = np.arange(60.0).reshape(3, 4, 5)
    a = ag.asarray(x)
    for key in [(slice(1, None), [0, 1]), (slice(None, None, -1), [0, 1]), (slice(0, 3), [3, -4]), (slice(0, 99), slice(None, 4), [1]), (slice(None), [True, False, True, True]),
                (slice(None), [0, True]), [1, True], (slice(None), slice(None), [4, 4]), (slice(None), slice(None), slice(None), [1])]:
        compare(verdict(lambda: np.asarray(a[key])), verdict(lambda: x[key]))
