"""NumPy's functions that arrays of ours answer through __array_function__."""

import sys

from . import _arraygen, _functions
from ._arraygen import ndarray
from ._arguments import _array
from ._convert import asarray, internal

GUFUNCS = {}
METHODS = {}
_FUNCTIONS = {}
_no_value = object()


def call(self, function, types, args, kwargs):
    """ndarray.__array_function__: ours for NumPy's function of the same name."""
    numpy = sys.modules.get("numpy")
    for t in types:
        if issubclass(t, ndarray) or numpy is not None and issubclass(t, numpy.ndarray):
            continue
        return NotImplemented
    module = getattr(function, "__module__", "")
    name = function.__name__
    if module.startswith("numpy."):
        name = module[len("numpy."):] + "." + name
    ours = _FUNCTIONS.get(name)
    if ours is None:
        raise TypeError(
            f"no implementation found for '{module}.{function.__name__}' on arraygen.ndarray; "
            "convert with numpy.asarray(x) to have NumPy compute it"
        )
    return ours(*args, **kwargs)


def implements(name):
    def decorate(f):
        _FUNCTIONS[name] = f
        return f

    return decorate


def _clean(value):
    """NumPy's mark for an argument that was not given, as None."""
    return None if value is None or type(value).__name__ == "_NoValueType" else value


def _store(result, out):
    """A result in an out argument, which is returned."""
    if out is None:
        return result
    if isinstance(out, tuple):
        (out,) = out
    target = out if isinstance(out, ndarray) else asarray(out, copy=False)
    internal("_copyto", target, result, "same_kind", None)
    return out


_FUNCTIONS["concatenate"] = lambda arrays, axis=0, out=None, dtype=None, casting="same_kind": _concatenate(arrays, axis, out, dtype, casting)


def _concatenate(arrays, axis, out, dtype, casting):
    import arraygen

    target = out if out is None or isinstance(out, ndarray) else asarray(out, copy=False)
    result = arraygen.concatenate(arrays, axis, target, dtype=dtype, casting=casting)
    return result if out is None else out


@implements("stack")
def _stack(arrays, axis=0, out=None, *, dtype=None, casting="same_kind"):
    result = _functions.stack(tuple(arrays), axis=axis)
    if dtype is not None:
        result = internal("_cast", result, _arraygen.dtype(dtype), casting)
    return _store(result, out)


@implements("vstack")
def _vstack(tup, *, dtype=None, casting="same_kind"):
    return _concatenate([a if a.ndim > 1 else a.reshape(1, -1) for a in map(_array, tup)], 0, None, dtype, casting)


@implements("hstack")
def _hstack(tup, *, dtype=None, casting="same_kind"):
    arrays = [a if a.ndim else a.reshape(1) for a in map(_array, tup)]
    return _concatenate(arrays, 0 if arrays and arrays[0].ndim == 1 else 1, None, dtype, casting)


