# SPDX-License-Identifier: BSD-3-Clause

"""Moments and durations as Python has them: text, objects of module datetime, and the
counts that elements are."""

import datetime
import re
import warnings

from . import _arraygen
from ._arraygen import dtype
from ._convert import internal

_NAT = -(1 << 63)
_EPOCH = datetime.datetime(1970, 1, 1)
_MICROSECOND = datetime.timedelta(microseconds=1)
_EPOCH_DAY = datetime.date(1970, 1, 1).toordinal()
_ZONE = re.compile(r"[T ].*[Z+-]")
# Microseconds in the units that module datetime has room for.
_LENGTHS = {"W": 604_800_000_000, "D": 86_400_000_000, "h": 3_600_000_000, "m": 60_000_000, "s": 1_000_000, "ms": 1000, "us": 1}
_MOMENT, _DAY, _DURATION = dtype("datetime64[us]"), dtype("datetime64[D]"), dtype("timedelta64[us]")


def names_time(x):
    return isinstance(x, (datetime.date, datetime.timedelta))


def _object(count, kind):
    """An element as item() has it: a date, a datetime or a timedelta, an int where these have no room, None for NaT."""
    if count == _NAT:
        return None
    unit, multiple = kind._unit
    if unit == "generic":
        return None if kind.kind == "M" else count
    n = count * multiple
    try:
        if kind.kind == "m":
            return datetime.timedelta(microseconds=n * _LENGTHS[unit])
        if unit in ("Y", "M"):
            years, months = (n, 0) if unit == "Y" else divmod(n, 12)
            return datetime.date(1970 + years, 1 + months, 1)
        if unit in ("W", "D"):
            return datetime.date.fromordinal(_EPOCH_DAY + n * (7 if unit == "W" else 1))
        return _EPOCH + datetime.timedelta(microseconds=n * _LENGTHS[unit])
    except (KeyError, OverflowError, ValueError):
        return count


def _warn_of_zone():
    warnings.warn("no explicit representation of timezones available for np.datetime64", UserWarning, stacklevel=2)


def _counted(x):
    """The count that an object of module datetime is, and its type."""
    if isinstance(x, datetime.timedelta):
        return x // _MICROSECOND, _DURATION
    if isinstance(x, datetime.datetime):
        if x.tzinfo is not None and x.utcoffset() is not None:
            _warn_of_zone()
            x = x.replace(tzinfo=None) - x.utcoffset()
        return (x.replace(tzinfo=None) - _EPOCH) // _MICROSECOND, _MOMENT
    return x.toordinal() - _EPOCH_DAY, _DAY


def _count(x, kind):
    """The count that becomes an element of a type of times."""
    if x is None:
        return _NAT
    generic = kind._unit[0] == "generic"
    if isinstance(x, (str, bytes)):
        if isinstance(x, bytes):
            x = x.decode("latin1")
        if kind.kind == "M" and _ZONE.search(x):
            _warn_of_zone()
        count, found = internal("_time_of_text", x, kind)
        if generic and found != kind:
            raise ValueError("Cannot create a NumPy datetime other than NaT with generic units")
        return count
    if isinstance(x, int):
        if generic and kind.kind == "M":
            raise ValueError("Converting an integer to a NumPy datetime requires a specified unit")
        if not _NAT <= x < 1 << 63:
            raise OverflowError("Python int too large to convert to C long")
        return int(x)
    if names_time(x):
        count, natural = _counted(x)
        if natural.kind == kind.kind:
            if not internal("_can_cast", natural, kind, "same_kind"):
                raise TypeError(f"Cannot cast {type(x).__module__}.{type(x).__name__} object from {natural} to {kind} according to the rule 'same_kind'")
            return internal("_time_in_unit", count, natural, kind)
    raise ValueError(f"Could not convert object to NumPy {'datetime' if kind.kind == 'M' else 'timedelta'}: {type(x).__name__}")


def in_found_unit(x, kind):
    """A type of times without a unit, in that of what is to become its elements."""
    if kind is None or (kind._unit or "")[:1] != ("generic",):
        return kind
    found = kind
    for unit in _units(x, kind):
        found = internal("_result_type", (found, unit))
    return found


def _units(x, kind):
    if isinstance(x, (list, tuple)):
        for y in x:
            yield from _units(y, kind)
    elif isinstance(x, (str, bytes)):
        yield internal("_time_of_text", x if isinstance(x, str) else x.decode("latin1"), kind)[1]
    elif names_time(x):
        if _counted(x)[1].kind == kind.kind:
            yield _counted(x)[1]
    elif getattr(getattr(x, "dtype", None), "kind", "") in ("M", "m"):
        yield dtype(kind.str + dtype(x.dtype).str[3:])


_arraygen._set_hook("names_time", names_time)
_arraygen._set_hook("time_object", _object)
_arraygen._set_hook("time_count", _count)
