# SPDX-License-Identifier: BSD-3-Clause

"""The wrappers that read arguments: what they pass on unread, and their source."""

import gc
import types

import arraygen as ag
import pytest
from arraygen import _arguments, _readers

SAMPLES = {
    "None": [None], "ndarray": [ag.ones(2), ag.ones((), dtype="bool")], "number": [True, 3, -(1 << 80), 2.5, 1j], "int": [0, -1, -(1 << 63), (1 << 63) - 1],
    "bool": [True, False], "dtype": [ag.float32, ag.bool], "str": ["", "left"], "indices": [ag.arange(3), ag.ones(2, dtype="bool")], "mask": [ag.ones(2, dtype="bool")],
    "ints": [(), (1,), (0, -(1 << 63))], "arrays": [(), (ag.ones(2), ag.ones(3))], "any": [None, object()],
    "writeable": [ag.ones(2), ag.zeros((2, 3)).T],
}


def same_parts(y, x):
    return y == x if isinstance(x, int) else len(y) == len(x) and all(v is w or v == w for v, w in zip(y, x))


@pytest.mark.parametrize("kind", sorted(_readers.UNREAD | _readers.WHOLE))
def test_what_is_passed_unread_is_what_the_reader_returns(kind):
    reader = _arguments.READERS[kind]
    for word in (_readers.UNREAD.get(kind, "") + " " + _readers.WHOLE.get(kind, "")).replace(" unused", "").split():
        for x in SAMPLES[word]:
            y = reader(x)
            assert y is x or type(y) is type(x) and type(x) in (int, tuple) and same_parts(y, x), (kind, word, x)


def plain(y):
    """A value with its arrays as lists, so that it can be compared."""
    return y.tolist() if isinstance(y, ag.ndarray) else tuple(map(plain, y)) if isinstance(y, tuple) else y


@pytest.mark.parametrize("kind", sorted(set(_arguments.READERS) - {"given", "ignored", "like"}))
def test_all_else_is_read(kind):
    """A wrapper gives what its reader would: the same value, or the same error."""

    def same(x):
        return x

    same.__annotations__ = {"x": kind}
    f, reader = _arguments.reads(same), _arguments.READERS[kind]
    for x in (None, True, 1, 1 << 63, -(1 << 63) - 1, 1 << 200, 1.5, 2j, "C", b"C", "f4", (1,), [1], (), (True,), ((0,), (1,)), (1 << 70,), range(2), {1}, float,
              ag.float32, ag.ones(2), ag.ones(2) > 0, ag.asarray(3), slice(1), ..., object()):
        results = []
        for g in (reader, f):
            try:
                y = g(x)
                results.append(plain(y))
            except Exception as e:
                results.append((type(e), str(e)))
        assert results[0] == results[1] or results[0] is results[1], (kind, x)


def wrappers():
    return [f for f in gc.get_objects() if isinstance(f, types.FunctionType) and "_make" in f.__globals__ and hasattr(f, "__wrapped__")]


def test_every_wrapper_compiles():
    found = wrappers()
    assert len(found) > 150
    for f in found:
        made = f.__globals__["_make"]()
        assert made is f and made.__code__.co_filename == f"<arguments of {f.__wrapped__.__qualname__}>"


def test_wrappers_keep_the_parameters():
    for f in wrappers():
        f.__globals__["_make"]()
        of, code = f.__wrapped__.__code__, f.__code__
        n = code.co_argcount + code.co_kwonlyargcount + bool(code.co_flags & 4) + bool(code.co_flags & 8)
        assert code.co_varnames[:n] == of.co_varnames[:n], f.__name__
        for part in ("co_argcount", "co_posonlyargcount", "co_kwonlyargcount"):
            assert getattr(code, part) == getattr(of, part), (f.__name__, part)
        assert f.__defaults__ == f.__wrapped__.__defaults__ and f.__kwdefaults__ == f.__wrapped__.__kwdefaults__


def test_errors_name_the_function():
    with pytest.raises(TypeError, match=r"^zeros\(\) missing 1 required positional argument: 'shape'"):
        ag.zeros()
    with pytest.raises(TypeError, match=r"^sum\(\) got an unexpected keyword argument 'axes'"):
        ag.sum(ag.ones(2), axes=0)


def test_methods_are_the_functions():
    """A method whose function has NumPy's parameters is that function, with no call between."""
    from arraygen._declare import FUNCTIONS, METHODS

    assert {"sum", "prod", "max", "min", "all", "any", "mean", "var", "std", "cumsum", "cumprod", "argmax", "argmin", "argsort", "argpartition", "searchsorted", "take", "put", "round", "dot", "trace"} == set(METHODS)
    for name, f in METHODS.items():
        method = getattr(ag.ndarray, name)
        assert method is f is FUNCTIONS[name] and method.__qualname__ == f"ndarray.{name}" and method.__doc__, name
    assert not hasattr(ag.ndarray, "amax") and not hasattr(ag.ndarray, "around")
