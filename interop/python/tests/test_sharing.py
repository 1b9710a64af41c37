# SPDX-License-Identifier: BSD-3-Clause

"""Which functions return views, and which new memory: as NumPy's, function by function."""

import inspect

import arraygen as ag
import numpy as np
import pytest
from arraygen import _declare


class Both:
    """A function of the namespace xp and an array x of shape (3, 4), whose result may share memory with x."""

    def __init__(self, call, numpy=None, dtypes=("float64",)):
        self.ours, self.numpys, self.dtypes = call, numpy or call, dtypes


REAL = ("float64", "int8", "bool")
ALL = (*REAL, "complex128")
NUMBERS = ("float64", "int8", "complex128")

# For each function: calls with which it might return its argument or a part of it.
CALLS = {
    "astype": [Both(lambda xp, x: xp.astype(x, x.dtype)), Both(lambda xp, x: xp.astype(x, x.dtype, copy=False))],
    "asarray": [Both(lambda xp, x: xp.asarray(x)), Both(lambda xp, x: xp.asarray(x, copy=True)), Both(lambda xp, x: xp.asarray(x, dtype="float32"))],
    "array": [Both(lambda xp, x: xp.array(x)), Both(lambda xp, x: xp.array(x, copy=None)), Both(lambda xp, x: xp.array(x, ndmin=3, copy=False))],
    "ascontiguousarray": [Both(lambda xp, x: xp.ascontiguousarray(x)), Both(lambda xp, x: xp.ascontiguousarray(x.T))],
    "from_dlpack": [Both(lambda xp, x: xp.from_dlpack(x)), Both(lambda xp, x: xp.from_dlpack(x, copy=True))],
    "frombuffer": [Both(lambda xp, x: xp.frombuffer(memoryview(x).cast("B")))],
    "broadcast_arrays": [Both(lambda xp, x: xp.broadcast_arrays(x, x)), Both(lambda xp, x: xp.broadcast_arrays(x, xp.zeros((2, 3, 4))))],
    "broadcast_to": [Both(lambda xp, x: xp.broadcast_to(x, (3, 4))), Both(lambda xp, x: xp.broadcast_to(x, (2, 3, 4)))],
    "clip": [Both(lambda xp, x: xp.clip(x, None, None), dtypes=NUMBERS), Both(lambda xp, x: xp.clip(x, 0, None)), Both(lambda xp, x: xp.clip(x, 0, 5), dtypes=("int8",)),
             Both(lambda xp, x: xp.clip(x, -1000, 1000), dtypes=("int8",))],
    "concat": [Both(lambda xp, x: xp.concat([x])), Both(lambda xp, x: xp.concat([x], axis=None)), Both(lambda xp, x: xp.concat([x, xp.zeros((0, 4))]))],
    "concatenate": [Both(lambda xp, x: xp.concatenate([x])), Both(lambda xp, x: xp.concatenate([x], axis=1))],
    "conj": [Both(lambda xp, x: xp.conj(x), dtypes=NUMBERS)],
    "cumulative_sum": [Both(lambda xp, x: xp.cumulative_sum(x[:1, 0])), Both(lambda xp, x: xp.cumulative_sum(x[:1], axis=0))],
    "cumulative_prod": [Both(lambda xp, x: xp.cumulative_prod(x[:1, 0])), Both(lambda xp, x: xp.cumulative_prod(x[:1], axis=0))],
    "diagonal": [Both(lambda xp, x: xp.diagonal(x), lambda xp, x: xp.diagonal(x))],
    "diff": [Both(lambda xp, x: xp.diff(x)), Both(lambda xp, x: xp.diff(x, n=0))],
    "dot": [Both(lambda xp, x: xp.dot(x, xp.ones(4)))],
    "expand_dims": [Both(lambda xp, x: xp.expand_dims(x, axis=0)), Both(lambda xp, x: xp.expand_dims(x, axis=()))],
    "flip": [Both(lambda xp, x: xp.flip(x)), Both(lambda xp, x: xp.flip(x, axis=()))],
    "imag": [Both(lambda xp, x: xp.imag(x), dtypes=NUMBERS)],
    "real": [Both(lambda xp, x: xp.real(x), dtypes=NUMBERS)],
    "matmul": [Both(lambda xp, x: xp.matmul(x, xp.eye(4)))],
    "matrix_transpose": [Both(lambda xp, x: xp.matrix_transpose(x))],
    "max": [Both(lambda xp, x: xp.max(x, axis=()), dtypes=REAL), Both(lambda xp, x: xp.max(x[:1], axis=0), dtypes=REAL)],
    "min": [Both(lambda xp, x: xp.min(x, axis=()), dtypes=REAL), Both(lambda xp, x: xp.min(x[:1], axis=0), dtypes=REAL)],
    "sum": [Both(lambda xp, x: xp.sum(x, axis=()), dtypes=ALL), Both(lambda xp, x: xp.sum(x[:1], axis=0), dtypes=ALL)],
    "prod": [Both(lambda xp, x: xp.prod(x, axis=()), dtypes=ALL), Both(lambda xp, x: xp.prod(x[:1], axis=0), dtypes=ALL)],
    "all": [Both(lambda xp, x: xp.all(x, axis=()), dtypes=("bool",))],
    "any": [Both(lambda xp, x: xp.any(x, axis=()), dtypes=("bool",))],
    "mean": [Both(lambda xp, x: xp.mean(x, axis=())), Both(lambda xp, x: xp.mean(x[:1], axis=0))],
    "var": [Both(lambda xp, x: xp.var(x, axis=()))],
    "std": [Both(lambda xp, x: xp.std(x, axis=()))],
    "count_nonzero": [Both(lambda xp, x: xp.count_nonzero(x, axis=()), dtypes=("int64",))],
    "meshgrid": [Both(lambda xp, x: xp.meshgrid(x[0])), Both(lambda xp, x: xp.meshgrid(x[0], x[1])), Both(lambda xp, x: xp.meshgrid(x[0], x[1], indexing="ij"))],
    "moveaxis": [Both(lambda xp, x: xp.moveaxis(x, 0, 1)), Both(lambda xp, x: xp.moveaxis(x, 0, 0))],
    "permute_dims": [Both(lambda xp, x: xp.permute_dims(x, (0, 1))), Both(lambda xp, x: xp.permute_dims(x, (1, 0)))],
    "nonzero": [Both(lambda xp, x: xp.nonzero(x))],
    "repeat": [Both(lambda xp, x: xp.repeat(x, 1)), Both(lambda xp, x: xp.repeat(x, 1, axis=0)), Both(lambda xp, x: xp.repeat(x, [1, 1, 1], axis=0))],
    "reshape": [Both(lambda xp, x: xp.reshape(x, (3, 4))), Both(lambda xp, x: xp.reshape(x, (12,))), Both(lambda xp, x: xp.reshape(x, (12,), copy=True)),
                Both(lambda xp, x: xp.reshape(x.T, (12,)))],
    "roll": [Both(lambda xp, x: xp.roll(x, 0)), Both(lambda xp, x: xp.roll(x, 0, axis=0)), Both(lambda xp, x: xp.roll(x, (), axis=())),
             Both(lambda xp, x: xp.roll(x[:1], 1, axis=0)), Both(lambda xp, x: xp.roll(x[:1, 0], 1))],
    "round": [Both(lambda xp, x: xp.round(x), dtypes=NUMBERS), Both(lambda xp, x: xp.round(x, 2), dtypes=NUMBERS), Both(lambda xp, x: xp.round(x, -1), dtypes=NUMBERS)],
    "sort": [Both(lambda xp, x: xp.sort(x)), Both(lambda xp, x: xp.sort(x[:, :1])), Both(lambda xp, x: xp.sort(x, axis=None), lambda np, x: np.sort(x, axis=None))],
    "argsort": [Both(lambda xp, x: xp.argsort(x), dtypes=("int64",))],
    "squeeze": [Both(lambda xp, x: xp.squeeze(x, axis=())), Both(lambda xp, x: xp.squeeze(x[:1], axis=0)), Both(lambda xp, x: xp.squeeze(x))],
    "stack": [Both(lambda xp, x: xp.stack([x])), Both(lambda xp, x: xp.stack([x[0]], axis=1))],
    "take": [Both(lambda xp, x: xp.take(x, [0, 1, 2], axis=0)), Both(lambda xp, x: xp.take(x, 1, axis=0)), Both(lambda xp, x: xp.take(x, [0]))],
    "take_along_axis": [Both(lambda xp, x: xp.take_along_axis(x, xp.zeros((3, 1), dtype="int64"), axis=1))],
    "tensordot": [Both(lambda xp, x: xp.tensordot(x, xp.asarray(1.0), axes=0))],
    "tile": [Both(lambda xp, x: xp.tile(x, 1)), Both(lambda xp, x: xp.tile(x, ())), Both(lambda xp, x: xp.tile(x, (1, 1, 1)))],
    "tril": [Both(lambda xp, x: xp.tril(x)), Both(lambda xp, x: xp.tril(x, k=10))],
    "triu": [Both(lambda xp, x: xp.triu(x)), Both(lambda xp, x: xp.triu(x, k=-10))],
    "unique_all": [Both(lambda xp, x: xp.unique_all(x))],
    "unique_counts": [Both(lambda xp, x: xp.unique_counts(x))],
    "unique_inverse": [Both(lambda xp, x: xp.unique_inverse(x))],
    "unique_values": [Both(lambda xp, x: xp.unique_values(x))],
    "unstack": [Both(lambda xp, x: xp.unstack(x)), Both(lambda xp, x: xp.unstack(x[0])), Both(lambda xp, x: xp.unstack(x, axis=1))],
    "vecdot": [Both(lambda xp, x: xp.vecdot(x[:, :1], xp.ones((3, 1))))],
    "matvec": [Both(lambda xp, x: xp.matvec(x[:, :1], xp.ones(1)))],
    "vecmat": [Both(lambda xp, x: xp.vecmat(xp.ones(1), x[:1]))],
    "where": [Both(lambda xp, x: xp.where(xp.asarray(True), x, x)), Both(lambda xp, x: xp.where(x == x, x, 0))],
    "searchsorted": [Both(lambda xp, x: xp.searchsorted(x[0], x[1]))],
    "isin": [Both(lambda xp, x: xp.isin(x, x), dtypes=("bool",))],
    "argmax": [Both(lambda xp, x: xp.argmax(x[:, :1], axis=1), dtypes=("int64",))],
    "argmin": [Both(lambda xp, x: xp.argmin(x[:, :1], axis=1), dtypes=("int64",))],
    "empty_like": [Both(lambda xp, x: xp.empty_like(x))],
    "full_like": [Both(lambda xp, x: xp.full_like(x, 1))],
    "ones_like": [Both(lambda xp, x: xp.ones_like(x))],
    "zeros_like": [Both(lambda xp, x: xp.zeros_like(x))],
    "full": [Both(lambda xp, x: xp.full((3, 4), x))],
    "median": [Both(lambda xp, x: xp.median(x[:1], axis=0))],
    "nanmedian": [Both(lambda xp, x: xp.nanmedian(x[:1], axis=0))],
    "quantile": [Both(lambda xp, x: xp.quantile(x[:1], 0.5, axis=0))],
    "percentile": [Both(lambda xp, x: xp.percentile(x[:1], 50, axis=0))],
    "nanquantile": [Both(lambda xp, x: xp.nanquantile(x[:1], 0.5, axis=0))],
    "nanpercentile": [Both(lambda xp, x: xp.nanpercentile(x[:1], 50, axis=0))],
    "average": [Both(lambda xp, x: xp.average(x[:1], axis=0))],
    "histogram": [Both(lambda xp, x: xp.histogram(x, x[0]))],
    "histogram_bin_edges": [Both(lambda xp, x: xp.histogram_bin_edges(x, 3))],
    "bincount": [Both(lambda xp, x: xp.bincount(x[0]), dtypes=("int64",))],
    "digitize": [Both(lambda xp, x: xp.digitize(x, x[0]))],
    "isclose": [Both(lambda xp, x: xp.isclose(x, x))],
    "allclose": [Both(lambda xp, x: xp.allclose(x, x))],
    "array_equal": [Both(lambda xp, x: xp.array_equal(x, x))],
    "pad": [Both(lambda xp, x: xp.pad(x, 0)), Both(lambda xp, x: xp.pad(x, 0, "edge"))],
    "insert": [Both(lambda xp, x: xp.insert(x, [], x[:0], axis=0))],
    "delete": [Both(lambda xp, x: xp.delete(x, [], axis=0))],
    "partition": [Both(lambda xp, x: xp.partition(x, 0)), Both(lambda xp, x: xp.partition(x[:, :1], 0))],
    "argpartition": [Both(lambda xp, x: xp.argpartition(x, 0), dtypes=("int64",))],
    "top_k": [Both(lambda xp, x: xp.top_k(x, 4), lambda np, x: (np.sort(x), np.argsort(x)))],
    "gradient": [Both(lambda xp, x: xp.gradient(x))],
    "interp": [Both(lambda xp, x: xp.interp(x, x[0], x[0]))],
    "cov": [Both(lambda xp, x: xp.cov(x))],
    "corrcoef": [Both(lambda xp, x: xp.corrcoef(x))],
    "einsum": [Both(lambda xp, x: xp.einsum("ij->ij", x)), Both(lambda xp, x: xp.einsum("ij->ji", x)), Both(lambda xp, x: xp.einsum("ij->i", x))],
    "sliding_window_view": [Both(lambda xp, x: xp.sliding_window_view(x, (1, 2)), lambda np, x: np.lib.stride_tricks.sliding_window_view(x, (1, 2)))],
    "append": [Both(lambda xp, x: xp.append(x, x[:0], axis=0))],
    "array_split": [Both(lambda xp, x: xp.array_split(x, 2)), Both(lambda xp, x: xp.array_split(x, [1], axis=1))],
    "split": [Both(lambda xp, x: xp.split(x, 3)), Both(lambda xp, x: xp.split(x, [1], axis=1))],
    "atleast_1d": [Both(lambda xp, x: xp.atleast_1d(x)), Both(lambda xp, x: xp.atleast_1d(x, x))],
    "atleast_2d": [Both(lambda xp, x: xp.atleast_2d(x)), Both(lambda xp, x: xp.atleast_2d(x[0]))],
    "atleast_3d": [Both(lambda xp, x: xp.atleast_3d(x)), Both(lambda xp, x: xp.atleast_3d(x[0]))],
    "amax": [Both(lambda xp, x: xp.amax(x, axis=()), dtypes=REAL)],
    "amin": [Both(lambda xp, x: xp.amin(x, axis=()), dtypes=REAL)],
    "around": [Both(lambda xp, x: xp.around(x), dtypes=NUMBERS)],
    "cumsum": [Both(lambda xp, x: xp.cumsum(x[:1], axis=0)), Both(lambda xp, x: xp.cumsum(x[:1, 0]))],
    "cumprod": [Both(lambda xp, x: xp.cumprod(x[:1], axis=0)), Both(lambda xp, x: xp.cumprod(x[:1, 0]))],
    "diag": [Both(lambda xp, x: xp.diag(x)), Both(lambda xp, x: xp.diag(x[0]))],
    "flatnonzero": [Both(lambda xp, x: xp.flatnonzero(x))],
    "fliplr": [Both(lambda xp, x: xp.fliplr(x))],
    "flipud": [Both(lambda xp, x: xp.flipud(x))],
    "rot90": [Both(lambda xp, x: xp.rot90(x, 0)), Both(lambda xp, x: xp.rot90(x)), Both(lambda xp, x: xp.rot90(x, 2)), Both(lambda xp, x: xp.rot90(x, -1))],
    "hstack": [Both(lambda xp, x: xp.hstack([x]))],
    "vstack": [Both(lambda xp, x: xp.vstack([x]))],
    "nansum": [Both(lambda xp, x: xp.nansum(x, axis=()))],
    "nanprod": [Both(lambda xp, x: xp.nanprod(x, axis=()))],
    "nanmax": [Both(lambda xp, x: xp.nanmax(x, axis=()), dtypes=REAL)],
    "nanmin": [Both(lambda xp, x: xp.nanmin(x, axis=()), dtypes=REAL)],
    "nanmean": [Both(lambda xp, x: xp.nanmean(x, axis=()))],
    "nanvar": [Both(lambda xp, x: xp.nanvar(x, axis=()))],
    "nanstd": [Both(lambda xp, x: xp.nanstd(x, axis=()))],
    "outer": [Both(lambda xp, x: xp.outer(x[:1, :1], x))],
    "ptp": [Both(lambda xp, x: xp.ptp(x, axis=0), dtypes=("float64", "int8"))],
    "ravel": [Both(lambda xp, x: xp.ravel(x)), Both(lambda xp, x: xp.ravel(x.T)), Both(lambda xp, x: xp.ravel(x.T, order="K"))],
    "swapaxes": [Both(lambda xp, x: xp.swapaxes(x, 0, 1))],
    "trace": [Both(lambda xp, x: xp.trace(x[:1, :1]))],
    "transpose": [Both(lambda xp, x: xp.transpose(x))],
    "linspace": [Both(lambda xp, x: xp.linspace(x, x, 1), lambda np, x: np.linspace(x, x, 1))],
}

