# SPDX-License-Identifier: BSD-3-Clause

"""Who is asked: other libraries by our functions, ours by NumPy's."""

import inspect

import arraygen as ag
import numpy as np
import pytest
from arraygen import _declare

# Functions that take no arrays, or make one of what they are given: those are left to other libraries by like=.
NOT_OF_ARRAYS = {
    "arange", "array", "asarray", "ascontiguousarray", "broadcast_shapes", "dtype", "empty", "eye", "finfo", "from_dlpack", "frombuffer", "full", "get_isa", "iinfo",
    "identity", "isdtype", "ndarray", "ones", "promote_types", "ufunc", "zeros", "AxisError", "CastError", "UniqueAll", "UniqueCounts", "UniqueInverse",
    "errstate", "geterr", "geterrcall", "seterr", "seterrcall",
}
FUNCTIONS = sorted(
    name for name in dir(ag)
    if name not in NOT_OF_ARRAYS and callable(getattr(ag, name)) and not name.startswith("_") and not isinstance(getattr(ag, name), ag.ufunc)
)
# What is not an array among the arguments that a function needs.
OTHERS = {"shape": (2,), "axes": (0,), "axis": 0, "source": 0, "destination": 0, "repetitions": 2, "reps": 2, "k": 1, "kth": 0, "window_shape": 1, "subscripts": "ij,ij", "pad_width": 1, "q": 0.5, "shift": 1, "indices_or_sections": 1, "axis1": 0, "axis2": 0, "dtype": "float32", "to": "float32", "num": 3, "n": 3, "N": 3, "new_shape": 2, "dims": (2, 2)}
# Parameters that are lists of arrays.
LISTS = ("arrays", "tup", "choices", "condlist", "choicelist", "keys", "multi_index")


class Foreign:
    """An array of another library, which takes every call."""

    def __array_function__(self, function, types, args, kwargs):
        return function


def calls():
    """Each function with one foreign array at each place of an array."""
    for name in FUNCTIONS:
        parameters = list(inspect.signature(getattr(ag, name)).parameters.values())
        needed = [p for p in parameters if p.default is p.empty and p.kind is not p.VAR_KEYWORD]
        for i, p in enumerate(needed):
            if p.name in OTHERS:
                continue
            x = ag.asarray([[1.0, 2.0]])
            args = [OTHERS.get(q.name, [x, x] if q.name in LISTS else x) for q in needed]
            args[i] = [x, Foreign()] if p.name in LISTS and p.kind is not p.VAR_POSITIONAL else Foreign()
            yield pytest.param(name, args, id=f"{name}-{p.name}")


def test_there_are_functions_to_ask():
    assert len(FUNCTIONS) > 60, FUNCTIONS


@pytest.mark.parametrize("name, args", list(calls()))
def test_every_function_asks_foreign_arrays(name, args):
    assert getattr(ag, name)(*args) is getattr(ag, name)


@pytest.mark.parametrize("call", [
    lambda f: ag.diff([1.0, 2.0], prepend=f), lambda f: ag.searchsorted([1.0], 1.0, sorter=f),
    lambda f: ag.concatenate([[1.0]], out=f), lambda f: ag.round([1.5], out=f), lambda f: ag.dot([1.0], [1.0], out=f), lambda f: ag.clip([1.0], max=f),
    lambda f: ag.copyto(ag.zeros(1), 1.0, where=f), lambda f: ag.meshgrid([1.0], f), lambda f: ag.result_type("f4", f),
])
def test_optional_arrays_are_asked(call):
    assert callable(call(Foreign()))


def test_numpy_finds_every_function_of_ours():
    overridable = np.testing.overrides.get_overridable_numpy_array_functions()
    ours = {name for name in dir(ag) if callable(getattr(np, name, None)) and getattr(np, name) in overridable}
    assert "linspace" in ours and len(ours) > 60
    assert sorted(name for name in ours if getattr(np, name).__name__ not in _declare.FUNCTIONS) == []


def test_numpy_calls_what_it_finds():
    x = np.arange(6.0).reshape(2, 3)
    a = ag.array(x)

    def agree(got, want):
        if isinstance(want, (tuple, list)):
            assert len(got) == len(want)
            for g, w in zip(got, want):
                agree(g, w)
            return
        assert type(got) is ag.ndarray and got.dtype == want.dtype
        np.testing.assert_array_equal(np.asarray(got), want)

    for f in (lambda m: np.broadcast_arrays(m, m[0]), lambda m: np.meshgrid(m[0], m[1]), lambda m: np.meshgrid(m[0], m[1], indexing="ij"),
              lambda m: np.unstack(m, axis=1), lambda m: np.unique_all(m), lambda m: np.unique_counts(m), lambda m: np.unique_inverse(m),
              lambda m: np.unique_values(m), lambda m: np.astype(m, "f4"), lambda m: np.linspace(m[0], m[1], 5), lambda m: np.linspace(m[0], 7, 4, endpoint=False),
              lambda m: np.linspace(m, -m, 4, dtype=int), lambda m: np.linspace(m[0, 1], 3, 3, axis=-1), lambda m: np.linspace(m, m, 1),
              lambda m: np.linspace(m, 2j, 3), lambda m: np.linspace(m.astype("f4"), 1, 3), lambda m: np.linspace(m[0], m[1], 5, retstep=True)):
        agree(f(a), f(x))


def test_linspace_rounds_integers_down():
    for start, stop, n in ((-1, 0, 4), (-3.5, 2.5, 7), (0, 10, 7), (5, -5, 4)):
        for dtype in ("int8", "int64"):
            np.testing.assert_array_equal(np.asarray(ag.linspace(start, stop, n, dtype=dtype)), np.linspace(start, stop, n, dtype=dtype))


def test_numpys_mark_for_what_was_not_given():
    x = np.arange(6.0).reshape(2, 3)
    a, none = ag.array(x), np._NoValue
    for call in (lambda m: np.sum(m, 0, None, None, none, none, none), lambda m: np.sum(m, axis=1, keepdims=none, initial=none, where=none),
                 lambda m: np.mean(m, 1, None, None, none), lambda m: np.max(m, 0, None, none, 9.0), lambda m: np.argmax(m, 0, None, keepdims=none),
                 lambda m: np.clip(m, max=2.0, min=none), lambda m: np.diff(m, 1, -1, none, 0), lambda m: np.std(m, ddof=1, keepdims=none)):
        np.testing.assert_array_equal(np.asarray(call(a)), call(x))
