# SPDX-License-Identifier: BSD-3-Clause

"""More memory than there is: MemoryError, and nothing lost. How much an array takes."""

import os
import re
import subprocess
import sys

import arraygen as ag
import numpy as np
import pytest

# What a process is told before it imports anything: 4 GiB of addresses, of which Go's runtime takes 1.6. huge is an
# array of 2**41 elements in the memory of one; many has 4 GiB of results, but not the time of 2**41.
SETUP = """
import resource
resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
import arraygen as ag
N = 2**41
def wide(v, shape=N, dtype=float):
    return ag.broadcast_to(ag.asarray(v, dtype=dtype), shape if isinstance(shape, tuple) else (shape,))
huge, flags, index, many, square = wide(1.), wide(True, dtype=bool), wide(0, dtype=int), wide(True, 2**29, bool), wide(1., (2**21, 2**21))
half, row, column, three = wide(1., (2, N)), ag.ones(2**21), ag.ones((2**21, 1)), ag.ones(3)
"""

# Each makes a result, or needs memory for its work, beyond what there is.
EXPRESSIONS = """
ag.arange(N)
ag.arange(0., N)
ag.arange(N, dtype='float32')
ag.arange(2**29)
ag.eye(2**20)
ag.eye(2**31, 2**31, dtype='bool')
ag.ones(N)
ag.zeros(N)
ag.empty(N)
ag.empty((2**20, 2**20), order='F')
ag.full(N, 7)
ag.linspace(0, 1, N)
ag.linspace(0j, 1j, N)
ag.empty_like(huge)
ag.zeros_like(huge)
ag.ones_like(huge)
ag.full_like(huge, 2)
ag.ndarray(N)
ag.array(huge)
ag.asarray(huge, copy=True)
ag.asarray(huge, dtype='int8')
ag.ascontiguousarray(huge)
ag.astype(huge, 'int8')
ag.from_dlpack(huge, copy=True)
ag.tile(three, (2**40,))
ag.repeat(three, 2**40)
ag.repeat(huge, 2)
ag.roll(huge, 1)
ag.concat([huge, huge])
ag.concatenate([huge, huge])
ag.stack([huge, huge])
ag.tril(square)
ag.triu(square)
ag.reshape(ag.broadcast_to(row, (2**21, 2**21)), (-1,))
ag.sort(huge)
ag.argsort(huge)
ag.argmax(half, axis=0)
ag.argmin(half, axis=0)
ag.searchsorted(three, huge)
ag.isin(huge, three)
ag.unique_all(huge)
ag.unique_counts(huge)
ag.unique_inverse(huge)
ag.unique_values(huge)
ag.nonzero(many)
ag.where(flags, huge, 0.)
ag.take(three, index)
ag.take_along_axis(huge, index)
ag.diff(huge)
ag.clip(huge, 0, 1)
ag.angle(wide(1j, dtype=complex))
ag.argwhere(many)
ag.block([huge, huge])
ag.column_stack([huge, huge])
ag.cross(wide(1., (2**39, 3)), three)
ag.diag_indices(2**40)
ag.diagflat(ag.ones(2**20))
ag.dstack([huge, huge])
ag.ediff1d(huge)
ag.fix(huge)
ag.geomspace(1, 2, N)
ag.logspace(0, 1, N)
ag.i0(huge)
ag.inner(column, column)
ag.intersect1d(huge, three)
ag.iscomplex(huge)
ag.isneginf(huge)
ag.isposinf(huge)
ag.isreal(huge)
ag.kron(row, row)
ag.lexsort([huge, huge])
ag.nan_to_num(huge)
ag.nanargmax(half, axis=0)
ag.nanargmin(half, axis=0)
ag.nancumprod(huge)
ag.nancumsum(huge)
ag.polyadd(huge, three)
ag.polysub(huge, three)
ag.polyder(huge)
ag.polyint(huge)
ag.polyval(three, huge)
ag.real_if_close(wide(1j, dtype=complex))
ag.resize(three, N)
ag.select([flags], [huge])
ag.setdiff1d(huge, three)
ag.setxor1d(huge, three)
ag.union1d(huge, three)
ag.sinc(huge)
ag.sort_complex(huge)
ag.trapezoid(half, axis=0)
ag.tri(2**20)
ag.tril_indices(2**20)
ag.triu_indices(2**20)
ag.unique(huge)
ag.unwrap(huge)
ag.vander(huge, 2)
ag.convolve(huge, three)
ag.correlate(huge, three, mode='full')
ag.packbits(flags)
ag.unpackbits(wide(1, dtype='uint8'))
ag.round(huge)
ag.conj(wide(1j, dtype=complex))
ag.sum(half, axis=0)
ag.prod(half, axis=0)
ag.max(half, axis=0)
ag.min(half, axis=0)
ag.mean(half, axis=0)
ag.var(half, axis=0)
ag.std(half, axis=0)
ag.any(half, axis=0)
ag.all(half, axis=0)
ag.count_nonzero(half, axis=0)
ag.cumulative_sum(huge)
ag.cumulative_prod(huge)
ag.matmul(column, wide(1., (1, 2**21)))
ag.tensordot(row, row, axes=0)
ag.vecdot(wide(1., (N, 2)), wide(1., (N, 2)))
ag.matvec(wide(1., (N, 2)), ag.ones(2))
ag.vecmat(ag.ones(2), wide(1., (2, N)))
ag.dot(column, wide(1., (1, 2**21)))
ag.outer(row, row)
ag.append(huge, 1.)
ag.hstack([huge, huge])
ag.vstack([huge, huge])
ag.identity(2**20)
ag.diag(ag.zeros(2**21))
ag.cumsum(huge)
ag.cumprod(huge)
ag.ptp(half, axis=0)
ag.flatnonzero(many)
ag.around(huge, 1)
ag.nansum(half, axis=0)
ag.nanprod(half, axis=0)
ag.nanmax(half, axis=0)
ag.nanmin(half, axis=0)
ag.nanmean(half, axis=0)
ag.nanvar(half, axis=0)
ag.nanstd(half, axis=0)
ag.median(huge)
ag.nanmedian(huge)
ag.quantile(huge, 0.5)
ag.percentile(huge, 50)
ag.nanquantile(huge, 0.5)
ag.nanpercentile(huge, 50)
ag.average(half, axis=0)
ag.histogram(huge, 3, (0, 1))
ag.histogram_bin_edges(three, N)
ag.bincount(many[:3], minlength=2**41)
ag.digitize(huge, three)
ag.isclose(huge, 1.)
ag.allclose(huge, 1.)
ag.array_equal(huge, huge)
ag.pad(three, 2**41)
ag.insert(huge, 0, 1.)
ag.delete(huge, 0)
ag.partition(huge, 0)
ag.argpartition(huge, 0)
ag.top_k(huge, 1)
ag.gradient(huge)
ag.interp(huge, three, three)
ag.cov(column)
ag.corrcoef(column)
ag.einsum('i,j', row, row)
huge + 1
huge + huge
-huge
huge * 2j
huge == 1
abs(huge)
huge ** 2
row + column
ag.exp(huge)
ag.add(huge, 1, where=flags)
ag.divmod(huge, 2) if hasattr(ag, 'divmod') else huge % 2
ag.add.outer(row, row)
ag.add.accumulate(huge)
ag.add.reduce(half, axis=0)
ag.add.reduceat(wide(1., (N, 2)), [0, 1], axis=1)
ag.imag(huge)
huge.copy()
huge.astype('float32')
huge.flatten()
huge.repeat(2)
huge.take(index)
huge.clip(0, 1)
huge.round()
huge.cumsum()
huge.cumprod()
huge.tobytes()
many.nonzero()
huge[index]
huge[::-1].copy()
three[index]
many[many]
ag.broadcast_to(ag.ones(1), (2**30, 3))[many[:2**28].nonzero() and index[:2**30]]
three.__setitem__(index, 1.)
"""

