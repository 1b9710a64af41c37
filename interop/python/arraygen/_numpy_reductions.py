"""NumPy's reductions of arrays of ours, those that skip NaN among them."""

from . import _arraygen, _functions
from ._arguments import _array
from ._convert import asarray
from ._numpy_functions import METHODS, _FUNCTIONS, _clean, _no_value, _store, implements


def _reduction(name, u):
    """A reduction with NumPy's keywords, by the reduce of a ufunc."""

    def reduction(a, axis=None, dtype=None, out=None, keepdims=False, initial=_no_value, where=True):
        kwargs = {}
        if type(initial).__name__ != "_NoValueType" and initial is not _no_value:
            kwargs["initial"] = initial
        where = _clean(where)
        if where is not None and where is not True:
            kwargs["where"] = where
        return u.reduce(_array(a), axis=axis, dtype=_clean(dtype), out=out, keepdims=bool(_clean(keepdims)), **kwargs)

    reduction.__name__ = name
    _FUNCTIONS[name] = METHODS[name] = reduction


def _without_dtype(name, u):
    """max, min, all and any have no dtype in their parameter list."""

    def reduction(a, axis=None, out=None, keepdims=False, initial=_no_value, where=True):
        return METHODS["_" + name](a, axis, None, out, keepdims, initial, where)

    _reduction("_" + name, u)
    reduction.__name__ = name
    _FUNCTIONS[name] = METHODS[name] = reduction
    del _FUNCTIONS["_" + name]


_by_name = {u.__name__: u for u in _arraygen._ufuncs}
_reduction("sum", _by_name["add"])
_reduction("prod", _by_name["multiply"])
_without_dtype("max", _by_name["maximum"])
_without_dtype("min", _by_name["minimum"])
_without_dtype("all", _by_name["logical_and"])
_without_dtype("any", _by_name["logical_or"])
_FUNCTIONS["amax"] = _FUNCTIONS["max"]
_FUNCTIONS["amin"] = _FUNCTIONS["min"]


def _masked_count(a, axis, keepdims, where):
    mask = _functions.broadcast_to(asarray(where), a.shape)
    return _functions.count_nonzero(mask, axis=axis, keepdims=keepdims)


def _mean(a, axis=None, dtype=None, out=None, keepdims=False, *, where=True):
    a, dtype, keepdims, where = _array(a), _clean(dtype), bool(_clean(keepdims)), _clean(where)
    if where is None or where is True:
        return _store(_functions.mean(a, axis=axis, dtype=dtype, keepdims=keepdims), out)
    kind = dtype or ("float64" if a.dtype.kind in "biu" else a.dtype)
    total = METHODS["sum"](a, axis, kind, None, keepdims, where=where)
    return _store((total / _masked_count(a, axis, keepdims, where)).astype(kind, copy=False), out)


def _var(a, axis=None, dtype=None, out=None, ddof=0, keepdims=False, *, where=True, mean=_no_value, correction=_no_value):
    a, dtype, where = _array(a), _clean(dtype), _clean(where)
    if where is not None and where is not True:
        raise TypeError("var and std of arraygen arrays take no where; select the elements first")
    if correction is not _no_value and _clean(correction) is not None:
        ddof = correction
    if dtype is not None:
        a = a.astype(dtype, copy=False)
    return _store(_functions.var(a, axis=axis, correction=ddof, keepdims=bool(_clean(keepdims))), out)


def _std(*args, out=None, **kwargs):
    import arraygen

    return _store(arraygen.sqrt(_var(*args, **kwargs)), out)


for _name, _f in (("mean", _mean), ("var", _var), ("std", _std)):
    _FUNCTIONS[_name] = METHODS[_name] = _f


def _cumulative(name, u):
    def cumulative(a, axis=None, dtype=None, out=None):
        a = _array(a)
        if axis is None:
            a, axis = a.ravel(), 0
        return u.accumulate(a, axis=axis, dtype=dtype, out=out)

    cumulative.__name__ = name
    _FUNCTIONS[name] = METHODS[name] = cumulative


_cumulative("cumsum", _by_name["add"])
_cumulative("cumprod", _by_name["multiply"])
_FUNCTIONS["cumulative_sum"] = _functions.cumulative_sum
_FUNCTIONS["cumulative_prod"] = _functions.cumulative_prod


def _skipping_nan(name, fill):
    """A reduction that leaves NaN out: by the identity in its place."""

    def reduction(a, axis=None, dtype=None, out=None, keepdims=False, initial=_no_value, where=True):
        import arraygen

        a = _array(a)
        if a.dtype.kind in "fc":
            a = _functions.where(arraygen.isnan(a), fill, a)
        return METHODS[name](a, axis, dtype, out, keepdims, initial, where)

    _FUNCTIONS["nan" + name] = reduction


def _skipping_nan_extreme(name, u):
    """nanmin and nanmax: fmin and fmax leave NaN out, unless there is nothing else."""

    def reduction(a, axis=None, out=None, keepdims=False, initial=_no_value, where=True):
        kwargs = {} if type(initial).__name__ == "_NoValueType" or initial is _no_value else {"initial": initial}
        if _clean(where) not in (None, True):
            kwargs["where"] = where
        return u.reduce(_array(a), axis=axis, out=out, keepdims=bool(_clean(keepdims)), **kwargs)

    _FUNCTIONS["nan" + name] = reduction


_skipping_nan("sum", 0)
_skipping_nan("prod", 1)
_skipping_nan_extreme("max", _by_name["fmax"])
_skipping_nan_extreme("min", _by_name["fmin"])


def _numbers(a):
    import arraygen

    return ~arraygen.isnan(a) if a.dtype.kind in "fc" else arraygen.ones(a.shape, dtype="bool")


@implements("nanmean")
def _nanmean(a, axis=None, dtype=None, out=None, keepdims=False, *, where=True):
    a = _array(a)
    mask = _numbers(a) if _clean(where) in (None, True) else _numbers(a) & asarray(where)
    return _mean(a, axis, dtype, out, keepdims, where=mask)


@implements("nanvar")
def _nanvar(a, axis=None, dtype=None, out=None, ddof=0, keepdims=False, **kwargs):
    import arraygen

    a, mask = _array(a), None
    mask = _numbers(a)
    middle = _mean(a, axis, dtype, None, True, where=mask)
    squares = _functions.where(mask, arraygen.square(arraygen.absolute(a - middle)), 0)
    keepdims = bool(_clean(keepdims))
    count = _functions.count_nonzero(mask, axis=axis, keepdims=keepdims)
    return _store((_functions.sum(squares, axis=axis, keepdims=keepdims) / (count - ddof)).astype(squares.dtype), out)


@implements("nanstd")
def _nanstd(*args, out=None, **kwargs):
    import arraygen

    return _store(arraygen.sqrt(_nanvar(*args, **kwargs)), out)
