# SPDX-License-Identifier: BSD-3-Clause

"""NumPy 2: every protocol both ways."""

import arraygen as ag
import numpy as np
import pytest

from memory import address

V = np.__version__


def test_asarray(table):
    a = ag.arange(3.0)
    x = np.asarray(a)
    assert address(x) == a._pointer
    x[0] = 5
    a[1] = 6
    assert a.tolist() == [5, 6, 2] and x.tolist() == [5, 6, 2]
    table.row("NumPy", V, "np.asarray(a)", same=True)
    y = np.arange(3.0)
    b = ag.asarray(y)
    assert b._pointer == address(y)
    b[0] = 7
    y[1] = 8
    assert y.tolist() == [7, 8, 2] and b.tolist() == [7, 8, 2]
    table.row("NumPy", V, "ag.asarray(x)", same=True)
    y.flags.writeable = False
    assert not ag.asarray(y).flags.writeable
    assert not np.asarray(a._as(ag.ndarray, True)).flags.writeable


@pytest.mark.parametrize("x", [np.float64(3), np.float32(3), np.int8(3), np.bool_(True), np.complex128(3j), np.float16(3), np.datetime64("2020", "D")])
def test_scalars_become_new_arrays(x):
    """As with NumPy: a scalar's memory is nobody's to write to."""
    for a in (ag.asarray(x), ag.asarray(x, dtype=ag.dtype(x.dtype)), ag.asarray(x, device="cpu"), ag.asarray(x, order="C")):
        assert a.flags.writeable and a.dtype == x.dtype and a.shape == () and np.asarray(a)[()] == x
        a[()] = 0
        assert np.asarray(a)[()] == np.zeros((), x.dtype)[()]


def test_frombuffer(table):
    a = ag.arange(3.0)
    x = np.frombuffer(a)
    assert address(x) == a._pointer
    x[0] = 5
    assert a[0] == 5
    table.row("NumPy", V, "np.frombuffer(a)", same=True)
    y = np.arange(3.0)
    assert ag.frombuffer(y)._pointer == address(y)
    table.row("NumPy", V, "ag.frombuffer(x)", same=True)


def test_dlpack(table):
    a = ag.arange(3.0)
    x = np.from_dlpack(a)
    assert address(x) == a._pointer
    x[0] = 5
    assert a[0] == 5
    table.row("NumPy", V, "np.from_dlpack(a)", same=True)
    y = np.arange(3.0)
    b = ag.from_dlpack(y)
    assert b._pointer == address(y)
    b[0] = 5
    assert y[0] == 5
    table.row("NumPy", V, "ag.from_dlpack(x)", same=True)
    y.flags.writeable = False
    c = ag.from_dlpack(y)
    with pytest.raises(ValueError, match="read-only"):
        c[0] = 1
    z = np.from_dlpack(a._as(ag.ndarray, True))
    with pytest.raises(ValueError, match="read-only"):
        z[0] = 1


def test_ufuncs(table):
    a, x = ag.arange(3.0), np.arange(3.0)
    for r in (np.add(a, x), np.add(x, a), np.exp(a), a + x, x + a, np.add.reduce(a), np.mean(np.exp(a)), np.concatenate([a, a]),
              np.concatenate([x, a])):
        assert type(r) is ag.ndarray
    assert (np.add(a, x) == 2 * x).all()
    out = ag.zeros(3)
    assert np.add(x, x, out=out) is out and out.tolist() == [0, 2, 4]
    assert np.exp(a, out=out) is out
    target = np.zeros(3)
    assert np.add(a, a, out=target) is target and target.tolist() == [0, 2, 4]
    x += a
    assert type(x) is np.ndarray and x.tolist() == [0, 2, 4]
    table.row("NumPy", V, "np.add(a, x)", same="new array of ours")
    np.testing.assert_allclose(float(np.mean(np.exp(a))), np.mean(np.exp([0.0, 1, 2])))


def test_like(table):
    a = ag.arange(3.0)
    for r in (np.asarray([1, 2], like=a), np.zeros((2, 2), like=a), np.arange(4, like=a), np.full((2,), 7, like=a), np.ones_like(a),
              np.empty_like(a, dtype="int8")):
        assert type(r) is ag.ndarray
    table.row("NumPy", V, "np.asarray(x, like=a)", same="array of ours")


def test_functions_that_do_not_exist_say_so():
    a = ag.arange(3.0)
    with pytest.raises(TypeError, match="no implementation found"):
        np.is_busday(a)
    assert not [name for name in dir(np) if isinstance(getattr(np, name), np.ufunc) and not hasattr(ag, name)]
    with pytest.raises(TypeError, match="has no ufunc"):
        np.frompyfunc(lambda x: x, 1, 1)(a)
    with pytest.raises(TypeError, match="isnat"):  # only for times, as in NumPy
        np.isnat(a)


def test_subclass_of_numpy():
    class Info(np.ndarray):
        pass

    x = np.arange(3.0).view(Info)
    assert type(ag.arange(3.0) + x) is Info and type(x + ag.arange(3.0)) is Info


# numpy.ma


def test_masked_arrays(table):
    a = ag.arange(4.0)
    m = np.ma.array([1.0, 2, 3, 4], mask=[0, 1, 0, 0])
    for r in (m + a, a + m, np.add(a, m), ag.add(m, a)):
        assert isinstance(r, np.ma.MaskedArray) and r.mask.tolist() == [False, True, False, False] and r[2] == 5
    k = np.ma.array(a, mask=[0, 1, 0, 0], copy=False)
    assert address(k.data) == a._pointer
    k[0] = 9
    assert a[0] == 9
    assert ag.asarray(m.filled(0)).tolist() == [1, 0, 3, 4]
    table.row("numpy.ma", V, "np.ma.array(a, mask=…)", same=True)
    table.row("numpy.ma", V, "a + masked", same="masked array, the mask kept")
