# SPDX-License-Identifier: BSD-3-Clause

"""Whether results are NumPy's: equal but for the bits of a NaN, or, of inexact functions, within their bound of the true value."""

import pathlib
import re

import arraygen as ag
import numpy as np

KERNELS = pathlib.Path(__file__).resolve().parents[5] / "docs" / "kernels.md"
_EXTENDED = {"f": np.longdouble, "c": np.clongdouble}


# Functions whose bound is in ULP of the largest operand, not of the result.
OF_OPERANDS = set()


def read_loops():
    """The loops of docs/kernels.md of which NumPy and the package have the types: bounds in ULP by name and types of operands; 0 is exact."""
    bounds, name = {}, None
    for line in KERNELS.read_text().splitlines():
        if line.startswith("### "):
            name = line[4:].strip()
        found = re.match(r"\| `\((.*)\) -> (.*)` \| (exact|(\d+) ULP|(\d+) ULP of the (largest operand|modulus)) \|", line)
        if found and "bfloat16" not in found[1] and name in UFUNCS:
            bounds[name, tuple(in_unit(d) for d in found[1].split(", "))] = int(found[4] or found[5] or 0)
            if found[6] == "largest operand":
                OF_OPERANDS.add(name)
    return bounds


def in_unit(dtype):
    """A type of a loop, times with a unit: the loops know none, and NumPy prints no moments without."""
    return f"{dtype}[s]" if dtype in ("datetime64", "timedelta64") else dtype


def _numpy_ufunc(name):
    f = np._core.umath.clip if name == "clip" else getattr(np, name, None)
    return f if isinstance(f, np.ufunc) else None


# Ours and NumPy's, by name.
UFUNCS = {u.__name__: (u, _numpy_ufunc(u.__name__)) for u in ag._arraygen._ufuncs if _numpy_ufunc(u.__name__) is not None}


def parts(a):
    return (a.real, a.imag) if a.dtype.kind == "c" else (a,)


def equal(a, b):
    """Where two arrays have the same elements: the signs of zeros count, the bits of a NaN don't."""
    if a.dtype.kind in "Mm":
        return a.view("int64") == b.view("int64")
    same = np.ones(a.shape, bool)
    for p, q in zip(parts(a), parts(b), strict=True):
        s = p == q
        if p.dtype.kind == "f":
            s = s & (np.signbit(p) == np.signbit(q)) | np.isnan(p) & np.isnan(q)
        same &= s
    return same


def near(ours, theirs, true, bound, operands=()):
    """Where finite elements of ours have the sign of NumPy's and lie within bound ULP of the true value, and others are NumPy's.

    Where NumPy's overflow, as a product does before it is multiplied by something small, and the true value does not, ours
    must be finite too; where they vanish and it does not, it tells the sign. With operands the ULP are those of the largest of them and of the true value.
    """
    close = np.ones(ours.shape, bool)
    for p, q, t in zip(parts(ours), parts(theirs), parts(true), strict=True):
        largest = np.max([np.abs(t).astype(p.dtype), *(np.where(np.isfinite(x), np.abs(x), 0) for x in operands)], axis=0)
        ulp = np.spacing(largest).astype(np.longdouble)
        sign = np.where((q == 0) & (t.astype(p.dtype) != 0), np.signbit(t), np.signbit(q))
        finite = np.isfinite(p) & (np.isfinite(q) | np.isinf(q) & np.isfinite(t.astype(p.dtype))) & ((np.signbit(p) == sign) | bool(operands))
        close &= np.where(finite, np.abs(p - t) <= bound * ulp, equal(p, q))
    return close


def near_power(ours, z, w, bound):
    """Where complex powers of finite numbers lie within bound ULP of the modulus of the true value; where that is infinite, a part is.

    Of an angle too large for extended precision only the modulus is compared; spec/kernels/complex_power_test.go has such angles.
    """
    true, modulus, angle = _complex_power(z, w)
    info = np.finfo(ours.real.dtype)
    distance = np.hypot(ours.real - true.real, ours.imag - true.imag)
    distance = np.where(angle < 4096, distance, np.abs(np.hypot(ours.real.astype(np.longdouble), ours.imag) - modulus))
    close = distance <= bound * np.spacing(np.minimum(modulus, info.max).astype(info.dtype)).astype(np.longdouble)
    over = (modulus > info.max) & ~(np.isfinite(ours.real) & np.isfinite(ours.imag))
    return (close | over) & np.isfinite(z) & np.isfinite(w)


def _complex_power(z, w):
    """exp(w log z) in extended precision, its modulus and the size of its angle. The angle is a multiple of a right one, which is taken out of the product, and a rest."""
    (x, y), (c, d) = ((v.real.astype(np.longdouble), v.imag.astype(np.longdouble)) for v in (z, w))
    swap = np.abs(y) > np.abs(x)
    right = np.where(swap, np.copysign(1, y), np.where(np.signbit(x), np.copysign(2, y), 0)).astype(np.longdouble)
    rest = np.where(swap, -np.arctan(x / y), np.arctan(y / x))
    quarter = np.arctan(np.longdouble(1)) * 2
    greater, lesser = np.maximum(np.abs(x), np.abs(y)), np.minimum(np.abs(x), np.abs(y))
    length = np.log(greater) + np.log1p((lesser / greater) ** 2) / 2
    p = c * length - d * (right * quarter + rest)
    q = d * length + np.fmod(np.fmod(c, 4) * right, 4) * quarter + c * rest
    p, q = np.where(w == 0, 0, p), np.where(w == 0, 0, q)
    p = np.where((z == 0) & (c > 0), -np.inf, p)  # which leaves 0**w of no positive real part: NaN
    return np.exp(p) * np.cos(q) + 1j * (np.exp(p) * np.sin(q)), np.exp(p), np.abs(q)


def rounded(ours, theirs, true):
    """Where elements of ours are NumPy's, or the true value correctly rounded, which NumPy's need not be."""
    return equal(ours, theirs) | equal(ours, true.astype(ours.dtype))


def true_values(theirs, xs):
    """NumPy's function in extended precision, whose errors are far below an ULP of the types that are compared."""
    xs = [x.astype(_EXTENDED[x.dtype.kind]) for x in xs]
    if theirs is np.log1p and xs[0].dtype.kind == "c":
        return _complex_log1p(*xs)
    return theirs(*xs)


def _complex_log1p(z):
    """log1p of complex numbers: NumPy rounds 1 + z."""
    w = np.log1p(z)
    x, y = z.real, z.imag
    # |1 + z|^2 - 1, with the greater of the squares near 1 or neither.
    less = np.where(abs(y) > abs(1 + x), (1 + x) ** 2 + (y - 1) * (y + 1), x * (2 + x) + y * y)
    near = abs(less) < 0.5
    w.real[near] = np.log1p(less[near]) / 2
    return w


def identical(a, b):
    """Whether two arrays of ours have the same bits in C order, whatever their shapes."""
    return np.asarray(a).tobytes() == np.asarray(b).tobytes()


def cpu_has(feature):
    return bool(np._core._multiarray_umath.__cpu_features__.get(feature))
