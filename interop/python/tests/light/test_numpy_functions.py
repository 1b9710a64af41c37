# SPDX-License-Identifier: BSD-3-Clause

"""NumPy's functions on our arrays: each against NumPy itself on the same values, and none forgotten."""

import functools
import os
import pathlib
import re
import subprocess
import sys
import warnings

import arraygen as ag
import numpy as np
import pytest
from arraygen import _numpy_functions
from arraygen._declare import FUNCTIONS

# What the expressions below are made of, in each of the element types; "like" has another type than x.
TYPES = ("bool", "int8", "uint8", "int32", "uint64", "int64", "float16", "float32", "float64", "complex64", "complex128")


def operands(dtype):
    rng = np.random.default_rng(5)

    def numbers(*shape):
        x = rng.integers(0, 7, shape)
        x = x.astype("uint8" if np.dtype(dtype).kind in "ub" else "int8")
        if np.dtype(dtype).kind in "ifc":
            x = x - 3
        if np.dtype(dtype).kind in "fc":
            x = x / 4
        if np.dtype(dtype).kind == "c":
            x = x + 1j * rng.integers(-2, 3, shape)
        return x.astype(dtype)

    v = {"x": numbers(12), "y": numbers(5), "m": numbers(4, 3), "q": numbers(3, 3), "t": numbers(2, 3, 4), "s": np.asarray(numbers()), "e": numbers(0), "f": np.asfortranarray(numbers(3, 4)),
         "r": numbers(20)[::-2], "like": numbers(4, 3).astype("float64" if dtype != "float64" else "int16"), "vec": numbers(4, 3), "vec2": numbers(2)}
    v["n"] = v["m"].copy()
    if v["n"].dtype.kind in "fc":
        v["n"][0, 1] = np.nan
        v["n"][2, 2] = np.inf
        v["n"][3, 0] = -np.inf
    v["i"] = np.array([[2, 0, 1], [1, 1, 0]])
    v["j"] = np.array([3, -1, 0, 3])
    v["b"] = v["m"] > v["m"].mean() if v["m"].dtype.kind != "c" else v["m"].real > 0
    v["bx"] = np.arange(12) % 3 == 0
    return v


