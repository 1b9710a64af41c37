# SPDX-License-Identifier: BSD-3-Clause

"""Calls with arguments that nobody chose, beside NumPy: any shapes, those without elements too, any element types, any layouts.

A function is a row of CALLS. A result has NumPy's type, shape and values, and what NumPy refuses is refused.
"""

import warnings
import zlib

import numpy as np
import pytest

import arraygen as ag

ALL = ["bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32", "float64", "complex64", "complex128"]
NUMBERS, REAL, INTEGERS = ALL[1:], ALL[1:12], ALL[1:9]
# NumPy's var overflows in float16, ours has sums in float32.
WIDE = [d for d in REAL if d != "float16"]
LENGTHS = [0, 1, 1, 2, 2, 3, 3, 4, 5, 7, 9, 17, 33, 70]
SPECIAL = [0.0, -0.0, np.nan, np.inf, -np.inf, 1.0, -1.0, 0.5, -2.5, 3.0]
ROUNDS = 60


class Draw:
    """What is drawn for the calls of one function."""

    def __init__(self, name):
        self.rng = np.random.default_rng(zlib.crc32(name.encode()))

    def below(self, n):
        return int(self.rng.integers(n))

    def chance(self, p):
        return self.rng.random() < p

    def one(self, choices):
        return choices[self.below(len(choices))]

    def shape(self, low=0, high=3):
        lengths = [self.one(LENGTHS) for _ in range(low + self.below(high + 1 - low))]
        while np.prod(lengths, dtype=float) > 20_000:
            lengths[int(np.argmax(lengths))] = 2
        return tuple(lengths)

    def values(self, dtype, shape, special):
        n, kind = int(np.prod(shape)), np.dtype(dtype).kind
        if kind == "b":
            x = self.rng.integers(0, 2, n).astype(bool)
        elif kind in "iu":
            info = np.iinfo(dtype)
            near = self.one([5, 100, None if special else 100])
            low, high = (info.min, info.max) if near is None else (max(info.min, -near), min(info.max, near))
            x = self.rng.integers(low, high, n, dtype=dtype, endpoint=True)
        else:
            x = self.rng.normal(0, self.one([1, 10, 100]), n)
            x = (x + 1j * self.rng.normal(0, 3, n) if kind == "c" else x).astype(dtype)
            if self.chance(0.3):
                x = np.round(x)
            if special and n and self.chance(0.4):
                x[self.below(n)] = self.one(SPECIAL)
        return x.reshape(shape)

    def laid(self, x):
        """The values of x in some layout."""
        match self.below(7):
            case 0 if x.ndim > 1:
                axes = self.rng.permutation(x.ndim)
                return np.ascontiguousarray(x.transpose(axes)).transpose(np.argsort(axes))
            case 1 if x.ndim:
                wide = np.empty([2 * n for n in x.shape], x.dtype)[tuple(slice(self.below(2), None, 2) for _ in x.shape)]
                wide[...] = x
                return wide
            case 2 if x.ndim:
                backwards = tuple(slice(None, None, self.one([1, -1])) for _ in x.shape)
                return np.ascontiguousarray(x[backwards])[backwards]
            case 3:
                return np.asfortranarray(x)
            case 4 if x.size and x.ndim:
                return np.broadcast_to(x.take([0], axis=self.below(x.ndim)), x.shape)
        return x

    def array(self, dtypes=ALL, shape=None, special=True, **dims):
        return self.laid(self.values(self.one(dtypes), self.shape(**dims) if shape is None else shape, special))

    def broadcast(self, shape):
        """A shape that broadcasts to another."""
        return tuple(1 if self.chance(0.3) else n for n in shape)[self.below(len(shape) + 1) if self.chance(0.3) else 0 :]

    def pair(self, dtypes=ALL, special=True):
        shape = self.shape()
        return self.array(dtypes, shape, special), self.array(dtypes, self.broadcast(shape), special)

    def axis(self, x, none=True):
        if none and (not x.ndim or self.chance(0.25)):
            return None
        return x.ndim + 1 if self.chance(0.05) else int(self.rng.integers(-x.ndim, x.ndim))

    def axes(self, x):
        if not x.ndim or self.chance(0.3):
            return None
        if self.chance(0.5):
            return int(self.rng.integers(-x.ndim, x.ndim))
        return tuple(int(i) for i in self.rng.permutation(x.ndim)[: 1 + self.below(x.ndim)])

    def count(self, x, axis):
        """How many elements x has along an axis, or altogether."""
        return x.size if axis is None else x.shape[axis] if -x.ndim <= axis < x.ndim else 1


