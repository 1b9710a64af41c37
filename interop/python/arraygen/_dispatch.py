# SPDX-License-Identifier: BSD-3-Clause

"""The ways of a ufunc call that the extension leaves to Python: keywords,
operands of other libraries, overrides, subclasses."""

import sys

from . import _arraygen, _dask
from ._arguments import PROTOCOLS as _PROTOCOLS
from ._arguments import _bool, _casting, _dtype, _mask, _operand, _order, _target
from ._arraygen import _ufunc_call, _ufuncs, ndarray, ufunc
from ._convert import asarray
from ._kinds import CASTINGS
from ._ufunc_aliases import ALIASES

_SCALARS = (bool, int, float, complex)
_BY_NAME = {u.__name__: u for u in _ufuncs}
_missing = object()
METHODS = {}  # of ufuncs, by their names: module _ufunc_methods


def _numpy():
    return sys.modules.get("numpy")


def _override(x):
    """The __array_ufunc__ of x, if it has one of its own."""
    t = type(x)
    if t is ndarray or t in _SCALARS:
        return None
    method = getattr(t, "__array_ufunc__", _missing)
    if method is _missing:
        return None
    if method is None:
        raise TypeError(f"operand '{t.__name__}' does not support ufuncs (__array_ufunc__=None)")
    if method is ndarray.__array_ufunc__:
        return None
    numpy = _numpy()
    if numpy is not None and method is numpy.ndarray.__array_ufunc__:
        return None
    return method


def _find_overrides(operands):
    """Operands with an __array_ufunc__ of their own: one of each type, and a
    subclass before its bases; otherwise from left to right."""
    found = []
    for x in operands:
        if _override(x) is None or any(type(x) is type(y) for y in found):
            continue
        at = len(found)
        for i, y in enumerate(found):
            if isinstance(x, type(y)):
                at = i
                break
        found.insert(at, x)
    return found


def _numpy_family(x):
    """Whether x knows NumPy's arrays and ufuncs but not ours: an instance of a
    subclass of numpy.ndarray, such as a masked array or a quantity, of
    PyData/Sparse or of pandas. Beside such an operand ours become NumPy's, over the same
    memory, and NumPy's ufunc does the call."""
    t = type(x)
    if t is ndarray or t in _SCALARS:
        return False
    numpy = _numpy()
    if numpy is None:
        return False
    if isinstance(x, numpy.ndarray):
        return t is not numpy.ndarray and t is not numpy.memmap
    return any([c.__module__.startswith(("sparse.", "pandas")) for c in t.__mro__])


def _introduce(operands):
    """Tells Dask, whose arrays are among the operands, that our arrays may be chunks: it leaves operations
    with arrays that it doesn't know to them. Returns whether that was news."""
    return any([type(x).__module__ == "dask.array.core" for x in operands]) and _dask.introduce()


def _through_numpy(u, method, inputs, kwargs):
    numpy = _numpy()
    f = getattr(numpy, u.__name__, None)
    if any(isinstance(x, numpy.ma.MaskedArray) for x in inputs):
        f = getattr(numpy.ma, u.__name__, f)
    if f is None:
        raise TypeError(f"numpy has no ufunc '{u.__name__}', which the operands of types of its own would need")
    return _as_numpy(f, method, inputs, kwargs)


def _as_numpy(f, method, inputs, kwargs):
    """A call of NumPy's ufunc with our arrays as NumPy's."""
    numpy = _numpy()

    def convert(x):
        return numpy.asarray(x) if isinstance(x, ndarray) else x

    if method != "__call__":
        f = getattr(f, method)
    outs = kwargs.get("out")
    result = f(*map(convert, inputs), **{k: tuple(map(convert, v)) if isinstance(v, tuple) else convert(v) for k, v in kwargs.items()})
    # What was given as out comes back as it was given.
    given = outs[0] if isinstance(outs, tuple) and len(outs) == 1 else outs
    return given if isinstance(given, ndarray) else result


def _outs(u, kwargs):
    """The out argument as a tuple, or None."""
    out = kwargs.get("out")
    if out is None or out is Ellipsis:
        return None
    if not isinstance(out, tuple):
        if u.nout > 1:
            raise TypeError(f"'out' must be a tuple of {u.nout} arrays")
        out = (out,)
    if len(out) != u.nout:
        raise ValueError(f"The 'out' tuple must have exactly {u.nout} entries, one for each output")
    return None if all(z is None for z in out) else out


_KEYWORDS = frozenset(("out", "where", "casting", "order", "subok", "dtype", "signature", "sig"))