CALLS = """
angle(x) angle(m, deg=True) fix(x) fix(f) isposinf(n) isneginf(n) iscomplex(n) isreal(n) nan_to_num(n) nan_to_num(n, nan=1.5, posinf=2, neginf=-3)
nan_to_num(n, copy=False) real_if_close(x) real_if_close(x.real) sinc(x) sinc(f) i0(x) i0(m * 9) unwrap(x) unwrap(m, axis=0) unwrap(x, period=4) unwrap(x, period=3)
unwrap(m, discont=2.0) trapezoid(x) trapezoid(m, axis=0) trapezoid(m, dx=0.5) trapezoid(m, x=y[:3]) trapezoid(m, x=m) trapezoid(e) ediff1d(x) ediff1d(m, to_end=[1, 0]) ediff1d(x, to_begin=1) ediff1d(e, to_end=0)
ediff1d(x, to_begin=x[:2], to_end=y)
unique(x) unique(m) unique(n) unique(n, return_index=True, return_inverse=True, return_counts=True) unique(x, return_counts=True) unique(m, axis=0)
unique(m, axis=1, return_index=True, return_inverse=True, return_counts=True) unique(n, equal_nan=False) unique(t, axis=0, return_inverse=True) unique(e) unique(s, return_inverse=True) unique(x, axis=0) unique(m, axis=5) unique(t[:, :0], axis=0)
union1d(x, y) intersect1d(x, y) intersect1d(x, m, return_indices=True) setdiff1d(x, y) setdiff1d(x, y, assume_unique=True) setxor1d(x, y) union1d(n, n) intersect1d(n, n) setdiff1d(n, x) setxor1d(e, x) intersect1d(e, e) intersect1d(x, y, assume_unique=True)
choose(i, [x[:3], y[:3], 7]) choose(i, (1, 2, 3)) choose(i, m[:3]) choose(j, [x[:4], y[:4]]) choose(j, [x[:4], y[:4]], mode="wrap") choose(j, [x[:4], y[:4]], mode="clip") choose(i, [])
compress([True, False, True], m, axis=0) compress([0, 1, 1, 0, 1], m) compress(bx, x) compress([True] * 20, x) compress(b, m) extract(b, m) extract(bx, m) extract(bx[:4], x)
select([b, ~b], [m, 0]) select([b], [m], default=2) select([b, b], [m, like]) select([], []) select([b], [m, m]) select([m], [m]) select([bx, bx], [x, 1.5], 3)
put(x, j, y) put(x, [0, 1], 1) put(m, [0, 20], 1) put(m, [0, 20], 1, mode="wrap") put(m, [-20, 20], [1, 0], mode="clip") put(f, [5, 1], y) put(r, j, x) put(x, [], 1) put(x, [0.5], 1)
putmask(x, bx, y) putmask(m, b, m) putmask(f, f > f, 1) putmask(r, r == r, x) putmask(x, b, 1) putmask(x, bx[:5], 1)
place(x, bx, y) place(m, b, [1]) place(f, f == f, y) place(x, bx, []) place(x, bx, like) place(x, ~(x == x), []) place(x, b, y)
put_along_axis(q, i, 1, axis=0) put_along_axis(q, i[:, :1], y[:2, None], axis=0) put_along_axis(q, q[:, :1].argsort(0), x[:3, None], 1) put_along_axis(x, j, 1, None) put_along_axis(x, j, y[:4], 0)
fill_diagonal(q, 1) fill_diagonal(m, x) fill_diagonal(m, y, wrap=True) fill_diagonal(f, 0) fill_diagonal(x, 1) fill_diagonal(t, 1) fill_diagonal(np.stack([q, q, q], axis=0), y)
ravel_multi_index(j[None] * 0, (3,)) ravel_multi_index((i, i), (3, 4)) ravel_multi_index((i, i, 2), (3, 4, 5), order="F") ravel_multi_index((j, j), (3, 4)) ravel_multi_index((j, j), (3, 4), mode="wrap") ravel_multi_index((j, j), (2, 4), mode=("clip", "wrap"))
unravel_index(i, (3, 4)) unravel_index(i, (3, 1, 4), order="F") unravel_index(i, (2,)) unravel_index(j, (3, 4)) unravel_index(i * 2, (2, 3, 4)) diag_indices_from(q) diag_indices_from(m) diag_indices_from(x) tril_indices_from(m) tril_indices_from(m, 1) triu_indices_from(m, k=-1) triu_indices_from(f, 9) tril_indices_from(m, -9) tril_indices_from(x) triu_indices_from(m, -9)
ix_(i[0], j) ix_(bx, i[1]) ix_(i) argwhere(m) argwhere(t) argwhere(s) argwhere(e)
lexsort((x, x[::-1])) lexsort(m) lexsort((m, m[::-1]), axis=0) lexsort([m.T]) lexsort(()) sort_complex(x) sort_complex(m) array_equiv(m, m[0]) array_equiv(x, y) array_equiv(m, m) common_type(x) common_type(x, like) min_scalar_type(s) min_scalar_type(x) min_scalar_type(s * 100)
nanargmax(n) nanargmin(n, axis=0) nanargmax(m, axis=1, keepdims=True) nanargmax(n / 0 * 0) nancumsum(n) nancumsum(n, axis=0) nancumprod(n, axis=1) nancumprod(x) nanargmax(e)
packbits(x) packbits(m, axis=0) packbits(t, axis=1, bitorder="little") packbits(r) packbits(s) packbits(e) unpackbits(x) unpackbits(m, axis=0) unpackbits(x, count=11, bitorder="little") unpackbits(m, axis=1, count=-3) unpackbits(m, axis=1, count=30) unpackbits(r) unpackbits(x, count=-200) packbits(x, bitorder="huge")
column_stack([x, x]) column_stack((m, m)) column_stack([y, m]) dstack([m, m]) dstack((x, x)) dstack([t]) hsplit(m, 3) hsplit(x, [2, 5]) vsplit(m, 2) dsplit(t, 2) vsplit(x, 2) dsplit(m, 2) block([[m, m], [m, like]]) block([x, y]) block(m) block([[q, q[:, :1]], [s, x[:3]]]) block([]) block([x, [y]]) block((x, y)) block([s, s]) block([[[t]], [[t]]])
rollaxis(t, 2) rollaxis(t, 0, 3) rollaxis(t, 1, -1) rollaxis(t, 5) rollaxis(t, 0, 9) resize(x, (5, 7)) resize(m, 3) resize(e, (2, 2)) resize(x, (0, 3)) resize(x, -1) diagflat(m) diagflat(x, -2) trim_zeros(x) trim_zeros(x, "f") trim_zeros(m * 0) trim_zeros(x, trim="q") trim_zeros(m, axis=1) trim_zeros(t)
polyval(y, x) polyval(y, m) polyval(e, x) polyadd(x, y) polysub(y, x) polymul(x, y) polydiv(x, y) polydiv(x, y + 1) polyder(x) polyder(x, 2) polyder(x, 0) polyder(x, -1) polyint(x) polyint(x, 2, [1, 2]) polyint(x, 3, k=1) polyint(x, m=0) polyint(y, 3, [1, 2]) poly(y) vander(y) vander(y, 3) vander(y, increasing=True) vander(m) vander(y, 0) poly(e) polymul(m, x) sort_complex(np.roots(y)) sort_complex(np.roots(x[:4])) roots(x * 0) roots(m) sort_complex(np.roots(np.append(y, [0, 0]))) roots([2, x[0]])  polyfit(x, x[::-1], 2) polyfit(np.arange(12.0), x, 3) polyfit(np.arange(4.0), m, 1) polyfit(np.arange(4), m, 2, w=y[:4] * y[:4] + 1) polyfit(np.arange(12), x, 1, full=True) polyfit(np.arange(12), x, 1, cov=True) polyfit(np.arange(4.0), m, 1, cov="unscaled") polyfit(x, y, 1) polyfit(x, x, -1)
convolve(x, y) convolve(x, y, "same") convolve(x, y, mode="valid") convolve(y, x, "same") convolve(r, y) convolve(x, e) convolve(m, x) convolve(x, like[0]) convolve(x, y, "some") correlate(x, y) correlate(x, y, "full") correlate(x, y, "same") correlate(y, x) correlate(y, x, "same") correlate(y, x, "full") correlate(x, y[:4], "same") correlate(y[:4], x, "same") correlate(y[:4], x[:11], "same") correlate(x, 1) convolve(x, 2)
inner(x, x) inner(m, y[:3]) inner(m, q) inner(s, m) inner(x, y) inner(t, t[0]) vdot(x, x) vdot(m, m) vdot(x, y) kron(m, q) kron(x, m) kron(s, m) kron(t, m) cross(vec, vec[::-1]) cross(vec[0], vec) cross(vec.T, vec.T, axis=0) cross(vec, vec2) cross(vec2, vec2[::-1]) cross(x, y) cross(vec, vec, axisc=0) cross(s, x) cross(vec2, vec)
logspace(s, 3) logspace(0, s, 7, base=2) logspace(0, y, 4, axis=-1) logspace(y[:2], 2, 5, base=y[:2] + 2) geomspace(s + 1, 300) geomspace(y * y + 1, 9, 6) geomspace(s + 1, 300, num=4, endpoint=False) geomspace(0 * s, 3) logspace(s, 3, num=4, dtype="float32")
histogram2d(x, r[:1].repeat(12)) histogram2d(x, x[::-1], bins=4) histogram2d(x, x, bins=[3, 2], range=[[0, 1], None]) histogram2d(x, x, bins=[0, 1, 2, 3], density=True) histogramdd(m, bins=3) histogramdd(m, bins=(2, 3, [0, 1, 2]), weights=[1, 2, 3, 4]) histogramdd([x, x], bins=2, density=True) histogramdd(m, bins=(2, 3)) histogram2d(x, y) histogram2d(x, x, bins=(x[:0] * 0, 3))
apply_along_axis(np.sum, 0, m) apply_along_axis(np.sort, 1, t) apply_along_axis(lambda v: v[:2, None], -1, t) apply_along_axis(np.sum, 3, m) apply_over_axes(np.sum, t, (0, 2)) apply_over_axes(np.sum, t, -1)
piecewise(x, [x < 1, x >= 1], [0, 1]) piecewise(x, [x < 1], [lambda v: v * 1, 1]) piecewise(m, [b], [0, np.negative]) piecewise(x, bx, [1, 0]) piecewise(x, [bx], [1]) piecewise(x, [bx], [1, 2, 3])
lib.scimath.sqrt(x) lib.scimath.log(m) lib.scimath.log2(x) lib.scimath.log10(x) lib.scimath.logn(2, x) lib.scimath.logn(y + 1, 3) lib.scimath.power(x, y[0]) lib.scimath.power(x, 2) lib.scimath.arcsin(x) lib.scimath.arccos(x) lib.scimath.arctanh(x / 4)
require(x, requirements="F", like=x) asfortranarray(m, like=m) tri(3, 4, 1, like=x) tri(2, dtype="int8", like=x) fromfunction(lambda i, j: i + j, (2, 3), like=x) fromiter(range(5), "int16", like=x) fromiter(range(5), "int16", 7, like=x) loadtxt(["1 2", "3 4"], like=x) genfromtxt(["1 2", "3 4"], like=x) fromstring("1 2", sep=" ", like=x) require([1, 2], "float32", ["C", "W"], like=x)
take(x, j, mode="wrap") take(m, j, axis=0, mode="clip") take(m, j, axis=1) take(m, i, mode="clip") take(e, j, mode="clip") take(x, j, mode="other")
"""