CALLS = {}


def calls(*names):
    def add(make):
        CALLS.update({name: make for name in names if hasattr(np, name)})
        return make

    return add


def ufuncs(operands):
    """The functions of so many operands without a row of their own."""
    taken = {"power", "pow", "float_power", "left_shift", "bitwise_left_shift", "right_shift", "bitwise_right_shift", "ldexp", "reciprocal", "expm1", "frexp", "isnat"}
    taken |= {"exp2", "logaddexp2"}  # NumPy's reduce angles with fewer bits, and round sums of few more
    for name in dir(np):
        u = getattr(np, name)
        if isinstance(u, np.ufunc) and u.nin == operands and u.signature is None and hasattr(ag, name) and name not in taken:
            yield name


@calls(*ufuncs(1))
def one_operand(d):
    return (d.array(),), {}


@calls(*ufuncs(2))
def two_operands(d):
    x, y = d.pair()
    return (x, d.one([2, 3, -1, 0, 2.5, True, 1 + 2j]) if d.chance(0.2) else y), {}


@calls("power", "float_power")
def powers(d):
    x = d.array(WIDE, special=False)
    return (np.abs(x) + 1 if x.dtype.kind == "f" else x, d.one([2, 3, 0, 0.5, 1])), {}


@calls("sum", "prod", "mean", "min", "max", "any", "all", "ptp", "nansum", "nanprod", "nanmean", "nanmin", "nanmax", "count_nonzero")
def reduction(d):
    x = d.array(WIDE + ["complex128"], special=False)
    return (x,), {"axis": d.axes(x)} | ({"keepdims": True} if d.chance(0.4) else {})


@calls("std", "var", "nanstd", "nanvar")
def deviation(d):
    # Not of one number again and again, whose distance from a rounded mean may be none.
    x = d.array(WIDE, special=False).copy()
    return (x,), {"axis": d.axes(x), "keepdims": d.chance(0.4)}


@calls("median", "nanmedian")
def median(d):
    x = d.array(REAL[:8] + ["float32", "float64", "complex128"], low=1)
    axis = d.axes(x)
    return (x if x.size else np.ones(3),), {"axis": axis if x.size else None}


@calls("argmin", "argmax", "nanargmin", "nanargmax")
def index_of_extreme(d):
    x = d.array()
    return (x,), {"axis": d.axis(x)} | ({"keepdims": True} if d.chance(0.3) else {})


@calls("cumsum", "cumprod", "nancumsum", "nancumprod")
def running(d):
    x = d.array(WIDE, special=False)
    return (x,), {"axis": d.axis(x)}


@calls("sort", "argsort")
def sort(d):
    x = d.array()
    return (x,), {"axis": d.axis(x), "kind": "stable"}


@calls("flip")
def flip(d):
    x = d.array()
    return (x,), {"axis": d.axes(x)}


@calls(
    "fliplr", "flipud", "ravel", "squeeze", "transpose", "nonzero", "argwhere", "flatnonzero", "atleast_1d", "atleast_2d", "atleast_3d", "real", "imag", "iscomplex", "isreal",
    "isneginf", "isposinf", "nan_to_num", "zeros_like", "ones_like", "size", "ndim", "shape", "diagflat", "fix", "matrix_transpose", "real_if_close", "trim_zeros",
)  # fmt: skip
def one_array(d):
    return (d.array(),), {}


