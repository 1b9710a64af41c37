# SPDX-License-Identifier: BSD-3-Clause

"""Module linalg against NumPy's: results, types, shapes, names of results, errors."""

import inspect

import arraygen as ag
import numpy as np
import pytest

DTYPES = ["float32", "float64", "complex64", "complex128"]
SHAPES = [(0, 0), (3, 0), (0, 3), (1, 1), (2, 2), (3, 5), (5, 3), (8, 8), (2, 3, 3), (3, 2, 4, 4), (0, 3, 3), (2, 4, 3)]
RNG = np.random.default_rng(7)


def matrix(shape, dtype):
    x = RNG.standard_normal(shape)
    if np.dtype(dtype).kind == "c":
        x = x + 1j * RNG.standard_normal(shape)
    return x.astype(dtype)


def close(ours, numpys, what):
    __tracebackhide__ = True
    if isinstance(numpys, tuple):
        assert len(ours) == len(numpys), what
        for x, y in zip(ours, numpys):
            close(x, y, what)
        return
    if isinstance(ours, int):  # the rank
        assert ours == numpys, what
        return
    want, got = np.asarray(numpys), np.asarray(ours)
    assert want.shape == got.shape, what
    assert want.dtype == got.dtype, what
    tolerance = 1e-3 if want.dtype.itemsize // (1 + (want.dtype.kind == "c")) == 4 else 1e-9
    np.testing.assert_allclose(got, want, rtol=tolerance, atol=tolerance, err_msg=str(what))


def outcome(f):
    try:
        return f()
    except Exception as e:
        return e


def same(call, *arrays, what=None):
    """The same result of both modules, or an error of the same class."""
    __tracebackhide__ = True
    with np.errstate(all="ignore"):
        want = outcome(lambda: call(np.linalg, *arrays))
    for got in (outcome(lambda: call(ag.linalg, *map(ag.asarray, arrays))), outcome(lambda: call(np.linalg, *map(ag.asarray, arrays)))):
        if isinstance(want, Exception):
            kind = next(k for k in (np.linalg.LinAlgError, ValueError, IndexError, TypeError) if isinstance(want, k))
            assert isinstance(got, kind), (what, want, got)
        else:
            assert not isinstance(got, Exception), (what, got)
            close(got, want, what)
            assert not isinstance(got, tuple) or all(isinstance(x, (ag.ndarray, int)) for x in got)


def definite(x):
    """A positive definite matrix, of the kind of x."""
    return x @ x.mT.conj() + type_of(x).eye(x.shape[-2], dtype=x.dtype)


def type_of(x):
    return np if isinstance(x, np.ndarray) else ag


# Results that are unique.
CALLS = {
    "det": lambda m, x: m.det(x),
    "slogdet": lambda m, x: m.slogdet(x),
    "inv": lambda m, x: m.inv(x),
    "solve": lambda m, x: m.solve(x, x),
    "svdvals": lambda m, x: m.svdvals(x),
    "svd": lambda m, x: m.svd(x, compute_uv=False),
    "pinv": lambda m, x: m.pinv(x, rtol=1e-3),
    "matrix_rank": lambda m, x: m.matrix_rank(x),
    "matrix_rank tol": lambda m, x: m.matrix_rank(x, tol=0.5),
    "matrix_rank rtol": lambda m, x: m.matrix_rank(x, rtol=0.5),
    "qr r": lambda m, x: m.qr(x, mode="r"),
    "qr raw": lambda m, x: m.qr(x, mode="raw"),
    "qr": lambda m, x: m.qr(x),
    "qr bad": lambda m, x: m.qr(x, mode="?"),
    "cholesky": lambda m, x: m.cholesky(definite(x)),
    "cholesky upper": lambda m, x: m.cholesky(definite(x), upper=True),
    "cholesky of none": lambda m, x: m.cholesky(-definite(x)),
    "eigvalsh": lambda m, x: m.eigvalsh(x),
    "eigvalsh U": lambda m, x: m.eigvalsh(x, "U"),
    "eigvalsh bad": lambda m, x: m.eigvalsh(x, "X"),
    "matrix_power 0": lambda m, x: m.matrix_power(x, 0),
    "matrix_power 5": lambda m, x: m.matrix_power(x, 5),
    "matrix_power -2": lambda m, x: m.matrix_power(x, -2),
    "matrix_transpose": lambda m, x: m.matrix_transpose(x),
    "diagonal": lambda m, x: m.diagonal(x, offset=1),
    "trace": lambda m, x: m.trace(x, offset=-1),
    "matmul": lambda m, x: m.matmul(x, x),
    "outer": lambda m, x: m.outer(x[..., 0], x[0, ...]),
    "vecdot": lambda m, x: m.vecdot(x, x, axis=-2),
    "tensordot": lambda m, x: m.tensordot(x, x, axes=x.ndim),
    "cross": lambda m, x: m.cross(x, x * 2 + 1, axis=-2),
    "cond": lambda m, x: m.cond(x),
    "lstsq": lambda m, x: m.lstsq(x, x),
    "lstsq vector": lambda m, x: m.lstsq(x, x[..., 0], rcond=1e-3),
} | {f"cond {p}": lambda m, x, p=p: m.cond(x, p) for p in ("fro", "nuc", 1, -1, -2, np.inf, -np.inf)} | {
    f"matrix_norm {p} {k}": lambda m, x, p=p, k=k: m.matrix_norm(x, ord=p, keepdims=k)
    for p in ("fro", "nuc", 1, -1, 2, -2, np.inf, -np.inf, "?", 3) for k in (False, True)
} | {
    f"vector_norm {p} {a} {k}": lambda m, x, p=p, a=a, k=k: m.vector_norm(x, ord=p, axis=a, keepdims=k)
    for p in (2, 1, 0, 3, 2.5, -1, np.inf, -np.inf) for a in (None, -1, (0, 1)) for k in (False, True)
} | {
    f"norm {p} {a} {k}": lambda m, x, p=p, a=a, k=k: m.norm(x, ord=p, axis=a, keepdims=k)
    for p in (None, 2, 1, 0, 3, "fro", "nuc", -np.inf, "?") for a in (None, -1, (0, -1), (-1, 0), (1, 1), 9) for k in (False, True)
}


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", CALLS)
def test_the_same_as_numpys(name, dtype):
    for shape in SHAPES:
        same(CALLS[name], matrix(shape, dtype), what=(name, shape, dtype))


