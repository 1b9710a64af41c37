# SPDX-License-Identifier: BSD-3-Clause

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


def test_copyto_of_a_list_keeps_its_rule():
    a = ag.zeros(2, dtype="int8")
    with pytest.raises(TypeError, match="same_kind"):
        ag.copyto(a, [1.0, 2.0])
    ag.copyto(a, [1.5, 2.5], casting="unsafe")
    assert a.tolist() == [1, 2]
    ag.copyto(a, [[7]], where=[True, False])
    assert a.tolist() == [7, 2] and ag.full((2, 2), [1, 2.5]).tolist() == [[1, 2.5]] * 2


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
    "full of a list": lambda v, d: ag.full((2, 3), [1, v, 2], dtype=d),
    "full_like of a list": lambda v, d: ag.full_like(ag.zeros((2, 3), dtype=d), [1, v, 2]),
    "np.full_like of a list": lambda v, d: np.full_like(ag.zeros((2, 3), dtype=d), [1, v, 2]),
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


# What takes a value for an element of an array's own type. f(array, value).
TAKES = {
    "add": lambda a, v: a + v,
    "radd": lambda a, v: v + a,
    "in place": lambda a, v: a.__iadd__(v),
    "maximum": ag.maximum,
    "bitwise_and": ag.bitwise_and,
    "unsafe casting": lambda a, v: ag.add(a, v, casting="unsafe"),
    "dtype": lambda a, v: ag.add(a, v, dtype=a.dtype, casting="unsafe"),
    "outer": ag.add.outer,
    "at": lambda a, v: ag.add.at(a, [0], v),
    "reduce initial": lambda a, v: ag.add.reduce(a, initial=v, dtype=a.dtype),
    "maximum initial": lambda a, v: ag.maximum.reduce(a, initial=v),
    "max initial": lambda a, v: np.max(a, initial=v),
    "where": lambda a, v: ag.where(a > 0, a, v),
    "where first": lambda a, v: ag.where(a > 0, v, a),
    "np.where": lambda a, v: np.where(a > 0, a, v),
    "copyto": ag.copyto,
    "copyto unsafe": lambda a, v: ag.copyto(a, v, casting="unsafe"),
    "np.copyto": np.copyto,
    "copyto list": lambda a, v: ag.copyto(a, [1, 2, v], casting="unsafe") if in_64_bits(v) else ag.copyto(a, v),
    "np.copyto list": lambda a, v: np.copyto(a, [1, 2, v], casting="unsafe") if in_64_bits(v) else np.copyto(a, v),
    "concat": lambda a, v: ag.concat([a, v], axis=None),
    "np.concatenate": lambda a, v: np.concatenate([a, v], axis=None),
    "np.full_like": np.full_like,
}


@pytest.mark.parametrize("function", TAKES)
@pytest.mark.parametrize("dtype", INTEGERS)
def test_integers_that_do_not_fit(function, dtype):
    low, high = limits(dtype)
    for value in (low - 1, high + 1, 2**64, -(2**64), 10**400):
        a = ag.ones(3, dtype=dtype)
        with pytest.raises(OverflowError):
            TAKES[function](a, value)
        assert a.tolist() == [1, 1, 1]
    for value in (low, high, 0):
        TAKES[function](ag.ones(3, dtype=dtype), value)


# What makes one value an element whatever the types are, so that only the value can be wrong.
CONVERTS = {
    "copyto": lambda a, v: ag.copyto(a, v, casting="unsafe"),
    "np.copyto": lambda a, v: np.copyto(a, v, casting="unsafe"),
    "sum initial": lambda a, v: np.sum(a, initial=v, dtype=a.dtype),
    "reduce initial": lambda a, v: ag.multiply.reduce(a, initial=v, dtype=a.dtype),
    "reduce initial array": lambda a, v: ag.multiply.reduce(a, initial=ag.asarray(v) if in_64_bits(v) else v, dtype=a.dtype),
    "ufunc": lambda a, v: ag.add(a, v, dtype=a.dtype, casting="unsafe"),
    "full": lambda a, v: ag.full(3, v, dtype=a.dtype),
    "linspace": lambda a, v: ag.linspace(0, v, 3, dtype=a.dtype),
}


@pytest.mark.parametrize("function", CONVERTS)
@pytest.mark.parametrize("dtype", INTEGERS)
def test_numbers_that_integers_do_not_hold(function, dtype):
    for value, error in refused(dtype):
        if function == "linspace" and value in (float("inf"), float("-inf"), -(2**63) - 1):
            continue  # NaN between the ends; and a float64 that int64 holds
        with pytest.raises(error):
            CONVERTS[function](ag.ones(3, dtype=dtype), value)


