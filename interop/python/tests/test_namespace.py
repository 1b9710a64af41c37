# SPDX-License-Identifier: BSD-3-Clause

"""NumPy's functions beyond the standard: the same results as NumPy's, on our arrays."""

import re

import arraygen as ag
import numpy as np
import pytest

RNG = np.random.default_rng(3)
X = RNG.normal(size=(4, 5, 6))
Y = RNG.normal(size=(4, 5, 6))
N = X.copy()
N[1, 2, 3:] = np.nan
N[0, 0] = np.nan
I = RNG.integers(-9, 9, (4, 6))
LINE = np.sort(RNG.normal(size=20))
UP = np.linspace(-2, 2, 9)

# Expressions over the module np and arrays by these names.
ARRAYS = {"x": X, "y": Y, "n": N, "i": I, "line": LINE, "up": UP, "f": X.astype("f4"), "h": X.astype("f2"), "b": I > 0, "c": X[0] + 1j * Y[0], "u": np.arange(12).astype("u1"),
          "e": np.zeros((3, 0)), "s": np.asarray(2.5), "w": np.abs(Y), "big": RNG.integers(0, 50, 1000), "t": np.array([3, -2, 9, 0, "NaT"], "m8[s]")}
METHODS = ("linear", "lower", "higher", "nearest", "midpoint", "inverted_cdf", "averaged_inverted_cdf", "closest_observation", "interpolated_inverted_cdf", "hazen",
           "weibull", "median_unbiased", "normal_unbiased")
