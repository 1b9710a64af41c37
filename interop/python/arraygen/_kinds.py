# SPDX-License-Identifier: BSD-3-Clause

"""The kinds of arguments that are no arrays, each with its one reader.

A reader takes what a caller gave and returns it in one form, or raises what
NumPy raises. Kind k is read by function _k, here or in _arguments; a function
names the kinds of its parameters and never looks at an argument itself.
"""

import operator

from ._arraygen import dtype as _dtype_class

_LEAST, _MOST = -(1 << 63), (1 << 63) - 1


def _given(x):
    """What is passed on, or not used."""
    return x


def _class(x):
    return type(x).__name__


def _digits(x):
    """An integer for a message; Python refuses to write thousands of digits."""
    return x if x.bit_length() <= 256 else f"an integer of {x.bit_length()} bits"


def _whole(x, what):
    """An integer that is no bool, as NumPy's C functions take axes and lengths."""
    if type(x) is not int:
        if isinstance(x, bool):
            raise TypeError(f"{what} must be an integer, not a bool")
        try:
            x = operator.index(x)
        except TypeError:
            raise TypeError(f"{what} must be an integer, not {_class(x)!r}") from None
    if not _LEAST <= x <= _MOST:
        raise OverflowError(f"{what} is {_digits(x)}, which is too large for an index")
    return x


# Axes. A function takes one axis, perhaps None for the elements in C order; or
# one or a tuple, and None for all, as the reductions; or one or any sequence,
# as the functions that view.


def _axis(x):
    return _whole(x, "axis")


def _axis_or_none(x):
    return None if x is None else _whole(x, "axis")


def _axes(x):
    if x is None:
        return None
    if isinstance(x, tuple):
        return tuple([_whole(i, "each axis") for i in x])
    if isinstance(x, list):
        raise TypeError(f"axis must be an integer, a tuple of integers or None, not a list: use {tuple(x)!r}")
    return _whole(x, "axis")


def _axis_list(x):
    if not isinstance(x, (tuple, list)):
        try:
            return _whole(x, "axis")
        except TypeError:
            # An array of integers, a range: but 'axis=1.0' has no parts.
            if isinstance(x, (bool, str)) or not hasattr(x, "__iter__") or getattr(x, "ndim", 1) == 0:
                raise
    return tuple([_whole(i, "each axis") for i in x])


def _axis_list_or_none(x):
    return None if x is None else _axis_list(x)


def _scan_axis(x):
    """The axis of accumulate, which may be in a tuple."""
    if isinstance(x, tuple):
        if len(x) != 1:
            raise ValueError(f"accumulate does not allow multiple axes: axis is {x!r}")
        (x,) = x
    return _axis_or_none(x)


def _plane(x):
    """Two axes."""
    axes = tuple(x)
    if len(axes) != 2:
        raise ValueError("len(axes) must be 2.")
    return tuple([_whole(i, "each axis") for i in axes])


def _pairs(x):
    """Pairs of integers, one for each axis or one for all: how much to pad before and behind."""
    x = x.tolist() if hasattr(x, "tolist") else x
    if not isinstance(x, (tuple, list)):
        return ((_int(x), _int(x)),)
    if not any(isinstance(n, (tuple, list)) for n in x):
        if len(x) == 1:
            return ((_int(x[0]),) * 2,)
        x = (x,)
    pairs = [tuple([_int(n) for n in (pair if isinstance(pair, (tuple, list)) else (pair, pair))]) for pair in x]
    pairs = [pair * 2 if len(pair) == 1 else pair for pair in pairs]
    if any(len(pair) != 2 for pair in pairs):
        raise ValueError(f"operands could not be broadcast together: {x!r} are no pairs")
    return tuple(pairs)


def _axis_pair(x):
    """A number of axes, or a list of axes for each of two arrays."""
    if isinstance(x, (tuple, list)):
        return tuple([_axis_list(axes) for axes in x])
    return _whole(x, "axes")


def _core_axes(x):
    """The axes of each operand of a generalised ufunc: a list of an integer or a tuple for each."""
    if x is None:
        return None
    if not isinstance(x, list):
        raise TypeError("axes should be a list")
    return tuple([_axis_list(e) if isinstance(e, tuple) else (_axis(e),) for e in x])


# Integers.


def _int(x):
    try:
        x = operator.index(x)
    except TypeError:
        raise TypeError(f"an integer is needed, not {_class(x)!r}") from None
    if not _LEAST <= x <= _MOST:
        raise OverflowError(f"{_digits(x)} is too large for an index")
    return x


def _int_or_none(x):
    return None if x is None else _int(x)


def _offset(x):
    """The number of a diagonal: all that lie outside of every matrix are alike."""
    far = 1 << 62
    return max(-far, min(operator.index(x), far))