# Methods and attributes, by the same names in NumPy.
METHODS = {
    "astype": lambda x: x.astype(x.dtype), "astype no copy": lambda x: x.astype(x.dtype, copy=False), "copy": lambda x: x.copy(),
    "flatten": lambda x: x.flatten(), "ravel": lambda x: x.ravel(), "reshape": lambda x: x.reshape(12), "round": lambda x: x.round(),
    "round 2": lambda x: x.round(2), "round -1": lambda x: x.round(-1), "T": lambda x: x.T, "mT": lambda x: x.mT, "real": lambda x: x.real, "imag": lambda x: x.imag,
    "squeeze": lambda x: x.squeeze(), "swapaxes": lambda x: x.swapaxes(0, 1), "transpose": lambda x: x.transpose(), "view": lambda x: x.view(),
    "diagonal": lambda x: x.diagonal(), "take": lambda x: x.take([0]), "repeat": lambda x: x.repeat(1), "pos": lambda x: +x, "abs": lambda x: abs(x),
    "power": lambda x: x**1, "element": lambda x: x[1, 2], "row": lambda x: x[1], "ellipsis": lambda x: x[...], "new axis": lambda x: x[None],
    "integers": lambda x: x[[0, 1, 2]], "mask": lambda x: x[x == x], "to_device": lambda x: x.to_device("cpu"), "sum": lambda x: x.sum(axis=()),
    "max": lambda x: x.max(axis=()), "cumsum": lambda x: x[:1].cumsum(axis=0), "iteration": lambda x: list(x)[0], "iteration of elements": lambda x: list(x[0])[0],
    "flat": lambda x: list(x.flat)[0],
}


