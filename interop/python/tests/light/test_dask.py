# SPDX-License-Identifier: BSD-3-Clause

"""Dask: our chunks stay ours, locally and on a cluster; each call against the same with NumPy's chunks."""

import pickle
import subprocess
import sys

import arraygen as ag
import dask
import dask.array as da
import numpy as np
import pytest
from arraygen import _dask
from dask.array.dispatch import percentile_lookup
from dask.base import tokenize
from dask.distributed import Client, LocalCluster
from distributed.protocol import deserialize, deserialize_bytes, serialize, serialize_bytes

from calls import check_tables, compare, lines

V = dask.__version__


def test_chunks(table):
    a = ag.arange(12.0).reshape(3, 4)
    d = da.from_array(a, chunks=(2, 2))
    assert type(d._meta) is ag.ndarray
    for r in (d, d + 1, np.exp(d), d.T, d[:, ::2], np.concatenate([d, d]), d.sum(axis=0), np.mean(np.exp(d)), d.max(), d.std()):
        assert type(r.compute(scheduler="threads")) is ag.ndarray
    np.testing.assert_allclose(float(np.mean(np.exp(d)).compute()), np.mean(np.exp(np.arange(12))))
    table.row("Dask", V, "da.from_array(a)", same="chunks of ours")
    table.row("Dask", V, "percentile, histogram, topk, einsum, map_overlap, qr, svd", same="chunks of ours")
    table.row("Dask", V, "where(c), nonzero, linalg.solve, inv, lu, lstsq", same="chunks of NumPy's")
    table.row("Dask", V, "unique(return_counts=True), frompyfunc", same="refused")


def test_mixed():
    a = ag.arange(4.0)
    d = da.from_array(a, chunks=2)
    for r in (a + d, d + a, np.add(a, d), np.add(d, a), ag.add(a, d), ag.add(d, a)):
        assert isinstance(r, da.Array) and r.compute().tolist() == [0, 2, 4, 6]
        assert type(r.compute()) is ag.ndarray
    assert type(ag.exp(d).compute()) is ag.ndarray
    assert type(ag.sum(d).compute()) is ag.ndarray
    assert ag.where(d > 1, d, 7.0).compute().tolist() == [7, 7, 2, 3]


@pytest.fixture
def untold():
    """Dask as it is before it has met an array of ours."""
    _dask.introduce()
    handled = da.chunk_types._HANDLED_CHUNK_TYPES
    handled.remove(ag.ndarray)
    percentile_lookup._lookup.pop(ag.ndarray, None)
    _dask._untold["dask.array", "register_chunk_type"] = _dask._tell_array
    yield
    _dask.introduce()
    assert handled.count(ag.ndarray) == 1


@pytest.mark.parametrize("call", ["np.concatenate([a, d])", "np.concatenate([d, a])", "np.where(a > 1, d, 0)", "np.dot(d, a)", "a + d", "d + a", "np.add(d, a)",
                                  "ag.where(d > 1, a, d)", "ag.add(a, d)", "da.percentile(da.from_array(a, 2), 50)", "da.from_array(a, 2)"])
def test_dask_is_told(untold, call):
    names = {"a": ag.arange(4.0), "d": da.from_array(np.arange(4.0), 2), "np": np, "da": da, "ag": ag}
    want = eval(call.replace("ag.", "np."), names | {"a": np.arange(4.0)})
    np.testing.assert_array_equal(eval(call, names).compute(scheduler="synchronous"), want.compute(scheduler="synchronous"))


def test_dask_is_imported_before():
    program = "import dask.array as da, arraygen as ag; assert ag.ndarray in da.chunk_types._HANDLED_CHUNK_TYPES"
    assert subprocess.run([sys.executable, "-c", program], timeout=300).returncode == 0


