"""NumPy's reductions of arrays of ours, those that skip NaN among them."""

from . import _arraygen, _functions
from ._arguments import store
from ._arraygen import ndarray
from ._convert import internal
from ._numpy_functions import METHODS, _FUNCTIONS, _no_value, implements

_by_name = {u.__name__: u for u in _arraygen._ufuncs}


def _folded(u, a, axis, dtype, out, keepdims, initial, where):
    """The reduce of a ufunc; what was not given is left out."""
    if type(a) is ndarray and out is None and where is None and initial is _no_value:
        return internal("_reduce", u, a, axis, dtype, None, keepdims, False, None, None)
    kwargs = {} if initial is _no_value else {"initial": initial}
    if where is not None:
        kwargs["where"] = where
    return u.reduce(a, axis=axis, dtype=dtype, out=out, keepdims=keepdims, **kwargs)


def _reduction(name, u):
    """A reduction with NumPy's keywords."""

    @implements(name, method=True)
    def reduction(a: "array", axis: "axes" = None, dtype: "dtype" = None, out: "out" = None, keepdims: "bool" = False,
                  initial: "given" = _no_value, where: "mask" = None):
        return _folded(u, a, axis, dtype, out, keepdims, initial, where)


def _without_dtype(names, u):
    """max, min, all and any have no dtype in their parameter list."""

    @implements(*names, method=True)
    def reduction(a: "array", axis: "axes" = None, out: "out" = None, keepdims: "bool" = False, initial: "given" = _no_value,
                  where: "mask" = None):
        return _folded(u, a, axis, None, out, keepdims, initial, where)


def _truth(name, u):
    """all and any, which start with nothing but their identity."""

    @implements(name, method=True)
    def reduction(a: "array", axis: "axes" = None, out: "out" = None, keepdims: "bool" = False, *, where: "mask" = None):
        return _folded(u, a, axis, None, out, keepdims, _no_value, where)


_reduction("sum", _by_name["add"])
_reduction("prod", _by_name["multiply"])
_without_dtype(("max", "amax"), _by_name["maximum"])
_without_dtype(("min", "amin"), _by_name["minimum"])
_truth("all", _by_name["logical_and"])
_truth("any", _by_name["logical_or"])


def _masked_count(a, axis, keepdims, where):
    return _functions.count_nonzero(_functions.broadcast_to(where, a.shape), axis=axis, keepdims=keepdims)


@implements("mean", method=True)
def _mean(a: "array", axis: "axes" = None, dtype: "dtype" = None, out: "out" = None, keepdims: "bool" = False, *, where: "mask" = None):
    if where is None:
        return store(_functions.mean(a, axis=axis, dtype=dtype, keepdims=keepdims), out, "unsafe")
    kind = dtype or ("float64" if a.dtype.kind in "biu" else a.dtype)
    total = METHODS["sum"](a, axis, kind, None, keepdims, where=where)
    return store((total / _masked_count(a, axis, keepdims, where)).astype(kind, copy=False), out, "unsafe")


@implements("var", method=True)
def _var(a: "array", axis: "axes" = None, dtype: "dtype" = None, out: "out" = None, ddof: "number" = 0, keepdims: "bool" = False, *,
         where: "mask" = None, mean: "given" = None, correction: "number" = None):
    if dtype is not None:
        a = a.astype(dtype, copy=False)
    ddof = ddof if correction is None else correction
    if where is None:
        return store(_functions.var(a, axis=axis, correction=ddof, keepdims=keepdims), out, "unsafe")
    return store(_masked_variance(a, axis, ddof, keepdims, where), out, "unsafe")


def _masked_variance(a, axis, ddof, keepdims, mask):
    import arraygen

    middle = _mean(a, axis, None, None, True, where=mask)
    squares = _functions.where(mask, arraygen.square(arraygen.absolute(a - middle)), 0)
    left = arraygen.maximum(_masked_count(a, axis, keepdims, mask) - ddof, 0)
    return (_functions.sum(squares, axis=axis, keepdims=keepdims) / left).astype(squares.dtype, copy=False)


@implements("std", method=True)
def _std(a: "array", axis: "axes" = None, dtype: "dtype" = None, out: "out" = None, ddof: "number" = 0, keepdims: "bool" = False, *,
         where: "mask" = None, mean: "given" = None, correction: "number" = None):
    import arraygen

    return store(arraygen.sqrt(_var(a, axis, dtype, None, ddof, keepdims, where=where, mean=mean, correction=correction)), out)


def _cumulative(name, u):
    @implements(name, method=True)
    def cumulative(a: "array", axis: "axis_or_none" = None, dtype: "dtype" = None, out: "out" = None):
        if axis is None:
            a, axis = a.ravel(), 0
        if type(a) is ndarray and out is None:
            return internal("_accumulate", u, a, axis, dtype, None)
        return u.accumulate(a, axis=axis, dtype=dtype, out=out)


_cumulative("cumsum", _by_name["add"])
_cumulative("cumprod", _by_name["multiply"])


def _skipping_nan(name, fill):
    """A reduction that leaves NaN out: by the identity in its place."""

    @implements("nan" + name)
    def reduction(a: "array", axis: "axes" = None, dtype: "dtype" = None, out: "out" = None, keepdims: "bool" = False,
                  initial: "given" = _no_value, where: "mask" = None):
        import arraygen

        if a.dtype.kind in "fc":
            a = _functions.where(arraygen.isnan(a), fill, a)
        return METHODS[name](a, axis, dtype, out, keepdims, initial, where)


def _skipping_nan_extreme(name, u):
    """nanmin and nanmax: fmin and fmax leave NaN out, unless there is nothing else."""

    @implements("nan" + name)
    def reduction(a: "array", axis: "axes" = None, out: "out" = None, keepdims: "bool" = False, initial: "given" = _no_value,
                  where: "mask" = None):
        return _folded(u, a, axis, None, out, keepdims, initial, where)


_skipping_nan("sum", 0)
_skipping_nan("prod", 1)
_skipping_nan_extreme("max", _by_name["fmax"])
_skipping_nan_extreme("min", _by_name["fmin"])


def _numbers(a):
    import arraygen

    return ~arraygen.isnan(a) if a.dtype.kind in "fc" else arraygen.ones(a.shape, dtype="bool")


@implements("nanmean")
def _nanmean(a: "array", axis: "axes" = None, dtype: "dtype" = None, out: "out" = None, keepdims: "bool" = False, *,
             where: "mask" = None):
    return store(_mean(a, axis, dtype, None, keepdims, where=_numbers(a) if where is None else _numbers(a) & where), out)


@implements("nanvar")
def _nanvar(a: "array", axis: "axes" = None, dtype: "dtype" = None, out: "out" = None, ddof: "number" = 0, keepdims: "bool" = False, *,
            where: "mask" = None, mean: "given" = None, correction: "number" = None):
    mask = _numbers(a) if where is None else _numbers(a) & where
    return store(_var(a, axis, dtype, None, ddof, keepdims, where=mask, correction=correction), out)


@implements("nanstd")
def _nanstd(a: "array", axis: "axes" = None, dtype: "dtype" = None, out: "out" = None, ddof: "number" = 0, keepdims: "bool" = False, *,
            where: "mask" = None, mean: "given" = None, correction: "number" = None):
    import arraygen

    return store(arraygen.sqrt(_nanvar(a, axis, dtype, None, ddof, keepdims, where=where, mean=mean, correction=correction)), out)