@calls("angle", "sinc", "unwrap")
def one_number(d):
    return (d.array(["int32", "float32", "float64"], special=False),), {}


@calls("roll")
def roll(d):
    x = d.array()
    axis = d.axes(x)
    return (x, tuple(d.below(11) - 5 for _ in axis) if isinstance(axis, tuple) else d.below(15) - 7), {"axis": axis}


@calls("rot90")
def rot90(d):
    x = d.array(low=2)
    return (x,), {"k": d.below(11) - 5, "axes": tuple(int(i) for i in d.rng.permutation(x.ndim)[:2])}


@calls("reshape")
def reshape(d):
    x = d.array()
    shape, rest = [], x.size
    while rest > 1 and len(shape) < 4:
        shape.append(d.one([n for n in range(1, rest + 1) if rest % n == 0]))
        rest //= shape[-1]
    shape += [rest] if rest != 1 or not shape else []
    if d.chance(0.4):
        shape[d.below(len(shape))] = -1
    return (x, tuple(shape)), {"order": d.one("CFA")}


@calls("repeat")
def repeat(d):
    x = d.array()
    axis = d.axis(x)
    return (x, d.below(4) if d.chance(0.5) else d.rng.integers(0, 4, d.count(x, axis))), {"axis": axis}


@calls("tile")
def tile(d):
    return (d.array(), d.one([2, 0, 1, (2, 1), (1, 3, 2), ()])), {}


@calls("take")
def take(d):
    x = d.array()
    axis = d.axis(x)
    n, mode = d.count(x, axis), d.one(["raise", "wrap", "clip"])
    if not n or not x.size:
        return (x, np.zeros(0, int)), {"axis": axis}
    low, high = (-n, n) if mode == "raise" else (-n - 2, n + 3)
    return (x, d.rng.integers(low, high, d.shape(0, 2))), {"axis": axis, "mode": mode}


@calls("take_along_axis")
def take_along_axis(d):
    x = d.array(low=1)
    axis = d.below(x.ndim)
    shape = list(x.shape)
    n, shape[axis] = shape[axis], d.below(5) if shape[axis] else 0
    return (x, d.rng.integers(-n, n, shape) if n else np.zeros(shape, int)), {"axis": axis}


@calls("compress")
def compress(d):
    x = d.array()
    axis = d.axis(x)
    return (d.rng.integers(0, 2, d.below(d.count(x, axis) + 1)).astype(bool), x), {"axis": axis}


@calls("extract")
def extract(d):
    x = d.array()
    return (d.rng.integers(0, 2, x.shape), x), {}


@calls("choose")
def choose(d):
    shape, n, dtype = d.shape(), 1 + d.below(3), d.one(ALL)
    return (d.rng.integers(-3, n + 3, shape), [d.array([dtype], d.broadcast(shape)) for _ in range(n)]), {"mode": d.one(["wrap", "clip"])}


@calls("select")
def select(d):
    shape, n = d.shape(), 1 + d.below(3)
    return ([d.array(["bool"], shape) for _ in range(n)], [d.array(ALL, shape) for _ in range(n)]), {"default": d.one([0, 1, 2.5])}


@calls("where")
def where(d):
    shape = d.shape()
    return (d.array(["bool"] if d.chance(0.5) else ALL, d.broadcast(shape)), d.array(ALL, shape), d.array(ALL, d.broadcast(shape))), {}


@calls("concatenate", "concat")
def concatenate(d):
    shape = list(d.shape(1))
    axis = int(d.rng.integers(-len(shape), len(shape)))
    parts = []
    for _ in range(1 + d.below(3)):
        shape[axis] = d.one(LENGTHS[:8])
        parts.append(d.array(ALL, tuple(shape)))
    return (parts,), {"axis": axis if d.chance(0.9) else None}


