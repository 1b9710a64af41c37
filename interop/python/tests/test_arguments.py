# SPDX-License-Identifier: BSD-3-Clause

"""Arguments of wrong kinds, for every function that has one of the kind, against NumPy's verdict: the class of the error, or the result.

A case is a call with one argument left open. The values that are tried for it are those of its kind. What differs from NumPy is in
DIFFERENT, with the reason; a row there that no longer differs fails.
"""

import re
import warnings

import arraygen as ag
import numpy as np
import pytest

X = np.arange(6.0).reshape(2, 3)
I = np.array([2, 0, 1])
RO = np.zeros(3)
RO.flags.writeable = False

# Values by kind: {name: value}, built anew for each call where it is written to.
AXIS = {
    "True": True, "1": 1, "-1": -1, "1.0": 1.0, "'0'": "0", "None": None, "()": (), "(0,)": (0,), "(0, 1)": (0, 1), "[0]": [0], "[0, 1]": [0, 1],
    "(0, 0)": (0, 0), "5": 5, "-9": -9, "2**70": 2**70, "int64(1)": np.int64(1), "array(1)": np.array(1), "array([1])": np.array([1]),
    "array(1.0)": np.array(1.0), "(True,)": (True,), "(1.0,)": (1.0,), "bool_": np.True_, "object": object(), "range": range(1),
}
FLAG = {"True": True, "0": 0, "1": 1, "'x'": "x", "1.5": 1.5, "[]": [], "None": None}
ORDER = {o: o for o in ("C", "c", "F", "A", "K", "Z", "", "CF")} | {"None": None, "1": 1, "b'F'": b"F"}
CASTING = {c: c for c in ("no", "safe", "same_kind", "unsafe", "x", "SAFE")} | {"None": None, "1": 1, "b'safe'": b"safe"}
DTYPE = {"'f4'": "f4", "float32": np.float32, "dtype": np.dtype("f4"), "float": float, "'x'": "x", "1": 1, "'i8,i8'": "i8,i8", "None": None}
MASK = {
    "True": True, "[1, 0, 1]": [1, 0, 1], "[True, False, True]": [True, False, True], "ints": np.array([1, 0, 1]), "floats": np.ones(3),
    "bools": np.array([True, False, True]), "short": np.array([True, False]), "wide": np.ones((4, 3), bool), "1": 1, "array(1)": np.array(1),
    "[[]]": [[]],
}
SHAPE = {
    "6": 6, "(6,)": (6,), "[2, 3]": [2, 3], "int64": np.int64(6), "array(6)": np.array(6), "array([2, 3])": np.array([2, 3]), "6.0": 6.0, "'6'": "6",
    "(6.0,)": (6.0,), "-1": -1, "(2, -1)": (2, -1), "True": True, "(True,)": (True,), "()": (), "2**70": 2**70, "((2, 3),)": ((2, 3),),
    "range": range(2, 4), "array(6.0)": np.array(6.0), "(-2, -3)": (-2, -3),
}
INDEX = {
    "0": 0, "[0, 1]": [0, 1], "(0, 1)": (0, 1), "[]": [], "[[0], [1]]": [[0], [1]], "1.0": 1.0, "[0.5]": [0.5], "floats": np.array([0.0]),
    "'x'": "x", "None": None, "9": 9, "-9": -9, "[0, 9]": [0, 9], "array(1)": np.array(1), "uint8": np.array([1], "u1"), "2**70": 2**70,
    "bools": np.array([True, False]), "complex": np.array([1j]), "empty floats": np.array([], float),
}
COUNT = {"2": 2, "0": 0, "-1": -1, "1.5": 1.5, "'x'": "x", "array(2)": np.array(2), "[2]": [2], "int8": np.int8(1)}
INTS = COUNT | {"(1, 1)": (1, 1), "[1.5]": [1.5], "range": range(1, 3), "array": np.array([1, 2])}
OUT = {
    "right": lambda: np.zeros(3), "one": lambda: np.zeros(1), "rows": lambda: np.zeros((2, 3)), "row": lambda: np.zeros((1, 3)),
    "int8": lambda: np.zeros(3, "i1"), "int64": lambda: np.zeros(3, "i8"), "float32": lambda: np.zeros(3, "f4"), "complex": lambda: np.zeros(3, "c16"),
    "list": lambda: [0, 0, 0], "tuple": lambda: (np.zeros(3),), "pair": lambda: (np.zeros(3), None), "read-only": lambda: RO, "1.0": lambda: 1.0,
    "'x'": lambda: "x", "scalar": lambda: np.float64(1), "None": lambda: None, "()": lambda: (),
}
KINDS = {
    "axis": AXIS, "flag": FLAG, "order": ORDER, "casting": CASTING, "dtype": DTYPE, "mask": MASK, "shape": SHAPE, "index": INDEX, "count": COUNT,
    "ints": INTS, "out": OUT,
}