# The functions that make no array of a size of their own: views, numbers, types.
VIEWS = """all amax amin any array_split atleast_1d atleast_2d atleast_3d broadcast_arrays broadcast_shapes broadcast_to can_cast copyto
count_nonzero diagonal expand_dims flip fliplr flipud ravel rot90 sliding_window_view split swapaxes trace transpose
frombuffer get_isa isdtype matrix_transpose may_share_memory meshgrid moveaxis ndim permute_dims promote_types real result_type
shape shares_memory size squeeze unstack""".split()


def run(code, timeout=600):
    p = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=timeout)
    assert p.returncode == 0, p.stdout + p.stderr[-3000:]
    return p.stdout


# Functions that work through such an operand in blocks, for days; that change one in place; and those of few numbers.
OTHERS = {
    "array_equiv", "choose", "compress", "extract", "polymul", "ravel_multi_index", "unravel_index", "ix_", "histogram2d", "histogramdd", "trim_zeros",
    "fill_diagonal", "place", "put", "put_along_axis", "putmask",
    "geterr", "geterrcall", "seterr", "seterrcall",
    "array2string", "get_printoptions", "set_printoptions", "printoptions", "min_scalar_type", "poly", "polydiv", "roots", "rollaxis",
    "diag_indices_from", "tril_indices_from", "triu_indices_from", "vdot",
}