def parts(result):
    return [p for r in (result if isinstance(result, (tuple, list)) else (result,)) for p in [r] if hasattr(p, "shape")]


def shares(xp, x, result):
    asarray = np.asarray
    return [bool(np.shares_memory(asarray(x), asarray(p))) for p in parts(result)]


def argument(dtype):
    return np.arange(12).reshape(3, 4).astype(dtype)


def square(dtype):
    """A matrix that has an inverse and a Cholesky factor."""
    return np.eye(3).astype(dtype)


@pytest.mark.parametrize("name", CALLS)
def test_functions(name):
    for call in CALLS[name]:
        for dtype in call.dtypes:
            x = argument(dtype)
            a = ag.array(x)
            want = shares(np, x, call.numpys(np, x))
            got = shares(ag, a, call.ours(ag, a))
            assert got == want, (dtype, inspect.getsource(call.ours.__code__).strip())


# Those whose results light/test_numpy_functions.py compares, with what they share memory with.
ELSEWHERE = set("""
    angle apply_along_axis apply_over_axes argwhere array_equiv block choose column_stack common_type compress convolve correlate cross
    diag_indices diag_indices_from diagflat dstack ediff1d extract fill_diagonal fix fromfile fromfunction fromiter fromstring genfromtxt
    geomspace histogram2d histogramdd i0 inner intersect1d iscomplex isneginf isposinf isreal ix_ kron lexsort loadtxt logspace
    min_scalar_type nan_to_num nanargmax nanargmin nancumprod nancumsum packbits piecewise place poly polyadd polyfit roots array2string get_printoptions set_printoptions printoptions errstate geterr geterrcall seterr seterrcall polyder polydiv polyint
    polymul polysub polyval put put_along_axis putmask ravel_multi_index real_if_close resize rollaxis save savetxt savez savez_compressed
    select setdiff1d setxor1d sinc sort_complex trapezoid tri tril_indices tril_indices_from trim_zeros triu_indices triu_indices_from
    union1d unique unpackbits unravel_index unwrap vander vdot
""".split())

