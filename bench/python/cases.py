# SPDX-License-Identifier: BSD-3-Clause

"""What the comparison of the namespace with NumPy calls: a row a call, and the operands that its expression names.

xp is the module, ours or NumPy's. x and y are arrays of n elements in the layout of the cell, z is memory of their shape and type;
a is x with one axis. All others lie in C order, with n elements where nothing else is said: s is a sorted, b a tenth of a,
r rows of 10, w a square matrix, i indices, m a mask (half true), k the number n // 2, v an element, c counts from 0 to 3, f float64 numbers,
g the same with some NaNs, p the absolute values of x where it has floats, e rising edges, h and j small matrices for products, t a matrix of an axis 0 of 4 for variables,
e10 ten rising numbers, v3 vectors of three, u half as many complex numbers, f1 the most of f whose number is prime, r0 rows of 100, r2 and w2 as r and w to write
to, q2 and q3 square matrices far from singular, the second positive definite, q4 a thousand of 3 x 3, octets bytes, packed the bytes of a, grid a shape of that size.
"""

import re
from typing import NamedTuple

import numpy as np

DTYPES = ["bool", "uint8", "int16", "int32", "int64", "float16", "float32", "float64", "complex128"]
SIZES = [10, 1_000, 100_000, 4_000_000]
LAYOUTS = ["C", "F", "K", "strided"]  # K: three axes in another order than memory has them


class Case(NamedTuple):
    group: str
    name: str
    expression: str
    dtypes: list
    every_layout: bool
    largest: int  # elements


KINDS = {
    "any": DTYPES,
    "number": DTYPES[1:],
    "real": DTYPES[:-1],
    "ordered": DTYPES[1:-1],
    "integer": DTYPES[1:5],
    "float": ["float16", "float32", "float64"],
    "inexact": ["float16", "float32", "float64", "complex128"],
    "double": ["float64"],
    "bool": ["bool"],
}