@pytest.mark.parametrize("function", CONVERTS)
@pytest.mark.parametrize("dtype", FLOATS)
def test_numbers_that_floats_do_not_hold(function, dtype):
    with pytest.raises(TypeError):
        CONVERTS[function](ag.ones(3, dtype=dtype), 1j)
    with pytest.raises(OverflowError):
        CONVERTS[function](ag.ones(3, dtype=dtype), 10**400)
    CONVERTS[function](ag.ones(3, dtype=dtype), 2**70)


COMPARISONS = ["less", "less_equal", "equal", "not_equal", "greater", "greater_equal"]
WIDE = [2**63, 2**64 - 1, 2**64, 2**64 + 1, -(2**63) - 1, -(2**64), 10**400, -(10**400), 300, -1, 0]


@pytest.mark.parametrize("name", COMPARISONS)
@pytest.mark.parametrize("dtype", ["bool", *INTEGERS])
def test_integers_compare_exactly(name, dtype):
    import operator

    compare = getattr(operator, {"less": "lt", "less_equal": "le", "equal": "eq", "not_equal": "ne", "greater": "gt", "greater_equal": "ge"}[name])
    elements = [False, True] if dtype == "bool" else [*limits(dtype), 0, 1]
    a = ag.asarray(elements, dtype=dtype)
    for value in WIDE:
        want = [compare(int(e), value) for e in elements]
        assert getattr(ag, name)(a, value).tolist() == want, value
        assert compare(a, value).tolist() == want
        assert getattr(ag, name)(value, a).tolist() == [compare(value, int(e)) for e in elements]
        for other in WIDE:
            assert bool(getattr(ag, name)(value, other)) is compare(value, other)


@pytest.mark.parametrize("dtype", ["bool", *INTEGERS])
def test_searches_compare_exactly(dtype):
    elements = [False, True] if dtype == "bool" else sorted({*limits(dtype), 0, 1})
    a = ag.asarray(elements, dtype=dtype)
    for value in [*WIDE, 128, 256, 2**31, *map(int, elements)]:
        assert ag.isin(a, value).tolist() == [int(e) == value for e in elements]
        assert ag.isin(a, value, invert=True).tolist() == [int(e) != value for e in elements]
        assert bool(ag.isin(value, a)) is (value in list(map(int, elements)))
        assert int(ag.searchsorted(a, value)) == sum(int(e) < value for e in elements)
        assert int(ag.searchsorted(a, value, side="right")) == sum(int(e) <= value for e in elements)
        assert int(np.searchsorted(a, value)) == sum(int(e) < value for e in elements)


@pytest.mark.parametrize("dtype", INTEGERS)
def test_clip_to_any_integers(dtype):
    low, high = limits(dtype)
    elements = [low, -1 if low < 0 else 3, 0, 7, high]
    a, x = ag.asarray(elements, dtype=dtype), np.asarray(elements, dtype=dtype)
    far = [low - 1, -(2**64), -(10**400)], [high + 1, 2**64, 10**400]
    for lo in (None, 1, low, *far[0]):
        for hi in (None, 5, high, *far[1]):
            want = [min(max(e, low if lo is None else lo), high if hi is None else hi) for e in elements]
            for got in (ag.clip(a, lo, hi), np.clip(a, lo, hi), a.clip(lo, hi)):
                assert got.dtype == dtype and got.tolist() == want, (lo, hi)
    for lo, hi in [(high + 1, None), (2**64, None), (None, low - 1), (high + 1, 2**64), (-(2**64), low - 1)]:
        with pytest.raises(OverflowError):
            ag.clip(a, lo, hi)
        if abs(hi or lo) < 2**64:
            with pytest.raises(OverflowError):
                np.clip(x, lo, hi)