# NumPy's functions on our arrays that the calls below don't fit.
OTHER_ARGUMENTS = {
    "arange", "astype", "bincount", "broadcast_to", "can_cast", "cumulative_prod", "cumulative_sum", "einsum", "empty", "eye", "frombuffer", "full", "identity", "interp", "meshgrid",
    "linalg.cross", "linalg.lstsq", "linalg.multi_dot", "linalg.outer", "linalg.tensorinv", "linalg.tensorsolve", "ones", "reshape", "result_type", "searchsorted", "take_along_axis", "zeros",
}


@pytest.mark.parametrize("name", sorted(set(_declare.FUNCTIONS) - OTHER_ARGUMENTS - ELSEWHERE))
@pytest.mark.filterwarnings("ignore")
def test_numpys_functions(name):
    function, tried = np, 0
    for part in name.split("."):
        function = getattr(function, part)
    for dtype, make in ((d, m) for d in ALL for m in (argument, square)):
        x = make(dtype)
        a = ag.array(x)
        for rest in (lambda v: (), lambda v: (1,), lambda v: (0, 1), lambda v: (v,), lambda v: ([0, 1],)):
            for pack in (lambda v: v, lambda v: [v]):
                try:
                    want = shares(np, x, function(pack(x), *rest(x)))
                except Exception:  # noqa: BLE001
                    continue  # not a call of this function
                try:
                    result = function(pack(a), *rest(a))
                except (TypeError, ValueError):
                    continue  # not ours
                if isinstance(pack(x), list) and not parts(result):
                    continue
                assert shares(ag, a, result) == want, (dtype, rest(0), isinstance(pack(x), list))
                tried += 1
    assert tried


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("dtype", ["float64", "int8", "complex128"])
def test_methods(name, dtype):
    x = argument(dtype)
    a = ag.array(x)
    assert shares(ag, a, METHODS[name](a)) == shares(np, x, METHODS[name](x))