def test_all_functions_are_tried():
    tried = EXPRESSIONS.split("ag.")[1:]
    tried = {t.split("(")[0].split(".")[0] for t in tried}
    functions = {n for n in dir(ag) if not n.startswith("_") and callable(getattr(ag, n)) and not isinstance(getattr(ag, n), (type, ag.ufunc))}
    assert functions - tried - set(VIEWS) - OTHERS == set()


# Those that the table above doesn't try: views, and what a matrix has few of.
FEW = """
ag.meshgrid(huge, three)
ag.choose(index, [huge, huge])
ag.compress(flags, huge)
ag.extract(flags, huge)
ag.polymul(huge, three)
ag.ravel_multi_index((index,), (9,))
ag.unravel_index(index, (9, 9))
ag.ix_(index, three.astype(int))
ag.trim_zeros(huge)
ag.vdot(huge, huge)
ag.poly(three)
ag.diag_indices_from(square)
ag.tril_indices_from(square)
ag.triu_indices_from(square)
ag.unique(huge, True, True, True)
ag.unique(square, axis=0)
ag.intersect1d(huge, huge, return_indices=True)
ag.cov(square)
ag.corrcoef(square)
ag.average(square, axis=0, weights=square)
""" + "".join(
    f"ag.fft.{name}({x})\n"
    for names, x in (("fft ifft rfft irfft hfft ihfft fftshift ifftshift", "row"), ("fft2 ifft2 rfft2 irfft2 fftn ifftn rfftn irfftn", "square"), ("fftfreq rfftfreq", "9"))
    for name in names.split()
) + "".join(
    f"ag.linalg.{name}(ag.eye(8))\n"
    for name in "cholesky cond det diagonal eig eigh eigvals eigvalsh inv matrix_norm matrix_rank matrix_transpose norm pinv qr slogdet svd svdvals trace vector_norm".split()
) + """
ag.linalg.solve(ag.eye(8), ag.ones(8))
ag.linalg.cross(three, three)
ag.linalg.matrix_power(square, 3)
ag.linalg.multi_dot([square, square, square])
ag.linalg.tensordot(square, square)
ag.linalg.vecdot(huge, huge)
ag.linalg.tensorsolve(ag.eye(8), ag.ones(8))
ag.linalg.tensorinv(ag.eye(8), 1)
"""

# Results of a few numbers, that Go makes and C copies.
COPIED = {"nanmedian", "nanquantile", "nanpercentile", "histogram", "histogram_bin_edges"}


@pytest.mark.filterwarnings("ignore")
def test_results_are_made_where_they_stay():
    """No result is made in Go memory and then copied: every function of Go has its results made by the allocator of the call."""

    def shorter(text):
        return re.sub(r"2\*\*(\d\d)", lambda power: f"2**{int(power[1]) % 4 + 4}", text)

    names = {}
    exec(shorter("\n".join(line for line in SETUP.splitlines() if "resource" not in line)), names)
    copied = {}
    for call in shorter(EXPRESSIONS + FEW).strip().splitlines():
        before = ag._arraygen._copies()
        exec(call, names)
        if n := ag._arraygen._copies() - before:
            copied[call] = n
    assert {re.match(r"ag\.([\w.]+)", call)[1] for call in copied} == COPIED, copied


def test_long_rows_need_no_memory():
    """Products of rows that are not contiguous are worked on piece by piece: 2**29 elements are 4 GiB."""
    run(SETUP + """
long = wide(1., 2**29)
assert ag.vdot(long, long) == ag.dot(long, long) == ag.vecdot(long, long) == long @ long == 2**29
apart = wide(1, (2**29, 2), int)[:, 0]
assert ag.vecdot(apart, apart) == 2**29
turns = wide(1j, 2**28, complex)
assert ag.vdot(turns, turns) == ag.linalg.vecdot(turns, turns) == -ag.dot(turns, turns) == -(ag.broadcast_to(turns[:1], (2, 2**28)) @ turns)[1] == 2**28
""")


def test_more_than_there_is():
    run(SETUP + f"""
failed = []
for e in {EXPRESSIONS!r}.strip().splitlines():
    for _ in range(2):
        try:
            eval(e)
            failed.append((e, "no error"))
        except MemoryError as x:
            if not str(x):
                failed.append((e, "no text"))
        except Exception as x:
            failed.append((e, repr(x)))
    assert float(ag.sum(ag.ones(2**20) + 1)) == 2**21, e
assert not failed, "\\n".join(map(str, failed))
""")


def test_until_there_is_none():
    run(SETUP + """
for make in [lambda: ag.ones(2**17), lambda: ag.copy(ag.ones(2**20)) if hasattr(ag, 'copy') else ag.ones(2**20).copy(),
             lambda: ag.sort(ag.ones(2**18)), lambda: ag.ones(2**23) + 1., lambda: ag.arange(2**24), lambda: ag.ones(2**26)]:
    for _ in range(2):
        held = []
        try:
            while True:
                held.append(make())
        except MemoryError:
            pass
        assert sum(a.nbytes for a in held) > 2**29, (make, len(held))
        del held
        assert float(ag.sum(ag.ones(2**20) + 1)) == 2**21
""")