@pytest.mark.parametrize("name", ["det", "inv", "svdvals", "matrix_power 5", "matrix_power -2", "norm None None False", "trace", "qr", "cond", "vector_norm 3 -1 False"])
@pytest.mark.parametrize("dtype", ["bool", "int8", "uint16", "int64", "float16"])
def test_other_types(name, dtype):
    x = (np.arange(9).reshape(3, 3) ** 2 % 7 + np.eye(3)).astype(dtype)
    x[0, 1] = x[2, 0] = 0
    if dtype == "float16" and "norm" in name:
        assert CALLS[name](ag.linalg, ag.asarray(x)).dtype == CALLS[name](np.linalg, x).dtype
    else:
        same(CALLS[name], x, what=(name, dtype))


def parts(x):
    return np.asarray(x, dtype="complex128")


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(0, 0), (1, 1), (5, 5), (2, 3, 3), (0, 3, 3)])
def test_eigenvectors(shape, dtype):
    x = ag.asarray(matrix(shape, dtype))
    tolerance = 1e-3 if dtype in ("float32", "complex64") else 1e-10
    for f in (ag.linalg.eig, np.linalg.eig):
        w, v = r = f(x)
        assert r._fields == ("eigenvalues", "eigenvectors")
        assert w.dtype == v.dtype == ("complex64" if tolerance == 1e-3 else "complex128")
        np.testing.assert_allclose(parts(x) @ parts(v), parts(v) * parts(w)[..., None, :], atol=tolerance)
    order = lambda w: np.sort_complex(np.round(parts(w), 2))
    for i in np.ndindex(shape[:-2]):
        np.testing.assert_allclose(order(w[i]), order(np.linalg.eigvals(np.asarray(x[i]))), atol=tolerance * 10)
    w, v = r = ag.linalg.eigh(x)
    assert r._fields == ("eigenvalues", "eigenvectors")
    np.testing.assert_allclose(w, np.linalg.eigvalsh(np.asarray(x)), atol=tolerance)
    h = np.tril(parts(x), -1)
    h = h + h.conj().mT + np.real(np.eye(shape[-1]) * parts(x))
    np.testing.assert_allclose(h @ parts(v), parts(v) * parts(w)[..., None, :], atol=tolerance)


def test_names_of_results():
    x = ag.eye(3)
    assert ag.linalg.qr(x)._fields == ("Q", "R")
    assert ag.linalg.svd(x)._fields == ("U", "S", "Vh")
    assert ag.linalg.slogdet(x)._fields == ("sign", "logabsdet")
    u, s, vh = ag.linalg.svd(ag.ones((4, 2)), full_matrices=False)
    assert (u.shape, s.shape, vh.shape) == ((4, 2), (2,), (2, 2))
    u, s, vh = ag.linalg.svd(ag.ones((4, 2)))
    assert (u.shape, s.shape, vh.shape) == ((4, 4), (2,), (2, 2))


@pytest.mark.parametrize("value", [np.nan, np.inf])
@pytest.mark.parametrize("name", ["svd", "svdvals", "pinv", "matrix_rank", "cond", "eig", "eigvals"])
@pytest.mark.parametrize("dtype", DTYPES)
def test_not_finite(name, value, dtype):
    x = matrix((3, 3), dtype)
    x[1, 1] = value
    with pytest.raises(np.linalg.LinAlgError):
        getattr(ag.linalg, name)(ag.asarray(x))


def test_the_error_is_numpys_too():
    for class_ in (ag.linalg.LinAlgError, np.linalg.LinAlgError, ValueError):
        with pytest.raises(class_, match="Singular matrix"):
            ag.linalg.inv(ag.ones((2, 2)))
    with pytest.raises(np.linalg.LinAlgError, match="Singular matrix"):
        np.linalg.solve(ag.zeros((2, 2)), [1, 2])


