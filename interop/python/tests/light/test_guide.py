# SPDX-License-Identifier: BSD-3-Clause

"""The worked examples of two pages of NumPy's user guide, with ours in NumPy's place."""

import arraygen as ag
import dask.array as da
import numpy as np
import pandas as pd
import pytest
import xarray as xr

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


def g(x):
    """The same, by our functions."""
    return ag.mean(ag.exp(x))


def test_guide_function_of_ours():
    a = ag.asarray(np.linspace(0, 1, 21))
    want = f(np.linspace(0, 1, 21))
    for r in (f(a), g(a), g(np.linspace(0, 1, 21))):
        assert type(r) is ag.ndarray
        np.testing.assert_allclose(float(r), want, rtol=1e-15)


def test_guide_function_of_a_series():
    s = pd.Series(ag.asarray([1.0, 2, 3, 4]))
    assert isinstance(np.exp(s), pd.Series) and isinstance(ag.exp(s), pd.Series)
    np.testing.assert_allclose(float(f(s)), np.exp([1, 2, 3, 4]).mean(), rtol=1e-15)
    np.testing.assert_allclose(float(g(s)), np.exp([1, 2, 3, 4]).mean(), rtol=1e-15)
    for r in (np.add(s, s), ag.add(s, s), ag.add(s, ag.ones(4)), s + ag.ones(4)):
        assert isinstance(r, pd.Series)


@pytest.mark.parametrize("h", [f, g])
def test_guide_function_of_a_dask_array(h):
    rng = np.random.default_rng(0)
    x = rng.normal(1, 0.1, (20, 20))
    d = da.from_array(ag.asarray(x), chunks=(10, 10))
    lazy = h(d)
    assert isinstance(lazy, da.Array)
    result = lazy.compute()
    assert type(result) is ag.ndarray
    np.testing.assert_allclose(float(result), np.exp(x).mean(), rtol=1e-14)


@pytest.mark.parametrize("h", [f, g])
def test_guide_function_of_a_data_array(h):
    x = xr.DataArray(ag.asarray([1.0, 2, 3]), dims="x")
    np.testing.assert_allclose(float(h(x)), np.exp([1, 2, 3]).mean(), rtol=1e-15)


def test_guide_views_by_dlpack():
    x = np.arange(5)
    a = ag.from_dlpack(x)
    y = np.from_dlpack(a)
    x[1] = 100
    assert a.tolist() == [0, 100, 2, 3, 4] and y.tolist() == [0, 100, 2, 3, 4]
    a[2] = 200
    assert x[2] == 200 and y[2] == 200
    y[3] = 300
    assert x[3] == 300 and a[3] == 300


def test_guide_read_only():
    """A consumer that knows of read-only memory gets it so; one that does not is refused."""
    a = ag.asarray(memoryview(np.arange(5.0)).toreadonly())
    with pytest.raises(ValueError, match="read-only"):
        np.from_dlpack(a)[0] = 1

    class Legacy:
        __dlpack_device__ = a.__dlpack_device__

        def __dlpack__(self):
            return a.__dlpack__()

    for consumer in (np.from_dlpack, ag.from_dlpack):
        with pytest.raises(BufferError, match="read-only"):
            consumer(Legacy())


def test_guide_namespace():
    x, y = ag.ones((2, 3)), ag.ones((3, 2))
    xp = x.__array_namespace__()
    assert xp is y.__array_namespace__() is ag and xp.matmul(x, y).tolist() == [[3, 3], [3, 3]]


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
    assert repr(DiagonalArray(5, 1)) == "DiagonalArray(N=5, value=1)"
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


class Convertible:
    """The guide's first step: a container with __array__ alone is an operand, and its type is lost."""

    def __array__(self, dtype=None, copy=None):
        if copy is False:
            raise ValueError("`copy=False` isn't supported. A copy is always created.")
        return np.asarray(2 * ag.eye(3), dtype=dtype)


def test_guide_first_step():
    want = (2 * np.eye(3)).tolist()
    assert ag.asarray(Convertible()).tolist() == want
    assert type(ag.multiply(Convertible(), 2)) is ag.ndarray and ag.multiply(Convertible(), 2).tolist() == (4 * np.eye(3)).tolist()
    assert type(ag.sum(Convertible())) is ag.ndarray and float(ag.sum(Convertible())) == 6
    with pytest.raises(ValueError, match="copy=False"):
        ag.asarray(Convertible(), copy=False)