CALLS = [
    *[f"np.median({a}{axis})" for a in ("x", "n", "i", "f", "b", "u", "s") for axis in ("", ", axis=-1", ", axis=0, keepdims=True") if (a not in "us") or axis == ""],
    "np.median(x, axis=(0, 2))", "np.median(x, axis=(0, 2), keepdims=True)", "np.median(x, keepdims=True)", "np.median(line[::2])", "np.median(x.T, axis=1)",
    *[f"np.quantile({a}, {q}, method='{m}')" for m in METHODS for a, q in (("x", 0.3), ("i", "[0, 0.25, 0.5, 1]"), ("line", "[[0.1, 0.999]]"), ("u", 0.5))],
    "np.quantile(x, 0.25, axis=1)", "np.quantile(x, [0.25, 0.5], axis=(0, 1))", "np.quantile(x, [0.25, 0.5], axis=1, keepdims=True)", "np.quantile(f, 0.25)",
    "np.quantile(f, [0.25, 0.5])", "np.quantile(n, 0.5, axis=2)", "np.percentile(x, 37)", "np.percentile(x, [0, 50, 100], axis=-1)", "np.percentile(i, 90, axis=0)",
    "np.nanmedian(n, axis=2)", "np.nanmedian(n)", "np.nanmedian(n, axis=0, keepdims=True)", "np.nanquantile(n, [0.1, 0.7], axis=1)", "np.nanpercentile(n, 20, axis=(0, 1))",
    "np.average(x)", "np.average(x, axis=1)", "np.average(x, axis=1, weights=w)", "np.average(x, weights=w)", "np.average(x, axis=2, weights=[1, 2, 3, 4, 5, 6])",
    "np.average(x, axis=1, weights=w, returned=True)", "np.average(i, returned=True)", "np.average(x, axis=0, weights=w, keepdims=True)", "np.average(i, axis=1, weights=i * i + 1)",
    *[f"np.histogram({a})" for a in ("x", "i", "f", "u", "line", "e", "b * 1", "s")], "np.histogram(x, 7)", "np.histogram(x, up)", "np.histogram(x, 5, (-1, 1))",
    "np.histogram(x, 6, weights=w)", "np.histogram(i, [0, 3, 4, 9], weights=i)", "np.histogram(x, up, density=True)", "np.histogram(x, 4, density=True, weights=w)",
    "np.histogram(big, 50)", "np.histogram(big, 49, (0, 49))", "np.histogram([3, 3, 3])", "np.histogram([1, 2, np.nan], 3, (0, 3))", "np.histogram_bin_edges(x, 7)",
    "np.bincount(u)", "np.bincount(big)", "np.bincount(big, minlength=99)", "np.bincount(big, weights=big / 7)", "np.bincount(u[:0])", "np.bincount(b[0] * 1)",
    "np.digitize(x, up)", "np.digitize(x, up, right=True)", "np.digitize(x, up[::-1])", "np.digitize(i, [-3, 0, 0, 5])", "np.digitize(i, [5, 0, -3], True)", "np.digitize(1.5, up)",
    "np.isclose(x, x + 1e-9)", "np.isclose(n, n)", "np.isclose(n, n, equal_nan=True)", "np.isclose([np.inf, -np.inf, 1], [np.inf, np.inf, np.inf])", "np.isclose(i, i + 1, rtol=0.2, atol=0)",
    "np.isclose(c, c * (1 + 1e-6))", "np.isclose(x, 0.1, atol=0.5)", "np.isclose(x, y, atol=w)", "np.isclose(x, y, rtol=w[0], atol=w[:, :1])", "np.isclose(f, 1, [0, 1] * 3, 0)", "np.isclose(c, c + 1, atol=w[0])",
    "np.isclose(i, i + 1, rtol=np.abs(i))", "np.isclose(s, 2, atol=w[0])", "np.isclose(n, n, equal_nan=True, atol=w)", "np.allclose(x, y, atol=w)", "np.allclose(x, y, [9, 9, 9, 9, 9, 9], 9)",
    "np.isclose(t, t + 1, atol=t[0])", "np.isclose(t, t[::-1], atol=t)", "np.isclose(t, t[0], rtol=0.5, atol=t[3])", "np.allclose(t[:4], t[:4], atol=t[3])",
    "np.allclose(x, x + 1e-9)", "np.allclose(x, y)", "np.allclose(n, n, equal_nan=True)", "np.array_equal(x, x)",
    "np.array_equal(x, y)", "np.array_equal(x, x[0])", "np.array_equal(n, n)", "np.array_equal(n, n, equal_nan=True)", "np.array_equal(i, i.astype('f8'))",
    *[f"np.pad({a}, {w}, '{m}')" for m in ("constant", "edge", "reflect", "symmetric", "wrap") for a, w in (("i", 2), ("i", "(1, 3)"), ("i", "((0, 1), (9, 20))"), ("x", "((0, 0), (1, 2), (3, 0))"),
                                                                                                ("line[:1]", 3), ("b", 1))],
    *[f"np.pad({a}, {w}, '{m}'{more})" for m, more in (("linear_ramp", ""), ("linear_ramp", ", end_values=3"), ("linear_ramp", ", end_values=((1, 2), (3, 4))"), ("maximum", ""),
                                                      ("minimum", ", stat_length=2"), ("mean", ""), ("mean", ", stat_length=((1, 2), (3, 9))"), ("median", ""), ("median", ", stat_length=(2, 3)"),
                                                      ("reflect", ", reflect_type='odd'"), ("symmetric", ", reflect_type='odd'"), ("reflect", ", reflect_type='even'"), ("edge", ""), ("wrap", ""))
      for a, w in (("i", 2), ("i", "((0, 1), (9, 20))"), ("x[0]", "((1, 2), (3, 0))"), ("f[0]", "(1, 3)"), ("h[0]", 2), ("x[0].T", "(2, 9)"), ("i[:1]", 3), ("x[0][:, ::-2]", 4), ("c", 1))
      if not (a == "c" and m == "median")],
    "np.pad(x[0], ((0, 0), (7, 8)), constant_values=((1, 2), (3.5, 4)))", "np.pad(i, 2, constant_values=(1, 2))", "np.pad(x[0].T, 2)", "np.pad(b, 1, 'maximum')", "np.pad(b, 2, 'mean')",
    "np.pad(x[0], 1, 'mean', stat_length=None)", "np.pad(np.array([3, 5, 9], 'u1'), 4, 'reflect', reflect_type='odd')", "np.pad(u, 7, 'linear_ramp', end_values=9)", "np.pad(i, 1, 'empty')[1:-1, 1:-1]",
    "np.pad(x[:0], ((2, 0), (0, 0), (1, 1)))", "np.pad(e, ((1, 1), (0, 0)), 'edge')", "np.pad(e, ((1, 2), (0, 0)), 'mean')",
    *[f"np.histogram({a}, '{m}')" for a in ("x", "i", "f", "line", "big", "u", "up[:2]", "line[:1]", "[3, 3, 3]", "e", "line ** 3", "b * 1") for m in ("auto", "fd", "doane", "scott", "stone", "rice", "sturges", "sqrt")],
    *[f"np.histogram_bin_edges(big, '{m}', (5, 20))" for m in ("auto", "fd", "doane", "scott", "stone", "rice", "sturges", "sqrt")], "np.histogram(x, 'auto', (-1, 1), density=True)",
    *[f"np.{f}({a}, {q}, method='inverted_cdf', weights={w}{more})" for f, q in (("quantile", 0.3), ("quantile", "[0, 0.25, 1]"), ("percentile", "[[10, 99.9]]"), ("nanquantile", "[0.1, 0.7]"), ("nanpercentile", 40))
      for a, w, more in (("x", "w", ""), ("x", "w", ", axis=1"), ("x", "w", ", axis=(0, 2), keepdims=True"), ("x", "[1, 0, 2, 0.5, 3]", ", axis=1"), ("x", "w[:, :, 0].T", ", axis=(1, 0)"), ("i", "i * i", ", axis=-1"),
                         ("f", "w", ", axis=2"), ("n", "w", ", axis=2"), ("u", "u", ""), ("line", "(line > 0) * 1", ", axis=0"))
      if "nan" not in f or "[1" not in w and "T" not in w],  # where NumPy fails
    "np.average(x, axis=(1, 0), weights=w[:, :, 0].T)", "np.average(x, axis=(0, 2), weights=w[:, 0])",
    "np.partition(line, u[2])[2]", "np.partition(line, np.array([1, 3]))[[1, 3]]", "np.partition(line, 3, kind='introselect')[3]", "line[np.argpartition(line, range(3))][:3]",
    "np.pad(i, 1, constant_values=7)", "np.pad(c, 1)", "np.pad(e, 1)", "np.pad(s, 0)", "np.pad(i, np.array([[1, 2], [0, 0]]))",
    "np.insert(line, 3, 7.5)", "np.insert(line, [1, 1, 19], [7, 8, 9])", "np.insert(i, 1, 5, axis=0)", "np.insert(i, 1, [1, 2, 3, 4], axis=1)", "np.insert(i, [1], [[1], [2], [3], [4]], axis=1)",
    "np.insert(i, [0, 3], 9, axis=1)", "np.insert(i, 2, 99)", "np.insert(i, -1, 99)", "np.insert(line, slice(2, 9, 3), 0)", "np.insert(i, 4, i[0], axis=0)", "np.insert(i, [2, 0], i[:2], axis=0)",
    "np.insert(x, 1, 0.5, axis=2)", "np.insert(x, [1, 2], y[:, :, :2], axis=2)", "np.insert(line, [], [])", "np.insert(line, 20, 1)", "np.insert(line, 2, [5, 6, 7])",
    "np.delete(line, 3)", "np.delete(line, [1, 1, -1])", "np.delete(i, 1, axis=0)", "np.delete(i, [0, 2], axis=1)", "np.delete(i, slice(None, None, 2), axis=1)", "np.delete(i, 5)",
    "np.delete(line, line > 0)", "np.delete(x, -1, axis=1)", "np.delete(i, [], axis=0)",
    "np.append(i, [1, 2])", "np.append(i, i, axis=0)", "np.append(x, 1)", "np.append(i, [[1.5] * 6], axis=0)",
    "np.sort(np.partition(line[::-1], 3)[:3])", "np.partition(x, 2, axis=0)[2]", "np.partition(i, [1, 4])[:, [1, 4]]", "np.sort(line[np.argpartition(line, 5)][:5])", "np.partition(i, 3, axis=None)[3]",
    "np.lib.stride_tricks.sliding_window_view(line, 4)", "np.lib.stride_tricks.sliding_window_view(i, (2, 3))", "np.lib.stride_tricks.sliding_window_view(x, 2, axis=1)",
    "np.lib.stride_tricks.sliding_window_view(x, (2, 3), axis=(0, 0))", "np.lib.stride_tricks.sliding_window_view(line[::2], 3)", "np.lib.stride_tricks.sliding_window_view(x, (2, 2), (0, -1))",
    "np.gradient(line)", "np.gradient(line, 0.5)", "np.gradient(line, line)", "np.gradient(x)", "np.gradient(x, axis=1)", "np.gradient(x, 2, 3.5, 0.5)", "np.gradient(i)", "np.gradient(f, axis=(0, 2))",
    "np.gradient(line, edge_order=2)", "np.gradient(line, line, edge_order=2)", "np.gradient(x, [0, 1, 3, 4.5], axis=0, edge_order=2)", "np.gradient(i, 2.0, axis=1)", "np.gradient([1, 2, float('nan'), 4, 5], [1, 1.5, 2, 2.5, 3])", "np.gradient([1, 2, float('nan'), 4, 5], [1, 1.5, 2, 2.5, 4])",
    *[f"np.gradient(n, np.arange(n.shape[{a}]) * 3, axis={a}, edge_order=2)" for a in (0, 1)],
    "np.gradient(c)",
    "np.interp(x, line, line ** 2)", "np.interp(1.5, [1, 2, 3], [3, 2, 0])", "np.interp([0, 1, 1.5, 2.72, 9], [1, 2, 3], [3, 2, 0], left=-1, right=99)", "np.interp([-180, 170, 365], [190, -190, 350, -350], [5, 10, 3, 4], period=360)",
    "np.interp([1.5, 4.0], [2, 3, 5], [1j, 0, 2 + 3j])", "np.interp(n, line, line)", "np.interp([1, 2], [1, 1, 2], [5, 6, 7])", "np.interp(i, up, up)",
    "np.cov(i)", "np.cov(x[0])", "np.cov(x[0], y[0])", "np.cov(x[0], rowvar=False)", "np.cov(x[0], bias=True)", "np.cov(x[0], ddof=0)", "np.cov(line)", "np.cov(c)", "np.cov(x[0], aweights=[1, 2, 3, 4, 5, 6])",
    "np.cov(x[0], y[0], rowvar=False)", "np.corrcoef(x[0])", "np.corrcoef(x[0], rowvar=False)", "np.corrcoef(line, line ** 2)", "np.corrcoef(c)",
    "np.rot90(i)", "np.rot90(i, 2)", "np.rot90(i, -1)", "np.rot90(x, 3, (1, 2))", "np.rot90(x, 1, axes=(2, 0))", "np.flipud(i)", "np.fliplr(i)", "np.diag(line)", "np.diag(line, -2)", "np.diag(i)", "np.diag(i, 1)",
    "np.diag(i, -9)", "np.trace(i)", "np.trace(i, 1)", "np.trace(x, axis1=1, axis2=2)", "np.trace(x, -1, 0, 2)", "np.trace(u.reshape(3, 4))", "np.trace(i, dtype='f4')",
    "np.atleast_1d(s)", "np.atleast_2d(line)", "np.atleast_3d(line)", "np.atleast_3d(i)", "np.atleast_3d(x)", "np.atleast_2d(s, line, i)", "np.ptp(x)", "np.ptp(i, axis=1)", "np.ptp(x, axis=(0, 2), keepdims=True)",
    "np.outer(line, up)", "np.outer(i, [1, 2])", "np.flatnonzero(i)", "np.dot(x, i.T)" if False else "np.dot(x[0], y[0].T)", "np.dot(x, y[0].T)", "np.dot(i, 3)", "np.dot(x, up[:6])",
    "np.einsum('ij,kj->ik', x[0], y[0])", "np.einsum('ij,kj', x[0], y[0])", "np.einsum('ii->i', i[:, :4])", "np.einsum('ii', i[:, :4])", "np.einsum('ij->', x[0])", "np.einsum('ij->ji', i)",
    "np.einsum('ijk,ijk->i', x, y)", "np.einsum('...j,...j->...', x, y)", "np.einsum('ijk,kl,lm->ijm', x, i.T, i)", "np.einsum('i,j->ij', line, up)", "np.einsum('i,i', line, line)",
    "np.einsum('b...,b...->b...', x, y)", "np.einsum('ij,jk,ki->', x[0], y[0].T, x[0] @ y[0].T)", "np.einsum('ij,ij,ij->ij', i, i, i)", "np.einsum('...ij,...jk->...ik', x, y.swapaxes(1, 2))",
    "np.einsum('ij->j', b * 1)", "np.einsum('ii,jj', i[:, :4], i[:, :4])", "np.einsum('k,ijk->ji', [1, 0, 0, 2, 0, 0], x)", "np.einsum('ij,j->ij', c, c[0])",
    "np.nansum(n, axis=1)", "np.nanprod(n)", "np.nanmax(n, axis=0)", "np.nanmin(n)", "np.nanmean(n, axis=2)", "np.nanvar(n, axis=(0, 1), ddof=1)", "np.nanstd(n)", "np.var(x, axis=0, mean=np.mean(x, 0, keepdims=True))",
    "np.split(line, 4)", "np.array_split(line, 3)", "np.split(i, [1, 4], axis=1)", "np.hstack([line, up])", "np.vstack([i, i[0]])", "np.hstack([i, i])", "np.ravel(x.T, 'K')", "np.ravel(x, 'F')",
    "np.linspace(0, 1, 5, retstep=True)", "np.linspace([0, 1], [2, 3], 4, axis=1)", "np.eye(3, M=4, k=1)", "np.cumsum(i)", "np.cumprod(x, axis=1)", "np.around(x, 2)", "np.size(x, 1)", "np.size(x, (0, 2))",
]


