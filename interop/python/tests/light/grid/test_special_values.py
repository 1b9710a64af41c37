# SPDX-License-Identifier: BSD-3-Clause

"""Every ufunc in every type on a grid of special values, in all layouts, against NumPy; and conversions, reductions and scans.

What differs from NumPy is in differences.py, with its reason.
"""

import itertools

import arraygen as ag
import numpy as np
import pytest

from agreement import OF_OPERANDS, UFUNCS, cpu_has, equal, identical, near, near_power, read_loops, rounded, true_values
from differences import DIFFERENCES
from orders import by_pieces, scan, serial, starts
from special_values import TIMES, TYPES, operands, values

LOOPS = read_loops()
# Functions of which some loops have a bound: those without one round correctly.
INEXACT = {name for (name, _), bound in LOOPS.items() if bound}
METHODS = [name for name, (u, _) in UFUNCS.items() if u.nin == 2 and u.nout == 1]
# The loops that were compared, and the rows of the list with the loops in which they were needed.
_tried, _needed = set(), set()

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(autouse=True)
def quiet():
    with np.errstate(all="ignore"):
        yield


def check(function, xs, ours, theirs, agree=None):
    """Fails for the elements, or the rows of a table, that differ, are not near where that is allowed, and that no row of
    the list allows. The list sees the operands as the loop does, all of one type.
    """
    loop = function, str(xs[0].dtype)
    _tried.add(loop)
    ours = np.asarray(ours)
    assert (ours.dtype, ours.shape) == (theirs.dtype, theirs.shape)
    same = equal(ours, theirs) if agree is None else agree
    at = np.flatnonzero(~same.reshape(len(same), -1).all(axis=1))
    if not len(at):
        return
    xs, ours, theirs = [x[at] for x in xs], ours[at], theirs[at]
    explained = np.zeros(len(at), bool)
    for row in DIFFERENCES:
        if loop in row.loops():
            here = np.broadcast_to(row.condition(*xs), at.shape)
            if row.ours is not None:
                here = here & equal(ours, row.ours(*xs).astype(ours.dtype)).reshape(len(at), -1).all(axis=1)
            if here.any():
                _needed.add((row, loop))
            explained |= here
    lost = np.flatnonzero(~explained)
    assert not len(lost), f"{len(lost)} of {len(same)} results of {function} differ, such as\n" + "\n".join(
        f"  {function}({', '.join(repr(x[i]) for x in xs)}) is {ours[i]!r}, NumPy: {theirs[i]!r}" for i in lost[:: len(lost) // 8 + 1]
    )


def agreement(name, xs, ours, theirs):
    """Where results of an inexact function are right; None of one that is to give what NumPy gives."""
    bound = LOOPS.get((name, tuple(str(x.dtype) for x in xs)), 0)
    if bound and name in ("power", "float_power") and xs[0].dtype.kind == "c":
        return near_power(np.asarray(ours), *xs, bound) | equal(np.asarray(ours), theirs)
    if bound:
        return near(np.asarray(ours), theirs, true_values(UFUNCS[name][1], xs), bound, xs if name in OF_OPERANDS else ())
    if name in INEXACT and xs[0].dtype.kind == "f":
        return rounded(np.asarray(ours), theirs, true_values(UFUNCS[name][1], xs))
    return None


def spread(x, layout):
    """The elements of x, as an array of ours with other strides."""
    gap, lead = layout
    room = np.zeros(len(x) * abs(gap) + lead, x.dtype)
    view = room[lead :: abs(gap)][:: 1 if gap > 0 else -1][: len(x)]
    view[...] = x
    return ag.asarray(view)


def exponents(name, xs):
    """The operands, but of powers of integers no negative exponents, which are an error."""
    if name != "power" or any(x.dtype.kind not in "iub" for x in xs):
        return xs
    return [xs[0]] + [np.where(x < 0, ~x, x) if x.dtype.kind == "i" else x for x in xs[1:]]


LAYOUTS = [(1, 1), (2, 0), (3, 2), (-1, 0), (-2, 1)]


def results(y):
    return y if isinstance(y, tuple) else (y,)


@pytest.mark.parametrize("loop", LOOPS, ids=lambda loop: f"{loop[0]}-{','.join(loop[1])}")
def test_calls(loop):
    name, dtypes = loop
    u, theirs = UFUNCS[name]
    xs = exponents(name, operands(dtypes))
    got, want = results(u(*map(ag.asarray, xs))), results(theirs(*xs))
    for y, z in zip(got, want, strict=True):
        check(name, xs, y, z, agreement(name, xs, y, z))

    def same(others, shape=(-1,)):
        for y, z in zip(got, results(others), strict=True):
            assert identical(y, z)

    # The same bits under any strides, in any shape, in place, and in pieces of any length.
    for layout in LAYOUTS:
        same(u(*(spread(x, layout) for x in xs)))
    same(u(ag.asarray(xs[0]), *(spread(x, LAYOUTS[i]) for i, x in enumerate(xs[1:], 1))))
    outs = [spread(np.zeros_like(z), (2, 1)) for z in want]
    same(u(*map(ag.asarray, xs), out=tuple(outs)))
    for size in (1, 2, 3, 5, 9):
        for i in range(0, len(xs[0]), size)[:: max(len(xs[0]) // size // 100, 1)]:
            part = results(u(*(ag.asarray(x[i : i + size]) for x in xs)))
            for y, z in zip(part, got, strict=True):
                assert identical(y, z[i : i + size])
    if len(xs) == 2:
        # One operand stays, or both are broadcast.
        rows = len(np.unique(xs[0].view(f"V{xs[0].itemsize}")))
        x, y = ag.asarray(xs[0]).reshape(rows, -1), ag.asarray(xs[1]).reshape(rows, -1)
        same(u(x[:, :1], y[:1, :]))
        for i in range(0, rows, max(rows // 40, 1)):
            for z, w in zip(results(u(x[i, 0], y[i])), got, strict=True):
                assert identical(z, w.reshape(rows, -1)[i])


@pytest.mark.parametrize("name", UFUNCS)
def test_types_of_all_kinds(name):
    """Operands that are promoted: what is computed, and in which type."""
    u, theirs = UFUNCS[name]
    for dtypes in itertools.product(TYPES + TIMES, repeat=min(u.nin, 2)):
        xs = operands(dtypes)
        if u.nin == 3:
            xs.append(xs[1])
        try:
            want = results(theirs(*xs))
        except (TypeError, ValueError) as e:
            with pytest.raises(ValueError if isinstance(e, ValueError) else TypeError):
                u(*map(ag.asarray, xs))
            continue
        try:
            got = results(u(*map(ag.asarray, xs)))
        except TypeError as e:
            assert "the loops are" in str(e) and not any(l[0] == name and l[1] == dtypes for l in LOOPS)
            continue
        cast = promoted(name, xs, want[0])
        for y, z in zip(got, want, strict=True):
            check(name, cast, y, z, agreement(name, cast, y, z))


def promoted(name, xs, result):
    """The operands as the loop sees them."""
    names = tuple(str(x.dtype) for x in xs)
    if (name, names) in LOOPS or any(x.dtype.kind in "Mm" for x in xs):
        return xs  # beside a time a number keeps its type, or takes that of another input
    common = np.result_type(*xs)
    if (name, (str(common),) * len(xs)) not in LOOPS:
        common = result.dtype
    return [x.astype(common) for x in xs]


@pytest.mark.parametrize("dtype", TYPES)
def test_python_numbers(dtype):
    """A number of Python's beside an array is that number in the array's type."""
    for name in METHODS:
        u, theirs = UFUNCS[name]
        x = exponents(name, [values(dtype)] * 2)[1]
        x = x[:: len(x) // 500 | 1]  # of complex numbers there are many more
        a = ag.asarray(x)
        numbers = x[:: max(len(x) // 40, 1)]
        try:
            theirs(x[:1], x[:1])
            u(a[:1], a[:1])
        except TypeError:
            continue
        # Where operands have types of their own, as of ldexp, the number takes one of those.
        mixed = all(len(set(t.split("->")[0])) > 1 for t in u.types)
        for y in numbers:
            number = y.item()
            if mixed:
                for ours, operands in ((lambda: u(a, number), (x, number)), (lambda: u(number, a), (number, x))):
                    try:
                        want = theirs(*operands)
                    except OverflowError:
                        with pytest.raises(OverflowError):
                            ours()
                    else:
                        check(name, [x], ours(), want)
                continue
            for got, want in ((u(a, number), u(a, ag.full(len(x), number, dtype=dtype))), (u(number, a), u(ag.full(len(x), number, dtype=dtype), a))):
                assert identical(got, want), (name, number)


@pytest.mark.parametrize("source", TYPES + TIMES)
@pytest.mark.parametrize("target", TYPES + TIMES)
def test_conversions(source, target):
    x = values(source)
    want = x.astype(target)
    check(f"astype {target}", [x], ag.asarray(x).astype(target), want)
    for layout in LAYOUTS:
        check(f"astype {target}", [x], spread(x, layout).astype(target), want)
    out = spread(np.zeros_like(want), (2, 1))
    ag.copyto(out, ag.asarray(x), casting="unsafe")
    check(f"astype {target}", [x], out, want)


def rows_of(dtype, length, seed):
    """Rows of special values, which come in any order; some rows are of few kinds of them."""
    rng = np.random.default_rng(seed)
    x = values(dtype)
    table = x[rng.integers(0, len(x), (60, length))]
    for row in table[::2]:
        row[...] = rng.choice(row[: rng.integers(1, 4)], length)
    return table


@pytest.mark.parametrize("dtype", TYPES + TIMES)
@pytest.mark.parametrize("name", METHODS)
def test_reductions(name, dtype):
    u, theirs = UFUNCS[name]
    pairs = np.stack(exponents(name, operands((dtype, dtype))), axis=1)
    try:
        want = theirs.reduce(pairs, axis=1)
    except TypeError:
        with pytest.raises(TypeError):
            u.reduce(ag.asarray(pairs), axis=1)
        return
    try:
        got = u.reduce(ag.asarray(pairs), axis=1)
    except TypeError as e:
        assert "loop" in str(e)
        return
    bound = LOOPS.get((name, (str(promoted(name, [pairs], want)[0].dtype),) * 2), 0)
    for table in [pairs] + [rows_of(dtype, length, length) for length in (3, 8, 9, 17, 40, 130, 300)]:
        table[:, 1:] = exponents(name, [table, table[:, 1:]])[1]
        for method, orders in (("reduce", serial), ("accumulate", scan), ("reduceat", lambda op: by_pieces(serial(op)))):
            args = (starts(table.shape[1]),) if method == "reduceat" else ()
            got = getattr(u, method)(ag.asarray(table), *args, axis=1)
            if bound:
                # Rounding errors add up: the steps are those of the calls, which test_calls compares.
                want = orders(lambda x, y: np.asarray(u(ag.asarray(x), ag.asarray(y))))(table.astype(np.asarray(got).dtype))
            else:
                want = getattr(theirs, method)(table, *args, axis=1)
            check(f"{name}.{method}", promoted(name, [table], want), got, want)
            for other in (np.asfortranarray(table), np.ascontiguousarray(table[::-1, ::-1])[::-1, ::-1]):
                assert identical(got, getattr(u, method)(ag.asarray(other), *args, axis=1))


def test_list_of_differences(request):
    """Each loop that the list names differs; of a choice of the tests, each that was tried."""
    named = {(row, loop) for row in DIFFERENCES for loop in row.loops() if row.needs is None or cpu_has(row.needs)}
    if request.config.option.keyword or any("::" in a for a in request.config.args):
        named = {(row, loop) for row, loop in named if loop in _tried}
    stale = {f"{loop}: {row.reason}" for row, loop in named - _needed}
    assert not stale, "these differ no more, take them off the list of differences:\n" + "\n".join(sorted(stale))