# The calls, by the kind of the argument v: a is the array, np the module. Each is made with NumPy, with NumPy's function on our
# array, and with our function where there is one that takes the call.
ONE_AXIS = [
    "np.argmax(a, axis=v)", "np.argmin(a, axis=v)", "np.argmax(a, v)", "np.cumsum(a, axis=v)", "np.cumprod(a, axis=v)", "np.cumulative_sum(a, axis=v)",
    "np.cumulative_prod(a, axis=v)", "np.sort(a, axis=v)", "np.argsort(a, axis=v)", "np.concatenate([a, a], axis=v)", "np.concat([a, a], axis=v)",
    "np.stack([a, a], axis=v)", "np.unstack(a, axis=v)", "np.take(a, [0, 1], axis=v)", "np.repeat(a, 2, axis=v)", "np.diff(a, axis=v)",
    "np.take_along_axis(a, np.zeros((2, 3), 'i8'), axis=v)", "np.swapaxes(a, v, 0)", "np.diagonal(a, axis1=v)", "np.split(a, 1, axis=v)",
    "np.array_split(a, 2, axis=v)", "np.vecdot(a, a, axis=v)", "np.add.accumulate(a, axis=v)", "np.add.reduceat(a, [0], axis=v)", "np.size(a, axis=v)",
    "a.argmax(axis=v)", "a.cumsum(axis=v)", "a.take([0], axis=v)", "a.repeat(2, axis=v)", "a.swapaxes(v, 0)", "a.diagonal(0, v, 1)",
    "np.compress([1, 0], a, axis=v)", "np.lexsort(a, axis=v)", "np.nanargmax(a, axis=v)", "np.nanargmin(a, axis=v)", "np.nancumsum(a, axis=v)", "np.nancumprod(a, axis=v)",
    "np.packbits(a.astype('u1'), axis=v)", "np.unpackbits(a.astype('u1'), axis=v)", "np.put_along_axis(a, np.zeros((2, 3), 'i8'), 1, axis=v)", "np.trapezoid(a, axis=v)",
    "np.unwrap(a, axis=v)", "np.unique(a, axis=v)", "np.geomspace(a + 1, a + 2, 3, axis=v)", "np.logspace(a, a, 3, axis=v)", "np.cross(a, a, axis=v)",
    "np.apply_along_axis(np.sum, v, a)", "np.apply_along_axis(np.sum, axis=v, arr=a)", "np.rollaxis(a, v)", "np.rollaxis(a, axis=v)", "np.block(a)",
    "np.linspace(a, a, 3, axis=v)", "np.append(a, a, axis=v)", "np.insert(a, 0, 1, axis=v)", "np.delete(a, 0, axis=v)",
    "np.partition(a, 0, axis=v)", "np.argpartition(a, 0, axis=v)", "np.trace(a, axis1=v)", "a.trace(0, v, 1)", "np.linalg.cross(a, a, axis=v)", "np.linalg.vecdot(a, a, axis=v)",
]
TRANSFORMS = [f"np.fft.{f}" for f in ("fft", "ifft", "rfft", "irfft", "hfft", "ihfft")]
TRANSFORMS_N = [f"np.fft.{f}" for f in ("fftn", "ifftn", "rfftn", "irfftn", "fft2", "ifft2", "rfft2", "irfft2")]
MEDIANS = ["median", "nanmedian"]
QUANTILES = ["quantile", "percentile", "nanquantile", "nanpercentile"]
SUMS = ["sum", "prod", "mean", "var", "std", "nansum", "nanprod", "nanmean", "nanvar", "nanstd"]
EXTREMES = ["max", "min", "amax", "amin", "nanmax", "nanmin"]
REDUCTIONS = SUMS + EXTREMES + ["all", "any"]
AXES = [f"np.{f}(a, axis=v)" for f in (*REDUCTIONS, *MEDIANS, "count_nonzero", "ptp", "squeeze", "flip", "expand_dims", "add.reduce", "maximum.reduce")] + [
    "np.apply_over_axes(np.sum, a, v)", "np.trim_zeros(a, axis=v)",
    "np.roll(a, 1, axis=v)", "np.moveaxis(a, v, 0)", "np.moveaxis(a, 0, v)", "np.transpose(a, v)", "np.permute_dims(a, v)", "np.tensordot(a, a, axes=v)", "np.rot90(a, axes=v)", "np.average(a, axis=v)", "np.gradient(a, axis=v)", *[f"np.{f}(a, 0.5, axis=v)" for f in QUANTILES],
    "np.lib.stride_tricks.sliding_window_view(a, 1, axis=v)", "np.linalg.norm(a, axis=v)", "np.linalg.vector_norm(a, axis=v)", "np.linalg.tensordot(a, a, axes=v)",
    "np.linalg.tensorsolve(np.eye(6).reshape(2, 3, 2, 3), a, axes=v)",
    "a.sum(axis=v)", "a.mean(axis=v)", "a.var(axis=v)", "a.squeeze(axis=v)", "a[:1].squeeze(axis=v)", "a.max(v)", "a.all(v)",
]
CALLS = {
    "axis": ONE_AXIS + AXES + [f"{f}(a, axis=v)" for f in TRANSFORMS] + [f"{f}(a, axes=v)" for f in (*TRANSFORMS_N, "np.fft.fftshift", "np.fft.ifftshift")],
    "flag": [f"np.{f}(a, axis=0, keepdims=v)" for f in (*REDUCTIONS, *MEDIANS, "average", "count_nonzero", "ptp", "argmax", "argmin", "nanargmax", "nanargmin", "add.reduce")] + [
        "a.sum(keepdims=v)", "np.linalg.norm(a, axis=0, keepdims=v)", "np.linalg.vector_norm(a, axis=0, keepdims=v)", "np.linalg.matrix_norm(a, keepdims=v)", *[f"np.{f}(a, 0.5, axis=0, keepdims=v)" for f in QUANTILES], "np.linspace(a, a, 3, endpoint=v)", "np.isin(a, [1.0], invert=v)", "a.astype('f4', copy=v)"],
    "order": ["np.ravel_multi_index((1, 1), (2, 3), order=v)", "np.unravel_index([4, 1], (2, 3), order=v)", "np.copy(a, order=v)", "np.ravel(a, order=v)", "np.reshape(a, 6, order=v)", "np.zeros_like(a, order=v)", "np.ones_like(a, order=v)",
              "np.empty_like(a, order=v).shape", "np.full_like(a, 7, order=v)", "np.add(a, a, order=v)", "a.copy(v)", "a.flatten(v)", "a.ravel(v)",
              "a.astype('f4', order=v)", "a.tobytes(v)", "a.T.copy(v)", "a.T.ravel(v)", "a.T.tobytes(v)", "a.T[::-1].ravel(v)", "a.reshape(3, 2, order=v)",
              "np.zeros(2, order=v)", "np.empty((2, 3), order=v).shape", "np.ones((2, 3), order=v)", "np.full((2, 3), 7, order=v)",
              "np.array(a, order=v)", "np.asarray(a, order=v)", "np.asarray([[1, 2]], order=v)", "np.array([[1, 2]], order=v)"],
    "casting": ["np.add(a, 1, casting=v)", "a.astype('f8', casting=v)", "a.astype('i8', casting=v)", "np.copyto(a, a, casting=v)", "np.copyto(a, 1, casting=v)",
                "np.concatenate([a, a], casting=v)", "np.stack([a, a], casting=v)", "np.concatenate([a, a], dtype='i8', casting=v)", "np.vstack([a, a], casting=v)",
                "np.hstack([a, a], casting=v)", "np.can_cast(a, 'f4', casting=v)", "np.can_cast('i4', 'i8', casting=v)",
                "np.einsum('ij->i', a, dtype='f8', casting=v)"],
    "dtype": [f"np.{f}(a, dtype=v)" for f in (*SUMS, "cumsum", "cumprod", "ones_like")] + ["np.empty_like(a, dtype=v).dtype", "np.identity(2, dtype=v)",
              "np.trace(a, dtype=v)", "np.linalg.trace(a, dtype=v)", "np.vstack([a, a], dtype=v)", "np.hstack([a, a], dtype=v)", "np.cumulative_sum(a[0], dtype=v)", "np.cumulative_prod(a[0], dtype=v)",
              "np.concatenate([a, a], dtype=v)", "np.stack([a, a], dtype=v)", "np.zeros_like(a, dtype=v)", "np.full_like(a, 7, dtype=v)",
              "np.add(a, a, dtype=v)", "np.add.reduce(a, dtype=v)", "np.add.accumulate(a, dtype=v)", "a.astype(v)", "np.astype(a, v)", "np.zeros(3, dtype=v)",
              "np.arange(3, dtype=v)", "np.eye(2, dtype=v)", "np.asarray(a, dtype=v)", "np.can_cast(a, v)", "np.result_type(a, v)", "np.linspace(a, a, 3, dtype=v)",
              "np.array([1, 2], dtype=v)", "np.nancumsum(a, dtype=v)", "np.nancumprod(a, dtype=v)", "np.logspace(a, a, 3, dtype=v)", "np.geomspace(a + 1, a + 1, 3, dtype=v)", "np.tri(3, dtype=v, like=a)",
              "np.fromfunction(np.add, (2, 2), dtype=v, like=a)", "np.fromiter([1, 2], dtype=v, like=a)", "np.require([1, 2], dtype=v, like=a)", "np.asfortranarray([1, 2], dtype=v, like=a)", "np.promote_types('f4', v)", "np.einsum('ij->i', a, dtype=v)", "np.einsum('ij,ij', a, a, dtype=v)"],
    "mask": [f"np.{f}(a, axis=0, where=v)" for f in (*SUMS, "all", "any", "add.reduce")] + [f"np.{f}(a, axis=0, where=v, initial=0)" for f in EXTREMES] + [
        "np.add(a, 1, where=v, out=a)", "np.copyto(a, 9.0, where=v)", "np.mean(a, where=v)", "np.var(a, where=v)", "np.var(a, where=v, ddof=1)", "a.sum(where=v)"],
    "shape": ["np.zeros(v)", "np.ones(v)", "np.empty(v).shape", "np.full(v, 7)", "np.reshape(a, v)", "a.reshape(v)", "np.broadcast_to(a[0, 0], v)",
              "np.zeros_like(a, shape=v)", "np.ones_like(a, shape=v)", "np.empty_like(a, shape=v).shape", "np.full_like(a, 7, shape=v)", "np.broadcast_shapes(v, (1,))", "np.resize(a, v)", "np.unravel_index(0, shape=v)", "np.fromfunction(np.add, v, like=a)"],
    "index": ["np.take(a, v)", "np.take(a, v, axis=1)", "a.take(v)", "a[v]", "a[v, 0]", "a[0, v]", "a[..., v]", "np.take_along_axis(a, v, axis=None)"],
    "count": ["np.diff(a, n=v)", "np.eye(v)", "np.eye(2, v)", "np.identity(v)", "np.linspace(a, a, v)", "np.tril(a, v)", "np.triu(a, k=v)", "np.eye(2, k=v)",
              "np.diagonal(a, v)", "np.round(a, v)"],
    "ints": ["np.roll(a, v)", "np.roll(a, v, axis=0)", "np.tile(a, v)", "np.repeat(a, v)", "np.repeat(a, v, axis=0)", "np.array_split(a, v)", "np.split(a, v)"],
    "out": [f"np.{f}(a, axis=0, out=v)" for f in (*REDUCTIONS, *MEDIANS, "ptp", "argmax", "argmin")] + ["np.cumsum(a[0], out=v)", "np.cumulative_sum(a[0], out=v)",
            "np.cumulative_prod(a[0], out=v)", *[f"np.{f}(a, 0.5, axis=0, out=v)" for f in QUANTILES], "np.trace(a[:, :, None], out=v)", "np.outer(a[0, :1], a[0], out=v)", "np.cumprod(a[0], out=v)",
            "np.take(a[0], [0, 1, 2], out=v)", "np.dot(np.ones(2), a, out=v)", "np.linalg.multi_dot([np.ones(2), a], out=v)", *[f"np.fft.{f}(a[0], {n}, out=v)" for f, n in (("fft", 3), ("ifft", 3), ("rfft", 4), ("irfft", 3), ("hfft", 3), ("ihfft", 4))],
            *[f"np.fft.{f}(a[0], ({n},), (0,), out=v)" for f, n in (("fftn", 3), ("ifftn", 3), ("rfftn", 4), ("irfftn", 3), ("fft2", 3), ("ifft2", 3), ("rfft2", 4), ("irfft2", 3))], "np.concatenate([a[0, :2], a[0, 2:]], out=v)", "np.stack([a[0, 0], a[0, 1], a[0, 2]], out=v)",
            "np.choose([0, 0, 0], [a[0], 1.0], out=v)", "np.compress([1, 1, 1], a[0], out=v)", "np.fix(a[0], out=v)", "np.isposinf(a[0], out=v)", "np.isneginf(a[0], out=v)", "np.nanargmax(a, axis=0, out=v)",
            "np.nanargmin(a, axis=0, out=v)", "np.nancumsum(a[0], out=v)", "np.nancumprod(a[0], out=v)", "np.round(a[0], 0, v)", "np.round(a[0], 1, out=v)", "np.clip(a[0], 0, 1, out=v)", "np.add(a[0], 1, out=v)", "np.matmul(np.ones(2), a, out=v)", "np.vecdot(a.T, np.ones(2), out=v)", "np.matvec(a.T, np.ones(2), out=v)", "np.vecmat(np.ones(2), a, out=v)",
            "np.add.reduce(a, 0, out=v)", "np.add.accumulate(a[0], out=v)", "np.add.reduceat(a[0], [0, 1, 2], out=v)", "a.sum(0, out=v)", "a.mean(0, out=v)", "a.argmax(0, out=v)",
            "a.clip(0, 5, out=v)", "a[0].take([0, 1, 2], out=v)", "np.concatenate([a[0, :2], a[0, 2:]], out=v, dtype='f8')"],
}