@calls("stack")
def stack(d):
    shape = d.shape()
    return ([d.array(ALL, shape) for _ in range(1 + d.below(3))],), {"axis": int(d.rng.integers(-len(shape) - 1, len(shape) + 1))}


@calls("hstack", "vstack", "dstack", "column_stack")
def stacks(d):
    shape = d.shape(0, 2)
    return ([d.array(ALL, shape) for _ in range(1 + d.below(3))],), {}


@calls("split", "array_split")
def split(d):
    x = d.array(low=1)
    return (x, d.one([1, 2, 3, [1, 2], [0, 3, 2], [-1]])), {"axis": int(d.rng.integers(-x.ndim, x.ndim))}


@calls("pad")
def pad(d):
    x = d.array(low=1, high=2)
    width = d.one([d.below(4), (1, 2), [(d.below(3), d.below(3)) for _ in range(x.ndim)]])
    return (x, width), {"mode": d.one(["constant", "edge", "reflect", "symmetric", "wrap", "maximum", "minimum"])}


@calls("insert")
def insert(d):
    x = d.array()
    axis = d.axis(x)
    n = d.count(x, axis)
    return (x, d.one([0, n, -1 if n else 0, [0, n // 2], slice(0, n, 2)]), d.one([1, 2.5, -3, 300])), {"axis": axis}


@calls("delete")
def delete(d):
    x = d.array()
    axis = d.axis(x)
    n = d.count(x, axis)
    return (x, d.one([0, -1, [0], [], slice(0, n, 2), d.rng.integers(0, 2, n).astype(bool)])), {"axis": axis}


@calls("append", "isin", "array_equal", "array_equiv")
def two_arrays(d):
    x, y = d.pair()
    return (x, x.copy() if d.chance(0.3) else y), {}


@calls("searchsorted")
def searchsorted(d):
    dtype = d.one(ALL)
    x = np.sort(d.values(dtype, (d.one([0, 1, 2, 5, 33, 70]),), True))
    return (d.laid(x), d.array([dtype] if d.chance(0.7) else ALL)), {"side": d.one(["left", "right"])}


@calls("unique")
def unique(d):
    x = d.array()
    options = {k: True for k in ("return_index", "return_inverse", "return_counts") if d.chance(0.4)}
    if d.chance(0.3) and x.ndim and x.dtype.kind not in "fc":
        options["axis"] = d.below(x.ndim)
    return (x,), options


@calls("intersect1d", "union1d", "setdiff1d", "setxor1d")
def sets(d):
    dtype = d.one(REAL)
    return (d.array([dtype]), d.array([dtype])), {}


@calls("bincount")
def bincount(d):
    x = d.rng.integers(0, 9, 1 + d.below(30))
    return (x,), ({"weights": d.rng.normal(size=x.shape)} if d.chance(0.4) else {}) | ({"minlength": d.below(20)} if d.chance(0.4) else {})


@calls("digitize")
def digitize(d):
    edges = np.unique(d.rng.normal(0, 5, 1 + d.below(8)))
    return (d.array(REAL), edges[::-1] if d.chance(0.4) else edges), {"right": d.chance(0.5)}


@calls("histogram")
def histogram(d):
    x = d.array(["int32", "float64", "uint8"], special=False)
    return (x,), {"bins": d.one([1, 5, 10, [0, 1, 2, 5], [-1.5, 0, 3]])} | ({"range": (-2, 5)} if d.chance(0.3) else {}) | ({"density": True} if x.size and d.chance(0.3) else {})


@calls("percentile", "quantile")
def quantile(d):
    x = d.array(["int32", "float64", "int64", "uint8"], special=False)
    axis = d.axes(x) if x.size else None
    methods = "linear lower higher nearest midpoint hazen weibull median_unbiased normal_unbiased inverted_cdf averaged_inverted_cdf closest_observation interpolated_inverted_cdf".split()
    return (x if x.size else np.ones(3), d.one([0.25, 0.5, [0.1, 0.9], [[0.2, 0.3], [0.5, 1]]])), {"axis": axis, "keepdims": d.chance(0.3), "method": d.one(methods)}


@calls("average")
def average(d):
    x = d.array(WIDE, special=False)
    axis = d.axis(x)
    if not x.size:
        x, axis = np.ones(3), None
    return (x,), {"axis": axis} | ({"weights": np.abs(d.rng.normal(size=x.shape)) + 0.1} if d.chance(0.5) else {"weights": np.zeros(x.shape)} if d.chance(0.1) else {})


@calls("diff")
def diff(d):
    x = d.array(low=1)
    options = {"n": d.below(4), "axis": int(d.rng.integers(-x.ndim, x.ndim))}
    return (x,), options | ({"prepend": 1} if d.chance(0.3) else {}) | ({"append": 2} if d.chance(0.3) else {})


@calls("ediff1d", "vander")
def numbers(d):
    return (d.array(NUMBERS, (1 + d.below(5),), special=False),), {}


@calls("interp")
def interp(d):
    n = 2 + d.below(8)
    return (d.array(["float64", "int32"]), np.sort(d.rng.normal(0, 2, n)), d.rng.normal(size=n)), {}


@calls("trapezoid")
def trapezoid(d):
    x = d.array(NUMBERS, special=False, low=1, high=2)
    return (x,), {"dx": d.one([1.0, 0.5]), "axis": int(d.rng.integers(-x.ndim, x.ndim))}


@calls("cov", "corrcoef")
def covariance(d):
    x = d.values(d.one(["float64", "int32", "float32", "complex64"]), (1 + d.below(5), 3 + d.below(30)), False)
    return (d.laid(x).copy(),), {"rowvar": d.chance(0.7)}


@calls("convolve", "correlate")
def convolve(d):
    return (d.array(NUMBERS, (1 + d.below(20),), False), d.array(NUMBERS, (1 + d.below(9),), False)), {"mode": d.one(["full", "same", "valid"])}


@calls("inner")
def inner(d):
    k = d.one(LENGTHS)
    return (d.array(ALL, d.shape(0, 2) + (k,), False), d.array(ALL, d.shape(0, 1) + (k,), False)), {}


@calls("dot")
def dot(d):
    k = d.one(LENGTHS)
    return (d.array(ALL, d.shape(0, 1) + (k,), False), d.array(ALL, d.one([(k,), (k, d.one(LENGTHS))]), False)), {}


@calls("matmul")
def matmul(d):
    m, n, k = (d.one(LENGTHS) for _ in range(3))
    many = d.shape(0, 1)
    return (d.array(ALL, d.one([(k,), (m, k), many + (m, k)]), False), d.array(ALL, d.one([(k,), (k, n), d.broadcast(many) + (k, n)]), False)), {}


@calls("vecdot")
def vecdot(d):
    k, shape = d.one(LENGTHS), d.shape(0, 2)
    return (d.array(ALL, shape + (k,), False), d.array(ALL, d.broadcast(shape) + (k,), False)), {}


@calls("outer", "kron")
def outer(d):
    return (d.array(NUMBERS, special=False, high=2), d.array(NUMBERS, special=False, high=1)), {}


@calls("vdot")
def vdot(d):
    shape = d.shape()
    return (d.array(NUMBERS, shape, False), d.array(NUMBERS, shape, False)), {}


@calls("einsum")
def einsum(d):
    text, dtype = d.one(["ij,jk->ik", "ij->ji", "ij->", "ij->i", "ij,ij->", "i,j->ij", "ii", "ij,jk", "ij,k->ijk", "ij,j->i", "ji,jk->ik"]), d.one(NUMBERS)
    length = dict(zip("ijk", (d.one(LENGTHS[:9]) for _ in range(3))))
    return (text, *(d.array([dtype], tuple(length[i] for i in part), False) for part in text.split("->")[0].split(","))), {}


@calls("cross")
def cross(d):
    shape = d.shape(0, 1) + (3,)
    return (d.array(NUMBERS, shape, False), d.array(NUMBERS, shape, False)), {}


@calls("trace", "diagonal")
def diagonal(d):
    x = d.array(WIDE, special=False, low=2)
    first, second = (int(i) for i in d.rng.permutation(x.ndim)[:2])
    return (x,), {"offset": d.below(7) - 3, "axis1": first, "axis2": second}


@calls("diag", "tril", "triu")
def diag(d):
    return (d.array(low=1, high=2),), {"k": d.below(9) - 4}


@calls("clip")
def clip(d):
    return (d.array(REAL), d.one([None, -1, 0]), d.one([2, 5, 3])), {}


@calls("round")
def rounded(d):
    return (d.array([t for t in ALL if t != "float16"]),), {"decimals": d.below(4)}  # whose thousandfold NumPy takes


@calls("moveaxis", "swapaxes")
def move(d):
    x = d.array(low=1)
    return (x, *(int(i) for i in d.rng.integers(-x.ndim, x.ndim, 2))), {}


@calls("expand_dims")
def expand_dims(d):
    x = d.array()
    return (x, d.below(2 * x.ndim + 2) - x.ndim - 1), {}


@calls("broadcast_to")
def broadcast_to(d):
    shape = d.shape()
    return (d.array(ALL, d.broadcast(shape)), shape), {}


@calls("isclose", "allclose")
def isclose(d):
    return d.pair(REAL), {"equal_nan": d.chance(0.5)}


@calls("full_like")
def full_like(d):
    return (d.array(), d.one([1, 2.5, True, -3, 300])), {}


@calls("arange")
def arange(d):
    return d.one([(d.below(23) - 3,), (d.below(5), d.below(20)), (0, d.rng.random() * 9, d.one([0.3, 0.5, 2]))]), {}


@calls("linspace")
def linspace(d):
    return (d.one([0, -1.5, 2]), d.one([1, 10, 2.5]), d.below(9)), {"endpoint": d.chance(0.6)}


@calls("eye", "tri")
def eye(d):
    return (d.below(6), d.below(6)), {"k": d.below(7) - 3}


@calls("packbits")
def packbits(d):
    x = d.array(["uint8", "bool"])
    return (x,), {"axis": d.axis(x), "bitorder": d.one(["big", "little"])}


@calls("unpackbits")
def unpackbits(d):
    x = d.array(["uint8"])
    return (x,), {"axis": d.axis(x), "bitorder": d.one(["big", "little"])}


@calls("lexsort")
def lexsort(d):
    n = d.one(LENGTHS)
    return ([d.array(REAL, (n,)) for _ in range(1 + d.below(3))],), {}


@calls("unravel_index")
def unravel_index(d):
    shape = tuple(1 + d.below(4) for _ in range(1 + d.below(3)))
    return (d.rng.integers(0, np.prod(shape), d.shape(1, 1)), shape), {}


def index(d, shape):
    """Any index of an array of a shape."""
    parts, axis = [], 0
    while axis < len(shape) and d.chance(0.9):
        n = shape[axis]
        axis += 1
        match d.below(7):
            case 0 if n:
                parts.append(int(d.rng.integers(-n, n)))
            case 1 | 2:
                parts.append(slice(d.one([None, 0, 1, -2, 5]), d.one([None, 2, -1, 7]), d.one([None, 1, 2, -1, -3])))
            case 3:
                parts.append(None)
                axis -= 1
            case 4:
                return *parts, Ellipsis
            case 5 if n:
                parts.append(d.rng.integers(-n, n, d.shape(0, 2)) if d.chance(0.6) else [d.below(n)])
            case 6 if axis < len(shape) and d.chance(0.5):
                parts.append(d.rng.integers(0, 2, shape[axis - 1 : axis + 1]).astype(bool))
                axis += 1
            case 6:
                parts.append(d.rng.integers(0, 2, n).astype(bool))
            case _:
                parts.append(slice(None))
    return tuple(parts)


def ours(x):
    if isinstance(x, np.ndarray):
        return ag.asarray(x)
    return type(x)(map(ours, x)) if type(x) in (list, tuple) else x


def outcome(call):
    try:
        return call()
    except Exception as error:
        return error


def same(want, got):
    """Fails unless a result is NumPy's: exactly of integers, else within a rounding of the largest element."""
    if isinstance(want, (tuple, list)):
        assert isinstance(got, (tuple, list)) and len(got) == len(want)
        for x, y in zip(want, got):
            same(x, y)
        return
    want, got = np.asarray(want), np.asarray(got)
    assert got.dtype == want.dtype and got.shape == want.shape
    if want.dtype.kind not in "fc":
        np.testing.assert_array_equal(got, want)
        return
    finite = np.isfinite(want)
    eps = float(np.finfo(want.dtype).eps)
    size = np.abs(want[finite]).astype(float).max(initial=0)
    assert np.all(np.abs(got[finite].astype(complex) - want[finite]) <= 64 * eps * np.abs(want[finite]).astype(float) + 16 * eps * size)
    assert not np.isfinite(got[~finite]).any()
    if want.dtype.kind == "f":
        np.testing.assert_array_equal(got[~finite], want[~finite])


def beside(name, call, arguments):
    with warnings.catch_warnings(), np.errstate(all="ignore"), ag.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        want, got = outcome(lambda: call(np, *arguments)), outcome(lambda: call(ag, *(ours(x) for x in arguments)))
        try:
            if isinstance(want, Exception) or isinstance(got, Exception):
                assert isinstance(got, (TypeError, ValueError, IndexError, ArithmeticError)) and isinstance(want, Exception)
            else:
                same(want, got)
        except Exception as error:
            raise AssertionError(f"{name} of {arguments}: ours {got!r}, NumPy's {want!r}") from error


@pytest.mark.parametrize("name", sorted(n for n in CALLS if hasattr(ag, n)))
def test_call(name):
    d = Draw(name)
    for _ in range(ROUNDS):
        args, keywords = CALLS[name](d)
        beside(name, lambda m, args, keywords: getattr(m, name)(*args, **keywords), (args, keywords))


def test_index():
    d = Draw("index")
    for _ in range(20 * ROUNDS):
        x = d.array(low=1)
        beside("x[...]", lambda m, x, at: x[at], (x, index(d, x.shape)))


def test_assignment():
    d = Draw("assignment")

    def assign(m, x, at, y):
        z = m.asarray(x, copy=True)
        z[at] = y
        return z

    for _ in range(20 * ROUNDS):
        x = d.array(low=1)
        at = index(d, x.shape)
        try:
            part = x[at].shape
        except IndexError:
            part = ()
        y = d.array([t for t in ALL if np.can_cast(t, x.dtype, "same_kind")], d.broadcast(part)) if part else 1
        if any(getattr(i, "dtype", None) == np.int64 for i in at) or not np.ndim(y):
            y = 1  # which of several writes to a place is the last is open, and a number must fit
        beside("x[...] = y", assign, (x, at, y))


# Functions of two operands for the methods of ufuncs. At makes integers of quotients, which by zero are no such, and an
# angle of float32, within 1 ULP, may be written to float64.
METHODS = [n for n in ufuncs(2) if n not in {"divide", "true_divide", "arctan2", "atan2"} and getattr(np, n).nout == 1]
PLAIN = [t for t in ALL if t != "float16"]


def wider(d, x):
    """A type that x may be computed in."""
    return d.one([t for t in PLAIN if np.can_cast(x.dtype, t, "same_kind")])


def test_reduce():
    d = Draw("reduce")
    for _ in range(15 * ROUNDS):
        x, name = d.array(PLAIN, special=False), d.one(METHODS)
        keywords = {"axis": d.axes(x), "keepdims": d.chance(0.3)} | ({"dtype": wider(d, x)} if d.chance(0.3) else {}) | ({"initial": d.one([0, 1, 2])} if d.chance(0.3) else {})
        if d.chance(0.3):
            keywords |= {"where": d.array(["bool"], d.broadcast(x.shape)), "initial": 1}
        beside(f"{name}.reduce", lambda m, x, keywords: getattr(m, name).reduce(x, **keywords), (x, keywords))


def test_accumulate():
    d = Draw("accumulate")
    for _ in range(10 * ROUNDS):
        x, name = d.array(PLAIN, special=False, low=1), d.one(METHODS)
        keywords = {"axis": d.axis(x, none=False)} | ({"dtype": wider(d, x)} if d.chance(0.3) else {})
        beside(f"{name}.accumulate", lambda m, x, keywords: getattr(m, name).accumulate(x, **keywords), (x, keywords))


def test_reduceat():
    d = Draw("reduceat")
    for _ in range(10 * ROUNDS):
        x, name = d.array(PLAIN, special=False, low=1), d.one(METHODS)
        axis = int(d.rng.integers(-x.ndim, x.ndim))
        starts = d.rng.integers(0, x.shape[axis] + d.chance(0.05), 1 + d.below(5)) if x.shape[axis] else np.zeros(0, int)
        beside(f"{name}.reduceat", lambda m, x, starts, axis: getattr(m, name).reduceat(x, starts, axis), (x, starts, axis))


def test_outer():
    d = Draw("outer")
    for _ in range(10 * ROUNDS):
        name = d.one(METHODS)
        beside(f"{name}.outer", lambda m, x, y: getattr(m, name).outer(x, y), (d.array(PLAIN, special=False, high=2), d.array(PLAIN, special=False, high=2)))


def test_at():
    d = Draw("at")

    def at(m, x, places, y):
        z = m.asarray(x, copy=True)
        getattr(m, name).at(z, places, y)
        return z

    for _ in range(10 * ROUNDS):
        x, name = d.array(PLAIN, special=False, low=1, high=2), d.one(METHODS)
        places = d.rng.integers(-x.shape[0], x.shape[0], d.below(6)) if x.shape[0] else np.zeros(0, int)
        y = d.values(x.dtype, places.shape + x.shape[1:], False)
        beside(f"{name}.at", at, (x, places, y))


def test_where_and_out():
    d = Draw("where and out")

    def masked(m, x, y, where, out):
        z = m.asarray(out, copy=True)
        getattr(m, name)(x, y, where=where, out=z)
        return z

    for _ in range(15 * ROUNDS):
        (x, y), name = d.pair(PLAIN, special=False), d.one(METHODS)
        out = d.values(wider(d, np.zeros(0, np.result_type(x, y))), x.shape, False)
        beside(name, masked, (x, y, d.array(["bool"], d.broadcast(x.shape)), out))


def test_operands_that_overlap():
    """Parts of one array are read and written in one call, as if each operand were copied first."""
    d = Draw("overlap")

    def shift(m, x, first, second, to):
        z = m.asarray(x, copy=True)
        getattr(m, name)(z[first], z[second], out=z[to], casting="same_kind")
        return z

    for _ in range(15 * ROUNDS):
        x, name = np.array(d.array([t for t in PLAIN if t[0] in "iuf"], (6 + d.below(200),) + d.shape(0, 1), False)), d.one(METHODS)
        k = 1 + d.below(3)
        parts = [slice(None, -k), slice(k, None), slice(None, len(x) - k), slice(-k - 1, None, -1), slice(-1, k - 1, -1)]
        beside(name, shift, (x, d.one(parts), d.one(parts), d.one(parts)))