def split(text):
    """The expressions of a text, at the spaces outside of brackets and quotes."""
    found, depth, quoted, start = [], 0, None, 0
    for at, c in enumerate(text):
        if quoted:
            quoted = None if c == quoted else quoted
        elif c in "\"'":
            quoted = c
        elif c in "([{":
            depth += 1
        elif c in ")]}":
            depth -= 1
        elif c.isspace() and not depth:
            if text[start:at].strip():
                found.append(text[start:at].strip())
            start = at
    return found


METHODS = """
m.choose([x[:3], 1, 2, 3, 4, 5, 6]) i.choose([x[:3], y[:3], 7]) m.compress([1, 0, 1], axis=0) m.compress([0, 1]) x.compress(bx, out=like[0]) x.put(j, y) f.put([5], 1) m.put([99], 1)
(lambda v: (v.partition(3), v[3:4], np.sort(v[:3]))[1:])(x.copy()) (lambda v: (v.partition(1, axis=0), v[:2])[1])(m.copy()) (lambda v: (v.partition([2, 5]), v[2:6:3], np.sort(v[3:5]))[1:2])(r.copy()) x.partition(50) m.argpartition(1, axis=1)[:, 1:2] x.byteswap() f.byteswap(True) r.byteswap() r.byteswap(inplace=True) s.byteswap() e.byteswap()
x.getfield("uint8") m.getfield("uint8", offset=m.itemsize - 1) r.getfield("int8") s.getfield("uint8") x.getfield("int16", 17) x.getfield("complex128") x.setfield(1, "uint8") r.setfield([1], "int8", 0) x.resize(3)
x.tobytes() f.tobytes() f.tobytes("F") f.tobytes("A") m.tobytes("F") r.tobytes() e.tobytes() x.item(3) m.item(2, 1) m.item((2, 1)) x.item() s.item() m.item(-1) m.item(99) m.item(1, 2, 3) x.itemset(1, 2) x.newbyteorder() x.ptp()
x.view("uint8") m.view("uint8") r.view("uint8") s.view("uint8") x.view("int16") f.view("uint8") f.T.view("uint8") x[:3].view("complex128") e.view("uint8") x.view(np.dtype("int64")) m[:, :1].view("uint8")
x.trace() m.trace() t.trace(axis1=1, axis2=2) f.trace(1) np.sort(x).searchsorted(y) np.sort(x).searchsorted(y, side="right") x.searchsorted(1, sorter=x.argsort(kind="stable")) m.argsort(axis=0, kind="stable") m.sort(axis=0) r.sort() x.sort(kind="stable") m.sort(axis=5) m.argsort(axis=None, kind="stable")
x.cumsum() m.cumprod(axis=1) m.max(axis=0) m.argmax() t.swapaxes(0, 2) t.transpose(2, 0, 1) m.ravel("F") f.ravel("K") f.flatten() m.take([1, 0], axis=1) m.repeat(2, axis=0) m.diagonal() m.nonzero() m.squeeze() m.round(1) m.clip(0, 1) m.all() m.any(axis=0) m.mean(axis=0) m.conj() m.var() m.std(axis=1) m.sum(keepdims=True) m.prod() m.dot(x[:3]) m.min()
x.flat[3] m.flat[[1, 2]] m.flat[2:9:3] m.flat[b.ravel()] m.flat.__setitem__([1, 5], y[:2]) f.flat.__setitem__(slice(None, None, 2), 1) x.fill(1) m.tolist() x.astype("float32") x.nbytes x.itemsize x.strides m.T m.size
setattr(x, "real", 1) setattr(m, "real", m[::-1].real * 1) setattr(x, "imag", 1) setattr(m, "imag", 0) x.real x.imag m.mT x.mT t.mT setattr(x, "shape", (3, 4)) setattr(x, "shape", (5, 5)) setattr(m, "flat", y)
x.setflags(write=False) x.setflags(write=True) x.setflags(align=True) x.setflags(uic=True) e.data.nbytes m.data.shape x.__len__() m.__contains__(1) s.__bool__() x.__bool__() m.dtype m.ndim x.device x.to_device("cpu") x.to_device("gpu")
"""