# What differs from NumPy on purpose: calls, by a pattern, the values, and the reason.
DIFFERENT = [
    (r"put_along|unique|geomspace|logspace|cross|apply_along|trim_zeros|trapezoid|sort|stack|insert|delete|partition|median|average|gradient|quantile|percentile|sliding|diff|take_along|swapaxes|diagonal|trace|split|size|linspace|flip|expand_dims|roll|moveaxis|tensordot", ("True", "(True,)"),
     "a bool is no axis in any function; NumPy's functions that are written in Python take it for 0 or 1"),
    (r"linalg\.cross", ("True", "2**70"), "a bool is no axis, and too large an axis is an OverflowError, as everywhere"),
    (r"linalg\.(vector_)?norm\(a, axis", ("True", "1.0", "'0'", "array(1.0)", "bool_"), "an axis is an integer, and no bool, in every function; NumPy's calls int()"),
    (r"tensorsolve", ("1", "-1", "5", "-9", "2**70", "int64(1)", "array(1)", "'0'", "(0, 0)"), "axes may be one, as elsewhere, and none is named twice"),
    (r"linalg\.(vector|matrix)_norm\(.*keepdims", ("'x'", "1.5", "[]", "None"), "a flag is a bool or an integer in every function"),
    (r"np\.fft\.(i?fft|i?rfft|i?hfft)\(a, axis", ("True", "2**70"), "a bool is no axis, and too large an axis is an OverflowError, as everywhere"),
    (r"np\.fft\.i?fftshift", ("True", "2**70", "array(1)", "(True,)"), "an array without axes is one axis, a bool none, and too large an axis is an OverflowError"),
    (r"np\.fft\.(hfft|ifft2|irfft2)\(.*out", ("right", "one", "rows", "row", "int8", "int64", "float32", "complex", "list", "tuple", "pair", "read-only", "1.0", "'x'", "scalar", "()"),
     "NumPy's function leaves its out aside"),
    (r"np\.fft\.(i?fft|i?rfft|ihfft|i?fftn|i?rfftn|fft2|rfft2)\(.*out", ("scalar",), "a number is no array to write to"),
    (r"np\.fft\..*(2|n)\(a, axes", ("1", "-1", "int64(1)", "array(1)"), "axes may be one, as elsewhere"),
    (r"np\.fft\..*(2|n)\(a, axes", ("()", "(True,)"), "a bool is no axis; over no axes complex numbers result as else, and what needs one axis says so"),
    (r"np.(unstack|linspace|geomspace|logspace)\(.*axis", ("()", "(0,)", "(0, 1)", "[0]", "[0, 1]", "(0, 0)", "array([1])", "(True,)", "range"),
     "they have one axis; NumPy hands it to moveaxis, which takes several"),
    (r"split\(a, ., axis", ("2**70",), "too large an axis is an OverflowError, as everywhere; NumPy looks it up in a tuple"),
    (r"expand_dims", ("array([1])", "range"), "axes may be any sequence wherever they may be a list"),
    (r"transpose|permute_dims", ("2**70",), "too large an axis is an OverflowError, as everywhere; NumPy takes it for a length"),
    (r"np\.split\(", ("0",), "no parts is a ValueError, as in array_split; NumPy divides by their number"),
    (r"np.unique", ("()", "(0, 1)", "[0, 1]", "(0, 0)"), "it has one axis, and another value is a TypeError; NumPy hands it to moveaxis"),
    (r"nanarg", ("(0, 0)",), "they have one axis; NumPy looks for NaN along several first"),
    (r"trapezoid", ("2**70",), "too large an axis is an OverflowError, as everywhere; NumPy takes it for an index"),
    (r"np.resize", ("array(6)",), "a shape may be an integer in an array in every function"),
    (r"np.resize|fromfunction", ("2**70",), "too large a length is a ValueError, as everywhere"),
    (r"fromfunction", ("-1",), "a shape may be an integer in every function"),
    (r"unravel_index", ("(-2, -3)",), "no array has negative lengths"),
    (r"choose", ("one", "rows", "row"), "an out of another shape is a ValueError in every function"),
    (r"np.compress", ("complex",), "out takes what the result converts to under any rule; NumPy asks whether out converts to the result's type"),
    (r"tensordot", ("-1", "5", "-9", "'0'", "array([1])", "(1.0,)", "(True,)", "range"), "a number of axes is from 0 to what both have, and pairs are tuples or lists"),
    (r"(arg(max|min)|nanmedian|median|average|quantile|percentile)\(a,( 0\.5,)? axis=0, keepdims|endpoint|invert|copy=v", ("'x'", "1.5", "[]", "None"), "a flag is a bool or an integer in every function, as in NumPy's reductions"),
    (r".", ("'i8,i8'",), "there are no structured types"),
    (r"result_type|promote_types", ("None",), "None names no type; NumPy has it for float64"),
    (r"take\(", ("1.0", "[0.5]"), "a number with a fraction is no index in a list either"),
    (r"take\(", ("bools",), "a mask is no list of indices"),
    (r"take\(|repeat|roll|tile", ("'x'",), "text is no number: TypeError"),
    (r"tril|triu|roll|repeat|array_split|split", ("1.5", "[1.5]"), "numbers of places and times are integers in every function"),
    (r"take_along", ("floats", "complex", "empty floats"), "indices of another type are a TypeError wherever they are an argument; NumPy has it so in take"),
    (r"nan(max|min)\(.*out", ("tuple", "pair", "()"), "out is in a tuple for ufuncs alone"),
    (r"arg(max|min)\(.*out", ("right", "float32", "complex", "read-only"), "out takes what the result converts to; NumPy asks whether out converts to the result's type"),
    (r"take\(.*out", ("int8", "int64", "complex"), "out takes what the result converts to; NumPy asks whether out converts to the result's type"),
    (r"dot\(.*out", ("int8", "int64", "float32", "complex"), "out takes what the result converts to; NumPy asks for the very type"),
    (r"round\(a\[0\], 0", ("rows",), "without decimals it is the ufunc rint, which is broadcast into out"),
    (r"round\(a\[0\], 1", ("row",), "nothing is broadcast into an out"),
    (r"(nanmedian|quantile|percentile)\(.*out", ("rows", "row"), "nothing is broadcast into an out"),
    (r"np\.(quantile|percentile)\(.*out", ("tuple", "pair", "()"), "out is in a tuple for ufuncs alone"),
]


