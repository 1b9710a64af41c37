# SPDX-License-Identifier: BSD-3-Clause

"""What names an element type, and what has none."""

import arraygen as ag
import numpy as np
import pytest


# ml_dtypes adds its types to NumPy's when it is imported.
NUMPYS = {n: t for n, t in np._core.sctypeDict.items() if t.__module__ != "ml_dtypes"}


@pytest.mark.filterwarnings("ignore:Data type alias 'a'")
def test_every_name_that_numpy_has_for_our_types():
    names = {n for n in NUMPYS if isinstance(n, str)} | set(np.typecodes["All"]) | {"n", "N", "p", "P", "l", "int", "float", "complex", "bool"}
    assert {"longlong", "intp", "uintc", "half", "cdouble", "int_", "q"} <= names
    for name in sorted(names):
        try:
            want = np.dtype(name)
        except TypeError:
            continue
        if want.kind in "biufcMm" and want.name in ag._arraygen.__dict__:
            assert ag.dtype(name).name == want.name, name
            assert ag.zeros(1, dtype=name).dtype == want
        else:
            with pytest.raises(TypeError):
                ag.dtype(name)


def test_every_scalar_type_of_numpy():
    for t in set(NUMPYS.values()):
        d = np.dtype(t)
        if d.kind in "Mm":
            assert ag.dtype(t).name == d.name, t
        elif d.kind in "biufc" and d.itemsize <= 8 + 8 * (d.kind == "c"):
            assert ag.dtype(t).name == d.name, t
            assert ag.result_type(ag.zeros(1, dtype="int8"), t) == np.result_type(np.int8, t)
        else:
            with pytest.raises(TypeError):
                ag.dtype(t)


@pytest.mark.parametrize("x", [
    np.zeros((), "i4,i4")[()], np.void(b"abc"), np.str_("a"), np.bytes_(b"a"), np.longdouble(1),
    np.zeros(2, "i4,i4"), np.zeros(2, "U1"), np.zeros(2, object), np.zeros(2, "longdouble"),
], ids=lambda x: f"{type(x).__name__} {x.dtype}")
def test_elements_of_other_types_are_refused(x):
    for call in (lambda: ag.asarray(x), lambda: ag.array([x, x]), lambda: ag.add(1, x), lambda: ag.zeros(3).__setitem__(0, x), lambda: ag.full(2, x),
                 lambda: ag.asarray(x, dtype="int64"), lambda: ag.isin([1], x), lambda: ag.where(True, x, 1), lambda: ag.concat([[1], x], axis=None)):
        with pytest.raises((TypeError, BufferError)):
            call()


def test_sizes_without_axes():
    n, x = ag.asarray([1, 2]).sum(), np.asarray([1, 2]).sum()
    assert n.shape == ()
    for f in (lambda m, n: m.zeros(n), lambda m, n: m.ones((n, 2)), lambda m, n: m.full([2, n], 7), lambda m, n: m.eye(n), lambda m, n: m.arange(n),
              lambda m, n: m.linspace(0, 1, n), lambda m, n: m.zeros(6).reshape(n, -1), lambda m, n: m.zeros(6).reshape((2, n)), lambda m, n: m.broadcast_to(m.zeros(1), n),
              lambda m, n: m.tile(m.zeros(2), n), lambda m, n: m.roll(m.arange(4), n), lambda m, n: m.arange(9)[n], lambda m, n: m.arange(9)[:n],
              lambda m, n: m.empty(n).shape, lambda m, n: m.repeat(m.arange(2), n)):
        np.testing.assert_array_equal(np.asarray(f(ag, n)), f(np, x))
    for bad in (ag.asarray(3.0), ag.asarray(True), ag.asarray([3.5])):
        with pytest.raises(TypeError):
            ag.zeros(bad)
