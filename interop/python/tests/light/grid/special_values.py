# SPDX-License-Identifier: BSD-3-Clause

"""The values on which functions and machines disagree, for each element type."""

import itertools

import numpy as np

BOOL = ["bool"]
SIGNED = ["int8", "int16", "int32", "int64"]
UNSIGNED = ["uint8", "uint16", "uint32", "uint64"]
FLOATS = ["float16", "float32", "float64"]
COMPLEXES = ["complex64", "complex128"]
TIMES = ["datetime64[s]", "timedelta64[s]"]
TYPES = BOOL + SIGNED + UNSIGNED + FLOATS + COMPLEXES


def _integers(dtype):
    info = np.iinfo(dtype)
    bits = info.bits
    near = [0, 1, 2, 3, 5, 7, 8, 10, bits - 1, bits, bits + 1, 2 * bits, info.max, info.max - 1, info.max // 2, info.max // 2 + 1, info.max // 3]
    near += [2**k + d for k in (bits // 4, bits // 2, bits - 2, 24, 53) for d in (-1, 0, 1)]
    if info.min:
        near += [-x for x in near] + [info.min, info.min + 1, info.min // 2, info.min // 2 - 1]
    return np.array(sorted({x for x in near if info.min <= x <= info.max}), dtype)


def _magnitudes(dtype):
    info = np.finfo(dtype)
    one, two = np.ones((), dtype), np.full((), 2, dtype)
    up, down = np.full((), np.inf, dtype), np.zeros((), dtype)
    bits = info.nmant + 1
    values = [
        0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 10, 0.1, 1 / 3, 100,  # halves are odd and even ones
        info.max, np.nextafter(info.max, down), info.max / 2, info.tiny, np.nextafter(info.tiny, down), np.nextafter(info.tiny, up),
        info.smallest_subnormal, 2 * info.smallest_subnormal, info.tiny / 2, info.eps, info.eps / 2,
        np.nextafter(one, up), np.nextafter(one, down), np.nextafter(two, down),
        2.0 ** (bits - 1) - 0.5, 2.0 ** (bits - 1), 2.0**bits - 1, 2.0**bits, 2.0 ** (bits + 1),  # where halves, and then odd numbers end
        np.sqrt(info.max), np.sqrt(info.tiny), np.cbrt(info.max),
        # Where exp, sinh and their like end, and what their arguments are reduced by.
        np.log(info.max), np.nextafter(np.log(info.max), up), -np.log(info.tiny), -np.log(info.smallest_subnormal),
        info.maxexp, -info.minexp, bits - info.minexp, np.pi / 4, np.pi / 2, np.pi, 2 * np.pi, np.e, np.log(two), 88.75, 709.75, 22, 45,
    ]
    # The limits of the integer types, which casts and comparisons meet.
    values += [2.0**k for k in (7, 8, 15, 16, 31, 32, 63, 64)] + [2.0**k - 1 for k in (7, 8, 15, 16, 31, 32)]
    with np.errstate(all="ignore"):
        a = np.array(values, dtype)
    return np.unique(a[np.isfinite(a)])


def _floats(dtype):
    a = np.append(_magnitudes(dtype), np.array(np.inf, dtype))
    return np.concatenate([a, -a, np.array([np.nan], dtype)])


def _complex(parts, dtype):
    x = np.empty((len(parts), len(parts)), dtype)
    x.real, x.imag = parts[:, None], parts[None, :]
    return x.ravel()


def _few(dtype):
    """Parts of complex operands of which all pairs are formed: from 9 parts come 6561 pairs."""
    info = np.finfo(dtype)
    return np.array([0.0, -0.0, 1, -1.5, np.inf, -np.inf, np.nan, info.max, -info.tiny], info.dtype)


def values(dtype):
    """All special values of a type."""
    if dtype == "bool":
        return np.array([False, True])
    if dtype in TIMES:
        return _integers("int64").view(dtype)  # the least of which is NaT
    if dtype[0] in "iu":
        return _integers(dtype)
    if dtype[0] == "f":
        return _floats(dtype)
    return _complex(_floats(np.finfo(dtype).dtype), dtype)


def operands(dtypes):
    """All combinations of special values of the types, an array for each operand."""
    few = len(dtypes) > 1
    grids = []
    for d in dtypes:
        x = values(d)
        if few and d[0] == "c":
            x = _complex(_few(d), d)
        if len(dtypes) > 2 and d[0] == "c":
            x = x[:: 3]
        elif len(dtypes) > 2:
            x = x[:: max(len(x) // 24, 1)]
        grids.append(x)
    if len(grids) == 1:
        return grids
    return [np.ascontiguousarray(g.ravel()) for g in np.meshgrid(*grids, indexing="ij")]
