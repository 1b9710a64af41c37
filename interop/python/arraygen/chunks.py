# SPDX-License-Identifier: BSD-3-Clause

"""Reductions of Dask arrays whose bits don't depend on how the arrays are cut.

sum, prod, mean, var and std of an array in chunks have the bits that arraygen's functions
of the same names have on the array in one piece, whatever the chunks, the number of
workers and their architecture: the parts are put together along the tree that the number
of elements defines (package array, ReduceChunk). Several axes are reduced one after the
other, the last one first.
"""

from . import _arraygen
from ._arguments import _axes, _bool, _dtype
from ._convert import asarray, internal

__all__ = ["mean", "prod", "std", "sum", "var"]

_UFUNCS = {u.__name__: u for u in _arraygen._ufuncs}
_FAN = 16  # how many parts are put together at once


def partial(name, chunk, start, total, axis, about=None):
    """What a chunk, the elements of an axis from start on, contributes: spans of the axis, and the value of each."""
    spans, values = internal("_reduce_chunk", _UFUNCS[name], asarray(chunk), start, total, axis, about)
    return total, spans, values


def join(name, parts):
    """What parts that follow each other contribute together."""
    return parts[0][0], *internal("_join_chunks", _UFUNCS[name], parts[0][0], tuple([p[1] for p in parts]), tuple([p[2] for p in parts]))


def _finish(name, parts, axis, keepdims, dtype, divisor, root):
    total, spans, values = join(name, parts)
    if spans != (0, total):
        raise ValueError(f"the parts are not all of the axis: they end at {spans[-1]} of {total}")
    result = values[0]
    if divisor is not None:
        result = result / float(divisor)
    if result.dtype != dtype:
        result = result.astype(dtype)
    if root:
        result = _UFUNCS["sqrt"](result)
    return result.reshape(result.shape[:axis] + (1,) + result.shape[axis:]) if keepdims else result


def _blocks(x):
    """The chunks of a Dask array as delayed objects, by their places."""
    import itertools

    grid = x.to_delayed(optimize_graph=False)
    return {at: grid[at] for at in itertools.product(*[range(n) for n in x.numblocks])}


def _along(x, axis, name, finish, about=None):
    """Reduces a Dask array along one axis; keeps it, with length 1."""
    import dask

    total = x.shape[axis]
    starts = [0]
    for n in x.chunks[axis]:
        starts.append(starts[-1] + n)
    rows = {}
    for at, block in _blocks(x).items():
        if x.chunks[axis][at[axis]]:  # else it contributes nothing
            rows.setdefault(at[:axis] + (0,) + at[axis + 1:], []).append((at, block))
    make, put = dask.delayed(partial, pure=True, traverse=False), dask.delayed(join, pure=True)
    last = dask.delayed(_finish, pure=True)
    results = {}
    for at, blocks in rows.items():
        middle = None if about is None else about[at]
        parts = [make(name, block, starts[where[axis]], total, axis, middle) for where, block in blocks]
        while len(parts) > _FAN:
            parts = [put(name, parts[i:i + _FAN]) for i in range(0, len(parts), _FAN)]
        results[at] = last(name, parts, axis, True, *finish)
    return results


def _assembled(x, results, axis, dtype):
    """A Dask array of the results of _along."""
    import dask.array as da

    chunks = x.chunks[:axis] + ((1,),) + x.chunks[axis + 1:]

    def nested(at):
        if len(at) == x.ndim:
            shape = tuple([c[i] for c, i in zip(chunks, at)])
            return da.from_delayed(results[at], shape, meta=_meta(x.ndim, dtype))
        return [nested((*at, i)) for i in range(len(chunks[len(at)]))]

    return da.block(nested(())) if x.ndim else results[()]


def _meta(ndim, dtype):
    return _arraygen._create((0,) * ndim, dtype, "C", False)


def _type_of(x):
    return _arraygen.dtype(x.dtype)


