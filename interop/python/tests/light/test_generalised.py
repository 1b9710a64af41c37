# SPDX-License-Identifier: BSD-3-Clause

"""NumPy's generalised ufuncs with all their keywords: each call with arrays of ours against the same with NumPy's."""

import warnings

import arraygen as ag
import numpy as np
import pytest

CALLS = """
np.matmul(m, n, axes=[(0, 1), (0, 1), (0, 1)])
np.matmul(t, t, axes=[(1, 0), (0, 2), (1, 2)])
np.matmul(t, m, axes=[(-2, -1), (1, 0), (0, 1)])
np.matmul(m, v, axes=[(0, 1), 0, 0])
np.matmul(m, v, axes=[(0, 1), (0,), (0,)])
np.matmul(t, v[:3], axes=[(0, 1), (0,), (0,)])
np.matmul(m, n, axes=[(0, 1), (0, 1), (1, 0)], out=z)
np.matmul(m, n, out=z, axes=[(0, 1), (0, 1), (0, 1)])
np.matmul(m, n, dtype="float32")
np.matmul(i, i, dtype="float64")
np.matmul(i, i, dtype="int8")
np.matmul(i, i, dtype="int8", casting="unsafe")
np.matmul(i, i, signature="dd->d")
np.matmul(i, i, signature=(None, None, "d"))
np.matmul(m, n, order="F")
np.matmul(m, n, casting="no")
np.matmul(i, m, casting="no")
np.matmul(m, n, casting="some")
np.matmul(m, n, axis=0)
np.matmul(m, n, keepdims=True)
np.matmul(m, n, keepdims=False)
np.matmul(m, n, where=True)
np.matmul(m, n, axes=((0, 1), (0, 1), (0, 1)))
np.matmul(m, n, axes=[(0, 1), (0, 1)])
np.matmul(m, n, axes=[(0, 1, 2), (0, 1), (0, 1)])
np.matmul(m, n, axes=[(0, 3), (0, 1), (0, 1)])
np.matmul(m, n, axes=[(0, 0), (0, 1), (0, 1)])
np.matmul(m, n, axes=[0, (0, 1), (0, 1)])
np.matmul(m, n, axes=[(0, 1.5), (0, 1), (0, 1)])
np.matmul(m, n, other=1)
np.vecdot(t, t, axis=0)
np.vecdot(t, t, axis=-2)
np.vecdot(t, t, keepdims=True)
np.vecdot(t, t, axis=0, keepdims=True)
np.vecdot(t, t[0], axis=0)
np.vecdot(t, t, axes=[0, 0])
np.vecdot(t, t, axes=[(0,), (0,)])
np.vecdot(t, m, axes=[1, -1, ()])
np.vecdot(t, t, axes=[0, 0, 0], keepdims=True)
np.vecdot(t, t, axes=[0, 0], keepdims=True)
np.vecdot(t, t, axes=[2, 2, 0], keepdims=True)
np.vecdot(t, t, axes=[0, 0], axis=0)
np.vecdot(t, t, axis=5)
np.vecdot(t, t, axis=(0,))
np.vecdot(t, t, axis=1.5)
np.vecdot(t, t, axis=None)
np.vecdot(t, t, axes=None)
np.vecdot(t, t, keepdims=1.5)
np.vecdot(t, t, keepdims="yes")
np.vecdot(c, c, axis=0)
np.vecdot(c, c, axis=0, dtype="complex64")
np.vecdot(i, i, axis=0, dtype="float32")
np.vecdot(m, v, axis=0)
np.vecdot(m.T, v, axis=0)
np.vecdot(m, m, axis=0, out=v[:3])
np.vecdot(m[:, :2], m[:, :2], axis=0, out=i[:2, 0])
np.matvec(m, v, axes=[(0, 1), 0, 0])
np.matvec(t, m, axes=[(0, 1), 1, 0])
np.matvec(t, m, axes=[(0, 2), (1,), (-1,)])
np.matvec(m, v[:3], dtype="float32")
np.matvec(m, v[:3], axis=0)
np.matvec(m, v[:3], keepdims=True)
np.vecmat(v[:3], m, axes=[0, (1, 0), 0])
np.vecmat(v, m, axes=[0, (0, 1), 0])
np.vecmat(v[:3], m, axes=[0, (0, 1), 0])
np.vecmat(c[0], c, axes=[0, (1, 0), 0])
np.vecmat(c[0], c, axis=1)
np.matmul(e, e, axes=[(1, 0), (0, 1), (0, 1)])
np.vecdot(e, e, axis=0)
np.vecdot(e, e, axis=1, keepdims=True)
"""
CALLS = CALLS.strip().splitlines()


def operands():
    rng = np.random.default_rng(7)

    def whole(*shape):
        return rng.integers(-4, 5, shape).astype("float64")

    return {"m": whole(4, 3), "n": whole(3, 4), "t": whole(3, 3, 3), "v": whole(4), "z": whole(4, 4), "i": rng.integers(-4, 5, (3, 3)),
            "c": whole(3, 3) + 1j * whole(3, 3), "e": np.zeros((3, 0))}


@pytest.mark.parametrize("call", CALLS)
def test_keywords(call):
    theirs = operands()
    ours = {name: ag.asarray(x.copy()) for name, x in theirs.items()}
    results = []
    for names in (theirs, ours):
        try:
            with warnings.catch_warnings(action="ignore"):
                results.append(eval(call, {"np": np, **names}))
        except Exception as e:
            results.append(e)
    want, got = results
    if isinstance(want, Exception) or isinstance(got, Exception):
        kind = next((k for k in (TypeError, ValueError) if isinstance(want, k)), Exception)
        assert isinstance(want, Exception) and isinstance(got, kind), f"{got!r}, NumPy {want!r}"
        return
    assert type(got) is ag.ndarray and got.dtype == want.dtype and got.shape == want.shape
    np.testing.assert_array_equal(np.asarray(got), want)
    assert got.flags.f_contiguous == want.flags.f_contiguous or "order" not in call
    for name, x in theirs.items():
        np.testing.assert_array_equal(np.asarray(ours[name]), x, err_msg=f"{name} afterwards")


def test_out_is_returned_and_conditions_are_told():
    m, z = ag.ones((3, 3)), ag.zeros((3, 3))
    assert np.matmul(m, m, axes=[(0, 1), (0, 1), (1, 0)], out=z) is z
    big = ag.full((2, 2), 1e300)
    with np.errstate(over="raise"), ag.errstate(over="raise"), pytest.raises(FloatingPointError):
        np.vecdot(big, big, axis=0)