def _ints(x):
    """Integers, or one: shifts, repetitions, the places of a split."""
    if isinstance(x, (tuple, list)):
        return tuple([_int(n) for n in x])
    try:
        return _int(x)
    except TypeError:
        if isinstance(x, str) or not hasattr(x, "__iter__") or getattr(x, "ndim", 1) == 0:
            raise
    return tuple([_int(n) for n in x])


def _lengths_or_none(x):
    """Lengths of axes, None for their own."""
    if x is None:
        return None
    if not isinstance(x, (tuple, list)) and not hasattr(x, "__iter__"):
        raise TypeError(f"'{_class(x)}' object is not iterable: a sequence of lengths is needed, one for each axis")
    return tuple([_int(n) for n in x])


def _length(n):
    if type(n) is int and _LEAST <= n <= _MOST:
        return n
    try:
        return _whole(n, "a length")
    except OverflowError:
        raise ValueError(f"Maximum allowed dimension exceeded: the length {_digits(n)} is too large") from None


def _shape(x):
    """Lengths, or one, as a tuple."""
    if type(x) is int and _LEAST <= x <= _MOST:
        return (x,)
    if type(x) is tuple:
        for n in x:
            if type(n) is not int or not _LEAST <= n <= _MOST:
                break
        else:
            return x
    if isinstance(x, (tuple, list)):
        return tuple([_length(n) for n in x])
    if x is None:
        raise TypeError("a shape is an integer or a sequence of integers, not None; () is the shape without axes")
    try:
        return (_length(x),)
    except TypeError:
        # An array of integers, a range; a set has no order, an iterator no length.
        if isinstance(x, (bool, str)) or not hasattr(x, "__getitem__") or getattr(x, "ndim", 1) == 0:
            raise TypeError(f"a shape is an integer or a sequence of integers, not {x!r}") from None
    return tuple([_length(n) for n in x])


# Words and marks.


def _bool(x):
    """A flag, as keepdims: a bool or an integer, so that no other argument can
    be taken for one."""
    if x is True or x is False:
        return x
    if _class(x) in ("bool", "bool_") and hasattr(x, "dtype"):
        return bool(x)
    return bool(_whole(x, "a flag"))


def _text(x, what):
    if isinstance(x, bytes):
        x = x.decode("latin1")
    if not isinstance(x, str):
        raise TypeError(f"{what} must be str, not {_class(x)}")
    return x


def _str(x):
    return _text(x, "a name")


def _str_or_none(x):
    return None if x is None else _text(x, "a name")


def _order(x):
    """C, F, A or K; None stands for the function's own default."""
    if x is None:
        return None
    order = _text(x, "order").upper()
    if order not in ("C", "F", "A", "K"):
        raise ValueError(f"order must be one of 'C', 'F', 'A', or 'K' (got {x!r})")
    return order


def _order_of_new(x):
    """The order of an array that is made of nothing."""
    order = _order(x)
    if order in ("A", "K"):
        raise ValueError(f"only 'C' or 'F' order is permitted for a new array (got {x!r})")
    return order


def _order_of_elements(x):
    """The order in which elements are read and placed."""
    order = _order(x)
    if order == "K":
        raise ValueError("order 'K' is not permitted for reshaping")
    return order


def _sort_kind(x):
    """NumPy's name of an algorithm: all are the stable one here."""
    if x is not None and _text(x, "kind")[:1].lower() not in ("q", "m", "h", "s"):
        raise ValueError(f"sort kind must be one of 'quick', 'heap', or 'stable' (got {x!r})")


def _select_kind(x):
    """NumPy's name of the algorithm that finds an element by its rank: there is one."""
    if not isinstance(x, (str, bytes)):
        raise TypeError(f"select kind must be str, not {type(x).__name__}")
    if x not in ("introselect", b"introselect"):
        raise ValueError(f"select kind must be 'introselect' (got {x!r})")


def _fields(x):
    """NumPy's choice among the fields of elements, which have none here."""
    if x is not None:
        raise ValueError("Cannot specify order when the array has no fields.")


CASTINGS = ("no", "equiv", "safe", "same_kind", "unsafe")


def _casting(x):
    casting = _text(x, "casting")
    if casting not in CASTINGS:
        raise ValueError(f"casting must be one of 'no', 'equiv', 'safe', 'same_kind', 'unsafe' (got {x!r})")
    return casting


def _dtype(d):
    return None if d is None else _dtype_class(d)


def _type(d):
    """An element type that must be given."""
    return _dtype_class(d)


def _device(d):
    if d is not None and d != "cpu":
        raise ValueError(f"device {d!r} is not supported, only 'cpu'")
    return None


def _copy(x):
    """Whether to copy: always, never, or None for where it is needed."""
    return None if x is None else _bool(x)