def evaluate(call, module, convert):
    with np.errstate(all="ignore"):
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return eval(call, {"np": module} | {k: convert(v) for k, v in ARRAYS.items()})


def check(got, want, call):
    if isinstance(want, (tuple, list)):
        assert isinstance(got, (tuple, list)) and len(got) == len(want), call
        for g, w in zip(got, want):
            check(g, w, call)
        return
    if isinstance(want, bool):
        assert got is want, call
        return
    assert isinstance(got, (ag.ndarray, int)), (call, type(got))
    got, want = np.asarray(got), np.asarray(want)
    assert (got.dtype, got.shape) == (want.dtype, want.shape), call
    rtol = {"e": 3e-3, "f": 3e-6}.get(want.dtype.char, 1e-12)
    np.testing.assert_allclose(got, want, rtol=rtol, atol=rtol, err_msg=call)


@pytest.mark.parametrize("call", CALLS)
def test_as_numpy(call):
    want = evaluate(call, np, lambda v: v)
    if set(re.findall(r"\w+", call)) & set(ARRAYS):  # NumPy's function finds an array of ours
        check(evaluate(call, np, ag.asarray), want, call)
    check(evaluate(call, ag, ag.asarray), want, call)


@pytest.mark.parametrize("call", [
    "np.quantile(x, 1.5)", "np.percentile(x, -1)", "np.quantile(c, 0.5)", "np.quantile(x, 0.5, method='best')", "np.median(x, axis=3)", "np.average(x, axis=0, weights=[1, 2])",
    "np.histogram(n)", "np.histogram(x, 0)", "np.histogram(x, [3, 2, 1])", "np.histogram(x, 3, (2, 1))", "np.histogram(x, weights=i)", "np.bincount(x)", "np.bincount(i)",
    "np.bincount(i[0] - 99)", "np.bincount(u, minlength=-1)", "np.bincount(u, weights=[1.0])", "np.digitize(x, [1, 3, 2])", "np.digitize(c, up)", "np.pad(i, -1)", "np.pad(i, ((1, 1), (2, 2), (3, 3)))",
    "np.pad(e, 1, 'edge')", "np.pad(i, 1, 'mirror')", "np.insert(line, 99, 0)", "np.insert(line, [1, 2], [1, 2, 3])", "np.delete(line, 99)", "np.delete(line, [99])", "np.delete(i, [True], axis=0)",
    "np.partition(line, 20)", *[f"np.{f}(line, {a})" for f in ("partition", "argpartition") for a in (
        "2, kind='nonsense'", "2, kind='quick'", "2, kind=''", "2, kind=None", "2, kind=1", "2, order='a'", "2.0", "True", "[True]", "[1.5]", "[[1]]", "[]", "'a'", "None", "1j", "-21", "2, axis=1", "[1, 99]")],
    "np.pad(i, 1, 'edge', stat_length=2)", "np.pad(i, 1, 'constant', end_values=2)", "np.pad(i, 1, 'mean', reflect_type='odd')", "np.pad(i, 1, 'maximum', stat_length=0)",
    "np.pad(i, 1, 'mean', stat_length=-1)", "np.pad(i, 1, 'linear_ramp', end_values=(1, 2, 3))", "np.pad(i, 1, 'wrap', constant_values=1)", "np.pad(e, 1, 'median')",
    "np.histogram(x, 'mean')", "np.histogram(x, 'auto', weights=w)", "np.histogram_bin_edges(x, 'fd', weights=w)", "np.histogram(n, 'auto')",
    "np.quantile(x, 0.5, weights=w)", "np.quantile(x, 0.5, method='inverted_cdf', weights=-w)", "np.quantile(x, 0.5, method='inverted_cdf', weights=[1, 2])", "np.average(x, axis=(0, 1), weights=w[:, :, 0].T)",
    "np.quantile(x, 0.5, axis=1, method='inverted_cdf', weights=[1, 2])", "np.percentile(x, 50, axis=2, method='inverted_cdf', weights=w * 0)", "np.quantile(x, 1.5, method='inverted_cdf', weights=w)", "np.lib.stride_tricks.sliding_window_view(line, 21)", "np.lib.stride_tricks.sliding_window_view(i, 3)", "np.gradient(line[:1])", "np.gradient(line, [1, 2])",
    "np.gradient(x, 1, 2)", "np.gradient(line, edge_order=3)", "np.interp(1.0, [], [])", "np.interp(1.0, [1, 2], [1])", "np.interp(1.0, [1, 2], [1, 2], period=0)", "np.cov(x)",
    "np.rot90(line)", "np.rot90(i, 1, (0, 0))", "np.flipud(s)", "np.fliplr(line)", "np.diag(x)", "np.trace(line)", "np.einsum('ij', x)", "np.einsum('ij,jk', x[0], x[0])", "np.einsum('i->j', line)",
    "np.einsum('i->ii', line)", "np.einsum('i,i', line)", "np.split(line, 3)", "np.array_split(line, 0)",
])
def test_refused_as_numpy(call):
    with pytest.raises(Exception) as want:
        evaluate(call, np, lambda v: v)
    kinds = tuple(k for k in (ValueError, TypeError, IndexError, ZeroDivisionError) if issubclass(want.type, k))
    assert kinds, want
    with pytest.raises(kinds):
        evaluate(call, np, ag.asarray)