def test_sizes_beyond_all():
    for size in (2**62, 2**63 - 1):
        for make in (ag.zeros, ag.empty, ag.ones, ag.arange, lambda n: ag.linspace(0, 1, n), ag.eye, lambda n: ag.full(n, 1)):
            with pytest.raises((ValueError, MemoryError)):
                make(size)
    for size in (2**63, -(2**63) - 1, 2**100):
        for make in (ag.zeros, ag.empty, ag.ones, lambda n: ag.full(n, 1)):
            with pytest.raises((ValueError, OverflowError, MemoryError)):
                make(size)
    for shape in ((2**32, 2**32), (2**62, 2**62, 0), (2**21, 2**21, 2**21, 2**21)):
        for make in (ag.zeros, ag.empty, ag.ones, lambda s: ag.full(s, 1), ag.ndarray):
            with pytest.raises(ValueError, match="too big"):
                make(shape)
    for shape in (-1, (2, -1), (-(2**40), 2**40)):
        for make in (ag.zeros, ag.empty, ag.ones, lambda s: ag.full(s, 1), ag.ndarray):
            with pytest.raises(ValueError, match="negative"):
                make(shape)
    with pytest.raises(ValueError):
        ag.tile(ag.ones(3), (2**62,))
    with pytest.raises(ValueError):
        ag.repeat(ag.ones(3), 2**62)
    with pytest.raises(ValueError):
        ag.repeat(ag.ones(3), -1)


def test_sizeof():
    head = sys.getsizeof(ag.ones(()))
    for shape in ((), (0,), (3,), (1000,), (10, 10, 10), (2, 2, 2, 2, 2)):
        a = ag.zeros(shape)
        extra = 2 * 8 * len(shape) if len(shape) > 4 else 0
        assert sys.getsizeof(a) == head - 8 + a.nbytes + extra, shape
        assert abs(sys.getsizeof(a) - sys.getsizeof(np.zeros(shape))) < 256
    a = ag.ones((1000, 10))
    results = [a + 1, a.copy(), a.astype("int8"), ag.sort(a), ag.concat([a, a]), ag.where(a > 0, a, a), a[[1, 2]]]
    for b in results:
        assert sys.getsizeof(b) >= b.nbytes + head - 8
    x = np.ones(1000)
    for view in (a[:], a[::2], a.T, a.reshape(-1), ag.broadcast_to(a, (5, 1000, 10)), ag.asarray(x), ag.from_dlpack(x), ag.asarray(memoryview(bytes(9000)))):
        assert sys.getsizeof(view) < head + 128


def test_dask_sees_the_size():
    sizeof = pytest.importorskip("dask.sizeof").sizeof
    assert sizeof(ag.ones(10**6)) >= 8 * 10**6


class Array(ag.ndarray):
    pass


def test_sizeof_of_subclasses():
    a = Array(1000)
    assert a.nbytes + 100 < sys.getsizeof(a) < a.nbytes + 512


@pytest.mark.skipif(not os.path.exists("/proc/self/clear_refs"), reason="the highest memory of a process can be reset on Linux alone")
@pytest.mark.parametrize("call, results", [
    ("a.copy()", 1), ("ag.astype(a, 'float32')", 0.5), ("ag.concat([a, a])", 2), ("ag.stack([a, a])", 2), ("ag.where(c, a, 0.0)", 1), ("ag.tile(a, 2)", 2), ("ag.repeat(a, 2)", 2),
    ("ag.roll(a, 3)", 1), ("ag.cumulative_sum(a)", 1), ("ag.cumsum(a)", 1), ("ag.diff(a)", 1), ("ag.full_like(a, 2)", 1), ("ag.pad(a, 1)", 1), ("ag.argmax(a)", 0), ("ag.mean(a, axis=0)", 0),
    ("ag.add.accumulate(a)", 1), ("ag.arange(4_000_000)", 1), ("a.T.flatten()", 1), ("ag.isclose(a, 1)", 3.5),
])
def test_results_are_made_once(call, results):
    """A call takes its results' memory once, beside little else."""
    code = f"""
import arraygen as ag
a = ag.ones(4_000_000)
c = a > 0

def highest():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))

open("/proc/self/clear_refs", "w").write("5")
before = highest()
r = {call}
print(highest() - before)
"""
    kib = int(run(code))
    assert kib <= results * 4_000_000 * 8 / 1024 + 6_000, kib
