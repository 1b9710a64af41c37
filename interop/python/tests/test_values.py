"""Numbers that an element type does not hold: one rule, whatever function takes them and however many there are."""

import arraygen as ag
import numpy as np
import pytest

INTEGERS = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]
FLOATS = ["float16", "bfloat16", "float32", "float64"]
COMPLEX = ["complex64", "complex128"]


def limits(dtype):
    i = ag.iinfo(dtype)
    return i.min, i.max


# Numbers that an integer type refuses, each with its exception. NumPy has the same, but for floats beyond the type, which it
# wraps in some functions and refuses in others.
def refused(dtype):
    low, high = limits(dtype)
    return [(low - 1, OverflowError), (high + 1, OverflowError), (2**64, OverflowError), (-(2**64), OverflowError), (10**400, OverflowError),
            (float("nan"), ValueError), (float("inf"), OverflowError), (float("-inf"), OverflowError), (1e300, OverflowError),
            (float(high) * 2 + 2, OverflowError), (1j, TypeError), (2 + 5j, TypeError)]


def held(dtype):
    low, high = limits(dtype)
    return [(0, 0), (low, low), (high, high), (True, 1), (2.7, 2), (-0.5, 0)]


def in_64_bits(v):
    return not isinstance(v, int) or -(2**63) <= v < 2**63


# The ways to set elements of an array of shape (3, 4) to a value, and which elements that are.
WAYS = {
    "element": (lambda a, v: a.__setitem__((1, 2), v), np.s_[1, 2]),
    "one by ellipsis": (lambda a, v: a.__setitem__((1, 2, ...), v), np.s_[1, 2]),
    "row": (lambda a, v: a.__setitem__(1, v), np.s_[1]),
    "slices": (lambda a, v: a.__setitem__(np.s_[::2, 1:], v), np.s_[::2, 1:]),
    "all": (lambda a, v: a.__setitem__(..., v), np.s_[...]),
    "mask": (lambda a, v: a.__setitem__(ag.asarray(np.eye(3, 4, dtype=bool)), v), np.eye(3, 4, dtype=bool)),
    "integers": (lambda a, v: a.__setitem__([0, 2], v), [0, 2]),
    "points": (lambda a, v: a.__setitem__(([0, 2], [1, 3]), v), ([0, 2], [1, 3])),
    "new axis": (lambda a, v: a.__setitem__((None, 1), v), np.s_[None, 1]),
    "list": (lambda a, v: a.__setitem__(1, [v] * 4), np.s_[1]),
    "nested": (lambda a, v: a.__setitem__(..., [[v] * 4] * 3), np.s_[...]),
    "tuple to integers": (lambda a, v: a.__setitem__([0, 2], ((v,) * 4,) * 2), [0, 2]),
    "list of elements": (lambda a, v: a.__setitem__(1, [ag.asarray(v)] * 4) if in_64_bits(v) else a.__setitem__(1, v), np.s_[1]),
    "fill": (lambda a, v: a.fill(v), np.s_[...]),
    "NumPy's number": (lambda a, v: a.__setitem__(1, np.asarray(v)[()] if in_64_bits(v) else v), np.s_[1]),
    "no axes": (lambda a, v: a.__setitem__(1, ag.asarray(v) if in_64_bits(v) else v), np.s_[1]),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("dtype", INTEGERS)
def test_set_elements(way, dtype):
    put, where = WAYS[way]
    for value, error in refused(dtype):
        a = ag.ones((3, 4), dtype=dtype)
        with pytest.raises(error):
            put(a, value)
        assert a.tolist() == [[1] * 4] * 3, value
    for value, want in held(dtype):
        a, x = ag.ones((3, 4), dtype=dtype), np.ones((3, 4), dtype=dtype)
        put(a, value)
        x[where] = want
        assert a.tolist() == x.tolist(), value


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("dtype", FLOATS)
def test_set_elements_of_floats(way, dtype):
    put, where = WAYS[way]
    for value, error in [(1j, TypeError), (1 + 0j, TypeError), (10**400, OverflowError), (-(10**400), OverflowError)]:
        a = ag.ones((3, 4), dtype=dtype)
        if not in_64_bits(value) and way in ("list of elements", "NumPy's number", "no axes"):
            continue  # no array without axes holds it
        with pytest.raises(error):
            put(a, value)
        assert a.tolist() == [[1] * 4] * 3
    for value in (2**64, -(2**70), 2.5, True, float("inf"), 1e300):
        a = ag.ones((3, 4), dtype=dtype)
        put(a, value)
        x = np.ones((3, 4))
        with np.errstate(over="ignore"):
            x[where] = float(value) if dtype == "bfloat16" else np.asarray(float(value)).astype(dtype)
        assert a.tolist() == (x.tolist() if dtype != "bfloat16" or value != 1e300 else np.where(x == 1e300, np.inf, x).tolist())


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("dtype", [*COMPLEX, "bool"])
def test_set_elements_that_hold_all(way, dtype):
    put, where = WAYS[way]
    for value in (2 + 5j, float("inf"), -3, 2**64, 0):
        a = ag.ones((3, 4), dtype=dtype)
        put(a, value)
        x = np.ones((3, 4), dtype=dtype)
        x[where] = value
        assert a.tolist() == x.tolist()


def test_an_array_is_cast():
    """Values of an array of another type are cast as astype casts them, which NumPy does too."""
    a = ag.zeros(3, dtype="int8")
    a[:] = ag.asarray([300, -1, 127])
    assert a.tolist() == [44, -1, 127]
    a[:] = ag.asarray([300])  # one value with an axis is an array
    assert a.tolist() == [44] * 3


CREATE = {
    "asarray": lambda v, d: ag.asarray(v, dtype=d),
    "asarray list": lambda v, d: ag.asarray([v, 1], dtype=d),
    "asarray nested": lambda v, d: ag.asarray([[1], (v,)], dtype=d),
    "array": lambda v, d: ag.array([v], d),
    "full": lambda v, d: ag.full((2, 3), v, dtype=d),
    "full_like": lambda v, d: ag.full_like(ag.zeros(3, dtype=d), v),
    "full_like dtype": lambda v, d: ag.full_like(ag.zeros(3), v, dtype=d),
    "np.full_like": lambda v, d: np.full_like(ag.zeros(3, dtype=d), v),
    "leaf": lambda v, d: ag.asarray([ag.asarray(v)], dtype=d) if in_64_bits(v) else ag.asarray([v], dtype=d),
}


@pytest.mark.parametrize("how", CREATE)
@pytest.mark.parametrize("dtype", INTEGERS)
def test_create(how, dtype):
    for value, error in refused(dtype):
        with pytest.raises(error):
            CREATE[how](value, dtype)
    for value, want in held(dtype):
        assert want in CREATE[how](value, dtype).reshape(-1).tolist()


@pytest.mark.parametrize("value", [2**64, -(2**63) - 1, 10**400, [2**64], [1, 2**64], [1.5, 2**64], [[2**70, 1j]], (True, -(2**64))], ids=str)
def test_no_type_holds_it(value):
    """Without a type that could hold it an integer of more than 64 bits is an error, alone and among others; NumPy makes objects."""
    with pytest.raises(OverflowError, match="fits no integer type"):
        ag.asarray(value)
    if not isinstance(value, (list, tuple)):
        with pytest.raises(OverflowError, match="fits no integer type"):
            ag.full(3, value)
    if value not in (10**400,):
        assert ag.asarray(value, dtype="complex128").dtype == "complex128"