CASES = split(CALLS)
METHOD_CASES = split(METHODS)


def run(expression, values, module=np):
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return eval(expression, {"np": module}, values)


TOLERANCE = {"float16": 4e-3, "float32": 2e-6, "complex64": 4e-6, "float64": 1e-13, "complex128": 1e-13}


def check(got, want, text):
    if isinstance(want, (tuple, list)):
        assert len(got) == len(want), text
        for g, w in zip(got, want):
            check(g, w, text)
        return
    if isinstance(want, (str, bytes, bool, type, np.dtype)) or type(want) in (int, float, complex) or want is None:
        assert got == want, f"{text}: {got!r}, NumPy {want!r}"
        return
    if type(got) in (int, float):  # a rank, a limit
        assert got == want, text
        return
    want = np.asarray(want)
    assert got.dtype.name == want.dtype.name, f"{text}: {got.dtype}, NumPy {want.dtype}"
    assert got.shape == want.shape, f"{text}: {got.shape}, NumPy {want.shape}"
    tolerance = TOLERANCE.get(want.dtype.name, 0)
    if "logn" in text:  # a quotient of what was rounded to the types of the operands
        tolerance = 4e-3
    scale = np.abs(want[np.isfinite(want)]).max(initial=0) if want.size and want.dtype.kind in "fc" else 0
    np.testing.assert_allclose(np.asarray(got), want, rtol=tolerance, atol=tolerance * scale / 8, err_msg=text)


