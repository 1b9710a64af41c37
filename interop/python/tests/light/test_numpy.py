"""NumPy 2: every protocol both ways, and the worked examples of its user guide."""

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
    with pytest.raises(TypeError, match="numpy.fft.fft"):
        np.fft.fft(a)
    with pytest.raises(TypeError, match="no implementation found"):
        np.median(a)
    with pytest.raises(TypeError, match="has no ufunc 'spacing'"):
        np.spacing(a)


# "Interoperability with NumPy".


class Wrapper:
    """An object that has only an interface dict; the shape may be changed in it."""

    def __init__(self, array):
        self._keep = array
        self.__array_interface__ = array.__array_interface__.copy()


def test_guide_interface():
    a = ag.arange(4.0)
    w = Wrapper(a)
    assert np.array(w).tolist() == [0, 1, 2, 3]
    w.__array_interface__["shape"] = (2, 2)
    assert np.array(w).tolist() == [[0, 1], [2, 3]]
    assert ag.asarray(w).tolist() == [[0, 1], [2, 3]] and ag.asarray(w)._pointer == a._pointer


def f(x):
    return np.mean(np.exp(x))


def test_guide_function_of_any_array():
    a = ag.asarray(np.linspace(0, 1, 21))
    r = f(a)
    assert type(r) is ag.ndarray
    np.testing.assert_allclose(float(r), f(np.linspace(0, 1, 21)), rtol=1e-15)


# "Writing custom array containers".


class DiagonalArray:
    """N values on a diagonal, with arrays of ours in NumPy's place."""

    def __init__(self, n, value):
        self._n = n
        self._i = value

    def __repr__(self):
        return f"{self.__class__.__name__}(N={self._n}, value={self._i})"

    def __array__(self, dtype=None, copy=None):
        if copy is False:
            raise ValueError("`copy=False` isn't supported. A copy is always created.")
        return np.asarray(self._i * ag.eye(self._n), dtype=dtype)

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        if method != "__call__":
            return NotImplemented
        n, scalars = None, []
        for x in inputs:
            if isinstance(x, (int, float)):
                scalars.append(x)
            elif isinstance(x, self.__class__):
                scalars.append(x._i)
                if n is not None and n != x._n:
                    raise TypeError("inconsistent sizes")
                n = x._n
            else:
                return NotImplemented
        return self.__class__(n, float(ufunc(*scalars, **kwargs)))

    def __array_function__(self, func, types, args, kwargs):
        if func not in HANDLED:
            return NotImplemented
        if not all(issubclass(t, self.__class__) for t in types):
            return NotImplemented
        return HANDLED[func](*args, **kwargs)


HANDLED = {
    np.sum: lambda d: d._i * d._n, np.mean: lambda d: d._i / d._n,
    ag.sum: lambda d: d._i * d._n, ag.mean: lambda d: d._i / d._n,
}


def test_guide_diagonal_array():
    d = DiagonalArray(5, 1)
    assert ag.asarray(d).tolist() == np.eye(5).tolist()
    assert ag.multiply(d, 2)._i == 2 and np.multiply(d, 2)._i == 2
    assert ag.exp(DiagonalArray(5, 0))._i == 1
    with pytest.raises(TypeError, match="NotImplemented"):
        ag.add(d, ag.arange(5.0))
    with pytest.raises(TypeError, match="NotImplemented"):
        np.add(d, np.arange(5.0))
    assert ag.sum(d) == 5 and ag.mean(d) == 0.2 and np.sum(d) == 5
    with pytest.raises(TypeError, match="no implementation found"):
        ag.concat([d, d])
    with pytest.raises(TypeError, match="inconsistent"):
        ag.add(d, DiagonalArray(6, 1))


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