def _wide(d):
    """The type that means and variances of a type are computed in, and the type of the result."""
    if d.kind in "biu":
        return _arraygen.float64, _arraygen.float64
    return (_arraygen.float32 if d.kind == "f" and d.itemsize < 4 else d), d


def _checked(x, axis):
    axes = _axes(axis)
    if axes is None:
        axes = tuple(range(x.ndim))
    elif isinstance(axes, int):
        axes = (axes,)
    for a in axes:
        if not -x.ndim <= a < x.ndim:
            raise _arraygen.AxisError(f"axis {a} is out of bounds for array of dimension {x.ndim}")
    axes = sorted({a % x.ndim for a in axes}, reverse=True)
    for a in axes:
        if any(n != n for n in x.chunks[a]):
            raise ValueError(f"the lengths of the chunks along axis {a} are not known: x.compute_chunk_sizes() finds them out")
        if not x.shape[a]:
            raise ValueError(f"axis {a} has no elements")
    return axes


def _dropped(y, axes, keepdims):
    return y if _bool(keepdims) else y[tuple([0 if a in axes else slice(None) for a in range(y.ndim)])]


def _reduced(x, name, axis, keepdims, dtype):
    axes = _checked(x, axis)
    for a in axes:
        if dtype is None:
            d = _UFUNCS[name].reduce(_arraygen._create((1,), _type_of(x), "C", True)).dtype
        else:
            d = dtype
            x = x.astype(d.dtype) if x.dtype != d else x
        x = _assembled(x, _along(x, a, name, (d, None, False)), a, d)
    return _dropped(x, axes, keepdims)


def sum(x, axis=None, dtype=None, keepdims=False):
    """The sum of the elements of a Dask array over axes, whose bits don't depend on its chunks."""
    return _reduced(x, "add", axis, keepdims, _dtype(dtype))


def prod(x, axis=None, dtype=None, keepdims=False):
    """The product of the elements of a Dask array over axes, whose bits don't depend on its chunks."""
    return _reduced(x, "multiply", axis, keepdims, _dtype(dtype))


def mean(x, axis=None, keepdims=False):
    """The arithmetic mean of the elements of a Dask array over axes, whose bits don't depend on its chunks."""
    axes = _checked(x, axis)
    wide, d = _wide(_type_of(x))
    count = 1
    for a in axes:
        count *= x.shape[a]
    x = _as(x, wide)
    for i, a in enumerate(axes):
        last = i == len(axes) - 1
        x = _assembled(x, _along(x, a, "add", (d if last else wide, count if last else None, False)), a, d if last else wide)
    return _dropped(x, axes, keepdims)


def _as(x, d):
    return x if _type_of(x) == d else x.map_blocks(_cast, d.name, meta=_meta(x.ndim, d))


def _cast(chunk, name):
    return asarray(chunk).astype(name)


def var(x, axis=None, ddof=0, keepdims=False):
    """The mean of the squared distances from the mean of a Dask array, over one axis or, of one with a single axis, over all; its
    bits don't depend on the chunks. The chunks are read twice."""
    return _variance(x, axis, ddof, keepdims, False)


def std(x, axis=None, ddof=0, keepdims=False):
    """The square root of var."""
    return _variance(x, axis, ddof, keepdims, True)


def _variance(x, axis, ddof, keepdims, root):
    axes = _checked(x, axis)
    if len(axes) != 1:
        raise ValueError(f"a variance is along one axis here, not {len(axes)}: join them with reshape, or take them one after the other")
    (a,) = axes
    wide, d = _wide(_type_of(x))
    x = _as(x, wide)
    middle = _along(x, a, "add", (wide, x.shape[a], False))
    real = {"complex64": _arraygen.float32, "complex128": _arraygen.float64}.get(d.name, d)
    results = _along(x, a, "add", (real, max(x.shape[a] - ddof, 0), root), middle)
    return _dropped(_assembled(x, results, a, real), axes, keepdims)
