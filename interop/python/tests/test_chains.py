# SPDX-License-Identifier: BSD-3-Clause

"""Chains of operators: expressions of large arrays, which are evaluated for one block of elements after the other."""

import gc
import operator
import sys
import textwrap
import threading
import warnings

import arraygen as ag
import numpy as np
import pytest

from arraygen import _arraygen
from test_memory import run

# No multiple of a block.
N = 40_001


USUAL = _arraygen._chain_limits(0, 0)
_arraygen._chain_limits(*USUAL)


@pytest.fixture(autouse=True)
def limits():
    """Arrays of more than 64 KiB make chains."""
    _arraygen._chain_limits(0, 64 << 10)
    yield
    _arraygen._chain_limits(*USUAL)


def arrays(dtype, n=N):
    """Three arrays of NumPy and the same as ours."""
    rng = np.random.default_rng(7)
    theirs = [np.asarray(rng.integers(1, 100, n) if np.dtype(dtype).kind in "iub" else rng.normal(size=n) * 8, dtype) for _ in range(3)]
    return theirs, [ag.asarray(x.copy()) for x in theirs]


def chains(f, *args):
    """The result of a call, and how many chains it evaluated."""
    before = _arraygen._chains()
    r = f(*args)
    return r, _arraygen._chains() - before


def same(ours, theirs):
    assert isinstance(ours, ag.ndarray)
    assert ours.dtype == theirs.dtype and ours.shape == theirs.shape
    assert np.array_equal(np.asarray(ours), theirs, equal_nan=theirs.dtype.kind in "fc")


FLOATS = ["(a*b + c)/2 - a", "-(a*b)", "-(-a)", "a*2 + 1", "2*a + 1", "((a - b)*(a - b) + c)/b", "(a*b) + (b*c)", "a - (b*c - a)", "a**2 + b", "(a + b)**2", "(a + b)**-1 - 1.5", "a**0.5 * b", "(a + b)**2.5 - a",
          "(a + b) > 1", "(a*b + c) <= c", "(a - b) != 0", "1/(a + b) + 1/(a - b)", "(a + b)//c", "(a + b) % c", "(a*b + c + a - b) @ a", "(a + 1)*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a"]
INTEGERS = ["(a*b + c)//3 - a", "~(a | b)", "(a ^ b) & c", "-(a + b)", "(a << 1) >> 2", "(a + b) % 7", "(a*b) / c", "(a & 3) == 1", "(a + b)**2"]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("dtype", ["float64", "float32", "complex128", "int64", "int32", "uint8"])
def test_values(dtype):
    theirs, ours = arrays(dtype, 1 << 18)
    for text in FLOATS if np.dtype(dtype).kind in "fc" else INTEGERS:
        if np.dtype(dtype).kind == "c" and any(op in text for op in ("//", "%", ">", "<", "@", "**2.5", "**0.5", "**-1")):
            continue
        f = eval("lambda a, b, c: " + text)
        want, got = f(*theirs), f(*ours)
        if "@" in text or "**2.5" in text or np.dtype(dtype).kind == "c":
            assert np.allclose(np.asarray(got), want, rtol=1e-3 if dtype == "float32" else 1e-9, atol=1e-6, equal_nan=True), text
        else:
            assert got.dtype == want.dtype, text
            assert np.array_equal(np.asarray(got), want, equal_nan=want.dtype.kind == "f"), text


def test_what_is_a_chain():
    _arraygen._chain_limits(*USUAL)
    _, (a, b, c) = arrays("float64", 1_500_000)
    few = a[:140_000]
    self = type("self", (), {"x": a})()
    for f, count in [
        (lambda: (a * b + c) / 2 - a, 1),
        (lambda: a * b, 0),
        (lambda: -(a * b), 1),
        (lambda: a - (b * c), 0),  # the right operand
        (lambda: (a * b) + self.x, 0),  # attributes run code
        (lambda: (a * b) + c[::1], 0),
        (lambda: ag.sqrt(a * a), 0),
        (lambda: abs(a * b), 0),
        (lambda: [a * b, a + b], 0),
        (lambda: (a * b).sum(), 0),
        (lambda: (a * b if True else c), 0),
        (lambda: operator.add(operator.mul(a, b), c), 0),
        (lambda: (a * b + c).reshape(-1), 1),
        (lambda: ((a + b) * 2, (a - b) * 2), 2),
        (lambda: (few * few + few) / 2 - few, 1),
        (lambda: (few * few + few) / 2, 0),  # fits the caches
        (lambda: (few[:1000] * 2 + 1) / 2 - 3, 0),
    ]:
        assert chains(f)[1] == count