def check_keywords(u, kwargs):
    """Refuses, before anybody is asked, keywords that no ufunc has."""
    if not kwargs.keys() <= _KEYWORDS:
        raise TypeError(f"{u.__name__}() got an unexpected keyword argument '{next(k for k in kwargs if k not in _KEYWORDS)}'")
    if len(kwargs.keys() & {"dtype", "signature", "sig"}) > 1 and sum(kwargs.get(k) is not None for k in ("dtype", "signature", "sig")) > 1:
        raise TypeError("cannot specify more than one of 'dtype', 'signature' and 'sig'")


def call(u, args, kwargs):
    """A ufunc call with all of NumPy's keywords."""
    check_keywords(u, kwargs)
    n = len(args)
    if n < u.nin or n > u.nargs:
        count = f"from {u.nin} to {u.nargs}" if u.nout else str(u.nin)
        raise TypeError(f"{u.__name__}() takes {count} positional arguments but {n} were given")
    if n > u.nin:
        if kwargs.get("out") is not None:
            raise TypeError("cannot specify 'out' as both a positional and keyword argument")
        outs = args[u.nin :] + (None,) * (u.nargs - n)
        if any(x is Ellipsis for x in outs):
            raise TypeError("out=... is a keyword argument only")
        kwargs = dict(kwargs, out=outs)
        args = args[: u.nin]
    outs = _outs(u, kwargs)
    operands = args + (outs or ())
    where = kwargs.get("where", True)
    if where is not True:
        operands += (where,)
    found = [x for x in _find_overrides(operands) if not _numpy_family(x)]
    if found:
        return _call_overrides(found, u, "__call__", args, outs, kwargs)
    return run(u, args, outs, kwargs)


def _call_overrides(found, u, method, args, outs, kwargs):
    kwargs = dict(kwargs)
    kwargs.pop("out", None)
    if outs is not None:
        kwargs["out"] = outs
    if "sig" in kwargs:
        kwargs["signature"] = kwargs.pop("sig")
    _introduce(found)
    for x in found:
        result = type(x).__array_ufunc__(x, u, method, *args, **kwargs)
        if result is not NotImplemented:
            return result
    names = ", ".join(f"'{type(x).__name__}'" for x in args + (outs or ()))
    raise TypeError(
        f"operand type(s) all returned NotImplemented from __array_ufunc__({u!r}, '{method}', ...): {names}"
    )


def _signature(u, kwargs):
    """The types that dtype or signature asks for: a tuple with an entry for
    each operand, or one for the outputs alone, or none."""
    d = kwargs.pop("dtype", None)
    given = [kwargs.pop(k) for k in ("signature", "sig") if k in kwargs]
    given = [s for s in given if s is not None]
    if d is not None:
        return (_dtype(d),)
    return _signature_types(u, given[0]) if given else ()


def _signature_types(u, signature):
    if isinstance(signature, str):
        ins, arrow, outs = signature.replace(" ", "").partition("->")
        entries = tuple(ins + outs)
        if arrow and (len(ins), len(outs)) != (u.nin, u.nout):
            entries = None
    else:
        entries = signature if isinstance(signature, tuple) else None
    if entries is None or len(entries) != u.nargs:
        raise TypeError(
            f"a signature of {u.__name__} is a string such as '{u.types[0] if u.types else ''}', or a tuple with a type "
            f"or None for each of {u.nargs} operands, not {signature!r}"
        )
    return tuple(None if t is None else _dtype(t) for t in entries)


def run(u, args, outs, kwargs):
    """A ufunc call whose operands have no override."""
    kwargs = dict(kwargs)
    kwargs.pop("out", None)
    if any(map(_numpy_family, args + (outs or ()))):
        if outs is not None:
            kwargs["out"] = outs
        return _through_numpy(u, "__call__", args, kwargs)
    mask = _mask(kwargs.pop("where", True))
    casting = _casting(kwargs.pop("casting", "same_kind"))
    order = _order(kwargs.pop("order", None)) or "K"
    subok = _bool(kwargs.pop("subok", True))
    want = _signature(u, kwargs)
    inputs = tuple(_operand(x) for x in args)
    targets = tuple(None if z is None else _target(z) for z in outs) if outs else (None,) * u.nout
    result = _ufunc_call(u, inputs, targets, mask, want, CASTINGS.index(casting), order)
    return _wrapped(u, args, outs, result, subok, "__call__")