COMPLEX, UNSIGNED = ("complex64", "complex128"), ("uint8", "uint64")
def sharing(module, result, values):
    """For each array of a result the names of the operands that it shares memory with."""
    if isinstance(result, (tuple, list)):
        return [sharing(module, r, values) for r in result]
    if not isinstance(result, module.ndarray):
        return []
    return [name for name, x in values.items() if module.may_share_memory(result, x) and module.shares_memory(result, x)]


# Expressions that we refuse and NumPy doesn't, or the other way round: what they begin with, the types, the reason.
REFUSED = (
    ("setattr(x, \"shape\"", TYPES, "an array keeps its shape, as NumPy will have it too; reshape makes a view"),
    ("x.resize(", TYPES, "memory is never exchanged under an array"),
    ("put(x, [0.5], 1)", TYPES, "NumPy cuts indices off to integers without a word"),
    ("histogram2d(", COMPLEX, "no bin has complex numbers; NumPy compares them as pairs"),
    ("histogramdd(", COMPLEX, "no bin has complex numbers; NumPy compares them as pairs"),
    *((f"lib.scimath.{name}(", TYPES, f"{name} has no loop for complex numbers yet")
      for name in ("arccos", "arcsin", "arctanh") if "D->D" not in getattr(ag, name).types),
)
ACCEPTED = (
    ("m.choose([x[:3], 1,", UNSIGNED, "NumPy forgets that numbers' types are weak after it chose the type of the result"),
    ("polyfit(np.arange(4), m, 2, w=", COMPLEX, "NumPy multiplies weights that are complex into real numbers in place"),
    ("select([b, ~b], [m, 0])", UNSIGNED, "NumPy forgets that a number's type is weak after it chose the type of the result"),
)


