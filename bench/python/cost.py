# SPDX-License-Identifier: BSD-3-Clause

"""What a call of the Python package costs beside NumPy's, on 10 float64.

All rows are measured in one run: in each of many short rounds every call takes
its turn, ours beside NumPy's, so that a busy machine slows both. A figure is
the median of the rounds, a ratio the median of the rounds' ratios.

    python bench/python/cost.py [--docs docs/python.md]
"""

import argparse
import datetime
import os
import statistics
import time

import arraygen as ag
import numpy as np

from figures import fill, machine

ROUNDS, CALLS = 200, 300


def rows():
    """What is called, ours, and NumPy's where there is such a thing."""
    a, b, z = ag.arange(10.0), ag.ones(10), ag.zeros(10)
    x, y, t = np.arange(10.0), np.ones(10), np.zeros(10)
    v = (1, 0)
    return [
        ("a + b", lambda: a + b, lambda: x + y),
        ("a + 1.5", lambda: a + 1.5, lambda: x + 1.5),
        ("add(a, b)", lambda: ag.add(a, b), lambda: np.add(x, y)),
        ("add(a, b, out=z)", lambda: ag.add(a, b, out=z), lambda: np.add(x, y, out=t)),
        ("exp(a)", lambda: ag.exp(a), lambda: np.exp(x)),
        ("a[::2] + a[::2]", lambda: a[::2] + a[::2], lambda: x[::2] + x[::2]),
        ("sum(a)", lambda: ag.sum(a), lambda: np.sum(x)),
        ("a[3]", lambda: a[3], lambda: x[3]),
        ("a[2:5]", lambda: a[2:5], lambda: x[2:5]),
        ("np.add(a, b)", lambda: np.add(a, b), lambda: np.add(x, y)),
        ("np.asarray(a)", lambda: np.asarray(a), None),
        ("ag.asarray(x)", lambda: ag.asarray(x), None),
        ("memoryview(a)", lambda: memoryview(a), lambda: memoryview(x)),
        ("a.__dlpack__()", lambda: a.__dlpack__(), lambda: x.__dlpack__()),
        ("a.__dlpack__(max_version=(1, 0))", lambda: a.__dlpack__(max_version=v), lambda: x.__dlpack__(max_version=v)),
        ("np.from_dlpack(a)", lambda: np.from_dlpack(a), lambda: np.from_dlpack(x)),
        ("ag.from_dlpack(x)", lambda: ag.from_dlpack(x), lambda: np.from_dlpack(x)),
        ("ag.from_dlpack(a)", lambda: ag.from_dlpack(a), lambda: np.from_dlpack(x)),
    ]


def measure(functions, rounds=ROUNDS, calls=CALLS):
    """Nanoseconds of a call of each function in each round."""
    times = [[] for _ in functions]
    for _ in range(rounds):
        for f, list_ in zip(functions, times, strict=True):
            began = time.perf_counter_ns()
            for _ in range(calls):
                f()
            list_.append((time.perf_counter_ns() - began) / calls)
    return times


def table(rows):
    """The rows, measured, in Markdown. The empty call is taken off."""
    functions = [lambda: None]
    for _, ours, theirs in rows:
        functions += [ours, theirs or (lambda: None)]
    nothing, *times = measure(functions)
    lines = ["| call | arraygen | NumPy | ratio |\n|---|---:|---:|---:|\n"]
    for (name, _, theirs), i in zip(rows, range(0, len(times), 2), strict=True):
        p = [t - n for t, n in zip(times[i], nothing, strict=True)]
        if theirs is None:
            lines.append(f"| `{name}` | {statistics.median(p):.0f} ns | | |\n")
            continue
        q = [t - n for t, n in zip(times[i + 1], nothing, strict=True)]
        ratio = statistics.median(u / v for u, v in zip(p, q, strict=True))
        lines.append(f"| `{name}` | {statistics.median(p):.0f} ns | {statistics.median(q):.0f} ns | {ratio:.2f} |\n")
    return "".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--docs", help="the page that the figures go into")
    options = parser.parse_args()
    load = os.getloadavg()[0]
    head = (f"\nOn {datetime.date.today():%-d %B %Y}: {machine()}, {os.cpu_count()} cores with a load average of {load:.0f}, kernels at "
            f"{ag.get_isa()}, NumPy {np.__version__}. A ratio is our time divided by NumPy's.\n\n")
    text = head + table(rows()) + "\n"
    print(text)
    if options.docs:
        fill(options.docs, "calls", text)


if __name__ == "__main__":
    main()