def test_local_cluster(table):
    a = ag.arange(1000.0)
    with LocalCluster(n_workers=2, threads_per_worker=2, processes=True, dashboard_address=None) as cluster, Client(cluster) as client:
        d = da.from_array(a, chunks=100)
        r = np.mean(np.exp(d / 1000)).compute()
        assert type(r) is ag.ndarray
        np.testing.assert_allclose(float(r), np.mean(np.exp(np.arange(1000) / 1000)))
        sent = client.submit(lambda x: x[::-1] * 2, client.scatter(a)).result()
        assert type(sent) is ag.ndarray and (sent == a[::-1] * 2).all()
    table.row("Dask", V, "distributed: scatter, submit", same="frames of the memory itself")


def layouts():
    x = ag.linspace(0.0, 1.0, 20).reshape(4, 5)
    frozen = x.copy()
    frozen.flags.writeable = False
    every = [x, x.T, x[::2, ::-1], x[1:, 1:], ag.zeros(0), ag.zeros((0, 3)), ag.asarray(3.5), x[0, 0], ag.broadcast_to(x[0], (3, 5)), frozen,
             ag.asarray([5, 6], dtype="M8[3s]"), ag.asarray(["NaT", 4], dtype="m8[D]")]
    return every + [(x * 10).astype(t) for t in ("bool", "int8", "uint64", "float16", "bfloat16", "float8_e5m2", "float32", "complex128")]


def same(a, b):
    return (type(a), a.dtype, a.shape, a.tobytes()) == (type(b), b.dtype, b.shape, b.tobytes())


def test_frames_are_the_memory():
    _dask.introduce()
    for x in layouts():
        header, frames = serialize(x)
        assert header["serializer"] == "dask" and sum(f.nbytes for f in frames) == x.nbytes
        element = x.ndim == 0 and not x.flags.writeable  # of which every array is a copy
        if x.size and not element and (x.flags.c_contiguous or x.flags.f_contiguous):
            assert ag.asarray(frames[0])._pointer == x._pointer
        for y in (deserialize(header, frames), deserialize(header, [bytes(f) for f in frames]), deserialize_bytes(serialize_bytes(x))):
            assert same(y, x) and y.flags.writeable == x.flags.writeable
            assert y.flags.f_contiguous == (x.flags.f_contiguous or y.flags.c_contiguous and x.ndim < 2 or not x.size)
        frames = []
        y = pickle.loads(pickle.dumps(x, protocol=5, buffer_callback=frames.append), buffers=frames)
        assert same(y, x) and len(frames) == bool(x.size)


def test_subclasses_are_pickled():
    header, frames = serialize(Named((2, 2)))
    assert header["serializer"] == "pickle" and type(deserialize(header, frames)) is Named


class Named(ag.ndarray):
    pass


TOKENS = "import arraygen as ag; from dask.base import tokenize; print(tokenize(ag.arange(6.0).reshape(2, 3), ag.float32, ag.add, ag.sum, ag.dtype('M8[s]'), ensure_deterministic=True))"


def test_tokens():
    def token(*args):
        return tokenize(*args, ensure_deterministic=True)

    every = layouts()
    assert len({token(x) for x in every}) == len(every) - 1  # frozen is a copy
    assert all(token(x) == token(x.copy("A")) for x in every)
    x = every[0]
    changed = x.copy()
    changed[3, 4] += 1
    assert len({token(v) for v in (x, changed, x.reshape(5, 4), x.astype("float32"), x.view("int64"), np.asarray(x))}) == 6
    assert len({token(v) for v in (ag.float32, ag.float64, ag.dtype("M8[s]"), ag.dtype("M8[ms]"), ag.add, ag.multiply, ag.sum)}) == 7
    assert len({subprocess.check_output([sys.executable, "-c", TOKENS]) for _ in range(2)}) == 1


V1 = np.random.default_rng(3).normal(size=(12, 8)).round(3)
X1 = np.random.default_rng(4).permutation(40).astype(float)
I1 = np.random.default_rng(5).integers(0, 9, 40)