def listed(table, expression, dtype):
    return any(expression.removeprefix("np.").startswith(begin) and dtype in types for begin, types, _ in table)


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("expression", [f"np.{c}" for c in CASES] + METHOD_CASES)
def test_as_numpy(expression, dtype):
    theirs, text = operands(dtype), f"{expression} of {dtype}"
    ours = {name: ag.asarray(x.copy()) if x.flags.c_contiguous else ag.asarray(x.copy(order="F")) if x.flags.f_contiguous else ag.asarray(x[::-1].repeat(2)[::-2])
            for name, x in theirs.items()}
    try:
        want = run(expression, theirs)
    except Exception as e:
        want = e
    try:
        got = run(expression, ours)
    except Exception as e:
        got = e
    if listed(REFUSED, expression, dtype) and isinstance(got, (TypeError, ValueError, AttributeError)) or listed(ACCEPTED, expression, dtype) and isinstance(want, TypeError):
        return
    if isinstance(want, Exception) or isinstance(got, Exception):
        for kind in (TypeError, (ValueError, IndexError), OverflowError, AttributeError):
            if isinstance(want, kind) and isinstance(got, kind):
                return
        raise AssertionError(f"{text}: {got!r}, NumPy {want!r}") from (got if isinstance(got, Exception) else None)
    check(got, want, text)
    assert sharing(ag, got, ours) == sharing(np, want, theirs), f"{text}: what shares memory with the result"
    for name in theirs:
        np.testing.assert_array_equal(np.asarray(ours[name]), theirs[name], err_msg=f"{text}: {name} afterwards")


LIST = """
import numpy.char, numpy.fft, numpy.lib.recfunctions, numpy.lib.scimath, numpy.linalg, numpy.strings
from numpy.testing.overrides import get_overridable_numpy_array_functions
print(*sorted({f"{f.__module__}.{f.__name__}".removeprefix("numpy.") for f in get_overridable_numpy_array_functions() if f.__module__.startswith("numpy")}))
"""


@functools.cache
def overridable():
    """NumPy's functions that ask __array_function__, by their names without numpy: in a process of its own, where nobody else defined or renamed any."""
    return subprocess.run([sys.executable, "-c", LIST], capture_output=True, text=True, check=True).stdout.split()


def reason(name):
    return _numpy_functions.REFUSED.get(name) or _numpy_functions.REFUSED.get(name.rpartition(".")[0])


def test_each_function_is_there_or_refused_with_a_reason():
    names = overridable()
    assert len(names) > 280
    for name in names:
        if name in FUNCTIONS:
            assert name not in _numpy_functions.REFUSED, f"{name} is there, and refused"
        else:
            assert reason(name), f"{name} is not there, and nothing says why not"
    modules = {n.rpartition(".")[0] for n in names} | {"strings"}
    assert {n for n in _numpy_functions.REFUSED if n not in names and n not in modules} == set()