@pytest.mark.parametrize("u", ag._arraygen._ufuncs, ids=lambda u: u.__name__)
def test_ufuncs_return_new_memory(u):
    for types in u.types:
        inputs = types.partition("->")[0]
        unit = {"M": "M8[s]", "m": "m8[s]"}
        args = [ag.ones(3, dtype=unit.get(d, d)) for d in (inputs.split(",") if "," in inputs else inputs) if d]
        result = u(*args)
        for y in result if isinstance(result, tuple) else (result,):
            assert not any(ag.shares_memory(x, y) for x in args) and y.flags.owndata and y.flags.writeable


# What takes no array, or returns none.
NO_ARRAY = {
    "AxisError", "CastError", "arange", "broadcast_shapes", "can_cast", "copyto", "dtype", "empty", "eye", "finfo", "get_isa", "identity", "iinfo", "isdtype",
    "may_share_memory", "ndarray", "ndim", "ones", "promote_types", "result_type", "shape", "shares_memory", "size", "ufunc", "zeros",
}


def test_every_function_is_checked():
    ufuncs = {n for n in dir(ag) if isinstance(getattr(ag, n), ag.ufunc)}
    functions = {n for n in dir(ag) if callable(getattr(ag, n)) and not n.startswith("_")} - ufuncs
    assert functions - NO_ARRAY - ELSEWHERE - set(CALLS) == set()