def test_in_all_sorts_of_code():
    """Modules, classes, generators, closures and comprehensions read their variables in other ways."""
    (x, y, z), (a, b, c) = arrays("float64")
    want = (x * y + z) / 2 - x
    space = {"a": a, "b": b, "c": c}
    before = _arraygen._chains()
    exec("r = (a*b + c)/2 - a", space)
    same(space["r"], want)
    exec("r = (a*b + c)/2 - a", {"a": a, "b": b}, local := {"c": c})
    same(local["r"], want)
    exec(textwrap.dedent("""
        class K:
            r = (a*b + c)/2 - a
    """), space)
    same(space["K"].r, want)

    def generator():
        for d in (a, b):
            yield (a * b + c) / 2 - a
            d = None

    for r in generator():
        same(r, want)
    for r in [(a * b + k) / 2 - a for k in (c, c)]:
        same(r, want)

    def outer():
        k = c

        def inner(p=a):
            return (p * b + k) / 2 - p

        return inner()

    same(outer(), want)
    assert _arraygen._chains() - before == 8


class Names(dict):
    """A namespace whose look-ups run code."""

    def __missing__(self, name):
        if name == "c":
            dict.__getitem__(self, "a")[:] = 0
            return dict.__getitem__(self, "hidden")
        raise KeyError(name)


def test_code_between_operators():
    """Where code may run between two operators, the first one is done before it."""
    (x, y, z), (a, b, c) = arrays("float64")
    exec("r = a*b + c", {}, names := Names(a=a, b=b, hidden=c))
    same(names["r"], x * y + z)
    assert not ag.any(a)

    class Right:
        def __radd__(self, left):
            assert type(left) is ag.ndarray
            self.seen = left
            return "added"

        def __lt__(self, other):
            return "less"

    a[:] = x
    right = Right()
    assert a * b + right == "added"
    same(right.seen, x * y)
    assert (a * b > right) == "less"
    same(a * b + y, x * y + y)
    assert type(a * b + y) is ag.ndarray
    same(a * b + np.float64(2), x * y + 2)
    same(a * b + True, x * y + 1)
    same((a * b + ag.ones((2, 1))) * 2, (x * y + np.ones((2, 1))) * 2)
    same(a * b + ag.astype(c, "float32"), x * y + z.astype("float32"))
    same(a * b + c[::-1], x * y + z[::-1])
    with pytest.raises(TypeError):
        a * b + "text"
    with pytest.raises(TypeError):
        a * b + None
    with pytest.raises(NameError):
        a * b + missing  # noqa: F821
    with pytest.raises(ValueError, match="broadcast"):
        a * b + ag.ones(3)

    def unbound():
        r = a * b + late
        late = 1
        return r

    with pytest.raises(UnboundLocalError):
        unbound()


class Plain:
    pass


class OptsOut:
    __array_ufunc__ = None

    def __radd__(self, left):
        return type(left).__name__, left

    __rmul__ = __rpow__ = __rmatmul__ = __radd__


class Prior:
    __array_priority__ = 1000

    def __radd__(self, left):
        return type(left).__name__, left

    __rsub__ = __radd__


OTHERS = ["'text'", "None", "Plain()", "OptsOut()", "Prior()", "ag.ones(3)", "[1, 2]", "object()", "1j", "np.float32(2)", "ag.asarray(2)", "np.arange(40_001)", "10**400"]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("operator", ["+", "-", "*", "/", "//", "%", "**", "@", "&", "<<", "<", "==", "!="])
def test_operands_that_are_no_steps(operator):
    """The same result or error as without chains, and types that take over get an array."""
    _, (a, b, _) = arrays("float64")
    names = {"a": a, "b": b, "ag": ag, "np": np, "Plain": Plain, "OptsOut": OptsOut, "Prior": Prior}
    for other in OTHERS:
        outcomes = []
        for limits in (0, 64 << 10), (1 << 60, 1 << 60):
            _arraygen._chain_limits(*limits)
            try:
                r = eval(f"a*b {operator} right" if operator not in ("**", "@") else f"(a*b) {operator} right", names | {"right": eval(other, names)})
            except Exception as e:
                outcomes.append((type(e), str(e).split(" at 0x")[0]))
            else:
                name, r = r if isinstance(r, tuple) else (type(r).__name__, r)
                outcomes.append((name, str(getattr(r, "dtype", None)), np.asarray(r).tobytes() if r is not NotImplemented else None))
        assert outcomes[0] == outcomes[1], other


def test_a_debugger_sees_no_difference():
    """A trace function that changes an operand between the lines of an expression."""
    (x, y, z), (a, b, c) = arrays("float64")
    first = []

    def f():
        return (
            a * b
            + c
        )

    def trace(frame, event, arg):
        if frame.f_code is f.__code__:
            first.append(frame.f_lineno)
            if len(first) > 3:
                a[:] = 0
        return trace

    sys.settrace(trace)
    try:
        r, count = chains(f)
    finally:
        sys.settrace(None)
    assert count == 0
    same(r, x * y + z)
    monitoring = getattr(sys, "monitoring", None)  # from Python 3.12 on debuggers may use it instead
    if monitoring:
        a[:] = x
        assert chains(f)[1] == 1
        monitoring.use_tool_id(monitoring.DEBUGGER_ID, "test")
        try:
            assert chains(f)[1] == 0
        finally:
            monitoring.free_tool_id(monitoring.DEBUGGER_ID)