ATTRIBUTES = {"__setstate__": "pickles are of a function, not of a state"}


def test_each_attribute_is_there_or_has_a_reason():
    for name in dir(np.ndarray):
        assert hasattr(ag.ndarray, name) != (name in ATTRIBUTES), name


def test_refusals_say_why():
    a = ag.arange(3.0)
    with pytest.raises(TypeError, match="numpy.busday_count.*: business days need a calendar"):
        np.busday_count(a, a)
    import numpy.lib.recfunctions

    with pytest.raises(TypeError, match="numpy.lib.recfunctions.*: elements have no fields"):
        np.lib.recfunctions.structured_to_unstructured(a)


def test_every_function_that_is_new_here_is_tried():
    """What module test_array_api and others try under the standard's names aside."""
    tried = {re.match(r"[\w.]+", c)[0] for c in CASES}
    by_numpy = set(_numpy_functions.BY_NUMPY)
    older = {n for n in dir(ag) if n not in tried}
    assert {n for n in FUNCTIONS if n not in tried and n not in by_numpy and not n.startswith(("linalg.", "fft.")) and n.rpartition(".")[2] not in older} <= {
        "fromfile", "copy", "copyto", "iscomplexobj", "isrealobj", "array_repr", "array_str", "asanyarray", "array2string"}


DOCS = pathlib.Path(__file__).resolve().parents[4] / "docs" / "python.md"
BEGIN, END = "<!-- refused: begin, written by test_numpy_functions.py -->\n", "<!-- refused: end -->\n"


def test_docs_table():
    # linalg and fft have their own tables.
    names = [n for n in overridable() if not n.startswith(("linalg.", "fft."))]
    there = [n for n in names if n in FUNCTIONS]
    reasons = {}
    for n in names:
        if n not in FUNCTIONS:
            reasons.setdefault((n.rpartition(".")[0] if n not in _numpy_functions.REFUSED else "", reason(n)), []).append(n)
    rows = [f"Of the {len(names)} functions of NumPy that ask `__array_function__`, those of linalg and fft aside, {len(there)} take arrays of ours. The others say why not:\n\n| functions | reason |\n|---|---|\n"]
    for (module, why), list_ in sorted(reasons.items()):
        what = ", ".join(f"`{n.removeprefix(module + '.')}`" for n in list_)
        rows.append(f"| {f'`{module}`: ' if module else ''}{what} | {why} |\n")
    text = DOCS.read_text()
    begin, end = text.index(BEGIN) + len(BEGIN), text.index(END)
    table = "".join(rows)
    if os.environ.get("ARRAYGEN_UPDATE") == "1":
        DOCS.write_text(text[:begin] + table + text[end:])
    else:
        assert text[begin:end] == table, "ARRAYGEN_UPDATE=1 writes the table"


def test_files(tmp_path):
    """What makes no arrays NumPy does, on the memory of ours."""
    a = ag.arange(6.0).reshape(2, 3)
    np.save(tmp_path / "a.npy", a)
    np.testing.assert_array_equal(np.load(tmp_path / "a.npy"), np.asarray(a))
    for save in (np.savez, np.savez_compressed):
        save(tmp_path / "a.npz", a, b=a + 1)
        both = np.load(tmp_path / "a.npz")
        np.testing.assert_array_equal(both["b"], np.asarray(a + 1))
    np.savetxt(tmp_path / "a.txt", a)
    b = np.loadtxt(tmp_path / "a.txt", like=a)
    assert type(b) is ag.ndarray and (b == a).all()
    a.tofile(tmp_path / "a.bin")
    b = np.fromfile(tmp_path / "a.bin", like=a)
    assert type(b) is ag.ndarray and (b == a.ravel()).all()
    assert np.einsum_path("ij,kj->ik", a, a)[0] == np.einsum_path("ij,kj->ik", np.asarray(a), np.asarray(a))[0]