@pytest.mark.parametrize("dtype", FLOATS + COMPLEX)
def test_wide_integers_with_floats(dtype):
    a = ag.ones(2, dtype=dtype)
    for value in (2**64, -(2**70), 2**64 + 1):
        near = np.complex128(value).astype("complex64" if dtype == "complex64" else "complex128")
        if dtype in ("float16", "bfloat16", "float32"):
            near = np.float64(ag.asarray(float(value), dtype=dtype).item())
        np.testing.assert_array_equal(np.asarray((a * value).astype("complex128")), np.full(2, near))
        np.testing.assert_array_equal(np.asarray(ag.asarray([value], dtype=dtype).astype("complex128")), [near])
        if dtype not in COMPLEX:
            assert (a < value).tolist() == [value > 0] * 2 and (value == a).tolist() == [False] * 2
        assert ag.where(a == 1, a, value).dtype == dtype and ag.result_type(a, value) == dtype
    for use in (lambda: a + 10**400, lambda: a == 10**400, lambda: ag.where(a == 1, a, -(10**400))):
        with pytest.raises(OverflowError, match="too large to convert to float"):
            use()


RANGES = [(300, 302), (-200, -100, 50), (0, -3, -1), (0, 10, 300), (0, 200), (-129, -126), (5,), (10, 0, -3), (0, 0), (3, 1),
          (2**63 - 2, 2**63), (2**63, 2**63 + 3), (2**64 - 2, 2**64), (2**64, 2**64 + 2), (0, 2**64, 2**62), (-(2**63), 2**63, 2**62),
          (0, 2**70, 2**69), (2**64 - 1, 0, -(2**62)), (True,)]


@pytest.mark.parametrize("ends", RANGES, ids=str)
@pytest.mark.parametrize("dtype", [None, *INTEGERS])
def test_arange_holds_its_integers(ends, dtype):
    want = list(range(*ends))
    fits = [k for k in ([dtype] if dtype else ["int64", "uint64"]) if all(limits(k)[0] <= v <= limits(k)[1] for v in want)]
    if fits:
        a = ag.arange(*ends, dtype=dtype)
        assert a.dtype == fits[0] and a.tolist() == want
    else:
        with pytest.raises(OverflowError, match="out of bounds"):
            ag.arange(*ends, dtype=dtype)


def test_arange_of_floats():
    for ends in [(0, 1000.0, 300), (2.5, 300, 100), (0, 2**70, 2.0**69)]:
        assert ag.arange(*ends).tolist() == np.arange(*ends).tolist()
    assert ag.arange(0, 2**70, 2**69, dtype="float32").tolist() == [0, 2.0**69]
    for bad in [(0, 1000.0, 300), (-1.5, 0.0)]:
        with pytest.raises(OverflowError, match="out of bounds"):
            ag.arange(*bad, dtype="uint8")
    with pytest.raises(MemoryError):
        ag.arange(2**80)


TAKES_INTEGERS = [
    lambda n: ag.zeros(3, dtype="int8").__setitem__(0, n), lambda n: ag.zeros(3).fill(n), lambda n: ag.asarray(n), lambda n: ag.asarray([n]),
    lambda n: ag.full(3, n), lambda n: ag.zeros(3) + n, lambda n: ag.zeros(3, dtype="int8") + n, lambda n: ag.zeros(3) < n, lambda n: ag.eye(n),
    lambda n: ag.sum(ag.zeros(3), axis=n), lambda n: ag.arange(n, n + 1), lambda n: ag.linspace(0, n, 3), lambda n: ag.zeros(3)[n],
    lambda n: ag.take(ag.zeros(3), n), lambda n: ag.clip(ag.zeros(3, dtype="int8"), n, None),
]


@pytest.mark.parametrize("function", TAKES_INTEGERS)
def test_integers_of_thousands_of_digits(function):
    """Python refuses to write them: the message must not ask for that."""
    with pytest.raises((OverflowError, IndexError)) as e:
        function(10**5000)
    assert len(str(e.value)) < 200


def test_lengths_of_thousands_of_digits():
    for make in (ag.zeros, ag.arange, lambda n: ag.zeros(3).reshape(n)):
        with pytest.raises((ValueError, MemoryError)) as e:
            make(10**5000)
        assert len(str(e.value)) < 200 and "limit" not in str(e.value)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_floats_of_every_size_are_stored_exactly(dtype):
    """Every number of float16, zeros among them, goes in and comes out again."""
    numbers = np.arange(1 << 16, dtype="uint16").view("float16")[::7]
    numbers = np.concatenate([numbers, np.array([0.0, -0.0, 2.0**-24], dtype="float16")]).astype("float64").tolist()
    with np.errstate(all="ignore"):
        want = np.array(numbers, dtype=dtype)
    got = np.asarray(ag.asarray(numbers, dtype=dtype))
    assert ((got.view(f"uint{8 * want.itemsize}") == want.view(f"uint{8 * want.itemsize}")) | np.isnan(want)).all()