def operands(convert):
    n = V1.copy()
    n[2, 3] = n[5, 0] = np.nan
    chunked = {
        "v": (V1, (4, 3)), "w": (V1[::-1] * 2, (4, 3)), "x": (X1, 9), "i": (I1, 11), "n": (n, (5, 4)), "b": (V1 > 0, (4, 3)), "f": (V1.astype("f4"), (4, 3)),
        "c": (V1 + 1j, (4, 3)), "tall": (V1, (4, 8)), "sq": (V1[:8] @ V1[:8].T + np.eye(8) * 9, (4, 4)), "u": (I1.astype("u1"), 13),
        "t": (X1.astype("i8").view("M8[s]"), 9), "one": (V1, (12, 8)), "x3": (V1.reshape(4, 3, 8), (2, 3, 4)),
    }
    return {"np": np, "da": da, "dask": dask, "conv": convert, "raw": convert(X1), "ri": convert(np.array([3, 0, 5])), "rm": convert(np.arange(12) % 2 == 0),
            **{name: da.from_array(convert(np.ascontiguousarray(x)), chunks) for name, (x, chunks) in chunked.items()}}


CALLS = """
da.percentile(x, [10,50])
da.percentile(x, 50)
da.percentile(i, [10,50], method="nearest")
da.nanpercentile(n, 50, axis=0)
da.quantile(v, 0.3, axis=1)
da.nanquantile(n, 0.3, axis=1)
da.median(v, axis=0)
da.median(v, axis=1)
da.nanmedian(n, axis=1)
da.unique(i)
da.unique(i, return_counts=True)
da.unique(i, return_index=True, return_inverse=True, return_counts=True)
da.unique(x)
da.union1d(i, i+1)
da.histogram(x, bins=5, range=(0,40))[0]
da.histogram(x, bins=np.arange(0,41,10.))[0]
da.histogram(x, bins=conv(np.arange(0,41,10.)))[0]
da.histogram(x, bins=5, range=(0,40), density=True)[0]
da.histogram(x, bins=5, range=(0,40), weights=x)[0]
da.histogram2d(x, x[::-1].rechunk(x.chunks), bins=3, range=[[0,40],[0,40]])[0]
da.histogramdd((x,x*2), bins=(3,3), range=[[0,40],[0,80]])[0]
da.bincount(i, minlength=10)
da.bincount(i, weights=x.rechunk(11), minlength=10)
da.digitize(x, np.array([5,20.]))
da.digitize(x, conv(np.array([5,20.])))
da.searchsorted(da.from_array(conv(np.arange(40.)),10), x)
da.topk(x, 3)
da.topk(x, -3)
da.argtopk(x, 3)
da.argtopk(x, -3)
x.topk(4)
da.topk(v, 2, axis=1)
da.argtopk(v, 2, axis=0)
da.map_overlap(lambda a: a+1, x, depth=1, boundary="reflect")
da.map_overlap(lambda a: np.cumsum(a,axis=0), v, depth=1, boundary="periodic")
da.map_overlap(lambda a: a*2, v, depth={0:1,1:0}, boundary=0)
da.map_overlap(lambda a: a*2, v, depth=1, boundary="nearest")
da.map_overlap(lambda a: a*2, v, depth=1, boundary="none")
da.overlap.overlap(v, depth=1, boundary="reflect")
da.map_blocks(lambda a: a.sum(keepdims=True), v, chunks=(1,1))
da.map_blocks(np.negative, v)
v.map_blocks(np.asarray)
v.reshape(-1)
v.reshape((8,12))
v.reshape((4,3,8))
v.ravel()
v.flatten()
v.rechunk((5,5))
v.rechunk({0:-1})
x.rechunk(7)
v[v>0]
x[x>5]
v[[0,3,5]]
v[ri]
v[:, [2,1]]
v[rm]
v[:, ri]
v[da.from_array(ri,2)]
v[3]
v[3,2]
v[::2,::-1]
v[..., None]
v[v.sum(axis=1)>0]
v.vindex[[0,1],[2,3]]
v.vindex[ri, ri]
v.blocks[0,1]
x[i]
da.take(v, ri, axis=0)
da.take(v, [1,2], axis=1)
da.compress([True,False,True], v, axis=0)
da.extract(v>0, v)
da.where(v>0, v, 0)
da.where(v>0, v, w)
da.where(v>0)[0]
da.nonzero(v>0)[0]
da.flatnonzero(x>3)
da.argwhere(v>0)
da.count_nonzero(v>0)
da.einsum("ij,kj->ik", v, w)
da.einsum("ij,ij", v, w)
da.einsum("ij->j", v)
da.tensordot(v, w, axes=((1,),(1,)))
da.tensordot(v, w, axes=2)
da.tensordot(v, w.T, axes=1)
da.dot(v, w.T)
v @ w.T
da.matmul(v, w.T)
da.vdot(x, x)
da.outer(x, i)
da.linalg.svd(tall)[1]
da.linalg.qr(tall)[1]
abs(da.linalg.qr(tall)[0])
da.linalg.svd_compressed(v, 3, seed=1)[1]
da.linalg.tsqr(tall)[1]
da.linalg.sfqr(tall.T.rechunk((8,4)))[1]
da.linalg.lu(sq)[2]
da.linalg.solve(sq, sq[:,0])
da.linalg.inv(sq)
da.linalg.cholesky(sq)
da.linalg.solve_triangular(da.linalg.cholesky(sq).T.rechunk((4,4)), sq, lower=False)
da.linalg.lstsq(tall, tall[:,0])[0]
da.linalg.norm(v)
da.linalg.norm(v, axis=1)
da.linalg.norm(v, ord=1)
da.linalg.norm(v, ord="nuc")
da.linalg.norm(x, ord=3)
da.fft.fft(tall)
da.fft.rfft(tall)
da.fft.ifft(tall)
da.fft.fft2(one)
da.fft.fftshift(v)
da.fft.fftfreq(10, chunks=5)
da.sum(v)
da.sum(v, axis=0)
v.sum(axis=1, keepdims=True)
v.sum(split_every=2)
v.mean()
v.mean(axis=0)
v.std(axis=1, ddof=1)
v.var()
v.prod(axis=0)
v.max(axis=1)
v.min()
v.argmax(axis=0)
v.argmin(axis=1)
x.argmax()
v.any(axis=0)
v.all()
v.moment(3)
da.nansum(n, axis=0)
da.nanmean(n)
da.nanstd(n, axis=1)
da.nanvar(n)
da.nanmax(n, axis=0)
da.nanmin(n)
da.nanargmax(n, axis=0)
da.nanprod(n, axis=1)
da.nancumsum(n, axis=0)
da.nancumprod(n, axis=1)
da.cumsum(v, axis=0)
da.cumprod(v, axis=1)
da.cumsum(x, axis=0, method="blelloch")
v.cumsum(axis=1)
da.reduction(x, lambda a,axis,keepdims: a.sum(axis=axis,keepdims=keepdims), lambda a,axis,keepdims: a.sum(axis=axis,keepdims=keepdims), dtype="f8")
da.average(v, axis=0)
da.average(v, axis=0, weights=np.arange(12.))
da.average(v, axis=0, weights=conv(np.arange(12.)))
da.cov(v)
da.corrcoef(v)
da.ptp(v, axis=0)
da.diff(v, axis=0)
da.diff(x, n=2)
da.diff(x, prepend=0)
da.ediff1d(x)
da.gradient(x)
da.gradient(v)[0]
da.gradient(v, axis=1)
da.trapezoid(x)
da.concatenate([v,w])
da.concatenate([v,f], axis=1)
da.stack([v,w])
da.vstack([v,w])
da.hstack([v,w])
da.dstack([v,w])
da.block([[v,w],[w,v]])
da.append(v,w,axis=0)
da.insert(x, [1,3], 7)
da.delete(x, [1,3])
da.repeat(x, 2)
da.repeat(v, 2, axis=1)
da.tile(x, 2)
da.tile(v, (2,1))
da.pad(v, 1, mode="constant")
da.pad(v, 1, mode="edge")
da.pad(v, 1, mode="reflect")
da.pad(v, 2, mode="wrap")
da.pad(v, 2, mode="symmetric")
da.pad(v, 2, mode="linear_ramp")
da.pad(v, 1, mode="mean")
da.roll(x, 3)
da.roll(v, 2, axis=1)
da.rot90(v)
da.flip(v, 0)
da.fliplr(v)
da.transpose(v)
da.swapaxes(x3, 0, 2)
da.moveaxis(x3, 0, 2)
da.rollaxis(x3, 2)
da.squeeze(v[None])
da.expand_dims(v, 0)
da.broadcast_to(x, (3,40))
da.atleast_2d(x)
da.tril(sq)
da.triu(sq, 1)
da.diag(x)
da.diag(sq)
da.diagonal(sq)
da.eye(4, chunks=2)
da.ones_like(v)
da.zeros_like(v)
da.full_like(v, 3)
da.empty_like(v)*0
da.isin(i, [1,2])
da.isin(i, conv(np.array([1,2])))
da.isclose(v, w)
da.allclose(v, v)
da.isnull(n)
da.notnull(n)
da.nan_to_num(n)
da.clip(v, -1, 1)
v.clip(-1,1)
v.round(1)
da.around(v, 1)
da.choose((i%2).astype(int), [x.rechunk(11), x.rechunk(11)*2])
da.select([v>0,v<-1],[v,w],0)
da.piecewise(x, [x<3,x>=3],[0,1])
da.apply_along_axis(np.sum, 1, v)
da.apply_along_axis(lambda r: r[::-1], 0, v)
da.apply_over_axes(np.sum, v, [0])
da.apply_gufunc(lambda a: a.sum(-1), "(i)->()", tall, output_dtypes=float)
da.apply_gufunc(lambda a,b: a+b, "(),()->()", v, w)
da.gufunc(lambda a: a.mean(-1), signature="(i)->()", output_dtypes=float, vectorize=True)(tall)
da.frompyfunc(lambda a: a+1, 1, 1)(x)
da.coarsen(np.sum, v, {0:2,1:2})
da.coarsen(np.mean, x, {0:4})
da.unify_chunks(v, "ij", w, "ij")[1][0]
da.sliding_window_view(x, 3)
da.unravel_index(i, (3,3))[0]
da.ravel_multi_index(da.stack([i//3,i%3]).rechunk({0:-1}), (3,3))
da.shape(v)
da.real(c)
c.imag
da.angle(c)
da.conj(c)
np.sum(v)
np.mean(v, axis=0)
np.concatenate([v,w])
np.where(v>0, v, w)
np.where(v>0, v, raw[:8])
np.where(raw>3, x, 0)
np.where(raw>3, raw, x)
np.stack([v,w])
np.tensordot(v, w.T, 1)
np.einsum("ij,kj->ik", v, w)
np.percentile(x, [10,50])
np.unique(i)
np.histogram(x, bins=5, range=(0,40))[0]
np.concatenate([raw, x])
np.concatenate([x, raw])
np.dot(raw, x)
np.dot(x, raw)
np.maximum(x, raw)
np.isin(i, raw)
np.clip(x, raw*0, raw)
x + raw
raw + x
raw @ x
x @ raw
x * raw[:1]
x > raw
raw < x
x ** 2
-x
abs(v)
v % 2
v // 2
divmod(i, 4)[0]
~b
b & (v>0)
i << 1
x == x
v.astype("f4")
v.astype(int)
v.T
v.view("i8")
v.dot(w.T)
v.nonzero()[0]
v.swapaxes(0,1)
v.repeat(2, axis=0)
v.squeeze()
v.copy()
v.persist()
x.compute_chunk_sizes()
v[v>0].compute_chunk_sizes()
x.partitions[1]
v.max(axis=0) + v.min(axis=0)
(v - v.mean(axis=0))/v.std(axis=0)
f.sum()
f.mean(axis=0)
f.std()
u.sum()
u.mean()
c.sum(axis=0)
c.mean()
t.max()
t - t[0]
t.astype("i8")
t[::2]
da.from_delayed(dask.delayed(lambda: raw)(), (40,), meta=raw[:0])
da.from_array(raw, chunks=7)[3:9]
da.asarray(raw)
da.asanyarray(raw)
da.array(raw)
da.from_array(raw, chunks=7, asarray=False)
da.from_array(raw)
da.arange(9, chunks=3, like=raw)
da.full_like(raw, 2, chunks=9)
da.blockwise(lambda a,b: a+b, "ij", v, "ij", w, "ij", dtype="f8")
da.reshape_blockwise(v, (12,8))
da.shuffle(v, [[1,0],[2,3]], axis=0)
x[x%2==0]
"""