def _wrapped(u, args, outs, result, subok, method):
    """Results as the subclass with the highest __array_priority__ wants them;
    the arguments given as out are returned themselves."""
    results = result if u.nout > 1 and method == "__call__" else (result,)
    best, priority = None, 0.0
    if subok:
        for x in args:
            if type(x) is ndarray or type(x) in _SCALARS or not hasattr(type(x), "__array_wrap__"):
                continue
            if not isinstance(x, ndarray):
                numpy = _numpy()
                if numpy is not None and isinstance(x, (numpy.ndarray, numpy.generic)):
                    continue
            p = getattr(x, "__array_priority__", 0.0)
            # A subclass of ours inherits our own priority.
            if best is None or p > priority:
                best, priority = x, p
    final = []
    for i, y in enumerate(results):
        if outs is not None and outs[i] is not None:
            final.append(outs[i])
        elif best is None:
            final.append(y)
        else:
            context = (u, args + tuple(outs or ()), i) if method in ("__call__", "outer") else None
            final.append(_wrap(best, y, context))
    return tuple(final) if u.nout > 1 and method == "__call__" else final[0]


def _wrap(by, y, context):
    """y as the __array_wrap__ of an operand makes it. Objects of other
    libraries expect an array of NumPy's, and may have the method of before
    NumPy 2, with fewer parameters."""
    if isinstance(by, ndarray):
        return by.__array_wrap__(y, context, False)
    import numpy

    x = numpy.asarray(y)
    for args in ((x, context, False), (x, context), (x,)):
        try:
            return by.__array_wrap__(*args)
        except TypeError as e:
            error = e
    raise error


def _operator(u, out, *inputs):
    """An operator of ours with an operand that is not plainly ours."""
    for x in inputs:
        t = type(x)
        if isinstance(x, (ndarray, *_SCALARS)) or t in (list, tuple):
            continue
        if not any(hasattr(t, p) or hasattr(x, p) for p in _PROTOCOLS) and not _has_buffer(x):
            return NotImplemented
    return call(u, inputs, {} if out is None else {"out": (out,)})


def _has_buffer(x):
    if isinstance(x, (str, bytes)):
        return False
    try:
        memoryview(x)
    except TypeError:
        return False
    return True


_arraygen._set_hook("call", call)
_arraygen._set_hook("operator", _operator)


def _array_ufunc(self, function, method, *inputs, **kwargs):
    """NumPy's protocol: ours for NumPy's ufunc of the same name."""
    u = function if isinstance(function, ufunc) else _BY_NAME.get(ALIASES.get(function.__name__, function.__name__))
    outs = kwargs.get("out")
    operands = list(inputs) + list(outs if isinstance(outs, tuple) else () if outs is None else (outs,))
    if kwargs.get("where", True) is not True:
        operands.append(kwargs["where"])
    family = False
    for x in operands:
        if _numpy_family(x):
            family = True
        elif not isinstance(x, ndarray) and _override(x) is not None:
            if _introduce((x,)):
                return getattr(function, method)(*inputs, **kwargs)
            return NotImplemented
        if isinstance(x, ndarray) and type(x) is not type(self) and type(x).__array_ufunc__ is not ndarray.__array_ufunc__:
            return NotImplemented
    if family and not isinstance(function, ufunc):
        return _as_numpy(function, method, inputs, kwargs)
    if u is None:
        from ._declare import GUFUNCS

        if method == "__call__" and function.__name__ in GUFUNCS:
            if kwargs.keys() <= {"out"}:
                return GUFUNCS[function.__name__](*inputs, **kwargs)
            from ._products import generalised

            return generalised(function, inputs, kwargs)
        raise TypeError(
            f"arraygen has no ufunc '{function.__name__}' yet; convert with numpy.asarray(x) to have NumPy compute it"
        )
    if method == "__call__":
        if kwargs:
            check_keywords(u, kwargs)
            return run(u, inputs, _outs(u, kwargs), kwargs)
        if type(function).__module__ == "numpy":
            _arraygen._remember(function, u)
        if all(type(x) is ndarray for x in inputs):
            return u(*inputs)
        return run(u, inputs, None, kwargs)
    return METHODS[method](u, *inputs, **kwargs)




def _array_wrap(self, array, context=None, return_scalar=False):
    """A result as the class of self."""
    if not isinstance(array, ndarray):
        array = asarray(array)
    return array if type(array) is type(self) else array._as(type(self))


_arraygen._set_hook("array_ufunc", _array_ufunc)
ndarray.__array_wrap__ = _array_wrap
# Above NumPy's 0; below what wraps other arrays (dask 11, pint 17).
ndarray.__array_priority__ = 1.0