def test_refused_with_a_reason():
    with pytest.raises(ValueError, match="no quantiles"):
        ag.quantile(ag.zeros((3, 0)), 0.5)
    with pytest.raises(ZeroDivisionError, match="sum to zero"):
        ag.average(ag.ones(3), weights=ag.zeros(3))
    with pytest.raises(ValueError, match='there is no method "best"; there are'):
        ag.quantile(ag.ones(3), 0.5, method="best")


@pytest.mark.parametrize("largest", [True, False])
@pytest.mark.parametrize("axis", [0, 1, -1])
def test_top_k(largest, axis):
    for x in (X, I.astype("i1").reshape(4, 2, 3), N.astype("f4")):
        values, indices = ag.top_k(ag.asarray(x), 2, axis=axis, largest=largest)
        order = np.argsort(x, axis=axis, kind="stable")
        if largest:  # NaN counts as the largest, and of equal elements the first comes first
            last = np.flip(np.argsort(np.flip(x, axis), axis=axis, kind="stable"), axis)
            order = x.shape[axis] - 1 - last
        want = np.take(order, [0, 1], axis=axis)
        np.testing.assert_array_equal(np.asarray(indices), want)
        np.testing.assert_array_equal(np.asarray(values), np.take_along_axis(x, want, axis=axis))
    with pytest.raises(ValueError):
        ag.top_k(ag.asarray(LINE), 21)


def test_every_function_of_numpys_is_compared():
    text = " ".join(CALLS)
    new = """average median quantile percentile nanmedian nanquantile nanpercentile histogram histogram_bin_edges bincount digitize isclose allclose array_equal pad
    insert delete append partition argpartition gradient interp cov corrcoef rot90 flipud fliplr diag trace einsum atleast_1d atleast_2d atleast_3d ptp outer
    nansum nanprod nanmax nanmin nanmean nanvar nanstd flatnonzero""".split()
    assert [n for n in new if f"np.{n}(" not in text or not hasattr(ag, n)] == []