ASSIGNMENTS = """
v[v>0]=0
v[3]=1
v[:, 2]=w[:,1]
v[ri]=0
v[rm]=5
x[x>3]=raw[:1]
x[2:5]=raw[:3]
x[2:5]=conv(np.array([1.,2,3]))
x[[1,2]]=0
x+=raw
"""

# What is refused, by the reason.
REFUSED = {
    'Dask keeps the counts in records, which are no element type: np.unique of the whole': """
da.unique(i, return_counts=True)
da.unique(i, return_index=True, return_inverse=True, return_counts=True)
""",
    "a ufunc of Python's objects": """
da.frompyfunc(lambda a: a+1, 1, 1)(x)
""",
}

# What is otherwise than with NumPy's chunks, by the reason.
OTHERWISE = {
    "arrays of NumPy's: Dask makes them, without asking the chunks": """
da.where(v>0)[0]
da.nonzero(v>0)[0]
v.nonzero()[0]
da.flatnonzero(x>3)
da.argwhere(v>0)
da.fft.fftfreq(10, chunks=5)
da.eye(4, chunks=2)
da.histogram2d(x, x[::-1].rechunk(x.chunks), bins=3, range=[[0,40],[0,40]])[0]
da.histogramdd((x,x*2), bins=(3,3), range=[[0,40],[0,80]])[0]
""",
    "arrays of NumPy's: SciPy, pandas or Python's loop computes them in Dask": """
da.linalg.lu(sq)[2]
da.linalg.solve(sq, sq[:,0])
da.linalg.inv(sq)
da.linalg.solve_triangular(da.linalg.cholesky(sq).T.rechunk((4,4)), sq, lower=False)
da.linalg.lstsq(tall, tall[:,0])[0]
da.isnull(n)
da.notnull(n)
da.gufunc(lambda a: a.mean(-1), signature="(i)->()", output_dtypes=float, vectorize=True)(tall)
""",
    "arrays of NumPy's, as is asked for": """
v.map_blocks(np.asarray)
""",
}


def result(call, convert):
    names = operands(convert)
    if call in lines(ASSIGNMENTS):
        exec(call, names)
        return dask.compute(names["v"], names["x"], scheduler="synchronous")
    return dask.compute(eval(call, names), scheduler="synchronous")[0]


def differs(want, got):
    if isinstance(want, (tuple, list)):
        return next(filter(None, map(differs, want, got)), None)
    try:
        if isinstance(want, (np.ndarray, np.generic)):
            exact = want.dtype.kind in "biuMm"
            np.testing.assert_allclose(*[np.asarray(x).astype("i8" if exact else want.dtype) for x in (got, want)], rtol=0 if exact else 1e-6 if want.dtype == "f4" else 1e-12, atol=1e-13)
            assert got.dtype == want.dtype and type(got) is ag.ndarray, (got.dtype, type(got))
        else:
            assert want == got
    except AssertionError as e:
        return str(e) or "another result"


def test_tables_name_calls():
    check_tables(lines(CALLS) + lines(ASSIGNMENTS), REFUSED, OTHERWISE)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("call", lines(CALLS) + lines(ASSIGNMENTS))
def test_calls(call):
    compare(call, result, differs, REFUSED, OTHERWISE)
