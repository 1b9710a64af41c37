"""What functions make of their arguments."""

import operator
import sys

from ._arraygen import dtype as _dtype_class
from ._arraygen import ndarray
from ._convert import asarray

_NUMBERS = (bool, int, float, complex)


def _array(x):
    return x if isinstance(x, ndarray) else asarray(x)


def _operand(x):
    return x if type(x) in _NUMBERS else _array(x)


def _index(x):
    """Indices: an int stays one, an empty list is one of integers."""
    if type(x) is int:
        return x
    if isinstance(x, (list, tuple)) and not x:
        return asarray(x, dtype="int64")
    return _array(x)


def _arrays(xs):
    if isinstance(xs, ndarray) and xs.ndim == 0:
        raise TypeError("a sequence of arrays is needed, not a 0-d array")
    return tuple(_operand_array(x) for x in xs)


def _operand_array(x):
    return _array(x)


def _ints(x):
    if x is None or type(x) is int:
        return x
    if isinstance(x, (tuple, list)):
        return tuple(operator.index(n) for n in x)
    try:
        return operator.index(x)
    except TypeError:
        pass
    return tuple(operator.index(n) for n in x)


def _axes(x):
    """A number of axes, or a list of axes for each of several arrays."""
    if isinstance(x, (tuple, list)):
        return tuple(_ints(axes) for axes in x)
    return _ints(x)


def _int(x):
    return None if x is None else operator.index(x)


def _offset(x):
    """The number of a diagonal: all that lie outside of every matrix are alike."""
    far = 1 << 62
    return max(-far, min(operator.index(x), far))


def _bool(x):
    return bool(x)


def _number(x):
    if x is None or type(x) in _NUMBERS:
        return x
    item = getattr(x, "item", None)
    return x if item is None else item()


def _dtype(d):
    return None if d is None else _dtype_class(d)


def _device(d):
    if d is not None and d != "cpu":
        raise ValueError(f"device {d!r} is not supported, only 'cpu'")
    return None


def _overrides(arrays, method):
    """The arguments that implement a method of their own, one of each type,
    subclasses before their bases, otherwise from left to right."""
    found = []
    numpy = sys.modules.get("numpy")
    default = getattr(getattr(numpy, "ndarray", None), method, None)
    ours = getattr(ndarray, method, None)
    for x in arrays:
        t = type(x)
        if t is ndarray or t in _NUMBERS or t in (list, tuple, type(None), str):
            continue
        m = getattr(t, method, None)
        if m is None or m is default or m is ours or any(type(y) is t for y in found):
            continue
        at = len(found)
        for i, y in enumerate(found):
            if issubclass(t, type(y)):
                at = i
                break
        found.insert(at, x)
    return found


def foreign(function, arrays, args, keywords):
    """Offers a call to the __array_function__ of its arguments.

    arrays are those that may have one, args the positional arguments, keywords
    triples of name, value and default. NotImplemented means: nobody wants it.
    """
    found = _overrides(arrays, "__array_function__")
    if not found:
        return NotImplemented
    kwargs = {name: value for name, value, default in keywords if value is not default}
    types = tuple({type(x): None for x in arrays if hasattr(type(x), "__array_function__")})
    for x in found:
        result = type(x).__array_function__(x, function, types, args, kwargs)
        if result is not NotImplemented:
            return result
    names = ", ".join(repr(type(x)) for x in found)
    raise TypeError(
        f"no implementation found for 'arraygen.{function.__name__}' on types that implement __array_function__: [{names}]"
    )
