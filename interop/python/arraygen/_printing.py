# SPDX-License-Identifier: BSD-3-Clause

"""How arrays become text: NumPy's options, those that NumPy has set, and our own before them."""

import contextlib
import contextvars
import operator
import sys

from ._arguments import reads
from ._arraygen import ndarray
from ._convert import internal
from ._declare import implements

_DEFAULTS = {
    "precision": 8, "threshold": 1000, "edgeitems": 3, "linewidth": 75, "suppress": False, "nanstr": "nan", "infstr": "inf", "sign": "-",
    "formatter": None, "floatmode": "maxprec", "override_repr": None,
}
_own = contextvars.ContextVar("arraygen.printoptions", default={})  # noqa: B039: it is never changed in place
_MODES = ("fixed", "unique", "maxprec", "maxprec_equal")


def _checked(options):
    """The options that were given, as NumPy checks them."""
    given = {k: v for k, v in options.items() if v is not None}
    unknown = given.keys() - _DEFAULTS
    if unknown:
        raise TypeError(f"there is no printing option {min(unknown)!r}; there are {', '.join(_DEFAULTS)}")
    if given.get("floatmode", "unique") not in _MODES:
        raise ValueError(f"floatmode option must be one of {', '.join(_MODES)}")
    if given.get("sign", "-") not in ("-", "+", " "):
        raise ValueError("sign option must be one of ' ', '+', or '-'")
    threshold = given.get("threshold", 0)
    if not isinstance(threshold, (int, float)) and not hasattr(threshold, "__float__"):
        raise TypeError("threshold must be numeric")
    if threshold != threshold:
        raise ValueError("threshold must be non-NAN, try sys.maxsize for untruncated representation")
    if "precision" in given:
        try:
            given["precision"] = operator.index(given["precision"])
        except TypeError:
            raise TypeError("precision must be an integer") from None
    if "suppress" in given:
        given["suppress"] = bool(given["suppress"])
    return given


def get_printoptions():
    """The options that arrays are printed with: those set here, else NumPy's where it is imported, else its defaults."""
    numpy = sys.modules.get("numpy")
    theirs = numpy.get_printoptions() if numpy is not None and hasattr(numpy, "get_printoptions") else {}
    return {k: theirs.get(k, v) for k, v in _DEFAULTS.items()} | _own.get()


def set_printoptions(**options):
    """Sets options of printing, by NumPy's names; None leaves one as it is. What is set here goes before what NumPy has.

    formatter and override_repr are those of the last call, as NumPy's."""
    kept = {k: v for k, v in _own.get().items() if k not in ("formatter", "override_repr")}
    _own.set(kept | _checked(options))


@contextlib.contextmanager
def printoptions(**options):
    """set_printoptions for a with statement."""
    token = _own.set(_own.get() | _checked(options))
    try:
        yield get_printoptions()
    finally:
        _own.reset(token)


_FORMATTERS = {"b": ("all", "bool"), "i": ("all", "int_kind", "int"), "f": ("all", "float_kind", "float"), "c": ("all", "complex_kind", "complexfloat"),
               "M": ("all", "datetime"), "m": ("all", "timedelta")}
_FORMATTERS["u"] = _FORMATTERS["i"]


def _formatter(options, kind):
    found = None
    for key in _FORMATTERS.get(kind, ("all",)):
        found = (options["formatter"] or {}).get(key) or found
    return found


def _bounded(n):
    """A number of characters or elements, which may be infinite."""
    return int(min(n, sys.maxsize))


def text(a, form, separator="", prefix="", suffix="", **overrides):
    """An array as text: as repr, as str, or as array2string has it."""
    options = get_printoptions() | _checked(overrides)
    if form == "repr" and options["override_repr"] is not None:
        return options["override_repr"](a)
    a = a._as(ndarray)
    threshold, edgeitems = _bounded(options["threshold"]), _bounded(options["edgeitems"])
    words = None
    formatter = _formatter(options, a.dtype.kind)
    if formatter is not None and (a.ndim or form != "str"):
        places = internal("_printed", a, threshold, edgeitems)
        line = a.reshape(-1)
        words = tuple([str(formatter(line[i])) for i in places])
    return internal("_text", a, form, options["precision"], threshold, edgeitems, _bounded(options["linewidth"]), options["suppress"], options["nanstr"],
                    options["infstr"], options["sign"], options["floatmode"], separator, prefix, suffix, words)


def repr_of(a, **overrides):
    """What repr gives: the name of a subclass stands in front."""
    name = type(a).__name__
    return text(a, "repr", prefix="array(" if name == "ndarray" else f"{name}(", **overrides)


@reads(offers=True)
def array2string(a: "array", max_line_width: "given" = None, precision: "given" = None, suppress_small: "given" = None, separator: "str" = " ", prefix: "str" = "", *,
                 formatter: "given" = None, threshold: "given" = None, edgeitems: "given" = None, sign: "given" = None, floatmode: "given" = None, suffix: "str" = ""):
    """An array as text, with options of printing of its own."""
    return text(a, "array2string", separator, prefix, suffix, linewidth=max_line_width, precision=precision, suppress=suppress_small, formatter=formatter,
                threshold=threshold, edgeitems=edgeitems, sign=sign, floatmode=floatmode)


@implements("array2string")
def _array2string(a: "array", max_line_width: "given" = None, precision: "given" = None, suppress_small: "given" = None, separator: "str" = " ", prefix: "str" = "", *,
                  formatter: "given" = None, threshold: "given" = None, edgeitems: "given" = None, sign: "given" = None, floatmode: "given" = None, suffix: "str" = "",
                  legacy: "given" = None):
    return array2string(a, max_line_width, precision, suppress_small, separator, prefix, formatter=formatter, threshold=threshold, edgeitems=edgeitems, sign=sign,
                        floatmode=floatmode, suffix=suffix)


@implements("array_repr")
def _array_repr(arr: "array", max_line_width: "given" = None, precision: "given" = None, suppress_small: "given" = None):
    return repr_of(arr, linewidth=max_line_width, precision=precision, suppress=suppress_small)


@implements("array_str")
def _array_str(a: "array", max_line_width: "given" = None, precision: "given" = None, suppress_small: "given" = None):
    return text(a, "str", linewidth=max_line_width, precision=precision, suppress=suppress_small)