CLASSES = (TypeError, ValueError, IndexError, OverflowError, MemoryError, ZeroDivisionError)


def verdict(call, module, array, value):
    """What a call gives: an exception, or its result; the array for None."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            result = eval(call, {"np": module, "a": array, "v": value})
        except Exception as e:
            return e
    return array if result is None else result


def same(got, want):
    """Whether ours is what NumPy's is: an error that the same handlers catch, or an equal result."""
    if isinstance(want, Exception) or isinstance(got, Exception):
        return isinstance(want, Exception) and all(isinstance(got, c) for c in CLASSES if isinstance(want, c))
    if isinstance(want, list) or isinstance(want, tuple) and any(isinstance(x, np.ndarray) for x in want):
        return len(got) == len(want) and all(map(same, got, want))
    if isinstance(want, (bytes, bool, tuple, np.dtype)):
        return got == want
    got, want = np.asarray(got), np.asarray(want)
    if want.dtype.kind not in "biufc":
        return got.dtype == want.dtype
    return got.dtype == want.dtype and got.shape == want.shape and np.allclose(got, want, rtol=1e-6, atol=0, equal_nan=True)


class Ours:
    """Our module, with NumPy's functions for what it lacks."""

    def __getattr__(self, name):
        return getattr(ag, name) if hasattr(ag, name) else getattr(np, name)


