"""What a call costs beside NumPy's, in one run. Run with -s to see the figures."""

import time

import arraygen as ag
import numpy as np


def nanoseconds(*functions, repeat=25, number=2000):
    """The median time of each function; they take turns, so that noise hits all."""
    times = [[] for _ in functions]
    for _ in range(repeat):
        for f, list_ in zip(functions, times, strict=True):
            began = time.perf_counter()
            for _ in range(number):
                f()
            list_.append((time.perf_counter() - began) / number * 1e9)
    return [sorted(t)[len(t) // 2] for t in times]


def test_add_of_ten(capsys):
    a, b = ag.arange(10.0), ag.ones(10)
    x, y = np.arange(10.0), np.ones(10)
    ours, theirs = nanoseconds(lambda: a + b, lambda: x + y)
    with capsys.disabled():
        print(f"\na + b of 10 float64: arraygen {ours:.0f} ns, NumPy {theirs:.0f} ns")
    assert ours <= theirs


def test_other_calls(capsys):
    a, x = ag.arange(10.0), np.arange(10.0)
    out, target = ag.zeros(10), np.zeros(10)
    f32, g32 = ag.ones(10, dtype="float32"), np.ones(10, dtype="float32")
    rows = [
        ("a + 1.5", lambda: a + 1.5, lambda: x + 1.5), ("add(a, a)", lambda: ag.add(a, a), lambda: np.add(x, x)),
        ("add(a, a, out=z)", lambda: ag.add(a, a, out=out), lambda: np.add(x, x, out=target)),
        ("exp(a)", lambda: ag.exp(a), lambda: np.exp(x)), ("float32 a + a", lambda: f32 + f32, lambda: g32 + g32),
        ("sum(a)", lambda: ag.sum(a), lambda: np.sum(x)), ("a[3]", lambda: a[3], lambda: x[3]), ("a[2:5]", lambda: a[2:5], lambda: x[2:5]),
        ("a[::2] + a[::2]", lambda: a[::2] + a[::2], lambda: x[::2] + x[::2]),
        ("np.asarray(a)", lambda: np.asarray(a), lambda: np.asarray(memoryview(x))),
        ("memoryview(a)", lambda: memoryview(a), lambda: memoryview(x)),
        ("a.__dlpack__()", lambda: a.__dlpack__(), lambda: x.__dlpack__()),
        ("np.from_dlpack(a)", lambda: np.from_dlpack(a), lambda: np.from_dlpack(x)),
        ("ag.from_dlpack(a)", lambda: ag.from_dlpack(a), lambda: ag.from_dlpack(x)),
        ("np.add(a, a)", lambda: np.add(a, a), lambda: np.add(x, x)),
    ]
    with capsys.disabled():
        print()
        for name, ours, theirs in rows:
            p, q = nanoseconds(ours, theirs, repeat=7, number=1000)
            print(f"{name:20s} arraygen {p:7.0f} ns   NumPy {q:7.0f} ns")
            assert p < 100_000