def test_operands_live_as_long_as_they_are_needed():
    (x, y, _), (a, b, c) = arrays("float64")
    counts = [sys.getrefcount(v) for v in (a, b, c)]
    gc.collect()
    storages = _arraygen._counts()["storages"]
    for _ in range(3):
        r = (a * b + c) / 2 - a
        with pytest.raises(NameError):
            a * b + missing  # noqa: F821
        with pytest.raises(TypeError):
            (a * b + c) * 2 + "text"
    assert [sys.getrefcount(v) for v in (a, b, c)] == counts
    assert _arraygen._counts()["storages"] == storages + 1

    def f(a, b):
        return (a + 0) * b * (b := None) if False else (a + 0) * b + (a := 1)

    with_walrus = f(a, b)
    same(with_walrus, x * y + 1)
    del r, with_walrus
    gc.collect()
    assert _arraygen._counts()["storages"] == storages


def test_memory_of_temporaries():
    """The result has the memory of an operand that nobody else refers to, and of no other."""
    (x, y, z), (a, b, c) = arrays("float64")
    before = [v.copy() for v in (a, b, c)]
    same((abs(a) * 2) + b, abs(x) * 2 + y)
    same((abs(a) * 2 + b) - c, abs(x) * 2 + y - z)
    held = abs(a)
    same((held * 2 + b) - c, abs(x) * 2 + y - z)
    same(held, abs(x))
    r = ((abs(a) + b) > 1) & (c > 0)
    same(r, ((abs(x) + y) > 1) & (z > 0))
    for v, w in zip((a, b, c), before):
        assert ag.all(v == w)


def test_conditions():
    a, b, zero = ag.full(N, 1e200), ag.full(N, 1e-200), ag.zeros(N)

    def told(f):
        with warnings.catch_warnings(record=True) as w:
            warnings.simplefilter("always")
            f()
        return [str(m.message) for m in w]

    assert told(lambda: a * a + 1) == ["overflow encountered in multiply"]
    assert told(lambda: (a + 1) * a / zero) == ["overflow encountered in multiply"]
    assert told(lambda: (b + 1) / zero - 1) == ["divide by zero encountered in divide"]
    assert told(lambda: (zero * 2) / zero * a) == ["invalid value encountered in divide"]
    assert told(lambda: (a * a) - a / zero) == ["overflow encountered in multiply", "divide by zero encountered in divide", "invalid value encountered in subtract"]
    with ag.errstate(all="raise"):
        with pytest.raises(FloatingPointError, match="overflow encountered in multiply"):
            (a + 1) * a / zero
        with pytest.raises(FloatingPointError, match="underflow encountered in multiply"):
            (b + 0) * b
    with ag.errstate(all="ignore"):
        assert told(lambda: (a + 1) * a / zero - a) == []
    seen = []
    with ag.errstate(all="call", call=lambda kind, flag: seen.append(kind)):
        (b + 1) / zero - 1
    assert seen == ["divide by zero"]


def test_threads():
    wrong = []

    def work(k):
        a = ag.full(N, float(k))
        for _ in range(300):
            r = (a * a + a) / 2 - a
            if r[-1] != (k * k + k) / 2 - k or not ag.all(r == r[0]):
                wrong.append(k)

    threads = [threading.Thread(target=work, args=(k,)) for k in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert not wrong


def test_after_a_fork():
    """A child has no Go: its operators are calls of kernels, one by one."""
    run("""
import os
import arraygen as ag
from arraygen import _arraygen
_arraygen._chain_limits(0, 0)
a = ag.arange(20000.0)
want = (a * a + a) / 2 - a
before = _arraygen._chains()
assert before == 1
pid = os.fork()
if pid == 0:
    code = 1
    try:
        r = (a * a + a) / 2 - a
        code = 0 if bytes(memoryview(r)) == bytes(memoryview(want)) and _arraygen._chains() == before else 2
    finally:
        os._exit(code)
assert os.waitpid(pid, 0)[1] == 0
""")


def test_large():
    """Several tiles, on several threads."""
    (x, y, z), (a, b, c) = arrays("float32", 3_000_001)
    f = lambda a, b, c: ((a * b + c) / 4 - a) * b  # noqa: E731
    same(f(a, b, c), f(x, y, z))
    shape = (3, 1_000_000)
    same(f(*(v[1:].reshape(shape) for v in (a, b, c))), f(*(v[1:].reshape(shape) for v in (x, y, z))))