def test_solve_of_vectors_and_batches():
    a = matrix((4, 3, 3), "float64")
    for b in ((3,), (4, 3, 1), (1, 3, 2), (5, 1, 3, 2), (3, 0)):
        same(lambda m, x, y: m.solve(x, y), a, matrix(b, "float64"), what=b)
    same(lambda m, x, y: m.solve(x, y), a, matrix((4,), "float64"))
    same(lambda m, x, y: m.solve(x, y), matrix((2, 2), "float32"), matrix((2, 2), "complex64"))


def test_chains_and_tensors():
    a, b, c, d = (matrix(s, "float64") for s in ((3, 10), (10, 2), (2, 7), (7,)))
    for chain in ([a, b], [a, b, c], [a, b, c, d], [a[0], b, c], [a[0], b, c, d]):
        want = np.linalg.multi_dot(chain)
        got = ag.linalg.multi_dot([ag.asarray(x) for x in chain])
        np.testing.assert_allclose(got, want, rtol=1e-12)
        assert np.shape(got) == np.shape(want)
    out = ag.empty((3, 7))
    assert ag.linalg.multi_dot([a, b, c], out=out) is out
    with pytest.raises(ValueError):
        ag.linalg.multi_dot([a])
    x, y = matrix((2, 3, 6), "float64"), matrix((2, 3), "float64")
    same(lambda m, x, y: m.tensorsolve(x, y), x, y)
    same(lambda m, x, y: m.tensorsolve(x, y, axes=(0, 2)), matrix((3, 2, 3, 6, 3)[1:], "float64"), matrix((6,), "float64"))
    same(lambda m, x: m.tensorinv(x, ind=0), x)
    same(lambda m, x: m.tensorinv(x, ind=2), matrix((4, 6, 8, 3), "complex64"))
    same(lambda m, x: m.tensorinv(x, ind=1), matrix((24, 8, 3), "float32"))


@pytest.mark.parametrize("name", sorted(set(np.linalg.__all__) - {"LinAlgError"}))
def test_parameters(name):
    """Every parameter of NumPy's function is one of ours, at its place."""
    want = inspect.signature(getattr(np.linalg, name)).parameters
    got = inspect.signature(inspect.unwrap(getattr(ag.linalg, name))).parameters
    assert [p for p in got if p in want] == list(want)
    assert not name.startswith("_") and getattr(ag.linalg, name).__module__ == "arraygen.linalg"


def test_named_triangle_alone_is_read():
    x = matrix((4, 4), "complex128")
    for f in (lambda x: ag.linalg.eigvalsh(x), lambda x: ag.linalg.cholesky(x @ x.mT.conj() + 9 * ag.eye(4, dtype=x.dtype))):
        assert f(ag.asarray(x)).shape
    low = np.tril(x)
    np.testing.assert_allclose(ag.linalg.eigvalsh(ag.asarray(low)), np.linalg.eigvalsh(x))
    np.testing.assert_allclose(ag.linalg.svd(ag.asarray(low), compute_uv=False, hermitian=True), np.linalg.svd(x, compute_uv=False, hermitian=True))
    np.testing.assert_allclose(ag.linalg.pinv(ag.asarray(low), hermitian=True), np.linalg.pinv(x, hermitian=True))


def test_negative_rcond():
    """Below 0 it is the machine's precision, of which LAPACK counts a half."""
    for least, rank in ((1.5, 2), (0.75, 1)):
        a, b = np.diag([1.0, least * 2.0**-53]), np.ones(2)
        assert ag.linalg.lstsq(ag.asarray(a), ag.asarray(b), rcond=-1)[2] == np.linalg.lstsq(a, b, rcond=-1)[2] == rank


@pytest.mark.parametrize("dtype", ["float32", "float64", "complex64", "complex128"])
@pytest.mark.parametrize("m, n, rank", [(30, 4, 4), (40, 7, 5), (9, 6, 6), (50, 1, 1), (12, 8, 3), (4, 6, 4)])
def test_least_squares_of_many_rows(dtype, m, n, rank):
    r = np.random.default_rng(3)

    def random(*shape):
        x = r.standard_normal(shape)
        return (x + 1j * r.standard_normal(shape) if dtype.startswith("complex") else x).astype(dtype)

    single = dtype in ("float32", "complex64")
    a = random(m, n) if rank == min(m, n) else random(m, rank) @ random(rank, n)
    for b in (random(m), random(m, 3), random(m, 0)):
        rcond = 1e-4 if single else 1e-10
        want, got = np.linalg.lstsq(a, b, rcond=rcond), ag.linalg.lstsq(ag.asarray(a), ag.asarray(b), rcond=rcond)
        assert got[2] == want[2] == rank
        for x, y in ((want[i], np.asarray(got[i])) for i in (0, 1, 3)):
            assert x.dtype == y.dtype and x.shape == y.shape
            np.testing.assert_allclose(y, x, rtol=2e-3 if single else 1e-9, atol=2e-3 if single else 1e-9)
