# SPDX-License-Identifier: BSD-3-Clause

"""Memory that serves again: blocks that were freed, and operands that nobody else can see."""

import collections
import ctypes
import functools
import gc
import itertools
import operator
import resource
import sys
import threading
import weakref

import arraygen as ag
import numpy as np
import pytest

from memory import address
from test_memory import run

# Above the size from which the memory of an operand is worth looking for.
N = 1 << 15


def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt


def resident():
    with open("/proc/self/statm") as f:
        return int(f.read().split()[1]) * resource.getpagesize()


@pytest.mark.parametrize("bytes", [64 << 10, 480_000, 3 << 20, 8 << 20, 32_000_000])
@pytest.mark.parametrize("make", [lambda a: a + 1, lambda a: a * a + a, lambda a: -a, lambda a: ag.sqrt(a), lambda a: ag.empty_like(a)])
def test_results_cause_no_page_faults(bytes, make):
    a = ag.ones(bytes // 8)
    for _ in range(3):
        make(a)
    before = faults()
    for _ in range(10):
        make(a)
    # New memory of 64 KiB has 16 pages, and of 32 MB 16 huge ones.
    assert faults() - before < 80


def test_freed_memory_is_bounded():
    run("""
import gc, resource
import arraygen as ag
def resident():
    with open("/proc/self/statm") as f:
        return int(f.read().split()[1]) * resource.getpagesize()
ag.ones(2**17) + 1
before = resident()
for size in (2**15, 2**17, 2**19, 2**20, 2**22, 25_000_000):
    held = [ag.ones(size) for _ in range(max(1, 2**25 // size))]
    assert resident() - before > 150 << 20
    del held
    gc.collect()
    assert resident() - before < 80 << 20, size
""")


def test_kept_memory_is_given_back_for_what_needs_it():
    run("""
import resource
import arraygen as ag
resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
def most():
    held = []
    try:
        while True:
            held.append(ag.ones(2**21))
    except MemoryError:
        return len(held)
first = most()
del first
keep = [ag.ones(2**22) for _ in range(2)]
del keep
sizes = [most() for _ in range(3)]
large = 2**27
while large > 2**24:
    keep = [ag.ones(2**21) for _ in range(4)]
    del keep
    try:
        ag.ones(large)
        break
    except MemoryError:
        large = large * 9 // 10
assert large > 2**25, large
""")


@pytest.mark.parametrize("size", [2**13, 2**17, 2**20])
def test_zeros_are_zero(size):
    for _ in range(4):
        dirty = [ag.full(size, 7.5) for _ in range(4)]
        del dirty
        assert not ag.any(ag.zeros(size))
        assert not ag.any(ag.zeros_like(ag.ones(size)))
        a = ag.add(ag.ones(size), 1, where=ag.zeros(size, dtype=bool))
        assert not ag.any(a)


def test_many_threads():
    wrong = []

    def work(k):
        for i in range(200):
            n = 2**13 << (i % 6)
            a = ag.full(n, float(k))
            b = (a * a + a) / 2 - a
            if b[0] != (k * k + k) / 2 - k or not ag.all(b == b[0]):
                wrong.append((k, i))

    threads = [threading.Thread(target=work, args=(k,)) for k in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert not wrong


def freed(a):
    """The address that the next result of the size of a gets."""
    return address(ag.empty_like(a))


def test_a_chain_of_operators_has_one_result():
    a, b = ag.ones(N) * 3, ag.ones(N) + 1
    for chain, want in [
        (lambda: (a * b + a) / b - a, 1.5),
        (lambda: a - (b / (a * b)), 3 - 1 / 3),
        (lambda: -(a * b), -6),
        (lambda: abs(-(a * b)) + 1, 7),
        (lambda: 2 * (1 / (a + 1)), 0.5),
        (lambda: (a * b) - 2.5, 3.5),
    ]:
        chain()
        where = freed(a)
        r = chain()
        assert ag.all(r == want)
        # The first result is in the memory freed last, and so are those after it.
        assert address(r) == where


def test_operands_that_others_see_keep_their_values():
    a = ag.ones(N)

    class Holder:
        pass

    def check(old, results):
        assert ag.all(old == 2.0)
        for r in results:
            assert ag.all(r == 3.0) and not ag.shares_memory(r, old)

    t = a + a
    check(t, [t + a, a + t, t + 1, 1 + t])
    h = Holder()
    h.t = a + a
    check(h.t, [h.t + a, h.t + 1, operator.add(h.t, a)])
    for box in ([a + a], (a + a,), {0: a + a}, collections.deque([a + a])):
        check(box[0], [box[0] + a, operator.add(box[0], a), operator.itemgetter(0)(box) + 1])

    def closure():
        t = a + a
        return lambda: t + 1, lambda: t

    plus, same = closure()
    check(same(), [plus(), plus()])
    # Somebody looks at the memory of a result that has no other name.
    views = []

    def seen(look):
        r = a + a
        views.append(look(r))
        return r

    for look in (lambda r: r[:], lambda r: r.T, memoryview, np.asarray, np.from_dlpack, ag.from_dlpack, lambda r: r.__dlpack__()):
        views.clear()
        r = seen(look) + a
        assert ag.all(r == 3.0)
        v = views.pop()
        if not type(v).__name__ == "PyCapsule":
            assert np.asarray(v)[0] == 2.0
    refs = []

    def referred():
        r = a + a
        refs.append(weakref.ref(r))
        return r

    r = referred() + a
    assert ag.all(r == 3.0) and refs[0]() is None


def test_views_and_elements_are_no_temporaries():
    a = ag.ones((2, N)) * 2
    assert ag.all(a[0] + 1 == 3) and ag.all(a[:, ::2] + 1 == 3) and ag.all(-a.T == -2) and ag.all(a == 2)
    x = np.full(N, 2.0)
    assert ag.all(ag.asarray(x) + 1 == 3) and (x == 2).all()
    b = ag.broadcast_to(ag.asarray([2.0]), (N,))
    assert ag.all(ag.broadcast_to(ag.asarray([2.0]), (N,)) + 1 == 3) and ag.all(b == 2)


def test_shapes_and_types_that_change():
    a = ag.ones(N)
    column = ag.ones((2, 1))
    assert ((a + a) + column).shape == (2, N)
    assert ((a + a) < 3).dtype == bool and ag.all((a + a) < 3)
    assert ((a + a) + 1j).dtype == complex
    i = ag.ones(N, dtype="int32")
    assert ((i + i) + i.astype("int64")).dtype == "int64" and ((i + i) / 2).dtype == float and ((i + i) + 1.5).dtype == float
    f = ag.ones(N, dtype="float32")
    assert ((f + f) + 1).dtype == "float32" and ((f + f) * ag.ones(N)).dtype == float
    assert ((a + a) + ag.ones(())).shape == (N,) and (ag.ones((N, 3)) * 1 + ag.arange(3.0)).tolist()[5] == [1, 2, 3]
    with pytest.raises(OverflowError):
        (i + i) + 2**40


class Sub(ag.ndarray):
    pass


def test_subclasses_stay_what_they_are():
    s = ag.ones(N).view(Sub) if hasattr(ag.ndarray, "view") else Sub(N)
    s[...] = 1
    r = (s + s) + s
    assert type(r) in (Sub, ag.ndarray) and ag.all(np.asarray(r) == 3) and np.asarray(s)[0] == 1


def test_c_code_that_holds_the_only_reference():
    """It may use its operand again, whatever the count of references says."""
    api = ctypes.PyDLL(None)
    add = api.PyNumber_Add
    add.restype = ctypes.py_object
    add.argtypes = [ctypes.c_void_p, ctypes.py_object]
    t = ag.ones(N) + 1
    p = id(t)
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(t))
    del t  # one reference is left, and nobody but us knows of it
    try:
        for _ in range(3):
            r = add(p, ag.ones(N))
            assert ag.all(r == 3.0)
        t = ctypes.cast(p, ctypes.py_object).value
        assert ag.all(t == 2.0)
    finally:
        ctypes.pythonapi.Py_DecRef(ctypes.c_void_p(p))


def test_builtins_that_add():
    a = ag.ones(N)
    assert ag.all(sum([a, a, a]) == 3) and ag.all(functools.reduce(operator.add, [a, a, a]) == 3) and ag.all(a == 1)
    parts = list(itertools.accumulate([a, a, a, a]))
    assert [float(p[0]) for p in parts] == [1, 2, 3, 4] and ag.all(a == 1)
    last = collections.deque(itertools.accumulate([a] * 5), maxlen=1)[0]
    assert ag.all(last == 5)
    c = collections.Counter()
    for k in "xxyx":
        c[k] = c[k] + a
    assert ag.all(c["x"] == 3) and ag.all(c["y"] == 1)


def test_recursion_through_python():
    a = ag.ones(N)

    def f(n, x):
        return x if n == 0 else f(n - 1, x + 1) * 1

    assert ag.all(f(20, a) == 21) and ag.all(a == 1)
    gen = (x + x for x in [a, a + 1])
    assert [float(g[0]) for g in gen] == [2, 4]
    assert sys.getrefcount(a) > 1
    gc.collect()