# group: kind of types, then "name = expression" or an expression that is its own name. * is every layout, < a largest size.
_ROWS = """
creation any: zeros(n) = xp.zeros(n, dtype=d); ones(n) = xp.ones(n, dtype=d); full(n) = xp.full(n, v, dtype=d); empty(n) = xp.empty(n, dtype=d)
creation any: *zeros_like(x) = xp.zeros_like(x); *empty_like(x) = xp.empty_like(x); *full_like(x) = xp.full_like(x, 1); array(x) = xp.array(x)
creation any: asarray(numpy) = xp.asarray(foreign); eye = xp.eye(side, dtype=d); identity = xp.identity(side, dtype=d); tril = xp.tril(w); triu = xp.triu(w)
creation ordered: arange(n) = xp.arange(n) if d not in SMALL else xp.arange(0, 100, dtype=d)
creation double: linspace = xp.linspace(0.0, 1.0, n); meshgrid = xp.meshgrid(e, e) <1000000; from list = xp.asarray(values) <100000
indexing any: x[index] = a[i]; x[int32 index] = a[i32]; x[mask] = a[m]; rows[index] = r[ri]; rows[mask] = r[rm]; rows[:, index] = r[:, [1, 3, 5]]
indexing any: take(x, index) = xp.take(a, i); take(rows, index, axis=0) = xp.take(r, ri, axis=0); take_along_axis = xp.take_along_axis(r, ro, axis=1)
indexing any: nonzero = xp.nonzero(a); flatnonzero = xp.flatnonzero(a); count_nonzero = xp.count_nonzero(a); count_nonzero(rows, 1) = xp.count_nonzero(r, axis=1)
indexing any: x[100 indices] = a[few]; nonzero(mask) = xp.nonzero(m)
assignment any: *x[...] = y = z.__setitem__(..., y); x[:] = v = a2.__setitem__(all_, v); x[index] = v = a2.__setitem__(i, v); x[index] = y = a2.__setitem__(i, a)
assignment any: x[mask] = v = a2.__setitem__(m, v); x[::2] = v = a2.__setitem__(even, v); x[2:5] = v = a2.__setitem__(three, v); copyto = xp.copyto(a2, a)
assignment any: fill = a2.fill(v); copyto(where) = xp.copyto(a2, a, where=m)
views any: x[3] = a[3]; x[2:5] = a[2:5]; x[::-1] = a[::-1]; x.T = x.T; reshape, a view = a.reshape(shape2); ravel, a view = a.ravel(); shape = x.shape
views any: transpose = xp.transpose(w); permute_dims = xp.permute_dims(w, (1, 0)); expand_dims = xp.expand_dims(a, 0); squeeze = xp.squeeze(a[None], 0)
views any: flip = xp.flip(a); broadcast_to = xp.broadcast_to(a, (2, n)); moveaxis = xp.moveaxis(w, 0, 1); swapaxes = xp.swapaxes(w, 0, 1)
views any: atleast_2d = xp.atleast_2d(a); diagonal = xp.diagonal(w); split = xp.split(r, 1); unstack = xp.unstack(h)
views any: fliplr = xp.fliplr(w); flipud = xp.flipud(w); rot90 = xp.rot90(w); matrix_transpose = xp.matrix_transpose(w); broadcast_arrays = xp.broadcast_arrays(a, a)
views any: atleast_1d = xp.atleast_1d(a); atleast_3d = xp.atleast_3d(a); array_split = xp.array_split(a, 3); sliding_window_view = windows(a, 3)
shape any: *copy = x.copy(); *copy, order K = x.copy(order="K"); *ravel = x.ravel(); *flatten = x.flatten(); *tobytes = x.tobytes(); *reshape = x.reshape(-1)
shape any: concat = xp.concat((a, a)); concat(axis 1) = xp.concat((r, r), axis=1); stack = xp.stack((a, a)); stack(axis 1) = xp.stack((a, a), axis=1)
shape any: hstack = xp.hstack((a, a)); vstack = xp.vstack((a, a)); repeat(2) = xp.repeat(a, 2); repeat(counts) = xp.repeat(a, c); tile = xp.tile(a, 2)
shape any: roll = xp.roll(a, 3); roll(axis 1) = xp.roll(r, 3, axis=1); append = xp.append(a, a); insert = xp.insert(a, 3, v); delete = xp.delete(a, 3)
shape any: pad = xp.pad(a, 3); pad(edge) = xp.pad(w, 2, mode="edge"); pad(reflect) = xp.pad(w, 1, mode="reflect"); diag = xp.diag(b) <100000; transposed copy = w.T.copy()
astype any: *astype(float64) = x.astype("float64"); *astype(same) = x.astype(d)
astype real: *astype(float32) = x.astype("float32"); *astype(int64) = x.astype("int64"); *astype(uint8) = p.astype("uint8"); astype(uint8) of negatives = x.astype("uint8"); astype(bool) = x.astype("bool")
reductions number: *sum = xp.sum(x); sum(rows, 1) = xp.sum(r, axis=1); sum(rows, 0) = xp.sum(r, axis=0); sum(square, 0) = xp.sum(w, axis=0); *prod = xp.prod(x)
reductions any: *max = xp.max(x); min(rows, 1) = xp.min(r, axis=1); max(square, 0) = xp.max(w, axis=0); *any = xp.any(x); *all = xp.all(x); all(square, 0) = xp.all(w, axis=0)
reductions number: *mean = xp.mean(x); mean(square, 0) = xp.mean(w, axis=0); mean(rows, 1) = xp.mean(r, axis=1); *std = xp.std(x); var = xp.var(a)
reductions number: std(square, 0) = xp.std(w, axis=0); var(rows, 1) = xp.var(r, axis=1); trace = xp.trace(w); average = xp.average(a); sum(where) = xp.sum(a, where=m)
reductions ordered: ptp = xp.ptp(a)
reductions float: median = xp.median(a); percentile = xp.percentile(a, 30); quantile(rows, 1) = xp.quantile(r, 0.3, axis=1) <100000
reductions double: average(weights) = xp.average(f, weights=f); nansum = xp.nansum(g); nanmean = xp.nanmean(g); nanmax = xp.nanmax(g); nanstd = xp.nanstd(g); nanmedian = xp.nanmedian(g)
reductions double: nanmin = xp.nanmin(g); nanvar = xp.nanvar(g); nanprod = xp.nanprod(g); nanquantile = xp.nanquantile(g, 0.3); nanpercentile = xp.nanpercentile(g, 30.0)
cumulative number: cumulative_sum = xp.cumulative_sum(a); cumsum(rows, 1) = xp.cumsum(r, axis=1); cumsum(square, 0) = xp.cumsum(w, axis=0); cumulative_prod = xp.cumulative_prod(a)
cumulative number: diff = xp.diff(a); diff(square, 0) = xp.diff(w, axis=0); cumprod = xp.cumprod(a)
sorting any: sort = xp.sort(a); sort(stable) = xp.sort(a, stable=True); sort(sorted) = xp.sort(s); argsort = xp.argsort(a); argsort(stable) = xp.argsort(a, stable=True)
sorting any: sort(rows, 1) = xp.sort(r, axis=1); sort(square, 0) = xp.sort(w, axis=0); argsort(rows, 1) = xp.argsort(r, axis=1)
sorting ordered: partition = xp.partition(a, k); argpartition = xp.argpartition(a, k)
searching any: argmax = xp.argmax(a); argmin = xp.argmin(a); argmax(rows, 1) = xp.argmax(r, axis=1); argmax(square, 0) = xp.argmax(w, axis=0)
searching any: searchsorted(one) = xp.searchsorted(s, v); searchsorted(random) = xp.searchsorted(s, a); searchsorted(sorted) = xp.searchsorted(s, s)
searching ordered: digitize = xp.digitize(a, s[:10])
searching integer: bincount = xp.bincount(c)
searching double: histogram = xp.histogram(f, 10); histogram_bin_edges = xp.histogram_bin_edges(f, 10); interp = xp.interp(f, e, e)
sets any: unique_values = xp.unique_values(a); unique_all = xp.unique_all(a); isin = xp.isin(a, b); unique_counts = xp.unique_counts(a); unique_inverse = xp.unique_inverse(a)
where any: *where = xp.where(m3, x, y); where(scalar) = xp.where(m, a, v)
where ordered: *clip = xp.clip(x, 1, 100); *round = xp.round(x, 1)
where any: allclose = xp.allclose(a, a); isclose = xp.isclose(a, a); array_equal = xp.array_equal(a, a); shares_memory = xp.shares_memory(a, a)
where any: real = xp.real(a); imag = xp.imag(a)
calculus double: gradient = xp.gradient(f); cov = xp.cov(t); corrcoef = xp.corrcoef(t); outer = xp.outer(e, e) <1000000
products number: matmul = h @ j <100000; dot(vectors) = xp.dot(a, a); vecdot = xp.vecdot(a, a); tensordot = xp.tensordot(h, j, 1) <100000; einsum = xp.einsum("ij,jk->ik", h, j) <100000
creation any: tri = xp.tri(side, dtype=d); diagflat = xp.diagflat(b) <100000; frombuffer = xp.frombuffer(packed, dtype=d)
creation double: geomspace = xp.geomspace(1.0, 2.0, n); logspace = xp.logspace(0.0, 1.0, n); vander = xp.vander(f, 3); ix_ = xp.ix_(i, i)
creation integer: diag_indices = xp.diag_indices(n); tril_indices = xp.tril_indices(side); triu_indices_from = xp.triu_indices_from(w)
indexing any: choose = xp.choose(c, (a, a2, a, a2)); compress = xp.compress(m, a); extract = xp.extract(m, a); select = xp.select([m], [a], a2); argwhere = xp.argwhere(m)
indexing integer: unravel_index = xp.unravel_index(i, grid); ravel_multi_index = xp.ravel_multi_index((c, c), (4, 4))
assignment any: put = xp.put(a2, i, a); place = xp.place(a2, m, a); putmask = xp.putmask(a2, m, a); put_along_axis = xp.put_along_axis(r2, ro, r, axis=1); fill_diagonal = xp.fill_diagonal(w2, v)
shape any: column_stack = xp.column_stack((a, a)); dstack = xp.dstack((a, a)); block = xp.block([a, a]); trim_zeros = xp.trim_zeros(a); resize = xp.resize(a, 2 * n); rollaxis = xp.rollaxis(w, 1)
bits bool: packbits = xp.packbits(m)
bits integer: unpackbits = xp.unpackbits(octets)
reductions double: nanargmax = xp.nanargmax(g); nanargmin = xp.nanargmin(g)
cumulative double: nancumsum = xp.nancumsum(g); nancumprod = xp.nancumprod(g); trapezoid = xp.trapezoid(f); unwrap = xp.unwrap(f)
cumulative number: ediff1d = xp.ediff1d(a)
sorting ordered: lexsort = xp.lexsort((a2, c)); sort_complex = xp.sort_complex(a)
searching double: histogram2d = xp.histogram2d(f, f, 10); histogramdd = xp.histogramdd(t.T, 4)
sets any: unique = xp.unique(a); unique(counts) = xp.unique(a, return_counts=True); unique(rows) = xp.unique(r, axis=0) <1000000
sets any: intersect1d = xp.intersect1d(a, b); union1d = xp.union1d(a, b); setdiff1d = xp.setdiff1d(a, b); setxor1d = xp.setxor1d(a, b)
where double: nan_to_num = xp.nan_to_num(g); isneginf = xp.isneginf(f); isposinf = xp.isposinf(f); fix = xp.fix(f); sinc = xp.sinc(f); i0 = xp.i0(f)
where inexact: angle = xp.angle(a); iscomplex = xp.iscomplex(a); isreal = xp.isreal(a); real_if_close = xp.real_if_close(a); array_equiv = xp.array_equiv(a, a)
calculus double: polyval = xp.polyval(e10, f); polyadd = xp.polyadd(f, f); polysub = xp.polysub(f, f); polymul = xp.polymul(f, e10); polydiv = xp.polydiv(f, e10) <100000
calculus double: polyder = xp.polyder(f); polyint = xp.polyint(f); poly = xp.poly(e10); roots = xp.roots(e10); convolve = xp.convolve(f, e10); correlate = xp.correlate(f, e10)
calculus double: cross = xp.cross(v3, v3); convolve(long) = xp.convolve(f, e) <1000000
products number: inner = xp.inner(a, a); vdot = xp.vdot(a, a); kron = xp.kron(h, j) <1000; matvec = xp.matvec(r, r[0]); vecmat = xp.vecmat(r[:, 0], r); inner(matrices) = xp.inner(h, j) <100000
linear double: inv = xp.linalg.inv(q2); solve = xp.linalg.solve(q2, q2); det = xp.linalg.det(q2); slogdet = xp.linalg.slogdet(q2); cholesky = xp.linalg.cholesky(q3); qr = xp.linalg.qr(q2) <1000000
linear double: svd = xp.linalg.svd(q2) <100000; eigh = xp.linalg.eigh(q3) <100000; eig = xp.linalg.eig(q2) <100000; lstsq = xp.linalg.lstsq(q2, q2[0]) <100000; pinv = xp.linalg.pinv(q2) <100000
linear double: norm = xp.linalg.norm(f); matrix_power = xp.linalg.matrix_power(q2, 3) <1000000; matrix_rank = xp.linalg.matrix_rank(q2) <100000; multi_dot = xp.linalg.multi_dot([q2, q2, q2]) <1000000
linear double: vector_norm = xp.linalg.vector_norm(r0, axis=1); inv(batch) = xp.linalg.inv(q4); solve(batch) = xp.linalg.solve(q4, q4); det(batch) = xp.linalg.det(q4)
transforms double: fft = xp.fft.fft(f); ifft = xp.fft.ifft(u); rfft = xp.fft.rfft(f); irfft = xp.fft.irfft(u); fft(rows) = xp.fft.fft(r0); fft2 = xp.fft.fft2(q2); rfft2 = xp.fft.rfft2(q2)
transforms double: fft(prime) = xp.fft.fft(f1) <1000000; fftshift = xp.fft.fftshift(f); fftfreq = xp.fft.fftfreq(n)
element-wise number: *x + y = x + y; *x * y = x * y; *x + v = x + v; *add(out) = xp.add(x, y, out=z); *negative = -x; *square = xp.square(x); add(where) = xp.add(a, a, where=m, out=a2)
element-wise any: *x == y = x == y; maximum = xp.maximum(a, a2); *x < y = x < y
element-wise integer: x & y = a & a2; x // 3 = a // 3; x << 1 = a << 1
element-wise real: abs = xp.abs(a); isnan = xp.isnan(f)
element-wise float: *sqrt = xp.sqrt(p); *exp = xp.exp(p); log = xp.log(p); sin = xp.sin(p); tanh = xp.tanh(p); x / y = p / q; floor = xp.floor(p); pow = p ** 2
element-wise double: a chain = (f * f + f) / 2 - f
mixed number: x + float64 = a + f; x * np.float64 = a * scalar; x + int64 row = r + row
python any: tolist = a.tolist() <100000; iterate = [None for _ in a] <100000; list(rows) = list(r) <100000; item = a.item(3); str = str(a[:5]); bytes(memoryview) = bytes(memoryview(a))
python any: pickle = dumps(a); asarray(own) = xp.asarray(a); len = len(a); result_type = xp.result_type(a, f); can_cast = xp.can_cast(a.dtype, f.dtype)
"""