def cases():
    return [pytest.param(kind, call, id=f"{kind}-{call}") for kind, calls in CALLS.items() for call in calls]


def difference(call, make):
    """How ours differs from NumPy, None for not at all."""
    want = verdict(call, np, X.copy(), make())
    for module in (np, Ours()):
        got = verdict(call, module, ag.array(X), make())
        if module is not np and isinstance(got, TypeError) and ("positional argument" in str(got) or "unexpected keyword" in str(got)):
            continue  # a parameter of NumPy's that our function by the standard's name has not
        if not same(got, want):
            return f"{'NumPy calls ours' if module is np else 'ours'}: {got!r}, not {want!r}"
    return None


def making(kind, name):
    """A function that makes a value: those that are written to are made anew."""
    value = KINDS[kind][name]
    return value if kind == "out" else lambda: value


@pytest.mark.parametrize("kind, call", cases())
def test_against_numpy(kind, call):
    wrong = []
    for name in KINDS[kind]:
        d = difference(call, making(kind, name))
        if d and not any(name in names and re.search(pattern, call) for pattern, names, _ in DIFFERENT):
            wrong.append(f"{name}: {d}")
    assert not wrong, f"{call}\n" + "\n".join(wrong)


# Parameters by their names, and the kind of values that are tried for them.
TRIED = {"axis": "axis", "axes": "axis", "axis1": "axis", "out": "out", "order": "order", "dtype": "dtype", "casting": "casting", "where": "mask",
         "keepdims": "flag", "shape": "shape"}