@implements("split")
def _split(ary, indices_or_sections, axis=0):
    ary = _array(ary)
    n = ary.shape[axis]
    if isinstance(indices_or_sections, int):
        if n % indices_or_sections:
            raise ValueError("array split does not result in an equal division")
        return _cut(ary, range(0, n, n // indices_or_sections), axis)
    return _cut(ary, [0, *indices_or_sections], axis)


@implements("array_split")
def _array_split(ary, indices_or_sections, axis=0):
    ary = _array(ary)
    if not isinstance(indices_or_sections, int):
        return _cut(ary, [0, *indices_or_sections], axis)
    each, extra = divmod(ary.shape[axis], indices_or_sections)
    return _cut(ary, [i * each + min(i, extra) for i in range(indices_or_sections)], axis)


def _cut(ary, starts, axis):
    starts = list(starts)
    axis %= ary.ndim
    lead = (slice(None),) * axis
    return [ary[lead + (slice(a, b),)] for a, b in zip(starts, starts[1:] + [None])]


@implements("reshape")
def _reshape(a, /, shape=None, order="C", *, newshape=None, copy=None):
    return _array(a).reshape(shape if shape is not None else newshape, order=order, copy=copy)


@implements("ravel")
def _ravel(a, order="C"):
    return _array(a).ravel(order)


@implements("transpose")
def _transpose(a, axes=None):
    return _array(a).transpose(axes)


@implements("swapaxes")
def _swapaxes(a, axis1, axis2):
    return _array(a).swapaxes(axis1, axis2)


@implements("copy")
def _copy(a, order="K", subok=False):
    return _array(a).copy(order)


_FUNCTIONS["matrix_transpose"] = _functions.matrix_transpose
_FUNCTIONS["permute_dims"] = _transpose
_FUNCTIONS["moveaxis"] = lambda a, source, destination: _functions.moveaxis(a, source, destination)
_FUNCTIONS["expand_dims"] = lambda a, axis: _functions.expand_dims(a, axis)
_FUNCTIONS["squeeze"] = lambda a, axis=None: _functions.squeeze(a, axis)
_FUNCTIONS["flip"] = lambda m, axis=None: _functions.flip(m, axis=axis)
_FUNCTIONS["roll"] = lambda a, shift, axis=None: _functions.roll(a, shift, axis=axis)
_FUNCTIONS["repeat"] = lambda a, repeats, axis=None: _functions.repeat(a, repeats, axis=axis)
_FUNCTIONS["tile"] = lambda A, reps: _functions.tile(A, reps)
_FUNCTIONS["take"] = lambda a, indices, axis=None, out=None, mode="raise": _take(a, indices, axis, out, mode)
_FUNCTIONS["take_along_axis"] = lambda arr, indices, axis=-1: _functions.take_along_axis(arr, indices, axis=axis)
_FUNCTIONS["nonzero"] = lambda a: _functions.nonzero(a)
_FUNCTIONS["diagonal"] = lambda a, offset=0, axis1=0, axis2=1: _functions.diagonal(a, offset=offset, axis1=axis1, axis2=axis2)
_FUNCTIONS["tril"] = lambda m, k=0: _functions.tril(m, k=k)
_FUNCTIONS["triu"] = lambda m, k=0: _functions.triu(m, k=k)
_FUNCTIONS["broadcast_to"] = lambda array, shape, subok=False: _functions.broadcast_to(array, shape)
_FUNCTIONS["ndim"] = lambda a: a.ndim
_FUNCTIONS["shape"] = lambda a: a.shape
_FUNCTIONS["size"] = lambda a, axis=None: a.size if axis is None else a.shape[axis]
_FUNCTIONS["iscomplexobj"] = lambda x: x.dtype.kind == "c"
_FUNCTIONS["isrealobj"] = lambda x: x.dtype.kind != "c"
_FUNCTIONS["real"] = lambda val: val.real
_FUNCTIONS["imag"] = lambda val: val.imag
_FUNCTIONS["array_repr"] = lambda arr, *args, **kwargs: repr(arr)
_FUNCTIONS["array_str"] = lambda a, *args, **kwargs: str(a)


def _take(a, indices, axis, out, mode):
    if mode != "raise":
        raise TypeError("take: only mode='raise' is supported for arraygen arrays")
    return _store(_functions.take(a, indices, axis=axis), out)


@implements("where")
def _where(condition, x=_no_value, y=_no_value, /):
    if x is _no_value:
        return _functions.nonzero(condition)
    return _functions.where(condition, x, y)


@implements("result_type")
def _result_type(*arrays_and_dtypes):
    import arraygen

    return arraygen.result_type(*arrays_and_dtypes)


@implements("can_cast")
def _can_cast(from_, to, casting="safe"):
    import arraygen

    return arraygen.can_cast(from_, to, casting)


@implements("copyto")
def _copyto(dst, src, casting="same_kind", where=True):
    import arraygen

    target = dst if isinstance(dst, ndarray) else asarray(dst, copy=False)
    arraygen.copyto(target, src, casting, where)


@implements("shares_memory")
def _shares_memory(a, b, max_work=None):
    return internal("_shares_memory", _array(a), _array(b))


@implements("may_share_memory")
def _may_share_memory(a, b, max_work=None):
    return internal("_may_share_memory", _array(a), _array(b))


@implements("round")
def _round(a, decimals=0, out=None):
    import arraygen

    return arraygen.round(a, decimals, out)


_FUNCTIONS["around"] = _round


@implements("clip")
def _clip(a, a_min=_no_value, a_max=_no_value, out=None, *, min=_no_value, max=_no_value, **kwargs):
    import arraygen

    low = min if a_min is _no_value else a_min
    high = max if a_max is _no_value else a_max
    return arraygen.clip(a, _clean(None if low is _no_value else low), _clean(None if high is _no_value else high), out=out, **kwargs)


def _shape_of(shape, x):
    return x.shape if shape is None else shape


@implements("zeros_like")
def _zeros_like(a, dtype=None, order="K", subok=True, shape=None, *, device=None):
    return _create_like("zeros", a, dtype, order, shape)


@implements("ones_like")
def _ones_like(a, dtype=None, order="K", subok=True, shape=None, *, device=None):
    return _create_like("ones", a, dtype, order, shape)


@implements("empty_like")
def _empty_like(prototype, dtype=None, order="K", subok=True, shape=None, *, device=None):
    return _create_like("empty", prototype, dtype, order, shape)


@implements("full_like")
def _full_like(a, fill_value, dtype=None, order="K", subok=True, shape=None, *, device=None):
    result = _create_like("empty", a, dtype, order, shape)
    result[...] = fill_value
    return result


def _create_like(how, a, dtype, order, shape):
    import arraygen

    if shape is None:
        return getattr(arraygen, how + "_like")(a, dtype, order=order)
    return getattr(arraygen, how)(shape, a.dtype if dtype is None else dtype)


def _creation(name):
    """A creation function that was called with like=ours."""

    def create(*args, **kwargs):
        import arraygen

        kwargs = {k: _clean(v) for k, v in kwargs.items()}
        kwargs = {k: v for k, v in kwargs.items() if v is not None and not (k == "order" and v == "K")}
        kwargs.pop("subok", None)
        return getattr(arraygen, name)(*args, **kwargs)

    _FUNCTIONS[name] = create


for _name in ("array", "asarray", "ascontiguousarray", "empty", "zeros", "ones", "full", "arange", "eye", "frombuffer"):
    _creation(_name)
_FUNCTIONS["asanyarray"] = _FUNCTIONS["asarray"]
_FUNCTIONS["identity"] = lambda n, dtype=None: _functions.eye(n, dtype=dtype)


def _arg(name):
    function = getattr(_functions, name)

    def arg(a, axis=None, out=None, *, keepdims=False):
        return _store(function(a, axis=axis, keepdims=bool(_clean(keepdims))), out)

    arg.__name__ = name
    _FUNCTIONS[name] = METHODS[name] = arg


_arg("argmax")
_arg("argmin")


@implements("sort")
def _sort(a, axis=-1, kind=None, order=None, *, stable=None):
    a = _array(a)
    return _functions.sort(a.ravel() if axis is None else a, axis=-1 if axis is None else axis)


@implements("argsort")
def _argsort(a, axis=-1, kind=None, order=None, *, stable=None):
    a = _array(a)
    return _functions.argsort(a.ravel() if axis is None else a, axis=-1 if axis is None else axis)


_FUNCTIONS["count_nonzero"] = lambda a, axis=None, *, keepdims=False: _functions.count_nonzero(a, axis=axis, keepdims=keepdims)
_FUNCTIONS["diff"] = lambda a, n=1, axis=-1, prepend=None, append=None: _functions.diff(
    a, n=n, axis=axis, prepend=_clean(prepend), append=_clean(append)
)
_FUNCTIONS["searchsorted"] = lambda a, v, side="left", sorter=None: _functions.searchsorted(a, v, side=side, sorter=sorter)
_FUNCTIONS["isin"] = lambda element, test_elements, assume_unique=False, invert=False, *, kind=None: _functions.isin(
    element, test_elements, invert=invert
)
_FUNCTIONS["tensordot"] = lambda a, b, axes=2: _functions.tensordot(a, b, axes=axes)
METHODS["round"] = _round