def _cases():
    cases = []
    for line in _ROWS.strip().splitlines():
        head, _, rows = line.partition(": ")
        group, _, kind = head.rpartition(" ")
        for row in rows.split("; "):
            row, *largest = re.split(r" <(?=\d+$)", row)
            name, expression = _split(row.lstrip("*"))
            cases.append(Case(group, name, expression, KINDS[kind], row.startswith("*"), int((largest or [10**9])[0])))
    return cases


def _split(row):
    """The name and the expression of a row; a name may have an = without a call behind it."""
    name, found, expression = row.rpartition(" = ")
    return (name, expression) if found else (row, row)


def data(dtype, n, seed=0):
    """n elements over the whole range of a type, or normally distributed."""
    r = np.random.default_rng(seed)
    if dtype == "bool":
        return r.random(n) < 0.5
    if dtype == "complex128":
        return r.standard_normal(n) + 1j * r.standard_normal(n)
    if np.dtype(dtype).kind == "f":
        return r.standard_normal(n).astype(dtype)
    info = np.iinfo(dtype)
    return r.integers(info.min, info.max, n, dtype=dtype, endpoint=True)


def laid_out(flat, layout):
    """The elements of one axis in a layout."""
    n = flat.size
    if layout == "C":
        return flat
    if layout == "strided":
        return np.repeat(flat, 2)[::2]
    rows = next(k for k in (int(n**0.5) - i for i in range(n)) if n % k == 0)
    if layout == "F":
        return np.asfortranarray(flat.reshape(rows, -1))
    return flat.reshape(2, rows // 2 if rows % 2 == 0 else rows, -1).transpose(2, 0, 1) if rows % 2 == 0 else flat.reshape(1, rows, -1).transpose(2, 0, 1)


def _prime(n):
    """The largest prime number up to n."""
    return next(p for p in range(n, 1, -1) if all(p % k for k in range(2, int(p**0.5) + 1)))


def _regular(f, side):
    """A matrix that is far from singular."""
    return np.resize(f, (side, side)) + side * np.eye(side)


def _definite(f, side):
    """A symmetric positive definite matrix."""
    m = _regular(f, side)
    return m + m.T


def operands(dtype, n, layout):
    """What expressions name, as NumPy's arrays and plain values."""
    r = np.random.default_rng(1)
    a, a2 = data(dtype, n), data(dtype, n, 2)
    x, y = laid_out(a, layout), laid_out(a2, layout)
    side = max(int(n**0.5), 2)
    f = r.standard_normal(n)
    g = f.copy()
    g[::7] = np.nan
    rows = max(n // 10, 1)
    m = r.random(n) < 0.5
    small = max(int(n ** (1 / 2)), 2)
    return {
        "a": a, "a2": a2.copy(), "x": x, "y": y, "z": laid_out(a2.copy(), layout), "s": np.sort(a), "b": a[:max(n // 10, 1)], "r": a[:rows * 10].reshape(rows, 10) if n >= 10 else a[None],
        "w": np.resize(a, (side, side)), "i": r.integers(0, n, n), "i32": r.integers(0, n, n).astype("int32"), "few": r.integers(0, n, 100), "m": m, "m3": laid_out(m, layout),
        "ri": r.integers(0, rows, rows), "rm": r.random(rows) < 0.5, "ro": r.integers(0, 10, (rows, 10)), "k": n // 2, "v": a.flat[0].item(), "c": r.integers(0, 4, n), "f": f, "g": g,
        "e": np.linspace(0.0, 1.0, small), "h": data(dtype, small * small, 3).reshape(small, small), "j": data(dtype, small * small, 4).reshape(small, small), "t": np.resize(f, (4, max(n // 4, 2))),
        "p": np.abs(x) if dtype in KINDS["float"] else x, "q": np.abs(y) + 1 if dtype in KINDS["float"] else y, "row": np.arange(10), "foreign": a, "n": n, "d": dtype, "side": side,
        "e10": np.linspace(0.5, 1.5, 10), "v3": np.resize(f, (max(n // 3, 1), 3)), "u": f[:n // 2 + 1] + 1j * f[::-1][:n // 2 + 1], "f1": f[:_prime(n)],
        "octets": a.view("uint8")[:n], "packed": a.tobytes(), "r2": np.resize(a2, (rows, 10)), "w2": np.resize(a2, (side, side)), "grid": (side, side + 3),
        "r0": np.resize(f, (max(n // 100, 1), 100)), "q2": _regular(f, min(side, 1000)), "q3": _definite(f, min(side, 1000)), "q4": np.stack([_regular(f[k:], 3) for k in range(min(rows, 1000))]),
        "shape2": (2, n // 2), "all_": slice(None), "even": slice(None, None, 2), "three": slice(2, 5), "values": f.tolist() if n <= 100_000 else None, "scalar": np.float64(2.0), "SMALL": ("int8", "uint8", "bool"),
    }


CASES = _cases()