# Their parameter is the same as that of the function in the table, which they call.
BY_ANOTHER = {"around": "round", "permute_dims": "transpose", "amax": "max", "amin": "min", "concat": "concatenate"}


def test_every_function_is_tried():
    from arraygen._declare import FUNCTIONS

    missing = []
    for name, f in FUNCTIONS.items():
        for parameter, kind_of in getattr(f, "__kinds__", {}).items():
            kind = TRIED.get(parameter)
            if kind is None or kind_of in ("fields", "ignored"):
                continue
            names = {name, BY_ANOTHER.get(name, name)}
            if not any(re.search(rf"np\.{n}\(", call) for n in names for call in CALLS[kind]):
                missing.append((name, parameter))
    assert missing == []


def test_every_parameter_has_a_kind():
    """A function that reads an argument by itself is not made."""
    from arraygen import _arguments

    def own(a, axis=0):
        return a

    with pytest.raises(TypeError, match="own: no kind for a, axis"):
        _arguments.reads(own)


@pytest.mark.parametrize("pattern, names, reason", DIFFERENT, ids=lambda v: v if isinstance(v, str) and " " in v else "")
def test_differences_are_needed(pattern, names, reason):
    for name in names:
        calls = [(kind, call) for kind, calls in CALLS.items() for call in calls if name in KINDS[kind] and re.search(pattern, call)]
        assert any(difference(call, making(kind, name)) for kind, call in calls), f"{pattern}: {name} is no difference any more"
